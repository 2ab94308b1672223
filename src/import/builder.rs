//! Document builder for the importers of all formats with markup.

use super::plain;
use crate::text::{About, Block, BlockKind, Document, InlineStyle, Link, Span, StyledRun};
use serde::{Deserialize, Serialize};

/// Deeper lists are displayed at this depth.
const MAX_LIST_DEPTH: usize = 8;

/// Number of an item that continues the one above without a bullet.
const CONTINUED: u32 = u32::MAX;

/// Output of an importer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Parsed {
    pub(super) text: String,
    pub(super) blocks: Vec<Block>,
    pub(super) styled: Vec<StyledRun>,
    pub(super) links: Vec<Link>,
    pub(super) about: About,
}

/// Raised digits and signs as the characters for them: 10⁶, m²; `None` for other text, as in 1st.
pub(super) fn superscript(text: &str) -> Option<String> {
    const RAISED: [(char, char); 15] = [
        ('0', '⁰'),
        ('1', '¹'),
        ('2', '²'),
        ('3', '³'),
        ('4', '⁴'),
        ('5', '⁵'),
        ('6', '⁶'),
        ('7', '⁷'),
        ('8', '⁸'),
        ('9', '⁹'),
        ('+', '⁺'),
        ('-', '⁻'),
        ('−', '⁻'),
        ('–', '⁻'),
        ('n', 'ⁿ'),
    ];
    let raised = |char| RAISED.iter().find(|(plain, _)| *plain == char).map(|(_, raised)| *raised);
    text.chars().map(raised).collect::<Option<String>>().filter(|raised| !raised.is_empty())
}

impl Parsed {
    pub(super) fn of(document: Document) -> Self {
        let Document { text, blocks, styled, links, about, .. } = document;
        Self { text, blocks, styled, links, about }
    }

    pub(super) fn into_document(self, name: &str, digest: String) -> Document {
        let Self { text, blocks, styled, links, about } = self;
        Document { links, about, ..Document::new(name, text, blocks, styled, digest) }
    }
}

#[derive(Clone, Default)]
pub(super) struct DocumentBuilder {
    text: String,
    blocks: Vec<Block>,
    styled: Vec<StyledRun>,
    /// Targets of closed links, sorted by end.
    targets: Vec<String>,
    target: String,
    start: usize,
    /// `None` between blocks.
    kind: Option<BlockKind>,
    open_styles: Vec<(InlineStyle, usize)>,
    quotes: u32,
    /// Number of each open list's next item; `None` for bullets.
    lists: Vec<Option<u64>>,
    /// Open table rows: a cell may contain a table.
    rows: u32,
    has_title: bool,
    pub(super) about: About,
}

impl DocumentBuilder {
    pub(super) fn finish(mut self) -> Parsed {
        self.close();
        let Self { text, blocks, mut styled, targets, about, .. } = self;
        // Links are never nested, so runs and targets have the same order.
        let spans = styled.iter().filter(|run| run.style == InlineStyle::Link).map(|run| run.span);
        let links = spans.zip(targets).filter(|(span, _)| !span.is_empty());
        let links = links.map(|(span, target)| Link { span, target }).collect();
        styled.sort_by_key(|run| run.span);
        Parsed { text, blocks, styled, links, about }
    }

    /// The document so far; requires that no block is open.
    pub(super) fn snapshot(&self) -> Parsed {
        self.clone().finish()
    }

    pub(super) const fn len(&self) -> usize {
        self.text.len()
    }

    /// Is `text` part of the document so far? Empty text is not.
    #[cfg(feature = "html")]
    pub(super) fn holds(&self, text: &str) -> bool {
        !text.is_empty() && self.text.contains(text)
    }

    pub(super) fn is_in_code(&self) -> bool {
        self.kind == Some(BlockKind::Code)
    }

    pub(super) const fn is_in_row(&self) -> bool {
        self.rows > 0
    }

    /// Drops headings at the end, which have no text below them.
    pub(super) fn drop_trailing_headings(&mut self) {
        self.close();
        let is_heading = |block: &mut Block| matches!(block.kind, BlockKind::Heading(_));
        while let Some(heading) = self.blocks.pop_if(is_heading) {
            self.truncate(heading.span.start() as usize);
        }
    }

    pub(super) fn has_text(&self) -> bool {
        self.kind.is_some() && self.text.len() > self.start
    }

    /// Opens a heading; the first of level 1 is the title.
    pub(super) fn open_heading(&mut self, level: u8) {
        let title = level == 1 && !self.has_title;
        self.has_title |= title;
        self.open(if title { BlockKind::Title } else { BlockKind::Heading(level) });
    }

    pub(super) fn add(&mut self, kind: BlockKind, words: &str) {
        self.open(kind);
        self.push_words(words);
        self.close();
    }

    pub(super) fn add_heading(&mut self, level: u8, words: &str) {
        self.open_heading(level);
        self.push_words(words);
        self.close();
    }

