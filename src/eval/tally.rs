//! Precision, recall and their kin.

use super::judge::{GoldLabel, ScoredSentence};
use crate::claim::Scheme;
use serde::Serialize;

/// How often one answer was right, wrong or missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct BinaryCounts {
    /// GoldAttribution and true.
    pub right: usize,
    /// GoldAttribution and not true.
    pub wrong: usize,
    /// True and not said.
    pub missed: usize,
}

impl BinaryCounts {
    fn count(&mut self, said: bool, truth: GoldLabel) {
        match (said, truth) {
            (true, GoldLabel::Positive) => self.right += 1,
            (true, GoldLabel::Negative) => self.wrong += 1,
            (false, GoldLabel::Positive) => self.missed += 1,
            (_, GoldLabel::Unscored) | (false, GoldLabel::Negative) => {}
        }
    }

    /// How many sentences belong to the category.
    pub const fn support(&self) -> usize {
        self.right + self.missed
    }

    /// The share of what was said that is true; 0 where nothing was said.
    pub fn precision(&self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    /// The share of what is true that was said; 0 where nothing is true.
    pub fn recall(&self) -> f64 {
        share(self.right, self.support())
    }

    /// The harmonic mean of precision and recall (van Rijsbergen 1979).
    pub fn f1(&self) -> f64 {
        share(2 * self.right, 2 * self.right + self.wrong + self.missed)
    }
}

/// `part` of `whole`, 0 of nothing.
pub(super) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The figures of one set of sentences.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Metrics {
    /// How many sentences.
    pub sentences: usize,
    /// One for each category, in the order of the scheme.
    pub categories: Vec<BinaryCounts>,
    /// Whether there is a claim at all, whatever its category.
    pub any: BinaryCounts,
    /// Sentences that hold nothing and were marked.
    pub false_highlights: usize,
    /// Sentences that hold nothing.
    pub empty: usize,
    /// For each true category, and last for none: how often each category, and last none, was said.
    pub confusion: Vec<Vec<usize>>,
}

impl Metrics {
    /// The mean F1 of the categories that have support.
    pub fn macro_f1(&self) -> f64 {
        let scores: Vec<f64> =
            self.categories.iter().filter(|tally| tally.support() > 0).map(BinaryCounts::f1).collect();
        if scores.is_empty() { 0.0 } else { scores.iter().sum::<f64>() / scores.len() as f64 }
    }

    /// The share of sentences that hold nothing and were marked all the same.
    pub fn false_highlight_rate(&self) -> f64 {
        share(self.false_highlights, self.empty)
    }
}

/// The figures of `judged`.
pub fn metrics(judged: &[&ScoredSentence<'_>], scheme: &Scheme) -> Metrics {
    let count = scheme.categories.len();
    let mut metrics = Metrics {
        sentences: judged.len(),
        categories: vec![BinaryCounts::default(); count],
        any: BinaryCounts::default(),
        false_highlights: 0,
        empty: 0,
        confusion: vec![vec![0; count + 1]; count + 1],
    };
    for one in judged {
        let answers: Vec<(bool, GoldLabel)> = scheme
            .categories
            .iter()
            .enumerate()
            .map(|(number, category)| (one.shown(number, category).is_some(), one.truth(category)))
            .collect();
        for (tally, &(said, truth)) in metrics.categories.iter_mut().zip(&answers) {
            tally.count(said, truth);
        }
        // A mark that can be defended, or that nobody looked for, makes a sentence neither right nor wrong.
        let marked = answers.iter().any(|&(said, truth)| said && truth != GoldLabel::Unscored);
        let open = answers.iter().any(|&(_, truth)| truth == GoldLabel::Unscored);
        let labelled = answers.iter().any(|&(_, truth)| truth == GoldLabel::Positive);
        let truth = match (labelled, open) {
            (true, _) => GoldLabel::Positive,
            (false, true) => GoldLabel::Unscored,
            (false, false) => GoldLabel::Negative,
        };
        metrics.any.count(marked, truth);
        if one.is_empty(scheme) {
            metrics.empty += 1;
            metrics.false_highlights += usize::from(marked);
        }
        confuse(&mut metrics.confusion, &answers);
    }
    metrics
}

/// Counts a sentence: each true category beside what was said instead of it.
fn confuse(confusion: &mut [Vec<usize>], answers: &[(bool, GoldLabel)]) {
    let none = answers.len();
    let numbers = |wanted: &dyn Fn(&(bool, GoldLabel)) -> bool| -> Vec<usize> {
        let found: Vec<usize> = (0..none).filter(|&at| answers.get(at).is_some_and(wanted)).collect();
        if found.is_empty() { vec![none] } else { found }
    };
    let truly = numbers(&|&(_, truth)| truth == GoldLabel::Positive);
    let said = numbers(&|&(said, truth)| said && truth != GoldLabel::Unscored);
    for &row in &truly {
        // What was rightly said of another of its categories is no confusion.
        let right = said.contains(&row);
        for &column in said.iter().filter(|&&column| !right && !truly.contains(&column) || column == row) {
            if let Some(cell) = confusion.get_mut(row).and_then(|line| line.get_mut(column)) {
                *cell += 1;
            }
        }
        let silent = !right && said.iter().all(|column| truly.contains(column));
        if silent && let Some(cell) = confusion.get_mut(row).and_then(|line| line.get_mut(none)) {
            *cell += 1;
        }
    }
}
