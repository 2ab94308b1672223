//! A row of the table of keys, and how it is shown.

use super::Table;
use super::map::Meaning;
use crate::session::key::{Code, Key};

/// A row of the table as it holds now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it holds.
    pub table: Table,
    /// The heading in the help.
    pub group: &'static str,
    /// What the help says.
    pub help: &'static str,
    /// What the hint bar says, where there is room; empty for what it leaves out.
    pub hint: &'static str,
    /// Each key with what it does, the reader's own before those that do the same.
    pub keys: Vec<(Key, Meaning)>,
    /// Whether the hint bar shows a key for each of two actions, such as `]/[`.
    pub(super) paired: bool,
    /// Whether its first keys are those of the scheme's categories, shown from the first to the last.
    pub(super) of_categories: bool,
}

impl Row {
    /// The names of its keys, as they are shown.
    pub fn keys_shown(&self) -> String {
        let digits = if self.of_categories {
            self.keys.iter().take_while(|(key, _)| is_digit(*key)).count()
        } else {
            0
        };
        let (digits, others) = self.keys.split_at_checked(digits).unwrap_or((&[], &self.keys));
        let range = match digits {
            [(first, _), .., (last, _)] => Some(format!("{first}-{last}")),
            [(only, _)] => Some(only.to_string()),
            [] => None,
        };
        let others = others.iter().map(|(key, _)| shown(*key));
        range.into_iter().chain(others).collect::<Vec<_>>().join(" ")
    }

    /// Its keys in short, for the hint bar: one, or one for each of two actions that belong together.
    pub fn keys_hinted(&self) -> String {
        let Some((first, meaning)) = self.keys.first() else { return String::new() };
        if self.of_categories {
            return self.keys_shown().split(' ').next().unwrap_or_default().to_owned();
        }
        let other = self.keys.iter().find(|(_, other)| other != meaning).filter(|_| self.paired);
        match other {
            Some((other, _)) => format!("{}/{}", shown(*first), shown(*other)),
            None => shown(*first),
        }
    }
}

/// Whether a key is a digit alone.
pub(super) const fn is_digit(key: Key) -> bool {
    matches!(key.code, Code::Char('0'..='9')) && !key.ctrl && !key.alt
}

/// The name of a key, as it is shown.
pub(super) fn shown(key: Key) -> String {
    match key.code {
        Code::BackTab => "Shift-Tab".to_owned(),
        _ => key.to_string(),
    }
}
