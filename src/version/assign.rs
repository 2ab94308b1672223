//! One-to-one assignment of the passages of two versions, the best as a whole.
//!
//! A pair is worth its similarity and what speaks for its place: the order of the whole text and the passages beside
//! it. A passage may stay alone: an honest gap is better than a pair of strangers.

use super::order::{Link, heaviest_chain};
use super::pairs::Pair;
use super::passage::Passage;
use std::collections::{BTreeMap, HashMap};

/// What the order of the whole text adds to a pair that keeps it.
const ORDER: f64 = 0.25;
/// Of equal pairs, the one of the heaviest chain counts.
const CHAIN: f64 = 0.01;
/// What a neighbour on one side adds.
const NEIGHBOUR: f64 = 0.1;
/// Least similarity of neighbours that speak for a pair.
const MIN_NEIGHBOUR: f64 = 0.55;
/// What staying alone is worth: a pair below this sum is none.
const ALONE: f64 = 0.8;
/// Lead below which another assignment is about as good.
const MIN_LEAD: f64 = 0.1;
/// Most passages on one side that are assigned at once; of more, the certain pairs are settled first.
const MAX_TOGETHER: usize = 256;
/// Similarity of passages with the same words.
const SAME: f64 = 0.999;

/// A pair of the assignment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Assigned {
    pub(super) pair: Pair,
    /// A passage that could about as well be in the pair: in the new version, or a rival for its place in the old one.
    pub(super) rival: Option<Rival>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rival {
    Old(usize),
    New(usize),
}

/// A candidate pair and its worth beyond staying alone.
#[derive(Debug, Clone, Copy)]
struct Rated {
    pair: Pair,
    worth: f64,
}

/// The assignment in the order of the old passages.
pub(super) fn assign(old: &[Passage], new: &[Passage], pairs: &[Pair]) -> Vec<Assigned> {
    let rated = rate(old, new, pairs);
    let mut chosen: Vec<usize> = Vec::new();
    for component in components(&rated, old.len()) {
        chosen.extend(best(&rated, component));
    }
    let mut found: Vec<Assigned> = leads(&rated, &chosen);
    found.sort_by_key(|one| one.pair.old);
    found
}

fn rate(old: &[Passage], new: &[Passage], pairs: &[Pair]) -> Vec<Rated> {
    let weigh = |pair: &Pair| {
        let words = old.get(pair.old).map_or(0, |passage| passage.words.len());
        let weight = pair.similarity.powi(3) * (2.0 + words as f64).ln();
        Link { old: pair.old, new: pair.new, weight }
    };
    let links: Vec<Link> = pairs.iter().map(weigh).collect();
    let chain: BTreeMap<usize, usize> = heaviest_chain(&links)
        .into_iter()
        .filter_map(|at| links.get(at).map(|link| (link.old, link.new)))
        .collect();
    let similar: HashMap<(usize, usize), f64> =
        pairs.iter().map(|pair| ((pair.old, pair.new), pair.similarity)).collect();
    let is_similar =
        |old: usize, new: usize| similar.get(&(old, new)).is_some_and(|one| MIN_NEIGHBOUR <= *one);
    let back = |at: usize, by: usize| at.checked_sub(by);
    let rate = |pair: &Pair| {
        let Pair { old: one, new: two, similarity, .. } = *pair;
        let before = [(1, 1), (1, 2), (2, 1)].into_iter().any(|(by_old, by_new)| {
            back(one, by_old).zip(back(two, by_new)).is_some_and(|(one, two)| is_similar(one, two))
        });
        let after = [(1, 1), (1, 2), (2, 1)]
            .into_iter()
            .any(|(by_old, by_new)| is_similar(one + by_old, two + by_new));
        // The ends of the texts speak like neighbours, with one passage more on one side.
        let ends = |one: usize, two: usize| one.min(two) == 0 && one.max(two) <= 1;
        let is_first = ends(one, two);
        let is_last = ends(old.len().saturating_sub(one + 1), new.len().saturating_sub(two + 1));
        let neighbours = u8::from(before || is_first) + u8::from(after || is_last);
        // The chain without the pairs that this one would replace.
        let last = chain.range(..one).rev().find(|(_, at)| **at != two);
        let next = chain.range(one + 1..).find(|(_, at)| **at != two);
        let in_order = last.is_none_or(|(_, at)| *at < two) && next.is_none_or(|(_, at)| two < *at);
        let order = if in_order { ORDER } else { 0.0 };
        let in_chain = if chain.get(&one) == Some(&two) { CHAIN } else { 0.0 };
        Rated {
            pair: *pair,
            worth: similarity + order + in_chain + NEIGHBOUR * f64::from(neighbours) - ALONE,
        }
    };
    pairs.iter().map(rate).filter(|rated| 0.0 < rated.worth).collect()
}

