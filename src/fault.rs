//! Faults found in a user's file, each with the file, line and column where it stands.

pub mod word;

use std::fmt;

/// One fault in a file that a person wrote: what is wrong, where, and what to do next.
///
/// The same value serves as a warning (the file is still used) and as an error (it cannot be);
/// the function that returns it says which.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Fault {
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
}

impl Fault {
    /// A fault that concerns the file as a whole.
    pub fn whole(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: 0, column: 0, message: message.into(), hint: None }
    }

    /// A fault at a byte offset of `text`, which is the content of `file`.
    ///
    /// An offset past the end, or inside a character, counts as the last place before it.
    pub fn at(file: &str, text: &str, offset: usize, message: impl Into<String>) -> Self {
        let (line, column) = place(text, offset);
        Self { file: file.to_owned(), line, column, message: message.into(), hint: None }
    }

    /// The same fault with a word about what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Fault {
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

/// Line and column of a byte offset, both counted from 1, the column in code points.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let offset = (0..=offset.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    let before = text.get(..offset).unwrap_or_default();
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
        let fault = Fault::at("keys.toml", text, text.find('?').unwrap_or(0), "not a value");
        assert_eq!(fault.to_string(), "keys.toml:2:5: not a value");
    }

    #[test]
    fn survives_an_offset_past_the_end_or_inside_a_character() {
        assert_eq!(Fault::at("f", "é", 1, "m").to_string(), "f:1:1: m");
        assert_eq!(Fault::at("f", "é", 99, "m").to_string(), "f:1:2: m");
    }

    #[test]
    fn ends_with_its_hint() {
        let fault = Fault::whole("a.toml", "empty").hint("write a category");
        assert_eq!(fault.to_string(), "a.toml: empty (hint: write a category)");
    }
}
