//! Marking a passage, and copying one.

use super::message::Effects;
use super::model::{Mode, Model};
use super::notice::Notice;
use super::select::Selection;
use crate::reading::Status;
use crate::text::{Document, Span, visible};

impl Model {
    pub(super) fn begin_selection(&mut self) -> Effects {
        if self.is_unread() {
            return Effects::none();
        }
        let seen = self.nav.view.seen();
        let current = self.current_mark().map(|mark| mark.span.start()).filter(|&start| seen.contains(start));
        match Selection::begin(self.document(), current.unwrap_or(seen.start())) {
            Some(selection) => self.mode = Mode::Select(selection),
            None => return self.say("there is no text to mark"),
        }
        Effects::none()
    }

    /// Changes the selection, and keeps its active end in view.
    pub(super) fn edit_selection(&mut self, change: impl FnOnce(&mut Selection, &Document)) {
        let document = self.document().clone();
        let Mode::Select(selection) = &mut self.mode else { return };
        change(selection, &document);
        let active = selection.active();
        self.show_span(Span::new(active, active + 1));
    }

    /// Copies the passage that is marked, or the current claim.
    pub(super) fn copy_passage(&mut self) -> Effects {
        let span = self.selected().or_else(|| {
            let mark = self.current_mark().filter(|mark| mark.standing != Status::Orphaned);
            mark.map(|mark| mark.span)
        });
        let lost =
            self.current_mark().and_then(|mark| mark.tag.as_ref()).map(|tag| tag.selector.exact.clone());
        let text = span.map(|span| span.slice(&self.document().text).to_owned()).or(lost);
        let Some(text) = text else { return self.say(&self.no_current()) };
        if matches!(self.mode, Mode::Select(_)) {
            self.mode = Mode::Read;
        }
        self.copy(text)
    }

    /// Copies all decisions as text, one a line in order of position.
    pub(super) fn copy_all(&mut self) -> Effects {
        let scheme = &self.reading.scheme;
        let mut lines: Vec<String> = Vec::new();
        for mark in self.reading.marks().iter().filter(|mark| mark.standing.is_decided()) {
            let Some(tag) = &mark.tag else { continue };
            let names = mark.categories.iter().filter_map(|&id| scheme.category(id));
            let names: Vec<&str> = names.map(|category| category.name.as_str()).collect();
            let names =
                if mark.standing.is_claim() { names.join(" and ") } else { mark.standing.word().to_owned() };
            let note = if tag.note.is_empty() { String::new() } else { format!(" [{}]", tag.note) };
            let quote = visible::line(&tag.selector.exact);
            lines.push(format!("{names}: “{quote}”{}\n", visible::line(&note)));
        }
        let count = lines.len();
        if lines.is_empty() {
            return self.say("nothing is decided yet, so there is nothing to copy");
        }
        let commands = self.copy(lines.concat());
        let claims = if count == 1 { "decision" } else { "decisions" };
        self.notices.show(Notice::info(format!("{count} {claims} sent to the terminal's clipboard")));
        commands
    }
}
