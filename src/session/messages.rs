//! Messages that name keys, worded in one place with the effective keys.

use super::action::Action;
use super::keymap::Table;
use super::model::Model;
use super::prompt::Prompt;
use super::selection::{Selection, SelectionKind};

impl Model {
    /// How messages refer to an action; see [`Keymap::key`].
    ///
    /// [`Keymap::key`]: super::keymap::Keymap::key
    pub fn key(&self, action: Action) -> String {
        self.keymap.key(action)
    }

    /// The key of an action in one table; the action's name without one.
    pub fn key_in(&self, table: Table, action: Action) -> String {
        self.keymap.first(table, action).unwrap_or_else(|| action.name().to_owned())
    }

    fn digits(&self) -> String {
        self.keymap.category_keys(Table::Read)
    }

    pub(super) fn no_current(&self) -> String {
        format!("no claim is current; {} goes to the next", self.key(Action::NextMark))
    }

    pub(super) fn none_to_decide(&self) -> String {
        format!("{}, {} selects a passage", self.no_current(), self.key(Action::Select))
    }

    pub(super) fn help_shows_keys(&self) -> String {
        format!("{} shows the keys", self.key(Action::Help))
    }

    pub(super) fn themes_are_listed(&self) -> String {
        format!("{} lists them", self.key(Action::Themes))
    }

    pub(super) fn no_room_for_list(&self) -> String {
        let [next, previous] = [Action::NextMark, Action::PreviousMark].map(|action| self.key(action));
        format!("no room for the list on this screen; {next} and {previous} go from claim to claim")
    }

    pub(super) fn no_labels(&self) -> String {
        format!("no claim has a label; {} adds one", self.key(Action::Labels))
    }

    pub(super) fn no_item_fits(&self) -> String {
        format!("no match; {} cancels", self.key_in(Table::Pick, Action::Cancel))
    }

    pub(super) fn claim_gone(&self) -> String {
        let cancel = self.key_in(Table::Line, Action::Cancel);
        format!("the article has changed and the claim is lost; {cancel} keeps the line unfinished")
    }

    pub(super) fn suggestion_hidden(&self) -> String {
        let reject = self.key(Action::Reject);
        format!("suggestion hidden; {} to categorise, {reject} if not a claim", self.digits())
    }

    pub(super) fn nothing_suggested(&self) -> String {
        format!("no suggestion here; {} to categorise", self.digits())
    }

    pub(super) fn needs_category(&self) -> String {
        format!("a claim needs a category; {} if not a claim", self.key(Action::Reject))
    }

    pub(super) fn not_compared(&self) -> String {
        format!("no annotators are compared here; {} to categorise", self.digits())
    }

    pub(super) fn take_a_or_b(&self) -> String {
        let [first, second] = [Action::TakeA, Action::TakeB].map(|action| self.key(action));
        format!("{first} takes the first annotator's decision, {second} the second's")
    }

    pub(super) fn unmarked_sentence(&self, paragraph: usize, paragraphs: usize) -> String {
        let (digits, reject) =
            (self.keymap.category_keys(Table::Select), self.key_in(Table::Select, Action::Reject));
        format!("unmarked sentence, ¶{paragraph} of {paragraphs}: {digits} to tag, {reject} if nothing here")
    }

    pub(super) fn no_bulk_while_blind(&self) -> String {
        let blind = self.key(Action::Blind);
        format!("cannot decide many claims while suggestions are hidden; {blind} shows them")
    }

    pub(super) fn touches_no_claim(&self) -> String {
        let digits = self.keymap.category_keys(Table::Select);
        format!("the passage does not touch the current claim; {digits} to tag it")
    }

    /// What a decision on the selection concerns.
    pub fn selection_title(&self, selection: Selection) -> &'static str {
        let on_claim = self.current_mark().is_some_and(|mark| mark.claim.is_some());
        match selection.kind {
            SelectionKind::Bounds { .. } if on_claim => "trim this claim",
            SelectionKind::Bounds { .. } => "change this passage",
            SelectionKind::Sentence => "new passage: sentence",
            SelectionKind::Passage => "new passage",
        }
    }

    pub(super) fn no_lost_tag(&self) -> String {
        format!("no lost tag is current; {} lists them", self.key(Action::ShowLost))
    }

    pub(super) fn selected_by_mouse(&self) -> String {
        let copy = self.key_in(Table::Select, Action::Copy);
        let digits = self.keymap.category_keys(Table::Select);
        format!("{copy} copies, {digits} to tag; hold Shift for the terminal's own selection")
    }

    pub(super) fn bookmark_set(&self, letter: char) -> String {
        format!("bookmark {letter} set; {} {letter} returns here", self.key(Action::GoToBookmark))
    }

    pub(super) fn no_bookmark(&self, letter: char) -> String {
        let set: Vec<String> = self.nav.bookmarks.keys().map(char::to_string).collect();
        match set.as_slice() {
            [] => format!("no bookmark {letter}; {} and a letter set one", self.key(Action::SetBookmark)),
            set => format!("no bookmark {letter}; there are {}", set.join(", ")),
        }
    }

    pub(super) fn orphan_needs_clearing(&self) -> String {
        let [clear, undo] = [Action::Clear, Action::Undo].map(|action| self.key(action));
        format!("lost from the text; {clear} removes the tag, {undo} brings it back")
    }

    /// Keys of a question or prompt with their effect, such as `y yes  n no`.
    pub fn key_hints(&self, table: Table) -> String {
        let rows = self.keymap.hinted(table).into_iter();
        rows.map(|row| format!("{} {}", row.keys_hinted(), row.hint)).collect::<Vec<_>>().join("  ")
    }

    pub fn confirm_keys(&self) -> String {
        let [down, up] = [Action::Down, Action::Up].map(|action| self.key_in(Table::Confirm, action));
        format!("{}  {down} {up} look through them", self.key_hints(Table::Confirm))
    }

    pub fn note_keys(&self) -> String {
        let [keep, line_break] =
            [Action::Confirm, Action::LineBreak].map(|action| self.key_in(Table::Line, action));
        format!("{keep} saves, {line_break} starts a new line")
    }

    /// Keys of the line of labels.
    pub fn label_keys(&self, prompt: &Prompt) -> String {
        let complete = self.key_in(Table::Line, Action::Complete);
        let digits = prompt.untouched && !self.labels_on_digits.is_empty();
        let digits = if digits { "a digit adds or removes, " } else { "" };
        format!("{digits}{complete} completes, commas between")
    }

    /// The key that closes a box of choices.
    pub fn closes(&self) -> String {
        self.key_in(Table::Line, Action::Cancel)
    }

    pub fn read_only(&self, reason: &str) -> String {
        format!("read only: {reason}; {} keeps tags in another file", self.key(Action::SaveIn))
    }
}
