//! The page: visible rows of wrapped text.
//!
//! A position is a block and a line in it, never a row counted from the beginning, so only visible or traversed
//! blocks are ever wrapped.

use crate::text::hyphen::Language;
use crate::text::wrap::{Row, rows, wrap_lines};
use crate::text::{BlockKind, Document, Span};
use std::collections::HashMap;
use std::sync::Arc;

/// Default width of text rows in cells: between the 66 and 72 that read best in print.
pub const DEFAULT_MEASURE: u16 = 68;
/// Step of the measure, in cells.
pub const MEASURE_STEP: u16 = 4;
pub const MEASURES: std::ops::RangeInclusive<u16> = 24..=160;
/// Limit of wrapped blocks kept. Beyond it all are dropped, which costs the wrapping of one page.
const MAX_WRAPPED: usize = 4096;

/// A line of wrapped text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub block: usize,
    /// Line in the block, counting the empty lines above its first row.
    pub line: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageLine {
    pub block: usize,
    /// `None` for an empty line between blocks.
    pub row: Option<Span>,
    pub first: bool,
    /// Does the row end inside a word, so that a hyphen follows?
    pub hyphen: bool,
    /// In cells.
    pub indent: u16,
}

#[derive(Debug)]
pub struct View {
    top: Position,
    /// The byte last put at the top. Unchanged by resizing, so that the text does not drift.
    pub anchor: u32,
    pub page: Vec<PageLine>,
    width: u16,
    /// Rows of the screen; [`View::resize`] sets them.
    pub height: u16,
    pub(super) document: Arc<Document>,
    rows: HashMap<usize, Arc<[Row]>>,
    /// Changed by [`View::set_hyphens`], which rewraps the text.
    pub(super) hyphens: Option<Language>,
}

pub fn indent(kind: BlockKind) -> u16 {
    match kind {
        BlockKind::Quote => 4,
        BlockKind::Item { depth, .. } => 1 + 3 * u16::from(depth.min(6)),
        BlockKind::Code => 2,
        _ => 0,
    }
}

/// Empty lines between a block and the one before it.
fn gap(before: Option<BlockKind>, kind: BlockKind) -> usize {
    match (before, kind) {
        (Some(BlockKind::Item { .. }), BlockKind::Item { .. })
        | (Some(BlockKind::Row), BlockKind::Row)
        // Author and date directly follow the title.
        | (Some(BlockKind::Title), BlockKind::Metadata) => 0,
        (
            Some(BlockKind::Paragraph | BlockKind::Item { .. } | BlockKind::Quote | BlockKind::Code | BlockKind::Row),
            BlockKind::Heading(_),
        ) => 2,
        _ => 1,
    }
}

impl View {
    /// A view without a size, starting at the byte `anchor`.
    pub fn new(document: Arc<Document>, anchor: u32, hyphens: Option<Language>) -> Self {
        Self {
            top: Position::default(),
            anchor,
            page: Vec::new(),
            width: 0,
            height: 0,
            document,
            rows: HashMap::new(),
            hyphens,
        }
    }

    /// Sets the page's size and keeps the text's position.
    pub fn resize(&mut self, width: u16, height: u16) {
        if width != self.width {
            self.rows.clear();
        }
        (self.width, self.height) = (width, height);
        self.top = self.position_of(self.anchor);
        if self.anchor == 0 {
            self.top = Position::default();
        }
        self.fill();
    }

    /// Sets the language of hyphenation and keeps the text's position.
    pub fn set_hyphens(&mut self, language: Option<Language>) {
        self.hyphens = language;
        self.rewrap();
    }

    fn rewrap(&mut self) {
        self.rows.clear();
        self.resize(self.width, self.height);
    }

    /// Shows another version of the document with `anchor` at the top.
    pub fn set_document(&mut self, document: Arc<Document>) {
        self.document = document;
        self.rewrap();
    }

    /// The visible text.
    pub fn seen(&self) -> Span {
        let mut rows = self.page.iter().filter_map(|line| line.row);
        let first = rows.next().unwrap_or_default();
        first.union(rows.next_back().unwrap_or(first))
    }

    pub fn shows(&self, span: Span) -> bool {
        self.seen().covers(span)
    }

    pub fn at_end(&self) -> bool {
        self.page.last().is_none_or(|line| {
            line.block + 1 >= self.document.blocks.len()
                && line.row.is_some_and(|row| row.end() >= self.document.block(line.block).span.end())
        }) || self.document.blocks.is_empty()
    }

    /// Positive numbers scroll down.
    pub fn scroll(&mut self, lines: i32) {
        let position = self.moved(self.top, lines);
        self.go(position);
    }

    pub fn to_top(&mut self) {
        self.go(Position::default());
    }

    pub fn to_end(&mut self) {
        let position = self.last_top();
        self.go(position);
    }

    /// Scrolls the byte `anchor` to the top.
    pub fn to_offset(&mut self, anchor: u32) {
        let position = if anchor == 0 { Position::default() } else { self.position_of(anchor) };
        self.go(position);
    }

    /// Scrolls block `index` to the top, including the empty lines above it.
    pub fn to_block(&mut self, index: usize) {
        self.go(Position { block: index.min(self.document.blocks.len().saturating_sub(1)), line: 0 });
    }

