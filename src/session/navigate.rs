//! Going from mark to mark, and keeping the two panes together.

use super::action::Action;
use super::layout::Layout;
use super::message::Effects;
use super::model::{Mode, Model};
use super::notice::Notice;
use super::screen::Pane;
use super::view::{MEASURE_STEP, MEASURES};
use crate::reading::{Filter, Mark, Order, Status, Strictness};
use crate::text::Span;

impl Model {
    /// Makes the mark `index` the current one, in the list and in the text.
    pub(super) fn go_to(&mut self, index: usize) {
        self.nav.current = Some(index);
        let Some(mark) = self.reading.mark(index) else { return };
        if mark.standing != Status::Orphaned {
            let span = mark.shown_span();
            self.nav.view.reveal(span);
        }
        self.nav.list.follow(index, usize::from(self.screen.layout.list_rows()));
    }

    /// To the next listed mark that is `wanted`, or the previous one; round the end if need be.
    pub(super) fn seek(&mut self, forward: bool, none: &str, wanted: impl Fn(&Mark) -> bool) -> bool {
        let count = self.nav.list.len();
        let start =
            self.nav.current.unwrap_or_else(|| self.reading.from_offset(self.nav.view.seen().start()));
        let (number, listed) = self.nav.list.number_of(start);
        let here = listed && self.nav.current.is_some();
        let order: Box<dyn Iterator<Item = usize>> = if forward {
            let from = number + usize::from(here);
            Box::new((from..count).chain(0..from.min(count)))
        } else {
            let until = number.min(count);
            Box::new((0..until).rev().chain((until..count).rev()))
        };
        let mut indices = order.filter_map(|number| self.nav.list.at(number));
        let hit = indices
            .find(|&index| Some(index) != self.nav.current && self.reading.mark(index).is_some_and(&wanted));
        drop(indices);
        let Some(index) = hit else {
            if !none.is_empty() {
                self.notices.show(Notice::info(none));
            }
            return false;
        };
        let at = self.nav.list.number_of(index).0;
        let wrapped = self.nav.current.is_some() && if forward { at < number } else { at > number };
        self.go_to(index);
        if wrapped {
            let text = if forward { "went on from the beginning" } else { "went on from the end" };
            self.notices.show(Notice::info(text));
        }
        true
    }

    pub(super) fn seek_any(&mut self, forward: bool) {
        let none = self.nothing_listed();
        self.seek(forward, &none, |_| true);
    }

    pub(super) fn seek_same(&mut self, forward: bool) {
        let Some(category) = self.current_mark().and_then(|mark| mark.categories.first().copied()) else {
            return self.seek_any(forward);
        };
        let name = self.reading.scheme.category(category).map_or("", |category| category.name.as_str());
        let none = format!("no other {name} is listed");
        self.seek(forward, &none, |mark| mark.categories.contains(&category));
    }

    pub(super) fn seek_undecided(&mut self, forward: bool) -> bool {
        let none = self.all_decided();
        self.seek(forward, &none, |mark| mark.standing == Status::Undecided)
    }

    /// What to say when nothing undecided is left.
    pub(super) fn all_decided(&self) -> String {
        let counts = self.reading.counts();
        let only_this = self.current_mark().is_some_and(|mark| mark.standing == Status::Undecided);
        match (counts.marks, self.nav.list.filter.is_open()) {
            (0, _) => self.nothing_listed(),
            _ if only_this => "this is the only undecided claim listed".to_owned(),
            (_, false) => format!("every claim listed is decided; {} lists all", self.key(Action::ShowAll)),
            (marks, true) if self.reading.strictness().shift() > 0 && self.reading.aside() > 0 => {
                let key = self.keymap.key(Action::Strictness);
                format!("all {marks} decided that are this sure; {key} goes on to the others")
            }
            (marks, true) => format!("all {marks} decided; the tags are in {}", self.storage.tags_name),
        }
    }

    /// What to say when there is nothing to go to.
    pub(super) fn nothing_listed(&self) -> String {
        match (self.reading.counts().marks, self.loading.progress.done) {
            (0, true) if self.reading.aside() > 0 => {
                format!("no claim is this sure; {} shows weaker ones", self.keymap.key(Action::Strictness))
            }
            (0, true) => {
                format!("no claims found; {} marks a passage by hand", self.keymap.key(Action::Select))
            }
            (0, false) => "no claims found yet".to_owned(),
            (_, _) if self.nav.list.is_empty() => {
                format!("nothing passes the filter; {} lists all", self.key(Action::ShowAll))
            }
            _ => "no other claim is listed".to_owned(),
        }
    }

    /// After the text has moved: the current mark is one that is seen, if any is, so that no
    /// decision falls on a passage out of sight.
    pub(super) fn follow_text(&mut self) {
        let seen = self.nav.view.seen();
        let current = self.current_mark().map(Mark::shown_span);
        if current.is_some_and(|span| span.overlaps(seen)) {
            return;
        }
        self.follow_from(current.is_none_or(|span| span.start() < seen.start()));
    }

