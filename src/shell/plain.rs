//! The linear review: the same session without a screen, line by line, for screen readers, dumb terminals
//! and pipes.

use super::article::Source;
use super::classifier::ClaimFinder;
use super::export::{self, Asked, formats};
use super::options::Options;
use super::run::claim;
use super::store::{Real, Store, TagFile};
use super::undo_log::{self, UndoLog};
use super::worker::find_claims;
use super::{display, paths};
use crate::claim::Scheme;
use crate::diagnostic::Diagnostic;
use crate::session::{Code, Effect, Key, Mode, Model, Msg, Notice, Settings, update};
use crate::ui::plain;
use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Columns and rows of the page that nobody sees. All that was printed counts as seen, so it is tall: no
/// key is refused because a claim is out of sight.
const PAGE: (u16, u16) = (80, 20_000);
/// How long a save may take before the next line is read all the same.
const PATIENCE: Duration = Duration::from_secs(5);

/// A review in course.
struct Review<W> {
    model: Model,
    store: Store<Real>,
    steps: Option<UndoLog>,
    /// Where the article comes from, and where its tags are.
    places: (Source, PathBuf),
    answers: Receiver<Msg>,
    out: W,
    /// The number and the standing of the claim that was told last.
    told: Option<String>,
    ended: bool,
}

/// Prints the article with its claims, then takes keys, a line at a time, until the reader leaves or the
/// input ends.
pub fn review(options: Options, input: impl BufRead, out: impl Write) -> Result<(), Diagnostic> {
    let Options {
        article,
        scheme,
        complete,
        keys,
        annotator,
        tags,
        read_only,
        blind,
        warnings,
        classifier,
        ..
    } = options;
    let scheme = Arc::new(complete.as_deref().and_then(Scheme::built_in).unwrap_or(scheme));
    let finder = ClaimFinder::new(scheme, classifier);
    let scheme = finder.first_scheme();
    let source = article.source.clone();
    let imported = article.read()?;
    let document = Arc::new(imported.document);
    let path = tags.unwrap_or_else(|| paths::tags(&source, annotator.as_deref(), &document.digest));
    let (file, found) = TagFile::read(Real, path.clone())?;
    let (lock, barred) = match (found.only, read_only) {
        (_, true) => (None, Some("--read-only was given".to_owned())),
        (Some(newer), _) => (None, Some(newer)),
        (None, false) => claim(&file, &path),
    };
    let steps = undo_log::file(&path).filter(|_| barred.is_none());
    let same = file.header().is_some_and(|header| header.is_of(&document));
    let settings = Settings {
        annotator: annotator.unwrap_or_else(|| super::READER.to_owned()),
        tags_name: path.file_name().map(|name| display::path(name.as_ref())).unwrap_or_default(),
        tags_exist: file.exists(),
        read_only: barred,
        steps: steps.as_deref().map(undo_log::read).unwrap_or_default(),
        keys,
        formats: formats(),
        blind,
        ..Settings::default()
    };
    let mut model = Model::new(Arc::clone(&document), Arc::clone(&scheme), settings, "mono");
    update(&mut model, Msg::Opened { document: Arc::clone(&document), tags: found.tags, same });
    update(&mut model, Msg::Resized(PAGE.0, PAGE.1));
    find_claims(&finder, &document, &mut |msg| drop(update(&mut model, msg)));
    let (sender, answers) = channel();
    let store = Store::start(file, lock, move |msg| drop(sender.send(msg)));
    let steps = steps.map(UndoLog::start);
    let places = (source, path);
    let mut review = Review { model, store, steps, places, answers, out, told: None, ended: false };
    let faults = imported.warnings.iter().chain(&warnings).chain(&found.faults).map(ToString::to_string);
    let lines: Vec<String> = faults.collect();
    let written = review.print(lines).and_then(|()| review.all(input));
    let Review { store, .. } = review;
    store.finish()?;
    // Whoever listened has gone, and has what was said.
    written
        .or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
        .map_err(|error| {
            Diagnostic::whole("standard output", error.to_string()).hint("the tags are saved all the same")
        })
}

impl<W: Write> Review<W> {
    fn print(&mut self, lines: Vec<String>) -> io::Result<()> {
        lines.into_iter().try_for_each(|line| writeln!(self.out, "{line}"))
    }

