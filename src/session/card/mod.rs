//! Card mode: one claim at a time, until none that is listed is undecided.
//!
//! The page stays beneath, at the same claim, and the keys of reading keep their meaning.

mod layout;
mod passage;
mod update;

use super::layout::Area;
use super::line::{Ink, Line};
use crate::text::Span;
use std::ops::Range;

#[derive(Debug, Default)]
pub struct Card {
    /// The last claim decided, while the closing card is shown after it.
    finished: Option<(Span, Option<String>)>,
    /// Claims listed at the start: a filter may drop those that are decided.
    listed: usize,
    pub layout: CardLayout,
}

/// A card ready to be painted.
#[derive(Debug, Default)]
pub struct CardLayout {
    /// All that the card covers: the screen between its first row and its last.
    pub room: Area,
    /// The border, and what its first row holds at the left and at the right.
    pub frame: Option<Area>,
    pub heading: (Line, Line),
    pub inside: Area,
    /// Rows of `inside` from the first.
    pub lines: Vec<Line>,
    /// Rows of the claim, beside which a bar stands.
    pub claim: Range<usize>,
    /// Of the border and the bar.
    pub color: Option<Ink>,
}
