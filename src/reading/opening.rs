//! The words that a mark is listed by.

use super::Reading;
use super::mark::{Mark, Status};
use crate::text::Span;

/// Bytes looked at, however long the passage is: more than a row can hold.
const MOST: u32 = 400;

impl Reading {
    /// The beginning of a mark's first clause; of an orphan, what its tag was made on.
    pub fn opening(&self, mark: &Mark) -> String {
        let text = &self.document.text;
        if mark.standing == Status::Orphaned {
            return mark.tag.as_ref().map(|tag| tag.selector.exact.clone()).unwrap_or_default();
        }
        let first = mark.clauses().into_iter().map(|(clause, _)| clause).min().unwrap_or(mark.span);
        let end = mark.span.end().min(first.start() + MOST);
        let end = text.floor_char_boundary(end as usize) as u32;
        Span::new(first.start(), end).slice(text).to_owned()
    }
}
