//! Labelled sentences with what the model says of them, and figures on them.

use crate::readers::Reader;
use purport::claim::{Scheme, logistic_permille};
use purport::eval::{BinaryCounts, GoldSentence};
use purport::learn::{Example, Label, Measured, examples_of_rows, measure};
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) example: Example,
    pub(crate) measured: Measured,
    pub(crate) source: String,
    /// From an article of ten sentences or more, rather than a sentence of its own.
    pub(crate) whole_article: bool,
}

/// Reads JSON Lines, and measures every row on all cores.
pub(crate) fn read(paths: &[String], scheme: &Scheme) -> Vec<Row> {
    let mut gold = Vec::new();
    for path in paths {
        let name = Path::new(path).display().to_string();
        gold.extend(GoldSentence::parse(&std::fs::read_to_string(path).unwrap(), &name).unwrap());
    }
    let texts: Vec<&str> = gold.iter().map(|row| row.text.as_str()).collect();
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = texts.len().div_ceil(cores).max(1);
    let measure_all =
        |texts: &[&str]| texts.chunks(32).flat_map(|batch| measure(batch, scheme)).collect::<Vec<Measured>>();
    let measured: Vec<Measured> = std::thread::scope(|scope| {
        let threads: Vec<_> = texts.chunks(share).map(|texts| scope.spawn(|| measure_all(texts))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let examples = examples_of_rows(&gold, scheme);
    let mut lengths: BTreeMap<String, usize> = BTreeMap::new();
    for example in &examples {
        *lengths.entry(example.article.clone()).or_default() += 1;
    }
    let rows = examples.into_iter().zip(measured).zip(&gold).map(|((example, measured), gold)| Row {
        whole_article: 10 <= lengths[&example.article] && gold.scored.is_none(),
        example,
        measured,
        source: gold.source().to_owned(),
    });
    rows.collect()
}

impl Row {
    /// The row as a reader of a narrower category labels it.
    pub(crate) fn narrowed(&self, reader: &Reader, scheme: &Scheme) -> Self {
        let mut row = self.clone();
        if let Some((category, holds)) = reader.narrows
            && !holds.is_in(&row.example.text)
        {
            let index = scheme.categories.iter().position(|one| one.id == category).unwrap();
            if row.example.labels[index] == Label::Yes {
                row.example.labels[index] = Label::No;
            }
        }
        row
    }

    /// The row under a scheme that proposes nothing.
    pub(crate) fn without_scheme(&self, scheme: &Scheme) -> Self {
        let mut row = self.clone();
        row.measured.base = scheme.categories.iter().map(|category| category.prior).collect();
        row.measured.cues.clear();
        row
    }
}

pub(crate) fn f1(counts: BinaryCounts) -> f64 {
    counts.f1()
}

/// Over the categories with examples; `scores` in milli-logits by row and category.
pub(crate) fn macro_f1(rows: &[&Row], scores: &[Vec<i32>], scheme: &Scheme) -> f64 {
    let mut figures = Vec::new();
    for (index, category) in scheme.categories.iter().enumerate() {
        let mut counts = BinaryCounts::default();
        for (row, scores) in rows.iter().zip(scores) {
            let found = category.threshold <= logistic_permille(scores[index]);
            match (found, row.example.labels[index]) {
                (true, Label::Yes) => counts.true_positives += 1,
                (true, Label::No) => counts.false_positives += 1,
                (false, Label::Yes) => counts.false_negatives += 1,
                _ => {}
            }
        }
        if 0 < counts.support() {
            figures.push(counts.f1());
        }
    }
    figures.iter().sum::<f64>() / figures.len().max(1) as f64
}

pub(crate) fn median(numbers: &[f64]) -> f64 {
    let mut numbers = numbers.to_vec();
    numbers.sort_by(f64::total_cmp);
    let middle = |at: usize| numbers.get(at).copied().unwrap_or(f64::NAN);
    f64::midpoint(middle((numbers.len().max(1) - 1) / 2), middle(numbers.len() / 2))
}

/// A generator of repeatable random numbers (`SplitMix64`; Steele, Lea and Flood 2014).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Fisher and Yates.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, (self.next() % (at as u64 + 1)) as usize);
        }
    }
}
