//! Normalized text for anchoring: typography removed, with a map back to the original bytes.

use crate::text::Span;
use unicode_normalization::char::decompose_compatible;

/// Part of a text, normalized: compatibility characters unified, quotation marks and dashes plain, white space
/// collapsed, invisible characters removed.
///
/// Texts that differ only in these respects have equal characters. Letters keep their case.
#[derive(Debug, Clone, Default)]
pub(super) struct Folded {
    pub(super) chars: Vec<char>,
    /// The same as a string, for fast search.
    text: String,
    /// For each character, its byte offset in `text`.
    places: Vec<u32>,
    /// For each character, the first byte of its original.
    starts: Vec<u32>,
    /// For each character, one past the last byte of its original.
    ends: Vec<u32>,
}

impl Folded {
    /// `offset` is the position of the text's first byte in the whole.
    pub(super) fn new(text: &str, offset: u32) -> Self {
        let mut folded = Self::default();
        for (at, char) in text.char_indices() {
            let start = offset + at as u32;
            let end = start + char.len_utf8() as u32;
            let from = folded.chars.len();
            match plain(char) {
                Some(plain) => folded.push(plain, start, end),
                None if char.is_whitespace() => folded.push(' ', start, end),
                None if is_dropped(char) => {}
                None if char.is_ascii() => folded.push(char, start, end),
                None => decompose_compatible(char, |part| match plain(part) {
                    Some(plain) => folded.push(plain, start, end),
                    None if part.is_whitespace() => folded.push(' ', start, end),
                    None => folded.push(part, start, end),
                }),
            }
            // A combining mark stays with the letter before it.
            if folded.chars.len() == from
                && let Some(last) = folded.ends.last_mut()
                && is_dropped(char)
            {
                *last = end;
            }
        }
        folded
    }

    fn push(&mut self, char: char, start: u32, end: u32) {
        if char == ' ' && self.chars.last() == Some(&' ') {
            if let Some(last) = self.ends.last_mut() {
                *last = end;
            }
            return;
        }
        self.chars.push(char);
        self.places.push(self.text.len() as u32);
        self.text.push(char);
        self.starts.push(start);
        self.ends.push(end);
    }

    /// Character indices at which `quote` begins, at most `most` of them.
    pub(super) fn find(&self, quote: &[char], most: usize) -> Vec<usize> {
        let quote: String = quote.iter().collect();
        let finder = memchr::memmem::Finder::new(&quote);
        let found = finder.find_iter(self.text.as_bytes()).take(most);
        found.map(|at| self.places.partition_point(|&place| (place as usize) < at)).collect()
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

/// The normalized characters of a quotation, without white space at either end.
pub(super) fn quote(text: &str) -> Vec<char> {
    let mut chars = Folded::new(text.trim(), 0).chars;
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
const fn is_dropped(char: char) -> bool {
    matches!(char, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typography_is_gone_and_every_place_is_known() {
        let text = "He  said:\r\n“na\u{ad}i\u{308}ve—ﬁne…”\u{feff}";
        let folded = Folded::new(text, 0);
        let shown: String = folded.chars.iter().collect();
        assert_eq!(shown, "He said: \"nai\u{308}ve-fine...\"");
        assert_eq!(Folded::new("He said:\n\"naïve-fine...\"", 0).chars, folded.chars);
        let at = shown.chars().position(|char| char == 'n').unwrap();
        assert_eq!(folded.span(at, at + 6).slice(text), "na\u{ad}i\u{308}ve");
        let fi = shown.chars().position(|char| char == 'f').unwrap();
        assert_eq!(folded.span(fi, fi + 1).slice(text), "ﬁ");
        assert_eq!(folded.index(text.find('ﬁ').unwrap() as u32), fi);
        assert_eq!(quote(" “a\n b” "), ['"', 'a', ' ', 'b', '"']);
    }
}
