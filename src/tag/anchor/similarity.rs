//! Similarity of text to a quotation, and a search for the most similar places.

use super::myers::{MatchStart, Pattern};
use super::normalize::{self, NormalizedText, slice};
use crate::tag::selector::Selector;

/// Characters from which a unique quotation needs no context.
pub(super) const LONG_QUOTE: usize = 24;
/// Number of candidate places examined.
const MAX_CANDIDATES: usize = 8;
/// Edits allowed in a quotation, in percent of its length.
const MAX_EDIT_PERCENT: usize = 55;
/// Edits allowed in a context that alone identifies the place, in percent of its length.
const MAX_CONTEXT_EDIT_PERCENT: usize = 30;
/// Characters of context next to the passage that count as its edge.
pub(super) const EDGE: usize = 10;

/// A selector, normalized.
pub(super) struct Query {
    pub(super) quote: Vec<char>,
    pub(super) prefix: Vec<char>,
    pub(super) suffix: Vec<char>,
}

impl Query {
    pub(super) fn new(selector: &Selector) -> Self {
        Self {
            quote: normalize::quote(&selector.exact),
            prefix: NormalizedText::new(&selector.prefix, 0).chars,
            suffix: NormalizedText::new(&selector.suffix, 0).chars,
        }
    }

    /// Do the words alone identify the passage, wherever they are?
    pub(super) fn is_distinctive(&self) -> bool {
        let words = self.quote.split(|char| *char == ' ').count();
        self.quote.len() >= LONG_QUOTE || self.quote.len() >= 18 && words >= 3
    }

    /// Similarity of a stretch of text to the quotation, 0.0 to 1.0.
    pub(super) fn similarity(&self, text: &[char], start: usize, end: usize) -> f64 {
        let region = slice(text, start..end);
        let pattern = Pattern::new(self.quote.iter().copied());
        let edits = pattern.distances(region.iter().copied(), MatchStart::First).last().copied().unwrap_or(0);
        1.0 - f64::from(edits) / region.len().max(self.quote.len()).max(1) as f64
    }

    /// Share of the quotation's words found in a stretch of text. By letters alone any two sentences of one language
    /// are half alike; by words they are not.
    pub(super) fn words_kept(&self, text: &[char], start: usize, end: usize) -> f64 {
        let words = |chars: &'_ [char]| -> Vec<String> {
            let words = chars.split(|char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
            words.map(|word| word.iter().collect()).collect()
        };
        let query = words(&self.quote);
        let mut found = words(slice(text, start..end));
        let mut kept = 0_usize;
        for word in &query {
            if let Some(at) = found.iter().position(|other| other == word) {
                found.swap_remove(at);
                kept += 1;
            }
        }
        kept as f64 / query.len().max(1) as f64
    }

    /// Lowest similarity that counts without other evidence, calibrated on quotations missing from a text. `None` if
    /// the quotation is too short.
    pub(super) fn min_similarity(&self) -> Option<f64> {
        match self.quote.len() {
            100.. => Some(0.55),
            60.. => Some(0.60),
            40.. => Some(0.72),
            24.. => Some(0.78),
            _ => None,
        }
    }
}

/// Share of `context` matched by the beginning of `found`, less the edits. An empty context agrees only with an empty
/// one.
pub(super) fn agreement(context: Vec<char>, found: impl Iterator<Item = char>) -> f64 {
    // For an empty `context`, look at one character: is there any?
    let mut found = found.take((context.len() * 3 / 2).max(1)).peekable();
    if context.is_empty() {
        return if found.peek().is_none() { 1.0 } else { 0.0 };
    }
    let found: Vec<char> = found.collect();
    if found.starts_with(&context) {
        return 1.0;
    }
    let length = context.len();
    let distances = Pattern::new(context.into_iter()).distances(found.into_iter(), MatchStart::First);
    let least = distances.into_iter().min().unwrap_or(0);
    1.0 - f64::from(least) / length as f64
}

/// The places most similar to the quotation, with their similarities.
pub(super) fn similar_candidates(query: &Query, text: &[char]) -> Vec<(usize, usize, f64)> {
    let length = query.quote.len();
    let most = u32::try_from(length * MAX_EDIT_PERCENT / 100).unwrap_or(256).min(256);
    let pattern = Pattern::new(query.quote.iter().copied());
    let backwards = Pattern::new(query.quote.iter().rev().copied());
    let ends = local_minima(
        &pattern.distances(text.iter().copied(), MatchStart::Anywhere),
        most,
        length / 2 + 1,
        MAX_CANDIDATES,
    );
    let whole = |(end, edits): (usize, u32)| {
        let start = match_start(&backwards, text, end, length + edits as usize + 1);
        (start, end, 1.0 - f64::from(edits) / length as f64)
    };
    ends.into_iter().map(whole).filter(|(start, end, _)| start < end).collect()
}

/// Start of the match that ends at `end`; `backwards` is the reversed pattern.
fn match_start(backwards: &Pattern, text: &[char], end: usize, most: usize) -> usize {
    let before = slice(text, ..end).iter().rev().take(most).copied();
    let distances = backwards.distances(before, MatchStart::First);
    let best = distances.iter().enumerate().min_by_key(|&(_, distance)| *distance);
    end - best.map_or(0, |(length, _)| length)
}

