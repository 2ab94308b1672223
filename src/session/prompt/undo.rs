//! Undo of a prompt's edits, bounded in memory.

use std::collections::VecDeque;

/// Bytes kept for undo; the oldest edits are dropped beyond it.
const MAX_UNDO: usize = 8 << 20;

/// One replacement. Taking it back puts `removed` in the place of the `inserted` bytes at `at`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) at: usize,
    pub(super) inserted: usize,
    pub(super) removed: String,
    /// Was it typed letter by letter?
    pub(super) typed: bool,
}

impl Edit {
    const fn cost(&self) -> usize {
        size_of::<Self>() + self.removed.len()
    }
}

#[derive(Debug, Default)]
pub(super) struct Undo {
    /// The latest last.
    past: VecDeque<Edit>,
    /// The next to repeat last.
    future: Vec<Edit>,
    /// Bytes of both.
    cost: usize,
    /// Has the cursor moved since the last edit?
    parted: bool,
}

impl Undo {
    /// Adds an edit; `joins` if one undo takes it back with the letters typed directly before it.
    pub(super) fn push(&mut self, edit: Edit, joins: bool) {
        self.cost -= self.future.drain(..).map(|edit| edit.cost()).sum::<usize>();
        let joins = !std::mem::take(&mut self.parted) && joins;
        match self.past.back_mut() {
            Some(last) if joins && last.typed && last.at + last.inserted == edit.at => {
                last.inserted += edit.inserted;
            }
            _ => {
                self.cost += edit.cost();
                self.past.push_back(edit);
                self.shed();
            }
        }
    }

    /// The next edit to take back, or to repeat.
    pub(super) fn pop(&mut self, back: bool) -> Option<Edit> {
        let edit = if back { self.past.pop_back() } else { self.future.pop() }?;
        self.cost -= edit.cost();
        Some(edit)
    }

    /// Adds the inverse of an edit from [`Self::pop`].
    pub(super) fn push_inverse(&mut self, back: bool, edit: Edit) {
        self.cost += edit.cost();
        if back {
            self.future.push(edit);
        } else {
            self.past.push_back(edit);
        }
        self.part();
        self.shed();
    }

    /// Ends the word that is being typed.
    pub(super) fn part(&mut self) {
        self.parted = true;
    }

    fn shed(&mut self) {
        while self.cost > MAX_UNDO
            && let Some(oldest) = self.past.pop_front()
        {
            self.cost -= oldest.cost();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_and_the_latest_edits_stay() {
        let mut undo = Undo::default();
        for at in 0..100 {
            undo.push(Edit { at, inserted: 0, removed: "x".repeat(1 << 20), typed: false }, false);
            assert!(undo.cost <= MAX_UNDO, "{}", undo.cost);
        }
        assert_eq!(undo.pop(true).map(|edit| edit.at), Some(99));
        while undo.pop(true).is_some() {}
        assert_eq!(undo.cost, 0);
    }

    #[test]
    fn a_new_edit_forgets_what_was_taken_back() {
        let mut undo = Undo::default();
        let edit = |at| Edit { at, inserted: 1, removed: String::new(), typed: false };
        undo.push(edit(0), false);
        let taken = undo.pop(true).unwrap();
        undo.push_inverse(true, taken);
        undo.push(edit(5), false);
        assert_eq!(undo.pop(false), None);
        assert_eq!(undo.pop(true).map(|edit| edit.at), Some(5));
        assert_eq!((undo.pop(true), undo.cost), (None, 0));
    }
}
