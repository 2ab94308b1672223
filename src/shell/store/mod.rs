//! The tag file: read once, then written after every decision on a separate thread, and watched meanwhile.
//!
//! Replaces the file atomically (temporary file beside it, sync, rename, sync of the folder), so that at any moment
//! the old or the new one exists. Reads it again first, to merge changes of other programs.

mod atomic;
mod attributes;
mod disk;
mod found;
mod kept;
mod lock;
mod replace;
#[cfg(test)]
mod tests;
mod watcher;
mod writer;

pub(super) use disk::{Disk, RealDisk};
pub(super) use lock::Lock;
pub(super) use writer::{Role, Store};

use super::display::{self, describe_io_error, io_error};
use super::file::utf8;
use super::paths::{self, with_ending};
use super::watch::FileStamp;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::session::OnDisk;
use crate::tag::{Header, Tag, TagDocument, file};
use found::{Content, Found, Unusable};
use lock::Locked;
use replace::replace;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One byte more than a tag file may have.
const MAX_BYTES: u64 = file::MAX_BYTES as u64 + 1;

/// A tag file as this session last saw it.
#[derive(Debug)]
pub(super) struct TagFile<D = RealDisk> {
    disk: D,
    pub(super) path: PathBuf,
    /// What the path led to when the file was opened: a link may be put there later.
    target: PathBuf,
    /// As last read or written.
    document: Option<TagDocument>,
    /// Its bytes; `None` while there is no file.
    bytes: Option<Vec<u8>>,
    /// State of the file when it last held these bytes.
    stamp: Option<FileStamp>,
    /// The reader's tags at that time.
    last: Vec<Arc<Tag>>,
    /// The bytes before a repair, to be kept beside the file.
    broken: Option<Vec<u8>>,
    /// Was a write in place cut short before, so that its copy is left?
    unfinished: bool,
}

#[derive(Debug, Default)]
pub(super) struct Loaded {
    pub(super) tags: Vec<Tag>,
    pub(super) warnings: Vec<Diagnostic>,
    /// `Some` with the reason if the file must not be written.
    pub(super) read_only: Option<String>,
}

#[derive(Debug, Default)]
pub(super) struct Written {
    /// All tags of the file, if another program had changed it.
    pub(super) merged: Option<Vec<Tag>>,
    /// Number of tags with different decisions in both versions.
    pub(super) conflicts: usize,
    /// What was found instead of the file, and done about it; in words that follow the file's name.
    pub(super) restored: Option<String>,
}

/// How a session may use a tag file.
#[derive(Debug)]
pub(super) enum Access {
    /// `None` if the folder or its file system has no locks.
    Writes(Option<Lock>),
    /// Another session has it open, with its description of itself.
    Follows(String),
    /// With the reason.
    Barred(String),
}

impl Access {
    /// Why a session cannot write the file called `name`, if so.
    pub(super) fn reason(&self, name: &str) -> Option<String> {
        match self {
            Self::Writes(_) => None,
            Self::Follows(process) => {
                let process = if process.is_empty() { String::new() } else { format!(" ({process})") };
                Some(format!(
                    "another purport{process} has {name} open; its decisions show here, and this one takes over \
                     when it ends"
                ))
            }
            Self::Barred(reason) => Some(reason.clone()),
        }
    }

    /// What the reader should know about a lock that was found.
    pub(super) fn warning(&self, name: &str) -> Option<String> {
        let Self::Writes(Some(Lock { left_by: Some(holder), .. })) = self else { return None };
        Some(format!(
            "{holder} had {name} open and did not close it; if it still runs, this machine cannot see its lock, and \
             what both save is merged"
        ))
    }

    pub(super) fn into_role(self) -> (Role, Option<Lock>) {
        match self {
            Self::Writes(lock) => (Role::Writes, lock),
            Self::Follows(_) => (Role::Follows, None),
            Self::Barred(_) => (Role::Reads, None),
        }
    }
}

