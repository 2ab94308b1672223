//! Writing a file under a temporary name and renaming it, so that the old or the new one is there at any moment.

use super::disk::Disk;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Suffix of the temporary file for a new version.
const UNFINISHED: &str = ".purport-tmp";

/// Writes a temporary file, with the attributes of `like`, and renames it.
///
/// The temporary file's name contains the process id, so that two processes never share one.
pub(super) fn replace_by_rename(
    disk: &impl Disk,
    path: &Path,
    like: Option<&Path>,
    bytes: &[u8],
) -> io::Result<()> {
    let unfinished = unfinished(path, std::process::id());
    let mut file = disk.create(&unfinished, like).map_err(|error| {
        let _ = disk.remove(&unfinished);
        match error.kind() {
            io::ErrorKind::NotFound => io::Error::other("its folder does not exist"),
            _ => error,
        }
    })?;
    let written = disk.write(&mut file, bytes).and_then(|()| disk.sync(&file));
    drop(file);
    if let Err(error) = written.and_then(|()| disk.rename(&unfinished, path)) {
        // Best-effort cleanup of the temporary file.
        let _ = disk.remove(&unfinished);
        return Err(error);
    }
    disk.sync_folder(folder(path))
}

/// Removes temporary files of dead processes. The caller holds the file's lock, so no other process is writing.
pub(super) fn remove_unfinished(disk: &impl Disk, path: &Path) {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return };
    let Ok(entries) = fs::read_dir(folder(path)) else { return };
    for entry in entries.flatten() {
        let found = entry.file_name();
        let inner = found.to_str().and_then(|found| found.strip_prefix('.')?.strip_suffix(UNFINISHED));
        let number = inner.and_then(|inner| inner.strip_prefix(name)?.strip_prefix('.'));
        if number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit())) {
            let _ = disk.remove(&entry.path());
        }
    }
}

pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Hidden temporary file of a process, beside the file.
fn unfinished(path: &Path, process: u32) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{process}{UNFINISHED}"));
    path.with_file_name(name)
}
