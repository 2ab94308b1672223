//! Two versions of one tag that both come from a third, made into one without losing either.

use super::{ConflictingDecision, Tag};

/// Merges one tag that was changed in two places; `base` is what both began from, if they did.
///
/// A field that one side changed is taken from that side, labels one by one. What was decided, with
/// its categories, is one field, and so is the note. Where both sides changed one of these to
/// different values, the later side prevails, ours where both are of one moment; what the other side
/// had decided and noted is kept among the conflicts, and `true` tells so.
pub fn merge(base: Option<&Tag>, ours: &Tag, theirs: &Tag) -> (Tag, bool) {
    let (later, earlier) = if theirs.at > ours.at { (theirs, ours) } else { (ours, theirs) };
    let verdict = pick(base, ours, theirs, |tag| (&tag.decision, &tag.categories));
    let note = pick(base, ours, theirs, |tag| &tag.note);
    let conflict = verdict.is_none() || note.is_none();
    let decided = verdict.unwrap_or(later);
    let mut conflicts = kept(base.map(|base| base.conflicts.as_slice()), &ours.conflicts, &theirs.conflicts);
    if conflict {
        let rival = ConflictingDecision {
            decision: earlier.decision.clone(),
            categories: earlier.categories.clone(),
            note: earlier.note.clone(),
            annotator: earlier.annotator.clone(),
            at: earlier.at.clone(),
        };
        if !conflicts.contains(&rival) {
            conflicts.push(rival);
        }
    }
    // How a decision was made goes with it; where both decided alike, who decided anew tells it.
    let alike = (&ours.decision, &ours.categories) == (&theirs.decision, &theirs.categories);
    let made = pick(base, ours, theirs, |tag| (tag.saw_machine, &tag.via)).filter(|_| alike);
    let made = made.unwrap_or(if alike { later } else { decided });
    let seen = pick(base, ours, theirs, |tag| &tag.seen).unwrap_or(later);
    let merged = Tag {
        id: ours.id.clone(),
        selector: base.unwrap_or(ours).selector.clone(),
        categories: decided.categories.clone(),
        decision: decided.decision.clone(),
        labels: kept(base.map(|base| base.labels.as_slice()), &ours.labels, &theirs.labels),
        note: note.unwrap_or(later).note.clone(),
        annotator: decided.annotator.clone(),
        at: later.at.clone(),
        proposed: decided
            .proposed
            .clone()
            .or_else(|| ours.proposed.clone())
            .or_else(|| theirs.proposed.clone()),
        seen: seen.seen.clone(),
        saw_machine: made.saw_machine,
        via: made.via.clone(),
        from: kept(base.map(|base| base.from.as_slice()), &ours.from, &theirs.from),
        conflicts,
    };
    (merged, conflict)
}

/// The side whose value of a field counts; `None` if both changed it, and differently.
fn pick<'a, T: PartialEq>(
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

/// What a list holds after two changes of it: all that either side has, without what one of them
/// took away.
fn kept<T: Clone + PartialEq>(base: Option<&[T]>, ours: &[T], theirs: &[T]) -> Vec<T> {
    let gone = |one: &T| {
        base.is_some_and(|base| base.contains(one)) && !(ours.contains(one) && theirs.contains(one))
    };
    let mut all: Vec<T> = ours.iter().filter(|one| !gone(one)).cloned().collect();
    for one in theirs.iter().filter(|one| !gone(one)) {
        if !all.contains(one) {
            all.push(one.clone());
        }
    }
    all
}

#[cfg(test)]
mod tests;
