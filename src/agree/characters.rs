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
    let aside: Vec<Item> = text.aside.iter().map(|&span| Item { span, category: 0 }).collect();
    let mut out = Sweep::over(&aside);
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

/// Goes through a text from place to place, and knows of which categories passages are open.
struct Sweep {
    /// Where passages begin that have not begun yet, the next one last, with their categories.
    beginnings: Vec<(u32, usize)>,
    /// The same for where they end.
    ends: Vec<(u32, usize)>,
    /// How many passages of each category are open.
    open: BTreeMap<usize, usize>,
}

impl Sweep {
    fn over(items: &[Item]) -> Self {
        let sorted = |at: fn(&Span) -> u32| {
            let mut places: Vec<(u32, usize)> =
                items.iter().map(|item| (at(&item.span), item.category)).collect();
            places.sort_unstable_by(|one, two| two.cmp(one));
            places
        };
        Self {
            beginnings: sorted(|span| span.start()),
            ends: sorted(|span| span.end()),
            open: BTreeMap::new(),
        }
    }

    /// What is open at a place behind the last one that was asked for.
    fn at(&mut self, here: Span) -> BTreeSet<usize> {
        while let Some((_, category)) = self.beginnings.pop_if(|(at, _)| *at < here.end()) {
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
        let item = |start, end, category| Item { span: Span::new(start, end), category };
        // Two of one category overlap: where the first of them ends the category goes on.
        let items = vec![vec![item(2, 6, 4), item(4, 8, 1), item(3, 5, 4)], vec![item(2, 4, 4)]];
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
