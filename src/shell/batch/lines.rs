//! Lines of standard input or of files as UTF-8, in batches as they arrive.

use crate::error::Error;
use crate::shell::article::Source;
use crate::shell::decompress::decompress;
use crate::shell::display::io_error;
use crate::shell::file;
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{self, Read};

/// Bytes per read.
const READ_BYTES: usize = 64 << 10;

/// In bytes: a record is held in memory as a whole.
const MAX_LINE: usize = 1 << 30;

/// How much of a longer line is kept: its beginning may name the record.
const KEPT_OF_LONG_LINE: usize = 4 << 10;

/// Whole lines that arrived together.
#[derive(Debug)]
pub struct Lines {
    /// Name for messages.
    pub name: String,
    /// From 1.
    pub first: usize,
    /// The lines including their ends, without a byte order mark; only the last line of a source may lack an end.
    pub bytes: Vec<u8>,
    /// The beginning of a single line that is too long to be held; the rest of it was skipped.
    pub is_cut: bool,
}

impl Lines {
    /// What is wrong with a line of which only the beginning was kept.
    pub fn too_long() -> String {
        format!("line is longer than {} MiB", MAX_LINE >> 20)
    }
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
            Ok((mut stream, _)) => read_one(&mut stream, &name, MAX_LINE, put),
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
    max_line: usize,
    put: &mut dyn FnMut(Result<Lines, Error>, usize) -> bool,
) -> bool {
    let mut from = Transcoded { from, start: Vec::new(), decoder: None, begun: false };
    let (mut held, mut number, mut skipping) = (Vec::new(), 1, false);
    loop {
        let seen = held.len();
        let read = from.read_more(&mut held);
        if skipping {
            // Until its end, nothing of a line that is too long is held.
            let end = memchr::memchr(b'\n', &held);
            skipping = end.is_none();
            held.drain(..end.map_or(held.len(), |at| at + 1));
        }
        // A program at the other end may wait for an answer to each line, so whole lines never wait for others.
        let end = match &read {
            Ok(1..) => {
                let fresh = held.get(seen..).unwrap_or_default();
                memchr::memrchr(b'\n', fresh).map_or(0, |at| seen + at + 1)
            }
            Ok(0) => held.len(),
            // A partial line before the error does not count.
            Err(_) => 0,
        };
        let is_cut = end == 0 && held.len() > max_line;
        let whole = held.split_off(if is_cut { KEPT_OF_LONG_LINE.min(held.len()) } else { end });
        let bytes = std::mem::replace(&mut held, whole);
        if is_cut {
            (held, skipping) = (Vec::new(), true);
        }
        if !bytes.is_empty() {
            let (first, weight) = (number, bytes.len());
            number += memchr::memchr_iter(b'\n', &bytes).count();
            number += usize::from(!bytes.ends_with(b"\n"));
            if !put(Ok(Lines { name: name.to_owned(), first, bytes, is_cut }), weight) {
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

/// A stream as UTF-8 without a byte order mark. UTF-16 is recognised by its mark, or by the zero bytes in its
/// first two characters, which are a brace and another of ASCII; bytes that are no UTF-8 pass as they are.
struct Transcoded<'r, R> {
    from: &'r mut R,
    /// The first bytes, while they may still belong to a byte order mark.
    start: Vec<u8>,
    decoder: Option<Decoder>,
    begun: bool,
}

impl<R: Read> Transcoded<'_, R> {
    /// Appends what arrives next, and returns its length in bytes of the stream; 0 at its end.
    fn read_more(&mut self, to: &mut Vec<u8>) -> io::Result<usize> {
        if self.begun && self.decoder.is_none() {
            let before = to.len();
            to.resize(before + READ_BYTES, 0);
            let read = self.from.read(to.get_mut(before..).unwrap_or_default());
            to.truncate(before + *read.as_ref().unwrap_or(&0));
            return read;
        }
        let mut bytes = std::mem::take(&mut self.start);
        let before = bytes.len();
        bytes.resize(before + READ_BYTES, 0);
        let read = self.from.read(bytes.get_mut(before..).unwrap_or_default());
        bytes.truncate(before + *read.as_ref().unwrap_or(&0));
        let is_last = matches!(read, Ok(0));
        if !self.begun {
            if !is_last && may_begin_mark(&bytes) {
                self.start = bytes;
                return read;
            }
            self.begun = true;
            let (encoding, mark) = encoding_of(&bytes);
            bytes.drain(..mark);
            self.decoder = (encoding != UTF_8).then(|| encoding.new_decoder_without_bom_handling());
        }
        match &mut self.decoder {
            Some(decoder) => decode(decoder, &bytes, is_last, to),
            None => to.append(&mut bytes),
        }
        read
    }
}

/// Whether more bytes are needed to tell the encoding.
fn may_begin_mark(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [] | [0xEF | 0xFF | 0xFE | 0 | b'{']
            | [0xEF, 0xBB]
            | [0, b'{']
            | [b'{', 0]
            | [0, b'{', 0]
            | [b'{', 0, _]
    )
}

/// The encoding of a text by its first bytes, and the length of its byte order mark.
fn encoding_of(bytes: &[u8]) -> (&'static Encoding, usize) {
    match (Encoding::for_bom(bytes), bytes) {
        (Some(found), _) => found,
        (None, [0, b'{', 0, _, ..]) => (UTF_16BE, 0),
        (None, [b'{', 0, _, 0, ..]) => (UTF_16LE, 0),
        _ => (UTF_8, 0),
    }
}

fn decode(decoder: &mut Decoder, mut bytes: &[u8], is_last: bool, to: &mut Vec<u8>) {
    let mut text = String::new();
    loop {
        text.reserve(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3 + 16));
        let (result, read, _) = decoder.decode_to_string(bytes, &mut text, is_last);
        bytes = bytes.get(read..).unwrap_or_default();
        if result == CoderResult::InputEmpty {
            break;
        }
    }
    to.extend(text.into_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::VecDeque;

    /// A stream whose parts arrive one after the other.
    struct Parts(VecDeque<Vec<u8>>);

    impl Read for Parts {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let Some(part) = self.0.pop_front() else { return Ok(0) };
            to[..part.len()].copy_from_slice(&part);
            Ok(part.len())
        }
    }

    fn read_parts(parts: &[&[u8]], max_line: usize) -> Vec<(usize, String, bool)> {
        let mut from = Parts(parts.iter().map(|part| part.to_vec()).collect());
        let mut seen = Vec::new();
        read_one(&mut from, "x", max_line, &mut |lines, weight| {
            let lines = lines.unwrap();
            assert_eq!(lines.bytes.len(), weight);
            seen.push((lines.first, String::from_utf8(lines.bytes).unwrap(), lines.is_cut));
            true
        });
        seen
    }

    #[test]
    fn lines_are_put_as_they_come() {
        let seen = read_parts(&[b"a\nbc\nd", b"e\n", b"\nend"], MAX_LINE);
        let expected = [(1, "a\nbc\n"), (3, "de\n"), (4, "\n"), (5, "end")];
        assert_eq!(seen, expected.map(|(first, text)| (first, text.to_owned(), false)));
    }

    #[test]
    fn a_mark_is_skipped_and_utf_16_is_read() {
        let utf16 = |text: &str, big: bool| -> Vec<u8> {
            text.encode_utf16()
                .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect()
        };
        let text = "{\"é\":\"🚒\"}\n{}\n";
        for bytes in [
            text.as_bytes().to_vec(),
            format!("\u{feff}{text}").into_bytes(),
            utf16(text, true),
            utf16(text, false),
            utf16(&format!("\u{feff}{text}"), true),
            utf16(&format!("\u{feff}{text}"), false),
        ] {
            let whole = |seen: Vec<(usize, String, bool)>| -> String {
                assert_eq!(seen.first().map(|one| one.0), Some(1));
                seen.into_iter().map(|one| one.1).collect()
            };
            assert_eq!(whole(read_parts(&[&bytes], MAX_LINE)), text);
            let single: Vec<&[u8]> = bytes.chunks(1).collect();
            let seen = read_parts(&single, MAX_LINE);
            assert_eq!(seen.len(), 2, "{seen:?}");
            assert_eq!(whole(seen), text);
        }
        assert_eq!(read_parts(&[b"\xef\xbb\xbf"], MAX_LINE), []);
        assert_eq!(read_parts(&[b"\n"], MAX_LINE), [(1, "\n".to_owned(), false)]);
        let stray = "\0a\n{\0b\n";
        assert_eq!(read_parts(&[stray.as_bytes()], MAX_LINE)[0].1, stray, "not UTF-16");
    }

    #[test]
    fn a_line_that_is_too_long_is_cut_and_its_rest_skipped() {
        let long = [b'x'; 5000];
        let seen = read_parts(&[b"a\n", &long, &long, b"y\nb\n", &long, &long], 6000);
        let seen: Vec<_> = seen.iter().map(|(first, text, is_cut)| (*first, text.len(), *is_cut)).collect();
        assert_eq!(
            seen,
            [(1, 2, false), (2, KEPT_OF_LONG_LINE, true), (3, 2, false), (4, KEPT_OF_LONG_LINE, true)]
        );
    }
}
