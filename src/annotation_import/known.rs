//! What our own exports say of a mark, wherever another program kept it.

use super::Annotation;
use super::labels::PseudoLabel;
use crate::tag::{Decision, Proposed, Selector};
use crate::text::number::permille;
use serde_json::{Map, Value};

/// One mark of an export of ours.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// The tag; without a decision it is a claim that nobody had a say on.
    pub(super) passage: Annotation,
    /// What the machine proposed when it was exported.
    pub(super) machine: Vec<(String, u16)>,
    pub(super) cues: Vec<String>,
    /// Whether it stood in the text for sure.
    pub(super) placed: bool,
}

impl Known {
    /// Reads the columns that are there; nothing if it has neither a place nor a quotation.
    pub(super) fn parse(fields: &Map<String, Value>, line: usize) -> Option<Self> {
        let string = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let number = |key: &str| fields.get(key).and_then(position);
        let texts = |key: &str| texts(fields.get(key));
        let shares = |key: &str| -> Vec<u16> {
            let list = fields.get(key).and_then(Value::as_array).into_iter().flatten();
            list.map(|share| permille(share.as_f64().unwrap_or(0.0))).collect()
        };
        let scored = |categories: Vec<String>, shares: Vec<u16>| -> Vec<(String, u16)> {
            let shares = shares.into_iter().chain(std::iter::repeat(0));
            categories.into_iter().zip(shares).collect()
        };
        let exact = string("quote");
        let place = number("start").zip(number("end")).filter(|(start, end)| start < end);
        if exact.is_empty() && place.is_none() {
            return None;
        }
        let (start, end) = place.unwrap_or_default();
        let selector = Selector { exact, prefix: string("prefix"), suffix: string("suffix"), start, end };
        let proposed = fields.get("proposed_categories").filter(|value| !value.is_null()).map(|_| Proposed {
            categories: scored(texts("proposed_categories"), shares("proposed_scores")),
            cues: texts("proposed_cues"),
        });
        let decision = string("decision");
        let mut passage = Annotation {
            categories: texts("categories"),
            decision: (!decision.is_empty()).then(|| Decision::of_word(&decision)),
            labels: texts("labels"),
            note: string("note"),
            by: string("annotator"),
            at: string("decided_at"),
            id: string("id"),
            proposed,
            ..Annotation::new(line, selector)
        };
        passage.decided_how(&string("saw_machine"), &string("via"));
        let placed = place.is_some() && !matches!(string("place").as_str(), "doubtful" | "lost");
        let machine = scored(texts("machine_categories"), shares("machine_scores"));
        Some(Self { passage, machine, cues: texts("machine_cues"), placed })
    }

    /// Whether a reader had a say on it.
    pub(super) const fn is_tag(&self) -> bool {
        self.passage.decision.is_some()
    }

    /// The categories that it counted as: the reader's, or the machine's where nothing was decided.
    pub(super) fn counted_as(&self) -> Vec<&str> {
        match &self.passage.decision {
            Some(Decision::Rejected | Decision::Nothing) => Vec::new(),
            None | Some(Decision::Open) => self.machine.iter().map(|(id, _)| id.as_str()).collect(),
            Some(_) => self.passage.categories.iter().map(String::as_str).collect(),
        }
    }

    /// What it is called where it counted as nothing.
    pub(super) const fn instead(&self) -> PseudoLabel {
        PseudoLabel::of(self.passage.decision.as_ref())
    }

    /// What the machine had proposed, for a decision that is made on it now.
    pub(super) fn proposed(&self) -> Option<Proposed> {
        let now = || Proposed { categories: self.machine.clone(), cues: self.cues.clone() };
        self.passage.proposed.clone().or_else(|| (!self.is_tag() && !self.machine.is_empty()).then(now))
    }
}

/// A whole number from 0 that fits into a position.
pub(super) fn position(value: &Value) -> Option<u32> {
    let whole = value.as_u64().or_else(|| value.as_f64().filter(|number| number.fract() == 0.0).map(to_u64));
    whole.and_then(|number| u32::try_from(number).ok())
}

/// A number as a whole one; what does not fit is the nearest that does.
#[allow(clippy::cast_sign_loss)] // What is below zero becomes zero, and then is no place of a passage.
const fn to_u64(number: f64) -> u64 {
    if number < 0.0 { u64::MAX } else { number as u64 }
}

/// The texts of a list, or the one text that stands in its place.
pub(super) fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}
