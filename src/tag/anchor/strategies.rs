//! Search strategies for a quotation, from the most to the least certain.

use super::Anchor;
use super::normalize::Folded;
use super::similarity::{EDGE, LONG, Wanted, agreement, between, likenesses, touching, whole_words};
use crate::tag::selector::Selector;
use crate::text::{Document, Span};
use std::borrow::Cow;

/// Agreement required of the better context side if the quotation alone is not decisive.
const AGREES: f64 = 0.60;
/// Share of a longer quotation's words required at a place.
const WORDS_KEPT: f64 = 0.45;
/// Bytes from the expected position within which a place counts as expected.
const CLOSE: u32 = 80;
/// Agreement required of the adjacent context if a place is accepted because of its context.
const EDGE_AGREES: f64 = 0.60;
/// Lead of the best place over the next with the same words.
const MARGIN: f64 = 0.10;
/// The same for places that are only similar to the quotation.
const NEARLY_MARGIN: f64 = 0.08;
/// Candidate places; a quotation with more is too common for its context to decide.
const PLACES: usize = 512;
/// Texts up to this many bytes are normalized as a whole; in longer ones only the surroundings are.
const WHOLE: usize = 4 << 20;
/// Search radius for similar places around the expected position, in characters.
const REACH: usize = 60_000;

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
    whole: Option<Folded>,
}

/// A candidate place for the passage.
#[derive(Debug, Clone, Copy)]
struct Place {
    start: usize,
    end: usize,
    /// Similarity to the quotation, 0.0 to 1.0.
    like: f64,
    /// Share of the quotation's words found here, 0.0 to 1.0.
    kept: f64,
    /// Agreement of the context before and after.
    sides: (f64, f64),
    /// Agreement of the adjacent part of the context.
    edges: (f64, f64),
    /// Proximity to the expected position.
    near: f64,
    /// Is it where certain matches nearby predict?
    expected: bool,
    /// Is it a neighbour of the passage, and therefore not the passage?
    beside: bool,
}

impl Place {
    fn best(&self) -> f64 {
        self.sides.0.max(self.sides.1)
    }

    fn mean(&self) -> f64 {
        self.sides.0.midpoint(self.sides.1)
    }

    /// Score among places with identical words: by context.
    fn by_context(&self) -> f64 {
        0.5 * self.best() + 0.5 * self.mean() + 0.06 * self.near
    }

    fn rank(&self) -> f64 {
        0.6 * self.like + 0.2 * self.best() + 0.2 * self.mean() + 0.04 * self.near
    }

    fn is_accepted(&self, wanted: &Wanted) -> bool {
        let short = wanted.quote.len() < LONG;
        if self.beside {
            return false;
        }
        // Neighbours of a deleted passage share its context, but at some distance.
        let firm = |side: f64, edge: f64| if edge >= EDGE_AGREES { side } else { 0.0 };
        let (before, after) = (firm(self.sides.0, self.edges.0), firm(self.sides.1, self.edges.1));
        if !short && self.kept < WORDS_KEPT {
            return false;
        }
        wanted.floor().is_some_and(|floor| self.like >= floor)
            || before.max(after) >= 0.75 && self.like >= if short { 0.60 } else { 0.45 }
            || before.min(after) >= 0.70 && self.like >= 0.30
            || self.expected && !short && self.like >= 0.56
    }

