//! The tag file of a text that has its name only once all of it has come, and what lies beside it.

use super::super::drafts;
use super::super::state;
use super::super::store::{RealDisk, Role, TagFile};
use super::super::{display, paths};
use super::Host;
use crate::session::{Msg, Notice, TagsFound};
use crate::text::Document;
use std::collections::VecDeque;
use std::sync::Arc;

/// Stands in names for the digest of a text that has not come yet.
pub(super) const UNNAMED: &str = "········";

impl Host {
    /// The message, with those of the tag file if it is the one that tells the name of that file.
    pub(super) fn with_tags_found(&mut self, msg: Msg) -> VecDeque<Msg> {
        match msg {
            Msg::Opened { document, .. } if std::mem::take(&mut self.names_tags_later) => {
                self.find_tags(document)
            }
            msg => VecDeque::from([msg]),
        }
    }

    /// Reads and locks the tag file of a text that has now come as a whole.
    fn find_tags(&mut self, document: Arc<Document>) -> VecDeque<Msg> {
        let path = paths::tags(&self.source, self.annotator.as_deref(), &document.digest);
        let name = display::file_name(&path);
        let (mut file, loaded) = match TagFile::read(RealDisk, path.clone()) {
            Ok(read) => read,
            Err(error) => {
                let read_only = Some(error.to_string());
                let found = TagsFound { name, exists: true, read_only, follows: false, steps: Vec::new() };
                let opened = Msg::Opened { document, tags: Vec::new(), same: false };
                return [Msg::TagsFound(found), opened, Msg::Notify(Notice::error(error.to_string()))].into();
            }
        };
        let (exists, same) = (file.exists(), file.header().is_some_and(|header| header.is_of(&document)));
        let barred = self.model.storage.read_only.clone().or(loaded.read_only);
        let (role, lock, reason) = if let Some(reason) = barred {
            (Role::Reads, None, Some(reason))
        } else {
            let access = file.lock();
            let reason = access.reason(&name);
            let (role, lock) = access.into_role();
            (role, lock, reason)
        };
        self.tags = path;
        let (mut steps, mut kept) = (Vec::new(), None);
        if role == Role::Writes {
            let log = state::undo_log_file(&self.tags);
            steps = log.as_deref().map(state::read_undo_log).unwrap_or_default();
            self.state.use_undo_log(log);
            kept = Some(self.take_drafts());
        }
        self.store.move_to(file, role, lock);
        let follows = role == Role::Follows;
        let notices = loaded.warnings.into_iter().map(|warning| Notice::warning(warning.to_string()));
        let notices =
            notices.chain(reason.iter().map(|reason| Notice::warning(self.model.read_only(reason))));
        let notices: Vec<Msg> = notices.map(Msg::Notify).collect();
        let found = TagsFound { name, exists, read_only: reason, follows, steps };
        let opened = Msg::Opened { document, tags: loaded.tags, same };
        [Msg::TagsFound(found), opened].into_iter().chain(kept).chain(notices).collect()
    }

    /// Takes the drafts beside the tag file, now that this session writes it.
    pub(super) fn take_drafts(&self) -> Msg {
        let file = drafts::file_of(&self.tags, self.annotator.as_deref());
        let kept = file.as_deref().map(drafts::read).unwrap_or_default();
        self.drafts.move_to(file);
        Msg::Drafts(kept)
    }
}
