//! Helpers that the benchmarks share.

use purport::claim::Scheme;
use std::collections::BTreeSet;

pub(crate) fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The plain lowercase words of the scheme's patterns, for searches without a grammar.
#[allow(dead_code)] // Not every benchmark searches for words.
pub(crate) fn plain_words(scheme: &Scheme) -> Vec<String> {
    let parts = scheme.cues.iter().flat_map(|cue| cue.pattern.split([' ', '|']));
    let words: BTreeSet<&str> = parts.map(|part| part.split('/').next().unwrap_or_default()).collect();
    let plain = |word: &&str| word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    words.into_iter().filter(plain).map(str::to_owned).collect()
}
