//! Answers of the model for sentences that it has judged before, in a compact form that can be kept.
//!
//! The model sees the words of one sentence and nothing else, so an answer is kept under a digest of these words. It
//! survives every edit of an article but those of its own sentence, and every change of the cues and thresholds of a
//! scheme. A [fingerprint](super::Scheme::model_fingerprint) of the model tells answers of different models apart.
//!
//! The form is a header, and then frames that are only ever added: the length and the checksum of their records. A
//! record holds the logits exactly, in some 16 bytes with the key; where a claim rests on it, also the words with their
//! shares.

use super::model::{Judged, WordShares};
use crate::text::Span;
use crate::text::digest::sha256_u64;

const MAGIC: &[u8; 8] = b"purport1";
/// Bytes of a fingerprint.
const FINGERPRINT: usize = 16;
const HEADER: usize = MAGIC.len() + FINGERPRINT;
/// Length and checksum.
const FRAME_HEAD: usize = 8;
/// Of a record's first eight bytes, the bits that are no part of the key.
const FLAGS: u64 = 0xFF;
const HAS_WORDS: u64 = 1;

/// Identifies a model with its heads.
pub type Fingerprint = [u8; FINGERPRINT];

/// Answers in the form that is kept, to be looked up.
#[derive(Debug, Default)]
pub struct Verdicts {
    bytes: Vec<u8>,
    /// Starts of the records, by key; of several with one key the last counts.
    index: Vec<u32>,
}

/// An answer that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    pub judged: Judged,
    /// The logits whose shares the words have, as bits; the other shares are 0. No words without any.
    pub columns: u64,
}

/// What is wrong with kept answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// The last frame is not whole, as after a power cut; those before it are.
    Torn,
    /// Bytes have changed; the frames before them are read.
    Broken,
}

impl Verdicts {
    /// Reads kept answers up to the first that is damaged; none if they are of another model.
    pub fn read(mut bytes: Vec<u8>, fingerprint: &Fingerprint) -> (Self, Option<Damage>) {
        if bytes.is_empty() {
            return (Self::default(), None);
        }
        if bytes.get(..HEADER) != Some(header(fingerprint).as_slice()) {
            return (Self::default(), Some(Damage::Broken));
        }
        let (mut index, mut at, mut damage) = (Vec::new(), HEADER, None);
        while at < bytes.len() {
            match frame(&bytes, at, &mut index) {
                Ok(end) => at = end,
                Err(found) => {
                    damage = Some(found);
                    break;
                }
            }
        }
        bytes.truncate(at);
        index.retain(|start| (*start as usize) < at);
        // A stable sort: the last of several comes last.
        index.sort_by_key(|start| key_at(&bytes, *start));
        (Self { bytes, index }, damage)
    }

    /// The whole frames, as they were read.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// The answer for a sentence.
    pub fn get(&self, sentence: &str) -> Option<KeptAnswer> {
        let key = key_of(sentence);
        let end = self.index.partition_point(|start| key_at(&self.bytes, *start) <= key);
        let start = *self.index.get(end.checked_sub(1)?)? as usize;
        if key_at(&self.bytes, start as u32) != key {
            return None;
        }
        let fits = |word: &WordShares| sentence.get(word.span.range()).is_some();
        record(&mut Input(self.bytes.get(start..)?)).filter(|kept| kept.judged.words.iter().all(fits))
    }
}

/// The first bytes of kept answers.
pub fn header(fingerprint: &Fingerprint) -> Vec<u8> {
    [MAGIC.as_slice(), fingerprint].concat()
}

/// Answers that wait to be added to the kept ones.
#[derive(Debug, Default)]
pub struct NewVerdicts {
    records: Vec<u8>,
}

impl NewVerdicts {
    /// Adds an answer; `columns` are the logits whose shares of the words are worth keeping.
    pub fn add(&mut self, sentence: &str, judged: &Judged, columns: &[usize]) {
        let flags = if columns.is_empty() { 0 } else { HAS_WORDS };
        let out = &mut self.records;
        out.extend((key_of(sentence) | flags).to_le_bytes());
        write_number(out, judged.logits.len() as u64);
        judged.logits.iter().for_each(|logit| write_signed(out, *logit));
        if columns.is_empty() {
            return;
        }
        let mask = columns.iter().filter(|column| **column < 64).fold(0, |mask, column| mask | 1 << column);
        write_number(out, mask);
        write_number(out, judged.words.len() as u64);
        let mut end = 0;
        for word in &judged.words {
            write_number(out, u64::from(word.span.start().saturating_sub(end)));
            write_number(out, u64::from(word.span.len()));
            end = word.span.end();
            for column in columns_of(mask) {
                write_signed(out, word.shares.get(column).copied().unwrap_or(0));
            }
        }
    }

