//! Words and cues whose sentences a personal model moves most, for people to read.

use super::example::Example;
use super::measured::Measured;
use crate::claim::Moved;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use unicode_segmentation::UnicodeSegmentation as _;

/// Listed of each kind and in each direction.
const LISTED: usize = 5;
/// Sentences that a word or cue needs.
const MIN_SENTENCES: usize = 3;
/// Sentences without effect that each mean is drawn towards, so that frequent words come first.
const DOUBT: f64 = 5.0;
/// Milli-logits from which on an effect is listed.
const CLEAR: i32 = 50;

/// The mean effect on the sentences with a word or cue, against that on all sentences of `rows`.
pub(super) fn moved(
    rows: &[usize],
    examples: &[Example],
    measured: &[Measured],
    shift: impl Fn(usize) -> f64,
) -> Vec<Moved> {
    let mean = rows.iter().map(|&row| shift(row)).sum::<f64>() / rows.len().max(1) as f64;
    let mut sums: BTreeMap<(bool, String), (f64, usize)> = BTreeMap::new();
    for &row in rows {
        let (Some(example), Some(measured)) = (examples.get(row), measured.get(row)) else { continue };
        let words = example.text.unicode_words().map(str::to_lowercase);
        let words: BTreeSet<String> = words.filter(|word| word.chars().any(char::is_alphabetic)).collect();
        let cues: BTreeSet<&String> = measured.cues.iter().collect();
        let keys = words.into_iter().map(|word| (false, word));
        for key in keys.chain(cues.into_iter().map(|cue| (true, cue.clone()))) {
            let (sum, count) = sums.entry(key).or_default();
            *sum += shift(row) - mean;
            *count += 1;
        }
    }
    let mut all: Vec<Moved> = sums
        .into_iter()
        .filter(|(_, (_, count))| MIN_SENTENCES <= *count)
        .map(|((is_cue, text), (sum, count))| {
            let by = (1000.0 * sum / (count as f64 + DOUBT)).round() as i32;
            Moved { text, is_cue, by }
        })
        .filter(|moved| CLEAR <= moved.by.abs())
        .collect();
    all.sort_by_key(|moved| (moved.is_cue, Reverse(moved.by.abs())));
    let mut listed = Vec::new();
    for (is_cue, up) in [(false, true), (false, false), (true, true), (true, false)] {
        let of_kind = all.iter().filter(|moved| moved.is_cue == is_cue && (0 < moved.by) == up);
        listed.extend(of_kind.take(LISTED).cloned());
    }
    listed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_its_sentences_share() {
        let texts =
            ["A toll, again.", "The toll rose.", "“Toll!”", "Rain fell.", "The rain.", "No rain, again."];
        let examples: Vec<Example> = texts
            .iter()
            .map(|text| Example {
                article: "a".into(),
                text: (*text).to_owned(),
                labels: vec![],
                passed: false,
            })
            .collect();
        let cue = |at: usize| if at < 3 { vec!["levy".to_owned()] } else { Vec::new() };
        let measured: Vec<Measured> = (0..6)
            .map(|at| Measured { features: vec![], surface: [0; 4], base: vec![], cues: cue(at) })
            .collect();
        let rows: Vec<usize> = (0..6).collect();
        let found = moved(&rows, &examples, &measured, |row| if row < 3 { 1.0 } else { -1.0 });
        let found: Vec<(&str, bool, i32)> =
            found.iter().map(|one| (one.text.as_str(), one.is_cue, one.by)).collect();
        assert_eq!(found, [("toll", false, 375), ("rain", false, -375), ("levy", true, 375)]);
    }
}
