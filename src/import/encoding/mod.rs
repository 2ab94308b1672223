//! Text decoding: by byte order mark, by a named or declared encoding, as UTF-8, or by a guess.

mod cyrillic;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// Length of the sample for the guess.
const GUESS_BYTES: usize = 256 * 1024;

/// Bytes of a page searched for its declaration (WHATWG HTML, "prescan a byte stream").
const PRESCAN_BYTES: usize = 1024;

/// Prior knowledge of the encoding.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EncodingHint {
    #[default]
    Unknown,
    /// Named by the user.
    Named(&'static Encoding),
    /// Perhaps declared in the page.
    Html,
}

/// The encoding for a label of the WHATWG Encoding Standard: `latin1`, `koi8-r`, `shift_jis`.
pub fn for_label(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.trim().as_bytes())
}

/// Decodes `bytes` without their byte order mark; warns about assumptions.
///
/// Invalid bytes become U+FFFD, so that the rest stays readable and nothing shifts.
pub fn decode(bytes: Vec<u8>, hint: EncodingHint) -> (String, Option<String>) {
    // UTF-32's mark starts like UTF-16's.
    if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE, 0, 0]) {
        return decode_utf32(rest, u32::from_le_bytes, "little-endian");
    }
    if let Some(rest) = bytes.strip_prefix(&[0, 0, 0xFE, 0xFF]) {
        return decode_utf32(rest, u32::from_be_bytes, "big-endian");
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        return decode_utf16(rest, u16::from_le_bytes, "little-endian");
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        return decode_utf16(rest, u16::from_be_bytes, "big-endian");
    }
    if let EncodingHint::Named(encoding) = hint {
        return decode_as(encoding, &bytes);
    }
    let is_html = hint == EncodingHint::Html;
    let declared = is_html.then(|| declared(&bytes)).flatten().filter(|encoding| *encoding != UTF_8);
    // ISO-2022-JP and the like look like ASCII.
    if let Some(encoding) = declared.filter(|_| bytes.is_ascii()) {
        return decode_as(encoding, &bytes);
    }
    if let Some((text, warning)) = decode_unmarked(&bytes) {
        return (text, Some(warning));
    }
    let error = match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            return (text, None);
        }
        Err(error) => error,
    };
    let bytes = without_bom(error.as_bytes());
    if let Some(encoding) = declared {
        return decode_as(encoding, bytes);
    }
    let sample = bytes.get(..GUESS_BYTES).unwrap_or(bytes);
    if !is_damaged_utf8(sample) {
        let encoding = guess(sample);
        if encoding.is_single_byte()
            && let Some((name, text)) = cyrillic::better(bytes, encoding)
        {
            return (text, Some(format!("not UTF-8: read as {name}, by a guess; --encoding names another")));
        }
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        let warning = format!("not UTF-8: read as {}, by a guess; --encoding names another", encoding.name());
        return (text.into_owned(), Some(warning));
    }
    let text = String::from_utf8_lossy(bytes).into_owned();
    let first = error.utf8_error().valid_up_to();
    let warning = format!("not UTF-8 from byte {first} on: {}", replaced(&text));
    (text, Some(warning))
}

/// The encoding in which a plain text can be decoded as a stream with the same result as [`decode`], judged by its
/// first bytes; `None` if decoding needs the whole file.
pub fn streaming_encoding(first: &[u8], hint: EncodingHint) -> Option<&'static Encoding> {
    if has_wide_bom(first) {
        return None;
    }
    if let EncodingHint::Named(encoding) = hint {
        return Some(encoding);
    }
    if decode_unmarked(first).is_some() {
        return None;
    }
    let sample = first.get(..GUESS_BYTES).unwrap_or(first);
    let is_utf8 = match std::str::from_utf8(sample) {
        // The sample may end inside a character.
        Err(error) => error.error_len().is_none() || is_damaged_utf8(without_bom(sample)),
        Ok(_) => true,
    };
    is_utf8.then_some(UTF_8)
}

