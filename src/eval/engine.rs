//! The engines of a scheme, measured side by side.

use super::gold::GoldSentence;
use super::metrics::{Metrics, ScoredSentence};
use super::report::calibration;
use crate::claim::{Engine, Scheme};

/// What finds the claims in an evaluation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MeasuredEngine {
    Cues,
    /// The combination of the scheme, with its thresholds, as if no cue had matched.
    Model,
    /// The cues and the model; the cues alone in a scheme without a model.
    #[default]
    Both,
}

/// Above every score.
const NEVER: u16 = 1000;

impl MeasuredEngine {
    pub const ALL: [Self; 3] = [Self::Cues, Self::Model, Self::Both];

    /// As written in files and options.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cues => Engine::Cues.word(),
            Self::Model => "model",
            Self::Both => Engine::Both.word(),
        }
    }

    /// The scheme with this engine in charge; `None` for the model of a scheme that names none.
    pub fn in_charge_of(self, scheme: &Scheme) -> Option<Scheme> {
        let mut scheme = scheme.clone();
        match self {
            Self::Cues => Some(scheme.with_engine(Engine::Cues)),
            Self::Both => Some(scheme.with_engine(Engine::Both)),
            Self::Model => {
                let combination = scheme.combination.as_mut()?;
                combination.categories.iter_mut().flatten().for_each(|combined| combined.cues = 0);
                let known: Vec<bool> = combination.categories.iter().map(Option::is_some).collect();
                let mut scheme = scheme.with_engine(Engine::Both);
                for (category, known) in scheme.categories.iter_mut().zip(known) {
                    if !known {
                        category.threshold = NEVER;
                    }
                }
                Some(scheme)
            }
        }
    }
}

/// What an evaluation compares.
#[derive(Debug, Clone, PartialEq)]
pub struct EngineFigures {
    pub engine: MeasuredEngine,
    pub metrics: Metrics,
    /// Expected calibration error.
    pub calibration_error: f64,
}

/// Measures one engine of a scheme; `None` for the model of a scheme that names none.
pub fn engine_figures(
    gold: &[GoldSentence],
    engine: MeasuredEngine,
    scheme: &Scheme,
) -> Option<EngineFigures> {
    let scheme = engine.in_charge_of(scheme)?;
    let sentences = ScoredSentence::all(gold, &scheme);
    let metrics = Metrics::new(&sentences, &scheme);
    Some(EngineFigures {
        engine,
        metrics,
        calibration_error: calibration(&sentences, &scheme).expected_error,
    })
}
