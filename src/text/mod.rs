//! The article as immutable text: where its blocks, sentences and rows are, and how it is shown.

mod abbreviation;
pub mod csv_cell;
pub mod digest;
pub mod document;
pub mod hyphen;
pub mod json;
pub mod number;
pub mod offset;
pub mod sentence;
pub mod span;
mod stops;
mod trailing;
pub mod visible;
pub mod wrap;

pub use document::{Block, BlockKind, Document, InlineStyle, Link, StyledRun};
pub use span::Span;
