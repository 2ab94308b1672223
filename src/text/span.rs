//! A half-open range of bytes in one document.

use serde::{Deserialize, Serialize};
use std::fmt::Debug;
use std::ops::Range;
use std::slice::SliceIndex;

/// A half-open byte range `start..end` of one document's text, with `start <= end`.
///
/// A span is only a pair of numbers: [`Span::slice`] is the one way to its text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// Offsets in bytes; an `end` before `start` gives an empty span.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end: if end < start { start } else { end } }
    }

    /// For a `usize` range within a text below 4 GiB.
    pub fn of(range: Range<usize>) -> Self {
        Self::new(range.start as u32, range.end as u32)
    }

    pub const fn start(self) -> u32 {
        self.start
    }

    pub const fn end(self) -> u32 {
        self.end
    }

    /// In bytes.
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Its text; see [`slice`] for a span that does not fit.
    pub fn slice(self, text: &str) -> &str {
        slice(text, self.range())
    }

    /// For a span computed on another text; `None` if it does not fit this one.
    pub fn get(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }

    /// Is the byte at `offset` inside?
    pub const fn contains(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    pub const fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Do they share at least one byte?
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self::new(self.start.max(other.start), self.end.min(other.end))
    }

    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    #[must_use]
    pub const fn shifted(self, by: u32) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }

    /// Shared bytes over covered bytes, 0.0 to 1.0 (Jaccard 1912, "intersection over union").
    pub fn similarity(self, other: Self) -> f64 {
        let union = self.union(other).len();
        if union == 0 || !self.overlaps(other) {
            return if self == other { 1.0 } else { 0.0 };
        }
        f64::from(self.intersection(other).len()) / f64::from(union)
    }

    /// Without white space at either end.
    #[must_use]
    pub fn trimmed(self, text: &str) -> Self {
        let whole = self.slice(text);
        let start = self.start + (whole.len() - whole.trim_start().len()) as u32;
        Self::new(start, start + whole.trim().len() as u32)
    }
}

/// `text[range]` for a range that our own code computed, so that it lies in the text and on character boundaries.
///
/// A wrong range is a bug: debug builds panic, release builds read an empty string. Ranges from foreign bytes go
/// through `str::get` instead.
pub fn slice<R>(text: &str, range: R) -> &str
where
    R: SliceIndex<str, Output = str> + Clone + Debug,
{
    let asked = range.clone();
    let part = text.get(range);
    debug_assert!(part.is_some(), "{asked:?} splits a character or leaves the text ({} bytes)", text.len());
    part.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_before_the_start_is_empty() {
        assert!(Span::new(5, 2).is_empty());
        assert_eq!(Span::new(5, 2).range(), 5..5);
    }

    #[test]
    fn slices_at_character_boundaries() {
        assert_eq!(Span::new(0, 2).slice("é"), "é");
        assert_eq!((slice("é.", 2..), slice("é.", ..2)), (".", "é"));
    }

    #[test]
    #[cfg(debug_assertions)]
    fn a_wrong_span_panics_in_debug_builds() {
        for span in [Span::new(0, 1), Span::new(0, 99)] {
            assert!(std::panic::catch_unwind(|| span.slice("é").len()).is_err(), "{span:?}");
        }
    }

    #[test]
    fn touching_spans_do_not_overlap() {
        assert!(!Span::new(0, 3).overlaps(Span::new(3, 5)));
        assert!(Span::new(0, 4).overlaps(Span::new(3, 5)));
    }

    #[test]
    fn similarity_is_shared_over_covered() {
        assert!((Span::new(0, 4).similarity(Span::new(2, 6)) - 2.0 / 6.0).abs() < 1e-9);
        assert!((Span::new(0, 4).similarity(Span::new(4, 6))).abs() < 1e-9);
        assert!((Span::new(3, 3).similarity(Span::new(3, 3)) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn trims_white_space_of_both_ends() {
        assert_eq!(Span::new(0, 6).trimmed("  ab \n"), Span::new(2, 4));
        assert!(Span::new(0, 2).trimmed("  ").is_empty());
    }
}
