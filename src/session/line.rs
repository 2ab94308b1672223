//! Styled lines, laid out before a theme gives them colours.

use crate::claim::CategoryId;
use crate::text::{Span, visible, wrap};
use crate::theme::Part;

/// Source of the colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hue {
    /// Keeps the colours beneath.
    Inherit,
    Part(Part),
    /// A category's colour, bold.
    Category(CategoryId),
}

/// Change to the style of the hue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emphasis {
    None,
    Bold,
    NotBold,
    CrossedOut,
    Underlined,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ink {
    pub hue: Hue,
    pub emphasis: Emphasis,
}

impl Ink {
    pub const INHERIT: Self = Self { hue: Hue::Inherit, emphasis: Emphasis::None };

    #[must_use]
    pub const fn with(self, emphasis: Emphasis) -> Self {
        Self { emphasis, ..self }
    }
}

impl From<Part> for Ink {
    fn from(part: Part) -> Self {
        Self { hue: Hue::Part(part), emphasis: Emphasis::None }
    }
}

impl From<CategoryId> for Ink {
    fn from(category: CategoryId) -> Self {
        Self { hue: Hue::Category(category), emphasis: Emphasis::None }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub ink: Ink,
}

pub type Line = Vec<Piece>;

pub fn piece(text: impl Into<String>, ink: impl Into<Ink>) -> Piece {
    Piece { text: text.into(), ink: ink.into() }
}

/// Wraps text between words into rows of at most `width` cells.
pub(super) fn wrapped(text: &str, width: usize, ink: impl Into<Ink>) -> impl Iterator<Item = Line> {
    let ink = ink.into();
    let rows = wrap::wrap(text, Span::of(0..text.len()), width.max(1) as u16);
    rows.into_iter().map(move |row| vec![piece(row.slice(text), ink)])
}

/// Pads or cuts text to exactly `cells` cells.
pub(super) fn padded(text: &str, cells: usize) -> String {
    let cut = visible::cut(text, cells);
    let gap = cells.saturating_sub(visible::width(&cut));
    format!("{cut}{}", " ".repeat(gap))
}
