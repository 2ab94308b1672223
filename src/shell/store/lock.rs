//! Lock of a tag file: one session at a time decides on an article.

use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub(super) enum Locked {
    /// Held until dropped.
    Ours(Lock),
    /// Held by another process, with its description of itself.
    Theirs(String),
    /// The folder is read-only, or its file system has no locks.
    Impossible,
}

/// System lock on a hidden file beside the tag file.
///
/// The system releases it at the end of the process, however that comes about, so a dead session never blocks others.
#[derive(Debug)]
pub(in crate::shell) struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    pub(super) fn take(path: &Path) -> Locked {
        let mut name = std::ffi::OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(".lock");
        let path = path.with_file_name(name);
        // Its last holder may have removed the file between our opening and locking it.
        for _ in 0..8 {
            let Ok(mut file) = open(&path) else { return Locked::Impossible };
            match file.try_lock() {
                Ok(()) if is_at(&file, &path) => {
                    let mut lock = Self { file, path };
                    let _ = lock.write_process_id();
                    return Locked::Ours(lock);
                }
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let mut holder = String::new();
                    let _ = io::Read::take(&mut file, 200).read_to_string(&mut holder);
                    return Locked::Theirs(crate::text::visible::line(holder.trim()).into_owned());
                }
                Err(TryLockError::Error(_)) => return Locked::Impossible,
            }
        }
        Locked::Impossible
    }

    fn write_process_id(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        writeln!(self.file, "process {}", std::process::id())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // In this order: while it is locked, no other process takes the file for its own.
        let _ = std::fs::remove_file(&self.path);
        let _ = self.file.unlock();
    }
}

/// Opens or creates the file without following links, since it will be overwritten.
fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    }
    options.open(path)
}

/// Does the opened file still have this path?
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let same =
        |(one, two): (std::fs::Metadata, std::fs::Metadata)| (one.dev(), one.ino()) == (two.dev(), two.ino());
    file.metadata().ok().zip(std::fs::metadata(path).ok()).is_some_and(same)
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holder_at_a_time_until_it_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tags.toml");
        let Locked::Ours(lock) = Lock::take(&path) else { panic!("no process holds it") };
        let Locked::Theirs(holder) = Lock::take(&path) else { panic!("it was given twice") };
        assert_eq!(holder, format!("process {}", std::process::id()));
        drop(lock);
        assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "something was left behind");
        assert!(matches!(Lock::take(&path), Locked::Ours(_)));
        assert!(matches!(Lock::take(Path::new("/dev/null/a")), Locked::Impossible));
    }
}
