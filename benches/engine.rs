//! Finding claims on one core, beside plain searches over the same text.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use purport::claim::{Scheme, classify};
use purport::import::{Format, ImportOptions, import};
use purport::text::sentence::sentences;
use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::Instant;

const SAMPLES: [&str; 2] =
    [include_str!("../sample/harbour-talks.txt"), include_str!("../sample/typography.txt")];
const BYTES: usize = 100_000_000;
const ROUNDS: usize = 5;

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The plain words of the scheme's patterns: what a search without a grammar would look for.
fn words(scheme: &Scheme) -> Vec<String> {
    let parts = scheme.cues.iter().flat_map(|cue| cue.pattern.split([' ', '|']));
    let words: BTreeSet<&str> = parts.map(|part| part.split('/').next().unwrap_or_default()).collect();
    let plain = |word: &&str| word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    words.into_iter().filter(plain).map(str::to_owned).collect()
}

fn main() {
    let mut text = String::new();
    while text.len() < BYTES {
        for sample in SAMPLES {
            // Prose as it mostly is: the difficult characters are one part in twenty.
            let repeats = if sample.starts_with('\u{feff}') { 1 } else { 8 };
            text.extend(std::iter::repeat_n(sample.trim_start_matches('\u{feff}'), repeats));
        }
    }
    let scheme = Scheme::claims();
    let words = words(&scheme);
    let some = words.iter().take(400).cloned().collect::<Vec<_>>();
    let regex = regex::bytes::Regex::new(&format!(r"(?i-u)\b(?:{})\b", some.join("|"))).unwrap();
    let automaton = aho_corasick::AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(aho_corasick::AhoCorasickKind::DFA))
        .build(&words)
        .unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &text).unwrap();
    let document =
        import(text.clone().into_bytes(), "text", ImportOptions::new(Format::Plain)).unwrap().document;
    let mut tasks: Vec<(String, Box<dyn FnMut() -> usize + '_>)> = vec![
        (
            "importing".to_owned(),
            Box::new(|| {
                import(text.clone().into_bytes(), "text", ImportOptions::new(Format::Plain))
                    .unwrap()
                    .document
                    .blocks
                    .len()
            }),
        ),
        (
            "splitting into sentences".to_owned(),
            Box::new(|| {
                document.blocks.iter().map(|block| sentences(&document.text, block.span).len()).sum()
            }),
        ),
        (
            "finding the claims".to_owned(),
            Box::new(|| {
                // What was found in a block is handed on before the next is looked at, as in a corpus.
                let (mut claims, mut count) = (Vec::new(), 0);
                for block in &document.blocks {
                    claims.clear();
                    black_box(classify(&document.text, block.span, &scheme, &mut claims));
                    count += claims.len();
                }
                count
            }),
        ),
        (
            format!("Aho-Corasick, {} words", words.len()),
            Box::new(|| automaton.find_iter(text.as_bytes()).count()),
        ),
        (format!("one regex, {} words", some.len()), Box::new(|| regex.find_iter(text.as_bytes()).count())),
        (
            "wc -w".to_owned(),
            Box::new(|| {
                std::process::Command::new("wc")
                    .arg("-w")
                    .arg(file.path())
                    .output()
                    .map_or(0, |output| output.stdout.len())
            }),
        ),
    ];
    let mut times = vec![Vec::new(); tasks.len()];
    for _ in 0..ROUNDS {
        for ((_, work), times) in tasks.iter_mut().zip(&mut times) {
            let begun = Instant::now();
            black_box(work());
            times.push(begun.elapsed().as_secs_f64());
        }
    }
    println!("{:.0} MB of prose on one core, medians of {ROUNDS} rounds", text.len() as f64 / 1e6);
    let whole = median(times.get(2).cloned().unwrap_or_default());
    for ((name, _), times) in tasks.iter().zip(times) {
        let time = median(times);
        println!(
            "{name:<28}{:>8.1} MB/s{:>8.2}× the time of finding the claims",
            text.len() as f64 / 1e6 / time,
            time / whole
        );
    }
}
