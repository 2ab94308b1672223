//! The shelf in a terminal: it is shown, an article is read, and it is shown again.

use super::default_theme::{chosen, resolve};
use super::listen::Event;
use super::options::Ending;
use super::terminal::{TerminalGuard, appearance};
use super::terminal_session::TerminalSession;
use super::{display, preferences, survey};
use crate::claim::Scheme;
use crate::diagnostic::Diagnostic;
use crate::reading::Survey;
use crate::session::keymap::Rebound;
use crate::session::{Entry, ExitTo, Keymap, Msg, Notice, Shelf, ShelfEvent};
use crate::theme::{ColorDepth, Theme};
use crate::ui;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Events are taken in for at most this long before the screen is painted again.
const FRAME: Duration = Duration::from_millis(12);

/// What a shelf needs to know.
#[derive(Debug)]
pub struct ShelfOptions {
    /// The articles.
    pub paths: Vec<PathBuf>,
    /// The scheme that their claims are counted by.
    pub scheme: Scheme,
    /// Whose tags are counted; nothing for the resolve reader's.
    pub annotator: Option<String>,
    /// Keys of the reader's own.
    pub keys: Vec<Rebound>,
    /// The theme; nothing for the one that was chosen last.
    pub theme: Option<Theme>,
    /// How many colours to use.
    pub color_depth: ColorDepth,
    /// Whether the mouse is left to the terminal.
    pub no_mouse: bool,
}

/// What the reader wants of a shelf that is shown.
enum ShelfExit {
    Read(usize),
    Leave,
    Signal(i32),
}

/// Shows articles to choose from until the reader leaves; `read` reads one, whose number on the shelf from
/// 1 and how many there are it is told.
///
/// Gives the number of the signal that ended it, if one did. Fails where there is no terminal; what fails
/// in `read` is said on the shelf.
pub fn shelf(
    options: ShelfOptions,
    mut read: impl FnMut(&Path, (usize, usize), &mut TerminalSession) -> Result<Ending, Diagnostic>,
) -> Result<Option<i32>, Diagnostic> {
    let failed = |error: &io::Error| {
        Diagnostic::whole("the terminal", error.to_string()).hint("`purport status` needs none")
    };
    let mut room = ShelfApp::new(options);
    let mut seat = TerminalSession::for_several();
    seat.turn_to(room.sender.clone());
    let mut taken = seat.take().map_err(|error| failed(&error))?;
    if room.theme.is_none() && room.color_depth != ColorDepth::Mono {
        seat.appearance = appearance();
    }
    seat.listen();
    loop {
        let chosen = room.show(&mut taken, &seat);
        let mut at = match chosen.map_err(|error| failed(&error))? {
            ShelfExit::Read(at) => at,
            ShelfExit::Leave => return Ok(None),
            ShelfExit::Signal(signal) => return Ok(Some(signal)),
        };
        seat.put(taken);
        for event in seat.let_go(&room.events) {
            if let Event::Surveyed(at, found) = event {
                room.learn(at, found);
            }
        }
        while let Some(path) = room.paths.get(at) {
            let ended = read(path, (at + 1, room.paths.len()), &mut seat);
            room.look_again(at);
            match ended {
                Ok(Ending { signal: Some(signal), .. }) => return Ok(Some(signal)),
                Ok(Ending { onward, .. }) => match room.after(at, onward) {
                    Some(next) => at = next,
                    None => break,
                },
                Err(fault) => {
                    room.shelf.notice = Some(Notice::error(fault.to_string()));
                    break;
                }
            }
        }
        room.shelf.select(at);
        seat.turn_to(room.sender.clone());
        taken = seat.take().map_err(|error| failed(&error))?;
    }
}

/// The shelf with all that it takes to show it.
struct ShelfApp {
    shelf: Shelf,
    paths: Arc<Vec<PathBuf>>,
    scheme: Arc<Scheme>,
    keymap: Keymap,
    annotator: Option<String>,
    theme: Option<Theme>,
    color_depth: ColorDepth,
    no_mouse: bool,
    sender: Sender<Event>,
    events: Receiver<Event>,
}

impl ShelfApp {
    fn new(options: ShelfOptions) -> Self {
        let ShelfOptions { paths, scheme, annotator, keys, theme, color_depth, no_mouse } = options;
        let keymap = Keymap::new(&scheme, &keys);
        let (folder, names) = survey::names(&paths);
        let entries = names.into_iter().zip(&paths);
        let entry = |(name, path): (String, &PathBuf)| Entry::new(name, survey::last_read(path));
        let shelf = Shelf { folder: display::path(&folder), ..Shelf::new(entries.map(entry).collect()) };
        let (sender, events) = channel();
        let (paths, scheme) = (Arc::new(paths), Arc::new(scheme));
        let room =
            Self { shelf, paths, scheme, keymap, annotator, theme, color_depth, no_mouse, sender, events };
        room.look_through();
        room
    }

