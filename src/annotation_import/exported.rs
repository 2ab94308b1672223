//! Marks of our own exports, read back from files of other programs.

use super::labels::{FIELD_PREFIX, LabelSet, PURPORT_KEY, PseudoLabel};
use super::{Annotation, AnnotationFile, json};
use crate::tag::{Decision, Proposed, Selector};
use crate::text::number::permille;
use serde_json::{Map, Value};

#[derive(Debug, Clone)]
pub(super) struct ExportedMark {
    /// The tag; without a decision it is an undecided claim.
    pub(super) annotation: Annotation,
    /// The suggestion at export time, scores in permille.
    pub(super) suggested: Vec<(String, u16)>,
    pub(super) cues: Vec<String>,
    /// What made the suggestion.
    engine: Option<String>,
    /// Was its position in the text certain?
    pub(super) anchored: bool,
}

impl ExportedMark {
    /// `None` without a quotation and positions; other fields are optional.
    pub(super) fn parse(fields: &Map<String, Value>, line: usize) -> Option<Self> {
        let string = |key: &str| json::string(fields.get(key)).to_owned();
        let strings = |key: &str| json::strings(fields.get(key));
        let filled = |key: &str| Some(string(key)).filter(|text| !text.is_empty());
        let scored = |categories: &str, scores: &str| -> Vec<(String, u16)> {
            let score = |value: &Value| permille(value.as_f64().unwrap_or(0.0));
            let scores = json::array(fields.get(scores)).iter().map(score).chain(std::iter::repeat(0));
            strings(categories).into_iter().zip(scores).collect()
        };
        let exact = string("quote");
        let range = json::range(fields.get("start"), fields.get("end")).filter(|(start, end)| start < end);
        if exact.is_empty() && range.is_none() {
            return None;
        }
        let (start, end) = range.unwrap_or_default();
        let selector = Selector { exact, prefix: string("prefix"), suffix: string("suffix"), start, end };
        let proposed = fields.get("proposed_categories").filter(|value| !value.is_null()).map(|_| Proposed {
            categories: scored("proposed_categories", "proposed_scores"),
            cues: strings("proposed_cues"),
            engine: filled("proposed_engine"),
            model: None,
            range: json::range(fields.get("proposed_start"), fields.get("proposed_end")),
        });
        let decision = string("decision");
        let mut annotation = Annotation {
            categories: strings("categories"),
            decision: (!decision.is_empty()).then(|| Decision::of_word(&decision)),
            labels: strings("labels"),
            note: string("note"),
            creator: string("annotator"),
            created: string("decided_at"),
            id: string("id"),
            proposed,
            ..Annotation::new(line, selector)
        };
        annotation.set_provenance(&string("saw_machine"), &string("via"));
        annotation.set_speaker(&string("speaker"), &string("speaker_basis"));
        let object = fields.get("fields").and_then(Value::as_object);
        annotation.fields = json::prefixed(fields, FIELD_PREFIX);
        annotation.fields.extend(object.into_iter().flat_map(|object| json::prefixed(object, "")));
        Some(Self {
            annotation,
            suggested: scored("machine_categories", "machine_scores"),
            cues: strings("machine_cues"),
            engine: filled("machine_engine"),
            anchored: range.is_some() && !matches!(string("place").as_str(), "doubtful" | "lost"),
        })
    }

    /// The exported marks stored with a text.
    pub(super) fn parse_all(fields: &Map<String, Value>, line: usize) -> Vec<Self> {
        let items = json::array(fields.get(PURPORT_KEY));
        items.iter().filter_map(|item| Self::parse(item.as_object()?, line)).collect()
    }

    pub(super) const fn is_tag(&self) -> bool {
        self.annotation.decision.is_some()
    }

    /// Categories at export time: the reader's, or the suggested ones if undecided.
    pub(super) fn counted_as(&self) -> Vec<&str> {
        match &self.annotation.decision {
            Some(Decision::Rejected | Decision::Nothing) => Vec::new(),
            None | Some(Decision::Open | Decision::Skipped) => {
                self.suggested.iter().map(|(id, _)| id.as_str()).collect()
            }
            Some(_) => self.annotation.categories.iter().map(String::as_str).collect(),
        }
    }

    /// Label at export time for a mark without a category.
    pub(super) const fn pseudo_label(&self) -> PseudoLabel {
        PseudoLabel::of(self.annotation.decision.as_ref())
    }

    /// The suggestion that a new decision on this mark answers.
    pub(super) fn proposed(&self) -> Option<Proposed> {
        let suggestion = || Proposed {
            categories: self.suggested.clone(),
            cues: self.cues.clone(),
            engine: self.engine.clone(),
            model: None,
            range: None,
        };
        let undecided = !self.is_tag() && !self.suggested.is_empty();
        self.annotation.proposed.clone().or_else(|| undecided.then(suggestion))
    }
}

/// The labels of the scheme's categories, and of others that the export used.
pub(super) fn label_set(file: AnnotationFile<'_>, exported: &[ExportedMark], plain: bool) -> LabelSet {
    let scheme = file.scheme.categories.iter().map(|category| category.id.as_str());
    LabelSet::new(scheme.chain(exported.iter().flat_map(ExportedMark::counted_as)), plain)
}
