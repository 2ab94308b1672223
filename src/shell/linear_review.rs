//! Linear review: a session without a screen, line by line, for screen readers, dumb terminals and pipes.

use super::display;
use super::host::{FrontEnd, Host, Options};
use super::input::Event;
use super::terminal_input::without_sequences;
use crate::error::Error;
use crate::session::{Code, Key, Mode, Msg, PopupKind};
use crate::ui::plain;
use std::io::{self, BufRead, Write};
use std::time::Duration;

/// Columns and rows of the virtual page. All printed text counts as seen, so the page is tall: no key is refused
/// because a claim is out of sight.
const PAGE: (u16, u16) = (80, 20_000);
/// How long the next line waits for a save.
const SAVE_TIMEOUT: Duration = Duration::from_secs(5);

struct Review<W> {
    host: Host,
    out: W,
    printed: Option<String>,
}

/// Prints the article with its claims, then reads keys line by line, until the user leaves or the input ends.
pub fn review(options: Options, input: impl BufRead, out: impl Write) -> Result<(), Error> {
    let (mut host, notices) = Host::open(options, FrontEnd::LinearReview)?;
    host.update_unseen(Msg::Resized(PAGE.0, PAGE.1));
    host.start_work();
    let mut review = Review { host, out, printed: None };
    let lines = notices.into_iter().map(|notice| notice.text).collect();
    let written = review.print(lines).and_then(|()| review.run(input));
    review.host.stop();
    review.host.finish()?;
    match written {
        // A broken pipe means that the reading program has enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(display::io_error("standard output", error).hint("the tags are saved all the same"))
        }
        _ => Ok(()),
    }
}

impl<W: Write> Review<W> {
    fn print(&mut self, lines: Vec<String>) -> io::Result<()> {
        lines.into_iter().try_for_each(|line| writeln!(self.out, "{line}"))
    }

    fn run(&mut self, input: impl BufRead) -> io::Result<()> {
        self.print(plain::article(&self.host.model))?;
        self.report()?;
        for line in input.split(b'\n') {
            let line = without_sequences(&line?);
            self.host.catch_up();
            self.read_line(line.trim_end_matches('\r'));
            self.wait_for_save();
            self.report()?;
            if self.host.ended {
                return Ok(());
            }
        }
        self.host.update_unseen(Msg::Ended);
        self.wait_for_save();
        Ok(())
    }

    /// Handles one line: text for a prompt, or a sequence of keys.
    fn read_line(&mut self, line: &str) {
        let keys = line.trim();
        if keys.is_empty() {
            // An empty line prints the current claim again.
            self.printed = None;
        }
        if matches!(self.host.model.mode, Mode::Prompt(_)) {
            return self.enter(line);
        }
        if keys.is_empty() {
            self.press(if matches!(self.host.model.mode, Mode::Leaving) { Code::Esc } else { Code::Enter });
        }
        let mut chars = keys.chars();
        while let Some(char) = chars.next() {
            self.press(Code::Char(char));
            let rest = chars.as_str().trim();
            match self.host.model.mode {
                // `e weigh this` and `/pier` are single lines.
                Mode::Prompt(_) if !rest.is_empty() => return self.enter(rest),
                Mode::Pick(_) => return self.enter(rest),
                _ => {}
            }
        }
    }

    fn enter(&mut self, text: &str) {
        self.host.update_unseen(Msg::Pasted(text.to_owned()));
        self.press(Code::Enter);
    }

    fn press(&mut self, code: Code) {
        self.host.update_unseen(Msg::Key(Key::plain(code), super::now()));
    }

    /// Waits until all decisions are on disk, or a write failed, and until every question to the disk is answered.
    fn wait_for_save(&mut self) {
        while self.host.waits_for_disk() {
            match self.host.events.recv_timeout(SAVE_TIMEOUT) {
                Ok(Event::Msg(msg)) => self.host.update_unseen(msg),
                Ok(_) => {}
                Err(_) => return,
            }
        }
    }

    /// Prints the results of the last keys, the current claim if changed, and the available keys.
    fn report(&mut self) -> io::Result<()> {
        if let Mode::Popup(popup) = &self.host.model.mode
            && matches!(popup.kind, PopupKind::Detail | PopupKind::Cues { .. })
        {
            self.host.explain_current();
        }
        let mut lines = match &self.host.model.mode {
            Mode::Popup(popup) => match popup.kind {
                PopupKind::Help(_) => plain::keys_of_reading(&self.host.model),
                PopupKind::Detail | PopupKind::Cues { .. } => plain::reasons(&self.host.model),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        if matches!(self.host.model.mode, Mode::Popup(_)) {
            self.press(Code::Esc);
        }
        let model = &mut self.host.model;
        if let Some(found) = model.nav.find.take().and_then(|find| find.current) {
            lines.extend(plain::around(model, found));
        }
        lines.extend(model.notices.current.take().map(|notice| notice.text));
        let current = model.nav.current.zip(model.current_mark());
        let current = current.map(|(index, mark)| plain::claim(model, index, mark));
        if current != self.printed {
            lines.extend(current.clone());
            self.printed = current;
        }
        if !self.host.ended {
            lines.push(format!("> {}", plain::prompt(&self.host.model)));
        }
        self.print(lines)?;
        self.out.flush()
    }
}
