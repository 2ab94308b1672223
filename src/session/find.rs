//! Searching the text.

use crate::text::{Document, Span};
use regex::{Regex, RegexBuilder};

/// Texts up to this many bytes are searched whole, so that the places can be counted.
const COUNTED: usize = 4 << 20;

/// A search with what it has found.
#[derive(Debug)]
pub struct Find {
    /// What is looked for, as it was typed.
    pub query: String,
    /// The place found last.
    pub current: Option<Span>,
    /// Places on the page, in order.
    pub seen: Vec<Span>,
    /// Its number from 1, and how many there are; nothing in a very long text.
    pub count: Option<(usize, usize)>,
    /// Where the page began when the search did.
    pub origin: u32,
    regex: Option<Regex>,
    places: Vec<Span>,
}

impl Find {
    /// A search that begins with the page at the byte `origin`.
    pub fn new(origin: u32) -> Self {
        let query = String::new();
        Self { query, current: None, seen: Vec::new(), count: None, origin, regex: None, places: Vec::new() }
    }

    /// Looks for `query` from the origin on.
    ///
    /// Small letters find capitals too, a capital only itself; a space finds any white space.
    pub fn look_for(&mut self, query: &str, document: &Document) {
        query.clone_into(&mut self.query);
        let words: Vec<String> = query.split(' ').map(regex::escape).collect();
        let regex = RegexBuilder::new(&words.join(r"\s+"))
            .case_insensitive(!query.chars().any(char::is_uppercase))
            .build();
        self.regex = regex.ok().filter(|_| !query.trim().is_empty());
        self.places.clear();
        self.current = None;
        if let Some(regex) = self.regex.as_ref().filter(|_| document.text.len() <= COUNTED) {
            self.places = regex.find_iter(&document.text).map(|found| Span::of(found.range())).collect();
        }
        self.advance(document, self.origin, true);
    }

    /// Goes on to the next place, or the previous one; tells whether it went round the end.
    pub fn step(&mut self, document: &Document, forward: bool) -> bool {
        let from = match (self.current, forward) {
            (Some(current), true) => current.start() + 1,
            (Some(current), false) => current.start(),
            (None, _) => self.origin,
        };
        self.advance(document, from, forward)
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
        let (found, round) = if self.places.is_empty() {
            self.scan(document, from, forward)
        } else {
            self.look_up(from, forward)
        };
        self.current = found;
        self.count = (document.text.len() <= COUNTED).then(|| {
            let number =
                found.and_then(|found| self.places.binary_search(&found).ok()).map_or(0, |at| at + 1);
            (number, self.places.len())
        });
        round
    }

    fn look_up(&self, from: u32, forward: bool) -> (Option<Span>, bool) {
        let at = self.places.partition_point(|place| place.start() < from);
        let near =
            if forward { self.places.get(at) } else { at.checked_sub(1).and_then(|at| self.places.get(at)) };
        let far = if forward { self.places.first() } else { self.places.last() };
        (near.or(far).copied(), near.is_none())
    }

    /// Looks through a text that is too long to be searched whole for every letter typed.
    fn scan(&self, document: &Document, from: u32, forward: bool) -> (Option<Span>, bool) {
        let Some(regex) = self.regex.as_ref().filter(|_| document.text.len() > COUNTED) else {
            return (None, false);
        };
        let text = &document.text;
        let first_in = |start: usize, end: usize| {
            let part = text.get(start..end)?;
            regex.find(part).map(|found| Span::of(found.range()).shifted(start as u32))
        };
        let from = (from as usize..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
        if forward {
            let near = first_in(from, text.len());
            return (near.or_else(|| first_in(0, text.len())), near.is_none());
        }
        let last_before = |end: u32| {
            let last = document.block_at(end);
            document.blocks.get(..=last).unwrap_or_default().iter().rev().find_map(|block| {
                let found = regex
                    .find_iter(block.span.slice(text))
                    .map(|found| Span::of(found.range()).shifted(block.span.start()));
                found.take_while(|span| span.start() < end).last()
            })
        };
        let near = last_before(from as u32);
        (near.or_else(|| last_before(text.len() as u32)), near.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "One trade.\nTwo Trade\n\nthree trade, end.";

    fn document(text: &str) -> Document {
        crate::import::import(text.as_bytes().to_vec(), "n", crate::import::Format::Plain).unwrap().document
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
    fn a_very_long_text_is_searched_step_by_step() {
        let text = format!("needle one.\n{}\nneedle two.\n", "hay and straw.\n".repeat(COUNTED / 10));
        let document = document(&text);
        let mut find = Find::new(0);
        find.look_for("NEEDLE", &document);
        assert_eq!(find.current, None);
        find.look_for("needle", &document);
        assert_eq!((find.current.unwrap().start(), find.count), (0, None));
        find.step(&document, true);
        assert_eq!(find.current.unwrap().start() as usize, text.rfind("needle").unwrap());
        assert!(!find.step(&document, false));
        assert_eq!(find.current.unwrap().start(), 0);
        assert!(find.step(&document, false));
    }
}
