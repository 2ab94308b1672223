//! Saving, exporting, leaving, and merging changes of other programs.

use super::action::Action;
use super::message::{Effect, Effects};
use super::model::{Mode, Model};
use super::notice::Notice;
use super::on_disk::Asked;
use super::prompt::{Prompt, Purpose};
use super::settings::{ArticleState, Preferences};
use super::storage::ExitTo;
use super::view::DEFAULT_MEASURE;
use crate::diagnostic::suggest::did_you_mean;
use crate::feature;
use crate::reading::Mark;
use crate::tag::Tag;
use crate::text::number::counted;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

impl Model {
    pub(super) fn save(&self) -> Effect {
        Effect::Save { revision: self.storage.revision, header: self.header(), tags: self.tags() }
    }

    /// Reports and returns whether decisions are impossible because they cannot be saved.
    pub(super) fn is_barred(&mut self) -> bool {
        let Some(reason) = &self.storage.read_only else { return false };
        let text = self.read_only(reason);
        self.notices.show(Notice::warning(text));
        true
    }

    /// Writes everything again, also over something else that the disk holds.
    fn save_anew(&self) -> Effect {
        // While the article is being read, its tags are not all known here.
        let tags = (!self.document().is_partial()).then(|| self.tags());
        Effect::SaveAnew { revision: self.storage.revision, header: self.header(), tags }
    }

    pub(super) fn save_now_anew(&self) -> Effects {
        Effects::one(self.save_anew())
    }

    /// Saves now, or looks whether the disk still holds what was saved.
    pub(super) fn save_now(&mut self) -> Effects {
        // Agreements of the annotators are worth a file even if nothing was left to adjudicate.
        if self.settings.compare.is_some() && !self.storage.exists && self.storage.read_only.is_none() {
            self.storage.revision += 1;
        }
        if self.storage.error.is_some() {
            return Effects::one(self.save_anew());
        }
        if !self.storage.is_written() {
            return Effects::one(self.save());
        }
        if self.is_barred() {
            return Effects::none();
        }
        Effects::one(Effect::Inspect(Asked::ToSave))
    }

    /// Asks for another tag file.
    pub(super) fn ask_for_file(&mut self) -> Effects {
        if !self.is_unread() {
            self.mode = Mode::Prompt(Prompt::new(Purpose::SaveIn, self.storage.tags_name.clone()));
        }
        Effects::none()
    }

    /// Switches to the tag file named by the reader.
    pub(super) fn save_in(&mut self, path: &str) -> Effects {
        let path = path.trim();
        if path.is_empty() || path == self.storage.tags_name {
            return Effects::none();
        }
        Effects::one(Effect::SaveIn(path.to_owned()))
    }

    /// Exports the article with its marks; `words` are a format and an optional file.
    pub(super) fn export(&mut self, words: &str, force: bool) -> Effects {
        let (format, file) =
            words.split_once(' ').map_or((words, ""), |(format, file)| (format, file.trim()));
        let names = || self.settings.formats.iter().map(|(name, _)| *name);
        if !names().any(|name| name == format) {
            let hint = feature::hint_for(format)
                .or_else(|| did_you_mean(format, names()))
                .unwrap_or_else(|| format!("there are {}", names().collect::<Vec<_>>().join(", ")));
            let text = if format.is_empty() {
                format!("export wants a format; {hint}")
            } else {
                format!("no format `{format}`; {hint}")
            };
            self.notices.show(Notice::warning(text));
            return Effects::none();
        }
        if self.guide.lesson.is_some() {
            return self.say("the lesson saves nothing");
        }
        if self.is_unread() || self.is_placing() {
            return Effects::none();
        }
        if !self.loading.progress.done {
            return self.say("still looking for claims; try again in a moment");
        }
        if let Some(state) = self.judging_state() {
            let text = format!("{state}; try again when it is done, or run `purport export`");
            return self.say(&text);
        }
        let file = (!file.is_empty()).then(|| file.to_owned());
        Effects::one(Effect::Export { format: format.to_owned(), file, force })
    }

    /// Switches to another tag file and requests a save of all tags there.
    pub(super) fn turned(&mut self, name: String) -> Effects {
        self.notices.show(Notice::info(format!("tags now go to {name}")));
        self.storage.turn_to(name);
        Effects::one(self.save())
    }

    /// Handles a finished write.
    pub(super) fn written(&mut self, revision: u64) -> Effects {
        self.storage.written(revision);
        let mut effects = self.drop_saved_drafts();
        let quits = self.storage.quit_when_saved && self.storage.is_saved();
        effects.extend(quits.then_some(Effect::Quit).into());
        effects
    }

    /// Handles a failed write.
    pub(super) fn failed(&mut self, revision: u64, message: String) {
        if revision >= self.storage.written {
            self.notices.show(Notice::error(message.clone()));
            self.storage.error = Some(message);
        }
        if self.storage.quit_when_saved {
            self.storage.quit_when_saved = false;
            self.mode = Mode::Leaving;
        }
    }

