//! Parts of what is printed for people: figures in a table, and tables of words that fit a page.

use crate::agree::{Coefficient, Estimate};
use crate::text::visible;
use std::io::{self, Write};

/// How wide what is printed may be, in cells.
pub(super) const PAGE: usize = 80;

/// A figure as people read it: `.803`, `−.042`, `1.000`.
pub(super) fn short(figure: f64) -> String {
    let text = format!("{:.3}", figure.abs());
    let text = text.strip_prefix('0').unwrap_or(&text);
    // What rounds to nothing has no sign.
    let sign = if figure < 0.0 && text != ".000" { "−" } else { "" };
    format!("{sign}{text}")
}

/// A figure in a column of a table: `–` where there is none.
pub(super) fn cell(figure: &Coefficient) -> String {
    figure.map_or_else(|_| "–".to_owned(), short)
}

/// Text flush left in so many cells.
pub(super) fn left(text: &str, cells: usize) -> String {
    let cut = visible::cut(text, cells);
    let gap = cells.saturating_sub(visible::width(&cut));
    format!("{cut}{}", " ".repeat(gap))
}

/// Text flush right in so many cells.
pub(super) fn right(text: &str, cells: usize) -> String {
    let cut = visible::cut(text, cells);
    let gap = cells.saturating_sub(visible::width(&cut));
    format!("{}{cut}", " ".repeat(gap))
}

/// The head of a table of figures.
pub(super) fn head(out: &mut impl Write, title: &str) -> io::Result<()> {
    writeln!(
        out,
        "\n{}{}  {}  {}",
        left(title, 40),
        right("figure", 7),
        left("95 % interval", 17),
        right("n", 12)
    )
}

/// A row of a table of figures; `of` says what `n` counts.
pub(super) fn row(out: &mut impl Write, name: &str, measured: &Estimate, of: &str) -> io::Result<()> {
    let value = match measured.value {
        Ok(value) => value,
        Err(why) => return writeln!(out, "{}undefined: {}", left(name, 36), why.reason()),
    };
    let interval = measured.interval.map_or_else(
        || "–".to_owned(),
        |interval| format!("{} to {}", right(&short(interval.low), 5), short(interval.high)),
    );
    let n = format!("{} {of}", measured.n);
    writeln!(out, "{}{}  {}  {}", left(name, 40), right(&short(value), 7), left(&interval, 17), right(&n, 12))
}

/// A table of words: the first column flush left, the others flush right, as wide as they must be and the page
/// allows.
pub(super) fn table(out: &mut impl Write, rows: &[Vec<String>]) -> io::Result<()> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| visible::width(cell)).max();
    let mut widths: Vec<usize> = (0..columns).map(|column| widest(column).unwrap_or(0)).collect();
    // The widest columns give way first.
    let gaps = columns.saturating_sub(1) * 2;
    while widths.iter().sum::<usize>() + gaps > PAGE {
        match widths.iter_mut().max().filter(|width| **width > 3) {
            Some(width) => *width -= 1,
            None => break,
        }
    }
    for cells in rows {
        let mut line = String::new();
        for (column, (cell, &width)) in cells.iter().zip(&widths).enumerate() {
            line.push_str(if column == 0 { "" } else { "  " });
            line.push_str(&if column == 0 { left(cell, width) } else { right(cell, width) });
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Writes text in lines of the page, those after the first behind `indent`.
pub(super) fn wrapped(out: &mut impl Write, text: &str, indent: &str) -> io::Result<()> {
    let options = textwrap::Options::new(PAGE).subsequent_indent(indent);
    textwrap::wrap(text, options).iter().try_for_each(|line| writeln!(out, "{line}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short_and_keep_their_sign() {
        let figures = [0.8031, -0.0417, 1.0, 0.0, -0.0001, 0.9996, -1.5].map(short);
        assert_eq!(figures, [".803", "−.042", "1.000", ".000", ".000", "1.000", "−1.500"]);
    }

    #[test]
    fn a_table_fits_the_page_whatever_is_in_it() {
        let cell = |at: usize| "long words κ ".repeat(at % 5);
        let rows: Vec<Vec<String>> = (0..4).map(|row| (0..9).map(|at| cell(row + at)).collect()).collect();
        let mut out = Vec::new();
        table(&mut out, &rows).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.lines().all(|line| visible::width(line) <= PAGE), "{text}");
    }
}
