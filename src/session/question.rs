//! Questions about the tag file, answered with yes or no before anything is written.

use super::action::Action;
use super::key::Key;
use super::keymap::Table;
use super::message::{Effect, Effects};
use super::model::{Mode, Model};
use super::notice::Notice;
use super::on_disk::Question;
use crate::text::number::counted;

impl Model {
    /// Keeps a question until no other input is expected.
    pub(super) fn keep_question(&mut self, question: Question) {
        self.storage.question = Some(question);
    }

    /// Asks what was kept, while the reader reads.
    pub(super) fn ask_kept_question(&mut self) {
        if !matches!(self.mode, Mode::Read) {
            return;
        }
        let Some(question) = self.storage.question.take() else { return };
        let is_new = self.storage.revision == 0 && !self.storage.exists;
        match question {
            // Decisions made in the meantime have made a file of their own.
            Question::TakeOver { .. } if self.storage.read_only.is_some() || !is_new => {}
            question => {
                self.notices.current = None;
                self.mode = Mode::Ask(question);
            }
        }
    }

    pub fn question_text(&self, question: &Question) -> String {
        let own = &self.storage.tags_name;
        match question {
            Question::TakeOver { name, count } => {
                let tags = counted(*count, "tag");
                format!("{name} holds {tags} of this very text; take them over as {own}?")
            }
            Question::WriteInto { article, count } => {
                let tags = counted(*count, "tag");
                format!("{own} holds {tags} of {article}, not found in this text; write yours into it too?")
            }
        }
    }

    pub(super) fn press_question(&mut self, key: Key) -> Effects {
        let Mode::Ask(question) = &self.mode else { return Effects::none() };
        let question = question.clone();
        let yes = match self.keymap.action(Table::Confirm, key) {
            Some(Action::Confirm) => true,
            Some(Action::Cancel) => false,
            _ => return Effects::none(),
        };
        self.mode = Mode::Read;
        match (question, yes) {
            (Question::TakeOver { .. }, true) => {
                self.storage.takes_over = true;
                return Effects::one(Effect::TakeOverTags);
            }
            (Question::TakeOver { name, .. }, false) => {
                let own = &self.storage.tags_name;
                return self.say(&format!("decisions go to {own}; {name} stays as it is"));
            }
            (Question::WriteInto { article, .. }, true) => {
                self.storage.end_following();
                let own = &self.storage.tags_name;
                return self.say(&format!("decisions go to {own}; its tags of {article} stay in it"));
            }
            (Question::WriteInto { .. }, false) => {
                let reason = self.storage.read_only.clone().unwrap_or_default();
                let text = self.read_only(&reason);
                self.notices.show(Notice::warning(text));
            }
        }
        Effects::none()
    }

    /// The named tag file belongs to this text, whatever its header says.
    pub(super) fn tags_belong(&mut self) -> Effects {
        self.storage.end_following();
        Effects::none()
    }
}
