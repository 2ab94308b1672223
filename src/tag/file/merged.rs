//! Bringing together what two programs have made of one tag file.

use super::TagDocument;
use super::entry::Entry;
use crate::tag::merge;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What became of a merge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// How many tags were taken over, changed or taken away as the other side had it.
    pub taken: usize,
    /// Ids of the tags that both sides had decided differently.
    pub conflicts: Vec<String>,
}

impl TagDocument {
    /// Brings in what `theirs` has made of `base`, where this sheet is what we have made of it.
    ///
    /// What one side alone has changed is taken as that side has it. Where one side took a tag away
    /// and the other changed it, it stays. A tag that both changed is merged field by field
    /// ([`merge`](super::merge::merge)).
    pub fn merge(&mut self, base: &Self, theirs: &Self) -> Merged {
        let mut merged = Merged::default();
        let (olds, others) = (by_id(&base.entries), by_id(&theirs.entries));
        let mut kept = Vec::with_capacity(self.entries.len());
        let mut ours: HashSet<String> = HashSet::new();
        for mut entry in std::mem::take(&mut self.entries) {
            if entry.id.is_empty() {
                kept.push(entry);
                continue;
            }
            ours.insert(entry.id.clone());
            let old = olds.get(entry.id.as_str()).copied();
            match others.get(entry.id.as_str()).copied() {
                Some(other) if entry.same(other) || old.is_some_and(|old| old.same(other)) => {}
                Some(other) if old.is_some_and(|old| old.same(&entry)) => {
                    merged.taken += 1;
                    entry = Arc::clone(other);
                }
                Some(other) => merged.settle(&mut entry, old.map(AsRef::as_ref), other, &mut kept),
                None if old.is_some_and(|old| old.same(&entry)) => {
                    merged.taken += 1;
                    continue;
                }
                None => {}
            }
            kept.push(entry);
        }
        let stands = |wanted: &Entry, among: &[Arc<Entry>]| among.iter().any(|one| one.same(wanted));
        for other in &theirs.entries {
            let old = olds.get(other.id.as_str()).copied().filter(|_| !other.id.is_empty());
            let known = if other.id.is_empty() {
                stands(other, &base.entries) || stands(other, &kept)
            } else {
                ours.contains(&other.id) || old.is_some_and(|old| old.same(other))
            };
            if !known {
                merged.taken += 1;
                kept.push(Arc::clone(other));
            }
        }
        self.entries = kept;
        self.part_twins();
        self.sort();
        merged
    }
}

impl Merged {
    /// Settles a tag that both sides have changed.
    fn settle(
        &mut self,
        ours: &mut Arc<Entry>,
        base: Option<&Entry>,
        theirs: &Arc<Entry>,
        kept: &mut Vec<Arc<Entry>>,
    ) {
        self.taken += 1;
        let old = base.and_then(|base| base.tag().ok());
        let (Ok(one), Ok(two)) = (ours.tag(), theirs.tag()) else {
            // One of them cannot be read, so both stand; the later gets an id of its own.
            kept.push(Arc::clone(ours));
            *ours = Arc::clone(theirs);
            return;
        };
        let (tag, conflict) = merge::merge(old.as_ref(), &one, &two);
        if conflict {
            self.conflicts.push(tag.id.clone());
        }
        let ours = Arc::make_mut(ours);
        ours.adopt(theirs, base);
        ours.write(&tag);
    }
}

fn by_id(entries: &[Arc<Entry>]) -> HashMap<&str, &Arc<Entry>> {
    let named = entries.iter().filter(|entry| !entry.id.is_empty());
    named.map(|entry| (entry.id.as_str(), entry)).collect()
}
