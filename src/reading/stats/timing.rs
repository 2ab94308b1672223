//! How long decisions took, as far as the moments in the tags tell.

use crate::tag::{Decision, Tag};
use serde::Serialize;

/// Longer than this, in seconds, and the reader was doing something else in between.
const PAUSE: i64 = 300;

/// A run of so many confirmations, at more than one a second, is told of: hardly anybody reads as fast.
const RUN: usize = 21;

/// How long decisions took.
///
/// A decision took as long as has passed since the one before it in the same article. What came after a pause of more
/// than five minutes, and what was decided together with many others, has no time.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Timing {
    /// Decisions that have a time.
    pub decisions: usize,
    /// The median of their times in seconds. Moments are known to the second.
    pub median_seconds: Option<f64>,
    /// The times between which the middle half of them lies, in seconds.
    pub quartiles_seconds: Option<(f64, f64)>,
    /// Runs of more than 20 confirmations in a row that took less than a second each.
    pub rushed_runs: Vec<RushedRun>,
}

/// Confirmations that came faster than anybody reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RushedRun {
    /// The article.
    pub article: String,
    /// How many.
    pub confirmations: usize,
    /// How many seconds lie between the first and the last.
    pub seconds: u64,
    /// When the first was made, as RFC 3339.
    pub at: String,
}

/// Times and hasty runs so far.
#[derive(Debug, Default)]
pub(super) struct Clock {
    seconds: Vec<i64>,
    haste: Vec<RushedRun>,
}

/// A decision with its moment, in seconds since 1970.
struct Moment<'t> {
    at: i64,
    tag: &'t Tag,
}

impl Clock {
    /// Takes the decisions of one article into account.
    pub(super) fn add(&mut self, article: &str, tags: &[&Tag]) {
        let mut moments: Vec<Moment<'_>> = Vec::with_capacity(tags.len());
        for &tag in tags.iter().filter(|tag| tag.decision != Decision::Open) {
            // A moment that another program wrote in another way has no place among the others.
            let at = tag.at.parse::<jiff::Timestamp>();
            moments.extend(at.map(|at| Moment { at: at.as_second(), tag }));
        }
        moments.sort_by_key(|moment| moment.at);
        for (before, moment) in moments.iter().zip(moments.iter().skip(1)) {
            let took = moment.at - before.at;
            if took <= PAUSE && !moment.tag.is_bulk() {
                self.seconds.push(took);
            }
        }
        let confirms =
            |moment: &Moment<'_>| moment.tag.decision == Decision::Confirmed && !moment.tag.is_bulk();
        for run in moments.chunk_by(|one, two| confirms(one) && confirms(two)) {
            self.hasty(article, run);
        }
    }

    /// Finds what was too fast in a run of confirmations: the longest stretches of which any [`RUN`] in a row took less
    /// than a second each.
    fn hasty(&mut self, article: &str, run: &[Moment<'_>]) {
        // The moments are cut to seconds, so they may be almost one further apart than they say.
        let fast = |window: &[Moment<'_>]| match (window.first(), window.last()) {
            (Some(first), Some(last)) => (last.at - first.at + 1).unsigned_abs() < RUN as u64,
            _ => false,
        };
        let fast: Vec<bool> = run.windows(RUN).map(fast).collect();
        let mut from = 0;
        for same in fast.chunk_by(|one, two| one == two) {
            let to = from + same.len() + RUN - 1;
            if let (Some(true), Some(stretch)) = (same.first(), run.get(from..to))
                && let (Some(first), Some(last)) = (stretch.first(), stretch.last())
            {
                self.haste.push(RushedRun {
                    article: article.to_owned(),
                    confirmations: stretch.len(),
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
            rushed_runs: self.haste,
        }
    }
}
