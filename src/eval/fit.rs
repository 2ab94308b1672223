//! Fitting the numbers of a scheme to labelled sentences.
//!
//! Each category is a logistic regression on what its evidence adds, with a penalty on the distance
//! of every weight from the value that a person set: a Gaussian prior around the hand-set weights
//! (Chelba and Acero 2004). Cues without examples keep their value, and one example moves a
//! weight little. The penalty is what keeps numbers learnt on a few articles usable on others, and
//! cross-validation by article shows whether it does.

use super::gold::GoldSentence;
use super::judge::{GoldLabel, ScoredSentence, judge};
use super::tally::{Metrics, metrics};
use crate::claim::{CategoryId, Scheme};
use std::collections::BTreeMap;

/// How a fit is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FitOptions {
    /// How strongly weights are held to their hand-set values: one over the variance in squared logits.
    pub pull: f64,
    /// Into how many parts the articles are cut for cross-validation.
    pub folds: usize,
}

/// How often every weight is moved. More changes no third decimal.
const ROUNDS: usize = 60;
/// How strongly the starting values of sources and categories are held.
const PULL_OF_STARTS: f64 = 0.5;
/// Thresholds to choose from, in thousandths.
const THRESHOLDS: std::ops::RangeInclusive<u16> = 300..=550;
/// From one of them to the next.
const STEP: u16 = 50;

/// What a fit gives.
#[derive(Debug, Clone)]
pub struct FitResult {
    /// The scheme with its new numbers.
    pub scheme: Scheme,
    /// On the rows that it was fitted to, by source.
    pub train: Vec<(String, Metrics)>,
    /// On rows of articles that it was not fitted to, by source.
    pub crossed: Vec<(String, Metrics)>,
    /// The expected error of scores on rows of the first source that it was not fitted to.
    pub crossed_error: f64,
}

/// Fits `scheme` to `rows` and measures the result twice: on all rows, and by cross-validation.
///
/// The first source in `rows` sets the starting values and thresholds; every other source has
/// starting values of its own while the weights are fitted, because other texts hold other shares
/// of claims.
pub fn fit(rows: &[GoldSentence], scheme: &Scheme, settings: FitOptions) -> FitResult {
    let judged = judge(rows, scheme);
    let every: Vec<&ScoredSentence<'_>> = judged.iter().collect();
    let fitted = one(&every, scheme, settings);
    let train = by_source(&judge(rows, &fitted), &fitted);
    let mut unseen: Vec<ScoredSentence<'_>> = Vec::with_capacity(judged.len());
    for fold in 0..settings.folds.max(2) {
        let inside = |one: &&ScoredSentence<'_>| fold_of(one.row.article(), settings.folds.max(2)) == fold;
        let seen: Vec<&ScoredSentence<'_>> = judged.iter().filter(|one| !inside(one)).collect();
        let scheme = one(&seen, scheme, settings);
        for one in judged.iter().filter(inside) {
            let mut one = one.clone();
            reweigh(&mut one, &scheme);
            // Thresholds differ from fold to fold, so what is below one is taken out here.
            for (total, category) in one.totals.iter_mut().zip(&scheme.categories) {
                let below = |total: &i32| crate::claim::logistic_permille(*total) >= category.threshold;
                *total = total.filter(below);
            }
            unseen.push(one);
        }
    }
    let mut open = fitted.clone();
    open.categories.iter_mut().for_each(|category| category.threshold = 1);
    let crossed = by_source(&unseen, &open);
    let main = rows.first().map_or("", GoldSentence::source);
    unseen.retain(|one| one.row.source() == main);
    let crossed_error = super::calibration::calibration(&unseen, &open).error;
    FitResult { scheme: fitted, train, crossed, crossed_error }
}