/// The lowest values up to `most`, none within `apart` of a lower one.
fn local_minima(values: &[u32], most: u32, apart: usize, count: usize) -> Vec<(usize, u32)> {
    let at = |index: Option<usize>| index.and_then(|index| values.get(index)).copied().unwrap_or(u32::MAX);
    let mut low: Vec<(u32, usize)> = values
        .iter()
        .enumerate()
        .filter(|&(index, &value)| {
            value <= most && value <= at(index.checked_sub(1)) && value <= at(index.checked_add(1))
        })
        .map(|(index, &value)| (value, index))
        .collect();
    low.sort_unstable();
    let mut kept: Vec<(usize, u32)> = Vec::new();
    for (value, index) in low {
        if kept.len() == count {
            break;
        }
        if kept.iter().all(|&(other, _)| other.abs_diff(index) >= apart) {
            kept.push((index, value));
        }
    }
    kept
}

/// The same place with its ends moved by a few words to the edges of the recorded context.
///
/// Of several alignments with equal similarity the shortest has the fewest edits, and may omit a word that belongs to
/// it.
pub(super) fn extend_to_context(
    text: &[char],
    query: &Query,
    (start, end): (usize, usize),
) -> (usize, usize) {
    /// Characters by which an end may move.
    const MAX_MOVE: usize = 24;
    /// A shorter context occurs anywhere.
    const MIN_CONTEXT: usize = 6;
    let blank = |char: &char| *char == ' ';
    let prefix: Vec<char> =
        query.prefix.iter().rev().skip_while(|char| blank(char)).take(EDGE).copied().collect();
    let suffix: Vec<char> = query.suffix.iter().skip_while(|char| blank(char)).take(EDGE).copied().collect();
    let before = |at: usize| {
        let found = slice(text, ..at).iter().rev().skip_while(|char| blank(char));
        prefix.len() >= MIN_CONTEXT && found.take(prefix.len()).eq(prefix.iter())
    };
    let after = |at: usize| {
        let found = slice(text, at..).iter().skip_while(|char| blank(char));
        suffix.len() >= MIN_CONTEXT && found.take(suffix.len()).eq(suffix.iter())
    };
    let by_distance =
        |at: usize| (0..=MAX_MOVE).flat_map(move |far| [at.checked_add(far), at.checked_sub(far)]).flatten();
    let first = by_distance(start)
        .find(|&at| at < end && text.get(at).is_some_and(|char| !blank(char)) && before(at));
    let start = first.unwrap_or(start);
    let last = by_distance(end)
        .find(|&at| at > start && text.get(at - 1).is_some_and(|char| !blank(char)) && after(at));
    (start, last.unwrap_or(end))
}

/// The text between the context before and the context after, where both occur.
pub(super) fn between_contexts(query: &Query, text: &[char]) -> Vec<(usize, usize, f64)> {
    /// A shorter context leads anywhere.
    const MIN_CONTEXT: usize = 12;
    let (length, prefix, suffix) = (query.quote.len(), &query.prefix, &query.suffix);
    if prefix.len() < MIN_CONTEXT || suffix.len() < MIN_CONTEXT {
        return Vec::new();
    }
    let edits = |context: &[char]| u32::try_from(context.len() * MAX_CONTEXT_EDIT_PERCENT / 100).unwrap_or(0);
    let before = Pattern::new(prefix.iter().copied()).distances(text.iter().copied(), MatchStart::Anywhere);
    let after = Pattern::new(suffix.iter().copied());
    let after_backwards = Pattern::new(suffix.iter().rev().copied());
    let mut found = Vec::new();
    for (start, _) in local_minima(&before, edits(prefix), prefix.len() / 2, 3) {
        let from = start + length * 2 / 5;
        let to = (start + length * 2 + suffix.len()).min(text.len());
        let Some(behind) = text.get(from..to) else { continue };
        let ends =
            local_minima(&after.distances(behind.iter().copied(), MatchStart::Anywhere), edits(suffix), 1, 1);
        for (end, edits) in ends {
            let end = match_start(&after_backwards, text, from + end, suffix.len() + edits as usize + 1);
            if start < end {
                found.push((start, end, query.similarity(text, start, end)));
            }
        }
    }
    found
}

/// Trims white space and partial words from a place, if the quotation begins and ends with whole words.
pub(super) fn whole_words(text: &[char], quote: &[char], mut start: usize, mut end: usize) -> (usize, usize) {
    /// Longer words are not worth completing.
    const MAX_WORD: usize = 16;
    let char = |at: usize| text.get(at).copied().unwrap_or(' ');
    while start < end && char(start) == ' ' {
        start += 1;
    }
    while start < end && char(end - 1) == ' ' {
        end -= 1;
    }
    let inside = |at: usize| at > 0 && char(at - 1).is_alphanumeric() && char(at).is_alphanumeric();
    if quote.first().is_some_and(|char| char.is_alphanumeric()) && inside(start) {
        let back = (0..=start).rev().take(MAX_WORD).find(|&at| !inside(at));
        start = back.unwrap_or(start);
    }
    if quote.last().is_some_and(|char| char.is_alphanumeric()) && inside(end) {
        let on = (end..=text.len()).take(MAX_WORD).find(|&at| !inside(at));
        end = on.unwrap_or(end);
    }
    (start, end)
}
