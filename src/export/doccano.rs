//! doccano's JSON Lines: one text a line, with its spans in code points.

use super::shared::{all_details, head, place, placed};
use super::{ExportArticle, ExportOptions};
use crate::annotation_import::labels::PURPORT_KEY;
use crate::text::json::write_line;
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) fn render(
    articles: &[ExportArticle<'_>],
    options: &ExportOptions,
    out: &mut impl Write,
) -> io::Result<()> {
    articles.iter().try_for_each(|article| write_line(out, &line(article, options)))
}

/// doccano keeps keys that it does not know as what is known of the text, if all lines have them.
fn line(article: &ExportArticle<'_>, options: &ExportOptions) -> Value {
    let mut spans = Vec::new();
    for row in placed(article, options) {
        let (start, end) = place(&row);
        spans.extend(row.counts_as().into_iter().map(|category| json!([start, end, category])));
    }
    let mut line = head(article);
    line.insert("text".to_owned(), json!(article.reading.document.text));
    line.insert("label".to_owned(), Value::Array(spans));
    line.insert(PURPORT_KEY.to_owned(), all_details(article, options));
    Value::Object(line)
}
