//! Candidates: how well a stretch of text fits a quotation and its context.

use super::normalize::slice;
use super::similarity::{Context, EDGE, LONG_QUOTE, Query};

/// Agreement from which a side of the context counts as found.
const MIN_SIDE_AGREEMENT: f64 = 0.70;
/// The same for the part of it next to the passage: neighbours of a deleted passage share its context, but at some
/// distance.
const MIN_EDGE_AGREEMENT: f64 = 0.60;
/// Agreement of the better side from which the very words are a candidate at all.
const MIN_EXACT_AGREEMENT: f64 = 0.60;
/// Agreement from which a side counts even if the words next to the passage were replaced.
const MIN_AGREEMENT_WITHOUT_EDGE: f64 = 0.75;
/// Share of a longer quotation's words required at a place.
const MIN_WORDS_KEPT: f64 = 0.45;
/// Rank of a side of the context that was found, beside the similarities: context outweighs words.
const SIDE_RANK: f64 = 0.15;
/// Rank of a place that tags nearby predict.
const PREDICTED_RANK: f64 = 0.10;

/// How near a place is to the position that the shift of a neighbouring tag predicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Prediction {
    None,
    /// Within a sentence.
    Near,
    /// Within a few characters.
    Exact,
}

/// A stretch of normalized text that may be the passage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Similarity to the quotation, 0.0 to 1.0.
    pub(super) similarity: f64,
    /// Share of the quotation's words found here, 0.0 to 1.0.
    words_kept: f64,
    /// Agreement of the context before and after.
    pub(super) sides: (f64, f64),
    /// Is that side of the context here?
    pub(super) has_side: (bool, bool),
    pub(super) prediction: Prediction,
    /// Is it a neighbour of the passage, and therefore not the passage?
    is_neighbour: bool,
}

impl Candidate {
    pub(super) fn new(
        query: &Query,
        text: &[char],
        (start, end): (usize, usize),
        prediction: Prediction,
    ) -> Self {
        let similarity = query.similarity(text, start, end);
        let before = || slice(text, ..start).iter().rev().copied();
        let after = || slice(text, end..).iter().copied();
        let (prefix, suffix) = (query.before.agreement(before()), query.after.agreement(after()));
        let has_side = (is_side(&query.before, prefix, before()), is_side(&query.after, suffix, after()));
        // Where a passage is deleted, its neighbour has half of its context and may be similar to it.
        let is_of = |context: &Context, found: (f64, f64)| {
            context.outwards.len() >= EDGE && found.0 >= 0.8 && found.0 > similarity
        };
        let is_exact = similarity >= 1.0;
        let tail = || slice(text, ..end).iter().rev().copied();
        let head = || slice(text, start..).iter().copied();
        let is_neighbour = !is_exact
            && (is_of(&query.before, query.before.agreement(tail()))
                || is_of(&query.after, query.after.agreement(head())));
        let words_kept = if is_exact { 1.0 } else { query.words_kept(text, start, end) };
        Self {
            start,
            end,
            similarity,
            words_kept,
            sides: (prefix.0, suffix.0),
            has_side,
            prediction,
            is_neighbour,
        }
    }

    /// Agreement of the context, 0.0 to 1.0; the better side counts more.
    pub(super) fn context(&self) -> f64 {
        let (before, after) = self.sides;
        before.max(after).midpoint(before.midpoint(after))
    }

    /// Number of sides of the context that are here.
    pub(super) fn side_count(&self) -> u8 {
        u8::from(self.has_side.0) + u8::from(self.has_side.1)
    }

    pub(super) const fn is_exact(&self) -> bool {
        self.similarity >= 1.0
    }

    /// How well its bounds fit, compared with those of places that overlap it.
    pub(super) fn fit(&self) -> f64 {
        0.70 * self.similarity + 0.30 * self.context()
    }

    /// How well it fits, compared with other places.
    pub(super) fn rank(&self) -> f64 {
        let predicted = if self.prediction == Prediction::Exact { PREDICTED_RANK } else { 0.0 };
        0.4 * self.similarity + 0.6 * self.context() + SIDE_RANK * f64::from(self.side_count()) + predicted
    }

    /// Is it similar enough to be the passage at all, given its context?
    pub(super) fn is_accepted(&self, query: &Query) -> bool {
        let short = query.length() < LONG_QUOTE;
        if self.is_neighbour || !short && self.words_kept < MIN_WORDS_KEPT {
            return false;
        }
        let firm = |side: f64, is_here: bool| if is_here { side } else { 0.0 };
        let (before, after) = (firm(self.sides.0, self.has_side.0), firm(self.sides.1, self.has_side.1));
        query.min_similarity().is_some_and(|min| self.similarity >= min)
            || self.is_exact()
                && (query.is_distinctive() || self.sides.0.max(self.sides.1) >= MIN_EXACT_AGREEMENT)
            || before.max(after) >= 0.75 && self.similarity >= if short { 0.60 } else { 0.45 }
            || before.min(after) >= 0.70 && self.similarity >= 0.30
            || self.prediction >= Prediction::Near && !short && self.similarity >= 0.56
    }

    pub(super) const fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Is a side of the context here? One that is shorter than its edge was cut by the beginning or end of the text, and
/// is here only if it is so again.
fn is_side(context: &Context, (whole, edge): (f64, f64), found: impl Iterator<Item = char>) -> bool {
    let length = context.outwards.len();
    if length < EDGE {
        let found = found.skip_while(|char| *char == ' ').take(length + 1).count();
        return whole >= 1.0 && found == length;
    }
    whole >= MIN_SIDE_AGREEMENT && edge >= MIN_EDGE_AGREEMENT || whole >= MIN_AGREEMENT_WITHOUT_EDGE
}
