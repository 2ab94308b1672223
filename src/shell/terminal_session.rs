//! Terminal ownership across articles: drawing and input.

use super::capabilities::{REPLY_TIMEOUT, may_ask_appearance};
use super::input::{Event, EventRoute, Question, watch_input, watch_panics};
use super::terminal::TerminalGuard;
use super::terminal_input::Gate;
use crate::theme::Appearance;
use std::io;
use std::sync::mpsc::Sender;

/// The terminal during one run of the program, for one article or several.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // Each says something else about the terminal.
pub struct TerminalSession {
    route: EventRoute,
    /// Closed while another program reads the terminal.
    pub(super) gate: Gate,
    guard: Option<TerminalGuard>,
    keeps_terminal: bool,
    /// Has the reader paused the model? It stays so from article to article.
    pub(super) model_paused: bool,
    has_hooks: bool,
    reads_input: bool,
    question: Question,
}

impl TerminalSession {
    /// Releases the terminal after one article.
    pub fn for_one() -> Self {
        Self::default()
    }

    /// Keeps the terminal from one article to the next.
    pub fn for_several() -> Self {
        Self { keeps_terminal: true, ..Self::default() }
    }

    /// Sends all input to `receiver`, takes the terminal over, and installs handlers for signals and panics.
    pub(super) fn take(&mut self, receiver: Sender<Event>) -> io::Result<TerminalGuard> {
        self.route.connect(receiver);
        if !std::mem::replace(&mut self.has_hooks, true) {
            watch_panics();
            #[cfg(unix)]
            super::input::watch_signals(self.route.clone(), self.gate.clone());
        }
        if let Some(guard) = self.guard.take() {
            return Ok(guard);
        }
        let guard = TerminalGuard::take()?;
        if !std::mem::replace(&mut self.reads_input, true) {
            watch_input(&self.route, self.gate.clone(), self.question.clone());
        }
        Ok(guard)
    }

    /// Releases the terminal to the shell, or keeps it for the next article and buffers input. Returns the events of
    /// `unread` that are not input.
    pub(super) fn release(
        &mut self,
        guard: TerminalGuard,
        unread: impl Iterator<Item = Event>,
    ) -> Vec<Event> {
        let others = self.route.disconnect(unread);
        self.guard = Some(guard).filter(|_| self.keeps_terminal);
        others
    }

    /// Dark or light, if the terminal has replied.
    pub(super) fn appearance(&self) -> Option<Appearance> {
        self.question.appearance()
    }

    /// Asks the terminal, once, whether it is dark or light.
    pub(super) fn ask_appearance(&self) {
        if !self.question.was_asked() && may_ask_appearance() {
            self.question.ask(TerminalGuard::ask_appearance);
        }
    }

    /// The terminal's reply; waits for it at most until a tenth of a second after the question.
    pub(super) fn await_appearance(&self) -> Option<Appearance> {
        self.question.wait(REPLY_TIMEOUT)
    }
}
