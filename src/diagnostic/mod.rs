//! Problems in a user's file, each with file, line and column.

pub mod suggest;

use std::fmt;
use std::ops::Range;

/// One problem in a file that a person wrote: what is wrong, where, and what to do next.
///
/// The same value serves as a warning (the file is still used) and as an error (it is unusable); the function that
/// returns it documents which.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Diagnostic {
    /// As the user gave it, or the name of a built-in file.
    pub file: String,
    /// From 1; 0 if the problem concerns the whole file.
    pub line: usize,
    /// In code points, from 1; 0 if the problem concerns the whole line.
    pub column: usize,
    /// Lower case, no full stop.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
    /// `None` if no single line is to blame.
    pub snippet: Option<Box<Snippet>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// Without its line end, cut to `SNIPPET_CONTEXT` on each side of the problem, with `…` at each cut.
    pub text: String,
    /// Byte offset of the problem in `text`.
    pub at: usize,
}

/// Code points of a line kept on each side of a problem: wider than any terminal, yet small for a file with one line
/// of many megabytes.
const SNIPPET_CONTEXT: usize = 400;

/// Code points kept of a message or hint: it quotes the file, where one word may have megabytes.
const MAX_MESSAGE_CHARS: usize = 600;

/// Diagnostics reported per file; a file with more is probably of another kind.
pub const MAX_DIAGNOSTICS: usize = 100;

impl Diagnostic {
    /// Closes a list of [`MAX_DIAGNOSTICS`].
    pub fn too_many(file: &str) -> Self {
        Self::whole(file, format!("more than {MAX_DIAGNOSTICS} problems; the rest are not listed"))
    }

    /// Concerns the file as a whole.
    pub fn whole(file: &str, message: impl Into<String>) -> Self {
        let message = shorten(message.into());
        Self { file: file.to_owned(), line: 0, column: 0, message, hint: None, snippet: None }
    }

    /// Concerns a whole line, counted from 1.
    pub fn on_line(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self { line, ..Self::whole(file, message) }
    }

    /// `offset` is a byte offset in `text`, the file's content.
    ///
    /// An offset inside a character counts as its beginning, one past the end as the end.
    pub fn at(file: &str, text: &str, offset: usize, message: impl Into<String>) -> Self {
        let (before, after) = text.split_at(text.floor_char_boundary(offset));
        let line_before = before.rsplit('\n').next().unwrap_or_default();
        Self {
            line: before.matches('\n').count() + 1,
            column: line_before.chars().count() + 1,
            snippet: Some(Box::new(Snippet::around(line_before, after))),
            ..Self::whole(file, message)
        }
    }

    /// A syntax error of the TOML parser, from its span in `text` and its message.
    pub fn toml(file: &str, text: &str, span: Option<Range<usize>>, message: &str) -> Self {
        let message = message.trim_end_matches('.').replace('\n', ", ");
        match span {
            Some(span) => Self::at(file, text, span.start, message),
            None => Self::whole(file, message),
        }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(shorten(hint.into()));
        self
    }

    /// Appends to `list` until it holds [`MAX_DIAGNOSTICS`]; the next one becomes [`Self::too_many`], and
    /// later ones are dropped.
    pub fn push_to(self, list: &mut Vec<Self>) {
        match list.len() {
            0..MAX_DIAGNOSTICS => list.push(self),
            MAX_DIAGNOSTICS => list.push(Self::too_many(&self.file)),
            _ => {}
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file)?;
        if self.line > 0 {
            write!(f, "{}:", self.line)?;
        }
        if self.column > 0 {
            write!(f, "{}:", self.column)?;
        }
        write!(f, " {}", self.message)?;
        self.hint.as_ref().map_or(Ok(()), |hint| write!(f, " (hint: {hint})"))
    }
}

impl Snippet {
    /// The line around a problem; `before` is the file up to it and `after` the rest.
    fn around(before: &str, after: &str) -> Self {
        let after = after.split('\n').next().unwrap_or_default().trim_end_matches('\r');
        let first =
            before.char_indices().rev().take(SNIPPET_CONTEXT).last().map_or(before.len(), |(at, _)| at);
        let last = after.char_indices().nth(SNIPPET_CONTEXT).map_or(after.len(), |(at, _)| at);
        let mut text = String::from(if first > 0 { "…" } else { "" });
        text.push_str(before.split_at(first).1);
        let at = text.len();
        text.push_str(after.split_at(last).0);
        text.push_str(if last < after.len() { "…" } else { "" });
        Self { text, at }
    }
}

fn shorten(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(MAX_MESSAGE_CHARS) {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_line_and_column_in_code_points() {
        let text = "a = 1\né = ?\n";
        let diagnostic = Diagnostic::at("keys.toml", text, text.find('?').unwrap_or(0), "not a value");
        assert_eq!(diagnostic.to_string(), "keys.toml:2:5: not a value");
    }

    #[test]
    fn survives_an_offset_past_the_end_or_inside_a_character() {
        assert_eq!(Diagnostic::at("f", "é", 1, "m").to_string(), "f:1:1: m");
        assert_eq!(Diagnostic::at("f", "é", 99, "m").to_string(), "f:1:2: m");
    }

    #[test]
    fn snippets_are_the_line_or_its_part_near_the_problem() {
        let line = |text: &str, offset| {
            let snippet = *Diagnostic::at("f", text, offset, "m").snippet.unwrap();
            (snippet.text, snippet.at)
        };
        assert_eq!(line("a = 1\r\n\té = ?\r\nb", 13), ("\té = ?".to_owned(), 6));
        assert_eq!(line("a\n", 99), (String::new(), 0));
        assert_eq!(line("é", 1), ("é".to_owned(), 0));
        let (text, at) = line(&"é".repeat(1000), 1000);
        assert_eq!((text.chars().count(), text.chars().position(|char| char == 'é')), (802, Some(1)));
        assert_eq!(text[..at].chars().count(), 401);
        assert!(Diagnostic::whole("f", "m").snippet.is_none());
        assert_eq!(Diagnostic::whole("f", "é".repeat(5000)).message.chars().count(), MAX_MESSAGE_CHARS + 1);
    }

    #[test]
    fn ends_with_its_hint() {
        let diagnostic = Diagnostic::whole("a.toml", "empty").hint("write a category");
        assert_eq!(diagnostic.to_string(), "a.toml: empty (hint: write a category)");
    }

    #[test]
    fn a_long_list_is_closed_once() {
        let mut list = Vec::new();
        (0..MAX_DIAGNOSTICS + 9).for_each(|_| Diagnostic::on_line("f", 3, "m").push_to(&mut list));
        assert_eq!((list.len(), list[0].to_string().as_str()), (MAX_DIAGNOSTICS + 1, "f:3: m"));
        assert_eq!(list.last(), Some(&Diagnostic::too_many("f")));
    }
}
