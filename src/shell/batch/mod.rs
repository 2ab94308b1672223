//! Parallel processing with ordered results and bounded memory.
//!
//! One thread reads, `jobs` threads work, and the caller consumes the results. Items whose results are not yet
//! consumed are bounded in number and weight: a slow caller throttles the reader.

pub mod feed;
pub mod lines;
pub mod output;
pub mod progress_bar;

use crate::error::Error;
use crate::shell::display::io_error;
use crate::shell::lock;
use std::collections::VecDeque;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

/// Limit of held bytes, apart from a single larger item.
const MAX_HELD_BYTES: usize = 4 << 20;
/// Additional limit per worker thread.
const MAX_HELD_BYTES_EACH: usize = 1 << 20;
/// Limit of held items per worker thread.
const MAX_HELD_EACH: usize = 16;

/// Default number of threads: the parallelism available to this process.
pub fn default_jobs() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Processes the items of `read` on `jobs` threads, and consumes the results with `take` in input order until they
/// end or `take` breaks off.
///
/// `read` emits items with their weight in bytes, and ends once that returns `false`. It runs on its own thread,
/// which is abandoned if `take` breaks off: it may be waiting for bytes that never come.
///
/// Fails if no thread can be started, or a worker has panicked.
pub fn in_order<I: Send + 'static, R: Send + 'static, B>(
    jobs: usize,
    read: impl FnOnce(&mut dyn FnMut(I, usize) -> bool) + Send + 'static,
    work: impl Fn(I) -> R + Sync,
    mut take: impl FnMut(R) -> ControlFlow<B>,
) -> Result<ControlFlow<B>, Error> {
    let (order, results) = channel();
    let queue = Arc::new(WorkQueue::new(jobs));
    let reading = {
        let queue = Arc::clone(&queue);
        thread::Builder::new().name("reads".to_owned()).spawn(move || {
            let _end = OnDrop(&queue, WorkQueue::end);
            read(&mut |item, weight| queue.put(item, weight, &order));
        })
    };
    reading.map_err(|error| io_error("a thread", error))?;
    thread::scope(|scope| {
        // On every exit, even a panic, the threads stop waiting for work.
        let _stop = OnDrop(&queue, WorkQueue::stop);
        let (queue, work) = (&queue, &work);
        for number in 0..jobs {
            let worker = thread::Builder::new().name("works".to_owned());
            let started = worker.spawn_scoped(scope, move || {
                while let Some((item, result)) = queue.get() {
                    let _ = result.send(work(item));
                }
            });
            // Fewer threads than requested do the same work.
            if let Err(error) = started
                && number == 0
            {
                return Err(io_error("a thread", error));
            }
        }
        take_all(queue, &results, &mut take)
    })
}

fn take_all<I, R, B>(
    queue: &WorkQueue<I, R>,
    results: &Receiver<(Receiver<R>, usize)>,
    take: &mut impl FnMut(R) -> ControlFlow<B>,
) -> Result<ControlFlow<B>, Error> {
    while let Ok((result, weight)) = results.recv() {
        let Ok(result) = result.recv() else {
            return Err(Error::new("a thread", "has crashed (please report this)"));
        };
        let flow = take(result);
        queue.release(weight);
        if flow.is_break() {
            return Ok(flow);
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// Items between the reader and the workers.
struct WorkQueue<I, R> {
    state: Mutex<State<I, R>>,
    changed: Condvar,
    max_held: usize,
    max_weight: usize,
}

struct State<I, R> {
    waiting: VecDeque<(I, SyncSender<R>)>,
    /// Number and weight of items read whose results were not consumed.
    held: usize,
    weight: usize,
    ended: bool,
    stopped: bool,
}

impl<I, R> WorkQueue<I, R> {
    fn new(jobs: usize) -> Self {
        let state = State { waiting: VecDeque::new(), held: 0, weight: 0, ended: false, stopped: false };
        let (max_held, max_weight) = (jobs * MAX_HELD_EACH, MAX_HELD_BYTES + jobs * MAX_HELD_BYTES_EACH);
        Self { state: Mutex::new(state), changed: Condvar::new(), max_held, max_weight }
    }

    /// Changes the state and wakes waiting threads.
    fn change<T>(&self, change: impl FnOnce(&mut State<I, R>) -> T) -> T {
        let result = change(&mut lock(&self.state));
        self.changed.notify_all();
        result
    }

    /// Waits for room and adds an item; `false` if no more results are wanted.
    fn put(&self, item: I, weight: usize, order: &Sender<(Receiver<R>, usize)>) -> bool {
        let is_full = |state: &mut State<I, R>| {
            let room = state.held < self.max_held && state.weight + weight <= self.max_weight;
            !state.stopped && !room && state.held > 0
        };
        let state = self.changed.wait_while(lock(&self.state), is_full);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        let (sender, result) = sync_channel(1);
        if state.stopped || order.send((result, weight)).is_err() {
            return false;
        }
        state.waiting.push_back((item, sender));
        state.held += 1;
        state.weight += weight;
        drop(state);
        self.changed.notify_all();
        true
    }

    /// The next item; `None` after the last.
    fn get(&self) -> Option<(I, SyncSender<R>)> {
        let is_idle = |state: &mut State<I, R>| state.waiting.is_empty() && !state.ended && !state.stopped;
        let state = self.changed.wait_while(lock(&self.state), is_idle);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        if state.stopped { None } else { state.waiting.pop_front() }
    }

    fn release(&self, weight: usize) {
        self.change(|state| {
            state.held -= 1;
            state.weight -= weight;
        });
    }

    fn end(&self) {
        self.change(|state| state.ended = true);
    }

    fn stop(&self) {
        self.change(|state| state.stopped = true);
    }
}

struct OnDrop<'q, I, R>(&'q WorkQueue<I, R>, fn(&WorkQueue<I, R>));

impl<I, R> Drop for OnDrop<'_, I, R> {
    fn drop(&mut self) {
        (self.1)(self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for jobs in [1, 2, 7] {
            let read =
                |put: &mut dyn FnMut(usize, usize) -> bool| (0..500).for_each(|at| assert!(put(at, 1)));
            // The first items take longest.
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
            while put((), MAX_HELD_BYTES) {
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
                // One being consumed, and one of slack.
                assert!(read_so_far.load(Ordering::SeqCst) <= taken + 1);
                if taken == 20 { ControlFlow::Break("enough") } else { ControlFlow::Continue(()) }
            },
        );
        assert!(matches!(done, Ok(ControlFlow::Break("enough"))));
    }

    #[test]
    fn a_reader_that_never_returns_blocks_no_caller() {
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
