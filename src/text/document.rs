//! One article: its text and its blocks.

use super::offset::Offsets;
use super::span::Span;
use serde::{Deserialize, Serialize};

/// The role of a block; it decides the layout on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BlockKind {
    /// The article's title, if its format names one.
    Title,
    Heading(u8),
    Paragraph,
    Quote,
    /// `depth` is 1 in an outermost list. `number` is 0 for a bullet, and `u32::MAX` for a further paragraph of the
    /// item above.
    Item {
        depth: u8,
        number: u32,
    },
    /// A row of a table; two spaces separate its cells.
    Row,
    /// Author, date, source, or the caption of a picture; never classified.
    Metadata,
    /// Preformatted text: it keeps its line ends, and is never classified.
    Code,
    /// A break between sections; its span is empty.
    Rule,
}

impl BlockKind {
    pub const fn is_classified(self) -> bool {
        !matches!(self, Self::Code | Self::Rule | Self::Metadata)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Without white space at either end. Line ends inside a paragraph are soft.
    pub span: Span,
    pub kind: BlockKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum InlineStyle {
    /// Usually italic.
    Emphasis,
    /// Usually bold.
    Strong,
    Code,
    Link,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StyledRun {
    pub span: Span,
    pub style: InlineStyle,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub span: Span,
    /// As written in the article.
    pub target: String,
}

/// What an article says about itself beside its text; empty where it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    pub author: String,
    /// As written; usually ISO 8601.
    pub date: String,
    /// The site, paper or publisher.
    pub site: String,
}

/// An article as immutable text.
///
/// The text is shown as it is, and every offset refers to it. It is never edited: another version of the article is
/// another document.
#[derive(Debug, Clone)]
pub struct Document {
    /// A file name, or a word for standard input.
    pub name: String,
    pub text: String,
    /// In order; they never overlap.
    pub blocks: Vec<Block>,
    /// Sorted by start.
    pub styled: Vec<StyledRun>,
    /// Sorted by start, without addresses spelled out in the text.
    pub links: Vec<Link>,
    /// SHA-256 of the raw bytes in hexadecimal; empty while only the beginning is known.
    pub digest: String,
    /// SHA-256 of the text; tags are anchored to it. Equals `digest` for a plain UTF-8 file.
    pub text_digest: String,
    /// Name and version of the importer, such as `html/1`; empty for text that never was bytes.
    pub importer: &'static str,
    pub about: About,
    /// Converts between byte offsets in memory and code points in files.
    pub offsets: Offsets,
}

impl Document {
    /// A document without links whose text consists of exactly the bytes that `digest` covers.
    pub fn new(name: &str, text: String, blocks: Vec<Block>, styled: Vec<StyledRun>, digest: String) -> Self {
        let offsets = Offsets::new(&text);
        let (name, text_digest) = (name.to_owned(), digest.clone());
        Self {
            name,
            text,
            blocks,
            styled,
            links: Vec::new(),
            digest,
            text_digest,
            importer: "",
            about: About::default(),
            offsets,
        }
    }

    pub fn char_range(&self, span: Span) -> (u32, u32) {
        (self.offsets.to_chars(&self.text, span.start()), self.offsets.to_chars(&self.text, span.end()))
    }

    /// Positions past the end count as the end.
    pub fn span_of_chars(&self, start: u32, end: u32) -> Span {
        let to_bytes = |chars| self.offsets.to_bytes(&self.text, chars);
        Span::new(to_bytes(start), to_bytes(end))
    }

    /// Is this only the beginning of an article that is still being read?
    pub fn is_partial(&self) -> bool {
        self.digest.is_empty()
    }

    /// The index of the block that holds `offset`, or of the nearest block before it.
    pub fn block_at(&self, offset: u32) -> usize {
        self.blocks.partition_point(|block| block.span.start() <= offset).saturating_sub(1)
    }

    /// The block at `index`, or the last one; an empty paragraph in an empty document.
    pub fn block(&self, index: usize) -> Block {
        let empty = Block { span: Span::default(), kind: BlockKind::Paragraph };
        self.blocks.get(index).or(self.blocks.last()).copied().unwrap_or(empty)
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
