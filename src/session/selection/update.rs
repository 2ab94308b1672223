//! Selecting passages, walking through unmarked sentences, and copying.

use super::Selection;
use crate::claim::CategoryId;
use crate::reading::Status;
use crate::session::message::{Effects, Timestamp};
use crate::session::model::{Mode, Model};
use crate::session::notice::Notice;
use crate::text::number::counted;
use crate::text::{Document, Span, visible};

impl Model {
    /// Selects the sentence of the current mark if visible, else the first visible one.
    pub(in crate::session) fn begin_selection(&mut self) -> Effects {
        if self.is_unread() {
            return Effects::none();
        }
        let seen = self.nav.view.seen();
        let current = self.nav.current_start(&self.reading).filter(|&start| seen.contains(start));
        match Selection::begin(self.document(), current.unwrap_or(seen.start())) {
            Some(selection) => self.mode = Mode::Select(selection),
            None => return self.say("there is no text to mark"),
        }
        Effects::none()
    }

    /// Changes the selection and keeps its active end visible.
    pub(in crate::session) fn edit_selection(&mut self, change: impl FnOnce(&mut Selection, &Document)) {
        let Mode::Select(selection) = &mut self.mode else { return };
        change(selection, &self.reading.document);
        let active = selection.active();
        self.nav.view.reveal(Span::new(active, active + 1));
    }

    /// Decides on the selected passage, and goes to the next unmarked sentence if the reader is walking through them.
    pub(in crate::session) fn decide_selected(
        &mut self,
        selection: Selection,
        category: Option<CategoryId>,
        now: &Timestamp,
    ) -> Effects {
        let effects = self.decide_passage(selection.span, category, now);
        if selection.walks && matches!(self.mode, Mode::Read) {
            let block = self.select_unmarked(selection.span.end());
            self.notices.append(&self.unmarked_notice(block));
        }
        effects
    }

    /// Selects the next unmarked sentence, to be tagged or marked as empty.
    pub(in crate::session) fn next_unmarked(&mut self) -> Effects {
        if self.is_unread() {
            return Effects::none();
        }
        let from = self.selected().map_or(self.nav.view.seen().start(), Span::end);
        let block = self.select_unmarked(from);
        self.say(&self.unmarked_notice(block))
    }

    /// Selects the first unmarked sentence from the byte `from` on; returns its block.
    fn select_unmarked(&mut self, from: u32) -> Option<usize> {
        self.mode = Mode::Read;
        let document = &self.reading.document;
        let mut selection = Selection::begin(document, from)?;
        loop {
            let block = document.block_at(selection.span.start());
            let is_marked = self.reading.overlapping(selection.span).next().is_some();
            if !is_marked && document.block(block).kind.is_classified() {
                self.mode = Mode::Select(Selection { walks: true, ..selection });
                self.nav.view.reveal(selection.span);
                return Some(block);
            }
            let before = selection.span;
            selection.move_by_sentence(document, true);
            if selection.span == before {
                return None;
            }
        }
    }

    fn unmarked_notice(&self, block: Option<usize>) -> String {
        let blocks = self.document().blocks.len();
        block.map_or_else(
            || "no unmarked sentence follows".to_owned(),
            |block| self.unmarked_sentence(block + 1, blocks),
        )
    }

    /// Copies the selection, or the current mark's passage.
    pub(in crate::session) fn copy_passage(&mut self) -> Effects {
        let text = &self.document().text;
        let of_mark = || {
            let mark = self.current_mark()?;
            match (&mark.tag, mark.status) {
                (Some(tag), Status::Orphaned) => Some(tag.selector.exact.clone()),
                _ => Some(mark.span.slice(text).to_owned()),
            }
        };
        let selected = self.selected().map(|span| span.slice(text).to_owned());
        let Some(passage) = selected.or_else(of_mark) else { return self.say(&self.no_current()) };
        if matches!(self.mode, Mode::Select(_)) {
            self.mode = Mode::Read;
        }
        self.copy(passage)
    }

    /// Copies all decisions as text, one per line in text order.
    pub(in crate::session) fn copy_all(&mut self) -> Effects {
        let scheme = &self.reading.scheme;
        let mut lines: Vec<String> = Vec::new();
        for mark in self.reading.marks().iter().filter(|mark| mark.status.is_decided()) {
            let Some(tag) = &mark.tag else { continue };
            let names = mark.categories.iter().filter_map(|&id| scheme.category(id));
            let names: Vec<&str> = names.map(|category| category.name.as_str()).collect();
            let names =
                if mark.status.is_claim() { names.join(" and ") } else { mark.status.word().to_owned() };
            let note = if tag.note.is_empty() { String::new() } else { format!(" [{}]", tag.note) };
            let quote = visible::line(&tag.selector.exact);
            lines.push(format!("{names}: “{quote}”{}\n", visible::line(&note)));
        }
        if lines.is_empty() {
            return self.say("nothing is decided yet, so there is nothing to copy");
        }
        let effects = self.copy(lines.concat());
        let decisions = counted(lines.len(), "decision");
        self.notices.show(Notice::info(format!("{decisions} sent to the terminal's clipboard")));
        effects
    }
}
