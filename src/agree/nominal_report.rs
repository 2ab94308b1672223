//! Agreement on labels of aligned units: over whole sets of categories, and per category.

use super::alignment::CodingUnit;
use super::bootstrap::{Bootstrap, Estimate, ResampledData};
use super::coefficients::{
    Distance, cohen_kappa, contingency_table, fleiss_kappa, gwet_ac1, krippendorff_alpha, observed_agreement,
};
use super::reliability::{ReliabilityData, UnitValues};
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};

/// Label of a passage that is not a claim.
const NO_CLAIM: &str = "none";

/// The confusion matrix and the distances between sets are quadratic in the number of labels, and illegible beyond
/// this.
const MAX_LABELS: usize = 500;

#[derive(Debug, Clone, Serialize)]
pub struct NominalAgreement {
    /// `n`: units with two decisions or more.
    pub observed_agreement: Estimate,
    /// For more than two annotators the mean over all pairs; `n` as above.
    pub cohen_kappa: Estimate,
    /// For two annotators Scott's π; `n`: units decided by all.
    pub fleiss_kappa: Estimate,
    /// With the nominal distance; `n`: units with two decisions or more.
    pub krippendorff_alpha: Estimate,
    pub gwet_ac1: Estimate,
    /// With the MASI distance; `None` unless some passage has several categories.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub masi_alpha: Option<Estimate>,
    pub labels: Vec<LabelCount>,
    pub caveats: Vec<Caveat>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LabelCount {
    pub label: String,
    /// By annotator.
    pub counts: Vec<usize>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CategoryAgreement {
    pub category: String,
    #[serde(flatten)]
    pub nominal: NominalAgreement,
    pub balance: LabelBalance,
}

/// Frequency of a category by annotator, over units with two decisions or more.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelBalance {
    pub counts: Vec<usize>,
    /// Number of units decided, by annotator.
    pub decided: Vec<usize>,
    /// For two annotators, the one-sidedness of the units on which they agree: 0 if half have the category, 1 if all
    /// or none do (Byrt, Bishop and Carlin 1993, “Bias, prevalence and kappa”, Journal of Clinical Epidemiology
    /// 46(5)).
    pub prevalence_index: Option<f64>,
    /// For two annotators, the difference in how often they give it, as a share of the units (ibid.).
    pub bias_index: Option<f64>,
}

/// Labels counted against each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// Sets of categories joined by `+`; `none` (not a claim) is last.
    pub labels: Vec<String>,
    /// Two annotators: rows are labels of the first, columns of the second. More: pairs of decisions with these two
    /// labels, in either order. Empty above `MAX_LABELS`.
    pub counts: Vec<Vec<usize>>,
}

/// A reason to read the coefficients with care; serialized as its message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Caveat {
    FewUnits(usize),
    /// Annotators agree, but nearly always on one label, whose share in percent this is: chance-corrected
    /// coefficients are then low by nature (Feinstein and Cicchetti 1990, “High agreement but low kappa”, Journal of
    /// Clinical Epidemiology 43(6)).
    Prevalence(u8),
    /// Every decision was made with the suggestion visible.
    Seen,
}

impl Caveat {
    /// On fewer units the 95 % interval of an observed agreement of .8 is ±.14 or wider.
    const MIN_UNITS: usize = 30;
    /// Lower limit of high agreement in the prevalence paradox.
    const MIN_AGREEMENT: f64 = 0.8;
    const MAX_COEFFICIENT: f64 = 0.4;

    pub fn message(self) -> String {
        match self {
            Self::FewUnits(1) => {
                "only one passage was decided by two annotators; it proves nothing".to_owned()
            }
            Self::FewUnits(units) => format!(
                "only {units} passages were decided by two annotators; a few more may change the figures much"
            ),
            Self::Prevalence(percent) => format!(
                "{percent} % of the decisions are the same label, which makes chance-corrected figures low; \
                 look at raw agreement, AC1 and the counts of labels"
            ),
            Self::Seen => {
                "every decision was made with the suggestion in sight, so part of the agreement may be \
                           agreement with the machine"
                    .to_owned()
            }
        }
    }

    /// Detects the paradox of high agreement and a low coefficient, caused by one dominant value.
    fn prevalence(data: &ReliabilityData, observed: f64, coefficient: f64) -> Option<Self> {
        let mut totals = vec![0_usize; data.values()];
        for counts in data.value_counts() {
            totals.iter_mut().zip(counts).for_each(|(total, times)| *total += times);
        }
        let (most, all) = (totals.iter().max().copied().unwrap_or(0), totals.iter().sum::<usize>());
        let share = most as f64 / all.max(1) as f64;
        let paradox = observed >= Self::MIN_AGREEMENT
            && coefficient < Self::MAX_COEFFICIENT
            && share >= Self::MIN_AGREEMENT;
        paradox.then(|| Self::Prevalence(u8::try_from(most * 100 / all.max(1)).unwrap_or(100)))
    }
}

