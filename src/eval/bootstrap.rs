//! Confidence intervals by the bootstrap of Efron (1979), percentile method.

use super::metrics::{Metrics, ScoredSentence};
use crate::claim::Scheme;
use serde::Serialize;
use std::collections::BTreeMap;

const RESAMPLES: usize = 400;
/// Fixed, so that the same sentences always give the same interval.
const SEED: u64 = 1979;

/// 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ConfidenceInterval {
    pub low: f64,
    pub high: f64,
}

/// The intervals of the macro-F1 and of the share of false highlights.
///
/// Resamples whole articles, because the sentences of one article resemble each other.
pub(super) fn intervals(
    sentences: &[ScoredSentence<'_>],
    scheme: &Scheme,
) -> (ConfidenceInterval, ConfidenceInterval) {
    let mut articles: BTreeMap<&str, Vec<&ScoredSentence<'_>>> = BTreeMap::new();
    for one in sentences {
        articles.entry(one.gold.article()).or_default().push(one);
    }
    let metrics: Vec<Metrics> = articles.into_values().map(|article| Metrics::new(article, scheme)).collect();
    let (mut macro_f1, mut false_highlights) = (Vec::with_capacity(RESAMPLES), Vec::with_capacity(RESAMPLES));
    resample(metrics.len(), RESAMPLES, SEED, |drawn| {
        let drawn = drawn.iter().filter_map(|&index| metrics.get(index));
        let Some(sum) = drawn.cloned().reduce(add) else { return };
        macro_f1.push(sum.macro_f1());
        false_highlights.push(sum.false_highlight_rate());
    });
    (percentile_interval(macro_f1), percentile_interval(false_highlights))
}

/// Draws `parts` of the indices below `parts` with replacement, `times` over, and calls `each` with every draw.
/// The same seed gives the same draws.
pub fn resample(parts: usize, times: usize, seed: u64, mut each: impl FnMut(&[usize])) {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut drawn = vec![0; parts];
    for _ in 0..times {
        drawn.fill_with(|| random.usize(0..parts));
        each(&drawn);
    }
}

fn add(mut sum: Metrics, other: Metrics) -> Metrics {
    for (counts, more) in sum.categories.iter_mut().zip(other.categories) {
        counts.true_positives += more.true_positives;
        counts.false_positives += more.false_positives;
        counts.false_negatives += more.false_negatives;
    }
    sum.without_claims += other.without_claims;
    sum.false_highlights += other.false_highlights;
    sum
}

/// The interval without the lowest and highest 2.5 % of values; 0 to 0 if `values` is empty.
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
