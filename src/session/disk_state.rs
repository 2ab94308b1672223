//! What the disk holds where the tags were saved: reported, and answered by saving, leaving or staying.

use super::action::Action;
use super::message::{Effect, Effects};
use super::model::{Mode, Model};
use super::notice::Notice;
use super::on_disk::{Asked, OnDisk, Remedy};

impl Model {
    /// Handles a look at the disk: after a change, or because the reader saves or leaves.
    pub(super) fn inspected(&mut self, asked: Option<Asked>, state: OnDisk) -> Effects {
        let before = std::mem::replace(&mut self.storage.on_disk, state);
        match asked {
            Some(Asked::ToSave) => return self.saved_already(),
            Some(Asked::ToLeave) => return self.leave_if_saved(),
            None => {}
        }
        if before == self.storage.on_disk {
            return Effects::none();
        }
        if let Some(text) = self.disk_state() {
            self.notices.show(Notice::error(text));
        } else if before != OnDisk::Intact {
            // What the error said is over.
            self.notices.show(Notice::info(format!("{} is as it was saved", self.storage.tags_name)));
        }
        Effects::none()
    }

    /// Reports that everything is on disk, or writes it again.
    fn saved_already(&mut self) -> Effects {
        if !self.storage.is_written() {
            // A decision came in between, and its save says more.
            return Effects::none();
        }
        if self.storage.is_damaged() {
            return self.save_now_anew();
        }
        let name = &self.storage.tags_name;
        let text = if self.storage.exists {
            format!("everything is in {name}")
        } else {
            format!("nothing decided yet; decisions go to {name}")
        };
        match self.disk_state() {
            Some(text) => self.notices.show(Notice::warning(text)),
            None => return self.say(&text),
        }
        Effects::none()
    }

    fn leave_if_saved(&mut self) -> Effects {
        if !self.storage.quit_when_saved || !self.storage.is_written() {
            return Effects::none();
        }
        if !self.storage.is_damaged() {
            return Effects::one(Effect::Quit);
        }
        self.storage.quit_when_saved = false;
        self.mode = Mode::Leaving;
        Effects::none()
    }

    /// What is wrong with the tag file on disk, and what the reader can do; `None` if nothing is.
    pub fn disk_state(&self) -> Option<String> {
        let name = &self.storage.tags_name;
        let [save, save_in] = [Action::Save, Action::SaveIn].map(|action| self.key(action));
        let (what, remedy) = match &self.storage.on_disk {
            OnDisk::Intact => return None,
            OnDisk::Unwritable(reason) => {
                let text = format!("what you decide is not saved; {save_in} keeps tags in another file");
                return Some(format!("{reason}: {text}"));
            }
            OnDisk::Damaged { what, remedy } => (what, *remedy),
        };
        let remedy = match remedy {
            _ if self.storage.read_only.is_some() => "the tags are shown as last read".to_owned(),
            Remedy::Rewrite => format!("{save} writes it anew"),
            Remedy::RewriteAndKeep => format!("{save} writes it anew and keeps a copy"),
            Remedy::Elsewhere => format!("{save_in} keeps tags in another file"),
        };
        // On a narrow screen the details are cut off first.
        let (what, details) = what.find(" (").map_or((what.as_str(), ""), |at| what.split_at(at));
        Some(format!("{name} {what}; {remedy}{details}"))
    }

    /// Reports what a save found instead of the tag file.
    pub(super) fn restored(&mut self, what: &str) {
        self.notices.show(Notice::warning(format!("{} {what}", self.storage.tags_name)));
    }

    /// Decides from here on: the session that was followed has ended.
    pub(super) fn took_over(&mut self) -> Effects {
        self.storage.end_following();
        // The other session has decided here; a key would decide anew.
        let is_decided = self.current_mark().is_some_and(|mark| mark.status.is_decided());
        if is_decided && matches!(self.mode, Mode::Read) {
            self.seek_undecided(true);
        }
        let name = &self.storage.tags_name;
        let text =
            format!("the other purport has ended; this one took over, and decisions are saved in {name}");
        self.notices.show(Notice::info(text));
        Effects::one(Effect::OpenUndoLog)
    }
}
