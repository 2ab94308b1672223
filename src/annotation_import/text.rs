//! doccano and Prodigy: one text a line, with its spans.

use super::known::{Known, position};
use super::labels::{LabelSet, PURPORT_KEY};
use super::reconcile::{Marked, Shown, Worker, reconcile};
use super::record::{ArticleText, Record, lines, of_article};
use super::{Annotation, AnnotationFile, ParsedAnnotations};
use crate::diagnostic::Diagnostic;
use crate::tag::{Decision, Proposed};
use serde_json::{Map, Value};

/// The text of a record under one of these keys.
pub(super) fn text_of(fields: &Map<String, Value>, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| fields.get(*key)?.as_str()).map(str::to_owned)
}

/// What our export had put beside a text.
pub(super) fn known(fields: &Map<String, Value>, line: usize) -> Vec<Known> {
    let items = fields.get(PURPORT_KEY).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|item| Known::parse(item.as_object()?, line)).collect()
}

/// The names of the scheme's categories, and of those that our export had besides.
pub(super) fn names(source: AnnotationFile<'_>, known: &[Known], plain: bool) -> LabelSet {
    let own = source.scheme.categories.iter().map(|category| category.id.as_str());
    let used = known.iter().flat_map(|one| one.counted_as());
    LabelSet::new(own.chain(used), plain)
}

/// doccano: `label` is a list of `[start, end, name]`, or `entities` one of objects.
pub(super) fn doccano(source: AnnotationFile<'_>) -> Result<ParsedAnnotations, Diagnostic> {
    let mut found = ParsedAnnotations::default();
    let records: Vec<Record> = lines(source, &mut found)
        .into_iter()
        .map(|(line, fields)| {
            let head = fields.clone();
            let text = text_of(&fields, &["text", "data"]);
            Record::new(line, fields, &head, text)
        })
        .collect();
    for Record { line, text, fields, .. } in of_article(records, source)? {
        let Some(text) = text else {
            found.warn(source.name, line, "has no `text`");
            continue;
        };
        let ground = ArticleText::new(text, source.article);
        let known = known(&fields, line);
        let keys = ["label", "labels", "entities"];
        let spans = keys.iter().find_map(|key| fields.get(*key)?.as_array()).into_iter().flatten();
        let mut marked = Vec::new();
        for span in spans {
            let (start, end, kind) = match span {
                Value::Array(parts) => (parts.first(), parts.get(1), parts.get(2)),
                _ => (span.get("start_offset"), span.get("end_offset"), span.get("label")),
            };
            match mark(&ground, line, start, end, kind) {
                Ok(one) => marked.push(one),
                Err(why) => found.warn(source.name, line, why),
            }
        }
        let names = names(source, &known, false);
        reconcile(&mut found, marked, known, &names, Shown::Claims, Worker::default());
    }
    Ok(found)
}

/// A span from its parts; the error says what is wrong with it.
fn mark(
    ground: &ArticleText<'_>,
    line: usize,
    start: Option<&Value>,
    end: Option<&Value>,
    kind: Option<&Value>,
) -> Result<Marked, String> {
    let place = start.and_then(position).zip(end.and_then(position)).ok_or("a span has no positions")?;
    let kind = kind.and_then(Value::as_str).ok_or("a span has no label")?.to_owned();
    let selector = ground
        .selector(place.0, place.1, None)
        .ok_or_else(|| format!("{} to {} is no passage of its text", place.0, place.1))?;
    Ok(Marked { line, place, selector, kind, decision: None, note: None })
}

/// Prodigy: `spans` is a list of objects. What was rejected as a whole and has one span is a claim that
/// was refused; other answers than `accept` say nothing of the spans.
pub(super) fn prodigy(source: AnnotationFile<'_>) -> Result<ParsedAnnotations, Diagnostic> {
    let mut found = ParsedAnnotations::default();
    let none = Map::new();
    let records: Vec<Record> = lines(source, &mut found)
        .into_iter()
        .map(|(line, fields)| {
            let head = fields.get("meta").and_then(Value::as_object).unwrap_or(&none).clone();
            let text = text_of(&fields, &["text"]);
            Record::new(line, fields, &head, text)
        })
        .collect();
    for Record { line, text, fields, .. } in of_article(records, source)? {
        let Some(text) = text else {
            found.warn(source.name, line, "has no `text`");
            continue;
        };
        let ground = ArticleText::new(text, source.article);
        let known = known(&fields, line);
        let by = ["_annotator_id", "_session_id"].iter().find_map(|key| fields.get(*key)?.as_str());
        let by = by.unwrap_or_default();
        let spans: Vec<&Value> =
            fields.get("spans").and_then(Value::as_array).into_iter().flatten().collect();
        let answer = fields.get("answer").and_then(Value::as_str).unwrap_or("accept");
        if answer != "accept" && !(answer == "reject" && spans.len() == 1) {
            found.warn(source.name, line, format!("was answered with {answer}; its spans say nothing"));
            continue;
        }
        let mut marked = Vec::new();
        for span in spans {
            match mark(&ground, line, span.get("start"), span.get("end"), span.get("label")) {
                Ok(one) if answer == "reject" => {
                    let score = span.get("score").and_then(Value::as_f64).unwrap_or(0.0);
                    let categories = vec![(one.kind, crate::text::number::permille(score))];
                    found.passages.push(Annotation {
                        decision: Some(Decision::Rejected),
                        by: by.to_owned(),
                        proposed: Some(Proposed { categories, cues: Vec::new() }),
                        ..Annotation::new(line, one.selector)
                    });
                }
                Ok(one) => marked.push(one),
                Err(why) => found.warn(source.name, line, why),
            }
        }
        if answer == "accept" {
            let names = names(source, &known, false);
            let worker = Worker { by, at: "" };
            reconcile(&mut found, marked, known, &names, Shown::Claims, worker);
        }
    }
    Ok(found)
}
