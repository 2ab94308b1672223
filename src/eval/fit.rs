//! Fitting: a scheme's numbers learned from labelled sentences.
//!
//! Each category is a logistic regression on what its evidence adds, with a penalty on the distance of every
//! weight from its hand-set value: a Gaussian prior around the hand-set weights (Chelba and Acero 2004). Cues
//! without examples keep their value, and one example moves a weight little, so that numbers learned from a
//! few articles hold for others. Cross-validation shows whether they do.

use super::cross_validation::cross_validate;
use super::gold::GoldSentence;
use super::metrics::{GoldLabel, Metrics, ScoredSentence, ratio};
use super::report::{calibration, metrics_by_source};
use crate::claim::{Category, CategoryId, Engine, Scheme};

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FitOptions {
    /// Strength of the penalty on weights: one over the variance, in 1/logits².
    pub pull: f64,
    pub folds: usize,
}

/// Newton steps. Further steps do not change the third decimal.
const ROUNDS: usize = 60;
/// Strength of the penalty on priors, in 1/logits².
pub(super) const PRIOR_PULL: f64 = 0.5;
const THRESHOLDS: std::ops::RangeInclusive<u16> = 300..=550;
const THRESHOLD_STEP: u16 = 50;

#[derive(Debug, Clone)]
pub struct FitResult {
    pub scheme: Scheme,
    /// By source, on the sentences used for fitting.
    pub training: Vec<(String, Metrics)>,
    /// By source, on sentences of held-out outlets or articles.
    pub cross_validated: Vec<(String, Metrics)>,
    /// Expected calibration error on held-out sentences of the first source.
    pub cross_validated_error: f64,
}

impl FitResult {
    /// `training` is scored with the fitted scheme; the `unseen` come from [`cross_validate`].
    pub(super) fn new(
        scheme: Scheme,
        training: &[ScoredSentence<'_>],
        mut unseen: Vec<ScoredSentence<'_>>,
    ) -> Self {
        let mut without_thresholds = scheme.clone();
        without_thresholds.categories.iter_mut().for_each(|category| category.threshold = 1);
        let cross_validated = metrics_by_source(&unseen, &without_thresholds);
        let first_source = training.first().map_or("", |one| one.gold.source());
        unseen.retain(|one| one.gold.source() == first_source);
        let cross_validated_error = calibration(&unseen, &without_thresholds).expected_error;
        let training = metrics_by_source(training, &scheme);
        Self { scheme, training, cross_validated, cross_validated_error }
    }
}

/// Fits the cues of `scheme` and measures the result on all sentences and by cross-validation.
/// The first source sets priors and thresholds. Every other source has its own priors while the weights are fitted,
/// because the share of claims differs between corpora.
pub fn fit(gold: &[GoldSentence], scheme: &Scheme, options: FitOptions) -> FitResult {
    let scheme = &scheme.clone().with_engine(Engine::Cues);
    let sentences = ScoredSentence::all(gold, scheme);
    let fit = |sentences: &[&ScoredSentence<'_>]| fit_once(sentences.iter().copied(), scheme, options);
    let fitted = fit(&sentences.iter().collect::<Vec<_>>());
    let unseen = cross_validate(&sentences, options.folds, fit, reweigh);
    FitResult::new(fitted.clone(), &ScoredSentence::all(gold, &fitted), unseen)
}

/// Applies a scheme's weights to the evidence and adds it up again.
fn reweigh(sentence: &mut ScoredSentence<'_>, scheme: &Scheme) {
    for evidence in &mut sentence.evidence {
        evidence.weight = scheme.cue(evidence.cue).map_or(0, |cue| cue.weight);
    }
    sentence.totals = scheme.totals(&mut sentence.evidence);
}

/// Slope and curvature of the loss in one weight.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Gradient {
    slope: f64,
    curvature: f64,
}

impl Gradient {
    /// In the log-odds of a sentence whose true probability is `truth`.
    pub(super) fn at(logit: f64, truth: f64) -> Self {
        let probability = 1.0 / (1.0 + (-logit).exp());
        Self { slope: probability - truth, curvature: probability * (1.0 - probability) }
    }

    /// Adds one sentence's residual for a weight that contributes `share` of itself.
    pub(super) fn add(&mut self, residual: Self, share: f64) {
        self.slope += share * residual.slope;
        self.curvature += share * share * residual.curvature;
    }

