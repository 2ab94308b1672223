//! Deciding without the machine's word, and looking for what it has missed.

use super::message::Effects;
use super::model::{Mode, Model};
use super::select::Selection;
use crate::reading::{DisplayOptions, Mark};
use crate::text::Span;

impl Model {
    /// Veils what the machine says of undecided passages, or shows it again.
    pub(super) fn toggle_blind(&mut self) -> Effects {
        let lens = self.reading.lens();
        let blind = !lens.blind;
        let key = self.current_mark().map(Mark::key);
        self.reading.set_lens(DisplayOptions { blind, ..lens });
        self.nav.list.refresh(&self.reading);
        self.nav.current = key.and_then(|key| self.reading.find(&key));
        self.say(if blind {
            "the machine's word is veiled until you have decided"
        } else {
            "the machine's word is shown"
        })
    }

    /// What the machine had said of a mark that was veiled, for when the reader has decided.
    pub(super) fn unveiled(&self, mark: &Mark) -> String {
        let scheme = &self.reading.scheme;
        let name = |scored: &crate::claim::Scored| {
            let category = scheme.category(scored.category)?;
            Some(format!("{} {}", category.name, crate::reading::why::score(scored.score)))
        };
        let said: Vec<String> = self.reading.proposed(mark).filter_map(name).collect();
        format!("; the machine: {}", said.join(" and "))
    }

    /// Marks the next sentence that nothing is marked in, to be tagged or to be called empty.
    pub(super) fn next_unmarked(&mut self) -> Effects {
        if self.is_unread() {
            return Effects::none();
        }
        let from = match self.mode {
            Mode::Select(selection) => selection.span.end(),
            _ => self.nav.view.seen().start(),
        };
        let document = self.document().clone();
        let mut next = Selection::begin(&document, from);
        while let Some(selection) = next {
            let block = document.block_at(selection.span.start());
            let marked = self.reading.within(selection.span).next().is_some();
            if !marked && document.block(block).kind.is_classified() {
                self.mode = Mode::Select(Selection { walks: true, ..selection });
                self.show_span(selection.span);
                let all = document.blocks.len();
                return self.say(&self.unmarked_sentence(block + 1, all));
            }
            let mut on = selection;
            on.move_by_sentence(&document, true);
            next = Some(on).filter(|on| on.span != selection.span);
        }
        self.mode = Mode::Read;
        self.say("no unmarked sentence follows")
    }

    /// Goes on after a decision on a passage, if the reader walks through what is unmarked.
    pub(super) fn walk_on(&mut self, selection: Selection) -> Effects {
        if !selection.walks || !matches!(self.mode, Mode::Read) {
            return Effects::none();
        }
        let said = self.notices.current.take();
        let end = selection.span.end();
        self.mode = Mode::Select(Selection { span: Span::new(selection.span.start(), end), ..selection });
        let effects = self.next_unmarked();
        if let (Some(said), Some(notice)) = (said, &mut self.notices.current) {
            notice.text = format!("{} · {}", said.text, notice.text);
        }
        effects
    }
}
