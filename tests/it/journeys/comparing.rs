//! Adjudication: two annotators side by side, and the file that settles their differences.

use super::{Journey, document};
use crate::support::PIER;
use purport::reading::{Status, StatusFilter};
use purport::session::{Annotations, Compared, Effect, Mode, MouseKind, Msg, Settings, Timestamp, cases};
use purport::tag::{AGREED, Decision, Tag};

/// The tags that `keys` make on the pier.
fn tags(annotator: &str, keys: &str) -> Annotations {
    let mut journey = Journey::new();
    journey.keys(keys);
    let tags = journey.model.reading.tags();
    let tags = tags.iter().map(|tag| Tag { annotator: annotator.to_owned(), ..tag.as_ref().clone() });
    Annotations { annotator: annotator.to_owned(), tags: tags.collect(), same: true }
}

fn settings(masked: bool) -> Settings {
    let names = ["r1".to_owned(), "r2".to_owned()];
    let files = ["pier.txt.r1.tags.toml".to_owned(), "pier.txt.r2.tags.toml".to_owned()];
    Settings { compare: Some(Compared { names, files, masked }), ..Settings::default() }
}

/// Compares the tags that two key sequences make; `gold` holds earlier adjudications.
fn compare(one: &str, two: &str, gold: Vec<Tag>, masked: bool) -> Journey {
    let document = document(PIER);
    let mut journey = Journey::empty(&document, settings(masked), gold, (100, 70));
    let found = cases(&document, &[tags("r1", one), tags("r2", two)]);
    journey.tell(Msg::Compared(found, Timestamp { text: "2026-02-03T04:05:06Z".to_owned() }));
    journey
}

fn saved(journey: &Journey) -> Vec<Tag> {
    let last = journey.saves().last();
    last.map(|(_, tags)| tags.iter().map(|tag| tag.as_ref().clone()).collect()).unwrap_or_default()
}

#[test]
fn only_differing_passages_are_visited() {
    // Both accept the first and reject the fifth; they differ on the second and third; r2 skips the fourth.
    let mut journey = compare("a a a a x", "a 3 x J x", Vec::new(), false);
    journey.says("3 of 5 claims were decided differently");
    assert_eq!(journey.model.nav.list.filter.status, StatusFilter::Disputed);
    journey.is("P= >OD· PD· O· ✗");
    journey.keys("] ]").is("P= OD· PD· >O· ✗").keys("]").is("P= >OD· PD· O· ✗").says("from the beginning");
}

#[test]
fn keys_take_a_b_both_neither_or_another_category() {
    let mut journey = compare("a a a a", "a 3 x", Vec::new(), false);
    journey.is("P= >OD· PD· O·");
    journey.keys("b");
    journey.is("P= D~ >PD· O·").says("Doubt: “");
    journey.keys("u").is("P= >OD· PD· O·");
    journey.keys("c").is("P= OD~ >PD· O·");
    journey.keys("x").is("P= OD~ PD✗ >O·");
    journey.keys("[ [").keys("1").is("P= P~ PD✗ >O·");
    // A passage that only one annotator marked: taken from them, or rejected.
    journey.keys("b").is("P= P~ PD✗ >O✗");
    journey.keys("a").is("P= P~ PD✗ >O✓").offers("all 4 decided q quit");
    journey.keys("e 'both have a point' Enter");
    let tags = saved(&journey);
    assert_eq!(tags.len(), 4);
    assert_eq!((tags[0].via.as_deref(), &tags[0].decision), (Some(AGREED), &Decision::Confirmed));
    assert!(tags.iter().all(|tag| tag.annotator == "r1" && tag.proposed.is_some()));
    let from = |at: usize| tags[at].from.iter().map(|source| &source[..3]).collect::<Vec<_>>();
    assert_eq!((from(0), from(1), from(3)), (vec!["r1:", "r2:"], vec!["r1:", "r2:"], vec!["r1:"]));
    assert_eq!(tags[3].note, "both have a point");
    assert_eq!(journey.model.header().settles, ["pier.txt.r1.tags.toml", "pier.txt.r2.tags.toml"]);
}

#[test]
fn earlier_adjudications_are_kept() {
    let mut journey = compare("a a a", "a 3 x", Vec::new(), false);
    journey.keys("b a");
    let gold = saved(&journey);
    let mut again = compare("a a a", "a 3 x", gold.clone(), false);
    again.is("P= >D~ PD✓").keys("[").is("P= D~ >PD✓");
    assert!(again.saves().next().is_none(), "reading alone writes nothing");
    // A changed decision reopens its passage only.
    let third = compare("3 a a", "a 3 x", gold, false);
    assert_eq!(third.marks(), ">PD· D~ PD✓");
}

