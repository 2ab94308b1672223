//! Clauses of a sentence, as its tokens mark them.

use super::token::{CLAUSE_START, Token};
use crate::text::Span;

/// The smallest run of whole clauses that holds `words`.
pub(super) fn enclosing_clauses(tokens: &[Token], words: Span, sentence: Span) -> Span {
    let begins = |token: &&Token| token.has(CLAUSE_START);
    let first = tokens.iter().rev().filter(begins).find(|token| token.start <= words.start());
    let next = tokens.iter().filter(begins).find(|token| words.end() <= token.start);
    let start = first.map_or(sentence.start(), |token| token.start);
    let before = |token: &Token| tokens.iter().rev().find(|one| one.end <= token.start).map(|one| one.end);
    let end = next.and_then(before).unwrap_or(sentence.end());
    Span::new(start, end)
}
