//! `WordPiece`: each word becomes the longest pieces of the vocabulary, from left to right (Wu et al. 2016).

use super::error::ModelError;
use super::words::{MAX_WORD, each_word};
use crate::text::Span;
use std::collections::HashMap;
use std::ops::{ControlFlow, Range};

/// Marks a piece that continues a word.
const CONTINUES: &str = "##";

/// The vocabulary, and how many pieces a sentence may have.
#[derive(Debug)]
pub(super) struct Tokenizer {
    /// Pieces that begin a word.
    first: HashMap<String, u32>,
    /// Pieces that continue one, without the `##`.
    later: HashMap<String, u32>,
    unknown: u32,
    start: u32,
    end: u32,
    max_pieces: usize,
}

/// A sentence as the network reads it.
pub(super) struct Pieces {
    /// `[CLS]`, the pieces, `[SEP]`.
    pub(super) ids: Vec<u32>,
    /// Words of which at least one piece is read, in order.
    pub(super) words: Vec<WordPieces>,
}

/// A word of the sentence, and which of [`Pieces::ids`] are its own.
pub(super) struct WordPieces {
    pub(super) span: Span,
    pub(super) pieces: Range<usize>,
}

impl Tokenizer {
    /// `vocabulary` has one piece a line; its number is its id. `max_pieces` includes `[CLS]` and `[SEP]`.
    pub(super) fn new(vocabulary: &str, max_pieces: usize) -> Result<Self, ModelError> {
        let (mut first, mut later) = (HashMap::new(), HashMap::new());
        for (piece, id) in vocabulary.split('\n').zip(0..) {
            match piece.strip_prefix(CONTINUES) {
                Some(rest) if !rest.is_empty() => later.insert(rest.to_owned(), id),
                _ => first.insert(piece.to_owned(), id),
            };
        }
        let special = |piece: &str| {
            let problem = || format!("has no piece {piece}");
            first
                .get(piece)
                .copied()
                .ok_or_else(|| ModelError::Content { tensor: "vocabulary".to_owned(), problem: problem() })
        };
        let (unknown, start, end) = (special("[UNK]")?, special("[CLS]")?, special("[SEP]")?);
        Ok(Self { first, later, unknown, start, end, max_pieces })
    }

    /// Pieces beyond the most that the network reads are cut off at the end.
    pub(super) fn pieces(&self, sentence: &str) -> Pieces {
        let limit = self.max_pieces.saturating_sub(1);
        let (mut ids, mut words) = (vec![self.start], Vec::new());
        each_word(sentence, &mut |word, span| {
            if ids.len() >= limit {
                return ControlFlow::Break(());
            }
            let start = ids.len();
            self.split(word, &mut ids);
            ids.truncate(limit);
            words.push(WordPieces { span, pieces: start..ids.len() });
            ControlFlow::Continue(())
        });
        ids.push(self.end);
        Pieces { ids, words }
    }

    /// Appends the pieces of one word; `[UNK]` for a word that the vocabulary does not cover.
    fn split(&self, word: &str, ids: &mut Vec<u32>) {
        let before = ids.len();
        let mut rest = if word.chars().nth(MAX_WORD).is_none() { word } else { "" };
        while !rest.is_empty() {
            let pieces = if ids.len() == before { &self.first } else { &self.later };
            let ends = rest.char_indices().map(|(at, character)| at + character.len_utf8());
            let found = ends.rev().find_map(|end| {
                let (piece, after) = rest.split_at_checked(end)?;
                Some((*pieces.get(piece)?, after))
            });
            let Some((id, after)) = found else {
                ids.truncate(before);
                break;
            };
            ids.push(id);
            rest = after;
        }
        if ids.len() == before {
            ids.push(self.unknown);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tokenizer;

    const VOCABULARY: &str = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nun\n##fold\n##folding\n##s\nfold\n,";

    fn ids(text: &str, max_pieces: usize) -> Vec<u32> {
        Tokenizer::new(VOCABULARY, max_pieces).unwrap().pieces(text).ids
    }

    #[test]
    fn the_longest_pieces_win() {
        assert_eq!(ids("Unfolding, folds", 96), [2, 4, 6, 9, 8, 7, 3]);
    }

    #[test]
    fn a_word_without_cover_is_unknown_as_a_whole() {
        assert_eq!(ids("unfoldingx unfold", 96), [2, 1, 4, 5, 3]);
        assert_eq!(ids(&"fold".repeat(26), 96), [2, 1, 3]);
    }

    #[test]
    fn a_long_sentence_keeps_its_end_mark() {
        assert_eq!(ids("fold, fold, fold,", 5), [2, 8, 9, 8, 3]);
        assert_eq!(ids("fold", 2), [2, 3]);
    }

    #[test]
    fn words_know_their_pieces() {
        let pieces = Tokenizer::new(VOCABULARY, 5).unwrap().pieces("fold unfolds");
        let words: Vec<_> =
            pieces.words.iter().map(|word| (word.span.range(), word.pieces.clone())).collect();
        assert_eq!(words, [(0..4, 1..2), (5..12, 2..4)]);
    }

    #[test]
    fn a_vocabulary_needs_its_special_pieces() {
        let error = Tokenizer::new("[UNK]\n[CLS]", 96).unwrap_err();
        assert_eq!(error.to_string(), "tensor `vocabulary` has no piece [SEP]");
    }
}
