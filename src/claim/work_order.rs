//! The order in which the parts of a text are judged: those that the reader sees first, then outward from there.

use super::parts::Part;
use crate::text::Span;
use std::collections::BTreeMap;

/// The passages that the reader looks at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Focus {
    /// The visible text.
    pub page: Span,
    /// Passages elsewhere that are on the screen, or are where the next key leads; the most urgent first.
    pub also: Vec<Span>,
}

/// Parts of a text that are still to be judged.
#[derive(Debug, Default)]
pub struct WorkOrder {
    /// By their start.
    parts: BTreeMap<u32, Part>,
}

impl WorkOrder {
    pub fn add(&mut self, parts: Vec<Part>) {
        self.parts.extend(parts.into_iter().map(|part| (part.span().start(), part)));
    }

    /// Takes the part that the reader waits for most: on the page from its top, then of the other passages, then the
    /// nearest to the page.
    pub fn next(&mut self, focus: &Focus) -> Option<Part> {
        let on_page = self.first_in(focus.page);
        let in_sight = on_page.or_else(|| focus.also.iter().find_map(|passage| self.first_in(*passage)));
        let start = in_sight.or_else(|| self.nearest(focus.page))?;
        self.parts.remove(&start)
    }

    pub fn len(&self) -> usize {
        self.parts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Start of the first part in a passage; an empty passage is a place.
    fn first_in(&self, passage: Span) -> Option<u32> {
        let before = self.parts.range(..=passage.start()).next_back();
        let before = before.filter(|(_, part)| part.span().end() > passage.start());
        let after =
            || self.parts.range(passage.start()..).next().filter(|(start, _)| **start < passage.end());
        before.or_else(after).map(|(start, _)| *start)
    }

    /// Start of the part nearest to a passage that no part is in; of two as near the later one.
    fn nearest(&self, passage: Span) -> Option<u32> {
        let after = self.parts.range(passage.start()..).next();
        let before = self.parts.range(..passage.start()).next_back();
        let below = |part: &Part| part.span().start().saturating_sub(passage.end());
        let above = |part: &Part| passage.start().saturating_sub(part.span().end());
        match (before, after) {
            (Some(before), Some(after)) if above(before.1) < below(after.1) => Some(*before.0),
            (before, None) => before.map(|(start, _)| *start),
            (_, after) => after.map(|(start, _)| *start),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Cutter;
    use crate::import::{Format, ImportOptions, import};

    /// Twenty paragraphs of one sentence, each 10 bytes with what separates it from the next.
    fn order() -> WorkOrder {
        let text = "It came.\n\n".repeat(20);
        let document = import(text.into(), "a", ImportOptions::new(Format::Plain)).unwrap().document;
        let mut order = WorkOrder::default();
        order.add(Cutter::parts_of(&document, 1).0);
        order
    }

    /// The numbers of the paragraphs taken.
    fn take(order: &mut WorkOrder, focus: &Focus, count: usize) -> Vec<u32> {
        let parts = (0..count).map_while(|_| order.next(focus));
        parts.map(|part| part.span().start() / 10).collect()
    }

    fn page(start: u32, end: u32) -> Focus {
        Focus { page: Span::new(start, end), also: Vec::new() }
    }

    #[test]
    fn the_page_comes_first_and_then_what_is_nearest() {
        let mut order = order();
        assert_eq!(take(&mut order, &page(42, 65), 7), [4, 5, 6, 3, 7, 2, 8]);
        assert_eq!(take(&mut order, &page(0, 5), 100), [0, 1, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    }

    #[test]
    fn a_jump_changes_the_next_part() {
        let mut order = order();
        assert_eq!(take(&mut order, &page(0, 25), 2), [0, 1]);
        assert_eq!(take(&mut order, &page(170, 199), 4), [17, 18, 19, 16], "G");
        assert_eq!(take(&mut order, &page(90, 90), 3), [9, 8, 10], "a place");
        assert_eq!(take(&mut order, &page(0, 25), 2), [2, 3], "back again");
    }

    #[test]
    fn what_else_is_on_the_screen_comes_between_the_page_and_the_rest() {
        let mut order = order();
        let also = vec![Span::new(153, 155), Span::new(30, 38), Span::new(150, 158), Span::new(900, 901)];
        let focus = Focus { page: Span::new(60, 75), also };
        assert_eq!(take(&mut order, &focus, 6), [6, 7, 15, 3, 5, 8]);
    }

    #[test]
    fn parts_that_come_later_are_taken_in_their_turn() {
        let (mut order, mut later) = (WorkOrder::default(), order());
        assert!(order.next(&page(0, 10)).is_none());
        let last = later.next(&page(190, 198)).unwrap();
        let first = later.next(&page(0, 1)).unwrap();
        order.add(vec![last]);
        order.add(vec![first]);
        assert_eq!(take(&mut order, &page(0, 10), 5), [0, 19]);
    }
}
