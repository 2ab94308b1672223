//! Lines of standard input or of files, in batches as they arrive.

use crate::error::Error;
use crate::shell::article::Source;
use crate::shell::decompress::decompress;
use crate::shell::display::io_error;
use crate::shell::file;
use std::io::{self, Read};

/// Bytes per read.
const READ_BYTES: usize = 64 << 10;

/// In bytes: a record is held in memory as a whole.
const MAX_LINE: usize = 1 << 30;

/// Whole lines that arrived together.
#[derive(Debug)]
pub struct Lines {
    /// Name for messages.
    pub name: String,
    /// From 1.
    pub first: usize,
    /// The lines including their ends; only the last line of a source may lack one.
    pub bytes: Vec<u8>,
}

/// Passes the lines of all sources to `put`, until they end or it returns `false`. An unreadable source becomes an
/// error.
pub fn read(sources: &[Source], put: &mut dyn FnMut(Result<Lines, Error>, usize) -> bool) {
    for source in sources {
        let name = source.shown().trim_matches(['(', ')']).to_owned();
        let stream = match source {
            Source::File(path) => file::open(path, &name)
                .and_then(|file| decompress(file).map_err(|error| io_error(&name, error))),
            _ => decompress(io::stdin()).map_err(|error| io_error(&name, error)),
        };
        let wants_more = match stream {
            Ok((mut stream, _)) => read_one(&mut stream, &name, put),
            Err(error) => put(Err(error), 0),
        };
        if !wants_more {
            return;
        }
    }
}

/// Returns whether to continue.
fn read_one(
    from: &mut impl Read,
    name: &str,
    put: &mut dyn FnMut(Result<Lines, Error>, usize) -> bool,
) -> bool {
    let (mut held, mut number) = (Vec::new(), 1);
    loop {
        let seen = held.len();
        held.resize(seen + READ_BYTES, 0);
        let read = from.read(held.get_mut(seen..).unwrap_or_default());
        held.truncate(seen + *read.as_ref().unwrap_or(&0));
        // A program at the other end may wait for an answer to each line, so whole lines never wait for others.
        let end = match &read {
            Ok(1..) if held.len() < MAX_LINE => {
                let fresh = held.get(seen..).unwrap_or_default();
                memchr::memrchr(b'\n', fresh).map_or(0, |at| seen + at + 1)
            }
            Ok(_) => held.len(),
            // A partial line before the error does not count.
            Err(_) => 0,
        };
        if end > 0 {
            let rest = held.split_off(end);
            let bytes = std::mem::replace(&mut held, rest);
            let (first, weight) = (number, bytes.len());
            number += memchr::memchr_iter(b'\n', &bytes).count();
            number += usize::from(!bytes.ends_with(b"\n"));
            if !put(Ok(Lines { name: name.to_owned(), first, bytes }), weight) {
                return false;
            }
        }
        match read {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return put(Err(io_error(name, error)), 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_put_as_they_come() {
        let first: &[u8] = b"a\nbc\nd";
        let mut from = first.chain(&b"e\n"[..]).chain(&b"\nend"[..]);
        let mut seen = Vec::new();
        read_one(&mut from, "x", &mut |lines, weight| {
            let lines = lines.unwrap();
            assert_eq!(lines.bytes.len(), weight);
            seen.push((lines.first, String::from_utf8(lines.bytes).unwrap()));
            true
        });
        let expected = [(1, "a\nbc\n"), (3, "de\n"), (4, "\n"), (5, "end")];
        assert_eq!(seen, expected.map(|(first, text)| (first, text.to_owned())));
    }
}
