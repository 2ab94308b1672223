//! The place of a fault in its line, with a caret below it.

use crate::diagnostic::Diagnostic;
use crate::text::visible::{Glyph, glyphs};

/// Two lines to show below a fault: the line of the file, cut to `cells`, and a caret under the
/// column. Nothing where the fault has no such place.
pub(super) fn below(fault: &Diagnostic, cells: usize) -> String {
    let Some(snippet) = fault.snippet.as_deref().filter(|_| fault.column > 0) else {
        return String::new();
    };
    let number = fault.line.to_string();
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
    // One cell is for a caret behind the last letter.
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

    /// `|` in `text` is where the fault stands.
    fn check(text: &str, cells: usize, expected: &str) {
        let at = text.find('|').unwrap();
        let fault = Diagnostic::at("f", &text.replacen('|', "", 1), at, "m");
        let below = below(&fault, cells);
        assert_eq!(below, expected, "{text:?}");
        let width = below.lines().map(crate::text::visible::width).max().unwrap();
        assert!(width <= cells, "{width} cells");
    }

    #[test]
    fn stands_below_the_column() {
        check("a\nb = |c\nd", 40, " 2 | b = c\n   |     ^\n");
        check("|", 40, " 1 |\n   | ^\n".replace("|\n", "| \n").as_str());
        check("abc|\r\n", 40, " 1 | abc\n   |    ^\n");
    }

    #[test]
    fn counts_cells_where_letters_are_wide_or_have_marks() {
        check("日本|語", 40, " 1 | 日本語\n   |     ^\n");
        check("e\u{301}|x", 40, " 1 | e\u{301}x\n   |  ^\n");
        check("\t|x\ty", 40, " 1 |     x    y\n   |     ^\n");
        check("👩‍🚒 |x", 40, " 1 | 👩‍🚒 x\n   |    ^\n");
    }

    #[test]
    fn shows_what_would_act_on_the_terminal() {
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
    fn a_fault_of_a_whole_file_has_no_place() {
        assert_eq!(below(&Diagnostic::whole("f", "m"), 40), "");
    }
}
