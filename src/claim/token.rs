//! A sentence as words, each with what stands before it.

use super::vocabulary::{Hash, Vocabulary, WordId};
use crate::text::Span;

/// A comma stands before the word.
pub(super) const COMMA: u16 = 1;
/// A semicolon, colon, dash, bracket or full stop stands before the word.
pub(super) const HARD: u16 = 2;
/// An opening quotation mark stands before the word.
pub(super) const OPEN: u16 = 4;
/// A closing quotation mark stands before the word.
pub(super) const CLOSE: u16 = 8;
/// The word begins with a capital.
pub(super) const CAPITAL: u16 = 16;
/// The word carries a possessive ending, which is not part of the token.
pub(super) const POSSESSIVE: u16 = 32;
/// A clause begins with the word.
pub(super) const CLAUSE: u16 = 64;
/// A stop pattern holds the word: no cue may use it.
pub(super) const STOPPED: u16 = 128;
/// The word stands inside a quotation.
pub(super) const QUOTED: u16 = 256;
/// The word is a number.
pub(super) const NUMBER: u16 = 512;

/// One word of a sentence. Hyphens part words, a possessive ending is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// First byte.
    pub(super) start: u32,
    /// One past the last byte.
    pub(super) end: u32,
    /// Its number in the vocabulary, 0 if the scheme does not mention it.
    pub(super) word: WordId,
    /// What stands before it and what it looks like.
    pub(super) flags: u16,
}

impl Token {
    /// Whether any of `flags` is set.
    pub(super) const fn has(&self, flags: u16) -> bool {
        self.flags & flags != 0
    }

    /// Where it stands.
    pub(super) const fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// What the scanner knows between two words.
struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    flags: u16,
    quoted: bool,
}

/// Replaces `tokens` with the words of one sentence.
pub(super) fn tokens(text: &str, sentence: Span, vocabulary: &Vocabulary, tokens: &mut Vec<Token>) {
    tokens.clear();
    let text = sentence.slice(text);
    let mut scanner = Scanner { text, bytes: text.as_bytes(), at: 0, flags: 0, quoted: false };
    while let Some(&byte) = scanner.bytes.get(scanner.at) {
        if byte == b' ' {
            scanner.at += 1;
        } else if byte.is_ascii_alphabetic() || byte >= 0x80 && scanner.is_letter() {
            let token = scanner.word(vocabulary);
            tokens.push(shifted(token, sentence.start()));
        } else if byte.is_ascii_digit() {
            let token = scanner.number();
            tokens.push(shifted(token, sentence.start()));
        } else {
            scanner.mark(byte);
        }
    }
}

const fn shifted(mut token: Token, by: u32) -> Token {
    token.start += by;
    token.end += by;
    token
}

