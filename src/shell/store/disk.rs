//! Disk operations behind a trait, so that a test can make each of them fail.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Steps of reading and replacing a file. Tests substitute a disk whose steps fail one after the other, and inspect
/// the remains.
pub(in crate::shell) trait Disk: Send + 'static {
    /// Reads a whole file of at most `max` bytes.
    fn read(&self, path: &Path, max: u64) -> io::Result<Vec<u8>>;
    /// Creates an empty file in place of any old one.
    fn create(&self, path: &Path, mode: Option<fs::Permissions>) -> io::Result<File>;
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()>;
    /// Returns once the file would survive a power cut.
    fn sync(&self, file: &File) -> io::Result<()>;
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Returns once the names in a folder would survive a power cut.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
    fn remove(&self, path: &Path) -> io::Result<()>;
}

#[derive(Debug, Clone, Copy, Default)]
pub(in crate::shell) struct RealDisk;

impl Disk for RealDisk {
    fn read(&self, path: &Path, max: u64) -> io::Result<Vec<u8>> {
        use io::Read as _;
        // A pipe without a writer would block.
        if !fs::metadata(path)?.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        let file = File::open(path)?;
        let mut bytes = Vec::new();
        file.take(max).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn create(&self, path: &Path, mode: Option<fs::Permissions>) -> io::Result<File> {
        // A leftover, or a link planted to redirect our write.
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

/// Suffix of the temporary file for a new version.
const UNFINISHED: &str = ".purport-tmp";

/// Replaces a file atomically, keeping its mode: at any moment the old or the new one exists.
///
/// The temporary file's name contains the process id, so that two processes never share one.
pub(super) fn replace(disk: &impl Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = folder(path);
    let mode = fs::metadata(path).map(|data| data.permissions()).ok();
    if mode.as_ref().is_some_and(fs::Permissions::readonly) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
    }
    let unfinished = unfinished(path, std::process::id());
    let mut file = disk.create(&unfinished, mode).map_err(|error| {
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
    disk.sync_folder(folder)
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

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Hidden temporary file of a process, beside the file.
fn unfinished(path: &Path, process: u32) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{process}{UNFINISHED}"));
    path.with_file_name(name)
}