    pub(super) const fn top(&self) -> Position {
        self.top
    }

    /// The block at the top of the page, even if its first row has scrolled away.
    pub fn top_block(&self) -> usize {
        self.top.block
    }

    /// Does block `index` have rows above the page?
    pub fn begins_above(&self, index: usize) -> bool {
        self.top > Position { block: index, line: 0 }
    }

    /// Scrolls so that the first row of `span` is a third down the page, unless all of it is visible.
    pub fn reveal(&mut self, span: Span) {
        if self.shows(span) {
            return;
        }
        let position = self.a_third_above(span);
        self.go(position);
    }

    /// The same after resizing: the anchor stays, so that another resize restores the page.
    pub fn glance(&mut self, span: Span) {
        if !self.shows(span) {
            self.top = self.a_third_above(span).min(self.last_top());
            self.fill();
        }
    }

    /// Top of the page with the first row of `span` a third down, or higher if its end would otherwise be below the
    /// page.
    fn a_third_above(&mut self, span: Span) -> Position {
        let position = self.position_of(span.start());
        let last = self.position_of(span.end().saturating_sub(1));
        let mut above = i32::from(self.height / 3);
        while above > 0 && self.moved(position, i32::from(self.height) - 1 - above) < last {
            above -= 1;
        }
        self.moved(position, -above)
    }

    fn go(&mut self, position: Position) {
        self.top = position.min(self.last_top());
        self.fill();
        self.anchor = if self.top == Position::default() { 0 } else { self.seen().start() };
    }

    fn fill(&mut self) {
        let mut page = Vec::with_capacity(usize::from(self.height));
        let mut position = self.top;
        while page.len() < usize::from(self.height) && position.block < self.document.blocks.len() {
            let kind = self.document.block(position.block).kind;
            let before = self.gap_above(position.block);
            let rows = self.rows_of(position.block);
            let lines = before + rows.len();
            while page.len() < usize::from(self.height) && position.line < lines {
                let row = position.line.checked_sub(before).and_then(|index| rows.get(index)).copied();
                page.push(PageLine {
                    block: position.block,
                    row: row.map(|row| row.span),
                    hyphen: row.is_some_and(|row| row.hyphen),
                    first: position.line == before,
                    indent: indent(kind),
                });
                position.line += 1;
            }
            position = Position { block: position.block + 1, line: 0 };
        }
        self.page = page;
    }

    /// The line that holds the byte `offset`.
    fn position_of(&mut self, offset: u32) -> Position {
        let block = self.document.block_at(offset);
        let rows = self.rows_of(block);
        let row = rows.partition_point(|row| row.span.start() <= offset).saturating_sub(1);
        Position { block, line: self.gap_above(block) + row }
    }

    /// The position `lines` further on, clamped to the text.
    fn moved(&mut self, position: Position, lines: i32) -> Position {
        let Position { mut block, mut line } = position;
        let mut left = lines.unsigned_abs() as usize;
        if lines >= 0 {
            while left > 0 {
                let rest = self.lines_of(block).saturating_sub(line + 1);
                if left <= rest || block + 1 >= self.document.blocks.len() {
                    return Position { block, line: line + left.min(rest) };
                }
                left -= rest + 1;
                (block, line) = (block + 1, 0);
            }
        }
        while lines < 0 && left > 0 {
            if left <= line {
                return Position { block, line: line - left };
            }
            if block == 0 {
                return Position::default();
            }
            left -= line + 1;
            block -= 1;
            line = self.lines_of(block).saturating_sub(1);
        }
        Position { block, line }
    }

    /// Top of the last page: the text ends on its last row but one.
    fn last_top(&mut self) -> Position {
        let block = self.document.blocks.len().saturating_sub(1);
        let line = self.lines_of(block).saturating_sub(1);
        let back = i32::from(self.height.saturating_sub(2));
        self.moved(Position { block, line }, -back)
    }

    fn lines_of(&mut self, block: usize) -> usize {
        self.gap_above(block) + self.rows_of(block).len()
    }

    fn gap_above(&self, block: usize) -> usize {
        let before = block.checked_sub(1).map(|before| self.document.block(before).kind);
        gap(before, self.document.block(block).kind)
    }

    fn rows_of(&mut self, index: usize) -> Arc<[Row]> {
        if let Some(rows) = self.rows.get(&index) {
            return Arc::clone(rows);
        }
        let block = self.document.block(index);
        let width = self.width.saturating_sub(indent(block.kind)).max(4);
        let mut rows = match block.kind {
            BlockKind::Code => {
                let lines = wrap_lines(&self.document.text, block.span, width).into_iter();
                lines.map(|span| Row { span, hyphen: false }).collect()
            }
            BlockKind::Title | BlockKind::Heading(_) => rows(&self.document.text, block.span, width, None),
            _ => rows(&self.document.text, block.span, width, self.hyphens),
        };
        if rows.is_empty() {
            rows.push(Row { span: block.span, hyphen: false });
        }
        if self.rows.len() >= MAX_WRAPPED {
            self.rows.clear();
        }
        let rows: Arc<[Row]> = rows.into();
        self.rows.insert(index, Arc::clone(&rows));
        rows
    }
}

#[cfg(test)]
mod tests;
