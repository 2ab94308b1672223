//! Keeping the tag file: read once, then written after every decision on a thread of its own.
//!
//! A file is replaced as a whole (temporary file beside it, sync, rename, sync of the folder), so
//! that at any moment the old or the new one is there. It is looked at before it is replaced:
//! what another program has written meanwhile is kept.

use super::file;
use super::said::{self, cause};
use crate::fault::Fault;
use crate::session::Msg;
use crate::tag::{Header, Sheet, Tag};
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long to wait before a write that failed is tried again by itself.
const RETRY: Duration = Duration::from_secs(5);

/// The largest tag file, in bytes: more than anybody decides in a lifetime.
pub const MOST: u64 = 32 << 20;

/// What the thread is asked for.
#[derive(Debug)]
enum Job {
    /// Put these tags on disk.
    Write { revision: u64, header: Header, tags: Vec<Arc<Tag>> },
    /// Give up what could not be written: the reader has said so.
    Forget,
}

/// A tag file as we know it.
#[derive(Debug)]
pub struct TagFile {
    path: PathBuf,
    sheet: Option<Sheet>,
    /// The bytes that we read or wrote last; nothing while there is no file.
    bytes: Option<Vec<u8>>,
    /// The tags as they stood then.
    last: Vec<Arc<Tag>>,
}

impl TagFile {
    /// Reads the tag file at `path`; one that is not there yet has no tags.
    ///
    /// Gives the tags with what is wrong with single ones. Fails where the file cannot be read or
    /// understood, and must then be left as it is.
    pub fn read(path: PathBuf) -> Result<(Self, Vec<Tag>, Vec<Fault>), Fault> {
        let name = said::path(&path);
        let bytes = read(&path, &name).map_err(|fault| match fault.hint {
            None => fault.hint("--tags names another file"),
            Some(_) => fault,
        })?;
        let mut file = Self { path, sheet: None, bytes: None, last: Vec::new() };
        let Some(bytes) = bytes else { return Ok((file, Vec::new(), Vec::new())) };
        let sheet = parse(&bytes, &name)?;
        let (tags, faults) = sheet.tags(&name);
        file.last = tags.iter().cloned().map(Arc::new).collect();
        (file.sheet, file.bytes) = (Some(sheet), Some(bytes));
        Ok((file, tags, faults))
    }

    /// Whether there is a file.
    pub const fn exists(&self) -> bool {
        self.bytes.is_some()
    }

    /// What the file says about itself; nothing if there is none.
    pub fn header(&self) -> Option<Header> {
        self.sheet.as_ref().map(Sheet::header)
    }

    /// Writes the tags; gives the number of tags in the file that are another program's.
    pub fn write(&mut self, header: &Header, tags: &[Arc<Tag>]) -> Result<usize, Fault> {
        let name = said::path(&self.path);
        let target = target(&self.path);
        self.look_again(&target, &name)?;
        let mut sheet = self.sheet.clone().unwrap_or_else(|| Sheet::new(header));
        sheet.describe(header);
        sheet.update(&self.last, tags);
        let bytes = sheet.render().into_bytes();
        replace(&target, &bytes).map_err(|error| {
            Fault::whole(&name, cause(&error)).hint("the decisions are kept and tried again; w tries now")
        })?;
        let ours: HashSet<&str> = tags.iter().map(|tag| tag.id.as_str()).collect();
        let foreign = sheet.tags(&name).0.iter().filter(|tag| !ours.contains(tag.id.as_str())).count();
        (self.sheet, self.bytes) = (Some(sheet), Some(bytes));
        self.last = tags.to_vec();
        Ok(foreign)
    }

    /// If the file on disk is not the one we know, takes it as the one to go on from.
    fn look_again(&mut self, target: &Path, name: &str) -> Result<(), Fault> {
        // If it was taken away under us, all that we know is written again.
        let Some(bytes) = read(target, name)? else { return Ok(()) };
        if self.bytes.as_ref() != Some(&bytes) {
            self.sheet = Some(parse(&bytes, name)?);
            self.bytes = Some(bytes);
        }
        Ok(())
    }
}

