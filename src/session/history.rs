//! Undo and redo, without limit and across restarts.

use crate::tag::Tag;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;

/// One tag's change, with its inverse.
///
/// Refers to the tag by id and holds its selector, so it survives an edited article, where positions differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Edit {
    pub(super) id: String,
    pub(super) before: Option<Arc<Tag>>,
    pub(super) after: Option<Arc<Tag>>,
}

/// Edits undone together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// At most one per tag.
    pub(super) edits: Vec<Edit>,
    /// Description for the notice of an undo.
    pub(super) what: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    Did(Change),
    Undid,
    Redid,
}

#[derive(Debug, Default)]
pub(super) struct History {
    changes: Vec<Change>,
    /// Number of changes in force; the others were undone.
    in_force: usize,
}

impl History {
    /// Replays earlier sessions.
    pub(super) fn new(steps: Vec<Step>) -> Self {
        let mut history = Self::default();
        for step in steps {
            match step {
                Step::Did(change) => history.push(change),
                Step::Undid => drop(history.undo()),
                Step::Redid => drop(history.redo()),
            }
        }
        history
    }

    /// Do the changes in force result in these tags? If not, another program has changed the file, and an undo would
    /// revert its work as well.
    pub(super) fn leads_to(&self, tags: &[Arc<Tag>]) -> bool {
        let now: HashMap<&str, &Tag> = tags.iter().map(|tag| (tag.id.as_str(), tag.as_ref())).collect();
        let mut last: HashMap<&str, Option<&Tag>> = HashMap::new();
        for change in self.changes.iter().take(self.in_force) {
            last.extend(change.edits.iter().map(|edit| (edit.id.as_str(), edit.after.as_deref())));
        }
        // The position last seen is not part of a decision.
        let same = |one: &Tag, two: &Tag| *one == Tag { seen: one.seen.clone(), ..two.clone() };
        last.iter().all(|(id, after)| match (after, now.get(id)) {
            (Some(after), Some(now)) => same(after, now),
            (None, None) => true,
            _ => false,
        })
    }

    /// Number of changes in force.
    pub(super) const fn in_force(&self) -> usize {
        self.in_force
    }

    /// Adds a change and drops the undone ones.
    pub(super) fn push(&mut self, change: Change) {
        self.changes.truncate(self.in_force);
        self.changes.push(change);
        self.in_force += 1;
    }

    pub(super) fn undo(&mut self) -> Option<Change> {
        self.in_force = self.in_force.checked_sub(1)?;
        self.changes.get(self.in_force).cloned()
    }

    pub(super) fn redo(&mut self) -> Option<Change> {
        let change = self.changes.get(self.in_force).cloned()?;
        self.in_force += 1;
        Some(change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(what: &str) -> Change {
        Change { edits: Vec::new(), what: what.to_owned() }
    }

    #[test]
    fn a_new_change_forgets_the_undone_ones() {
        let mut history = History::default();
        let what = |change: Option<Change>| change.map(|change| change.what);
        history.push(change("a"));
        history.push(change("b"));
        assert_eq!(what(history.undo()).as_deref(), Some("b"));
        assert_eq!(what(history.redo()).as_deref(), Some("b"));
        assert_eq!(what(history.redo()), None);
        history.undo();
        history.undo();
        assert_eq!(what(history.undo()), None);
        history.push(change("c"));
        assert_eq!(what(history.redo()), None);
        assert_eq!(what(history.undo()).as_deref(), Some("c"));
    }

    #[test]
    fn replays_the_steps_of_the_log() {
        let steps = [
            Step::Did(change("a")),
            Step::Did(change("b")),
            Step::Undid,
            Step::Undid,
            Step::Redid,
            Step::Did(change("c")),
        ];
        let lines: Vec<String> = steps.iter().map(|step| serde_json::to_string(step).unwrap()).collect();
        let read = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Step>>();
        assert_eq!(read, steps);
        let mut history = History::new(read);
        assert!(history.leads_to(&[]));
        let mut back = || history.undo().map(|change| change.what);
        assert_eq!([back(), back(), back()], [Some("c".to_owned()), Some("a".to_owned()), None]);
    }
}
