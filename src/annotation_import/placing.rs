//! Quoted words against positions: the words win, and the position chooses between places with the same words.
//!
//! Positions are wrong more often than words: they count bytes or UTF-16 units, a header or carriage returns that the
//! text has lost, or another version of the text.

use crate::text::offset::Utf16Offsets;
use crate::text::{Document, Span, csv_cell, same_words};
use std::collections::HashMap;

/// Places examined for one quotation.
const MAX_PLACES: usize = 512;

/// The nearest place counts as meant if any other is so many times as far away.
const SURE_RATIO: u32 = 3;

/// The place of quoted words in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Placing {
    /// Exactly where the position says.
    Here(Span),
    /// Certainly meant, but not where the position says in code points.
    Elsewhere(Span),
    /// The nearest of several places, none of which the position singles out.
    Nearest(Span),
    /// The words are not in the text, or in several places without a position to choose by.
    Unknown,
}

/// A text in which quotations are looked for.
#[derive(Debug)]
pub(super) struct Quotations<'d> {
    document: &'d Document,
    utf16: Utf16Offsets,
    /// Places of words already looked for.
    known: HashMap<String, Vec<Span>>,
}

impl<'d> Quotations<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self { document, utf16: Utf16Offsets::new(&document.text), known: HashMap::new() }
    }

    /// All places of `words`, in text order, up to a limit.
    pub(super) fn all(&mut self, words: &str) -> &[Span] {
        let text = &self.document.text;
        self.known.entry(words.to_owned()).or_insert_with(|| places_of(text, words))
    }

    /// How many places of `words` the last search for them found; 0 if it needed none of them.
    pub(super) fn places(&self, words: &str) -> usize {
        self.known.get(words).map_or(0, Vec::len)
    }

    /// The passage at a position in code points, if it has these words, whatever white space parts them.
    pub(super) fn at(&self, (start, end): (u32, u32), words: &str) -> Option<Span> {
        let text = &self.document.text;
        let here = self.document.span_of_chars(start, end);
        (start < end && is_quoted(here.slice(text), words)).then_some(here)
    }

    /// The place of `words`; without a position, `start` and `end` are equal. `shift` is how far the words of nearby
    /// annotations stand from their positions, if that is known.
    pub(super) fn find(&mut self, (start, end): (u32, u32), words: &str, shift: Option<i64>) -> Placing {
        let text = &self.document.text;
        if let Some(here) = self.at((start, end), words) {
            return Placing::Here(here);
        }
        if words.trim().is_empty() || words.len() / 2 > text.len() {
            return Placing::Unknown;
        }
        let positioned = start < end;
        if positioned {
            let units = |units: u32| self.utf16.to_bytes(text, units) as usize;
            let bytes = (start as usize)..(end as usize);
            for range in [units(start)..units(end), bytes] {
                let quoted = text.get(range.clone()).is_some_and(|passage| is_quoted(passage, words));
                if quoted {
                    return Placing::Elsewhere(Span::of(range));
                }
            }
        }
        self.all(words);
        let places = self.known.get(words).map_or(&[][..], Vec::as_slice);
        match places {
            [] => Placing::Unknown,
            [only] => Placing::Elsewhere(*only),
            _ if !positioned => Placing::Unknown,
            several => {
                let expected = i64::from(start) + shift.unwrap_or(0);
                let expected = u32::try_from(expected.max(0)).unwrap_or(u32::MAX);
                let distance = |place: &Span| self.document.char_range(*place).0.abs_diff(expected);
                let mut by_distance: Vec<(u32, Span)> =
                    several.iter().map(|place| (distance(place), *place)).collect();
                by_distance.sort_by_key(|(distance, place)| (*distance, place.start()));
                match by_distance.as_slice() {
                    [(0, nearest), ..] => Placing::Elsewhere(*nearest),
                    [(near, nearest), (next, _), ..] if near.saturating_mul(SURE_RATIO) < *next => {
                        Placing::Elsewhere(*nearest)
                    }
                    [(_, nearest), ..] => Placing::Nearest(*nearest),
                    [] => Placing::Unknown,
                }
            }
        }
    }
}

/// Has a passage these words? A table holds a quotation as displayed in its cell.
fn is_quoted(passage: &str, words: &str) -> bool {
    let cell = || csv_cell::unescape(&csv_cell::escape(passage)) == words;
    !passage.trim().is_empty() && (passage == words || same_words(passage, words) || cell())
}

