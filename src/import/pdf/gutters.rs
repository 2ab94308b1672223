//! The gaps between columns: the tallest empty rectangles between pieces of text (in the manner of Breuel 2002).

use super::Segment;
use super::measures::{extent, median};

/// In letter heights.
const MIN_WIDTH: f64 = 0.6;

/// A gap between columns is wider than the space between words by at least this factor.
const WIDER_THAN_SPACES: f64 = 1.5;

/// Gaps between words are no wider, in letter heights.
const MAX_SPACE: f64 = 0.9;

/// Rows on each side of the narrowest gap; wider ones need fewer.
const MIN_ROWS: usize = 5;
const MIN_ROWS_OF_WIDE: usize = 3;

/// In letter heights.
const WIDE: f64 = 1.2;

/// Width of the rows of a column, in letter heights: the columns of a table are narrower.
const MIN_COLUMN: f64 = 6.0;

/// Rows at least as long as this share of their column are full.
const FULL: f64 = 0.6;

/// Candidates that are followed at once.
const MAX_OPEN: usize = 64;

/// An empty rectangle with text on both sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Gutter {
    pub(super) left: f64,
    pub(super) right: f64,
    /// The first and the last baseline beside it.
    pub(super) top: f64,
    pub(super) foot: f64,
}

impl Gutter {
    pub(super) fn holds(&self, y: f64) -> bool {
        y >= self.top && y <= self.foot
    }

    pub(super) fn middle(&self) -> f64 {
        f64::midpoint(self.left, self.right)
    }

    const fn width(&self) -> f64 {
        self.right - self.left
    }
}

/// The tallest gap between columns; `segments` are sorted from the top down.
pub(super) fn find(segments: &[Segment]) -> Option<Gutter> {
    let size = median(segments.iter().map(|segment| segment.size).collect())?;
    let rows = rows(segments);
    let min_width = min_width(&rows, size);
    let (left, right) = extent(segments.iter());
    let mut open: Vec<Gutter> = Vec::new();
    let mut best: Option<(f64, Gutter)> = None;
    let mut consider = |gutter: &Gutter| {
        // Of two that are about as tall the wider one is the better.
        let score = (gutter.foot - gutter.top) + gutter.width().min(3.0 * size);
        if best.is_none_or(|(most, _)| score > most) && divides(segments, gutter, size) {
            best = Some((score, *gutter));
        }
    };
    for row in &rows {
        let gaps = gaps(row, left, right, min_width);
        let y = row.iter().map(|segment| segment.y).fold(f64::NEG_INFINITY, f64::max);
        let first = row.iter().map(|segment| segment.y).fold(f64::INFINITY, f64::min);
        let mut next: Vec<Gutter> = Vec::new();
        for gutter in &open {
            let mut is_whole = false;
            for (from, to) in &gaps {
                let narrowed =
                    Gutter { left: gutter.left.max(*from), right: gutter.right.min(*to), foot: y, ..*gutter };
                is_whole |= narrowed.width() >= gutter.width() - 0.01;
                if narrowed.width() >= min_width {
                    keep(&mut next, narrowed);
                }
            }
            if !is_whole {
                consider(gutter);
            }
        }
        for (from, to) in gaps {
            keep(&mut next, Gutter { left: from, right: to, top: first, foot: y });
        }
        next.sort_by(|one, other| one.top.total_cmp(&other.top));
        next.truncate(MAX_OPEN);
        open = next;
    }
    open.iter().for_each(consider);
    best.map(|(_, gutter)| gutter)
}

/// Adds a candidate unless a taller one has the same sides.
fn keep(open: &mut Vec<Gutter>, gutter: Gutter) {
    let holds = |other: &Gutter| {
        other.left <= gutter.left + 0.01 && other.right >= gutter.right - 0.01 && other.top <= gutter.top
    };
    if !open.iter().any(holds) {
        open.push(gutter);
    }
}

/// Segments of one baseline.
fn rows(segments: &[Segment]) -> Vec<&[Segment]> {
    segments.chunk_by(|one, other| (other.y - one.y).abs() < 0.25 * one.size.max(other.size)).collect()
}

/// The free intervals of a row within the bounds of the region.
fn gaps(row: &[Segment], left: f64, right: f64, min_width: f64) -> Vec<(f64, f64)> {
    let mut covered: Vec<(f64, f64)> = row.iter().map(|segment| (segment.left, segment.right)).collect();
    covered.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut gaps = Vec::new();
    let mut from = left;
    for (start, end) in covered {
        if start - from >= min_width {
            gaps.push((from, start));
        }
        from = from.max(end);
    }
    if right - from >= min_width {
        gaps.push((from, right));
    }
    gaps
}