    /// Newton's step with a penalty of strength `pull` on the distance `away` from the start, in logits.
    pub(super) fn step(self, pull: f64, away: f64) -> f64 {
        (self.slope + pull * away) / (self.curvature + pull)
    }
}

fn fit_once<'s, 'r: 's>(
    sentences: impl Iterator<Item = &'s ScoredSentence<'r>>,
    by_hand: &Scheme,
    options: FitOptions,
) -> Scheme {
    let mut scheme = by_hand.clone();
    let mut sentences: Vec<ScoredSentence<'_>> = sentences.cloned().collect();
    let sources = sources_of(&sentences);
    let categories = by_hand.categories.len();
    // Priors of the other sources, relative to the first one's, in logits.
    let mut offsets = vec![vec![0.0; categories]; sources.len()];
    for _ in 0..ROUNDS {
        let mut cues = vec![Gradient::default(); scheme.cues.len()];
        let mut priors = vec![vec![Gradient::default(); categories]; sources.len()];
        for one in &mut sentences {
            reweigh(one, &scheme);
            let source = sources.iter().position(|&name| name == one.gold.source()).unwrap_or(0);
            for (index, category) in scheme.categories.iter().enumerate() {
                let offset = offsets.get(source).and_then(|of| of.get(index)).copied().unwrap_or(0.0);
                let Some(residual) = residual(one, index, category, offset) else { continue };
                if let Some(prior) = priors.get_mut(source).and_then(|of| of.get_mut(index)) {
                    prior.add(residual, 1.0);
                }
                let id = CategoryId(index as u8);
                for evidence in one.evidence.iter().filter(|one| one.category == id && one.adds != 0) {
                    let share = f64::from(evidence.adds) / f64::from(evidence.weight);
                    if let Some(cue) = cues.get_mut(usize::from(evidence.cue.0)) {
                        cue.add(residual, share);
                    }
                }
            }
        }
        for ((cue, start), gradient) in scheme.cues.iter_mut().zip(&by_hand.cues).zip(cues) {
            let away = f64::from(cue.weight - start.weight) / 1000.0;
            cue.weight = half_step(cue.weight, gradient.step(options.pull, away));
        }
        let first = priors.first().into_iter().flatten();
        for ((category, start), gradient) in scheme.categories.iter_mut().zip(&by_hand.categories).zip(first)
        {
            let away = f64::from(category.prior - start.prior) / 1000.0;
            category.prior = half_step(category.prior, gradient.step(PRIOR_PULL, away));
        }
        for (offsets, gradients) in offsets.iter_mut().zip(priors).skip(1) {
            for (offset, gradient) in offsets.iter_mut().zip(gradients) {
                *offset -= 0.5 * gradient.step(PRIOR_PULL, *offset);
            }
        }
    }
    choose_thresholds(&sentences, &mut scheme, sources.first().copied().unwrap_or_default());
    scheme
}

/// In the order of the sentences.
pub(super) fn sources_of<'s, 'r: 's>(
    sentences: impl IntoIterator<Item = &'s ScoredSentence<'r>>,
) -> Vec<&'r str> {
    let mut sources = Vec::new();
    for one in sentences {
        if !sources.contains(&one.gold.source()) {
            sources.push(one.gold.source());
        }
    }
    sources
}

/// Moves a weight by half of Newton's step, so that weights that count together do not overshoot together.
fn half_step(milli_logits: i32, step: f64) -> i32 {
    milli_logits - (500.0 * step.clamp(-2.0, 2.0)).round() as i32
}

/// The loss of one category in one sentence; `None` without evidence or with an open label.
fn residual(one: &ScoredSentence<'_>, index: usize, category: &Category, offset: f64) -> Option<Gradient> {
    let total = one.totals.get(index).copied().flatten()?;
    let truth = match one.label(category) {
        GoldLabel::Positive => 1.0,
        GoldLabel::Negative => 0.0,
        GoldLabel::Open => return None,
    };
    Some(Gradient::at(f64::from(total) / 1000.0 + offset, truth))
}

/// Sets each threshold to the one with the best F1 on one source, summed with its two neighbours': a lone peak is
/// chance and does not recur in other texts.
fn choose_thresholds(sentences: &[ScoredSentence<'_>], scheme: &mut Scheme, source: &str) {
    for (index, category) in scheme.categories.iter_mut().enumerate() {
        let f1 = |threshold| f1_at(sentences, index, &Category { threshold, ..category.clone() }, source);
        let smoothed = |at: u16| f1(at - THRESHOLD_STEP) + f1(at) + f1(at + THRESHOLD_STEP);
        let candidates = THRESHOLDS.step_by(usize::from(THRESHOLD_STEP));
        if let Some(best) = candidates.max_by(|&a, &b| smoothed(a).total_cmp(&smoothed(b))) {
            category.threshold = best;
        }
    }
}

fn f1_at(sentences: &[ScoredSentence<'_>], index: usize, category: &Category, source: &str) -> f64 {
    let (mut hits, mut errors) = (0, 0);
    for one in sentences.iter().filter(|one| one.gold.source() == source) {
        match (one.score(index, category).is_some(), one.label(category)) {
            (true, GoldLabel::Positive) => hits += 1,
            (true, GoldLabel::Negative) | (false, GoldLabel::Positive) => errors += 1,
            _ => {}
        }
    }
    ratio(2 * hits, 2 * hits + errors)
}
