//! Similarity of text to a quotation and its context.

use super::index::Needle;
use super::myers::{MatchStart, Pattern};
use super::normalize::{self, NormalizedText, slice};
use crate::tag::selector::Selector;

/// Characters from which a unique quotation needs no context.
pub(super) const LONG_QUOTE: usize = 24;
/// Edits allowed in a quotation, in percent of its length.
const MAX_EDIT_PERCENT: usize = 55;
/// Edits allowed in a context that alone identifies the place, in percent of its length.
const MAX_CONTEXT_EDIT_PERCENT: usize = 30;
/// Characters of context next to the passage that count as its edge.
pub(super) const EDGE: usize = 10;
/// A shorter context leads anywhere.
const MIN_CONTEXT: usize = 12;

/// A selector, normalized.
pub(super) struct Query {
    pub(super) quote: Needle,
    pub(super) before: Context,
    pub(super) after: Context,
}

/// The context on one side of a quotation, without the blanks next to it.
pub(super) struct Context {
    /// From the passage outwards.
    pub(super) outwards: Vec<char>,
    whole: Pattern,
    edge: Pattern,
    /// In text order.
    needle: Needle,
}

impl Context {
    /// `chars` run from the passage outwards.
    fn new(chars: impl Iterator<Item = char>, reversed: bool) -> Self {
        let outwards: Vec<char> = chars.skip_while(|char| *char == ' ').collect();
        let edge = slice(&outwards, ..outwards.len().min(EDGE));
        let mut in_order = outwards.clone();
        if reversed {
            in_order.reverse();
        }
        Self {
            whole: Pattern::new(outwards.iter().copied()),
            edge: Pattern::new(edge.iter().copied()),
            needle: Needle::new(in_order),
            outwards,
        }
    }

    /// Its needle, if it is long enough to lead to a place.
    pub(super) fn needle(&self) -> Option<&Needle> {
        (self.outwards.len() >= MIN_CONTEXT).then_some(&self.needle)
    }

    /// Edits within which a place counts as this context.
    pub(super) fn max_edits(&self) -> u32 {
        (self.outwards.len() * MAX_CONTEXT_EDIT_PERCENT / 100) as u32
    }

    /// Share of the context matched by the beginning of `found`, and that of its edge; less the edits.
    ///
    /// An empty context agrees only with an empty text.
    pub(super) fn agreement(&self, found: impl Iterator<Item = char>) -> (f64, f64) {
        let length = self.outwards.len();
        let found: Vec<char> = found.skip_while(|char| *char == ' ').take((length * 3 / 2).max(1)).collect();
        if length == 0 {
            let whole = if found.is_empty() { 1.0 } else { 0.0 };
            return (whole, whole);
        }
        if found.starts_with(&self.outwards) {
            return (1.0, 1.0);
        }
        let share = |pattern: &Pattern, length: usize| {
            let found = found.iter().copied().take(length * 3 / 2);
            let least = pattern.distances(found, MatchStart::First).into_iter().min().unwrap_or(0);
            1.0 - f64::from(least) / length as f64
        };
        (share(&self.whole, length), share(&self.edge, length.min(EDGE)))
    }
}

impl Query {
    pub(super) fn new(selector: &Selector) -> Self {
        let prefix = NormalizedText::new(&selector.prefix, 0).chars;
        let suffix = NormalizedText::new(&selector.suffix, 0).chars;
        Self {
            quote: Needle::new(normalize::quote(&selector.exact)),
            before: Context::new(prefix.into_iter().rev(), true),
            after: Context::new(suffix.into_iter(), false),
        }
    }

    pub(super) const fn length(&self) -> usize {
        self.quote.chars.len()
    }

    /// Was it recorded without surroundings that lead anywhere?
    pub(super) const fn is_bare(&self) -> bool {
        self.before.outwards.len() < MIN_CONTEXT && self.after.outwards.len() < MIN_CONTEXT
    }

    /// Do the words alone identify the passage, wherever they are?
    pub(super) fn is_distinctive(&self) -> bool {
        let words = self.quote.chars.split(|char| *char == ' ').count();
        self.length() >= LONG_QUOTE || self.length() >= 18 && words >= 3
    }

    pub(super) fn max_edits(&self) -> u32 {
        u32::try_from(self.length() * MAX_EDIT_PERCENT / 100).unwrap_or(256).min(256)
    }

    /// Similarity of a stretch of text to the quotation, 0.0 to 1.0.
    pub(super) fn similarity(&self, text: &[char], start: usize, end: usize) -> f64 {
        let region = slice(text, start..end);
        if region == self.quote.chars {
            return 1.0;
        }
        let edits = self.quote.edits_to(region);
        1.0 - f64::from(edits) / region.len().max(self.length()).max(1) as f64
    }

    /// Share of the quotation's words found in a stretch of text. By letters alone any two sentences of one language
    /// are half alike; by words they are not.
    pub(super) fn words_kept(&self, text: &[char], start: usize, end: usize) -> f64 {
        let words = |chars: &'_ [char]| -> Vec<String> {
            let words = chars.split(|char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
            words.map(|word| word.iter().collect()).collect()
        };
        let query = words(&self.quote.chars);
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
    pub(super) const fn min_similarity(&self) -> Option<f64> {
        match self.length() {
            100.. => Some(0.55),
            60.. => Some(0.60),
            40.. => Some(0.72),
            24.. => Some(0.78),
            _ => None,
        }
    }

    /// The same place with its ends moved by a few words to the edges of the recorded context.
    ///
    /// Of several alignments with equal similarity the shortest has the fewest edits, and may omit a word that belongs
    /// to it.
    pub(super) fn extend_to_context(&self, text: &[char], (start, end): (usize, usize)) -> (usize, usize) {
        /// Characters by which an end may move.
        const MAX_MOVE: usize = 24;
        /// A shorter context occurs anywhere.
        const MIN_EDGE: usize = 6;
        let blank = |char: &char| *char == ' ';
        let edge = |context: &Context| slice(&context.outwards, ..context.outwards.len().min(EDGE)).to_vec();
        let (prefix, suffix) = (edge(&self.before), edge(&self.after));
        let before = |at: usize| {
            let found = slice(text, ..at).iter().rev().skip_while(|char| blank(char));
            prefix.len() >= MIN_EDGE && found.take(prefix.len()).eq(prefix.iter())
        };
        let after = |at: usize| {
            let found = slice(text, at..).iter().skip_while(|char| blank(char));
            suffix.len() >= MIN_EDGE && found.take(suffix.len()).eq(suffix.iter())
        };
        let by_distance = |at: usize| {
            (0..=MAX_MOVE).flat_map(move |far| [at.checked_add(far), at.checked_sub(far)]).flatten()
        };
        let first = by_distance(start)
            .find(|&at| at < end && text.get(at).is_some_and(|char| !blank(char)) && before(at));
        let start = first.unwrap_or(start);
        let last = by_distance(end)
            .find(|&at| at > start && text.get(at - 1).is_some_and(|char| !blank(char)) && after(at));
        (start, last.unwrap_or(end))
    }
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
