//! Effects on the files of an article: editing them, checking, taking over and moving its tags.

use super::{FrontEnd, Host, messages_to};
use crate::error::Error;
use crate::session::{EarlierVersion, Editable, Msg};
use crate::shell::article::Source;
use crate::shell::input::Event;
use crate::shell::state;
use crate::shell::store::{Access, RealDisk, Role, TagFile};
use crate::shell::versions::VersionRequest;
use crate::shell::watch::FileStamp;
use crate::shell::{display, drafts, editor, left_behind};
use crate::text::Document;
use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::sync::Arc;

impl Host {
    /// Opens a file in the editor and waits for its end; returns what changed, unless a watch reports it.
    pub(super) fn edit(
        &self,
        what: &Editable,
        display: &mut dyn super::Display,
    ) -> Result<Option<Msg>, Error> {
        let editor = editor::name();
        let (file, line) = match what {
            Editable::Article { passage, offset } => {
                let file = editor::article_file(&self.source)?;
                let length = self.model.document().text.len().max(1) as f64;
                let line = editor::line_of(&file, passage, f64::from(*offset) / length);
                (file, line)
            }
            Editable::Tags => (self.tags.clone(), None),
        };
        let before = FileStamp::of(&file);
        let mut command = editor::command(&editor, &file, line);
        let ended = display
            .lend(&mut command)
            .map_err(|error| Error::new(&editor, display::describe_io_error(&error)).caused_by(error))?;
        let Some((status, (width, height))) = ended else {
            return Err(
                Error::new(editor, "an editor needs a screen").hint("leave the review and edit the file")
            );
        };
        let _ = self.sender.send(Event::Msg(Msg::Resized(width, height)));
        editor::check(&editor, status)?;
        let changed = before != FileStamp::of(&file);
        Ok((changed && *what == Editable::Tags).then_some(Msg::TagsEdited))
    }

    /// Compares the article with an earlier version: on a thread for a screen.
    pub(super) fn compare_versions(&self, with: EarlierVersion, shows: bool) -> Option<Msg> {
        let request = VersionRequest::new(&self.model, &self.finder, with, self.annotator.clone());
        if self.front_end == FrontEnd::LinearReview {
            return Some(request.run(shows));
        }
        let send = messages_to(&self.sender);
        std::thread::spawn(move || send(request.run(shows)));
        None
    }

    /// Does the check of the tag file that waits for the whole article: on a thread for a screen.
    pub(super) fn check_tags(&mut self, document: Arc<Document>) -> Option<Msg> {
        let check = self.check.take()?;
        let (source, annotator) = (self.source.clone(), self.annotator.clone());
        // Keys that come by a pipe answer no question.
        let asks = self.front_end == FrontEnd::Screen || io::stdin().is_terminal();
        let work = move || check.run(&source, annotator.as_deref(), &document, asks);
        if self.front_end == FrontEnd::LinearReview {
            return work();
        }
        let send = messages_to(&self.sender);
        std::thread::spawn(move || work().into_iter().for_each(send));
        None
    }

    /// Renames the tag file that an article of another name left behind, unless another session has it open. The store
    /// finds the tags there, as those of another program.
    pub(super) fn take_over_tags(&self) -> Result<(), Error> {
        let Source::File(article) = &self.source else { return Ok(()) };
        let name = display::path(&self.tags);
        let left = left_behind::find(article, self.annotator.as_deref(), self.model.document());
        let left = left.ok_or_else(|| Error::new(&name, "the other tag file is gone"))?;
        if self.tags.exists() {
            return Err(Error::new(name, "already exists"));
        }
        let (mut old, _) = TagFile::read(RealDisk, left.path.clone())?;
        let old_name = display::file_name(&left.path);
        let access = old.lock();
        if let Some(reason) = access.reason(&old_name) {
            return Err(Error::new(old_name, reason));
        }
        std::fs::rename(&left.path, &self.tags).map_err(|error| display::io_error(name, error))?;
        drop(access);
        self.store.look();
        Ok(())
    }

    /// Switches to a new tag file; returns its name.
    pub(super) fn save_in(&mut self, path: PathBuf) -> Result<String, Error> {
        let name = display::path(&path);
        let (mut file, _) = TagFile::read(RealDisk, path.clone())?;
        if file.exists() {
            return Err(Error::new(name, "already exists").hint("name another file"));
        }
        let lock = match file.lock() {
            Access::Writes(lock) => lock,
            access => {
                let reason = access.reason(&name).unwrap_or_default();
                return Err(Error::new(&name, reason).hint("name another file"));
            }
        };
        // The new file is written before the old one is given up, so an unusable name does no harm.
        file.write(&self.model.header(), &self.model.tags(), false)
            .map_err(|error| error.hint(format!("the tags stay in {}", self.model.storage.tags_name)))?;
        self.store.move_to(file, Role::Writes, lock);
        self.state.use_undo_log(state::undo_log_file(&path));
        self.drafts.move_to(drafts::file_of(&path, self.annotator.as_deref()));
        self.tags = path;
        Ok(name)
    }
}
