//! The list of marks: filtered, sorted, scrolled.

use crate::reading::{Filter, Mark, Reading, Replaced, SortOrder};
use crate::text::Span;

/// Marks kept visible above and below the current one.
const MARGIN: usize = 1;
/// Rows of a list beside the text from which a mark takes more than one row.
const MIN_ROWS_FOR_TWO: usize = 8;
/// Rows of a mark if all of them fit.
const MAX_ITEM_ROWS: usize = 3;

#[derive(Debug, Default)]
pub struct List {
    pub filter: Filter,
    pub order: SortOrder,
    /// Only marks on one of these passages are listed, in order; `None` for no such bound.
    pub(super) only: Option<Vec<Span>>,
    /// Number of the first visible one.
    pub top: usize,
    /// Indices of the listed marks in list order; `None` while all are listed by position.
    shown: Option<Vec<usize>>,
    /// Rank of every mark, by index; empty while sorted by position.
    ranks: Vec<u32>,
    /// Number of marks in the article.
    all: usize,
    /// `top` when the reader last moved, so that resizing the screen has no lasting effect.
    anchor: usize,
    /// Rows of the screen.
    height: usize,
    /// May a mark take several rows?
    roomy: bool,
}

impl List {
    pub fn new(filter: Filter, order: SortOrder) -> Self {
        Self { filter, order, ..Self::default() }
    }

    /// Rebuilds the list after a change of marks, filter or order.
    pub fn refresh(&mut self, reading: &Reading) {
        (self.all, self.shown) = (0, None);
        self.refresh_from(reading, 0);
    }

    /// The same if the marks before the index `first` are unchanged.
    pub fn refresh_from(&mut self, reading: &Reading, first: usize) {
        let (before, marks) = (self.all, reading.marks());
        self.all = marks.len();
        self.ranks = if self.order == SortOrder::Position { Vec::new() } else { self.order.ranks(reading) };
        if self.filter.is_open() && self.only.is_none() && self.ranks.is_empty() {
            self.shown = None;
            return;
        }
        let mut shown = self.shown.take().filter(|_| self.ranks.is_empty() && before > 0).unwrap_or_default();
        let first = if shown.is_empty() { 0 } else { first };
        shown.truncate(shown.partition_point(|&index| index < first));
        let rest = marks.iter().enumerate().skip(first);
        shown.extend(rest.filter(|(_, mark)| self.passes(mark, reading)).map(|(index, _)| index));
        if !self.ranks.is_empty() {
            shown.sort_unstable_by_key(|&index| self.rank(index));
        }
        self.shown = Some(shown);
    }

    fn passes(&self, mark: &Mark, reading: &Reading) -> bool {
        let is_bound = |only: &Vec<Span>| {
            // The passages are in order, and never overlap.
            let at = only.partition_point(|span| span.end() <= mark.span.start());
            only.get(at).is_some_and(|span| span.overlaps(mark.span))
        };
        self.only.as_ref().is_none_or(is_bound) && self.filter.passes(mark, reading)
    }

    /// The same if only the mark at `index` has changed and no mark has moved.
    pub fn refresh_at(&mut self, reading: &Reading, index: usize) {
        if reading.marks().len() != self.all || !self.ranks.is_empty() {
            return self.refresh(reading);
        }
        let passes = reading.mark(index).is_some_and(|mark| self.passes(mark, reading));
        let Some(shown) = &mut self.shown else { return };
        match (shown.binary_search(&index), passes) {
            (Ok(number), false) => drop(shown.remove(number)),
            (Err(number), true) => shown.insert(number, index),
            _ => {}
        }
    }

    /// The same after a replacement of marks. The row of the `current` mark stays where it is on the screen, or else
    /// the first visible one that remains.
    pub fn replace(&mut self, reading: &Reading, replaced: &Replaced, current: Option<usize>) {
        let visible = || {
            (self.top..self.top + self.visible().max(1)).filter_map(|number| Some((number, self.at(number)?)))
        };
        let remaining = || visible().filter_map(|(number, index)| Some((number, replaced.moved(index)?)));
        let held = visible().find(|&(_, index)| Some(index) == current);
        let held = held.and_then(|(number, index)| Some((number, replaced.moved(index)?)));
        let held = held.or_else(|| remaining().next());
        self.replace_indices(reading, replaced);
        self.hold(held);
    }

