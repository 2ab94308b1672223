//! Whether the article changes on disk while it is read.

use super::article::{Article, Source, Wanted};
use super::classifier::ClaimFinder;
use super::worker::find_claims;
use crate::session::{Msg, Notice};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// How long between two looks at the file. A change is taken in once two looks in a row see the same.
const PERIOD: Duration = Duration::from_millis(400);

/// What tells one state of a file from another without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileStamp {
    length: u64,
    modified: Option<SystemTime>,
    /// Which file it is: editors put a new one in the place of the old.
    file: (u64, u64),
}

impl FileStamp {
    /// The state of the file now; nothing if there is none, or if it is no regular file.
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

/// Rings when something happens in the folder of a file: until then nobody has to look.
///
/// Editors put a new file in the place of the old, so it is the folder that is watched. Where it cannot be,
/// nothing is waited for, and the file is looked at again and again.
#[derive(Debug)]
struct Bell {
    #[cfg(target_os = "linux")]
    queue: Option<std::os::fd::OwnedFd>,
}

impl Bell {
    #[cfg(target_os = "linux")]
    fn on(path: &Path) -> Self {
        use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};
        let flags = WatchFlags::MODIFY
            | WatchFlags::ATTRIB
            | WatchFlags::CREATE
            | WatchFlags::DELETE
            | WatchFlags::MOVED_FROM
            | WatchFlags::MOVED_TO;
        let queue = || {
            let path = std::fs::canonicalize(path).ok()?;
            let queue = init(CreateFlags::CLOEXEC).ok()?;
            add_watch(&queue, path.parent()?, flags).ok()?;
            Some(queue)
        };
        Self { queue: queue() }
    }

    #[cfg(not(target_os = "linux"))]
    fn on(_: &Path) -> Self {
        Self {}
    }

    /// Waits until it has rung since the last time.
    fn wait(&self) {
        #[cfg(target_os = "linux")]
        if let Some(queue) = &self.queue {
            // What has happened is seen by looking at the file, so the events need not be told apart.
            let mut events = [0; 4096];
            while rustix::io::read(queue, &mut events) == Err(rustix::io::Errno::INTR) {}
        }
    }
}

/// Looks at the article's file again and again, and says what it has become. Comes back at once for
/// what is no file, else never: it is for a thread of its own.
///
/// `first` is the state of the file before it was read, and `digest` what was read.
pub(super) fn watch(
    source: &Source,
    wanted: Wanted,
    first: Option<FileStamp>,
    mut digest: String,
    finder: &ClaimFinder,
    say: &mut impl FnMut(Msg),
) {
    let (Source::File(path), Some(_)) = (source, first) else { return };
    let (mut known, mut seen) = (first, first);
    let bell = Bell::on(path);
    loop {
        std::thread::sleep(PERIOD);
        let now = FileStamp::of(path);
        let settled = now == std::mem::replace(&mut seen, now);
        if settled && now == known {
            bell.wait();
        }
        if !settled || now == known {
            continue;
        }
        known = now;
        if now.is_none() {
            let text = "the article is gone from the disk; reading goes on, and tags are saved";
            say(Msg::Said(Notice::warning(text)));
            continue;
        }
        match Article::open(source.clone(), wanted).and_then(Article::read) {
            Ok(imported) if imported.document.digest == digest => {}
            Ok(imported) => {
                digest.clone_from(&imported.document.digest);
                let document = Arc::new(imported.document);
                say(Msg::Changed(Arc::clone(&document)));
                find_claims(finder, &document, say);
            }
            Err(fault) => {
                let text = format!("the article has changed and cannot be read: {fault}");
                say(Msg::Said(Notice::warning(text)));
            }
        }
    }
}
