//! Where passages begin and end: how many of two annotators' passages are the same, or overlap.

use super::{Figure, Undefined};
use crate::text::Span;

/// A passage of one category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Item {
    /// Where it stands, in code points.
    pub span: Span,
    /// The number of its category.
    pub category: usize,
}

/// The passages that annotators marked in one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Continuum {
    /// The length of the text, in code points.
    pub chars: u32,
    /// What each annotator marked, in any order; passages of several categories once for each.
    pub items: Vec<Vec<Item>>,
    /// What is left out for all annotators, because one's decision on it does not count.
    pub aside: Vec<Span>,
}

/// How many passages of two annotators belong together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Matches {
    /// Pairs of the same beginning, end and category.
    pub strict: usize,
    /// Pairs of the same category that share a character; each passage is in one pair at most.
    pub overlap: usize,
    /// Passages of both.
    pub items: usize,
}

impl Matches {
    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            strict: self.strict + other.strict,
            overlap: self.overlap + other.overlap,
            items: self.items + other.items,
        }
    }
}

/// With how many passages that overlap it a passage is compared: more than any text needs, and a bound for a file
/// that marks one place thousands of times.
const NEAR: usize = 256;

/// Counts what belongs together in the passages of two annotators.
///
/// Passages are paired greedily, those that share most first; of equal pairs the one that stands first in the text.
pub fn matches(one: &[Item], two: &[Item]) -> Matches {
    let sorted = |items: &[Item]| {
        let mut items = items.to_vec();
        items.sort_unstable();
        items
    };
    let (one, two) = (sorted(one), sorted(two));
    let longest = two.iter().map(|item| item.span.len()).max().unwrap_or(0);
    let mut pairs = Vec::new();
    for (at, item) in one.iter().enumerate() {
        let from =
            two.partition_point(|other| other.span.start() < item.span.start().saturating_sub(longest));
        let near = two.iter().enumerate().skip(from);
        let near = near.take_while(|(_, other)| other.span.start() < item.span.end());
        let same =
            near.filter(|(_, other)| other.category == item.category && other.span.overlaps(item.span));
        for (other_at, other) in same.take(NEAR) {
            let shared = item.span.intersection(other.span).len();
            let (first, second) = (item.span.min(other.span), item.span.max(other.span));
            pairs.push((std::cmp::Reverse(shared), first, second, at, other_at));
        }
    }
    pairs.sort_unstable();
    let (mut taken, mut others_taken) = (vec![false; one.len()], vec![false; two.len()]);
    let mut found = Matches { items: one.len() + two.len(), ..Matches::default() };
    for (_, _, _, at, other_at) in pairs {
        if let (Some(here), Some(there)) = (taken.get_mut(at), others_taken.get_mut(other_at))
            && !*here
            && !*there
        {
            (*here, *there) = (true, true);
            found.overlap += 1;
        }
    }
    let mut rest = two.iter().peekable();
    for item in &one {
        while rest.next_if(|other| *other < item).is_some() {}
        found.strict += usize::from(rest.next_if(|other| *other == item).is_some());
    }
    found
}

/// The F1 of `matched` pairs among so many passages (van Rijsbergen 1979): it is the same whichever annotator is
/// taken for the truth.
pub fn f1(matched: usize, items: usize) -> Figure {
    if items == 0 { Err(Undefined::NothingMarked) } else { Ok((2 * matched) as f64 / items as f64) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(items: &[(u32, u32, usize)]) -> Vec<Item> {
        items.iter().map(|&(start, end, category)| Item { span: Span::new(start, end), category }).collect()
    }

    #[test]
    fn the_nearest_belong_together_and_each_only_once() {
        let check = |one: &[(u32, u32, usize)], two: &[(u32, u32, usize)], strict, overlap| {
            for (one, two) in [(one, two), (two, one)] {
                let found = matches(&items(one), &items(two));
                assert_eq!(found, Matches { strict, overlap, items: one.len() + two.len() });
            }
        };
        check(&[], &[], 0, 0);
        check(&[(0, 9, 0)], &[(0, 9, 0)], 1, 1);
        check(&[(0, 9, 0)], &[(0, 9, 1)], 0, 0);
        check(&[(0, 9, 0)], &[(9, 12, 0)], 0, 0);
        check(&[(0, 9, 0), (10, 20, 0)], &[(5, 20, 0)], 0, 1);
        // The long one overlaps both; the nearer of them leaves it, and the other finds its own.
        check(&[(0, 100, 0), (100, 110, 0)], &[(90, 111, 0), (5, 60, 0)], 0, 2);
        check(&[(0, 100, 0), (5, 12, 0)], &[(0, 10, 0), (20, 100, 0)], 0, 2);
        check(&[(0, 9, 0), (0, 9, 0)], &[(0, 9, 0)], 1, 1);
    }
}
