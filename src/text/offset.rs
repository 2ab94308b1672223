//! Conversion between byte offsets, code points and UTF-16 units: the one place where the units meet.

use std::marker::PhantomData;

/// Bytes between two stored counts.
const STEP: usize = 1024;

/// Bytes whose weights, at most 2 each, cannot overflow a byte.
const MAX_SUMMED: usize = 127;

/// A unit in which files count text.
pub trait Unit {
    /// Units that start at this byte of UTF-8: 0 for a continuation byte.
    fn weight(byte: u8) -> u8;
}

/// Unicode code points, the unit of our files (W3C Web Annotation Data Model, §4.2.5 `TextPositionSelector`).
#[derive(Debug, Clone)]
pub struct CodePoints;

impl Unit for CodePoints {
    fn weight(byte: u8) -> u8 {
        u8::from(byte & 0xC0 != 0x80)
    }
}

/// UTF-16 units, as programs in Java and JavaScript count.
#[derive(Debug, Clone)]
pub struct Utf16Units;

impl Unit for Utf16Units {
    fn weight(byte: u8) -> u8 {
        // A character of four bytes lies beyond the basic plane and takes a surrogate pair.
        CodePoints::weight(byte) + u8::from(byte >= 0xF0)
    }
}

/// Converts between the byte offsets of one text and another unit.
///
/// The table stores one count per `STEP` bytes, so a conversion scans no more than that.
#[derive(Debug, Clone)]
pub struct OffsetTable<U> {
    /// Units before each multiple of [`STEP`] bytes.
    counts: Vec<u32>,
    unit: PhantomData<U>,
}

pub type Offsets = OffsetTable<CodePoints>;
pub type Utf16Offsets = OffsetTable<Utf16Units>;

impl<U: Unit> OffsetTable<U> {
    pub fn new(text: &str) -> Self {
        let mut counts = Vec::with_capacity(text.len() / STEP + 1);
        let mut before = 0;
        for chunk in text.as_bytes().chunks(STEP) {
            counts.push(before);
            before += count::<U>(chunk);
        }
        if text.len().is_multiple_of(STEP) {
            counts.push(before);
        }
        Self { counts, unit: PhantomData }
    }

    /// Units of `text` before the byte `offset`; all of them past the end.
    pub fn to_units(&self, text: &str, offset: u32) -> u32 {
        let offset = (offset as usize).min(text.len());
        let step = offset / STEP;
        let before = self.counts.get(step).copied().unwrap_or(0);
        before + text.as_bytes().get(step * STEP..offset).map_or(0, count::<U>)
    }

    /// The byte offset of the character with unit number `units`; past the end, the length of `text`.
    pub fn to_bytes(&self, text: &str, units: u32) -> u32 {
        let step = self.counts.partition_point(|&before| before <= units).saturating_sub(1);
        let mut left = units - self.counts.get(step).copied().unwrap_or(0);
        let tail = text.as_bytes().get(step * STEP..).unwrap_or_default();
        let weights = tail.iter().map(|&byte| u32::from(U::weight(byte))).enumerate();
        for (index, weight) in weights.filter(|(_, weight)| *weight > 0) {
            if left < weight {
                return (step * STEP + index) as u32;
            }
            left -= weight;
        }
        text.len() as u32
    }
}

impl Offsets {
    /// Code points of `text` before the byte `offset`; all of them past the end.
    pub fn to_chars(&self, text: &str, offset: u32) -> u32 {
        self.to_units(text, offset)
    }
}

/// Sums within bytes, so that the compiler can vectorise.
fn count<U: Unit>(bytes: &[u8]) -> u32 {
    let sum = |part: &[u8]| part.iter().fold(0_u8, |sum, &byte| sum.wrapping_add(U::weight(byte)));
    bytes.chunks(MAX_SUMMED).map(|part| u32::from(sum(part))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) {
        let offsets = Offsets::new(text);
        for (chars, (bytes, _)) in text.char_indices().enumerate() {
            assert_eq!(offsets.to_chars(text, bytes as u32), chars as u32);
            assert_eq!(offsets.to_bytes(text, chars as u32), bytes as u32);
        }
        let all = text.chars().count() as u32;
        assert_eq!(offsets.to_chars(text, u32::MAX), all);
        assert_eq!(offsets.to_bytes(text, all), text.len() as u32);
        assert_eq!(offsets.to_bytes(text, u32::MAX), text.len() as u32);

        let (offsets, mut units) = (Utf16Offsets::new(text), 0);
        for (bytes, char) in text.char_indices() {
            assert_eq!(offsets.to_units(text, bytes as u32), units);
            for _ in 0..char.len_utf16() {
                assert_eq!(offsets.to_bytes(text, units), bytes as u32);
                units += 1;
            }
        }
        assert_eq!(offsets.to_units(text, u32::MAX), units);
        assert_eq!(offsets.to_bytes(text, units), text.len() as u32);
        assert_eq!(offsets.to_bytes(text, u32::MAX), text.len() as u32);
    }

    #[test]
    fn both_ways_agree_with_counting() {
        check("");
        check("plain");
        check("“x” 👩‍🚒 e\u{301} 💩");
        check(&"é".repeat(STEP));
        check(&"a".repeat(STEP));
        check(&"日本語 text 💩 ".repeat(500));
    }
}
