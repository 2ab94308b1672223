//! Label Studio: tasks with the regions that people have marked. What its models predict is nobody's word.

use super::known::{Known, position, texts};
use super::reconcile::{Marked, Shown, Worker, reconcile};
use super::record::{ArticleText, Record, cause, of_article};
use super::text::{known, names};
use super::{AnnotationFile, ParsedAnnotations};
use crate::diagnostic::Diagnostic;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

pub(super) fn parse(source: AnnotationFile<'_>) -> Result<ParsedAnnotations, Diagnostic> {
    let mut found = ParsedAnnotations::default();
    let value: Value = serde_json::from_str(source.content).map_err(|error| {
        let fault = Diagnostic {
            line: error.line(),
            column: error.column(),
            ..Diagnostic::whole(source.name, cause(&error))
        };
        fault.hint("export the project as JSON")
    })?;
    let tasks = match value {
        Value::Array(tasks) => tasks,
        one => vec![one],
    };
    let mut records = Vec::new();
    for (index, task) in tasks.into_iter().enumerate() {
        let Value::Object(fields) = task else {
            found.warn(source.name, 0, format!("task {} is no object", index + 1));
            continue;
        };
        let data = fields.get("data").and_then(Value::as_object).unwrap_or(&fields).clone();
        let text = text(&data);
        records.push(Record::new(index + 1, fields, &data, text));
    }
    for Record { line: number, text, fields, .. } in of_article(records, source)? {
        let Some(text) = text else {
            found.warn(source.name, 0, format!("task {number} has no text"));
            continue;
        };
        let ground = ArticleText::new(text, source.article);
        let data = fields.get("data").and_then(Value::as_object).unwrap_or(&fields);
        let known = known(data, 0);
        let names = names(source, &known, false);
        let mut answers = answers(&fields);
        // Where nobody has marked anything there may still be tags whose passages were lost before.
        if answers.is_empty() {
            answers.push(Answer::default());
        }
        let ours = ours(&answers, &known);
        for (at, answer) in answers.iter().enumerate() {
            let mut regions = Regions { ground: &ground, file: source.name, number, found: &mut found };
            let marked = regions.read(&answer.result);
            let worker = Worker { by: &answer.by, at: &answer.at };
            // Only who worked on what we had exported can have changed it.
            let known = if ours == Some(at) { known.clone() } else { Vec::new() };
            reconcile(&mut found, marked, known, &names, Shown::Tags, worker);
        }
    }
    Ok(found)
}

/// The text of a task: `text`, or else the longest of its data.
fn text(data: &Map<String, Value>) -> Option<String> {
    let longest = || data.values().filter_map(Value::as_str).max_by_key(|text| text.len());
    data.get("text").and_then(Value::as_str).or_else(longest).map(str::to_owned)
}

/// What one person has marked in a task.
#[derive(Default)]
struct Answer {
    result: Vec<Value>,
    by: String,
    at: String,
}

/// The answers to a task; of one in the short form there is one.
fn answers(fields: &Map<String, Value>) -> Vec<Answer> {
    let lists = ["annotations", "completions"].iter().find_map(|key| fields.get(*key)?.as_array());
    let Some(annotations) = lists else {
        let short = fields.values().filter_map(Value::as_array);
        let values = short.flatten().filter(|item| item.get("start").is_some());
        let result = values.map(|value| json!({ "type": "labels", "value": value })).collect();
        let by = fields.get("annotator").map(who).unwrap_or_default();
        return vec![Answer { result, by, at: String::new() }];
    };
    let told = annotations.iter().filter(|one| one.get("was_cancelled") != Some(&Value::Bool(true)));
    told.map(|one| Answer {
        result: one.get("result").and_then(Value::as_array).cloned().unwrap_or_default(),
        by: one.get("completed_by").map(who).unwrap_or_default(),
        at: one.get("created_at").and_then(Value::as_str).unwrap_or_default().to_owned(),
    })
    .collect()
}

/// Which answer was made of the tags that we had exported: the one that has a region of theirs, or else the
/// only one.
fn ours(answers: &[Answer], known: &[Known]) -> Option<usize> {
    let has = |answer: &Answer| {
        let ids = answer.result.iter().filter_map(|region| region.get("id")?.as_str());
        ids.into_iter().any(|id| known.iter().any(|one| one.passage.id == id))
    };
    let found = answers.iter().position(has);
    found.or_else(|| (answers.len() == 1).then_some(0))
}

/// A person, whom the program names by number, by address, or as an object.
fn who(value: &Value) -> String {
    match value {
        Value::String(name) => name.clone(),
        Value::Number(number) => number.to_string(),
        Value::Object(fields) => {
            ["email", "username", "id"].iter().find_map(|key| fields.get(*key)).map(who).unwrap_or_default()
        }
        _ => String::new(),
    }
}

struct Regions<'r> {
    ground: &'r ArticleText<'r>,
    file: &'r str,
    number: usize,
    found: &'r mut ParsedAnnotations,
}

impl Regions<'_> {
    fn read(&mut self, result: &[Value]) -> Vec<Marked> {
        // A remark on a region is an answer of its own with the region's id.
        let mut remarks: HashMap<String, String> = HashMap::new();
        for region in result {
            let id = region.get("id").and_then(Value::as_str).unwrap_or_default();
            let written = region
                .get("value")
                .and_then(|value| value.get("text"))
                .filter(|_| region.get("type").is_some_and(|kind| kind == "textarea"));
            let meta = region.get("meta").and_then(|meta| meta.get("text"));
            let remark = texts(written.or(meta)).join("\n");
            if !remark.is_empty() && !id.is_empty() {
                remarks.insert(id.to_owned(), remark);
            }
        }
        result.iter().flat_map(|region| self.region(region, &remarks)).collect()
    }

    fn region(&mut self, region: &Value, remarks: &HashMap<String, String>) -> Vec<Marked> {
        let Some(value) = region.get("value") else { return Vec::new() };
        let labels = ["labels", "hypertextlabels"].iter().find_map(|key| value.get(*key));
        let labels = texts(labels);
        let kind = region.get("type").and_then(Value::as_str).unwrap_or_default();
        if labels.is_empty() {
            if kind.ends_with("labels") {
                self.warn("a region has no label");
            }
            return Vec::new();
        }
        let place = value.get("start").and_then(position).zip(value.get("end").and_then(position));
        let Some(place) = place else {
            self.warn("a region has no positions");
            return Vec::new();
        };
        let words = value.get("text").and_then(Value::as_str);
        let Some(selector) = self.ground.selector(place.0, place.1, words) else {
            self.warn(&format!("{} to {} is no passage of its text", place.0, place.1));
            return Vec::new();
        };
        let id = region.get("id").and_then(Value::as_str).unwrap_or_default();
        let note = remarks.get(id).cloned();
        let one = Marked { line: 0, place, selector, kind: String::new(), decision: None, note };
        labels.into_iter().map(|kind| Marked { kind, ..one.clone() }).collect()
    }

    fn warn(&mut self, what: &str) {
        // Its tasks have numbers, and no lines.
        self.found.warn(self.file, 0, format!("task {}: {what}", self.number));
    }
}
