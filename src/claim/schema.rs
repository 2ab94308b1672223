//! The shapes of a scheme file: what may stand in it, and where each part stands.

use crate::diagnostic::suggest::did_you_mean;
use crate::diagnostic::{self, Diagnostic};
use toml::de::{DeTable, DeValue};
use toml::{Spanned, map::Map};

type Entry<'a> = (&'a str, usize, &'a Spanned<DeValue<'a>>);

/// A string and the byte where its content begins in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    /// The string.
    pub(super) text: String,
    /// Offset of its first letter, in bytes.
    pub(super) at: usize,
}

/// One table of a scheme, with everything that a reader of the file needs to complain.
pub(super) struct Table<'a> {
    entries: Vec<Entry<'a>>,
    /// Where the table stands, in bytes.
    pub(super) at: usize,
    /// What it is called in a message.
    what: &'static str,
}

/// A file being read, and the warnings about it so far.
pub(super) struct Source<'a> {
    /// The file's name.
    pub(super) file: &'a str,
    /// Its content.
    pub(super) text: &'a str,
    /// What was wrong but did not stop the work.
    pub(super) warnings: Vec<Diagnostic>,
}

impl Source<'_> {
    /// A fault at a byte of the file.
    pub(super) fn fault(&self, at: usize, message: impl Into<String>) -> Diagnostic {
        Diagnostic::at(self.file, self.text, at, message)
    }

    /// Notes a warning at a byte of the file.
    pub(super) fn warn(&mut self, at: usize, message: impl Into<String>) {
        if !self.is_full() {
            let fault = self.fault(at, message);
            self.add(fault);
        }
    }

    /// Whether so much is wrong that no more is told.
    pub(super) fn is_full(&self) -> bool {
        self.warnings.len() > diagnostic::MAX_DIAGNOSTICS
    }

    fn add(&mut self, fault: Diagnostic) {
        let last = self.warnings.len() == diagnostic::MAX_DIAGNOSTICS;
        self.warnings.push(if last { Diagnostic::too_many(self.file) } else { fault });
    }

    /// Notes a warning with a word about what to do.
    pub(super) fn warn_with(&mut self, at: usize, message: impl Into<String>, hint: impl Into<String>) {
        if !self.is_full() {
            let fault = self.fault(at, message).hint(hint);
            self.add(fault);
        }
    }
}

