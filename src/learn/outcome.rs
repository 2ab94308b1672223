//! The outcome of learning: figures, a verdict for each category, and the model.

use crate::claim::PersonalModel;
use crate::eval::BinaryCounts;
use serde::Serialize;

#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// In scheme order.
    pub categories: Vec<CategoryOutcome>,
    pub sentences: usize,
    pub articles: usize,
    /// Macro-F1 over the categories with examples, by the scheme itself.
    pub before: f64,
    /// The same with the model; a category that was not learned keeps its figure.
    pub after: f64,
    /// `None` if no category is worth learning.
    pub model: Option<PersonalModel>,
}

/// What there was to learn about one category, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct CategoryOutcome {
    pub category: String,
    pub counts: Counts,
    /// On articles left out, by the scheme itself.
    pub before: BinaryCounts,
    /// On articles left out, with what was learned on the others; equal to `before` if nothing was tried.
    pub after: BinaryCounts,
    pub verdict: Verdict,
}

/// Examples of one category.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Sentences that the reader gave the category.
    pub positives: usize,
    /// Articles with such a sentence.
    pub articles: usize,
    /// Sentences that the reader gave the category, or that the scheme did and the reader did not.
    pub decisions: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It gained on articles left out, and is in the model.
    Learned,
    /// It did not gain enough to be sure; in the model only if forced.
    NoGain { forced: bool },
    /// Fewer examples than learning needs.
    TooFew(Needed),
}

/// The least that a category needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needed {
    /// Decisions for a category that the scheme proposes, passages for one that it does not.
    pub examples: usize,
    pub articles: usize,
    pub of_decisions: bool,
}

impl CategoryOutcome {
    pub const fn is_learned(&self) -> bool {
        matches!(self.verdict, Verdict::Learned | Verdict::NoGain { forced: true })
    }
}
