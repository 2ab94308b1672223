//! Fitting how a scheme combines its model with its cues.
//!
//! Each category is a logistic regression on the logit of the model and the log-odds that the cues add, with a
//! penalty on the distance of each weight from [`START`]. Thresholds maximise F1 within a limit on false highlights,
//! because readers want precision first.

use super::cross_validation::cross_validate;
use super::fit::{FitResult, Gradient, PRIOR_PULL, sources_of};
use super::gold::GoldSentence;
use super::metrics::{GoldLabel, ScoredSentence};
use super::thresholds::choose_thresholds;
use crate::claim::{CategoryCombination, CategoryId, Scheme};

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CombinationOptions {
    /// Strength of the penalty on the weights of model and cues.
    pub pull: f64,
    pub folds: usize,
    /// Largest share of the sentences without claims that thresholds may highlight.
    pub max_false_highlights: f64,
}

/// Offset in logits, weight of the model, weight of the cues: what the fit is pulled towards.
const START: [f64; 3] = [0.0, 1.0, 0.3];
const MAX_ROUNDS: usize = 200;
/// In logits; further steps do not change the second decimal.
const SMALLEST_STEP: f64 = 1e-4;

/// Fits the combination of `scheme` and measures the result on all sentences and by cross-validation; the numbers of
/// the cues stay. `None` if the scheme names no model. The first source sets offsets and thresholds; every other
/// source has its own offsets while the weights are fitted.
pub fn fit_combination(
    gold: &[GoldSentence],
    scheme: &Scheme,
    options: CombinationOptions,
) -> Option<FitResult> {
    scheme.combination.as_ref()?;
    let mut sentences = ScoredSentence::all(gold, scheme);
    let fit = |sentences: &[&ScoredSentence<'_>]| fit_once(sentences, scheme, options);
    let unseen = cross_validate(&sentences, options.folds, fit, apply);
    let fitted = fit(&sentences.iter().collect::<Vec<_>>());
    for one in &mut sentences {
        apply(one, &fitted);
    }
    Some(FitResult::new(fitted, &sentences, unseen))
}

/// Combines the scores of a sentence again, by the numbers of `scheme`.
fn apply(one: &mut ScoredSentence<'_>, scheme: &Scheme) {
    let Some(combination) = &scheme.combination else { return };
    for (index, total) in one.totals.iter_mut().enumerate() {
        let model = one.model.get(index).copied().flatten();
        if let (Some(combined), Some(model)) = (combination.category(index), model) {
            *total = Some(combined.total(model, one.cues.get(index).copied().unwrap_or(0)));
        }
    }
}

fn fit_once(sentences: &[&ScoredSentence<'_>], start: &Scheme, options: CombinationOptions) -> Scheme {
    let mut scheme = start.clone();
    let sources = sources_of(sentences.iter().copied());
    let mut fitted = vec![false; scheme.categories.len()];
    for (index, fitted) in fitted.iter_mut().enumerate() {
        let examples = examples(sentences, index, &sources, &scheme);
        let cue_threshold = start.cue_threshold(CategoryId(index as u8));
        let place = scheme.combination.as_mut().and_then(|one| one.categories.get_mut(index));
        if let Some(place) = place.filter(|_| !examples.is_empty()) {
            let [offset, model, cues] = weights(examples, sources.len(), options.pull).map(milli);
            *place = Some(CategoryCombination { offset, model, cues, threshold: 500, cue_threshold });
            *fitted = true;
        }
    }
    let first_source = sources.first().copied().unwrap_or_default();
    let mut scored: Vec<ScoredSentence<'_>> =
        sentences.iter().filter(|one| one.gold.source() == first_source).map(|&one| one.clone()).collect();
    for one in &mut scored {
        apply(one, &scheme);
    }
    let chosen = choose_thresholds(&scored, &scheme, options.max_false_highlights);
    let combined = scheme.combination.iter_mut().flat_map(|combination| &mut combination.categories);
    let categories = scheme.categories.iter_mut().zip(combined).zip(chosen).zip(fitted);
    // A category without examples keeps its numbers.
    for (((category, combined), threshold), _) in categories.filter(|(_, fitted)| *fitted) {
        if let Some(combined) = combined {
            (combined.threshold, category.threshold) = (threshold, threshold);
        }
    }
    scheme
}

/// One sentence as an example of one category, in logits.
struct Example {
    model: f64,
    cues: f64,
    source: usize,
    truth: f64,
    /// By the current weights.
    total: f64,
}

impl Example {
    /// By what a weight is multiplied: that of the offset, the model, the cues, and then the offset of each source
    /// but the first.
    fn input(&self, weight: usize) -> f64 {
        match weight {
            0 => 1.0,
            1 => self.model,
            2 => self.cues,
            _ => f64::from(weight == self.source + 2),
        }
    }
}

/// Sentences with a label that the model has judged.
fn examples(
    sentences: &[&ScoredSentence<'_>],
    index: usize,
    sources: &[&str],
    scheme: &Scheme,
) -> Vec<Example> {
    let Some(category) = scheme.categories.get(index) else { return Vec::new() };
    let logits = |milli: i32| f64::from(milli) / 1000.0;
    let example = |one: &&ScoredSentence<'_>| {
        let truth = match one.label(category) {
            GoldLabel::Positive => 1.0,
            GoldLabel::Negative => 0.0,
            GoldLabel::Open => return None,
        };
        let model = logits(one.model.get(index).copied().flatten()?);
        let cues = logits(one.cues.get(index).copied().unwrap_or(0));
        let source = sources.iter().position(|&name| name == one.gold.source()).unwrap_or(0);
        let [offset, by_model, by_cues] = START;
        Some(Example { model, cues, source, truth, total: offset + by_model * model + by_cues * cues })
    };
    sentences.iter().filter_map(example).collect()
}

/// Offset, weight of the model and weight of the cues, by Newton's method on one weight after the other.
fn weights(mut examples: Vec<Example>, sources: usize, pull: f64) -> [f64; 3] {
    let start = |weight: usize| START.get(weight).copied().unwrap_or(0.0);
    let mut weights: Vec<f64> = (0..sources.max(1) + 2).map(start).collect();
    for _ in 0..MAX_ROUNDS {
        let mut largest = 0.0_f64;
        for (index, weight) in weights.iter_mut().enumerate() {
            let mut gradient = Gradient::default();
            for example in &examples {
                gradient.add(Gradient::at(example.total, example.truth), example.input(index));
            }
            let pull = if index == 1 || index == 2 { pull } else { PRIOR_PULL };
            let step = gradient.step(pull, *weight - start(index)).clamp(-1.0, 1.0);
            *weight -= step;
            for example in &mut examples {
                example.total -= step * example.input(index);
            }
            largest = largest.max(step.abs());
        }
        if largest < SMALLEST_STEP {
            break;
        }
    }
    let weight = |index| weights.get(index).copied().unwrap_or_default();
    [weight(0), weight(1), weight(2)]
}

/// In thousandths, rounded to hundredths as they are written.
fn milli(value: f64) -> i32 {
    (value * 100.0).round() as i32 * 10
}
