//! Quality of a scheme: measured on sentences that people labelled, and fitted to them.

mod bootstrap;
mod cross_validation;
mod engine;
mod fit;
mod fit_combination;
pub mod fitted_numbers;
mod gold;
mod metrics;
mod report;
mod speakers;
#[cfg(test)]
mod tests;
mod thresholds;

pub use bootstrap::{ConfidenceInterval, percentile_interval, resample};
pub use engine::{EngineFigures, MeasuredEngine, engine_figures};
pub use fit::{FitOptions, FitResult, fit};
pub use fit_combination::{CombinationOptions, fit_combination};
pub use gold::GoldSentence;
pub use metrics::{BinaryCounts, Metrics};
pub use report::{Calibration, CueCounts, MissedLabel, Report, ScoreBin, report};
pub use speakers::{AttributionAccuracy, SpeakerAccuracy};
