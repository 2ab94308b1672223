//! Helpers that the benchmarks share.

use purport::claim::Scheme;
use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::Instant;

pub(crate) fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

/// A name, and work that returns the size of its result.
pub(crate) type Task<'a> = (String, Box<dyn FnMut() -> usize + 'a>);

/// The seconds of each task in each of `rounds`, in which all tasks run one after the other.
#[allow(dead_code)] // Not every benchmark compares tasks.
pub(crate) fn measured(tasks: &mut [Task<'_>], rounds: usize) -> Vec<Vec<f64>> {
    let mut times = vec![Vec::new(); tasks.len()];
    for _ in 0..rounds {
        for ((_, work), times) in tasks.iter_mut().zip(&mut times) {
            let begun = Instant::now();
            black_box(work());
            times.push(begun.elapsed().as_secs_f64());
        }
    }
    times
}

/// The plain lowercase words of the scheme's patterns, for searches without a grammar.
#[allow(dead_code)] // Not every benchmark searches for words.
pub(crate) fn plain_words(scheme: &Scheme) -> Vec<String> {
    let parts = scheme.cues.iter().flat_map(|cue| cue.pattern.split([' ', '|']));
    let words: BTreeSet<&str> = parts.map(|part| part.split('/').next().unwrap_or_default()).collect();
    let plain = |word: &&str| word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    words.into_iter().filter(plain).map(str::to_owned).collect()
}
