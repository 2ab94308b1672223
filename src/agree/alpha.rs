//! Krippendorff's α: any number of annotators, units that some did not decide, and values of several kinds.

use super::coefficients::nothing_shared;
use super::table::Table;
use super::{Figure, Undefined};
use std::collections::BTreeSet;

/// How far two values are apart.
#[derive(Debug, Clone, Copy)]
pub enum Metric<'v> {
    /// Values are the same or not.
    Nominal,
    /// Values are ranks in the order of their numbers; how far apart depends on how many lie between.
    Ordinal,
    /// Values are amounts on a scale without a zero; the amount of each value.
    Interval(&'v [f64]),
    /// Values are amounts on a scale with a zero; the amount of each value.
    Ratio(&'v [f64]),
    /// Values are sets; the members of each value. The distance is that of MASI (Passonneau 2006, “Measuring
    /// agreement on set-valued items (MASI) for semantic and pragmatic annotation”, LREC): a part of the other set
    /// is nearer than one that only shares something with it.
    Masi(&'v [BTreeSet<usize>]),
}

/// Krippendorff's α (Krippendorff, “Computing Krippendorff's Alpha-Reliability”, 2011; Content Analysis, 2004, ch. 11):
/// 1 − (n − 1) · Σ o·δ² / Σ n·n·δ², over units that two annotators or more decided.
pub fn alpha(table: &Table, metric: Metric<'_>) -> Figure {
    let mut totals = vec![0_usize; table.values()];
    let units: Vec<_> = table
        .tallied()
        .map(|(values, count)| (values.iter().map(|&(_, times)| times).sum::<usize>(), values, count))
        .filter(|(decided, ..)| *decided > 1)
        .collect();
    for (_, values, count) in &units {
        for &(value, times) in values {
            if let Some(total) = totals.get_mut(value) {
                *total += count * times;
            }
        }
    }
    let all: usize = totals.iter().sum();
    if all == 0 {
        return Err(nothing_shared(table));
    }
    let distance = |one: usize, two: usize| squared(metric, one, two, &totals);
    let mut observed = 0.0;
    for (decided, values, count) in &units {
        let mut apart = 0.0;
        for (at, &(one, times)) in values.iter().enumerate() {
            for &(two, others) in values.iter().skip(at + 1) {
                apart += 2.0 * (times * others) as f64 * distance(one, two);
            }
        }
        observed += *count as f64 * apart / (decided - 1) as f64;
    }
    let mut expected = 0.0;
    if let Metric::Nominal = metric {
        // Every two decisions, but for those that are the same.
        let same: f64 = totals.iter().map(|&times| times as f64 * times as f64).sum();
        let every = all as f64 * all as f64;
        return if same < every {
            Ok(1.0 - (all - 1) as f64 * observed / (every - same))
        } else {
            Err(Undefined::OneLabel)
        };
    }
    for (one, &times) in totals.iter().enumerate().filter(|(_, times)| **times > 0) {
        for (two, &others) in totals.iter().enumerate().skip(one + 1).filter(|(_, times)| **times > 0) {
            expected += 2.0 * times as f64 * others as f64 * distance(one, two);
        }
    }
    if expected > 0.0 { Ok(1.0 - (all - 1) as f64 * observed / expected) } else { Err(Undefined::OneLabel) }
}

/// The squared difference δ² of two values; of sets the distance itself, as in the paper.
fn squared(metric: Metric<'_>, one: usize, two: usize, totals: &[usize]) -> f64 {
    let (low, high) = (one.min(two), one.max(two));
    let amounts = |amounts: &[f64]| {
        (amounts.get(one).copied().unwrap_or_default(), amounts.get(two).copied().unwrap_or_default())
    };
    match metric {
        _ if one == two => 0.0,
        Metric::Nominal => 1.0,
        Metric::Ordinal => {
            let between: usize = totals.iter().skip(low).take(high - low + 1).sum();
            let ends = totals.get(low).copied().unwrap_or(0) + totals.get(high).copied().unwrap_or(0);
            let ranks = between as f64 - ends as f64 / 2.0;
            ranks * ranks
        }
        Metric::Interval(scale) => {
            let (one, two) = amounts(scale);
            (one - two) * (one - two)
        }
        Metric::Ratio(scale) => {
            let (one, two) = amounts(scale);
            let sum = one + two;
            if sum == 0.0 { 0.0 } else { ((one - two) / sum) * ((one - two) / sum) }
        }
        Metric::Masi(sets) => match (sets.get(one), sets.get(two)) {
            (Some(one), Some(two)) => 1.0 - masi(one, two),
            _ => 1.0,
        },
    }
}

/// How like two sets are: what they share of what they hold, times 1 if they are the same, ⅔ if one holds the
/// other, ⅓ if they only overlap.
fn masi(one: &BTreeSet<usize>, two: &BTreeSet<usize>) -> f64 {
    let shared = one.intersection(two).count();
    let all = one.union(two).count();
    let kin = match () {
        () if one == two => return 1.0,
        () if shared == 0 => return 0.0,
        () if one.is_subset(two) || two.is_subset(one) => 2.0 / 3.0,
        () => 1.0 / 3.0,
    };
    kin * shared as f64 / all as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_nearer_than_an_overlap() {
        let set = |members: &[usize]| members.iter().copied().collect::<BTreeSet<usize>>();
        let check = |one: &[usize], two: &[usize], expected: f64| {
            assert!((masi(&set(one), &set(two)) - expected).abs() < 1e-12, "{one:?} {two:?}");
            assert!((masi(&set(two), &set(one)) - expected).abs() < 1e-12, "{two:?} {one:?}");
        };
        check(&[1, 2], &[1, 2], 1.0);
        check(&[1], &[1, 2], 1.0 / 3.0);
        check(&[1, 2], &[2, 3], 1.0 / 9.0);
        check(&[1], &[2], 0.0);
        check(&[], &[1], 0.0);
        check(&[], &[], 1.0);
    }
}
