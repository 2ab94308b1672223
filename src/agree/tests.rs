//! Agreement on small examples, and undefined coefficients.

use super::*;
use crate::tag::{Acceptance, Decision};
use crate::text::Span;
use std::collections::BTreeSet;

/// One letter per annotator in each row, `.` where one did not decide.
fn table(rows: &[&str]) -> ReliabilityData {
    let cell = |letter: char| (letter != '.').then(|| usize::from(letter as u8 - b'a'));
    let annotators = rows.first().map_or(0, |row| row.chars().count());
    ReliabilityData::new(annotators, 26, rows.iter().map(|row| (row.chars().map(cell).collect(), 1)))
}

pub(super) fn figures(table: &ReliabilityData) -> [(&'static str, Coefficient); 5] {
    [
        ("raw", observed_agreement(table)),
        ("kappa", cohen_kappa(table)),
        ("fleiss", fleiss_kappa(table)),
        ("alpha", krippendorff_alpha(table, Distance::Nominal)),
        ("ac1", gwet_ac1(table)),
    ]
}

#[test]
fn undefined_coefficients_give_a_reason() {
    let check = |rows: &[&str], expected: [Result<f64, Undefined>; 5]| {
        let found = figures(&table(rows)).map(|(_, figure)| figure);
        assert_eq!(found, expected, "{rows:?}");
    };
    check(&[], [Err(Undefined::OneAnnotator); 5]);
    check(&["a", "b"], [Err(Undefined::OneAnnotator); 5]);
    check(&["..", ".."], [Err(Undefined::NoPairs); 5]);
    check(&["a.", ".b"], [Err(Undefined::NoPairs); 5]);
    let one_label = Err(Undefined::OneLabel);
    check(&["aa", "aa", "aa"], [Ok(1.0), one_label, one_label, one_label, one_label]);
    // α ignores a label on a unit with one decision; AC1 does not.
    let told = figures(&table(&["aa", "aa", "b."]));
    assert_eq!(told[3].1, one_label);
    assert!(told[4].1.unwrap() > 0.99, "AC1 takes its labels from every decision");
    // The third of three annotators decided nothing.
    let apart = [Ok(1.0), Err(Undefined::NoCommonUnits), Err(Undefined::NoneByAll)];
    assert_eq!(
        figures(&table(&["aa.", "bb."]))[..3].iter().map(|(_, figure)| *figure).collect::<Vec<_>>(),
        apart
    );
    // Each annotator always gives one label, but a different one: κ is defined, and no better than chance.
    assert_eq!(cohen_kappa(&table(&["ab", "ab"])), Ok(0.0));
}

#[test]
fn an_undefined_coefficient_serializes_as_null_with_a_reason() {
    let measured = Estimate { value: Err(Undefined::OneLabel), interval: None, n: 3 };
    let text = serde_json::to_string(&measured).unwrap();
    assert_eq!(text, r#"{"value":null,"undefined":"only one label was used","n":3}"#);
    let text = serde_json::to_string(&Estimate { value: Ok(0.5), interval: None, n: 3 }).unwrap();
    assert_eq!(text, r#"{"value":0.5,"n":3}"#);
}

#[test]
fn spans_without_passages_or_room_give_a_reason() {
    let text = |chars, spans: Vec<Vec<MarkedSpan>>| Continuum { chars, spans, excluded: Vec::new() };
    let span = |start, end| MarkedSpan { span: Span::new(start, end), category: 0 };
    let check = |text: Continuum, expected: Coefficient| {
        assert_eq!(UnitizingData::new(&[text], 1).alpha_u(&[1]).all, expected);
    };
    check(text(100, vec![Vec::new(), Vec::new()]), Err(Undefined::NothingMarked));
    check(text(0, vec![vec![span(0, 3)], Vec::new()]), Err(Undefined::NothingMarked));
    check(text(100, vec![vec![span(0, 3)]]), Err(Undefined::OneAnnotator));
    check(text(1, vec![vec![span(0, 1)], vec![span(0, 1)]]), Err(Undefined::NoRoom));
    check(text(100, vec![vec![span(0, 3)], vec![span(0, 3)]]), Ok(1.0));
    assert_eq!(UnitizingData::new(&[], 2).alpha_u(&[]).all, Err(Undefined::OneAnnotator));
    assert_eq!(f1(0, 0), Err(Undefined::NothingMarked));
    assert_eq!(f1(0, 5), Ok(0.0));
}

/// One annotator's passages with their categories, `-` if not a claim.
fn codings(passages: &[(u32, u32, &str)]) -> Codings {
    let passages = passages.iter().map(|&(start, end, categories)| CodedPassage {
        span: Span::new(start, end),
        categories: categories.split('+').filter(|one| *one != "-").map(str::to_owned).collect(),
        decision: if categories == "-" { Decision::Nothing } else { Decision::Added },
        proposed: BTreeSet::new(),
        blind: true,
        quote: format!("{start} to {end}"),
        id: String::new(),
    });
    let mut passages: Vec<CodedPassage> = passages.collect();
    passages.sort_by_key(|one| one.span);
    Codings { passages, ..Codings::default() }
}

pub(super) fn article(parts: &[&[(u32, u32, &str)]]) -> CodedArticle {
    CodedArticle {
        name: "a.txt".to_owned(),
        chars: 1000,
        codings: parts.iter().map(|one| Some(codings(one))).collect(),
    }
}

/// One line per unit: span, and value by annotator.
fn units(article: &CodedArticle, missing: Missing) -> Vec<String> {
    let value = |value: &Option<CodedValue>| match value {
        None => "?".to_owned(),
        Some(value) if value.categories.is_empty() => "-".to_owned(),
        Some(value) => value.categories.iter().cloned().collect::<Vec<_>>().join("+"),
    };
    align(article, 0, missing)
        .iter()
        .map(|unit| {
            let values: Vec<String> = unit.values.iter().map(value).collect();
            format!("{}..{} {}", unit.span.start(), unit.span.end(), values.join(" "))
        })
        .collect()
}

#[test]
fn similar_passages_are_one_unit() {
    let check = |parts: &[&[(u32, u32, &str)]], expected: &[&str]| {
        assert_eq!(units(&article(parts), Missing::Unknown), expected);
    };
    check(&[&[(0, 50, "x")], &[(0, 50, "x")]], &["0..50 x x"]);
    check(&[&[(0, 50, "x+y")], &[(5, 50, "-")]], &["0..50 x+y -"]);
    // A half belongs to neither.
    check(&[&[(0, 50, "x")], &[(0, 25, "x")]], &["0..25 ? x", "0..50 x ?"]);
    check(&[&[(0, 50, "x"), (50, 100, "y")], &[(0, 100, "x")]], &["0..50 x ?", "0..100 ? x", "50..100 y ?"]);
    // The more similar of two wins, whichever comes first.
    check(&[&[(0, 50, "x"), (0, 45, "y")], &[(0, 48, "z")]], &["0..45 y ?", "0..48 x z"]);
    // The first and the last of three are not similar: the nearest two are joined.
    check(&[&[(0, 100, "x")], &[(0, 60, "y")], &[(0, 40, "z")]], &["0..40 ? y z", "0..100 x ? ?"]);
    // The unit has the annotators' commonest span.
    check(&[&[(0, 50, "x")], &[(2, 50, "x")], &[(2, 50, "x")]], &["2..50 x x x"]);
}

#[test]
fn no_claim_in_a_passage_implies_no_claim_in_its_parts() {
    let whole: &[(u32, u32, &str)] = &[(0, 300, "-")];
    let sentence: &[(u32, u32, &str)] = &[(100, 150, "x")];
    let both = article(&[sentence, whole]);
    assert_eq!(units(&both, Missing::Unknown), ["0..300 ? -", "100..150 x -"]);
    let before: &[(u32, u32, &str)] = &[(0, 90, "-"), (95, 120, "-")];
    let other = article(&[sentence, before]);
    assert_eq!(
        units(&other, Missing::Unknown),
        ["0..90 ? -", "95..120 ? -", "100..150 x ?"],
        "none is around it"
    );
    // An annotator who marked a claim inside the passage implies nothing about it.
    let within: &[(u32, u32, &str)] = &[(0, 300, "-"), (110, 120, "y")];
    let other = article(&[sentence, within]);
    assert_eq!(units(&other, Missing::Unknown), ["0..300 ? -", "100..150 x ?", "110..120 ? y"]);
    assert_eq!(units(&other, Missing::None), ["0..300 ? -", "100..150 x ?", "110..120 ? y"]);
    let far = article(&[sentence, &[(400, 450, "y")]]);
    assert_eq!(units(&far, Missing::Unknown), ["100..150 x ?", "400..450 ? y"]);
    assert_eq!(units(&far, Missing::None), ["100..150 x -", "400..450 - y"]);
    // An excluded tag, or an article without a tag file, is not silence.
    let mut tagged = far.clone();
    tagged.codings[1].as_mut().unwrap().excluded_spans.push(Span::new(140, 160));
    assert_eq!(units(&tagged, Missing::None), ["100..150 x ?", "400..450 - y"]);
    let unread = CodedArticle { codings: vec![far.codings[0].clone(), None], ..far };
    assert_eq!(units(&unread, Missing::None), ["100..150 x ?"]);
}

#[test]
fn a_place_marked_thousands_of_times_is_aligned_quickly() {
    let many: Vec<(u32, u32, &str)> = (0..4000).map(|at| (at, 20_000 + at, "x")).collect();
    let other: Vec<(u32, u32, &str)> = (0..4000).map(|at| (at, 20_001 + at, "x")).collect();
    assert_eq!(align(&article(&[&many, &other]), 0, Missing::None).len(), 4000);
}

const PLAIN: Settings = Settings {
    missing: Missing::Unknown,
    bootstrap: Bootstrap { samples: 0, seed: 1 },
    resample: Resample::Auto,
    worst: 10,
};

fn compare(articles: &[CodedArticle], settings: Settings) -> AgreementReport {
    let names = ["r1", "r2", "r3", "r4"].map(str::to_owned);
    let annotators = articles.first().map_or(2, |article| article.codings.len());
    report(&names[..annotators], articles, settings)
}

#[test]
fn a_report_on_nothing_has_only_reasons() {
    for articles in [Vec::new(), vec![article(&[&[], &[]])]] {
        let found = compare(&articles, Settings { bootstrap: Bootstrap { samples: 50, seed: 1 }, ..PLAIN });
        assert_eq!(found.nominal.krippendorff_alpha.value, Err(Undefined::NoPairs));
        assert_eq!(
            found.unitizing.alpha_u.value,
            if articles.is_empty() { Err(Undefined::OneAnnotator) } else { Err(Undefined::NothingMarked) }
        );
        assert_eq!(found.unitizing.strict_f1.value, Err(Undefined::NothingMarked));
        assert!(
            found.unitizing.character_alpha.value.is_err()
                && found.nominal.krippendorff_alpha.interval.is_none()
        );
        let text = serde_json::to_string(&found).unwrap();
        assert!(!text.contains("NaN") && text.contains("\"undefined\""), "{text}");
    }
}

#[test]
fn categories_are_compared_singly_and_as_sets() {
    let one: &[(u32, u32, &str)] = &[(0, 10, "x+y"), (20, 30, "x"), (40, 50, "-"), (60, 70, "y")];
    let two: &[(u32, u32, &str)] = &[(0, 10, "x"), (20, 30, "x"), (40, 50, "-"), (60, 70, "-")];
    let found = compare(&[article(&[one, two])], PLAIN);
    assert_eq!(found.nominal.observed_agreement.value, Ok(0.5));
    assert_eq!(found.nominal.observed_agreement.n, 4);
    let shares: Vec<(&str, Coefficient)> = found
        .categories
        .iter()
        .map(|one| (one.category.as_str(), one.nominal.observed_agreement.value))
        .collect();
    assert_eq!(shares, [("x", Ok(1.0)), ("y", Ok(0.5))]);
    assert_eq!(found.categories[0].nominal.cohen_kappa.value, Ok(1.0));
    assert_eq!(found.categories[1].balance.counts, [2, 0]);
    let masi = found.nominal.masi_alpha.unwrap().value.unwrap();
    assert!(masi > found.nominal.krippendorff_alpha.value.unwrap(), "a subset is nearer than another set");
    assert_eq!(found.confusion.labels, ["x", "x+y", "y", "none"]);
    assert_eq!(found.confusion.counts[1], [1, 0, 0, 0]);
    // Worst first: "not a claim" against a claim, then a subset.
    assert_eq!(
        (found.disagreement_count, found.disagreements[0].start, found.disagreements[1].start),
        (2, 60, 0)
    );
    assert!((found.disagreements[1].distance - 0.5).abs() < 1e-12);
}

#[test]
fn blind_and_seen_decisions_are_reported_apart() {
    let mut mixed = article(&[
        &[(0, 10, "x"), (20, 30, "y"), (40, 50, "x")],
        &[(0, 10, "x"), (20, 30, "x"), (40, 50, "y")],
    ]);
    for (codings, seen) in mixed.codings.iter_mut().zip([[false, true, true], [false, false, true]]) {
        for (passage, seen) in codings.as_mut().unwrap().passages.iter_mut().zip(seen) {
            passage.blind = !seen;
            passage.proposed = BTreeSet::from(["x".to_owned()]);
        }
    }
    let found = compare(&[mixed], PLAIN);
    assert_eq!((found.blind.observed_agreement.n, found.blind.observed_agreement.value), (1, Ok(1.0)));
    assert_eq!(
        (found.seen.observed_agreement.n, found.seen.observed_agreement.value),
        (2, Ok(0.0)),
        "one who saw is enough"
    );
    assert_eq!(found.machine[0].seen, Acceptance { decided: 2, accepted: 1 });
    assert_eq!(found.machine[0].blind, Acceptance { decided: 1, accepted: 1 });
    assert_eq!(found.machine[1].observed_agreement, Ok(2.0 / 3.0));
}

#[test]
fn excluded_passages_are_left_out_for_all_annotators() {
    let marked: &[(u32, u32, &str)] = &[(0, 10, "x"), (20, 30, "x")];
    let mut both = article(&[marked, &[(20, 30, "x")]]);
    let strict = |article: &CodedArticle| compare(std::slice::from_ref(article), PLAIN).unitizing.strict_f1;
    assert!((strict(&both).value.unwrap() - 2.0 / 3.0).abs() < 1e-12);
    both.codings[1].as_mut().unwrap().excluded_spans.push(Span::new(0, 10));
    assert_eq!((strict(&both).value, strict(&both).n), (Ok(1.0), 2));
    assert_eq!(compare(&[both], PLAIN).unitizing.excluded, 1);
}

#[test]
fn intervals_hold_the_estimate_and_are_reproducible() {
    let one: Vec<(u32, u32, &str)> =
        (0..40).map(|at| (at * 10, at * 10 + 8, if at % 3 == 0 { "x" } else { "y" })).collect();
    let two: Vec<(u32, u32, &str)> =
        (0..40).map(|at| (at * 10, at * 10 + 8, if at % 4 == 0 { "x" } else { "y" })).collect();
    let articles: Vec<CodedArticle> =
        (0..12).map(|at| article(&[&one[at..at + 20], &two[at..at + 20]])).collect();
    let drawn = Settings { bootstrap: Bootstrap { samples: 200, seed: 7 }, ..PLAIN };
    let found = compare(&articles, drawn);
    assert_eq!(found.resampled, Some("articles"));
    for measured in [
        found.nominal.krippendorff_alpha,
        found.nominal.cohen_kappa,
        found.unitizing.strict_f1,
        found.unitizing.alpha_u,
        found.unitizing.character_alpha,
    ] {
        let interval = measured.interval.unwrap();
        let value = measured.value.unwrap();
        assert!(
            interval.low <= value && value <= interval.high && interval.low < interval.high,
            "{measured:?}"
        );
    }
    assert_eq!(
        found.nominal.krippendorff_alpha,
        compare(&articles, drawn).nominal.krippendorff_alpha,
        "the same seed, the same interval"
    );
    let few = compare(&articles[..3], drawn);
    assert_eq!((few.resampled, few.nominal.krippendorff_alpha.interval.is_some()), (Some("units"), true));
    assert!(few.unitizing.alpha_u.interval.is_none(), "passages of few articles are no sample of texts");
    let none = compare(&articles, PLAIN);
    assert!(none.resampled.is_none() && none.nominal.krippendorff_alpha.interval.is_none());
    // Most samples are undefined: no interval.
    let same = compare(&[article(&[&one[..2], &one[..2]])], drawn);
    assert_eq!(
        (same.nominal.krippendorff_alpha.value.is_ok(), same.nominal.krippendorff_alpha.interval),
        (true, None)
    );
}
