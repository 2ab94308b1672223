//! The copy kept while a file is written in place: what was in it, and what will be, until the write is whole.
//!
//! A file that cannot be replaced (a mount point, a folder that takes no new file) is written over. A kill in the
//! middle leaves a mixture of both versions; the next reader of the file finds the copy, and with it the new version.

use super::atomic::{self, folder, replace_by_rename};
use super::disk::Disk;
use crate::text::digest::sha256;
use std::io;
use std::path::{Path, PathBuf};

/// Ending of the copy, which lies hidden beside the file.
const ENDING: &str = ".purport-kept";
/// First word of a copy, with the version of its form.
const MAGIC: &str = "purport-kept-1";

/// Both versions of a file that was being written.
#[derive(Debug, PartialEq, Eq)]
struct Kept {
    old: Vec<u8>,
    new: Vec<u8>,
}

impl Kept {
    fn render(old: &[u8], new: &[u8]) -> Vec<u8> {
        let both = [old, new].concat();
        let head = format!("{MAGIC} {} {} {}\n", old.len(), new.len(), sha256(&both));
        [head.as_bytes(), &both].concat()
    }

    /// `None` unless it is whole.
    fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.iter().position(|&byte| byte == b'\n')?;
        let (head, both) = bytes.split_at_checked(end + 1)?;
        let head = std::str::from_utf8(head).ok()?;
        let [magic, old, new, digest] = head.split_whitespace().collect::<Vec<_>>().try_into().ok()?;
        let lengths: (usize, usize) = (old.parse().ok()?, new.parse().ok()?);
        if magic != MAGIC || lengths.0.checked_add(lengths.1) != Some(both.len()) || digest != sha256(both) {
            return None;
        }
        let (old, new) = both.split_at_checked(lengths.0)?;
        Some(Self { old: old.to_vec(), new: new.to_vec() })
    }

    /// Can `found` be what an unfinished write has left: the new version up to some byte, then the rest of the old?
    fn explains(&self, found: &[u8]) -> bool {
        let same = found.iter().zip(&self.new).take_while(|(found, new)| found == new).count();
        let rest = found.get(same..).unwrap_or_default();
        rest.is_empty() || self.old.get(same..) == Some(rest)
    }
}

/// Writes over the file at `path`, and keeps a copy until that is whole.
///
/// After an error the file is the old one, or the copy is still there.
pub(super) fn write_in_place(disk: &impl Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = disk.open(path)?;
    let old = disk.read(path, u64::MAX)?;
    let kept = keep(disk, path, &Kept::render(&old, bytes))?;
    let result = overwrite(disk, &mut file, bytes);
    drop(file);
    let restored =
        result.is_ok() || disk.open(path).and_then(|mut file| overwrite(disk, &mut file, &old)).is_ok();
    if restored {
        let _ = disk.remove(&kept);
    }
    result
}

fn overwrite(disk: &impl Disk, file: &mut std::fs::File, bytes: &[u8]) -> io::Result<()> {
    disk.write(file, bytes)?;
    disk.cut(file, bytes.len() as u64)?;
    disk.sync(file)
}

/// Writes the copy beside the file, or else into the state folder; returns its path.
fn keep(disk: &impl Disk, path: &Path, copy: &[u8]) -> io::Result<PathBuf> {
    let mut failed = io::Error::other("there is no folder for a copy");
    for place in places(disk, path) {
        let folder = folder(&place);
        let made = if folder.exists() { Ok(()) } else { std::fs::create_dir_all(folder) };
        match made.and_then(|()| replace_by_rename(disk, &place, Some(path), copy)) {
            Ok(()) => return Ok(place),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

/// Where a copy may lie, the nearest place first.
fn places(disk: &impl Disk, path: &Path) -> Vec<PathBuf> {
    let mut beside = std::ffi::OsString::from(".");
    beside.push(path.file_name().unwrap_or_default());
    beside.push(ENDING);
    let key = sha256(path.as_os_str().as_encoded_bytes());
    let name = format!("{}{ENDING}", key.get(..16).unwrap_or_default());
    let state = disk.state_folder().map(|folder| folder.join("kept").join(name));
    std::iter::once(path.with_file_name(beside)).chain(state).collect()
}

/// Reads a file of at most `max` bytes, or its new version if a write of it was cut short. `is_whole` tells a file
/// that some program has written to its end.
///
/// The second value is whether a copy is left, whose write [`finish`] completes.
pub(super) fn read(
    disk: &impl Disk,
    path: &Path,
    max: u64,
    is_whole: impl Fn(&[u8]) -> bool,
) -> io::Result<(Vec<u8>, bool)> {
    let found = disk.read(path, max)?;
    let kept = places(disk, path).into_iter().filter(|place| place.exists());
    let mut kept = kept.filter_map(|place| Kept::parse(&disk.read(&place, u64::MAX).ok()?));
    match kept.next() {
        None => Ok((found, false)),
        Some(kept) if kept.explains(&found) || !is_whole(&found) => Ok((kept.new, true)),
        // Another program has written the file since.
        Some(_) => Ok((found, true)),
    }
}

/// Removes unfinished copies of dead processes. The caller holds the file's lock.
pub(super) fn remove_unfinished(disk: &impl Disk, path: &Path) {
    for place in places(disk, path) {
        atomic::remove_unfinished(disk, &place);
    }
}

/// Completes a write that was cut short, and removes its copy. `bytes` are what [`read`] has found.
pub(super) fn finish(disk: &impl Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    if disk.read(path, u64::MAX)? != bytes {
        overwrite(disk, &mut disk.open(path)?, bytes)?;
    }
    for place in places(disk, path).into_iter().filter(|place| place.exists()) {
        disk.remove(&place)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_tells_an_unfinished_write_from_a_foreign_one() {
        let kept = Kept::parse(&Kept::render(b"old one", b"the new version")).unwrap();
        assert_eq!((&kept.old[..], &kept.new[..]), (&b"old one"[..], &b"the new version"[..]));
        for found in ["", "t", "thd one", "the one", "the new ver", "the new version", "old one"] {
            assert!(kept.explains(found.as_bytes()), "{found}");
        }
        for found in ["theirs", "the new vers!on", "old on", "the new version, and more"] {
            assert!(!kept.explains(found.as_bytes()), "{found}");
        }
        let shorter = Kept { old: b"a long old version".to_vec(), new: b"new".to_vec() };
        assert!(shorter.explains(b"newong old version"));
    }

    #[test]
    fn a_torn_copy_is_none() {
        let whole = Kept::render(b"one\n", b"two\n");
        for length in 0..whole.len() {
            assert_eq!(Kept::parse(&whole[..length]), None, "{length} bytes");
        }
        let mut changed = whole;
        *changed.last_mut().unwrap() ^= 1;
        assert_eq!(Kept::parse(&changed), None);
    }
}