#[test]
fn full_agreement_is_written_on_request() {
    let mut journey = compare("a x", "a x", Vec::new(), false);
    journey.says("0 of 2 claims were decided differently");
    assert_eq!(saved(&journey), []);
    journey.keys("w");
    let tags = saved(&journey);
    assert_eq!(
        tags.iter().map(|tag| &tag.decision).collect::<Vec<_>>(),
        [&Decision::Confirmed, &Decision::Rejected]
    );
    journey.keys("f a");
    assert_eq!(journey.model.reading.marks()[1].status, Status::Rejected);
}

#[test]
fn masked_annotators_swap_sides_and_are_named_once_settled() {
    let mut journey = compare("1 1 1 1 1 1 1", "2 2 2 2 2 2 2", Vec::new(), true);
    let sides = |journey: &Journey| {
        let marks = journey.model.reading.marks().iter();
        marks
            .map(|mark| journey.model.sides(mark).unwrap().map(|(name, _)| name.map(str::to_owned)))
            .collect::<Vec<_>>()
    };
    assert!(sides(&journey).iter().all(|sides| *sides == [None, None]));
    let firsts: Vec<String> = journey
        .model
        .reading
        .marks()
        .iter()
        .map(|mark| journey.model.sides(mark).unwrap()[0].1.unwrap().categories.first().unwrap().clone())
        .collect();
    assert!(firsts.contains(&"promise".to_owned()) && firsts.contains(&"order".to_owned()), "{firsts:?}");
    journey.keys("a a a a a a a");
    let taken: Vec<String> = saved(&journey).iter().map(|tag| tag.categories[0].clone()).collect();
    assert_eq!(taken, firsts, "`a` takes the side shown as A");
    for (sides, first) in sides(&journey).iter().zip(&firsts) {
        let (one, two) = if first == "promise" { ("r1", "r2") } else { ("r2", "r1") };
        assert_eq!(*sides, [Some(one.to_owned()), Some(two.to_owned())]);
    }
}

#[test]
fn adjudication_keys_keep_their_usual_meaning_elsewhere() {
    let mut journey = Journey::new();
    journey.keys("c").says("stricter");
    assert!(!journey.asked(&Effect::Quit));
    journey.keys(": 'take-a' Enter").says("no annotators are compared");
}

#[test]
fn a_decision_by_double_click_has_its_time() {
    let mut journey = compare("a a a a", "a 3 x", Vec::new(), false);
    journey.is("P= >OD· PD· O·").keys(": 'take-a'");
    let Mode::Pick(picker) = &journey.model.mode else { panic!("no list of commands") };
    let area = picker.area(&journey.model.screen.layout);
    journey.mouse(MouseKind::Press, 3, area.y).mouse(MouseKind::Double, 3, area.y);
    journey.is("P= O✓ >PD· O·").keys("[");
    assert!(journey.tag().at.starts_with("2026-01-01T00:00:"), "{:?}", journey.tag().at);
}

#[test]
fn a_speaker_that_no_annotator_contradicts_is_settled_with_the_claim() {
    let ada = "P Ctrl-u 'Ada Berg' Enter a";
    let two = "a P Ctrl-u 'Ole Lund' Enter 3";
    let mut journey = compare(&format!("{ada} {ada}"), two, Vec::new(), false);
    journey.is("P= >OD·");
    let agreed = journey.model.reading.mark(0).unwrap().tag.clone().unwrap();
    assert_eq!(agreed.speaker.as_deref(), Some("Ada Berg"), "both accepted it, and one named the speaker");
    journey.keys("a [");
    assert_eq!(journey.tag().speaker, None, "they name different speakers");
}

#[test]
fn annotators_are_not_called_by_letters_of_categories() {
    let letters = |journey: &Journey| {
        let lines = journey.model.panel.lines.iter();
        lines.map(|line| line.iter().map(|piece| piece.text.as_str()).collect::<String>()).collect::<Vec<_>>()
    };
    let named = letters(&compare("a a a a", "a 3 x", Vec::new(), false)).join("\n");
    assert!(named.contains("a r1 Order") && named.contains("b r2 Doubt"), "{named}");
    let masked = letters(&compare("a a a a", "a 3 x", Vec::new(), true)).join("\n");
    assert!(masked.contains("a 1st ") && masked.contains("b 2nd "), "{masked}");
}
