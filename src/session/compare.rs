//! Comparison of two annotators: aligns their tags into passages to adjudicate.

use crate::agree::{CodedArticle, CodingUnit, Codings, Missing, align, locate_tags};
use crate::reading::{Adjudication, Judgment};
use crate::tag::{Proposed, Tag};
use crate::text::{Document, Span};
use std::collections::{BTreeSet, HashMap};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// In the order of the command line.
    pub names: [String; 2],
    /// Names of their tag files.
    pub files: [String; 2],
    /// Hides names until a passage is settled, and lets the two take turns in being the first.
    pub masked: bool,
}

impl Compared {
    /// Indices of the annotators shown first and second.
    ///
    /// If masked, the order depends only on the passage's position, so that it never changes.
    pub fn order(&self, case: &Adjudication) -> [usize; 2] {
        // The finalizer of SplitMix64 (Steele, Lea and Flood 2014) scatters neighbouring positions.
        let mixed = (u64::from(case.span.start()) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        if self.masked && (mixed >> 33) & 1 == 1 { [1, 0] } else { [0, 1] }
    }
}

/// One annotator's tags.
#[derive(Debug, Clone)]
pub struct Annotations {
    pub annotator: String,
    pub tags: Vec<Tag>,
    /// Were they made on exactly this text?
    pub same: bool,
}

/// Passages with at least one decision, and each annotator's judgment.
pub fn cases(document: &Document, annotations: &[Annotations]) -> Vec<Adjudication> {
    // Bulk decisions count too: adjudication reviews them one by one.
    let codings = annotations
        .iter()
        .map(|one| Some(Codings::new(&one.tags, &locate_tags(&one.tags, document, one.same), true)));
    let article = CodedArticle {
        name: document.name.clone(),
        chars: document.offsets.to_chars(&document.text, u32::MAX),
        codings: codings.collect(),
    };
    let by_id: Vec<HashMap<&str, &Tag>> =
        annotations.iter().map(|one| one.tags.iter().map(|tag| (tag.id.as_str(), tag)).collect()).collect();
    let byte = |chars: u32| document.offsets.to_bytes(&document.text, chars);
    let judgment = |annotator: usize, categories: &BTreeSet<String>, at: Option<usize>| {
        let passage = at.and_then(|at| article.codings.get(annotator)?.as_ref()?.passages.get(at));
        let tag = passage.and_then(|passage| by_id.get(annotator)?.get(passage.id.as_str()).copied());
        let name = annotations.get(annotator).map_or("", |one| one.annotator.as_str());
        Judgment {
            categories: categories.clone(),
            tag: tag.map(|tag| format!("{name}:{}", tag.id)),
            note: tag.map(|tag| tag.note.clone()).unwrap_or_default(),
            speaker: tag.and_then(|tag| tag.speaker.clone()),
            fields: tag.map(|tag| tag.fields.clone()).unwrap_or_default(),
            proposed: tag.zip(passage).and_then(|(tag, passage)| {
                let range = tag.proposed_range((passage.span.start(), passage.span.end()));
                Some(Proposed { range, ..tag.proposed.clone()? })
            }),
        }
    };
    let case = |unit: CodingUnit| Adjudication {
        span: Span::new(byte(unit.span.start()), byte(unit.span.end())),
        judgments: unit
            .values
            .iter()
            .enumerate()
            .map(|(annotator, value)| {
                value.as_ref().map(|value| judgment(annotator, &value.categories, value.passage))
            })
            .collect(),
    };
    align(&article, 0, Missing::Unknown).into_iter().map(case).collect()
}
