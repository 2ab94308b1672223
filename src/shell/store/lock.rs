//! One session at a time decides on an article.

use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// What came of asking for the lock of a tag file.
#[derive(Debug)]
pub(in crate::shell) enum Claimed {
    /// It is ours until the value goes.
    Ours(Lock),
    /// Somebody else has it: what is known of them.
    Theirs(String),
    /// There can be none here: the folder takes no file, or its file system knows no locks.
    Impossible,
}

/// The lock of a tag file.
///
/// It is a lock of the system on a hidden file beside the tag file. The system takes it back when the
/// process ends, however it ends, so a dead session never stands in the way.
#[derive(Debug)]
pub(in crate::shell) struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Asks for the lock of the tag file at `path`.
    pub(in crate::shell) fn take(path: &Path) -> Claimed {
        let mut name = std::ffi::OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(".lock");
        let path = path.with_file_name(name);
        // Whoever had it before may have taken the file away between our opening and locking it.
        for _ in 0..8 {
            let Ok(mut file) = open(&path) else { return Claimed::Impossible };
            match file.try_lock() {
                Ok(()) if is_at(&file, &path) => {
                    let mut lock = Self { file, path };
                    let _ = lock.sign();
                    return Claimed::Ours(lock);
                }
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let mut who = String::new();
                    let _ = io::Read::take(&mut file, 200).read_to_string(&mut who);
                    return Claimed::Theirs(crate::text::visible::line(who.trim()).into_owned());
                }
                Err(TryLockError::Error(_)) => return Claimed::Impossible,
            }
        }
        Claimed::Impossible
    }

    /// Writes down who has it.
    fn sign(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        writeln!(self.file, "process {}", std::process::id())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // While it is still ours: nobody can have it between these two.
        let _ = std::fs::remove_file(&self.path);
        let _ = self.file.unlock();
    }
}

/// Opens or makes the file, but never what a link leads to: its content is overwritten.
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

/// Whether the file that was opened is the one that has the name now.
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
    fn one_has_it_until_it_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tags.toml");
        let Claimed::Ours(lock) = Lock::take(&path) else { panic!("nobody has it") };
        let Claimed::Theirs(who) = Lock::take(&path) else { panic!("it was given twice") };
        assert_eq!(who, format!("process {}", std::process::id()));
        drop(lock);
        assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "something was left behind");
        assert!(matches!(Lock::take(&path), Claimed::Ours(_)));
        assert!(matches!(Lock::take(Path::new("/dev/null/a")), Claimed::Impossible));
    }
}
