//! Merging of tag files: by id, and by passage where the same person decided twice, as on two machines.

use super::record::TagRecord;
use super::{Disagreement, Joined, MergeOutcome, TagDocument};
use crate::tag::merge::{self, is_duplicate, is_same_subject};
use crate::tag::{Decision, Tag};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// The id of two tags that become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ids {
    /// That of our side, which a running session knows.
    Ours,
    /// The smaller one, so that either order of the sides gives the same file.
    Smaller,
}

/// A record with the files that hold it.
struct Entry {
    record: Arc<TagRecord>,
    ours: bool,
    theirs: bool,
}

impl TagDocument {
    /// Merges the changes that `theirs` made to `base` into this document, which is our version of `base`.
    ///
    /// Takes changes of one side. Keeps a tag that one side removed and the other changed. Merges a tag that both
    /// changed field by field ([`merge::merge`]). Two tags of one annotator on one passage, each made on one side, become
    /// one with our id.
    pub fn merge(&mut self, base: &Self, theirs: &Self) -> MergeOutcome {
        self.merge_with(base, theirs, Ids::Ours)
    }

    /// Like [`TagDocument::merge`], with the same tags in either order of the sides.
    pub fn merge_as_peers(&mut self, base: &Self, theirs: &Self) -> MergeOutcome {
        self.merge_with(base, theirs, Ids::Smaller)
    }

    fn merge_with(&mut self, base: &Self, theirs: &Self, ids: Ids) -> MergeOutcome {
        if self.head.is_empty() {
            self.head = theirs.head.clone();
        }
        let mut outcome = MergeOutcome::default();
        let (olds, others) = (by_id(&base.records), by_id(&theirs.records));
        let mut merged = Vec::with_capacity(self.records.len());
        let mut ours: HashSet<String> = HashSet::new();
        for mut record in std::mem::take(&mut self.records) {
            if record.id.is_empty() {
                merged.push(Entry { record, ours: true, theirs: false });
                continue;
            }
            ours.insert(record.id.clone());
            let old = olds.get(record.id.as_str()).copied();
            let unchanged = old.is_some_and(|old| old.is_same(&record));
            let other = others.get(record.id.as_str()).copied();
            match other {
                Some(other) if record.is_same(other) || old.is_some_and(|old| old.is_same(other)) => {}
                Some(other) if unchanged => {
                    outcome.changed += 1;
                    record = Arc::clone(other);
                }
                Some(other) => {
                    outcome.changed += 1;
                    if let Some(both) = outcome.merge(&record, old.map(AsRef::as_ref), other) {
                        record = both;
                    } else {
                        // One of them is unreadable, so both stay; the later gets a new id.
                        merged.push(Entry { record, ours: true, theirs: true });
                        record = Arc::clone(other);
                    }
                }
                None if unchanged => {
                    outcome.changed += 1;
                    continue;
                }
                None => {}
            }
            merged.push(Entry { record, ours: true, theirs: other.is_some() });
        }
        for other in &theirs.records {
            let is_known = if other.id.is_empty() {
                let all = base.records.iter().chain(merged.iter().map(|entry| &entry.record));
                all.into_iter().any(|one| one.is_same(other))
            } else {
                let old = olds.get(other.id.as_str());
                ours.contains(&other.id) || old.is_some_and(|old| old.is_same(other))
            };
            if !is_known {
                outcome.changed += 1;
                merged.push(Entry { record: Arc::clone(other), ours: false, theirs: true });
            }
        }
        let (one, two) = (self.header(), theirs.header());
        let same_text = one.sha256 == two.sha256 && one.text_sha256 == two.text_sha256;
        self.records = self.join_sides(merged, &olds, same_text, ids, &mut outcome);
        self.rename_duplicates();
        self.sort();
        outcome.conflicts.sort_unstable();
        outcome
    }

    /// Makes one tag of two on the same passage, of which each side has one.
    fn join_sides(
        &mut self,
        entries: Vec<Entry>,
        olds: &HashMap<&str, &Arc<TagRecord>>,
        same_text: bool,
        ids: Ids,
        outcome: &mut MergeOutcome,
    ) -> Vec<Arc<TagRecord>> {
        let keys = |record: &TagRecord| {
            let mut keys: Vec<Key> = record.places().into_iter().map(Key::Place).collect();
            keys.extend((!same_text).then(|| Key::Words(record.words())));
            keys
        };
        let mut index = PassageIndex::default();
        let (known, mut rest): (Vec<Entry>, Vec<Entry>) =
            entries.into_iter().partition(|entry| entry.ours || entry.record.id.is_empty());
        for entry in known {
            index.add(keys(&entry.record), entry);
        }
        // In one order, whichever side they come from.
        rest.sort_by(|one, two| one.record.order().cmp(&two.record.order()));
        for entry in rest {
            let (keys, theirs) = (keys(&entry.record), entry.record.tag().ok());
            let twin = theirs.and_then(|theirs| {
                let other = index.find(&keys, |other| {
                    // A side that has both tags keeps them apart.
                    other.ours
                        && !other.theirs
                        && other.record.tag().is_ok_and(|tag| is_same_subject(&tag, &theirs, same_text))
                })?;
                let (one, two) = (&other.record, &entry.record);
                let base = match (olds.get(one.id.as_str()), olds.get(two.id.as_str())) {
                    (Some(base), None) | (None, Some(base)) => Some(base.as_ref()),
                    _ => None,
                };
                let is_known = |record: &TagRecord| olds.contains_key(record.id.as_str());
                let keeps_ours = match (is_known(one), is_known(two)) {
                    _ if ids == Ids::Ours => true,
                    (true, false) => true,
                    (false, true) => false,
                    _ => one.id <= two.id,
                };
                let (kept, gone) = if keeps_ours { (one, two) } else { (two, one) };
                let both = outcome.merge(kept, base, gone)?;
                self.aliases.insert(gone.id.clone(), kept.id.clone());
                *other = Entry { record: both, ours: true, theirs: true };
                outcome.joined += 1;
                Some(())
            });
            if twin.is_none() {
                index.add(keys, entry);
            }
        }
        index.entries.into_iter().map(|entry| entry.record).collect()
    }

