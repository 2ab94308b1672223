//! Where sentences begin and end.

use super::span::Span;

/// The sentences of one block of running text, in order, without the white space between them.
pub fn sentences(text: &str, block: Span) -> Vec<Span> {
    use unicode_segmentation::UnicodeSegmentation as _;
    let slice = block.slice(text);
    slice
        .split_sentence_bound_indices()
        .map(|(at, part)| Span::of(at..at + part.len()).shifted(block.start()).trimmed(text))
        .filter(|span| !span.is_empty())
        .collect()
}