    /// Sorts the list again after replacements of marks. `held`: the earlier number of a mark whose row stays where it
    /// is on the screen, and its present index.
    pub fn sort_again(&mut self, reading: &Reading, held: Option<(usize, usize)>) {
        self.refresh(reading);
        self.hold(held);
    }

    fn hold(&mut self, held: Option<(usize, usize)>) {
        if let Some((number, index)) = held {
            let shift = self.number_of(index).0.cast_signed() - number.cast_signed();
            let last = self.len().saturating_sub(self.visible());
            self.top = self.top.saturating_add_signed(shift).min(last);
            self.anchor = self.anchor.saturating_add_signed(shift).min(last);
        }
    }

    fn replace_indices(&mut self, reading: &Reading, replaced: &Replaced) {
        if self.order != SortOrder::Position {
            return self.refresh(reading);
        }
        self.all = reading.marks().len();
        let marks = reading.marks().iter().enumerate().skip(replaced.from).take(replaced.now);
        let fresh: Vec<usize> =
            marks.filter(|(_, mark)| self.passes(mark, reading)).map(|(index, _)| index).collect();
        let Some(shown) = &mut self.shown else { return };
        let from = shown.partition_point(|&index| index < replaced.from);
        let end = shown.partition_point(|&index| index < replaced.end());
        for index in shown.iter_mut().skip(end) {
            *index = *index + replaced.now - replaced.kept.len();
        }
        shown.splice(from..end, fresh);
    }

    fn rank(&self, index: usize) -> usize {
        self.ranks.get(index).map_or(index, |&rank| rank as usize)
    }

    pub fn len(&self) -> usize {
        self.shown.as_ref().map_or(self.all, Vec::len)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A mark's index from its number in the list, from 0.
    pub fn at(&self, number: usize) -> Option<usize> {
        match &self.shown {
            Some(shown) => shown.get(number).copied(),
            None => (number < self.all).then_some(number),
        }
    }

    /// Indices of the listed marks in list order.
    pub fn indices(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.len()).filter_map(|number| self.at(number))
    }

    /// Number of listed marks before the mark `index`, and whether it is listed itself.
    pub fn number_of(&self, index: usize) -> (usize, bool) {
        match &self.shown {
            Some(shown) => {
                let number = shown.partition_point(|&other| self.rank(other) < self.rank(index));
                (number, shown.get(number) == Some(&index))
            }
            None => (index.min(self.all), index < self.all),
        }
    }

    pub fn lists(&self, index: usize) -> bool {
        self.number_of(index).1
    }

    /// Scrolls to the mark `index`.
    pub fn follow(&mut self, index: usize) {
        self.fit(index);
        self.anchor = self.top;
    }

    /// Rows of the screen for one mark: three if all marks fit so, else two, or one where room is short.
    pub fn item_rows(&self) -> usize {
        match self.height {
            _ if !self.roomy => 1,
            height if height < MIN_ROWS_FOR_TWO => 1,
            height if self.len() * MAX_ITEM_ROWS <= height => MAX_ITEM_ROWS,
            _ => 2,
        }
    }

    /// Number of marks that fit the screen whole.
    pub fn visible(&self) -> usize {
        self.height / self.item_rows()
    }

    /// Number in the list of the mark on row `row` of the screen, from 0.
    pub fn number_on(&self, row: usize) -> Option<usize> {
        let place = row / self.item_rows();
        (place < self.visible()).then_some(self.top + place)
    }

    /// Sets the number of rows, and whether a mark may take several; keeps the current mark visible.
    pub fn resize(&mut self, rows: usize, roomy: bool, current: Option<usize>) {
        (self.height, self.roomy) = (rows, roomy);
        if let Some(current) = current {
            self.top = self.anchor;
            self.fit(current);
        }
    }

    /// Scrolls by `by` rows, independently of the current mark.
    pub fn scroll(&mut self, by: i32) {
        let last = self.len().saturating_sub(self.visible());
        self.top = self.top.saturating_add_signed(by as isize).min(last);
        self.anchor = self.top;
    }

    fn fit(&mut self, index: usize) {
        let rows = self.visible();
        let (number, _) = self.number_of(index);
        let margin = MARGIN.min(rows.saturating_sub(1) / 2);
        let last = self.len().saturating_sub(rows);
        self.top = self.top.clamp(
            (number + margin + 1).saturating_sub(rows),
            number.saturating_sub(margin).max((number + margin + 1).saturating_sub(rows)),
        );
        self.top = self.top.min(last);
    }
}
