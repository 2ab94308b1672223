//! Whether a shown score of .8 is right four times in five.

use super::judge::{GoldLabel, ScoredSentence};
use super::tally::share;
use crate::claim::Scheme;
use serde::Serialize;

/// Scores of one tenth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Bin {
    /// How many scores were shown.
    pub shown: usize,
    /// How many of them were right.
    pub right: usize,
    /// The mean of the scores.
    pub score: f64,
}

impl Bin {
    /// The share that was right.
    pub fn precision(&self) -> f64 {
        share(self.right, self.shown)
    }
}

/// How far shown scores may be taken as probabilities.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration {
    /// The mean distance of score and precision over the bins, weighted by what they hold: the
    /// expected calibration error (Naeini et al. 2015).
    pub error: f64,
    /// One for each tenth from 0 to 1.
    pub bins: Vec<Bin>,
}

/// Sorts every shown score into its tenth.
pub(super) fn calibration(judged: &[ScoredSentence<'_>], scheme: &Scheme) -> Calibration {
    let mut bins = vec![Bin::default(); 10];
    for one in judged {
        for (number, category) in scheme.categories.iter().enumerate() {
            let (Some(score), truth) = (one.shown(number, category), one.truth(category)) else { continue };
            let Some(bin) = bins.get_mut(usize::from(score / 100).min(9)) else { continue };
            if truth != GoldLabel::Unscored {
                bin.shown += 1;
                bin.right += usize::from(truth == GoldLabel::Positive);
                bin.score += f64::from(score) / 1000.0;
            }
        }
    }
    let all: usize = bins.iter().map(|bin| bin.shown).sum();
    let mut error = 0.0;
    for bin in bins.iter_mut().filter(|bin| bin.shown > 0) {
        bin.score /= bin.shown as f64;
        error += share(bin.shown, all) * (bin.score - bin.precision()).abs();
    }
    Calibration { error, bins }
}
