//! Bulk decisions: listed first, then confirmed, and undone in one step.

use super::action::Action;
use super::choice::{Bulk, Choice};
use super::history::Edit;
use super::key::Key;
use super::keymap::Table;
use super::message::{Effects, Timestamp};
use super::model::{Mode, Model};
use super::notice::Notice;
use crate::reading::{Filter, Status, StatusFilter};
use crate::tag::{BULK, Tag};
use crate::text::number::counted;
use std::sync::Arc;

impl Model {
    /// Lists the marks that `choice` would change within `filter`, and asks.
    pub(super) fn ask_bulk(&mut self, choice: Choice, filter: Filter) -> Effects {
        if self.is_unread() || self.is_placing() || self.is_barred() {
            return Effects::none();
        }
        let clears = choice == Choice::Clear;
        if self.reading.display_options().blind && !clears {
            return self.say(&self.no_bulk_while_blind());
        }
        let (before, current) = (self.nav.list.filter.clone(), self.nav.current);
        self.filter_by(Filter {
            status: match filter.status {
                StatusFilter::Skipped => StatusFilter::Skipped,
                _ if clears => StatusFilter::Decided,
                _ => StatusFilter::Undecided,
            },
            ..filter
        });
        let count = self.targets(choice).len();
        if count == 0 {
            self.filter_by(before);
            self.nav.current = current;
            return self.say(if clears { "none of these is decided" } else { "none of these is undecided" });
        }
        self.notices.current = None;
        self.mode = Mode::Confirm(Bulk { choice, count, before, current });
        Effects::none()
    }

    /// Listed marks that the decision changes.
    fn targets(&self, choice: Choice) -> Vec<usize> {
        let fits = |&index: &usize| {
            self.reading.mark(index).is_some_and(|mark| match choice {
                Choice::Clear => mark.status.is_decided() || mark.status == Status::Skipped,
                Choice::Accept => {
                    mark.status == self.asked_status() && self.reading.proposed(mark).next().is_some()
                }
                _ => mark.status == self.asked_status(),
            })
        };
        self.nav.list.indices().filter(fits).collect()
    }

    /// Handles a key during the question; moving keys browse the list.
    pub(super) fn press_confirm(&mut self, key: Key, now: &Timestamp) -> Effects {
        let Mode::Confirm(bulk) = &self.mode else { return Effects::none() };
        let bulk = bulk.clone();
        match self.keymap.action(Table::Confirm, key) {
            Some(Action::Confirm) => {
                self.mode = Mode::Read;
                return self.decide_all(&bulk, now);
            }
            Some(Action::Down | Action::NextMark) => self.step_list(1),
            Some(Action::Up | Action::PreviousMark) => self.step_list(-1),
            Some(Action::Cancel) => {
                self.mode = Mode::Read;
                self.filter_by(bulk.before);
                if let Some(index) = bulk.current {
                    self.nav.go_to(&self.reading, index);
                }
                return self.say("nothing was decided");
            }
            _ => {}
        }
        Effects::none()
    }

    fn decide_all(&mut self, bulk: &Bulk, now: &Timestamp) -> Effects {
        let mut edits = Vec::new();
        // From the last one back: removing a mark moves only those behind it.
        for index in self.targets(bulk.choice).into_iter().rev() {
            let Some(mark) = self.reading.mark(index).cloned() else { continue };
            let Ok(after) = self.tag_after(&mark, bulk.choice, now) else { continue };
            let is_decided = |tag: &Tag| !tag.decision.is_open();
            let via = |tag: Tag| Tag { via: is_decided(&tag).then(|| BULK.to_owned()), ..tag };
            let after = after.map(|tag| Arc::new(via(tag)));
            let before = mark.tag.clone();
            let Some(id) = after.as_ref().or(before.as_ref()).map(|tag| tag.id.clone()) else { continue };
            if bulk.choice != Choice::Clear {
                self.reading.set_tag(index, after.clone());
            }
            edits.push(Edit { id, before, after });
        }
        edits.reverse();
        if bulk.choice == Choice::Clear {
            // Claims return to their own bounds, which may move marks.
            let cleared = edits.iter().map(|edit: &Edit| (edit.id.clone(), edit.after.clone()));
            self.reading.restore_all(cleared.collect());
        }
        let verb = match bulk.choice {
            Choice::Reject => "rejected",
            Choice::Clear => "cleared",
            _ => "accepted",
        };
        let what = format!("{verb} {}", counted(edits.len(), "claim"));
        let effects = self.record(edits, what.clone(), None);
        self.filter_by(bulk.before.clone());
        self.nav.follow_text(&self.reading);
        self.notices.show(Notice::info(format!("{what}; {} undoes all of it", self.key(Action::Undo))));
        effects
    }
}
