//! Faults found in a user's file, each with the file, line and column where it stands.

pub mod suggest;

use std::fmt;

/// One fault in a file that a person wrote: what is wrong, where, and what to do next.
///
/// The same value serves as a warning (the file is still used) and as an error (it cannot be);
/// the function that returns it says which.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Diagnostic {
    /// The file's name as the user gave it, or the name of a built-in one.
    pub file: String,
    /// Line, counted from 1; 0 when the fault concerns the whole file.
    pub line: usize,
    /// Column in code points, counted from 1; 0 when the fault concerns the whole line.
    pub column: usize,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do next, if there is something.
    pub hint: Option<String>,
    /// The line in which it stands, where a line is to blame.
    pub snippet: Option<Box<Snippet>>,
}

/// A line of a user's file, for showing where in it a fault stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The line as it stands in the file, without its end. Of a very long one only what is near the
    /// fault, with `…` where it was cut.
    pub text: String,
    /// Where the fault stands in `text`, in bytes.
    pub at: usize,
}

/// How many code points of a line are kept on each side of a fault: more than any terminal is wide,
/// and little enough for a file that is one line of many megabytes.
const NEAR: usize = 400;

/// How many code points of a message are kept.
const LONGEST: usize = 600;

/// How many faults of one file are told; a file with more is not meant to be one of its kind.
pub const MAX_DIAGNOSTICS: usize = 100;

impl Diagnostic {
    /// The fault that ends a list of faults which has become too long.
    pub fn too_many(file: &str) -> Self {
        Self::whole(file, format!("has more than {MAX_DIAGNOSTICS} faults; the others are not told"))
    }

    /// A fault that concerns the file as a whole.
    pub fn whole(file: &str, message: impl Into<String>) -> Self {
        let message = short(message.into());
        Self { file: file.to_owned(), line: 0, column: 0, message, hint: None, snippet: None }
    }

    /// A fault at a byte offset of `text`, which is the content of `file`.
    ///
    /// An offset past the end, or inside a character, counts as the last place before it.
    pub fn at(file: &str, text: &str, offset: usize, message: impl Into<String>) -> Self {
        let (line, column) = place(text, offset);
        let snippet = Some(Box::new(snippet(text, offset)));
        Self { file: file.to_owned(), line, column, message: short(message.into()), hint: None, snippet }
    }

    /// The same fault with a word about what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(short(hint.into()));
        self
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
        match &self.hint {
            Some(hint) => write!(f, " (hint: {hint})"),
            None => Ok(()),
        }
    }
}

/// A text without its end where it is very long: it quotes a file, in which a word may be of megabytes.
fn short(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// The text before a byte offset and from it on; an offset inside a character counts as before it.
fn halves(text: &str, offset: usize) -> (&str, &str) {
    let offset = (0..=offset.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    text.split_at_checked(offset).unwrap_or((text, ""))
}

/// The line around a byte offset.
fn snippet(text: &str, offset: usize) -> Snippet {
    let (before, after) = halves(text, offset);
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default().trim_end_matches('\r');
    let first = before.char_indices().rev().take(NEAR).last().map_or(before.len(), |(at, _)| at);
    let last = after.char_indices().nth(NEAR).map_or(after.len(), |(at, _)| at);
    let mut line = String::from(if first > 0 { "…" } else { "" });
    line.push_str(before.get(first..).unwrap_or_default());
    let at = line.len();
    line.push_str(after.get(..last).unwrap_or_default());
    line.push_str(if last < after.len() { "…" } else { "" });
    Snippet { text: line, at }
}

/// Line and column of a byte offset, both counted from 1, the column in code points.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let (before, _) = halves(text, offset);
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    let line = before.matches('\n').count() + 1;
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_line_and_column_in_code_points() {
        let text = "a = 1\né = ?\n";
        let fault = Diagnostic::at("keys.toml", text, text.find('?').unwrap_or(0), "not a value");
        assert_eq!(fault.to_string(), "keys.toml:2:5: not a value");
    }

    #[test]
    fn survives_an_offset_past_the_end_or_inside_a_character() {
        assert_eq!(Diagnostic::at("f", "é", 1, "m").to_string(), "f:1:1: m");
        assert_eq!(Diagnostic::at("f", "é", 99, "m").to_string(), "f:1:2: m");
    }

    #[test]
    fn keeps_its_line_or_what_is_near() {
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
        assert_eq!(Diagnostic::whole("f", "é".repeat(5000)).message.chars().count(), LONGEST + 1);
    }

    #[test]
    fn ends_with_its_hint() {
        let fault = Diagnostic::whole("a.toml", "empty").hint("write a category");
        assert_eq!(fault.to_string(), "a.toml: empty (hint: write a category)");
    }
}
