//! How far chance may have moved a figure: the bootstrap of Efron (1979), percentile method.

use super::judge::ScoredSentence;
use super::tally::{Metrics, metrics};
use crate::claim::Scheme;
use serde::Serialize;
use std::collections::BTreeMap;

/// How many times the articles are drawn anew.
const DRAWS: usize = 400;
/// Where the draws begin, so that the same rows always give the same percentile_interval.
const SEED: u64 = 1979;

/// An percentile_interval that holds the figure of 95 % of all draws.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ConfidenceInterval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// The intervals of the macro-F1 and of the share of false highlights.
///
/// Whole articles are drawn, with replacement, because sentences of one article resemble each other.
pub(super) fn intervals(
    judged: &[ScoredSentence<'_>],
    scheme: &Scheme,
) -> (ConfidenceInterval, ConfidenceInterval) {
    let mut articles: BTreeMap<&str, Vec<&ScoredSentence<'_>>> = BTreeMap::new();
    for one in judged {
        articles.entry(one.row.article()).or_default().push(one);
    }
    let measures: Vec<Metrics> = articles.values().map(|article| metrics(article, scheme)).collect();
    let (mut macros, mut highlights) = (Vec::with_capacity(DRAWS), Vec::with_capacity(DRAWS));
    resample(measures.len(), DRAWS, SEED, |drawn| {
        let drawn = drawn.iter().filter_map(|&number| measures.get(number));
        let Some(sum) = drawn.cloned().reduce(added) else { return };
        macros.push(sum.macro_f1());
        highlights.push(sum.false_highlight_rate());
    });
    (percentile_interval(macros), percentile_interval(highlights))
}

/// Draws as many of `parts` things as there are, with replacement, `times` over. `each` is told the numbers
/// of those that were drawn; the same seed gives the same draws.
pub fn resample(parts: usize, times: usize, seed: u64, mut each: impl FnMut(&[usize])) {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut drawn = vec![0; parts];
    for _ in 0..times {
        drawn.fill_with(|| random.usize(0..parts));
        each(&drawn);
    }
}

fn added(mut sum: Metrics, other: Metrics) -> Metrics {
    for (tally, more) in sum.categories.iter_mut().zip(other.categories) {
        tally.right += more.right;
        tally.wrong += more.wrong;
        tally.missed += more.missed;
    }
    sum.empty += other.empty;
    sum.false_highlights += other.false_highlights;
    sum
}

/// The percentile_interval that leaves out 2.5 % of the values at either end; 0 to 0 of none.
pub fn percentile_interval(mut values: Vec<f64>) -> ConfidenceInterval {
    values.sort_by(f64::total_cmp);
    let at = |permille: usize| {
        let last = values.len().saturating_sub(1);
        values.get((last * permille + 500) / 1000).copied().unwrap_or_default()
    };
    ConfidenceInterval { low: at(25), high: at(975) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_leaves_out_the_ends() {
        let values: Vec<f64> = (0..=1000).map(|n| f64::from(n) / 1000.0).rev().collect();
        assert_eq!(percentile_interval(values), ConfidenceInterval { low: 0.025, high: 0.975 });
        assert_eq!(percentile_interval(Vec::new()), ConfidenceInterval { low: 0.0, high: 0.0 });
    }
}
