//! User-named files: regular files or pipes, never an endless device.

use super::display;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How long to wait for a program to open the other end of a named pipe.
const PIPE_TIMEOUT: Duration = Duration::from_secs(1);

/// Largest hand-written file (a scheme, a theme), in bytes.
pub const MAX_BY_HAND: u64 = 4 << 20;

/// Opens a file or a pipe, called `name` in messages.
///
/// Refuses folders, devices and sockets, and named pipes without a writer, which would block forever.
pub(super) fn open(path: &Path, name: &str) -> Result<File, Error> {
    let data = std::fs::metadata(path).map_err(|error| display::io_error(name, error))?;
    if data.is_dir() {
        return Err(Error::new(name, "is a directory").hint("name a file in it"));
    }
    if is_device(&data) {
        return Err(Error::new(name, "is a device, not a file").hint("name a file, or pipe the text in"));
    }
    let opened = if is_pipe(&data) { open_pipe(path.to_owned(), name)? } else { File::open(path) };
    opened.map_err(|error| display::io_error(name, error))
}

/// Reads a UTF-8 file of at most `max` bytes, without a byte order mark.
pub fn text(path: &Path, max: u64) -> Result<String, Error> {
    let name = path.to_string_lossy();
    let file = open(path, &name)?;
    Ok(utf8(bytes(file, &name, max)?, &name)?)
}

/// Reads the text named by a command-line word, at most `max` bytes; returns its name for messages and the text. `-`
/// is standard input.
pub fn text_of_word(word: &Path, max: u64) -> Result<(String, String), Error> {
    if word != Path::new("-") {
        return Ok((display::path(word), text(word, max)?));
    }
    let name = "standard input";
    Ok((name.to_owned(), utf8(bytes(io::stdin().lock(), name, max)?, name)?))
}

/// Like [`text_of_word`], without decoding.
pub fn bytes_of_word(word: &Path, max: u64) -> Result<(String, Vec<u8>), Error> {
    if word == Path::new("-") {
        let name = "standard input";
        return Ok((name.to_owned(), bytes(io::stdin().lock(), name, max)?));
    }
    let name = display::path(word);
    let bytes = bytes(open(word, &name)?, &name, max)?;
    Ok((name, bytes))
}

fn bytes(from: impl Read, name: &str, max: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = from.take(max + 1).read_to_end(&mut bytes);
    read.map_err(|error| display::io_error(name, error))?;
    if bytes.len() as u64 > max {
        return Err(Error::new(name, format!("larger than {} MiB", max >> 20)));
    }
    Ok(bytes)
}

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

/// Opens a named pipe if a program writes to it soon. The waiting thread ends with the process.
fn open_pipe(path: PathBuf, name: &str) -> Result<io::Result<File>, Error> {
    let (sender, opened) = channel();
    std::thread::spawn(move || drop(sender.send(File::open(path))));
    opened.recv_timeout(PIPE_TIMEOUT).map_err(|error| match error {
        RecvTimeoutError::Timeout => Error::new(name, "is a pipe, and no program writes to it")
            .hint("start the program that writes to it first, or name a file"),
        RecvTimeoutError::Disconnected => Error::new(name, "cannot be opened"),
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
                    let error = found.unwrap_err().to_string();
                    assert!(error.contains(expected), "{error}");
                }
            }
        };
        check("é = 1\n".as_bytes(), Ok("é = 1\n"));
        check(b"\xef\xbb\xbfa", Ok("a"));
        check(b"a\nb\xffc", Err("x.toml:2:2: not UTF-8 from here on"));
        check(&vec![b'a'; (1 << 20) + 1], Err("larger than 1 MiB"));
        std::fs::remove_file(&path).unwrap();
        assert!(text(&path, 1).unwrap_err().message().contains("no such file"));
    }
}
