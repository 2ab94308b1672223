//! Measures learning from a reader, on labelled sentences: see `tests/learning/figures`.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, clippy::indexing_slicing)]

mod readers;
mod rows;

use purport::claim::Scheme;
use purport::learn::{Example, Label, Options, Outcome, apply, measure, train};
use readers::READERS;
use rows::{Random, Row, f1, macro_f1, median, read};
use std::time::Instant;

/// Articles that a simulated reader tags.
const TAGGED: [usize; 2] = [10, 40];
/// Other articles, to judge what was learned.
const JUDGED: usize = 10;
const ORDERS: u64 = 20;
/// Sentences of an own scheme that are labelled.
const LABELLED: [usize; 3] = [50, 200, 800];
/// Decisions between two looks at the curve.
const STEP: usize = 10;

fn main() {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let scheme = Scheme::claims();
    let begun = Instant::now();
    let rows = read(&paths, &scheme);
    eprintln!("{} labelled sentences, measured in {:.0} s", rows.len(), begun.elapsed().as_secs_f64());
    for tagged in TAGGED {
        narrower(&rows, &scheme, tagged);
    }
    own(&rows);
    speed(&rows, &scheme);
}

fn quiet(examples: &[&Row], scheme: &Scheme) -> Outcome {
    let measured: Vec<_> = examples.iter().map(|row| row.measured.clone()).collect();
    let examples: Vec<Example> = examples.iter().map(|row| row.example.clone()).collect();
    train(&examples, &measured, scheme, Options::default(), &mut |_| ())
}

/// Macro-F1 on rows by the scheme itself, and with what was learned.
fn before_and_after(outcome: &Outcome, test: &[&Row], scheme: &Scheme) -> (f64, f64) {
    let by_scheme: Vec<Vec<i32>> = test.iter().map(|row| row.measured.base.clone()).collect();
    let before = macro_f1(test, &by_scheme, scheme);
    let Some(model) = outcome.model.clone() else { return (before, before) };
    let learned: Vec<Vec<i32>> = test.iter().map(|row| apply(&model, &row.measured, scheme)).collect();
    (before, macro_f1(test, &learned, &scheme.clone().with_personal(model.into()).unwrap()))
}

/// Readers who tag some articles, most of them by a codebook with one category narrower.
fn narrower(all: &[Row], scheme: &Scheme, tagged: usize) {
    let rows: Vec<&Row> = all.iter().filter(|row| row.whole_article).collect();
    let mut articles: Vec<&str> = rows.iter().map(|row| row.example.article.as_str()).collect();
    articles.dedup();
    println!(
        "\nA reader tags {tagged} of {} articles; macro-F1 on {JUDGED} others, medians of {ORDERS} orders",
        articles.len()
    );
    if articles.len() < tagged + JUDGED {
        println!("skipped: too few articles were given");
        return;
    }
    println!(
        "{:<44} {:>6} {:>6} {:>7} {:>8} {:>6}",
        "counts only …", "before", "after", "gain", "learned", "losses"
    );
    let mut gains_of_readers = Vec::new();
    for reader in READERS {
        let (mut before, mut after, mut gains, mut learned) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for order in 0..ORDERS {
            let mut shuffled = articles.clone();
            Random(order * 7919 + 1).shuffle(&mut shuffled);
            let narrowed: Vec<Row> = rows.iter().map(|row| row.narrowed(&reader, scheme)).collect();
            let of = |articles: &[&str]| -> Vec<&Row> {
                let known: std::collections::BTreeSet<&str> = articles.iter().copied().collect();
                narrowed.iter().filter(|row| known.contains(row.example.article.as_str())).collect()
            };
            let outcome = quiet(&of(&shuffled[..tagged]), scheme);
            learned += usize::from(outcome.model.is_some());
            let (was, is) = before_and_after(&outcome, &of(&shuffled[tagged..tagged + JUDGED]), scheme);
            before.push(was);
            after.push(is);
            gains.push(is - was);
        }
        let losses = gains.iter().filter(|gain| **gain < -1e-9).count();
        println!(
            "{:<44} {:>6.3} {:>6.3} {:>+7.3} {:>+7.3} {:>5}/{ORDERS} {:>3}/{ORDERS}",
            reader.name,
            median(&before),
            median(&after),
            median(&gains),
            gains.iter().sum::<f64>() / gains.len() as f64,
            learned,
            losses
        );
        if reader.narrows.is_some() {
            gains_of_readers.push(median(&gains));
        }
    }
    println!("median over the readers of a narrower category: {:+.3}", median(&gains_of_readers));
}

