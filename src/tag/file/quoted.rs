//! Strings as one-line basic TOML strings, whatever they hold.

use crate::text::visible;
use toml_edit::Value;

/// `text` as a basic string on one line.
///
/// The library would write a text with a line end over several lines, where a change of line ends
/// by a version control system changes the quotation; and it leaves U+2028 and bidirectional
/// controls as they are, where an editor shows nothing of them.
pub(super) fn value(text: &str) -> Value {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if must_escape(char) => out.extend(format!("\\U{:08X}", u32::from(char)).chars()),
            _ => out.push(char),
        }
    }
    out.push('"');
    out.parse().unwrap_or_else(|_| Value::from(text))
}

/// Joiners and variation selectors are part of words and emoji, and an editor shows them.
fn must_escape(char: char) -> bool {
    visible::is_unprintable(char)
        && !matches!(char, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reads_back_what_it_wrote(text in "(?s).{0,40}|[\\x00-\\x1f\u{7f}-\u{9f}\u{202e}\u{2028}\"\\\\\u{feff}👩‍🚒]{0,20}") {
            let written = value(&text).to_string();
            let hidden = |char: char| char.is_control() || char == '\u{2028}' || char == '\u{202e}';
            prop_assert!(!written.contains(hidden));
            let read: toml_edit::DocumentMut = format!("a = {written}").parse().unwrap();
            prop_assert_eq!(read["a"].as_str(), Some(text.as_str()));
        }
    }
}