impl<'a> Table<'a> {
    /// The table as a whole.
    pub(super) fn new(table: &'a DeTable<'a>, at: usize, what: &'static str) -> Self {
        let map: &'a Map<_, _> = table;
        let entries =
            map.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span().start, value)).collect();
        Self { entries, at, what }
    }

    /// Warns of every key that is not in `known`.
    pub(super) fn only(&self, known: &[&str], source: &mut Source<'_>) {
        for (key, at, _) in &self.entries {
            if !known.contains(key) && !source.is_full() {
                let message = format!("unknown key `{key}` in {}", self.what);
                let near = did_you_mean(key, known.iter().copied());
                source.warn_with(
                    *at,
                    message,
                    near.unwrap_or_else(|| format!("it knows {}", known.join(", "))),
                );
            }
        }
    }

    fn value(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.entries.iter().find(|(name, ..)| *name == key).map(|(_, _, value)| *value)
    }

    /// Every key with its strings.
    pub(super) fn all_strings(&self, source: &mut Source<'_>) -> Vec<(String, Vec<Placed>)> {
        let entries = self.entries.iter();
        entries.map(|(key, _, value)| ((*key).to_owned(), self.strings_of(key, value, source))).collect()
    }

    fn mismatch(&self, key: &str, at: usize, wanted: &str, source: &mut Source<'_>) {
        source.warn(at, format!("`{key}` in {} must be {wanted}", self.what));
    }

    /// A string; `None` if there is none, or if it is something else, which is a warning.
    pub(super) fn string(&self, key: &str, source: &mut Source<'_>) -> Option<Placed> {
        let value = self.value(key)?;
        if let DeValue::String(text) = value.get_ref() {
            return Some(placed(text, value, source));
        }
        self.mismatch(key, value.span().start, "a string", source);
        None
    }

    /// A string or a list of strings; empty if there is none.
    pub(super) fn strings(&self, key: &str, source: &mut Source<'_>) -> Vec<Placed> {
        self.value(key).map(|value| self.strings_of(key, value, source)).unwrap_or_default()
    }

    fn strings_of(&self, key: &str, value: &Spanned<DeValue<'_>>, source: &mut Source<'_>) -> Vec<Placed> {
        match value.get_ref() {
            DeValue::String(text) => return vec![placed(text, value, source)],
            DeValue::Array(array) => {
                let items: Option<Vec<Placed>> = array
                    .iter()
                    .map(|item| match item.get_ref() {
                        DeValue::String(text) => Some(placed(text, item, source)),
                        _ => None,
                    })
                    .collect();
                if let Some(items) = items {
                    return items;
                }
            }
            _ => {}
        }
        self.mismatch(key, value.span().start, "a string or a list of strings", source);
        Vec::new()
    }

    /// A number in thousandths: `1.5` gives 1500.
    pub(super) fn milli(&self, key: &str, source: &mut Source<'_>) -> Option<i32> {
        let value = self.value(key)?;
        let number: Option<f64> = match value.get_ref() {
            DeValue::Float(number) => number.as_str().replace('_', "").parse().ok(),
            DeValue::Integer(number) => number.as_str().replace('_', "").parse().ok(),
            _ => None,
        };
        if let Some(number) = number.filter(|number| number.abs() <= 100.0) {
            return Some((number * 1000.0).round() as i32);
        }
        self.mismatch(key, value.span().start, "a number from -100 to 100", source);
        None
    }

    /// A truth value; false if there is none.
    pub(super) fn flag(&self, key: &str, source: &mut Source<'_>) -> bool {
        let Some(value) = self.value(key) else { return false };
        if let DeValue::Boolean(flag) = value.get_ref() {
            return *flag;
        }
        self.mismatch(key, value.span().start, "true or false", source);
        false
    }

    /// The table under a key.
    pub(super) fn table(&self, key: &str, what: &'static str, source: &mut Source<'_>) -> Option<Table<'a>> {
        let value = self.value(key)?;
        if let DeValue::Table(table) = value.get_ref() {
            return Some(Table::new(table, value.span().start, what));
        }
        self.mismatch(key, value.span().start, "a table", source);
        None
    }

    /// The list of tables under a key.
    pub(super) fn tables(&self, key: &str, what: &'static str, source: &mut Source<'_>) -> Vec<Table<'a>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        if let DeValue::Array(array) = value.get_ref() {
            let tables: Option<Vec<Table<'a>>> = array
                .iter()
                .map(|item| match item.get_ref() {
                    DeValue::Table(table) => Some(Table::new(table, item.span().start, what)),
                    _ => None,
                })
                .collect();
            if let Some(tables) = tables {
                return tables;
            }
        }
        self.mismatch(key, value.span().start, &format!("a list of tables, written `[[{key}]]`"), source);
        Vec::new()
    }
}

/// A string with the place of its first letter: the place of the quotation mark and its length.
fn placed(text: &str, value: &Spanned<DeValue<'_>>, source: &Source<'_>) -> Placed {
    let start = value.span().start;
    let rest = source.text.get(start..).unwrap_or_default();
    let marks = if rest.starts_with("\"\"\"") || rest.starts_with("'''") { 3 } else { 1 };
    Placed { text: text.to_owned(), at: start + marks }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_right_and_warns_of_the_rest() {
        let text = "a = 1.25\nb = 'x'\nc = ['y', 3]\nd = [\"p\", \"q\"]\n";
        let parsed = DeTable::parse(text).unwrap();
        let table = Table::new(parsed.get_ref(), 0, "a test");
        let mut source = Source { file: "t.toml", text, warnings: Vec::new() };
        assert_eq!(table.milli("a", &mut source), Some(1250));
        assert_eq!(table.string("b", &mut source), Some(Placed { text: "x".to_owned(), at: 14 }));
        assert_eq!(table.strings("d", &mut source).len(), 2);
        assert!(table.strings("c", &mut source).is_empty());
        table.only(&["a", "b", "c"], &mut source);
        let warnings: Vec<String> = source.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(
            warnings,
            [
                "t.toml:3:5: `c` in a test must be a string or a list of strings",
                "t.toml:4:1: unknown key `d` in a test (hint: did you mean `a`?)",
            ]
        );
    }
}
