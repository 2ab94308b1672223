//! How similar two claims of two articles are.
//!
//! Each word of a claim looks for its nearest word in the other claim, and the mean of these, weighted by what the word
//! says, is how much of the claim the other covers: soft alignment as in `BERTScore` (Zhang et al. 2020), with vectors
//! of single words. Claims that the model judges differently are further from each other than their words.

use super::nearness::Nearness;
use super::words::{weight, words};
use crate::claim::LearnedModel;
use std::collections::{HashMap, HashSet};

/// What two opposite judgements take from the similarity: enough to tell apart two acts of speech in the same words.
const JUDGEMENT: f64 = 0.1;

/// Everything that the similarities of two articles' claims need.
pub(super) struct Measure {
    claims: [Vec<Wording>; 2],
    nearness: Nearness,
}

struct Wording {
    /// With their weights.
    words: Vec<(String, f64)>,
    /// The model's view of each category, from -1 (surely not) to 1 (surely).
    judgement: Vec<f64>,
}

impl Measure {
    pub(super) fn new(one: &[String], other: &[String], model: &LearnedModel) -> Self {
        let texts = [one, other];
        let words = texts.map(|texts| texts.iter().map(|text| words(text)).collect::<Vec<_>>());
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for claim in words.iter().flatten() {
            let different: HashSet<&str> = claim.iter().map(String::as_str).collect();
            for word in different {
                *counts.entry(word).or_default() += 1;
            }
        }
        let weighed = |words: &Vec<String>| -> Vec<(String, f64)> {
            let count = |word: &String| counts.get(word.as_str()).copied().unwrap_or(1);
            words.iter().map(|word| (word.clone(), weight(word, count(word)))).collect()
        };
        let [left, right] = &words;
        let nearness = Nearness::new(left.iter().flatten(), right.iter().flatten(), model);
        let wordings = |texts: &[String], words: &[Vec<String>]| {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let logits = model.logits(&texts);
            let wording = |(words, logits): (&Vec<String>, Vec<f32>)| Wording {
                words: weighed(words),
                judgement: logits.into_iter().map(|logit| f64::from(logit / 2.0).tanh()).collect(),
            };
            words.iter().zip(logits).map(wording).collect()
        };
        Self { claims: [wordings(one, left), wordings(other, right)], nearness }
    }

    /// The similarity of a claim of the one article and one of the other, at most 1.
    pub(super) fn similarity(&self, here: usize, there: usize) -> f64 {
        let [ours, theirs] = &self.claims;
        let (Some(one), Some(other)) = (ours.get(here), theirs.get(there)) else { return 0.0 };
        let forth = covered(&one.words, &other.words, |one, other| self.nearness.of(one, other));
        let back = covered(&other.words, &one.words, |other, one| self.nearness.of(one, other));
        let apart = one.judgement.iter().zip(&other.judgement).map(|(one, other)| (one - other).abs());
        f64::midpoint(forth, back) - JUDGEMENT * apart.fold(0.0, f64::max)
    }
}

/// The share of `words` that `others` cover.
fn covered(words: &[(String, f64)], others: &[(String, f64)], near: impl Fn(&str, &str) -> f64) -> f64 {
    let (mut sum, mut whole) = (0.0, 0.0);
    for (word, weight) in words {
        let nearest = others.iter().map(|(other, _)| near(word, other)).fold(0.0, f64::max);
        sum += weight * nearest;
        whole += weight;
    }
    if whole > 0.0 { sum / whole } else { 0.0 }
}