impl Serialize for Caveat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.message())
    }
}

impl LabelBalance {
    /// `data` has two values, of which 1 is the category.
    fn new(data: &ReliabilityData) -> Self {
        let pairable = data.rows().filter(|(row, _)| row.iter().flatten().count() > 1);
        let pairable = ReliabilityData::new(data.annotators(), 2, pairable.map(|(row, n)| (row.clone(), n)));
        let counts = pairable.value_counts();
        let mut balance = Self {
            counts: counts.iter().map(|values| values.get(1).copied().unwrap_or(0)).collect(),
            decided: counts.iter().map(|values| values.iter().sum()).collect(),
            prevalence_index: None,
            bias_index: None,
        };
        if data.annotators() == 2
            && let [without, with] = contingency_table(&pairable, 0, 1).as_slice()
            && let ([neither, second], [first, both]) = (without.as_slice(), with.as_slice())
        {
            let all = (neither + second + first + both) as f64;
            let index = |one: usize, two: usize| (all > 0.0).then(|| one.abs_diff(two) as f64 / all);
            balance.prevalence_index = index(*both, *neither);
            balance.bias_index = index(*first, *second);
        }
        balance
    }
}

/// Units by article, ready for resampling.
#[derive(Debug)]
pub(super) struct NominalData<'u> {
    pub(super) annotators: usize,
    pub(super) articles: Vec<Vec<&'u CodingUnit>>,
    /// Resample articles rather than units.
    pub(super) by_article: bool,
    pub(super) bootstrap: Bootstrap,
}

type Categories = BTreeSet<String>;

