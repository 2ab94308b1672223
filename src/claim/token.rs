//! Tokenizer: splits a sentence into words, each with the punctuation before it.

use super::vocabulary::{Vocabulary, WordHash, WordId};
use crate::text::Span;

// Flags of a token. The first four describe the text between it and the token before.
pub(super) const COMMA: u16 = 1;
/// A semicolon, colon, dash, bracket, question or exclamation mark, or ellipsis.
pub(super) const BREAK: u16 = 2;
pub(super) const OPEN_QUOTE: u16 = 4;
pub(super) const CLOSE_QUOTE: u16 = 8;
pub(super) const CAPITAL: u16 = 16;
/// Carries a possessive ending, which is not part of the token.
pub(super) const POSSESSIVE: u16 = 32;
pub(super) const CLAUSE_START: u16 = 64;
/// Belongs to a match of a stop pattern: no cue may use it.
pub(super) const STOPPED: u16 = 128;
pub(super) const QUOTED: u16 = 256;
pub(super) const NUMBER: u16 = 512;

/// One word of a sentence. Hyphens split words; a possessive ending is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// First byte in the document.
    pub(super) start: u32,
    pub(super) end: u32,
    /// 0 if the scheme does not mention the word.
    pub(super) word: WordId,
    pub(super) flags: u16,
}

impl Token {
    pub(super) const fn has(&self, flags: u16) -> bool {
        self.flags & flags != 0
    }

    pub(super) const fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

pub(super) fn span_of(tokens: &[Token], start: usize, end: usize) -> Span {
    match tokens.get(start..end) {
        Some([first, .., last]) => first.span().union(last.span()),
        Some([only]) => only.span(),
        _ => Span::default(),
    }
}

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Flags collected since the last token.
    flags: u16,
    quoted: bool,
}

/// Replaces `tokens` with the words of one sentence.
pub(super) fn tokenize(text: &str, sentence: Span, vocabulary: &Vocabulary, tokens: &mut Vec<Token>) {
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
            scanner.punctuation(byte);
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

    /// Whether the non-ASCII character here is a letter. The first two bytes rule out the block General
    /// Punctuation, which has the typographic quotation marks and dashes.
    fn is_letter(&self) -> bool {
        let punctuation = self.byte(self.at) == 0xE2 && self.byte(self.at + 1) == 0x80;
        !punctuation && self.char().is_alphabetic()
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// Length in bytes of the apostrophe at `at`, 0 if there is none.
    fn apostrophe_len(&self, at: usize) -> usize {
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
        let mut hash = WordHash::default();
        let first = self.byte(start);
        if first.is_ascii_uppercase() || first >= 0x80 && self.char().is_uppercase() {
            flags |= CAPITAL;
        }
        let mut end;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            self.at += hash.push_alphanumeric(rest);
            end = self.at;
            let byte = self.byte(self.at);
            if byte == b' ' {
                break;
            }
            let apostrophe = self.apostrophe_len(self.at);
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
                // Single letters joined by full stops are one word: "U.S".
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

    fn punctuation(&mut self, byte: u8) {
        let mut width = 1;
        match byte {
            b',' => self.flags |= COMMA,
            b';' | b':' | b'(' | b')' | b'[' | b']' | b'?' | b'!' => self.flags |= BREAK,
            b'-' => {
                let is_dash = self.byte(self.at + 1) == b'-'
                    || self.byte(self.at + 1) == b' ' && self.byte(self.at.wrapping_sub(1)) == b' ';
                self.flags |= if is_dash { BREAK } else { 0 };
            }
            b'.' if self.byte(self.at + 1) == b'.' => self.flags |= BREAK,
            b'"' => self.quote(self.quote_opens()),
            _ if byte >= 0x80 => {
                let char = self.char();
                width = char.len_utf8();
                match char {
                    '“' | '„' | '«' => self.quote(true),
                    '”' | '»' => self.quote(false),
                    '‘' => self.flags |= OPEN_QUOTE,
                    '—' | '–' | '…' => self.flags |= BREAK,
                    _ => {}
                }
            }
            _ => {}
        }
        self.at += width;
    }

    /// Whether a straight quotation mark opens. The spaces around it decide, since a quotation may have
    /// begun in an earlier sentence; without a space on one side, marks open and close in turn.
    fn quote_opens(&self) -> bool {
        let space = |byte: u8| byte == 0 || byte.is_ascii_whitespace();
        let before = self.at.checked_sub(1).map_or(0, |at| self.byte(at));
        match (space(before), space(self.byte(self.at + 1))) {
            (true, false) => true,
            (false, true) => false,
            _ => !self.quoted,
        }
    }

    fn quote(&mut self, open: bool) {
        self.flags |= if open { OPEN_QUOTE } else { CLOSE_QUOTE };
        self.quoted = open;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut found = Vec::new();
        tokenize(text, Span::of(0..text.len()), &Vocabulary::default(), &mut found);
        let words: Vec<String> = found
            .iter()
            .map(|token| {
                let mut word = String::new();
                for (flag, sign) in [(COMMA, ","), (BREAK, ";"), (CLOSE_QUOTE, ">"), (OPEN_QUOTE, "<")] {
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
    fn splits_words_and_flags_punctuation_before_them() {
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