impl<D: Disk> TagFile<D> {
    /// Reads the tag file at `path`; a missing file has no tags.
    ///
    /// Fails for an unreadable or invalid file, and leaves it untouched.
    pub(super) fn read(disk: D, path: PathBuf) -> Result<(Self, Loaded), Error> {
        let name = display::path(&path);
        let target = link_target(&path);
        let stamp = FileStamp::of_any(&target);
        let (bytes, unfinished) = match read_whole(&disk, &target, &name) {
            Ok((bytes, unfinished)) => (Some(bytes), unfinished),
            Err(error) if error.kind() == io::ErrorKind::NotFound => (None, false),
            Err(error) => return Err(io_error(name, error).hint("--tags names another file")),
        };
        let (document, last, broken) = (None, Vec::new(), None);
        let mut file = Self { disk, path, target, document, bytes: None, stamp, last, broken, unfinished };
        let Some(bytes) = bytes else { return Ok((file, Loaded::default())) };
        let document = parse(&bytes, &name)?;
        let (tags, warnings) = document.tags(&name);
        let read_only =
            document.needs_newer_version().then(|| format!("{name} was written by a newer purport"));
        file.last = tags.iter().cloned().map(Arc::new).collect();
        file.broken = document.is_repaired().then(|| bytes.clone());
        (file.document, file.bytes) = (Some(document), Some(bytes));
        Ok((file, Loaded { tags, warnings, read_only }))
    }

    pub(super) const fn exists(&self) -> bool {
        self.bytes.is_some()
    }

    /// `None` if the file has no header.
    pub(super) fn header(&self) -> Option<Header> {
        self.document.as_ref().map(TagDocument::header)
    }

    /// Locks the file for this session, and completes a write that was cut short.
    pub(super) fn lock(&mut self) -> Access {
        if let Some(reason) = why_not_writable(&self.path) {
            return Access::Barred(reason);
        }
        let access = match Lock::take(&self.path) {
            Locked::Ours(lock) => {
                atomic::remove_unfinished(&self.disk, &self.target);
                kept::remove_unfinished(&self.disk, &self.target);
                Access::Writes(Some(lock))
            }
            Locked::Theirs(process) => return Access::Follows(process),
            Locked::Impossible => Access::Writes(None),
        };
        if self.unfinished
            && let Some(bytes) = &self.bytes
        {
            // If it fails, the copy is still there, and the next write is whole.
            self.unfinished = kept::finish(&self.disk, &self.target, bytes).is_err();
            self.stamp = FileStamp::of_any(&self.target);
        }
        access
    }

    /// Writes the tags. `anew` also where the disk holds something that cannot be merged, of which a copy is kept.
    ///
    /// After an error the file is entirely old or entirely new, and the next call repeats everything.
    pub(super) fn write(&mut self, header: &Header, tags: &[Arc<Tag>], anew: bool) -> Result<Written, Error> {
        let name = display::path(&self.path);
        let (target, found) = self.look(&name);
        let mut document = self.document.clone().unwrap_or_else(|| TagDocument::new(header));
        document.set_header(header);
        document.update(&self.last, tags);
        let mut written = Written::default();
        if let Found::Changed(theirs, _) = &found {
            let base = self.document.clone().unwrap_or_else(|| TagDocument::new(header));
            let merged = document.merge(&base, theirs);
            written.conflicts = merged.conflicts.len();
            written.merged = (merged.changed > 0).then(|| document.tags(&name).0);
        }
        written.restored = self.make_way(&name, &target, found, anew)?;
        let target = link_target(&self.path);
        if let Some(broken) = &self.broken {
            let recovered = with_ending(&target, "recovered");
            if !recovered.exists() {
                keep_spoilt(&self.disk, &recovered, broken).map_err(|error| failed(&name, error))?;
            }
        }
        let bytes = document.render().into_bytes();
        replace(&self.disk, &target, &bytes).map_err(|error| failed(&name, error))?;
        self.has_written(&target, bytes);
        (self.document, self.last) = (Some(document), tags.to_vec());
        Ok(written)
    }

    /// Writes what was last read or written, if the disk does not hold it. Returns what was found instead.
    pub(super) fn restore(&mut self) -> Result<Option<String>, Error> {
        let name = display::path(&self.path);
        let (target, found) = self.look(&name);
        let Some(bytes) = self.bytes.clone() else { return Ok(None) };
        if matches!(found, Found::Same | Found::Changed(..)) {
            return Ok(None);
        }
        let restored = self.make_way(&name, &target, found, true)?;
        let target = link_target(&self.path);
        replace(&self.disk, &target, &bytes).map_err(|error| failed(&name, error))?;
        self.has_written(&target, bytes);
        Ok(restored)
    }

    fn has_written(&mut self, target: &Path, bytes: Vec<u8>) {
        (self.bytes, self.broken, self.unfinished) = (Some(bytes), None, false);
        (self.stamp, self.target) = (FileStamp::of_any(target), target.to_owned());
    }