impl<'u> NominalData<'u> {
    fn units(&self) -> impl Iterator<Item = &'u CodingUnit> {
        self.articles.iter().flatten().copied()
    }

    /// The sets of categories that occur, sorted, the empty set last.
    fn sets(&self) -> Vec<&'u Categories> {
        let values = self.units().flat_map(|unit| unit.values.iter().flatten());
        let sets: BTreeSet<&Categories> = values.map(|value| &value.categories).collect();
        let mut sets: Vec<&Categories> = sets.into_iter().collect();
        sets.sort_by_key(|set| set.is_empty());
        sets
    }

    /// `value` maps a set of categories to its value.
    fn data(&self, values: usize, value: impl Fn(&Categories) -> usize) -> ResampledData {
        let row = |unit: &CodingUnit| -> (UnitValues, usize) {
            (unit.values.iter().map(|one| one.as_ref().map(|one| value(&one.categories))).collect(), 1)
        };
        let parts: Vec<Vec<(UnitValues, usize)>> = if self.by_article {
            self.articles.iter().map(|units| units.iter().map(|unit| row(unit)).collect()).collect()
        } else {
            self.units().map(|unit| vec![row(unit)]).collect()
        };
        ResampledData::new(self.annotators, values, &parts)
    }

    /// Each set of categories is one value.
    fn set_data(&self, sets: &[&Categories]) -> ResampledData {
        let numbers: BTreeMap<&Categories, usize> =
            sets.iter().enumerate().map(|(number, set)| (*set, number)).collect();
        self.data(sets.len(), |set| numbers.get(set).copied().unwrap_or(usize::MAX))
    }

    pub(super) fn agreement(&self) -> NominalAgreement {
        let sets = self.sets();
        let data = self.set_data(&sets);
        let mut agreement = self.estimate(&data, sets.iter().map(|set| label(set)).collect());
        let pairable = data.data.units(2);
        if (1..Caveat::MIN_UNITS).contains(&pairable) {
            agreement.caveats.push(Caveat::FewUnits(pairable));
        }
        if sets.len() <= MAX_LABELS && sets.iter().any(|set| set.len() > 1) {
            let names: BTreeSet<&String> = sets.iter().copied().flatten().collect();
            let number = |wanted: &String| names.iter().position(|name| *name == wanted);
            let members: Vec<BTreeSet<usize>> =
                sets.iter().map(|set| set.iter().filter_map(number).collect()).collect();
            let masi = |data: &ReliabilityData| [krippendorff_alpha(data, Distance::Masi(&members))];
            let [masi] = data.estimate(self.bootstrap, masi, [pairable]);
            agreement.masi_alpha = Some(masi);
        }
        let blind = self.units().flat_map(|unit| unit.values.iter().flatten()).any(|value| value.blind);
        if !blind && self.units().any(|unit| unit.decisions() > 1) {
            agreement.caveats.push(Caveat::Seen);
        }
        agreement
    }

    /// By name.
    pub(super) fn categories(&self) -> Vec<CategoryAgreement> {
        let names: BTreeSet<&String> = self.sets().into_iter().flatten().collect();
        let category = |name: &String| {
            let data = self.data(2, |set| usize::from(set.contains(name)));
            let nominal = self.estimate(&data, vec!["not".to_owned(), name.clone()]);
            CategoryAgreement { category: name.clone(), nominal, balance: LabelBalance::new(&data.data) }
        };
        names.into_iter().map(category).collect()
    }

    fn estimate(&self, resampled: &ResampledData, labels: Vec<String>) -> NominalAgreement {
        let data = &resampled.data;
        let (pairable, by_all) = (data.units(2), data.units(self.annotators.max(1)));
        let coefficients = |data: &ReliabilityData| {
            let alpha = krippendorff_alpha(data, Distance::Nominal);
            [observed_agreement(data), cohen_kappa(data), fleiss_kappa(data), alpha, gwet_ac1(data)]
        };
        let n = [pairable, pairable, by_all, pairable, pairable];
        let [observed_agreement, cohen_kappa, fleiss_kappa, krippendorff_alpha, gwet_ac1] =
            resampled.estimate(self.bootstrap, coefficients, n);
        let counts = data.value_counts();
        let label = |(value, label): (usize, String)| {
            let counts = counts.iter().filter_map(|values| values.get(value).copied()).collect();
            LabelCount { label, counts }
        };
        let paradox = match (observed_agreement.value, krippendorff_alpha.value) {
            (Ok(observed), Ok(alpha)) => Caveat::prevalence(data, observed, alpha),
            _ => None,
        };
        NominalAgreement {
            observed_agreement,
            cohen_kappa,
            fleiss_kappa,
            krippendorff_alpha,
            gwet_ac1,
            masi_alpha: None,
            labels: labels.into_iter().enumerate().map(label).collect(),
            caveats: paradox.into_iter().collect(),
        }
    }

    /// The confusion matrix, and the underlying data of all units.
    pub(super) fn confusion(&self) -> (Confusion, ReliabilityData) {
        let sets = self.sets();
        let data = self.set_data(&sets).data;
        if sets.len() > MAX_LABELS {
            return (Confusion { labels: Vec::new(), counts: Vec::new() }, data);
        }
        let mut counts = vec![vec![0; sets.len()]; sets.len()];
        for one in 0..self.annotators {
            for two in one + 1..self.annotators {
                let cells = contingency_table(&data, one, two);
                for (sum, more) in counts.iter_mut().flatten().zip(cells.iter().flatten()) {
                    *sum += more;
                }
            }
        }
        if self.annotators > 2 {
            let transposed: Vec<Vec<usize>> = (0..sets.len())
                .map(|column| counts.iter().filter_map(|line| line.get(column).copied()).collect())
                .collect();
            for (row, (line, other)) in counts.iter_mut().zip(&transposed).enumerate() {
                let cells = line.iter_mut().zip(other).enumerate();
                cells.filter(|(column, _)| *column != row).for_each(|(_, (cell, other))| *cell += other);
            }
        }
        (Confusion { labels: sets.into_iter().map(label).collect(), counts }, data)
    }
}

fn label(set: &Categories) -> String {
    if set.is_empty() { NO_CLAIM.to_owned() } else { set.iter().cloned().collect::<Vec<_>>().join("+") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prevalence_and_bias_are_those_of_the_paper() {
        let row = |one, two, count| (vec![Some(one), Some(two)], count);
        let data = ReliabilityData::new(2, 2, [row(1, 1, 40), row(1, 0, 9), row(0, 1, 6), row(0, 0, 45)]);
        let balance = LabelBalance::new(&data);
        assert_eq!((balance.counts, balance.decided), (vec![49, 46], vec![100, 100]));
        let near = |found: Option<f64>, wanted: f64| (found.unwrap() - wanted).abs() < 1e-12;
        assert!(near(balance.prevalence_index, 0.05) && near(balance.bias_index, 0.03));
    }

    #[test]
    fn high_agreement_on_one_label_is_a_paradox() {
        let row = |one, two, count| (vec![Some(one), Some(two)], count);
        let data = ReliabilityData::new(2, 2, [row(0, 0, 46), row(0, 1, 2), row(1, 0, 2)]);
        assert_eq!(Caveat::prevalence(&data, 0.92, -0.042), Some(Caveat::Prevalence(96)));
        assert_eq!(Caveat::prevalence(&data, 0.92, 0.6), None);
        assert_eq!(Caveat::prevalence(&data, 0.5, -0.042), None);
    }
}
