//! Measures of segments that all steps of the layout share.

use super::Segment;

/// Left and right end.
pub(super) fn extent<'s>(segments: impl Iterator<Item = &'s Segment>) -> (f64, f64) {
    segments.fold((f64::INFINITY, f64::NEG_INFINITY), |(left, right), segment| {
        (left.min(segment.left), right.max(segment.right))
    })
}

pub(super) fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}

/// The size of most letters.
pub(super) fn text_size<'a>(segments: impl Iterator<Item = &'a Segment>) -> f64 {
    let mut sizes: Vec<(f64, usize)> = segments.map(|segment| (segment.size, segment.text.len())).collect();
    sizes.sort_by(|one, other| one.0.total_cmp(&other.0));
    let half = sizes.iter().map(|(_, bytes)| bytes).sum::<usize>() / 2;
    let mut counted = 0;
    let middle = sizes.iter().find(|(_, bytes)| {
        counted += bytes;
        counted > half
    });
    middle.map_or(10.0, |(size, _)| *size)
}