    fn look(&self, name: &str) -> (PathBuf, Found) {
        let target = link_target(&self.path);
        let found = Found::read(&self.disk, &target, name, self.bytes.as_ref(), self.document.as_ref());
        (target, found)
    }

    /// Lets the file be written over what was found. Fails for what cannot be merged, unless `anew`; then a copy of it
    /// is kept. Returns what was found and done, in words that follow the file's name.
    fn make_way(&self, name: &str, target: &Path, found: Found, anew: bool) -> Result<Option<String>, Error> {
        match found {
            Found::Same | Found::Changed(..) => Ok(None),
            Found::Missing(what) => Ok(Some(format!("{what}, and has been written anew"))),
            Found::Unusable(Unusable { error, content: Content::Newer, .. }) => Err(error),
            Found::Unusable(Unusable { error, .. }) if !anew => Err(error),
            Found::Unusable(Unusable { what, content, .. }) => {
                // A link that was put there meanwhile is moved away itself, not what it leads to.
                let is_planted = target != self.target && self.path != *target;
                let copy = free_name(if is_planted { &self.path } else { target });
                let kept = match content {
                    Content::Bytes(bytes) if !is_planted => keep_spoilt(&self.disk, &copy, &bytes),
                    _ => {
                        let from = if is_planted { &self.path } else { target };
                        self.disk.rename(from, &copy).map(|()| copy)
                    }
                };
                let kept = kept.map_err(|error| failed(name, error))?;
                let beside = kept.parent() == target.parent();
                let copy = if beside { display::file_name(&kept) } else { display::path(&kept) };
                Ok(Some(format!("{what}; it has been written anew, and {copy} is what was there")))
            }
        }
    }

    /// Looks at the disk. Takes over another program's version; then the tags before and after are returned too.
    ///
    /// `quick` believes that a file with the same times and length is the same. `writes`: may this session write?
    pub(super) fn inspect(&mut self, quick: bool, writes: bool) -> (OnDisk, Option<Vec<Arc<Tag>>>) {
        let name = display::path(&self.path);
        let is_same = quick && self.stamp.is_some() && self.stamp == FileStamp::of_any(&self.target);
        let (target, found) = if is_same && link_target(&self.path) == self.target {
            (self.target.clone(), Found::Same)
        } else {
            self.look(&name)
        };
        let unwritable = || why_not_writable(&self.path).filter(|_| writes);
        let sound = |reason: Option<String>| reason.map_or(OnDisk::Intact, OnDisk::Unwritable);
        match found {
            Found::Same => {
                self.stamp = FileStamp::of_any(&target);
                (sound(unwritable()), None)
            }
            Found::Changed(theirs, bytes) => {
                let before = self.document.as_ref().map(|document| document.tags(&name).0);
                let after = theirs.tags(&name).0;
                let is_changed = before.unwrap_or_default() != after;
                self.broken = theirs.is_repaired().then(|| bytes.clone());
                (self.document, self.bytes) = (Some(*theirs), Some(bytes));
                (self.stamp, self.target) = (FileStamp::of_any(&target), target);
                let after = is_changed.then(|| after.into_iter().map(Arc::new).collect());
                (sound(unwritable()), after)
            }
            damaged => (damaged.state(), None),
        }
    }

    /// All tags of the file as last read or written.
    pub(super) fn tags(&self) -> Vec<Arc<Tag>> {
        let tags = self.document.as_ref().map(|document| document.tags("").0).unwrap_or_default();
        tags.into_iter().map(Arc::new).collect()
    }

    /// The tags that later changes of the reader are compared with.
    pub(super) fn rebase(&mut self, tags: Vec<Arc<Tag>>) {
        self.last = tags;
    }

    /// Keeps tags that could not be saved in the state folder; returns the file.
    pub(super) fn rescue(&self, header: &Header, tags: &[Arc<Tag>]) -> Option<PathBuf> {
        let mut document = self.document.clone().unwrap_or_else(|| TagDocument::new(header));
        document.set_header(header);
        document.update(&self.last, tags);
        let folder = self.disk.state_folder()?.join("unsaved");
        fs::create_dir_all(&folder).ok()?;
        let path = free_name(&folder.join(self.path.file_name()?));
        replace(&self.disk, &path, document.render().as_bytes()).ok()?;
        Some(path)
    }
}

fn failed(name: &str, error: io::Error) -> Error {
    io_error(name, error)
        .hint("the decisions are kept, and saving is tried again; `:w` tries now, `:w FILE` saves elsewhere")
}

