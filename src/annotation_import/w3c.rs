//! Web Annotations in any collection: by quotation, by position, or by both. Hypothesis gives the same
//! selectors, with `tags` and `text` in place of bodies.

use super::json::{range, string, strings};
use super::labels::FIELD_PREFIX;
use super::{Annotation, AnnotationFile, ParsedAnnotations, json};
use crate::diagnostic::Diagnostic;
use crate::tag::{Decision, Proposed, Selector};
use crate::text::number::permille;
use serde_json::{Map, Value};

/// Depth to which collections within collections are searched.
const MAX_DEPTH: usize = 16;

/// The keys under which annotations are collected.
const COLLECTION_KEYS: [&str; 5] = ["first", "items", "@graph", "rows", "annotations"];

pub(super) fn parse(file: AnnotationFile<'_>) -> Result<ParsedAnnotations, Diagnostic> {
    let mut parsed = ParsedAnnotations::default();
    let mut values = Vec::new();
    match serde_json::from_str(file.content) {
        Ok(value) => values.push((0, value)),
        // JSON Lines are common too.
        Err(error) => {
            for (line, text) in (1..).zip(file.content.lines()).filter(|(_, text)| !text.trim().is_empty()) {
                match serde_json::from_str(text) {
                    Ok(value) => values.push((line, value)),
                    Err(_) if line == 1 => {
                        return Err(json::error_in(file.name, &error).hint("annotations are JSON"));
                    }
                    Err(error) => parsed.warn(file.name, line, json::error_message(&error)),
                }
            }
        }
    }
    let mut collector = Collector { file: file.name, number: 0, parsed };
    for (line, value) in &values {
        collector.collect(value, *line, 0);
    }
    if collector.number == 0 {
        return Err(Diagnostic::whole(file.name, "holds no annotations")
            .hint("name a list or a collection of Web Annotations"));
    }
    Ok(collector.parsed)
}

struct Collector<'f> {
    file: &'f str,
    /// Annotations so far.
    number: usize,
    parsed: ParsedAnnotations,
}

impl Collector<'_> {
    fn collect(&mut self, value: &Value, line: usize, depth: usize) {
        match value {
            _ if depth > MAX_DEPTH => {}
            Value::Array(items) => items.iter().for_each(|item| self.collect(item, line, depth + 1)),
            Value::Object(fields) if fields.contains_key("target") => {
                self.number += 1;
                match annotation(fields, line) {
                    Ok(Some(annotation)) => self.parsed.annotations.push(annotation),
                    Ok(None) => self.parsed.undecided += 1,
                    Err(why) => {
                        self.parsed.warn(self.file, line, format!("annotation {}: {why}", self.number));
                    }
                }
            }
            Value::Object(fields) => {
                let inner = COLLECTION_KEYS.iter().filter_map(|key| fields.get(*key));
                inner.for_each(|inner| self.collect(inner, line, depth + 1));
            }
            _ => {}
        }
    }
}

/// The items of a list, or the one value in its place.
fn each(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    json::array(value).iter().chain(value.filter(|value| !value.is_array() && !value.is_null()))
}

/// `None` if a program made the annotation.
fn annotation(fields: &Map<String, Value>, line: usize) -> Result<Option<Annotation>, String> {
    let creator = each(fields.get("creator")).next();
    if creator.is_some_and(|creator| each(creator.get("type")).any(|kind| kind == "Software")) {
        return Ok(None);
    }
    let mut selector = Selector::default();
    for part in each(fields.get("target")).flat_map(|target| each(target.get("selector"))) {
        match string(part.get("type")) {
            "TextQuoteSelector" => {
                string(part.get("exact")).clone_into(&mut selector.exact);
                string(part.get("prefix")).clone_into(&mut selector.prefix);
                string(part.get("suffix")).clone_into(&mut selector.suffix);
            }
            "TextPositionSelector" => {
                (selector.start, selector.end) =
                    range(part.get("start"), part.get("end")).unwrap_or_default();
            }
            _ => {}
        }
    }
    if selector.exact.is_empty() && selector.start >= selector.end {
        return Err("has neither a quotation nor a position".to_owned());
    }
    let ours =
        |name: &str| fields.get(&format!("purport:{name}")).map(|value| value.get("@list").unwrap_or(value));
    let user = creator.map_or_else(|| string(fields.get("user")), creator_name);
    let mut annotation = Annotation {
        id: string(ours("id")).to_owned(),
        proposed: proposed(&ours),
        creator: user.to_owned(),
        created: string(fields.get("created").or_else(|| ours("created"))).to_owned(),
        ..Annotation::new(line, selector)
    };
    annotation.set_provenance(string(ours("saw_machine")), string(ours("via")));
    annotation.set_speaker(string(ours("speaker")), string(ours("speaker_basis")));
    annotation.fields = json::prefixed(fields, &format!("purport:{FIELD_PREFIX}"));
    read_bodies(fields, &mut annotation);
    // Ours hold a decision unless they are mere notes.
    if annotation.decision.is_none() && !annotation.id.is_empty() {
        annotation.decision = Some(Decision::Open);
    }
    Ok(Some(annotation))
}

fn creator_name(creator: &Value) -> &str {
    let names = || ["name", "nickname", "id"].map(|key| string(creator.get(key)));
    creator.as_str().unwrap_or_else(|| names().into_iter().find(|name| !name.is_empty()).unwrap_or_default())
}

fn proposed<'a>(ours: &impl Fn(&str) -> Option<&'a Value>) -> Option<Proposed> {
    let scores = ours("proposed_scores");
    let score = |at: usize| permille(scores.and_then(|scores| scores.get(at)?.as_f64()).unwrap_or(0.0));
    let categories =
        strings(ours("proposed_categories")).into_iter().enumerate().map(|(at, id)| (id, score(at)));
    let proposed = Proposed {
        categories: categories.collect(),
        cues: strings(ours("proposed_cues")),
        engine: some(string(ours("proposed_engine"))),
        model: None,
        range: range(ours("proposed_start"), ours("proposed_end")),
    };
    (!proposed.categories.is_empty() || !proposed.cues.is_empty()).then_some(proposed)
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// Sorts the bodies by purpose: `classifying` gives categories, `assessing` the decision, `tagging` labels,
/// anything else notes. Without a category the tags are the categories.
fn read_bodies(fields: &Map<String, Value>, annotation: &mut Annotation) {
    let motivation = strings(fields.get("motivation"));
    let mut tags = strings(fields.get("tags"));
    let text = fields.get("text").filter(|_| !fields.contains_key("body"));
    let mut notes: Vec<String> = text.and_then(Value::as_str).map(str::to_owned).into_iter().collect();
    let body_value = fields.get("bodyValue").map(|value| serde_json::json!({ "value": value }));
    for body in each(fields.get("body")).chain(body_value.as_ref()) {
        let value = string(body.get("value")).to_owned();
        let purposes = strings(body.get("purpose"));
        match purposes.first().or(motivation.first()).map_or("", String::as_str) {
            _ if value.is_empty() => {}
            "classifying" => annotation.categories.push(value),
            "assessing" => annotation.decision = Some(Decision::of_word(&value)),
            "tagging" => tags.push(value),
            _ => notes.push(value),
        }
    }
    if annotation.categories.is_empty() && annotation.id.is_empty() {
        annotation.categories = tags;
    } else {
        annotation.labels = tags;
    }
    annotation.note = notes.join("\n");
}
