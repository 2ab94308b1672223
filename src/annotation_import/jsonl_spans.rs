//! doccano and Prodigy: JSON Lines with one text and its spans per line.

use super::exported::{ExportedMark, label_set};
use super::reconcile::{Creator, ExportScope, LabeledSpan, reconcile};
use super::records::{ArticleFields, ArticleRecord, TargetText, about_article, json_lines};
use super::{Annotation, AnnotationFile, ParsedAnnotations, json};
use crate::diagnostic::Diagnostic;
use crate::tag::{Decision, Proposed};
use crate::text::number::permille;
use serde_json::{Map, Value};

/// doccano, in the shapes of all its versions: under `label`, `labels`, `entities` or `annotations`, a list of
/// `[start, end, name]` or of objects. A label may be a number, the id of a label in the project, and an object may name
/// its user.
pub(super) fn parse_doccano(file: AnnotationFile<'_>) -> Result<ParsedAnnotations, Diagnostic> {
    let mut parsed = ParsedAnnotations::default();
    for record in text_records(file, &mut parsed, &["text", "data"], |fields| Some(fields))? {
        let TextRecord { line, text, mut exported, fields } = record;
        let lists = ["label", "labels", "entities", "annotations", "spans"];
        let lists = lists.iter().filter_map(|key| fields.get(*key)?.as_array());
        let mut users: Vec<(String, Vec<LabeledSpan>)> = vec![(String::new(), Vec::new())];
        for span in lists.flatten() {
            let (parts, user) = match span {
                Value::Array(parts) => ([parts.first(), parts.get(1), parts.get(2)], String::new()),
                _ => (span_object(span), name_of(span.get("user")).unwrap_or_default()),
            };
            match labeled_span(&text, line, parts, span.get("text").and_then(Value::as_str)) {
                Ok(span) => match users.iter_mut().find(|(known, _)| *known == user) {
                    Some((_, spans)) => spans.push(span),
                    None => users.push((user, vec![span])),
                },
                Err(message) => parsed.warn(file.name, line, message),
            }
        }
        let labels = label_set(file, &exported, false);
        for (number, (user, spans)) in users.into_iter().enumerate() {
            // Only the spans without a user continue our export.
            let exported = if number == 0 { std::mem::take(&mut exported) } else { Vec::new() };
            let creator = Creator { name: &user, created: "" };
            reconcile(&mut parsed, spans, exported, &labels, ExportScope::Claims, creator);
        }
    }
    Ok(parsed)
}

/// Start, end and label of a span under the keys of different versions.
fn span_object(span: &Value) -> [Option<&Value>; 3] {
    let any = |keys: [&str; 3]| keys.iter().find_map(|key| span.get(*key));
    [
        any(["start_offset", "start", "begin"]),
        any(["end_offset", "end", "to"]),
        any(["label", "name", "type"]),
    ]
}

/// A name, a number in its place, or the name in an object.
fn name_of(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(name) => Some(name.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(fields) => {
            let name = ["text", "name", "username", "label", "id"].iter().find_map(|key| fields.get(*key));
            name.filter(|name| !name.is_object()).and_then(|name| name_of(Some(name)))
        }
        _ => None,
    }
}

/// Prodigy: `spans` is a list of objects. A rejected task with one span is a rejected claim; answers other than
/// `accept` carry no information about the spans.
pub(super) fn parse_prodigy(file: AnnotationFile<'_>) -> Result<ParsedAnnotations, Diagnostic> {
    let mut parsed = ParsedAnnotations::default();
    for record in text_records(file, &mut parsed, &["text"], |fields| fields.get("meta")?.as_object())? {
        let TextRecord { line, text, exported, fields } = record;
        let creator = ["_annotator_id", "_session_id"].iter().find_map(|key| fields.get(*key)?.as_str());
        let creator = creator.unwrap_or_default();
        let spans = json::array(fields.get("spans"));
        let answer = fields.get("answer").and_then(Value::as_str).unwrap_or("accept");
        let rejected = answer == "reject" && spans.len() == 1;
        if answer != "accept" && !rejected {
            parsed.warn(file.name, line, format!("the answer is `{answer}`, so its spans are skipped"));
            continue;
        }
        let mut marked = Vec::new();
        for span in spans {
            let parts = ["start", "end", "label"].map(|key| span.get(key));
            match labeled_span(&text, line, parts, span.get("text").and_then(Value::as_str)) {
                Ok(LabeledSpan { label, selector, is_displaced, .. }) if rejected => {
                    let score = permille(span.get("score").and_then(Value::as_f64).unwrap_or(0.0));
                    parsed.annotations.push(Annotation {
                        decision: Some(Decision::Rejected),
                        creator: creator.to_owned(),
                        is_displaced,
                        proposed: Some(Proposed { categories: vec![(label, score)], ..Proposed::default() }),
                        ..Annotation::new(line, selector)
                    });
                }
                Ok(span) => marked.push(span),
                Err(message) => parsed.warn(file.name, line, message),
            }
        }
        if !rejected {
            let labels = label_set(file, &exported, false);
            let creator = Creator { name: creator, created: "" };
            reconcile(&mut parsed, marked, exported, &labels, ExportScope::Claims, creator);
        }
    }
    Ok(parsed)
}

struct TextRecord<'f> {
    line: usize,
    text: TargetText<'f>,
    exported: Vec<ExportedMark>,
    fields: Map<String, Value>,
}

/// Records about the article; its text is under one of `text_keys`.
fn text_records<'f>(
    file: AnnotationFile<'f>,
    parsed: &mut ParsedAnnotations,
    text_keys: &[&str],
    head: ArticleFields,
) -> Result<Vec<TextRecord<'f>>, Diagnostic> {
    let text = |fields: &Map<String, Value>| {
        text_keys.iter().find_map(|key| fields.get(*key)?.as_str()).map(str::to_owned)
    };
    let lines = json_lines(file, parsed).into_iter();
    let records = lines.map(|(line, fields)| {
        let text = text(&fields);
        ArticleRecord::new(line, fields, head, text)
    });
    let mut found = Vec::new();
    for ArticleRecord { line, text, fields, .. } in about_article(records.collect(), file)? {
        // Positions without a text of their own are those of the article.
        let spans = ["label", "labels", "entities", "annotations", "spans"];
        let has_spans = spans.iter().any(|key| fields.get(*key).is_some_and(Value::is_array));
        match text.or_else(|| has_spans.then(|| file.article.text.clone())) {
            Some(text) => found.push(TextRecord {
                line,
                text: TargetText::new(text, file.article),
                exported: ExportedMark::parse_all(&fields, line),
                fields,
            }),
            None => parsed.warn(file.name, line, "has no `text`"),
        }
    }
    Ok(found)
}

/// A span from its start, end and label, with its words if the file has them; the error describes the problem.
fn labeled_span(
    text: &TargetText<'_>,
    line: usize,
    [start, end, label]: [Option<&Value>; 3],
    quote: Option<&str>,
) -> Result<LabeledSpan, String> {
    let range = json::range(start, end).ok_or("a span has no positions")?;
    let label = name_of(label).ok_or("a span has no label")?;
    let (selector, is_displaced) = text.selector(range, quote)?;
    Ok(LabeledSpan { line, range, selector, is_displaced, label, ..LabeledSpan::default() })
}
