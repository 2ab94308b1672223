//! Selecting passages, and walking through unmarked sentences.

use super::{Motion, Selection, SelectionKind, Step};
use crate::claim::CategoryId;
use crate::reading::{Mark, Status};
use crate::session::action::Action;
use crate::session::choice::Choice;
use crate::session::message::{Effects, Timestamp};
use crate::session::model::{Mode, Model};
use crate::text::{Document, Span, visible};

/// Most empty lines between two rows.
const MAX_GAP: usize = 3;

/// The byte of the character at `column` of a row, in cells.
fn offset_in_row(text: &str, row: Span, column: u16) -> u32 {
    let mut cells = 0;
    for glyph in visible::glyphs(row.slice(text)) {
        cells += glyph.width;
        if column < cells {
            return row.start() + glyph.bytes.start as u32;
        }
    }
    text.floor_char_boundary(row.end().saturating_sub(1) as usize) as u32
}

impl Model {
    /// Offers to change the bounds of the current mark if it is in sight; else selects the sentence where the eye is.
    /// Within a selection: sets an end at the cursor, or gives the ends up.
    pub(in crate::session) fn begin_selection(&mut self) -> Effects {
        if self.is_unread() {
            return Effects::none();
        }
        if let Mode::Select(selection) = &mut self.mode {
            match selection.kind {
                SelectionKind::Sentence => selection.set_end(&self.reading.document),
                _ => return self.begin_passage(),
            }
            return Effects::none();
        }
        let seen = self.nav.view.seen();
        let in_sight = |mark: &&Mark| mark.status != Status::Orphaned && mark.shown_span().overlaps(seen);
        let bounds = self.current_mark().filter(in_sight).map(Mark::shown_span);
        let selection = bounds.and_then(|span| Selection::bounds(self.document(), span));
        match selection {
            Some(selection) => self.mode = Mode::Select(selection),
            None => return self.begin_passage(),
        }
        Effects::none()
    }

    /// Selects the sentence at the text cursor, at the current mark if it is in sight, or where the eye is.
    pub(in crate::session) fn begin_passage(&mut self) -> Effects {
        if self.is_unread() {
            return Effects::none();
        }
        let cursor = self.text_cursor().unwrap_or_else(|| self.eye());
        match Selection::sentence(self.document(), cursor) {
            Some(selection) => self.mode = Mode::Select(selection),
            None => return self.say("there is no text to mark"),
        }
        Effects::none()
    }

    /// Where the reader most likely looks: at the current claim, at what a jump or a page turn has brought into view,
    /// else in the middle of the page.
    fn eye(&self) -> u32 {
        let nav = &self.nav;
        let seen = nav.view.seen();
        let claim = self.current_mark().map(|mark| mark.shown_span().start());
        let found = nav.find.as_ref().and_then(|find| find.current).map(Span::start);
        let places = [found, claim, nav.new_from];
        let rows: Vec<Span> = nav.view.page.iter().filter_map(|line| line.row).collect();
        let middle = rows.get(rows.len().saturating_sub(1) / 2).map(|row| row.start());
        let place = places.into_iter().flatten().find(|&place| seen.contains(place));
        place.or(middle).unwrap_or(seen.start())
    }

    /// Changes the selection and keeps its cursor visible.
    pub(in crate::session) fn edit_selection(&mut self, change: impl FnOnce(&mut Selection, &Document)) {
        let Mode::Select(selection) = &mut self.mode else { return };
        change(selection, &self.reading.document);
        let cursor = selection.cursor;
        self.nav.view.reveal(Span::new(cursor, cursor + 1));
    }

    /// Performs a motion of the text cursor.
    pub(in crate::session) fn move_text_cursor(&mut self, action: Action) {
        match action {
            Action::NextBlock => self.move_cursor(Step::Block, true),
            Action::PreviousBlock => self.move_cursor(Step::Block, false),
            Action::NextSentence => self.move_cursor(Step::Sentence, true),
            Action::PreviousSentence => self.move_cursor(Step::Sentence, false),
            Action::NextWord => self.move_cursor(Step::Word, true),
            Action::PreviousWord => self.move_cursor(Step::Word, false),
            Action::WordEnd => self.move_cursor(Step::WordEnd, true),
            Action::CursorForward => self.move_cursor(Step::Character, true),
            Action::CursorBack => self.move_cursor(Step::Character, false),
            Action::CursorDown => self.move_by_row(true),
            Action::CursorUp => self.move_by_row(false),
            Action::RowStart => self.move_in_row(false),
            Action::RowEnd => self.move_in_row(true),
            _ => {}
        }
    }

