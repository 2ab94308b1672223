//! File watching: waits until another program has finished changing a file.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::{Duration, SystemTime};

/// State of a file, comparable without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileStamp {
    kind: Kind,
    length: u64,
    modified: Option<SystemTime>,
    /// Device and inode: editors replace the old file with a new one.
    file: (u64, u64),
    /// Mode, and time of the last change to it or to the content, which no program can set.
    changed: (u32, i64, i64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    Folder,
    Other,
}

impl FileStamp {
    /// The present state; `None` unless it is a regular file.
    pub(super) fn of(path: &Path) -> Option<Self> {
        Self::of_any(path).filter(|stamp| stamp.kind == Kind::File)
    }

    /// The present state of what has this path; `None` if nothing has.
    pub(super) fn of_any(path: &Path) -> Option<Self> {
        let data = std::fs::metadata(path).or_else(|_| std::fs::symlink_metadata(path)).ok()?;
        let kind = match data.file_type() {
            kind if kind.is_file() => Kind::File,
            kind if kind.is_dir() => Kind::Folder,
            _ => Kind::Other,
        };
        #[cfg(unix)]
        let (file, changed) = {
            use std::os::unix::fs::MetadataExt as _;
            ((data.dev(), data.ino()), (data.mode(), data.ctime(), data.ctime_nsec()))
        };
        #[cfg(not(unix))]
        let (file, changed) = ((0, 0), (u32::from(data.permissions().readonly()), 0, 0));
        Some(Self { kind, length: data.len(), modified: data.modified().ok(), file, changed })
    }

    /// Was it written in place, rather than replaced?
    #[cfg(test)]
    pub(super) fn is_same_file(&self, other: &Self) -> bool {
        self.file == other.file
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
                self.folders.wait(None, None);
                // A folder may have been removed, renamed or made anew.
                self.folders = FolderEvents::around(self.files.iter().map(|(path, _)| path.as_path()));
            }
        }
    }
}

/// Why [`PathWatch::wait`] returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wake {
    Changed,
    /// The time between two looks is over.
    Time,
    Stopped,
}

/// A path, watched whatever is there: a file, nothing, or something else. Dropping the [`WatchHandle`] ends it.
#[derive(Debug)]
pub(super) struct PathWatch {
    path: PathBuf,
    known: Option<FileStamp>,
    period: Duration,
    /// Longest wait; `None` if every change is announced.
    pub(super) every: Option<Duration>,
    stop: StopSignal,
    folders: FolderEvents,
}

impl PathWatch {
    pub(super) fn new(path: PathBuf, period: Duration, every: Option<Duration>) -> (Self, WatchHandle) {
        let (handle, stop) = stop_signal();
        let known = FileStamp::of_any(&path);
        let folders = FolderEvents::around([path.as_path()].into_iter());
        (Self { path, known, period, every, stop, folders }, handle)
    }

    /// Waits until something has happened to the path, or beside it, and the path no longer changes.
    ///
    /// What came and went between two looks is a change, too.
    pub(super) fn wait(&mut self) -> Wake {
        let (mut seen, mut happened) = (self.known, false);
        loop {
            std::thread::sleep(self.period);
            if self.stop.is_stopped() {
                return Wake::Stopped;
            }
            let now = FileStamp::of_any(&self.path);
            if now != std::mem::replace(&mut seen, now) {
                happened = true;
            } else if happened {
                self.known = now;
                return Wake::Changed;
            } else {
                let woken = self.folders.wait(self.every, Some(&self.stop));
                if self.stop.is_stopped() {
                    return Wake::Stopped;
                }
                if !woken {
                    return Wake::Time;
                }
                happened = true;
                // A folder may have been removed, renamed or made anew.
                self.folders = FolderEvents::around([self.path.as_path()].into_iter());
            }
        }
    }
}

/// Ends a [`PathWatch`] when dropped.
#[derive(Debug)]
pub(super) struct WatchHandle {
    _alive: Arc<()>,
    #[cfg(target_os = "linux")]
    _wake: Option<std::io::PipeWriter>,
}

#[derive(Debug)]
struct StopSignal {
    alive: Weak<()>,
    /// Closed at the other end with the handle, which wakes a wait.
    #[cfg(target_os = "linux")]
    wake: Option<std::io::PipeReader>,
}

impl StopSignal {
    fn is_stopped(&self) -> bool {
        self.alive.strong_count() == 0
    }
}

fn stop_signal() -> (WatchHandle, StopSignal) {
    let alive = Arc::new(());
    let weak = Arc::downgrade(&alive);
    #[cfg(target_os = "linux")]
    {
        let (reader, writer) = std::io::pipe().ok().unzip();
        (WatchHandle { _alive: alive, _wake: writer }, StopSignal { alive: weak, wake: reader })
    }
    #[cfg(not(target_os = "linux"))]
    (WatchHandle { _alive: alive }, StopSignal { alive: weak })
}

/// Events in the files' folders, which save a watch from polling.
///
/// Watches folders rather than files, because editors replace files, and whether the folders above are moved. If
/// nothing can be watched, `wait` returns at once.
#[derive(Debug)]
struct FolderEvents {
    #[cfg(target_os = "linux")]
    queue: Option<std::os::fd::OwnedFd>,
}

