//! The coefficients of coding over aligned units: of whole sets of categories, and of each category.

use super::hint::{Balance, Hint};
use super::report::Confusion;
use super::sample::{Draws, Measured, Sample};
use super::table::{Row, Table};
use super::unit::Unit;
use super::{Figure, Metric, ac1, alpha, crossed, fleiss, kappa, raw};
use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};
use std::collections::{BTreeMap, BTreeSet};

/// The name of the label that says that a passage is no claim.
pub const NONE: &str = "none";

/// More labels than this are not set side by side, and have no distances: nobody reads such a table, and each more
/// costs as much as all before it.
const MOST_LABELS: usize = 500;

/// Agreement on labels.
#[derive(Debug, Clone, Serialize)]
pub struct Coding {
    /// The share of decisions that are the same; `n` units that two or more decided.
    pub raw: Measured,
    /// Cohen's κ, of more than two annotators the mean over all pairs; `n` as above.
    pub kappa: Measured,
    /// Scott's π, of more than two annotators Fleiss' κ; `n` units that all decided.
    pub fleiss: Measured,
    /// Krippendorff's α for nominal values; `n` units that two or more decided.
    pub alpha: Measured,
    /// Gwet's AC1; `n` as above.
    pub ac1: Measured,
    /// Krippendorff's α with the distance MASI between sets; only where a passage has several categories.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub masi: Option<Measured>,
    /// How often each annotator gave each label.
    pub labels: Vec<Given>,
    /// What should be known beside the figures.
    pub hints: Vec<Hint>,
}

/// How often a label was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Given {
    /// The label.
    pub label: String,
    /// How often by each annotator.
    pub by: Vec<usize>,
}

/// Agreement on one category.
#[derive(Debug, Clone, Serialize)]
pub struct CategoryCoding {
    /// The category's id.
    pub category: String,
    /// Whether a passage is of it, as two labels.
    #[serde(flatten)]
    pub coding: Coding,
    /// How it is spread over the decisions.
    pub balance: Balance,
}

/// Units by article, ready for counting.
#[derive(Debug)]
pub(super) struct Units<'u> {
    pub(super) annotators: usize,
    pub(super) articles: Vec<Vec<&'u Unit>>,
    pub(super) by_article: bool,
    pub(super) draws: Draws,
}

/// The sets of categories that occur, in order, no claim last.
type Sets<'u> = Vec<&'u BTreeSet<String>>;

