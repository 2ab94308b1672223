//! How the tags stand with the disk: saved, not saved yet, refused, or merged with another's.

use super::action::Action;
use super::message::{Effect, Effects};
use super::model::{Mode, Model};
use super::notice::Notice;
use super::prompt::{Prompt, Purpose};
use crate::diagnostic::suggest::did_you_mean;
use crate::tag::Tag;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

impl Model {
    /// Asks for the tags to be written.
    pub(super) fn save(&self) -> Effect {
        Effect::Save { revision: self.storage.revision, header: self.header(), tags: self.reading.tags() }
    }

    /// Whether nothing may be decided, because nothing could be kept; says why.
    pub(super) fn is_barred(&mut self) -> bool {
        let Some(reason) = &self.storage.read_only else { return false };
        let text = self.read_only(reason);
        self.notices.show(Notice::warning(text));
        true
    }

    /// Saves now, or says that there is nothing to save.
    pub(super) fn save_now(&mut self) -> Effects {
        // What annotators agree on is worth a file, also where nothing was left to settle.
        if self.settings.compare.is_some() && !self.storage.exists && self.storage.read_only.is_none() {
            self.storage.revision += 1;
            return Effects::one(self.save());
        }
        if self.storage.is_saved() {
            if self.is_barred() {
                return Effects::none();
            }
            let name = &self.storage.tags_name;
            let text = if self.storage.exists {
                format!("everything is in {name}")
            } else {
                format!("nothing decided yet; decisions go to {name}")
            };
            return self.say(&text);
        }
        Effects::one(self.save())
    }

    /// Asks for another file to keep the tags in.
    pub(super) fn ask_for_file(&mut self) -> Effects {
        if self.is_unread() {
            return Effects::none();
        }
        self.mode = Mode::Prompt(Prompt::new(Purpose::SaveIn, self.storage.tags_name.clone()));
        Effects::none()
    }

    /// The reader has named the file.
    pub(super) fn save_in(&mut self, path: &str) -> Effects {
        let path = path.trim();
        if path.is_empty() || path == self.storage.tags_name {
            return Effects::none();
        }
        Effects::one(Effect::SaveIn(path.to_owned()))
    }

    /// Asks for the article with its marks to be written for another program: `words` are a format and
    /// perhaps a file.
    pub(super) fn export(&mut self, words: &str, force: bool) -> Effects {
        let (format, file) =
            words.split_once(' ').map_or((words, ""), |(format, file)| (format, file.trim()));
        let names = || self.settings.formats.iter().map(|(name, _)| *name);
        if !names().any(|name| name == format) {
            let hint = did_you_mean(format, names());
            let some = || format!("there are {}", names().collect::<Vec<_>>().join(", "));
            let hint = hint.unwrap_or_else(some);
            let why = if format.is_empty() {
                "export wants a format".to_owned()
            } else {
                format!("no format `{format}`")
            };
            self.notices.show(Notice::warning(format!("{why}; {hint}")));
            return Effects::none();
        }
        if self.guide.lesson.is_some() {
            return self.say("nothing of the lesson is kept");
        }
        if self.is_unread() {
            return Effects::none();
        }
        if !self.loading.progress.done {
            return self.say("claims are still being looked for; once more in a moment");
        }
        let file = (!file.is_empty()).then(|| file.to_owned());
        Effects::one(Effect::Export { format: format.to_owned(), file, force })
    }

    /// The tags are kept in another file from now on, and all of them are to be written there.
    pub(super) fn turned(&mut self, name: String) -> Effects {
        self.notices.show(Notice::info(format!("the tags are kept in {name} from now on")));
        self.storage.tags_name = name;
        self.storage.read_only = None;
        self.storage.error = None;
        self.storage.revision += 1;
        Effects::one(self.save())
    }

    /// A revision is on disk.
    pub(super) fn written(&mut self, revision: u64) -> Effects {
        self.storage.written = self.storage.written.max(revision);
        self.storage.error = None;
        self.storage.exists = true;
        if self.storage.quit_when_saved && self.storage.is_saved() {
            Effects::one(Effect::Quit)
        } else {
            Effects::none()
        }
    }

    /// A revision could not be written.
    pub(super) fn failed(&mut self, revision: u64, message: String) -> Effects {
        if revision >= self.storage.written {
            self.notices.show(Notice::error(message.clone()));
            self.storage.error = Some(message);
        }
        if self.storage.quit_when_saved {
            self.storage.quit_when_saved = false;
            self.mode = Mode::Leaving;
        }
        Effects::none()
    }

    /// Another program had changed the file: takes over what it had made of tags that the reader has not
    /// touched since `before` was sent to be written.
    pub(super) fn merged(&mut self, before: &[Arc<Tag>], after: Vec<Tag>, conflicts: usize) -> Effects {
        let sent: HashMap<&str, &Arc<Tag>> = before.iter().map(|tag| (tag.id.as_str(), tag)).collect();
        let now: HashMap<String, Arc<Tag>> =
            self.reading.tags().into_iter().map(|tag| (tag.id.clone(), tag)).collect();
        let untouched = |id: &str| match (sent.get(id), now.get(id)) {
            (Some(sent), Some(now)) => sent == &now,
            (None, None) => true,
            _ => false,
        };
        let there: HashSet<&str> = after.iter().map(|tag| tag.id.as_str()).collect();
        let gone: Vec<String> = before
            .iter()
            .filter(|tag| !there.contains(tag.id.as_str()) && untouched(&tag.id))
            .map(|tag| tag.id.clone())
            .collect();
        let changed: Vec<Tag> = after
            .into_iter()
            .filter(|tag| untouched(&tag.id) && sent.get(tag.id.as_str()).is_none_or(|sent| ***sent != *tag))
            .collect();
        let key = self.current_mark().map(crate::reading::Mark::key);
        let count = gone.len() + changed.len();
        for id in gone {
            self.reading.restore(&id, None);
        }
        for tag in changed {
            let id = tag.id.clone();
            self.reading.restore(&id, Some(Arc::new(tag)));
        }
        self.nav.current = key.and_then(|key| self.reading.find(&key)).or(self.nav.current);
        self.nav.list.refresh(&self.reading);
        let marks = self.reading.marks().len();
        self.nav.current =
            self.nav.current.map(|index| index.min(marks.saturating_sub(1))).filter(|_| marks > 0);
        let tags = |count: usize| if count == 1 { "1 tag".to_owned() } else { format!("{count} tags") };
        let name = &self.storage.tags_name;
        self.notices.current = Some(if conflicts > 0 {
            Notice::warning(format!(
                "{} in {name} decided differently by another program: the later decision holds, the other is \
                 kept; {} shows both",
                tags(conflicts),
                self.key(Action::Enter)
            ))
        } else {
            Notice::info(format!("{} by another program taken over from {name}", tags(count)))
        });
        Effects::none()
    }
}
