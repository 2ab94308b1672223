//! Importing, sentence splitting and classifying on one core, beside plain searches over the same text.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use common::{Task, measured, median, plain_words};
use purport::claim::{Engine, Scheme, classify};
use purport::import::{Format, ImportOptions, import};
use purport::text::sentence::sentences;
use std::hint::black_box;

const SAMPLES: [&str; 2] =
    [include_str!("../sample/harbour-talks.txt"), include_str!("../sample/typography.txt")];
const BYTES: usize = 100_000_000;
const ROUNDS: usize = 5;

fn main() {
    let mut text = String::new();
    while text.len() < BYTES {
        for sample in SAMPLES {
            // One part in twenty of odd characters, as in ordinary prose.
            let repeats = if sample.starts_with('\u{feff}') { 1 } else { 8 };
            text.extend(std::iter::repeat_n(sample.trim_start_matches('\u{feff}'), repeats));
        }
    }
    let scheme = Scheme::claims().with_engine(Engine::Cues);
    let words = plain_words(&scheme);
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
    let mut tasks: Vec<Task<'_>> = vec![
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
                // Claims are passed on block by block, as in a corpus.
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
    let times = measured(&mut tasks, ROUNDS);
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
