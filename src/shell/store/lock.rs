//! Lock of a tag file: one session at a time decides on an article.

use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
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

/// System lock on a hidden file beside the tag file, or on the tag file itself where its folder takes no new file.
///
/// The system releases it at the end of the process, however that comes about, so a dead session never blocks others.
#[derive(Debug)]
pub(in crate::shell) struct Lock {
    file: File,
    /// The hidden file, to be removed; `None` if the tag file itself is locked.
    path: Option<PathBuf>,
    /// The last holder, if that was on another machine and did not remove the lock: it was killed, or this file
    /// system does not show the locks of other machines.
    pub(super) left_by: Option<String>,
}

impl Lock {
    pub(super) fn take(tags: &Path) -> Locked {
        let mut name = std::ffi::OsString::from(".");
        name.push(tags.file_name().unwrap_or_default());
        name.push(".lock");
        let path = tags.with_file_name(name);
        // Its last holder may have removed the file between our opening and locking it.
        for _ in 0..8 {
            let Ok(mut file) = open(&path) else { return Self::take_file(tags) };
            let locked = file.try_lock();
            match locked {
                Ok(()) if is_at(&file, &path) => {
                    let last = Holder::read(&mut file);
                    let left_by = last.is_elsewhere().then(|| last.shown());
                    let _ = Holder::this().write(&mut file);
                    return Locked::Ours(Self { file, path: Some(path), left_by });
                }
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Locked::Theirs(Holder::read(&mut file).shown()),
                Err(TryLockError::Error(_)) => return Locked::Impossible,
            }
        }
        Locked::Impossible
    }

    /// Locks a tag file whose folder takes no hidden file. It is written in place, so it stays the same file.
    fn take_file(tags: &Path) -> Locked {
        let is_file = std::fs::metadata(tags).is_ok_and(|data| data.is_file());
        let Some(file) = is_file.then(|| File::open(tags).ok()).flatten() else { return Locked::Impossible };
        match file.try_lock() {
            Ok(()) => Locked::Ours(Self { file, path: None, left_by: None }),
            Err(TryLockError::WouldBlock) => Locked::Theirs(String::new()),
            Err(TryLockError::Error(_)) => Locked::Impossible,
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // In this order: while it is locked, no other process takes the file for its own.
        if let Some(path) = &self.path {
            let _ = std::fs::remove_file(path);
        }
        let _ = self.file.unlock();
    }
}

/// A process that holds a lock, as it describes itself in the lock's file.
#[derive(Debug, PartialEq, Eq)]
struct Holder {
    /// For example `process 812`.
    process: String,
    /// Empty if unknown.
    host: String,
}

impl Holder {
    fn this() -> Self {
        Self { process: format!("process {}", std::process::id()), host: host() }
    }

    fn read(file: &mut File) -> Self {
        let mut text = String::new();
        let _ = file.rewind().and_then(|()| io::Read::take(&mut *file, 400).read_to_string(&mut text));
        Self::parse(&text)
    }

    fn parse(text: &str) -> Self {
        let line = crate::text::visible::line(text.trim()).into_owned();
        let (process, host) = line.split_once(" on ").unwrap_or((&line, ""));
        Self { process: process.to_owned(), host: host.to_owned() }
    }

    fn write(&self, file: &mut File) -> io::Result<()> {
        file.set_len(0)?;
        file.rewind()?;
        if self.host.is_empty() {
            writeln!(file, "{}", self.process)
        } else {
            writeln!(file, "{} on {}", self.process, self.host)
        }
    }

    fn is_elsewhere(&self) -> bool {
        !self.host.is_empty() && self.host != host()
    }

    /// The machine is named where it is another one.
    fn shown(&self) -> String {
        if self.is_elsewhere() { format!("{} on {}", self.process, self.host) } else { self.process.clone() }
    }
}

/// Name of this machine; empty if unknown.
fn host() -> String {
    #[cfg(target_os = "linux")]
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    #[cfg(not(target_os = "linux"))]
    let name = std::env::var("HOSTNAME").unwrap_or_default();
    crate::text::visible::line(name.trim()).into_owned()
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

    #[test]
    fn a_lock_left_on_another_machine_is_taken_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tags.toml");
        let hidden = folder.path().join(".a.tags.toml.lock");
        std::fs::write(&hidden, "process 7 on a-host-of-another-name\n").unwrap();
        let Locked::Ours(lock) = Lock::take(&path) else { panic!("no process holds it") };
        assert_eq!(lock.left_by.as_deref(), Some("process 7 on a-host-of-another-name"));
        assert!(std::fs::read_to_string(&hidden).unwrap().starts_with(&Holder::this().process));
        drop(lock);
        // A process of this machine that left its lock is dead, or it would still hold it.
        std::fs::write(&hidden, format!("process 7 on {}\n", host())).unwrap();
        let Locked::Ours(lock) = Lock::take(&path) else { panic!("no process holds it") };
        assert_eq!(lock.left_by, None);
    }

    #[test]
    fn a_file_in_a_folder_without_room_is_locked_itself_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tags.toml");
        std::fs::write(&path, "").unwrap();
        let Locked::Ours(lock) = Lock::take_file(&path) else { panic!("no process holds it") };
        assert!(matches!(Lock::take_file(&path), Locked::Theirs(_)));
        drop(lock);
        assert!(path.exists());
        assert!(matches!(Lock::take_file(&folder.path().join("none")), Locked::Impossible));
    }
}
