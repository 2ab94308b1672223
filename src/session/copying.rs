//! Copying to the terminal's clipboard: a passage, a claim with its note, all decisions.

use super::message::Effects;
use super::model::{Mode, Model};
use super::notice::Notice;
use crate::reading::{Mark, Status};
use crate::text::number::counted;
use crate::text::visible;

/// Longest quotation in a message, in cells.
const MAX_QUOTED: usize = 40;

impl Model {
    /// Copies the selection, or the current claim with its note.
    pub(super) fn copy_passage(&mut self) -> Effects {
        if let Some(span) = self.selected() {
            let passage = span.slice(&self.document().text).to_owned();
            if matches!(self.mode, Mode::Select(_)) {
                self.mode = Mode::Read;
            }
            return self.copy(passage);
        }
        let Some(mark) = self.current_mark() else { return self.say(&self.no_current()) };
        let passage = match (&mark.tag, mark.status) {
            (Some(tag), Status::Orphaned) => tag.selector.exact.clone(),
            _ => mark.span.slice(&self.document().text).to_owned(),
        };
        let Some(note) = mark.tag.as_ref().map(|tag| tag.note.trim()).filter(|note| !note.is_empty()) else {
            return self.copy(passage);
        };
        let text = format!("“{passage}”\n\n{note}\n\n— {}\n", self.source_of(mark));
        let effects = self.copy(text);
        let cut = visible::cut(&passage, MAX_QUOTED);
        self.notices.show(Notice::info(format!("sent to the terminal's clipboard, with its note: “{cut}”")));
        effects
    }

    /// Title, author, date and site of the article, as far as it names them, and the claim's paragraph.
    fn source_of(&self, mark: &Mark) -> String {
        let document = self.document();
        let title = visible::line(self.title.as_deref().unwrap_or(&document.name)).into_owned();
        let paragraph = match mark.status {
            Status::Orphaned => String::new(),
            _ => format!("¶{}", document.block_at(mark.span.start()) + 1),
        };
        let parts = [title, document.about.byline(usize::MAX), paragraph];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// Copies all decisions as text, one per line in text order.
    pub(super) fn copy_all(&mut self) -> Effects {
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
