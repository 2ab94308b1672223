//! Numbers in a margin that count the rows.

use super::Segment;
use super::measures::extent;
use std::collections::{HashMap, HashSet};

/// Fewer numbers are no count.
const MIN_NUMBERS: usize = 3;

/// Share of the steps from number to number that must be equal: the last rows of a page may carry marks.
const MIN_EVEN: f64 = 0.8;

/// Removes the numbers that count the rows.
pub(super) fn remove(segments: &mut Vec<Segment>) {
    // Numbers are aligned at their right ends, or at their left ones.
    for edge in [|segment: &Segment| segment.right, |segment: &Segment| segment.left] {
        let mut columns: HashMap<i64, Vec<usize>> = HashMap::new();
        for (at, segment) in segments.iter().enumerate().filter(|(_, segment)| number(segment).is_some()) {
            columns.entry((edge(segment) / 3.0).round() as i64).or_default().push(at);
        }
        let counts: Vec<Vec<usize>> =
            columns.into_values().filter(|column| is_count(segments, column)).collect();
        let in_margin = |segment: &Segment| {
            counts.iter().any(|column| {
                let (left, right) = extent(column.iter().filter_map(|at| segments.get(*at)));
                number(segment).is_some() && segment.left < right && segment.right > left
            })
        };
        let numbered = segments.iter().enumerate().filter(|(_, segment)| in_margin(segment));
        let removed: HashSet<usize> = numbered.map(|(at, _)| at).collect();
        let mut at = 0;
        segments.retain(|_| {
            at += 1;
            !removed.contains(&(at - 1))
        });
    }
}

/// The number in a margin; printers add a letter to some.
fn number(segment: &Segment) -> Option<u32> {
    let digits = segment.text.trim_matches(|char: char| char.is_ascii_uppercase());
    let is_short = segment.text.len() <= 4 && segment.text.len() - digits.len() <= 1;
    (is_short && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok()).flatten()
}

/// Do numbers below each other grow evenly, with all the text on one side of them?
fn is_count(segments: &[Segment], column: &[usize]) -> bool {
    let members: Vec<&Segment> = column.iter().filter_map(|at| segments.get(*at)).collect();
    let numbers: Vec<u32> = members.iter().filter_map(|segment| number(segment)).collect();
    let steps: Vec<u32> =
        numbers.iter().zip(numbers.iter().skip(1)).map(|(one, other)| other.wrapping_sub(*one)).collect();
    let Some(step) = steps.first().copied().filter(|step| matches!(step, 1 | 2 | 5 | 10)) else {
        return false;
    };
    let even = steps.iter().filter(|other| **other == step).count();
    if numbers.len() < MIN_NUMBERS || (even as f64) < MIN_EVEN * steps.len() as f64 {
        return false;
    }
    let (left, right) = extent(members.iter().copied());
    let (Some(first), Some(last)) = (members.first(), members.last()) else { return false };
    let beside = || {
        let text = segments.iter().filter(|segment| number(segment).is_none());
        text.filter(|segment| segment.y >= first.y - segment.size && segment.y <= last.y + segment.size)
    };
    beside().count() > 0 && (beside().all(|text| text.left > right) || beside().all(|text| text.right < left))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(text: &str, left: f64, y: f64) -> Segment {
        let right = left + 6.0 * text.len() as f64;
        Segment { text: text.to_owned(), left, right, y, size: 10.0, cells: 1 }
    }

    #[test]
    fn numbers_that_count_the_rows_go_and_those_of_a_table_stay() {
        let mut counted = vec![segment("The Board of the Pier", 40.0, 10.0)];
        let mut table = Vec::new();
        for row in 1..=6 {
            let y = 40.0 + 12.0 * f64::from(row);
            let mark = if row == 6 { "S6".to_owned() } else { row.to_string() };
            counted.extend([segment(&mark, 40.0, y), segment("some words of a row", 80.0, y)]);
            table.extend([segment("berth", 40.0, y), segment(&(row * row * 3).to_string(), 120.0, y)]);
        }
        remove(&mut counted);
        assert_eq!(counted.len(), 7);
        remove(&mut table);
        assert_eq!(table.len(), 12);
    }
}