    /// Looks through all articles, on threads of their own.
    fn look_through(&self) {
        let (paths, scheme) = (Arc::clone(&self.paths), Arc::clone(&self.scheme));
        let (annotator, sender) = (self.annotator.clone(), self.sender.clone());
        thread::spawn(move || {
            let say = |at, found| sender.send(Event::Surveyed(at, found)).is_ok();
            survey::all(&paths, &scheme, annotator.as_deref(), &say);
        });
    }

    /// Looks again at an article that was read.
    fn look_again(&mut self, at: usize) {
        let Some(path) = self.paths.get(at).cloned() else { return };
        if let Some(entry) = self.shelf.entries.get_mut(at) {
            entry.last_read = survey::last_read(&path);
        }
        let (scheme, annotator, sender) =
            (Arc::clone(&self.scheme), self.annotator.clone(), self.sender.clone());
        thread::spawn(move || {
            let found = survey::one(&path, &scheme, annotator.as_deref());
            let _ = sender.send(Event::Surveyed(at, found));
        });
    }

    /// The article that the reader goes on with; nothing to show the shelf.
    fn after(&mut self, at: usize, onward: ExitTo) -> Option<usize> {
        let (next, without) = match onward {
            ExitTo::Back => return None,
            ExitTo::Next => (self.shelf.next_unread(at), "every article here was opened at least once"),
            ExitTo::Previous => (self.shelf.before(at), "this is the first article"),
        };
        if next.is_none() {
            self.shelf.notice = Some(Notice::info(without));
        }
        next
    }

    /// Shows the shelf until the reader wants something else.
    fn show(&mut self, taken: &mut TerminalGuard, seat: &TerminalSession) -> io::Result<ShelfExit> {
        // What was chosen while an article was read holds here too.
        let kept = preferences::file().as_deref().map(preferences::read).unwrap_or_default();
        let theme = self.theme.clone().or_else(|| chosen(&kept, self.color_depth).map(|(_, theme)| theme));
        let theme = match theme {
            Some(theme) => theme,
            None => {
                resolve(seat.appearance, self.color_depth)
                    .map_err(|fault| io::Error::other(fault.to_string()))?
                    .1
            }
        };
        TerminalGuard::mouse(kept.mouse.unwrap_or(true) && !self.no_mouse)?;
        let size = taken.screen.size()?;
        self.shelf.resize(size.width, size.height);
        loop {
            taken.paint(|frame| ui::shelf(frame, &self.shelf, &self.keymap, &theme))?;
            let begun = Instant::now();
            let mut next = self.events.recv().ok();
            let Some(_) = next else { return Ok(ShelfExit::Leave) };
            while let Some(event) = next {
                let wish = match event {
                    Event::Signal(signal) => return Ok(ShelfExit::Signal(signal)),
                    Event::Gone(error) => return Err(error),
                    Event::Surveyed(at, found) => {
                        self.learn(at, found);
                        ShelfEvent::Nothing
                    }
                    Event::Msg(msg) => self.take_in(msg),
                    Event::Theme(_) | Event::Answered(_) => ShelfEvent::Nothing,
                };
                match wish {
                    ShelfEvent::Nothing => {}
                    ShelfEvent::Read(at) => return Ok(ShelfExit::Read(at)),
                    ShelfEvent::Leave => return Ok(ShelfExit::Leave),
                    ShelfEvent::Redraw => taken.clear()?,
                    ShelfEvent::Suspend => {
                        taken.suspend()?;
                        let size = taken.screen.size()?;
                        self.shelf.resize(size.width, size.height);
                    }
                }
                next = (begun.elapsed() < FRAME).then(|| self.events.try_recv().ok()).flatten();
            }
        }
    }

    fn learn(&mut self, at: usize, found: Result<Survey, Diagnostic>) {
        self.shelf.learn(at, found.map_err(|fault| fault.message));
    }

    fn take_in(&mut self, msg: Msg) -> ShelfEvent {
        match msg {
            Msg::Key(key, _) => return self.shelf.press(key, &self.keymap),
            Msg::Mouse(mouse) => return self.shelf.point(mouse),
            Msg::Pasted(text) => self.shelf.paste(&text),
            Msg::Resized(width, height) => self.shelf.resize(width, height),
            _ => {}
        }
        ShelfEvent::Nothing
    }
}
