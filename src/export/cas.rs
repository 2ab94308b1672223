//! UIMA CAS as JSON (`DKPro` serialisation 0.4): one article per file, offsets in UTF-16 units as in Java.

use super::columns::{COLUMNS, Cell, Column, ColumnType, field_columns, json};
use super::shared::placed;
use super::{ExportArticle, ExportOptions, MarkRow};
use crate::text::json::write;
use crate::text::offset::Utf16Offsets;
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Columns that become features of an annotation, with camel-case names. CAS has its own fields for the others.
fn features(fields: &[Column]) -> impl Iterator<Item = (String, &Column)> {
    let excluded = [
        "document",
        "sha256",
        "scheme",
        "scheme_version",
        "place",
        "start",
        "end",
        "quote",
        "prefix",
        "suffix",
    ];
    COLUMNS
        .iter()
        .filter(move |column| !excluded.contains(&column.name.as_ref()))
        .chain(fields)
        .map(|column| (camel(&column.name), column))
}

fn camel(name: &str) -> String {
    let mut words = name.split(['_', '-']);
    let mut out = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        out.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    }
    out
}

/// The annotation type of a mark. Rejected passages have a type of their own, not a subtype of claims.
fn annotation_type(row: &MarkRow<'_>) -> &'static str {
    match () {
        () if row.is_refused() => "purport.Refused",
        () if row.counts_as().is_empty() => "purport.Noted",
        () => "purport.Claim",
    }
}

pub(super) fn render(
    article: &ExportArticle<'_>,
    options: &ExportOptions,
    out: &mut impl Write,
) -> io::Result<()> {
    let text = &article.reading.document.text;
    let units = Utf16Offsets::new(text);
    let sofa = json!({
        "%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "mimeType": "text/plain",
        "sofaString": text,
    });
    let whole = json!({
        "%ID": 2, "%TYPE": "purport.Article", "@sofa": 1, "begin": 0, "end": units.to_units(text, text.len() as u32),
        "language": "x-unspecified", "name": article.name, "sha256": article.reading.document.digest,
        "scheme": article.reading.scheme.name, "schemeVersion": article.reading.scheme.version,
    });
    let (mut structures, mut members) = (vec![sofa, whole], vec![2]);
    let fields = field_columns(std::slice::from_ref(article));
    for row in placed(article, options) {
        let Some(span) = row.span else { continue };
        let id = structures.len() + 1;
        members.push(id);
        let mut features_of = Map::new();
        for (key, value) in [
            ("%ID", json!(id)),
            ("%TYPE", json!(annotation_type(&row))),
            ("@sofa", json!(1)),
            ("begin", json!(units.to_units(text, span.start()))),
            ("end", json!(units.to_units(text, span.end()))),
        ] {
            features_of.insert(key.to_owned(), value);
        }
        let mut arrays = Vec::new();
        for (name, column) in features(&fields) {
            let value = column.cell(&row);
            let array = match value {
                Cell::Empty => continue,
                Cell::Texts(_) => "uima.cas.StringArray",
                Cell::Shares(_) => "uima.cas.DoubleArray",
                Cell::Text(_) | Cell::Number(_) => {
                    features_of.insert(name, json(&value));
                    continue;
                }
            };
            let reference = id + arrays.len() + 1;
            arrays.push(json!({ "%ID": reference, "%TYPE": array, "%ELEMENTS": json(&value) }));
            features_of.insert(format!("@{name}"), json!(reference));
        }
        structures.push(Value::Object(features_of));
        structures.extend(arrays);
    }
    out.write_all(b"{\"%TYPES\":")?;
    write(out, &types(&fields))?;
    out.write_all(b",\n\"%FEATURE_STRUCTURES\":[")?;
    for (at, structure) in structures.iter().enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        write(out, structure)?;
    }
    out.write_all(b"\n],\n\"%VIEWS\":")?;
    write(out, &json!({ "_InitialView": { "%SOFA": 1, "%MEMBERS": members } }))?;
    out.write_all(b"}\n")
}

fn feature(name: &str, range: &str) -> (String, Value) {
    (name.to_owned(), json!({ "%NAME": name, "%RANGE": range }))
}

fn types(fields: &[Column]) -> Value {
    let declare = |name: &str, supertype: &str, features: Vec<(String, Value)>| {
        let mut fields = Map::new();
        fields.insert("%NAME".to_owned(), json!(name));
        fields.insert("%SUPER_TYPE".to_owned(), json!(supertype));
        fields.extend(features);
        (name.to_owned(), Value::Object(fields))
    };
    let range = |column_type| match column_type {
        ColumnType::Text | ColumnType::Time => "uima.cas.String",
        ColumnType::Number => "uima.cas.Integer",
        ColumnType::Texts => "uima.cas.StringArray",
        ColumnType::Shares => "uima.cas.DoubleArray",
    };
    let article = ["name", "sha256", "scheme", "schemeVersion"].map(|name| feature(name, "uima.cas.String"));
    let mark = features(fields).map(|(name, column)| feature(&name, range(column.column_type))).collect();
    let types = [
        declare("purport.Article", "uima.tcas.DocumentAnnotation", article.into()),
        declare("purport.Mark", "uima.tcas.Annotation", mark),
        declare("purport.Claim", "purport.Mark", Vec::new()),
        declare("purport.Refused", "purport.Mark", Vec::new()),
        declare("purport.Noted", "purport.Mark", Vec::new()),
    ];
    Value::Object(types.into_iter().collect())
}