    /// Makes one tag of two that one annotator has on the same passage in this file, as an earlier merge left them.
    pub(super) fn join_duplicates(&mut self) {
        let mut index = PassageIndex::default();
        for record in std::mem::take(&mut self.records) {
            let keys: Vec<Key> = record.places().into_iter().map(Key::Place).collect();
            let entry = Entry { record, ours: true, theirs: false };
            let twin = index.find(&keys, |other| {
                let tags = other.record.tag().ok().zip(entry.record.tag().ok());
                tags.is_some_and(|(one, two)| is_duplicate(&one, &two))
            });
            let mut outcome = MergeOutcome::default();
            let joined = twin.and_then(|other| {
                let (one, two) = (&other.record, &entry.record);
                let (kept, gone) = if one.id <= two.id { (one, two) } else { (two, one) };
                let both = outcome.merge(kept, None, gone)?;
                let line = entry.record.line;
                if kept.id != gone.id {
                    self.aliases.insert(gone.id.clone(), kept.id.clone());
                }
                other.record = both;
                Some((line, other.record.tag().ok()?))
            });
            match joined {
                Some((line, Tag { id, selector, .. })) => self.joined.push(Joined {
                    line,
                    id,
                    quote: selector.exact,
                    is_conflict: !outcome.conflicts.is_empty(),
                }),
                None => index.add(keys, entry),
            }
        }
        self.records = index.entries.into_iter().map(|entry| entry.record).collect();
    }

    /// Did joining two tags of this file, as read, find different decisions?
    pub fn has_joined_conflicts(&self) -> bool {
        self.joined.iter().any(|joined| joined.is_conflict)
    }

    /// Passages on which several annotators of this file decided differently.
    pub fn disagreements(&self) -> Vec<Disagreement> {
        let mut passages: BTreeMap<(u32, u32), Vec<Tag>> = BTreeMap::new();
        let decided = |tag: &Tag| !tag.decision.is_open() && !matches!(tag.decision, Decision::Other(_));
        for tag in self.records.iter().filter_map(|record| record.tag().ok()).filter(decided) {
            let selector = tag.latest_selector();
            if selector.start < selector.end {
                passages.entry((selector.start, selector.end)).or_default().push(tag);
            }
        }
        let mut found = Vec::new();
        for tags in passages.into_values() {
            let differs = |one: &Tag| {
                tags.iter().any(|two| one.annotator != two.annotator && merge::disagree(one, two))
            };
            let mut annotators: Vec<String> = Vec::new();
            for tag in tags.iter().filter(|tag| differs(tag)) {
                if !annotators.contains(&tag.annotator) {
                    annotators.push(tag.annotator.clone());
                }
            }
            if let Some(tag) = tags.first().filter(|_| !annotators.is_empty()) {
                found.push(Disagreement { quote: tag.latest_selector().exact.clone(), annotators });
            }
        }
        found
    }
}

impl MergeOutcome {
    /// Both records as one, with the id of the first; `None` if one of them is unreadable.
    fn merge(
        &mut self,
        ours: &Arc<TagRecord>,
        base: Option<&TagRecord>,
        theirs: &Arc<TagRecord>,
    ) -> Option<Arc<TagRecord>> {
        let old = base.and_then(|base| base.tag().ok());
        let (one, two) = (ours.tag().ok()?, theirs.tag().ok()?);
        let (tag, is_conflict) = merge::merge(old.as_ref(), &one, &two);
        if is_conflict && !self.conflicts.contains(&tag.id) {
            self.conflicts.push(tag.id.clone());
        }
        let mut both = Arc::clone(ours);
        let record = Arc::make_mut(&mut both);
        record.adopt(theirs, base);
        record.write(&tag);
        Some(both)
    }
}

/// What two tags on one passage have in common, so that each is compared with few others.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Key {
    Place((i64, i64)),
    Words(String),
}

/// Entries in the order of their arrival, found by their keys.
#[derive(Default)]
struct PassageIndex {
    entries: Vec<Entry>,
    indices: HashMap<Key, Vec<usize>>,
}

impl PassageIndex {
    fn add(&mut self, keys: Vec<Key>, entry: Entry) {
        for key in keys {
            self.indices.entry(key).or_default().push(self.entries.len());
        }
        self.entries.push(entry);
    }

    /// The first entry that shares a key and fulfils a condition.
    fn find(&mut self, keys: &[Key], is_twin: impl Fn(&Entry) -> bool) -> Option<&mut Entry> {
        let mut indices: Vec<usize> =
            keys.iter().flat_map(|key| self.indices.get(key).into_iter().flatten()).copied().collect();
        indices.sort_unstable();
        indices.dedup();
        let found = indices.into_iter().find(|&at| self.entries.get(at).is_some_and(&is_twin))?;
        self.entries.get_mut(found)
    }
}

fn by_id(records: &[Arc<TagRecord>]) -> HashMap<&str, &Arc<TagRecord>> {
    let named = records.iter().filter(|record| !record.id.is_empty());
    named.map(|record| (record.id.as_str(), record)).collect()
}

#[cfg(test)]
mod tests;
