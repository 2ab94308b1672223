//! Index of short character sequences: finds the places of a passage without reading the whole text for each.

use super::myers::{MatchStart, Pattern, local_minima, match_start};
use super::normalize::slice;

/// Characters of an indexed sequence: short enough to survive between two edits, long enough to be rare.
pub(super) const GRAM: usize = 5;
/// Parts of a pattern that each vote for places with their rarest sequence.
const MAX_SEEDS: usize = 12;
/// Occurrences of one sequence that vote; the nearest to the expected position if there are more.
const MAX_OCCURRENCES: usize = 32;
/// Characters around the expected position searched for a pattern shorter than [`GRAM`].
const SHORT_RADIUS: usize = 200_000;
const MIN_BUCKET_BITS: u32 = 10;
const MAX_BUCKET_BITS: u32 = 21;

/// A stretch of text that resembles a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) edits: u32,
}

/// A pattern with its compiled forms.
pub(super) struct Needle {
    pub(super) chars: Vec<char>,
    forwards: Pattern,
    backwards: Pattern,
}

impl Needle {
    pub(super) fn new(chars: Vec<char>) -> Self {
        let forwards = Pattern::new(chars.iter().copied());
        let backwards = Pattern::new(chars.iter().rev().copied());
        Self { chars, forwards, backwards }
    }

    /// Edits between the pattern and the whole of `text`.
    pub(super) fn edits_to(&self, text: &[char]) -> u32 {
        let distances = self.forwards.distances(text.iter().copied(), MatchStart::First);
        distances.last().copied().unwrap_or(0)
    }

    /// The best places in `text` with at most `max_edits`, at most `count`, none near a better one.
    pub(super) fn scan(&self, text: &[char], max_edits: u32, count: usize) -> Vec<Place> {
        let distances = self.forwards.distances(text.iter().copied(), MatchStart::Anywhere);
        let ends = local_minima(&distances, max_edits, self.chars.len() / 2 + 1, count);
        let place = |(end, edits): (usize, u32)| {
            let start = match_start(&self.backwards, text, end, self.chars.len() + edits as usize + 1);
            Place { start, end, edits }
        };
        ends.into_iter().map(place).filter(|place| place.start < place.end).collect()
    }
}

/// Positions of every sequence of [`GRAM`] characters, in buckets by hash.
pub(super) struct GramIndex {
    /// First entry of each bucket in `positions`, and the end of the last one.
    buckets: Vec<u32>,
    /// Ascending in each bucket.
    positions: Vec<u32>,
    bits: u32,
}

fn bucket_of(gram: &[char], bits: u32) -> usize {
    let hash = gram.iter().fold(0_u64, |hash, &char| {
        (hash.rotate_left(9) ^ u64::from(u32::from(char))).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    });
    (hash >> (64 - bits)) as usize
}

