//! Quality of a scheme: measured on sentences that people labelled, and fitted to them.

mod bootstrap;
mod fit;
pub mod fitted_numbers;
mod gold;
mod metrics;
mod report;
mod speakers;
#[cfg(test)]
mod tests;

pub use bootstrap::{ConfidenceInterval, percentile_interval, resample};
pub use fit::{FitOptions, FitResult, fit};
pub use gold::GoldSentence;
pub use metrics::{BinaryCounts, Metrics};
pub use report::{Calibration, CueCounts, MissedLabel, Report, ScoreBin, report};
pub use speakers::{AttributionAccuracy, SpeakerAccuracy};
