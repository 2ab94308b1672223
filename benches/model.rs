//! The learned model on one core, beside the cues over the same sentences.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use common::{Task, measured, median};
use purport::claim::{Engine, LearnedModel, Scheme, classify};
use purport::import::{Format, ImportOptions, import};
use purport::text::Span;
use purport::text::sentence::sentences;
use std::hint::black_box;

const SAMPLE: &str = include_str!("../sample/harbour-talks.txt");
const FILE: &[u8] = include_bytes!("../model/claims.safetensors");

/// Sentences that one screen shows.
const IN_VIEW: usize = 25;
const ROUNDS: usize = 15;

fn main() {
    let document =
        import(SAMPLE.as_bytes().to_vec(), "sample", ImportOptions::new(Format::Plain)).unwrap().document;
    let scheme = Scheme::claims().with_engine(Engine::Cues);
    let model = LearnedModel::built_in("claims").unwrap();
    let spans: Vec<Span> =
        document.blocks.iter().flat_map(|block| sentences(&document.text, block.span)).collect();
    let all: Vec<&str> = spans.iter().map(|span| span.slice(&document.text)).collect();
    let view: Vec<&str> = all.iter().copied().filter(|text| text.len() > 40).take(IN_VIEW).collect();
    let words: usize = model.judge(&view).iter().map(|judged| judged.words.len()).sum();
    let longest = view.iter().copied().max_by_key(|text| text.len()).unwrap();
    let judged = model.judge(&[longest]);
    let left_out: Vec<Span> = judged.iter().flat_map(|judged| &judged.words).map(|word| word.span).collect();
    let mut tasks: Vec<Task<'_>> = vec![
        (format!("{} sentences in one batch", view.len()), Box::new(|| model.judge(&view).len())),
        (
            format!("{} sentences one by one", view.len()),
            Box::new(|| view.iter().map(|text| model.judge(&[text]).len()).sum()),
        ),
        (format!("the article, {} sentences", all.len()), Box::new(|| model.judge(&all).len())),
        (
            "the article by its cues".to_owned(),
            Box::new(|| {
                let mut claims = Vec::new();
                for block in &document.blocks {
                    black_box(classify(&document.text, block.span, &scheme, &mut claims));
                }
                claims.len()
            }),
        ),
        (
            format!("leaving out each of {} words", left_out.len()),
            Box::new(|| model.occlude(longest, &left_out).len()),
        ),
        ("decoding the file".to_owned(), Box::new(|| LearnedModel::read(FILE).unwrap().categories().len())),
    ];
    let times = measured(&mut tasks, ROUNDS);
    println!(
        "{} bytes of prose, {words} words in view, one core, medians of {ROUNDS} rounds",
        document.text.len()
    );
    let whole = median(times.first().cloned().unwrap_or_default());
    for ((name, _), times) in tasks.iter().zip(times) {
        let time = median(times);
        println!("{name:<32}{:>10.3} ms{:>9.3}× the time of one batch", time * 1e3, time / whole);
    }
}
