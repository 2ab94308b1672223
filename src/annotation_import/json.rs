//! Lenient access to JSON of other programs: missing or mistyped values count as empty.

use crate::diagnostic::Diagnostic;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

pub(super) fn string(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn array(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A list of strings, or a single string.
pub(super) fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        _ => array(value).iter().filter_map(Value::as_str).map(str::to_owned).collect(),
    }
}

/// Strings that are not empty under keys that begin with `prefix`, by the rest of the key.
pub(super) fn prefixed(fields: &Map<String, Value>, prefix: &str) -> BTreeMap<String, String> {
    let value = |(key, value): (&String, &Value)| {
        let (id, value) = (key.strip_prefix(prefix)?, value.as_str()?);
        (!id.is_empty() && !value.is_empty()).then(|| (id.to_owned(), value.to_owned()))
    };
    fields.iter().filter_map(value).collect()
}

/// A whole number, perhaps written as `3.0`.
#[allow(clippy::cast_sign_loss)] // The range is checked.
pub(super) fn position(value: &Value) -> Option<u32> {
    let in_range = |number: &f64| number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(number);
    value.as_f64().filter(in_range).map(|number| number as u32)
}

pub(super) fn range(start: Option<&Value>, end: Option<&Value>) -> Option<(u32, u32)> {
    start.and_then(position).zip(end.and_then(position))
}

/// The parser's message without its position, which is relative to the part parsed.
pub(super) fn error_message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

pub(super) fn error_in(file: &str, error: &serde_json::Error) -> Diagnostic {
    Diagnostic { column: error.column(), ..Diagnostic::on_line(file, error.line(), error_message(error)) }
}