fn by_source(judged: &[ScoredSentence<'_>], scheme: &Scheme) -> Vec<(String, Metrics)> {
    let mut sources: BTreeMap<&str, Vec<&ScoredSentence<'_>>> = BTreeMap::new();
    for one in judged {
        sources.entry(one.row.source()).or_default().push(one);
    }
    sources.into_iter().map(|(name, of)| (name.to_owned(), metrics(&of, scheme))).collect()
}

/// The part that an article falls into, by a hash of its name (FNV-1a), the same on every machine.
fn fold_of(article: &str, folds: usize) -> usize {
    let mixed = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    (article.bytes().fold(0xcbf2_9ce4_8422_2325, mixed) >> 16) as usize % folds
}

/// Gives evidence the weights of a scheme, and adds up anew.
fn reweigh(judged: &mut ScoredSentence<'_>, scheme: &Scheme) {
    for evidence in &mut judged.evidence {
        evidence.weight = scheme.cue(evidence.cue).map_or(0, |cue| cue.weight);
    }
    judged.totals = scheme.totals(&mut judged.evidence);
}

/// One category of one row: what pulls at its weights.
struct Residual {
    /// Probability minus truth.
    error: f64,
    /// Curvature of the loss.
    curve: f64,
}

/// One fit, without any measuring.
fn one(rows: &[&ScoredSentence<'_>], hand: &Scheme, settings: FitOptions) -> Scheme {
    let mut scheme = hand.clone();
    let mut sources: Vec<&str> = Vec::new();
    for row in rows {
        if !sources.contains(&row.row.source()) {
            sources.push(row.row.source());
        }
    }
    // Starting values of other sources, beside the first one's, in logits.
    let mut starts = vec![vec![0.0; hand.categories.len()]; sources.len()];
    let mut rows: Vec<ScoredSentence<'_>> = rows.iter().map(|&row| row.clone()).collect();
    for _ in 0..ROUNDS {
        let mut cues = vec![(0.0, 0.0); scheme.cues.len()];
        let mut priors = vec![vec![(0.0, 0.0); scheme.categories.len()]; sources.len()];
        for row in &mut rows {
            reweigh(row, &scheme);
            let source = sources.iter().position(|&name| name == row.row.source()).unwrap_or(0);
            for (number, category) in scheme.categories.iter().enumerate() {
                let start = starts.get(source).and_then(|of| of.get(number)).copied().unwrap_or(0.0);
                let Some(residual) = residual(row, number, row.truth(category), start) else { continue };
                if let Some(sum) = priors.get_mut(source).and_then(|of| of.get_mut(number)) {
                    sum.0 += residual.error;
                    sum.1 += residual.curve;
                }
                let id = CategoryId(number as u8);
                for evidence in row.evidence.iter().filter(|one| one.category == id && one.adds != 0) {
                    let share = f64::from(evidence.adds) / f64::from(evidence.weight);
                    if let Some(sum) = cues.get_mut(usize::from(evidence.cue.0)) {
                        sum.0 += share * residual.error;
                        sum.1 += share * share * residual.curve;
                    }
                }
            }
        }
        for ((cue, from), (slope, curve)) in scheme.cues.iter_mut().zip(&hand.cues).zip(cues) {
            let away = f64::from(cue.weight - from.weight) / 1000.0;
            let step = (slope + settings.pull * away) / (curve + settings.pull);
            cue.weight = moved(cue.weight, step);
        }
        let first = priors.first().cloned().unwrap_or_default();
        for (number, (category, from)) in scheme.categories.iter_mut().zip(&hand.categories).enumerate() {
            let (slope, curve) = first.get(number).copied().unwrap_or_default();
            let away = f64::from(category.prior - from.prior) / 1000.0;
            let step = (slope + PULL_OF_STARTS * away) / (curve + PULL_OF_STARTS);
            category.prior = moved(category.prior, step);
        }
        for (own, sums) in starts.iter_mut().zip(priors).skip(1) {
            for (start, (slope, curve)) in own.iter_mut().zip(sums) {
                *start -= 0.5 * (slope + PULL_OF_STARTS * *start) / (curve + PULL_OF_STARTS);
            }
        }
    }
    choose_thresholds(&rows, &mut scheme, sources.first().copied().unwrap_or_default());
    scheme
}

/// Half of Newton's step, so that weights that count together do not overshoot together.
fn moved(value: i32, step: f64) -> i32 {
    value - (500.0 * step.clamp(-2.0, 2.0)).round() as i32
}

fn residual(row: &ScoredSentence<'_>, number: usize, truth: GoldLabel, start: f64) -> Option<Residual> {
    let total = row.totals.get(number).copied().flatten()?;
    let truth = match truth {
        GoldLabel::Positive => 1.0,
        GoldLabel::Negative => 0.0,
        GoldLabel::Unscored => return None,
    };
    let probability = 1.0 / (1.0 + (-f64::from(total) / 1000.0 - start).exp());
    Some(Residual { error: probability - truth, curve: probability * (1.0 - probability) })
}

/// Sets the threshold of each category to the one with the best F1 on the first source, taken
/// together with its neighbours: a peak that stands alone is chance and does not return elsewhere.
fn choose_thresholds(rows: &[ScoredSentence<'_>], scheme: &mut Scheme, source: &str) {
    for number in 0..scheme.categories.len() {
        let f1 = |threshold| f1_at(rows, scheme, number, threshold, source);
        let around = |at: u16| f1(at - STEP) + f1(at) + f1(at + STEP);
        let best = THRESHOLDS.step_by(usize::from(STEP)).max_by(|&a, &b| around(a).total_cmp(&around(b)));
        if let (Some(category), Some(best)) = (scheme.categories.get_mut(number), best) {
            category.threshold = best;
        }
    }
}

fn f1_at(rows: &[ScoredSentence<'_>], scheme: &Scheme, number: usize, threshold: u16, source: &str) -> f64 {
    let Some(category) = scheme.categories.get(number) else { return 0.0 };
    let category = crate::claim::Category { threshold, ..category.clone() };
    let (mut right, mut wrong, mut missed) = (0, 0, 0);
    for row in rows.iter().filter(|row| row.row.source() == source) {
        match (row.shown(number, &category).is_some(), row.truth(&category)) {
            (true, GoldLabel::Positive) => right += 1,
            (true, GoldLabel::Negative) => wrong += 1,
            (false, GoldLabel::Positive) => missed += 1,
            _ => {}
        }
    }
    super::tally::share(2 * right, 2 * right + wrong + missed)
}
