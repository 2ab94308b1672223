//! Searching the text.

mod pattern;

use crate::text::{Document, Span};
use pattern::pattern;
use regex::Regex;

/// Texts up to this many bytes are searched whole at once, so that the places can be counted.
const COUNTED: usize = 4 << 20;
/// In a longer text so many bytes are searched at once; the rest is left to a thread.
const NEAR: usize = 512 << 10;

/// A search with what it has found.
#[derive(Debug)]
pub struct Find {
    /// What is looked for, as it was typed.
    pub query: String,
    /// The place found last.
    pub current: Option<Span>,
    /// Places on the page, in order.
    pub seen: Vec<Span>,
    /// Its number from 1, and how many there are; nothing while that is not known.
    pub count: Option<(usize, usize)>,
    /// Whether a thread is still looking for the next place.
    pub waits: bool,
    /// Tells the answer to the last question from late answers to earlier ones.
    pub(super) turn: u64,
    /// Where the page began when the search did.
    pub origin: u32,
    regex: Option<Regex>,
    places: Vec<Span>,
}

impl Find {
    /// A search that begins with the page at the byte `origin`.
    pub fn new(origin: u32) -> Self {
        let query = String::new();
        let (seen, places) = (Vec::new(), Vec::new());
        Self { query, current: None, seen, count: None, waits: false, turn: 0, origin, regex: None, places }
    }

    /// Looks for `query` from the origin on.
    ///
    /// Small letters find capitals and accents too, a capital only itself; a space finds any white space, and
    /// what a keyboard cannot say is forgiven.
    pub fn look_for(&mut self, query: &str, document: &Document) {
        query.clone_into(&mut self.query);
        self.regex = pattern(query);
        self.places.clear();
        (self.current, self.count) = (None, None);
        if let Some(regex) = self.regex.as_ref().filter(|_| document.text.len() <= COUNTED) {
            self.places = regex.find_iter(&document.text).map(|found| Span::of(found.range())).collect();
        }
        self.advance(document, self.origin, true);
    }

    /// Goes on to the next place, or the previous one; tells whether it went round the end.
    pub fn step(&mut self, document: &Document, forward: bool) -> bool {
        self.advance(document, self.next_from(forward), forward)
    }

    /// Where the next step begins.
    pub(super) fn next_from(&self, forward: bool) -> u32 {
        match (self.current, forward) {
            (Some(current), true) => current.start() + 1,
            (Some(current), false) => current.start(),
            (None, _) => self.origin,
        }
    }

    /// Notes which places are on the page.
    pub fn look_at(&mut self, document: &Document, seen: Span) {
        let Some(regex) = &self.regex else {
            self.seen.clear();
            return;
        };
        // A place may begin above the page, so the search begins with the block.
        let first = document.block(document.block_at(seen.start())).span;
        let last = document.block(document.block_at(seen.end().saturating_sub(1))).span;
        let text = first.union(last).slice(&document.text);
        self.seen =
            regex.find_iter(text).map(|found| Span::of(found.range()).shifted(first.start())).collect();
    }

    fn advance(&mut self, document: &Document, from: u32, forward: bool) -> bool {
        self.turn += 1;
        if document.text.len() > COUNTED {
            let before = self.count.zip(self.current);
            let found = self.near(document, from, forward);
            self.waits = found.is_none() && self.regex.is_some();
            self.current = found.or(self.current).filter(|_| self.regex.is_some());
            // One further on: the count goes with it, and nobody has to count again.
            let count = before.filter(|_| found.is_some()).map(|((number, all), _)| {
                (if forward { number + 1 } else { number.saturating_sub(1) }.clamp(1, all.max(1)), all)
            });
            self.count = count;
            return false;
        }
        let (found, round) = self.look_up(from, forward);
        self.current = found;
        let number = found.and_then(|found| self.places.binary_search(&found).ok()).map_or(0, |at| at + 1);
        self.count = Some((number, self.places.len()));
        round
    }

    /// What is to be asked of a thread: where the next place is, or how many there are.
    pub(super) fn question(&self, document: &Document, from: u32, forward: bool) -> Option<Far> {
        let open = document.text.len() > COUNTED && self.regex.is_some() && self.count.is_none();
        open.then(|| Far { turn: self.turn, query: self.query.clone(), from, forward })
    }

    /// Takes in the answer of a thread; tells whether it is one to the last question.
    pub(super) fn answer(&mut self, found: &Found) -> bool {
        if found.turn != self.turn {
            return false;
        }
        self.current = found.place;
        self.count = Some((found.number, found.all));
        self.waits = false;
        true
    }

    /// Looks through what lies nearest to `from` in a long text.
    fn near(&self, document: &Document, from: u32, forward: bool) -> Option<Span> {
        let (regex, text) = (self.regex.as_ref()?, &document.text);
        let floor = |at: usize| text.floor_char_boundary(at);
        let from = floor(from as usize);
        let (start, end) =
            if forward { (from, floor(from + NEAR)) } else { (floor(from.saturating_sub(NEAR)), from) };
        let part = text.get(start..end)?;
        let mut found = regex.find_iter(part).map(|found| Span::of(found.range()).shifted(start as u32));
        if forward { found.next() } else { found.last() }
    }

    fn look_up(&self, from: u32, forward: bool) -> (Option<Span>, bool) {
        let at = self.places.partition_point(|place| place.start() < from);
        let near =
            if forward { self.places.get(at) } else { at.checked_sub(1).and_then(|at| self.places.get(at)) };
        let far = if forward { self.places.first() } else { self.places.last() };
        (near.or(far).copied(), near.is_none())
    }
}

