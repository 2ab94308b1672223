//! The words that a scheme mentions, numbered, and found again by their hash.

/// Number of a word in a [`Vocabulary`]; 0 stands for every word that it does not hold.
pub(super) type WordId = u16;

/// The hash of a word while its bytes come in, one after the other.
///
/// Eight bytes at a time are multiplied by an odd number, so words of up to eight bytes never share
/// a hash (Knuth, The Art of Computer Programming 3, 6.4: multiplicative hashing).
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hash {
    done: u64,
    /// The bytes since, the first one lowest.
    pending: u64,
    /// How many bits of `pending` are taken.
    bits: u32,
}

impl Hash {
    /// Takes one more byte in.
    pub(super) const fn push(&mut self, byte: u8) {
        self.pending |= (byte as u64) << self.bits;
        self.bits += 8;
        if self.bits == 64 {
            self.done = mixed(self.done, self.pending);
            (self.pending, self.bits) = (0, 0);
        }
    }

    /// Takes in the ASCII letters of either case and digits that `bytes` begins with, in lower case; gives
    /// how many there are.
    pub(super) fn take(&mut self, bytes: &[u8]) -> usize {
        let mut taken = 0;
        if self.bits == 0 {
            for eight in bytes.as_chunks::<8>().0 {
                let eight = u64::from_le_bytes(*eight);
                let count = alphanumeric(eight);
                if count < 8 {
                    self.bits = count * 8;
                    self.pending = (eight | SMALL) & ((1 << self.bits) - 1);
                    return taken + count as usize;
                }
                self.done = mixed(self.done, eight | SMALL);
                taken += 8;
            }
        }
        let rest = bytes.get(taken..).unwrap_or_default();
        for &byte in rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()) {
            self.push(byte | SMALL as u8);
            taken += 1;
        }
        taken
    }

    /// The hash of all bytes so far.
    pub(super) const fn finish(self) -> u64 {
        mixed(self.done, self.pending)
    }
}

/// How many of eight bytes, from the lowest on, are ASCII letters or digits before another one comes.
///
/// All eight are compared at once: a byte of seven bits and what its bound lacks to 128 make 128 or more where
/// the byte reaches the bound, and never carry into the next byte.
const fn alphanumeric(eight: u64) -> u32 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * EACH;
    const fn between(bytes: u64, from: u8, to: u8) -> u64 {
        (bytes + (0x80 - from as u64) * EACH) & !(bytes + (0x7F - to as u64) * EACH)
    }
    let bits = eight & !HIGH;
    let known = (between(bits | SMALL, b'a', b'z') | between(bits, b'0', b'9')) & !eight & HIGH;
    (known ^ HIGH).trailing_zeros() / 8
}

/// The bit that makes a capital letter of ASCII small and that digits have anyway, for eight bytes.
const SMALL: u64 = 0x2020_2020_2020_2020;

const fn mixed(done: u64, bytes: u64) -> u64 {
    let product = (done ^ bytes).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    product ^ (product >> 29)
}

/// The hash of a whole word in lower case.
pub(super) fn hash(word: &str) -> u64 {
    let mut hash = Hash::default();
    word.bytes().for_each(|byte| hash.push(byte));
    hash.finish()
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
        // Half of the places free is enough to be soon at one, and more of them would be farther off in memory.
        if self.slots.len() < self.len() * 2 {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![0; (self.len() * 4).next_power_of_two()];
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

    #[test]
    fn letters_and_digits_are_taken_up_to_the_first_other_byte() {
        let plain = b"aZz09mQbAy71xk";
        for before in 0..plain.len() {
            for byte in 0..=u8::MAX {
                let mut bytes = plain.to_vec();
                bytes[before] = byte;
                let count = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
                let mut taken = Hash::default();
                assert_eq!(taken.take(&bytes), count, "{byte} at {before}");
                let word: String = bytes[..count].iter().map(|&byte| char::from(byte)).collect();
                assert_eq!(taken.finish(), hash(&word.to_lowercase()), "{word}");
            }
        }
    }
}
