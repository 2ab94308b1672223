//! CSV (RFC 4180) whose cells no spreadsheet evaluates: the writer of every CSV output, and the export.

use super::columns::{COLUMNS, Cell};
use super::row::{MarkRow, rows};
use super::{ExportArticle, ExportOptions};
use crate::text::csv_cell;
use crate::text::number::share;
use csv::{ErrorKind, Terminator, WriterBuilder};
use std::io::{self, Write};

/// Writes rows of cells and passes each cell through [`csv_cell::escape`], so that none is a formula.
pub struct CsvWriter<W: Write>(csv::Writer<W>);

impl<W: Write> CsvWriter<W> {
    pub fn new(out: W) -> Self {
        Self(WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out))
    }

    /// Writes one row; all rows have as many cells as the first.
    pub fn row(&mut self, cells: impl IntoIterator<Item: AsRef<str>>) -> io::Result<()> {
        self.0.write_record(cells.into_iter().map(|text| csv_cell::escape(text.as_ref()))).map_err(beneath)
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
    writer.row(COLUMNS.iter().map(|column| column.name))?;
    for row in articles.iter().flat_map(|article| rows(article, options)) {
        writer.row(cells(&row))?;
    }
    writer.flush()
}

fn cells(row: &MarkRow<'_>) -> impl Iterator<Item = String> {
    COLUMNS.iter().map(|column| match column.cell(row) {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.to_owned(),
        Cell::Number(number) => number.to_string(),
        Cell::Texts(texts) => csv_cell::join(texts),
        Cell::Shares(shares) => {
            let shares: Vec<String> = shares.iter().map(|permille| share(*permille).to_string()).collect();
            csv_cell::join(shares.iter().map(String::as_str))
        }
    })
}

/// The I/O error inside an error of the CSV writer, which by itself hides a closed pipe.
fn beneath(error: csv::Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