/// Pairs that compete with each other, directly or through others, as indices.
fn components(rated: &[Rated], olds: usize) -> Vec<Vec<usize>> {
    let size = olds + rated.iter().map(|one| one.pair.new + 1).max().unwrap_or(0);
    let mut parents: Vec<usize> = (0..size).collect();
    for one in rated {
        let (a, b) = (root(&mut parents, one.pair.old), root(&mut parents, olds + one.pair.new));
        if let Some(parent) = parents.get_mut(a) {
            *parent = b;
        }
    }
    let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, one) in rated.iter().enumerate() {
        found.entry(root(&mut parents, one.pair.old)).or_default().push(at);
    }
    found.into_values().collect()
}

fn root(parents: &mut [usize], mut at: usize) -> usize {
    while let Some(&parent) = parents.get(at).filter(|parent| **parent != at) {
        let above = parents.get(parent).copied().unwrap_or(parent);
        if let Some(here) = parents.get_mut(at) {
            *here = above;
        }
        at = above;
    }
    at
}

/// The pairs of a component with the greatest worth together.
fn best(rated: &[Rated], mut component: Vec<usize>) -> Vec<usize> {
    let pair = |at: &usize| rated.get(*at).map(|one| (one.pair.old, one.pair.new));
    let numbered = |component: &[usize], side: fn((usize, usize)) -> usize| {
        let mut sides: Vec<usize> = component.iter().filter_map(pair).map(side).collect();
        sides.sort_unstable();
        sides.dedup();
        sides
    };
    let (olds, news) = (numbered(&component, |pair| pair.0), numbered(&component, |pair| pair.1));
    let mut chosen = Vec::new();
    if olds.len().min(news.len()) > MAX_TOGETHER {
        // Too many for one matrix: the worthiest pair first, each passage once.
        component.sort_by(|one, two| {
            let worth = |at: &usize| rated.get(*at).map_or(0.0, |one| one.worth);
            worth(two).total_cmp(&worth(one)).then(one.cmp(two))
        });
        let (mut used_old, mut used_new) =
            (std::collections::HashSet::new(), std::collections::HashSet::new());
        for at in component {
            let Some((old, new)) = pair(&at) else { continue };
            if !used_old.contains(&old) && !used_new.contains(&new) {
                used_old.insert(old);
                used_new.insert(new);
                chosen.push(at);
            }
        }
        return chosen;
    }
    let mut worth = vec![vec![0.0; news.len()]; olds.len()];
    let mut index = HashMap::new();
    for at in component {
        let Some((old, new)) = pair(&at) else { continue };
        let (Ok(row), Ok(column)) = (olds.binary_search(&old), news.binary_search(&new)) else { continue };
        if let (Some(cell), Some(one)) =
            (worth.get_mut(row).and_then(|row| row.get_mut(column)), rated.get(at))
        {
            *cell = one.worth;
        }
        index.insert((row, column), at);
    }
    for (row, column) in maximum(&worth) {
        chosen.extend(index.get(&(row, column)).copied());
    }
    chosen
}

/// Rows and columns of the greatest sum, each used once (Kuhn 1955, Munkres 1957). Cells are not negative; those of 0
/// are no pairs to the caller.
#[allow(clippy::many_single_char_names)] // The names of the literature.
fn maximum(worth: &[Vec<f64>]) -> Vec<(usize, usize)> {
    let columns = worth.first().map_or(0, Vec::len);
    let rows = worth.len();
    let size = rows.max(columns);
    let cost =
        |row: usize, column: usize| -worth.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0.0);
    let at = |list: &[f64], at: usize| list.get(at).copied().unwrap_or(0.0);
    // Potentials of rows and columns, and the row of each column; 0 stands for none, so both count from 1.
    let (mut u, mut v) = (vec![0.0; size + 1], vec![0.0; size + 1]);
    let mut row_of = vec![0_usize; size + 1];
    let mut way = vec![0_usize; size + 1];
    for row in 1..=size {
        set(&mut row_of, 0, row);
        let mut column = 0;
        let mut least = vec![f64::INFINITY; size + 1];
        let mut used = vec![false; size + 1];
        loop {
            set(&mut used, column, true);
            let here = row_of.get(column).copied().unwrap_or(0);
            let (mut delta, mut next) = (f64::INFINITY, 0);
            for other in 1..=size {
                if used.get(other).copied().unwrap_or(true) {
                    continue;
                }
                let reduced = cost(here - 1, other - 1) - at(&u, here) - at(&v, other);
                if reduced < at(&least, other) {
                    set(&mut least, other, reduced);
                    set(&mut way, other, column);
                }
                if at(&least, other) < delta {
                    (delta, next) = (at(&least, other), other);
                }
            }
            for other in 0..=size {
                if used.get(other).copied().unwrap_or(false) {
                    let row = row_of.get(other).copied().unwrap_or(0);
                    let (higher, lower) = (at(&u, row) + delta, at(&v, other) - delta);
                    set(&mut u, row, higher);
                    set(&mut v, other, lower);
                } else {
                    let lower = at(&least, other) - delta;
                    set(&mut least, other, lower);
                }
            }
            column = next;
            if row_of.get(column).copied().unwrap_or(0) == 0 {
                break;
            }
        }
        while column != 0 {
            let before = way.get(column).copied().unwrap_or(0);
            let row = row_of.get(before).copied().unwrap_or(0);
            set(&mut row_of, column, row);
            column = before;
        }
    }
    let pairs = row_of.into_iter().enumerate().skip(1).filter(|(_, row)| *row > 0);
    pairs
        .map(|(column, row)| (row - 1, column - 1))
        .filter(|&(row, column)| row < rows && column < columns)
        .collect()
}

