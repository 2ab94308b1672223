//! Pauses the reader of the terminal while another program reads it.

use crate::shell::lock;
use std::io::{PipeWriter, Write as _};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Longest wait for the reader to pause: one that cannot be woken does so at the next event.
const PAUSE_TIMEOUT: Duration = Duration::from_secs(1);

/// Pauses the reader, so that another program can read the terminal.
#[derive(Debug, Clone, Default)]
pub(in crate::shell) struct Gate(Arc<(Mutex<GateState>, Condvar)>);

#[derive(Debug, Default)]
struct GateState {
    closed: bool,
    /// Does a reader run?
    reads: bool,
    /// Is the reader waiting at the closed gate?
    waiting: bool,
    /// Wakes a reader that waits for the terminal.
    wake: Option<PipeWriter>,
}

impl Gate {
    /// Tells that a reader has started, and how to wake it while it waits for the terminal.
    pub(super) fn set_reading(&self, wake: Option<PipeWriter>) {
        let mut state = lock(&self.0.0);
        (state.reads, state.wake) = (true, wake);
    }

    /// Waits while the gate is closed.
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

    /// Closes the gate and waits until nothing is read.
    pub(in crate::shell) fn close(&self) {
        let (state, changed) = &*self.0;
        let mut state = lock(state);
        state.closed = true;
        if !state.reads {
            return;
        }
        if let Some(wake) = &mut state.wake {
            let _ = wake.write_all(b"\n");
        }
        drop(changed.wait_timeout_while(state, PAUSE_TIMEOUT, |state| !state.waiting));
    }

    pub(in crate::shell) fn open(&self) {
        let (state, changed) = &*self.0;
        lock(state).closed = false;
        changed.notify_all();
    }

    pub(in crate::shell) fn is_closed(&self) -> bool {
        lock(&self.0.0).closed
    }
}
