//! Arrival or change of the article on disk: relocates its tags, the page and the bookmarks.

use super::action::Action;
use super::history::History;
use super::location::Location;
use super::message::{Effect, Effects};
use super::model::{Mode, Model};
use super::notice::{Notice, Severity};
use super::word_effects::WordEffects;
use crate::claim::Claim;
use crate::reading::{Mark, Reading, article_title};
use crate::tag::{Anchor, Tag};
use crate::text::Document;
use crate::text::number::counted;
use std::sync::Arc;

impl Model {
    pub(super) fn begun(&mut self, document: &Arc<Document>) -> Effects {
        self.show_reading(self.new_reading(document));
        self.resume_search()
    }

    /// Shows what standard input has brought so far. The page, the current claim and a search stay; a reader at the
    /// end of the text stays there.
    pub(super) fn grown(&mut self, document: &Arc<Document>, claims: Vec<Claim>) -> Effects {
        let key = self.current_mark().map(Mark::key);
        let end = self.document().text.trim_end().len();
        let follows = self.nav.wants_end && self.nav.view.seen().end() as usize >= end;
        let mut reading = self.new_reading(document);
        reading.add_claims(claims);
        self.show_reading(reading);
        self.nav.current = key.and_then(|key| self.reading.find(&key));
        self.choose_current(false);
        self.nav.follow_in_list();
        if follows {
            self.go_to_edge(true);
        }
        self.resume_search()
    }

    fn new_reading(&self, document: &Arc<Document>) -> Reading {
        let mut reading = Reading::new(Arc::clone(document), Arc::clone(&self.reading.scheme));
        reading.set_display_options(self.reading.display_options());
        reading
    }

    fn show_reading(&mut self, reading: Reading) {
        self.nav.view.set_document(Arc::clone(&reading.document));
        self.title = article_title(&reading.document);
        self.word_effects = WordEffects::default();
        self.reading = reading;
        self.nav.list.refresh(&self.reading);
    }

    /// Handles a read error after the beginning.
    pub(super) fn cut_off(&mut self, why: String) -> Effects {
        self.loading.incoming.cut_off = true;
        let effects = self.resume_search();
        self.notices.show(Notice::error(why));
        effects
    }

    /// Reports and returns whether the article is incomplete, which rules out decisions.
    ///
    /// A save would mistake the tags of the part for all tags.
    pub(super) fn is_unread(&mut self) -> bool {
        let is_partial = self.document().is_partial();
        if is_partial && self.loading.incoming.cut_off {
            self.notices
                .show(Notice::warning("only a part of the article was read; open it again to decide"));
        } else if is_partial && self.settings.live {
            let stop = self.key(Action::Cancel);
            let text = format!(
                "standard input is still open: decide when it ends, or {stop} takes what has come as the whole text"
            );
            self.notices.show(Notice::info(text));
        } else if is_partial {
            self.notices.show(Notice::info("the article is still being read; try again in a moment"));
        }
        is_partial
    }

    /// Handles the whole article with its tags. `same`: the tag file was written for exactly these bytes.
    pub(super) fn opened(&mut self, document: &Arc<Document>, tags: Vec<Tag>, same: bool) -> Effects {
        // Return to the place of the last session, unless the reader has moved on.
        let place = std::mem::take(&mut self.settings.resume.place);
        if !place.words.is_empty() && place.offset == self.nav.view.anchor {
            self.nav.view.anchor = place.nearest_in(document);
        }
        self.nav.move_to(document);
        self.drafts.move_to(document);
        self.loading.placing = None;
        self.show_reading(self.new_reading(document));
        let mut effects = self.place_tags(tags, same);
        self.nav.list.refresh(&self.reading);
        if self.nav.wants_end {
            self.go_to_edge(true);
        }
        effects.extend(self.resume_search());
        if !self.storage.history.leads_to(&self.tags()) {
            self.storage.history = History::default();
            self.forget_taken(true);
            effects.extend(Effects::one(Effect::ClearUndoLog));
        }
        effects
    }

    /// Handles a new version of the article from another program. Writes nothing.
    pub(super) fn changed_on_disk(&mut self, document: &Arc<Document>) -> Effects {
        self.keep_version();
        // If the words at the top are gone, the old distance from the beginning is the best guess.
        let anchor = if self.nav.view.anchor == 0 { 0 } else { self.nav.here().nearest_in(document) };
        let current = self.nav.current_start(&self.reading);
        let found = current.map(|start| Location::new(self.document(), start).find_in(document));
        let tags: Vec<Tag> = self.tags().iter().map(|tag| tag.as_ref().clone()).collect();
        let is_tagged = !tags.is_empty();
        if matches!(self.mode, Mode::Select(_) | Mode::Fields | Mode::FieldValues(_)) {
            self.mode = Mode::Read;
        }
        let writes = matches!(self.mode, Mode::Prompt(_));
        self.prompt_target = found.map(|found| found.unwrap_or(u32::MAX)).filter(|_| writes);
        self.nav.forget_marks();
        self.loading.restart();
        self.nav.resumes = found.flatten();
        self.nav.view.anchor = anchor;
        self.notices.current = None;
        let mut effects = self.forget_trial();
        effects.extend(self.opened(document, tags, false));
        // Claims of the earlier text are gone with it.
        self.forget_taken(true);
        if let Some(placing) = &mut self.loading.placing {
            placing.reports_change = true;
        } else if self.notices.current.is_none() {
            self.report_change(is_tagged);
        }
        effects
    }
}

/// Reports how the tags of a changed article moved; `None` if none did. `list_keys` list those to look at.
pub(super) fn tags_moved(anchors: &[Anchor], list_keys: &str) -> Option<Notice> {
    let count = |is: fn(&Anchor) -> bool| anchors.iter().filter(|anchor| is(anchor)).count();
    let kept = count(|anchor| matches!(anchor, Anchor::Exact(_)));
    let reworded = count(|anchor| matches!(anchor, Anchor::Fuzzy(_) | Anchor::Reworded(_)));
    let turned = count(|anchor| matches!(anchor, Anchor::Reworded(_)));
    let moved = count(|anchor| matches!(anchor, Anchor::Moved(_)));
    let unsure = count(|anchor| matches!(anchor, Anchor::Ambiguous(_)));
    let lost = count(|anchor| *anchor == Anchor::Orphaned);
    if kept == anchors.len() {
        return None;
    }
    let mut text = format!("the article has changed: {kept} tags kept, {moved} moved");
    for (count, words) in [(unsure, "unsure"), (lost, "lost")] {
        if count > 0 {
            text = format!("{text}, {count} {words}");
        }
    }
    if reworded > 0 {
        text = format!("{text}; {}: words changed", counted(reworded, "tag"));
    }
    if turned > 0 {
        text = format!("{text}, {turned} doubtful until you look");
    }
    if unsure + lost + turned == 0 {
        let hint = if reworded > 0 { format!("; {list_keys} lists these") } else { String::new() };
        return Some(Notice::info(format!("{text}{hint}")));
    }
    Some(Notice { severity: Severity::Warning, text: format!("{text}; {list_keys} lists these") })
}