    /// The same after the page was turned: of a mark that began on another page only a scrap is left, so one
    /// that begins on this page is current, if any does.
    fn follow_page(&mut self) {
        let seen = self.nav.view.seen();
        let begins = |mark: &Mark| seen.contains(mark.shown_span().start());
        if !self.current_mark().is_some_and(begins) {
            let mut marks =
                self.reading.within(seen).filter(|(index, mark)| self.nav.list.lists(*index) && begins(mark));
            let first = marks.next().map(|(index, _)| index);
            drop(marks);
            match first {
                Some(index) => self.make_current(index),
                None => self.follow_text(),
            }
        }
    }

    fn make_current(&mut self, index: usize) {
        self.nav.current = Some(index);
        self.nav.list.follow(index, usize::from(self.screen.layout.list_rows()));
    }

    /// Makes the listed mark at a place that was found the current one, if there is one: whoever
    /// has searched for a passage means to decide on that.
    pub(super) fn follow_place(&mut self, span: Span) {
        let found =
            self.reading.within(span).map(|(index, _)| index).find(|&index| self.nav.list.lists(index));
        if let Some(index) = found {
            self.make_current(index);
        }
    }

    /// Makes the first listed mark in sight the current one, or the last.
    fn follow_from(&mut self, first: bool) {
        let seen = self.nav.view.seen();
        let listed =
            self.reading.within(seen).map(|(index, _)| index).filter(|&index| self.nav.list.lists(index));
        let nearest = if first { listed.min() } else { listed.max() };
        if let Some(index) = nearest {
            self.make_current(index);
        }
    }

    /// Scrolls the text, or moves in the list, by `lines`.
    pub(super) fn scroll(&mut self, lines: i32) {
        self.nav.view.scroll(lines);
        self.follow_text();
    }

    /// The block that is not dim while the others are: that of the current mark if it is in sight, else the
    /// one a third down the page.
    pub fn focused_block(&self) -> Option<usize> {
        if !self.screen.focus_mode {
            return None;
        }
        let seen = self.nav.view.seen();
        let mark = self.current_mark().map(Mark::shown_span).filter(|span| span.overlaps(seen));
        let place = self
            .selected()
            .or(mark)
            .or_else(|| self.nav.find.as_ref()?.current.filter(|span| span.overlaps(seen)));
        let third = self.nav.view.page.get(usize::from(self.nav.view.height() / 3)).map(|line| line.block);
        place.map(|span| self.document().block_at(span.start())).or(third)
    }

    /// Turns the page by `lines`, and remembers what is new on it.
    pub(super) fn turn(&mut self, lines: i32) {
        let before = self.nav.view.seen();
        self.nav.view.scroll(lines);
        self.follow_page();
        let rows = self.nav.view.page.iter().filter_map(|line| line.row);
        let new = |row: &Span| !before.covers(*row) || before.is_empty();
        let first = if lines > 0 { rows.clone().find(new) } else { rows.rev().find(new) };
        self.nav.new_from = first.filter(|_| before != self.nav.view.seen()).map(Span::start);
    }

    pub(super) fn go_to_edge(&mut self, end: bool) {
        let document = self.document().clone();
        self.nav.wants_end = end && document.is_partial();
        if self.screen.focus == Pane::List && self.screen.layout.has_list() {
            let number = if end { self.nav.list.len().saturating_sub(1) } else { 0 };
            if let Some(index) = self.nav.list.at(number) {
                self.go_to(index);
            }
            return;
        }
        if end {
            self.nav.view.to_end();
            // The last claim on the page, not the one nearest to where the reader was.
            self.follow_from(false);
        } else {
            self.nav.view.to_top();
            self.follow_text();
        }
    }

    pub(super) fn step_block(&mut self, forward: bool) {
        let top = self.nav.view.top_block();
        let block = match (forward, self.nav.view.begins_above(top)) {
            (true, _) => top + 1,
            (false, true) => top,
            (false, false) => top.saturating_sub(1),
        };
        self.nav.view.to_block(block);
        self.follow_text();
    }

    /// Sets what is listed; the current mark stays where it passes, else the nearest one is current.
    pub(super) fn filter_by(&mut self, filter: Filter) {
        self.nav.list.filter = filter;
        self.nav.list.refresh(&self.reading);
        let current = self.nav.current.unwrap_or(0);
        let (number, listed) = self.nav.list.number_of(current);
        if !listed {
            let nearest =
                self.nav.list.at(number).or_else(|| self.nav.list.at(self.nav.list.len().saturating_sub(1)));
            match nearest {
                Some(index) => self.go_to(index),
                None => self.nav.current = None,
            }
        }
        if let Some(current) = self.nav.current {
            self.nav.list.follow(current, usize::from(self.screen.layout.list_rows()));
        }
        self.notices.show(Notice::info(self.filter_in_words()));
    }

