//! Bytes to text: by the mark at their beginning, by what the reader or the page says, as UTF-8, or by a guess.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// Bytes that a guess looks at.
const GUESSED_FROM: usize = 256 * 1024;
/// Bytes of a page in which it says what encoding it is in (WHATWG HTML, "prescan a byte stream").
const PRESCANNED: usize = 1024;

/// What is known of the encoding before the bytes are looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EncodingHint {
    /// Nothing.
    #[default]
    Unknown,
    /// The reader has named it.
    Named(&'static Encoding),
    /// The bytes are a page, which may say it.
    Html,
}

/// The encoding of a name, as the WHATWG Encoding Standard has it: `latin1`, `koi8-r`, `shift_jis`.
pub fn for_label(name: &str) -> Option<&'static Encoding> {
    Encoding::for_label(name.trim().as_bytes())
}

/// The text of `bytes` without its byte order mark, and what had to be assumed, if anything.
///
/// Bytes that stand for nothing become U+FFFD, so that the rest can be read and nothing shifts.
pub fn decode(bytes: Vec<u8>, known: EncodingHint) -> (String, Option<String>) {
    // The mark of UTF-32 begins like the one of UTF-16, so it is looked for first.
    if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE, 0, 0]) {
        return utf32(rest, u32::from_le_bytes, "little-endian");
    }
    if let Some(rest) = bytes.strip_prefix(&[0, 0, 0xFE, 0xFF]) {
        return utf32(rest, u32::from_be_bytes, "big-endian");
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        return utf16(rest, u16::from_le_bytes, "little-endian");
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        return utf16(rest, u16::from_be_bytes, "big-endian");
    }
    if let EncodingHint::Named(encoding) = known {
        return by(encoding, &bytes, None);
    }
    let declared = || declared(&bytes).filter(|encoding| *encoding != UTF_8);
    let declared = if known == EncodingHint::Html { declared() } else { None };
    if let Some(encoding) = declared.filter(|_| bytes.is_ascii()) {
        return by(encoding, &bytes, None);
    }
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            (text, None)
        }
        Err(error) => {
            let first = error.utf8_error().valid_up_to();
            let bytes = without_mark(error.as_bytes());
            if let Some(encoding) = declared {
                return by(encoding, bytes, None);
            }
            let sample = bytes.get(..GUESSED_FROM).unwrap_or(bytes);
            if !is_broken_utf8(sample) {
                let guess = guess(sample);
                let said =
                    format!("not UTF-8: read as {}, by a guess; --encoding names another", guess.name());
                return by(guess, bytes, Some(said));
            }
            let text = String::from_utf8_lossy(bytes).into_owned();
            let shown = text.matches('\u{fffd}').count();
            let said =
                format!("not UTF-8 from byte {first} on: {shown} unreadable places are shown as \u{fffd}");
            (text, Some(said))
        }
    }
}

/// The encoding that a plain text can be decoded in bit by bit, by its first bytes, such that it comes out as it
/// does from [`decode`]; nothing if it has to be there as a whole.
pub fn streaming_encoding(first: &[u8], known: EncodingHint) -> Option<&'static Encoding> {
    if has_wide_mark(first) {
        return None;
    }
    if let EncodingHint::Named(encoding) = known {
        return Some(encoding);
    }
    let sample = first.get(..GUESSED_FROM).unwrap_or(first);
    let meant = match std::str::from_utf8(sample) {
        // The sample may end inside of a letter.
        Err(error) => error.error_len().is_none() || is_broken_utf8(without_mark(sample)),
        Ok(_) => true,
    };
    meant.then_some(UTF_8)
}

/// The text of `bytes` in an encoding, and what is to be said of it.
fn by(encoding: &'static Encoding, bytes: &[u8], said: Option<String>) -> (String, Option<String>) {
    let (text, replaced) = encoding.decode_without_bom_handling(bytes);
    let said = said.or_else(|| {
        let shown = text.matches('\u{fffd}').count();
        replaced
            .then(|| format!("read as {}: {shown} unreadable places are shown as \u{fffd}", encoding.name()))
    });
    (text.into_owned(), said)
}

/// Whether bytes that are no UTF-8 were meant to be. In no other encoding of text are there many bytes
/// that go on with a letter just where UTF-8 has them.
fn is_broken_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().map(|char| char.len_utf8() - 1).sum::<usize>();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad
}

