//! A claim as JSON, the same for every command that prints one.

use crate::claim::{Claim, Scheme, classify};
use crate::text::{Document, Span};
use serde_json::{Value, json};

/// The claims of a document, or of a part of one, and its number of sentences: the one place where a command
/// has a text classified.
pub(super) fn claims_of(document: &Document, scheme: &Scheme) -> (Vec<Claim>, usize) {
    let mut claims = Vec::new();
    let blocks = document.blocks.iter().filter(|block| block.kind.is_classified());
    let sentences = blocks.map(|block| classify(&document.text, block.span, scheme, &mut claims)).sum();
    (claims, sentences)
}

/// A claim as JSON; offsets in code points of the text, end exclusive.
pub(super) fn claim_value(claim: &Claim, document: &Document, scheme: &Scheme) -> Value {
    let text = &document.text;
    let category = |id| scheme.category(id).map_or("", |category| category.id.as_str());
    let place = |span: Span| document.chars(span);
    let (start, end) = place(claim.span);
    let categories: Vec<_> = claim
        .scores
        .iter()
        .map(|scored| json!({"category": category(scored.category), "score": f64::from(scored.score) / 1000.0}))
        .collect();
    let counted = claim.evidence.iter().filter(|evidence| evidence.blocked.is_none());
    let evidence: Vec<_> = counted
        .map(|evidence| {
            let (start, end) = place(evidence.span);
            json!({
                "cue": scheme.cue(evidence.cue).map_or("", |cue| cue.id.as_str()),
                "text": evidence.span.slice(text),
                "start": start,
                "end": end,
                "category": category(evidence.category),
                "weight": f64::from(evidence.weight) / 1000.0,
            })
        })
        .collect();
    json!({
        "start": start,
        "end": end,
        "text": claim.span.slice(text),
        "categories": categories,
        "evidence": evidence,
        "speaker": claim.speaker.map(|speaker| speaker.slice(text)),
    })
}

/// Moves every `start` and `end` in a claim by `by` code points.
pub(super) fn shift_offsets(value: &mut Value, by: u64) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value.as_u64().filter(|_| key == "start" || key == "end") {
                    Some(number) => *value = json!(number + by),
                    None => shift_offsets(value, by),
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                shift_offsets(item, by);
            }
        }
        _ => {}
    }
}
