//! Selected passage with a text cursor: a sentence, a passage between two ends, or new bounds for a mark.

mod motion;
mod update;

pub(super) use motion::{Motion, Step};

use crate::text::sentence::sentences;
use crate::text::{Document, Span, visible};
use unicode_segmentation::UnicodeSegmentation as _;

/// What a decision on the selection concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SelectionKind {
    /// The sentence at the cursor; no end is set.
    Sentence,
    /// A new passage, from one end to the cursor.
    Passage,
    /// Other bounds for the current mark, which is shown at `from`.
    Bounds { from: Span },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selection {
    /// Never empty.
    pub span: Span,
    pub kind: SelectionKind,
    /// First byte of the character that the keys move.
    pub cursor: u32,
    /// First byte of the character at the other end.
    other: u32,
    /// Column in cells that a move from row to row keeps.
    column: Option<u16>,
    /// Is the reader walking through the unmarked sentences?
    pub walks: bool,
}

/// Parts of the text that a cursor steps over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// A grapheme cluster.
    Character,
    Word,
    Sentence,
    Block,
}

impl Selection {
    /// The sentence at the byte `offset`, or the next one; `None` if there is no sentence.
    pub fn sentence(document: &Document, offset: u32) -> Option<Self> {
        let span = sentence_at(document, offset)?;
        let cursor = if span.contains(offset) { glyph_at(document, offset)?.start() } else { span.start() };
        Some(Self { span, kind: SelectionKind::Sentence, cursor, other: cursor, column: None, walks: false })
    }

    /// New bounds for a mark at `span`, with the cursor at its end.
    pub fn bounds(document: &Document, span: Span) -> Option<Self> {
        let kind = SelectionKind::Bounds { from: span };
        Some(Self { kind, ..Self::passage(document, span, false)? })
    }

    /// A passage with the cursor at one of its ends.
    pub fn passage(document: &Document, span: Span, at_start: bool) -> Option<Self> {
        let (first, last) = (glyph_at(document, span.start())?, glyph_before(document, span.end())?);
        let (cursor, other) = if at_start { (first, last) } else { (last, first) };
        let (cursor, other) = (cursor.start(), other.start());
        let kind = SelectionKind::Passage;
        Some(Self { span, kind, cursor, other, column: None, walks: false })
    }

    /// Extends `span` to the units that it touches.
    pub(super) fn around(document: &Document, span: Span, unit: Unit) -> Option<Span> {
        let first = first_after(document, span.start(), unit, |unit| unit.end() > span.start())?;
        let last = last_before(document, span.end(), unit, |unit| unit.start() < span.end())?;
        Some(first.union(last))
    }

    /// Is the cursor at the start of the passage?
    pub const fn at_start(&self) -> bool {
        self.cursor < self.other
    }

    /// Sets one end at the cursor; the passage is one character until the cursor moves.
    pub fn set_end(&mut self, document: &Document) {
        let span = glyph_at(document, self.cursor).unwrap_or(self.span);
        *self = Self { span, kind: SelectionKind::Passage, other: self.cursor, walks: false, ..*self };
    }

    /// Moves the cursor to the other end.
    pub const fn swap_ends(&mut self) {
        (self.cursor, self.other) = (self.other, self.cursor);
        self.column = None;
    }

    /// Extends the passage to whole sentences.
    pub fn take_whole_sentences(&mut self, document: &Document) {
        let (kind, at_start) = (self.kind, self.at_start());
        let whole = Self::around(document, self.span, Unit::Sentence);
        if let Some(whole) = whole.and_then(|span| Self::passage(document, span, at_start)) {
            let kind = if kind == SelectionKind::Sentence { SelectionKind::Passage } else { kind };
            *self = Self { kind, ..whole };
        }
    }
}

/// The sentence at `offset`, or the next one.
fn sentence_at(document: &Document, offset: u32) -> Option<Span> {
    first_after(document, offset, Unit::Sentence, |unit| unit.end() > offset)
}

/// The character at `offset`, or the next one, or the last one of the text.
pub(super) fn glyph_at(document: &Document, offset: u32) -> Option<Span> {
    first_after(document, offset, Unit::Character, |unit| unit.end() > offset)
        .or_else(|| glyph_before(document, offset))
}

/// The last character that begins before `offset`.
fn glyph_before(document: &Document, offset: u32) -> Option<Span> {
    last_before(document, offset, Unit::Character, |unit| unit.start() < offset)
}

/// The first unit in the block at `offset` or after it that is `wanted`.
fn first_after(document: &Document, offset: u32, unit: Unit, wanted: impl Fn(&Span) -> bool) -> Option<Span> {
    let here = document.block_at(offset.min(document.text.len() as u32));
    (here..document.blocks.len()).find_map(|index| units(document, index, unit).into_iter().find(&wanted))
}

/// The last unit in the block at `offset` or before it that is `wanted`.
fn last_before(document: &Document, offset: u32, unit: Unit, wanted: impl Fn(&Span) -> bool) -> Option<Span> {
    let here = document.block_at(offset.min(document.text.len() as u32));
    (0..=here).rev().find_map(|index| units(document, index, unit).into_iter().rev().find(&wanted))
}

fn units(document: &Document, index: usize, unit: Unit) -> Vec<Span> {
    let block = document.block(index).span;
    let text = block.slice(&document.text);
    let here = |start: usize, part: &str| Span::of(start..start + part.len()).shifted(block.start());
    match unit {
        Unit::Block => {
            Some(block.trimmed(&document.text)).into_iter().filter(|span| !span.is_empty()).collect()
        }
        Unit::Sentence => sentences(&document.text, block),
        Unit::Word => text.unicode_word_indices().map(|(start, word)| here(start, word)).collect(),
        Unit::Character => visible::glyphs(text)
            .filter(|glyph| glyph.width > 0)
            .map(|glyph| Span::of(glyph.bytes).shifted(block.start()))
            .collect(),
    }
}

#[cfg(test)]
mod tests;
