//! The list of marks that the filter shows.

use crate::reading::{Filter, Order, Reading};

/// Marks kept in sight above and below the current one.
const MARGIN: usize = 1;

/// Which marks are listed, in which order, and which of them are seen.
#[derive(Debug, Default)]
pub struct List {
    /// What a mark must be to be listed.
    pub filter: Filter,
    /// What they are sorted by.
    pub order: Order,
    /// Number of the first one that is seen.
    pub top: usize,
    /// Indices of the listed marks in their order; nothing while every mark is listed as it stands.
    shown: Option<Vec<usize>>,
    /// The place of every mark in the order, by its index; empty while that is its position.
    ranks: Vec<u32>,
    all: usize,
    /// The first one seen when the reader last moved: sizes of the screen come and go, and leave
    /// no trace.
    kept: usize,
}

impl List {
    /// An empty list that takes in what passes `filter`.
    pub fn of(filter: Filter) -> Self {
        Self { filter, ..Self::default() }
    }

    /// Works out again what is listed, after marks, filter or order have changed.
    pub fn refresh(&mut self, reading: &Reading) {
        (self.all, self.shown) = (0, None);
        self.refresh_from(reading, 0);
    }

    /// The same where marks before the index `first` are what they were.
    pub fn refresh_from(&mut self, reading: &Reading, first: usize) {
        let (before, marks) = (self.all, reading.marks());
        self.all = marks.len();
        self.ranks = if self.order == Order::Position { Vec::new() } else { self.order.ranks(reading) };
        if self.filter.is_open() && self.ranks.is_empty() {
            self.shown = None;
            return;
        }
        let mut shown = self.shown.take().filter(|_| self.ranks.is_empty() && before > 0).unwrap_or_default();
        let first = if shown.is_empty() { 0 } else { first };
        shown.truncate(shown.partition_point(|&index| index < first));
        let rest = marks.iter().enumerate().skip(first);
        shown.extend(rest.filter(|(_, mark)| self.filter.passes(mark, reading)).map(|(index, _)| index));
        if !self.ranks.is_empty() {
            shown.sort_unstable_by_key(|&index| self.rank(index));
        }
        self.shown = Some(shown);
    }

    /// The same where only the mark at `index` has changed, and none has moved.
    pub fn refresh_at(&mut self, reading: &Reading, index: usize) {
        if reading.marks().len() != self.all || !self.ranks.is_empty() {
            return self.refresh(reading);
        }
        let (Some(shown), Some(mark)) = (&mut self.shown, reading.mark(index)) else { return };
        match (shown.binary_search(&index), self.filter.passes(mark, reading)) {
            (Ok(number), false) => drop(shown.remove(number)),
            (Err(number), true) => shown.insert(number, index),
            _ => {}
        }
    }

    fn rank(&self, index: usize) -> usize {
        self.ranks.get(index).map_or(index, |&rank| rank as usize)
    }

    /// How many marks are listed.
    pub fn len(&self) -> usize {
        self.shown.as_ref().map_or(self.all, Vec::len)
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The index of the mark listed as number `number`, from 0.
    pub fn at(&self, number: usize) -> Option<usize> {
        match &self.shown {
            Some(shown) => shown.get(number).copied(),
            None => (number < self.all).then_some(number),
        }
    }

    /// How many listed marks come before the mark `index`, and whether it is listed itself.
    pub fn number_of(&self, index: usize) -> (usize, bool) {
        match &self.shown {
            Some(shown) => {
                let number = shown.partition_point(|&other| self.rank(other) < self.rank(index));
                (number, shown.get(number) == Some(&index))
            }
            None => (index.min(self.all), index < self.all),
        }
    }

    /// Whether the mark `index` is listed.
    pub fn lists(&self, index: usize) -> bool {
        self.number_of(index).1
    }

    /// Moves the window of `rows` rows so that the mark `index` is in it.
    pub fn follow(&mut self, index: usize, rows: usize) {
        self.fit(index, rows);
        self.kept = self.top;
    }

    /// The same after a change of the size only.
    pub fn refit(&mut self, index: usize, rows: usize) {
        self.top = self.kept;
        self.fit(index, rows);
    }

    /// Moves the window of `rows` rows by `by` rows, wherever the current mark is.
    pub fn scroll(&mut self, by: i32, rows: usize) {
        let last = self.len().saturating_sub(rows);
        self.top = self.top.saturating_add_signed(by as isize).min(last);
        self.kept = self.top;
    }

    fn fit(&mut self, index: usize, rows: usize) {
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