/// A question about a text that is too long for a key press, to be answered by a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Far {
    /// To be given back with the answer.
    pub(super) turn: u64,
    query: String,
    from: u32,
    forward: bool,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub(super) turn: u64,
    /// The next place, or the first one beyond the end.
    pub(super) place: Option<Span>,
    /// Whether that lies beyond the end.
    pub(super) round: bool,
    /// Which way it was looked for.
    pub(super) forward: bool,
    number: usize,
    all: usize,
}

impl Far {
    /// Looks through the whole text; nothing if it is told to give up.
    pub fn look(&self, document: &Document, given_up: impl Fn() -> bool) -> Option<Found> {
        let regex = pattern(&self.query)?;
        let (mut first, mut last, mut all) = (None, None, 0);
        // The number of the next place forward, or back, and where it is.
        let mut next: Option<(usize, Span)> = None;
        let mut blocks = document.blocks.as_slice();
        while let Some(begin) = blocks.first() {
            if given_up() {
                return None;
            }
            let start = begin.span.start();
            let count = blocks.partition_point(|block| block.span.end() < start + NEAR as u32).max(1);
            let (part, rest) = blocks.split_at(count.min(blocks.len()));
            blocks = rest;
            let span = part.last().map_or(begin.span, |end| begin.span.union(end.span));
            for found in regex.find_iter(span.slice(&document.text)) {
                let place = Span::of(found.range()).shifted(start);
                all += 1;
                first = first.or(Some(place));
                last = Some(place);
                let ahead = place.start() >= self.from;
                if (self.forward && ahead && next.is_none()) || (!self.forward && !ahead) {
                    next = Some((all, place));
                }
            }
        }
        let round = next.is_none();
        let beyond =
            if self.forward { first.map(|place| (1, place)) } else { last.map(|place| (all, place)) };
        let (number, place) = next.or(beyond).map_or((0, None), |(number, place)| (number, Some(place)));
        Some(Found { turn: self.turn, place, round, forward: self.forward, number, all })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "One trade.\nTwo Trade\n\nthree trade, end.";

    fn document(text: &str) -> Document {
        crate::import::import(
            text.as_bytes().to_vec(),
            "n",
            crate::import::ImportOptions::new(crate::import::Format::Plain),
        )
        .unwrap()
        .document
    }

    fn found(query: &str, text: &str) -> Vec<u32> {
        let document = document(text);
        let mut find = Find::new(0);
        find.look_for(query, &document);
        let mut starts = Vec::new();
        while let Some(current) = find.current.filter(|current| !starts.contains(&current.start())) {
            starts.push(current.start());
            find.step(&document, true);
        }
        starts
    }

    #[test]
    fn small_letters_find_all_and_capitals_themselves() {
        assert_eq!(found("trade", TEXT), [4, 15, 28]);
        assert_eq!(found("Trade", TEXT), [15]);
        assert_eq!(found("nothing", TEXT), [0; 0]);
        assert_eq!(found("(", TEXT), [0; 0]);
        assert_eq!(found("", TEXT), [0; 0]);
    }

    #[test]
    fn a_space_finds_a_line_end() {
        assert_eq!(found("fleet left", "The fleet\nleft us\nalone here."), [4]);
    }

    #[test]
    fn goes_round_and_counts() {
        let document = document(TEXT);
        let mut find = Find::new(5);
        find.look_for("trade", &document);
        assert_eq!(find.count, Some((2, 3)));
        assert!(!find.step(&document, true));
        assert!(find.step(&document, true));
        assert_eq!(find.count, Some((1, 3)));
        assert!(find.step(&document, false));
        assert_eq!(find.count, Some((3, 3)));
    }

    #[test]
    fn what_is_far_in_a_very_long_text_is_left_to_a_thread() {
        let text = format!("needle one.\n{}\nneedle two.\n", "hay and straw.\n".repeat(COUNTED / 10));
        let document = document(&text);
        let last = text.rfind("needle").unwrap() as u32;
        let mut find = Find::new(0);
        let ask = |find: &mut Find, from: u32, forward: bool| {
            let found = find.question(&document, from, forward).unwrap().look(&document, || false).unwrap();
            assert!(find.answer(&found));
            (find.current.unwrap().start(), find.count.unwrap(), found.round)
        };
        find.look_for("needle", &document);
        assert_eq!((find.current.unwrap().start(), find.count, find.waits), (0, None, false));
        assert_eq!(ask(&mut find, 0, true), (0, (1, 2), false));
        find.step(&document, true);
        assert!(find.waits && find.count.is_none());
        let late = find.question(&document, 1, true).unwrap();
        assert_eq!(ask(&mut find, 1, true), (last, (2, 2), false));
        find.step(&document, true);
        assert_eq!(ask(&mut find, last + 1, true), (0, (1, 2), true));
        find.step(&document, false);
        assert_eq!(ask(&mut find, 0, false), (last, (2, 2), true));
        assert!(!find.answer(&late.look(&document, || false).unwrap()), "a late answer is left out");
        assert_eq!(late.look(&document, || true), None);
        find.look_for("NEEDLE", &document);
        let found = find.question(&document, 0, true).unwrap().look(&document, || false).unwrap();
        assert!(find.answer(&found) && find.current.is_none() && !find.waits);
    }

    #[test]
    fn the_count_goes_along_with_near_steps() {
        let document = document(&"straw and needle.\n".repeat(COUNTED / 10));
        let mut find = Find::new(0);
        find.look_for("needle", &document);
        find.answer(&find.question(&document, 0, true).unwrap().look(&document, || false).unwrap());
        let all = COUNTED / 10;
        assert_eq!(find.count, Some((1, all)));
        find.step(&document, true);
        assert_eq!((find.count, find.question(&document, 0, true)), (Some((2, all)), None));
        find.step(&document, false);
        assert_eq!(find.count, Some((1, all)));
    }
}
