//! Vocabulary: the words that a scheme mentions, numbered, looked up by hash.

use serde::{Deserialize, Serialize};

/// Index of a word in a [`Vocabulary`]; 0 is every unknown word.
pub(super) type WordId = u16;

/// Incremental hash of a word.
///
/// Each eight bytes are multiplied by an odd number, so words of up to eight bytes never share a hash
/// (Knuth, The Art of Computer Programming 3, 6.4: multiplicative hashing).
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct WordHash {
    done: u64,
    /// Bytes not yet mixed in, the first one lowest.
    pending: u64,
    bits: u32,
}

impl WordHash {
    pub(super) const fn push(&mut self, byte: u8) {
        self.pending |= (byte as u64) << self.bits;
        self.bits += 8;
        if self.bits == 64 {
            self.done = mixed(self.done, self.pending);
            (self.pending, self.bits) = (0, 0);
        }
    }

    /// Hashes the leading ASCII letters and digits of `bytes` in lower case; returns their number.
    pub(super) fn push_alphanumeric(&mut self, bytes: &[u8]) -> usize {
        let mut taken = 0;
        if self.bits == 0 {
            for eight in bytes.as_chunks::<8>().0 {
                let eight = u64::from_le_bytes(*eight);
                let count = alphanumeric(eight);
                if count < 8 {
                    self.bits = count * 8;
                    self.pending = (eight | LOWERCASE) & ((1 << self.bits) - 1);
                    return taken + count as usize;
                }
                self.done = mixed(self.done, eight | LOWERCASE);
                taken += 8;
            }
        }
        let rest = bytes.get(taken..).unwrap_or_default();
        for &byte in rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()) {
            self.push(byte | LOWERCASE as u8);
            taken += 1;
        }
        taken
    }

    pub(super) const fn finish(self) -> u64 {
        mixed(self.done, self.pending)
    }
}

/// Number of leading ASCII letters and digits among eight bytes, the lowest byte first.
///
/// Compares all eight at once: a seven-bit byte plus (128 − bound) is 128 or more exactly where the byte
/// reaches the bound, and never carries into the next byte.
const fn alphanumeric(eight: u64) -> u32 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * EACH;
    const fn between(bytes: u64, from: u8, to: u8) -> u64 {
        (bytes + (0x80 - from as u64) * EACH) & !(bytes + (0x7F - to as u64) * EACH)
    }
    let bits = eight & !HIGH;
    let known = (between(bits | LOWERCASE, b'a', b'z') | between(bits, b'0', b'9')) & !eight & HIGH;
    (known ^ HIGH).trailing_zeros() / 8
}

/// The bit that turns an ASCII capital into lower case and that digits have set anyway, in eight bytes.
const LOWERCASE: u64 = 0x2020_2020_2020_2020;

const fn mixed(done: u64, bytes: u64) -> u64 {
    let product = (done ^ bytes).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    product ^ (product >> 29)
}

/// Hash of a whole lower-case word.
pub(super) fn hash(word: &str) -> u64 {
    let mut hash = WordHash::default();
    word.bytes().for_each(|byte| hash.push(byte));
    hash.finish()
}

/// Open-addressing hash table from words to numbers.
///
/// A lookup compares 48 bits of the hash and never the letters: with the few thousand words of a scheme,
/// a false match is less likely than a memory fault.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Vocabulary {
    /// A power of two of slots: 0 if free, else 48 bits of hash and 16 of number.
    slots: Vec<u64>,
    /// Bloom filter by the high bits of the hash. It rejects most unknown words without a look at `slots`,
    /// which do not fit the first-level cache.
    filter: Vec<u64>,
    words: u16,
}

/// Binary logarithm of the filter's size in bits: 8 KiB.
const FILTER_BITS: u32 = 16;

const HASH_BITS: u64 = !0xFFFF;

impl Vocabulary {
    pub(super) fn len(&self) -> usize {
        usize::from(self.words)
    }

    fn slot(&self, hash: u64) -> usize {
        (((hash >> 16) ^ (hash >> 40)) as usize) & self.slots.len().wrapping_sub(1)
    }

    /// Index into the filter and the bit there.
    const fn filter_bit(hash: u64) -> (usize, u64) {
        let bit = (hash >> (64 - FILTER_BITS)) as usize;
        (bit / 64, 1 << (bit % 64))
    }

    pub(super) fn find(&self, hash: u64) -> WordId {
        let (cell, bit) = Self::filter_bit(hash);
        if self.filter.get(cell).is_none_or(|bits| bits & bit == 0) {
            return 0;
        }
        let mut at = self.slot(hash);
        while let Some(&slot) = self.slots.get(at) {
            if slot == 0 {
                return 0;
            }
            if (slot ^ hash) & HASH_BITS == 0 {
                return slot as u16;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        0
    }

    /// The number of `word`, newly assigned if need be; 0 after 65,535 words.
    pub(super) fn intern(&mut self, word: &str) -> WordId {
        let hash = hash(word);
        let known = self.find(hash);
        if known != 0 || self.words == u16::MAX {
            return known;
        }
        self.words += 1;
        self.filter.resize(1 << (FILTER_BITS - 6), 0);
        let (cell, bit) = Self::filter_bit(hash);
        if let Some(bits) = self.filter.get_mut(cell) {
            *bits |= bit;
        }
        // Half of the slots free keeps probes short; more would only spread them over more memory.
        if self.slots.len() < self.len() * 2 {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![0; (self.len() * 4).next_power_of_two()];
            // Slots keep no low bits of a hash, so `slot` must not depend on them.
            for slot in old.into_iter().filter(|&slot| slot != 0) {
                self.put(slot);
            }
        }
        self.put(hash & HASH_BITS | u64::from(self.words));
        self.words
    }

    fn put(&mut self, entry: u64) {
        let mut at = self.slot(entry & HASH_BITS);
        while self.slots.get(at).is_some_and(|&slot| slot != 0) {
            at = (at + 1) & (self.slots.len() - 1);
        }
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = entry;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_interned_words_and_no_others() {
        let mut vocabulary = Vocabulary::default();
        let words: Vec<String> = (0..3000).map(|n| format!("word{n}")).collect();
        let numbers: Vec<WordId> = words.iter().map(|word| vocabulary.intern(word)).collect();
        for (word, number) in words.iter().zip(numbers) {
            assert_eq!(vocabulary.find(hash(word)), number);
            assert_ne!(number, 0);
        }
        assert_eq!(vocabulary.find(hash("absent")), 0);
        assert_eq!(Vocabulary::default().find(hash("absent")), 0);
    }

    #[test]
    fn push_alphanumeric_stops_at_the_first_other_byte() {
        let plain = b"aZz09mQbAy71xk";
        for before in 0..plain.len() {
            for byte in 0..=u8::MAX {
                let mut bytes = plain.to_vec();
                bytes[before] = byte;
                let count = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
                let mut taken = WordHash::default();
                assert_eq!(taken.push_alphanumeric(&bytes), count, "{byte} at {before}");
                let word: String = bytes[..count].iter().map(|&byte| char::from(byte)).collect();
                assert_eq!(taken.finish(), hash(&word.to_lowercase()), "{word}");
            }
        }
    }
}
