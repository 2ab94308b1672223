//! Thresholds that maximise F1 within a limit on false highlights.

use super::metrics::{GoldLabel, ScoredSentence, ratio};
use crate::claim::{Category, Scheme, logistic_permille};

/// In permille.
const STEP: u16 = 25;
const LOWEST: u16 = 200;
const STEPS: u16 = 29;
/// The step of .5, for a category without an example.
const MIDDLE: usize = 12;

/// Chooses the threshold of every category, in permille.
///
/// Starts from the best F1 of each category, summed with its two neighbours': a lone peak is chance and does not recur
/// in other texts. While too many sentences without claims are highlighted, raises the threshold that costs least F1
/// for each false highlight that it takes away.
pub(super) fn choose_thresholds(
    sentences: &[ScoredSentence<'_>],
    scheme: &Scheme,
    max_false_highlights: f64,
) -> Vec<u16> {
    let curves: Vec<Vec<f64>> = scheme
        .categories
        .iter()
        .enumerate()
        .map(|(index, category)| smoothed(&f1_curve(sentences, index, category)))
        .collect();
    let mut chosen: Vec<usize> = curves.iter().map(|curve| best(curve)).collect();
    let empty: Vec<&ScoredSentence<'_>> = sentences.iter().filter(|one| one.makes_no_claim(scheme)).collect();
    let scores: Vec<Vec<u16>> = empty.iter().map(|one| counted_scores(one, scheme)).collect();
    loop {
        let highlighted = highlights(&scores, &chosen);
        if ratio(highlighted, empty.len()) <= max_false_highlights {
            break;
        }
        let mut next: Option<(f64, usize, usize)> = None;
        for (category, (curve, &at)) in curves.iter().zip(&chosen).enumerate() {
            for (to, f1) in curve.iter().enumerate().skip(at + 1) {
                let mut raised = chosen.clone();
                raised.iter_mut().skip(category).take(1).for_each(|at| *at = to);
                let fewer = highlighted - highlights(&scores, &raised);
                if fewer == 0 {
                    continue;
                }
                let price = (curve.get(at).copied().unwrap_or_default() - f1) / fewer as f64;
                if next.is_none_or(|(lowest, ..)| price < lowest) {
                    next = Some((price, category, to));
                }
            }
        }
        // At the highest thresholds.
        let Some((_, category, to)) = next else { break };
        chosen.iter_mut().skip(category).take(1).for_each(|at| *at = to);
    }
    chosen.into_iter().map(threshold).collect()
}

const fn threshold(step: usize) -> u16 {
    LOWEST + step as u16 * STEP
}

/// Scores by category; 0 where a highlight would not be false.
fn counted_scores(one: &ScoredSentence<'_>, scheme: &Scheme) -> Vec<u16> {
    let score = |(category, total): (&Category, &Option<i32>)| match one.label(category) {
        GoldLabel::Open => 0,
        _ => total.map_or(0, logistic_permille),
    };
    scheme.categories.iter().zip(&one.totals).map(score).collect()
}

/// Sentences in which a score reaches its threshold.
fn highlights(scores: &[Vec<u16>], chosen: &[usize]) -> usize {
    let is_highlighted =
        |scores: &&Vec<u16>| scores.iter().zip(chosen).any(|(&score, &at)| score >= threshold(at));
    scores.iter().filter(is_highlighted).count()
}

fn f1_curve(sentences: &[ScoredSentence<'_>], index: usize, category: &Category) -> Vec<f64> {
    let labelled: Vec<(u16, GoldLabel)> = sentences
        .iter()
        .map(|one| {
            let score = one.totals.get(index).copied().flatten().map_or(0, logistic_permille);
            (score, one.label(category))
        })
        .collect();
    let f1 = |step| {
        let (mut hits, mut errors) = (0, 0);
        for &(score, label) in &labelled {
            match (score >= threshold(step), label) {
                (true, GoldLabel::Positive) => hits += 1,
                (true, GoldLabel::Negative) | (false, GoldLabel::Positive) => errors += 1,
                _ => {}
            }
        }
        ratio(2 * hits, 2 * hits + errors)
    };
    (0..usize::from(STEPS)).map(f1).collect()
}

/// The mean of each value and its neighbours.
fn smoothed(curve: &[f64]) -> Vec<f64> {
    let mean = |at: usize| {
        let near: Vec<f64> = curve.iter().skip(at.saturating_sub(1)).take(2 + at.min(1)).copied().collect();
        near.iter().sum::<f64>() / near.len().max(1) as f64
    };
    (0..curve.len()).map(mean).collect()
}

/// The lowest of the best.
fn best(curve: &[f64]) -> usize {
    let ranked = curve.iter().enumerate().rev().max_by(|a, b| a.1.total_cmp(b.1));
    ranked.filter(|(_, f1)| **f1 > 0.0).map_or(MIDDLE, |(at, _)| at)
}