    /// Adds a line of author, date and the like, unless all parts are empty.
    pub(super) fn add_metadata<'p>(&mut self, parts: impl IntoIterator<Item = &'p str>) {
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        self.add(BlockKind::Metadata, &parts.join(" · "));
    }

    /// Adds notes as items numbered from 1.
    pub(super) fn add_notes<'n>(&mut self, notes: impl IntoIterator<Item = &'n [String]>) {
        for (number, paragraphs) in (1..).zip(notes) {
            let numbers = std::iter::once(number).chain(std::iter::repeat(CONTINUED));
            for (number, paragraph) in numbers.zip(paragraphs) {
                self.add(BlockKind::Item { depth: 1, number }, paragraph);
            }
        }
    }

    pub(super) fn open(&mut self, kind: BlockKind) {
        self.close();
        self.kind = Some(kind);
        self.start = self.text.len();
    }

    /// Opens a paragraph in the innermost list or quotation. An open block without text, such as a list
    /// item, becomes that paragraph.
    pub(super) fn open_paragraph(&mut self) {
        if self.kind.is_none() || self.text.len() > self.start {
            self.open(match self.lists.len() {
                0 if self.quotes > 0 => BlockKind::Quote,
                0 => BlockKind::Paragraph,
                depth => BlockKind::Item { depth: depth.min(MAX_LIST_DEPTH) as u8, number: CONTINUED },
            });
        }
    }

    pub(super) fn add_rule(&mut self) {
        self.close();
        let at = self.text.len() as u32;
        self.blocks.push(Block { span: Span::new(at, at), kind: BlockKind::Rule });
    }

    pub(super) fn begin_quote(&mut self) {
        self.close();
        self.quotes += 1;
    }

    pub(super) fn end_quote(&mut self) {
        self.close();
        self.quotes = self.quotes.saturating_sub(1);
    }

    /// `first` is the number of its first item, `None` for bullets.
    pub(super) fn begin_list(&mut self, first: Option<u64>) {
        self.close();
        self.lists.push(first);
    }

    pub(super) fn end_list(&mut self) {
        self.close();
        self.lists.pop();
    }

    pub(super) fn open_item(&mut self) {
        let depth = self.lists.len().clamp(1, MAX_LIST_DEPTH) as u8;
        let number = self.lists.last_mut().and_then(|next| {
            let number = (*next)?;
            *next = Some(number + 1);
            u32::try_from(number).ok().filter(|&number| number < CONTINUED)
        });
        self.open(BlockKind::Item { depth, number: number.unwrap_or(0) });
    }

    /// Opens a table row; a row inside a cell becomes part of that cell.
    pub(super) fn begin_row(&mut self) {
        self.rows += 1;
        if self.rows == 1 {
            self.open(BlockKind::Row);
        }
    }

    pub(super) fn end_row(&mut self) {
        self.rows = self.rows.saturating_sub(1);
        if self.rows == 0 {
            self.close();
        }
    }

    /// Adds text verbatim.
    pub(super) fn push(&mut self, part: &str) {
        if self.kind.is_none() {
            self.open_paragraph();
        }
        self.text.push_str(part);
    }

    /// Adds running text: collapses white space, also with the text before, and removes soft hyphens.
    pub(super) fn push_words(&mut self, part: &str) {
        if self.is_in_code() {
            return self.push(part);
        }
        for char in part.chars() {
            match char {
                '\u{ad}' => {}
                ' ' | '\t' | '\n' | '\r' | '\u{c}' => {
                    if self.has_text() && !self.text.ends_with([' ', '\n']) {
                        self.text.push(' ');
                    }
                }
                _ => {
                    if self.kind.is_none() {
                        self.open_paragraph();
                    }
                    self.text.push(char);
                }
            }
        }
    }

    /// Adds a line break inside a block.
    pub(super) fn break_line(&mut self) {
        if self.has_text() {
            self.text.push('\n');
        }
    }

    pub(super) fn ends_with_line_break(&self) -> bool {
        self.has_text() && self.text.trim_end_matches(' ').ends_with('\n')
    }

    pub(super) fn begin_style(&mut self, style: InlineStyle) {
        self.open_styles.push((style, self.text.len()));
    }

    pub(super) fn end_style(&mut self) {
        if let Some((style, start)) = self.open_styles.pop() {
            let start = start.min(self.text.len());
            self.styled.push(StyledRun { span: Span::of(start..self.text.len()), style });
        }
    }

    pub(super) fn begin_link(&mut self, target: &str) {
        target.clone_into(&mut self.target);
        self.begin_style(InlineStyle::Link);
    }

    pub(super) fn end_link(&mut self) {
        self.targets.push(std::mem::take(&mut self.target));
        self.end_style();
    }

    /// Cuts the text and its styled runs off at a byte.
    fn truncate(&mut self, end: usize) {
        self.text.truncate(end);
        let end = end as u32;
        // Runs were added in the order of their ends.
        let beyond = self.styled.iter_mut().rev().take_while(|run| run.span.end() > end);
        beyond.for_each(|run| run.span = Span::new(run.span.start().min(end), end));
    }

    /// Closes the open block; drops it if it has no words.
    pub(super) fn close(&mut self) {
        let Some(kind) = self.kind.take() else { return };
        let span = Span::of(self.start..self.text.len()).trimmed(&self.text);
        if span.is_empty() {
            self.truncate(self.start);
            return;
        }
        self.truncate(span.end() as usize);
        let first = self.blocks.len();
        match kind {
            BlockKind::Code => plain::split_lines(&self.text, span, kind, &mut self.blocks),
            _ => plain::split_prose(&self.text, span, kind, &mut self.blocks),
        }
        if let BlockKind::Item { depth, .. } = kind {
            let rest = self.blocks.iter_mut().skip(first + 1);
            rest.for_each(|block| block.kind = BlockKind::Item { depth, number: CONTINUED });
        }
        self.text.push_str("\n\n");
    }
}
