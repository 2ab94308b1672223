//! Prodigy's JSON Lines, which spaCy reads as well: one text a line, with its spans in code points.

use super::shared::{all_details, head, place, placed};
use super::{ExportArticle, ExportOptions, MAKER};
use crate::annotation_import::labels::PURPORT_KEY;
use crate::text::json::write_line;
use crate::text::number::share;
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) fn render(
    articles: &[ExportArticle<'_>],
    options: &ExportOptions,
    out: &mut impl Write,
) -> io::Result<()> {
    articles.iter().try_for_each(|article| write_line(out, &line(article, options)))
}

/// A text is answered as soon as every mark of it is: then what has no span is no claim.
fn line(article: &ExportArticle<'_>, options: &ExportOptions) -> Value {
    let (mut spans, mut settled) = (Vec::new(), true);
    for row in placed(article, options) {
        let (start, end) = place(&row);
        let decided = row.decision().is_some();
        settled &= decided;
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
        "text": article.reading.document.text, "spans": spans, "meta": head(article),
        PURPORT_KEY: all_details(article, options),
    });
    if let Some(fields) = line.as_object_mut().filter(|_| settled) {
        fields.insert("answer".to_owned(), json!("accept"));
    }
    line
}
