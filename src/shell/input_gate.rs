//! Pauses the input thread, so that another program can read the terminal.

use super::lock;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Longest wait for the input thread to pause.
const PAUSE_TIMEOUT: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Default)]
pub(super) struct InputGate(Arc<(Mutex<State>, Condvar)>);

#[derive(Debug, Default)]
struct State {
    closed: bool,
    /// Is the thread waiting at the closed gate?
    waiting: bool,
}

impl InputGate {
    /// Called by the input thread before each read: waits while the gate is closed.
    pub(super) fn pass(&self) {
        let (state, changed) = &*self.0;
        let mut state = lock(state);
        while state.closed {
            state.waiting = true;
            changed.notify_all();
            state = changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.waiting = false;
    }

    /// Closes the gate and waits until the input thread reads nothing.
    ///
    /// A window-change signal wakes the thread out of its read, which ends with an event of that kind.
    pub(super) fn close(&self) {
        let (state, changed) = &*self.0;
        lock(state).closed = true;
        #[cfg(unix)]
        let _ = signal_hook::low_level::raise(signal_hook::consts::SIGWINCH);
        let wait = changed.wait_timeout_while(lock(state), PAUSE_TIMEOUT, |state| !state.waiting);
        drop(wait);
    }

    pub(super) fn open(&self) {
        let (state, changed) = &*self.0;
        lock(state).closed = false;
        changed.notify_all();
    }

    pub(super) fn is_closed(&self) -> bool {
        lock(&self.0.0).closed
    }
}
