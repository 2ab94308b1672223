//! File watching: waits until another program has finished changing a file.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// State of a file, comparable without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileStamp {
    length: u64,
    modified: Option<SystemTime>,
    /// Device and inode: editors replace the old file with a new one.
    file: (u64, u64),
}

impl FileStamp {
    /// The present state; `None` unless it is a regular file.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let data = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
        #[cfg(unix)]
        let file = {
            use std::os::unix::fs::MetadataExt as _;
            (data.dev(), data.ino())
        };
        #[cfg(not(unix))]
        let file = (0, 0);
        Some(Self { length: data.len(), modified: data.modified().ok(), file })
    }
}

/// Files with their last known states.
#[derive(Debug)]
pub(super) struct FileWatch {
    pub(super) files: Vec<(PathBuf, Option<FileStamp>)>,
    /// Files are complete once two looks this far apart agree.
    period: Duration,
    folders: FolderEvents,
}

impl FileWatch {
    pub(super) fn new(files: Vec<(PathBuf, Option<FileStamp>)>, period: Duration) -> Self {
        let folders = FolderEvents::around(files.iter().map(|(path, _)| path.as_path()));
        Self { files, period, folders }
    }

    /// Waits until a file differs from its known state and no longer changes; records the new states.
    pub(super) fn wait(&mut self) {
        let mut seen: Vec<_> = self.files.iter().map(|(_, stamp)| *stamp).collect();
        loop {
            std::thread::sleep(self.period);
            let now: Vec<_> = self.files.iter().map(|(path, _)| FileStamp::of(path)).collect();
            let settled = now == std::mem::replace(&mut seen, now.clone());
            let changed = self.files.iter().zip(&now).any(|((_, known), now)| known != now);
            if settled && changed {
                self.files.iter_mut().zip(now).for_each(|((_, known), now)| *known = now);
                return;
            }
            if settled {
                self.folders.wait();
            }
        }
    }
}

/// Events in the files' folders, which save a watch from polling.
///
/// Watches folders rather than files, because editors replace files. If a folder cannot be watched, `wait` returns at
/// once.
#[derive(Debug)]
struct FolderEvents {
    #[cfg(target_os = "linux")]
    queue: Option<std::os::fd::OwnedFd>,
}

impl FolderEvents {
    #[cfg(target_os = "linux")]
    fn around<'p>(files: impl Iterator<Item = &'p Path>) -> Self {
        use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};
        let flags = WatchFlags::MODIFY
            | WatchFlags::ATTRIB
            | WatchFlags::CREATE
            | WatchFlags::DELETE
            | WatchFlags::MOVED_FROM
            | WatchFlags::MOVED_TO;
        let queue = || {
            let queue = init(CreateFlags::CLOEXEC).ok()?;
            for path in files {
                // The link's folder, and its target's.
                for path in [std::path::absolute(path).ok()?, std::fs::canonicalize(path).ok()?] {
                    add_watch(&queue, path.parent()?, flags).ok()?;
                }
            }
            Some(queue)
        };
        Self { queue: queue() }
    }

    #[cfg(not(target_os = "linux"))]
    fn around<'p>(_: impl Iterator<Item = &'p Path>) -> Self {
        Self {}
    }

    /// Waits for an event since the last call.
    fn wait(&self) {
        #[cfg(target_os = "linux")]
        if let Some(queue) = &self.queue {
            // The caller inspects the files itself, whatever the events are.
            let mut events = [0; 4096];
            while rustix::io::read(queue, &mut events) == Err(rustix::io::Errno::INTR) {}
        }
    }
}
