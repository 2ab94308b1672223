//! Agreement character by character, where a character outside of all passages is one of none.

use super::spans::{Continuum, Item};
use super::table::Row;
use crate::text::Span;
use std::collections::{BTreeMap, BTreeSet};

/// The rows of one text, each with how many characters it stands for.
pub type Characters = Vec<(Row, usize)>;

/// The characters of texts as rows of a table, with what each value stands for: the categories that a character
/// is marked with, in the order of their numbers. Value 0 is none. What is left out is no row.
///
/// Gives, for each text, its rows with how many characters each stands for.
pub fn characters(texts: &[Continuum]) -> (Vec<Characters>, Vec<BTreeSet<usize>>) {
    let mut numbers: BTreeMap<BTreeSet<usize>, usize> = BTreeMap::from([(BTreeSet::new(), 0)]);
    let rows = texts.iter().map(|text| rows(text, &mut numbers)).collect();
    let mut sets: Vec<(usize, BTreeSet<usize>)> = numbers.into_iter().map(|(set, at)| (at, set)).collect();
    sets.sort_unstable_by_key(|(at, _)| *at);
    (rows, sets.into_iter().map(|(_, set)| set).collect())
}

fn rows(text: &Continuum, numbers: &mut BTreeMap<BTreeSet<usize>, usize>) -> Characters {
    // Where something begins or ends; between two such places every character is alike.
    let spans = text.items.iter().flatten().map(|item| item.span).chain(text.aside.iter().copied());
    let ends = spans.flat_map(|span| [span.start(), span.end()]).map(|at| at.min(text.chars));
    let mut ends: Vec<u32> = ends.chain([0, text.chars]).collect();
    ends.sort_unstable();
    ends.dedup();
    let mut sweeps: Vec<Sweep> = text.items.iter().map(|items| Sweep::over(items)).collect();
    let mut aside = text.aside.clone();
    aside.sort_unstable();
    let mut out = Sweep { ahead: aside.into_iter().rev().map(|span| (span, 0)).collect(), open: Vec::new() };
    let mut counted: BTreeMap<Row, usize> = BTreeMap::new();
    for (from, to) in ends.iter().zip(ends.iter().skip(1)) {
        let here = Span::new(*from, *to);
        let row = sweeps.iter_mut().map(|sweep| {
            let set = sweep.at(here);
            let next = numbers.len();
            Some(*numbers.entry(set).or_insert(next))
        });
        let row: Row = row.collect();
        if out.at(here).is_empty() {
            *counted.entry(row).or_default() += here.len() as usize;
        }
    }
    counted.into_iter().collect()
}

/// Goes through spans from the first to the last, and knows which of them are open.
struct Sweep {
    /// Those that have not begun yet, the next one last.
    ahead: Vec<(Span, usize)>,
    open: Vec<(Span, usize)>,
}

impl Sweep {
    fn over(items: &[Item]) -> Self {
        let mut ahead: Vec<(Span, usize)> = items.iter().map(|item| (item.span, item.category)).collect();
        ahead.sort_unstable_by(|one, two| two.cmp(one));
        Self { ahead, open: Vec::new() }
    }

    /// What is open at a place behind the last one that was asked for.
    fn at(&mut self, here: Span) -> BTreeSet<usize> {
        while let Some(next) = self.ahead.pop_if(|(span, _)| span.start() < here.end()) {
            self.open.push(next);
        }
        self.open.retain(|(span, _)| span.end() > here.start());
        self.open.iter().map(|(_, category)| *category).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_counted_once() {
        let item = |start, end, category| Item { span: Span::new(start, end), category };
        let items = vec![vec![item(2, 6, 4), item(4, 8, 1)], vec![item(2, 4, 4)]];
        let text = Continuum { chars: 20, items, aside: vec![Span::new(10, 15)] };
        let (rows, sets) = characters(&[text]);
        let set = |members: &[usize]| members.iter().copied().collect::<BTreeSet<usize>>();
        let mut said: Vec<_> = rows[0]
            .iter()
            .map(|(row, count)| (row.iter().map(|at| sets[at.unwrap()].clone()).collect::<Vec<_>>(), *count))
            .collect();
        said.sort();
        let mut expected = vec![
            (vec![set(&[]), set(&[])], 2 + 2 + 5),
            (vec![set(&[4]), set(&[4])], 2),
            (vec![set(&[1, 4]), set(&[])], 2),
            (vec![set(&[1]), set(&[])], 2),
        ];
        expected.sort();
        assert_eq!(said, expected);
    }
}
