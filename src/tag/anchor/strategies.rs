//! Search for one passage: gathers the places that may be it, and decides between them.
//!
//! Context outweighs words. A place with the very words but in foreign surroundings may be a twin of a passage that
//! was cut or edited, so it is certain only where nothing speaks against it.

use super::Anchor;
use super::candidate::{Candidate, Prediction};
use super::index::{GramIndex, Place};
use super::normalize::{NormalizedText, slice};
use super::similarity::{Context, LONG_QUOTE, Query, whole_words};
use crate::tag::selector::Selector;
use crate::text::{Document, Span};

/// Bytes from the expected position within which a place counts as near it.
const MAX_NEAR_DISTANCE: u32 = 80;
/// The same for a place that is right there.
const MAX_EXACT_DISTANCE: u32 = 16;
/// Lead in rank of the best place over the next one.
const MIN_LEAD: f64 = 0.08;
/// Lead in context of a place over another that has as many sides of the context.
const MIN_CONTEXT_LEAD: f64 = 0.10;
/// How much better one side of the context may agree at another place.
const MAX_SIDE_DEFICIT: f64 = 0.10;
/// Agreement from which a side of the context may stand for both.
const MIN_STRONG_SIDE: f64 = 0.90;
/// Exact occurrences examined: those nearest to the expected position.
const MAX_EXACT: usize = 64;
/// Similar places examined.
const MAX_SIMILAR: usize = 8;
/// Places examined where a side of the context stands.
const MAX_CONTEXTS: usize = 6;
/// Characters around the expected position that are compared with a quotation in full.
const SCAN_RADIUS: usize = 3000;
/// Longest quotation compared in full, in characters.
const MAX_SCANNED: usize = 512;
/// Characters between a passage and the context next to it.
const MAX_ADJACENT: usize = 3;
/// Edits by which a context that stands elsewhere may be less like the recorded one and still count as that.
const MAX_EXTRA_EDITS: u32 = 3;
/// Characters that an edit may put between a passage and its context.
const MAX_INSERTION: usize = 200;
/// Similarity from which an exactly predicted place needs no context.
const MIN_PREDICTED_SIMILARITY: f64 = 0.70;
/// Other places kept for a tag whose first choice belongs to another.
const MAX_OPTIONS: usize = 6;

/// Expected position of a passage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hint {
    /// In bytes.
    pub(super) at: u32,
    /// Is this derived from a certain match nearby?
    pub(super) close: bool,
    /// Do the certain matches before and after predict the same?
    pub(super) agreed: bool,
}

/// A place that may be a passage, and how well it fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Choice {
    pub(super) span: Span,
    pub(super) rank: f64,
}

/// Result of a search.
#[derive(Debug, Clone)]
pub(super) struct Search {
    pub(super) anchor: Anchor,
    /// The best first.
    pub(super) choices: Vec<Choice>,
}

/// A stretch of a document, normalized and indexed.
pub(super) struct Haystack {
    normalized: NormalizedText,
    index: GramIndex,
}

/// Where the context of a passage stands.
struct Surroundings {
    before: Vec<Place>,
    after: Vec<Place>,
}

impl Haystack {
    /// `part` lies on character boundaries.
    pub(super) fn new(document: &Document, part: Span) -> Self {
        let normalized = NormalizedText::new(part.slice(&document.text), part.start());
        let index = GramIndex::new(&normalized.chars);
        Self { normalized, index }
    }

