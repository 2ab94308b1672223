//! Navigation commands: from mark to mark, filters, sort orders, and the division of the screen.

use super::action::Action;
use super::layout::{Area, Layout, Tier};
use super::message::Effects;
use super::model::{Mode, Model};
use super::navigation::Moved;
use super::notice::Notice;
use super::prompt::Purpose;
use super::screen::{Pane, Screen};
use super::view::{MEASURE_STEP, MEASURES};
use crate::reading::{DisplayOptions, Filter, Mark, SortOrder, Status, StatusFilter, ThresholdShift};
use crate::text::Span;
use crate::text::number::counted;

/// Reports a wrap-around.
pub(super) const fn around(forward: bool) -> &'static str {
    if forward { "continued from the beginning" } else { "continued from the end" }
}

impl Model {
    /// Goes to the next or previous mark that is `wanted`, and reports a wrap-around or failure.
    fn go_to_next(&mut self, forward: bool, none: String, wanted: impl Fn(&Mark) -> bool) {
        match self.nav.seek(&self.reading, forward, wanted) {
            Moved::To => {}
            Moved::Around => self.notices.show(Notice::info(around(forward))),
            Moved::Nowhere => self.notices.show(Notice::info(none)),
        }
    }

    pub(super) fn seek_any(&mut self, forward: bool) {
        self.go_to_next(forward, self.nothing_listed(), |_| true);
    }

    pub(super) fn seek_same(&mut self, forward: bool) {
        let Some(category) = self.current_mark().and_then(|mark| mark.categories.first().copied()) else {
            return self.seek_any(forward);
        };
        let name = self.reading.scheme.category(category).map_or("", |category| category.name.as_str());
        let none = format!("no other {name} is listed");
        self.go_to_next(forward, none, |mark| mark.categories.contains(&category));
    }

    pub(super) fn seek_undecided(&mut self, forward: bool) {
        let asked = self.asked_status();
        self.go_to_next(forward, self.all_decided(), |mark| mark.status == asked);
    }

    /// Status of the claims that are to be decided: a skipped claim is asked again only while the list shows skipped ones.
    pub(super) fn asked_status(&self) -> Status {
        match self.nav.list.filter.status {
            StatusFilter::Skipped => Status::Skipped,
            _ => Status::Undecided,
        }
    }

    /// Message when no undecided mark is left.
    pub(super) fn all_decided(&self) -> String {
        let counts = self.reading.counts();
        let only_this = self.current_mark().is_some_and(|mark| mark.status == self.asked_status());
        match (counts.marks, self.nav.list.filter.is_open()) {
            (0, _) => self.nothing_listed(),
            _ if only_this => format!("this is the only {} claim listed", self.asked_status().word()),
            (_, false) => format!("every claim listed is decided; {} lists all", self.key(Action::ShowAll)),
            (marks, true)
                if self.reading.threshold_shift().shift() > 0 && self.reading.below_threshold() > 0 =>
            {
                let key = self.key(Action::Threshold);
                format!("all {marks} decided at this threshold; {key} shows others")
            }
            (marks, true) if counts.skipped > 0 => {
                let key = self.key(Action::ShowSkipped);
                format!("{} decided, {} skipped; {key} lists those", marks - counts.skipped, counts.skipped)
            }
            (marks, true) if let Some(so_far) = self.so_far() => {
                format!("all {marks} decided; {so_far}")
            }
            (marks, true) => format!("all {marks} decided; the tags are in {}", self.storage.tags_name),
        }
    }

    /// Message when the list is empty.
    pub(super) fn nothing_listed(&self) -> String {
        match (self.reading.counts().marks, self.loading.is_done()) {
            (0, true) if self.reading.below_threshold() > 0 => {
                let key = self.key(Action::Threshold);
                format!("no claim reaches the threshold; {key} shows weaker ones")
            }
            (0, true) => {
                format!("no claims found; {} marks a passage by hand", self.key(Action::Select))
            }
            (0, false) => "no claims found yet".to_owned(),
            (_, _) if self.nav.list.is_empty() => {
                format!("nothing passes the filter; {} lists all", self.key(Action::ShowAll))
            }
            _ => "no other claim is listed".to_owned(),
        }
    }

