//! Accuracy of attribution: sources named in sentences, and speakers of claims.

use super::gold::GoldSentence;
use super::metrics::{BinaryCounts, GoldLabel};
use crate::claim::{Claim, Engine, Judged, Scheme, attribution, classify_judged, classify_sentences};
use crate::text::Span;
use serde::Serialize;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct AttributionAccuracy {
    /// Does a sentence name a source at all?
    pub sentences: BinaryCounts,
    /// Sentences in which both the engine and the labels name a source.
    pub compared: usize,
    /// Of those compared: spans that share at least half of the shorter one.
    pub overlapping: usize,
    /// Of those compared: equal but for an article or punctuation.
    pub exact: usize,
}

/// `None` if no sentence has labelled attributions.
pub(super) fn attribution_accuracy(gold: &[GoldSentence], scheme: &Scheme) -> Option<AttributionAccuracy> {
    let mut accuracy = None;
    for GoldSentence { text, attributions, .. } in gold {
        let Some(attributions) = attributions else { continue };
        let accuracy: &mut AttributionAccuracy = accuracy.get_or_insert_default();
        let found = attribution(text, Span::of(0..text.len()), scheme);
        let label = if attributions.is_empty() { GoldLabel::Negative } else { GoldLabel::Positive };
        accuracy.sentences.count(found.is_some(), label);
        let parts = attributions.iter().flat_map(|attribution| &attribution.source);
        let sources: Vec<Span> = parts.filter_map(|part| byte_span(text, *part)).collect();
        if let Some(found) = found.filter(|_| !sources.is_empty()) {
            accuracy.compared += 1;
            let overlaps = sources.iter().any(|&source| overlap_by_half(found.source, source));
            accuracy.overlapping += usize::from(overlaps);
            let name = |span: Span| without_article(span.slice(text));
            let exact = sources.iter().any(|&source| name(source) == name(found.source));
            accuracy.exact += usize::from(exact);
        }
    }
    accuracy
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct SpeakerAccuracy {
    /// Predicted claims in sentences with a labelled speaker.
    pub claims: usize,
    /// Of those: both are the author, or the names share a word.
    pub correct: usize,
}

/// `None` if no sentence has a labelled speaker.
pub(super) fn speaker_accuracy(
    gold: &[GoldSentence],
    scheme: &Scheme,
    by_article: bool,
) -> Option<SpeakerAccuracy> {
    let mut accuracy = SpeakerAccuracy::default();
    let belong_together = |a: &GoldSentence, b: &GoldSentence| by_article && a.article() == b.article();
    for article in gold.chunk_by(belong_together) {
        let texts: Vec<&str> = article.iter().map(|one| one.text.as_str()).collect();
        let text = texts.join(" ");
        let mut start = 0;
        let sentences: Vec<Span> = texts
            .iter()
            .map(|sentence| {
                let span = Span::of(start..start + sentence.len());
                start += sentence.len() + 1;
                span
            })
            .collect();
        let (mut claims, block) = (Vec::new(), Span::of(0..text.len()));
        match judged(article).filter(|_| scheme.engine() == Engine::Both) {
            Some(judged) => {
                classify_judged(&text, block, &sentences, Some(&judged), scheme, 0, &mut claims);
            }
            None => classify_sentences(&text, block, &sentences, scheme, 0, &mut claims),
        }
        for (one, sentence) in article.iter().zip(sentences).filter(|(one, _)| !one.speaker.is_empty()) {
            let Some(claim) = claims.iter().find(|claim| claim.span == sentence) else { continue };
            accuracy.claims += 1;
            accuracy.correct += usize::from(is_speaker(claim, &one.speaker, &text));
        }
    }
    gold.iter().any(|one| !one.speaker.is_empty()).then_some(accuracy)
}

/// The model's answer for every sentence, if all rows hold its logits.
fn judged(article: &[GoldSentence]) -> Option<Vec<Judged>> {
    let judged = |logits: &Vec<i32>| Judged { logits: logits.clone(), words: Vec::new() };
    article.iter().map(|one| one.logits.as_ref().map(judged)).collect()
}

/// Whether a claim's speaker equals a name or shares a word of more than three bytes with it.
fn is_speaker(claim: &Claim, name: &str, text: &str) -> bool {
    let Some(found) = claim.speaker.name().map(|speaker| speaker.slice(text)) else {
        return name == "author";
    };
    let words = |name: &str| -> Vec<String> {
        let words = name.split(|char: char| !char.is_alphanumeric()).filter(|word| word.len() > 3);
        words.map(str::to_lowercase).collect()
    };
    let known = words(name);
    without_article(found).eq_ignore_ascii_case(without_article(name))
        || words(found).iter().any(|word| known.contains(word))
}

/// Converts a range of code points; `None` if it is empty or outside the text.
fn byte_span(text: &str, [from, to]: [usize; 2]) -> Option<Span> {
    let offset = |chars: usize| text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(chars);
    let (from, to) = (offset(from)?, offset(to)?);
    (from < to).then(|| Span::of(from..to))
}

fn overlap_by_half(a: Span, b: Span) -> bool {
    let shared = a.end().min(b.end()).saturating_sub(a.start().max(b.start()));
    2 * shared >= a.len().min(b.len()) && shared > 0
}

/// Strips the article and surrounding punctuation.
fn without_article(name: &str) -> &str {
    let name = name.trim_matches(|char: char| !char.is_alphanumeric());
    ["the ", "The ", "a ", "A "].iter().find_map(|article| name.strip_prefix(article)).unwrap_or(name)
}
