//! Edit distance between a quotation and every position of a text, in one pass.
//!
//! The bit-parallel algorithm of Myers (A fast bit-vector algorithm for approximate string matching
//! based on dynamic programming, J. ACM 46(3), 1999), over blocks of 64 rows as in Hyyrö (A bit-vector
//! algorithm for computing Levenshtein and Damerau edit distances, Nordic J. of Computing 10, 2003).

use super::normalize::slice;
use std::collections::HashMap;

const WORD: usize = 64;
/// Characters whose bit masks are looked up without hashing.
const ASCII: usize = 128;

/// A preprocessed pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    /// Bit masks of the rows with each ASCII character, [`Pattern::blocks`] words each.
    ascii: Vec<u64>,
    /// Bit mask of the rows with each other character.
    others: HashMap<char, Vec<u64>>,
    length: usize,
    blocks: usize,
}

/// Allowed start of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MatchStart {
    Anywhere,
    /// Only at the text's first character.
    First,
}

impl Pattern {
    pub(super) fn new(pattern: impl ExactSizeIterator<Item = char>) -> Self {
        let length = pattern.len();
        let blocks = length.div_ceil(WORD).max(1);
        let mut ascii = vec![0; ASCII * blocks];
        let mut others: HashMap<char, Vec<u64>> = HashMap::new();
        for (row, char) in pattern.enumerate() {
            let cell = if char.is_ascii() {
                ascii.get_mut(char as usize * blocks + row / WORD)
            } else {
                others.entry(char).or_insert_with(|| vec![0; blocks]).get_mut(row / WORD)
            };
            if let Some(cell) = cell {
                *cell |= 1 << (row % WORD);
            }
        }
        Self { ascii, others, length, blocks }
    }

    fn rows<'a>(&'a self, char: char, none: &'a [u64]) -> &'a [u64] {
        let rows = if char.is_ascii() {
            self.ascii.get(char as usize * self.blocks..(char as usize + 1) * self.blocks)
        } else {
            self.others.get(&char).map(Vec::as_slice)
        };
        rows.unwrap_or(none)
    }

    /// For each prefix of the text, the empty one first: the fewest edits between the pattern and a suffix of that
    /// prefix (the whole prefix for [`MatchStart::First`]).
    pub(super) fn distances(&self, text: impl Iterator<Item = char>, begin: MatchStart) -> Vec<u32> {
        let none = vec![0; self.blocks];
        let last_bit = 1_u64 << ((self.length + WORD - 1) % WORD);
        let mut state = vec![(u64::MAX, 0_u64); self.blocks];
        let mut distance = self.length as u32;
        let mut all = vec![distance];
        if self.length == 0 {
            let column = |at: usize| if begin == MatchStart::First { at as u32 + 1 } else { 0 };
            all.extend(text.enumerate().map(|(at, _)| column(at)));
            return all;
        }
        for char in text {
            let rows = self.rows(char, &none);
            // Horizontal difference above the first block: 0 if skipping text is free, else 1.
            let mut above = i8::from(begin == MatchStart::First);
            let end = self.blocks - 1;
            for (block, ((plus, minus), &equal)) in state.iter_mut().zip(rows).enumerate() {
                let high = if block == end { last_bit } else { 1 << (WORD - 1) };
                above = step(plus, minus, equal, above, high);
            }
            distance = distance.saturating_add_signed(i32::from(above));
            all.push(distance);
        }
        all
    }
}

/// Computes one column of one block; returns the horizontal difference of its last row.
fn step(plus: &mut u64, minus: &mut u64, equal: u64, above: i8, high: u64) -> i8 {
    let less = u64::from(above < 0);
    let vertical = equal | *minus;
    let equal = equal | less;
    let horizontal = (((equal & *plus).wrapping_add(*plus)) ^ *plus) | equal;
    let mut up = *minus | !(horizontal | *plus);
    let mut down = *plus & horizontal;
    let below = i8::from(up & high != 0) - i8::from(down & high != 0);
    up = up << 1 | u64::from(above > 0);
    down = down << 1 | less;
    *plus = down | !(vertical | up);
    *minus = up & vertical;
    below
}

/// Start of the match that ends at `end`; `backwards` is the reversed pattern.
pub(super) fn match_start(backwards: &Pattern, text: &[char], end: usize, most: usize) -> usize {
    let before = slice(text, ..end).iter().rev().take(most).copied();
    let distances = backwards.distances(before, MatchStart::First);
    let best = distances.iter().enumerate().min_by_key(|&(_, distance)| *distance);
    end - best.map_or(0, |(length, _)| length)
}

/// The lowest values up to `most`, none within `apart` of a lower one.
pub(super) fn local_minima(values: &[u32], most: u32, apart: usize, count: usize) -> Vec<(usize, u32)> {
    let at = |index: Option<usize>| index.and_then(|index| values.get(index)).copied().unwrap_or(u32::MAX);
    let mut low: Vec<(u32, usize)> = values
        .iter()
        .enumerate()
        .filter(|&(index, &value)| {
            value <= most && value <= at(index.checked_sub(1)) && value <= at(index.checked_add(1))
        })
        .map(|(index, &value)| (value, index))
        .collect();
    low.sort_unstable();
    let mut kept: Vec<(usize, u32)> = Vec::new();
    for (value, index) in low {
        if kept.len() == count {
            break;
        }
        if kept.iter().all(|&(other, _)| other.abs_diff(index) >= apart) {
            kept.push((index, value));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reference implementation: the textbook table.
    fn by_table(pattern: &[char], text: &[char], begin: MatchStart) -> Vec<u32> {
        let mut column: Vec<u32> = (0..=pattern.len() as u32).collect();
        let mut all = vec![*column.last().unwrap()];
        for (at, char) in text.iter().enumerate() {
            let mut before = column[0];
            column[0] = if begin == MatchStart::First { at as u32 + 1 } else { 0 };
            for row in 0..pattern.len() {
                let diagonal = before + u32::from(pattern[row] != *char);
                before = column[row + 1];
                column[row + 1] = diagonal.min(before + 1).min(column[row] + 1);
            }
            all.push(*column.last().unwrap());
        }
        all
    }

    #[test]
    fn finds_an_approximate_match() {
        let text: Vec<char> = "four score and seven".chars().collect();
        let pattern = Pattern::new(['a', 'n', 'n', 'd'].into_iter());
        let distances = pattern.distances(text.iter().copied(), MatchStart::Anywhere);
        assert_eq!(distances.iter().min(), Some(&1));
        assert_eq!(distances[14], 1);
    }

    proptest! {
        #[test]
        fn agrees_with_the_table(pattern in "[ab c]{0,150}", text in "[ab c]{0,90}") {
            let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
            let prepared = Pattern::new(pattern.iter().copied());
            for begin in [MatchStart::Anywhere, MatchStart::First] {
                let found = prepared.distances(text.iter().copied(), begin);
                prop_assert_eq!(found, by_table(&pattern, &text, begin));
            }
        }
    }
}
