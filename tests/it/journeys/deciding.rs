//! Decisions: categories, notes, labels, the reader's own passages, undo and redo, blind mode.

use super::{BEFORE, Journey, check};
use crate::support::PIER;
use proptest::prelude::*;
use purport::claim::CategoryId;
use purport::reading::SortOrder;
use purport::session::{Effect, Mode, Msg, Step};

#[test]
fn a_digit_sets_the_category_and_moves_on() {
    check("1", "P✓ >O· DP· O· P· D· O·").says("Promise: “The council pledged");
    check("3", "D~ >O· DP· O· P· D· O·").says("Doubt");
    check("] ] 1", "P· O· P~ >O· P· D· O·");
    // A digit without a category says so, and changes nothing.
    check("9", BEFORE).says("9 does nothing");
}

#[test]
fn a_confirms_x_rejects_0_clears() {
    check("a", "P✓ >O· DP· O· P· D· O·");
    check("x", "P✗ >O· DP· O· P· D· O·").says("rejected");
    check("x [ 0", BEFORE).says("undecided");
    check("0", BEFORE).says("nothing is decided here");
    check("x [ 2", "O~ >O· DP· O· P· D· O·");
    check("x [ a", "P✓ >O· DP· O· P· D· O·");
    // Repeating a decision is no second change.
    let mut twice = check("a [ a", "P✓ >O· DP· O· P· D· O·");
    twice.says("Promise").keys("u").is(BEFORE).keys("u").says("nothing to undo");
}

#[test]
fn tags_record_how_they_were_decided() {
    let made = |keys: &str| {
        let mut journey = Journey::new();
        journey.keys(keys);
        let tag = journey.tag();
        (tag.decision.word().to_owned(), tag.saw_machine, tag.via)
    };
    let expected = |word: &str, saw, via: Option<&str>| (word.to_owned(), saw, via.map(str::to_owned));
    for (keys, word) in [("a [", "confirmed"), ("3 [", "retagged"), ("x [", "rejected"), ("i 2", "retagged")]
    {
        assert_eq!(made(keys), expected(word, Some(true), None), "{keys}");
    }
    assert_eq!(made("V ) 1"), expected("added", None, None), "nothing was proposed here");
    assert_eq!(made("e 'why?' Enter"), expected("open", None, None), "a note is not a decision");
    assert_eq!(made("a [ e 'why?' Enter"), expected("confirmed", Some(true), None));
    assert_eq!(made("e 'why?' Enter a [ 0"), expected("open", None, None));
    let bulk = ": 'accept promise' Enter y";
    assert_eq!(made(&format!("{bulk} g")), expected("confirmed", Some(true), Some("bulk")));
    assert_eq!(
        made(&format!("{bulk} g a [")),
        expected("confirmed", Some(true), None),
        "confirmed by itself"
    );
}

#[test]
fn i_adds_and_removes_a_category() {
    let mut journey = check("i 2", ">PO~ O· DP· O· P· D· O·");
    assert_eq!(journey.tag().categories, ["promise", "order"]);
    journey.keys("i 1").is(">O~ O· DP· O· P· D· O·");
    journey.keys("i 2").is(">O~ O· DP· O· P· D· O·").says("a claim needs a category");
    journey.keys("i 1 i 2").is(">P✓ O· DP· O· P· D· O·");
    check("i Esc", BEFORE);
    check("i z", BEFORE).says("does nothing here");
    // A rejected claim has no category to add to.
    check("x [ i 3", ">D~ O· DP· O· P· D· O·");
}

