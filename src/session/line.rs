//! Styled lines, laid out before a theme gives them colours.

use crate::claim::CategoryId;
use crate::text::{Span, visible, wrap};
use crate::theme::Part;

/// Indent of continuation rows, in cells.
const INDENT: usize = 2;

/// Source of the colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hue {
    /// Keeps the colours beneath.
    Inherit,
    Part(Part),
    /// A category's colour, bold.
    Category(CategoryId),
    /// Text on a ground of the category's colour, bold.
    Chip(CategoryId),
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

    pub const fn chip(category: CategoryId) -> Self {
        Self { hue: Hue::Chip(category), emphasis: Emphasis::None }
    }

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

/// Width in cells.
pub fn width(line: &[Piece]) -> usize {
    line.iter().map(|piece| visible::width(&piece.text)).sum()
}

/// Wraps text between words into rows of at most `width` cells.
pub(super) fn wrapped(text: &str, width: usize, ink: impl Into<Ink>) -> impl Iterator<Item = Line> {
    let ink = ink.into();
    let rows = wrap::wrap(text, Span::of(0..text.len()), width.max(1) as u16);
    rows.into_iter().map(move |row| vec![piece(row.slice(text), ink)])
}

/// Wraps a line between words into rows of at most `width` cells; indents continuation rows. A word may have
/// several styles.
pub(super) fn folded(line: Line, width: usize) -> Vec<Line> {
    let mut rows = vec![Line::new()];
    let mut at = 0;
    let mut place = |word: Line| {
        let cells: usize = word.iter().map(|part| visible::width(&part.text)).sum();
        let blank = usize::from(word.last().is_some_and(|part| part.text.ends_with(' ')));
        if at > INDENT && at + cells - blank > width {
            rows.push(vec![piece(" ".repeat(INDENT), Ink::INHERIT)]);
            at = INDENT;
        }
        at += cells;
        if let Some(row) = rows.last_mut() {
            row.extend(word);
        }
    };
    let mut word = Line::new();
    for part in line {
        for text in part.text.split_inclusive(' ') {
            word.push(piece(text, part.ink));
            if text.ends_with(' ') {
                place(std::mem::take(&mut word));
            }
        }
    }
    place(word);
    rows
}

/// Pads or cuts text to exactly `cells` cells.
pub(super) fn padded(text: &str, cells: usize) -> String {
    let cut = visible::cut(text, cells);
    let gap = cells.saturating_sub(visible::width(&cut));
    format!("{cut}{}", " ".repeat(gap))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_break_between_words_and_not_between_styles() {
        let line = ["“agreed to let”", " · ", "“", "Tarsovia", "”"].map(|text| piece(text, Ink::INHERIT));
        let rows = folded(line.into(), 20);
        let text = |row: &Line| row.iter().map(|part| part.text.as_str()).collect::<String>();
        assert_eq!(rows.iter().map(text).collect::<Vec<_>>(), ["“agreed to let” · ", "  “Tarsovia”"]);
    }
}
