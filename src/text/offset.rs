//! Byte offsets to code points and back: the one place where the two units meet.

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

/// Bytes between two kept counts.
const STEP: usize = 1024;

/// Whether a byte begins a character in UTF-8.
const fn begins(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

fn count(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&byte| begins(byte)).count() as u32
}

impl Offsets {
    /// The table for `text`.
    pub fn new(text: &str) -> Self {
        let mut counts = Vec::with_capacity(text.len() / STEP + 1);
        let mut before = 0;
        for chunk in text.as_bytes().chunks(STEP) {
            counts.push(before);
            before += count(chunk);
        }
        if text.len().is_multiple_of(STEP) {
            counts.push(before);
        }
        Self { counts }
    }

    /// Code points of `text` before the byte `offset`; past the end, all of them.
    pub fn to_chars(&self, text: &str, offset: u32) -> u32 {
        let offset = (offset as usize).min(text.len());
        let step = offset / STEP;
        let known = self.counts.get(step).copied().unwrap_or(0);
        known + count(text.as_bytes().get(step * STEP..offset).unwrap_or_default())
    }

    /// The byte offset of the code point number `chars`; past the end, the length of `text`.
    pub fn to_bytes(&self, text: &str, chars: u32) -> u32 {
        let step = self.counts.partition_point(|&before| before <= chars).saturating_sub(1);
        let mut left = chars - self.counts.get(step).copied().unwrap_or(0);
        let tail = text.as_bytes().get(step * STEP..).unwrap_or_default();
        for (index, _) in tail.iter().enumerate().filter(|(_, byte)| begins(**byte)) {
            if left == 0 {
                return (step * STEP + index) as u32;
            }
            left -= 1;
        }
        text.len() as u32
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
    }

    #[test]
    fn both_ways_agree_with_counting() {
        check("");
        check("plain");
        check("“x” 👩‍🚒 e\u{301} 💩");
        check(&"é".repeat(STEP));
        check(&"a".repeat(STEP));
        check(&"日本語 text ".repeat(500));
    }
}
