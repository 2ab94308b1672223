//! Whether one program finds something wherever another does, proven step by step.

use crate::claim::pattern::{SetId, Step, Words};

/// Whether in every match of the steps `narrow` the steps `wide` match as well, beginning at the same
/// word and perhaps ending earlier.
///
/// The proof is by the steps alone: every way in which `narrow` may go must be one that `wide` may go
/// too. It never says yes wrongly, up to the place where a match with a gap begins; it may say no
/// where only knowledge of the language would help.
pub(super) fn covers(words: &Words, wide: &[Step], narrow: &[Step]) -> bool {
    let Some((&step, rest)) = wide.split_first() else { return true };
    let Some((&other, after)) = narrow.split_first() else {
        return matches!(step, Step::Optional(_)) && covers(words, rest, narrow);
    };
    match (step, other) {
        (_, Step::Optional(set)) => covers(words, wide, after) && covers_word(words, wide, Some(set), after),
        (Step::Initial | Step::Quote | Step::Capital | Step::Number, _) if step == other => {
            covers(words, rest, after)
        }
        (Step::Not(set), Step::Not(more)) if holds(words, more, set) => covers(words, rest, narrow),
        (_, Step::Not(_) | Step::Initial) => covers(words, wide, after),
        (_, Step::Word(set)) => covers_word(words, wide, Some(set), after),
        (Step::Gap(width), Step::Gap(narrower)) => {
            let left = width.checked_sub(narrower);
            left.is_some_and(|left| covers_gap(words, left, rest, after)) || covers(words, rest, narrow)
        }
        (Step::Gap(_), Step::Quote) => covers(words, wide, after) || covers(words, rest, narrow),
        (Step::Gap(_) | Step::Optional(_), Step::Capital | Step::Number) => {
            covers_word(words, wide, None, after)
        }
        (Step::Optional(_), _) => covers(words, rest, narrow),
        _ => false,
    }
}

/// The same where the narrow steps are one word, of a set or any, and then `after`.
fn covers_word(words: &Words, wide: &[Step], set: Option<SetId>, after: &[Step]) -> bool {
    let Some((&step, rest)) = wide.split_first() else { return true };
    let within = |known| set.is_some_and(|set| holds(words, known, set));
    match step {
        Step::Word(known) => within(known) && covers(words, rest, after),
        Step::Optional(known) => {
            within(known) && covers(words, rest, after) || covers_word(words, rest, set, after)
        }
        Step::Gap(width) => {
            let through = width.checked_sub(1).is_some_and(|left| covers_gap(words, left, rest, after));
            through || covers_word(words, rest, set, after)
        }
        Step::Not(barred) => {
            set.is_some_and(|set| parted(words, barred, set)) && covers_word(words, rest, set, after)
        }
        Step::Initial | Step::Capital | Step::Number | Step::Quote => false,
    }
}

/// The same where the wide steps are what is left of a gap, and then `rest`.
fn covers_gap(words: &Words, left: u8, rest: &[Step], narrow: &[Step]) -> bool {
    let mut wide = vec![Step::Gap(left)];
    wide.extend(rest);
    covers(words, &wide, narrow)
}

/// Whether every word of `part` is in `whole`; both are in order.
pub(super) fn holds(words: &Words, whole: SetId, part: SetId) -> bool {
    let whole = words.members(whole);
    words.members(part).iter().all(|word| whole.binary_search(word).is_ok())
}

fn parted(words: &Words, one: SetId, other: SetId) -> bool {
    let one = words.members(one);
    words.members(other).iter().all(|word| one.binary_search(word).is_err())
}
