//! A claim as JSON, the same for every command that prints one.

use crate::claim::{Claim, Evidence, Scheme};
use crate::text::{Document, Span};
use serde::Serialize;

/// A claim as it is written; offsets in code points of the text, end exclusive.
#[derive(Serialize)]
pub(super) struct Record<'a> {
    start: u64,
    end: u64,
    text: &'a str,
    categories: Vec<Scored<'a>>,
    evidence: Vec<Reason<'a>>,
    speaker: Option<&'a str>,
    /// The article, and the number of the claim's block in it, from 1, where a claim is written alone.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    place: Option<Place<'a>>,
}

#[derive(Serialize)]
struct Scored<'a> {
    category: &'a str,
    score: f64,
}

#[derive(Serialize)]
struct Reason<'a> {
    cue: &'a str,
    text: &'a str,
    start: u64,
    end: u64,
    category: &'a str,
    weight: f64,
}

/// Where a claim is to be found.
#[derive(Serialize)]
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    pub(super) block: u64,
}

impl<'a> Record<'a> {
    /// The claim of a document that stands behind `before` code points of its article.
    pub(super) fn new(claim: &Claim, document: &'a Document, scheme: &'a Scheme, before: u64) -> Self {
        let text = document.text.as_str();
        let category = |id| scheme.category(id).map_or("", |category| category.id.as_str());
        let start = before + u64::from(document.chars(claim.span).0);
        // What is inside of the claim is counted from its beginning, which is never far.
        let inside = |offset: u32| {
            let words = Span::new(claim.span.start(), offset).slice(text);
            start + words.chars().count() as u64
        };
        let place = |span: Span| (inside(span.start()), inside(span.end()));
        let scores = claim.scores.iter();
        let counted = claim.evidence.iter().filter(|evidence| evidence.blocked.is_none());
        let reason = |evidence: &Evidence| {
            let (start, end) = place(evidence.span);
            Reason {
                cue: scheme.cue(evidence.cue).map_or("", |cue| cue.id.as_str()),
                text: evidence.span.slice(text),
                start,
                end,
                category: category(evidence.category),
                weight: f64::from(evidence.weight) / 1000.0,
            }
        };
        Self {
            start,
            end: inside(claim.span.end()),
            text: claim.span.slice(text),
            categories: scores
                .map(|scored| Scored {
                    category: category(scored.category),
                    score: f64::from(scored.score) / 1000.0,
                })
                .collect(),
            evidence: counted.map(reason).collect(),
            speaker: claim.speaker.map(|speaker| speaker.slice(text)),
            place: None,
        }
    }

    /// The same with where it is to be found.
    pub(super) fn at(self, place: Place<'a>) -> Self {
        Self { place: Some(place), ..self }
    }
}