    /// In bytes.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Takes the answers as a frame, ready to be added.
    pub fn take_frame(&mut self) -> Vec<u8> {
        let records = std::mem::take(&mut self.records);
        let mut frame = Vec::with_capacity(records.len() + FRAME_HEAD);
        frame.extend((records.len() as u32).to_le_bytes());
        frame.extend(checksum(&records).to_le_bytes());
        frame.extend(records);
        frame
    }
}

/// Adds the starts of a frame's records to `index`; returns the frame's end.
fn frame(bytes: &[u8], at: usize, index: &mut Vec<u32>) -> Result<usize, Damage> {
    let number = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let (length, sum) = number(at).zip(number(at + 4)).ok_or(Damage::Torn)?;
    let start = at + FRAME_HEAD;
    let end = start + length as usize;
    let records = bytes.get(start..end).ok_or(Damage::Torn)?;
    if checksum(records) != sum {
        return Err(Damage::Broken);
    }
    let mut input = Input(records);
    while !input.0.is_empty() {
        index.push((end - input.0.len()) as u32);
        record(&mut input).ok_or(Damage::Broken)?;
    }
    Ok(end)
}

fn checksum(records: &[u8]) -> u32 {
    sha256_u64(records) as u32
}

fn key_of(sentence: &str) -> u64 {
    sha256_u64(sentence.as_bytes()) & !FLAGS
}

fn key_at(bytes: &[u8], start: u32) -> u64 {
    let start = start as usize;
    let first = bytes.get(start..start + 8).and_then(|first| first.try_into().ok());
    u64::from_le_bytes(first.unwrap_or_default()) & !FLAGS
}

/// Reads one record.
fn record(input: &mut Input<'_>) -> Option<KeptAnswer> {
    let first = input.word()?;
    let logits = (0..input.count()?).map(|_| input.signed()).collect::<Option<Vec<i32>>>()?;
    let (mut judged, mut columns) = (Judged { logits, words: Vec::new() }, 0);
    if first & HAS_WORDS != 0 {
        columns = input.number()?;
        let (count, mut end) = (input.count()?, 0_u32);
        for _ in 0..count {
            let start = end.checked_add(u32::try_from(input.number()?).ok()?)?;
            end = start.checked_add(u32::try_from(input.number()?).ok()?)?;
            let mut shares = vec![0; judged.logits.len()];
            for column in columns_of(columns) {
                *shares.get_mut(column)? = input.signed()?;
            }
            judged.words.push(WordShares { span: Span::new(start, end), shares });
        }
    }
    Some(KeptAnswer { judged, columns })
}

fn columns_of(mask: u64) -> impl Iterator<Item = usize> {
    (0..64).filter(move |column| mask >> column & 1 == 1)
}

/// A number in groups of seven bits, the low ones first; a set high bit says that more follow.
fn write_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// A number near zero of either sign takes few bytes.
fn write_signed(out: &mut Vec<u8>, number: i32) {
    write_number(out, u64::from((number << 1 ^ number >> 31).cast_unsigned()));
}

struct Input<'b>(&'b [u8]);

