//! An earlier version of the article, and what became of its claims.

use crate::claim::Stated;
use crate::tag::Tag;
use crate::text::Document;
use crate::version::Comparison;
use std::sync::Arc;

/// The text before the article changed on disk, with its claims and tags.
#[derive(Debug, Clone)]
pub struct EarlierText {
    pub document: Arc<Document>,
    pub claims: Vec<Stated>,
    pub tags: Vec<Arc<Tag>>,
}

/// What became of the claims of an earlier version.
#[derive(Debug)]
pub struct ComparedVersions {
    /// The text that the reader sees.
    pub document: Arc<Document>,
    pub old: Arc<Document>,
    /// The earlier version, in words.
    pub name: String,
    pub comparison: Comparison,
    /// Those of the earlier version, as the comparison counts them.
    pub tags: Vec<Arc<Tag>>,
}

/// Which version is compared with the present text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EarlierVersion {
    /// The text before the last change on disk.
    BeforeChange,
    /// A file; the path as typed.
    File(String),
}

#[derive(Debug, Default)]
pub struct Versions {
    pub earlier: Option<EarlierText>,
    /// The earlier text is to be compared once the claims of this one are known.
    pub(super) waits: bool,
    /// The earlier text compared with this one, until the reader asks for it.
    pub(super) ready: Option<Box<ComparedVersions>>,
    /// The changes that are listed.
    pub shown: Option<Box<ComparedVersions>>,
}
