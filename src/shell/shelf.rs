//! Shelf host: lists articles, opens the chosen one, and returns to the list.

use super::capabilities::ask_appearance;
use super::host::SessionEnd;
use super::input::Event;
use super::terminal::TerminalGuard;
use super::terminal_session::TerminalSession;
use super::theme_choice::first_theme;
use super::{display, state, survey};
use crate::claim::Scheme;
use crate::error::Error;
use crate::reading::ArticleSummary;
use crate::session::keymap::Rebound;
use crate::session::{ExitTo, Keymap, Msg, Notice, Shelf, ShelfEntry, ShelfEvent};
use crate::theme::{ColorDepth, Theme};
use crate::ui;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Interval for collecting events before a repaint.
const BATCH: Duration = Duration::from_millis(12);

#[derive(Debug)]
pub struct ShelfOptions {
    pub paths: Arc<Vec<PathBuf>>,
    pub scheme: Arc<Scheme>,
    /// Annotator of the counted tags; `None` for the default.
    pub annotator: Option<String>,
    pub keys: Vec<Rebound>,
    /// `None` for the theme chosen last.
    pub theme: Option<(String, Theme)>,
    pub color_depth: ColorDepth,
    pub no_mouse: bool,
    /// From the option files; shown until the first key.
    pub warnings: Vec<Error>,
}

enum ShelfExit {
    Read(usize),
    Leave,
    Signal(i32),
}

/// Lists articles until the user leaves. `read` opens one; its argument is the article's number from 1 and the total.
///
/// Returns the signal that ended it, if any. Fails if there is no terminal; the shelf displays errors of `read`.
pub fn shelf(
    options: ShelfOptions,
    mut read: impl FnMut(&Path, (usize, usize), &mut TerminalSession) -> Result<SessionEnd, Error>,
) -> Result<Option<i32>, Error> {
    let mut app = ShelfApp::new(options);
    let mut session = TerminalSession::for_several();
    let mut guard = session.take(app.sender.clone()).map_err(no_terminal)?;
    if app.options.theme.is_none() && app.options.color_depth != ColorDepth::Mono {
        session.appearance = ask_appearance();
    }
    session.read_input();
    loop {
        let mut at = match app.show(&mut guard, &session)? {
            ShelfExit::Read(at) => at,
            ShelfExit::Leave => return Ok(None),
            ShelfExit::Signal(signal) => return Ok(Some(signal)),
        };
        for event in session.release(guard, &app.events) {
            if let Event::Surveyed(at, survey) = event {
                app.learn(at, survey);
            }
        }
        while let Some(path) = app.options.paths.get(at) {
            let ended = read(path, (at + 1, app.options.paths.len()), &mut session);
            app.survey_again(at);
            match ended {
                Ok(SessionEnd { signal: Some(signal), .. }) => return Ok(Some(signal)),
                Ok(SessionEnd { exit_to, .. }) => match app.next_article(at, exit_to) {
                    Some(next) => at = next,
                    None => break,
                },
                Err(error) => {
                    app.shelf.notice = Some(Notice::error(error.to_string()));
                    break;
                }
            }
        }
        app.shelf.select(at);
        guard = session.take(app.sender.clone()).map_err(no_terminal)?;
    }
}

fn no_terminal(error: io::Error) -> Error {
    Error::new("the terminal", error.to_string()).hint("`purport status` needs none").caused_by(error)
}

struct ShelfApp {
    shelf: Shelf,
    options: ShelfOptions,
    keymap: Keymap,
    sender: Sender<Event>,
    events: Receiver<Event>,
}

impl ShelfApp {
    fn new(options: ShelfOptions) -> Self {
        let keymap = Keymap::new(&options.scheme, &options.keys);
        let (folder, names) = survey::names(&options.paths);
        let entries = names.into_iter().zip(&*options.paths);
        let entry = |(name, path): (String, &PathBuf)| ShelfEntry::new(name, survey::last_read(path));
        let warnings: Vec<String> = options.warnings.iter().map(ToString::to_string).collect();
        let notice = (!warnings.is_empty()).then(|| Notice::warning(warnings.join("; ")));
        let shelf =
            Shelf { folder: display::path(&folder), notice, ..Shelf::new(entries.map(entry).collect()) };
        let (sender, events) = channel();
        let (paths, scheme) = (Arc::clone(&options.paths), Arc::clone(&options.scheme));
        let (annotator, for_surveys) = (options.annotator.clone(), sender.clone());
        thread::spawn(move || {
            let send = |at, survey| for_surveys.send(Event::Surveyed(at, survey)).is_ok();
            survey::all(&paths, &scheme, annotator.as_deref(), &send);
        });
        Self { shelf, options, keymap, sender, events }
    }

