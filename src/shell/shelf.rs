//! Shelf host: lists articles, opens the chosen one, and returns to the list.

use super::host::{SessionEnd, ShelfPlace};
use super::input::Event;
use super::names::{self, ArticleNames};
use super::terminal::TerminalGuard;
use super::terminal_session::TerminalSession;
use super::theme_choice::first_theme;
use super::{display, lock, state, survey};
use crate::claim::{Engine, Scheme};
use crate::error::Error;
use crate::reading::ArticleSummary;
use crate::session::keymap::Rebound;
use crate::session::{ExitTo, Keymap, Msg, Notice, Preferences, Shelf, ShelfEntry, ShelfEvent};
use crate::theme::{ColorDepth, Theme};
use crate::ui;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Interval for collecting events before a repaint.
const BATCH: Duration = Duration::from_millis(12);
/// Pause of a survey while an article is open.
const PAUSE: Duration = Duration::from_millis(50);
/// The model counts the claims of articles up to this length: it takes half a minute for that many words.
const MAX_JUDGED_WORDS: usize = 100_000;

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

/// Lists articles until the user leaves. `read` opens one.
///
/// Returns the signal that ended it, if any. Fails if there is no terminal; the shelf displays errors of `read`.
pub fn shelf(
    options: ShelfOptions,
    mut read: impl FnMut(&Path, ShelfPlace, &mut TerminalSession) -> Result<SessionEnd, Error>,
) -> Result<Option<i32>, Error> {
    let mut app = ShelfApp::new(options);
    let mut session = TerminalSession::for_several();
    let mut guard = session.take(app.sender.clone()).map_err(no_terminal)?;
    if app.options.theme.is_none() && app.options.color_depth != ColorDepth::Mono {
        session.ask_appearance();
        session.await_appearance();
    }
    loop {
        let mut at = match app.show(&mut guard, &session)? {
            ShelfExit::Read(at) => at,
            ShelfExit::Leave => return Ok(None),
            ShelfExit::Signal(signal) => return Ok(Some(signal)),
        };
        for event in session.release(guard, app.events.try_iter()) {
            if let Event::Surveyed { at, survey, provisional } = event {
                app.learn(at, survey, provisional);
            }
        }
        app.wanted.pause(true);
        while let Some(path) = app.options.paths.get(at) {
            let (number, of) = (at + 1, app.options.paths.len());
            let place = ShelfPlace {
                number,
                of,
                labels: app.shelf.labels_beside(at),
                cue_records: app.shelf.cue_records_beside(at),
                paths: Arc::clone(&app.options.paths),
            };
            let ended = read(path, place, &mut session);
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
        app.wanted.pause(false);
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
    wanted: Arc<Wanted>,
}

/// Which articles the model judges next.
#[derive(Debug, Default)]
struct Wanted {
    /// Those in sight.
    seen: Mutex<Vec<usize>>,
    /// Those that wait.
    waiting: Mutex<BTreeSet<usize>>,
    /// While an article is open, all cores are for its reader.
    paused: AtomicBool,
}

impl Wanted {
    fn pause(&self, paused: bool) {
        self.paused.store(paused, Ordering::Relaxed);
    }

    /// Takes the first article in sight, or else the first of all.
    fn next(&self) -> Option<usize> {
        while self.paused.load(Ordering::Relaxed) {
            thread::sleep(PAUSE);
        }
        let (seen, mut waiting) = (lock(&self.seen), lock(&self.waiting));
        let next =
            seen.iter().copied().find(|at| waiting.contains(at)).or_else(|| waiting.first().copied())?;
        waiting.take(&next)
    }
}

/// Surveys all articles: with the cues at once, and then those of ordinary length with the model, which takes a
/// fraction of a second for each.
fn survey_all(
    paths: &[PathBuf],
    scheme: &Arc<Scheme>,
    annotator: Option<&str>,
    wanted: &Wanted,
    sender: &Sender<Event>,
) {
    let send = |at, survey, provisional| sender.send(Event::Surveyed { at, survey, provisional }).is_ok();
    if scheme.engine() == Engine::Cues {
        return survey::all(paths, scheme, annotator, &|at, survey| send(at, survey, false));
    }
    let cues = Arc::new(scheme.as_ref().clone().with_engine(Engine::Cues));
    survey::all(paths, &cues, annotator, &|at, survey| {
        let provisional = survey.is_ok();
        if survey.as_ref().is_ok_and(|survey| survey.words <= MAX_JUDGED_WORDS) {
            lock(&wanted.waiting).insert(at);
        }
        send(at, survey, provisional)
    });
    survey::each(paths, scheme, annotator, &|| wanted.next(), &|at, survey| send(at, survey, false));
}

impl ShelfApp {
    fn new(options: ShelfOptions) -> Self {
        let keymap = Keymap::new(&options.scheme, &options.keys);
        let ArticleNames { folder, names, .. } = names::names(&options.paths);
        let entries = names.into_iter().zip(&*options.paths);
        let entry = |(name, path): (String, &PathBuf)| {
            ShelfEntry::new(name, survey::last_read(path, options.annotator.as_deref()))
        };
        let warnings: Vec<String> = options.warnings.iter().map(ToString::to_string).collect();
        let notice = (!warnings.is_empty()).then(|| Notice::warning(warnings.join("; ")));
        let shelf =
            Shelf { folder: display::path(&folder), notice, ..Shelf::new(entries.map(entry).collect()) };
        let (sender, events) = channel();
        let (paths, scheme) = (Arc::clone(&options.paths), Arc::clone(&options.scheme));
        let (annotator, for_surveys) = (options.annotator.clone(), sender.clone());
        let wanted = Arc::new(Wanted::default());
        let for_model = Arc::clone(&wanted);
        thread::spawn(move || survey_all(&paths, &scheme, annotator.as_deref(), &for_model, &for_surveys));
        Self { shelf, options, keymap, sender, events, wanted }
    }

    /// Surveys an article again after a visit.
    fn survey_again(&mut self, at: usize) {
        let Some(path) = self.options.paths.get(at).cloned() else { return };
        if let Some(entry) = self.shelf.entries.get_mut(at) {
            entry.last_read = survey::last_read(&path, self.options.annotator.as_deref());
        }
        let (scheme, annotator) = (Arc::clone(&self.options.scheme), self.options.annotator.clone());
        let sender = self.sender.clone();
        let known = self.shelf.entries.get(at).and_then(ShelfEntry::known);
        // A long article stays with the cues; the model would take minutes for it.
        let is_long = known.is_some_and(|known| known.words > MAX_JUDGED_WORDS);
        let provisional = is_long && scheme.engine() != Engine::Cues;
        let scheme =
            if provisional { Arc::new(scheme.as_ref().clone().with_engine(Engine::Cues)) } else { scheme };
        thread::spawn(move || {
            let survey = survey::one(&path, &scheme, annotator.as_deref());
            let _ = sender.send(Event::Surveyed { at, survey, provisional });
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
        let theme = self.theme(&preferences, session)?;
        let mouse = TerminalGuard::set_mouse(preferences.mouse.unwrap_or(true) && !self.options.no_mouse);
        mouse
            .and_then(|()| self.run(guard, theme, &|shelf| shelf.theme(&preferences, session).ok()))
            .map_err(no_terminal)
    }

    fn theme(&self, preferences: &Preferences, session: &TerminalSession) -> Result<Theme, Error> {
        let (given, depth) = (self.options.theme.clone(), self.options.color_depth);
        first_theme(given, preferences, depth, session.appearance()).map(|(_, theme)| theme)
    }

    /// `fitting` gives the theme once the terminal has said whether it is dark or light.
    fn run(
        &mut self,
        guard: &mut TerminalGuard,
        mut theme: Theme,
        fitting: &dyn Fn(&Self) -> Option<Theme>,
    ) -> io::Result<ShelfExit> {
        let (width, height) = guard.size()?;
        self.shelf.resize(width, height);
        loop {
            *lock(&self.wanted.seen) = self.shelf.seen().to_vec();
            guard.paint(|frame| ui::shelf(frame, &self.shelf, &self.keymap, &theme))?;
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
                    Event::Surveyed { at, survey, provisional } => {
                        self.learn(at, survey, provisional);
                        ShelfEvent::Nothing
                    }
                    Event::Appearance(_) => {
                        theme = fitting(self).unwrap_or(theme);
                        ShelfEvent::Nothing
                    }
                    Event::Theme(_) => ShelfEvent::Nothing,
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
            Msg::Key(key, _) => {
                if !self.shelf.is_typing() {
                    self.keymap.hear(key);
                }
                return self.shelf.press(key, &self.keymap);
            }
            Msg::Mouse(mouse, _) => return self.shelf.point(mouse),
            Msg::Pasted(text) => self.shelf.paste(&text),
            Msg::Resized(width, height) => self.shelf.resize(width, height),
            _ => {}
        }
        ShelfEvent::Nothing
    }

    fn learn(&mut self, at: usize, survey: Result<ArticleSummary, Error>, provisional: bool) {
        self.shelf.learn(at, survey.map_err(|error| error.message().to_owned()), provisional);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Key;

    #[test]
    fn the_model_judges_what_is_in_sight_first() {
        let wanted = Wanted::default();
        lock(&wanted.waiting).extend(0..5);
        *lock(&wanted.seen) = vec![3, 1];
        let order: Vec<usize> = std::iter::from_fn(|| wanted.next()).collect();
        assert_eq!(order, [3, 1, 0, 2, 4]);
    }

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