/// A scheme of the same categories without cues and without a model: everything comes from the labels.
fn own(all: &[Row]) {
    let tables: Vec<String> = Scheme::claims()
        .categories
        .iter()
        .map(|one| {
            format!("[[category]]\nid = \"{}\"\nletter = \"{}\"\nkey = \"{}\"\n", one.id, one.letter, one.key)
        })
        .collect();
    let scheme = Scheme::parse(&format!("name = \"own\"\n{}", tables.concat()), "own").unwrap().0;
    let rows: Vec<Row> =
        all.iter().filter(|row| row.source == "plv").map(|row| row.without_scheme(&scheme)).collect();
    if rows.len() < 1000 {
        println!("\nAn own scheme: skipped, no wire leads were given");
        return;
    }
    let mut shares = vec![Vec::new(); LABELLED.len()];
    let (mut whole, mut ratios) = (Vec::new(), Vec::new());
    for order in 0..8 {
        let mut shuffled: Vec<&Row> = rows.iter().collect();
        Random(order + 77).shuffle(&mut shuffled);
        let (judged, pool) = shuffled.split_at(300);
        let score = |training: &[&Row]| before_and_after(&quiet(training, &scheme), judged, &scheme).1;
        let all = score(pool);
        whole.push(all);
        for (at, count) in LABELLED.into_iter().enumerate() {
            shares[at].push(score(&pool[..count.min(pool.len())]) / all);
        }
        ratios.push(useful_first(pool, judged, &scheme));
    }
    println!("\nAn own scheme, learned from labels alone: wire leads, medians of 8 orders");
    println!("all {} labelled: macro-F1 {:.3}", rows.len() - 300, median(&whole));
    for (at, count) in LABELLED.into_iter().enumerate() {
        println!("{count:>4} labelled: {:.2} of that", median(&shares[at]));
    }
    println!(
        "decisions for the same F1, most useful first against in order: {:.0} %",
        100.0 * median(&ratios)
    );
}

/// Decisions that reach, most useful first, the macro-F1 that 300 decisions in order reach; as a share of those.
fn useful_first(pool: &[&Row], test: &[&Row], scheme: &Scheme) -> f64 {
    const IN_ORDER: usize = 300;
    let score = |outcome: &Outcome| before_and_after(outcome, test, scheme).1;
    let goal = score(&quiet(&pool[..IN_ORDER], scheme));
    let mut decided: Vec<&Row> = pool[..50].to_vec();
    let mut open: Vec<&Row> = pool[50..].to_vec();
    while decided.len() < IN_ORDER {
        let outcome = quiet(&decided, scheme);
        if goal <= score(&outcome) {
            break;
        }
        if let Some(model) = outcome.model {
            let with = scheme.clone().with_personal(model.clone().into()).unwrap();
            // Nearest to a threshold first.
            open.sort_by_key(|row| {
                let totals = apply(&model, &row.measured, scheme);
                let away = totals.iter().zip(&with.categories).map(|(total, category)| {
                    let share = f64::from(category.threshold.clamp(1, 999)) / 1000.0;
                    (total - ((share / (1.0 - share)).ln() * 1000.0) as i32).abs()
                });
                away.min().unwrap_or(0)
            });
        }
        decided.extend(open.drain(..STEP.min(open.len())));
    }
    decided.len() as f64 / IN_ORDER as f64
}

/// Learning from 2,000 decisions on one core.
fn speed(rows: &[Row], scheme: &Scheme) {
    let rows: Vec<&Row> = rows.iter().filter(|row| row.whole_article).take(2000).collect();
    let texts: Vec<&str> = rows.iter().map(|row| row.example.text.as_str()).collect();
    let begun = Instant::now();
    let measured: Vec<_> = texts.chunks(32).flat_map(|batch| measure(batch, scheme)).collect();
    let measuring = begun.elapsed().as_secs_f64();
    let examples: Vec<Example> = rows.iter().map(|row| row.narrowed(&READERS[1], scheme).example).collect();
    let begun = Instant::now();
    let outcome = train(&examples, &measured, scheme, Options::default(), &mut |_| ());
    let training = begun.elapsed().as_secs_f64();
    let yes = examples.iter().flat_map(|one| &one.labels).filter(|label| **label == Label::Yes).count();
    println!("\nLearning from {} sentences with {yes} labels, one core:", rows.len());
    println!("features at hand {training:.1} s, from nothing {:.1} s", training + measuring);
    for one in outcome.categories {
        println!("  {} {:.2} → {:.2} {:?}", one.category, f1(one.before), f1(one.after), one.verdict);
    }
}
