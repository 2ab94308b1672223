//! Taking changes back and doing them again, without limit and across restarts.

use crate::tag::Tag;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;

/// What happened to one tag, with what is needed to turn it round.
///
/// It names the tag by its id and holds its selector, so that it still holds after the article
/// has changed and marks stand elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The tag's id.
    pub(super) id: String,
    /// The tag before; nothing if there was none.
    pub(super) before: Option<Arc<Tag>>,
    /// The tag after; nothing if it was taken away.
    pub(super) after: Option<Arc<Tag>>,
}

/// One change: of one tag, or of many at once, which are taken back together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What happened to each tag; never the same tag twice.
    pub(super) edits: Vec<Edit>,
    /// What was done, in a few words.
    pub(super) what: String,
}

/// Something that the reader did to the tags: kept for the next time, one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// A change was made.
    Did(Change),
    /// The last one was taken back.
    Undid,
    /// The one taken back last was done again.
    Redid,
}

/// All changes, and how many of them are in force.
#[derive(Debug, Default)]
pub(super) struct History {
    changes: Vec<Change>,
    in_force: usize,
}

impl History {
    /// What the steps of earlier sessions come to.
    pub(super) fn of(steps: Vec<Step>) -> Self {
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

    /// Whether the changes in force lead to these tags. If they do not, the file was changed by another
    /// hand, and to take a change back would take that hand's work back too.
    pub(super) fn leads_to(&self, tags: &[Arc<Tag>]) -> bool {
        let now: HashMap<&str, &Tag> = tags.iter().map(|tag| (tag.id.as_str(), tag.as_ref())).collect();
        let mut last: HashMap<&str, Option<&Tag>> = HashMap::new();
        for change in self.changes.iter().take(self.in_force) {
            last.extend(change.edits.iter().map(|edit| (edit.id.as_str(), edit.after.as_deref())));
        }
        // Where a passage was seen last is no decision.
        let same = |one: &Tag, two: &Tag| *one == Tag { seen: one.seen.clone(), ..two.clone() };
        last.iter().all(|(id, after)| match (after, now.get(id)) {
            (Some(after), Some(now)) => same(after, now),
            (None, None) => true,
            _ => false,
        })
    }

    /// Adds a change; what had been taken back can no longer be done again.
    pub(super) fn push(&mut self, change: Change) {
        self.changes.truncate(self.in_force);
        self.changes.push(change);
        self.in_force += 1;
    }

    /// The change to take back now.
    pub(super) fn undo(&mut self) -> Option<Change> {
        self.in_force = self.in_force.checked_sub(1)?;
        self.changes.get(self.in_force).cloned()
    }

    /// The change to do again now.
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
    fn back_and_forth_and_a_new_branch() {
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
    fn steps_lead_back_to_where_they_led() {
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
        let mut history = History::of(read);
        assert!(history.leads_to(&[]));
        let mut back = || history.undo().map(|change| change.what);
        assert_eq!([back(), back(), back()], [Some("c".to_owned()), Some("a".to_owned()), None]);
    }
}
