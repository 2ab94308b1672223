//! The terminal and whoever waits for its keys, for all that is read in one run of the program.

use super::listen::{self, Event};
use super::terminal::Taken;
use crate::theme::Appearance;
use std::io;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Where events go. Keys come to one thread as long as the program runs, and what they are for changes.
#[derive(Debug, Clone)]
pub(super) struct Route(Arc<Mutex<Sender<Event>>>);

impl Route {
    /// Sends an event to whoever it is for now. Between two of them nobody wants it.
    pub(super) fn send(&self, event: Event) {
        let _ = self.0.lock().unwrap_or_else(PoisonError::into_inner).send(event);
    }
}

/// The reader's place before the terminal.
#[derive(Debug)]
pub struct Seat {
    route: Route,
    /// The terminal, while nobody draws on it between two articles.
    taken: Option<Taken>,
    /// Whether the terminal stays ours from one article to the next.
    stays: bool,
    watched: bool,
    listens: bool,
    /// Whether the terminal is dark or light, if it was asked and has said so.
    pub(super) appearance: Option<Appearance>,
}

impl Seat {
    /// A place that is given up after one article.
    pub fn for_one() -> Self {
        let route = Route(Arc::new(Mutex::new(channel().0)));
        Self { route, taken: None, stays: false, watched: false, listens: false, appearance: None }
    }

    /// A place that is kept for several.
    pub fn for_several() -> Self {
        Self { stays: true, ..Self::for_one() }
    }

    /// Sends everything to `sender` from now on, and has signals and panics watched.
    pub(super) fn turn_to(&mut self, sender: Sender<Event>) {
        *self.route.0.lock().unwrap_or_else(PoisonError::into_inner) = sender;
        if !std::mem::replace(&mut self.watched, true) {
            listen::watch_panics();
            #[cfg(unix)]
            listen::watch_signals(self.route.clone());
        }
    }

    /// The terminal, taken over if it is not ours yet.
    pub(super) fn take(&mut self) -> io::Result<Taken> {
        self.taken.take().map_or_else(Taken::take, Ok)
    }

    /// Gives the terminal back to the shell, or keeps it for the next article.
    pub(super) fn put(&mut self, taken: Taken) {
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
