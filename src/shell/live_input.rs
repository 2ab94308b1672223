//! Standard input that is shown while it comes: a thread reads it, up to a limit.

use super::decompress::decompress;
use super::lock;
use std::io::{self, Read};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Most bytes that are kept of an input that may have no end.
pub(super) const MAX_LIVE: usize = 256 << 20;
/// Bytes read at once.
const CHUNK: usize = 64 << 10;

/// How an input ended.
#[derive(Debug)]
pub(super) enum LiveEnd {
    /// All of it has come.
    Whole,
    /// There is more than [`MAX_LIVE`] bytes.
    TooLong,
    Failed(io::Error),
}

#[derive(Debug, Clone, Default)]
pub(super) struct LiveInput(Arc<(Mutex<Received>, Condvar)>);

#[derive(Debug, Default)]
struct Received {
    bytes: Vec<u8>,
    end: Option<LiveEnd>,
    ended: bool,
    /// Are further bytes unwanted?
    closed: bool,
}

impl LiveInput {
    /// Starts to read; unpacks a compressed input.
    pub(super) fn start(from: impl Read + Send + 'static) -> Self {
        let input = Self::default();
        let received = input.clone();
        std::thread::spawn(move || {
            let end = match decompress(from) {
                Ok((stream, _)) => received.receive(stream),
                Err(error) => LiveEnd::Failed(error),
            };
            let (state, changed) = &*received.0;
            let mut state = lock(state);
            (state.end, state.ended) = (Some(end), true);
            changed.notify_all();
        });
        input
    }

    fn receive(&self, mut stream: impl Read) -> LiveEnd {
        let (state, changed) = &*self.0;
        let mut chunk = vec![0; CHUNK];
        loop {
            let count = match stream.read(&mut chunk) {
                Ok(0) => return LiveEnd::Whole,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return LiveEnd::Failed(error),
            };
            let mut state = lock(state);
            if state.closed {
                return LiveEnd::Whole;
            }
            let room = MAX_LIVE.saturating_sub(state.bytes.len());
            state.bytes.extend(chunk.iter().take(count.min(room)));
            changed.notify_all();
            if count > room {
                return LiveEnd::TooLong;
            }
        }
    }

    /// Waits for more than `known` bytes or the end, at most until `until`. Returns how many bytes have come, and
    /// whether the input has ended.
    pub(super) fn wait(&self, known: usize, until: Instant) -> (usize, bool) {
        let (state, changed) = &*self.0;
        let mut state = lock(state);
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if state.ended || state.bytes.len() > known || left.is_zero() {
                return (state.bytes.len(), state.ended);
            }
            state = changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits for the end, at most for `most`; returns whether it has come.
    pub(super) fn wait_for_end(&self, most: Duration) -> bool {
        self.wait(usize::MAX, Instant::now() + most).1
    }

    pub(super) fn is_full(&self) -> bool {
        lock(&self.0.0).bytes.len() >= MAX_LIVE
    }

    /// The first bytes, at most `max`.
    pub(super) fn beginning(&self, max: usize) -> Vec<u8> {
        let state = lock(&self.0.0);
        state.bytes.get(..max).unwrap_or(&state.bytes).to_vec()
    }

    /// All bytes that have come; those that follow are dropped. The end is `None` if it has not come.
    pub(super) fn take(&self) -> (Vec<u8>, Option<LiveEnd>) {
        let mut state = lock(&self.0.0);
        state.closed = true;
        (std::mem::take(&mut state.bytes), state.end.take())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::VecDeque;
    use std::sync::mpsc::{Receiver, channel};

    const LONG: Duration = Duration::from_mins(1);

    /// Gives what a test sends, and ends with its sender.
    struct Fed(Receiver<Vec<u8>>, VecDeque<u8>);

    impl Read for Fed {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.1.is_empty() {
                let Ok(bytes) = self.0.recv() else { return Ok(0) };
                self.1.extend(bytes);
            }
            self.1.read(into)
        }
    }

    #[test]
    fn what_has_come_is_there_before_the_end() {
        let (sender, fed) = channel();
        let input = LiveInput::start(Fed(fed, VecDeque::new()));
        sender.send(b"one ".to_vec()).unwrap();
        // The first bytes come apart: they are looked at for a compression.
        assert_eq!(input.wait(3, Instant::now() + LONG), (4, false));
        sender.send(b"two".to_vec()).unwrap();
        assert_eq!(input.wait(6, Instant::now() + LONG), (7, false));
        assert_eq!((input.beginning(5), input.beginning(100)), (b"one t".to_vec(), b"one two".to_vec()));
        assert!(!input.wait_for_end(Duration::ZERO));
        drop(sender);
        assert!(input.wait_for_end(LONG));
        let (bytes, end) = input.take();
        assert!(bytes == b"one two" && matches!(end, Some(LiveEnd::Whole)));
    }

    #[test]
    fn an_endless_input_ends_at_the_limit() {
        let input = LiveInput::start(io::repeat(b'y'));
        assert!(input.wait_for_end(LONG));
        let (bytes, end) = input.take();
        assert!(bytes.len() == MAX_LIVE && matches!(end, Some(LiveEnd::TooLong)), "{}", bytes.len());
    }

    #[test]
    fn bytes_after_the_text_was_taken_are_dropped() {
        let (sender, fed) = channel();
        let input = LiveInput::start(Fed(fed, VecDeque::new()));
        sender.send(b"one".to_vec()).unwrap();
        input.wait(2, Instant::now() + LONG);
        assert!(matches!(input.take(), (bytes, None) if bytes == b"one"));
        sender.send(b"two".to_vec()).unwrap();
        assert!(input.wait_for_end(LONG));
        assert!(input.beginning(10).is_empty());
    }

    #[test]
    fn a_failure_is_told() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("broken"))
            }
        }
        let input = LiveInput::start(Broken);
        assert!(input.wait_for_end(LONG));
        assert!(matches!(input.take().1, Some(LiveEnd::Failed(_))));
    }
}
