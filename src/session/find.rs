//! Text search: immediate in short texts and near the page, on a thread in long ones.

mod pattern;

use crate::text::{Document, Span};
use pattern::pattern;
use regex::Regex;

/// Texts up to this many bytes are searched whole at once, so that matches can be counted.
const MAX_COUNTED: usize = 4 << 20;
/// Bytes of a longer text searched at once; a thread searches the rest.
const NEAR: usize = 512 << 10;

#[derive(Debug, Default)]
pub struct Find {
    /// As typed.
    pub query: String,
    pub current: Option<Span>,
    /// Matches on the page, in text order.
    pub seen: Vec<Span>,
    /// Number of the current match, from 1, and total; `None` while unknown.
    pub count: Option<(usize, usize)>,
    /// Is a thread still looking for the next match?
    pub pending: bool,
    /// Identifies the last request, so that late results of earlier ones are dropped.
    request_id: u64,
    /// Start of the page when the search began.
    pub origin: u32,
    regex: Option<Regex>,
    /// All matches; only for short texts.
    matches: Vec<Span>,
}

impl Find {
    /// `origin` is the byte at the top of the page.
    pub fn new(origin: u32) -> Self {
        Self { origin, ..Self::default() }
    }

    /// Searches for `query` from the origin on.
    ///
    /// Lowercase ignores case and accents, a capital matches only itself, a space matches any white space, and plain
    /// quotes and hyphens match their typographic forms.
    pub fn set_query(&mut self, query: &str, document: &Document) {
        query.clone_into(&mut self.query);
        self.regex = pattern(query);
        self.matches.clear();
        (self.current, self.count) = (None, None);
        if let Some(regex) = self.regex.as_ref().filter(|_| document.text.len() <= MAX_COUNTED) {
            self.matches = regex.find_iter(&document.text).map(|found| Span::of(found.range())).collect();
        }
        self.advance(document, self.origin, true);
    }

    /// Goes to the next or previous match; returns whether the search wrapped around.
    pub fn step(&mut self, document: &Document, forward: bool) -> bool {
        self.advance(document, self.next_from(forward), forward)
    }

    /// Start of the next step.
    pub(super) fn next_from(&self, forward: bool) -> u32 {
        match (self.current, forward) {
            (Some(current), true) => current.start() + 1,
            (Some(current), false) => current.start(),
            (None, _) => self.origin,
        }
    }

    /// Updates `seen`.
    pub fn match_page(&mut self, document: &Document, page: Span) {
        let Some(regex) = &self.regex else {
            self.seen.clear();
            return;
        };
        // A match may begin above the page, so the search begins with the block.
        let first = document.block(document.block_at(page.start())).span;
        let last = document.block(document.block_at(page.end().saturating_sub(1))).span;
        let text = first.union(last).slice(&document.text);
        self.seen =
            regex.find_iter(text).map(|found| Span::of(found.range()).shifted(first.start())).collect();
    }

    fn advance(&mut self, document: &Document, from: u32, forward: bool) -> bool {
        self.request_id += 1;
        if document.text.len() > MAX_COUNTED {
            let before = self.count.zip(self.current);
            let found = self.near(document, from, forward);
            self.pending = found.is_none() && self.regex.is_some();
            self.current = found.or(self.current).filter(|_| self.regex.is_some());
            // The neighbouring match: adjust the number instead of counting again.
            self.count = before.filter(|_| found.is_some()).map(|((number, all), _)| {
                (if forward { number + 1 } else { number.saturating_sub(1) }.clamp(1, all.max(1)), all)
            });
            return false;
        }
        let (found, wrapped) = self.look_up(from, forward);
        self.current = found;
        let number = found.and_then(|found| self.matches.binary_search(&found).ok()).map_or(0, |at| at + 1);
        self.count = Some((number, self.matches.len()));
        wrapped
    }

    /// Request for a thread; `None` if the next match and the count are known.
    pub(super) fn request(&self, document: &Document, from: u32, forward: bool) -> Option<SearchRequest> {
        let open = document.text.len() > MAX_COUNTED && self.regex.is_some() && self.count.is_none();
        open.then(|| SearchRequest { id: self.request_id, query: self.query.clone(), from, forward })
    }

    /// Stores a thread's result; returns whether it answers the last request.
    pub(super) fn accept(&mut self, result: &SearchResult) -> bool {
        if result.id != self.request_id {
            return false;
        }
        self.current = result.found;
        self.count = Some((result.number, result.all));
        self.pending = false;
        true
    }

    /// In a long text, the next match within [`NEAR`] bytes of `from`.
    fn near(&self, document: &Document, from: u32, forward: bool) -> Option<Span> {
        let (regex, text) = (self.regex.as_ref()?, &document.text);
        let from = text.floor_char_boundary(from as usize);
        let (start, end) = if forward {
            (from, text.floor_char_boundary(from + NEAR))
        } else {
            (text.floor_char_boundary(from.saturating_sub(NEAR)), from)
        };
        let mut found = regex
            .find_iter(Span::of(start..end).slice(text))
            .map(|found| Span::of(found.range()).shifted(start as u32));
        if forward { found.next() } else { found.last() }
    }

    fn look_up(&self, from: u32, forward: bool) -> (Option<Span>, bool) {
        let at = self.matches.partition_point(|found| found.start() < from);
        let (next, wrapped) = if forward {
            (self.matches.get(at), self.matches.first())
        } else {
            (at.checked_sub(1).and_then(|at| self.matches.get(at)), self.matches.last())
        };
        (next.or(wrapped).copied(), next.is_none())
    }
}