/// Where words stand in a text: as they are, or else with other white space between them. Places inside of longer words
/// count only if there is no other.
fn places_of(text: &str, words: &str) -> Vec<Span> {
    let mut places: Vec<Span> = text
        .match_indices(words)
        .take(MAX_PLACES)
        .map(|(at, found)| Span::of(at..at + found.len()))
        .collect();
    if places.is_empty() {
        places = loose_places(text, words);
    }
    let is_letter = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
    let cuts_no_word = |place: &Span| {
        let (before, after) = (text.get(..place.start() as usize), text.get(place.end() as usize..));
        let inside = place.slice(text);
        let cut = |one: Option<char>, two: Option<char>| is_letter(one) && is_letter(two);
        !cut(before.and_then(|before| before.chars().next_back()), inside.chars().next())
            && !cut(inside.chars().next_back(), after.and_then(|after| after.chars().next()))
    };
    if places.iter().any(cuts_no_word) {
        places.retain(cuts_no_word);
    }
    places
}

fn loose_places(text: &str, words: &str) -> Vec<Span> {
    let mut words = words.split_whitespace();
    let Some(first) = words.next() else { return Vec::new() };
    let rest: Vec<&str> = words.collect();
    let end_of = |at: usize| {
        let mut left = text.get(at + first.len()..)?;
        for word in &rest {
            let trimmed = left.trim_start();
            left = trimmed.strip_prefix(word).filter(|_| trimmed.len() < left.len())?;
        }
        Some(text.len() - left.len())
    };
    let ends = text.match_indices(first).filter_map(|(at, _)| Some(Span::of(at..end_of(at)?)));
    ends.take(MAX_PLACES).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "💩 é The ward must pay. Towards the\nward, all must pay.";

    fn find(position: (u32, u32), words: &str, shift: Option<i64>) -> (&'static str, &'static str) {
        let document = Document::new("n", TEXT.to_owned(), Vec::new(), Vec::new(), String::new());
        match Quotations::new(&document).find(position, words, shift) {
            Placing::Here(span) => ("here", span.slice(TEXT)),
            Placing::Elsewhere(span) => ("elsewhere", span.slice(TEXT)),
            Placing::Nearest(span) => ("nearest", span.slice(TEXT)),
            Placing::Unknown => ("unknown", ""),
        }
    }

    fn start(position: (u32, u32), words: &str, shift: Option<i64>) -> Option<u32> {
        let document = Document::new("n", TEXT.to_owned(), Vec::new(), Vec::new(), String::new());
        match Quotations::new(&document).find(position, words, shift) {
            Placing::Elsewhere(span) | Placing::Here(span) => Some(document.char_range(span).0),
            _ => None,
        }
    }

    #[test]
    fn words_win_over_positions_in_any_unit() {
        assert_eq!(find((4, 12), "The ward", None), ("here", "The ward"));
        // In UTF-16 units and in bytes.
        assert_eq!(find((5, 13), "The ward", None), ("elsewhere", "The ward"));
        assert_eq!(find((8, 16), "The ward", None), ("elsewhere", "The ward"));
        // Off by a header, beyond the end, empty, reversed, and without any position.
        for position in [(1004, 1012), (u32::MAX - 1, u32::MAX), (3, 3), (9, 4), (0, 0)] {
            assert_eq!(find(position, "The ward", None), ("elsewhere", "The ward"), "{position:?}");
        }
        assert_eq!(find((4, 12), "The guild", None), ("unknown", ""));
        assert_eq!(find((4, 12), " \n", None), ("unknown", ""));
        assert_eq!(find((0, 9), "the ward, all", None), ("elsewhere", "the\nward, all"));
    }

    #[test]
    fn the_position_chooses_between_places_or_leaves_it_open() {
        let first = start((13, 21), "must pay", None).unwrap();
        let second = TEXT.chars().count() as u32 - 9;
        assert_eq!(first, 13);
        assert_eq!(start((14, 22), "must pay", None), Some(first));
        assert_eq!(start((second - 2, second + 6), "must pay", None), Some(second));
        assert_eq!(find((27, 35), "must pay", None).0, "nearest");
        assert_eq!(find((900, 908), "must pay", None).0, "nearest");
        assert_eq!(find((0, 0), "must pay", None).0, "unknown");
        // The shift of a neighbour tells.
        assert_eq!(start((900, 908), "must pay", Some(i64::from(second) - 900)), Some(second));
        // Inside of a longer word only where there is no other place.
        assert_eq!(start((700, 704), "ward", Some(-692)), Some(8));
        assert_eq!(find((0, 1), "owards", None), ("elsewhere", "owards"));
    }
}