    const fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

impl<'d> Haystack<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        let text = document.text.as_str();
        let whole = (text.len() <= WHOLE).then(|| Folded::new(text, 0));
        Self { document, whole }
    }

    /// The normalized text around a code point.
    fn around(&self, hint: u32) -> Cow<'_, Folded> {
        if let Some(whole) = &self.whole {
            return Cow::Borrowed(whole);
        }
        let text = self.document.text.as_str();
        let at = self.document.offsets.to_bytes(text, hint) as usize;
        let from = text.ceil_char_boundary(at.saturating_sub(2 * REACH));
        let to = text.ceil_char_boundary(at.saturating_add(2 * REACH));
        Cow::Owned(Folded::new(crate::text::slice(text, from..to), from as u32))
    }

    /// The passage, if its exact words occur once, or if the context singles out one occurrence. `hint` is the
    /// expected position.
    pub(super) fn surely(&self, selector: &Selector, hint: Hint) -> Option<Span> {
        let wanted = Wanted::new(selector);
        let folded = self.around(hint.at);
        let mut places = self.exactly(&wanted, &folded, hint);
        if places.is_empty() {
            return self.far_off(selector);
        }
        places.sort_by(|one, two| two.by_context().total_cmp(&one.by_context()));
        let place = match places.as_slice() {
            [only] if only.best() >= AGREES || wanted.is_telling() => only,
            [first, second, ..]
                if first.best() >= AGREES && first.by_context() - second.by_context() >= MARGIN =>
            {
                first
            }
            _ => return None,
        };
        Some(folded.span(place.start, place.end))
    }

    /// For a text too long to normalize: the passage, if its words occur exactly once, byte for byte.
    fn far_off(&self, selector: &Selector) -> Option<Span> {
        let long = selector.exact.chars().count() >= LONG;
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

    fn exactly(&self, wanted: &Wanted, folded: &Folded, hint: Hint) -> Vec<Place> {
        if wanted.quote.is_empty() {
            return Vec::new();
        }
        let found = folded.find(&wanted.quote, PLACES);
        found
            .into_iter()
            .map(|at| self.place(wanted, folded, hint, at, at + wanted.quote.len(), 1.0))
            .collect()
    }

    fn place(
        &self,
        wanted: &Wanted,
        folded: &Folded,
        hint: Hint,
        start: usize,
        end: usize,
        like: f64,
    ) -> Place {
        let before = folded.chars.get(..start).unwrap_or_default().iter().rev();
        let after = folded.chars.get(end..).unwrap_or_default().iter();
        let (prefix, suffix) = (wanted.prefix.iter().rev().copied(), wanted.suffix.iter().copied());
        let sides = (
            agreement(prefix.clone().collect(), before.clone().copied()),
            agreement(suffix.clone().collect(), after.clone().copied()),
        );
        let edges = (
            agreement(prefix.take(EDGE).collect(), before.copied()),
            agreement(suffix.take(EDGE).collect(), after.copied()),
        );
        let at = self.document.offsets.to_bytes(&self.document.text, hint.at);
        let away = folded.span(start, end).start().abs_diff(at);
        let near = 1.0 - f64::from(away) / (self.document.text.len().max(1) as f64);
        // Where a passage is deleted, its neighbour has half of its context and may be similar to it.
        let tail = folded.chars.get(..end).unwrap_or_default().iter().rev().copied();
        let head = folded.chars.get(start..).unwrap_or_default().iter().copied();
        let blank = |char: &char| *char == ' ';
        let prefix: Vec<char> = wanted.prefix.iter().rev().copied().skip_while(blank).collect();
        let suffix: Vec<char> = wanted.suffix.iter().copied().skip_while(blank).collect();
        let is = |context: Vec<char>, found: f64| context.len() >= EDGE && found >= 0.8 && found > like;
        let beside = like < 1.0
            && (is(prefix.clone(), agreement(prefix, tail)) || is(suffix.clone(), agreement(suffix, head)));
        let kept = if like < 1.0 { wanted.words_kept(&folded.chars, start, end) } else { 1.0 };
        Place { start, end, like, kept, sides, edges, near, expected: hint.close && away <= CLOSE, beside }
    }

    /// The passage by similarity.
    pub(super) fn nearly(&self, selector: &Selector, hint: Hint) -> Anchor {
        let wanted = Wanted::new(selector);
        if wanted.quote.is_empty() {
            return Anchor::Orphaned;
        }
        let folded = self.around(hint.at);
        let at = folded.index(self.document.offsets.to_bytes(&self.document.text, hint.at));
        let from = at.saturating_sub(REACH);
        let window = from..at.saturating_add(REACH).min(folded.len());
        let chars = folded.chars.get(window).unwrap_or_default();
        let mut places = self.exactly(&wanted, &folded, hint);
        let found = likenesses(&wanted, chars).into_iter().chain(between(&wanted, chars));
        for (start, end, like) in found {
            let found = whole_words(&folded.chars, &wanted.quote, from + start, from + end);
            let (start, end) = touching(&folded.chars, &wanted, found);
            let like = if (start, end) == found { like } else { wanted.likeness(&folded.chars, start, end) };
            places.push(self.place(&wanted, &folded, hint, start, end, like));
        }
        places.retain(|place| place.is_accepted(&wanted));
        places.sort_by(|one, two| two.rank().total_cmp(&one.rank()));
        let Some(first) = places.first() else { return Anchor::Orphaned };
        let span = folded.span(first.start, first.end);
        let other = places.iter().find(|place| !place.overlaps(first));
        if other.is_some_and(|other| first.rank() - other.rank() < NEARLY_MARGIN) {
            Anchor::Ambiguous(span)
        } else {
            Anchor::Fuzzy(span)
        }
    }
}
