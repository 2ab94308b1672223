//! doccano's JSON Lines: one text a line, with its spans in code points.

use super::spans::{all_details, head, place, placed};
use super::{About, Article};
use crate::annotation_import::labels::PURPORT_KEY;
use crate::text::json::write_line;
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) fn render(articles: &[Article<'_>], about: &About, out: &mut impl Write) -> io::Result<()> {
    articles.iter().try_for_each(|article| write_line(out, &line(article, about)))
}

/// doccano keeps keys that it does not know as what is known of the text, if all lines have them.
fn line(article: &Article<'_>, about: &About) -> Value {
    let mut spans = Vec::new();
    for row in placed(article, about) {
        let (start, end) = place(&row);
        spans.extend(row.counts_as().into_iter().map(|category| json!([start, end, category])));
    }
    let mut line = head(article);
    line.insert("text".to_owned(), json!(article.reading.document.text));
    line.insert("label".to_owned(), Value::Array(spans));
    line.insert(PURPORT_KEY.to_owned(), all_details(article, about));
    Value::Object(line)
}