/// Do the bytes look like a text in another encoding, though they are valid UTF-8?
pub fn is_unmarked(bytes: &[u8]) -> bool {
    decode_unmarked(bytes).is_some()
}

/// Texts that are valid UTF-8 by chance: UTF-32 and UTF-16 without a mark, Japanese in ISO-2022-JP, and Korean in
/// ISO-2022-KR.
fn decode_unmarked(bytes: &[u8]) -> Option<(String, String)> {
    let sample = bytes.get(..GUESS_BYTES).unwrap_or(bytes);
    let is_escape = |at| {
        let code: &[u8] = sample.get(at..).unwrap_or_default();
        [b"\x1b$B", b"\x1b$@", b"\x1b(J"].iter().any(|escape| code.starts_with(*escape))
    };
    if sample.is_ascii() && memchr::memchr_iter(0x1b, sample).any(is_escape) {
        let (text, malformed) = encoding_rs::ISO_2022_JP.decode_without_bom_handling(bytes);
        let warning = "read as ISO-2022-JP, by its escape codes; --encoding names another".to_owned();
        return (!malformed).then(|| (text.into_owned(), warning));
    }
    if sample.is_ascii() && memchr::memmem::find(sample, b"\x1b$)C").is_some() {
        let shifted = shifted(bytes);
        let (text, malformed) = encoding_rs::EUC_KR.decode_without_bom_handling(&shifted);
        let warning = "read as ISO-2022-KR, by its escape code; --encoding names another".to_owned();
        return (!malformed).then(|| (text.into_owned(), warning));
    }
    // Four bytes of any other text are hardly ever a character, let alone all of them.
    let are_chars = |order: fn([u8; 4]) -> u32| {
        let (units, _) = sample.as_chunks::<4>();
        !units.is_empty()
            && units.iter().all(|unit| char::from_u32(order(*unit)).is_some_and(|char| char != '\0'))
    };
    for (order, name) in
        [(u32::from_le_bytes as fn([u8; 4]) -> u32, "little-endian"), (u32::from_be_bytes, "big-endian")]
    {
        if are_chars(order) {
            let warning = format!("read as UTF-32, {name}, by a guess; --encoding names another");
            return Some((decode_utf32(bytes, order, name).0, warning));
        }
    }
    let zeros = |first: usize| sample.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    // Latin letters, spaces and line ends have a zero byte, of which other text has none.
    let (text, order) = if odd > half / 8 && even * 8 < odd {
        (decode_utf16(bytes, u16::from_le_bytes, "little-endian"), "little-endian")
    } else if even > half / 8 && odd * 8 < even {
        (decode_utf16(bytes, u16::from_be_bytes, "big-endian"), "big-endian")
    } else {
        return None;
    };
    let is_text = !text.0.contains('\u{fffd}');
    is_text.then(|| (text.0, format!("read as UTF-16, {order}, by a guess; --encoding names another")))
}

/// ISO-2022-KR (RFC 1557) as EUC-KR: the bytes between “shift out” and “shift in” get their highest bit.
fn shifted(bytes: &[u8]) -> Vec<u8> {
    let mut is_shifted = false;
    let mut shifted = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        rest = rest.strip_prefix(b"\x1b$)C").unwrap_or(after);
        match byte {
            0x1b if rest.len() < after.len() => {}
            0x0e => is_shifted = true,
            0x0f => is_shifted = false,
            b'!'..=b'~' if is_shifted => shifted.push(byte | 0x80),
            _ => shifted.push(byte),
        }
    }
    shifted
}

fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> (String, Option<String>) {
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    let warning = malformed.then(|| format!("read as {}: {}", encoding.name(), replaced(&text)));
    (text.into_owned(), warning)
}

fn replaced(text: &str) -> String {
    format!("{} unreadable places are shown as \u{fffd}", text.matches('\u{fffd}').count())
}

/// Is this damaged UTF-8? No other text encoding has many continuation bytes just where UTF-8 has them.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut continuations, mut errors) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        continuations += chunk.valid().chars().map(|char| char.len_utf8() - 1).sum::<usize>();
        errors += usize::from(!chunk.invalid().is_empty());
    }
    continuations >= errors
}