    /// The block that stays bright while the others are dim: that of the selection, of the current mark or of the
    /// search if visible, else the one a third down the page.
    pub fn focused_block(&self) -> Option<usize> {
        if !self.screen.focus_mode {
            return None;
        }
        let view = &self.nav.view;
        let in_sight = |span: &Span| span.overlaps(view.seen());
        let place = self
            .selected()
            .or_else(|| self.current_mark().map(Mark::shown_span).filter(in_sight))
            .or_else(|| self.nav.find.as_ref()?.current.filter(in_sight));
        let third = view.page.get(usize::from(view.height / 3)).map(|line| line.block);
        place.map(|span| self.document().block_at(span.start())).or(third)
    }

    /// Goes to the beginning or the end of the list or the text, whichever has the focus.
    pub(super) fn go_to_edge(&mut self, end: bool) {
        self.nav.wants_end = end && self.document().is_partial();
        if self.screen.focus == Pane::List && self.screen.layout.has_list() {
            let number = if end { self.nav.list.len().saturating_sub(1) } else { 0 };
            if let Some(index) = self.nav.list.at(number) {
                self.nav.go_to(&self.reading, index);
            }
        } else if end {
            self.nav.go_to_end(&self.reading);
        } else {
            self.nav.go_to_top(&self.reading);
        }
    }

    /// Goes back to the last jump's origin, or forward again.
    pub(super) fn jump(&mut self, forward: bool) -> Effects {
        if self.nav.jump(&self.reading, forward) {
            return Effects::none();
        }
        self.say(if forward { "no later jump" } else { "no earlier jump" })
    }

    /// Origin of the next jump: during a search or a picker, where that began.
    pub(super) fn jump_origin(&self) -> u32 {
        match (&self.mode, &self.nav.find) {
            (Mode::Prompt(prompt), Some(find)) if prompt.purpose == Purpose::Find => find.origin,
            (Mode::Pick(picker), _) => picker.origin.0,
            _ => self.nav.view.anchor,
        }
    }

    pub(super) fn set_bookmark(&mut self, letter: char) -> Effects {
        self.nav.bookmarks.insert(letter, self.nav.here());
        self.notices.show(Notice::info(self.bookmark_set(letter)));
        Effects::one(self.keep_place())
    }

    pub(super) fn go_to_bookmark(&mut self, letter: char) -> Effects {
        let Some(offset) = self.nav.bookmarks.get(&letter).map(|place| place.offset) else {
            return self.say(&self.no_bookmark(letter));
        };
        let (from, current) = (self.nav.view.anchor, self.nav.current_start(&self.reading));
        self.nav.go_to_offset(&self.reading, offset);
        self.nav.jumped(from, current);
        Effects::none()
    }

    /// Sets the filter; the current mark stays if it passes, else the nearest one becomes current.
    pub(super) fn filter_by(&mut self, mut filter: Filter) {
        filter.find_aliases(&self.reading.scheme);
        self.nav.list.filter = filter;
        self.nav.relist(&self.reading);
        self.notices.show(Notice::info(self.listed()));
    }

    /// Reports how many claims are listed, and which.
    fn listed(&self) -> String {
        let list = &self.nav.list;
        if list.filter.is_open() {
            return format!("all {} claims are listed", list.len());
        }
        let [next, previous] = [Action::NextMark, Action::PreviousMark].map(|action| self.key(action));
        let visit =
            if list.is_empty() { String::new() } else { format!("{next} and {previous} visit only these; ") };
        let (what, all) = (list.filter.to_query(&self.reading.scheme), self.reading.marks().len());
        format!("{} of {all} listed: {what}; {visit}{} lists all", list.len(), self.key(Action::ShowAll))
    }

    /// Sorts the list and keeps the current mark.
    pub(super) fn sort_by(&mut self, order: SortOrder) -> Effects {
        self.mode = Mode::Read;
        self.nav.list.order = order;
        self.nav.list.refresh(&self.reading);
        self.nav.follow_in_list();
        let [next, previous] = [Action::NextMark, Action::PreviousMark].map(|action| self.key(action));
        let rest =
            if order == SortOrder::Position { "" } else { &format!("; {next} and {previous} follow it") };
        if order == SortOrder::Usefulness {
            return self.say(&format!("claims near their threshold first: these teach most{rest}"));
        }
        self.say(&format!("sorted by {}{rest}", order.word()))
    }

