//! Web Annotations, in whatever they are collected: by quotation, by position, or by both. Hypothesis gives
//! the same selectors with tags and a text in place of bodies.

use super::known::{position, texts};
use super::record::cause;
use super::{Annotation, AnnotationFile, ParsedAnnotations};
use crate::diagnostic::Diagnostic;
use crate::tag::{Decision, Proposed, Selector};
use serde_json::{Map, Value};

/// Collections in collections are looked into so deep.
const DEEPEST: usize = 16;

/// The keys under which annotations are collected.
const COLLECTS: [&str; 5] = ["first", "items", "@graph", "rows", "annotations"];

pub(super) fn parse(source: AnnotationFile<'_>) -> Result<ParsedAnnotations, Diagnostic> {
    let mut found = ParsedAnnotations::default();
    let mut values = Vec::new();
    match serde_json::from_str(source.content) {
        Ok(value) => values.push((0, value)),
        // One a line is common too.
        Err(error) => {
            for (index, line) in
                source.content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty())
            {
                match serde_json::from_str(line) {
                    Ok(value) => values.push((index + 1, value)),
                    Err(_) if index == 0 => {
                        let place = Diagnostic {
                            line: error.line(),
                            column: error.column(),
                            ..Diagnostic::whole(source.name, cause(&error))
                        };
                        return Err(place.hint("annotations are JSON"));
                    }
                    Err(error) => found.warn(source.name, index + 1, cause(&error)),
                }
            }
        }
    }
    let mut number = 0;
    for (line, value) in &values {
        gather(value, *line, 0, source, &mut number, &mut found);
    }
    if number == 0 {
        return Err(Diagnostic::whole(source.name, "holds no annotations")
            .hint("a list of them is wanted, or a collection"));
    }
    Ok(found)
}

fn gather(
    value: &Value,
    line: usize,
    depth: usize,
    source: AnnotationFile<'_>,
    number: &mut usize,
    found: &mut ParsedAnnotations,
) {
    match value {
        _ if depth > DEEPEST => {}
        Value::Array(items) => {
            for item in items {
                gather(item, line, depth + 1, source, number, found);
            }
        }
        Value::Object(fields) if fields.contains_key("target") => {
            *number += 1;
            match annotation(fields, line) {
                Ok(Some(passage)) => found.passages.push(passage),
                Ok(None) => found.undecided += 1,
                Err(why) => found.warn(source.name, line, format!("annotation {number}: {why}")),
            }
        }
        Value::Object(fields) => {
            let inner = COLLECTS.iter().filter_map(|key| fields.get(*key));
            inner.for_each(|inner| gather(inner, line, depth + 1, source, number, found));
        }
        _ => {}
    }
}

/// One of several things, or the only one.
fn each(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let list = value.and_then(Value::as_array);
    let one = value.filter(|value| !value.is_array() && !value.is_null());
    list.into_iter().flatten().chain(one)
}

fn string<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// One annotation; nothing if it is the word of a program.
fn annotation(fields: &Map<String, Value>, line: usize) -> Result<Option<Annotation>, String> {
    let creator = each(fields.get("creator")).next();
    if creator.is_some_and(|creator| each(creator.get("type")).any(|kind| kind == "Software")) {
        return Ok(None);
    }
    let selectors = each(fields.get("target")).flat_map(|target| each(target.get("selector")));
    let mut selector = Selector::default();
    for one in selectors {
        match string(one, "type") {
            "TextQuoteSelector" => {
                string(one, "exact").clone_into(&mut selector.exact);
                string(one, "prefix").clone_into(&mut selector.prefix);
                string(one, "suffix").clone_into(&mut selector.suffix);
            }
            "TextPositionSelector" => {
                let place = one.get("start").and_then(position).zip(one.get("end").and_then(position));
                (selector.start, selector.end) = place.unwrap_or_default();
            }
            _ => {}
        }
    }
    if selector.exact.is_empty() && selector.start >= selector.end {
        return Err("has neither a quotation nor a position".to_owned());
    }
    let term = |name: &str| fields.get(&format!("purport:{name}"));
    let list = |name: &str| texts(term(name).map(|value| value.get("@list").unwrap_or(value)));
    let text = |name: &str| term(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut passage = Annotation { id: text("id"), ..Annotation::new(line, selector) };
    passage.proposed = proposed(term("proposed_categories"), term("proposed_scores"), list("proposed_cues"));
    passage.decided_how(&text("saw_machine"), &text("via"));
    let by = creator.map(|creator| {
        creator.as_str().unwrap_or_else(|| {
            ["name", "nickname", "id"]
                .iter()
                .map(|key| string(creator, key))
                .find(|name| !name.is_empty())
                .unwrap_or_default()
        })
    });
    let hypothesis = fields.get("user").and_then(Value::as_str);
    by.or(hypothesis).unwrap_or_default().clone_into(&mut passage.by);
    fields.get("created").and_then(Value::as_str).unwrap_or_default().clone_into(&mut passage.at);
    bodies(fields, &mut passage);
    // Ours say what was decided, or were only noted.
    if passage.decision.is_none() && !passage.id.is_empty() {
        passage.decision = Some(Decision::Open);
    }
    Ok(Some(passage))
}

fn proposed(categories: Option<&Value>, scores: Option<&Value>, cues: Vec<String>) -> Option<Proposed> {
    let inner = |value: Option<&Value>| value.map(|value| value.get("@list").unwrap_or(value).clone());
    let categories = texts(inner(categories).as_ref());
    let scores = inner(scores).unwrap_or_default();
    let score =
        |at: usize| crate::text::number::permille(scores.get(at).and_then(Value::as_f64).unwrap_or(0.0));
    let categories: Vec<(String, u16)> =
        categories.into_iter().enumerate().map(|(at, category)| (category, score(at))).collect();
    (!categories.is_empty() || !cues.is_empty()).then_some(Proposed { categories, cues })
}

/// What the bodies say: what classifies is a category, what comments is a note. What tags is a free word
/// beside what classifies, and the category where nothing does.
fn bodies(fields: &Map<String, Value>, passage: &mut Annotation) {
    let motivation = texts(fields.get("motivation"));
    let mut tags: Vec<String> = texts(fields.get("tags"));
    let mut notes: Vec<String> = Vec::new();
    let body_value = fields.get("bodyValue").map(|value| serde_json::json!({ "value": value }));
    let written = fields.get("text").filter(|_| !fields.contains_key("body"));
    notes.extend(written.and_then(Value::as_str).map(str::to_owned));
    for body in each(fields.get("body")).chain(body_value.as_ref()) {
        let value = string(body, "value").to_owned();
        let purposes = texts(body.get("purpose"));
        let purpose = purposes.first().or(motivation.first()).map_or("", String::as_str);
        match purpose {
            _ if value.is_empty() => {}
            "classifying" => passage.categories.push(value),
            "assessing" => passage.decision = Some(Decision::of_word(&value)),
            "tagging" => tags.push(value),
            _ => notes.push(value),
        }
    }
    if passage.categories.is_empty() && passage.id.is_empty() {
        passage.categories = tags;
    } else {
        passage.labels = tags;
    }
    passage.note = notes.join("\n");
}