/// The encoding that bytes are most likely in, by the frequencies of what they would stand for
/// (Sivonen 2020, as in Firefox).
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// The encoding that a page names in its first bytes.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..PRESCANNED).unwrap_or(bytes).to_ascii_lowercase();
    let at = ["charset=", "encoding="]
        .iter()
        .find_map(|key| memchr::memmem::find(&head, key.as_bytes()).map(|at| at + key.len()))?;
    let rest = head.get(at..)?;
    let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|byte| !(byte.is_ascii_alphanumeric() || b"-_.:".contains(byte)));
    Encoding::for_label(rest.get(..end?)?)
}

/// `bytes` without a UTF-8 byte order mark.
pub fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, order: &str) -> (String, Option<String>) {
    let units = bytes.chunks(2).map(|pair| match *pair {
        [first, second] => unit([first, second]),
        _ => 0xFFFD,
    });
    let text = char::decode_utf16(units).map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    (text, Some(format!("read as UTF-16, {order}")))
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32, order: &str) -> (String, Option<String>) {
    let units = bytes.chunks(4).map(|four| <[u8; 4]>::try_from(four).ok().map(unit));
    let text =
        units.map(|unit| unit.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    (text, Some(format!("read as UTF-32, {order}")))
}

/// Whether bytes begin with the mark of UTF-16 or UTF-32.
pub fn has_wide_mark(bytes: &[u8]) -> bool {
    let marks: [&[u8]; 3] = [&[0xFF, 0xFE], &[0xFE, 0xFF], &[0, 0, 0xFE, 0xFF]];
    marks.iter().any(|mark| bytes.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str, says: Option<&str>) {
        let (found, warning) = decode(bytes.to_vec(), EncodingHint::Unknown);
        assert_eq!(found, text);
        assert_eq!(warning.is_some(), says.is_some(), "{warning:?}");
        assert!(warning.unwrap_or_default().contains(says.unwrap_or_default()));
    }

    #[test]
    fn guesses_what_is_no_utf8() {
        check(
            b"Le caf\xE9 est ferm\xE9, a dit le maire \x97 et l\x92\xE9cole aussi.",
            "Le café est fermé, a dit le maire — et l’école aussi.",
            Some("windows-1252"),
        );
        let russian = "Совет пообещал новый мост, но денег на него нет.";
        let (bytes, ..) = encoding_rs::KOI8_R.encode(russian);
        check(&bytes, russian, Some("KOI8-"));
    }

    #[test]
    fn believes_the_reader_and_then_the_page() {
        let page = b"<meta charset='koi8-r'><p>\xF3\xCF\xD7\xC5\xD4";
        assert_eq!(
            decode(page.to_vec(), EncodingHint::Html),
            ("<meta charset='koi8-r'><p>Совет".to_owned(), None)
        );
        let latin = EncodingHint::Named(for_label("latin1").unwrap());
        assert!(decode(page.to_vec(), latin).0.ends_with("óÏ×ÅÔ"));
        assert_eq!(for_label("nonsense"), None);
        // A page that says one thing and is UTF-8 is UTF-8.
        let wrong = "<meta charset=latin1>é".as_bytes();
        assert_eq!(decode(wrong.to_vec(), EncodingHint::Html).0, "<meta charset=latin1>é");
    }

    #[test]
    fn reads_what_people_save() {
        check("é".as_bytes(), "é", None);
        check(b"\xEF\xBB\xBFab", "ab", None);
        check(b"\xFF\xFEa\0\x3D\xD8\xA9\xDC", "a💩", Some("little"));
        check(b"\xFE\xFF\0a", "a", Some("big"));
        check(b"\xFE\xFF\0a\0", "a\u{fffd}", Some("big"));
        check(b"\xFF\xFE\0\0a\0\0\0\xA9\xF4\x01\0", "a\u{1f4a9}", Some("UTF-32, little"));
        check(b"\0\0\xFE\xFF\0\0\0a\0\x11\0\0\0\0", "a\u{fffd}\u{fffd}", Some("UTF-32, big"));
        check("señor é ü ß \u{fffd}".as_bytes(), "señor é ü ß \u{fffd}", None);
        check(b"se\xC3\xB1or \xC3\xA9 \xC3\xBC \xE9", "señor é ü \u{fffd}", Some("byte 13"));
    }
}