#[test]
fn e_writes_a_note_and_t_labels() {
    let mut journey = check("e 'why now?' Enter", BEFORE);
    assert_eq!(journey.tag().note, "why now?");
    journey.keys("t 'money, sea, money,, ' Enter").is(BEFORE);
    assert_eq!(journey.tag().labels, ["money", "sea"]);
    journey.keys("a [").is(">P✓ O· DP· O· P· D· O·");
    assert_eq!((journey.tag().note.as_str(), journey.tag().labels.len()), ("why now?", 2));
    // Clearing removes the decision and keeps the note.
    journey.keys("0").is(BEFORE);
    assert_eq!(journey.tag().note, "why now?");
    journey.keys("e Ctrl-u Enter t Ctrl-u Enter").is(BEFORE);
    assert!(journey.model.current_mark().unwrap().tag.is_none(), "an empty tag was left behind");
    assert_eq!(check("e 'not this' Esc", BEFORE).saves().count(), 0);
    assert_eq!(check("e Enter", BEFORE).saves().count(), 0);
    let mut lines = check("e 'one' Alt-Enter 'two' Enter", BEFORE);
    assert_eq!(lines.tag().note, "one\ntwo");
    lines.tell(Msg::Pasted("lost".to_owned()));
    lines.says("the paste was ignored");
}

#[test]
fn v_selects_a_passage_by_sentence_word_and_character() {
    let select = |keys: &str, expected: &str| {
        let mut journey = Journey::new();
        journey.keys("V").keys(keys);
        assert_eq!(journey.selected(), expected, "{keys}");
        journey
    };
    select("", "The council pledged a new pier on Monday.");
    select("(", "The Pier at Saltby");
    select(")", "It rained all day, and the gulls stayed at home.");
    select(") v ) b b", "It rained all day, and the gulls stayed at");
    select(") w w v w w w w", "all day, and the");
    select(") v ) h h", "It rained all day, and the gulls stayed at hom");
    select(") l v )", "t rained all day, and the gulls stayed at home.");
    select(
        "v ) )",
        "The council pledged a new pier on Monday. It rained all day, and the gulls stayed at home.",
    );
    select("v ) ) o )", "It rained all day, and the gulls stayed at home.");
    assert!(matches!(select("Esc", "").model.mode, Mode::Read));
    let mut added = select(") 2", "");
    added.is("P· >O+ O· DP· O· P· D· O·").says("Order: “It rained");
    assert!(added.tag().proposed.is_none());
    let mut nothing = select(") x", "");
    nothing.is("P· >– O· DP· O· P· D· O·").says("nothing here");
    nothing.keys("J").is("P· – >O· DP· O· P· D· O·");
    // On an existing claim the selection decides that claim.
    select("x", "").is("P✗ >O· DP· O· P· D· O·");
    // Wide characters and joined emoji are not split.
    let mut wide = Journey::new();
    wide.keys("] ] ] V )");
    assert_eq!(wide.selected(), "The ferry 日本丸 came in late, 👩‍🚒 and all, and left again.");
    wide.keys("v ) b b b b b h h h h");
    assert_eq!(wide.selected(), "The ferry 日本丸 came in late, 👩‍🚒");
    wide.keys("h");
    assert_eq!(wide.selected(), "The ferry 日本丸 came in late, ");
}

#[test]
fn undo_and_redo_cover_every_kind_of_change() {
    let steps = [
        "a",
        "3",
        "x",
        "i 1",
        "0",
        "e 'a note' Enter",
        "t 'one, two' Enter",
        "2",
        "V ) 1",
        "V ) ) x",
        "[ 0",
        "] ] 1",
    ];
    let mut journey = Journey::new();
    let state = |journey: &Journey| {
        (
            journey.marks().replace('>', ""),
            journey.model.reading.tags().iter().map(|tag| tag.as_ref().clone()).collect::<Vec<_>>(),
        )
    };
    let mut states = vec![state(&journey)];
    for step in steps {
        journey.keys(step);
        if states.last() != Some(&state(&journey)) {
            states.push(state(&journey));
        }
    }
    assert!(states.len() > 9, "too few of the steps changed anything: {}", states.len());
    for expected in states.iter().rev().skip(1) {
        journey.keys("u");
        assert_eq!(&state(&journey), expected, "{}", journey.notice());
        assert!(journey.current_is_seen(), "the undone change is out of sight");
    }
    journey.keys("u").says("nothing to undo");
    for expected in &states[1..] {
        journey.keys("Ctrl-r");
        assert_eq!(&state(&journey), expected, "{}", journey.notice());
    }
    journey.keys("Ctrl-r").says("nothing to redo");
    let revisions: Vec<u64> = journey.saves().map(|(revision, _)| revision).collect();
    assert!(revisions.is_sorted_by(|one, two| one < two), "{revisions:?}");
}

