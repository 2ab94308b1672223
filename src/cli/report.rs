//! Messages on standard error, with the offending line and a caret, and output that ends quietly after a closed pipe.

use crate::diagnostic::{Diagnostic, MAX_DIAGNOSTICS};
use crate::error::Error;
use crate::shell::{capabilities, display};
pub(super) use crate::text::json::write_line as json_line;
use crate::text::visible::{self, Glyph, glyphs};
use std::error::Error as _;
use std::io::{self, BufWriter, IsTerminal as _, StdoutLock, Write as _};

/// Reports an error or a warning on standard error: with the line of the file and a caret where it has a place in
/// one, and with the errors that caused it where they say more.
pub(super) fn report(error: impl Into<Error>) {
    let error = error.into();
    let mut err = io::stderr().lock();
    let line = error.to_string();
    // Errors quote files and names, so they pass the gate to a terminal as any text does.
    let _ = writeln!(err, "purport: {}", visible::line(&line));
    if let Error::Diagnostic(diagnostic) = &error {
        let cells = capabilities::columns(io::stderr().is_terminal());
        let _ = err.write_all(caret(diagnostic, cells).as_bytes());
    }
    let mut cause = error.source();
    while let Some(source) = cause {
        let text = source.downcast_ref().map_or_else(|| source.to_string(), display::describe_io_error);
        if !line.contains(&text) {
            let _ = writeln!(err, "  caused by: {}", visible::line(&text));
        }
        cause = source.source();
    }
}

pub(super) fn report_all<E: Into<Error>>(warnings: impl IntoIterator<Item = E>) {
    warnings.into_iter().for_each(report);
}

pub(super) fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "purport: {}", visible::line(text));
}

/// Reports at most [`MAX_DIAGNOSTICS`] of the same file in a row.
#[derive(Default)]
pub(super) struct LimitedReport {
    file: String,
    count: usize,
}

impl LimitedReport {
    pub(super) fn report(&mut self, error: Error) {
        let Error::Diagnostic(diagnostic) = error else { return report(error) };
        if self.file != diagnostic.file {
            (self.file, self.count) = (diagnostic.file.clone(), 0);
        }
        self.count += 1;
        match self.count {
            ..=MAX_DIAGNOSTICS => report(diagnostic),
            count if count == MAX_DIAGNOSTICS + 1 => report(Diagnostic::too_many(&self.file)),
            _ => {}
        }
    }
}

/// Writes to standard output and flushes it. Gives `false` when nothing reads it any more, which is no error: the
/// reader of a pipe has seen enough.
pub(super) fn print(
    write: impl FnOnce(&mut BufWriter<StdoutLock<'_>>) -> io::Result<()>,
) -> Result<bool, Error> {
    let mut out = BufWriter::new(io::stdout().lock());
    let written = write(&mut out).and_then(|()| out.flush());
    // Bytes refused by a closed pipe must not be written again on drop.
    let _ = out.into_parts();
    still_open(written)
}

/// Whether standard output is still read, by the result of a write.
pub(super) fn still_open(written: io::Result<()>) -> Result<bool, Error> {
    match written {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(display::io_error("standard output", error)),
    }
}

/// The line of the file, cut to `cells`, and below it a caret under the column; empty for a diagnostic without a
/// column.
pub(super) fn caret(diagnostic: &Diagnostic, cells: usize) -> String {
    let Some(snippet) = diagnostic.snippet.as_deref().filter(|_| diagnostic.column > 0) else {
        return String::new();
    };
    let number = diagnostic.line.to_string();
    let edge = " ".repeat(number.len());
    let room = cells.saturating_sub(number.len() + 4);
    let (line, column) = window(&snippet.text, snippet.at, room);
    format!(" {number} | {}\n {edge} | {}^\n", line.trim_end(), " ".repeat(column))
}

/// The part of a line around a byte that fits into `cells`, safe to print, and the cell of that byte.
fn window(text: &str, at: usize, cells: usize) -> (String, usize) {
    let glyphs: Vec<Glyph<'_>> = glyphs(text).collect();
    let width = |glyphs: &[Glyph<'_>]| glyphs.iter().map(|glyph| usize::from(glyph.width)).sum::<usize>();
    let (before, after) = glyphs.split_at(glyphs.partition_point(|glyph| glyph.bytes.end <= at));
    // One cell is for a caret after the last letter.
    let fits = width(&glyphs) < cells;
    let left = if fits { cells } else { cells / 2 };
    let kept_before = fitting(before.iter().rev(), left);
    let (cut_off, shown) = before.split_at(before.len() - kept_before);
    let mark = if cut_off.is_empty() { "" } else { "…" };
    let column = width(shown) + mark.chars().count();
    let kept_after = fitting(after.iter(), cells.saturating_sub(column));
    let mut line = mark.to_owned();
    line.extend(shown.iter().chain(after.iter().take(kept_after)).map(|glyph| glyph.shown.as_ref()));
    line.push_str(if kept_after < after.len() { "…" } else { "" });
    (line, column)
}

/// How many glyphs fit into `cells`, with one to spare for a sign that more follow.
fn fitting<'g>(glyphs: impl Iterator<Item = &'g Glyph<'g>>, cells: usize) -> usize {
    let mut used = 1;
    glyphs
        .take_while(|glyph| {
            used += usize::from(glyph.width);
            used <= cells
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `|` in `text` marks the place of the diagnostic.
    fn check(text: &str, cells: usize, expected: &str) {
        let at = text.find('|').unwrap();
        let below = caret(&Diagnostic::at("f", &text.replacen('|', "", 1), at, "m"), cells);
        assert_eq!(below, expected, "{text:?}");
        let width = below.lines().map(visible::width).max().unwrap();
        assert!(width <= cells, "{width} cells");
    }

    #[test]
    fn the_caret_is_below_the_column() {
        check("a\nb = |c\nd", 40, " 2 | b = c\n   |     ^\n");
        check("|", 40, " 1 |\n   | ^\n".replace("|\n", "| \n").as_str());
        check("abc|\r\n", 40, " 1 | abc\n   |    ^\n");
    }

    #[test]
    fn the_caret_counts_cells_of_wide_and_combining_letters() {
        check("日本|語", 40, " 1 | 日本語\n   |     ^\n");
        check("e\u{301}|x", 40, " 1 | e\u{301}x\n   |  ^\n");
        check("\t|x\ty", 40, " 1 |     x    y\n   |     ^\n");
        check("👩‍🚒 |x", 40, " 1 | 👩‍🚒 x\n   |    ^\n");
    }

    #[test]
    fn control_characters_are_shown_as_pictures() {
        check("\x1b[31m|\u{202e}x", 40, " 1 | ␛[31m⇄x\n   |      ^\n");
    }

    #[test]
    fn a_long_line_is_cut_on_the_side_that_is_too_long() {
        check("|abcdefghijklmnop", 15, " 1 | abcdefghi…\n   | ^\n");
        check("abcdefghijklmnop|", 15, " 1 | …mnop\n   |      ^\n");
        check("abcdefghij|klmnopqrst", 15, " 1 | …ghijklmn…\n   |      ^\n");
        check("日本日本日本|語語語語語語", 15, " 1 | …日本語語…\n   |      ^\n");
        check(&format!("{}|x", "a".repeat(100_000)), 15, " 1 | …aaaax\n   |      ^\n");
    }

    #[test]
    fn a_diagnostic_of_a_whole_file_has_no_caret() {
        assert_eq!(caret(&Diagnostic::whole("f", "m"), 40), "");
    }
}
