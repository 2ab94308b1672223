//! doccano and Prodigy: JSON Lines with one text and its spans per line.

use super::exported::{ExportedMark, label_set};
use super::reconcile::{Creator, ExportScope, LabeledSpan, reconcile};
use super::records::{ArticleFields, ArticleRecord, TargetText, about_article, json_lines};
use super::{Annotation, AnnotationFile, ParsedAnnotations, json};
use crate::diagnostic::Diagnostic;
use crate::tag::{Decision, Proposed};
use crate::text::number::permille;
use serde_json::{Map, Value};

/// doccano: `label` is a list of `[start, end, name]`, or `entities` a list of objects.
pub(super) fn parse_doccano(file: AnnotationFile<'_>) -> Result<ParsedAnnotations, Diagnostic> {
    let mut parsed = ParsedAnnotations::default();
    for record in text_records(file, &mut parsed, &["text", "data"], |fields| Some(fields))? {
        let TextRecord { line, text, exported, fields } = record;
        let spans = ["label", "labels", "entities"].iter().find_map(|key| fields.get(*key)?.as_array());
        let mut marked = Vec::new();
        for span in spans.into_iter().flatten() {
            let parts = match span {
                Value::Array(parts) => [parts.first(), parts.get(1), parts.get(2)],
                _ => ["start_offset", "end_offset", "label"].map(|key| span.get(key)),
            };
            match labeled_span(&text, line, parts) {
                Ok(span) => marked.push(span),
                Err(message) => parsed.warn(file.name, line, message),
            }
        }
        let labels = label_set(file, &exported, false);
        reconcile(&mut parsed, marked, exported, &labels, ExportScope::Claims, Creator::default());
    }
    Ok(parsed)
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
            match labeled_span(&text, line, ["start", "end", "label"].map(|key| span.get(key))) {
                Ok(LabeledSpan { label, selector, .. }) if rejected => {
                    let score = permille(span.get("score").and_then(Value::as_f64).unwrap_or(0.0));
                    parsed.annotations.push(Annotation {
                        decision: Some(Decision::Rejected),
                        creator: creator.to_owned(),
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
        match text {
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

/// A span from its start, end and label; the error describes the problem.
fn labeled_span(
    text: &TargetText<'_>,
    line: usize,
    [start, end, label]: [Option<&Value>; 3],
) -> Result<LabeledSpan, String> {
    let range = json::range(start, end).ok_or("a span has no positions")?;
    let label = label.and_then(Value::as_str).ok_or("a span has no label")?.to_owned();
    Ok(LabeledSpan { line, range, selector: text.selector(range, None)?, label, ..LabeledSpan::default() })
}
