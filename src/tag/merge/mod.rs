//! Three-way merge of one tag, without losing a decision of either side.

use super::{ConflictingDecision, Tag};
use std::collections::{BTreeMap, BTreeSet};

/// Merges one tag changed in two places; `base` is the common ancestor, if any. The `bool` reports a conflict.
///
/// A field changed on one side takes that side's value, labels and the scheme's fields one by one. The decision with
/// its categories is one field, and so are the bounds of the passage, the note and the speaker. If both sides changed
/// one of these to different values, the later side wins (ours in case of a tie), and [`Tag::conflicts`] keeps what
/// the other side says.
pub fn merge(base: Option<&Tag>, ours: &Tag, theirs: &Tag) -> (Tag, bool) {
    let (later, earlier) = if theirs.at > ours.at { (theirs, ours) } else { (ours, theirs) };
    let decision = changed_side(base, ours, theirs, |tag| (&tag.decision, &tag.categories));
    let note = changed_side(base, ours, theirs, |tag| &tag.note);
    let speaker = changed_side(base, ours, theirs, |tag| &tag.speaker);
    let (fields, fields_differ) = merge_fields(base, ours, theirs, later);
    let bounds = changed_side(base, ours, theirs, |tag| &tag.selector);
    let is_conflict =
        decision.is_none() || note.is_none() || speaker.is_none() || bounds.is_none() || fields_differ;
    let (decided, bounded) = (decision.unwrap_or(later), bounds.unwrap_or(later));
    let is_rebounded = ours.selector != theirs.selector;
    let mut conflicts = merge_lists(base, ours, theirs, |tag| &tag.conflicts);
    if is_conflict {
        let conflict = ConflictingDecision {
            decision: earlier.decision.clone(),
            categories: earlier.categories.clone(),
            note: earlier.note.clone(),
            speaker: earlier.speaker.clone(),
            fields: earlier.fields.clone(),
            annotator: earlier.annotator.clone(),
            at: earlier.at.clone(),
            passage: is_rebounded.then(|| earlier.latest_selector().clone()),
        };
        if !conflicts.contains(&conflict) {
            conflicts.push(conflict);
        }
    }
    // The circumstances belong to the decision; if both decided alike, to the side that decided anew.
    let alike = (&ours.decision, &ours.categories) == (&theirs.decision, &theirs.categories);
    let made = changed_side(base, ours, theirs, |tag| (tag.saw_machine, &tag.via)).filter(|_| alike);
    let made = made.unwrap_or(if alike { later } else { decided });
    // The bounds of the suggestion count from those of the passage.
    let with_proposed = if is_rebounded { bounded } else { decided };
    let proposed = [with_proposed, ours, theirs].into_iter().find_map(|tag| tag.proposed.clone());
    let merged = Tag {
        id: ours.id.clone(),
        selector: bounded.selector.clone(),
        categories: decided.categories.clone(),
        decision: decided.decision.clone(),
        labels: merge_lists(base, ours, theirs, |tag| &tag.labels),
        note: note.unwrap_or(later).note.clone(),
        speaker: speaker.unwrap_or(later).speaker.clone(),
        fields,
        annotator: decided.annotator.clone(),
        at: later.at.clone(),
        proposed,
        seen: match changed_side(base, ours, theirs, |tag| &tag.seen) {
            Some(side) if !is_rebounded => side.seen.clone(),
            None if !is_rebounded => later.seen.clone(),
            _ => bounded.seen.clone(),
        },
        saw_machine: made.saw_machine,
        via: made.via.clone(),
        from: merge_lists(base, ours, theirs, |tag| &tag.from),
        conflicts,
    };
    (merged, is_conflict)
}

/// The side whose value wins; `None` if both changed the field differently.
fn changed_side<'a, T: PartialEq>(
    base: Option<&'a Tag>,
    ours: &'a Tag,
    theirs: &'a Tag,
    field: impl Fn(&'a Tag) -> T,
) -> Option<&'a Tag> {
    let (one, two) = (field(ours), field(theirs));
    let unchanged = |side: &T| base.is_some_and(|base| field(base) == *side);
    match () {
        () if one == two || unchanged(&two) => Some(ours),
        () if unchanged(&one) => Some(theirs),
        () => None,
    }
}

/// The scheme's fields of both sides, each merged by itself; and whether both changed one to different values.
fn merge_fields(
    base: Option<&Tag>,
    ours: &Tag,
    theirs: &Tag,
    later: &Tag,
) -> (BTreeMap<String, String>, bool) {
    let mut merged = BTreeMap::new();
    let mut differ = false;
    let ids: BTreeSet<&String> = ours.fields.keys().chain(theirs.fields.keys()).collect();
    for id in ids {
        let side = changed_side(base, ours, theirs, |tag| tag.fields.get(id));
        differ |= side.is_none();
        if let Some(value) = side.unwrap_or(later).fields.get(id) {
            merged.insert(id.clone(), value.clone());
        }
    }
    (merged, differ)
}

/// The items of both sides, without those that either removed.
fn merge_lists<'a, T: Clone + PartialEq + 'a>(
    base: Option<&'a Tag>,
    ours: &'a Tag,
    theirs: &'a Tag,
    field: impl Fn(&'a Tag) -> &'a Vec<T>,
) -> Vec<T> {
    let (ours, theirs) = (field(ours), field(theirs));
    let removed = |item: &T| {
        let known = base.is_some_and(|base| field(base).contains(item));
        known && !(ours.contains(item) && theirs.contains(item))
    };
    let mut merged: Vec<T> = ours.iter().filter(|item| !removed(item)).cloned().collect();
    for item in theirs.iter().filter(|item| !removed(item)) {
        if !merged.contains(item) {
            merged.push(item.clone());
        }
    }
    merged
}

#[cfg(test)]
mod tests;