impl Scanner<'_> {
    fn char(&self) -> char {
        self.text.get(self.at..).and_then(|rest| rest.chars().next()).unwrap_or('\0')
    }

    /// Whether the sign beyond ASCII here is a letter. General Punctuation, where typographic quotation
    /// marks and dashes are, is known by its first two bytes.
    fn is_letter(&self) -> bool {
        let punctuation = self.byte(self.at) == 0xE2 && self.byte(self.at + 1) == 0x80;
        !punctuation && self.char().is_alphabetic()
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// The length in bytes of an apostrophe at `at`, 0 if there is none.
    fn apostrophe(&self, at: usize) -> usize {
        match self.bytes.get(at) {
            Some(b'\'') => 1,
            Some(0xE2) if self.byte(at + 1) == 0x80 && self.byte(at + 2) == 0x99 => 3,
            _ => 0,
        }
    }

    fn token(&mut self, start: usize, end: usize, word: WordId, flags: u16) -> Token {
        let flags = flags | self.flags | if self.quoted { QUOTED } else { 0 };
        self.flags = 0;
        Token { start: start as u32, end: end as u32, word, flags }
    }

    fn word(&mut self, vocabulary: &Vocabulary) -> Token {
        let start = self.at;
        let mut flags = 0;
        let mut hash = Hash::default();
        let first = self.byte(start);
        if first.is_ascii_uppercase() || first >= 0x80 && self.char().is_uppercase() {
            flags |= CAPITAL;
        }
        let mut end;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            self.at += hash.take(rest);
            end = self.at;
            let byte = self.byte(self.at);
            if byte == b' ' {
                break;
            }
            let apostrophe = self.apostrophe(self.at);
            if apostrophe > 0 && self.byte(self.at + apostrophe).is_ascii_alphabetic() {
                let next = self.at + apostrophe;
                if self.byte(next) | 0x20 == b's' && !self.byte(next + 1).is_ascii_alphanumeric() {
                    flags |= POSSESSIVE;
                    self.at = next + 1;
                    break;
                }
                hash.push(b'\'');
                self.at = next;
            } else if byte == b'.'
                && self.byte(self.at + 1).is_ascii_alphabetic()
                && (self.at == start + 1 || self.byte(self.at.wrapping_sub(2)) == b'.')
            {
                // Single letters with stops between them are one word: "U.S".
                hash.push(b'.');
                self.at += 1;
            } else if byte >= 0x80 && self.char().is_alphanumeric() {
                let char = self.char();
                let mut buffer = [0; 4];
                for lower in char.to_lowercase() {
                    lower.encode_utf8(&mut buffer).bytes().for_each(|byte| hash.push(byte));
                }
                self.at += char.len_utf8();
            } else {
                if apostrophe > 0 && self.byte(self.at.wrapping_sub(1)) == b's' && !self.quoted {
                    flags |= POSSESSIVE;
                }
                break;
            }
        }
        self.token(start, end, vocabulary.find(hash.finish()), flags)
    }

    fn number(&mut self) -> Token {
        let start = self.at;
        loop {
            let byte = self.byte(self.at);
            let inner = matches!(byte, b'.' | b',') && self.byte(self.at + 1).is_ascii_digit();
            if !(byte.is_ascii_alphanumeric() || inner) {
                break;
            }
            self.at += 1;
        }
        self.token(start, self.at, 0, NUMBER)
    }

    fn mark(&mut self, byte: u8) {
        let mut width = 1;
        match byte {
            b',' => self.flags |= COMMA,
            b';' | b':' | b'(' | b')' | b'[' | b']' | b'?' | b'!' => self.flags |= HARD,
            b'-' => {
                let alone = self.byte(self.at + 1) == b'-'
                    || self.byte(self.at + 1) == b' ' && self.byte(self.at.wrapping_sub(1)) == b' ';
                self.flags |= if alone { HARD } else { 0 };
            }
            b'.' if self.byte(self.at + 1) == b'.' => self.flags |= HARD,
            b'"' => self.quote(self.opens()),
            _ if byte >= 0x80 => {
                let char = self.char();
                width = char.len_utf8();
                match char {
                    '“' | '„' | '«' => self.quote(true),
                    '”' | '»' => self.quote(false),
                    '‘' => self.flags |= OPEN,
                    '—' | '–' | '…' => self.flags |= HARD,
                    _ => {}
                }
            }
            _ => {}
        }
        self.at += width;
    }

    /// Whether a straight quotation mark opens: by the spaces around it, else by turns. A quotation
    /// that an earlier sentence opened ends with a mark that only its place tells to be closing.
    fn opens(&self) -> bool {
        let space = |byte: u8| byte == 0 || byte.is_ascii_whitespace();
        let before = self.at.checked_sub(1).map_or(0, |at| self.byte(at));
        match (space(before), space(self.byte(self.at + 1))) {
            (true, false) => true,
            (false, true) => false,
            _ => !self.quoted,
        }
    }

    fn quote(&mut self, open: bool) {
        self.flags |= if open { OPEN } else { CLOSE };
        self.quoted = open;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut found = Vec::new();
        tokens(text, Span::of(0..text.len()), &Vocabulary::default(), &mut found);
        let words: Vec<String> = found
            .iter()
            .map(|token| {
                let mut word = String::new();
                for (flag, sign) in [(COMMA, ","), (HARD, ";"), (CLOSE, ">"), (OPEN, "<")] {
                    word.push_str(if token.has(flag) { sign } else { "" });
                }
                word.push_str(token.span().slice(text));
                word.push_str(if token.has(POSSESSIVE) { "+" } else { "" });
                word
            })
            .collect();
        assert_eq!(words.join(" "), expected);
    }

    #[test]
    fn words_with_what_stands_before_them() {
        check("He said, “stop it”; she left.", "He said ,<stop it ;>she left");
        check("Moscow’s well-known aims", "Moscow+ well known aims");
        check("the U.S. didn't pay 1,000.50 euros", "the U.S didn't pay 1,000.50 euros");
        check("one — two -- three - four … five", "one ;two ;three ;four ;five");
        check("the officials’ view", "the officials+ view");
        check("Éric naïve Київ 日本", "Éric naïve Київ 日本");
        check("Probably not,\" she said, \"or so.\"", "Probably not ,>she said ,<or so");
        check("", "");
        check("\0 \u{1F600} ’’ ''", "");
    }
}
