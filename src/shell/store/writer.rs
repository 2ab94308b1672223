//! Writer thread of the tag file.

use super::watcher::watch;
use super::{Access, Disk, Lock, TagFile};
use crate::error::Error;
use crate::session::{Asked, Msg, OnDisk};
use crate::shell::display;
use crate::shell::watch::WatchHandle;
use crate::tag::{Header, Tag};
use std::collections::VecDeque;
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
    /// `None` for the tags as last read or written, if the session does not know them all yet.
    tags: Option<Vec<Arc<Tag>>>,
    /// Also over something that cannot be merged.
    anew: bool,
}

/// What a session may do with its tag file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::shell) enum Role {
    Writes,
    /// Shows what another session decides, and takes over when that has ended.
    Follows,
    Reads,
}

#[derive(Debug)]
enum Job<D> {
    Write(Revision),
    Move(Box<TagFile<D>>, Role, Option<Lock>),
    Discard,
    /// A look at the disk; a question gets an answer.
    Inspect(Option<Asked>),
    /// The session has taken over the tags of the first merge that it has not confirmed yet.
    Adopted,
    End,
}

/// The writer thread.
///
/// Dropping the value, even by a panic, first finishes all jobs.
#[derive(Debug)]
pub(in crate::shell) struct Store<D: Disk> {
    jobs: Sender<Job<D>>,
    thread: Option<JoinHandle<Result<(), Error>>>,
    watch: Option<WatchHandle>,
}

impl<D: Disk> Store<D> {
    /// Starts the thread; it holds the lock as long as it runs, and sends the result of each write.
    pub(in crate::shell) fn start(
        file: TagFile<D>,
        role: Role,
        lock: Option<Lock>,
        send: impl Fn(Msg) + Send + 'static,
    ) -> Self {
        let (jobs, inbox) = channel();
        let shown = file.last.clone();
        let writer = Writer {
            file,
            role,
            lock,
            failed: None,
            discarded: false,
            shown,
            unconfirmed: VecDeque::new(),
            confirmed: None,
            state: OnDisk::Intact,
        };
        let thread = std::thread::spawn(move || writer.run(&inbox, &send));
        Self { jobs, thread: Some(thread), watch: None }
    }

    /// Watches the file for changes by other programs, and `waits` for the end of another session.
    pub(in crate::shell) fn watch(&mut self, path: &std::path::Path, waits: bool) {
        let jobs = self.jobs.clone();
        let changed = move || jobs.send(Job::Inspect(None)).is_ok();
        self.watch = Some(watch(path.to_owned(), waits, changed));
    }

    /// Queues the tags for writing; returns at once.
    pub(in crate::shell) fn save(&self, number: u64, header: Header, tags: Vec<Arc<Tag>>) {
        self.ask(Job::Write(Revision { number, header, tags: Some(tags), anew: false }));
    }

    /// The same, also over something that cannot be merged, of which a copy is kept.
    pub(in crate::shell) fn save_anew(&self, number: u64, header: Header, tags: Option<Vec<Arc<Tag>>>) {
        self.ask(Job::Write(Revision { number, header, tags, anew: true }));
    }

    pub(in crate::shell) fn move_to(&mut self, file: TagFile<D>, role: Role, lock: Option<Lock>) {
        let path = file.path.clone();
        self.ask(Job::Move(Box::new(file), role, lock));
        if self.watch.is_some() {
            self.watch(&path, role == Role::Follows);
        }
    }

    pub(in crate::shell) fn discard(&self) {
        self.ask(Job::Discard);
    }

    /// Looks at the disk, as after a change.
    pub(in crate::shell) fn look(&self) {
        self.ask(Job::Inspect(None));
    }

    /// Asks what is on the disk; the answer is a [`Msg::Inspected`].
    pub(in crate::shell) fn inspect(&self, asked: Asked) {
        self.ask(Job::Inspect(Some(asked)));
    }

    /// Confirms that the session has taken over merged tags.
    pub(in crate::shell) fn adopted(&self) {
        self.ask(Job::Adopted);
    }

    fn ask(&self, job: Job<D>) {
        // The thread ends only after it is told to, so sending cannot fail.
        drop(self.jobs.send(job));
    }

    /// Waits until everything is on disk, or has failed once more.
    pub(in crate::shell) fn finish(mut self) -> Result<(), Error> {
        self.join()
    }

