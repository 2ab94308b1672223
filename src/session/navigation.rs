//! The reader's position: the page, the list, the current mark, the search, and the way back.

use super::find::Find;
use super::list::List;
use super::location::{Jumps, Location, Stop};
use super::settings::Settings;
use super::view::View;
use crate::reading::{Mark, Reading, Replaced, SortOrder, Status};
use crate::text::{Document, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Result of a search for a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moved {
    To,
    /// Wrapped around the end of the list.
    Around,
    Nowhere,
}

#[derive(Debug)]
pub struct Navigation {
    pub view: View,
    pub list: List,
    /// Index of the current mark.
    pub current: Option<usize>,
    pub find: Option<Find>,
    /// By letter.
    pub bookmarks: BTreeMap<char, Location>,
    /// First byte of new text after the last page turn, until the next key.
    pub new_from: Option<u32>,
    pub(super) jumps: Jumps,
    /// Did the last key only scroll?
    pub(super) scrolled: bool,
    /// Did the reader ask for the end of the text before it was read?
    pub(super) wants_end: bool,
    /// Start of the last session's current mark, until it is found or the reader acts.
    pub(super) resumes: Option<u32>,
    /// Has the reader pressed no key yet, so that the current mark is the session's choice?
    pub(super) untouched: bool,
    /// The current mark before a higher threshold hid it; current again once it reappears.
    pub(super) hidden_current: Option<(Span, Option<String>)>,
    /// The current mark before scrolling put it out of sight; current again once scrolling back shows it, and
    /// forgotten with any other key.
    pub(super) left_behind: Option<(Span, Option<String>)>,
}

impl Navigation {
    pub(super) fn new(document: Arc<Document>, settings: &Settings) -> Self {
        let resume = &settings.resume;
        Self {
            view: View::new(document, resume.place.offset, resume.hyphens),
            list: List::new(settings.filter.clone(), settings.order),
            current: None,
            find: None,
            bookmarks: resume.bookmarks.clone(),
            new_from: None,
            jumps: Jumps::default(),
            scrolled: false,
            wants_end: false,
            resumes: resume.current,
            untouched: resume.current.is_none(),
            hidden_current: None,
            left_behind: None,
        }
    }

    pub(super) fn current_mark<'r>(&self, reading: &'r Reading) -> Option<&'r Mark> {
        reading.mark(self.current?)
    }

    /// Clears marks and matches of an article that has changed.
    pub(super) fn forget_marks(&mut self) {
        (self.find, self.current) = (None, None);
        (self.hidden_current, self.left_behind) = (None, None);
    }

    /// Makes a mark current without scrolling the text.
    pub(super) fn make_current(&mut self, index: usize) {
        self.current = Some(index);
        self.list.follow(index);
    }

    /// Scrolls the list to the current mark after the list has changed.
    pub(super) fn follow_in_list(&mut self) {
        if let Some(current) = self.current {
            self.list.follow(current);
        }
    }

    /// Follows a replacement of marks: neither the current one nor the rows of the list move.
    pub(super) fn replaced(&mut self, reading: &Reading, replaced: &Replaced) {
        self.list.replace(reading, replaced, self.current);
        self.current = self.current.and_then(|index| replaced.moved(index));
    }

    /// Keeps `current` in range after marks were removed.
    pub(super) fn clamp_current(&mut self, reading: &Reading) {
        let count = reading.marks().len();
        self.current = self.current.map(|index| index.min(count.saturating_sub(1))).filter(|_| count > 0);
    }

    /// Makes a mark current, in the list and in the text.
    pub(super) fn go_to(&mut self, reading: &Reading, index: usize) {
        self.make_current(index);
        if let Some(mark) = reading.mark(index).filter(|mark| mark.status != Status::Orphaned) {
            self.view.reveal(mark.shown_span());
        }
    }

    /// Has scrolling put the current mark out of sight?
    fn is_away(&self, reading: &Reading) -> bool {
        let mark = self.current_mark(reading).filter(|mark| mark.status != Status::Orphaned);
        self.view.height > 0 && mark.is_some_and(|mark| !mark.shown_span().overlaps(self.view.seen()))
    }

    /// Goes to the next or previous listed mark that is `wanted`, wrapping around if necessary: from the current mark,
    /// or from the page if the current mark is elsewhere and the list has the order of the text.
    pub(super) fn seek(&mut self, reading: &Reading, forward: bool, wanted: impl Fn(&Mark) -> bool) -> Moved {
        let count = self.list.len();
        let from_page = self.list.order == SortOrder::Position && self.is_away(reading);
        let current = self.current.filter(|_| !from_page);
        let start = current.unwrap_or_else(|| reading.index_from(self.view.seen().start()));
        let (number, listed) = self.list.number_of(start);
        let order: Box<dyn Iterator<Item = usize>> = if forward {
            let from = number + usize::from(listed && current.is_some());
            Box::new((from..count).chain(0..from.min(count)))
        } else {
            let until = number.min(count);
            Box::new((0..until).rev().chain((until..count).rev()))
        };
        let hit = order
            .filter_map(|number| self.list.at(number))
            .find(|&index| Some(index) != current && reading.mark(index).is_some_and(&wanted));
        let Some(index) = hit else { return Moved::Nowhere };
        let at = self.list.number_of(index).0;
        let around = current.is_some() && if forward { at < number } else { at > number };
        self.go_to(reading, index);
        if around { Moved::Around } else { Moved::To }
    }

    /// Goes to the first listed mark that is `wanted`, other than the current one.
    pub(super) fn seek_from_top(&mut self, reading: &Reading, wanted: impl Fn(&Mark) -> bool) -> Moved {
        let is_wanted = |index| Some(index) != self.current && reading.mark(index).is_some_and(&wanted);
        let Some(index) = self.list.indices().find(|&index| is_wanted(index)) else { return Moved::Nowhere };
        self.go_to(reading, index);
        Moved::To
    }

    /// After scrolling: makes a visible mark current, if there is one, so that no decision falls on an invisible
    /// passage. Scrolling back makes the mark current again that scrolling put out of sight.
    pub(super) fn follow_text(&mut self, reading: &Reading) {
        let seen = self.view.seen();
        if self.returns(reading, |span| span.overlaps(seen)) {
            return;
        }
        let current = self.current_mark(reading).map(Mark::shown_span);
        if !current.is_some_and(|span| span.overlaps(seen)) {
            self.leave_behind(reading);
            self.follow_from(reading, current.is_none_or(|span| span.start() < seen.start()));
        }
    }

    /// The same after a page turn. Prefers marks that begin on this page, since only a scrap is left of others.
    fn follow_page(&mut self, reading: &Reading) {
        let seen = self.view.seen();
        let begins = |mark: &Mark| seen.contains(mark.shown_span().start());
        if self.returns(reading, |span| seen.contains(span.start()))
            || self.current_mark(reading).is_some_and(begins)
        {
            return;
        }
        let here = |wanted: &dyn Fn(&Mark) -> bool| {
            reading.overlapping(seen).find(|(index, mark)| self.list.lists(*index) && wanted(mark))
        };
        let whole = |mark: &Mark| seen.covers(mark.shown_span());
        match here(&whole).or_else(|| here(&begins)) {
            Some((index, _)) => {
                self.leave_behind(reading);
                self.make_current(index);
            }
            None => self.follow_text(reading),
        }
    }

    /// Makes the mark current that scrolling put out of sight, if its passage is in sight; returns whether it is.
    fn returns(&mut self, reading: &Reading, in_sight: impl Fn(Span) -> bool) -> bool {
        let Some(index) = self.left_behind.as_ref().and_then(|key| reading.find(key)) else { return false };
        let shown = reading.mark(index).is_some_and(|mark| in_sight(mark.shown_span()));
        if shown && self.list.lists(index) {
            self.left_behind = None;
            self.make_current(index);
        }
        self.left_behind.is_none()
    }

    fn leave_behind(&mut self, reading: &Reading) {
        if self.left_behind.is_none() {
            self.left_behind = self.current_mark(reading).map(Mark::key);
        }
    }

    /// Makes the listed mark at a search match current, so that the next decision concerns it.
    pub(super) fn follow_place(&mut self, reading: &Reading, span: Span) {
        let found = reading.overlapping(span).map(|(index, _)| index).find(|&index| self.list.lists(index));
        if let Some(index) = found {
            self.make_current(index);
        }
    }

    /// Makes the first or last visible listed mark current.
    fn follow_from(&mut self, reading: &Reading, first: bool) {
        let marks = reading.overlapping(self.view.seen()).filter(|(index, _)| self.list.lists(*index));
        let whole = |mark: &Mark| self.view.shows(mark.shown_span());
        let listed: Vec<(bool, usize)> = marks.map(|(index, mark)| (whole(mark), index)).collect();
        // One that is visible whole is nearer than a scrap.
        let nearest = |whole: bool| {
            let mut listed = listed.iter().filter(|(is_whole, _)| *is_whole || !whole);
            if first { listed.next() } else { listed.next_back() }
        };
        if let Some(&(_, index)) = nearest(true).or_else(|| nearest(false)) {
            self.make_current(index);
        }
    }

    pub(super) fn scroll(&mut self, reading: &Reading, lines: i32) {
        self.view.scroll(lines);
        self.follow_text(reading);
    }

    /// Turns the page by `lines` and records the new part.
    pub(super) fn turn(&mut self, reading: &Reading, lines: i32) {
        let before = self.view.seen();
        self.view.scroll(lines);
        self.follow_page(reading);
        let rows = self.view.page.iter().filter_map(|line| line.row);
        let new = |row: &Span| !before.covers(*row) || before.is_empty();
        let first = if lines > 0 { rows.clone().find(new) } else { rows.rev().find(new) };
        self.new_from = first.filter(|_| before != self.view.seen()).map(Span::start);
    }

    /// Goes to the first page and makes its first mark current, rather than the nearest.
    pub(super) fn go_to_top(&mut self, reading: &Reading) {
        self.view.to_top();
        self.follow_from(reading, true);
    }

    /// Goes to the last page and makes the last mark current, rather than the nearest.
    pub(super) fn go_to_end(&mut self, reading: &Reading) {
        self.view.to_end();
        self.follow_from(reading, false);
    }

    pub(super) fn step_block(&mut self, reading: &Reading, forward: bool) {
        let top = self.view.top_block();
        let block = match (forward, self.view.begins_above(top)) {
            (true, _) => top + 1,
            (false, true) => top,
            (false, false) => top.saturating_sub(1),
        };
        self.view.to_block(block);
        self.follow_text(reading);
    }

    /// Scrolls the byte `offset` to the top of the page.
    pub(super) fn go_to_offset(&mut self, reading: &Reading, offset: u32) {
        self.view.to_offset(offset);
        self.follow_text(reading);
    }

    /// Rebuilds the list. The current mark stays if it is listed, else the nearest one becomes current.
    pub(super) fn relist(&mut self, reading: &Reading) {
        self.list.refresh(reading);
        let (number, listed) = self.list.number_of(self.current.unwrap_or(0));
        if !listed {
            match self.list.at(number.min(self.list.len().saturating_sub(1))) {
                Some(index) => self.go_to(reading, index),
                None => self.current = None,
            }
        }
        self.follow_in_list();
    }

    /// Top of the page; the very beginning needs no words.
    pub(super) fn here(&self) -> Location {
        match self.view.anchor {
            0 => Location::default(),
            anchor => Location::new(&self.view.document, anchor),
        }
    }

    /// Byte offset of the current mark.
    pub(super) fn current_start(&self, reading: &Reading) -> Option<u32> {
        self.current_mark(reading).map(|mark| mark.span.start())
    }

    /// Records a jump from the byte `from` with the current mark at `current`, unless that place is still visible.
    pub(super) fn jumped(&mut self, from: u32, current: Option<u32>) {
        let seen = self.view.seen();
        if from != self.view.anchor && !(seen.start()..=seen.end()).contains(&from) {
            self.jumps.push(Stop { place: Location::new(&self.view.document, from), current });
        }
    }

    /// Goes back to the last jump's origin, or forward again; returns whether there was one.
    pub(super) fn jump(&mut self, reading: &Reading, forward: bool) -> bool {
        let here = Stop { place: self.here(), current: self.current_start(reading) };
        let stop = if forward { self.jumps.forward(here) } else { self.jumps.back(here) };
        let Some(Stop { place, current }) = stop else { return false };
        self.go_to_offset(reading, place.offset);
        let again = current.and_then(|start| {
            let mark = reading.marks().get(reading.index_from(start))?;
            (mark.span.start() == start).then_some(mark.span)
        });
        if let Some(span) = again {
            self.follow_place(reading, span);
        }
        true
    }

    /// Relocates bookmarks and jumps in another version of the article.
    pub(super) fn move_to(&mut self, document: &Document) {
        self.jumps.move_to(document);
        for place in self.bookmarks.values_mut() {
            if let Some(offset) = place.find_in(document) {
                *place = Location::new(document, offset);
            }
        }
    }
}
