//! Candidate pairs: passages of two versions that share enough words to be one passage.

use super::passage::{Passage, Vocabulary};
use std::collections::HashMap;

/// Least similarity of a pair.
pub(super) const MIN_SIMILARITY: f64 = 0.34;
/// Least share of a passage's words in another one that may hold it whole.
pub(super) const MIN_HELD: f64 = 0.7;
/// Least number of words of a passage that another one may hold.
pub(super) const MIN_HELD_WORDS: usize = 4;
/// Most pairs of one passage.
const MAX_PAIRS: usize = 8;
/// Rarest words of a passage that lead to others.
const MAX_SEEDS: usize = 10;
/// Most passages that one word leads to: the nearest ones in the order of the text.
const MAX_PER_WORD: usize = 48;
/// Most passages of the same words that are compared: the nearest ones in the order of the text.
const MAX_TWINS: usize = 24;

/// A passage of the old version and one of the new.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pair {
    pub(super) old: usize,
    pub(super) new: usize,
    /// From 0 to 1.
    pub(super) similarity: f64,
    /// The share of the smaller one's words in the larger one.
    pub(super) held: f64,
}

/// Pairs in the order of the old passages, the most similar first.
pub(super) fn pairs(old: &[Passage], new: &[Passage], vocabulary: &Vocabulary) -> Vec<Pair> {
    let mut by_words: HashMap<&[u32], Vec<usize>> = HashMap::new();
    let mut by_word: HashMap<u32, Vec<usize>> = HashMap::new();
    for (at, passage) in new.iter().enumerate() {
        by_words.entry(&passage.words).or_default().push(at);
        let mut last = None;
        for &word in &passage.sorted {
            if last.replace(word) != Some(word) {
                by_word.entry(word).or_default().push(at);
            }
        }
    }
    let mut found = Vec::new();
    for (at, passage) in old.iter().enumerate() {
        // Where the passage is likely to be, if both versions are about as long.
        let expected = at * new.len() / old.len().max(1);
        let mut near: Vec<usize> = Vec::new();
        if let Some(same) = by_words.get(&*passage.words) {
            near.extend(nearest(same, expected, MAX_TWINS));
        }
        let mut seeds = passage.sorted.clone();
        seeds.dedup();
        seeds.sort_by_key(|&word| vocabulary.count(word));
        for word in seeds.iter().take(MAX_SEEDS) {
            near.extend(by_word.get(word).into_iter().flat_map(|all| nearest(all, expected, MAX_PER_WORD)));
        }
        near.sort_unstable();
        near.dedup();
        let pair = |other: usize| {
            let candidate = new.get(other)?;
            let similarity = passage.similarity(candidate, vocabulary);
            let (small, large) = if passage.words.len() <= candidate.words.len() {
                (passage, candidate)
            } else {
                (candidate, passage)
            };
            let held = small.held_by(large, vocabulary);
            let is_part = MIN_HELD <= held && MIN_HELD_WORDS <= small.words.len();
            let is_pair = MIN_SIMILARITY <= similarity || is_part;
            is_pair.then_some(Pair { old: at, new: other, similarity, held })
        };
        let mut own: Vec<Pair> = near.into_iter().filter_map(pair).collect();
        let key = |pair: &Pair| (pair.similarity, pair.new.abs_diff(expected));
        own.sort_by(|one, two| {
            let (one, two) = (key(one), key(two));
            two.0.total_cmp(&one.0).then(one.1.cmp(&two.1))
        });
        let twins = own.iter().take_while(|pair| pair.similarity > 0.999).count();
        own.truncate(MAX_PAIRS.max(twins));
        found.extend(own);
    }
    found
}

/// The `most` numbers nearest to `near`, of ascending ones.
fn nearest(all: &[usize], near: usize, most: usize) -> impl Iterator<Item = usize> {
    let at = all.partition_point(|&number| number < near);
    let from = at.saturating_sub(most / 2).min(all.len().saturating_sub(most));
    all.iter().skip(from).take(most).copied()
}
