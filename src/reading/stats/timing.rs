//! Decision times, computed from the timestamps in tags.

use crate::tag::{Decision, Tag};
use crate::text::moment;
use serde::Serialize;

/// In seconds; longer intervals are pauses, not decision times.
const MAX_SECONDS: i64 = 300;

/// Shortest run reported as rushed.
const MIN_RUSHED_RUN: usize = 21;

/// Time of each decision since the one before in the same article. Decisions after a pause, and bulk decisions, have
/// none.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Timing {
    /// Decisions with a time.
    pub decisions: usize,
    /// Tags record whole seconds.
    pub median_seconds: Option<f64>,
    /// First and third quartile.
    pub quartiles_seconds: Option<(f64, f64)>,
    pub rushed_runs: Vec<RushedRun>,
}

/// Consecutive confirmations, each less than a second after the one before: faster than anyone reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RushedRun {
    pub article: String,
    pub confirmations: usize,
    /// From the first to the last.
    pub seconds: u64,
    /// Time of the first, RFC 3339.
    pub at: String,
}

/// Collects decision times over articles.
#[derive(Debug, Default)]
pub(super) struct TimingBuilder {
    seconds: Vec<i64>,
    rushed_runs: Vec<RushedRun>,
}

/// A decision and its time, in seconds since 1970.
struct Moment<'t> {
    at: i64,
    tag: &'t Tag,
}

impl TimingBuilder {
    /// Adds the decisions of one article. Skips moments that are not RFC 3339.
    pub(super) fn add(&mut self, article: &str, tags: &[&Tag]) {
        let mut moments: Vec<Moment<'_>> = Vec::with_capacity(tags.len());
        for &tag in tags.iter().filter(|tag| !tag.decision.is_open()) {
            let at = moment::parse(&tag.at);
            moments.extend(at.map(|at| Moment { at: at.as_second(), tag }));
        }
        // Two annotators in one file worked beside each other.
        moments.sort_by(|one, two| (&one.tag.annotator, one.at).cmp(&(&two.tag.annotator, two.at)));
        let same = |one: &Moment<'_>, two: &Moment<'_>| one.tag.annotator == two.tag.annotator;
        let pairs = moments.iter().zip(moments.iter().skip(1)).filter(|(one, two)| same(one, two));
        for (before, moment) in pairs {
            let seconds = moment.at - before.at;
            if seconds <= MAX_SECONDS && !moment.tag.is_bulk() {
                self.seconds.push(seconds);
            }
        }
        let confirms =
            |moment: &Moment<'_>| moment.tag.decision == Decision::Confirmed && !moment.tag.is_bulk();
        for run in moments.chunk_by(|one, two| confirms(one) && confirms(two) && same(one, two)) {
            self.add_rushed(article, run);
        }
    }

    /// Finds the longest stretches of a run in which any [`MIN_RUSHED_RUN`] in a row took less than a second each.
    fn add_rushed(&mut self, article: &str, run: &[Moment<'_>]) {
        // Moments are truncated to seconds, so two may be almost one second further apart.
        let rushed = |window: &[Moment<'_>]| match (window.first(), window.last()) {
            (Some(first), Some(last)) => (last.at - first.at + 1).unsigned_abs() < MIN_RUSHED_RUN as u64,
            _ => false,
        };
        let rushed: Vec<bool> = run.windows(MIN_RUSHED_RUN).map(rushed).collect();
        let mut from = 0;
        for same in rushed.chunk_by(|one, two| one == two) {
            let to = from + same.len() + MIN_RUSHED_RUN - 1;
            if let (Some(true), Some([first, .., last])) = (same.first(), run.get(from..to)) {
                self.rushed_runs.push(RushedRun {
                    article: article.to_owned(),
                    confirmations: to - from,
                    seconds: last.at.abs_diff(first.at),
                    at: first.tag.at.clone(),
                });
            }
            from += same.len();
        }
    }

    pub(super) fn timing(mut self) -> Timing {
        self.seconds.sort_unstable();
        let quantile = |quarters: usize| {
            let last = self.seconds.len().checked_sub(1)?;
            let (at, rest) = (last * quarters / 4, (last * quarters % 4) as f64 / 4.0);
            let low = *self.seconds.get(at)? as f64;
            let high = self.seconds.get(at + 1).map_or(low, |&high| high as f64);
            Some(low + (high - low) * rest)
        };
        Timing {
            decisions: self.seconds.len(),
            median_seconds: quantile(2),
            quartiles_seconds: quantile(1).zip(quantile(3)),
            rushed_runs: self.rushed_runs,
        }
    }
}
