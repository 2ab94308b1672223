//! The list of marks that the filter shows.

use crate::reading::{Filter, Reading};

/// Marks kept in sight above and below the current one.
const MARGIN: usize = 1;

/// Which marks are listed, and which of them are seen.
#[derive(Debug, Default)]
pub struct List {
    /// What a mark must be to be listed.
    pub filter: Filter,
    /// Number of the first one that is seen.
    pub top: usize,
    /// Indices of the listed marks; nothing while every mark is listed.
    shown: Option<Vec<usize>>,
    all: usize,
    /// The first one seen when the reader last moved: sizes of the screen come and go, and leave
    /// no trace.
    kept: usize,
}

impl List {
    /// Works out again what is listed, after marks or filter have changed.
    pub fn refresh(&mut self, reading: &Reading) {
        self.all = reading.marks().len();
        let filter = self.filter;
        self.shown = (!filter.is_open()).then(|| {
            let marks = reading.marks().iter().enumerate();
            marks.filter(|(_, mark)| filter.passes(mark)).map(|(index, _)| index).collect()
        });
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
            Some(shown) => match shown.binary_search(&index) {
                Ok(number) => (number, true),
                Err(number) => (number, false),
            },
            None => (index.min(self.all), index < self.all),
        }
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
