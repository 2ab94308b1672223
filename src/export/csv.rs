//! CSV (RFC 4180) without formula injection: the writer for all CSV output, and the export.

use super::columns::{COLUMNS, Cell, field_columns};
use super::row::rows;
use super::{ExportArticle, ExportOptions};
use crate::text::csv_cell;
use crate::text::number::share;
use csv::{ErrorKind, Terminator, WriterBuilder};
use std::io::{self, Write};

/// Writes rows and escapes cells with [`csv_cell::escape`], so that spreadsheets evaluate none as a formula.
pub struct CsvWriter<W: Write>(csv::Writer<W>);

impl<W: Write> CsvWriter<W> {
    pub fn new(out: W) -> Self {
        Self(WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out))
    }

    /// All rows must have the same number of cells.
    pub fn row(&mut self, cells: impl IntoIterator<Item: AsRef<str>>) -> io::Result<()> {
        self.0
            .write_record(cells.into_iter().map(|text| csv_cell::escape(text.as_ref())))
            .map_err(unwrap_io_error)
    }

    pub fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

pub(super) fn render(
    articles: &[ExportArticle<'_>],
    options: &ExportOptions,
    out: &mut impl Write,
) -> io::Result<()> {
    if options.bom {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let mut writer = CsvWriter::new(out);
    let fields = field_columns(articles);
    let columns = || COLUMNS.iter().chain(&fields);
    writer.row(columns().map(|column| &column.name))?;
    for row in articles.iter().flat_map(|article| rows(article, options)) {
        writer.row(columns().map(|column| text(&column.cell(&row))))?;
    }
    writer.flush()
}

fn text(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => (*text).to_owned(),
        Cell::Number(number) => number.to_string(),
        Cell::Texts(texts) => csv_cell::join(texts.iter().copied()),
        Cell::Shares(shares) => {
            let shares: Vec<String> = shares.iter().map(|permille| share(*permille).to_string()).collect();
            csv_cell::join(shares.iter().map(String::as_str))
        }
    }
}

/// The I/O error inside a CSV error; callers must recognize a closed pipe.
fn unwrap_io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
