//! A claim without its evidence: who states what, and as which category.

use super::category::CategoryId;
use super::evidence::{Claim, Speaker};
use crate::text::{Document, Span};

/// A claim as comparisons between articles see it: who states what, and as which category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    pub span: Span,
    /// The likeliest first.
    pub categories: Vec<CategoryId>,
    /// As the text names the speaker; `None` for the author.
    pub speaker: Option<String>,
    /// Is the speaker taken from the context only?
    pub is_guess: bool,
}

impl Stated {
    pub fn of(claim: &Claim, document: &Document) -> Self {
        Self {
            span: claim.span,
            categories: claim.scores.iter().map(|scored| scored.category).collect(),
            speaker: claim.speaker.name().map(|name| name.slice(&document.text).to_owned()),
            is_guess: matches!(claim.speaker, Speaker::Guessed(_)),
        }
    }
}
