//! Keys and progress of the cards.

use super::{Card, layout};
use crate::reading::{Mark, Status};
use crate::session::action::Action;
use crate::session::keymap::Meaning;
use crate::session::message::{Effects, Timestamp};
use crate::session::model::{Mode, Model};
use crate::session::navigation::Moved;
use crate::session::screen::Pane;
use crate::text::Span;

impl Model {
    pub(in crate::session) fn toggle_cards(&mut self) -> Effects {
        if self.card.is_some() {
            return self.close_card();
        }
        if self.nav.list.is_empty() {
            return self.say(&self.nothing_listed());
        }
        (self.mode, self.screen.focus) = (Mode::Read, Pane::Text);
        self.card = Some(Card { listed: self.nav.list.len(), ..Card::default() });
        let is_open = |mark: &Mark| mark.status == Status::Undecided;
        if !self.current_mark().is_some_and(is_open)
            && self.nav.seek(&self.reading, true, is_open) == Moved::Nowhere
        {
            self.finish_cards();
        }
        self.show_current();
        Effects::none()
    }

    /// Back to the page, at the claim of the card.
    fn close_card(&mut self) -> Effects {
        self.card = None;
        self.show_current();
        Effects::none()
    }

    /// Performs the action of a key on the card.
    pub(in crate::session) fn act_on_card(&mut self, meaning: Meaning, now: &Timestamp) -> Effects {
        let Meaning { action, category } = meaning;
        let decides = decides(action);
        if decides && self.is_finished() {
            let back = self.key(Action::PreviousMark);
            return self.say(&format!("no claim listed is undecided; {back} goes back to the last"));
        }
        let effects = match action {
            Action::Cards | Action::Cancel => self.close_card(),
            _ if is_of_page(action) => {
                let effects = self.close_card();
                drop_empty(effects, self.act(action, now))
            }
            Action::Top | Action::Bottom => {
                self.reopen_card();
                let last = self.nav.list.len().saturating_sub(1);
                if let Some(index) = self.nav.list.at(if action == Action::Top { 0 } else { last }) {
                    self.nav.go_to(&self.reading, index);
                }
                Effects::none()
            }
            _ => match (direction(action), category) {
                (Some(forward), _) => {
                    self.step_card(forward);
                    Effects::none()
                }
                (None, Some(category)) => self.category_key(category, now),
                (None, None) => self.act(action, now),
            },
        };
        if decides && !self.any_open() {
            self.finish_cards();
        }
        effects
    }

    /// The next or previous claim listed. Behind the last stands the closing card, once all are decided.
    fn step_card(&mut self, forward: bool) {
        let was_finished = self.is_finished();
        self.reopen_card();
        let number = self.nav.current.map(|index| self.nav.list.number_of(index).0);
        let is_last = number.is_some_and(|number| number + 1 >= self.nav.list.len());
        match (was_finished, forward) {
            (true, false) => self.show_current(),
            (false, true) if is_last && !self.any_open() => self.finish_cards(),
            _ => self.seek_any(forward),
        }
    }

    fn finish_cards(&mut self) {
        let last = self.current_mark().map_or((Span::default(), None), Mark::key);
        if let Some(card) = &mut self.card {
            card.finished = Some(last);
        }
    }

    fn reopen_card(&mut self) {
        if let Some(card) = &mut self.card {
            card.finished = None;
        }
    }

    /// Is an undecided claim listed?
    fn any_open(&self) -> bool {
        let is_open =
            |index| self.reading.mark(index).is_some_and(|mark: &Mark| mark.status == Status::Undecided);
        self.nav.list.indices().any(is_open)
    }

    /// Is the closing card shown?
    pub fn is_finished(&self) -> bool {
        self.card.as_ref().is_some_and(|card| card.finished.is_some())
    }

    /// Updates the card, if it is shown, for the current claim and the screen.
    pub(in crate::session) fn lay_out_card(&mut self) {
        let Some(finished) = self.card.as_ref().map(|card| card.finished.clone()) else { return };
        // An undo, another filter or a choice in a list leads away from the closing card.
        let elsewhere = finished.is_some_and(|last| {
            self.current_mark().is_some_and(|mark| mark.span != last.0) || self.any_open()
        });
        if elsewhere {
            self.reopen_card();
        }
        let layout = layout::of(self);
        if let Some(card) = &mut self.card {
            card.layout = layout;
        }
    }

    /// Claims done and in all, for the progress of the cards.
    pub(super) fn card_progress(&self) -> (usize, usize) {
        let started = self.card.as_ref().map_or(0, |card| card.listed);
        let marks = self.nav.list.indices().filter_map(|index| self.reading.mark(index));
        let open = marks.filter(|mark| mark.status == Status::Undecided).count();
        let all = self.nav.list.len().max(started);
        (all.saturating_sub(open), all)
    }
}

/// The effects of the second; closing a card has none.
fn drop_empty(closed: Effects, mut effects: Effects) -> Effects {
    effects.extend(closed);
    effects
}

const fn decides(action: Action) -> bool {
    matches!(
        action,
        Action::Accept
            | Action::Reject
            | Action::Categorise
            | Action::Skip
            | Action::TakeA
            | Action::TakeB
            | Action::TakeBoth
    )
}

/// Does the action go to the next claim, or to the previous one?
const fn direction(action: Action) -> Option<bool> {
    match action {
        Action::NextMark
        | Action::FindNext
        | Action::Down
        | Action::PageDown
        | Action::HalfPageDown
        | Action::NextBlock
        | Action::FocusList => Some(true),
        Action::PreviousMark
        | Action::FindPrevious
        | Action::Up
        | Action::PageUp
        | Action::HalfPageUp
        | Action::PreviousBlock
        | Action::FocusText => Some(false),
        _ => None,
    }
}

/// Does the action need the page or the list, so that the card closes for it?
const fn is_of_page(action: Action) -> bool {
    matches!(
        action,
        Action::Select
            | Action::NextUnmarked
            | Action::Find
            | Action::JumpBack
            | Action::JumpForward
            | Action::SetBookmark
            | Action::GoToBookmark
            | Action::Headings
            | Action::Links
            | Action::Edit
            | Action::FocusMode
            | Action::ToggleList
            | Action::OtherPane
            | Action::AcceptAll
            | Action::RejectAll
    )
}
