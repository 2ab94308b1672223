//! Normalized text for anchoring: typography removed, with a map back to the original bytes.

use crate::text::Span;
use std::slice::SliceIndex;
use unicode_normalization::char::decompose_compatible;

/// Part of a text, normalized: compatibility characters unified, quotation marks and dashes plain, white space
/// collapsed, invisible characters removed.
///
/// Texts that differ only in these respects have equal characters. Letters keep their case.
#[derive(Debug, Clone, Default)]
pub(super) struct NormalizedText {
    pub(super) chars: Vec<char>,
    /// For each character, the first byte of its original.
    starts: Vec<u32>,
    /// For each character, one past the last byte of its original.
    ends: Vec<u32>,
}

impl NormalizedText {
    /// `offset` is the position of the text's first byte in the whole.
    pub(super) fn new(text: &str, offset: u32) -> Self {
        let mut normalized = Self::default();
        for (at, char) in text.char_indices() {
            let start = offset + at as u32;
            let end = start + char.len_utf8() as u32;
            let from = normalized.chars.len();
            match plain(char) {
                Some(plain) => normalized.push(plain, start, end),
                None if char.is_whitespace() => normalized.push(' ', start, end),
                None if is_invisible(char) => {}
                None if char.is_ascii() => normalized.push(char, start, end),
                None => decompose_compatible(char, |part| match plain(part) {
                    Some(plain) => normalized.push(plain, start, end),
                    None if part.is_whitespace() => normalized.push(' ', start, end),
                    None => normalized.push(part, start, end),
                }),
            }
            // A combining mark stays with the letter before it.
            if normalized.chars.len() == from
                && let Some(last) = normalized.ends.last_mut()
                && is_invisible(char)
            {
                *last = end;
            }
        }
        normalized
    }

    fn push(&mut self, char: char, start: u32, end: u32) {
        if char == ' ' && self.chars.last() == Some(&' ') {
            if let Some(last) = self.ends.last_mut() {
                *last = end;
            }
            return;
        }
        self.chars.push(char);
        self.starts.push(start);
        self.ends.push(end);
    }

    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// The original bytes of the characters from `start` to `end`.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let from = self.starts.get(start).copied();
        let to = end.checked_sub(1).and_then(|last| self.ends.get(last).copied());
        match (from, to) {
            (Some(from), Some(to)) if from < to => Span::new(from, to),
            _ => Span::default(),
        }
    }

    /// Index of the character for a byte of the whole text, or of the next character.
    pub(super) fn index(&self, byte: u32) -> usize {
        self.ends.partition_point(|&end| end <= byte)
    }
}

/// `chars[range]` for a range that our own code computed; a wrong one panics in debug builds.
pub(super) fn slice<R: SliceIndex<[char], Output = [char]>>(chars: &[char], range: R) -> &[char] {
    let part = chars.get(range);
    debug_assert!(part.is_some(), "range outside {} characters", chars.len());
    part.unwrap_or_default()
}

/// The normalized characters of a quotation, without white space at either end.
pub(super) fn quote(text: &str) -> Vec<char> {
    let mut chars = NormalizedText::new(text.trim(), 0).chars;
    while chars.last() == Some(&' ') {
        chars.pop();
    }
    chars
}

/// The plain equivalent of a typographic sign.
const fn plain(char: char) -> Option<char> {
    match char {
        '’' | '‘' | '‛' | '′' | '‚' => Some('\''),
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' => Some('"'),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => Some('-'),
        _ => None,
    }
}

/// Is a character invisible? Soft hyphens, joiners, directional marks, the byte order mark.
const fn is_invisible(char: char) -> bool {
    matches!(char, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removes_typography_and_maps_back_to_bytes() {
        let text = "He  said:\r\n“na\u{ad}i\u{308}ve—ﬁne…”\u{feff}";
        let normalized = NormalizedText::new(text, 0);
        let shown: String = normalized.chars.iter().collect();
        assert_eq!(shown, "He said: \"nai\u{308}ve-fine...\"");
        assert_eq!(NormalizedText::new("He said:\n\"naïve-fine...\"", 0).chars, normalized.chars);
        let at = shown.chars().position(|char| char == 'n').unwrap();
        assert_eq!(normalized.span(at, at + 6).slice(text), "na\u{ad}i\u{308}ve");
        let fi = shown.chars().position(|char| char == 'f').unwrap();
        assert_eq!(normalized.span(fi, fi + 1).slice(text), "ﬁ");
        assert_eq!(normalized.index(text.find('ﬁ').unwrap() as u32), fi);
        assert_eq!(quote(" “a\n b” "), ['"', 'a', ' ', 'b', '"']);
    }
}