/// Writes a copy of a file that was spoilt: at `path`, or where that is refused, in the state folder. Returns its path.
fn keep_spoilt(disk: &impl Disk, path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let Err(error) = atomic::replace_by_rename(disk, path, None, bytes) else { return Ok(path.to_owned()) };
    let folder = disk.state_folder().map(|folder| folder.join("recovered"));
    let Some((folder, name)) = folder.zip(path.file_name()) else { return Err(error) };
    fs::create_dir_all(&folder).map_err(|_| error)?;
    let path = free_name(&folder.join(name));
    atomic::replace_by_rename(disk, &path, None, bytes).map(|()| path)
}

/// A name for the copy of a file that is not taken: `FILE.recovered`, `FILE.recovered-2`, and so on.
fn free_name(path: &Path) -> PathBuf {
    let mut names = std::iter::once("recovered".to_owned())
        .chain((2..1000).map(|number| format!("recovered-{number}")))
        .map(|ending| with_ending(path, &ending));
    let is_free = |path: &PathBuf| fs::symlink_metadata(path).is_err();
    names.find(is_free).unwrap_or_else(|| with_ending(path, "recovered"))
}

/// The bytes of a tag file, whole even if a write of it was cut short; and whether a copy of such a write is left.
fn read_whole(disk: &impl Disk, path: &Path, name: &str) -> io::Result<(Vec<u8>, bool)> {
    kept::read(disk, path, MAX_BYTES, |bytes| parse(bytes, name).is_ok())
}

/// An empty file has no tags.
pub fn read_document(path: &Path) -> Result<TagDocument, Error> {
    let name = display::path(path);
    let (bytes, _) =
        read_whole(&RealDisk, &link_target(path), &name).map_err(|error| io_error(&name, error))?;
    Ok(parse(&bytes, &name)?)
}

/// Replaces a file whole.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    replace(&RealDisk, &link_target(path), bytes).map_err(|error| io_error(display::path(path), error))
}

/// Copies a file that is about to be repaired to `FILE.recovered`, unless such a copy exists.
pub fn keep_copy(path: &Path) -> Result<(), Error> {
    let target = link_target(path);
    let recovered = with_ending(&target, "recovered");
    if recovered.exists() {
        return Ok(());
    }
    let bytes = RealDisk.read(&target, MAX_BYTES);
    let copied = bytes.and_then(|bytes| replace(&RealDisk, &recovered, &bytes));
    copied.map_err(|error| io_error(display::path(&recovered), error))
}

fn parse(bytes: &[u8], name: &str) -> Result<TagDocument, Diagnostic> {
    let text = utf8(bytes.to_vec(), name)?;
    TagDocument::parse(&text, name)
}

/// Target of a link, even if it does not exist yet: the link itself is never replaced.
fn link_target(path: &Path) -> PathBuf {
    if let Ok(found) = fs::canonicalize(path) {
        return found;
    }
    match fs::read_link(path) {
        Ok(link) => path.parent().map_or(link.clone(), |folder| folder.join(link)),
        Err(_) => path.to_owned(),
    }
}

/// Reason why tags cannot be written to `path`, checked before the reader decides anything.
fn why_not_writable(path: &Path) -> Option<String> {
    let target = link_target(path);
    let name = display::path(path);
    if fs::metadata(&target).is_ok_and(|data| data.permissions().readonly()) {
        return Some(format!("{name} is read-only"));
    }
    #[cfg(unix)]
    {
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let access = rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).map_err(io::Error::from);
        // A missing folder may exist by the time of a decision, and a file is written in place if need be.
        if let Err(error) = access
            && error.kind() != io::ErrorKind::NotFound
            && !may_write_in_place(&target)
        {
            return Some(format!("the folder of {name} is not writable: {}", describe_io_error(&error)));
        }
    }
    None
}

/// Can an existing file be written in a folder that takes no new file, and is there a place for the copy?
#[cfg(unix)]
fn may_write_in_place(target: &Path) -> bool {
    use rustix::fs::{Access as Mode, access};
    let may_write = |path: &Path| access(path, Mode::WRITE_OK).is_ok();
    let state = paths::state();
    // The state folder is made when it is needed.
    let existing = state.as_deref().and_then(|state| state.ancestors().find(|folder| folder.exists()));
    target.is_file()
        && may_write(target)
        && existing.is_some_and(|folder| folder.is_dir() && may_write(folder))
}
