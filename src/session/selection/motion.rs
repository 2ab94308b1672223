//! Motions of the text cursor, as in vim; the ends of a passage keep to whole words.

use super::{Selection, SelectionKind, Unit, first_after, glyph_at, glyph_before, last_before, sentence_at};
use crate::text::{Document, Span};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::session) enum Step {
    Character,
    Word,
    /// To the last character of a word.
    WordEnd,
    Sentence,
    Block,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::session) struct Motion {
    pub step: Step,
    pub forward: bool,
}

impl Step {
    const fn unit(self) -> Unit {
        match self {
            Self::Character => Unit::Character,
            Self::Word | Self::WordEnd => Unit::Word,
            Self::Sentence => Unit::Sentence,
            Self::Block => Unit::Block,
        }
    }
}

impl Selection {
    /// Moves the cursor. Without an end it goes to the start of a unit; else it takes whole units into the passage or
    /// out of it. A passage turns over at its other end; the bounds of a mark stop there.
    pub(in crate::session) fn go(&mut self, document: &Document, Motion { step, forward }: Motion) {
        let target = match (step, self.kind) {
            (Step::Character, _) => self.next_character(document, forward),
            (_, SelectionKind::Sentence) => self.next_start(document, step, forward),
            _ => self.next_edge(document, step.unit(), forward),
        };
        if let Some(glyph) = target {
            self.column = None;
            self.place(document, glyph);
        }
    }

    /// Puts the cursor at the character at `offset`; an end of a passage, at the border of its word.
    pub fn go_to(&mut self, document: &Document, offset: u32, column: Option<u16>) {
        let Some(mut glyph) = glyph_at(document, offset) else { return };
        let word = first_after(document, glyph.start(), Unit::Word, |word| word.end() > glyph.start());
        let word = word.filter(|word| word.contains(glyph.start()));
        if let Some(word) = word.filter(|_| self.kind != SelectionKind::Sentence) {
            let edge = if glyph.start() >= self.other {
                glyph_before(document, word.end())
            } else {
                glyph_at(document, word.start())
            };
            glyph = edge.unwrap_or(glyph);
        }
        self.column = column;
        self.place(document, glyph);
    }

    /// The column that moves from row to row keep.
    pub(in crate::session) const fn column(&self) -> Option<u16> {
        self.column
    }

    fn place(&mut self, document: &Document, glyph: Span) {
        self.cursor = glyph.start();
        if self.kind == SelectionKind::Sentence {
            let here = sentence_at(document, self.cursor);
            let before = || last_before(document, self.cursor, Unit::Sentence, |_| true);
            self.span = here.or_else(before).unwrap_or(glyph);
        } else {
            self.span = glyph_at(document, self.other).map_or(glyph, |other| other.union(glyph));
        }
    }

    fn next_character(&self, document: &Document, forward: bool) -> Option<Span> {
        if forward {
            let cursor = self.cursor;
            first_after(document, cursor, Unit::Character, |unit| unit.start() > cursor)
        } else {
            glyph_before(document, self.cursor)
        }
    }

    fn next_start(&self, document: &Document, step: Step, forward: bool) -> Option<Span> {
        let (cursor, unit) = (self.cursor, step.unit());
        match (step, forward) {
            (Step::WordEnd, _) => {
                let end = glyph_at(document, cursor)?.end();
                let word = first_after(document, cursor, unit, |unit| unit.end() > end)?;
                glyph_before(document, word.end())
            }
            (_, true) => {
                let unit = first_after(document, cursor, unit, |unit| unit.start() > cursor)?;
                glyph_at(document, unit.start())
            }
            (_, false) => {
                let unit = last_before(document, cursor, unit, |unit| unit.start() < cursor)?;
                glyph_at(document, unit.start())
            }
        }
    }

    /// The character at the next border of a unit, on the side of the passage that the cursor is on.
    fn next_edge(&self, document: &Document, unit: Unit, forward: bool) -> Option<Span> {
        let (cursor, other) = (self.cursor, self.other);
        let turns = self.kind == SelectionKind::Passage;
        let end_after = |offset: u32| {
            let end = glyph_at(document, offset)?.end();
            let unit = first_after(document, offset, unit, |unit| unit.end() > end)?;
            glyph_before(document, unit.end())
        };
        let start_before = |offset: u32| {
            let unit = last_before(document, offset, unit, |unit| unit.start() < offset)?;
            glyph_at(document, unit.start())
        };
        if forward && cursor >= other {
            end_after(cursor)
        } else if forward {
            let inside = first_after(document, cursor, unit, |unit| unit.start() > cursor);
            match inside.filter(|unit| unit.start() <= other) {
                Some(unit) => glyph_at(document, unit.start()),
                None => end_after(other).filter(|_| turns),
            }
        } else if cursor > other {
            let end = glyph_at(document, cursor)?.end();
            let inside = last_before(document, cursor, unit, |unit| unit.end() < end);
            match inside.filter(|unit| unit.end() > other) {
                Some(unit) => glyph_before(document, unit.end()),
                None => start_before(other).filter(|_| turns),
            }
        } else {
            start_before(cursor)
        }
    }
}
