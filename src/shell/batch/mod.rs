//! Work on all cores, with its results in the order of its input and a bound to what is held meanwhile.
//!
//! One thread reads, as many as are asked for work, and the caller takes the results. What was read and not
//! yet taken is bounded in number and in weight: who takes slowly is read for slowly.

pub mod bar;
pub mod feed;
pub mod journal;
pub mod lines;
pub mod sink;
pub mod tally;

use crate::diagnostic::Diagnostic;
use crate::shell::display;
use std::collections::VecDeque;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Bytes that may be read and not yet taken, beside one piece that is larger.
const HELD: usize = 4 << 20;
/// The same for every thread that works.
const HELD_EACH: usize = 1 << 20;
/// Pieces for every thread that may be read and not yet taken.
const PIECES_EACH: usize = 16;

/// How many threads work, unless it is said: as many as the machine lets this process have.
pub fn usual_jobs() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Has every piece that `read` gives worked on by one of `jobs` threads, and takes the results in the order of
/// the pieces, until there are no more or `take` breaks off.
///
/// `read` gives pieces one by one, each to the function that it is handed, with its weight in bytes; it is to
/// end once that function gives `false`. It has a thread of its own, which nobody waits for where `take`
/// breaks off: it may be waiting for bytes that never come.
///
/// Fails where no thread can be had, and where one that works has panicked.
pub fn in_order<P: Send + 'static, D: Send + 'static, B>(
    jobs: usize,
    read: impl FnOnce(&mut dyn FnMut(P, usize) -> bool) + Send + 'static,
    work: impl Fn(P) -> D + Sync,
    mut take: impl FnMut(D) -> ControlFlow<B>,
) -> Result<ControlFlow<B>, Diagnostic> {
    let (order, results) = channel();
    let belt = Arc::new(WorkQueue::new(jobs));
    let broken = |error: &std::io::Error| Diagnostic::whole("a thread", display::describe_io_error(error));
    let reading = {
        let belt = Arc::clone(&belt);
        thread::Builder::new().name("reads".to_owned()).spawn(move || {
            let _end = AtEnd(&belt, WorkQueue::end);
            read(&mut |piece, weight| belt.put(piece, weight, &order));
        })
    };
    reading.map_err(|error| broken(&error))?;
    thread::scope(|scope| {
        // However this ends, also by a panic, those who wait for work are told that there is none.
        let _stop = AtEnd(&belt, WorkQueue::stop);
        let belt = &belt;
        let work = &work;
        for number in 0..jobs {
            let worker = thread::Builder::new().name("works".to_owned());
            let done = worker.spawn_scoped(scope, move || {
                while let Some((piece, result)) = belt.get() {
                    let _ = result.send(work(piece));
                }
            });
            // Fewer threads than asked for do the same work.
            if let Err(error) = done
                && number == 0
            {
                return Err(broken(&error));
            }
        }
        take_all(belt, &results, &mut take)
    })
}

