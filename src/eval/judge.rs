//! What the machine says of labelled sentences, beside what people said.

use super::gold::GoldSentence;
use crate::claim::{Category, Evidence, Scheme, evidence, logistic_permille};
use crate::text::Span;

/// What people say of one category in one sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoldLabel {
    /// The sentence belongs to it.
    Positive,
    /// The sentence does not.
    Negative,
    /// Nobody looked, or both answers can be defended.
    Unscored,
}

/// One labelled sentence and what the machine says of it.
#[derive(Debug, Clone)]
pub struct ScoredSentence<'r> {
    /// The sentence with its labels.
    pub row: &'r GoldSentence,
    /// All evidence, with what it adds.
    pub evidence: Vec<Evidence>,
    /// The score of each category in milli-logits; `None` where nothing speaks for it.
    pub totals: Vec<Option<i32>>,
}

impl ScoredSentence<'_> {
    /// What people say of a category.
    pub fn truth(&self, category: &Category) -> GoldLabel {
        let names = |list: &[String]| list.contains(&category.id);
        match (self.row.asks(category), names(&self.row.labels), names(&self.row.alt)) {
            (false, ..) | (true, false, true) => GoldLabel::Unscored,
            (true, true, _) => GoldLabel::Positive,
            (true, false, false) => GoldLabel::Negative,
        }
    }

    /// The score that would be shown for the category with this number; `None` below its threshold.
    pub fn shown(&self, number: usize, category: &Category) -> Option<u16> {
        let total = self.totals.get(number).copied().flatten()?;
        Some(logistic_permille(total)).filter(|&score| score >= category.threshold)
    }

    /// Whether the sentence was asked for every category and belongs to none.
    pub fn is_empty(&self, scheme: &Scheme) -> bool {
        self.row.labels.is_empty() && scheme.categories.iter().all(|category| self.row.asks(category))
    }
}

/// Asks the machine about every row.
pub fn judge<'r>(rows: &'r [GoldSentence], scheme: &Scheme) -> Vec<ScoredSentence<'r>> {
    rows.iter()
        .map(|row| {
            let mut evidence = evidence(&row.text, Span::of(0..row.text.len()), scheme);
            let totals = scheme.totals(&mut evidence);
            ScoredSentence { row, evidence, totals }
        })
        .collect()
}
