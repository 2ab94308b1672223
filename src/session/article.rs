//! The article comes, or has changed under the reader's eyes: its tags and the place are found again.

use super::action::Action;
use super::history::{Edit, History};
use super::loading::Progress;
use super::location::Location;
use super::message::{Effect, Effects};
use super::model::{Mode, Model};
use super::notice::{Notice, Severity};
use crate::reading::{Reading, Status};
use crate::tag::{Anchor, Selector, Tag};
use crate::text::{Document, Span, visible};
use std::sync::Arc;

impl Model {
    /// The beginning of the article has been read.
    pub(super) fn begun(&mut self, document: &Arc<Document>) {
        let lens = self.reading.lens();
        self.reading = Reading::new(Arc::clone(document), Arc::clone(&self.reading.scheme));
        self.reading.set_lens(lens);
        self.nav.view.set_document(Arc::clone(document));
        self.nav.list.refresh(&self.reading);
    }

    /// No more of the article can be read.
    pub(super) fn cut_off(&mut self, why: String) {
        self.loading.incoming.cut_off = true;
        self.notices.show(Notice::error(why));
    }

    /// Whether nothing may be decided, because only the beginning of the article is known; says so.
    ///
    /// A save would take the tags of the part for all there are.
    pub(super) fn is_unread(&mut self) -> bool {
        let partial = self.document().is_partial();
        if partial && self.loading.incoming.cut_off {
            self.notices.current =
                Some(Notice::warning("only a part of the article was read; open it again to decide"));
        } else if partial {
            self.notices.show(Notice::info("the article is still being read; once more in a moment"));
        }
        partial
    }

    /// The whole article has been read.
    pub(super) fn opened(&mut self, document: &Arc<Document>, tags: Vec<Tag>, same: bool) -> Effects {
        self.find_place(document);
        self.move_places(document);
        let mut reading = Reading::new(Arc::clone(document), Arc::clone(&self.reading.scheme));
        reading.set_lens(self.reading.lens());
        let found = reading.place_all(tags, same);
        let said = what_became(&found, &self.key(Action::ShowLost));
        self.reading = reading;
        self.nav.view.set_document(Arc::clone(document));
        self.nav.list.refresh(&self.reading);
        self.notices.current = said.or_else(|| self.notices.current.take());
        if self.nav.wants_end {
            self.go_to_edge(true);
        }
        if self.storage.history.leads_to(&self.reading.tags()) {
            return Effects::none();
        }
        self.storage.history = History::default();
        Effects::one(Effect::ForgetSteps)
    }

    /// Finds the place of the last session in what the article is now, unless the reader has moved on.
    fn find_place(&mut self, document: &Document) {
        let kept = std::mem::take(&mut self.settings.resume.place);
        if !kept.words.is_empty() && kept.offset == self.nav.view.anchor {
            self.nav.view.anchor = kept.nearest_in(document);
        }
    }

    /// Another program has changed the article: tags and place are found again in what it is now, and
    /// nothing is written because of it.
    pub(super) fn changed_on_disk(&mut self, document: &Arc<Document>) -> Effects {
        // Where what stood at the top is gone, as far down as before is the best guess.
        let place = if self.nav.view.anchor == 0 { 0 } else { self.here().nearest_in(document) };
        let current = self.current_mark().map(|mark| mark.span.start());
        let now = current.map(|start| Location::of(self.document(), start).find_in(document));
        let tags: Vec<Tag> = self.reading.tags().iter().map(|tag| tag.as_ref().clone()).collect();
        let tagged = !tags.is_empty();
        if matches!(self.mode, Mode::Select(_)) {
            self.mode = Mode::Read;
        }
        let writing = matches!(self.mode, Mode::Prompt(_));
        self.prompt_target = now.map(|now| now.unwrap_or(u32::MAX)).filter(|_| writing);
        (self.nav.find, self.nav.hidden_current, self.nav.current) = (None, None, None);
        self.loading.progress = Progress::default();
        self.settings.resume.current = now.flatten();
        self.nav.view.anchor = place;
        self.notices.current = None;
        let commands = self.opened(document, tags, false);
        if self.notices.current.is_none() {
            let rest = if tagged { "; all tags stand where they stood" } else { "" };
            self.notices.show(Notice::info(format!("the article has changed on disk{rest}")));
        }
        commands
    }

    /// Puts the current tag, whose passage was lost, on a passage that the reader has marked.
    pub(super) fn attach(&mut self, span: Span) -> Effects {
        self.mode = Mode::Read;
        if self.is_barred() {
            return Effects::none();
        }
        let lost = self.nav.current.zip(self.current_mark().and_then(|mark| mark.tag.clone()));
        let Some((index, before)) =
            lost.filter(|_| self.current_mark().is_some_and(|mark| mark.standing == Status::Orphaned))
        else {
            return self.say(&self.no_lost_tag());
        };
        let seen = Some(Selector::of(self.document(), span));
        let after = Arc::new(Tag { seen, ..before.as_ref().clone() });
        self.reading.set(index, None);
        self.nav.current = self.reading.restore(&after.id, Some(Arc::clone(&after)));
        let what = format!("put here: “{}”", visible::cut(&after.selector.exact, 40));
        self.notices.show(Notice::info(what.clone()));
        self.keep(vec![Edit { id: after.id.clone(), before: Some(before), after: Some(after) }], what, None)
    }
}

/// What became of the tags of an article that has changed; nothing if all stand where they stood.
fn what_became(found: &[Anchor], lost_keys: &str) -> Option<Notice> {
    let count = |is: fn(&Anchor) -> bool| found.iter().filter(|found| is(found)).count();
    let kept = count(|found| matches!(found, Anchor::Exact(_)));
    let moved = count(|found| matches!(found, Anchor::Moved(_) | Anchor::Fuzzy(_)));
    let (unsure, lost) =
        (count(|found| matches!(found, Anchor::Ambiguous(_))), count(|found| *found == Anchor::Orphaned));
    if kept == found.len() {
        return None;
    }
    let mut text = format!("the article has changed: {kept} tags kept, {moved} moved");
    for (count, word) in [(unsure, "unsure"), (lost, "lost")] {
        if count > 0 {
            text = format!("{text}, {count} {word}");
        }
    }
    let severity = if unsure + lost > 0 { Severity::Warning } else { Severity::Info };
    if unsure + lost > 0 {
        text = format!("{text}; {lost_keys} lists these");
    }
    Some(Notice { severity, text })
}
