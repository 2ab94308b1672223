//! Writer thread of the tag file.

use super::{Disk, Lock, TagFile};
use crate::error::Error;
use crate::session::Msg;
use crate::tag::{Header, Tag};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Delay before a failed write is repeated.
const RETRY_DELAY: Duration = Duration::from_secs(5);

#[derive(Debug)]
struct Revision {
    number: u64,
    header: Header,
    tags: Vec<Arc<Tag>>,
}

#[derive(Debug)]
enum Job<D> {
    Write(Revision),
    Move(Box<TagFile<D>>, Option<Lock>),
    Discard,
}

/// The writer thread.
///
/// Dropping the value, even by a panic, first finishes all jobs.
#[derive(Debug)]
pub(in crate::shell) struct Store<D: Disk> {
    jobs: Option<Sender<Job<D>>>,
    thread: Option<JoinHandle<Result<(), Error>>>,
}

impl<D: Disk> Store<D> {
    /// Starts the thread; it holds the lock as long as it runs, and sends the result of each write.
    pub(in crate::shell) fn start(
        file: TagFile<D>,
        lock: Option<Lock>,
        send: impl Fn(Msg) + Send + 'static,
    ) -> Self {
        let (jobs, inbox) = channel();
        let thread = std::thread::spawn(move || Writer { file, lock, failed: None }.run(&inbox, &send));
        Self { jobs: Some(jobs), thread: Some(thread) }
    }

    /// Queues the tags for writing; returns at once.
    pub(in crate::shell) fn save(&self, number: u64, header: Header, tags: Vec<Arc<Tag>>) {
        self.ask(Job::Write(Revision { number, header, tags }));
    }

    pub(in crate::shell) fn move_to(&self, file: TagFile<D>, lock: Option<Lock>) {
        self.ask(Job::Move(Box::new(file), lock));
    }

    pub(in crate::shell) fn discard(&self) {
        self.ask(Job::Discard);
    }

    fn ask(&self, job: Job<D>) {
        // The thread ends only after the sender is dropped, so sending cannot fail.
        if let Some(jobs) = &self.jobs {
            drop(jobs.send(job));
        }
    }

    /// Waits until everything is on disk, or has failed once more.
    pub(in crate::shell) fn finish(mut self) -> Result<(), Error> {
        self.join()
    }

    fn join(&mut self) -> Result<(), Error> {
        self.jobs = None;
        let ended = self.thread.take().map_or(Ok(Ok(())), JoinHandle::join);
        ended.unwrap_or_else(|_| {
            Err(Error::new("the tag file", "the thread that writes it has crashed (please report this)"))
        })
    }
}

impl<D: Disk> Drop for Store<D> {
    fn drop(&mut self) {
        // `finish` reports errors; here there is no caller to report to.
        let _ = self.join();
    }
}

struct Writer<D> {
    file: TagFile<D>,
    lock: Option<Lock>,
    failed: Option<Revision>,
}

impl<D: Disk> Writer<D> {
    /// Writes the latest revision until it succeeds.
    fn run(mut self, inbox: &Receiver<Job<D>>, send: &(impl Fn(Msg) + Send)) -> Result<(), Error> {
        loop {
            let next = match &self.failed {
                Some(_) => inbox.recv_timeout(RETRY_DELAY),
                None => inbox.recv().map_err(Into::into),
            };
            let is_last = matches!(next, Err(RecvTimeoutError::Disconnected));
            let mut latest = self.failed.take();
            // Each revision holds all tags, so of several waiting ones only the latest counts.
            for job in next.into_iter().chain(inbox.try_iter()) {
                match job {
                    Job::Write(revision) => latest = Some(revision),
                    Job::Move(file, lock) => (self.file, self.lock) = (*file, lock),
                    Job::Discard => latest = None,
                }
            }
            if let Some(revision) = latest {
                match self.file.write(&revision.header, &revision.tags) {
                    Ok(written) => {
                        send(Msg::Saved { revision: revision.number });
                        if let Some(after) = written.merged {
                            let (before, conflicts) = (revision.tags, written.conflicts);
                            send(Msg::Merged { before, after, conflicts });
                        }
                    }
                    Err(error) if is_last => return Err(error),
                    Err(error) => {
                        send(Msg::Failed { revision: revision.number, message: error.to_string() });
                        self.failed = Some(revision);
                    }
                }
            }
            if is_last {
                return Ok(());
            }
        }
    }
}