    /// Ends the program: remembers the place, and first writes unsaved changes, or looks whether the disk still holds
    /// what was saved.
    pub(super) fn leave(&mut self) -> Effects {
        let last = match (self.storage.is_written(), &self.storage.read_only) {
            (false, _) => self.save(),
            (true, None) => Effect::Inspect(Asked::ToLeave),
            (true, Some(_)) => Effect::Quit,
        };
        self.leave_after(last)
    }

    /// The same, but writes everything again, whatever the disk holds.
    pub(super) fn leave_saving_anew(&mut self) -> Effects {
        let last = self.save_anew();
        self.leave_after(last)
    }

    fn leave_after(&mut self, last: Effect) -> Effects {
        self.storage.quit_when_saved = last != Effect::Quit;
        let mut effects = self.keep_draft();
        effects.extend(Effects::from([self.keep_place(), self.keep_preferences(), last]));
        effects
    }

    /// Leaves the article for another one, or back to the start.
    pub(super) fn leave_to(&mut self, exit_to: ExitTo) -> Effects {
        if exit_to != ExitTo::Back && self.settings.shelf.is_none() {
            return self.say("no other article is open; `purport FOLDER` opens all of a folder");
        }
        self.storage.exit_to = exit_to;
        self.leave()
    }

    pub(super) fn keep_place(&self) -> Effect {
        Effect::KeepArticleState(Box::new(ArticleState {
            place: self.nav.here(),
            current: self.nav.current_start(&self.reading),
            threshold_shift: self.reading.threshold_shift(),
            bookmarks: self.nav.bookmarks.clone(),
            hyphens: self.nav.view.hyphens,
        }))
    }

    pub(super) fn keep_preferences(&self) -> Effect {
        let measure = Some(self.screen.measure).filter(|&measure| measure != DEFAULT_MEASURE);
        let split = self.screen.split;
        Effect::KeepPreferences(Preferences { measure, split, ..self.screen.preferences.clone() })
    }

    /// Adopts another program's changes to tags that the reader has not changed since `before` was sent for writing.
    pub(super) fn merged(&mut self, before: &[Arc<Tag>], after: Vec<Tag>, conflicts: usize) -> Effects {
        let sent: HashMap<&str, &Arc<Tag>> = before.iter().map(|tag| (tag.id.as_str(), tag)).collect();
        let now: HashMap<String, Arc<Tag>> =
            self.tags().into_iter().map(|tag| (tag.id.clone(), tag)).collect();
        let is_untouched = |id: &str| sent.get(id).copied() == now.get(id);
        let kept: HashSet<&str> = after.iter().map(|tag| tag.id.as_str()).collect();
        let is_gone = |tag: &&Arc<Tag>| !kept.contains(tag.id.as_str()) && is_untouched(&tag.id);
        let mut edits: Vec<(String, Option<Arc<Tag>>)> =
            before.iter().filter(is_gone).map(|tag| (tag.id.clone(), None)).collect();
        let is_changed =
            |tag: &Tag| is_untouched(&tag.id) && sent.get(tag.id.as_str()).is_none_or(|sent| ***sent != *tag);
        let changed = after.into_iter().filter(is_changed);
        edits.extend(changed.map(|tag| (tag.id.clone(), Some(Arc::new(tag)))));
        let removed = edits.iter().filter(|(_, tag)| tag.is_none()).count();
        let (key, count) = (self.current_mark().map(Mark::key), edits.len() - removed);
        for (id, tag) in edits {
            let placing = self.loading.placing.as_mut();
            if placing.is_none_or(|placing| !placing.replace(&id, tag.as_ref())) {
                self.reading.restore(&id, tag);
            }
        }
        self.nav.current = key.and_then(|key| self.reading.find(&key)).or(self.nav.current);
        self.nav.list.refresh(&self.reading);
        self.nav.clamp_current(&self.reading);
        self.storage.exists = true;
        let takes_over = std::mem::take(&mut self.storage.takes_over);
        let name = &self.storage.tags_name;
        let notice = match (conflicts, count, removed) {
            (0, 0, 0) => return Effects::one(Effect::Adopted),
            (0, _, 0) if takes_over => {
                Notice::info(format!("took over {}; {name} holds them from here on", counted(count, "tag")))
            }
            (0, 0, _) => Notice::info(format!(
                "another program removed {} from {name}; here too",
                counted(removed, "tag")
            )),
            (0, _, 0) => {
                Notice::info(format!("took over {} of another program from {name}", counted(count, "tag")))
            }
            (0, ..) => Notice::info(format!(
                "took over {} of another program from {name}, and that it removed {removed}",
                counted(count, "tag")
            )),
            _ => Notice::warning(format!(
                "another program decided {} in {name} differently: the later decision holds, the other is kept; \
                 {} shows both",
                counted(conflicts, "tag"),
                self.key(Action::Enter)
            )),
        };
        self.notices.show(notice);
        Effects::one(Effect::Adopted)
    }
}
