//! Keeping the tag file: read once, then written after every decision on a thread of its own.
//!
//! A file is replaced as a whole (temporary file beside it, sync, rename, sync of the folder), so
//! that at any moment the old or the new one is there. It is looked at before it is replaced:
//! what another program has written meanwhile is merged in.

mod disk;
mod lock;
#[cfg(test)]
mod tests;
mod thread;

pub(super) use disk::{Disk, Real, replace};
pub(super) use lock::{Claimed, Lock};
pub(super) use thread::Store;

use super::display::{self, describe_io_error};
use super::file::utf8;
use crate::diagnostic::Diagnostic;
use crate::tag::{Header, Tag, TagDocument, file};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A tag file as we know it.
#[derive(Debug)]
pub(super) struct TagFile<D = Real> {
    disk: D,
    path: PathBuf,
    /// What we read or wrote last.
    sheet: Option<TagDocument>,
    /// The bytes of it; nothing while there is no file.
    bytes: Option<Vec<u8>>,
    /// The tags as the reader had them then.
    last: Vec<Arc<Tag>>,
    /// The file as it was before it was repaired, to be kept beside it.
    broken: Option<Vec<u8>>,
}

/// What was read from a tag file.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// The tags that can be used.
    pub(super) tags: Vec<Tag>,
    /// What is wrong with others.
    pub(super) faults: Vec<Diagnostic>,
    /// Why the file must not be written; nothing if it may be.
    pub(super) only: Option<String>,
}

/// What came of writing.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// All tags as they stand in the file now, if another program had changed it.
    pub(super) merged: Option<Vec<Tag>>,
    /// How many tags both had decided differently.
    pub(super) conflicts: usize,
}

impl<D: Disk> TagFile<D> {
    /// Reads the tag file at `path`; one that is not there yet has no tags.
    ///
    /// Fails where the file cannot be read or understood, and must then be left as it is.
    pub(super) fn read(disk: D, path: PathBuf) -> Result<(Self, Read), Diagnostic> {
        let name = display::path(&path);
        let bytes = match disk.read(&path, file::LARGEST as u64 + 1) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                return Err(
                    Diagnostic::whole(&name, describe_io_error(&error)).hint("--tags names another file")
                );
            }
        };
        let mut file = Self { disk, path, sheet: None, bytes: None, last: Vec::new(), broken: None };
        let Some(bytes) = bytes else { return Ok((file, Read::default())) };
        let sheet = parse(&bytes, &name)?;
        let (tags, faults) = sheet.tags(&name);
        let only = sheet.asks_for_newer().then(|| format!("{name} was written by a newer purport"));
        file.last = tags.iter().cloned().map(Arc::new).collect();
        file.broken = sheet.is_repaired().then(|| bytes.clone());
        (file.sheet, file.bytes) = (Some(sheet), Some(bytes));
        Ok((file, Read { tags, faults, only }))
    }

    /// Whether there is a file.
    pub(super) const fn exists(&self) -> bool {
        self.bytes.is_some()
    }

    /// What the file says about itself; nothing if there is none.
    pub(super) fn header(&self) -> Option<Header> {
        self.sheet.as_ref().map(TagDocument::header)
    }

    /// Takes away what sessions that are gone left unfinished. Only for whoever holds the lock.
    pub(super) fn tidy(&self) {
        disk::tidy(&self.disk, &target(&self.path));
    }

    /// Writes the tags.
    ///
    /// Where it fails, the file is the old one or the new one as a whole, and the next call does it all
    /// again.
    pub(super) fn write(&mut self, header: &Header, tags: &[Arc<Tag>]) -> Result<Written, Diagnostic> {
        let name = display::path(&self.path);
        let target = target(&self.path);
        let theirs = self.look_again(&target, &name)?;
        let mut sheet = self.sheet.clone().unwrap_or_else(|| TagDocument::new(header));
        sheet.describe(header);
        sheet.update(&self.last, tags);
        let mut written = Written::default();
        if let Some((theirs, _)) = &theirs {
            let base = self.sheet.clone().unwrap_or_else(|| TagDocument::new(header));
            let merged = sheet.merge(&base, theirs);
            written.conflicts = merged.conflicts.len();
            written.merged = (merged.taken > 0).then(|| sheet.tags(&name).0);
        }
        let bytes = sheet.render().into_bytes();
        let failed = |error: &io::Error| {
            Diagnostic::whole(&name, describe_io_error(error))
                .hint("the decisions are kept and tried again; w tries now, S saves in another file")
        };
        if let Some(broken) = &self.broken {
            let beside = beside(&target, "recovered");
            if !beside.exists() {
                replace(&self.disk, &beside, broken).map_err(|error| failed(&error))?;
            }
        }
        replace(&self.disk, &target, &bytes).map_err(|error| failed(&error))?;
        (self.sheet, self.bytes, self.broken) = (Some(sheet), Some(bytes), None);
        self.last = tags.to_vec();
        Ok(written)
    }

    /// What another program has made of the file, if it has changed since we read or wrote it.
    fn look_again(&self, target: &Path, name: &str) -> Result<Option<(TagDocument, Vec<u8>)>, Diagnostic> {
        let bytes = match self.disk.read(target, file::LARGEST as u64 + 1) {
            Ok(bytes) => bytes,
            // TerminalGuard away under us: all that we know is written again.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Diagnostic::whole(name, describe_io_error(&error))),
        };
        if self.bytes.as_ref() == Some(&bytes) {
            return Ok(None);
        }
        if bytes.trim_ascii().is_empty() {
            // Nobody takes every tag away by emptying a file: it was cut off.
            return Ok(None);
        }
        let sheet = parse(&bytes, name)?;
        if sheet.asks_for_newer() {
            return Err(Diagnostic::whole(name, "a newer purport has written it meanwhile")
                .hint("S saves in another file"));
        }
        Ok(Some((sheet, bytes)))
    }
}

/// The tag file at `path` as a sheet; an empty file has no tags.
pub fn sheet(path: &Path) -> Result<TagDocument, Diagnostic> {
    let name = display::path(path);
    let bytes = Real.read(path, file::LARGEST as u64 + 1);
    parse(&bytes.map_err(|error| Diagnostic::whole(&name, describe_io_error(&error)))?, &name)
}

/// Replaces the file at `path` as a whole.
pub fn put(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    replace(&Real, &target(path), bytes)
        .map_err(|error| Diagnostic::whole(&display::path(path), describe_io_error(&error)))
}

/// A path as it is shown: on one line and safe for a terminal.
pub fn shown(path: &Path) -> String {
    display::path(path)
}

fn parse(bytes: &[u8], name: &str) -> Result<TagDocument, Diagnostic> {
    let text = utf8(bytes.to_vec(), name)?;
    TagDocument::parse(&text, name)
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

/// The same path with one more ending.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

/// Why the tags cannot be kept at `path`, found out before any work is done; nothing if they can.
pub(super) fn hindrance(path: &Path) -> Option<String> {
    let target = target(path);
    let name = display::path(path);
    if fs::metadata(&target).is_ok_and(|data| data.permissions().readonly()) {
        return Some(format!("{name} is read-only"));
    }
    #[cfg(unix)]
    {
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let access = rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).map_err(io::Error::from);
        // A folder that is not there yet may be by the time something is decided.
        if let Err(error) = access
            && error.kind() != io::ErrorKind::NotFound
        {
            return Some(format!("the folder of {name} takes no file: {}", describe_io_error(&error)));
        }
    }
    None
}
