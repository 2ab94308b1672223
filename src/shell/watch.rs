//! Whether the article changes on disk while it is read.

use super::article::{Article, Source};
use super::worker::classify_all;
use crate::claim::Scheme;
use crate::import::Format;
use crate::session::{Msg, Notice};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// How long between two looks at the file. A change is taken in once two looks in a row see the same.
const PERIOD: Duration = Duration::from_millis(400);

/// What tells one state of a file from another without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// Which file it is: editors put a new one in the place of the old.
    file: (u64, u64),
}

impl Stamp {
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

/// Looks at the article's file again and again, and says what it has become. Comes back at once for
/// what is no file, else never: it is for a thread of its own.
///
/// `first` is the state of the file before it was read, and `digest` what was read.
pub(super) fn watch(
    source: &Source,
    format: Format,
    first: Option<Stamp>,
    mut digest: String,
    scheme: &Scheme,
    say: &mut impl FnMut(Msg),
) {
    let (Source::File(path), Some(_)) = (source, first) else { return };
    let (mut known, mut seen) = (first, first);
    loop {
        std::thread::sleep(PERIOD);
        let now = Stamp::of(path);
        let settled = now == std::mem::replace(&mut seen, now);
        if !settled || now == known {
            continue;
        }
        known = now;
        if now.is_none() {
            let text = "the article is gone from the disk; reading goes on, and tags are saved";
            say(Msg::Said(Notice::warning(text)));
            continue;
        }
        match Article::open(source.clone(), Some(format)).and_then(Article::read) {
            Ok(imported) if imported.document.digest == digest => {}
            Ok(imported) => {
                digest.clone_from(&imported.document.digest);
                let document = Arc::new(imported.document);
                say(Msg::Changed(Arc::clone(&document)));
                classify_all(&document, scheme, say);
            }
            Err(fault) => {
                let text = format!("the article has changed and cannot be read: {fault}");
                say(Msg::Said(Notice::warning(text)));
            }
        }
    }
}