fn set<T>(list: &mut [T], at: usize, value: T) {
    if let Some(place) = list.get_mut(at) {
        *place = value;
    }
}

/// The chosen pairs, each with the rival that comes closest to its place.
fn leads(rated: &[Rated], chosen: &[usize]) -> Vec<Assigned> {
    let taken: Vec<&Rated> = chosen.iter().filter_map(|&at| rated.get(at)).collect();
    let by_old: HashMap<usize, &Rated> = taken.iter().map(|one| (one.pair.old, *one)).collect();
    let by_new: HashMap<usize, &Rated> = taken.iter().map(|one| (one.pair.new, *one)).collect();
    let worth: HashMap<(usize, usize), f64> =
        rated.iter().map(|one| ((one.pair.old, one.pair.new), one.worth)).collect();
    let mut rivals: HashMap<usize, (f64, Rival)> = HashMap::new();
    let mut rival = |of: &Rated, lead: f64, rival: Rival| {
        let entry = rivals.entry(of.pair.old).or_insert((f64::INFINITY, rival));
        if lead < entry.0 {
            *entry = (lead, rival);
        }
    };
    for one in rated {
        let (own, other) = (by_old.get(&one.pair.old), by_new.get(&one.pair.new));
        match (own, other) {
            (Some(own), None) => rival(own, own.worth - one.worth, Rival::New(one.pair.new)),
            (None, Some(other)) => rival(other, other.worth - one.worth, Rival::Old(one.pair.old)),
            (Some(own), Some(other)) if own.pair != other.pair => {
                // The two pairs with their new passages exchanged.
                let crossed = worth.get(&(other.pair.old, own.pair.new)).copied().unwrap_or(0.0);
                let ascends = (own.pair.old < other.pair.old) == (own.pair.new < other.pair.new);
                let order = if ascends { ORDER } else { 0.0 };
                let lead = own.worth + other.worth + order - one.worth - crossed;
                rival(own, lead, Rival::New(one.pair.new));
                rival(other, lead, Rival::Old(one.pair.old));
            }
            _ => {}
        }
    }
    let assigned = |one: &&Rated| {
        let close = rivals.get(&one.pair.old).filter(|(lead, _)| *lead < MIN_LEAD);
        Assigned { pair: one.pair, rival: close.map(|(_, rival)| *rival) }
    };
    taken.iter().map(assigned).collect()
}

impl Pair {
    /// Do both have the same words, as far as single words tell?
    pub(super) fn is_same(&self) -> bool {
        SAME < self.similarity
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_sum_wins_over_the_greatest_cell() {
        let sum =
            |worth: &[Vec<f64>]| maximum(worth).iter().map(|&(row, column)| worth[row][column]).sum::<f64>();
        assert!((sum(&[vec![0.9, 0.8], vec![0.8, 0.0]]) - 1.6).abs() < 1e-9);
        assert!((sum(&[vec![0.9, 0.5], vec![0.8, 0.0], vec![0.0, 0.7]]) - 1.6).abs() < 1e-9);
        assert!(maximum(&[]).is_empty());
        let mut rng = fastrand::Rng::with_seed(3);
        for _ in 0..200 {
            let (rows, columns) = (rng.usize(1..5), rng.usize(1..5));
            let worth: Vec<Vec<f64>> =
                (0..rows).map(|_| (0..columns).map(|_| f64::from(rng.u32(..9))).collect()).collect();
            assert!((sum(&worth) - tried(&worth, 0, &mut vec![false; columns])).abs() < 1e-9, "{worth:?}");
        }
    }

    /// The greatest sum by trying every assignment.
    fn tried(worth: &[Vec<f64>], row: usize, used: &mut Vec<bool>) -> f64 {
        let Some(cells) = worth.get(row) else { return 0.0 };
        let mut best = tried(worth, row + 1, used);
        for (column, cell) in cells.iter().enumerate() {
            if !used[column] {
                used[column] = true;
                best = best.max(cell + tried(worth, row + 1, used));
                used[column] = false;
            }
        }
        best
    }
}
