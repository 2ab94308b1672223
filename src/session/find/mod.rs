//! Text search: immediate in short texts and near the page, on a thread in long ones.

mod pattern;
mod update;

use super::action::Action;
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
    /// Is a thread still looking for the next match, or does the search wait for the rest of the text?
    pub pending: bool,
    /// Does the search wait for text that has yet to be read?
    pub awaits_text: bool,
    /// Top of the page when the search began to wait: a reader who has moved on since is not taken away.
    pub(super) waits_at: u32,
    /// Where the last step began, and its direction.
    step: (u32, bool),
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
    ///
    /// `grows`: is more of the text to come? Then the end of `document` is not the end of the search.
    pub fn set_query(&mut self, query: &str, document: &Document, grows: bool) {
        query.clone_into(&mut self.query);
        self.regex = pattern(query);
        (self.current, self.count) = (None, None);
        self.find_all(document);
        self.advance(document, self.origin, true, grows);
    }

    fn find_all(&mut self, document: &Document) {
        self.matches.clear();
        if let Some(regex) = self.regex.as_ref().filter(|_| document.text.len() <= MAX_COUNTED) {
            self.matches = regex.find_iter(&document.text).map(|found| Span::of(found.range())).collect();
        }
    }

    /// Goes to the next or previous match; returns whether the search wrapped around.
    pub fn step(&mut self, document: &Document, forward: bool, grows: bool) -> bool {
        self.advance(document, self.next_from(forward), forward, grows)
    }

    /// Goes on in a longer beginning of the text, or in all of it: a step that waited for text is made again. Returns
    /// whether the search wrapped around.
    pub(super) fn resume(&mut self, document: &Document, grows: bool) -> bool {
        self.find_all(document);
        if self.awaits_text {
            let (from, forward) = self.step;
            return self.advance(document, from, forward, grows);
        }
        self.count = None;
        if document.text.len() <= MAX_COUNTED {
            self.current = self.current.filter(|found| self.matches.binary_search(found).is_ok());
            self.count_matches();
        }
        false
    }

    /// Where a request begins after [`Self::resume`], and its direction.
    pub(super) fn request_step(&self) -> (u32, bool) {
        match self.current {
            Some(current) if !self.awaits_text && !self.pending => (current.start(), true),
            _ => self.step,
        }
    }

    fn count_matches(&mut self) {
        let number = self.current.and_then(|found| self.matches.binary_search(&found).ok());
        self.count = Some((number.map_or(0, |at| at + 1), self.matches.len()));
    }

    /// Start of the next step.
    pub(super) fn next_from(&self, forward: bool) -> u32 {
        match (self.current, forward) {
            (Some(current), true) => current.start() + 1,
            (Some(current), false) => current.start(),
            (None, _) => self.origin,
        }
    }

    /// The matches before and after the current one that are known.
    pub(super) fn neighbours(&self) -> impl Iterator<Item = Span> {
        let at = self.current.map(|current| self.matches.partition_point(|found| *found < current));
        let numbers = at.into_iter().flat_map(|at| [at + 1, at.wrapping_sub(1)]);
        self.current.into_iter().chain(numbers.filter_map(|number| self.matches.get(number).copied()))
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

    fn advance(&mut self, document: &Document, from: u32, forward: bool, grows: bool) -> bool {
        self.request_id += 1;
        (self.step, self.awaits_text) = ((from, forward), false);
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
        self.awaits_text = wrapped && grows && self.regex.is_some();
        self.pending = self.awaits_text;
        if !self.awaits_text {
            self.current = found;
        }
        self.count_matches();
        wrapped && !self.awaits_text
    }

    /// Request for a thread; `None` if the next match and the count are known.
    pub(super) fn request(&self, document: &Document, from: u32, forward: bool) -> Option<SearchRequest> {
        let open = document.text.len() > MAX_COUNTED && self.regex.is_some() && self.count.is_none();
        open.then(|| SearchRequest { id: self.request_id, query: self.query.clone(), from, forward })
    }

    /// Stores a thread's result; returns whether it answers the last request.
    pub(super) fn accept(&mut self, result: &SearchResult, grows: bool) -> bool {
        if result.id != self.request_id {
            return false;
        }
        self.count = Some((result.number, result.all));
        self.awaits_text = result.wrapped && grows && self.pending;
        self.pending = self.awaits_text;
        if !self.awaits_text {
            self.current = result.found;
        }
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
        find.set_query(query, &document, false);
        let mut starts = Vec::new();
        while let Some(current) = find.current.filter(|current| !starts.contains(&current.start())) {
            starts.push(current.start());
            find.step(&document, true, false);
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
        find.set_query("trade", &document, false);
        assert_eq!(find.count, Some((2, 3)));
        assert!(!find.step(&document, true, false));
        assert!(find.step(&document, true, false));
        assert_eq!(find.count, Some((1, 3)));
        assert!(find.step(&document, false, false));
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
            assert!(find.accept(&found, false));
            (find.current.unwrap().start(), find.count.unwrap(), found.wrapped)
        };
        find.set_query("needle", &document, false);
        assert_eq!((find.current.unwrap().start(), find.count, find.pending), (0, None, false));
        assert_eq!(ask(&mut find, 0, true), (0, (1, 2), false));
        find.step(&document, true, false);
        assert!(find.pending && find.count.is_none());
        let late = find.request(&document, 1, true).unwrap();
        assert_eq!(ask(&mut find, 1, true), (last, (2, 2), false));
        find.step(&document, true, false);
        assert_eq!(ask(&mut find, last + 1, true), (0, (1, 2), true));
        find.step(&document, false, false);
        assert_eq!(ask(&mut find, 0, false), (last, (2, 2), true));
        assert!(!find.accept(&late.run(&document, || false).unwrap(), false), "a late result is ignored");
        assert_eq!(late.run(&document, || true), None);
        find.set_query("NEEDLE", &document, false);
        let found = find.request(&document, 0, true).unwrap().run(&document, || false).unwrap();
        assert!(find.accept(&found, false) && find.current.is_none() && !find.pending);
    }

    #[test]
    fn near_steps_keep_the_count() {
        let document = document(&"straw and needle.\n".repeat(MAX_COUNTED / 10));
        let mut find = Find::new(0);
        find.set_query("needle", &document, false);
        find.accept(&find.request(&document, 0, true).unwrap().run(&document, || false).unwrap(), false);
        let all = MAX_COUNTED / 10;
        assert_eq!(find.count, Some((1, all)));
        find.step(&document, true, false);
        assert_eq!((find.count, find.request(&document, 0, true)), (Some((2, all)), None));
        find.step(&document, false, false);
        assert_eq!(find.count, Some((1, all)));
    }

    #[test]
    fn the_end_of_what_was_read_is_not_the_end_of_the_text() {
        let (part, whole) = (document(TEXT), document(&format!("{TEXT}\n\nfour trades, and a needle.")));
        let mut find = Find::new(0);
        find.set_query("needle", &part, true);
        assert_eq!((find.current, find.pending, find.awaits_text), (None, true, true));
        assert!(!find.resume(&part, true) && find.awaits_text);
        assert!(!find.resume(&whole, false));
        assert_eq!(
            (find.current.map(Span::start), find.count, find.pending),
            (Some(60), Some((1, 1)), false)
        );

        // Steps forward and back end at the part too, and go on in the whole.
        for (forward, expected) in [(true, (46, 4)), (false, (46, 4))] {
            let mut find = Find::new(0);
            find.set_query("trade", &part, true);
            assert_eq!((find.current.map(Span::start), find.count), (Some(4), Some((1, 3))));
            if forward {
                find.step(&part, true, true);
                find.step(&part, true, true);
            }
            let before = find.current;
            assert!(!find.step(&part, forward, true), "a search that waits has not wrapped around");
            assert_eq!((find.current, find.awaits_text), (before, true), "the last match stays until then");
            assert_eq!(find.resume(&whole, false), !forward);
            assert_eq!(
                (find.current.map(Span::start), find.count.map(|(number, _)| number)),
                (Some(expected.0), Some(expected.1))
            );
        }
        let mut find = Find::new(0);
        find.set_query("absent", &part, true);
        find.resume(&whole, false);
        assert_eq!((find.current, find.count, find.pending), (None, Some((0, 0)), false));
    }

    #[test]
    fn a_match_stays_current_when_more_of_the_text_comes() {
        let (part, whole) = (document(TEXT), document(&format!("{TEXT}\n\nfour trades.")));
        let mut find = Find::new(0);
        find.set_query("trade", &part, true);
        assert!(!find.resume(&whole, false));
        assert_eq!((find.current.map(Span::start), find.count), (Some(4), Some((1, 4))));
    }

    #[test]
    fn a_thread_waits_for_the_rest_of_a_long_text() {
        let hay = "hay and straw.\n".repeat(MAX_COUNTED / 10);
        let (part, whole) = (document(&hay), document(&format!("{hay}\na needle.\n")));
        let mut find = Find::new(0);
        find.set_query("needle", &part, true);
        let found = find.request(&part, 0, true).unwrap().run(&part, || false).unwrap();
        assert!(find.accept(&found, true) && find.awaits_text && find.pending);
        find.resume(&whole, false);
        let (from, forward) = find.request_step();
        let found = find.request(&whole, from, forward).unwrap().run(&whole, || false).unwrap();
        assert!(find.accept(&found, false) && !find.pending);
        assert_eq!(find.current.map(Span::start), whole.text.rfind("needle").map(|at| at as u32));
    }
}