/// The bytes of a tag file; nothing if there is none.
fn read(path: &Path, name: &str) -> Result<Option<Vec<u8>>, Fault> {
    if fs::metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return Ok(None);
    }
    file::bytes(file::open(path, name)?, name, MOST).map(Some)
}

fn parse(bytes: &[u8], name: &str) -> Result<Sheet, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let valid =
            String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default()).into_owned();
        Fault::at(name, &valid, valid.len(), "not UTF-8 from here on")
            .hint("mend it, or name another with --tags")
    })?;
    Sheet::parse(text, name)
}

/// The file behind a link, even if it is not there yet: the link itself is never replaced.
fn target(path: &Path) -> PathBuf {
    if let Ok(found) = fs::canonicalize(path) {
        return found;
    }
    match fs::read_link(path) {
        Ok(link) => path.parent().map_or(link.clone(), |folder| folder.join(link)),
        Err(_) => path.to_owned(),
    }
}

/// Replaces a file as a whole, keeping its mode.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mode = fs::metadata(path).map(|data| data.permissions()).ok();
    let mut builder = tempfile::Builder::new();
    builder.prefix(".purport-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A new file gets what the umask leaves of this, as any file would.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => io::Error::other("no file can be made in its folder"),
        _ => error,
    })?;
    if let Some(mode) = mode {
        if mode.readonly() {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
        }
        file.as_file().set_permissions(mode)?;
    }
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// The thread that writes.
///
/// Whenever the value goes, even by a panic, all that was asked for is written first.
#[derive(Debug)]
pub(super) struct Store {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<Result<(), Fault>>>,
}

impl Store {
    /// Starts the thread; it reports by `say`.
    pub(super) fn start(file: TagFile, say: impl Fn(Msg) + Send + 'static) -> Self {
        let (jobs, inbox) = channel();
        let thread = std::thread::spawn(move || keep(file, &inbox, &say));
        Self { jobs: Some(jobs), thread: Some(thread) }
    }

    /// Asks for the tags to be written; returns at once.
    pub(super) fn save(&self, revision: u64, header: Header, tags: Vec<Arc<Tag>>) {
        self.ask(Job::Write { revision, header, tags });
    }

    /// Gives up what could not be written.
    pub(super) fn forget(&self) {
        self.ask(Job::Forget);
    }

    fn ask(&self, job: Job) {
        // The thread only ends when it is told to, so there is always somebody to take the job.
        if let Some(jobs) = &self.jobs {
            drop(jobs.send(job));
        }
    }

    /// Waits until all that was asked for is on disk, or has failed once more.
    pub(super) fn finish(mut self) -> Result<(), Fault> {
        self.join()
    }

    fn join(&mut self) -> Result<(), Fault> {
        self.jobs = None;
        let ended = self.thread.take().map(JoinHandle::join);
        ended
            .unwrap_or(Ok(Ok(())))
            .unwrap_or_else(|_| Err(Fault::whole("the writing thread", "ended unexpectedly")))
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // Whoever wants to know what came of it has called `finish`.
        let _ = self.join();
    }
}

/// Writes the latest job, again and again until it is on disk.
fn keep(mut file: TagFile, inbox: &Receiver<Job>, say: &(impl Fn(Msg) + Send)) -> Result<(), Fault> {
    let mut failed: Option<Job> = None;
    loop {
        let next =
            if failed.is_some() { inbox.recv_timeout(RETRY) } else { inbox.recv().map_err(Into::into) };
        let (job, last) = match (next, failed.take()) {
            (Ok(job), _) | (Err(RecvTimeoutError::Timeout), Some(job)) => (job, false),
            (Err(RecvTimeoutError::Timeout), None) => continue,
            (Err(RecvTimeoutError::Disconnected), Some(job)) => (job, true),
            (Err(RecvTimeoutError::Disconnected), None) => return Ok(()),
        };
        // Each job holds all tags, so of several that wait only the latest counts.
        let job = inbox.try_iter().last().unwrap_or(job);
        let Job::Write { revision, header, tags } = &job else { continue };
        let revision = *revision;
        match file.write(header, tags) {
            Ok(foreign) => say(Msg::Saved { revision, foreign }),
            Err(fault) if last => return Err(fault),
            Err(fault) => {
                say(Msg::Failed { revision, message: fault.to_string() });
                failed = Some(job);
            }
        }
    }
}
