//! Tables for people: aligned cells, figures, and tables that fit a page.

use crate::agree::{Coefficient, Estimate};
use crate::shell::capabilities;
use crate::text::visible;
use std::io::{self, Write};

/// Width of printed pages, in cells.
pub(super) const PAGE: usize = 80;

/// A figure as people read it: `.803`, `−.042`, `1.000`.
pub(super) fn figure(value: f64) -> String {
    let text = format!("{:.3}", value.abs());
    let text = text.strip_prefix('0').unwrap_or(&text);
    // A value that rounds to zero has no sign.
    let sign = if value < 0.0 && text != ".000" { "−" } else { "" };
    format!("{sign}{text}")
}

/// A figure in a column of a table: `–` where it is undefined.
pub(super) fn figure_cell(value: &Coefficient) -> String {
    value.map_or_else(|_| "–".to_owned(), figure)
}

/// Text flush left in `cells`, or whole beyond them.
pub(super) fn padded(text: &str, cells: usize) -> String {
    let gap = cells.saturating_sub(visible::width(text));
    visible::line(text).into_owned() + &" ".repeat(gap)
}

/// Text cut to `cells` and flush left in them.
pub(super) fn left(text: &str, cells: usize) -> String {
    let cut = visible::cut(text, cells);
    let gap = cells.saturating_sub(visible::width(&cut));
    cut + &" ".repeat(gap)
}

/// Text cut to `cells` and flush right in them.
pub(super) fn right(text: &str, cells: usize) -> String {
    let cut = visible::cut(text, cells);
    " ".repeat(cells.saturating_sub(visible::width(&cut))) + &cut
}

pub(super) fn measured_head(out: &mut impl Write, title: &str) -> io::Result<()> {
    let heads = format!("{}  {}  {}", right("figure", 7), left("95 % interval", 17), right("n", 12));
    writeln!(out, "\n{}{heads}", padded(title, 40))
}

/// A row of a table of measured figures; `unit` says what `n` counts.
pub(super) fn measured_row(
    out: &mut impl Write,
    name: &str,
    measured: &Estimate,
    unit: &str,
) -> io::Result<()> {
    let value = match measured.value {
        Ok(value) => figure(value),
        Err(why) => return writeln!(out, "{}undefined: {}", padded(name, 36), why.reason()),
    };
    let interval = measured.interval.map_or_else(
        || "–".to_owned(),
        |interval| format!("{} to {}", right(&figure(interval.low), 5), figure(interval.high)),
    );
    let n = format!("{} {unit}", measured.n);
    writeln!(out, "{}{}  {}  {}", padded(name, 40), right(&value, 7), left(&interval, 17), right(&n, 12))
}

pub(super) fn widths(rows: &[Vec<String>]) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cells = |column: usize| rows.iter().filter_map(move |row| row.get(column));
    (0..columns).map(|column| cells(column).map(|cell| visible::width(cell)).max().unwrap_or(0)).collect()
}

/// Cells side by side with two spaces between them; `is_left` tells which columns are flush left.
pub(super) fn line(cells: &[String], widths: &[usize], is_left: impl Fn(usize) -> bool) -> String {
    let cells = cells.iter().zip(widths).enumerate();
    let align =
        |column, cell: &str, width| if is_left(column) { left(cell, width) } else { right(cell, width) };
    cells.map(|(column, (cell, &width))| align(column, cell, width)).collect::<Vec<_>>().join("  ")
}

/// Writes a table with its first column flush left and the others flush right. On a terminal the widest columns are
/// cut until it fits.
pub(super) fn table(out: &mut impl Write, rows: &[Vec<String>]) -> io::Result<()> {
    table_within(out, rows, capabilities::table_columns())
}

fn table_within(out: &mut impl Write, rows: &[Vec<String>], columns: usize) -> io::Result<()> {
    let mut widths = widths(rows);
    let gaps = widths.len().saturating_sub(1) * 2;
    while widths.iter().sum::<usize>() + gaps > columns {
        match widths.iter_mut().max().filter(|width| **width > 3) {
            Some(width) => *width -= 1,
            None => break,
        }
    }
    rows.iter().try_for_each(|row| writeln!(out, "{}", line(row, &widths, |column| column == 0).trim_end()))
}

/// A row of a table, from words that need not be owned.
pub(super) fn row<'c>(cells: impl IntoIterator<Item = &'c str>) -> Vec<String> {
    cells.into_iter().map(str::to_owned).collect()
}

/// Writes text in lines of the page; lines after the first begin with `indent`.
pub(super) fn wrapped(out: &mut impl Write, text: &str, indent: &str) -> io::Result<()> {
    let options = textwrap::Options::new(PAGE).subsequent_indent(indent);
    textwrap::wrap(text, options).iter().try_for_each(|line| writeln!(out, "{line}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short_and_keep_their_sign() {
        let figures = [0.8031, -0.0417, 1.0, 0.0, -0.0001, 0.9996, -1.5].map(figure);
        assert_eq!(figures, [".803", "−.042", "1.000", ".000", ".000", "1.000", "−1.500"]);
    }

    #[test]
    fn a_table_fits_its_columns_or_is_whole() {
        let cell = |at: usize| "long words κ ".repeat(at % 5);
        let rows: Vec<Vec<String>> = (0..4).map(|row| (0..9).map(|at| cell(row + at)).collect()).collect();
        let mut out = Vec::new();
        table_within(&mut out, &rows, PAGE).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.lines().all(|line| visible::width(line) <= PAGE), "{text}");
        let mut out = Vec::new();
        table_within(&mut out, &rows, usize::MAX).unwrap();
        assert!(!String::from_utf8(out).unwrap().contains('…'), "cut without a bound");
    }
}
