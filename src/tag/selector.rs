//! A passage by quotation and position.

use crate::text::{Document, Span};
use serde::{Deserialize, Serialize};

/// Code points of context kept on either side of a quotation.
pub const CONTEXT: usize = 32;

/// Where a passage stands, said so that it can be found again in another version of the text.
///
/// This is the `TextQuoteSelector` with the `TextPositionSelector` of the W3C Web Annotation Data
/// Model (2017, §4.2.4 and §4.2.5); all counts are Unicode code points, the end is exclusive.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selector {
    /// The passage itself.
    pub exact: String,
    /// The text right before it.
    pub prefix: String,
    /// The text right after it.
    pub suffix: String,
    /// Its first code point.
    pub start: u32,
    /// One past its last code point.
    pub end: u32,
}

impl Selector {
    /// The selector of a span of `document`.
    pub fn of(document: &Document, span: Span) -> Self {
        let text = &document.text;
        let before = text.get(..span.start() as usize).unwrap_or_default();
        let after = text.get(span.end() as usize..).unwrap_or_default();
        let from = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
        let (start, end) = document.char_range(span);
        Self {
            exact: span.slice(text).to_owned(),
            prefix: before.get(from..).unwrap_or_default().to_owned(),
            suffix: after.chars().take(CONTEXT).collect(),
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
