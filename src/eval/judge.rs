//! What the machine says of labelled sentences, beside what people said.

use super::gold::Row;
use crate::claim::{Category, Evidence, Scheme, evidence, permille};
use crate::text::Span;

/// What people say of one category in one sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// The sentence belongs to it.
    Yes,
    /// The sentence does not.
    No,
    /// Nobody looked, or both answers can be defended.
    Open,
}

/// One labelled sentence and what the machine says of it.
#[derive(Debug, Clone)]
pub struct Judged<'r> {
    /// The sentence with its labels.
    pub row: &'r Row,
    /// All evidence, with what it adds.
    pub evidence: Vec<Evidence>,
    /// The score of each category in milli-logits; `None` where nothing speaks for it.
    pub totals: Vec<Option<i32>>,
}

impl Judged<'_> {
    /// What people say of a category.
    pub fn truth(&self, category: &Category) -> Truth {
        let names = |list: &[String]| list.contains(&category.id);
        match (self.row.asks(category), names(&self.row.labels), names(&self.row.alt)) {
            (false, ..) | (true, false, true) => Truth::Open,
            (true, true, _) => Truth::Yes,
            (true, false, false) => Truth::No,
        }
    }

    /// The score that would be shown for the category with this number; `None` below its threshold.
    pub fn shown(&self, number: usize, category: &Category) -> Option<u16> {
        let total = self.totals.get(number).copied().flatten()?;
        Some(permille(total)).filter(|&score| score >= category.threshold)
    }

    /// Whether the sentence was asked for every category and belongs to none.
    pub fn is_empty(&self, scheme: &Scheme) -> bool {
        self.row.labels.is_empty() && scheme.categories.iter().all(|category| self.row.asks(category))
    }
}

/// Asks the machine about every row.
pub fn judge<'r>(rows: &'r [Row], scheme: &Scheme) -> Vec<Judged<'r>> {
    rows.iter()
        .map(|row| {
            let mut evidence = evidence(&row.text, Span::of(0..row.text.len()), scheme);
            let totals = scheme.totals(&mut evidence);
            Judged { row, evidence, totals }
        })
        .collect()
}
