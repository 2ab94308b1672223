//! How paths and the system's errors are said to the reader.

use std::io;
use std::path::Path;

/// A path as it is shown: on one line and safe for a terminal.
pub fn path(path: &Path) -> String {
    crate::text::visible::line(&path.to_string_lossy()).into_owned()
}

/// An error of the system in words that fit behind a name.
pub fn describe_io_error(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        io::ErrorKind::QuotaExceeded => "the disk quota is used up".to_owned(),
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            text.chars().next().into_iter().flat_map(char::to_lowercase).chain(text.chars().skip(1)).collect()
        }
    }
}
