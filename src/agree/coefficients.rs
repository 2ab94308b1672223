//! Coefficients for what passages are, without distances between values.

use super::table::{Row, Table};
use super::{Figure, Undefined};

/// Raw agreement and what chance would give, of two annotators.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chance {
    /// The share of units of which both said the same.
    pub observed: f64,
    /// The share expected of annotators who say each value as often as these, but at random.
    pub expected: f64,
}

/// How often each value of annotator `one` stands beside each value of `two`: the contingency table, by `one` and
/// then by `two`. Units that one of them did not decide are left out.
pub fn crossed(table: &Table, one: usize, two: usize) -> Vec<Vec<usize>> {
    let mut cells = vec![vec![0; table.values()]; table.values()];
    for (first, second, count) in both(table, one, two) {
        if let Some(cell) = cells.get_mut(first).and_then(|line| line.get_mut(second)) {
            *cell += count;
        }
    }
    cells
}

/// What two annotators said of the units that both decided, with how many units that is.
fn both(table: &Table, one: usize, two: usize) -> impl Iterator<Item = (usize, usize, usize)> {
    let said = |row: &Row, annotator: usize| row.get(annotator).copied().flatten();
    table.rows().filter_map(move |(row, count)| Some((said(row, one)?, said(row, two)?, count)))
}

/// Raw agreement: of two annotators the share of units of which both said the same.
///
/// With more of them, and with units that some did not decide, every decision counts once, by the share of the other
/// decisions on its unit that are the same. It is what Krippendorff's α corrects for chance.
pub fn raw(table: &Table) -> Figure {
    let (mut same, mut all) = (0.0, 0_usize);
    for (values, count) in table.tallied() {
        let decided: usize = values.iter().map(|&(_, times)| times).sum();
        if decided > 1 {
            let pairs: usize = values.iter().map(|&(_, times)| times * (times - 1)).sum();
            same += (count * pairs) as f64 / (decided - 1) as f64;
            all += count * decided;
        }
    }
    if all == 0 { Err(nothing_shared(table)) } else { Ok(same / all as f64) }
}

/// Raw agreement of two annotators beside what chance would give (Cohen 1960).
pub fn chance(table: &Table, one: usize, two: usize) -> Result<Chance, Undefined> {
    let (mut units, mut same) = (0_usize, 0_usize);
    let mut given = vec![(0_usize, 0_usize); table.values()];
    for (first, second, count) in both(table, one, two) {
        units += count;
        same += if first == second { count } else { 0 };
        given.get_mut(first).into_iter().for_each(|(by_one, _)| *by_one += count);
        given.get_mut(second).into_iter().for_each(|(_, by_two)| *by_two += count);
    }
    if units == 0 {
        return Err(nothing_shared(table));
    }
    let products: f64 = given.into_iter().map(|(by_one, by_two)| by_one as f64 * by_two as f64).sum();
    let units = units as f64;
    Ok(Chance { observed: same as f64 / units, expected: products / (units * units) })
}

/// Cohen's κ (Cohen 1960, “A coefficient of agreement for nominal scales”, Educational and Psychological
/// Measurement 20(1)) of two annotators over the units that both decided. Of more than two the mean over all pairs
/// (Light 1971, Psychological Bulletin 76(5)), which is defined where it is for every pair.
pub fn kappa(table: &Table) -> Figure {
    let annotators = table.annotators();
    if table.units(2) == 0 {
        return Err(nothing_shared(table));
    }
    let (mut sum, mut pairs, mut one_label) = (0.0, 0_usize, false);
    for one in 0..annotators {
        for two in one + 1..annotators {
            let Chance { observed, expected } = chance(table, one, two).map_err(|_| Undefined::Apart)?;
            // Only where both said one and the same value throughout is chance sure to agree.
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

/// Fleiss' κ (Fleiss 1971, “Measuring nominal scale agreement among many raters”, Psychological Bulletin 76(5))
/// over the units that all annotators decided. Of two annotators this is Scott's π (Scott 1955, Public Judgment
/// Quarterly 19(3)).
pub fn fleiss(table: &Table) -> Figure {
    let annotators = table.annotators();
    if annotators < 2 {
        return Err(Undefined::OneAnnotator);
    }
    let (mut units, mut agreement) = (0_usize, 0.0);
    let mut totals = vec![0_usize; table.values()];
    for (values, count) in table.tallied() {
        if values.iter().map(|&(_, times)| times).sum::<usize>() < annotators {
            continue;
        }
        let same: usize = values.iter().map(|&(_, times)| times * (times - 1)).sum();
        agreement += (count * same) as f64 / (annotators * (annotators - 1)) as f64;
        units += count;
        for (value, times) in values {
            if let Some(total) = totals.get_mut(value) {
                *total += count * times;
            }
        }
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
/// British Journal of Mathematical and Statistical Psychology 61(1)), for any number of annotators; of units that
/// some did not decide as in his Handbook of Inter-Rater Reliability (4th edition, 2014, §2.4).
///
/// Chance is taken over the values that occur; a unit that one annotator decided tells of how frequent they are.
pub fn ac1(table: &Table) -> Figure {
    let (mut decided, mut shared, mut agreement) = (0_usize, 0_usize, 0.0);
    let mut frequency = vec![0.0; table.values()];
    for (values, count) in table.tallied() {
        let of_unit: usize = values.iter().map(|&(_, times)| times).sum();
        if of_unit == 0 {
            continue;
        }
        decided += count;
        for &(value, times) in &values {
            if let Some(share) = frequency.get_mut(value) {
                *share += (count * times) as f64 / of_unit as f64;
            }
        }
        if of_unit > 1 {
            let same: usize = values.iter().map(|&(_, times)| times * (times - 1)).sum();
            agreement += (count * same) as f64 / (of_unit * (of_unit - 1)) as f64;
            shared += count;
        }
    }
    if shared == 0 {
        return Err(nothing_shared(table));
    }
    let used = frequency.iter().filter(|&&share| share > 0.0).count();
    if used < 2 {
        return Err(Undefined::OneLabel);
    }
    let observed = agreement / shared as f64;
    let share = |sum: &f64| sum / decided as f64;
    let spread: f64 = frequency.iter().map(|sum| share(sum) * (1.0 - share(sum))).sum();
    let expected = spread / (used - 1) as f64;
    Ok((observed - expected) / (1.0 - expected))
}

/// Why nothing can be compared.
pub(super) const fn nothing_shared(table: &Table) -> Undefined {
    if table.annotators() < 2 { Undefined::OneAnnotator } else { Undefined::NoPairs }
}
