//! CSV (RFC 4180): the same columns as cells that no spreadsheet takes for a formula.

use super::columns::{COLUMNS, Value};
use super::row::{Row, rows, share};
use super::{About, Article};
use crate::text::table::{cell, list};
use csv::{ErrorKind, Terminator, WriterBuilder};
use std::io::{self, Write};

pub(super) fn render(articles: &[Article<'_>], about: &About, out: &mut impl Write) -> io::Result<()> {
    if about.bom {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    writer.write_record(COLUMNS.iter().map(|column| column.name)).map_err(beneath)?;
    for row in articles.iter().flat_map(|article| rows(article, about)) {
        writer.write_record(cells(&row)).map_err(beneath)?;
    }
    writer.flush()
}

fn cells(row: &Row<'_>) -> impl Iterator<Item = String> {
    COLUMNS.iter().map(|column| match column.value(row) {
        Value::Nothing => String::new(),
        Value::Text(text) => cell(text),
        Value::Number(number) => number.to_string(),
        Value::Texts(texts) => list(texts),
        Value::Shares(shares) => {
            let shares: Vec<String> = shares.iter().map(|permille| share(*permille).to_string()).collect();
            list(shares.iter().map(String::as_str))
        }
    })
}

/// The error beneath one of the CSV writer, which by itself hides that a pipe was closed.
fn beneath(error: csv::Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
