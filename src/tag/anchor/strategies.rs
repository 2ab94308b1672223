//! Search strategies for a quotation, from the most to the least certain.

use super::Anchor;
use super::normalize::{NormalizedText, slice};
use super::similarity::{
    EDGE, LONG_QUOTE, Query, agreement, between_contexts, extend_to_context, similar_candidates, whole_words,
};
use crate::tag::selector::Selector;
use crate::text::{Document, Span};
use std::borrow::Cow;

/// Agreement required of the better context side if the quotation alone is not decisive.
const MIN_CONTEXT_AGREEMENT: f64 = 0.60;
/// Share of a longer quotation's words required at a place.
const MIN_WORDS_KEPT: f64 = 0.45;
/// Bytes from the expected position within which a place counts as expected.
const MAX_EXPECTED_DISTANCE: u32 = 80;
/// Agreement required of the adjacent context if a place is accepted because of its context.
const MIN_EDGE_AGREEMENT: f64 = 0.60;
/// Lead of the best place over the next with the same words.
const MIN_EXACT_LEAD: f64 = 0.10;
/// The same for places that are only similar to the quotation.
const MIN_SIMILAR_LEAD: f64 = 0.08;
/// Exact candidates; a quotation with more is too common for its context to decide.
const MAX_CANDIDATES: usize = 512;
/// Texts up to this many bytes are normalized as a whole; in longer ones only the surroundings are.
const MAX_WHOLE_BYTES: usize = 4 << 20;
/// Search radius for similar places around the expected position, in characters.
const SEARCH_RADIUS: usize = 60_000;

/// Expected position of a passage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hint {
    /// In code points.
    pub(super) at: u32,
    /// Is this derived from certain matches nearby?
    pub(super) close: bool,
}

/// A document, normalized for the search.
pub(super) struct Haystack<'d> {
    document: &'d Document,
    /// `None` if the text is too long.
    whole: Option<NormalizedText>,
}

/// A stretch of normalized text that may be the passage.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    start: usize,
    end: usize,
    /// Similarity to the quotation, 0.0 to 1.0.
    similarity: f64,
    /// Share of the quotation's words found here, 0.0 to 1.0.
    words_kept: f64,
    /// Agreement of the context before and after.
    sides: (f64, f64),
    /// Agreement of the adjacent part of the context.
    edges: (f64, f64),
    /// Proximity to the expected position.
    proximity: f64,
    /// Is it where certain matches nearby predict?
    expected: bool,
    /// Is it a neighbour of the passage, and therefore not the passage?
    is_neighbour: bool,
}

impl Candidate {
    fn best(&self) -> f64 {
        self.sides.0.max(self.sides.1)
    }

    fn mean(&self) -> f64 {
        self.sides.0.midpoint(self.sides.1)
    }

    /// Score among places with identical words: by context.
    fn context_score(&self) -> f64 {
        0.5 * self.best() + 0.5 * self.mean() + 0.06 * self.proximity
    }

    fn rank(&self) -> f64 {
        0.6 * self.similarity + 0.2 * self.best() + 0.2 * self.mean() + 0.04 * self.proximity
    }

    fn is_accepted(&self, query: &Query) -> bool {
        let short = query.quote.len() < LONG_QUOTE;
        if self.is_neighbour {
            return false;
        }
        // Neighbours of a deleted passage share its context, but at some distance.
        let firm = |side: f64, edge: f64| if edge >= MIN_EDGE_AGREEMENT { side } else { 0.0 };
        let (before, after) = (firm(self.sides.0, self.edges.0), firm(self.sides.1, self.edges.1));
        if !short && self.words_kept < MIN_WORDS_KEPT {
            return false;
        }
        query.min_similarity().is_some_and(|min| self.similarity >= min)
            || before.max(after) >= 0.75 && self.similarity >= if short { 0.60 } else { 0.45 }
            || before.min(after) >= 0.70 && self.similarity >= 0.30
            || self.expected && !short && self.similarity >= 0.56
    }

