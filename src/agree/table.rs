//! What annotators said of units, as coefficients need it: counted rows of numbers.

use std::collections::BTreeMap;

/// What each annotator said of a unit, as the number of a value; nothing where one did not decide.
pub type Row = Vec<Option<usize>>;

/// What annotators said of units: of each unit at most one value of each annotator.
///
/// Units of which the same was said are one row with a count, so that drawing thousands of samples costs no more
/// than there are different rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    annotators: usize,
    values: usize,
    rows: Vec<(Row, usize)>,
}

impl Table {
    /// A table of rows with their counts. Rows are cut, or filled with nothing, to the number of annotators; values
    /// are numbered from 0 to below `values`, and others count as nothing.
    pub fn new(annotators: usize, values: usize, rows: impl IntoIterator<Item = (Row, usize)>) -> Self {
        let mut counted: BTreeMap<Row, usize> = BTreeMap::new();
        for (mut row, count) in rows {
            row.resize(annotators, None);
            for cell in &mut row {
                *cell = cell.filter(|&value| value < values);
            }
            *counted.entry(row).or_default() += count;
        }
        Self { annotators, values, rows: counted.into_iter().collect() }
    }

    /// How many annotators there are.
    pub const fn annotators(&self) -> usize {
        self.annotators
    }

    /// How many values there are.
    pub const fn values(&self) -> usize {
        self.values
    }

    /// The rows, each with the number of units of which just this was said.
    pub fn rows(&self) -> impl Iterator<Item = (&Row, usize)> {
        self.rows.iter().map(|(row, count)| (row, *count))
    }

    /// Each row as the values that were given, how often each, in order; with the number of units.
    pub(super) fn tallied(&self) -> impl Iterator<Item = (Vec<(usize, usize)>, usize)> {
        self.rows().filter(|(_, count)| *count > 0).map(|(row, count)| {
            let mut given: Vec<usize> = row.iter().flatten().copied().collect();
            given.sort_unstable();
            let runs = given.chunk_by(|one, two| one == two);
            (runs.filter_map(|run| Some((*run.first()?, run.len()))).collect(), count)
        })
    }

    /// Units that at least `least` annotators decided.
    pub fn units(&self, least: usize) -> usize {
        let decided = |row: &Row| row.iter().flatten().count();
        self.rows().filter(|(row, _)| decided(row) >= least).map(|(_, count)| count).sum()
    }

    /// How often each annotator gave each value.
    pub fn given(&self) -> Vec<Vec<usize>> {
        let mut given = vec![vec![0; self.values]; self.annotators];
        for (row, count) in self.rows() {
            for (annotator, value) in given.iter_mut().zip(row) {
                if let Some(cell) = value.and_then(|value| annotator.get_mut(value)) {
                    *cell += count;
                }
            }
        }
        given
    }

    /// The same table with other values: `map` says for each what it becomes.
    #[must_use]
    pub fn recoded(&self, values: usize, map: impl Fn(usize) -> usize) -> Self {
        let row = |row: &Row| row.iter().map(|value| value.map(&map)).collect();
        Self::new(self.annotators, values, self.rows().map(|(one, count)| (row(one), count)))
    }

    /// The number of the row that says just this.
    pub(super) fn find(&self, row: &Row) -> Option<usize> {
        self.rows.binary_search_by(|(known, _)| known.cmp(row)).ok()
    }

    /// Sets how many units each row stands for.
    pub(super) fn recount(&mut self, counts: &[usize]) {
        self.rows.iter_mut().zip(counts).for_each(|((_, count), &new)| *count = new);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_row_is_counted_and_values_out_of_range_are_nothing() {
        let rows = [(vec![Some(0), Some(1)], 2), (vec![Some(0), Some(1)], 1), (vec![Some(7)], 1)];
        let table = Table::new(2, 2, rows);
        let expected = [(vec![None, None], 1), (vec![Some(0), Some(1)], 3)];
        assert_eq!(table.rows().map(|(row, count)| (row.clone(), count)).collect::<Vec<_>>(), expected);
        assert_eq!((table.units(0), table.units(1), table.units(2)), (4, 3, 3));
        assert_eq!(table.given(), [[3, 0], [0, 3]]);
        assert_eq!(table.recoded(1, |_| 0).given(), [[3], [3]]);
        let tallied: Vec<_> = table.tallied().collect();
        assert_eq!(tallied, [(vec![], 1), (vec![(0, 1), (1, 1)], 3)]);
    }
}
