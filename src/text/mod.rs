//! Immutable text of an article: blocks, sentences, rows, and safe display.

mod abbreviations;
mod byline;
pub mod csv_cell;
pub mod dates;
pub mod digest;
pub mod document;
pub mod hyphen;
pub mod json;
pub mod moment;
pub mod number;
pub mod offset;
pub mod sentence;
pub mod span;
pub mod visible;
pub mod wrap;

pub use document::{About, Block, BlockKind, Document, InlineStyle, Link, StyledRun};
pub use span::{Span, slice};

/// Are the words the same, whatever white space parts them?
pub fn same_words(one: &str, two: &str) -> bool {
    one.split_whitespace().eq(two.split_whitespace())
}
