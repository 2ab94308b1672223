//! One decision on many claims: shown first, then made, and taken back in one step.

use super::action::Action;
use super::choice::Choice;
use super::history::Edit;
use super::key::Key;
use super::keymap::Table;
use super::message::{Effects, Timestamp};
use super::model::{Mode, Model};
use super::notice::Notice;
use crate::reading::{Filter, Show, Status};
use crate::tag::{BULK, Decision, Tag};
use std::sync::Arc;

/// A decision on everything that is listed, waiting for the reader's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bulk {
    /// What is decided.
    pub(super) verdict: Choice,
    /// How many claims it is about.
    pub count: usize,
    /// What was listed before.
    before: Filter,
    current: Option<usize>,
}

impl Bulk {
    /// What is asked, such as `accept 12 claims`.
    pub fn in_words(&self) -> String {
        let claims = if self.count == 1 { "claim" } else { "claims" };
        let verb = match self.verdict {
            Choice::Reject => "reject",
            Choice::Clear => "clear",
            _ => "accept",
        };
        format!("{verb} {} {claims}", self.count)
    }
}

impl Model {
    /// Lists what `verdict` would fall on, within `filter`, and asks.
    pub(super) fn ask_bulk(&mut self, verdict: Choice, filter: Filter) -> Effects {
        if self.is_unread() {
            return Effects::none();
        }
        if self.is_barred() {
            return Effects::none();
        }
        if self.reading.lens().blind && verdict != Choice::Clear {
            return self.say(&self.no_bulk_while_blind());
        }
        let before = self.nav.list.filter.clone();
        let current = self.nav.current;
        let show = if verdict == Choice::Clear { Show::Decided } else { Show::Undecided };
        self.filter_by(Filter { show, ..filter });
        let count = self.targets(verdict).len();
        if count == 0 {
            self.filter_by(before);
            self.nav.current = current;
            let what = if verdict == Choice::Clear {
                "nothing of it is decided"
            } else {
                "nothing of it is undecided"
            };
            return self.say(what);
        }
        self.notices.current = None;
        self.mode = Mode::Confirm(Bulk { verdict, count, before, current });
        Effects::none()
    }

    /// The marks listed that the decision falls on.
    fn targets(&self, verdict: Choice) -> Vec<usize> {
        let fits = |&index: &usize| {
            self.reading.mark(index).is_some_and(|mark| match verdict {
                Choice::Clear => mark.standing.is_decided(),
                Choice::Accept => {
                    mark.standing == Status::Undecided && self.reading.proposed(mark).next().is_some()
                }
                _ => mark.standing == Status::Undecided,
            })
        };
        (0..self.nav.list.len()).filter_map(|number| self.nav.list.at(number)).filter(fits).collect()
    }

    /// Answers the question; moving keys look through the list meanwhile.
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
                    self.go_to(index);
                }
                return self.say("nothing was decided");
            }
            _ => {}
        }
        Effects::none()
    }

    fn decide_all(&mut self, bulk: &Bulk, now: &Timestamp) -> Effects {
        let mut edits = Vec::new();
        // From the last one back: a mark that goes moves only those behind it.
        for index in self.targets(bulk.verdict).into_iter().rev() {
            let Some(mark) = self.reading.mark(index).cloned() else { continue };
            let Ok(after) = self.judged(&mark, bulk.verdict, now) else { continue };
            let decided = |tag: &Tag| tag.decision != Decision::Open;
            let via = |tag: Tag| Tag { via: decided(&tag).then(|| BULK.to_owned()), ..tag };
            let after = after.map(|tag| Arc::new(via(tag)));
            let before = mark.tag.clone();
            let Some(id) = after.as_ref().or(before.as_ref()).map(|tag| tag.id.clone()) else { continue };
            self.reading.set(index, after.clone());
            edits.push(Edit { id, before, after });
        }
        edits.reverse();
        let verb = match bulk.verdict {
            Choice::Reject => "rejected",
            Choice::Clear => "cleared",
            _ => "accepted",
        };
        let claims = if edits.len() == 1 { "claim" } else { "claims" };
        let what = format!("{verb} {} {claims}", edits.len());
        let commands = self.keep(edits, what.clone(), None);
        self.filter_by(bulk.before.clone());
        self.follow_text();
        let undo = self.key(Action::Undo);
        self.notices.show(Notice::info(format!("{what}; {undo} takes all of it back")));
        commands
    }
}
