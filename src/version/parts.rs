//! Sentences that were split in two or merged into one, on top of a one-to-one assignment.

use super::assign::Assigned;
use super::pairs::MIN_HELD;
use super::passage::{Passage, Vocabulary};
use std::collections::HashSet;

/// What a part must add to the similarity of the whole.
const MIN_GAIN: f64 = 0.06;
/// Least number of words of a part.
const MIN_WORDS: usize = 2;
/// Most parts of one passage.
const MAX_PARTS: usize = 4;

/// Passages of the old version that became passages of the new one; one of each, unless they were split or merged.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    /// Neighbours, in order.
    pub(super) old: Vec<usize>,
    pub(super) new: Vec<usize>,
    pub(super) assigned: Assigned,
}

/// Groups of the assignment, with the passages beside them that it left alone and that are parts of theirs.
pub(super) fn groups(
    old: &[Passage],
    new: &[Passage],
    assigned: &[Assigned],
    vocabulary: &Vocabulary,
) -> Vec<Group> {
    let mut used_old: HashSet<usize> = assigned.iter().map(|one| one.pair.old).collect();
    let mut used_new: HashSet<usize> = assigned.iter().map(|one| one.pair.new).collect();
    let mut groups: Vec<Group> = assigned
        .iter()
        .map(|&assigned| Group { old: vec![assigned.pair.old], new: vec![assigned.pair.new], assigned })
        .collect();
    for group in groups.iter_mut().filter(|group| !group.assigned.pair.is_same()) {
        let (Some(one), Some(two)) = (old.get(group.assigned.pair.old), new.get(group.assigned.pair.new))
        else {
            continue;
        };
        grow(&mut group.new, new, one, &mut used_new, vocabulary);
        if group.new.len() == 1 {
            grow(&mut group.old, old, two, &mut used_old, vocabulary);
        }
    }
    groups
}

/// Adds to `parts` the free neighbours that make them more similar to `whole`.
fn grow(
    parts: &mut Vec<usize>,
    passages: &[Passage],
    whole: &Passage,
    used: &mut HashSet<usize>,
    vocabulary: &Vocabulary,
) {
    while parts.len() < MAX_PARTS {
        let (Some(&first), Some(&last)) = (parts.first(), parts.last()) else { return };
        let Some(now) = united(passages, parts) else { return };
        let similarity = now.similarity(whole, vocabulary);
        let gain = |at: usize| {
            let part =
                passages.get(at).filter(|part| !used.contains(&at) && MIN_WORDS <= part.words.len())?;
            let held = part.held_by(whole, vocabulary);
            let gain = now.with(part).similarity(whole, vocabulary) - similarity;
            (MIN_HELD <= held && MIN_GAIN <= gain).then_some((gain, at))
        };
        let near = [first.checked_sub(1), Some(last + 1)];
        let best = near.into_iter().flatten().filter_map(gain).max_by(|one, two| one.0.total_cmp(&two.0));
        let Some((_, at)) = best else { return };
        used.insert(at);
        parts.push(at);
        parts.sort_unstable();
    }
}

fn united(passages: &[Passage], parts: &[usize]) -> Option<Passage> {
    let mut parts = parts.iter().filter_map(|&at| passages.get(at).cloned());
    let first = parts.next()?;
    Some(parts.fold(first, |whole, part| whole.with(&part)))
}
