//! The threshold of a category, from scores on articles left out.

use crate::eval::BinaryCounts;

/// In quarters of a logit, about even odds.
const STEPS: std::ops::RangeInclusive<i32> = -10..=10;
const STEP: f64 = 0.25;
/// F1 that a threshold must gain for each logit that it leaves the scheme's own.
const PULL: f64 = 0.004;

/// A score in logits, and the answer.
pub(super) type Scored = (f64, bool);

pub(super) fn counts(scored: &[Scored], threshold: f64) -> BinaryCounts {
    let mut counts = BinaryCounts::default();
    for &(score, truth) in scored {
        match (score >= threshold, truth) {
            (true, true) => counts.true_positives += 1,
            (true, false) => counts.false_positives += 1,
            (false, true) => counts.false_negatives += 1,
            (false, false) => {}
        }
    }
    counts
}

/// The threshold with the best F1, in logits. Its neighbours count with it, because a lone peak is chance, and so
/// does its distance from `own`, the scheme's.
pub(super) fn choose(scored: &[Scored], own: f64) -> f64 {
    let grid: Vec<f64> = STEPS.map(|step| f64::from(step) * STEP).collect();
    let curve: Vec<f64> = grid.iter().map(|&at| counts(scored, at).f1()).collect();
    let near = |at: usize| {
        let last = curve.len().saturating_sub(1);
        let places = [at.saturating_sub(1), at, (at + 1).min(last)];
        places.iter().filter_map(|&place| curve.get(place)).sum::<f64>() / 3.0
    };
    let value = |(at, threshold): (usize, &f64)| (near(at) - PULL * (threshold - own).abs(), *threshold);
    let best =
        grid.iter().enumerate().map(value).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
    best.map_or(own, |(_, threshold)| threshold)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lies_between_yes_and_no() {
        let scored: Vec<Scored> = (0..40).map(|at| (f64::from(at) / 10.0 - 2.0, at >= 28)).collect();
        let chosen = choose(&scored, 0.0);
        assert!((0.5..=1.0).contains(&chosen), "{chosen}");
        assert!(counts(&scored, chosen).f1() > 0.9);
    }

    #[test]
    fn stays_with_the_scheme_where_nothing_speaks_against_it() {
        let scored = [(-5.0, false), (5.0, true)];
        assert!((choose(&scored, 0.5) - 0.5).abs() < 1e-9);
        assert!((choose(&[], -0.5) + 0.5).abs() < 1e-9);
    }
}
