//! The screen: paints a session on the terminal and reads its keys, from the first frame to the last.

use super::host::{Display, FrontEnd, Host, Options, SessionEnd};
use super::inbox::{Empty, Inbox};
use super::input::Event;
use super::terminal::TerminalGuard;
use super::terminal_input::Gate;
use super::terminal_session::TerminalSession;
use super::theme_choice::{ThemeChoice, chosen_theme, first_theme};
use super::theme_file::ThemeFile;
use crate::error::Error;
use crate::session::{Cause, Model, Msg, Notice, Repaint};
use crate::theme::{ColorDepth, Theme};
use crate::ui;
use std::io;
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

/// Interval for collecting input before a repaint: a held key or a turned wheel costs one frame per batch.
const INPUT_BATCH: Duration = Duration::from_millis(1);

/// Hesitation after a prefix key before the screen shows the possible keys.
const HINT_DELAY: Duration = Duration::from_millis(400);

/// How long the reader types before the words are kept. Further keys do not postpone it.
const DRAFT_DELAY: Duration = Duration::from_millis(250);

/// Texts up to this many bytes are classified before the first frame: it takes about a millisecond.
const MAX_AT_ONCE: usize = 100 * 1024;

/// Opens an article on the screen; returns when the user leaves it.
///
/// Fails if the article or its tags are unreadable, the tags could not be saved, or there is no terminal.
pub fn run(mut options: Options, session: &mut TerminalSession) -> Result<SessionEnd, Error> {
    let (given, theme_file, depth) = (options.theme.take(), options.theme_file.take(), options.color_depth);
    let (mut host, notices) = Host::open(options, FrontEnd::Screen)?;
    let preferences = &host.model.settings.preferences;
    let is_guess = given.is_none() && chosen_theme(preferences, depth).is_none() && depth != ColorDepth::Mono;
    let (name, theme) = first_theme(given, preferences, depth, session.appearance())?;
    let file_name = theme_file.as_ref().map(ThemeFile::key);
    let own = file_name.clone().map(|name| (name, theme.clone()));
    host.model.screen.theme = file_name.clone().unwrap_or(name);
    host.model.settings.themes = file_name.into_iter().chain(Theme::names().map(str::to_owned)).collect();
    host.model.settings.color_depth = Some(depth);
    for notice in notices {
        host.update_unseen(Msg::Notify(notice));
    }

    if session.model_paused {
        host.pause_model();
    }
    let drafts = std::mem::take(&mut host.kept_drafts);
    host.update_unseen(Msg::Drafts(drafts));
    let guard = session.take(host.sender.clone()).map_err(no_terminal)?;
    // The terminal replies while the first frame is prepared.
    if is_guess {
        session.ask_appearance();
    }
    let gate = session.gate.clone();
    let themes = ThemeChoice { theme, own, depth, is_guess };
    let mut screen = Screen { guard, gate, themes, inbox: Inbox::default() };
    let (width, height) = screen.guard.size().map_err(no_terminal)?;
    host.update_unseen(Msg::Resized(width, height));
    host.classify_short(MAX_AT_ONCE);
    screen.themes.await_terminal(session, &mut host.model);
    screen.paint(&host).map_err(no_terminal)?;

    // Background work would delay the first frame, so it starts afterwards.
    host.start_work();
    if let Some(file) = theme_file {
        let sender = host.sender.clone();
        std::thread::spawn(move || file.watch(|change| sender.send(Event::Theme(change)).is_ok()));
    }
    let mouse = if host.model.screen.mouse { TerminalGuard::set_mouse(true) } else { Ok(()) };
    let ended = mouse.and_then(|()| screen.run(&mut host));
    host.stop();
    session.release(screen.guard, screen.inbox.unread().chain(host.events.try_iter()));
    let exit_to = host.model.storage.exit_to;
    session.model_paused = host.model.loading.judging.paused;
    host.finish()?;
    ended.map(|signal| SessionEnd { signal, exit_to }).map_err(no_terminal)
}

fn no_terminal(error: io::Error) -> Error {
    Error::new("the terminal", error.to_string()).hint("`purport classify` needs none").caused_by(error)
}

struct Screen {
    guard: TerminalGuard,
    gate: Gate,
    themes: ThemeChoice,
    inbox: Inbox,
}

impl Screen {
    /// Returns whether the terminal shows something else than before.
    fn paint(&mut self, host: &Host) -> io::Result<bool> {
        let theme = &self.themes.theme;
        self.guard.paint(|frame| ui::draw(frame, &host.model, theme))
    }