fn min_width(rows: &[&[Segment]], size: f64) -> f64 {
    let pairs = rows.iter().flat_map(|row| row.iter().zip(row.iter().skip(1)));
    let spaces: Vec<f64> = pairs
        .map(|(one, other)| other.left - one.right)
        .filter(|gap| *gap > 0.0 && *gap < MAX_SPACE * size)
        .collect();
    // Only loosely set text has many gaps that are as wide as those between columns.
    let is_loose = spaces.len() > 2 * rows.len();
    let space = median(spaces).filter(|_| is_loose).unwrap_or(0.0);
    (MIN_WIDTH * size).max(WIDER_THAN_SPACES * space)
}

/// Does a gap divide columns of text rather than cells of a table, or words?
fn divides(segments: &[Segment], gutter: &Gutter, size: f64) -> bool {
    let beside = || segments.iter().filter(|segment| gutter.holds(segment.y));
    let before: Vec<&Segment> = beside().filter(|segment| segment.right <= gutter.middle()).collect();
    let after: Vec<&Segment> = beside().filter(|segment| segment.left >= gutter.middle()).collect();
    let min_rows = if gutter.width() > WIDE * size { MIN_ROWS_OF_WIDE } else { MIN_ROWS };
    is_column(&runs(&before, size, true), min_rows, size)
        && is_column(&runs(&after, size, false), min_rows, size)
}

/// Width of the text next to the gap in each row, up to the next wide gap.
fn runs(side: &[&Segment], max_space: f64, is_before: bool) -> Vec<f64> {
    let rows = side.chunk_by(|one, other| (other.y - one.y).abs() < 0.25 * one.size.max(other.size));
    let width = |row: &[&Segment]| {
        let mut spans: Vec<(f64, f64)> = row.iter().map(|segment| (segment.left, segment.right)).collect();
        spans.sort_by(|one, other| one.0.total_cmp(&other.0));
        if is_before {
            spans.reverse();
        }
        let mut spans = spans.into_iter();
        let (mut left, mut right) = spans.next().unwrap_or_default();
        for (from, to) in spans {
            if from.max(left) - to.min(right) > max_space {
                break;
            }
            (left, right) = (left.min(from), right.max(to));
        }
        right - left
    };
    rows.map(width).collect()
}

/// Is a side text: rows that are long enough, most of their letters in rows about as long as the column is wide?
fn is_column(widths: &[f64], min_rows: usize, size: f64) -> bool {
    // A few rows may be as wide as several columns.
    let mut sorted = widths.to_vec();
    sorted.sort_by(f64::total_cmp);
    let widest = sorted.get(sorted.len() * 17 / 20).copied().unwrap_or(0.0);
    let all: f64 = widths.iter().sum();
    let full: f64 = widths.iter().filter(|width| **width > FULL * widest).sum();
    // The median in which each letter counts, so that labels of a chart weigh little.
    let mut counted = 0.0;
    let typical = sorted.iter().copied().find(|width| {
        counted += width;
        counted * 2.0 >= all
    });
    widths.len() >= min_rows && full > 0.5 * all && typical.unwrap_or_default() > MIN_COLUMN * size
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(left: f64, right: f64, y: f64) -> Segment {
        Segment { text: "words".to_owned(), left, right, y, size: 10.0, cells: 1 }
    }

    #[test]
    fn a_gap_between_columns_is_found_below_a_title_and_beside_a_chart() {
        let mut segments = vec![segment(70.0, 530.0, 50.0)];
        for row in 0..8 {
            let y = 100.0 + 12.0 * f64::from(row);
            segments
                .extend([segment(70.0, if row == 4 { 150.0 } else { 295.0 }, y), segment(303.0, 530.0, y)]);
        }
        for row in 8..14 {
            let y = 100.0 + 12.0 * f64::from(row);
            segments.extend([segment(70.0, 85.0, y), segment(303.0, 530.0, y)]);
        }
        let gutter = find(&segments).unwrap();
        assert_eq!((gutter.left, gutter.right, gutter.top, gutter.foot), (295.0, 303.0, 100.0, 256.0));
    }

    #[test]
    fn a_table_and_loosely_set_rows_have_none() {
        let mut table = Vec::new();
        let mut loose = Vec::new();
        for row in 0..8 {
            let y = 12.0 * f64::from(row);
            table.extend([segment(70.0, 100.0, y), segment(200.0, 220.0, y), segment(300.0, 310.0, y)]);
            let at = if row % 2 == 0 { 200.0 } else { 203.0 };
            loose.extend((0..6).map(|word| {
                let left = at - 130.0 + 60.0 * f64::from(word);
                segment(left, left + 54.0, y)
            }));
        }
        assert_eq!(find(&table), None);
        assert_eq!(find(&loose), None);
    }
}
