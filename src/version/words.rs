//! Words of a passage with their places, in a form that comparisons share.

use crate::text::{Span, slice};
use unicode_normalization::{UnicodeNormalization as _, is_nfkc};
use unicode_segmentation::UnicodeSegmentation as _;

/// A word with the punctuation that touches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// In the text of the document.
    pub(super) span: Span,
    /// In lower case, without punctuation, but with the signs that belong to a number or ask.
    pub(super) key: String,
    pub(super) is_capitalized: bool,
    /// Is it the first word of a sentence, whose capital says nothing?
    pub(super) opens: bool,
}

/// Signs that say what a number means, or that a sentence asks.
const fn is_sign(char: char) -> bool {
    matches!(char, '%' | '‰' | '$' | '€' | '£' | '¥' | '₹' | '?')
}

/// The words of `span` in order. Punctuation belongs to the word before it, or after it if a space parts them.
pub(super) fn words(text: &str, span: Span) -> Vec<Word> {
    let passage = span.slice(text);
    let mut words: Vec<Word> = Vec::new();
    // Start of the punctuation that waits for a word, and whether the last word may still take some.
    let (mut waiting, mut touches, mut opens) = (None, false, true);
    for (at, piece) in passage.split_word_bound_indices() {
        let place = Span::of(at..at + piece.len()).shifted(span.start());
        if piece.chars().all(char::is_whitespace) {
            touches = false;
            continue;
        }
        if !piece.chars().any(char::is_alphanumeric) {
            match words.last_mut().filter(|_| touches) {
                Some(word) => {
                    word.span = word.span.union(place);
                    word.key.extend(piece.chars().filter(|char| is_sign(*char)));
                }
                None => waiting = waiting.or(Some(place.start())),
            }
            opens |= piece.contains(['.', '!', '?', ':', '"', '“']);
            continue;
        }
        let start = waiting.take().unwrap_or(place.start());
        let before = slice(text, start as usize..place.start() as usize);
        let mut key: String = before.chars().filter(|char| is_sign(*char)).collect();
        let is_number = piece.starts_with(char::is_numeric);
        if is_number && before.ends_with(['-', '\u{2212}']) {
            key.push('-');
        }
        key.push_str(&folded(piece));
        let is_capitalized = piece.starts_with(char::is_uppercase);
        words.push(Word { span: Span::new(start, place.end()), key, is_capitalized, opens });
        (touches, opens) = (true, false);
    }
    if let Some(word) = words.last_mut().filter(|_| waiting.is_some()) {
        word.span = Span::new(word.span.start(), span.end()).trimmed(text);
    }
    words
}

/// The word as comparisons see it: typography, case and the possessive say nothing.
fn folded(word: &str) -> String {
    let plain: String = if is_nfkc(word) { word.to_owned() } else { word.nfkc().collect() };
    let is_kept = |char: &char| char.is_alphanumeric() || matches!(char, '\'' | '.' | ',' | ':');
    let plain = plain.replace('’', "'").to_lowercase();
    let kept: String = plain.chars().filter(is_kept).collect();
    kept.strip_suffix("'s").map_or(kept.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let words = words(text, Span::of(0..text.len()));
        let found: Vec<(&str, &str)> =
            words.iter().map(|word| (word.span.slice(text), word.key.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn punctuation_touches_a_word_and_says_nothing() {
        check(
            "“The pier’s toll,” he said.",
            &[("“The", "the"), ("pier’s", "pier"), ("toll,”", "toll"), ("he", "he"), ("said.", "said")],
        );
        check(
            "a long-term plan — twice",
            &[("a", "a"), ("long-", "long"), ("term", "term"), ("plan", "plan"), ("— twice", "twice")],
        );
    }

    #[test]
    fn signs_of_numbers_and_questions_count() {
        check(
            "It fell −5% to $1,000?",
            &[("It", "it"), ("fell", "fell"), ("−5%", "-5%"), ("to", "to"), ("$1,000?", "$1,000?")],
        );
        check("", &[]);
        check("…", &[]);
    }
}
