//! The Web Annotation Data Model of the W3C (2017) as JSON-LD: one collection per article.
//!
//! Suggestion and decision are separate annotations, created by software and by a person. A decision is an
//! assessing body; a rejected claim has no classifying body, and its suggestion appears only in our own terms.

use super::columns::{COLUMNS, json};
use super::row::{MarkRow, Placement, rows};
use super::{ExportArticle, ExportOptions, MAKER};
use crate::annotation_import::labels::FIELD_PREFIX;
use crate::tag::Decision;
use crate::text::digest::{base64url, uuid};
use crate::text::json::write;
use crate::text::moment;
use crate::text::number::share;
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Namespace of our own terms.
const NAMESPACE: &str = "urn:purport:";

pub(super) fn render(
    article: &ExportArticle<'_>,
    options: &ExportOptions,
    out: &mut impl Write,
) -> io::Result<()> {
    let annotations: Vec<Value> =
        rows(article, options).flat_map(|row| annotations(&row, options).into_iter().flatten()).collect();
    let id =
        |what: &str| format!("urn:uuid:{}", uuid(&[what, article.name, &article.reading.document.digest]));
    let head = json!({
        "@context": ["http://www.w3.org/ns/anno.jsonld", { "purport": NAMESPACE }],
        "id": id("collection"), "type": "AnnotationCollection", "label": article.name,
        "total": annotations.len(),
    });
    let page = json!({ "id": id("page"), "type": "AnnotationPage", "startIndex": 0 });
    write_open(out, &head)?;
    out.write_all(b",\"first\":")?;
    write_open(out, &page)?;
    out.write_all(b",\"items\":[")?;
    for (at, annotation) in annotations.iter().enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        write(out, annotation)?;
    }
    out.write_all(b"\n]}}\n")
}

/// Writes an object without its closing brace, so that fields can be appended.
fn write_open(out: &mut impl Write, object: &Value) -> io::Result<()> {
    let mut bytes = Vec::new();
    write(&mut bytes, object)?;
    out.write_all(bytes.strip_suffix(b"}").unwrap_or(&bytes))
}

fn annotations(row: &MarkRow<'_>, options: &ExportOptions) -> [Option<Value>; 2] {
    let machine = !row.is_refused() && !row.machine.categories.is_empty();
    [row.tag.map(|_| by_reader(row, options)), machine.then(|| by_machine(row, options))]
}

fn body(purpose: &str, value: &str) -> Value {
    json!({ "type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain" })
}

fn by_reader(row: &MarkRow<'_>, options: &ExportOptions) -> Value {
    let Some(tag) = row.tag else { return Value::Null };
    let mut bodies: Vec<Value> = tag.categories.iter().map(|id| body("classifying", id)).collect();
    if tag.decision != Decision::Open {
        bodies.push(body("assessing", tag.decision.word()));
    }
    bodies.extend(tag.labels.iter().map(|label| body("tagging", label)));
    if !tag.note.is_empty() {
        bodies.push(body("commenting", &tag.note));
    }
    let motivation = match () {
        () if !tag.categories.is_empty() => "classifying",
        () if tag.decision != Decision::Open => "assessing",
        () => "commenting",
    };
    let mut fields = head(row, options, "reader", motivation);
    if !tag.at.is_empty() {
        // `created` must be a time (xsd:dateTime).
        let key = if moment::parse(&tag.at).is_some() { "created" } else { "purport:created" };
        fields.insert(key.to_owned(), json!(tag.at));
    }
    fields.insert("creator".to_owned(), json!({ "type": "Person", "name": row.annotator }));
    for (id, value) in &tag.fields {
        fields.insert(format!("purport:{FIELD_PREFIX}{id}"), json!(value));
    }
    finish(row, fields, bodies)
}

fn by_machine(row: &MarkRow<'_>, options: &ExportOptions) -> Value {
    let scored = |(id, score): &(String, u16)| {
        let mut body = body("classifying", id);
        if let Some(fields) = body.as_object_mut() {
            fields.insert("purport:score".to_owned(), json!(share(*score)));
        }
        body
    };
    let bodies = row.machine.categories.iter().map(scored).collect();
    let mut fields = head(row, options, "machine", "classifying");
    fields.insert("creator".to_owned(), json!({ "type": "Software", "name": MAKER }));
    finish(row, fields, bodies)
}

fn head(row: &MarkRow<'_>, options: &ExportOptions, who: &str, motivation: &str) -> Map<String, Value> {
    let document = &row.article.reading.document;
    let id = uuid(&["annotation", &document.digest, row.article.name, &row.id, who]);
    let fields = [
        ("id", json!(format!("urn:uuid:{id}"))),
        ("type", json!("Annotation")),
        ("motivation", json!(motivation)),
        ("target", json!({ "source": source(row, options), "selector": selectors(row) })),
    ];
    fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Columns that the data model has no field for.
const OWN_COLUMNS: [&str; 15] = [
    "id",
    "saw_machine",
    "via",
    "machine_cues",
    "speaker",
    "proposed_categories",
    "proposed_scores",
    "proposed_cues",
    "machine_words",
    "machine_engine",
    "proposed_engine",
    "speaker_basis",
    "proposed_start",
    "proposed_end",
    "doubt",
];

fn finish(row: &MarkRow<'_>, mut fields: Map<String, Value>, mut bodies: Vec<Value>) -> Value {
    let bodies = if bodies.len() == 1 { bodies.swap_remove(0) } else { Value::Array(bodies) };
    if bodies.as_array().is_none_or(|bodies| !bodies.is_empty()) {
        fields.insert("body".to_owned(), bodies);
    }
    fields.insert("generator".to_owned(), json!({ "type": "Software", "name": MAKER }));
    let own = COLUMNS.iter().filter(|column| OWN_COLUMNS.contains(&column.name.as_ref()));
    for column in own {
        let value = json(&column.cell(row));
        if !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty()) {
            fields.insert(format!("purport:{}", column.name), ordered(value));
        }
    }
    Value::Object(fields)
}

/// Marks a list as ordered: JSON-LD arrays are unordered by default.
fn ordered(value: Value) -> Value {
    if value.is_array() { json!({ "@list": value }) } else { value }
}

/// Quotation, and position if it is certain.
fn selectors(row: &MarkRow<'_>) -> Value {
    let selector = &row.selector;
    let mut quote = json!({ "type": "TextQuoteSelector", "exact": selector.exact });
    if let Some(fields) = quote.as_object_mut() {
        for (key, context) in [("prefix", &selector.prefix), ("suffix", &selector.suffix)] {
            if !context.is_empty() {
                fields.insert(key.to_owned(), json!(context));
            }
        }
    }
    if row.place != Placement::Sure {
        return quote;
    }
    let position = json!({ "type": "TextPositionSelector", "start": selector.start, "end": selector.end });
    json!([quote, position])
}

/// The address of the article, or a `ni` URI of its text (RFC 6920).
fn source(row: &MarkRow<'_>, options: &ExportOptions) -> Value {
    match &options.source {
        Some(address) => json!(address),
        None => json!({
            "id": format!("ni:///sha-256;{}", base64url(&row.article.reading.document.text_digest)),
            "type": "Text", "format": "text/plain", "label": row.article.name,
        }),
    }
}
