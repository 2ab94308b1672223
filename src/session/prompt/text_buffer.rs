//! The text of a prompt with its cursor, its undo, and its rows on the screen.
//!
//! A key costs a move of the bytes behind it and the wrapping of the rows around it, however long the text is.

use super::soft_rows::SoftRows;
use super::undo::{Edit, Undo};
use crate::text::{slice, visible};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Motion {
    Left,
    Right,
    WordLeft,
    WordRight,
    /// Start and end of the row, or of the text if it has no rows.
    RowStart,
    RowEnd,
    Start,
    End,
    /// Rows down, or up if negative.
    Rows(isize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deletion {
    Left,
    Right,
    WordLeft,
    /// The line of the cursor, which has all of its rows.
    Line,
    /// Up to the end of the line; there, the line end.
    LineEnd,
}

#[derive(Debug, Default)]
pub(super) struct TextBuffer {
    text: String,
    /// A byte between two clusters.
    cursor: usize,
    undo: Undo,
    /// `None` for a prompt of one row.
    rows: Option<SoftRows>,
    /// The column that steps from row to row aim at, in cells.
    goal: Option<usize>,
}

impl TextBuffer {
    /// The cursor starts at the end of `text`.
    pub(super) fn new(text: String) -> Self {
        Self { cursor: text.len(), text, ..Self::default() }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// In bytes.
    pub(super) const fn cursor(&self) -> usize {
        self.cursor
    }

    pub(super) const fn rows(&self) -> Option<&SoftRows> {
        self.rows.as_ref()
    }

    /// Breaks the text into rows of at most `width` cells.
    pub(super) fn wrap(&mut self, width: usize) {
        if self.rows.as_ref().is_none_or(|rows| rows.width() != width) {
            self.rows = Some(SoftRows::new(&self.text, width));
        }
    }

    pub(super) fn unwrap_rows(&mut self) {
        self.rows = None;
    }

    /// Row and column of the cursor, in cells.
    pub(super) fn place(&self) -> (usize, usize) {
        let Some(rows) = &self.rows else { return (0, 0) };
        let row = rows.row_at(self.cursor);
        let start = rows.span(&self.text, row).start;
        (row, cells(slice(&self.text, start..self.cursor)))
    }

    /// Types one character, or inserts a paste. One undo takes back a word that was typed, or the paste.
    pub(super) fn insert(&mut self, text: &str, typed: bool) {
        if text.is_empty() {
            return;
        }
        let begins_word =
            slice(&self.text, ..self.cursor).ends_with(char::is_whitespace) && !text.trim().is_empty();
        self.replace(self.cursor..self.cursor, text, typed, typed && !begins_word);
    }

    /// The cursor goes to the end.
    pub(super) fn replace_all(&mut self, text: &str) {
        self.replace(0..self.text.len(), text, false, false);
    }

    pub(super) fn delete(&mut self, what: Deletion) {
        let line = || {
            let start = slice(&self.text, ..self.cursor).rfind('\n').map_or(0, |at| at + 1);
            let rest = slice(&self.text, self.cursor..);
            (start, self.cursor + rest.find('\n').unwrap_or(rest.len()))
        };
        let range = match what {
            Deletion::Left => self.before()..self.cursor,
            Deletion::Right => self.cursor..self.after(),
            Deletion::WordLeft => self.word_before()..self.cursor,
            Deletion::Line => line().0..line().1,
            Deletion::LineEnd => match line().1 {
                end if end == self.cursor => self.cursor..self.after(),
                end => self.cursor..end,
            },
        };
        if !range.is_empty() {
            self.replace(range, "", false, false);
        }
    }

    pub(super) fn go(&mut self, motion: Motion) {
        let goal = self.goal.take();
        self.undo.part();
        self.cursor = match motion {
            Motion::Left => self.before(),
            Motion::Right => self.after(),
            Motion::WordLeft => self.word_before(),
            Motion::WordRight => self.word_after(),
            Motion::Start => 0,
            Motion::End => self.text.len(),
            Motion::RowStart => self.row().start,
            Motion::RowEnd => self.row_end(),
            Motion::Rows(by) => self.step_rows(by, goal),
        };
    }

    /// Takes back the last edit, or repeats the last one taken back; returns whether there was one.
    pub(super) fn step_undo(&mut self, back: bool) -> bool {
        let Some(Edit { at, inserted, removed, .. }) = self.undo.pop(back) else { return false };
        let taken = slice(&self.text, at..at + inserted).to_owned();
        self.splice(at..at + inserted, &removed);
        self.undo.push_inverse(back, Edit { at, inserted: removed.len(), removed: taken, typed: false });
        true
    }

    /// Takes the cursor to a row and a column on the screen.
    pub(super) fn go_to_cell(&mut self, row: usize, column: usize) {
        self.undo.part();
        self.goal = None;
        self.cursor = self.at_cell(row, column);
    }

    /// `joins`: with the letters typed directly before, for undo.
    fn replace(&mut self, range: Range<usize>, with: &str, typed: bool, joins: bool) {
        let removed = slice(&self.text, range.clone()).to_owned();
        self.undo.push(Edit { at: range.start, inserted: with.len(), removed, typed }, joins);
        self.splice(range, with);
    }

    fn splice(&mut self, range: Range<usize>, with: &str) {
        self.goal = None;
        self.cursor = range.start + with.len();
        self.text.replace_range(range.clone(), with);
        if let Some(rows) = &mut self.rows {
            rows.update(&self.text, range, with.len());
        }
        // What was typed may have joined the letters around it.
        if !self.is_boundary(self.cursor) {
            self.cursor = self.after();
        }
    }

    fn is_boundary(&self, at: usize) -> bool {
        let start = slice(&self.text, ..at).grapheme_indices(true).next_back().map_or(0, |(start, _)| start);
        let first = slice(&self.text, start..).graphemes(true).next().map_or(0, str::len);
        at == 0 || at == self.text.len() || start + first <= at
    }

    fn before(&self) -> usize {
        let last = slice(&self.text, ..self.cursor).grapheme_indices(true).next_back();
        last.map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        let start = slice(&self.text, ..self.cursor).grapheme_indices(true).next_back();
        let from = start.map_or(0, |(at, _)| at);
        // A cursor inside a cluster goes to its end.
        let end = |from: usize| from + slice(&self.text, from..).graphemes(true).next().map_or(0, str::len);
        let joined = end(from);
        if joined > self.cursor { joined } else { end(self.cursor) }
    }

    /// Start of the word before the cursor.
    fn word_before(&self) -> usize {
        let before = slice(&self.text, ..self.cursor);
        let end = before.trim_end_matches(|char: char| !char.is_alphanumeric()).len();
        let word = slice(before, ..end).trim_end_matches(is_of_word).len();
        if end == 0 { 0 } else { word }
    }

    /// End of the word after the cursor.
    fn word_after(&self) -> usize {
        let after = slice(&self.text, self.cursor..);
        let word = after.trim_start_matches(|char: char| !char.is_alphanumeric());
        self.text.len() - word.trim_start_matches(is_of_word).len()
    }

    fn row(&self) -> Range<usize> {
        let whole = || 0..self.text.len();
        self.rows.as_ref().map_or_else(whole, |rows| rows.span(&self.text, rows.row_at(self.cursor)))
    }

    /// The last place of the row: before its line end, or before the letter that the next row begins after.
    fn row_end(&self) -> usize {
        let Range { start, end } = self.row();
        let row = slice(&self.text, start..end);
        if let Some(line) = row.strip_suffix("\r\n").or_else(|| row.strip_suffix('\n')) {
            return start + line.len();
        }
        if end == self.text.len() {
            return end;
        }
        row.grapheme_indices(true).next_back().map_or(start, |(at, _)| start + at)
    }

    fn step_rows(&mut self, by: isize, goal: Option<usize>) -> usize {
        let (row, column) = self.place();
        let Some(rows) = &self.rows else { return self.cursor };
        let target = row.saturating_add_signed(by).min(rows.count() - 1);
        let goal = goal.unwrap_or(column);
        self.goal = Some(goal);
        match target {
            _ if target != row => self.at_cell(target, goal),
            _ if by < 0 => 0,
            _ => self.text.len(),
        }
    }

    /// The place in a row that is nearest to a column.
    fn at_cell(&self, row: usize, column: usize) -> usize {
        let Some(rows) = &self.rows else { return self.cursor };
        let span = rows.span(&self.text, row.min(rows.count() - 1));
        let last = span.end == self.text.len();
        let mut used = 0;
        let mut at = span.start;
        for glyph in visible::clusters(slice(&self.text, span.clone())) {
            let next = span.start + glyph.bytes.end;
            let cluster = slice(&self.text, span.start + glyph.bytes.start..next);
            used += usize::from(glyph.width);
            // The place behind the last letter of a row belongs to the next one.
            if used > column || cluster.ends_with('\n') || (next == span.end && !last) {
                break;
            }
            at = next;
        }
        at
    }
}

fn is_of_word(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '\'' | '’' | '\u{300}'..='\u{36f}')
}

fn cells(text: &str) -> usize {
    visible::clusters(text).map(|glyph| usize::from(glyph.width)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with `|` at the cursor.
    fn shown(buffer: &TextBuffer) -> String {
        let (before, after) = buffer.text.split_at(buffer.cursor);
        format!("{before}|{after}")
    }

    /// A buffer in rows of 5 cells with the cursor at `|`.
    fn buffer(text: &str) -> TextBuffer {
        let at = text.find('|').unwrap();
        let mut buffer = TextBuffer::new(text.replace('|', ""));
        buffer.wrap(5);
        buffer.cursor = at;
        buffer
    }

    #[test]
    fn the_cursor_moves_by_letters_words_rows_and_to_the_ends() {
        let check = |motion, from: &str, to: &str| {
            let mut buffer = buffer(from);
            buffer.go(motion);
            assert_eq!(shown(&buffer), to, "{motion:?} from {from}");
        };
        check(Motion::Left, "ae\u{301}|b", "a|e\u{301}b");
        check(Motion::Right, "a|👩\u{200d}🚒b", "a👩\u{200d}🚒|b");
        check(Motion::Left, "|a", "|a");
        check(Motion::Right, "a\r|\nb", "a\r\n|b");
        check(Motion::WordLeft, "one, don't|", "one, |don't");
        check(Motion::WordRight, "|  one two", "  one| two");
        check(Motion::WordRight, "one |…", "one …|");
        check(Motion::RowStart, "abc de|f", "abc |def");
        check(Motion::RowEnd, "a|bc def", "abc| def");
        check(Motion::RowEnd, "a|b\ncd", "ab|\ncd");
        check(Motion::RowEnd, "abc d|ef", "abc def|");
        check(Motion::Start, "ab\ncd|", "|ab\ncd");
        check(Motion::End, "|ab\ncd", "ab\ncd|");
        check(Motion::Rows(1), "a|bc\nd", "abc\nd|");
        check(Motion::Rows(1), "ab|c\n日本", "abc\n日|本");
        check(Motion::Rows(-1), "ab\ncd|", "ab|\ncd");
        check(Motion::Rows(-1), "a|b", "|ab");
        check(Motion::Rows(9), "a|b\ncd", "ab\nc|d");
    }

    #[test]
    fn steps_from_row_to_row_keep_their_column() {
        let mut buffer = buffer("abcd|\nx\nabcd");
        buffer.go(Motion::Rows(1));
        buffer.go(Motion::Rows(1));
        assert_eq!(shown(&buffer), "abcd\nx\nabcd|");
    }

    #[test]
    fn deletions_take_letters_words_and_lines() {
        let check = |what, from: &str, to: &str| {
            let mut buffer = buffer(from);
            buffer.delete(what);
            assert_eq!(shown(&buffer), to, "{what:?} from {from}");
        };
        check(Deletion::Left, "ae\u{301}|b", "a|b");
        check(Deletion::Right, "a|\r\nb", "a|b");
        check(Deletion::WordLeft, "one two.|", "one |");
        check(Deletion::Line, "a\nb b|b\nc", "a\n|\nc");
        check(Deletion::LineEnd, "a|bc\nd", "a|\nd");
        check(Deletion::LineEnd, "a|\nd", "a|d");
        check(Deletion::Left, "|a", "|a");
    }

    #[test]
    fn an_undo_takes_back_a_word_a_paste_or_a_deletion() {
        let mut buffer = buffer("|");
        "one two".chars().for_each(|char| buffer.insert(&char.to_string(), true));
        buffer.insert("pasted\ntext", false);
        buffer.delete(Deletion::WordLeft);
        let mut states = vec![shown(&buffer)];
        while buffer.step_undo(true) {
            states.push(shown(&buffer));
        }
        assert_eq!(states, ["one twopasted\n|", "one twopasted\ntext|", "one two|", "one |", "|"]);
        while buffer.step_undo(false) {}
        assert_eq!(shown(&buffer), "one twopasted\n|");
        assert_eq!(buffer.rows().unwrap().count(), SoftRows::new(buffer.text(), 5).count());
    }

    #[test]
    fn a_mark_that_joins_the_letter_before_it_moves_the_cursor_behind_both() {
        let mut buffer = buffer("e|b");
        buffer.insert("\u{301}", true);
        assert_eq!(shown(&buffer), "e\u{301}|b");
        buffer.go(Motion::Left);
        assert_eq!(shown(&buffer), "|e\u{301}b");
    }

    #[test]
    fn a_long_note_has_all_its_rows_and_columns() {
        for line in ["a thought on the pier\n", "и мысль о пирсе ", "x"] {
            let mut buffer = buffer("|");
            buffer.insert(&line.repeat((1 << 20) / line.len()), false);
            buffer.go(Motion::Left);
            buffer.insert("b", true);
            let (row, column) = buffer.place();
            let rows = SoftRows::new(buffer.text(), 5);
            assert_eq!(buffer.rows().unwrap().count(), rows.count());
            assert!(row > usize::from(u16::MAX) && column <= 5, "{row} {column}");
        }
    }
}
