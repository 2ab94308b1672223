//! Taking changes back and doing them again, without limit.

use crate::tag::Tag;
use std::sync::Arc;

/// One change of one tag, with what is needed to turn it round.
///
/// It names the tag by its id and holds its selector, so that it still holds after the article
/// has changed and marks stand elsewhere.
#[derive(Debug, Clone)]
pub(super) struct Change {
    /// The tag's id.
    pub(super) id: String,
    /// The tag before; nothing if there was none.
    pub(super) before: Option<Arc<Tag>>,
    /// The tag after; nothing if it was taken away.
    pub(super) after: Option<Arc<Tag>>,
    /// What was done, in a few words.
    pub(super) what: String,
}

/// All changes of the session, and how many of them are in force.
#[derive(Debug, Default)]
pub(super) struct History {
    changes: Vec<Change>,
    in_force: usize,
}

impl History {
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
        Change { id: String::new(), before: None, after: None, what: what.to_owned() }
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
}
