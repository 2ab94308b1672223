//! Thread that watches a tag file for changes by other programs.

use crate::shell::watch::{PathWatch, Wake, WatchHandle, is_on_share};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

/// The file must stay unchanged this long before it is read.
const SETTLED: Duration = Duration::from_millis(150);
/// Time between two looks where changes by other machines are not announced.
const SHARE_PERIOD: Duration = Duration::from_secs(3);
/// Time between two attempts of a session that waits for another to end. A killed one announces nothing.
const LOCK_PERIOD: Duration = Duration::from_secs(1);

/// Starts the thread: `changed` is called after every change, and at times where none is announced, until it returns
/// `false` or the handle is dropped. `waits` for a lock, too.
pub(super) fn watch(path: PathBuf, waits: bool, changed: impl Fn() -> bool + Send + 'static) -> WatchHandle {
    let on_share = is_on_share(&path).then_some(SHARE_PERIOD);
    let every = if waits { Some(LOCK_PERIOD) } else { on_share };
    let (mut watch, handle) = PathWatch::new(path, SETTLED, every);
    // The first call covers what happened before the watch began.
    thread::spawn(move || while changed() && watch.wait() != Wake::Stopped {});
    handle
}