#[test]
fn a_new_decision_clears_the_redo() {
    let mut journey = check("a u", BEFORE);
    journey.keys("x").is("P✗ >O· DP· O· P· D· O·");
    journey.keys("Ctrl-r").says("nothing to redo").is("P✗ >O· DP· O· P· D· O·");
}

#[test]
fn the_last_decision_reports_completion_and_stays() {
    let mut journey = check("a x 3 a a a a", "P✓ O✗ D~ O✓ P✓ D✓ >O✓");
    journey.offers("✓ all 7 decided q quit r unmarked sentences u undo");
    journey.keys("J").says("all 7 decided").is("P✓ O✗ D~ O✓ P✓ D✓ >O✓");
    // The search for the next undecided claim wraps.
    let mut journey = check("] a a a a a a", ">P· O✓ DP✓ O✓ P✓ D✓ O✓");
    journey.keys("x").is(">P✗ O✓ DP✓ O✓ P✓ D✓ O✓").offers("✓ all 7 decided");
}

#[test]
fn a_claim_out_of_sight_is_shown_before_it_is_decided() {
    for keys in ["a", "x", "1", "i 1", "0"] {
        let mut journey = Journey::open(PIER, Vec::new(), (80, 10));
        // Scroll to a page without claims: the current one stays behind.
        journey.keys("] ] j");
        for _ in 0..40 {
            let seen = journey.model.nav.view.seen();
            if journey.model.reading.overlapping(seen).next().is_none() {
                break;
            }
            journey.keys("j");
        }
        let before = journey.marks();
        assert!(!journey.current_is_seen(), "the page holds a claim: {before}");
        journey.keys(keys).says("out of sight");
        assert!(journey.current_is_seen(), "the claim is not in sight");
        assert_eq!((journey.marks(), journey.saves().count()), (before, 0));
    }
}

/// All tags, formatted.
fn state(journey: &Journey) -> Vec<String> {
    let tags = journey.model.reading.tags();
    tags.iter().map(|tag| format!("{tag:?}")).collect()
}

/// Presses `key` until the notice contains `nothing`.
fn press_until(journey: &mut Journey, key: &str, nothing: &str) {
    for _ in 0..200 {
        journey.keys(key);
        if journey.model.notices.current.as_ref().is_some_and(|notice| notice.text.contains(nothing)) {
            return;
        }
    }
    panic!("{key} never comes to an end");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn undo_reaches_the_first_state_and_redo_the_last(
        keys in proptest::collection::vec(
            prop_oneof![
                Just("a"), Just("x"), Just("1"), Just("2"), Just("0"), Just("]"), Just("["), Just("u"), Just("Ctrl-r"),
                Just("i 1"), Just("e n o Enter"), Just("t w Enter"), Just("v b 1"), Just("V ) x"), Just("c"), Just("G"),
            ],
            0..30,
        )
    ) {
        let mut journey = Journey::new();
        let beginning = state(&journey);
        for key in &keys {
            journey.keys(key);
        }
        let end = {
            press_until(&mut journey, "Ctrl-r", "nothing to redo");
            state(&journey)
        };
        press_until(&mut journey, "u", "nothing to undo");
        prop_assert_eq!(state(&journey), beginning.clone());
        press_until(&mut journey, "Ctrl-r", "nothing to redo");
        prop_assert_eq!(state(&journey), end.clone());
        // The undo log of a later session gives the same.
        let steps: Vec<Step> = journey.steps();
        let tags = journey.model.reading.tags().iter().map(|tag| tag.as_ref().clone()).collect();
        let mut again = Journey::with_steps(tags, steps);
        prop_assert_eq!(state(&again), end);
        press_until(&mut again, "u", "nothing to undo");
        prop_assert_eq!(state(&again), beginning);
    }
}