    /// The place of a passage near `hint`, or anywhere in this stretch.
    pub(super) fn search(&self, selector: &Selector, hint: Hint) -> Search {
        let query = Query::new(selector);
        let none = Search { anchor: Anchor::Orphaned, choices: Vec::new() };
        if query.quote.chars.is_empty() {
            return none;
        }
        let text = &self.normalized.chars;
        let near = self.normalized.index(hint.at);
        let around = Surroundings {
            before: self.places_of(&query.before, near.saturating_sub(query.before.outwards.len())),
            after: self.places_of(&query.after, near + query.length()),
        };
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut add = |(start, end): (usize, usize)| {
            if start < end && !candidates.iter().any(|one| (one.start, one.end) == (start, end)) {
                candidates.push(Candidate::new(
                    &query,
                    text,
                    (start, end),
                    self.prediction(start, end, hint),
                ));
            }
        };
        let exact = self.index.exact(text, &query.quote.chars, near, MAX_EXACT);
        for at in exact {
            add((at, at + query.length()));
        }
        for place in between(&query, &around, text) {
            add(place);
        }
        let in_place = |one: &Candidate| one.is_exact() && one.sides.0 >= 1.0 && one.sides.1 >= 1.0;
        if !candidates.iter().any(in_place) {
            let mut found = self.index.similar(text, &query.quote, near, query.max_edits(), MAX_SIMILAR);
            found.extend(self.scan(&query, near));
            for Place { start, end, .. } in found {
                let found = whole_words(text, &query.quote.chars, start, end);
                let found = query.extend_to_context(text, found);
                if !candidates.iter().any(|one| (one.start, one.end) == found) && found.0 < found.1 {
                    let prediction = self.prediction(found.0, found.1, hint);
                    candidates.push(Candidate::new(&query, text, found, prediction));
                }
            }
        }
        candidates.retain(|candidate| candidate.is_accepted(&query));
        // Few words without surroundings that stand in several places lead nowhere.
        let is_nowhere = query.before.outwards.is_empty() && query.after.outwards.is_empty();
        if is_nowhere
            && query.length() < LONG_QUOTE
            && candidates.iter().filter(|one| one.is_exact()).count() > 1
        {
            return none;
        }
        let candidates = apart(candidates);
        let Some((first, rivals)) = candidates.split_first() else { return none };
        let span = self.normalized.span(first.start, first.end);
        let leads = rivals.iter().all(|rival| leads(&query, first, rival));
        let anchor = match leads && is_certain(&query, first, &around) {
            false => Anchor::Ambiguous(span),
            true if first.is_exact() => Anchor::Moved(span),
            true => Anchor::Fuzzy(span),
        };
        let choice =
            |one: &Candidate| Choice { span: self.normalized.span(one.start, one.end), rank: one.rank() };
        Search { anchor, choices: candidates.iter().take(MAX_OPTIONS).map(choice).collect() }
    }

    fn places_of(&self, context: &Context, near: usize) -> Vec<Place> {
        let Some(needle) = context.needle() else { return Vec::new() };
        self.index.similar(&self.normalized.chars, needle, near, context.max_edits(), MAX_CONTEXTS)
    }

    /// Places near the expected position, without the index: it misses what keeps no sequence of characters.
    fn scan(&self, query: &Query, near: usize) -> Vec<Place> {
        if query.length() > MAX_SCANNED {
            return Vec::new();
        }
        let from = near.saturating_sub(SCAN_RADIUS).min(self.normalized.len());
        let to = near.saturating_add(SCAN_RADIUS).min(self.normalized.len());
        let found = query.quote.scan(slice(&self.normalized.chars, from..to), query.max_edits(), MAX_SIMILAR);
        found.into_iter().map(|at| Place { start: from + at.start, end: from + at.end, ..at }).collect()
    }

    fn prediction(&self, start: usize, end: usize, hint: Hint) -> Prediction {
        match self.normalized.span(start, end).start().abs_diff(hint.at) {
            _ if !hint.close => Prediction::None,
            0..=MAX_EXACT_DISTANCE if hint.agreed => Prediction::Exact,
            ..=MAX_NEAR_DISTANCE => Prediction::Near,
            _ => Prediction::None,
        }
    }

    /// For a text too long to normalize: the passage, if its words occur exactly once, byte for byte.
    pub(super) fn unique(document: &Document, selector: &Selector) -> Search {
        let text = document.text.as_str();
        let mut found = memchr::memmem::find_iter(text.as_bytes(), selector.exact.as_bytes());
        let (Some(at), None) = (found.next(), found.next()) else {
            return Search { anchor: Anchor::Orphaned, choices: Vec::new() };
        };
        let span = Span::of(at..at + selector.exact.len());
        let before = text.get(..at).is_some_and(|text| text.ends_with(&selector.prefix));
        let after =
            text.get(at + selector.exact.len()..).is_some_and(|text| text.starts_with(&selector.suffix));
        let anchor = if before && after { Anchor::Moved(span) } else { Anchor::Ambiguous(span) };
        Search { anchor, choices: vec![Choice { span, rank: 1.0 }] }
    }
}

/// One candidate for each place, that with the best bounds; the best place first.
fn apart(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_by(|one, two| two.fit().total_cmp(&one.fit()));
    let mut places: Vec<Candidate> = Vec::new();
    for candidate in candidates {
        if !places.iter().any(|place| place.overlaps(&candidate)) {
            places.push(candidate);
        }
    }
    places.sort_by(|one, two| two.rank().total_cmp(&one.rank()));
    places
}

