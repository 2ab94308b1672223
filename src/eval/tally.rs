//! Precision, recall and their kin.

use super::judge::{Judged, Truth};
use crate::claim::Scheme;
use serde::Serialize;

/// How often one answer was right, wrong or missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Said and true.
    pub right: usize,
    /// Said and not true.
    pub wrong: usize,
    /// True and not said.
    pub missed: usize,
}

impl Tally {
    fn count(&mut self, said: bool, truth: Truth) {
        match (said, truth) {
            (true, Truth::Yes) => self.right += 1,
            (true, Truth::No) => self.wrong += 1,
            (false, Truth::Yes) => self.missed += 1,
            (_, Truth::Open) | (false, Truth::No) => {}
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
pub struct Measure {
    /// How many sentences.
    pub sentences: usize,
    /// One for each category, in the order of the scheme.
    pub categories: Vec<Tally>,
    /// Whether there is a claim at all, whatever its category.
    pub any: Tally,
    /// Sentences that hold nothing and were marked.
    pub false_highlights: usize,
    /// Sentences that hold nothing.
    pub empty: usize,
    /// For each true category, and last for none: how often each category, and last none, was said.
    pub confusion: Vec<Vec<usize>>,
}

impl Measure {
    /// The mean F1 of the categories that have support.
    pub fn macro_f1(&self) -> f64 {
        let scores: Vec<f64> =
            self.categories.iter().filter(|tally| tally.support() > 0).map(Tally::f1).collect();
        if scores.is_empty() { 0.0 } else { scores.iter().sum::<f64>() / scores.len() as f64 }
    }

    /// The share of sentences that hold nothing and were marked all the same.
    pub fn false_highlight_rate(&self) -> f64 {
        share(self.false_highlights, self.empty)
    }
}

/// The figures of `judged`.
pub fn measure(judged: &[&Judged<'_>], scheme: &Scheme) -> Measure {
    let count = scheme.categories.len();
    let mut measure = Measure {
        sentences: judged.len(),
        categories: vec![Tally::default(); count],
        any: Tally::default(),
        false_highlights: 0,
        empty: 0,
        confusion: vec![vec![0; count + 1]; count + 1],
    };
    for one in judged {
        let answers: Vec<(bool, Truth)> = scheme
            .categories
            .iter()
            .enumerate()
            .map(|(number, category)| (one.shown(number, category).is_some(), one.truth(category)))
            .collect();
        for (tally, &(said, truth)) in measure.categories.iter_mut().zip(&answers) {
            tally.count(said, truth);
        }
        // A mark that can be defended, or that nobody looked for, makes a sentence neither right nor wrong.
        let marked = answers.iter().any(|&(said, truth)| said && truth != Truth::Open);
        let open = answers.iter().any(|&(_, truth)| truth == Truth::Open);
        let labelled = answers.iter().any(|&(_, truth)| truth == Truth::Yes);
        let truth = match (labelled, open) {
            (true, _) => Truth::Yes,
            (false, true) => Truth::Open,
            (false, false) => Truth::No,
        };
        measure.any.count(marked, truth);
        if one.is_empty(scheme) {
            measure.empty += 1;
            measure.false_highlights += usize::from(marked);
        }
        confuse(&mut measure.confusion, &answers);
    }
    measure
}

/// Counts a sentence: each true category beside what was said instead of it.
fn confuse(confusion: &mut [Vec<usize>], answers: &[(bool, Truth)]) {
    let none = answers.len();
    let numbers = |wanted: &dyn Fn(&(bool, Truth)) -> bool| -> Vec<usize> {
        let found: Vec<usize> = (0..none).filter(|&at| answers.get(at).is_some_and(wanted)).collect();
        if found.is_empty() { vec![none] } else { found }
    };
    let truly = numbers(&|&(_, truth)| truth == Truth::Yes);
    let said = numbers(&|&(said, truth)| said && truth != Truth::Open);
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
