//! Coefficients of agreement on nominal values and sets: Cohen κ, Fleiss κ, Krippendorff α, Gwet AC1.

use super::reliability::{ReliabilityData, UnitValues};
use super::{Coefficient, Undefined};
use std::collections::BTreeSet;

/// Counts each value of annotator `one` against each value of `two`. Skips units that one of them did not decide.
pub fn contingency_table(data: &ReliabilityData, one: usize, two: usize) -> Vec<Vec<usize>> {
    let mut cells = vec![vec![0; data.values()]; data.values()];
    for (first, second, count) in paired(data, one, two) {
        if let Some(cell) = cells.get_mut(first).and_then(|line| line.get_mut(second)) {
            *cell += count;
        }
    }
    cells
}

/// Values of two annotators on the units that both decided, with the number of units.
fn paired(data: &ReliabilityData, one: usize, two: usize) -> impl Iterator<Item = (usize, usize, usize)> {
    let value = |row: &UnitValues, annotator: usize| row.get(annotator).copied().flatten();
    data.rows().filter_map(move |(row, count)| Some((value(row, one)?, value(row, two)?, count)))
}

/// Number of decisions on a unit, and of ordered pairs of equal values.
fn decisions_and_equal_pairs(tally: &[(usize, usize)]) -> (usize, usize) {
    tally.iter().fold((0, 0), |(all, equal), &(_, times)| (all + times, equal + times * (times - 1)))
}

/// Observed agreement: for two annotators, the share of units with equal values.
///
/// With more annotators, or missing values, each decision counts once, by the share of equal ones among the other
/// decisions on its unit. Krippendorff's α corrects this for chance.
pub fn observed_agreement(data: &ReliabilityData) -> Coefficient {
    let (mut equal, mut all) = (0.0, 0_usize);
    for (tally, count) in data.tallies() {
        let (decided, pairs) = decisions_and_equal_pairs(&tally);
        if decided > 1 {
            equal += (count * pairs) as f64 / (decided - 1) as f64;
            all += count * decided;
        }
    }
    if all == 0 { Err(no_pairs(data)) } else { Ok(equal / all as f64) }
}

/// Observed agreement of two annotators, and the agreement expected by chance (Cohen 1960).
pub fn chance_agreement(data: &ReliabilityData, one: usize, two: usize) -> Result<(f64, f64), Undefined> {
    let (mut units, mut equal) = (0_usize, 0_usize);
    let mut counts = vec![(0_usize, 0_usize); data.values()];
    for (first, second, count) in paired(data, one, two) {
        units += count;
        equal += if first == second { count } else { 0 };
        counts.get_mut(first).into_iter().for_each(|(by_one, _)| *by_one += count);
        counts.get_mut(second).into_iter().for_each(|(_, by_two)| *by_two += count);
    }
    if units == 0 {
        return Err(no_pairs(data));
    }
    let products: f64 = counts.into_iter().map(|(by_one, by_two)| by_one as f64 * by_two as f64).sum();
    let units = units as f64;
    Ok((equal as f64 / units, products / (units * units)))
}

/// Cohen's κ (Cohen 1960, “A coefficient of agreement for nominal scales”, Educational and Psychological Measurement
/// 20(1)) of two annotators over the units that both decided. For more annotators, the mean over all pairs (Light
/// 1971, Psychological Bulletin 76(5)), undefined if any pair's is.
pub fn cohen_kappa(data: &ReliabilityData) -> Coefficient {
    let annotators = data.annotators();
    if data.units(2) == 0 {
        return Err(no_pairs(data));
    }
    let (mut sum, mut pairs, mut one_label) = (0.0, 0_usize, false);
    for one in 0..annotators {
        for two in one + 1..annotators {
            let (observed, expected) =
                chance_agreement(data, one, two).map_err(|_| Undefined::NoCommonUnits)?;
            // Chance agreement is certain only if both gave one and the same value throughout.
            if expected < 1.0 {
                sum += (observed - expected) / (1.0 - expected);
            } else {
                one_label = true;
            }
            pairs += 1;
        }
    }
    if one_label { Err(Undefined::OneLabel) } else { Ok(sum / pairs as f64) }
}

/// Fleiss' κ (Fleiss 1971, “Measuring nominal scale agreement among many raters”, Psychological Bulletin 76(5)) over
/// the units that all annotators decided. For two annotators this is Scott's π (Scott 1955, Public Opinion Quarterly
/// 19(3)).
pub fn fleiss_kappa(data: &ReliabilityData) -> Coefficient {
    let annotators = data.annotators();
    if annotators < 2 {
        return Err(Undefined::OneAnnotator);
    }
    let (mut units, mut agreement) = (0_usize, 0.0);
    let mut totals = vec![0_usize; data.values()];
    for (tally, count) in data.tallies() {
        let (decided, equal) = decisions_and_equal_pairs(&tally);
        if decided < annotators {
            continue;
        }
        agreement += (count * equal) as f64 / (annotators * (annotators - 1)) as f64;
        units += count;
        add_counts(&mut totals, &tally, count);
    }
    if units == 0 {
        return Err(if annotators == 2 { Undefined::NoPairs } else { Undefined::NoneByAll });
    }
    if totals.iter().filter(|&&total| total > 0).count() < 2 {
        return Err(Undefined::OneLabel);
    }
    let observed = agreement / units as f64;
    let share = |total: usize| total as f64 / (units * annotators) as f64;
    let expected: f64 = totals.iter().map(|&total| share(total) * share(total)).sum();
    Ok((observed - expected) / (1.0 - expected))
}

