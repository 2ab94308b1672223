//! Bytes to text: UTF-8 with or without a mark, UTF-16 and UTF-32 with one, and what to do about the rest.

/// The text of `bytes` without its byte order mark, and what had to be assumed, if anything.
///
/// Bytes that are no UTF-8 become U+FFFD, so that the rest can be read and nothing shifts.
pub fn decode(bytes: Vec<u8>) -> (String, Option<String>) {
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
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            (text, None)
        }
        Err(error) => {
            let first = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(without_mark(error.as_bytes())).into_owned();
            let shown = text.matches('\u{fffd}').count();
            (
                text,
                Some(format!(
                    "not UTF-8 from byte {first} on: {shown} unreadable places are shown as \u{fffd}"
                )),
            )
        }
    }
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
        let (found, warning) = decode(bytes.to_vec());
        assert_eq!(found, text);
        assert_eq!(warning.is_some(), says.is_some(), "{warning:?}");
        assert!(warning.unwrap_or_default().contains(says.unwrap_or_default()));
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
        check(b"caf\xE9 x", "caf\u{fffd} x", Some("byte 3"));
    }
}
