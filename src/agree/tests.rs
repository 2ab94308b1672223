//! Agreement on small examples, and where nothing can be said.

use super::*;
use crate::tag::{Decision as Word, Kept};
use crate::text::Span;
use std::collections::BTreeSet;

/// A table of rows written as a letter for each annotator, `.` where one did not decide.
fn table(rows: &[&str]) -> Table {
    let cell = |letter: char| (letter != '.').then(|| usize::from(letter as u8 - b'a'));
    let annotators = rows.first().map_or(0, |row| row.chars().count());
    Table::new(annotators, 26, rows.iter().map(|row| (row.chars().map(cell).collect(), 1)))
}

/// The names of the coefficients of coding, with what they give.
pub(super) fn figures(table: &Table) -> [(&'static str, Figure); 5] {
    [
        ("raw", raw(table)),
        ("kappa", kappa(table)),
        ("fleiss", fleiss(table)),
        ("alpha", alpha(table, Metric::Nominal)),
        ("ac1", ac1(table)),
    ]
}

#[test]
fn where_nothing_can_be_said_the_reason_is() {
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
    // A label that stands only where one annotator decided is none to agree on, but it is there.
    let told = figures(&table(&["aa", "aa", "b."]));
    assert_eq!(told[3].1, one_label);
    assert!(told[4].1.unwrap() > 0.99, "AC1 takes its labels from every decision");
    // Three annotators: no pair of two shares everything with the third.
    let apart = [Ok(1.0), Err(Undefined::Apart), Err(Undefined::NoneByAll)];
    assert_eq!(
        figures(&table(&["aa.", "bb."]))[..3].iter().map(|(_, figure)| *figure).collect::<Vec<_>>(),
        apart
    );
    // Both always say one thing, and each another: that is defined, and no better than chance.
    assert_eq!(kappa(&table(&["ab", "ab"])), Ok(0.0));
}

#[test]
fn the_reasons_are_words_and_serialised_beside_a_null() {
    let measured = Measured::bare(Err(Undefined::OneLabel), 3);
    let text = serde_json::to_string(&measured).unwrap();
    assert_eq!(text, r#"{"value":null,"undefined":"only one label was used","n":3}"#);
    let text = serde_json::to_string(&Measured::bare(Ok(0.5), 3)).unwrap();
    assert_eq!(text, r#"{"value":0.5,"n":3}"#);
}

#[test]
fn a_text_without_passages_or_room_says_so() {
    let text = |chars, items: Vec<Vec<Item>>| Continuum { chars, items, aside: Vec::new() };
    let item = |start, end| Item { span: Span::new(start, end), category: 0 };
    let check = |text: Continuum, expected: Figure| assert_eq!(alpha_u(&[text], 1).all, expected);
    check(text(100, vec![Vec::new(), Vec::new()]), Err(Undefined::NothingMarked));
    check(text(0, vec![vec![item(0, 3)], Vec::new()]), Err(Undefined::NothingMarked));
    check(text(100, vec![vec![item(0, 3)]]), Err(Undefined::OneAnnotator));
    check(text(1, vec![vec![item(0, 1)], vec![item(0, 1)]]), Err(Undefined::NoRoom));
    check(text(100, vec![vec![item(0, 3)], vec![item(0, 3)]]), Ok(1.0));
    assert_eq!(alpha_u(&[], 2).all, Err(Undefined::OneAnnotator));
    assert_eq!(f1(0, 0), Err(Undefined::NothingMarked));
    assert_eq!(f1(0, 5), Ok(0.0));
}

/// An annotator's part: passages with their categories, `-` for no claim.
fn part(passages: &[(u32, u32, &str)]) -> Part {
    let decided = passages.iter().map(|&(start, end, categories)| Decided {
        span: Span::new(start, end),
        categories: categories.split('+').filter(|one| *one != "-").map(str::to_owned).collect(),
        decision: if categories == "-" { Word::Nothing } else { Word::Added },
        proposed: BTreeSet::new(),
        blind: true,
        quote: format!("{start} to {end}"),
        id: String::new(),
    });
    let mut decided: Vec<Decided> = decided.collect();
    decided.sort_by_key(|one| one.span);
    Part { decided, ..Part::default() }
}

pub(super) fn article(parts: &[&[(u32, u32, &str)]]) -> Article {
    Article {
        name: "a.txt".to_owned(),
        chars: 1000,
        parts: parts.iter().map(|one| Some(part(one))).collect(),
    }
}

/// The units in one line each: where they stand, and what each annotator says.
fn units(article: &Article, missing: Missing) -> Vec<String> {
    let answer = |answer: &Option<Answer>| match answer {
        None => "?".to_owned(),
        Some(answer) if answer.categories.is_empty() => "-".to_owned(),
        Some(answer) => answer.categories.iter().cloned().collect::<Vec<_>>().join("+"),
    };
    align(article, 0, missing)
        .iter()
        .map(|unit| {
            let answers: Vec<String> = unit.answers.iter().map(answer).collect();
            format!("{}..{} {}", unit.span.start(), unit.span.end(), answers.join(" "))
        })
        .collect()
}

#[test]
fn decisions_on_the_same_passage_are_one_unit() {
    let check = |parts: &[&[(u32, u32, &str)]], expected: &[&str]| {
        assert_eq!(units(&article(parts), Missing::Unknown), expected);
    };
    check(&[&[(0, 50, "x")], &[(0, 50, "x")]], &["0..50 x x"]);
    check(&[&[(0, 50, "x+y")], &[(5, 50, "-")]], &["0..50 x+y -"]);
    // Half and half is neither.
    check(&[&[(0, 50, "x")], &[(0, 25, "x")]], &["0..25 ? x", "0..50 x ?"]);
    check(&[&[(0, 50, "x"), (50, 100, "y")], &[(0, 100, "x")]], &["0..50 x ?", "0..100 ? x", "50..100 y ?"]);
    // The one that is more like it is taken, whichever stands first.
    check(&[&[(0, 50, "x"), (0, 45, "y")], &[(0, 48, "z")]], &["0..45 y ?", "0..48 x z"]);
    // Three of which the first and the last are not alike: the nearest two come together.
    check(&[&[(0, 100, "x")], &[(0, 60, "y")], &[(0, 40, "z")]], &["0..40 ? y z", "0..100 x ? ?"]);
    // The place is that of the most.
    check(&[&[(0, 50, "x")], &[(2, 50, "x")], &[(2, 50, "x")]], &["2..50 x x x"]);
}

#[test]
fn no_claim_in_a_passage_is_no_claim_in_its_parts() {
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
    // Who marked something in the passage did not say that nothing is in it.
    let within: &[(u32, u32, &str)] = &[(0, 300, "-"), (110, 120, "y")];
    let other = article(&[sentence, within]);
    assert_eq!(units(&other, Missing::Unknown), ["0..300 ? -", "100..150 x ?", "110..120 ? y"]);
    assert_eq!(units(&other, Missing::None), ["0..300 ? -", "100..150 x ?", "110..120 ? y"]);
    let far = article(&[sentence, &[(400, 450, "y")]]);
    assert_eq!(units(&far, Missing::Unknown), ["100..150 x ?", "400..450 ? y"]);
    assert_eq!(units(&far, Missing::None), ["100..150 x -", "400..450 - y"]);
    // A word that does not count, and an article that was not read, are no silence.
    let mut aside = far.clone();
    aside.parts[1].as_mut().unwrap().aside.push(Span::new(140, 160));
    assert_eq!(units(&aside, Missing::None), ["100..150 x ?", "400..450 - y"]);
    let unread = Article { parts: vec![far.parts[0].clone(), None], ..far };
    assert_eq!(units(&unread, Missing::None), ["100..150 x ?"]);
}

#[test]
fn a_place_marked_thousands_of_times_takes_no_ages() {
    let many: Vec<(u32, u32, &str)> = (0..4000).map(|at| (at, 20_000 + at, "x")).collect();
    let other: Vec<(u32, u32, &str)> = (0..4000).map(|at| (at, 20_001 + at, "x")).collect();
    assert_eq!(align(&article(&[&many, &other]), 0, Missing::None).len(), 4000);
}

const PLAIN: Settings = Settings {
    missing: Missing::Unknown,
    draws: Draws { count: 0, seed: 1 },
    resample: Resample::Usual,
    worst: 10,
};

fn compare(articles: &[Article], settings: Settings) -> Report {
    let names = ["r1", "r2", "r3", "r4"].map(str::to_owned);
    let annotators = articles.first().map_or(2, |article| article.parts.len());
    report(&names[..annotators], articles, settings)
}

#[test]
fn a_report_of_nothing_is_all_reasons() {
    for articles in [Vec::new(), vec![article(&[&[], &[]])]] {
        let found = compare(&articles, Settings { draws: Draws { count: 50, seed: 1 }, ..PLAIN });
        assert_eq!(found.coding.alpha.value, Err(Undefined::NoPairs));
        assert_eq!(
            found.spans.alpha_u.value,
            if articles.is_empty() { Err(Undefined::OneAnnotator) } else { Err(Undefined::NothingMarked) }
        );
        assert_eq!(found.spans.strict.value, Err(Undefined::NothingMarked));
        assert!(found.spans.characters.value.is_err() && found.coding.alpha.interval.is_none());
        let text = serde_json::to_string(&found).unwrap();
        assert!(!text.contains("NaN") && text.contains("\"undefined\""), "{text}");
    }
}

#[test]
fn categories_are_compared_by_themselves_and_sets_as_wholes() {
    let one: &[(u32, u32, &str)] = &[(0, 10, "x+y"), (20, 30, "x"), (40, 50, "-"), (60, 70, "y")];
    let two: &[(u32, u32, &str)] = &[(0, 10, "x"), (20, 30, "x"), (40, 50, "-"), (60, 70, "-")];
    let found = compare(&[article(&[one, two])], PLAIN);
    assert_eq!(found.coding.raw.value, Ok(0.5));
    assert_eq!(found.coding.raw.n, 4);
    let shares: Vec<(&str, Figure)> =
        found.categories.iter().map(|one| (one.category.as_str(), one.coding.raw.value)).collect();
    assert_eq!(shares, [("x", Ok(1.0)), ("y", Ok(0.5))]);
    assert_eq!(found.categories[0].coding.kappa.value, Ok(1.0));
    assert_eq!(found.categories[1].balance.given, [2, 0]);
    let masi = found.coding.masi.unwrap().value.unwrap();
    assert!(masi > found.coding.alpha.value.unwrap(), "a part of a set is nearer than another set");
    assert_eq!(found.confusion.labels, ["x", "x+y", "y", "none"]);
    assert_eq!(found.confusion.counts[1], [1, 0, 0, 0]);
    // The worst first: no claim against a claim, then a part of it.
    assert_eq!((found.differing, found.differences[0].start, found.differences[1].start), (2, 60, 0));
    assert!((found.differences[1].distance - 0.5).abs() < 1e-12);
}

#[test]
fn blind_and_seen_decisions_are_told_apart() {
    let mut mixed = article(&[
        &[(0, 10, "x"), (20, 30, "y"), (40, 50, "x")],
        &[(0, 10, "x"), (20, 30, "x"), (40, 50, "y")],
    ]);
    for (part, seen) in mixed.parts.iter_mut().zip([[false, true, true], [false, false, true]]) {
        for (decided, seen) in part.as_mut().unwrap().decided.iter_mut().zip(seen) {
            decided.blind = !seen;
            decided.proposed = BTreeSet::from(["x".to_owned()]);
        }
    }
    let found = compare(&[mixed], PLAIN);
    assert_eq!((found.blind.raw.n, found.blind.raw.value), (1, Ok(1.0)));
    assert_eq!((found.seen.raw.n, found.seen.raw.value), (2, Ok(0.0)), "one who saw is enough");
    assert_eq!(found.machine[0].seen, Kept { decided: 2, kept: 1 });
    assert_eq!(found.machine[0].blind, Kept { decided: 1, kept: 1 });
    assert_eq!(found.machine[1].raw, Ok(2.0 / 3.0));
}

#[test]
fn what_one_did_not_decide_for_themselves_is_left_out_of_the_spans_of_all() {
    let marked: &[(u32, u32, &str)] = &[(0, 10, "x"), (20, 30, "x")];
    let mut both = article(&[marked, &[(20, 30, "x")]]);
    let strict = |article: &Article| compare(std::slice::from_ref(article), PLAIN).spans.strict;
    assert!((strict(&both).value.unwrap() - 2.0 / 3.0).abs() < 1e-12);
    both.parts[1].as_mut().unwrap().aside.push(Span::new(0, 10));
    assert_eq!((strict(&both).value, strict(&both).n), (Ok(1.0), 2));
    assert_eq!(compare(&[both], PLAIN).spans.left, 1);
}

#[test]
fn intervals_hold_the_figure_come_again_and_need_something_to_draw() {
    let one: Vec<(u32, u32, &str)> =
        (0..40).map(|at| (at * 10, at * 10 + 8, if at % 3 == 0 { "x" } else { "y" })).collect();
    let two: Vec<(u32, u32, &str)> =
        (0..40).map(|at| (at * 10, at * 10 + 8, if at % 4 == 0 { "x" } else { "y" })).collect();
    let articles: Vec<Article> = (0..12).map(|at| article(&[&one[at..at + 20], &two[at..at + 20]])).collect();
    let drawn = Settings { draws: Draws { count: 200, seed: 7 }, ..PLAIN };
    let found = compare(&articles, drawn);
    assert_eq!(found.drawn, Some("articles"));
    for measured in [
        found.coding.alpha,
        found.coding.kappa,
        found.spans.strict,
        found.spans.alpha_u,
        found.spans.characters,
    ] {
        let interval = measured.interval.unwrap();
        let value = measured.value.unwrap();
        assert!(
            interval.low <= value && value <= interval.high && interval.low < interval.high,
            "{measured:?}"
        );
    }
    assert_eq!(
        found.coding.alpha,
        compare(&articles, drawn).coding.alpha,
        "the same seed, the same interval"
    );
    let few = compare(&articles[..3], drawn);
    assert_eq!((few.drawn, few.coding.alpha.interval.is_some()), (Some("units"), true));
    assert!(few.spans.alpha_u.interval.is_none(), "passages of few articles are no sample of texts");
    let none = compare(&articles, PLAIN);
    assert!(none.drawn.is_none() && none.coding.alpha.interval.is_none());
    // Where most samples have no figure, there is no interval either.
    let same = compare(&[article(&[&one[..2], &one[..2]])], drawn);
    assert_eq!((same.coding.alpha.value.is_ok(), same.coding.alpha.interval), (true, None));
}
