//! Scores of single sentences for every category, with and without the model: for measuring a scheme.

use super::classify::evidence;
use super::combined_score::{added_by_cues, combine, model_logits};
use super::evidence::Evidence;
use super::scheme::Scheme;
use crate::text::Span;

/// What a scheme says about one sentence.
#[derive(Debug, Clone)]
pub struct SentenceScores {
    pub evidence: Vec<Evidence>,
    /// Milli-logits by category from the scheme's engine; `None` where nothing speaks for the category.
    pub totals: Vec<Option<i32>>,
    /// Milli-logits that the cues add to each category; 0 without evidence.
    pub cues: Vec<i32>,
    /// Milli-logits of the model by category of the scheme; empty if the cues speak alone.
    pub model: Vec<Option<i32>>,
}

/// Scores sentences, each on its own.
pub fn score_sentences(sentences: &[&str], scheme: &Scheme) -> Vec<SentenceScores> {
    let model = scheme.active_combination().and_then(|combination| combination.learned_model());
    let judged = model.map(|model| model.judge(sentences)).unwrap_or_default();
    let score = |(index, text): (usize, &&str)| {
        let mut evidence = evidence(text, Span::of(0..text.len()), scheme);
        let mut totals = scheme.totals(&mut evidence);
        let cues = added_by_cues(&totals, scheme).collect();
        let model = judged.get(index).map(|judged| {
            combine(&mut totals, judged, scheme);
            model_logits(judged, scheme).collect()
        });
        SentenceScores { evidence, totals, cues, model: model.unwrap_or_default() }
    };
    sentences.iter().enumerate().map(score).collect()
}