    const fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

impl<'d> Haystack<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        let text = document.text.as_str();
        let whole = (text.len() <= MAX_WHOLE_BYTES).then(|| NormalizedText::new(text, 0));
        Self { document, whole }
    }

    /// The normalized text around a code point.
    fn around(&self, hint: u32) -> Cow<'_, NormalizedText> {
        if let Some(whole) = &self.whole {
            return Cow::Borrowed(whole);
        }
        let text = self.document.text.as_str();
        let at = self.document.offsets.to_bytes(text, hint) as usize;
        let from = text.ceil_char_boundary(at.saturating_sub(2 * SEARCH_RADIUS));
        let to = text.ceil_char_boundary(at.saturating_add(2 * SEARCH_RADIUS));
        Cow::Owned(NormalizedText::new(crate::text::slice(text, from..to), from as u32))
    }

    /// The passage, if its exact words occur once, or if the context singles out one occurrence. `hint` is the
    /// expected position.
    pub(super) fn find_exact(&self, selector: &Selector, hint: Hint) -> Option<Span> {
        let query = Query::new(selector);
        let normalized = self.around(hint.at);
        let mut candidates = self.exact_candidates(&query, &normalized, hint);
        if candidates.is_empty() {
            return self.find_unique(selector);
        }
        candidates.sort_by(|one, two| two.context_score().total_cmp(&one.context_score()));
        let candidate = match candidates.as_slice() {
            [only] if only.best() >= MIN_CONTEXT_AGREEMENT || query.is_distinctive() => only,
            [first, second, ..]
                if first.best() >= MIN_CONTEXT_AGREEMENT
                    && first.context_score() - second.context_score() >= MIN_EXACT_LEAD =>
            {
                first
            }
            _ => return None,
        };
        Some(normalized.span(candidate.start, candidate.end))
    }

    /// For a text too long to normalize: the passage, if its words occur exactly once, byte for byte.
    fn find_unique(&self, selector: &Selector) -> Option<Span> {
        let long = selector.exact.chars().count() >= LONG_QUOTE;
        if self.whole.is_some() || !long {
            return None;
        }
        let finder = memchr::memmem::Finder::new(&selector.exact);
        let mut found = finder.find_iter(self.document.text.as_bytes());
        match (found.next(), found.next()) {
            (Some(at), None) => Some(Span::of(at..at + selector.exact.len())),
            _ => None,
        }
    }

    fn exact_candidates(&self, query: &Query, normalized: &NormalizedText, hint: Hint) -> Vec<Candidate> {
        if query.quote.is_empty() {
            return Vec::new();
        }
        let found = normalized.find(&query.quote, MAX_CANDIDATES);
        found
            .into_iter()
            .map(|at| self.candidate(query, normalized, hint, at, at + query.quote.len(), 1.0))
            .collect()
    }

    fn candidate(
        &self,
        query: &Query,
        normalized: &NormalizedText,
        hint: Hint,
        start: usize,
        end: usize,
        similarity: f64,
    ) -> Candidate {
        let before = slice(&normalized.chars, ..start).iter().rev();
        let after = slice(&normalized.chars, end..).iter();
        let (prefix, suffix) = (query.prefix.iter().rev().copied(), query.suffix.iter().copied());
        let sides = (
            agreement(prefix.clone().collect(), before.clone().copied()),
            agreement(suffix.clone().collect(), after.clone().copied()),
        );
        let edges = (
            agreement(prefix.take(EDGE).collect(), before.copied()),
            agreement(suffix.take(EDGE).collect(), after.copied()),
        );
        let at = self.document.offsets.to_bytes(&self.document.text, hint.at);
        let away = normalized.span(start, end).start().abs_diff(at);
        let proximity = 1.0 - f64::from(away) / (self.document.text.len().max(1) as f64);
        // Where a passage is deleted, its neighbour has half of its context and may be similar to it.
        let tail = slice(&normalized.chars, ..end).iter().rev().copied();
        let head = slice(&normalized.chars, start..).iter().copied();
        let blank = |char: &char| *char == ' ';
        let prefix: Vec<char> = query.prefix.iter().rev().copied().skip_while(blank).collect();
        let suffix: Vec<char> = query.suffix.iter().copied().skip_while(blank).collect();
        let is = |context: Vec<char>, found: f64| context.len() >= EDGE && found >= 0.8 && found > similarity;
        let is_neighbour = similarity < 1.0
            && (is(prefix.clone(), agreement(prefix, tail)) || is(suffix.clone(), agreement(suffix, head)));
        let words_kept = if similarity < 1.0 { query.words_kept(&normalized.chars, start, end) } else { 1.0 };
        Candidate {
            start,
            end,
            similarity,
            words_kept,
            sides,
            edges,
            proximity,
            expected: hint.close && away <= MAX_EXPECTED_DISTANCE,
            is_neighbour,
        }
    }

    /// The passage by similarity.
    pub(super) fn find_similar(&self, selector: &Selector, hint: Hint) -> Anchor {
        let query = Query::new(selector);
        if query.quote.is_empty() {
            return Anchor::Orphaned;
        }
        let normalized = self.around(hint.at);
        let at = normalized.index(self.document.offsets.to_bytes(&self.document.text, hint.at));
        let from = at.saturating_sub(SEARCH_RADIUS);
        let window = from..at.saturating_add(SEARCH_RADIUS).min(normalized.len());
        let chars = slice(&normalized.chars, window);
        let mut candidates = self.exact_candidates(&query, &normalized, hint);
        let found = similar_candidates(&query, chars).into_iter().chain(between_contexts(&query, chars));
        for (start, end, similarity) in found {
            let found = whole_words(&normalized.chars, &query.quote, from + start, from + end);
            let (start, end) = extend_to_context(&normalized.chars, &query, found);
            let similarity = if (start, end) == found {
                similarity
            } else {
                query.similarity(&normalized.chars, start, end)
            };
            candidates.push(self.candidate(&query, &normalized, hint, start, end, similarity));
        }
        candidates.retain(|candidate| candidate.is_accepted(&query));
        candidates.sort_by(|one, two| two.rank().total_cmp(&one.rank()));
        let Some(first) = candidates.first() else { return Anchor::Orphaned };
        let span = normalized.span(first.start, first.end);
        let other = candidates.iter().find(|candidate| !candidate.overlaps(first));
        if other.is_some_and(|other| first.rank() - other.rank() < MIN_SIMILAR_LEAD) {
            Anchor::Ambiguous(span)
        } else {
            Anchor::Fuzzy(span)
        }
    }
}
