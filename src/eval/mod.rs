//! How good the machine's word is: judged against sentences that people labelled, and fitted to them.

mod bootstrap;
mod calibration;
mod cues;
pub mod fit;
mod gold;
mod judge;
pub mod numbers;
mod speaker;
mod tally;

pub use bootstrap::{Interval, interval, redraw};
pub use calibration::{Bin, Calibration};
pub use cues::{CueCount, Missed};
pub use gold::Row;
pub use judge::{Judged, Truth, judge};
pub use speaker::{Speakers, Voices};
pub use tally::{Measure, Tally, measure};

#[cfg(test)]
mod tests;

use crate::claim::Scheme;
use serde::Serialize;

/// Everything that is known of a scheme's quality on labelled sentences.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Over all rows.
    pub all: Measure,
    /// 95 % interval of the macro-F1, by resampling articles.
    pub macro_interval: Interval,
    /// 95 % interval of the share of empty sentences that were marked.
    pub false_highlight_interval: Interval,
    /// By source, in the order of their names.
    pub sources: Vec<(String, Measure)>,
    /// How far shown scores may be taken as probabilities.
    pub calibration: Calibration,
    /// The cues that were wrong most often, the worst first.
    pub cues: Vec<CueCount>,
    /// How well sources are found, where rows say who speaks.
    pub speakers: Option<Speakers>,
    /// How often the speaker of a rightly marked claim is right, where rows name one.
    pub voices: Option<Voices>,
    /// Labelled sentences in which nothing was found for the label.
    pub missed: Vec<Missed>,
}

/// Judges `rows` and reports.
///
/// With `by_article` rows of one article are read in their order as one text, so that quotations and
/// pronouns find the speakers that they belong to; else every row stands alone.
pub fn report(rows: &[Row], scheme: &Scheme, by_article: bool) -> Report {
    let judged = judge(rows, scheme);
    let mut names: Vec<&str> = rows.iter().map(Row::source).collect();
    names.sort_unstable();
    names.dedup();
    let sources = names
        .into_iter()
        .map(|name| {
            let of: Vec<&Judged<'_>> = judged.iter().filter(|one| one.row.source() == name).collect();
            (name.to_owned(), measure(&of, scheme))
        })
        .collect();
    let every: Vec<&Judged<'_>> = judged.iter().collect();
    let (macro_interval, false_highlight_interval) = bootstrap::intervals(&judged, scheme);
    Report {
        all: measure(&every, scheme),
        macro_interval,
        false_highlight_interval,
        sources,
        calibration: calibration::calibration(&judged, scheme),
        cues: cues::counts(&judged, scheme),
        speakers: speaker::speakers(rows, scheme),
        voices: speaker::voices(rows, scheme, by_article),
        missed: cues::missed(&judged, scheme),
    }
}