/// The likeliest encoding by character frequencies (Sivonen 2020, as in Firefox).
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// The encoding declared in the first bytes of a page.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..PRESCAN_BYTES).unwrap_or(bytes).to_ascii_lowercase();
    let label = ["charset=", "encoding="].iter().find_map(|key| {
        memchr::memmem::find(&head, key.as_bytes()).and_then(|at| head.get(at + key.len()..))
    })?;
    let label = label.strip_prefix(b"\"").or(label.strip_prefix(b"'")).unwrap_or(label);
    let end = label.iter().position(|byte| !(byte.is_ascii_alphanumeric() || b"-_.:".contains(byte)))?;
    Encoding::for_label(label.get(..end)?)
}

pub fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes)
}

/// Do bytes begin with the byte order mark of UTF-16 or UTF-32?
pub fn has_wide_bom(bytes: &[u8]) -> bool {
    let marks: [&[u8]; 3] = [&[0xFF, 0xFE], &[0xFE, 0xFF], &[0, 0, 0xFE, 0xFF]];
    marks.iter().any(|mark| bytes.starts_with(mark))
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, order: &str) -> (String, Option<String>) {
    let units = bytes.chunks(2).map(|pair| <[u8; 2]>::try_from(pair).map_or(0xFFFD, unit));
    let text = char::decode_utf16(units).map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    (text, Some(format!("read as UTF-16, {order}")))
}

fn decode_utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32, order: &str) -> (String, Option<String>) {
    let units = bytes.chunks(4).map(|four| <[u8; 4]>::try_from(four).ok().map(unit));
    let text =
        units.map(|unit| unit.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    (text, Some(format!("read as UTF-32, {order}")))
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
    fn guesses_other_encodings() {
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
    fn believes_the_reader_then_the_page() {
        let page = b"<meta charset='koi8-r'><p>\xF3\xCF\xD7\xC5\xD4";
        assert_eq!(
            decode(page.to_vec(), EncodingHint::Html),
            ("<meta charset='koi8-r'><p>Совет".to_owned(), None)
        );
        let latin = EncodingHint::Named(for_label("latin1").unwrap());
        assert!(decode(page.to_vec(), latin).0.ends_with("óÏ×ÅÔ"));
        assert_eq!(for_label("nonsense"), None);
        // A page in valid UTF-8 is UTF-8, whatever it declares.
        let wrong = "<meta charset=latin1>é".as_bytes();
        assert_eq!(decode(wrong.to_vec(), EncodingHint::Html).0, "<meta charset=latin1>é");
    }

    #[test]
    fn reads_byte_order_marks_and_damaged_utf8() {
        check("é".as_bytes(), "é", None);
        check(b"\xEF\xBB\xBFab", "ab", None);
        check(b"\xFF\xFEa\0\x3D\xD8\xA9\xDC", "a💩", Some("little"));
        check(b"\xFE\xFF\0a", "a", Some("big"));
        check(b"\xFE\xFF\0a\0", "a\u{fffd}", Some("big"));
        check(b"a\0\0\0\xe9\0\0\0\xA9\xF4\x01\0", "aé\u{1f4a9}", Some("UTF-32, little"));
        check(b"\0\0\0a\0\0\0\xe9", "aé", Some("UTF-32, big"));
        check(b"\x1b$)CA \x0eGQ19\x0f b.", "A 한국 b.", Some("ISO-2022-KR"));
        check(b"\xFF\xFE\0\0a\0\0\0\xA9\xF4\x01\0", "a\u{1f4a9}", Some("UTF-32, little"));
        check(b"\0\0\xFE\xFF\0\0\0a\0\x11\0\0\0\0", "a\u{fffd}\u{fffd}", Some("UTF-32, big"));
        check("señor é ü ß \u{fffd}".as_bytes(), "señor é ü ß \u{fffd}", None);
        check(b"se\xC3\xB1or \xC3\xA9 \xC3\xBC \xE9", "señor é ü \u{fffd}", Some("byte 13"));
    }
}
