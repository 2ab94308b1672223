//! Texts changed as people and programs change them, with the truth about every character.

use fastrand::Rng;
use std::ops::Range;

/// A text whose characters know their origin; `None` for copies and insertions.
pub(crate) type Traced = Vec<(char, Option<u32>)>;

/// Edit rates in permille: letters, words, sentences inserted and deleted; paragraphs moved and copied.
pub(crate) struct Level {
    pub(crate) name: &'static str,
    pub(crate) letters: u32,
    pub(crate) words: u32,
    pub(crate) put_in: u32,
    pub(crate) taken_out: u32,
    pub(crate) moved: usize,
    pub(crate) copied: usize,
    /// Percent: precision, recall, recall with half the overlap, placements of deleted passages.
    pub(crate) gates: (f64, f64, f64, f64),
}

const NEW_WORDS: [&str; 12] =
    ["some", "old", "later", "quietly", "again", "the", "harbour", "nearly", "of", "stone", "paper", "seven"];

fn chars(text: &str) -> Traced {
    text.chars().map(|char| (char, None)).collect()
}

fn new_sentence(rng: &mut Rng) -> Traced {
    let words: Vec<&str> = (0..rng.usize(5..14)).map(|_| NEW_WORDS[rng.usize(..NEW_WORDS.len())]).collect();
    chars(&format!("It was {}. ", words.join(" ")))
}

/// Straightens quotation marks and changes line ends and spaces, as programs do.
fn formatted(text: &Traced, rng: &mut Rng) -> Traced {
    let mut new = Traced::new();
    for &(char, from) in text {
        match char {
            '“' | '”' => new.push(('"', from)),
            '’' | '‘' => new.push(('\'', from)),
            '—' => new.extend([('-', from), ('-', None)]),
            ' ' if rng.u32(..10) == 0 => new.push(('\n', from)),
            ' ' if rng.u32(..20) == 0 => new.push(('\u{a0}', from)),
            _ => new.push((char, from)),
        }
    }
    new
}

pub(crate) fn edited(text: &str, level: &Level, rng: &mut Rng) -> Traced {
    let traced: Traced = text.chars().enumerate().map(|(at, char)| (char, Some(at as u32))).collect();
    let mut paragraphs: Vec<Traced> =
        traced.split(|(char, _)| *char == '\n').filter(|part| !part.is_empty()).map(<[_]>::to_vec).collect();
    for paragraph in &mut paragraphs {
        let mut new = Traced::new();
        for sentence in paragraph.split_inclusive(|(char, _)| matches!(char, '.' | '!' | '?')) {
            if rng.u32(..1000) < level.put_in {
                new.extend(new_sentence(rng));
            }
            if rng.u32(..1000) < level.taken_out {
                continue;
            }
            for word in sentence.split_inclusive(|(char, _)| *char == ' ') {
                match rng.u32(..1000) {
                    dice if dice < level.words / 3 => {}
                    dice if dice < level.words * 2 / 3 => {
                        new.extend(chars(NEW_WORDS[rng.usize(..NEW_WORDS.len())]));
                        new.extend(chars(" "));
                        new.extend(word);
                    }
                    dice if dice < level.words => {
                        // A replacement keeps the origin of the word it replaces.
                        let from = word[0].1;
                        new.extend(NEW_WORDS[rng.usize(..NEW_WORDS.len())].chars().map(|char| (char, from)));
                        new.push((' ', from));
                    }
                    dice if dice < level.words + level.letters && word.len() > 2 => {
                        let at = rng.usize(..word.len() - 1);
                        new.extend(&word[..at]);
                        new.push(('x', word[at].1));
                        new.extend(&word[at + 1..]);
                    }
                    _ => new.extend(word),
                }
            }
        }
        *paragraph = new;
    }
    for _ in 0..level.moved {
        let moved = paragraphs.remove(rng.usize(..paragraphs.len()));
        paragraphs.insert(rng.usize(..=paragraphs.len()), moved);
    }
    for _ in 0..level.copied {
        let copy = paragraphs[rng.usize(..paragraphs.len())].iter().map(|&(char, _)| (char, None)).collect();
        paragraphs.insert(rng.usize(..=paragraphs.len()), copy);
    }
    let joined = paragraphs.join(&[('\n', None), ('\n', None)][..]);
    if level.name == "format" { formatted(&joined, rng) } else { joined }
}

/// Sentences, clauses of five to fourteen words, and phrases of one to three, in characters.
pub(crate) fn passages(text: &str, rng: &mut Rng) -> Vec<(Range<usize>, bool)> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut start = 0;
    for (at, char) in chars.iter().enumerate() {
        if !matches!(char, '.' | '!' | '?' | '\n') {
            continue;
        }
        while start < at && chars[start].is_whitespace() {
            start += 1;
        }
        if at > start + 10 {
            found.push((start..at + 1, false));
            let spaces: Vec<usize> = (start..at).filter(|&at| chars[at] == ' ').collect();
            for (least, most, short) in [(5, 14, false), (1, 3, true)] {
                let words = rng.usize(least..=most);
                if spaces.len() > words + 1 {
                    let first = rng.usize(..spaces.len() - words);
                    found.push((spaces[first] + 1..spaces[first + words], short));
                }
            }
        }
        start = at + 1;
    }
    found
}

pub(crate) const LEVELS: [Level; 5] = [
    Level {
        name: "format",
        letters: 0,
        words: 0,
        put_in: 0,
        taken_out: 0,
        moved: 0,
        copied: 0,
        gates: (100.0, 100.0, 100.0, 0.0),
    },
    Level {
        name: "light",
        letters: 10,
        words: 10,
        put_in: 30,
        taken_out: 20,
        moved: 0,
        copied: 0,
        gates: (99.5, 99.0, 99.5, 3.0),
    },
    Level {
        name: "medium",
        letters: 20,
        words: 50,
        put_in: 100,
        taken_out: 60,
        moved: 1,
        copied: 0,
        gates: (99.0, 97.0, 98.5, 3.0),
    },
    Level {
        name: "heavy",
        letters: 30,
        words: 120,
        put_in: 200,
        taken_out: 150,
        moved: 3,
        copied: 2,
        gates: (97.0, 90.0, 92.0, 3.0),
    },
    Level {
        name: "severe",
        letters: 50,
        words: 250,
        put_in: 300,
        taken_out: 250,
        moved: 6,
        copied: 4,
        gates: (93.0, 71.0, 74.0, 3.0),
    },
];
