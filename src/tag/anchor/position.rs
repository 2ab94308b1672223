//! Passages at, or right beside, the position where they are expected, with the very words and context.

use crate::tag::selector::Selector;
use crate::text::{Document, Span};

/// Bytes from the expected position within which a passage with its whole context is looked for.
const MAX_DRIFT: usize = 64;
/// Bytes around it in which the words may not occur again.
const UNIQUE_WITHIN: usize = 200;

/// The passage, if it is at its recorded position. `same`: this is the very text, so its words are proof.
pub(super) fn recorded(selector: &Selector, document: &Document, same: bool) -> Option<Span> {
    let text = document.text.as_str();
    let start = document.offsets.to_bytes(text, selector.start);
    let here = words_at(selector, text, start)?;
    let alone = selector.prefix.is_empty() && selector.suffix.is_empty() && here.len() as usize == text.len();
    (same || alone || has_context(selector, text, here)).then_some(here)
}

/// The passage with its whole context, within a few bytes of `expected`.
pub(super) fn beside(selector: &Selector, document: &Document, expected: u32) -> Option<Span> {
    let text = document.text.as_str();
    if let Some(here) = words_at(selector, text, expected) {
        return has_context(selector, text, here).then_some(here);
    }
    let length = selector.exact.len();
    let from = (expected as usize).saturating_sub(UNIQUE_WITHIN);
    let window = text.as_bytes().get(from..(expected as usize + length + UNIQUE_WITHIN).min(text.len()))?;
    let mut found = memchr::memmem::find_iter(window, selector.exact.as_bytes());
    let (Some(at), None) = (found.next(), found.next()) else { return None };
    let here = words_at(selector, text, u32::try_from(from + at).ok()?)?;
    let is_near = here.start().abs_diff(expected) as usize <= MAX_DRIFT;
    (is_near && has_context(selector, text, here)).then_some(here)
}

fn words_at(selector: &Selector, text: &str, start: u32) -> Option<Span> {
    let end = start.checked_add(u32::try_from(selector.exact.len()).ok()?)?;
    let here = Span::new(start, end);
    (!here.is_empty() && here.get(text) == Some(selector.exact.as_str())).then_some(here)
}

/// Are both sides of the context here? A side that was not recorded proves nothing.
fn has_context(selector: &Selector, text: &str, here: Span) -> bool {
    let Selector { prefix, suffix, .. } = selector;
    let before = text.get(..here.start() as usize).is_some_and(|before| before.ends_with(prefix));
    let after = text.get(here.end() as usize..).is_some_and(|after| after.starts_with(suffix));
    before && after && !(prefix.is_empty() && suffix.is_empty())
}
