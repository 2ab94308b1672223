//! Words as BERT's "basic tokenizer" sees them: cleaned, lowercase, without accents, split at punctuation.

use crate::text::Span;
use std::ops::ControlFlow;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// Most characters that are kept of a word; no vocabulary has longer ones, and `WordPiece` gives up on them.
pub(super) const MAX_WORD: usize = 100;

/// Calls `visit` with each word, normalized, and its place in `text`, until it breaks.
///
/// A word of more than [`MAX_WORD`] characters comes cut after one more than these.
pub(super) fn each_word(text: &str, visit: &mut impl FnMut(&str, Span) -> ControlFlow<()>) {
    let mut splitter = Splitter { visit, word: String::new(), characters: 0, start: 0, end: 0 };
    for (start, character) in text.char_indices() {
        let end = start + character.len_utf8();
        let flow = if character.is_ascii() {
            splitter.normalized(character.to_ascii_lowercase(), start, end)
        } else {
            splitter.character(character, start, end)
        };
        if flow.is_break() {
            return;
        }
    }
    let _ = splitter.finish();
}

struct Splitter<'a, V> {
    visit: &'a mut V,
    /// The word so far.
    word: String,
    characters: usize,
    /// Bytes of the text.
    start: usize,
    end: usize,
}

impl<V: FnMut(&str, Span) -> ControlFlow<()>> Splitter<'_, V> {
    /// Takes one character of the text beyond ASCII.
    fn character(&mut self, character: char, start: usize, end: usize) -> ControlFlow<()> {
        if character == char::REPLACEMENT_CHARACTER {
            return ControlFlow::Continue(());
        }
        if is_cjk(character) {
            self.finish()?;
            std::iter::once(character).nfd().try_for_each(|part| self.normalized(part, start, end))?;
            return self.finish();
        }
        for part in std::iter::once(character).nfd() {
            if part.general_category() == GeneralCategory::NonspacingMark {
                // An accent is dropped, and still belongs to the word's passage.
                if !self.word.is_empty() {
                    self.end = end;
                }
                continue;
            }
            for lower in part.to_lowercase() {
                self.normalized(lower, start, end)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Takes one normalized character that stands for `start..end` of the text.
    fn normalized(&mut self, character: char, start: usize, end: usize) -> ControlFlow<()> {
        if character.is_whitespace() {
            self.finish()
        } else if is_control(character) {
            ControlFlow::Continue(())
        } else if is_punctuation(character) {
            self.finish()?;
            self.push(character, start, end);
            self.finish()
        } else {
            self.push(character, start, end);
            ControlFlow::Continue(())
        }
    }

    fn push(&mut self, character: char, start: usize, end: usize) {
        if self.word.is_empty() {
            self.start = start;
        }
        self.end = end;
        if self.characters <= MAX_WORD {
            self.word.push(character);
            self.characters += 1;
        }
    }

    fn finish(&mut self) -> ControlFlow<()> {
        if self.word.is_empty() {
            return ControlFlow::Continue(());
        }
        let flow = (self.visit)(&self.word, Span::of(self.start..self.end));
        self.word.clear();
        self.characters = 0;
        flow
    }
}

/// Controls, formats and private characters; white space is asked for before.
fn is_control(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_control();
    }
    matches!(
        character.general_category(),
        GeneralCategory::Control | GeneralCategory::Format | GeneralCategory::PrivateUse
    )
}

/// All of ASCII's symbols, and Unicode's punctuation.
fn is_punctuation(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_punctuation();
    }
    character.general_category_group() == GeneralCategoryGroup::Punctuation
}

/// Ideographs, which are words of their own.
fn is_cjk(character: char) -> bool {
    matches!(
        character,
        '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{2A6DF}'
            | '\u{2A700}'..='\u{2CEAF}'
            | '\u{2F800}'..='\u{2FA1F}'
    )
}

#[cfg(test)]
mod tests {
    use super::{MAX_WORD, each_word};
    use std::ops::ControlFlow;

    fn words(text: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        each_word(text, &mut |word, span| {
            found.push((word.to_owned(), span.slice(text).to_owned()));
            ControlFlow::Continue(())
        });
        found
    }

    fn pairs(words: &[(String, String)]) -> Vec<(&str, &str)> {
        words.iter().map(|(word, passage)| (word.as_str(), passage.as_str())).collect()
    }

    #[test]
    fn words_are_normalized_and_keep_their_passage() {
        let found = words(
            "Čeští\tministers' co-op\u{ad}ted \u{201c}no\u{201d}—e\u{301}te\u{301}, \u{4E2D}\u{6587}$5",
        );
        let expected = [
            ("cesti", "Čeští"),
            ("ministers", "ministers"),
            ("'", "'"),
            ("co", "co"),
            ("-", "-"),
            ("opted", "op\u{ad}ted"),
            ("\u{201c}", "\u{201c}"),
            ("no", "no"),
            ("\u{201d}", "\u{201d}"),
            ("—", "—"),
            ("ete", "e\u{301}te\u{301}"),
            (",", ","),
            ("\u{4E2D}", "\u{4E2D}"),
            ("\u{6587}", "\u{6587}"),
            ("$", "$"),
            ("5", "5"),
        ];
        assert_eq!(pairs(&found), expected);
    }

    #[test]
    fn controls_and_lone_accents_give_no_word() {
        assert!(words("").is_empty());
        assert!(words("\u{0}\u{1f}\u{301} \u{fffd}\u{200b}\u{feff}\n").is_empty());
        assert_eq!(pairs(&words("a\u{0}b\u{a0}c")), [("ab", "a\u{0}b"), ("c", "c")]);
    }

    #[test]
    fn a_long_word_is_cut_and_keeps_its_passage() {
        let found = words(&"x".repeat(5_000));
        assert_eq!((found[0].0.len(), found[0].1.len(), found.len()), (MAX_WORD + 1, 5_000, 1));
    }
}