    fn move_cursor(&mut self, step: Step, forward: bool) {
        self.edit_selection(|selection, document| selection.go(document, Motion { step, forward }));
    }

    /// Moves the cursor to the first or last character of its row.
    fn move_in_row(&mut self, to_end: bool) {
        let Some((_, row, _)) = self.cursor_row() else { return };
        let offset = if to_end { row.end().saturating_sub(1) } else { row.start() };
        let offset = self.document().text.floor_char_boundary(offset as usize) as u32;
        self.edit_selection(|selection, document| selection.go_to(document, offset, None));
    }

    /// Moves the cursor one row down or up, in its column.
    fn move_by_row(&mut self, down: bool) {
        let Mode::Select(selection) = &self.mode else { return };
        let (cursor, column) = (selection.cursor, selection.column());
        self.nav.view.reveal(Span::new(cursor, cursor + 1));
        let Some((_, row, indent)) = self.cursor_row() else { return };
        let before = Span::new(row.start(), cursor.max(row.start()));
        let here = indent + visible::width(before.slice(&self.document().text)) as u16;
        let column = column.unwrap_or(here);
        // The next row may be below the page, behind empty lines.
        for _ in 0..=MAX_GAP {
            let Some((at, ..)) = self.cursor_row() else { return };
            let page = &self.nav.view.page;
            let row_of = |at: usize| page.get(at).and_then(|line| Some((line.row?, line.indent)));
            let next =
                if down { (at + 1..page.len()).find_map(row_of) } else { (0..at).rev().find_map(row_of) };
            if let Some((row, indent)) = next {
                let offset = offset_in_row(&self.document().text, row, column.saturating_sub(indent));
                return self.edit_selection(|selection, document| {
                    selection.go_to(document, offset, Some(column));
                });
            }
            self.nav.view.scroll(if down { 1 } else { -1 });
        }
    }

    /// Index on the page, span and indentation of the row that holds the cursor.
    fn cursor_row(&self) -> Option<(usize, Span, u16)> {
        let cursor = self.text_cursor()?;
        let rows = self.nav.view.page.iter().enumerate();
        let rows = rows.filter_map(|(at, line)| Some((at, line.row?, line.indent)));
        // A space at which a line breaks belongs to no row.
        rows.take_while(|(_, row, _)| row.start() <= cursor).last()
    }

    /// Accepts the claim with the bounds selected for it; attaches the current lost tag to another selection.
    pub(in crate::session) fn accept_selected(&mut self, selection: Selection, now: &Timestamp) -> Effects {
        let SelectionKind::Bounds { from } = selection.kind else { return self.attach(selection.span) };
        self.mode = Mode::Read;
        if selection.span == from {
            self.decide(Choice::Accept, now)
        } else {
            self.set_bounds(selection.span, Some(Choice::Accept), now)
        }
    }

    /// Gives the current mark the selected bounds.
    pub(in crate::session) fn confirm_selection(&mut self, now: &Timestamp) -> Effects {
        let Mode::Select(selection) = self.mode else { return Effects::none() };
        let touches = |mark: &Mark| mark.status != Status::Orphaned && mark.span.overlaps(selection.span);
        if self.current_mark().is_some_and(touches) {
            self.set_bounds(selection.span, None, now)
        } else {
            self.say(&self.touches_no_claim())
        }
    }

    /// Decides on the selected passage, and goes to the next unmarked sentence if the reader is walking through them.
    pub(in crate::session) fn decide_selected(
        &mut self,
        selection: Selection,
        category: Option<CategoryId>,
        now: &Timestamp,
    ) -> Effects {
        let choice = category.map_or(Choice::Reject, Choice::Is);
        if let SelectionKind::Bounds { from } = selection.kind {
            self.mode = Mode::Read;
            // Bounds matter only to a claim.
            return if selection.span == from || category.is_none() {
                self.decide(choice, now)
            } else {
                self.set_bounds(selection.span, Some(choice), now)
            };
        }
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
        let mut selection = Selection::sentence(document, from)?;
        let next = Motion { step: Step::Sentence, forward: true };
        loop {
            let block = document.block_at(selection.span.start());
            let is_marked = self.reading.overlapping(selection.span).next().is_some();
            if !is_marked && document.block(block).kind.is_classified() {
                self.mode = Mode::Select(Selection { walks: true, ..selection });
                self.nav.view.reveal(selection.span);
                return Some(block);
            }
            let before = selection.span;
            selection.go(document, next);
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
}
