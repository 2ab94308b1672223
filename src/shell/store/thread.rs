//! The thread that writes.

use super::{Disk, Lock, TagFile};
use crate::diagnostic::Diagnostic;
use crate::session::Msg;
use crate::tag::{Header, Tag};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long to wait before a write that failed is tried again by itself.
const RETRY: Duration = Duration::from_secs(5);

/// What the thread is asked for.
#[derive(Debug)]
enum Job<D> {
    /// Put these tags on disk.
    Write { revision: u64, header: Header, tags: Vec<Arc<Tag>> },
    /// Keep the tags in this file from now on, with its lock.
    Move { file: Box<TagFile<D>>, lock: Option<Lock> },
    /// Give up what could not be written: the reader has said so.
    Forget,
}

/// The thread that writes.
///
/// Whenever the value goes, even by a panic, all that was asked for is written first.
#[derive(Debug)]
pub(in crate::shell) struct Store<D: Disk> {
    jobs: Option<Sender<Job<D>>>,
    thread: Option<JoinHandle<Result<(), Diagnostic>>>,
}

impl<D: Disk> Store<D> {
    /// Starts the thread; it reports by `say`, and holds the lock as long as it runs.
    pub(in crate::shell) fn start(
        file: TagFile<D>,
        lock: Option<Lock>,
        say: impl Fn(Msg) + Send + 'static,
    ) -> Self {
        let (jobs, inbox) = channel();
        let thread = std::thread::spawn(move || Keeper { file, lock, failed: None }.keep(&inbox, &say));
        Self { jobs: Some(jobs), thread: Some(thread) }
    }

    /// Asks for the tags to be written; returns at once.
    pub(in crate::shell) fn save(&self, revision: u64, header: Header, tags: Vec<Arc<Tag>>) {
        self.ask(Job::Write { revision, header, tags });
    }

    /// Keeps the tags in another file from now on.
    pub(in crate::shell) fn turn_to(&self, file: TagFile<D>, lock: Option<Lock>) {
        self.ask(Job::Move { file: Box::new(file), lock });
    }

    /// Gives up what could not be written.
    pub(in crate::shell) fn forget(&self) {
        self.ask(Job::Forget);
    }

    fn ask(&self, job: Job<D>) {
        // The thread only ends when it is told to, so there is always somebody to take the job.
        if let Some(jobs) = &self.jobs {
            drop(jobs.send(job));
        }
    }

    /// Waits until all that was asked for is on disk, or has failed once more.
    pub(in crate::shell) fn finish(mut self) -> Result<(), Diagnostic> {
        self.join()
    }

    fn join(&mut self) -> Result<(), Diagnostic> {
        self.jobs = None;
        let ended = self.thread.take().map(JoinHandle::join);
        ended
            .unwrap_or(Ok(Ok(())))
            .unwrap_or_else(|_| Err(Diagnostic::whole("the writing thread", "ended unexpectedly")))
    }
}

impl<D: Disk> Drop for Store<D> {
    fn drop(&mut self) {
        // Whoever wants to know what came of it has called `finish`.
        let _ = self.join();
    }
}

/// What the thread knows.
struct Keeper<D> {
    file: TagFile<D>,
    lock: Option<Lock>,
    /// What could not be written.
    failed: Option<(u64, Header, Vec<Arc<Tag>>)>,
}

impl<D: Disk> Keeper<D> {
    /// Writes the latest tags, again and again until they are on disk.
    fn keep(mut self, inbox: &Receiver<Job<D>>, say: &(impl Fn(Msg) + Send)) -> Result<(), Diagnostic> {
        loop {
            let next = match &self.failed {
                Some(_) => inbox.recv_timeout(RETRY),
                None => inbox.recv().map_err(Into::into),
            };
            let ends = matches!(next, Err(RecvTimeoutError::Disconnected));
            let mut wanted = self.failed.take();
            // Each job holds all tags, so of several that wait only the latest counts.
            for job in next.into_iter().chain(inbox.try_iter()) {
                match job {
                    Job::Write { revision, header, tags } => wanted = Some((revision, header, tags)),
                    Job::Move { file, lock } => (self.file, self.lock) = (*file, lock),
                    Job::Forget => wanted = None,
                }
            }
            let Some((revision, header, tags)) = wanted else {
                if ends {
                    return Ok(());
                }
                continue;
            };
            match self.file.write(&header, &tags) {
                Ok(written) => {
                    let merged = written.merged.map(|after| (tags, after));
                    say(Msg::Saved { revision });
                    if let Some((before, after)) = merged {
                        say(Msg::Merged { before, after, conflicts: written.conflicts });
                    }
                }
                Err(fault) if ends => return Err(fault),
                Err(fault) => {
                    say(Msg::Failed { revision, message: fault.to_string() });
                    self.failed = Some((revision, header, tags));
                }
            }
            if ends {
                return Ok(());
            }
        }
    }
}
