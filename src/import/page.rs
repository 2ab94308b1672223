//! A document as it is put together, block by block, by the importers of every format that has marks.

use super::plain;
use crate::text::{Block, BlockKind, InlineStyle, Link, Span, StyledRun};

/// The largest level of a list that is told apart from those within it.
const DEEPEST_LIST: usize = 8;

/// What an article of such a format holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Parsed {
    pub(super) text: String,
    pub(super) blocks: Vec<Block>,
    pub(super) styled: Vec<StyledRun>,
    pub(super) links: Vec<Link>,
}

/// A document that is being put together.
#[derive(Clone, Default)]
pub(super) struct Page {
    text: String,
    blocks: Vec<Block>,
    styled: Vec<StyledRun>,
    /// Where the links lead, in the order of their ends.
    targets: Vec<String>,
    /// Where the link that is open leads.
    target: String,
    /// Where the block being filled begins.
    start: usize,
    kind: Option<BlockKind>,
    /// Styles that are open, with where they began.
    open: Vec<(InlineStyle, usize)>,
    quotes: u32,
    /// The lists that are open: the number of the next item, or nothing for bullets.
    lists: Vec<Option<u64>>,
    /// Whether there is a title.
    titled: bool,
}

impl Page {
    /// The document that was put together.
    pub(super) fn finish(mut self) -> Parsed {
        self.close();
        let Self { text, blocks, mut styled, targets, .. } = self;
        // Links do not lie in one another, so both are in the order of their ends.
        let spans =
            styled.iter().filter(|styled| styled.style == InlineStyle::Link).map(|styled| styled.span);
        let links = spans.zip(targets).filter(|(span, _)| !span.is_empty());
        let links = links.map(|(span, target)| Link { span, target }).collect();
        styled.sort_by_key(|styled| styled.span);
        Parsed { text, blocks, styled, links }
    }

    /// The document as far as it is put together; no block may be open.
    pub(super) fn so_far(&self) -> Parsed {
        self.clone().finish()
    }

    /// Bytes of text that are put together.
    pub(super) const fn length(&self) -> usize {
        self.text.len()
    }

    /// Whether the block being filled holds preformatted text.
    pub(super) fn is_code(&self) -> bool {
        self.kind == Some(BlockKind::Code)
    }

    /// Takes away headings at the end that nothing follows.
    pub(super) fn drop_last_headings(&mut self) {
        self.close();
        let is_heading = |block: &mut Block| matches!(block.kind, BlockKind::Heading(_));
        while let Some(heading) = self.blocks.pop_if(is_heading) {
            self.cut(heading.span.start() as usize);
        }
    }

    /// Whether the block being filled holds something.
    pub(super) fn has_begun(&self) -> bool {
        self.kind.is_some() && self.text.len() > self.start
    }

    /// Opens a heading of a level; the first of the highest level is the title.
    pub(super) fn heading(&mut self, level: u8) {
        let title = level == 1 && !self.titled;
        self.titled |= title;
        self.open(if title { BlockKind::Title } else { BlockKind::Heading(level) });
    }

    /// Opens a block of a kind.
    pub(super) fn open(&mut self, kind: BlockKind) {
        self.close();
        self.kind = Some(kind);
        self.start = self.text.len();
    }

    /// Opens a paragraph of whatever it stands in: a list, a quotation, the article. In a list item that
    /// holds nothing yet it goes on with the item.
    pub(super) fn paragraph(&mut self) {
        let fresh = self.kind.is_some() && self.text.len() == self.start;
        if !fresh {
            let kind = self.usual();
            self.open(kind);
        }
    }

    fn usual(&self) -> BlockKind {
        match self.lists.len() {
            0 if self.quotes > 0 => BlockKind::Quote,
            0 => BlockKind::Paragraph,
            // A further paragraph of an item is set under it, without a bullet of its own.
            depth => BlockKind::Item { depth: depth.min(DEEPEST_LIST) as u8, number: u32::MAX },
        }
    }

