//! User-visible form of paths and system errors.

use crate::error::Error;
use std::io;
use std::path::{Path, PathBuf};

/// On one line, safe for a terminal.
pub fn path(path: &Path) -> String {
    crate::text::visible::line(&path.to_string_lossy()).into_owned()
}

/// For data: as it is, with `\xE9` for a byte that is no UTF-8, so that different names stay different.
pub fn name(path: &Path) -> String {
    let mut name = String::new();
    for part in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        name.push_str(part.valid());
        name.extend(part.invalid().iter().map(|byte| format!("\\x{byte:02X}")));
    }
    name
}

/// The path that [`name`] stands for.
pub fn path_of_name(name: &str) -> PathBuf {
    let given = PathBuf::from(name);
    #[cfg(unix)]
    if name.contains("\\x") && given.symlink_metadata().is_err() {
        use std::os::unix::ffi::OsStringExt as _;
        let mut parts = name.split("\\x");
        let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
        for part in parts {
            match part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                Some(byte) => {
                    bytes.push(byte);
                    bytes.extend(part.bytes().skip(2));
                }
                None => bytes.extend(b"\\x".iter().copied().chain(part.bytes())),
            }
        }
        return std::ffi::OsString::from_vec(bytes).into();
    }
    given
}

/// For people: on one line and safe for a terminal, with all that [`path`] would hide spelled out.
pub fn distinct(path: &Path) -> String {
    crate::text::visible::distinct(&name(path)).into_owned()
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

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_back_to_its_path() {
        use std::os::unix::ffi::OsStrExt as _;
        for bytes in [&b"a/caf\xe9 \xff.txt"[..], b"plain.txt", b"\\xg", "é\u{200b}".as_bytes()] {
            let path = Path::new(std::ffi::OsStr::from_bytes(bytes));
            assert_eq!(path_of_name(&name(path)), path);
        }
        assert_eq!(name(Path::new(std::ffi::OsStr::from_bytes(b"caf\xe9"))), "caf\\xE9");
        assert_eq!(distinct(Path::new("a\u{200b}\x1b.txt")), "a\\u{200b}␛.txt");
    }
}
