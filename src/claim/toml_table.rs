//! TOML tables with byte offsets: typed getters that turn an invalid value into a warning at its position.

use crate::diagnostic::suggest::did_you_mean;
use crate::diagnostic::{Diagnostic, MAX_DIAGNOSTICS};
use toml::de::{DeTable, DeValue};
use toml::{Spanned, map::Map};

/// A string and the byte offset of its first letter in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Located {
    pub(super) text: String,
    pub(super) at: usize,
}

pub(super) struct TomlTable<'a> {
    /// Key, its byte offset, and its value.
    entries: Vec<(&'a str, usize, &'a Spanned<DeValue<'a>>)>,
    pub(super) at: usize,
    /// Used in messages.
    name: &'static str,
}

#[derive(Default)]
pub(super) struct SchemeFile<'a> {
    pub(super) name: &'a str,
    pub(super) text: &'a str,
    pub(super) warnings: Vec<Diagnostic>,
}

impl<'a> SchemeFile<'a> {
    pub(super) const fn new(name: &'a str, text: &'a str) -> Self {
        Self { name, text, warnings: Vec::new() }
    }

    /// Warns at a byte offset. One more warning after [`MAX_DIAGNOSTICS`] says that others follow.
    pub(super) fn warn(&mut self, at: usize, message: impl Into<String>) {
        self.warn_with_hint(at, message, None);
    }

    pub(super) fn warn_with_hint(&mut self, at: usize, message: impl Into<String>, hint: Option<String>) {
        // A line and column cost a pass over the text.
        if !self.is_full() {
            let warning = Diagnostic::at(self.name, self.text, at, message);
            hint.into_iter().fold(warning, Diagnostic::hint).push_to(&mut self.warnings);
        }
    }

    fn is_full(&self) -> bool {
        self.warnings.len() > MAX_DIAGNOSTICS
    }
}

