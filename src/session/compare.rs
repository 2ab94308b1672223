//! Two annotators compared: their tags aligned into passages to adjudicate.

use crate::agree::{CodedArticle, CodingUnit, Codings, Missing, align, locate_tags};
use crate::reading::{Adjudication, Judgment};
use crate::tag::Tag;
use crate::text::{Document, Span};
use std::collections::{BTreeSet, HashMap};

/// The annotators who are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// In the order in which they were named.
    pub names: [String; 2],
    /// The names of their tag files.
    pub files: [String; 2],
    /// Whether names are hidden until a passage is settled, and the two take turns in being A.
    pub masked: bool,
}

impl Compared {
    /// The numbers of the annotators that are shown as A and as B.
    ///
    /// Masked, the order depends on the place of the passage alone, so that it is always the same.
    pub fn order(&self, case: &Adjudication) -> [usize; 2] {
        // The finalizer of SplitMix64 (Steele, Lea and Flood 2014) spreads near places.
        let mixed = (u64::from(case.span.start()) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        if self.masked && (mixed >> 33) & 1 == 1 { [1, 0] } else { [0, 1] }
    }
}

/// The tags of one annotator.
#[derive(Debug, Clone)]
pub struct Annotations {
    pub annotator: String,
    pub tags: Vec<Tag>,
    /// Whether they were made on exactly this text.
    pub same: bool,
}

/// The passages that at least one annotator decided, with the judgment of each.
pub fn cases(document: &Document, annotations: &[Annotations]) -> Vec<Adjudication> {
    // Bulk decisions count too: here they are looked at one by one.
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
            proposed: tag.and_then(|tag| tag.proposed.clone()),
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
