//! Dossier host: shows a dossier, opens the article of a claim, and returns with what was decided there.

use super::host::{OpenAt, SessionEnd, ShelfPlace};
use super::input::Event;
use super::terminal::TerminalGuard;
use super::terminal_session::TerminalSession;
use super::theme_choice::{NamedTheme, first_theme};
use super::{display, state};
use crate::error::Error;
use crate::session::keymap::Rebound;
use crate::session::{DossierEvent, DossierScreen, ExitTo, Keymap, Msg, Notice};
use crate::theme::{ColorDepth, Theme};
use crate::ui;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

#[derive(Debug)]
pub struct DossierOptions {
    pub screen: DossierScreen,
    pub keys: Vec<Rebound>,
    pub color_depth: ColorDepth,
    /// From the option files; shown until the first key.
    pub warnings: Vec<Error>,
}

enum Exit {
    Read(usize),
    Leave,
    Signal(i32),
}

/// Shows a dossier until the user leaves. `read` opens an article, and `reread` gathers its claims again afterwards.
///
/// Returns the signal that ended it, if any. Fails if there is no terminal; the screen displays errors of the others.
pub fn dossier(
    options: DossierOptions,
    mut read: impl FnMut(PathBuf, OpenAt, ShelfPlace, &mut TerminalSession) -> Result<SessionEnd, Error>,
    mut reread: impl FnMut(&mut DossierScreen, usize) -> Result<(), Error>,
) -> Result<Option<i32>, Error> {
    let DossierOptions { mut screen, keys, color_depth, warnings } = options;
    let mut keymap = Keymap::new(&screen.scheme, &keys);
    if !warnings.is_empty() {
        let warnings: Vec<String> = warnings.iter().map(ToString::to_string).collect();
        screen.notice = Some(Notice::warning(warnings.join("; ")));
    }
    let paths: Vec<PathBuf> =
        screen.dossier.articles.iter().map(|article| display::path_of_name(&article.name)).collect();
    let paths = Arc::new(paths);
    let (sender, events) = channel();
    let mut session = TerminalSession::for_several();
    let mut guard = session.take(sender.clone()).map_err(no_terminal)?;
    if color_depth != ColorDepth::Mono {
        session.ask_appearance();
        session.await_appearance();
    }
    loop {
        let theme = theme(color_depth, &session)?;
        let exit = run(&mut screen, &mut guard, &events, &mut keymap, &theme).map_err(no_terminal)?;
        let mut at = match exit {
            Exit::Read(at) => at,
            Exit::Leave => return Ok(None),
            Exit::Signal(signal) => return Ok(Some(signal)),
        };
        session.release(guard, events.try_iter());
        loop {
            screen.selected = at;
            let Some(entry) = screen.dossier.entries.get(at) else { break };
            let article = entry.article;
            let start = u32::try_from(entry.start).unwrap_or(u32::MAX);
            let path = paths.get(article).cloned().unwrap_or_default();
            let place = ShelfPlace {
                number: article + 1,
                of: paths.len(),
                paths: Arc::clone(&paths),
                ..ShelfPlace::default()
            };
            let ended = if path.is_file() {
                read(path, OpenAt { start, ..OpenAt::default() }, place, &mut session)
            } else {
                let hint = "paths are relative to the folder in which `purport classify` ran";
                Err(Error::new(display::path(&path), "no such file").hint(hint))
            };
            let next = match &ended {
                Ok(SessionEnd { signal: Some(signal), .. }) => return Ok(Some(*signal)),
                Ok(SessionEnd { exit_to: ExitTo::Next, .. }) => screen.neighbour(at, true),
                Ok(SessionEnd { exit_to: ExitTo::Previous, .. }) => screen.neighbour(at, false),
                Ok(_) | Err(_) => None,
            };
            // The index may change with what was decided, and its claim stays.
            let key =
                next.and_then(|at| screen.dossier.entries.get(at)).map(|entry| (entry.article, entry.start));
            if let Err(error) = ended.and_then(|_| reread(&mut screen, article)) {
                screen.notice = Some(Notice::error(error.to_string()));
            }
            let place = |entry: &crate::dossier::Entry| Some((entry.article, entry.start)) == key;
            match screen.dossier.entries.iter().position(place) {
                Some(next) => at = next,
                None => break,
            }
        }
        guard = session.take(sender.clone()).map_err(no_terminal)?;
    }
}

fn no_terminal(error: io::Error) -> Error {
    Error::new("the terminal", error.to_string()).hint("--plain prints the dossier").caused_by(error)
}

/// Preferences may have changed during a visit.
fn theme(depth: ColorDepth, session: &TerminalSession) -> Result<Theme, Error> {
    let preferences =
        state::preferences_file().map(|file| state::read_preferences(&file)).unwrap_or_default();
    let given: Option<NamedTheme> = None;
    TerminalGuard::set_mouse(preferences.mouse.unwrap_or(true)).map_err(no_terminal)?;
    first_theme(given, &preferences, depth, session.appearance()).map(|(_, theme)| theme)
}

/// Shows the dossier until the user chooses.
fn run(
    screen: &mut DossierScreen,
    guard: &mut TerminalGuard,
    events: &Receiver<Event>,
    keymap: &mut Keymap,
    theme: &Theme,
) -> io::Result<Exit> {
    let (width, height) = guard.size()?;
    screen.resize(width, height);
    loop {
        guard.paint(|frame| ui::dossier(frame, screen, keymap, theme))?;
        let Ok(event) = events.recv() else { return Ok(Exit::Leave) };
        let wanted = match event {
            Event::Signal(signal) => return Ok(Exit::Signal(signal)),
            Event::TerminalGone(error) => return Err(error),
            Event::Msg(Msg::Key(key, _)) => {
                keymap.hear(key);
                screen.press(key, keymap)
            }
            Event::Msg(Msg::Mouse(mouse, _)) => screen.point(mouse),
            Event::Msg(Msg::Resized(width, height)) => {
                screen.resize(width, height);
                DossierEvent::Nothing
            }
            _ => DossierEvent::Nothing,
        };
        match wanted {
            DossierEvent::Nothing => {}
            DossierEvent::Read(at) => return Ok(Exit::Read(at)),
            DossierEvent::Leave => return Ok(Exit::Leave),
            DossierEvent::Redraw => guard.clear()?,
            DossierEvent::Suspend => {
                guard.suspend()?;
                let (width, height) = guard.size()?;
                screen.resize(width, height);
            }
        }
    }
}
