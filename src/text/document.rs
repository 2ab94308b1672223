//! One article: its text, and the blocks that the text consists of.

use super::offset::Offsets;
use super::span::Span;
use serde::{Deserialize, Serialize};

/// What a block is, and so how it is set on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BlockKind {
    /// The article's title, if its format names one.
    Title,
    /// A heading; 1 is the highest level.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// A paragraph inside a quotation set apart.
    Quote,
    /// A list item.
    Item {
        /// How deep the list lies in others; 1 is the outermost.
        depth: u8,
        /// Its number in an ordered list; 0 for a bullet.
        number: u32,
    },
    /// A row of a table; two spaces stand between its cells.
    Row,
    /// What is said about the article or a picture in it: author, date, source, caption. It is never
    /// classified.
    Metadata,
    /// Preformatted text: its line ends stay, and it is never classified.
    Code,
    /// A break between sections; it holds no text of its own.
    Rule,
}

impl BlockKind {
    /// Whether it may hold claims.
    pub const fn is_classified(self) -> bool {
        !matches!(self, Self::Code | Self::Rule | Self::Metadata)
    }
}

/// A structural part of the text: a paragraph, a heading, a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Where it stands, without white space at either end. Line ends inside a paragraph are soft.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// How a run of text is set off inside its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum InlineStyle {
    /// Emphasis, mostly shown as italics.
    Emphasis,
    /// Strong emphasis, mostly shown as bold.
    Strong,
    /// Inline code.
    Code,
    /// The text of a link.
    Link,
}

/// A run of text with its style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StyledRun {
    /// Where it stands.
    pub span: Span,
    /// How it is set off.
    pub style: InlineStyle,
}

/// A run of text that leads to an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Where its words stand.
    pub span: Span,
    /// Where it leads, as the article has it.
    pub target: String,
}

/// An article as immutable text.
///
/// The text is what is shown and what every offset refers to. It is never edited: another
/// version of the article is another document.
#[derive(Debug, Clone)]
pub struct Document {
    /// The name a reader knows it by: a file name, or a word for standard input.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// Its blocks in order; they never overlap.
    pub blocks: Vec<Block>,
    /// Runs that are set off, in order of their starts.
    pub styled: Vec<StyledRun>,
    /// Its links in order of their starts; addresses that stand in the text itself are not among them.
    pub links: Vec<Link>,
    /// SHA-256 of the raw bytes it was read from, in hexadecimal; empty while only its beginning is known.
    pub digest: String,
    /// SHA-256 of the text itself, which is what tags are anchored to; that of the bytes where the text is
    /// just those.
    pub text_digest: String,
    /// The name and version of the importer that made the text of those bytes; empty if none did.
    pub importer: &'static str,
    /// Between the bytes in here and the code points in files.
    pub offsets: Offsets,
}

impl Document {
    /// A document of these parts; see the fields for what each of them means.
    pub fn new(name: &str, text: String, blocks: Vec<Block>, styled: Vec<StyledRun>, digest: String) -> Self {
        let offsets = Offsets::new(&text);
        let (name, text_digest) = (name.to_owned(), digest.clone());
        Self { name, text, blocks, styled, links: Vec::new(), digest, text_digest, importer: "", offsets }
    }

    /// The beginning of a span as a code point of the text, and its end.
    pub fn char_range(&self, span: Span) -> (u32, u32) {
        (self.offsets.to_chars(&self.text, span.start()), self.offsets.to_chars(&self.text, span.end()))
    }

    /// Whether this is only the beginning of an article that is still being read.
    pub fn is_partial(&self) -> bool {
        self.digest.is_empty()
    }

    /// The index of the block that holds `offset`, or of the nearest block before it.
    pub fn block_at(&self, offset: u32) -> usize {
        self.blocks.partition_point(|block| block.span.start() <= offset).saturating_sub(1)
    }

    /// The block at `index`, or the last one; an empty paragraph in an empty document.
    pub fn block(&self, index: usize) -> Block {
        let nothing = Block { span: Span::default(), kind: BlockKind::Paragraph };
        self.blocks.get(index).or(self.blocks.last()).copied().unwrap_or(nothing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_block_of_an_offset() {
        let block = |start, end| Block { span: Span::new(start, end), kind: BlockKind::Paragraph };
        let blocks = vec![block(0, 3), block(5, 8)];
        let document = Document::new("n", "one\n\ntwo".to_owned(), blocks, Vec::new(), String::new());
        let found: Vec<usize> = (0..9).map(|offset| document.block_at(offset)).collect();
        assert_eq!(found, [0, 0, 0, 0, 0, 1, 1, 1, 1]);
    }
}
