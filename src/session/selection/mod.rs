//! Selected passage that grows and moves by sentence, word or character.

mod update;

use crate::text::sentence::sentences;
use crate::text::{Document, Span, visible};
use unicode_segmentation::UnicodeSegmentation as _;

/// Step of a selection's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A grapheme cluster.
    Character,
    Word,
    Sentence,
}

impl Unit {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Character => "character",
            Self::Word => "word",
            Self::Sentence => "sentence",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selection {
    /// Never empty.
    pub span: Span,
    pub unit: Unit,
    pub at_start: bool,
    /// Is the reader walking through the unmarked sentences?
    pub walks: bool,
}

impl Selection {
    /// Selects the sentence at the byte `offset`, or the next one; `None` if there is no sentence.
    pub fn begin(document: &Document, offset: u32) -> Option<Self> {
        let span = step(document, offset, Unit::Sentence, |unit| unit.end() > offset, true)?;
        Some(Self { span, unit: Unit::Word, at_start: false, walks: false })
    }

    /// Extends `span` to the units that it touches.
    pub(super) fn around(document: &Document, span: Span, unit: Unit) -> Option<Span> {
        let first = step(document, span.start(), unit, |unit| unit.end() > span.start(), true)?;
        let last = step(document, span.end(), unit, |unit| unit.start() <= span.end(), false)?;
        Some(first.union(last))
    }

    /// The active end, as a byte offset inside the passage.
    pub fn active(&self) -> u32 {
        if self.at_start { self.span.start() } else { self.span.end().saturating_sub(1) }
    }

    /// Moves to the next or previous sentence.
    pub fn move_by_sentence(&mut self, document: &Document, forward: bool) {
        let (start, end) = (self.span.start(), self.span.end());
        let found = if forward {
            step(document, end, Unit::Sentence, |unit| unit.start() >= end, true)
        } else {
            step(document, start, Unit::Sentence, |unit| unit.end() <= start, false)
        };
        self.span = found.unwrap_or(self.span);
    }

    /// Moves the active end by one unit, but never past the other end.
    pub fn grow(&mut self, document: &Document, forward: bool) {
        let (start, end) = (self.span.start(), self.span.end());
        let at = if self.at_start { start } else { end };
        let edge = |unit: &Span| if self.at_start { unit.start() } else { unit.end() };
        let is_further = |unit: &Span| if forward { edge(unit) > at } else { edge(unit) < at };
        let Some(unit) = step(document, at, self.unit, is_further, forward) else { return };
        let (start, end) = if self.at_start { (edge(&unit), end) } else { (start, edge(&unit)) };
        if start < end {
            self.span = Span::new(start, end);
        }
    }
}

/// The first unit after `offset` that is `wanted`, or the last one before it.
fn step(
    document: &Document,
    offset: u32,
    unit: Unit,
    wanted: impl Fn(&Span) -> bool,
    forward: bool,
) -> Option<Span> {
    let here = document.block_at(offset.min(document.text.len() as u32));
    let units = |index: usize| units(document, index, unit);
    if forward {
        (here..document.blocks.len()).find_map(|index| units(index).into_iter().find(&wanted))
    } else {
        (0..=here).rev().find_map(|index| units(index).into_iter().rev().find(&wanted))
    }
}

fn units(document: &Document, index: usize, unit: Unit) -> Vec<Span> {
    let block = document.block(index).span;
    let text = block.slice(&document.text);
    let here = |start: usize, part: &str| Span::of(start..start + part.len()).shifted(block.start());
    match unit {
        Unit::Sentence => sentences(&document.text, block),
        Unit::Word => text.unicode_word_indices().map(|(start, word)| here(start, word)).collect(),
        Unit::Character => visible::glyphs(text)
            .filter(|glyph| glyph.width > 0)
            .map(|glyph| Span::of(glyph.bytes).shifted(block.start()))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Document {
        let text = "One came. Two saw it.\nThree won.";
        crate::import::import(
            text.as_bytes().to_vec(),
            "n",
            crate::import::ImportOptions::new(crate::import::Format::Plain),
        )
        .unwrap()
        .document
    }

    /// Selects at `offset` and follows `keys`: `j k` sentence, `l h` grow, `o` other end, `w s c` unit.
    fn check(offset: u32, keys: &str, expected: &str) {
        let document = document();
        let mut selection = Selection::begin(&document, offset).unwrap();
        for key in keys.chars() {
            match key {
                'j' | 'k' => selection.move_by_sentence(&document, key == 'j'),
                'l' | 'h' => selection.grow(&document, key == 'l'),
                'o' => selection.at_start = !selection.at_start,
                'w' => selection.unit = Unit::Word,
                's' => selection.unit = Unit::Sentence,
                _ => selection.unit = Unit::Character,
            }
        }
        assert_eq!(selection.span.slice(&document.text), expected, "{keys}");
    }

    #[test]
    fn begins_with_a_sentence_and_moves_by_sentences() {
        check(0, "", "One came.");
        check(12, "", "Two saw it.");
        check(0, "jj", "Three won.");
        check(0, "jjj", "Three won.");
        check(12, "kk", "One came.");
    }

    #[test]
    fn either_end_grows_and_shrinks() {
        check(12, "h", "Two saw it");
        check(12, "hh", "Two saw");
        check(12, "hhohh", "One came. Two saw");
        check(12, "ol", "saw it.");
        check(0, "sl", "One came. Two saw it.");
        check(0, "sll", "One came. Two saw it.\nThree won.");
        check(0, "ch", "One came");
    }

    #[test]
    fn never_becomes_empty_or_leaves_the_text() {
        check(0, "hhhhhhhh", "One");
        check(0, "ohhhh", "One came.");
        check(23, "llllll", "Three won.");
        check(0, "ollllllll", "came.");
    }

    #[test]
    fn an_empty_text_has_no_selection() {
        let document = crate::import::import(
            Vec::new(),
            "n",
            crate::import::ImportOptions::new(crate::import::Format::Plain),
        )
        .unwrap()
        .document;
        assert_eq!(Selection::begin(&document, 0), None);
    }
}
