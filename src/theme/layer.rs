//! One theme file, flattened: every value with its dotted path and its position.
//!
//! `[ui] search = { bg = "grey" }` and `"ui.search.bg" = "grey"` under `[tier.256]` become the same setting, so that
//! inheritance and color depths reduce to settings applied in order.

use crate::diagnostic::Diagnostic;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum SettingValue {
    /// A string or an unquoted index of the 256-colour table.
    Word(String),
    Flag(bool),
    /// Name of a TOML type that no key accepts.
    Other(&'static str),
}

#[derive(Debug, Clone)]
pub(super) struct Setting {
    /// Dotted path, such as `category.default.color`.
    pub(super) path: String,
    pub(super) value: SettingValue,
    pub(super) key_at: usize,
    pub(super) value_at: usize,
}

/// One file in a chain of inheritance.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    pub(super) file: String,
    pub(super) text: String,
    pub(super) settings: Vec<Setting>,
}

impl Layer {
    /// Fails only if the text is not TOML.
    pub(super) fn parse(text: &str, file: &str) -> Result<Self, Diagnostic> {
        let table = DeTable::parse(text)
            .map_err(|error| Diagnostic::toml(file, text, error.span(), error.message()))?;
        let mut settings = Vec::new();
        flatten("", table.get_ref(), &mut settings);
        settings.sort_by_key(|setting| setting.key_at);
        Ok(Self { file: file.to_owned(), text: text.to_owned(), settings })
    }

    /// The value of a top-level string, such as `inherits`.
    pub(super) fn word(&self, path: &str) -> Option<(&str, &Setting)> {
        let setting = self.settings.iter().find(|setting| setting.path == path)?;
        match &setting.value {
            SettingValue::Word(word) => Some((word, setting)),
            _ => None,
        }
    }

    pub(super) fn diagnostic(&self, offset: usize, message: impl Into<String>) -> Diagnostic {
        Diagnostic::at(&self.file, &self.text, offset, message)
    }
}

fn flatten(prefix: &str, table: &DeTable<'_>, settings: &mut Vec<Setting>) {
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let path = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") };
        if let DeValue::Table(inner) = value.get_ref() {
            flatten(&path, inner, settings);
        } else {
            let (key_at, value_at) = (key.span().start, value.span().start);
            settings.push(Setting { path, value: read(value), key_at, value_at });
        }
    }
}

fn read(value: &Spanned<DeValue<'_>>) -> SettingValue {
    match value.get_ref() {
        DeValue::String(word) => SettingValue::Word(word.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => SettingValue::Word(number.as_str().to_owned()),
        DeValue::Boolean(flag) => SettingValue::Flag(*flag),
        other => SettingValue::Other(other.type_str()),
    }
}
