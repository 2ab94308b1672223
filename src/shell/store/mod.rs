//! The tag file: read once, then written after every decision on a separate thread.
//!
//! Replaces the file atomically (temporary file beside it, sync, rename, sync of the folder), so that at any moment
//! the old or the new one exists. Reads it again first, to merge changes of other programs.

mod disk;
mod lock;
#[cfg(test)]
mod tests;
mod writer;

pub(super) use disk::{Disk, RealDisk};
pub(super) use lock::Lock;
pub(super) use writer::Store;

use super::display::{self, describe_io_error, io_error};
use super::file::utf8;
use super::paths::with_ending;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::tag::{Header, Tag, TagDocument, file};
use disk::replace;
use lock::Locked;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A tag file as this session last saw it.
#[derive(Debug)]
pub(super) struct TagFile<D = RealDisk> {
    disk: D,
    pub(super) path: PathBuf,
    /// As last read or written.
    document: Option<TagDocument>,
    /// Its bytes; `None` while there is no file.
    bytes: Option<Vec<u8>>,
    /// The reader's tags at that time.
    last: Vec<Arc<Tag>>,
    /// The bytes before a repair, to be kept beside the file.
    broken: Option<Vec<u8>>,
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
}

impl<D: Disk> TagFile<D> {
    /// Reads the tag file at `path`; a missing file has no tags.
    ///
    /// Fails for an unreadable or invalid file, and leaves it untouched.
    pub(super) fn read(disk: D, path: PathBuf) -> Result<(Self, Loaded), Error> {
        let name = display::path(&path);
        let bytes = match disk.read(&path, file::MAX_BYTES as u64 + 1) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(io_error(name, error).hint("--tags names another file")),
        };
        let mut file = Self { disk, path, document: None, bytes: None, last: Vec::new(), broken: None };
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

    /// Locks the file for this session; `None` if the folder or its file system has no locks. The error explains why
    /// writing is impossible.
    pub(super) fn lock(&self) -> Result<Option<Lock>, String> {
        if let Some(reason) = why_not_writable(&self.path) {
            return Err(reason);
        }
        match Lock::take(&self.path) {
            Locked::Ours(lock) => {
                disk::remove_unfinished(&self.disk, &link_target(&self.path));
                Ok(Some(lock))
            }
            Locked::Theirs(process) => {
                let process = if process.is_empty() { process } else { format!(" ({process})") };
                Err(format!("another purport{process} has {} open", display::path(&self.path)))
            }
            Locked::Impossible => Ok(None),
        }
    }

    /// Writes the tags.
    ///
    /// After an error the file is entirely old or entirely new, and the next call repeats everything.
    pub(super) fn write(&mut self, header: &Header, tags: &[Arc<Tag>]) -> Result<Written, Error> {
        let name = display::path(&self.path);
        let target = link_target(&self.path);
        let theirs = self.changed_by_others(&target, &name)?;
        let mut document = self.document.clone().unwrap_or_else(|| TagDocument::new(header));
        document.set_header(header);
        document.update(&self.last, tags);
        let mut written = Written::default();
        if let Some(theirs) = &theirs {
            let base = self.document.clone().unwrap_or_else(|| TagDocument::new(header));
            let merged = document.merge(&base, theirs);
            written.conflicts = merged.conflicts.len();
            written.merged = (merged.changed > 0).then(|| document.tags(&name).0);
        }
        let bytes = document.render().into_bytes();
        let failed = |error: io::Error| {
            io_error(&name, error).hint(
                "the decisions are kept, and saving is tried again; `:w` tries now, `:w FILE` saves elsewhere",
            )
        };
        if let Some(broken) = &self.broken {
            let recovered = with_ending(&target, "recovered");
            if !recovered.exists() {
                replace(&self.disk, &recovered, broken).map_err(failed)?;
            }
        }
        replace(&self.disk, &target, &bytes).map_err(failed)?;
        (self.document, self.bytes, self.broken) = (Some(document), Some(bytes), None);
        self.last = tags.to_vec();
        Ok(written)
    }

    /// The file's present content, if another program has changed it since we last read or wrote it.
    fn changed_by_others(&self, target: &Path, name: &str) -> Result<Option<TagDocument>, Error> {
        let bytes = match self.disk.read(target, file::MAX_BYTES as u64 + 1) {
            Ok(bytes) => bytes,
            // Removed in the meantime: everything is written again.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(io_error(name, error)),
        };
        // A program that removes tags does not empty the file; an empty file was truncated.
        if self.bytes.as_ref() == Some(&bytes) || bytes.trim_ascii().is_empty() {
            return Ok(None);
        }
        let document = parse(&bytes, name)?;
        if document.needs_newer_version() {
            let error = Error::new(name, "a newer purport has written it meanwhile");
            return Err(error.hint("`:w FILE` saves in another file"));
        }
        Ok(Some(document))
    }
}

/// An empty file has no tags.
pub fn read_document(path: &Path) -> Result<TagDocument, Error> {
    let name = display::path(path);
    let bytes = RealDisk.read(path, file::MAX_BYTES as u64 + 1).map_err(|error| io_error(&name, error))?;
    Ok(parse(&bytes, &name)?)
}

/// Atomic.
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
    let bytes = RealDisk.read(&target, file::MAX_BYTES as u64 + 1);
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
        // A missing folder may exist by the time of a decision.
        if let Err(error) = access
            && error.kind() != io::ErrorKind::NotFound
        {
            return Some(format!("the folder of {name} is not writable: {}", describe_io_error(&error)));
        }
    }
    None
}