    fn all(&mut self, input: impl BufRead) -> io::Result<()> {
        self.print(plain::article(&self.model))?;
        self.tell()?;
        for line in input.lines() {
            self.line(&line?);
            self.settle();
            self.tell()?;
            if self.ended {
                return Ok(());
            }
        }
        self.told = None;
        self.message(Msg::Ended);
        self.settle();
        Ok(())
    }

    /// Takes in one line: what is being written, or keys one after the other.
    fn line(&mut self, line: &str) {
        self.told = self.told.take().filter(|_| !line.trim().is_empty());
        if matches!(self.model.mode, Mode::Prompt(_)) {
            self.write(line);
            return;
        }
        let mut chars = line.trim().chars();
        if line.trim().is_empty() {
            // Nothing stays where it is, and tells why.
            self.key(if matches!(self.model.mode, Mode::Leaving) { Code::Esc } else { Code::Enter });
        }
        while let Some(char) = chars.next() {
            self.key(Code::Char(char));
            if matches!(self.model.mode, Mode::Prompt(_)) && !chars.as_str().is_empty() {
                // `e weigh this` and `/pier` are one line each.
                self.write(chars.as_str().trim());
                return;
            }
            if let Mode::Pick(_) = self.model.mode {
                self.write(chars.as_str().trim());
                return;
            }
        }
    }

    fn write(&mut self, text: &str) {
        self.message(Msg::Pasted(text.to_owned()));
        self.key(Code::Enter);
    }

    fn key(&mut self, code: Code) {
        self.message(Msg::Key(Key::plain(code), super::now()));
    }

    fn message(&mut self, msg: Msg) {
        for command in update(&mut self.model, msg) {
            match command {
                Effect::Save { revision, header, tags } => self.store.save(revision, header, tags),
                Effect::Remember(step) => {
                    self.steps.iter().for_each(|steps| steps.keep(step.as_ref().clone()));
                }
                Effect::ForgetSteps => self.steps.iter().for_each(UndoLog::forget),
                Effect::Discard => self.store.forget(),
                Effect::Quit => self.ended = true,
                Effect::Look(far) => {
                    if let Some(found) = far.look(&Arc::clone(self.model.document()), || false) {
                        self.message(Msg::Found(found));
                    }
                }
                Effect::Export { format, file, force } => {
                    let (asked, (source, tags)) = (Asked { format, file, force }, &self.places);
                    let about = export::about(&self.model);
                    let notice = export::write(&asked, &self.model.reading, &about, source, tags);
                    self.message(Msg::Said(notice));
                }
                Effect::SaveIn(_) => {
                    let text = "another file is named on the command line: --tags FILE";
                    self.message(Msg::Said(Notice::warning(text)));
                }
                // There is no screen, no mouse and no clipboard here, the next review begins at the top, and the
                // article is all there.
                Effect::KeepPlace(_)
                | Effect::KeepChoices(_)
                | Effect::StopReading
                | Effect::Copy(_)
                | Effect::Mouse(_)
                | Effect::Theme(_)
                | Effect::Redraw
                | Effect::Suspend => {}
            }
        }
    }

    /// Waits until what was decided is on disk, or could not be written.
    fn settle(&mut self) {
        while !self.model.storage.is_saved() && self.model.storage.error.is_none() {
            let Ok(msg) = self.answers.recv_timeout(PATIENCE) else { return };
            self.message(msg);
        }
    }

    /// Tells what was said, the current claim if it is another one or stands otherwise, and what may follow.
    fn tell(&mut self) -> io::Result<()> {
        let mut lines = Vec::new();
        match &self.model.mode {
            Mode::Help(_) => lines = plain::keys_of_reading(&self.model),
            Mode::Detail(_) | Mode::Cues(_) => lines = plain::reasons(&self.model),
            _ => {}
        }
        if !lines.is_empty() || matches!(self.model.mode, Mode::Categories(_) | Mode::Messages(_)) {
            self.message(Msg::Key(Key::plain(Code::Esc), super::now()));
        }
        if let Some(place) = self.model.nav.find.take().and_then(|find| find.current) {
            lines.extend(plain::around(&self.model, place));
        }
        if let Some(notice) = self.model.notices.current.take() {
            lines.push(notice.text);
        }
        let current = self.model.nav.current.zip(self.model.current_mark());
        let now = current.map(|(index, mark)| plain::claim(&self.model, index, mark));
        if now != self.told {
            lines.extend(now.clone());
            self.told = now;
        }
        if !self.ended {
            lines.push(format!("> {}", plain::prompt(&self.model)));
        }
        self.print(lines)?;
        self.out.flush()
    }
}
