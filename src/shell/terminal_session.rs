//! The terminal and whoever waits for its keys, for all that is read in one run of the program.

use super::listen::{self, Event};
use super::terminal::TerminalGuard;
use crate::theme::Appearance;
use std::io;
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};

/// Events that are kept at most while nobody takes them.
const MOST_HELD: usize = 1000;

/// Where events go. Keys come to one thread as long as the program runs, and what they are for changes.
#[derive(Debug, Clone, Default)]
pub(super) struct Route(Arc<Mutex<Line>>);

/// Whoever takes events now; between one and the next they are held, so that no key is lost.
#[derive(Debug, Default)]
struct Line {
    to: Option<Sender<Event>>,
    held: Vec<Event>,
}

impl Route {
    /// Sends an event to whoever it is for now.
    pub(super) fn send(&self, event: Event) {
        let mut line = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &line.to {
            Some(to) => drop(to.send(event)),
            None if line.held.len() < MOST_HELD => line.held.push(event),
            None => {}
        }
    }
}

/// The reader's place before the terminal.
#[derive(Debug)]
pub struct TerminalSession {
    route: Route,
    /// The terminal, while nobody draws on it between two articles.
    taken: Option<TerminalGuard>,
    /// Whether the terminal stays ours from one article to the next.
    stays: bool,
    watched: bool,
    listens: bool,
    /// Whether the terminal is dark or light, if it was asked and has said so.
    pub(super) appearance: Option<Appearance>,
}

impl TerminalSession {
    /// A place that is given up after one article.
    pub fn for_one() -> Self {
        Self {
            route: Route::default(),
            taken: None,
            stays: false,
            watched: false,
            listens: false,
            appearance: None,
        }
    }

    /// A place that is kept for several.
    pub fn for_several() -> Self {
        Self { stays: true, ..Self::for_one() }
    }

    /// Sends everything to `sender` from now on, and has signals and panics watched.
    pub(super) fn turn_to(&mut self, sender: Sender<Event>) {
        let mut line = self.route.0.lock().unwrap_or_else(PoisonError::into_inner);
        for event in line.held.drain(..) {
            let _ = sender.send(event);
        }
        line.to = Some(sender);
        drop(line);
        if !std::mem::replace(&mut self.watched, true) {
            listen::watch_panics();
            #[cfg(unix)]
            listen::watch_signals(self.route.clone());
        }
    }

    /// Holds back what comes from now on, and what of `rest` came from outside, for whoever is next. Gives
    /// back the others.
    pub(super) fn let_go(&self, rest: &Receiver<Event>) -> Vec<Event> {
        let mut line = self.route.0.lock().unwrap_or_else(PoisonError::into_inner);
        line.to = None;
        let outside =
            |event: &Event| event.is_of_the_reader() || matches!(event, Event::Signal(_) | Event::Gone(_));
        let (held, others) = rest.try_iter().partition(outside);
        line.held = held;
        others
    }

    /// The terminal, taken over if it is not ours yet.
    pub(super) fn take(&mut self) -> io::Result<TerminalGuard> {
        self.taken.take().map_or_else(TerminalGuard::take, Ok)
    }

    /// Gives the terminal back to the shell, or keeps it for the next article.
    pub(super) fn put(&mut self, taken: TerminalGuard) {
        self.taken = Some(taken).filter(|_| self.stays);
    }

    /// Whether keys are waited for already, so that the terminal can no longer be asked anything.
    pub(super) const fn listens(&self) -> bool {
        self.listens
    }

    /// Waits for keys from now on.
    pub(super) fn listen(&mut self) {
        if !std::mem::replace(&mut self.listens, true) {
            listen::listen(&self.route);
        }
    }
}
