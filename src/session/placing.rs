//! Tags whose passages are still being looked for: kept, saved as they are, and shown as they are found.

use super::action::Action;
use super::article::tags_moved;
use super::message::{Effect, Effects};
use super::model::Model;
use super::notice::Notice;
use super::pending_tags::PendingTags;
use crate::reading::Mark;
use crate::tag::{Anchor, Tag};
use crate::text::Document;
use std::sync::Arc;

/// Tags up to this number are found before the first frame.
const MAX_AT_ONCE: usize = 200;
/// The same for tags of this very text, which are where they were.
const MAX_AT_ONCE_IF_SAME: usize = 4000;

impl Model {
    /// All tags: those shown, and those whose passages are still being looked for, as they were read.
    pub fn tags(&self) -> Vec<Arc<Tag>> {
        let mut tags = self.reading.tags();
        tags.extend(self.loading.placing.iter().flat_map(PendingTags::left).cloned());
        tags
    }

    /// How many of a hundred tags are found, while others are being looked for.
    pub fn placed_percent(&self) -> Option<usize> {
        self.loading.placing.as_ref().map(PendingTags::percent)
    }

    /// Reports and returns whether tags are still being looked for, which rules out what concerns all of them.
    pub(super) fn is_placing(&mut self) -> bool {
        let is_placing = self.loading.placing.is_some();
        if is_placing {
            self.notices.show(Notice::info("tags are still being looked for; try again in a moment"));
        }
        is_placing
    }

    /// Looks for `tags` in the text on the screen: at once, or on a thread if they are many.
    pub(super) fn place_tags(&mut self, tags: Vec<Tag>, same: bool) -> Effects {
        let max = if same { MAX_AT_ONCE_IF_SAME } else { MAX_AT_ONCE };
        // A comparison settles the tags that it finds.
        if tags.len() <= max || self.settings.compare.is_some() {
            let anchors = self.reading.add_tags(tags, same);
            self.report_moves(&anchors);
            return Effects::none();
        }
        let tags: Vec<Arc<Tag>> = tags.into_iter().map(Arc::new).collect();
        self.loading.placing = Some(PendingTags::new(&tags));
        Effects::one(Effect::PlaceTags { tags, same })
    }

    /// Shows tags that were found; `done` if none is left.
    pub(super) fn placed(&mut self, document: &Arc<Document>, anchors: &[(usize, Anchor)], done: bool) {
        if !Arc::ptr_eq(document, self.document()) {
            // They were looked for in an earlier text.
            return;
        }
        let Some(placing) = &mut self.loading.placing else { return };
        let mut found = Vec::with_capacity(anchors.len());
        for &(index, anchor) in anchors {
            found.extend(placing.take(index).map(|tag| (tag.as_ref().clone(), anchor)));
            placing.anchors.push(anchor);
        }
        let finished = if done { self.loading.placing.take() } else { None };
        let key = self.current_mark().map(Mark::key);
        self.reading.add_found_tags(found);
        self.nav.list.refresh(&self.reading);
        self.nav.current = key.and_then(|key| self.reading.find(&key));
        self.choose_current(self.loading.is_done());
        self.nav.follow_in_list();
        if let Some(placing) = finished {
            self.report_moves(&placing.anchors);
            if placing.reports_change && self.notices.current.is_none() {
                self.report_change(true);
            }
        }
    }

    fn report_moves(&mut self, anchors: &[Anchor]) {
        if let Some(notice) = tags_moved(anchors, &self.key(Action::ShowLost)) {
            self.notices.show(notice);
        }
    }

    /// Reports that the article has changed and no tag moved.
    pub(super) fn report_change(&mut self, is_tagged: bool) {
        let rest = if is_tagged { "; all tags kept their places" } else { "" };
        self.notices.show(Notice::info(format!("the article has changed on disk{rest}")));
    }
}
