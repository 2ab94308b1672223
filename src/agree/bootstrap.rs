//! Bootstrap intervals: coefficients over samples redrawn from articles or units.

use super::reliability::{ReliabilityData, UnitValues};
use super::{Coefficient, Undefined};
use crate::eval::{self, ConfidenceInterval};
use serde::{Serialize, Serializer};

/// A coefficient with its interval and sample size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    pub value: Coefficient,
    /// 95 % bootstrap interval; `None` if half of the samples or more leave the coefficient undefined.
    pub interval: Option<ConfidenceInterval>,
    /// Units, passages or code points, depending on the field.
    pub n: usize,
}

/// JSON of a coefficient: `value` is null if `undefined` gives a reason.
#[derive(Serialize)]
struct EstimateJson {
    value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    undefined: Option<&'static str>,
    #[serde(flatten)]
    interval: Option<ConfidenceInterval>,
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<usize>,
}

impl EstimateJson {
    fn new(value: Coefficient, interval: Option<ConfidenceInterval>, n: Option<usize>) -> Self {
        Self { value: value.ok(), undefined: value.err().map(Undefined::reason), interval, n }
    }
}

impl Serialize for Estimate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        EstimateJson::new(self.value, self.interval, Some(self.n)).serialize(serializer)
    }
}

/// Serializes a coefficient without interval and `n`.
pub(super) fn coefficient<S: Serializer>(value: &Coefficient, serializer: S) -> Result<S::Ok, S::Error> {
    EstimateJson::new(*value, None, None).serialize(serializer)
}

/// The resampled item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resample {
    /// Articles if there are at least [`Resample::MIN_ARTICLES`], else units.
    Auto,
    /// Whole articles, because passages of one article resemble each other.
    Article,
    Unit,
}

impl Resample {
    /// Samples of fewer articles are not informative.
    pub const MIN_ARTICLES: usize = 10;

    pub const fn draws_articles(self, articles: usize) -> bool {
        match self {
            Self::Auto => articles >= Self::MIN_ARTICLES,
            Self::Article => articles > 1,
            Self::Unit => false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bootstrap {
    /// 0 turns intervals off.
    pub samples: usize,
    pub seed: u64,
}

/// Reliability data, divided into the parts to resample.
#[derive(Debug)]
pub(super) struct ResampledData {
    pub(super) data: ReliabilityData,
    /// Rows of each part, by their index in `data`, with counts.
    parts: Vec<Vec<(usize, usize)>>,
}

impl ResampledData {
    pub(super) fn new(annotators: usize, values: usize, parts: &[Vec<(UnitValues, usize)>]) -> Self {
        let data = ReliabilityData::new(annotators, values, parts.iter().flatten().cloned());
        let indexed = |(row, count): &(UnitValues, usize)| Some((data.row_index(row)?, *count));
        let parts = parts.iter().map(|part| part.iter().filter_map(indexed).collect()).collect();
        Self { data, parts }
    }

    pub(super) fn estimate<const N: usize>(
        &self,
        bootstrap: Bootstrap,
        coefficients: impl Fn(&ReliabilityData) -> [Coefficient; N],
        n: [usize; N],
    ) -> [Estimate; N] {
        let mut samples: [Vec<f64>; N] = std::array::from_fn(|_| Vec::with_capacity(bootstrap.samples));
        if self.parts.len() > 1 {
            let mut data = self.data.clone();
            let mut counts = vec![0; data.rows().count()];
            eval::resample(self.parts.len(), bootstrap.samples, bootstrap.seed, |drawn| {
                counts.fill(0);
                for (row, count) in drawn.iter().filter_map(|&number| self.parts.get(number)).flatten() {
                    if let Some(sum) = counts.get_mut(*row) {
                        *sum += count;
                    }
                }
                data.set_counts(&counts);
                for (values, value) in samples.iter_mut().zip(coefficients(&data)) {
                    values.extend(value.ok());
                }
            });
        }
        let mut rest = samples.into_iter().zip(n);
        coefficients(&self.data).map(|value| {
            let (samples, n) = rest.next().unwrap_or_default();
            Estimate { value, interval: interval(value, samples, bootstrap.samples), n }
        })
    }
}

/// `None` unless more than half of the `drawn` samples define the coefficient.
pub(super) fn interval(value: Coefficient, samples: Vec<f64>, drawn: usize) -> Option<ConfidenceInterval> {
    let enough = value.is_ok() && !samples.is_empty() && samples.len() * 2 > drawn;
    enough.then(|| eval::percentile_interval(samples))
}
