//! Selectors: passages by quotation and position.

use crate::text::{Document, Span};
use serde::{Deserialize, Serialize};

/// Code points of context kept on either side of a quotation.
pub const CONTEXT_CHARS: usize = 32;

/// A passage by quotation and position, so that it can be found in another version of the text.
///
/// Combines `TextQuoteSelector` and `TextPositionSelector` of the W3C Web Annotation Data Model (2017, §4.2.4 and
/// §4.2.5); all counts are Unicode code points.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selector {
    pub exact: String,
    /// Text right before the passage.
    pub prefix: String,
    /// Text right after it.
    pub suffix: String,
    pub start: u32,
    /// Exclusive.
    pub end: u32,
}

impl Selector {
    pub fn of(document: &Document, span: Span) -> Self {
        let text = &document.text;
        let before = Span::new(0, span.start()).slice(text);
        let after = Span::new(span.end(), text.len() as u32).slice(text);
        let from = before.char_indices().rev().nth(CONTEXT_CHARS - 1).map_or(0, |(at, _)| at);
        let (start, end) = document.char_range(span);
        Self {
            exact: span.slice(text).to_owned(),
            prefix: Span::of(from..before.len()).slice(text).to_owned(),
            suffix: after.chars().take(CONTEXT_CHARS).collect(),
            start,
            end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_code_points_and_keeps_context() {
        let text = format!("{}💩 the passage ends", "é".repeat(40));
        let at = text.find("the").unwrap();
        let document = Document::new("n", text, Vec::new(), Vec::new(), String::new());
        let selector = Selector::of(&document, Span::of(at..at + 11));
        assert_eq!(selector.exact, "the passage");
        assert_eq!(selector.prefix, format!("{}💩 ", "é".repeat(30)));
        assert_eq!((selector.suffix.as_str(), selector.start, selector.end), (" ends", 42, 53));
    }
}