impl<'u> Units<'u> {
    fn all(&self) -> impl Iterator<Item = &'u Unit> {
        self.articles.iter().flatten().copied()
    }

    fn sets(&self) -> Sets<'u> {
        let all = self.all().flat_map(|unit| unit.answers.iter().flatten()).map(|answer| &answer.categories);
        let mut sets: Sets<'u> = all.collect::<BTreeSet<_>>().into_iter().collect();
        sets.sort_by_key(|set| set.is_empty());
        sets
    }

    /// The rows of all units with their values, in the parts that samples are drawn from.
    fn parts(&self, value: impl Fn(&BTreeSet<String>) -> usize) -> Vec<Vec<(Row, usize)>> {
        let row = |unit: &Unit| {
            let values =
                unit.answers.iter().map(|answer| answer.as_ref().map(|answer| value(&answer.categories)));
            (values.collect(), 1)
        };
        if self.by_article {
            self.articles.iter().map(|units| units.iter().map(|unit| row(unit)).collect()).collect()
        } else {
            self.all().map(|unit| vec![row(unit)]).collect()
        }
    }

    /// The figures of whole sets of categories.
    pub(super) fn coding(&self) -> Coding {
        let sets = self.sets();
        let numbers = numbered(&sets);
        let parts = self.parts(|set| numbers.get(set).copied().unwrap_or(usize::MAX));
        let sample = Sample::of(self.annotators, sets.len(), &parts);
        let mut coding = self.measured(&sample, sets.iter().map(|set| named(set)).collect());
        let shared = sample.table.units(2);
        coding.hints.extend((1..Hint::FEW).contains(&shared).then_some(Hint::Few(shared)));
        if sets.len() <= MOST_LABELS && sets.iter().any(|set| set.len() > 1) {
            let names: BTreeSet<&String> = sets.iter().copied().flatten().collect();
            let number = |wanted: &String| names.iter().position(|name| *name == wanted);
            let members: Vec<BTreeSet<usize>> =
                sets.iter().map(|set| set.iter().filter_map(number).collect()).collect();
            let masi = |table: &Table| [alpha(table, Metric::Masi(&members))];
            let [masi] = sample.measured(self.draws, masi, [shared]);
            coding.masi = Some(masi);
        }
        let seen = self.all().any(|unit| unit.answers.iter().flatten().count() > 1)
            && self.all().flat_map(|unit| unit.answers.iter().flatten()).all(|answer| !answer.blind);
        coding.hints.extend(seen.then_some(Hint::Seen));
        coding
    }

    /// The figures of each category by itself.
    pub(super) fn categories(&self) -> Vec<CategoryCoding> {
        let names: BTreeSet<&String> = self.sets().into_iter().flatten().collect();
        let category = |name: &String| {
            let parts = self.parts(|set| usize::from(set.contains(name)));
            let sample = Sample::of(self.annotators, 2, &parts);
            let coding = self.measured(&sample, vec!["not".to_owned(), name.clone()]);
            CategoryCoding { category: name.clone(), coding, balance: Balance::of(&sample.table) }
        };
        names.into_iter().map(category).collect()
    }

    fn measured(&self, sample: &Sample, labels: Vec<String>) -> Coding {
        let table = &sample.table;
        let (shared, by_all) = (table.units(2), table.units(self.annotators.max(1)));
        let figures = |table: &Table| {
            [raw(table), kappa(table), fleiss(table), alpha(table, Metric::Nominal), ac1(table)]
        };
        let n = [shared, shared, by_all, shared, shared];
        let [raw, kappa, fleiss, alpha, ac1] = sample.measured(self.draws, figures, n);
        let given = table.given();
        let by = |value: usize| given.iter().filter_map(|values| values.get(value).copied()).collect();
        let mut hints = Vec::new();
        if let (Ok(raw), Ok(alpha)) = (raw.value, alpha.value) {
            hints.extend(Hint::prevalence(table, raw, alpha));
        }
        let labels = labels.into_iter().enumerate();
        let labels = labels.map(|(value, label)| Given { label, by: by(value) }).collect();
        Coding { raw, kappa, fleiss, alpha, ac1, masi: None, labels, hints }
    }

    /// Which labels stand beside which, and the table of all units that this was taken from.
    pub(super) fn confusion(&self) -> (Confusion, Table) {
        let sets = self.sets();
        let numbers = numbered(&sets);
        let parts = self.parts(|set| numbers.get(set).copied().unwrap_or(usize::MAX));
        let table = Sample::of(self.annotators, sets.len(), &parts).table;
        if sets.len() > MOST_LABELS {
            return (Confusion { labels: Vec::new(), counts: Vec::new() }, table);
        }
        let mut counts = vec![vec![0; sets.len()]; sets.len()];
        for one in 0..self.annotators {
            for two in one + 1..self.annotators {
                let cells = crossed(&table, one, two);
                for (sum, more) in counts.iter_mut().flatten().zip(cells.iter().flatten()) {
                    *sum += more;
                }
            }
        }
        if self.annotators > 2 {
            let turned: Vec<Vec<usize>> = (0..sets.len())
                .map(|column| counts.iter().filter_map(|line| line.get(column).copied()).collect())
                .collect();
            for (row, (line, other)) in counts.iter_mut().zip(&turned).enumerate() {
                let cells = line.iter_mut().zip(other).enumerate();
                cells.filter(|(column, _)| *column != row).for_each(|(_, (cell, other))| *cell += other);
            }
        }
        (Confusion { labels: sets.into_iter().map(named).collect(), counts }, table)
    }
}

fn numbered<'u>(sets: &Sets<'u>) -> BTreeMap<&'u BTreeSet<String>, usize> {
    sets.iter().enumerate().map(|(number, set)| (*set, number)).collect()
}

/// The name of a set of categories.
fn named(set: &BTreeSet<String>) -> String {
    if set.is_empty() { NONE.to_owned() } else { set.iter().cloned().collect::<Vec<_>>().join("+") }
}

/// A figure by itself: its value, or null and why.
pub(super) fn figure<S: Serializer>(figure: &Figure, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("value", &figure.ok())?;
    if let Err(why) = figure {
        map.serialize_entry("undefined", why.reason())?;
    }
    map.end()
}
