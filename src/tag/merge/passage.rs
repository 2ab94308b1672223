//! Do two tags settle the same passage or claim?

use crate::tag::{Decision, Selector, Tag};
use crate::text::same_words;

/// Did one annotator settle the same passage, or the same claim, with both tags?
///
/// `same_text`: both were written for one text, so that positions can be compared. Otherwise words with the same
/// surroundings count too.
pub fn is_same_subject(one: &Tag, two: &Tag, same_text: bool) -> bool {
    one.annotator == two.annotator
        && (is_same_passage(one, two)
            || is_same_claim(one, two)
            || !same_text && has_same_surroundings(one.latest_selector(), two.latest_selector()))
}

/// Are both tags of one file on the same passage, marked as such? A passage whose place was found by anchoring proves
/// nothing, and several passages of one annotator that were added at one moment come from a table with a row for each.
pub fn is_duplicate(one: &Tag, two: &Tag) -> bool {
    let added = |tag: &Tag| tag.decision == Decision::Added && tag.proposed.is_none();
    let rows = added(one) && added(two) && one.at == two.at;
    let same = is_at_same_place(&one.selector, &two.selector) || is_same_claim(one, two);
    one.annotator == two.annotator && same && !rows
}

/// The same words at the same place, as last seen, or as first marked and not found elsewhere since.
pub(super) fn is_same_passage(one: &Tag, two: &Tag) -> bool {
    let moved = one.seen.is_some() && two.seen.is_some();
    is_at_same_place(one.latest_selector(), two.latest_selector())
        || !moved && is_at_same_place(&one.selector, &two.selector)
}

/// A passage without a place, such as one lost before it was ever found, is the same as no other.
fn is_at_same_place(one: &Selector, two: &Selector) -> bool {
    (one.start, one.end) == (two.start, two.end) && one.start < one.end && same_words(&one.exact, &two.exact)
}

/// Both decide on one suggestion, perhaps with different bounds: the same bounds of the suggestion, and the same words
/// where the passages overlap.
fn is_same_claim(one: &Tag, two: &Tag) -> bool {
    let range = |tag: &Tag| {
        let proposed = tag.proposed.as_ref().and_then(|proposed| proposed.range);
        proposed.unwrap_or((tag.selector.start, tag.selector.end))
    };
    let (start, end) = range(one);
    start < end && (one.is_rebounded() || two.is_rebounded()) && range(two) == (start, end) && {
        let (one, two) = (&one.selector, &two.selector);
        let (from, to) = (one.start.max(two.start), one.end.min(two.end));
        let part = |of: &Selector| -> String {
            let chars = of.exact.chars().skip((from - of.start) as usize);
            chars.take((to - from) as usize).collect()
        };
        from < to && same_words(&part(one), &part(two))
    }
}

/// The same words between the same words.
fn has_same_surroundings(one: &Selector, two: &Selector) -> bool {
    let filled = !one.prefix.trim().is_empty() && !one.suffix.trim().is_empty();
    filled
        && same_words(&one.exact, &two.exact)
        && same_words(&one.prefix, &two.prefix)
        && same_words(&one.suffix, &two.suffix)
}
