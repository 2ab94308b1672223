//! Passages of a version: its sentences, with the claims in them, ready to be compared.

use super::words::{Word, words};
use crate::text::{BlockKind, Document, Span, sentence};
use std::collections::HashMap;

/// A sentence, or several that one claim spans.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    pub(super) span: Span,
    /// Its words by number, in order.
    pub(super) words: Vec<u32>,
    /// The same, sorted.
    pub(super) sorted: Vec<u32>,
}

/// The words of both versions, each with a number.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    numbers: HashMap<String, u32>,
    /// Passages of either version that hold a word, by its number.
    counts: Vec<u32>,
}

impl Vocabulary {
    fn number(&mut self, word: String) -> u32 {
        let next = self.counts.len() as u32;
        let number = *self.numbers.entry(word).or_insert(next);
        if number == next {
            self.counts.push(0);
        }
        number
    }

    pub(super) fn count(&self, word: u32) -> u32 {
        self.counts.get(word as usize).copied().unwrap_or(0)
    }

    /// How much a shared word says: much if it is rare.
    pub(super) fn weight(&self, word: u32) -> f64 {
        1.0 / (1.0 + f64::from(self.count(word).max(2) / 2).ln())
    }
}

/// The passages of a document in order. A claim of several sentences is one passage.
pub(super) fn passages(document: &Document, claims: &[Span], vocabulary: &mut Vocabulary) -> Vec<Passage> {
    let mut spans: Vec<Span> = Vec::new();
    let blocks = document.blocks.iter().filter(|block| block.kind != BlockKind::Rule);
    for block in blocks {
        spans.extend(sentence::sentences(&document.text, block.span));
    }
    joined(&mut spans, claims);
    spans.into_iter().map(|span| Passage::new(document, span, vocabulary)).collect()
}

impl Passage {
    fn new(document: &Document, span: Span, vocabulary: &mut Vocabulary) -> Self {
        let words = words(&document.text, span).into_iter().map(|word: Word| vocabulary.number(word.key));
        let words: Vec<u32> = words.collect();
        let mut sorted = words.clone();
        sorted.sort_unstable();
        let mut last = None;
        for &word in &sorted {
            if last.replace(word) != Some(word)
                && let Some(count) = vocabulary.counts.get_mut(word as usize)
            {
                *count += 1;
            }
        }
        Self { span, words, sorted }
    }

    /// Shared words over all words, by weight (Dice 1945).
    pub(super) fn similarity(&self, other: &Self, vocabulary: &Vocabulary) -> f64 {
        let (own, others) = (self.weight(vocabulary), other.weight(vocabulary));
        if own + others == 0.0 {
            return 0.0;
        }
        2.0 * self.shared(other, vocabulary) / (own + others)
    }

    /// The share of its words that `other` holds, by weight.
    pub(super) fn held_by(&self, other: &Self, vocabulary: &Vocabulary) -> f64 {
        let own = self.weight(vocabulary);
        if own == 0.0 { 0.0 } else { self.shared(other, vocabulary) / own }
    }

    fn weight(&self, vocabulary: &Vocabulary) -> f64 {
        self.sorted.iter().map(|&word| vocabulary.weight(word)).sum()
    }

    fn shared(&self, other: &Self, vocabulary: &Vocabulary) -> f64 {
        let (mut own, mut others) = (self.sorted.iter().peekable(), other.sorted.iter().peekable());
        let mut sum = 0.0;
        while let (Some(&&one), Some(&&two)) = (own.peek(), others.peek()) {
            if one == two {
                sum += vocabulary.weight(one);
            }
            if one <= two {
                own.next();
            }
            if two <= one {
                others.next();
            }
        }
        sum
    }

    /// A passage of the words of both, as if one followed the other.
    pub(super) fn with(&self, next: &Self) -> Self {
        let words: Vec<u32> = self.words.iter().chain(&next.words).copied().collect();
        let mut sorted = words.clone();
        sorted.sort_unstable();
        Self { span: self.span.union(next.span), words, sorted }
    }
}

/// Unites sentences that one claim spans.
fn joined(spans: &mut Vec<Span>, claims: &[Span]) {
    for claim in claims {
        let from = spans.partition_point(|span| span.end() <= claim.start());
        let end = spans.partition_point(|span| span.start() < claim.end());
        let inside = spans.get(from..end).unwrap_or_default();
        match inside {
            [] => spans.insert(from, *claim),
            [_] => {}
            [first, .., last] => {
                let whole = first.union(*last);
                spans.splice(from..end, [whole]);
            }
        }
    }
}

/// The passage that holds most of `span`.
pub(super) fn passage_of(passages: &[Passage], span: Span) -> Option<usize> {
    let from = passages.partition_point(|passage| passage.span.end() <= span.start());
    let near = passages.iter().enumerate().skip(from);
    let near = near.take_while(|(_, passage)| passage.span.start() < span.end());
    near.max_by_key(|(_, passage)| passage.span.intersection(span).len()).map(|(at, _)| at)
}
