//! JSON Lines: one object a mark, with every column of the table.

use super::columns::{COLUMNS, json};
use super::row::{MarkRow, rows};
use super::{ExportArticle, ExportOptions};
use crate::text::json::write_line;
use serde_json::{Map, Value};
use std::io::{self, Write};

pub(super) fn render(
    articles: &[ExportArticle<'_>],
    options: &ExportOptions,
    out: &mut impl Write,
) -> io::Result<()> {
    articles
        .iter()
        .flat_map(|article| rows(article, options))
        .try_for_each(|row| write_line(out, &object(&row)))
}

/// A row as an object with all columns.
pub(super) fn object(row: &MarkRow<'_>) -> Value {
    let fields = COLUMNS.iter().map(|column| (column.name.to_owned(), json(&column.value(row))));
    Value::Object(fields.collect::<Map<_, _>>())
}