/// Gwet's AC1 (Gwet 2008, “Computing inter-rater reliability and its variance in the presence of high agreement”,
/// British Journal of Mathematical and Statistical Psychology 61(1)), for any number of annotators; with missing values
/// as in his Handbook of Inter-Rater Reliability (4th edition, 2014, §2.4).
///
/// Expected agreement covers the values that occur; units with one decision count towards their frequency.
pub fn gwet_ac1(data: &ReliabilityData) -> Coefficient {
    let (mut units, mut pairable, mut agreement) = (0_usize, 0_usize, 0.0);
    let mut frequency = vec![0.0; data.values()];
    for (tally, count) in data.tallies() {
        let (decided, equal) = decisions_and_equal_pairs(&tally);
        if decided == 0 {
            continue;
        }
        units += count;
        for &(value, times) in &tally {
            if let Some(share) = frequency.get_mut(value) {
                *share += (count * times) as f64 / decided as f64;
            }
        }
        if decided > 1 {
            agreement += (count * equal) as f64 / (decided * (decided - 1)) as f64;
            pairable += count;
        }
    }
    if pairable == 0 {
        return Err(no_pairs(data));
    }
    let used = frequency.iter().filter(|&&share| share > 0.0).count();
    if used < 2 {
        return Err(Undefined::OneLabel);
    }
    let observed = agreement / pairable as f64;
    let share = |sum: &f64| sum / units as f64;
    let spread: f64 = frequency.iter().map(|sum| share(sum) * (1.0 - share(sum))).sum();
    let expected = spread / (used - 1) as f64;
    Ok((observed - expected) / (1.0 - expected))
}

/// Squared distance δ² between two values.
#[derive(Debug, Clone, Copy)]
pub enum Distance<'v> {
    Nominal,
    /// Between sets of categories, given by value: MASI (Passonneau 2006, “Measuring agreement on set-valued items
    /// (MASI) for semantic and pragmatic annotation”, LREC). A subset is nearer than a set that only overlaps.
    Masi(&'v [BTreeSet<usize>]),
}

/// Krippendorff's α (Krippendorff, “Computing Krippendorff's Alpha-Reliability”, 2011; Content Analysis, 2004, ch. 11):
/// 1 − (n − 1) · Σ o·δ² / Σ n·n·δ², over units that two annotators or more decided.
pub fn krippendorff_alpha(data: &ReliabilityData, distance: Distance<'_>) -> Coefficient {
    let mut totals = vec![0_usize; data.values()];
    let mut observed = 0.0;
    for (tally, count) in data.tallies() {
        let (decided, equal) = decisions_and_equal_pairs(&tally);
        if decided < 2 {
            continue;
        }
        add_counts(&mut totals, &tally, count);
        let apart = match distance {
            Distance::Nominal => (decided * (decided - 1) - equal) as f64,
            Distance::Masi(sets) => distances(&tally, sets),
        };
        observed += count as f64 * apart / (decided - 1) as f64;
    }
    let all: usize = totals.iter().sum();
    if all == 0 {
        return Err(no_pairs(data));
    }
    let expected = match distance {
        Distance::Nominal => {
            let square = |count: usize| count as f64 * count as f64;
            square(all) - totals.iter().map(|&count| square(count)).sum::<f64>()
        }
        Distance::Masi(sets) => distances(&totals.into_iter().enumerate().collect::<Vec<_>>(), sets),
    };
    if expected > 0.0 { Ok(1.0 - (all - 1) as f64 * observed / expected) } else { Err(Undefined::OneLabel) }
}

/// Sum of the MASI distances between all ordered pairs of counted values.
fn distances(counts: &[(usize, usize)], sets: &[BTreeSet<usize>]) -> f64 {
    let mut sum = 0.0;
    for (at, &(one, times)) in counts.iter().enumerate().filter(|(_, (_, times))| *times > 0) {
        for &(two, others) in counts.iter().skip(at + 1).filter(|(_, times)| *times > 0) {
            let distance = match (sets.get(one), sets.get(two)) {
                (Some(one), Some(two)) => 1.0 - masi(one, two),
                _ => 1.0,
            };
            sum += 2.0 * times as f64 * others as f64 * distance;
        }
    }
    sum
}

/// Similarity of two sets: their Jaccard index, times ⅔ if one is a subset of the other, ⅓ if they only overlap.
fn masi(one: &BTreeSet<usize>, two: &BTreeSet<usize>) -> f64 {
    let shared = one.intersection(two).count();
    let all = one.union(two).count();
    let monotonicity = match () {
        () if one == two => return 1.0,
        () if shared == 0 => return 0.0,
        () if one.is_subset(two) || two.is_subset(one) => 2.0 / 3.0,
        () => 1.0 / 3.0,
    };
    monotonicity * shared as f64 / all as f64
}

fn add_counts(totals: &mut [usize], tally: &[(usize, usize)], units: usize) {
    for &(value, times) in tally {
        if let Some(total) = totals.get_mut(value) {
            *total += units * times;
        }
    }
}

const fn no_pairs(data: &ReliabilityData) -> Undefined {
    if data.annotators() < 2 { Undefined::OneAnnotator } else { Undefined::NoPairs }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subset_is_nearer_than_an_overlap() {
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