    /// Cycles through the threshold shifts.
    ///
    /// Keeps the page. The current mark stays if it is still listed, else the next one becomes current, or another
    /// visible one.
    pub(super) fn next_threshold_shift(&mut self) {
        let nav = &mut self.nav;
        let wanted = nav.hidden_current.take().or_else(|| nav.current_mark(&self.reading).map(Mark::key));
        self.reading.set_threshold_shift(self.reading.threshold_shift().next());
        nav.list.refresh(&self.reading);
        nav.current =
            wanted.as_ref().and_then(|key| self.reading.find(key)).filter(|&index| nav.list.lists(index));
        if nav.current.is_none() {
            let offset = wanted.as_ref().map_or(nav.view.seen().start(), |(span, _)| span.start());
            let (number, _) = nav.list.number_of(self.reading.index_from(offset));
            nav.current = nav.list.at(number.min(nav.list.len().saturating_sub(1)));
            nav.hidden_current = wanted;
            nav.follow_text(&self.reading);
        }
        nav.follow_in_list();
        let shift = self.reading.threshold_shift();
        let claims = counted(self.reading.counts().marks, "claim");
        let sign = shift.sign().trim_start_matches('≥');
        let text = if shift == ThresholdShift::Usual {
            format!("{claims}, usual thresholds")
        } else {
            let key = self.key(Action::Threshold);
            format!("{claims}, {} {sign}; {key} for the next", shift.word())
        };
        self.notices.show(Notice::info(text));
    }

    /// Hides the suggestions of undecided passages, or shows them again.
    pub(super) fn toggle_blind(&mut self) -> Effects {
        let options = self.reading.display_options();
        let blind = !options.blind;
        let key = self.current_mark().map(Mark::key);
        self.reading.set_display_options(DisplayOptions { blind, ..options });
        self.nav.list.refresh(&self.reading);
        self.nav.current = key.and_then(|key| self.reading.find(&key));
        self.say(if blind {
            "suggestions are hidden until you have decided"
        } else {
            "suggestions are shown"
        })
    }

    /// Sets the measure and keeps the text's position.
    pub(super) fn set_measure(&mut self, measure: u16) {
        self.screen.measure = measure.clamp(*MEASURES.start(), *MEASURES.end());
        self.lay_out_again();
        let (measure, room) = (self.screen.measure, self.screen.layout.column.width);
        let rest = if room < measure { format!("; this screen has room for {room}") } else { String::new() };
        self.notices.show(Notice::info(format!("rows of {measure} cells{rest}")));
    }

    pub(super) fn toggle_list(&mut self) {
        self.screen.list_shown = !self.screen.list_shown;
        self.lay_out_again();
    }

    pub(super) fn widen(&mut self, wider: bool) {
        // Beyond the width of the screen, the next step would have no visible effect.
        let shown = self.screen.layout.column.width.min(self.screen.measure);
        self.set_measure(if wider { shown + MEASURE_STEP } else { shown.saturating_sub(MEASURE_STEP) });
    }

    /// Repeats the layout at the present size.
    pub(super) fn lay_out_again(&mut self) {
        let Area { width, height, .. } = self.screen.layout.screen;
        self.lay_out(width, height);
    }

    /// Computes the layout and wraps the visible text.
    pub(super) fn lay_out(&mut self, width: u16, height: u16) {
        let welcome = self.needs_welcome();
        self.guide.lay_out(width, &self.keymap, welcome);
        let guide_rows = u16::try_from(self.guide.rows.len()).unwrap_or(u16::MAX);
        let Screen { measure, list_shown, split, .. } = self.screen;
        let layout = Layout::new(width, height, measure, list_shown, split, guide_rows);
        self.screen.layout = layout;
        // A visible claim stays visible.
        let watched = self.current_mark().map(Mark::shown_span);
        let watched = watched.filter(|span| self.nav.view.seen().contains(span.start()));
        self.nav.view.resize(layout.column.width, layout.column.height);
        if let Some(span) = watched {
            self.nav.view.glance(span);
        }
        if !layout.has_list() {
            self.screen.focus = Pane::Text;
        }
        let roomy = layout.tier == Tier::Side;
        self.nav.list.resize(usize::from(layout.list_rows()), roomy, self.nav.current);
    }

    /// Updates the guide and makes room for it on the screen.
    pub(super) fn update_guide(&mut self) {
        let (before, width) = (self.guide.rows.len(), self.screen.layout.screen.width);
        let welcome = self.needs_welcome();
        self.advance_lesson();
        self.guide.lay_out(width, &self.keymap, welcome);
        if self.guide.rows.len() != before {
            self.lay_out_again();
        }
    }

    /// Has the reader never decided anything, and could do so?
    fn needs_welcome(&self) -> bool {
        let counts = self.reading.counts();
        !self.screen.preferences.has_decided
            && self.storage.read_only.is_none()
            && counts.decided == 0
            && counts.marks > 0
    }
}