/// A search through the whole text, for a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchRequest {
    id: u64,
    query: String,
    from: u32,
    forward: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchResult {
    id: u64,
    /// The next match, or the first one after wrapping around.
    pub(super) found: Option<Span>,
    pub(super) wrapped: bool,
    pub(super) forward: bool,
    number: usize,
    all: usize,
}

impl SearchRequest {
    /// Searches the whole text; `None` if cancelled.
    pub fn run(&self, document: &Document, is_cancelled: impl Fn() -> bool) -> Option<SearchResult> {
        let regex = pattern(&self.query)?;
        let (mut first, mut last, mut all) = (None, None, 0);
        // Number and position of the next match, or of the previous one.
        let mut next: Option<(usize, Span)> = None;
        let mut blocks = document.blocks.as_slice();
        while let Some(begin) = blocks.first() {
            if is_cancelled() {
                return None;
            }
            let start = begin.span.start();
            let count = blocks.partition_point(|block| block.span.end() < start + NEAR as u32).max(1);
            let (part, rest) = blocks.split_at(count.min(blocks.len()));
            blocks = rest;
            let span = part.last().map_or(begin.span, |end| begin.span.union(end.span));
            for found in regex.find_iter(span.slice(&document.text)) {
                let found = Span::of(found.range()).shifted(start);
                all += 1;
                first = first.or(Some(found));
                last = Some(found);
                let ahead = found.start() >= self.from;
                if (self.forward && ahead && next.is_none()) || (!self.forward && !ahead) {
                    next = Some((all, found));
                }
            }
        }
        let wrapped = next.is_none();
        let beyond =
            if self.forward { first.map(|found| (1, found)) } else { last.map(|found| (all, found)) };
        let (number, found) = next.or(beyond).map_or((0, None), |(number, found)| (number, Some(found)));
        Some(SearchResult { id: self.id, found, wrapped, forward: self.forward, number, all })
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
        find.set_query(query, &document);
        let mut starts = Vec::new();
        while let Some(current) = find.current.filter(|current| !starts.contains(&current.start())) {
            starts.push(current.start());
            find.step(&document, true);
        }
        starts
    }

    #[test]
    fn lowercase_ignores_case_and_a_capital_does_not() {
        assert_eq!(found("trade", TEXT), [4, 15, 28]);
        assert_eq!(found("Trade", TEXT), [15]);
        assert_eq!(found("nothing", TEXT), [0; 0]);
        assert_eq!(found("(", TEXT), [0; 0]);
        assert_eq!(found("", TEXT), [0; 0]);
    }

    #[test]
    fn a_space_matches_a_line_end() {
        assert_eq!(found("fleet left", "The fleet\nleft us\nalone here."), [4]);
    }

    #[test]
    fn wraps_around_and_counts() {
        let document = document(TEXT);
        let mut find = Find::new(5);
        find.set_query("trade", &document);
        assert_eq!(find.count, Some((2, 3)));
        assert!(!find.step(&document, true));
        assert!(find.step(&document, true));
        assert_eq!(find.count, Some((1, 3)));
        assert!(find.step(&document, false));
        assert_eq!(find.count, Some((3, 3)));
    }

    #[test]
    fn a_thread_searches_the_far_parts_of_a_long_text() {
        let text = format!("needle one.\n{}\nneedle two.\n", "hay and straw.\n".repeat(MAX_COUNTED / 10));
        let document = document(&text);
        let last = text.rfind("needle").unwrap() as u32;
        let mut find = Find::new(0);
        let ask = |find: &mut Find, from: u32, forward: bool| {
            let found = find.request(&document, from, forward).unwrap().run(&document, || false).unwrap();
            assert!(find.accept(&found));
            (find.current.unwrap().start(), find.count.unwrap(), found.wrapped)
        };
        find.set_query("needle", &document);
        assert_eq!((find.current.unwrap().start(), find.count, find.pending), (0, None, false));
        assert_eq!(ask(&mut find, 0, true), (0, (1, 2), false));
        find.step(&document, true);
        assert!(find.pending && find.count.is_none());
        let late = find.request(&document, 1, true).unwrap();
        assert_eq!(ask(&mut find, 1, true), (last, (2, 2), false));
        find.step(&document, true);
        assert_eq!(ask(&mut find, last + 1, true), (0, (1, 2), true));
        find.step(&document, false);
        assert_eq!(ask(&mut find, 0, false), (last, (2, 2), true));
        assert!(!find.accept(&late.run(&document, || false).unwrap()), "a late result is ignored");
        assert_eq!(late.run(&document, || true), None);
        find.set_query("NEEDLE", &document);
        let found = find.request(&document, 0, true).unwrap().run(&document, || false).unwrap();
        assert!(find.accept(&found) && find.current.is_none() && !find.pending);
    }

    #[test]
    fn near_steps_keep_the_count() {
        let document = document(&"straw and needle.\n".repeat(MAX_COUNTED / 10));
        let mut find = Find::new(0);
        find.set_query("needle", &document);
        find.accept(&find.request(&document, 0, true).unwrap().run(&document, || false).unwrap());
        let all = MAX_COUNTED / 10;
        assert_eq!(find.count, Some((1, all)));
        find.step(&document, true);
        assert_eq!((find.count, find.request(&document, 0, true)), (Some((2, all)), None));
        find.step(&document, false);
        assert_eq!(find.count, Some((1, all)));
    }
}
