//! Threads that wait for what comes from outside: keys, signals, the end of the terminal, a changed theme.

use super::input;
use super::late_replies::{LateReplies, Sifted};
use super::terminal::{awaits, restore};
use super::terminal_session::Route;
use super::theme_file::{self, ThemeFile};
use crate::diagnostic::Diagnostic;
use crate::reading::Survey;
use crate::session::Msg;
use crate::theme::Appearance;
use std::io;
use std::sync::mpsc::Sender;

/// What comes in from outside.
#[derive(Debug)]
pub(super) enum Event {
    Msg(Msg),
    /// The theme's file has changed.
    Theme(theme_file::Change),
    /// What was found in an article of the shelf.
    Surveyed(usize, Result<Survey, Diagnostic>),
    /// The terminal has said late whether it is dark or light.
    Answered(Appearance),
    /// A signal that asks us to end.
    Signal(i32),
    /// No more keys can come: the terminal is gone, or there never was one.
    Gone(io::Error),
}

impl Event {
    /// Whether the reader did it, and waits for an answer.
    pub(super) const fn is_of_the_reader(&self) -> bool {
        matches!(self, Self::Msg(Msg::Key(..) | Msg::Mouse(_) | Msg::Pasted(_) | Msg::Resized(..)))
    }
}

/// Reports what becomes of the theme's file.
pub(super) fn watch_theme(file: ThemeFile, sender: Sender<Event>) {
    std::thread::spawn(move || file.watch(|change| sender.send(Event::Theme(change)).is_ok()));
}

/// Threads that wait for keys and for the end of the terminal. They end with the process.
pub(super) fn listen(route: &Route) {
    #[cfg(target_os = "linux")]
    watch_terminal(route.clone());
    let route = route.clone();
    std::thread::spawn(move || {
        let (mut input, mut stray) = (input::Input::default(), LateReplies::default());
        loop {
            let event = match crossterm::event::read() {
                Ok(event) => event,
                Err(error) => return route.send(Event::Gone(error)),
            };
            match stray.sift(event, awaits(false)) {
                Sifted::Events(events) => {
                    let messages = events.into_iter().filter_map(|event| input.message(event));
                    messages.for_each(|message| route.send(Event::Msg(message)));
                }
                Sifted::DragState => {}
                Sifted::Answer(answer) => {
                    awaits(true);
                    if let Some(appearance) = answer {
                        route.send(Event::Answered(appearance));
                    }
                }
            }
        }
    });
}

/// Reports signals. They are ours as soon as this returns: one that came before the thread was
/// up would end the program with the terminal still taken.
#[cfg(unix)]
pub(super) fn watch_signals(route: Route) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT]) else {
        return;
    };
    std::thread::spawn(move || {
        for signal in signals.forever() {
            route.send(Event::Signal(signal));
        }
    });
}

/// Tells when the terminal is hung up. The library that reads keys does not: it asks again and
/// again, at full speed, and never comes back. That matters where the signal for it is ignored,
/// as under `nohup`. Elsewhere than on Linux a terminal cannot be relied on to answer this way.
#[cfg(target_os = "linux")]
fn watch_terminal(route: Route) {
    std::thread::spawn(move || {
        use rustix::event::{PollFd, PollFlags, poll};
        let stdout = io::stdout();
        // Nothing is asked for, so only a hang-up or an error wakes it.
        let mut watched = [PollFd::new(&stdout, PollFlags::empty())];
        while poll(&mut watched, None) == Err(rustix::io::Errno::INTR) {}
        if watched.iter().any(|watched| watched.revents().intersects(PollFlags::HUP | PollFlags::ERR)) {
            route.send(Event::Gone(io::Error::other("it was hung up")));
        }
    });
}

/// A panic on the main thread gives the terminal back before it says anything; one on another
/// thread is reported in the reader, so its words must not be written over the screen.
pub(super) fn watch_panics() {
    let main = std::thread::current().id();
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().id() == main {
            restore();
            usual(panic);
        }
    }));
}