/// Stretches between the context before and the context after, where both stand, and the words next to either.
fn between(query: &Query, around: &Surroundings, text: &[char]) -> Vec<(usize, usize)> {
    let length = query.length();
    let is_blank = |at: usize| text.get(at) == Some(&' ');
    let mut found = Vec::new();
    for before in &around.before {
        let start = before.end + usize::from(is_blank(before.end));
        let ends = around.after.iter().map(|after| after.start);
        let fitting = ends.filter(|end| (start + length * 2 / 5..=start + length * 2 + EXTRA).contains(end));
        let nearest = fitting.min_by_key(|end| end.abs_diff(start + length));
        found.extend(nearest.map(|end| (start, end - usize::from(end > start && is_blank(end - 1)))));
    }
    found
}

/// Characters that a passage between its contexts may gain beside doubling in length.
const EXTRA: usize = 16;

/// Is one place so much better than another that no reader has to choose?
fn leads(query: &Query, first: &Candidate, rival: &Candidate) -> bool {
    let is_whole = |one: &Candidate| one.is_exact() && (query.is_bare() || one.sides == (1.0, 1.0));
    if is_whole(first) {
        // Nothing is missing here, so only a place with the whole context rivals it.
        return !is_whole(rival) && rival.sides != (1.0, 1.0);
    }
    if query.is_bare() {
        return first.rank() - rival.rank() >= MIN_LEAD;
    }
    let is_predicted = first.prediction == Prediction::Exact && rival.prediction < Prediction::Exact;
    let is_tie =
        first.side_count() == rival.side_count() && first.context() - rival.context() < MIN_CONTEXT_LEAD;
    // Half of the context here and the other half there speak for both.
    let falls_behind = |one: f64, two: f64, has_it: bool| has_it && two - one > MAX_SIDE_DEFICIT;
    let is_split = falls_behind(first.sides.0, rival.sides.0, rival.has_side.0)
        || falls_behind(first.sides.1, rival.sides.1, rival.has_side.1);
    (is_predicted || !is_tie && !is_split) && first.rank() - rival.rank() >= MIN_LEAD
}

/// Does nothing speak against the best place?
fn is_certain(query: &Query, first: &Candidate, around: &Surroundings) -> bool {
    let is_predicted = first.prediction == Prediction::Exact && first.similarity >= MIN_PREDICTED_SIMILARITY;
    if query.is_bare() {
        // Nothing is known of its surroundings, so nothing in them speaks against it.
        return true;
    }
    if is_predicted && (first.side_count() > 0 || query.is_distinctive()) {
        return true;
    }
    // Where its context stands without it, the passage was cut.
    let max_gap = (query.length() / 5).max(2).min(query.length().saturating_sub(1));
    // A context less like the recorded one than that here is another.
    let edits = |side: f64, context: &Context| ((1.0 - side) * context.outwards.len() as f64).ceil();
    let own_edits = edits(first.sides.0, &query.before) + edits(first.sides.1, &query.after);
    let is_strong = (first.sides.0 >= MIN_STRONG_SIDE, first.sides.1 >= MIN_STRONG_SIDE);
    // A passage that ends as its neighbour does has the context before it at its own end, too.
    let is_own_end =
        |before: &Place| is_strong == (true, true) && (first.start + 1..=first.end + 1).contains(&before.end);
    let is_gap = |before: &Place| {
        let mut fitting =
            around.after.iter().filter(|after| f64::from(before.edits + after.edits) <= own_edits);
        fitting.any(|after| after.start.abs_diff(before.end) <= max_gap)
    };
    if around.before.iter().filter(|before| !is_own_end(before)).any(is_gap) {
        return false;
    }
    let before = |place: &Place| first.start.checked_sub(place.end);
    let after = |place: &Place| place.start.checked_sub(first.end);
    match is_strong {
        (true, true) => true,
        (true, false) => {
            stands_only_here(&around.before, before)
                && (first.has_side.1 || stands_near(&around.after, after))
        }
        (false, true) => {
            stands_only_here(&around.after, after)
                && (first.has_side.0 || stands_near(&around.before, before))
        }
        (false, false) => first.side_count() == 2,
    }
}

/// Is a side of the context, which is not next to a place, near it or nowhere? `distance` is `None` on the wrong side.
fn stands_near(places: &[Place], distance: impl Fn(&Place) -> Option<usize>) -> bool {
    places.is_empty() || places.iter().any(|place| distance(place).is_some_and(|far| far <= MAX_INSERTION))
}

/// Does a side of the context, which is next to a place, stand nowhere else as well?
fn stands_only_here(places: &[Place], distance: impl Fn(&Place) -> Option<usize>) -> bool {
    let is_here = |place: &Place| distance(place).is_some_and(|far| far <= MAX_ADJACENT);
    let least = places.iter().filter(|place| is_here(place)).map(|place| place.edits).min().unwrap_or(0);
    places.iter().all(|place| is_here(place) || place.edits > least + MAX_EXTRA_EDITS)
}
