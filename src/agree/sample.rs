//! Figures with what chance may have done to them: samples drawn anew from articles or units.

use super::table::{Row, Table};
use super::{Figure, Undefined};
use crate::eval::{self, ConfidenceInterval};
use serde::ser::{Serialize, SerializeMap as _, Serializer};

/// A figure with what it rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// The figure, or why there is none.
    pub value: Figure,
    /// Where the figure lies in 95 % of all samples drawn anew; nothing where too few of them have one.
    pub interval: Option<ConfidenceInterval>,
    /// How many things it was taken from: units, passages or code points, as is said where it stands.
    pub n: usize,
}

impl Measured {
    /// A figure without an interval.
    pub const fn bare(value: Figure, n: usize) -> Self {
        Self { value, interval: None, n }
    }
}

/// As `value`, which is null where `undefined` says why, with `low`, `high` and `n`.
impl Serialize for Measured {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("value", &self.value.ok())?;
        if let Err(why) = self.value {
            map.serialize_entry("undefined", why.reason())?;
        }
        if let Some(ConfidenceInterval { low, high }) = self.interval {
            map.serialize_entry("low", &low)?;
            map.serialize_entry("high", &high)?;
        }
        map.serialize_entry("n", &self.n)?;
        map.end()
    }
}

/// What is drawn anew for the intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resample {
    /// Articles where there are at least [`Resample::ARTICLES`] of them, else units.
    Usual,
    /// Whole articles, because what stands in one article is alike.
    Article,
    /// Single units.
    Unit,
}

impl Resample {
    /// From how many articles on whole articles are drawn. Of fewer, a sample says little about others.
    pub const ARTICLES: usize = 10;

    /// Whether whole articles are drawn from so many.
    pub const fn draws_articles(self, articles: usize) -> bool {
        match self {
            Self::Usual => articles >= Self::ARTICLES,
            Self::Article => articles > 1,
            Self::Unit => false,
        }
    }
}

/// How many samples are drawn, and where the draws begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draws {
    /// How many; none for no intervals.
    pub count: usize,
    /// The same seed gives the same intervals.
    pub seed: u64,
}

/// A table with the parts that samples are drawn from.
#[derive(Debug)]
pub(super) struct Sample {
    /// All parts together.
    pub(super) table: Table,
    /// For each part the rows that stand in it, by number, with how often each does.
    parts: Vec<Vec<(usize, usize)>>,
}

impl Sample {
    /// A table of parts, each with its rows and their counts.
    pub(super) fn of(annotators: usize, values: usize, parts: &[Vec<(Row, usize)>]) -> Self {
        let table = Table::new(annotators, values, parts.iter().flatten().cloned());
        let numbered = |(row, count): &(Row, usize)| Some((table.find(row)?, *count));
        let parts = parts.iter().map(|part| part.iter().filter_map(numbered).collect()).collect();
        Self { table, parts }
    }

    /// The figures that `figures` gives of the table, each with its interval and the `n` beside it.
    pub(super) fn measured<const N: usize>(
        &self,
        plan: Draws,
        figures: impl Fn(&Table) -> [Figure; N],
        n: [usize; N],
    ) -> [Measured; N] {
        let mut drawn_figures: [Vec<f64>; N] = std::array::from_fn(|_| Vec::with_capacity(plan.count));
        if self.parts.len() > 1 {
            let mut table = self.table.clone();
            let mut counts = vec![0; table.rows().count()];
            eval::resample(self.parts.len(), plan.count, plan.seed, |drawn| {
                counts.fill(0);
                for (row, count) in drawn.iter().filter_map(|&number| self.parts.get(number)).flatten() {
                    if let Some(sum) = counts.get_mut(*row) {
                        *sum += count;
                    }
                }
                table.recount(&counts);
                for (values, figure) in drawn_figures.iter_mut().zip(figures(&table)) {
                    values.extend(figure.ok());
                }
            });
        }
        let values = figures(&self.table);
        let mut drawn = drawn_figures.into_iter();
        std::array::from_fn(|at| {
            let value = values.get(at).copied().unwrap_or(Err(Undefined::NoPairs));
            let interval = interval(value, drawn.next().unwrap_or_default(), plan.count);
            Measured { value, interval, n: n.get(at).copied().unwrap_or(0) }
        })
    }
}

/// The interval of a figure, if it is defined, and in more than half of all samples too.
pub(super) fn interval(value: Figure, drawn: Vec<f64>, all: usize) -> Option<ConfidenceInterval> {
    let enough = value.is_ok() && !drawn.is_empty() && drawn.len() * 2 > all;
    enough.then(|| eval::percentile_interval(drawn))
}
