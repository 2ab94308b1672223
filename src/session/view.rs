//! Which rows of the text are on the screen, and moving among them.
//!
//! A place is a block and a line in it, never a row counted from the beginning: only blocks that
//! are seen, or passed over, are ever wrapped.

use crate::text::hyphen::Language;
use crate::text::wrap::{Row, rows, wrap_lines};
use crate::text::{BlockKind, Document, Span};
use std::collections::HashMap;
use std::sync::Arc;

/// The usual number of cells in a row: between the 66 and 72 that reads best in print.
pub const USUAL_MEASURE: u16 = 68;
/// Cells by which the measure grows and shrinks.
pub const MEASURE_STEP: u16 = 4;
/// The measure's bounds.
pub const MEASURES: std::ops::RangeInclusive<u16> = 24..=160;
/// Blocks kept wrapped; beyond it all are forgotten, which costs one page's wrapping.
const KEPT: usize = 4096;

/// A line of the wrapped text: block, then line in it; a block's air comes before its rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Index of the block.
    pub block: usize,
    /// Line in it, counted with the air above its first row.
    pub line: usize,
}

/// One line of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageLine {
    /// Index of the block.
    pub block: usize,
    /// The row's text; nothing for air.
    pub row: Option<Span>,
    /// Whether it is the block's first row.
    pub first: bool,
    /// Whether the row ends inside a word, and a hyphen is to be shown behind it.
    pub hyphen: bool,
    /// Cells that the row is set in from the left.
    pub indent: u16,
}

/// The rows of a page, from some place of the text on.
#[derive(Debug)]
pub struct View {
    /// The first line of the page.
    top: Place,
    /// The byte that the reader means to have at the top: it stays through any number of changes
    /// of the size, so that the text does not drift.
    pub anchor: u32,
    /// The lines of the page.
    pub page: Vec<PageLine>,
    width: u16,
    height: u16,
    document: Arc<Document>,
    rows: HashMap<usize, Arc<[Row]>>,
    hyphens: Option<Language>,
}

/// Cells that a block is set in from the left.
pub fn indent(kind: BlockKind) -> u16 {
    match kind {
        BlockKind::Quote => 4,
        BlockKind::Item { depth, .. } => 1 + 3 * u16::from(depth.min(6)),
        BlockKind::Code => 2,
        _ => 0,
    }
}

/// Empty lines between a block and the one before it.
fn air(before: Option<BlockKind>, kind: BlockKind) -> usize {
    match (before, kind) {
        (Some(BlockKind::Item { .. }), BlockKind::Item { .. })
        | (Some(BlockKind::Row), BlockKind::Row)
        // Who wrote it and when stand right below the title.
        | (Some(BlockKind::Title), BlockKind::Metadata) => 0,
        (
            Some(BlockKind::Paragraph | BlockKind::Item { .. } | BlockKind::Quote | BlockKind::Code | BlockKind::Row),
            BlockKind::Heading(_),
        ) => 2,
        _ => 1,
    }
}

impl View {
    /// A view without a size yet, that will begin with the byte `anchor`, with words broken in a language
    /// if one is given.
    pub fn new(document: Arc<Document>, anchor: u32, hyphens: Option<Language>) -> Self {
        Self {
            top: Place::default(),
            anchor,
            page: Vec::new(),
            width: 0,
            height: 0,
            document,
            rows: HashMap::new(),
            hyphens,
        }
    }

    pub const fn hyphens(&self) -> Option<Language> {
        self.hyphens
    }

    /// Sets the page's size; the text stays where it is.
    pub fn resize(&mut self, width: u16, height: u16) {
        if width != self.width {
            self.rows.clear();
        }
        (self.width, self.height) = (width, height);
        self.top = self.place_of(self.anchor);
        if self.anchor == 0 {
            self.top = Place::default();
        }
        self.fill();
    }

    /// Breaks words in this language from now on, or in none; the text stays where it is.
    pub fn set_hyphens(&mut self, language: Option<Language>) {
        self.hyphens = language;
        self.rewrap();
    }

    /// Forgets what was wrapped: the document is another one.
    fn rewrap(&mut self) {
        self.rows.clear();
        self.resize(self.width, self.height);
    }

    /// Shows another version of the document; `anchor` stays at the top.
    pub fn set_document(&mut self, document: Arc<Document>) {
        self.document = document;
        self.rewrap();
    }

    /// Rows of the page.
    pub const fn height(&self) -> u16 {
        self.height
    }

    /// The bytes from the first row of the page to the last.
    pub fn seen(&self) -> Span {
        let mut rows = self.page.iter().filter_map(|line| line.row);
        let first = rows.next().unwrap_or_default();
        first.union(rows.next_back().unwrap_or(first))
    }

    /// Whether all of `span` is on the page.
    pub fn shows(&self, span: Span) -> bool {
        self.seen().covers(span)
    }

    /// Whether the page ends with the text.
    pub fn at_end(&self) -> bool {
        self.page.last().is_none_or(|line| {
            line.block + 1 >= self.document.blocks.len()
                && line.row.is_some_and(|row| row.end() >= self.document.block(line.block).span.end())
        }) || self.document.blocks.is_empty()
    }

    /// Moves by `lines`, down if positive.
    pub fn scroll(&mut self, lines: i32) {
        let place = self.moved(self.top, lines);
        self.go(place);
    }

