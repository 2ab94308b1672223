//! The article as immutable text: where its blocks, sentences and rows are, and how it is shown.

mod abbreviation;
pub mod bar;
pub mod digest;
pub mod document;
pub mod hyphen;
pub mod json;
pub mod number;
pub mod offset;
pub mod sentence;
pub mod span;
mod stops;
pub mod table;
mod trailing;
pub mod visible;
pub mod wrap;

pub use document::{Block, BlockKind, Document, Link, Style, Styled};
pub use span::Span;
