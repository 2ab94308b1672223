//! Reliability data: values of units by annotator, as counted rows.

use std::collections::BTreeMap;

/// Value of a unit by annotator; `None` where one did not decide.
pub type UnitValues = Vec<Option<usize>>;

/// The matrix of annotators and units behind every coefficient.
///
/// Units with equal values share a row with a count, so the cost of a bootstrap sample depends only on the number of
/// distinct rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReliabilityData {
    annotators: usize,
    values: usize,
    rows: Vec<(UnitValues, usize)>,
}

impl ReliabilityData {
    /// Cuts or pads each row to the number of annotators. Values of `values` or more count as missing.
    pub fn new(
        annotators: usize,
        values: usize,
        rows: impl IntoIterator<Item = (UnitValues, usize)>,
    ) -> Self {
        let mut counted: BTreeMap<UnitValues, usize> = BTreeMap::new();
        for (mut row, count) in rows {
            row.resize(annotators, None);
            for cell in &mut row {
                *cell = cell.filter(|&value| value < values);
            }
            *counted.entry(row).or_default() += count;
        }
        Self { annotators, values, rows: counted.into_iter().collect() }
    }

    pub const fn annotators(&self) -> usize {
        self.annotators
    }

    pub const fn values(&self) -> usize {
        self.values
    }

    /// Distinct rows, each with its number of units.
    pub fn rows(&self) -> impl Iterator<Item = (&UnitValues, usize)> {
        self.rows.iter().map(|(row, count)| (row, *count))
    }

    /// For each row its distinct values in order with their frequencies, and its number of units.
    pub(super) fn tallies(&self) -> impl Iterator<Item = (Vec<(usize, usize)>, usize)> {
        self.rows().filter(|(_, count)| *count > 0).map(|(row, count)| {
            let mut given: Vec<usize> = row.iter().flatten().copied().collect();
            given.sort_unstable();
            let runs = given.chunk_by(|one, two| one == two);
            (runs.filter_map(|run| Some((*run.first()?, run.len()))).collect(), count)
        })
    }

    /// Units with at least `min_decisions` decisions.
    pub fn units(&self, min_decisions: usize) -> usize {
        let decided = |row: &UnitValues| row.iter().flatten().count();
        self.rows().filter(|(row, _)| decided(row) >= min_decisions).map(|(_, count)| count).sum()
    }

    /// Frequencies by annotator, then by value.
    pub fn value_counts(&self) -> Vec<Vec<usize>> {
        let mut counts = vec![vec![0; self.values]; self.annotators];
        for (row, count) in self.rows() {
            for (annotator, value) in counts.iter_mut().zip(row) {
                if let Some(cell) = value.and_then(|value| annotator.get_mut(value)) {
                    *cell += count;
                }
            }
        }
        counts
    }

    pub(super) fn row_index(&self, row: &UnitValues) -> Option<usize> {
        self.rows.binary_search_by(|(known, _)| known.cmp(row)).ok()
    }

    /// Sets the number of units of each row.
    pub(super) fn set_counts(&mut self, counts: &[usize]) {
        self.rows.iter_mut().zip(counts).for_each(|((_, count), &new)| *count = new);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_rows_are_counted_and_values_out_of_range_are_missing() {
        let rows = [(vec![Some(0), Some(1)], 2), (vec![Some(0), Some(1)], 1), (vec![Some(7)], 1)];
        let data = ReliabilityData::new(2, 2, rows);
        let expected = [(vec![None, None], 1), (vec![Some(0), Some(1)], 3)];
        assert_eq!(data.rows().map(|(row, count)| (row.clone(), count)).collect::<Vec<_>>(), expected);
        assert_eq!((data.units(0), data.units(1), data.units(2)), (4, 3, 3));
        assert_eq!(data.value_counts(), [[3, 0], [0, 3]]);
        let tallies: Vec<_> = data.tallies().collect();
        assert_eq!(tallies, [(vec![], 1), (vec![(0, 1), (1, 1)], 3)]);
    }
}
