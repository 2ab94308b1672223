//! Rows of a text that is being edited: only those that an edit touches are broken again.
//!
//! A row takes whole words while they fit. Where it ends depends on nothing behind the first letter that does not
//! fit, so an edit changes at most the row before it, its own, and those that follow until a row begins where one
//! began before.

use crate::text::{slice, visible};
use std::ops::Range;

#[derive(Debug)]
pub(super) struct SoftRows {
    /// In cells.
    width: usize,
    /// Starts of the rows, in bytes; the first is 0.
    starts: Vec<usize>,
}

impl SoftRows {
    pub(super) fn new(text: &str, width: usize) -> Self {
        let width = width.max(1);
        let mut starts = vec![0];
        while let Some(next) = starts.last().and_then(|&start| next_start(text, start, width)) {
            starts.push(next);
        }
        Self { width, starts }
    }

    pub(super) const fn width(&self) -> usize {
        self.width
    }

    /// At least 1.
    pub(super) const fn count(&self) -> usize {
        self.starts.len()
    }

    /// The row that holds the place before the byte at `at`.
    pub(super) fn row_at(&self, at: usize) -> usize {
        self.starts.partition_point(|&start| start <= at).saturating_sub(1)
    }

    /// The bytes of a row, with its line end or the space that did not fit.
    pub(super) fn span(&self, text: &str, row: usize) -> Range<usize> {
        let start = self.starts.get(row).copied().unwrap_or(text.len());
        start..self.starts.get(row + 1).copied().unwrap_or(text.len())
    }

    /// Breaks `text` again after the bytes in `old` were replaced by `new` bytes.
    pub(super) fn update(&mut self, text: &str, old: Range<usize>, new: usize) {
        // One more row before, for a `\r` there that becomes part of a line end.
        let first = self.row_at(old.start).saturating_sub(2);
        let shifted = |start: usize| start - old.end + old.start + new;
        // Rows that begin behind the edit stay if one begins there again.
        let mut kept = self.starts.partition_point(|&start| start <= old.end).max(first + 1);
        let mut fresh = Vec::new();
        let mut start = self.starts.get(first).copied().unwrap_or(0);
        while let Some(next) = next_start(text, start, self.width) {
            while self.starts.get(kept).is_some_and(|&start| shifted(start) < next) {
                kept += 1;
            }
            if self.starts.get(kept).is_some_and(|&start| shifted(start) == next) {
                break;
            }
            fresh.push(next);
            start = next;
        }
        if next_start(text, start, self.width).is_none() {
            kept = self.starts.len();
        }
        let (fresh_from, fresh_count) = (first + 1, fresh.len());
        self.starts.splice(fresh_from..kept, fresh);
        for start in self.starts.iter_mut().skip(fresh_from + fresh_count) {
            *start = *start - old.end + old.start + new;
        }
    }
}

/// Start of the row after the one that begins at `start`; `None` for the last row.
fn next_start(text: &str, start: usize, width: usize) -> Option<usize> {
    let rest = slice(text, start..);
    let (mut used, mut after_space) = (0, None);
    for glyph in visible::clusters(rest) {
        let cluster = slice(rest, glyph.bytes.clone());
        let end = start + glyph.bytes.end;
        if cluster.ends_with('\n') {
            return Some(end);
        }
        let is_space = matches!(cluster, " " | "\t");
        used += usize::from(glyph.width);
        if used > width {
            let here = start + glyph.bytes.start;
            return Some(match after_space {
                // One space may stand beyond the edge.
                _ if is_space => end,
                Some(space) => space,
                None if here > start => here,
                // Even a cluster that is wider than the row has a row.
                None => end,
            })
            .filter(|&next| next < text.len() || is_space);
        }
        if is_space {
            after_space = Some(end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, width: usize) -> Vec<&str> {
        let rows = SoftRows::new(text, width);
        (0..rows.count()).map(|row| &text[rows.span(text, row)]).collect()
    }

    #[test]
    fn rows_end_at_words_lines_and_the_edge() {
        assert_eq!(rows("", 5), [""]);
        assert_eq!(rows("one two three", 8), ["one two ", "three"]);
        assert_eq!(rows("one two", 7), ["one two"]);
        assert_eq!(rows("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(rows("a\n\nb\n", 9), ["a\n", "\n", "b\n", ""]);
        assert_eq!(rows("a\r\nb", 9), ["a\r\n", "b"]);
        assert_eq!(rows("日本語", 3), ["日", "本", "語"]);
        assert_eq!(rows("日本", 1), ["日", "本"]);
        assert_eq!(rows("abc def", 3), ["abc ", "def"]);
        assert_eq!(rows("a      b", 3), ["a   ", "   ", "b"]);
    }

    #[test]
    fn an_edit_leaves_the_rows_of_the_whole_text() {
        let parts = [
            "a",
            "word ",
            "\n",
            "日本",
            "e\u{301}",
            " ",
            "longerthanarow",
            "\u{301}",
            "👩\u{200d}🚒",
            "\r\n",
        ];
        let mut random = 7_u64;
        let mut next = |below: usize| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) as usize % below.max(1)
        };
        for width in [1, 2, 5, 9] {
            let mut text = String::new();
            let mut rows = SoftRows::new(&text, width);
            for _ in 0..2000 {
                let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
                let from = next(bounds.len());
                let to = (from + next(4)).min(bounds.len() - 1);
                let old =
                    bounds[from]..if next(3) == 0 || text.len() > 200 { bounds[to] } else { bounds[from] };
                let new = if text.len() > 200 { "" } else { parts[next(parts.len())] };
                text.replace_range(old.clone(), new);
                rows.update(&text, old.clone(), new.len());
                let whole = SoftRows::new(&text, width);
                assert_eq!(rows.starts, whole.starts, "{old:?} {new:?} in {text:?} at {width}");
            }
        }
    }

    #[test]
    fn a_line_longer_than_a_cell_number_has_its_rows() {
        let rows = SoftRows::new(&"x".repeat(1_000_000), 10);
        assert_eq!(rows.count(), 100_000);
        assert_eq!(rows.row_at(999_999), 99_999);
    }
}