/// Takes the results in the order in which their pieces were put.
fn take_all<P, D, B>(
    belt: &WorkQueue<P, D>,
    results: &Receiver<(Receiver<D>, usize)>,
    take: &mut impl FnMut(D) -> ControlFlow<B>,
) -> Result<ControlFlow<B>, Diagnostic> {
    while let Ok((result, weight)) = results.recv() {
        let Ok(result) = result.recv() else {
            return Err(Diagnostic::whole("a thread", "has failed (please report this)"));
        };
        let flow = take(result);
        belt.let_go(weight);
        if flow.is_break() {
            return Ok(flow);
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// What lies between the thread that reads and those that work.
struct WorkQueue<P, D> {
    state: Mutex<State<P, D>>,
    changed: Condvar,
    most: usize,
    most_weight: usize,
}

struct State<P, D> {
    waiting: VecDeque<(P, SyncSender<D>)>,
    /// Pieces that were read and not yet taken, and what they weigh.
    held: usize,
    weight: usize,
    /// Nothing more is read.
    ended: bool,
    /// Nothing more is wanted.
    stopped: bool,
}

impl<P, D> WorkQueue<P, D> {
    fn new(jobs: usize) -> Self {
        let state = State { waiting: VecDeque::new(), held: 0, weight: 0, ended: false, stopped: false };
        let (most, most_weight) = (jobs * PIECES_EACH, HELD + jobs * HELD_EACH);
        Self { state: Mutex::new(state), changed: Condvar::new(), most, most_weight }
    }

    fn state(&self) -> MutexGuard<'_, State<P, D>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is room for a piece, and puts it there; `false` if nothing more is wanted.
    fn put(&self, piece: P, weight: usize, order: &Sender<(Receiver<D>, usize)>) -> bool {
        let full = |state: &mut State<P, D>| {
            let room = state.held < self.most && state.weight + weight <= self.most_weight;
            !state.stopped && !room && state.held > 0
        };
        let state = self.changed.wait_while(self.state(), full);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        let (sender, result) = sync_channel(1);
        if state.stopped || order.send((result, weight)).is_err() {
            return false;
        }
        state.waiting.push_back((piece, sender));
        state.held += 1;
        state.weight += weight;
        drop(state);
        self.changed.notify_all();
        true
    }

    /// The next piece to work on; nothing once there are no more.
    fn get(&self) -> Option<(P, SyncSender<D>)> {
        let idle = |state: &mut State<P, D>| state.waiting.is_empty() && !state.ended && !state.stopped;
        let state = self.changed.wait_while(self.state(), idle);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        if state.stopped { None } else { state.waiting.pop_front() }
    }

    fn let_go(&self, weight: usize) {
        let mut state = self.state();
        state.held -= 1;
        state.weight -= weight;
        drop(state);
        self.changed.notify_all();
    }

    fn end(&self) {
        self.state().ended = true;
        self.changed.notify_all();
    }

    fn stop(&self) {
        self.state().stopped = true;
        self.changed.notify_all();
    }
}

/// Says something to a belt when it goes out of scope.
struct AtEnd<'b, P, D>(&'b WorkQueue<P, D>, fn(&WorkQueue<P, D>));

impl<P, D> Drop for AtEnd<'_, P, D> {
    fn drop(&mut self) {
        (self.1)(self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn results_come_in_the_order_of_the_pieces() {
        for jobs in [1, 2, 7] {
            let read =
                |put: &mut dyn FnMut(usize, usize) -> bool| (0..500).for_each(|at| assert!(put(at, 1)));
            // The first ones take longest.
            let work = |at: usize| (at, (0..(500 - at) * 50).fold(0_u64, |sum, one| sum ^ one as u64)).0;
            let mut taken = Vec::new();
            let done = in_order::<_, _, ()>(jobs, read, work, |at| {
                taken.push(at);
                ControlFlow::Continue(())
            });
            assert!(matches!(done, Ok(ControlFlow::Continue(()))));
            assert_eq!(taken, (0..500).collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_more_is_read_than_may_be_held() {
        let read_so_far = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&read_so_far);
        let read = move |put: &mut dyn FnMut((), usize) -> bool| {
            while put((), HELD) {
                count.fetch_add(1, Ordering::SeqCst);
            }
        };
        let mut taken = 0;
        let done = in_order(
            1,
            read,
            |()| (),
            |()| {
                taken += 1;
                // One is being taken, and one more is of room.
                assert!(read_so_far.load(Ordering::SeqCst) <= taken + 1);
                if taken == 20 { ControlFlow::Break("enough") } else { ControlFlow::Continue(()) }
            },
        );
        assert!(matches!(done, Ok(ControlFlow::Break("enough"))));
    }

    #[test]
    fn whoever_waits_for_bytes_that_never_come_keeps_nobody_waiting() {
        let (never, wait) = channel::<()>();
        let read = move |put: &mut dyn FnMut(u8, usize) -> bool| {
            put(1, 1);
            let _ = wait.recv();
        };
        let done = in_order(2, read, |one| one, ControlFlow::Break);
        assert!(matches!(done, Ok(ControlFlow::Break(1))));
        drop(never);
    }
}
