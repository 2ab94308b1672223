//! Label Studio: tasks with regions marked by people. Predictions of its models are ignored.

use super::exported::{ExportedMark, label_set};
use super::reconcile::{Creator, ExportScope, LabeledSpan, reconcile};
use super::records::{ArticleRecord, TargetText, about_article};
use super::{AnnotationFile, ParsedAnnotations, json};
use crate::diagnostic::Diagnostic;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

pub(super) fn parse(file: AnnotationFile<'_>) -> Result<ParsedAnnotations, Diagnostic> {
    let mut parsed = ParsedAnnotations::default();
    let tasks = match serde_json::from_str(file.content) {
        Ok(Value::Array(tasks)) => tasks,
        Ok(task) => vec![task],
        Err(error) => return Err(json::error_in(file.name, &error).hint("export the project as JSON")),
    };
    let mut records = Vec::new();
    for (number, task) in (1..).zip(tasks) {
        let Value::Object(fields) = task else {
            parsed.warn(file.name, 0, format!("task {number} is not an object"));
            continue;
        };
        let text = task_text(task_data(&fields));
        records.push(ArticleRecord::new(number, fields, |fields| Some(task_data(fields)), text));
    }
    for ArticleRecord { line: number, text, fields, .. } in about_article(records, file)? {
        let Some(text) = text else {
            parsed.warn(file.name, 0, format!("task {number} has no text"));
            continue;
        };
        let text = TargetText::new(text, file.article);
        let exported = ExportedMark::parse_all(task_data(&fields), 0);
        let labels = label_set(file, &exported, false);
        let mut annotations = task_annotations(&fields);
        // Without annotations there may still be exported tags whose passages were lost earlier.
        if annotations.is_empty() {
            annotations.push(TaskAnnotation::default());
        }
        let ours = exported_annotation(&annotations, &exported);
        for (at, TaskAnnotation { result, creator, created }) in annotations.iter().enumerate() {
            let (mut spans, notes) = (Vec::new(), region_notes(result));
            for region in result {
                match region_spans(region, &text, &notes) {
                    Ok(labeled) => spans.extend(labeled),
                    // Tasks have numbers but no lines.
                    Err(message) => parsed.warn(file.name, 0, format!("task {number}: {message}")),
                }
            }
            // Only the person who worked on the exported marks can have changed them.
            let exported = if ours == Some(at) { exported.clone() } else { Vec::new() };
            let creator = Creator { name: creator, created };
            reconcile(&mut parsed, spans, exported, &labels, ExportScope::Tags, creator);
        }
    }
    Ok(parsed)
}

fn task_data(task: &Map<String, Value>) -> &Map<String, Value> {
    task.get("data").and_then(Value::as_object).unwrap_or(task)
}

/// The text of a task: `text`, or else its longest string.
fn task_text(data: &Map<String, Value>) -> Option<String> {
    let longest = || data.values().filter_map(Value::as_str).max_by_key(|text| text.len());
    data.get("text").and_then(Value::as_str).or_else(longest).map(str::to_owned)
}

/// One person's regions in a task.
#[derive(Default)]
struct TaskAnnotation {
    result: Vec<Value>,
    creator: String,
    created: String,
}

/// A task may have several; JSON-MIN holds one.
fn task_annotations(task: &Map<String, Value>) -> Vec<TaskAnnotation> {
    let lists = ["annotations", "completions"].iter().find_map(|key| task.get(*key)?.as_array());
    let Some(annotations) = lists else {
        let values = task.values().filter_map(Value::as_array).flatten();
        let regions = values.filter(|item| item.get("start").is_some());
        let result = regions.map(|value| json!({ "type": "labels", "value": value })).collect();
        let creator = task.get("annotator").map(person_name).unwrap_or_default();
        return vec![TaskAnnotation { result, creator, created: String::new() }];
    };
    let finished = annotations.iter().filter(|one| one.get("was_cancelled") != Some(&Value::Bool(true)));
    finished
        .map(|one| TaskAnnotation {
            result: json::array(one.get("result")).to_vec(),
            creator: one.get("completed_by").map(person_name).unwrap_or_default(),
            created: json::string(one.get("created_at")).to_owned(),
        })
        .collect()
}

/// The annotation that continues our export: the one that shares a region with it, or else the only one.
fn exported_annotation(annotations: &[TaskAnnotation], exported: &[ExportedMark]) -> Option<usize> {
    let continues = |annotation: &TaskAnnotation| {
        let mut ids = annotation.result.iter().filter_map(|region| region.get("id")?.as_str());
        ids.any(|id| exported.iter().any(|mark| mark.annotation.id == id))
    };
    annotations.iter().position(continues).or_else(|| (annotations.len() == 1).then_some(0))
}

/// The program gives a person as a number, an address, or an object.
fn person_name(value: &Value) -> String {
    match value {
        Value::String(name) => name.clone(),
        Value::Number(number) => number.to_string(),
        Value::Object(fields) => {
            let name = ["email", "username", "id"].iter().find_map(|key| fields.get(*key));
            name.map(person_name).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// Notes by region id: a `textarea` result shares the id of the region it comments on.
fn region_notes(result: &[Value]) -> HashMap<&str, String> {
    let mut notes = HashMap::new();
    for region in result {
        let is_textarea = region.get("type").is_some_and(|kind| kind == "textarea");
        let written = region.get("value").and_then(|value| value.get("text")).filter(|_| is_textarea);
        let note = written.or_else(|| region.get("meta")?.get("text"));
        let (id, note) = (json::string(region.get("id")), json::strings(note).join("\n"));
        if !note.is_empty() && !id.is_empty() {
            notes.insert(id, note);
        }
    }
    notes
}

/// A span per label of a region; empty for results of other kinds.
fn region_spans(
    region: &Value,
    text: &TargetText<'_>,
    notes: &HashMap<&str, String>,
) -> Result<Vec<LabeledSpan>, String> {
    let Some(value) = region.get("value") else { return Ok(Vec::new()) };
    let labels = json::strings(["labels", "hypertextlabels"].iter().find_map(|key| value.get(*key)));
    if labels.is_empty() {
        let needs_label = json::string(region.get("type")).ends_with("labels");
        return if needs_label { Err("a region has no label".to_owned()) } else { Ok(Vec::new()) };
    }
    let quote = value.get("text").and_then(Value::as_str).filter(|quote| !quote.trim().is_empty());
    // Regions of web pages name an element, and count beside it in the whole text.
    let whole = value.get("globalOffsets");
    let range = json::range(value.get("start"), value.get("end"))
        .or_else(|| json::range(whole?.get("start"), whole?.get("end")))
        .or_else(|| quote.map(|_| (0, 0)))
        .ok_or("a region has no positions")?;
    let (selector, is_displaced) = text.selector(range, quote)?;
    let note = notes.get(json::string(region.get("id"))).cloned();
    let span = LabeledSpan { range, selector, is_displaced, note, ..LabeledSpan::default() };
    Ok(labels.into_iter().map(|label| LabeledSpan { label, ..span.clone() }).collect())
}
