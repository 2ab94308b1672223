//! Terminal ownership across articles: who draws on it, and who receives its input.

use super::input::{Event, EventRoute, watch_input, watch_panics};
use super::terminal::TerminalGuard;
use crate::theme::Appearance;
use std::io;
use std::sync::mpsc::{Receiver, Sender};

/// The terminal for one run of the program, in which one article is read or several.
#[derive(Debug, Default)]
pub struct TerminalSession {
    route: EventRoute,
    guard: Option<TerminalGuard>,
    keeps_terminal: bool,
    has_hooks: bool,
    reads_input: bool,
    /// Whether the terminal is dark or light, if it was asked and has replied.
    pub(super) appearance: Option<Appearance>,
}

impl TerminalSession {
    /// Gives the terminal back after one article.
    pub fn for_one() -> Self {
        Self::default()
    }

    /// Keeps the terminal from one article to the next.
    pub fn for_several() -> Self {
        Self { keeps_terminal: true, ..Self::default() }
    }

    /// Sends all input to `receiver`, takes the terminal over, and handles signals and panics from now on.
    pub(super) fn take(&mut self, receiver: Sender<Event>) -> io::Result<TerminalGuard> {
        self.route.connect(receiver);
        if !std::mem::replace(&mut self.has_hooks, true) {
            watch_panics();
            #[cfg(unix)]
            super::input::watch_signals(self.route.clone());
        }
        self.guard.take().map_or_else(TerminalGuard::take, Ok)
    }

    /// Gives the terminal back to the shell, or keeps it for the next article, for which input is held. Gives back
    /// the events of `unread` that are no input.
    pub(super) fn release(&mut self, guard: TerminalGuard, unread: &Receiver<Event>) -> Vec<Event> {
        let others = self.route.disconnect(unread);
        self.guard = Some(guard).filter(|_| self.keeps_terminal);
        others
    }

    /// Whether keys are being read, so that the terminal can no longer be asked anything.
    pub(super) const fn reads_input(&self) -> bool {
        self.reads_input
    }

    pub(super) fn read_input(&mut self) {
        if !std::mem::replace(&mut self.reads_input, true) {
            watch_input(&self.route);
        }
    }
}
