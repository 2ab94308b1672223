//! Reliability data by character: each character is a unit, valued with its categories.

use super::reliability::UnitValues;
use super::unitizing::{Continuum, MarkedSpan};
use crate::text::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Rows of reliability data, each with its number of units.
pub type CountedRows = Vec<(UnitValues, usize)>;

/// Characters of each text as rows, and the set of categories behind each value. Value 0 is the empty set. Leaves out
/// characters in [`Continuum::excluded`].
pub fn characters(texts: &[Continuum]) -> (Vec<CountedRows>, Vec<BTreeSet<usize>>) {
    let mut numbers: BTreeMap<BTreeSet<usize>, usize> = BTreeMap::from([(BTreeSet::new(), 0)]);
    let rows = texts.iter().map(|text| rows(text, &mut numbers)).collect();
    let mut sets: Vec<(usize, BTreeSet<usize>)> = numbers.into_iter().map(|(set, at)| (at, set)).collect();
    sets.sort_unstable_by_key(|(at, _)| *at);
    (rows, sets.into_iter().map(|(_, set)| set).collect())
}

fn rows(text: &Continuum, numbers: &mut BTreeMap<BTreeSet<usize>, usize>) -> CountedRows {
    // Between neighbouring span ends all characters have the same values.
    let spans = text.spans.iter().flatten().map(|marked| marked.span).chain(text.excluded.iter().copied());
    let ends = spans.flat_map(|span| [span.start(), span.end()]).map(|at| at.min(text.chars));
    let mut ends: Vec<u32> = ends.chain([0, text.chars]).collect();
    ends.sort_unstable();
    ends.dedup();
    let mut sweeps: Vec<Sweep> = text.spans.iter().map(|spans| Sweep::new(spans)).collect();
    let excluded: Vec<MarkedSpan> =
        text.excluded.iter().map(|&span| MarkedSpan { span, category: 0 }).collect();
    let mut excluded = Sweep::new(&excluded);
    let mut counted: BTreeMap<UnitValues, usize> = BTreeMap::new();
    for (from, to) in ends.iter().zip(ends.iter().skip(1)) {
        let here = Span::new(*from, *to);
        let row = sweeps.iter_mut().map(|sweep| {
            let set = sweep.open_in(here);
            let next = numbers.len();
            Some(*numbers.entry(set).or_insert(next))
        });
        let row: UnitValues = row.collect();
        if excluded.open_in(here).is_empty() {
            *counted.entry(row).or_default() += here.len() as usize;
        }
    }
    counted.into_iter().collect()
}

/// A sweep through a text that tracks the categories open at the current position.
struct Sweep {
    /// Start positions and categories of spans, the next one last.
    starts: Vec<(u32, usize)>,
    ends: Vec<(u32, usize)>,
    /// Number of open spans by category.
    open: BTreeMap<usize, usize>,
}

impl Sweep {
    fn new(spans: &[MarkedSpan]) -> Self {
        let sorted = |at: fn(&Span) -> u32| {
            let mut positions: Vec<(u32, usize)> =
                spans.iter().map(|marked| (at(&marked.span), marked.category)).collect();
            positions.sort_unstable_by(|one, two| two.cmp(one));
            positions
        };
        Self { starts: sorted(|span| span.start()), ends: sorted(|span| span.end()), open: BTreeMap::new() }
    }

    /// The categories open in `here`, which must follow all earlier queries.
    fn open_in(&mut self, here: Span) -> BTreeSet<usize> {
        while let Some((_, category)) = self.starts.pop_if(|(at, _)| *at < here.end()) {
            *self.open.entry(category).or_default() += 1;
        }
        while let Some((_, category)) = self.ends.pop_if(|(at, _)| *at <= here.start()) {
            self.open.entry(category).and_modify(|open| *open = open.saturating_sub(1));
        }
        self.open.iter().filter(|(_, open)| **open > 0).map(|(category, _)| *category).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_counted_once() {
        let span = |start, end, category| MarkedSpan { span: Span::new(start, end), category };
        // Two spans of one category overlap: the category stays open where the first of them ends.
        let spans = vec![vec![span(2, 6, 4), span(4, 8, 1), span(3, 5, 4)], vec![span(2, 4, 4)]];
        let text = Continuum { chars: 20, spans, excluded: vec![Span::new(10, 15)] };
        let (rows, sets) = characters(&[text]);
        let set = |members: &[usize]| members.iter().copied().collect::<BTreeSet<usize>>();
        let mut found: Vec<_> = rows[0]
            .iter()
            .map(|(row, count)| (row.iter().map(|at| sets[at.unwrap()].clone()).collect::<Vec<_>>(), *count))
            .collect();
        found.sort();
        let mut expected = vec![
            (vec![set(&[]), set(&[])], 2 + 2 + 5),
            (vec![set(&[4]), set(&[4])], 2),
            (vec![set(&[1, 4]), set(&[])], 2),
            (vec![set(&[1]), set(&[])], 2),
        ];
        expected.sort();
        assert_eq!(found, expected);
    }
}