impl FolderEvents {
    #[cfg(target_os = "linux")]
    fn around<'p>(files: impl Iterator<Item = &'p Path>) -> Self {
        use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};
        let moved = WatchFlags::MOVE_SELF | WatchFlags::DELETE_SELF;
        let flags = moved
            | WatchFlags::MODIFY
            | WatchFlags::ATTRIB
            | WatchFlags::CREATE
            | WatchFlags::DELETE
            | WatchFlags::MOVED_FROM
            | WatchFlags::MOVED_TO;
        let queue = || {
            let queue = init(CreateFlags::CLOEXEC).ok()?;
            for path in files {
                let path = std::path::absolute(path).ok()?;
                // The link's folder, and its target's.
                let target = std::fs::canonicalize(&path).ok();
                for path in [Some(path), target].into_iter().flatten() {
                    // A missing folder appears in one that exists.
                    let mut folders = path.ancestors().skip(1).skip_while(|folder| !folder.is_dir());
                    add_watch(&queue, folders.next()?, flags).ok()?;
                    // What cannot be watched up there is no reason to poll down here.
                    for folder in folders {
                        let _ = add_watch(&queue, folder, moved);
                    }
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

    /// Waits for an event since the last call; `false` if there is none for this long. `true` at once if no folder can
    /// be watched, so that the caller looks at the files in short intervals.
    #[cfg(target_os = "linux")]
    fn wait(&self, timeout: Option<Duration>, stop: Option<&StopSignal>) -> bool {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let Some(queue) = &self.queue else { return true };
        let mut sources = vec![PollFd::new(queue, PollFlags::IN)];
        let wake = stop.and_then(|stop| stop.wake.as_ref());
        sources.extend(wake.map(|wake| PollFd::new(wake, PollFlags::IN)));
        let timeout = timeout.and_then(|timeout| Timespec::try_from(timeout).ok());
        let found = loop {
            match poll(&mut sources, timeout.as_ref()) {
                Err(rustix::io::Errno::INTR) => {}
                found => break found,
            }
        };
        let has_events = sources.first().is_some_and(|source| !source.revents().is_empty());
        if has_events {
            // The caller inspects the files itself, whatever the events are.
            let mut events = [0; 4096];
            while rustix::io::read(queue, &mut events) == Err(rustix::io::Errno::INTR) {}
        }
        found != Ok(0)
    }

    #[cfg(not(target_os = "linux"))]
    fn wait(&self, _: Option<Duration>, _: Option<&StopSignal>) -> bool {
        true
    }
}

/// Does the folder of `path` lie on a share, whose changes by other machines are not announced?
pub(super) fn is_on_share(path: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        /// NFS, SMB 1 to 3, CIFS, Coda, AFS, 9P, FUSE (sshfs), Ceph, and the folders shared with a virtual machine.
        const SHARES: [u32; 11] = [
            0x6969,
            0x517B,
            0xFE53_4D42,
            0xFF53_4D42,
            0x7375_7245,
            0x5346_414F,
            0x0102_1997,
            0x6573_5546,
            0x00C3_6400,
            0x786F_4256,
            0xBACB_ACBC,
        ];
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let kind = rustix::fs::statfs(folder).ok().and_then(|data| u32::try_from(data.f_type).ok());
        kind.is_some_and(|kind| SHARES.contains(&kind))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = path;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::sync::mpsc::{Receiver, channel};

    const PERIOD: Duration = Duration::from_millis(20);

    /// Watches a path on a thread; the channel gives each wake.
    fn watch(path: &Path) -> (Receiver<Wake>, WatchHandle) {
        let (mut watch, handle) = PathWatch::new(path.to_owned(), PERIOD, None);
        let (sender, wakes) = channel();
        std::thread::spawn(move || {
            loop {
                let wake = watch.wait();
                if sender.send(wake).is_err() || wake == Wake::Stopped {
                    return;
                }
            }
        });
        (wakes, handle)
    }

    #[test]
    fn whatever_happens_to_a_path_is_noticed() {
        let root = tempfile::tempdir().unwrap();
        let (folder, aside) = (root.path().join("a/b"), root.path().join("c"));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("x.toml");
        let steps: [&dyn Fn(); 11] = [
            &|| fs::write(&path, "one").unwrap(),
            &|| fs::remove_file(&path).unwrap(),
            &|| fs::create_dir(&path).unwrap(),
            &|| fs::remove_dir(&path).unwrap(),
            &|| fs::write(&path, "two").unwrap(),
            // Only a folder above is moved, away and back again.
            &|| fs::rename(root.path().join("a"), &aside).unwrap(),
            &|| fs::rename(&aside, root.path().join("a")).unwrap(),
            &|| fs::remove_dir_all(root.path().join("a")).unwrap(),
            &|| fs::create_dir_all(&folder).unwrap(),
            &|| fs::write(&path, "three").unwrap(),
            // Nothing is left of it to be seen.
            &|| {
                fs::remove_file(&path).unwrap();
                fs::write(&path, "three").unwrap();
            },
        ];
        let (wakes, handle) = watch(&path);
        for (number, step) in steps.iter().enumerate() {
            while wakes.try_recv().is_ok() {}
            step();
            let wake = wakes.recv_timeout(Duration::from_secs(20));
            assert_eq!(wake, Ok(Wake::Changed), "step {number} was not noticed");
        }
        drop(handle);
        assert_eq!(wakes.recv_timeout(Duration::from_secs(20)), Ok(Wake::Stopped));
    }
}
