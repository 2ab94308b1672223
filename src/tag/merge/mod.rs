//! Merge of two versions of one tag, with or without a common ancestor, without losing a decision of either side.

mod lists;
mod passage;

pub use passage::{is_duplicate, is_same_subject};

use super::{ConflictingDecision, Decision, Tag};
use lists::{merge_lists, union_of_lines};
use passage::is_same_passage;
use std::collections::{BTreeMap, BTreeSet};

/// Merges one tag changed in two places; `base` is the common ancestor, if any. The `bool` reports a conflict.
///
/// The result does not depend on the order of the sides, apart from the id, which is that of `ours`.
///
/// A field changed on one side takes that side's value, labels and the scheme's fields one by one. The decision with
/// its categories is one field, and so are the bounds of the passage, the note and the speaker. If both sides changed
/// one of these to different values, the later side wins, and [`Tag::conflicts`] keeps what the other side says.
///
/// Without an ancestor the sides are decisions that the same person took apart from each other, as on two machines.
/// What a side left open or empty then counts as unchanged, and where both came to the same decision, the notes of
/// both are joined.
pub fn merge(base: Option<&Tag>, ours: &Tag, theirs: &Tag) -> (Tag, bool) {
    let (later, earlier) = if rank(theirs) > rank(ours) { (theirs, ours) } else { (ours, theirs) };
    let apart = base.is_none();
    let decision = changed_side(base, ours, theirs, |tag| (&tag.decision, &tag.categories))
        .or_else(|| apart.then(|| the_decided(ours, theirs)).flatten());
    let decided = decision.unwrap_or(later);
    let agree = verdict(ours) == verdict(theirs);
    // A side that left the question open has no decision that its note could belong to.
    let joined = apart && (agree || decision.is_some());
    let note = changed_side(base, ours, theirs, |tag| &tag.note);
    let speaker = changed_side(base, ours, theirs, |tag| &tag.speaker)
        .or_else(|| apart.then(|| one_with(ours, theirs, |tag| tag.speaker.is_some())).flatten());
    let (fields, fields_differ) = merge_fields(base, ours, theirs, later);
    let is_rebounded = match base {
        Some(_) => ours.selector != theirs.selector,
        None => !is_same_passage(ours, theirs),
    };
    let bounds = match base {
        None if !is_rebounded => Some(later),
        None => one_with(ours, theirs, Tag::is_rebounded),
        Some(_) => changed_side(base, ours, theirs, |tag| &tag.selector),
    };
    let bounded = bounds.unwrap_or(later);
    let is_conflict = decision.is_none() && !agree
        || note.is_none() && !apart
        || speaker.is_none()
        || bounds.is_none()
        || fields_differ;
    let mut conflicts = merge_lists(base, later, earlier, |tag| &tag.conflicts);
    if is_conflict {
        let passage = is_rebounded.then(|| earlier.latest_selector().clone());
        conflicts.push(conflict_of(earlier, passage));
    }
    // The circumstances belong to the decision; if both decided alike, to the side that decided anew.
    let alike = (&ours.decision, &ours.categories) == (&theirs.decision, &theirs.categories);
    let made = changed_side(base, ours, theirs, |tag| (tag.saw_machine, &tag.via)).filter(|_| alike);
    let made = made.unwrap_or(if alike { later } else { decided });
    // The bounds of the suggestion count from those of the passage.
    let with_proposed = if is_rebounded { bounded } else { decided };
    let proposed = [with_proposed, later, earlier].into_iter().find_map(|tag| tag.proposed.clone());
    let mut merged = Tag {
        id: ours.id.clone(),
        selector: bounded.selector.clone(),
        categories: decided.categories.clone(),
        decision: decided.decision.clone(),
        labels: merge_lists(base, later, earlier, |tag| &tag.labels),
        note: match note {
            _ if joined => union_of_lines(&earlier.note, &later.note),
            Some(side) => side.note.clone(),
            None => later.note.clone(),
        },
        speaker: speaker.unwrap_or(later).speaker.clone(),
        fields,
        annotator: decided.annotator.clone(),
        // A note beside an open question says nothing of when the question was decided.
        at: if apart && decision.is_some() && !agree { decided.at.clone() } else { later.at.clone() },
        proposed,
        seen: match changed_side(base, ours, theirs, |tag| &tag.seen) {
            Some(side) if !is_rebounded && !apart => side.seen.clone(),
            None if !is_rebounded && !apart => later.seen.clone(),
            _ => bounded.seen.clone(),
        },
        saw_machine: made.saw_machine,
        via: made.via.clone(),
        from: merge_lists(base, later, earlier, |tag| &tag.from),
        conflicts: Vec::new(),
    };
    merged.conflicts = settle_conflicts(conflicts, &mut merged, apart);
    (merged, is_conflict)
}

