//! Opening what a person named: a file or a pipe, and never something that has no end.

use super::display;
use crate::diagnostic::Diagnostic;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How long somebody may take to open a named pipe at its other end.
const PATIENCE: Duration = Duration::from_secs(1);

/// The largest file that a person writes by hand (a scheme, a theme), in bytes.
pub const MOST_BY_HAND: u64 = 4 << 20;

/// Opens a file or a pipe; `name` is what it is called in messages.
///
/// Fails for a folder, a device and a socket, and for a named pipe that nobody writes to: opening
/// it would wait for ever.
pub(super) fn open(path: &Path, name: &str) -> Result<File, Diagnostic> {
    let fault = |error: &io::Error| Diagnostic::whole(name, display::describe_io_error(error));
    let data = std::fs::metadata(path).map_err(|error| fault(&error))?;
    if data.is_dir() {
        return Err(Diagnostic::whole(name, "is a directory").hint("name a file in it"));
    }
    if is_device(&data) {
        return Err(
            Diagnostic::whole(name, "is a device, not a file").hint("name a file, or pipe the text in")
        );
    }
    let opened = if is_pipe(&data) { open_pipe(path.to_owned(), name)? } else { File::open(path) };
    opened.map_err(|error| fault(&error))
}

/// The text of a file of at most `most` bytes, which must be UTF-8; a byte order mark is left out.
///
/// Fails as opening does, and where there is more, or something else; the fault names the place.
pub fn text(path: &Path, most: u64) -> Result<String, Diagnostic> {
    let name = path.to_string_lossy();
    let file = open(path, &name)?;
    utf8(bytes(file, &name, most)?, &name)
}

/// The text of standard input, if it is at most `most` bytes.
pub fn standard(most: u64) -> Result<String, Diagnostic> {
    let name = "standard input";
    utf8(bytes(io::stdin().lock(), name, most)?, name)
}

/// All bytes of what was opened, if they are at most `most`.
pub(super) fn bytes(from: impl Read, name: &str, most: u64) -> Result<Vec<u8>, Diagnostic> {
    let mut bytes = Vec::new();
    let read = from.take(most + 1).read_to_end(&mut bytes);
    read.map_err(|error| Diagnostic::whole(name, display::describe_io_error(&error)))?;
    if bytes.len() as u64 > most {
        return Err(Diagnostic::whole(name, format!("larger than {} MiB", most >> 20)));
    }
    Ok(bytes)
}

/// Bytes that must be UTF-8, without a byte order mark.
pub fn utf8(bytes: Vec<u8>, name: &str) -> Result<String, Diagnostic> {
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let valid = String::from_utf8_lossy(valid);
        Diagnostic::at(name, &valid, valid.len(), "not UTF-8 from here on").hint("save it as UTF-8")
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

/// Opens a named pipe, if it has another end before long. The thread that waits ends with the
/// program.
fn open_pipe(path: PathBuf, name: &str) -> Result<io::Result<File>, Diagnostic> {
    let (sender, opened) = channel();
    std::thread::spawn(move || drop(sender.send(File::open(path))));
    opened.recv_timeout(PATIENCE).map_err(|error| match error {
        RecvTimeoutError::Timeout => Diagnostic::whole(name, "is a pipe that nobody writes to, not a file")
            .hint("start what writes to it first, or name a file"),
        RecvTimeoutError::Disconnected => Diagnostic::whole(name, "cannot be opened"),
    })
}

#[cfg(unix)]
fn is_device(data: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    let kind = data.file_type();
    kind.is_char_device() || kind.is_block_device() || kind.is_socket()
}

#[cfg(unix)]
fn is_pipe(data: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    data.file_type().is_fifo()
}

#[cfg(not(unix))]
fn is_device(_: &Metadata) -> bool {
    false
}

#[cfg(not(unix))]
fn is_pipe(_: &Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_file_is_read_and_a_large_one_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.toml");
        let check = |bytes: &[u8], expected: Result<&str, &str>| {
            std::fs::write(&path, bytes).unwrap();
            let found = text(&path, 1 << 20);
            match expected {
                Ok(expected) => assert_eq!(found.unwrap(), expected),
                Err(expected) => {
                    let fault = found.unwrap_err().to_string();
                    assert!(fault.contains(expected), "{fault}");
                }
            }
        };
        check("é = 1\n".as_bytes(), Ok("é = 1\n"));
        check(b"\xef\xbb\xbfa", Ok("a"));
        check(b"a\nb\xffc", Err("x.toml:2:2: not UTF-8 from here on"));
        check(&vec![b'a'; (1 << 20) + 1], Err("larger than 1 MiB"));
        std::fs::remove_file(&path).unwrap();
        assert!(text(&path, 1).unwrap_err().message.contains("no such file"));
    }
}