impl<'a> TomlTable<'a> {
    pub(super) fn new(table: &'a DeTable<'a>, at: usize, name: &'static str) -> Self {
        let map: &'a Map<_, _> = table;
        let entries =
            map.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span().start, value)).collect();
        Self { entries, at, name }
    }

    pub(super) fn warn_unknown_keys(&self, known: &[&str], file: &mut SchemeFile<'_>) {
        for (key, at, _) in &self.entries {
            if !known.contains(key) && !file.is_full() {
                let hint = did_you_mean(key, known.iter().copied());
                let hint = hint.unwrap_or_else(|| format!("known keys: {}", known.join(", ")));
                file.warn_with_hint(*at, format!("unknown key `{key}` in {}", self.name), Some(hint));
            }
        }
    }

    pub(super) fn all_strings(&self, file: &mut SchemeFile<'_>) -> Vec<(String, Vec<Located>)> {
        let entries = self.entries.iter();
        entries.map(|&(key, _, value)| (key.to_owned(), self.strings_of(key, value, file))).collect()
    }

    fn value(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.entries.iter().find(|(name, ..)| *name == key).map(|(_, _, value)| *value)
    }

    /// Byte offset of a key; of the table if the key is missing.
    pub(super) fn position(&self, key: &str) -> usize {
        self.entries.iter().find(|(name, ..)| *name == key).map_or(self.at, |(_, at, _)| *at)
    }

    /// Reads a key's value with `read`; warns if that fails.
    fn get<T>(
        &self,
        key: &str,
        expected: &str,
        file: &mut SchemeFile<'_>,
        read: impl Fn(&'a Spanned<DeValue<'a>>, &str) -> Option<T>,
    ) -> Option<T> {
        let value = self.value(key)?;
        let read = read(value, file.text);
        if read.is_none() {
            self.warn_type(key, value, expected, file);
        }
        read
    }

    fn warn_type(&self, key: &str, value: &Spanned<DeValue<'_>>, expected: &str, file: &mut SchemeFile<'_>) {
        file.warn(value.span().start, format!("`{key}` in {} must be {expected}", self.name));
    }

    pub(super) fn string(&self, key: &str, file: &mut SchemeFile<'_>) -> Option<Located> {
        self.get(key, "a string", file, located)
    }

    /// A string or a list of strings; empty if missing.
    pub(super) fn strings(&self, key: &str, file: &mut SchemeFile<'_>) -> Vec<Located> {
        self.value(key).map(|value| self.strings_of(key, value, file)).unwrap_or_default()
    }

    fn strings_of(&self, key: &str, value: &Spanned<DeValue<'_>>, file: &mut SchemeFile<'_>) -> Vec<Located> {
        let strings: Option<Vec<Located>> = match value.get_ref() {
            DeValue::Array(items) => items.iter().map(|item| located(item, file.text)).collect(),
            _ => located(value, file.text).map(|one| vec![one]),
        };
        strings.unwrap_or_else(|| {
            self.warn_type(key, value, "a string or a list of strings", file);
            Vec::new()
        })
    }

    /// A number in thousandths: `1.5` gives 1500.
    pub(super) fn milli(&self, key: &str, file: &mut SchemeFile<'_>) -> Option<i32> {
        self.get(key, "a number from -100 to 100", file, |value, _| {
            let digits = match value.get_ref() {
                DeValue::Float(number) => number.as_str(),
                DeValue::Integer(number) => number.as_str(),
                _ => return None,
            };
            let number: f64 = digits.replace('_', "").parse().ok()?;
            (number.abs() <= 100.0).then(|| (number * 1000.0).round() as i32)
        })
    }

    /// A number without a fraction, from 0.
    pub(super) fn whole(&self, key: &str, file: &mut SchemeFile<'_>) -> Option<usize> {
        self.get(key, "a whole number from 0", file, |value, _| match value.get_ref() {
            DeValue::Integer(number) => number.as_str().replace('_', "").parse().ok(),
            _ => None,
        })
    }

    /// False if missing.
    pub(super) fn flag(&self, key: &str, file: &mut SchemeFile<'_>) -> bool {
        self.get(key, "true or false", file, |value, _| value.get_ref().as_bool()).unwrap_or(false)
    }

    pub(super) fn table(&self, key: &str, name: &'static str, file: &mut SchemeFile<'_>) -> Option<Self> {
        self.get(key, "a table", file, |value, _| Self::of(value, name))
    }

    /// Empty if missing.
    pub(super) fn tables(&self, key: &str, name: &'static str, file: &mut SchemeFile<'_>) -> Vec<Self> {
        let expected = format!("a list of tables, written `[[{key}]]`");
        let tables = self.get(key, &expected, file, |value, _| match value.get_ref() {
            DeValue::Array(items) => items.iter().map(|item| Self::of(item, name)).collect(),
            _ => None,
        });
        tables.unwrap_or_default()
    }

    fn of(value: &'a Spanned<DeValue<'a>>, name: &'static str) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Self::new(table, value.span().start, name)),
            _ => None,
        }
    }
}

/// A string value with the offset of its first letter, behind the quotation marks.
fn located(value: &Spanned<DeValue<'_>>, file: &str) -> Option<Located> {
    let DeValue::String(text) = value.get_ref() else { return None };
    let start = value.span().start;
    let marks = file
        .get(start..)
        .map_or(1, |rest| if rest.starts_with("\"\"\"") || rest.starts_with("'''") { 3 } else { 1 });
    Some(Located { text: text.to_string(), at: start + marks })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_valid_values_and_warns_of_others() {
        let text = "a = 1.25\nb = 'x'\nc = ['y', 3]\nd = [\"p\", \"q\"]\n";
        let parsed = DeTable::parse(text).unwrap();
        let table = TomlTable::new(parsed.get_ref(), 0, "a test");
        let mut file = SchemeFile::new("t.toml", text);
        assert_eq!(table.milli("a", &mut file), Some(1250));
        assert_eq!(table.string("b", &mut file), Some(Located { text: "x".to_owned(), at: 14 }));
        assert_eq!(table.strings("d", &mut file).len(), 2);
        assert!(table.strings("c", &mut file).is_empty());
        table.warn_unknown_keys(&["a", "b", "c"], &mut file);
        let warnings: Vec<String> = file.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(
            warnings,
            [
                "t.toml:3:5: `c` in a test must be a string or a list of strings",
                "t.toml:4:1: unknown key `d` in a test (hint: did you mean `a`?)",
            ]
        );
    }
}