/// Does a person's decision differ from another's on the same passage? Open questions differ from none.
pub fn disagree(one: &Tag, two: &Tag) -> bool {
    !one.decision.is_open() && !two.decision.is_open() && verdict(one) != verdict(two)
}

/// A decision as far as two people can differ on it: accepted, changed and added claims of the same categories are
/// the same verdict.
type Verdict<'t> = (&'t str, BTreeSet<&'t str>);

fn verdict_of<'t>(decision: &'t Decision, categories: &'t [String]) -> Verdict<'t> {
    let kind = match decision {
        Decision::Confirmed | Decision::Retagged | Decision::Added => "claim",
        Decision::Rejected | Decision::Nothing => "none",
        Decision::Open | Decision::Skipped | Decision::Other(_) => decision.word(),
    };
    (kind, categories.iter().map(String::as_str).collect())
}

fn verdict(tag: &Tag) -> Verdict<'_> {
    verdict_of(&tag.decision, &tag.categories)
}

/// Orders versions of a tag by time; by content at the same moment, so that either order of the sides gives the same
/// winner. A time that is no time is earlier than any.
fn rank(tag: &Tag) -> impl PartialOrd + '_ {
    let rest = (tag.decision.word(), &tag.categories, &tag.note, &tag.speaker, &tag.fields);
    let place = |selector: &super::Selector| (selector.start, selector.end);
    let bounds = (&tag.selector.exact, place(&tag.selector), tag.seen.as_ref().map(place));
    (moment(&tag.at), verdict(tag), rest, bounds, (&tag.labels, &tag.via, tag.saw_machine, &tag.id))
}

fn moment(at: &str) -> (Option<jiff::Timestamp>, &str) {
    (crate::text::moment::parse(at), at)
}

/// The side that decided, if the other left the question open.
fn the_decided<'a>(ours: &'a Tag, theirs: &'a Tag) -> Option<&'a Tag> {
    one_with(ours, theirs, |tag| !tag.decision.is_open())
        .or_else(|| one_with(ours, theirs, |tag| tag.decision != Decision::Open))
}

/// The only side that fulfils a condition.
fn one_with<'a>(ours: &'a Tag, theirs: &'a Tag, has: impl Fn(&Tag) -> bool) -> Option<&'a Tag> {
    match (has(ours), has(theirs)) {
        (true, false) => Some(ours),
        (false, true) => Some(theirs),
        _ => None,
    }
}

fn conflict_of(tag: &Tag, passage: Option<super::Selector>) -> ConflictingDecision {
    ConflictingDecision {
        decision: tag.decision.clone(),
        categories: tag.categories.clone(),
        note: tag.note.clone(),
        speaker: tag.speaker.clone(),
        fields: tag.fields.clone(),
        annotator: tag.annotator.clone(),
        at: tag.at.clone(),
        passage,
    }
}

/// The conflicts in the order of their times, without repetitions and without those that say what the tag says.
///
/// `apart`: a decision equal to the tag's is no conflict, even with another note, which then joins the tag's.
fn settle_conflicts(
    mut conflicts: Vec<ConflictingDecision>,
    tag: &mut Tag,
    apart: bool,
) -> Vec<ConflictingDecision> {
    conflicts.sort_by(|one, two| conflict_rank(one).cmp(&conflict_rank(two)));
    let mut kept: Vec<ConflictingDecision> = Vec::with_capacity(conflicts.len());
    for conflict in conflicts {
        let same_verdict = verdict_of(&conflict.decision, &conflict.categories) == verdict(tag);
        let same_rest = conflict.passage.is_none()
            && (conflict.speaker.is_none() || conflict.speaker == tag.speaker)
            && conflict.fields.iter().all(|(id, value)| tag.fields.get(id) == Some(value));
        let note = union_of_lines(&conflict.note, &tag.note);
        if same_verdict && same_rest && (apart || note == tag.note) {
            tag.note = note;
            continue;
        }
        // Of one statement, the latest time is enough.
        kept.retain(|other| {
            let other = ConflictingDecision { at: conflict.at.clone(), ..other.clone() };
            other != conflict
        });
        kept.push(conflict);
    }
    kept
}

fn conflict_rank(conflict: &ConflictingDecision) -> impl Ord + '_ {
    let ConflictingDecision { decision, categories, note, speaker, fields, annotator, at, passage } =
        conflict;
    let passage = passage.as_ref().map(|passage| (passage.start, passage.end, &passage.exact));
    (moment(at), decision.word(), categories, note, speaker, fields, annotator, passage)
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
        let side = changed_side(base, ours, theirs, |tag| tag.fields.get(id)).or_else(|| {
            base.is_none().then(|| one_with(ours, theirs, |tag| tag.fields.contains_key(id))).flatten()
        });
        differ |= side.is_none();
        if let Some(value) = side.unwrap_or(later).fields.get(id) {
            merged.insert(id.clone(), value.clone());
        }
    }
    (merged, differ)
}

#[cfg(test)]
mod tests;
