//! Author and date of a document, from its information dictionary (ISO 32000, 14.3.3).

use crate::text::About;
use hayro_syntax::metadata::Metadata;

/// Characters of `PDFDocEncoding` (ISO 32000, D.2) from 0x80 on; from 0xA1 on it is Latin-1.
const UPPER: [char; 33] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ',
    'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
];

pub(super) fn about(metadata: &Metadata) -> About {
    let author = metadata.author.as_deref().map(decode).unwrap_or_default();
    let author = author.split_whitespace().collect::<Vec<_>>().join(" ");
    let date = metadata.creation_date.as_ref().map(|date| {
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            date.year, date.month, date.day, date.hour, date.minute, date.second
        )
    });
    About { author, date: date.unwrap_or_default(), site: String::new() }
}

/// A text string: UTF-16 or UTF-8 after a mark, or else `PDFDocEncoding`.
fn decode(bytes: &[u8]) -> String {
    if bytes.starts_with(&[0xFE, 0xFF])
        || bytes.starts_with(&[0xFF, 0xFE])
        || bytes.starts_with(&[0xEF, 0xBB, 0xBF])
    {
        return encoding_rs::UTF_8.decode(bytes).0.into_owned();
    }
    let char = |&byte: &u8| {
        let at = usize::from(byte).checked_sub(0x80);
        at.and_then(|at| UPPER.get(at).copied()).unwrap_or(char::from(byte))
    };
    bytes.iter().map(char).filter(|char| !char.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_in_every_encoding_are_read() {
        assert_eq!(decode(b"Jan \x95uk\x9b\xf3w\x92s\0"), "Jan Łukłów™s");
        assert_eq!(decode(b"\xfe\xff\0O\x04\x32\0e"), "Oвe");
        assert_eq!(decode(b"\xef\xbb\xbfZo\xc3\xab"), "Zoë");
    }
}