impl GramIndex {
    pub(super) fn new(chars: &[char]) -> Self {
        let bits = (usize::BITS - chars.len().leading_zeros()).clamp(MIN_BUCKET_BITS, MAX_BUCKET_BITS);
        let mut buckets = vec![0_u32; (1 << bits) + 1];
        for gram in chars.windows(GRAM) {
            if let Some(count) = buckets.get_mut(bucket_of(gram, bits) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for count in &mut buckets {
            sum += *count;
            *count = sum;
        }
        let mut positions = vec![0; sum as usize];
        let mut next = buckets.clone();
        for (at, gram) in chars.windows(GRAM).enumerate() {
            let Some(free) = next.get_mut(bucket_of(gram, bits)) else { continue };
            if let Some(position) = positions.get_mut(*free as usize) {
                *position = at as u32;
            }
            *free += 1;
        }
        Self { buckets, positions, bits }
    }

    /// Positions of a sequence, and of others with its hash.
    fn occurrences(&self, gram: &[char]) -> &[u32] {
        let bucket = bucket_of(gram, self.bits);
        let bound = |at: usize| self.buckets.get(at).map_or(0, |&bound| bound as usize);
        self.positions.get(bound(bucket)..bound(bucket + 1)).unwrap_or_default()
    }

    /// Starts of the exact occurrences of `pattern`, at most `most`: those nearest to `near`.
    pub(super) fn exact(&self, text: &[char], pattern: &[char], near: usize, most: usize) -> Vec<usize> {
        let is_here = |&at: &usize| text.get(at..at + pattern.len()) == Some(pattern);
        let rarest = pattern.windows(GRAM).enumerate().min_by_key(|(_, gram)| self.occurrences(gram).len());
        let Some((offset, gram)) = rarest else {
            let from = near.saturating_sub(SHORT_RADIUS);
            let to = near.saturating_add(SHORT_RADIUS).min(text.len());
            let mut found: Vec<usize> = (from..to).filter(is_here).collect();
            found.sort_by_key(|at| at.abs_diff(near));
            found.truncate(most);
            return found;
        };
        let all = self.occurrences(gram);
        let starts = |positions: &[u32]| -> Vec<usize> {
            let starts = positions.iter().filter_map(|&at| (at as usize).checked_sub(offset));
            starts.filter(is_here).collect()
        };
        let mut found = starts(nearest(all, near + offset, most.saturating_mul(8)));
        found.sort_by_key(|at| at.abs_diff(near));
        found.truncate(most);
        found
    }

    /// The places most similar to `needle`, at most `most`, with at most `max_edits` edits each.
    ///
    /// Rare sequences of the pattern vote for the places where they occur; only these are compared with it.
    pub(super) fn similar(
        &self,
        text: &[char],
        needle: &Needle,
        near: usize,
        max_edits: u32,
        most: usize,
    ) -> Vec<Place> {
        let length = needle.chars.len();
        let mut votes: Vec<(i64, u32)> = Vec::new();
        let seeds = (length / GRAM).clamp(1, MAX_SEEDS);
        for seed in 0..seeds {
            let part = slice(&needle.chars, seed * length / seeds..(seed + 1) * length / seeds);
            let from = seed * length / seeds;
            // The last sequences of a part reach into the next one.
            let grams =
                (from..from + part.len()).filter_map(|at| Some((at, needle.chars.get(at..at + GRAM)?)));
            // Every fourth sequence of a very long part is choice enough.
            let step = if part.len() > 256 { 4 } else { 1 };
            let rarest = grams.step_by(step).map(|(at, gram)| (at, gram, self.occurrences(gram)));
            let rarest = rarest.filter(|(.., all)| !all.is_empty()).min_by_key(|(.., all)| all.len());
            let Some((offset, gram, all)) = rarest else { continue };
            let weight = match all.len() {
                0..=4 => 8,
                5..=32 => 5,
                33..=512 => 3,
                _ => 2,
            };
            for &at in nearest(all, near + offset, MAX_OCCURRENCES) {
                if text.get(at as usize..at as usize + GRAM) == Some(gram) {
                    votes.push((i64::from(at) - signed(offset), weight));
                }
            }
        }
        votes.sort_unstable();
        let slack = length / 3 + 8;
        let mut found: Vec<Place> = Vec::new();
        for (low, high) in strongest(&votes, signed(slack), signed(near), most) {
            let from = usize::try_from(low).unwrap_or(0).saturating_sub(slack);
            let to = usize::try_from(high).unwrap_or(0).saturating_add(length + slack).min(text.len());
            let Some(window) = text.get(from..to) else { continue };
            for place in needle.scan(window, max_edits, 1) {
                let place = Place { start: from + place.start, end: from + place.end, ..place };
                if !found.contains(&place) {
                    found.push(place);
                }
            }
        }
        found
    }
}

/// The `most` positions nearest to `near`, of ascending ones.
fn nearest(all: &[u32], near: usize, most: usize) -> &[u32] {
    if all.len() <= most {
        return all;
    }
    let at = all.partition_point(|&position| (position as usize) < near);
    let from = at.saturating_sub(most / 2).min(all.len() - most);
    all.get(from..from + most).unwrap_or_default()
}

fn signed(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Groups of votes within `width` of each other with the greatest weight, none near a stronger one; of equal ones
/// the nearest to `near`. `votes` are ascending. Returns the least and the greatest vote of each group.
fn strongest(votes: &[(i64, u32)], width: i64, near: i64, most: usize) -> Vec<(i64, i64)> {
    let mut groups: Vec<(u32, i64, i64)> = Vec::with_capacity(votes.len());
    let (mut end, mut weight) = (0, 0);
    for (start, &(low, own)) in votes.iter().enumerate() {
        while let Some((_, more)) = votes.get(end).filter(|(vote, _)| *vote <= low + width) {
            weight += more;
            end += 1;
        }
        let high = votes.get(end.saturating_sub(1).max(start)).map_or(low, |(vote, _)| *vote);
        groups.push((weight, low, high));
        weight -= own;
    }
    groups.sort_by_key(|&(weight, low, _)| (std::cmp::Reverse(weight), low.abs_diff(near)));
    let mut kept: Vec<(i64, i64)> = Vec::new();
    for (_, low, high) in groups {
        if kept.len() == most {
            break;
        }
        if kept.iter().all(|&(other, last)| low > last || high < other) {
            kept.push((low, high));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn finds_exact_and_similar_places() {
        let filler = |from: usize| {
            let lines: Vec<String> =
                (from..from + 300).map(|at| format!("line {at} of the ledger. ")).collect();
            lines.concat()
        };
        let text = chars(&format!("{}The guild must pay the ferry toll. {}", filler(0), filler(300)));
        let index = GramIndex::new(&text);
        let at = text.windows(9).position(|part| part.iter().collect::<String>() == "The guild").unwrap();
        assert_eq!(index.exact(&text, &chars("guild must"), 0, 8), [at + 4]);
        assert_eq!(index.exact(&text, &chars("pay"), at, 8), [at + 15], "shorter than a sequence");
        assert!(index.exact(&text, &chars("ferrymen"), 0, 8).is_empty());
        let needle = Needle::new(chars("The guild has to pay the ferry toll."));
        let found = index.similar(&text, &needle, 0, 12, 4);
        assert_eq!((found[0].start, found[0].end), (at, at + 34), "{found:?}");
    }

    #[test]
    fn a_common_sequence_votes_near_the_expected_position() {
        let text = chars(&"all the same words. ".repeat(500));
        let index = GramIndex::new(&text);
        let found = index.exact(&text, &chars("the same"), 5004, 3);
        assert_eq!(found[0], 5004);
        let needle = Needle::new(chars("all the sane words."));
        assert!(index.similar(&text, &needle, 5000, 4, 3).iter().any(|place| place.start == 5000));
        assert!(GramIndex::new(&chars("abc")).similar(&chars("abc"), &needle, 0, 4, 3).is_empty());
    }
}
