//! Claims of texts edited with the truth about every character: are they classed right?
//!
//! `PURPORT_TRIALS` sets the number of edits of each text; `PURPORT_TEXTS` names further plain texts, with colons
//! between them.

use super::*;
use crate::claim::CategoryId;
use crate::tag::anchor::tests::edits::{LEVELS, Level, Traced, edited};
use crate::text::sentence;
use fastrand::Rng;
use std::fmt::Write as _;

/// A claim in a language of its own, as every sentence of the text is one.
fn claims(document: &Document) -> Vec<Stated> {
    let blocks = document.blocks.iter();
    let sentences = blocks.flat_map(|block| sentence::sentences(&document.text, block.span));
    let claim = |span| Stated { span, categories: vec![CategoryId(0)], speaker: None, is_guess: false };
    sentences.map(claim).collect()
}

#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    right: usize,
    all: usize,
    doubtful: usize,
    wrong_and_sure: usize,
}

impl Tally {
    fn count(&mut self, is_right: bool, is_doubtful: bool) {
        self.all += 1;
        self.right += usize::from(is_right);
        self.doubtful += usize::from(is_doubtful);
        self.wrong_and_sure += usize::from(!is_right && !is_doubtful);
    }

    fn percent(self) -> f64 {
        100.0 * self.right as f64 / self.all.max(1) as f64
    }
}

/// For each claim of the old text: the characters of it that the new text holds, by passage of the new text.
fn trial(text: &str, level: &Level, seed: u64, tally: &mut Tally) {
    let traced: Traced = edited(text, level, &mut Rng::with_seed(seed));
    let old = document(text);
    let new = document(&traced.iter().map(|(char, _)| char).collect::<String>());
    let (before, after) = (claims(&old), claims(&new));
    let comparison = compare(
        Version { document: &old, claims: &before },
        Version { document: &new, claims: &after },
        &[],
        false,
    );
    // Both texts are imported as they are, so characters count alike.
    let chars = |document: &Document, span: Span| {
        let (start, end) = document.char_range(span);
        start as usize..end as usize
    };
    let origin = |at: usize| traced.get(at).and_then(|(_, from)| *from);
    let by_old: HashMap<u32, &Change> = comparison
        .changes
        .iter()
        .filter_map(|change| change.old.as_ref().map(|side| (side.span.start(), change)))
        .collect();
    for claim in &before {
        let own = chars(&old, claim.span);
        let left: Vec<usize> = (0..traced.len())
            .filter(|&at| origin(at).is_some_and(|from| own.contains(&(from as usize))))
            .collect();
        if !left.is_empty() && left.len() * 5 < own.len() * 2 {
            // The remains prove neither presence nor absence.
            continue;
        }
        let Some(change) = by_old.get(&claim.span.start()) else {
            tally.count(false, false);
            continue;
        };
        let is_right = match &change.new {
            None => left.is_empty(),
            Some(_) if left.is_empty() => false,
            Some(side) => {
                let place = chars(&new, side.span);
                let kept = left.iter().filter(|at| place.contains(at)).count();
                let is_there = kept * 2 > left.len();
                let is_same = is_verbatim(claim.span.slice(&old.text), side.span.slice(&new.text));
                let fate_fits = match change.fate {
                    Fate::Stands | Fate::Moved => is_same,
                    Fate::Reworded => !is_same,
                    _ => false,
                };
                is_there && fate_fits
            }
        };
        tally.count(is_right, change.doubt.is_some());
    }
    // Sentences that somebody put in have no origin; copies have none, either.
    for claim in &after {
        let own = chars(&new, claim.span);
        let old_chars = own.clone().filter(|&at| origin(at).is_some()).count();
        let is_fresh = old_chars == 0;
        if !is_fresh {
            continue;
        }
        let covers = |change: &&Change| change.new.as_ref().is_some_and(|side| side.span.covers(claim.span));
        let change = comparison.changes.iter().find(covers);
        let is_right = change.is_some_and(|change| change.fate == Fate::Appeared);
        tally.count(is_right, change.is_some_and(|change| change.doubt.is_some()));
    }
}

/// Do two texts have the same letters, whatever typography and white space they have?
fn is_verbatim(one: &str, two: &str) -> bool {
    let letters =
        |text: &str| text.to_lowercase().chars().filter(|char| char.is_alphanumeric()).collect::<String>();
    letters(one) == letters(two)
}

const TEXTS: [&str; 2] = [
    include_str!("../../../sample/harbour-talks.txt"),
    include_str!("../../../tests/it/data/versions/mole.txt"),
];

#[test]
fn claims_of_edited_texts_are_classed_right() {
    let trials = std::env::var("PURPORT_TRIALS").ok().and_then(|count| count.parse().ok()).unwrap_or(4);
    let more = std::env::var("PURPORT_TEXTS").unwrap_or_default();
    let more =
        more.split(':').filter(|path| !path.is_empty()).map(|path| std::fs::read_to_string(path).unwrap());
    let texts: Vec<String> = TEXTS.into_iter().map(str::to_owned).chain(more).collect();
    let floors = [("format", 99.5), ("light", 98.0), ("medium", 97.0), ("heavy", 90.0)];
    let (mut report, mut failed) = (String::new(), false);
    for (level, (name, floor)) in LEVELS.iter().zip(floors) {
        assert_eq!(level.name, name);
        let mut tally = Tally::default();
        for (at, text) in texts.iter().enumerate() {
            let mut own = Tally::default();
            for seed in 0..trials {
                trial(text, level, seed, &mut own);
            }
            let _ = writeln!(report, "  {name}, text {at}: {:.1} % of {}", own.percent(), own.all);
            tally.right += own.right;
            tally.all += own.all;
            tally.doubtful += own.doubtful;
            tally.wrong_and_sure += own.wrong_and_sure;
        }
        let _ = writeln!(
            report,
            "{name}: {:.2} % of {} classed right, {} wrong without a doubt, {} doubtful",
            tally.percent(),
            tally.all,
            tally.wrong_and_sure,
            tally.doubtful
        );
        failed |= tally.percent() < floor;
    }
    #[allow(clippy::print_stdout)] // Nothing else tells how much was tried.
    {
        println!("{report}");
    }
    assert!(!failed, "{report}");
}
