//! Sentences that are said in several places, with the keys as they are in this run.

use super::action::Action;
use super::model::Model;

impl Model {
    /// What to say when something is asked about the current mark and there is none.
    pub(super) fn no_current(&self) -> String {
        format!("no claim is current; {} goes to the next", self.keymap.key(Action::NextMark))
    }

    /// The same when something is to be done with it.
    pub(super) fn none_to_decide(&self) -> String {
        format!("{}, {} marks a passage", self.no_current(), self.keymap.key(Action::Select))
    }

    /// The keys that list every mark.
    pub fn all_keys(&self) -> String {
        self.keymap.key(Action::ShowAll)
    }
}