    /// Receives events and paints until the end; returns the signal that ended the session, if any.
    fn run(&mut self, host: &mut Host) -> io::Result<Option<i32>> {
        let (began, mut repaint) = (Instant::now(), Repaint::default());
        let (mut hint_at, mut draft_at) = (None, None);
        loop {
            // Other events do not postpone the hint.
            let wants = host.model.wants_to_hint();
            hint_at = wants.then(|| hint_at.unwrap_or_else(|| began.elapsed() + HINT_DELAY));
            let wants = host.model.has_unkept_draft();
            draft_at = wants.then(|| draft_at.unwrap_or_else(|| began.elapsed() + DRAFT_DELAY));
            let due = [
                repaint.due().map(|at| (at, Due::Frame)),
                hint_at.map(|at| (at, Due::Message(Msg::Elapsed))),
                draft_at.map(|at| (at, Due::Message(Msg::DraftDue))),
            ];
            let event = match self.next(host, due.into_iter().flatten().min_by_key(|(at, _)| *at), began) {
                Ok(Next::Event(event)) => event,
                Ok(Next::Frame) => {
                    let changed = self.paint(host)?;
                    repaint.painted(began.elapsed(), changed);
                    continue;
                }
                Err(Empty) => return Ok(None),
            };
            repaint.want(cause(&event, &host.model));
            let (input, from) = (event.is_user_input(), Instant::now());
            let mut next = Some(event);
            // A held key is handled as far as time allows, then painted once.
            while let Some(event) = next {
                let signal = self.handle(event, host)?;
                if host.ended || signal.is_some() {
                    return Ok(signal);
                }
                let goes_on = input && from.elapsed() < INPUT_BATCH;
                next = goes_on.then(|| self.inbox.urgent(&host.events)).flatten();
            }
        }
    }

    /// What comes next: what is `due`, if its moment has come, or else an event. Wakes up early only for what is due, so
    /// that an idle session costs no CPU time; the earliest of several comes first, also before a stream of events.
    fn next(&mut self, host: &Host, due: Option<(Duration, Due)>, began: Instant) -> Result<Next, Empty> {
        let Some((at, due)) = due else { return self.inbox.next(&host.events).map(Next::Event) };
        let left = at.saturating_sub(began.elapsed());
        let event = if left.is_zero() { None } else { self.inbox.next_within(&host.events, left)? };
        Ok(match (event, due) {
            (Some(event), _) => Next::Event(event),
            (None, Due::Frame) => Next::Frame,
            (None, Due::Message(msg)) => Next::Event(Event::Msg(msg)),
        })
    }

    /// Handles one event; returns its signal, if any.
    fn handle(&mut self, event: Event, host: &mut Host) -> io::Result<Option<i32>> {
        match event {
            Event::Msg(msg) => host.update(msg, self)?,
            Event::Theme(change) => {
                if let Some(theme) = change.theme {
                    self.themes.reload(theme, &host.model.screen.theme);
                }
                host.update(Msg::Notify(change.notice), self)?;
            }
            Event::Appearance(appearance) => self.themes.correct_guess(appearance, &mut host.model),
            Event::Signal(signal) => {
                host.update(Msg::Ended, self)?;
                return Ok(Some(signal));
            }
            Event::TerminalGone(error) => {
                host.update(Msg::Ended, self)?;
                return Err(error);
            }
            // Only the shelf requests surveys.
            Event::Surveyed { .. } => {}
        }
        Ok(None)
    }
}

impl Display for Screen {
    fn copy(&mut self, text: &str) -> io::Result<Option<Notice>> {
        TerminalGuard::copy(text)
    }

    fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        TerminalGuard::set_mouse(on)
    }

    fn show_theme(&mut self, name: &str) {
        self.themes.select(name);
    }

    fn redraw(&mut self) -> io::Result<()> {
        self.guard.clear()
    }

    fn lend(&mut self, command: &mut Command) -> io::Result<Option<(ExitStatus, (u16, u16))>> {
        self.gate.close();
        let status = self.guard.lend(command);
        self.gate.open();
        Ok(Some((status?, self.guard.size()?)))
    }

    fn suspend(&mut self) -> io::Result<Option<(u16, u16)>> {
        self.guard.suspend()?;
        self.guard.size().map(Some)
    }
}

/// What has its moment.
enum Due {
    Frame,
    Message(Msg),
}

#[allow(clippy::large_enum_variant)] // One at a time, and moved on at once.
enum Next {
    Frame,
    Event(Event),
}

/// Why an event repaints the screen.
fn cause(event: &Event, model: &Model) -> Cause {
    let answers = match event {
        Event::Msg(Msg::Elapsed | Msg::Searched(_) | Msg::Inspected { asked: Some(_), .. })
        | Event::Theme(_)
        | Event::Appearance(_) => true,
        Event::Msg(Msg::Opened { .. } | Msg::Beginning(_) | Msg::Grown { .. }) => model.waits_for_text(),
        event => event.is_user_input(),
    };
    if answers { Cause::Input } else { Cause::Arrival }
}