impl Input<'_> {
    fn word(&mut self) -> Option<u64> {
        let (first, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*first))
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// A number of things that take at least a byte each.
    fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok().filter(|count| *count <= self.0.len())
    }

    fn signed(&mut self) -> Option<i32> {
        let number = u32::try_from(self.number()?).ok()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MODEL: Fingerprint = [7; FINGERPRINT];

    fn judged(logits: &[i32], words: &[(u32, u32)]) -> Judged {
        let shares =
            |at: usize| logits.iter().map(|logit| logit / (i32::try_from(at).unwrap() + 2)).collect();
        let word = |(at, &(start, end)): (usize, &(u32, u32))| WordShares {
            span: Span::new(start, end),
            shares: shares(at),
        };
        Judged { logits: logits.to_vec(), words: words.iter().enumerate().map(word).collect() }
    }

    fn file(frames: &mut [NewVerdicts]) -> Vec<u8> {
        let frames = frames.iter_mut().flat_map(NewVerdicts::take_frame);
        header(&MODEL).into_iter().chain(frames).collect()
    }

    fn one(sentence: &str, answer: &Judged, columns: &[usize]) -> NewVerdicts {
        let mut new = NewVerdicts::default();
        new.add(sentence, answer, columns);
        new
    }

    proptest! {
        #[test]
        fn answers_are_read_as_they_were_kept(
            answers in proptest::collection::vec(proptest::collection::vec(any::<i32>(), 0..7), 1..30),
        ) {
            let mut new = NewVerdicts::default();
            let all: Vec<(String, Judged)> = answers.iter().enumerate().map(|(at, logits)| {
                (format!("It rained {at} times, they say."), judged(logits, &[(0, 2), (3, 9), (10, 11)]))
            }).collect();
            for (sentence, answer) in &all {
                let columns: Vec<usize> = (0..answer.logits.len()).collect();
                new.add(sentence, answer, &columns);
            }
            let (kept, damage) = Verdicts::read(file(&mut [new]), &MODEL);
            prop_assert_eq!((kept.len(), damage), (all.len(), None));
            for (sentence, answer) in &all {
                let expected = if answer.logits.is_empty() { judged(&[], &[]) } else { answer.clone() };
                prop_assert_eq!(kept.get(sentence).map(|kept| kept.judged), Some(expected));
            }
            prop_assert_eq!(kept.get("Another sentence."), None);
        }

        #[test]
        fn no_damage_panics_or_gives_a_wrong_answer(at in 0..200_usize, change in 1..=255_u8, cut in 0..200_usize) {
            let (sentences, answer) = (["One must pay.", "It rained."], judged(&[-4000, 12, 900], &[(0, 3), (4, 8)]));
            let mut whole = file(&mut sentences.map(|sentence| one(sentence, &answer, &[0, 1, 2])));
            let size = whole.len();
            if let Some(byte) = whole.get_mut(at) {
                *byte ^= change;
            }
            whole.truncate(cut.max(1));
            let (kept, _) = Verdicts::read(whole, &MODEL);
            prop_assert!(kept.bytes().len() <= size);
            for sentence in sentences {
                prop_assert!(kept.get(sentence).is_none_or(|found| found.judged == answer), "a flipped byte was believed");
            }
        }
    }

    #[test]
    fn a_sentence_without_a_claim_takes_few_bytes() {
        let mut new = NewVerdicts::default();
        for at in 0..100 {
            new.add(
                &format!("It rained {at} times."),
                &judged(&[-4123, -3877, -5012, -2990], &[(0, 2), (3, 9)]),
                &[],
            );
        }
        assert!(new.len() <= 100 * 17, "{}", new.len());
        let (kept, _) = Verdicts::read(file(&mut [new]), &MODEL);
        let found = kept.get("It rained 42 times.").unwrap().judged;
        assert_eq!(
            (found.logits.as_slice(), found.words.len()),
            ([-4123, -3877, -5012, -2990].as_slice(), 0)
        );
    }

    #[test]
    fn shares_of_other_columns_are_left_out_and_the_last_answer_counts() {
        let (first, second) = (judged(&[1, 2, 3], &[]), judged(&[100, 200, 300], &[(0, 3)]));
        let mut frames = [one("One must pay.", &first, &[]), one("One must pay.", &second, &[2])];
        let (kept, _) = Verdicts::read(file(&mut frames), &MODEL);
        let found = kept.get("One must pay.").unwrap().judged;
        assert_eq!((found.logits, found.words[0].shares.clone()), (vec![100, 200, 300], vec![0, 0, 150]));
    }

    #[test]
    fn answers_of_another_model_are_not_read() {
        let bytes = file(&mut [one("One must pay.", &judged(&[1], &[]), &[])]);
        let (kept, damage) = Verdicts::read(bytes, &[8; FINGERPRINT]);
        assert!(kept.is_empty() && damage == Some(Damage::Broken));
        assert!(matches!(Verdicts::read(Vec::new(), &MODEL), (kept, None) if kept.is_empty()));
    }

    #[test]
    fn a_torn_end_leaves_what_stands_before_it() {
        let mut frames = [one("One.", &judged(&[1], &[]), &[]), one("Two.", &judged(&[2], &[]), &[])];
        let whole = file(&mut frames);
        for cut in 1..=10 {
            let (kept, damage) = Verdicts::read(whole[..whole.len() - cut].to_vec(), &MODEL);
            assert_eq!((kept.len(), damage), (1, Some(Damage::Torn)));
            assert!(kept.get("One.").is_some() && kept.get("Two.").is_none());
        }
    }
}
