//! Byte offsets to code points or to UTF-16 units, and back: the one place where the units meet.

/// Bytes between two kept counts.
const STEP: usize = 1024;

/// Converts between byte offsets and code points of one text, quickly for rising offsets.
///
/// Files count in Unicode code points (W3C Web Annotation Data Model, §4.2.5 `TextPositionSelector`),
/// the program in bytes. The table keeps one count for every 1,024 bytes, so a conversion looks
/// at no more than that many.
#[derive(Debug, Clone)]
pub struct Offsets {
    /// Code points before each multiple of `STEP` bytes.
    counts: Vec<u32>,
}

/// The same for UTF-16 units, in which programs in Java and JavaScript count.
#[derive(Debug, Clone)]
pub struct Utf16Offsets {
    /// Units before each multiple of `STEP` bytes.
    counts: Vec<u32>,
}

/// How many units a byte of UTF-8 begins: none, one or two.
type Weight = fn(u8) -> u8;

/// One for the first byte of a character.
fn as_char(byte: u8) -> u8 {
    u8::from(byte & 0xC0 != 0x80)
}

/// Two for the first byte of a character beyond the basic plane, which UTF-8 writes with four.
fn as_utf16(byte: u8) -> u8 {
    as_char(byte) + u8::from(byte >= 0xF0)
}

/// As many bytes as can be summed up in a byte.
const SUMMED: usize = 127;

/// Sums of one byte let the processor add up many of them side by side.
fn count(bytes: &[u8], weight: impl Fn(u8) -> u8) -> u32 {
    let sum = |part: &[u8]| part.iter().fold(0_u8, |sum, &byte| sum.wrapping_add(weight(byte)));
    bytes.chunks(SUMMED).map(|part| u32::from(sum(part))).sum()
}

fn counts(text: &str, weight: Weight) -> Vec<u32> {
    let mut counts = Vec::with_capacity(text.len() / STEP + 1);
    let mut before = 0;
    for chunk in text.as_bytes().chunks(STEP) {
        counts.push(before);
        before += count(chunk, weight);
    }
    if text.len().is_multiple_of(STEP) {
        counts.push(before);
    }
    counts
}

fn to_units(counts: &[u32], text: &str, offset: u32, weight: Weight) -> u32 {
    let offset = (offset as usize).min(text.len());
    let step = offset / STEP;
    let known = counts.get(step).copied().unwrap_or(0);
    known + count(text.as_bytes().get(step * STEP..offset).unwrap_or_default(), weight)
}

fn to_bytes(counts: &[u32], text: &str, units: u32, weight: Weight) -> u32 {
    let step = counts.partition_point(|&before| before <= units).saturating_sub(1);
    let mut left = units - counts.get(step).copied().unwrap_or(0);
    let tail = text.as_bytes().get(step * STEP..).unwrap_or_default();
    for (index, weight) in
        tail.iter().map(|&byte| u32::from(weight(byte))).enumerate().filter(|(_, weight)| *weight > 0)
    {
        if left < weight {
            return (step * STEP + index) as u32;
        }
        left -= weight;
    }
    text.len() as u32
}

impl Offsets {
    /// The table for `text`.
    pub fn new(text: &str) -> Self {
        Self { counts: counts(text, as_char) }
    }

    /// Code points of `text` before the byte `offset`; past the end, all of them.
    pub fn to_chars(&self, text: &str, offset: u32) -> u32 {
        to_units(&self.counts, text, offset, as_char)
    }

    /// The byte offset of the code point number `chars`; past the end, the length of `text`.
    pub fn to_bytes(&self, text: &str, chars: u32) -> u32 {
        to_bytes(&self.counts, text, chars, as_char)
    }
}

impl Utf16Offsets {
    /// The table for `text`.
    pub fn new(text: &str) -> Self {
        Self { counts: counts(text, as_utf16) }
    }

    /// UTF-16 units of `text` before the byte `offset`; past the end, all of them.
    pub fn to_units(&self, text: &str, offset: u32) -> u32 {
        to_units(&self.counts, text, offset, as_utf16)
    }

    /// The byte offset of the character that holds the UTF-16 unit number `units`; past the end, the
    /// length of `text`.
    pub fn to_bytes(&self, text: &str, units: u32) -> u32 {
        to_bytes(&self.counts, text, units, as_utf16)
    }
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
