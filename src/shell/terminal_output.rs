//! Output to the terminal, written on a thread, so that a terminal that takes none cannot hold the session.
//!
//! A flush waits until its bytes are written, as long as the program runs. Once it is to end ([`leave`]), a flush waits
//! only a moment, and what a silent terminal has not taken is given up.

use super::lock;
use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::{Arc, Condvar, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Wait for the terminal once the program is to end.
const LEAVE_TIMEOUT: Duration = Duration::from_millis(150);

/// Bytes of one write. A write that has begun cannot be given up, so it must fit in the buffer of a terminal.
const WRITE_BYTES: usize = 8 * 1024;

/// Ends a sequence of which only a part was written.
const RECOVER: &[u8] = b"\x1b\\";

static OUTPUT: LazyLock<Output> = LazyLock::new(Output::start);

struct Output(Arc<(Mutex<Queue>, Condvar)>);

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Vec<u8>>,
    is_writing: bool,
    /// Is the program to end?
    leaving: bool,
    /// Has the terminal taken too long since then?
    stuck: bool,
}

impl Queue {
    fn is_busy(&self) -> bool {
        self.is_writing || !self.waiting.is_empty()
    }
}

impl Output {
    fn start() -> Self {
        let shared = Arc::new((Mutex::new(Queue::default()), Condvar::new()));
        let for_thread = Arc::clone(&shared);
        std::thread::spawn(move || write_all(&for_thread, terminal()));
        Self(shared)
    }

    fn flush(&self, bytes: Vec<u8>) {
        let (queue, changed) = &*self.0;
        let mut queue = lock(queue);
        if queue.stuck {
            return;
        }
        queue.waiting.push_back(bytes);
        changed.notify_all();
        while queue.is_busy() && !queue.leaving {
            queue = changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        // Only a program that ends is in a hurry.
        let waited = changed.wait_timeout_while(queue, LEAVE_TIMEOUT, |queue| queue.is_busy());
        let (mut queue, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if queue.is_busy() {
            queue.stuck = true;
            queue.waiting.clear();
        }
    }

    /// Forgets what the terminal has not taken, which makes room for the last bytes.
    fn give_up(&self) {
        let (queue, changed) = &*self.0;
        let mut queue = lock(queue);
        if !queue.stuck {
            return;
        }
        discard_output();
        let end = Instant::now() + LEAVE_TIMEOUT;
        while queue.is_busy() && Instant::now() < end {
            let left = end.saturating_duration_since(Instant::now());
            queue = changed
                .wait_timeout(queue, left)
                .map_or_else(|error| error.into_inner().0, |(queue, _)| queue);
        }
        queue.stuck = false;
        queue.waiting.push_back(RECOVER.to_vec());
    }
}

/// Lets flushes wait only a moment, because the program is to end.
pub(super) fn leave() {
    let (queue, changed) = &*OUTPUT.0;
    lock(queue).leaving = true;
    changed.notify_all();
}

/// Prepares the last output, which restores the terminal.
pub(super) fn give_up() {
    OUTPUT.give_up();
}

/// The thread's work; a writer that fails has lost its terminal, which is reported elsewhere.
fn write_all(shared: &(Mutex<Queue>, Condvar), mut out: impl Write) {
    let (queue, changed) = shared;
    loop {
        let bytes = {
            let mut queue = lock(queue);
            loop {
                if let Some(bytes) = queue.waiting.pop_front() {
                    queue.is_writing = true;
                    break bytes;
                }
                queue = changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
            }
        };
        let mut rest = bytes.as_slice();
        while !rest.is_empty() && !lock(queue).stuck {
            match out.write(rest.get(..WRITE_BYTES).unwrap_or(rest)) {
                Ok(0) => break,
                Ok(length) => rest = rest.get(length..).unwrap_or_default(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
        let _ = out.flush();
        lock(queue).is_writing = false;
        changed.notify_all();
    }
}

/// Standard output without its lock, which a thread that waits for the terminal would keep from the others.
#[cfg(unix)]
fn terminal() -> Box<dyn Write> {
    use std::os::fd::AsFd as _;
    match io::stdout().as_fd().try_clone_to_owned() {
        Ok(stdout) => Box::new(std::fs::File::from(stdout)),
        Err(_) => Box::new(io::stdout()),
    }
}

#[cfg(not(unix))]
fn terminal() -> Box<dyn Write> {
    Box::new(io::stdout())
}

/// Empties the terminal's buffer. Linux does not tell a waiting writer so; stopping and starting the output does.
#[cfg(unix)]
fn discard_output() {
    use rustix::termios::{Action, QueueSelector, tcflow, tcflush};
    let _ = tcflow(io::stdout(), Action::OOff);
    let _ = tcflush(io::stdout(), QueueSelector::OFlush);
    let _ = tcflow(io::stdout(), Action::OOn);
}

#[cfg(not(unix))]
fn discard_output() {}

/// Buffers until it is flushed; never fails, because the loss of the terminal is reported by the threads that watch it.
#[derive(Debug, Default)]
pub(super) struct TerminalOutput(Vec<u8>);

impl Write for TerminalOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.0.is_empty() {
            OUTPUT.flush(std::mem::take(&mut self.0));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Receiver, channel};

    /// A terminal that takes a byte for each message, and nothing once the sender is gone.
    struct Slow(Receiver<()>, Arc<Mutex<Vec<u8>>>);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0.recv().is_err() {
                std::thread::park();
            }
            lock(&self.1).extend(bytes.first());
            Ok(1)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn output(out: impl Write + Send + 'static) -> Output {
        let shared = Arc::new((Mutex::new(Queue::default()), Condvar::new()));
        let for_thread = Arc::clone(&shared);
        std::thread::spawn(move || write_all(&for_thread, out));
        Output(shared)
    }

    #[test]
    fn a_flush_waits_until_all_is_written() {
        let (taker, allowed) = channel();
        let written = Arc::default();
        let output = output(Slow(allowed, Arc::clone(&written)));
        std::thread::spawn(move || (0..6).for_each(|_| taker.send(()).unwrap()));
        output.flush(b"abc".to_vec());
        assert_eq!(*lock(&written), b"abc");
        output.flush(b"def".to_vec());
        assert_eq!(*lock(&written), b"abcdef");
    }

    #[test]
    fn a_program_that_ends_waits_no_longer_for_a_silent_terminal() {
        let (taker, allowed) = channel();
        let output = output(Slow(allowed, Arc::default()));
        taker.send(()).unwrap();
        let leaves = Arc::clone(&output.0);
        std::thread::spawn(move || {
            lock(&leaves.0).leaving = true;
            leaves.1.notify_all();
        });
        // Without `leave` it would wait for ever.
        output.flush(b"abc".to_vec());
        output.flush(b"def".to_vec());
        assert!(lock(&output.0.0).stuck && lock(&output.0.0).waiting.is_empty());
    }
}
