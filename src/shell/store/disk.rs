//! The few things that are asked of a disk, so that a test can make each of them fail.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// A place to keep files, step by step.
///
/// Every step of replacing a file is a call of its own: a test puts a disk here whose steps fail one
/// after the other, and looks at what is left.
pub(in crate::shell) trait Disk: Send + 'static {
    /// The whole of a file, at most `most` bytes.
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>>;
    /// A new empty file, taking the place of an old one of this name.
    fn create(&self, path: &Path, mode: Option<fs::Permissions>) -> io::Result<File>;
    /// Puts bytes behind what the file holds.
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()>;
    /// Comes back when the file is safe from a power cut.
    fn sync(&self, file: &File) -> io::Result<()>;
    /// Gives a file another's name, in one step.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Comes back when the names in a folder are safe from a power cut.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
    /// Takes a file away.
    fn remove(&self, path: &Path) -> io::Result<()>;
}

/// The disk of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::shell) struct Real;

impl Disk for Real {
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        use io::Read as _;
        // A pipe would keep us waiting for somebody to write into it.
        if !fs::metadata(path)?.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        let file = File::open(path)?;
        let mut bytes = Vec::new();
        file.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn create(&self, path: &Path, mode: Option<fs::Permissions>) -> io::Result<File> {
        // What stands there is left over, or a link that somebody laid to have us write elsewhere.
        let _ = fs::remove_file(path);
        let file = File::options().write(true).create_new(true).open(path)?;
        if let Some(mode) = mode {
            file.set_permissions(mode)?;
        }
        Ok(file)
    }

    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}

/// What ends the name of a file that is still being written.
const UNFINISHED: &str = ".purport-tmp";

/// Replaces a file as a whole, keeping its mode: at any moment the old or the new one is there.
///
/// What is still being written has a name of this process, so that two of them never write into one.
pub(in crate::shell) fn replace(disk: &impl Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = folder(path);
    let mode = fs::metadata(path).map(|data| data.permissions()).ok();
    if mode.as_ref().is_some_and(fs::Permissions::readonly) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
    }
    let unfinished = unfinished(path, std::process::id());
    let mut file = disk.create(&unfinished, mode).map_err(|error| {
        let _ = disk.remove(&unfinished);
        match error.kind() {
            io::ErrorKind::NotFound => io::Error::other("its folder is not there"),
            _ => error,
        }
    })?;
    let written = disk.write(&mut file, bytes).and_then(|()| disk.sync(&file));
    drop(file);
    if let Err(error) = written.and_then(|()| disk.rename(&unfinished, path)) {
        // What could not be finished is in nobody's way, but nobody wants it either.
        let _ = disk.remove(&unfinished);
        return Err(error);
    }
    disk.sync_folder(folder)
}

/// Takes away what processes that are gone have left unfinished of a file.
///
/// Only for whoever holds the lock of the file: another may be writing just now.
pub(super) fn tidy(disk: &impl Disk, path: &Path) {
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

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The name of what a process is writing: hidden, and beside the file.
fn unfinished(path: &Path, process: u32) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{process}{UNFINISHED}"));
    path.with_file_name(name)
}