    fn filter_in_words(&self) -> String {
        if self.nav.list.filter.is_open() {
            return format!("all {} claims are listed", self.nav.list.len());
        }
        let what = self.nav.list.filter.in_words(&self.reading.scheme);
        let all = self.reading.marks().len();
        let mut rest = format!("{} lists all", self.key(Action::ShowAll));
        if !self.nav.list.is_empty() {
            let [next, previous] =
                [Action::NextMark, Action::PreviousMark].map(|action| self.keymap.key(action));
            rest = format!("{next} and {previous} visit only these; {rest}");
        }
        format!("{} of {all} listed: {what}; {rest}", self.nav.list.len())
    }

    /// Sorts the list; the current mark stays.
    pub(super) fn sort_by(&mut self, order: Order) -> Effects {
        self.mode = Mode::Read;
        self.nav.list.order = order;
        self.nav.list.refresh(&self.reading);
        if let Some(current) = self.nav.current {
            self.nav.list.follow(current, usize::from(self.screen.layout.list_rows()));
        }
        let [next, previous] = [Action::NextMark, Action::PreviousMark].map(|action| self.key(action));
        let rest = format!("; {next} and {previous} follow this order");
        let rest = if order == Order::Position { String::new() } else { rest };
        self.say(&format!("sorted by {}{rest}", order.word()))
    }

    /// Goes on to the next strictness.
    ///
    /// The page stays where it is. The current mark stays if it is still listed, else the next one
    /// is current, or another one in sight.
    pub(super) fn next_strictness(&mut self) {
        let wanted = self.nav.hidden_current.take().or_else(|| self.current_mark().map(Mark::key));
        self.reading.set_strictness(self.reading.strictness().next());
        self.nav.list.refresh(&self.reading);
        let listed = |&index: &usize| self.nav.list.number_of(index).1;
        let again = wanted.as_ref().and_then(|key| self.reading.find(key)).filter(listed);
        if again.is_none() {
            let offset = wanted.as_ref().map_or(self.nav.view.seen().start(), |(span, _)| span.start());
            let (number, _) = self.nav.list.number_of(self.reading.from_offset(offset));
            let last = self.nav.list.len().saturating_sub(1);
            self.nav.current = self.nav.list.at(number).or_else(|| self.nav.list.at(last));
            self.nav.hidden_current = wanted;
            self.follow_text();
        } else {
            self.nav.current = again;
        }
        if let Some(current) = self.nav.current {
            self.nav.list.follow(current, usize::from(self.screen.layout.list_rows()));
        }
        self.notices.show(Notice::info(self.strictness_in_words()));
    }

    fn strictness_in_words(&self) -> String {
        let strictness = self.reading.strictness();
        let count = self.reading.counts().marks;
        let claims = if count == 1 { "claim" } else { "claims" };
        let shift = strictness.sign().trim_start_matches('≥');
        if strictness == Strictness::Usual {
            return format!("{count} {claims}, usual thresholds");
        }
        let key = self.keymap.key(Action::Strictness);
        format!("{count} {claims}, {} {shift}; {key} goes on", strictness.word())
    }

    /// Sets the measure; the text keeps its place.
    pub(super) fn set_measure(&mut self, measure: u16) {
        self.screen.measure = measure.clamp(*MEASURES.start(), *MEASURES.end());
        self.lay_out(self.screen.layout.screen.width, self.screen.layout.screen.height);
        self.notices.show(Notice::info(format!("{} cells in a row", self.screen.layout.column.width)));
    }

    pub(super) fn toggle_list(&mut self) {
        self.screen.list_shown = !self.screen.list_shown;
        self.lay_out(self.screen.layout.screen.width, self.screen.layout.screen.height);
    }

    pub(super) fn widen(&mut self, wider: bool) {
        // A measure beyond what the screen has room for would make the next step seem dead.
        let shown = self.screen.layout.column.width.min(self.screen.measure);
        let measure = if wider { shown + MEASURE_STEP } else { shown.saturating_sub(MEASURE_STEP) };
        self.set_measure(measure);
    }

    /// Works out the layout for a screen of this size and wraps what is seen of the text.
    pub(super) fn lay_out(&mut self, width: u16, height: u16) {
        self.lay_out_guide(width);
        let guide_rows = u16::try_from(self.guide.rows.len()).unwrap_or(u16::MAX);
        let (list, split) = (self.screen.list_shown, self.screen.split);
        let watched = self.current_mark().map(Mark::shown_span);
        let watched = watched.filter(|span| self.nav.view.seen().contains(span.start()));
        self.screen.layout = Layout::new(width, height, self.screen.measure, list, split, guide_rows);
        self.nav.view.resize(self.screen.layout.column.width, self.screen.layout.column.height);
        // A claim that was before the reader's eyes stays there.
        if let Some(span) = watched {
            self.nav.view.glance(span);
        }
        if !self.screen.layout.has_list() {
            self.screen.focus = Pane::Text;
        }
        if let Some(current) = self.nav.current {
            self.nav.list.refit(current, usize::from(self.screen.layout.list_rows()));
        }
    }

    /// The part of the text that a selection or a search has come to.
    pub(super) fn show_span(&mut self, span: Span) {
        self.nav.view.reveal(span);
    }
}