    /// Surveys an article again after a visit.
    fn survey_again(&mut self, at: usize) {
        let Some(path) = self.options.paths.get(at).cloned() else { return };
        if let Some(entry) = self.shelf.entries.get_mut(at) {
            entry.last_read = survey::last_read(&path);
        }
        let (scheme, annotator) = (Arc::clone(&self.options.scheme), self.options.annotator.clone());
        let sender = self.sender.clone();
        thread::spawn(move || {
            let survey = survey::one(&path, &scheme, annotator.as_deref());
            let _ = sender.send(Event::Surveyed(at, survey));
        });
    }

    /// The article to open next; `None` returns to the shelf.
    fn next_article(&mut self, at: usize, exit_to: ExitTo) -> Option<usize> {
        let (next, without) = match exit_to {
            ExitTo::Back => return None,
            ExitTo::Next => (self.shelf.next_unread(at), "every article here was opened at least once"),
            ExitTo::Previous => (self.shelf.before(at), "this is the first article"),
        };
        if next.is_none() {
            self.shelf.notice = Some(Notice::info(without));
        }
        next
    }

    /// Shows the shelf until the user chooses.
    fn show(&mut self, guard: &mut TerminalGuard, session: &TerminalSession) -> Result<ShelfExit, Error> {
        // Preferences may have changed during a visit.
        let preferences =
            state::preferences_file().map(|file| state::read_preferences(&file)).unwrap_or_default();
        let (_, theme) = first_theme(
            self.options.theme.clone(),
            &preferences,
            self.options.color_depth,
            session.appearance,
        )?;
        let mouse = TerminalGuard::set_mouse(preferences.mouse.unwrap_or(true) && !self.options.no_mouse);
        mouse.and_then(|()| self.run(guard, &theme)).map_err(no_terminal)
    }

    fn run(&mut self, guard: &mut TerminalGuard, theme: &Theme) -> io::Result<ShelfExit> {
        let (width, height) = guard.size()?;
        self.shelf.resize(width, height);
        loop {
            guard.paint(|frame| ui::shelf(frame, &self.shelf, &self.keymap, theme))?;
            let began = Instant::now();
            let mut next = self.events.recv().ok();
            if next.is_none() {
                return Ok(ShelfExit::Leave);
            }
            while let Some(event) = next {
                let wanted = match event {
                    Event::Signal(signal) => return Ok(ShelfExit::Signal(signal)),
                    Event::TerminalGone(error) => return Err(error),
                    Event::Msg(msg) => self.handle(msg),
                    Event::Surveyed(at, survey) => {
                        self.learn(at, survey);
                        ShelfEvent::Nothing
                    }
                    Event::Theme(_) | Event::Appearance(_) => ShelfEvent::Nothing,
                };
                match wanted {
                    ShelfEvent::Nothing => {}
                    ShelfEvent::Read(at) => return Ok(ShelfExit::Read(at)),
                    ShelfEvent::Leave => return Ok(ShelfExit::Leave),
                    ShelfEvent::Redraw => guard.clear()?,
                    ShelfEvent::Suspend => {
                        guard.suspend()?;
                        let (width, height) = guard.size()?;
                        self.shelf.resize(width, height);
                    }
                }
                next = (began.elapsed() < BATCH).then(|| self.events.try_recv().ok()).flatten();
            }
        }
    }

    fn handle(&mut self, msg: Msg) -> ShelfEvent {
        match msg {
            Msg::Key(key, _) => return self.shelf.press(key, &self.keymap),
            Msg::Mouse(mouse, _) => return self.shelf.point(mouse),
            Msg::Pasted(text) => self.shelf.paste(&text),
            Msg::Resized(width, height) => self.shelf.resize(width, height),
            _ => {}
        }
        ShelfEvent::Nothing
    }

    fn learn(&mut self, at: usize, survey: Result<ArticleSummary, Error>) {
        self.shelf.learn(at, survey.map_err(|error| error.message().to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Key;

    #[test]
    fn the_shelf_shows_warnings_until_the_first_key() {
        let options = ShelfOptions {
            paths: Arc::new(vec![PathBuf::from("a.txt")]),
            scheme: Arc::new(Scheme::claims()),
            annotator: None,
            keys: Vec::new(),
            theme: None,
            color_depth: ColorDepth::Mono,
            no_mouse: false,
            warnings: vec![Error::new("keys.toml", "unknown action"), Error::new("my.toml", "unknown part")],
        };
        let mut app = ShelfApp::new(options);
        let notice = app.shelf.notice.as_ref().map(|notice| notice.text.as_str());
        assert_eq!(notice, Some("keys.toml: unknown action; my.toml: unknown part"));
        app.handle(Msg::Key(Key::parse("j").unwrap(), crate::shell::now()));
        assert!(app.shelf.notice.is_none());
    }
}
