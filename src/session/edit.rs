//! The article and its tags in the reader's editor.

use super::message::{Editable, Effect, Effects};
use super::model::Model;
use super::notice::Notice;

/// Longest beginning of a passage, in characters.
const MAX_PASSAGE: usize = 80;

impl Model {
    /// Opens the article at the current claim, or at the top of the page.
    pub(super) fn edit_article(&mut self) -> Effects {
        let seen = self.nav.view.seen();
        let span =
            self.current_mark().map(|mark| mark.span).filter(|span| span.overlaps(seen)).unwrap_or(seen);
        let passage = span.slice(&self.document().text).chars().take(MAX_PASSAGE).collect();
        Effects::one(Effect::Edit(Editable::Article { passage, offset: span.start() }))
    }

    /// Opens the tag file, once all decisions are in it.
    pub(super) fn edit_tags(&mut self) -> Effects {
        let name = self.storage.tags_name.clone();
        if !self.storage.exists {
            return self.say(&format!("no tags yet; the first decision makes {name}"));
        }
        if !self.storage.is_written() {
            return self.warn(format!("not everything is in {name} yet; try again"));
        }
        Effects::one(Effect::Edit(Editable::Tags))
    }

    /// Takes over what the editor changed in the tag file, as from another program.
    pub(super) fn tags_edited(&mut self) -> Effects {
        if self.storage.read_only.is_some() {
            let name = &self.storage.tags_name;
            let text = format!("this session only reads {name}; open the article again to see the changes");
            self.notices.show(Notice::info(text));
            return Effects::none();
        }
        // The store merges whenever it writes.
        self.storage.revision += 1;
        Effects::one(self.save())
    }
}
