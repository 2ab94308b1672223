//! User-visible form of paths and system errors.

use crate::error::Error;
use std::io;
use std::path::Path;

/// On one line, safe for a terminal.
pub fn path(path: &Path) -> String {
    crate::text::visible::line(&path.to_string_lossy()).into_owned()
}

/// The last component, on one line and safe for a terminal.
pub fn file_name(path: &Path) -> String {
    path.file_name().map(|name| self::path(name.as_ref())).unwrap_or_default()
}

/// An error of the system during an operation on `context`.
pub fn io_error(context: impl Into<String>, error: io::Error) -> Error {
    Error::new(context, describe_io_error(&error)).caused_by(error)
}

/// The system's reason, in words that follow a name.
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
