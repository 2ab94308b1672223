//! What the disk holds where the tags were saved.

use super::disk::Disk;
use super::{MAX_BYTES, kept, parse};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::session::{OnDisk, Remedy};
use crate::shell::display::{describe_io_error, io_error};
use crate::tag::TagDocument;
use crate::text::visible::line;
use std::fs;
use std::io;
use std::path::Path;

/// Compared with what this session last read or wrote.
#[derive(Debug)]
pub(super) enum Found {
    /// The same; no file, if there was none.
    Same,
    /// Another version, by another program.
    Changed(Box<TagDocument>, Vec<u8>),
    /// The tags are not there, and nothing else is. In words that follow the file's name.
    Missing(&'static str),
    /// Something that cannot be merged.
    Unusable(Unusable),
}

#[derive(Debug)]
pub(super) struct Unusable {
    /// In words that follow the file's name.
    pub(super) what: String,
    pub(super) error: Error,
    pub(super) content: Content,
}

#[derive(Debug)]
pub(super) enum Content {
    Bytes(Vec<u8>),
    /// Tags that this program may read, but not write.
    Newer,
    /// No regular file, or one that cannot be read.
    Unknown,
}

impl Found {
    /// Reads the file at `target`, called `name` in messages. `known` are the bytes last read or written, and
    /// `document` is what they say.
    pub(super) fn read(
        disk: &impl Disk,
        target: &Path,
        name: &str,
        known: Option<&Vec<u8>>,
        document: Option<&TagDocument>,
    ) -> Self {
        let is_whole = |bytes: &[u8]| parse(bytes, name).is_ok();
        let bytes = match kept::read(disk, target, MAX_BYTES, is_whole) {
            Ok((bytes, _)) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::missing(target, known),
            Err(error) => return Self::unreadable(target, name, error),
        };
        match known {
            Some(known) if *known == bytes => return Self::Same,
            // A program that removes tags does not empty the file.
            Some(_) if bytes.trim_ascii().is_empty() => return Self::Missing("was emptied"),
            Some(known) if is_cut_off(known, &bytes) => return Self::Missing("was cut off"),
            None if bytes.trim_ascii().is_empty() => return Self::Same,
            _ => {}
        }
        let found = match parse(&bytes, name) {
            Ok(found) => found,
            Err(fault) => return Self::spoilt(fault, bytes),
        };
        if found.needs_newer_version() {
            let error = Error::new(name, "a newer purport has written it meanwhile");
            let error = error.hint("`:w FILE` saves in another file");
            let what = "was written by a newer purport".to_owned();
            return Self::Unusable(Unusable { what, error, content: Content::Newer });
        }
        if let Some(other) = document.and_then(|before| of_another_article(before, &found)) {
            let what = format!("holds the tags of {other}");
            let error = Error::new(name, &what).hint("`:w` keeps a copy of it and writes yours anew");
            return Self::Unusable(Unusable { what, error, content: Content::Bytes(bytes) });
        }
        if let Some(fault) = document.and_then(|before| found.damaged_since(before, name)) {
            return Self::spoilt(fault, bytes);
        }
        Self::Changed(Box::new(found), bytes)
    }

    fn missing(target: &Path, known: Option<&Vec<u8>>) -> Self {
        match (known, target.parent()) {
            (None, _) => Self::Same,
            (_, Some(folder)) if !folder.as_os_str().is_empty() && !folder.exists() => {
                Self::Missing("is gone with its folder")
            }
            _ => Self::Missing("was removed"),
        }
    }

    fn unreadable(target: &Path, name: &str, error: io::Error) -> Self {
        let kind = fs::symlink_metadata(target).map(|data| data.file_type());
        let what = match kind {
            Ok(kind) if kind.is_dir() => "is a folder".to_owned(),
            Ok(kind) if !kind.is_file() && !kind.is_symlink() => "is not a regular file".to_owned(),
            _ => format!("cannot be read ({})", describe_io_error(&error)),
        };
        let error = if what.starts_with("is ") { Error::new(name, &what) } else { io_error(name, error) };
        Self::Unusable(Unusable { what, error, content: Content::Unknown })
    }

    fn spoilt(fault: Diagnostic, bytes: Vec<u8>) -> Self {
        let place = if fault.line > 0 { format!("line {}: ", fault.line) } else { String::new() };
        let what = format!("was spoilt ({place}{})", fault.message);
        let error = Error::from(fault);
        Self::Unusable(Unusable { what, error, content: Content::Bytes(bytes) })
    }

    /// For the reader; `Intact` for what can be merged.
    pub(super) fn state(&self) -> OnDisk {
        match self {
            Self::Same | Self::Changed(..) => OnDisk::Intact,
            Self::Missing(what) => OnDisk::Damaged { what: (*what).to_owned(), remedy: Remedy::Rewrite },
            Self::Unusable(Unusable { what, content, .. }) => {
                let remedy = if matches!(content, Content::Newer) {
                    Remedy::Elsewhere
                } else {
                    Remedy::RewriteAndKeep
                };
                OnDisk::Damaged { what: line(what).into_owned(), remedy }
            }
        }
    }
}

/// The article of `found`, if that is neither the text nor the name that `before` belongs to.
fn of_another_article(before: &TagDocument, found: &TagDocument) -> Option<String> {
    let (before, found) = (before.header(), found.header());
    let differs = |one: &str, two: &str| !one.is_empty() && !two.is_empty() && one != two;
    let other = differs(&before.document, &found.document) && differs(&before.sha256, &found.sha256);
    other.then_some(found.document)
}

/// Is `found` only the beginning of what was written? A program that removes the last tags leaves whole ones.
fn is_cut_off(known: &[u8], found: &[u8]) -> bool {
    let Some(rest) = known.strip_prefix(found) else { return false };
    !(found.ends_with(b"\n") && rest.trim_ascii_start().starts_with(b"[[tag]]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_cut_inside_a_tag_is_no_removal() {
        let known = b"[format]\nversion = 1\n\n[[tag]]\nid = \"a\"\nquote = \"x\"\n\n[[tag]]\nid = \"b\"\n";
        let check = |length: usize, cut: bool| {
            let found = &known[..length];
            assert_eq!(is_cut_off(known, found), cut, "{}", String::from_utf8_lossy(found));
        };
        for length in 1..known.len() {
            let text = String::from_utf8_lossy(&known[length..]).into_owned();
            let whole = known[length - 1] == b'\n' && text.trim_start().starts_with("[[tag]]");
            check(length, !whole);
        }
        assert!(!is_cut_off(known, b"[format]\nversion = 2\n"));
    }
}