/// Undecided marks with hidden suggestions.
const BLINDED: &str = ">· · · · · · ·";

#[test]
fn blind_mode_hides_every_suggestion() {
    let mut journey = check("B", BLINDED);
    journey.says("suggestions are hidden until you have decided");
    let reading = &journey.model.reading;
    for mark in reading.marks() {
        assert!(mark.blinded && mark.known_claim().is_none() && mark.speaker("").is_none());
        assert_eq!((mark.best_score(), mark.clauses()), (None, vec![(mark.span, None)]));
    }
    let counts: usize = (0..3).map(|id| reading.counts().category(CategoryId(id)).claims).sum();
    assert_eq!((counts, reading.counts().marks), (0, 7));
    // Neither sorting nor filtering reveals a suggestion.
    journey.keys("s s");
    assert_eq!(journey.model.nav.list.order, SortOrder::Score);
    assert_eq!(
        (0..7).filter_map(|number| journey.model.nav.list.at(number)).collect::<Vec<_>>(),
        [0, 1, 2, 3, 4, 5, 6]
    );
    journey.keys("s p f 1");
    assert!(journey.model.nav.list.is_empty());
    journey.keys("f a ] W").says("hidden until");
    assert!(matches!(journey.model.mode, Mode::Read));
    journey.keys("B").is(BEFORE).says("are shown");
}

#[test]
fn a_decision_reveals_only_its_own_suggestion() {
    let mut journey = check("B 3", "D~ >· · · · · ·");
    journey.says("Doubt: “The council").says("; suggestion: Promise 73\u{a0}%");
    journey.keys("1").is("D~ P~ >· · · · ·").says("; suggestion: Order 88\u{a0}%");
    journey.keys("x").says("rejected").says("; suggestion: Doubt 95\u{a0}% and Promise 73\u{a0}%");
    journey.keys("u").is("D~ P~ >· · · · ·");
    // Hidden suggestions cannot be accepted, nor decided in bulk.
    journey.keys("a").is("D~ P~ >· · · · ·").says("suggestion hidden; 1-3 to categorise, x if not a claim");
    journey.keys("A").says("cannot decide many claims while suggestions are hidden");
    journey.keys("B [ 0").says("undecided");
}

#[test]
fn a_note_reveals_nothing() {
    check("B e 'hm' Enter", BLINDED);
}

#[test]
fn r_walks_through_unmarked_sentences() {
    let mut journey = Journey::open(PIER, Vec::new(), (100, 70));
    journey.keys("r").says("unmarked sentence");
    let first = journey.selected().to_owned();
    assert!(journey.model.reading.overlapping(journey.model.selected().unwrap()).next().is_none());
    journey.keys("x").says("nothing here: “").says("unmarked sentence");
    let second = journey.selected().to_owned();
    assert_ne!(first, second);
    journey.keys("1").says("Promise: “");
    let third = journey.selected().to_owned();
    journey.keys("r");
    let mut emptied = 1;
    while matches!(journey.model.mode, Mode::Select(_)) {
        assert!(![&first, &second, &third].contains(&&journey.selected().to_owned()), "seen before");
        journey.keys("x");
        emptied += 1;
    }
    journey.says("no unmarked sentence follows");
    assert!(emptied > 3, "{emptied}");
    assert_eq!(journey.model.reading.counts().decided, emptied + 1);
    // From the top only the skipped sentence is left.
    journey.keys("g r");
    assert_eq!(journey.selected(), third);
    journey.keys("Esc");
    assert!(matches!(journey.model.mode, Mode::Read));
    assert!(!journey.asked(&Effect::Quit));
}