    /// A break between sections.
    pub(super) fn rule(&mut self) {
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

    /// Begins a list; `first` is the number of its first item, or nothing for bullets.
    pub(super) fn begin_list(&mut self, first: Option<u64>) {
        self.close();
        self.lists.push(first);
    }

    pub(super) fn end_list(&mut self) {
        self.close();
        self.lists.pop();
    }

    /// Opens the next item of the innermost list.
    pub(super) fn item(&mut self) {
        let depth = self.lists.len().clamp(1, DEEPEST_LIST) as u8;
        let number = self.lists.last_mut().and_then(|next| {
            let number = (*next)?;
            *next = Some(number + 1);
            u32::try_from(number).ok().filter(|&number| number < u32::MAX)
        });
        self.open(BlockKind::Item { depth, number: number.unwrap_or(0) });
    }

    /// Adds text as it stands.
    pub(super) fn push(&mut self, part: &str) {
        if self.kind.is_none() {
            self.paragraph();
        }
        self.text.push_str(part);
    }

    /// Adds running text: any white space in it is one space, or none at the beginning of a block or after
    /// another space, and soft hyphens are left out.
    pub(super) fn words(&mut self, part: &str) {
        if self.is_code() {
            return self.push(part);
        }
        for char in part.chars() {
            match char {
                '\u{ad}' => {}
                ' ' | '\t' | '\n' | '\r' | '\u{c}' => {
                    if self.has_begun() && !self.text.ends_with([' ', '\n']) {
                        self.text.push(' ');
                    }
                }
                _ => {
                    if self.kind.is_none() {
                        self.paragraph();
                    }
                    self.text.push(char);
                }
            }
        }
    }

    /// Breaks the line inside a block.
    pub(super) fn break_line(&mut self) {
        if self.has_begun() {
            self.text.push('\n');
        }
    }

    /// Whether the block being filled ends with a line break.
    pub(super) fn ends_line(&self) -> bool {
        self.has_begun() && self.text.trim_end_matches(' ').ends_with('\n')
    }

    pub(super) fn begin_style(&mut self, style: InlineStyle) {
        self.open.push((style, self.text.len()));
    }

    pub(super) fn begin_link(&mut self, target: &str) {
        target.clone_into(&mut self.target);
        self.begin_style(InlineStyle::Link);
    }

    pub(super) fn end_link(&mut self) {
        self.targets.push(std::mem::take(&mut self.target));
        self.end_style();
    }

    pub(super) fn end_style(&mut self) {
        if let Some((style, start)) = self.open.pop() {
            let start = start.min(self.text.len());
            self.styled.push(StyledRun { span: Span::of(start..self.text.len()), style });
        }
    }

    /// Takes the text away from a byte on, and with it the styles of what is gone.
    fn cut(&mut self, end: usize) {
        self.text.truncate(end);
        let end = end as u32;
        // They were added in the order of their ends.
        let over = self.styled.iter_mut().rev().take_while(|styled| styled.span.end() > end);
        for styled in over {
            styled.span = Span::new(styled.span.start().min(end), end);
        }
    }

    /// Ends the block being filled, if there is one; one without words is none.
    pub(super) fn close(&mut self) {
        let Some(kind) = self.kind.take() else { return };
        let span = Span::of(self.start..self.text.len()).trimmed(&self.text);
        if span.is_empty() {
            self.cut(self.start);
            return;
        }
        self.cut(span.end() as usize);
        let first = self.blocks.len();
        match kind {
            BlockKind::Code => plain::chop_lines(&self.text, span, kind, &mut self.blocks),
            _ => plain::chop(&self.text, span, kind, &mut self.blocks),
        }
        if let BlockKind::Item { depth, .. } = kind {
            let rest = self.blocks.iter_mut().skip(first + 1);
            rest.for_each(|block| block.kind = BlockKind::Item { depth, number: u32::MAX });
        }
        self.text.push_str("\n\n");
    }
}
