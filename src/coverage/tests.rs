//! Claims of two articles on one event, and the pairs of `tests/gold/coverage.jsonl`.

use super::*;
use crate::claim::CategoryId;
use crate::import::{Format, ImportOptions, import};
use crate::text::Span;
use serde_json::Value;

/// A document with one paragraph per claim; each claim is text, category and speaker.
fn article(claims: &[(&str, u8, Option<&str>)]) -> (Document, Vec<Stated>) {
    let text = claims.iter().map(|(text, ..)| *text).collect::<Vec<_>>().join("\n\n");
    let mut at = 0;
    let stated = claims.iter().map(|&(words, category, speaker)| {
        let span = Span::of(at..at + words.len());
        at += words.len() + 2;
        Stated {
            span,
            categories: vec![CategoryId(category)],
            speaker: speaker.map(str::to_owned),
            is_guess: false,
        }
    });
    let stated = stated.collect();
    let document = import(text.into_bytes(), "a.txt", ImportOptions::new(Format::Plain)).unwrap().document;
    (document, stated)
}

fn compared(one: &[(&str, u8, Option<&str>)], other: &[(&str, u8, Option<&str>)]) -> Coverage {
    let model = LearnedModel::built_in("claims").unwrap();
    let (one, other) = (article(one), article(other));
    compare(
        Article { document: &one.0, claims: &one.1 },
        Article { document: &other.0, claims: &other.1 },
        model,
    )
}

#[test]
fn claims_in_other_words_are_shared_and_the_rest_stays_with_one_article() {
    let found = compared(
        &[
            ("The harbour board admitted that its toll had driven small boats away.", 0, None),
            ("Skippers demanded a new sea wall.", 2, None),
        ],
        &[
            ("Herring is cheap this year, traders warned.", 3, None),
            ("The toll of the harbour board drove away small boats, the board conceded.", 0, None),
        ],
    );
    let pairs: Vec<[usize; 2]> = found.shared.iter().map(|shared| shared.claims).collect();
    assert_eq!(pairs, [[0, 1]]);
    assert_eq!(found.only, [vec![1], vec![0]]);
    assert!(found.differs());
}

#[test]
fn other_categories_and_speakers_are_told() {
    let claim = "The bridge must be closed to lorries before the winter";
    let found = compared(&[(claim, 2, Some("Karel Sand"))], &[(claim, 3, Some("the mayor"))]);
    let shared = found.shared[0];
    assert!(shared.differs_in_category && shared.differs_in_speaker && found.differs());
    let found = compared(&[(claim, 2, Some("Karel Sand"))], &[(claim, 2, Some("Sand"))]);
    assert!(!found.differs());
    let found = compared(&[(claim, 2, Some("Karel Sand"))], &[(claim, 2, None)]);
    assert!(!found.differs());
}

#[test]
fn one_claim_is_shared_once() {
    let claim = "Fares could double in the spring, drivers warned.";
    let found = compared(&[(claim, 3, None)], &[(claim, 3, None), (claim, 3, None)]);
    assert_eq!((found.shared.len(), found.only), (1, [vec![], vec![1]]));
    assert_eq!(compared(&[], &[]), Coverage::default());
}

/// Precision and recall over the pairs whose number `takes` likes; claims of `pool` pairs of articles in a row stand together.
fn measured(takes: impl Fn(usize) -> bool, pool: usize) -> (f64, f64) {
    let gold = include_str!("../../tests/gold/coverage.jsonl");
    let rows: Vec<Value> = gold.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let rows: Vec<&Value> =
        rows.iter().enumerate().filter(|(at, _)| takes(*at)).map(|(_, row)| row).collect();
    let (mut right, mut found, mut all) = (0, 0, 0);
    for rows in rows.chunks(pool) {
        let (mut claims, mut same) = ([Vec::new(), Vec::new()], Vec::new());
        for row in rows {
            let starts = [claims[0].len(), claims[1].len()];
            for pair in row["same"].as_array().unwrap() {
                let at = |side: usize| starts[side] + pair[side].as_u64().unwrap() as usize;
                same.push([at(0), at(1)]);
            }
            for (side, key) in ["a", "b"].into_iter().enumerate() {
                let texts = row[key].as_array().unwrap();
                claims[side].extend(texts.iter().map(|text| (text.as_str().unwrap(), 0, None)));
            }
        }
        let coverage = compared(&claims[0], &claims[1]);
        found += coverage.shared.len();
        all += same.len();
        right += coverage.shared.iter().filter(|shared| same.contains(&shared.claims)).count();
    }
    (f64::from(right as u32) / f64::from(found as u32), f64::from(right as u32) / f64::from(all as u32))
}

/// The first 21 pairs of articles chose the threshold. The form of the measure was chosen with all of them in view.
#[test]
fn nine_of_ten_shared_claims_are_the_same() {
    for (name, takes, pool) in [
        ("pairs that chose the threshold", 0..21, 1),
        ("other pairs", 21..42, 1),
        ("seven events in one article", 0..42, 7),
    ] {
        let (precision, recall) = measured(|at| takes.contains(&at), pool);
        assert!(precision >= 0.9 && recall >= 0.55, "{name}: precision {precision:.3}, recall {recall:.3}");
    }
}
