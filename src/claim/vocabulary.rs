//! The words that a scheme mentions, numbered, and found again by their hash.

/// Number of a word in a [`Vocabulary`]; 0 stands for every word that it does not hold.
pub(super) type WordId = u16;

/// Starting value of the hash of a word (FNV-1a, 64 bits).
pub(super) const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash of a word that ends in `byte`, from the hash of what stands before.
pub(super) const fn hashed(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0100_0000_01b3)
}

/// The hash of a whole word in lower case.
pub(super) fn hash(word: &str) -> u64 {
    word.bytes().fold(SEED, hashed)
}

/// A table from words to small numbers.
///
/// Looking up compares 48 bits of a hash and never the letters: with the few thousand words of a
/// scheme a wrong answer is less likely than a faulty memory cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary {
    /// A power of two of places; 0 marks a free one, else 48 bits of hash and 16 of number.
    slots: Vec<u64>,
    /// One bit for each of the hashes held, by their high bits: it tells most unknown words without a
    /// look at the slots, which are too many for the fastest memory.
    filter: Vec<u64>,
    words: u16,
}

/// How many bits the filter has, as a power of two: 8 KiB.
const FILTER_BITS: u32 = 16;

const HASH_BITS: u64 = !0xFFFF;

impl Vocabulary {
    /// How many words it holds.
    pub(super) fn len(&self) -> usize {
        usize::from(self.words)
    }

    fn slot(&self, hash: u64) -> usize {
        (((hash >> 16) ^ (hash >> 40)) as usize) & self.slots.len().wrapping_sub(1)
    }

    /// The cell of the filter and the bit in it that stand for a hash.
    const fn filtered(hash: u64) -> (usize, u64) {
        let bit = (hash >> (64 - FILTER_BITS)) as usize;
        (bit / 64, 1 << (bit % 64))
    }

    /// The number of the word with this hash, 0 if there is none.
    pub(super) fn find(&self, hash: u64) -> WordId {
        let (cell, bit) = Self::filtered(hash);
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

    /// The number of `word`, a new one if need be; 0 once 65,535 words are held.
    pub(super) fn intern(&mut self, word: &str) -> WordId {
        let hash = hash(word);
        let known = self.find(hash);
        if known != 0 || self.words == u16::MAX {
            return known;
        }
        self.words += 1;
        self.filter.resize(1 << (FILTER_BITS - 6), 0);
        let (cell, bit) = Self::filtered(hash);
        if let Some(bits) = self.filter.get_mut(cell) {
            *bits |= bit;
        }
        if self.slots.len() < self.len() * 4 {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![0; (self.len() * 8).next_power_of_two()];
            // The low bits of a hash are not kept, so a slot is found from the kept ones alone.
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
    fn finds_every_word_again_and_no_other() {
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
}