    fn join(&mut self) -> Result<(), Error> {
        self.watch = None;
        self.ask(Job::End);
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
    role: Role,
    lock: Option<Lock>,
    failed: Option<Revision>,
    /// The reader leaves without what could not be saved.
    discarded: bool,
    /// The tags that the session has, once it has handled all messages.
    shown: Vec<Arc<Tag>>,
    /// Tags sent to the session for taking over.
    unconfirmed: VecDeque<Vec<Arc<Tag>>>,
    /// The last of them that it has taken over. Its later revisions hold them, or have dropped them on purpose.
    confirmed: Option<Vec<Arc<Tag>>>,
    /// As last reported.
    state: OnDisk,
}

impl<D: Disk> Writer<D> {
    /// Writes the latest revision until it succeeds.
    fn run(mut self, inbox: &Receiver<Job<D>>, send: &(impl Fn(Msg) + Send)) -> Result<(), Error> {
        loop {
            let next = match &self.failed {
                Some(_) => inbox.recv_timeout(RETRY_DELAY),
                None => inbox.recv().map_err(Into::into),
            };
            let mut is_last = matches!(next, Err(RecvTimeoutError::Disconnected));
            let mut latest = self.failed.take();
            let (mut looks, mut asked) = (false, None);
            // Each revision holds all tags, so of several waiting ones only the latest counts.
            for job in next.into_iter().chain(inbox.try_iter()) {
                match job {
                    Job::Write(revision) => {
                        let anew = revision.anew || latest.as_ref().is_some_and(|latest| latest.anew);
                        latest = Some(Revision { anew, ..revision });
                        self.confirmed.take().into_iter().for_each(|tags| self.file.rebase(tags));
                    }
                    Job::Move(file, role, lock) => self.move_to(*file, role, lock),
                    Job::Discard => (latest, self.discarded) = (None, true),
                    Job::Inspect(by) => (looks, asked) = (true, by.or(asked)),
                    Job::Adopted => self.confirmed = self.unconfirmed.pop_front().or(self.confirmed.take()),
                    Job::End => is_last = true,
                }
            }
            if is_last {
                return self.end(latest);
            }
            if let Some(revision) = latest {
                self.write(revision, send);
            }
            if looks {
                self.inspect(asked, send);
            }
        }
    }

    fn move_to(&mut self, file: TagFile<D>, role: Role, lock: Option<Lock>) {
        (self.file, self.role, self.lock) = (file, role, lock);
        (self.shown, self.state) = (self.file.last.clone(), OnDisk::Intact);
        self.unconfirmed.clear();
        self.confirmed = None;
    }

    fn write(&mut self, revision: Revision, send: &(impl Fn(Msg) + Send)) {
        let written = match &revision.tags {
            Some(tags) => self.file.write(&revision.header, tags, revision.anew),
            None => {
                self.file.restore().map(|restored| super::Written { restored, ..super::Written::default() })
            }
        };
        let Ok(written) = written.inspect_err(|error| {
            send(Msg::Failed { revision: revision.number, message: error.to_string() });
        }) else {
            self.failed = Some(revision);
            return;
        };
        send(Msg::Saved { revision: revision.number });
        self.state = OnDisk::Intact;
        if let Some(restored) = written.restored {
            send(Msg::Restored(restored));
        }
        self.confirmed.take().into_iter().for_each(|tags| self.file.rebase(tags));
        let Some(tags) = revision.tags else { return };
        self.shown = if self.unconfirmed.is_empty() { tags.clone() } else { self.file.tags() };
        if let Some(after) = written.merged {
            self.shown = after.iter().cloned().map(Arc::new).collect();
            self.unconfirmed.push_back(self.shown.clone());
            send(Msg::Merged { before: tags, after, conflicts: written.conflicts });
        }
    }

    /// Looks at the disk, takes over another program's version, and answers or reports what has changed.
    fn inspect(&mut self, asked: Option<Asked>, send: &(impl Fn(Msg) + Send)) {
        let took_over = self.take_over();
        // What waits to be written is merged when it is written.
        if self.failed.is_none() {
            let writes = self.role == Role::Writes;
            let (state, after) = self.file.inspect(asked.is_none() && !took_over, writes);
            if let Some(after) = after {
                let before = std::mem::replace(&mut self.shown, after.clone());
                self.unconfirmed.push_back(after.clone());
                let after = after.iter().map(|tag| tag.as_ref().clone()).collect();
                send(Msg::Merged { before, after, conflicts: 0 });
            }
            if asked.is_some() || state != self.state {
                self.state = state.clone();
                send(Msg::Inspected { asked, state });
            }
        } else if asked.is_some() {
            send(Msg::Inspected { asked, state: self.state.clone() });
        }
        if took_over {
            send(Msg::TookOver);
        }
    }

    /// Locks the file if the session that this one follows has ended.
    fn take_over(&mut self) -> bool {
        if self.role != Role::Follows {
            return false;
        }
        let Access::Writes(lock) = self.file.lock() else { return false };
        (self.role, self.lock) = (Role::Writes, lock);
        true
    }

    /// The last write, of which no reader can be asked any more: nothing decided may be lost.
    fn end(&mut self, latest: Option<Revision>) -> Result<(), Error> {
        if self.discarded || self.role != Role::Writes {
            return Ok(());
        }
        let Some(Revision { header, tags: Some(tags), .. }) = latest else {
            return self.file.restore().map(drop);
        };
        let Err(error) = self.file.write(&header, &tags, true) else { return Ok(()) };
        Err(match self.file.rescue(&header, &tags) {
            Some(path) => {
                let path = display::path(&path);
                error.hint(format!("the decisions are in {path}; --tags opens it"))
            }
            None => error,
        })
    }
}