    /// To the first line.
    pub fn to_top(&mut self) {
        self.go(Place::default());
    }

    /// To the last page.
    pub fn to_end(&mut self) {
        let place = self.last_top();
        self.go(place);
    }

    /// Brings the byte `anchor` to the top of the page.
    pub fn to_offset(&mut self, anchor: u32) {
        let place = if anchor == 0 { Place::default() } else { self.place_of(anchor) };
        self.go(place);
    }

    /// Brings the beginning of block `index` to the top, with the air above it.
    pub fn to_block(&mut self, index: usize) {
        self.go(Place { block: index.min(self.document.blocks.len().saturating_sub(1)), line: 0 });
    }

    /// The block that the page begins with; one whose first row has scrolled away counts.
    pub fn top_block(&self) -> usize {
        self.top.block
    }

    /// Whether block `index` has rows above the page.
    pub fn begins_above(&self, index: usize) -> bool {
        self.top > Place { block: index, line: 0 }
    }

    /// Shows `span`, its first row a third down the page; does nothing if it is all seen.
    pub fn reveal(&mut self, span: Span) {
        if self.shows(span) {
            return;
        }
        let place = self.a_third_above(span);
        self.go(place);
    }

    /// The same after a change of the size only: what the reader means to have at the top stays, so that the
    /// next change leads back to it.
    pub fn glance(&mut self, span: Span) {
        if !self.seen().contains(span.start()) {
            self.top = self.a_third_above(span).min(self.last_top());
            self.fill();
        }
    }

    /// The place from which the first row of `span` is a third down the page; higher up where the end of it
    /// would else be below the page.
    fn a_third_above(&mut self, span: Span) -> Place {
        let place = self.place_of(span.start());
        let last = self.place_of(span.end().saturating_sub(1));
        let mut above = i32::from(self.height / 3);
        while above > 0 && self.moved(place, i32::from(self.height) - 1 - above) < last {
            above -= 1;
        }
        self.moved(place, -above)
    }

    /// The row of the page that holds the byte `offset`.
    pub fn row_at(&self, offset: u32) -> Option<usize> {
        self.page
            .iter()
            .rposition(|line| line.row.is_some_and(|row| row.start() <= offset))
            .filter(|_| self.seen().contains(offset))
    }

    fn go(&mut self, place: Place) {
        self.top = place.min(self.last_top());
        self.fill();
        self.anchor = if self.top == Place::default() { 0 } else { self.seen().start() };
    }

    fn fill(&mut self) {
        let mut page = Vec::with_capacity(usize::from(self.height));
        let mut place = self.top;
        while page.len() < usize::from(self.height) && place.block < self.document.blocks.len() {
            let kind = self.document.block(place.block).kind;
            let before = self.air_above(place.block);
            let rows = self.rows_of(place.block);
            let lines = before + rows.len();
            while page.len() < usize::from(self.height) && place.line < lines {
                let row = place.line.checked_sub(before).and_then(|index| rows.get(index)).copied();
                page.push(PageLine {
                    block: place.block,
                    row: row.map(|row| row.span),
                    hyphen: row.is_some_and(|row| row.hyphen),
                    first: place.line == before,
                    indent: indent(kind),
                });
                place.line += 1;
            }
            place = Place { block: place.block + 1, line: 0 };
        }
        self.page = page;
    }

    /// The line that holds the byte `offset`, or the nearest one before it.
    fn place_of(&mut self, offset: u32) -> Place {
        let block = self.document.block_at(offset);
        let rows = self.rows_of(block);
        let row = rows.partition_point(|row| row.span.start() <= offset).saturating_sub(1);
        Place { block, line: self.air_above(block) + row }
    }

    /// The place `lines` further on, within the text.
    fn moved(&mut self, place: Place, lines: i32) -> Place {
        let Place { mut block, mut line } = place;
        let mut left = lines.unsigned_abs() as usize;
        if lines >= 0 {
            while left > 0 {
                let rest = self.lines_of(block).saturating_sub(line + 1);
                if left <= rest || block + 1 >= self.document.blocks.len() {
                    return Place { block, line: line + left.min(rest) };
                }
                left -= rest + 1;
                (block, line) = (block + 1, 0);
            }
        }
        while lines < 0 && left > 0 {
            if left <= line {
                return Place { block, line: line - left };
            }
            if block == 0 {
                return Place::default();
            }
            left -= line + 1;
            block -= 1;
            line = self.lines_of(block).saturating_sub(1);
        }
        Place { block, line }
    }

    /// The top of the last page: the end of the text stands on its last row but one.
    fn last_top(&mut self) -> Place {
        let block = self.document.blocks.len().saturating_sub(1);
        let line = self.lines_of(block).saturating_sub(1);
        let back = i32::from(self.height.saturating_sub(2));
        self.moved(Place { block, line }, -back)
    }

    fn lines_of(&mut self, block: usize) -> usize {
        self.air_above(block) + self.rows_of(block).len()
    }

    fn air_above(&self, block: usize) -> usize {
        let before = block.checked_sub(1).map(|before| self.document.block(before).kind);
        air(before, self.document.block(block).kind)
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
        if self.rows.len() >= KEPT {
            self.rows.clear();
        }
        let rows: Arc<[Row]> = rows.into();
        self.rows.insert(index, Arc::clone(&rows));
        rows
    }
}

#[cfg(test)]
mod tests;
