//! JSON Lines formats: our own (one object per claim), doccano's and Prodigy's (one text per line).
//!
//! Spans count code points. spaCy reads Prodigy's lines as well.

use super::columns::{COLUMNS, json_fields};
use super::row::rows;
use super::shared::{all_details, article_fields, char_range, placed};
use super::{ExportArticle, ExportOptions, MAKER};
use crate::annotation_import::labels::PURPORT_KEY;
use crate::text::json::write_line;
use crate::text::number::share;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes one object per claim, with every column of the table.
pub(super) fn claims(
    articles: &[ExportArticle<'_>],
    options: &ExportOptions,
    out: &mut impl Write,
) -> io::Result<()> {
    articles
        .iter()
        .flat_map(|article| rows(article, options))
        .try_for_each(|row| write_line(out, &Value::Object(json_fields(COLUMNS.iter(), &row))))
}

/// One text for doccano, which imports unknown keys as metadata if all lines have them.
pub(super) fn doccano(article: &ExportArticle<'_>, options: &ExportOptions) -> Value {
    let mut spans = Vec::new();
    for row in placed(article, options) {
        let (start, end) = char_range(&row);
        spans.extend(row.counts_as().into_iter().map(|category| json!([start, end, category])));
    }
    let mut line = article_fields(article);
    line.insert("text".to_owned(), json!(article.reading.document.text));
    line.insert("label".to_owned(), Value::Array(spans));
    line.insert(PURPORT_KEY.to_owned(), all_details(article, options));
    Value::Object(line)
}

/// One text for Prodigy. It has an answer only after all marks are decided, because Prodigy takes passages without a
/// span as negative examples.
pub(super) fn prodigy(article: &ExportArticle<'_>, options: &ExportOptions) -> Value {
    let (mut spans, mut complete) = (Vec::new(), true);
    for row in placed(article, options) {
        let (start, end) = char_range(&row);
        let decided = row.decision().is_some();
        complete &= decided;
        for category in row.counts_as() {
            let source = if decided { row.annotator } else { MAKER };
            let mut span = json!({
                "start": start, "end": end, "label": category, "id": row.id, "source": source,
            });
            if let (Some(score), Some(fields)) = (row.score(category), span.as_object_mut()) {
                fields.insert("score".to_owned(), json!(share(score)));
            }
            spans.push(span);
        }
    }
    let mut line = json!({
        "text": article.reading.document.text, "spans": spans, "meta": article_fields(article),
        PURPORT_KEY: all_details(article, options),
    });
    if let (true, Some(fields)) = (complete, line.as_object_mut()) {
        fields.insert("answer".to_owned(), json!("accept"));
    }
    line
}
