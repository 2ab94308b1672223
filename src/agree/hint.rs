//! What figures alone do not show: how often each label was given, and what that does to the figures.

use super::coefficients::crossed;
use super::table::Table;
use serde::Serialize;

/// How one category is spread over the decisions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Balance {
    /// How often each annotator gave it, over the units that two or more decided.
    pub given: Vec<usize>,
    /// How many of these units each annotator decided.
    pub decided: Vec<usize>,
    /// Of two annotators how one-sided the units are on which they agree: 0 where as many have the category as not,
    /// 1 where all have it or none (the prevalence index of Byrt, Bishop and Carlin 1993, “Bias, prevalence and
    /// kappa”, Journal of Clinical Epidemiology 46(5)).
    pub prevalence: Option<f64>,
    /// Of two annotators how much more often the one gives it than the other, as a share of the units (the bias
    /// index, ibid.).
    pub bias: Option<f64>,
}

/// What should be known beside the figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Hint {
    /// So few units that one more may change everything.
    Few(usize),
    /// They agree, but nearly always on the same label, whose share in percent it is: coefficients that correct for
    /// chance are then low by nature (Feinstein and Cicchetti 1990, “High agreement but low kappa”, Journal of
    /// Clinical Epidemiology 43(6)).
    Prevalence(u8),
    /// All was decided with the machine's word in sight.
    Seen,
}

impl Hint {
    /// Units below which figures are called few: the 95 % interval of a raw agreement of .8 is then ±.14 or wider.
    pub const FEW: usize = 30;
    /// The raw agreement from which on a low coefficient is a paradox.
    const HIGH: f64 = 0.8;
    /// The coefficient below which it is one.
    const LOW: f64 = 0.4;

    /// The hint in words.
    pub fn in_words(self) -> String {
        match self {
            Self::Few(1) => "only one unit was decided by two annotators; it proves nothing".to_owned(),
            Self::Few(units) => {
                format!(
                    "only {units} units were decided by two annotators; a few more may change the figures much"
                )
            }
            Self::Prevalence(percent) => format!(
                "{percent} % of the decisions are the same label, so what is corrected for chance is low by nature; \
                 look at raw agreement, AC1 and the counts of labels"
            ),
            Self::Seen => {
                "everything was decided with the machine's word in sight, so part of the agreement may be \
                           agreement with the machine"
                    .to_owned()
            }
        }
    }

    /// Says so if raw agreement is high, a coefficient low, and one value much more frequent than all others.
    pub(super) fn prevalence(table: &Table, raw: f64, coefficient: f64) -> Option<Self> {
        let mut totals = vec![0_usize; table.values()];
        for value in table.given() {
            totals.iter_mut().zip(value).for_each(|(total, times)| *total += times);
        }
        let (most, all) = (totals.iter().max().copied().unwrap_or(0), totals.iter().sum::<usize>());
        let share = most as f64 / all.max(1) as f64;
        let paradox = raw >= Self::HIGH && coefficient < Self::LOW && share >= Self::HIGH;
        paradox.then(|| {
            Self::Prevalence(
                (0..=100).rev().find(|&percent| f64::from(percent) <= share * 100.0).unwrap_or(0),
            )
        })
    }
}

impl Serialize for Hint {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.in_words())
    }
}

impl Balance {
    /// The balance of a table of two values, of which 1 is the category.
    pub(super) fn of(table: &Table) -> Self {
        let shared = Table::new(
            table.annotators(),
            table.values(),
            table.rows().filter(|(row, _)| row.iter().flatten().count() > 1).map(|(row, n)| (row.clone(), n)),
        );
        let given = shared.given();
        let mut balance = Self {
            given: given.iter().map(|values| values.get(1).copied().unwrap_or(0)).collect(),
            decided: given.iter().map(|values| values.iter().sum()).collect(),
            prevalence: None,
            bias: None,
        };
        if table.annotators() == 2
            && let [without, with] = crossed(&shared, 0, 1).as_slice()
            && let ([neither, second], [first, both]) = (without.as_slice(), with.as_slice())
        {
            let all = (neither + second + first + both) as f64;
            let index = |one: usize, two: usize| (all > 0.0).then(|| one.abs_diff(two) as f64 / all);
            (balance.prevalence, balance.bias) = (index(*both, *neither), index(*first, *second));
        }
        balance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_indices_are_those_of_the_paper() {
        let row = |one, two, count| (vec![Some(one), Some(two)], count);
        let table = Table::new(2, 2, [row(1, 1, 40), row(1, 0, 9), row(0, 1, 6), row(0, 0, 45)]);
        let balance = Balance::of(&table);
        assert_eq!((balance.given, balance.decided), (vec![49, 46], vec![100, 100]));
        let near = |found: Option<f64>, wanted: f64| (found.unwrap() - wanted).abs() < 1e-12;
        assert!(near(balance.prevalence, 0.05) && near(balance.bias, 0.03));
    }

    #[test]
    fn high_agreement_on_one_label_is_a_paradox() {
        let row = |one, two, count| (vec![Some(one), Some(two)], count);
        let table = Table::new(2, 2, [row(0, 0, 46), row(0, 1, 2), row(1, 0, 2)]);
        assert_eq!(Hint::prevalence(&table, 0.92, -0.042), Some(Hint::Prevalence(96)));
        assert_eq!(Hint::prevalence(&table, 0.92, 0.6), None);
        assert_eq!(Hint::prevalence(&table, 0.5, -0.042), None);
    }
}
