//! Scores of single sentences for every category, with and without the model: for measuring a scheme.

use super::classify::evidence;
use super::combined_score::{added_by_cues, combine, model_logits};
use super::evidence::Evidence;
use super::model::Judged;
use super::scheme::Scheme;
use crate::text::Span;

/// Evidence and scores of one sentence.
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

/// Scores sentences, each on its own. The model judges those that come without its logits, which are in thousandths
/// by category of the model.
pub fn score_sentences(sentences: &[(&str, Option<&[i32]>)], scheme: &Scheme) -> Vec<SentenceScores> {
    let model = scheme.active_model();
    let unjudged: Vec<&str> =
        sentences.iter().filter(|(_, logits)| logits.is_none()).map(|(text, _)| *text).collect();
    let mut judged =
        model.map(|model| model.judge_with(scheme.heads(), &unjudged)).unwrap_or_default().into_iter();
    let score = |&(text, logits): &(&str, Option<&[i32]>)| {
        let mut evidence = evidence(text, Span::of(0..text.len()), scheme);
        let mut totals = scheme.totals(&mut evidence);
        let cues = added_by_cues(&totals, scheme).collect();
        let judged = match logits {
            Some(logits) => model.is_some().then(|| Judged { logits: logits.to_vec(), words: Vec::new() }),
            None => judged.next(),
        };
        let model = judged.map(|judged| {
            combine(&mut totals, text, &judged, scheme);
            model_logits(&judged, scheme).collect()
        });
        SentenceScores { evidence, totals, cues, model: model.unwrap_or_default() }
    };
    sentences.iter().map(score).collect()
}
