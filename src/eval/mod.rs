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

pub use bootstrap::{ConfidenceInterval, percentile_interval, resample};
pub use calibration::{Bin, Calibration};
pub use cues::{CueCounts, Missed};
pub use gold::GoldSentence;
pub use judge::{GoldLabel, ScoredSentence, judge};
pub use speaker::{SourceAccuracy, SpeakerAccuracy};
pub use tally::{BinaryCounts, Metrics, metrics};

#[cfg(test)]
mod tests;

use crate::claim::Scheme;
use serde::Serialize;

/// Everything that is known of a scheme's quality on labelled sentences.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Over all rows.
    pub all: Metrics,
    /// 95 % percentile_interval of the macro-F1, by resampling articles.
    pub macro_interval: ConfidenceInterval,
    /// 95 % percentile_interval of the share of empty sentences that were marked.
    pub false_highlight_interval: ConfidenceInterval,
    /// By source, in the order of their names.
    pub sources: Vec<(String, Metrics)>,
    /// How far shown scores may be taken as probabilities.
    pub calibration: Calibration,
    /// The cues that were wrong most often, the worst first.
    pub cues: Vec<CueCounts>,
    /// How well sources are found, where rows say who speaks.
    pub source_accuracy: Option<SourceAccuracy>,
    /// How often the speaker of a rightly marked claim is right, where rows name one.
    pub speaker_accuracy: Option<SpeakerAccuracy>,
    /// Labelled sentences in which nothing was found for the label.
    pub missed: Vec<Missed>,
}

/// Judges `rows` and reports.
///
/// With `by_article` rows of one article are read in their order as one text, so that quotations and
/// pronouns find the source_accuracy that they belong to; else every row stands alone.
pub fn report(rows: &[GoldSentence], scheme: &Scheme, by_article: bool) -> Report {
    let judged = judge(rows, scheme);
    let mut names: Vec<&str> = rows.iter().map(GoldSentence::source).collect();
    names.sort_unstable();
    names.dedup();
    let sources = names
        .into_iter()
        .map(|name| {
            let of: Vec<&ScoredSentence<'_>> = judged.iter().filter(|one| one.row.source() == name).collect();
            (name.to_owned(), metrics(&of, scheme))
        })
        .collect();
    let every: Vec<&ScoredSentence<'_>> = judged.iter().collect();
    let (macro_interval, false_highlight_interval) = bootstrap::intervals(&judged, scheme);
    Report {
        all: metrics(&every, scheme),
        macro_interval,
        false_highlight_interval,
        sources,
        calibration: calibration::calibration(&judged, scheme),
        cues: cues::counts(&judged, scheme),
        source_accuracy: speaker::source_accuracy(rows, scheme),
        speaker_accuracy: speaker::speaker_accuracy(rows, scheme, by_article),
        missed: cues::missed(&judged, scheme),
    }
}
