//! Settling claims, marking passages, and taking everything back.

use super::super::support::PIER;
use super::{BEFORE, Journey, check};
use purport::session::{Mode, Msg};

#[test]
fn a_digit_sets_the_category_and_goes_on() {
    check("1", "P✓ >O· DP· O· P· D· O·").says("Promise: “The council pledged");
    check("3", "D~ >O· DP· O· P· D· O·").says("Doubt");
    check("] ] 1", "P· O· P~ >O· P· D· O·");
    // A digit without a category says so, and changes nothing.
    check("9", BEFORE).says("9 has no meaning");
}

#[test]
fn a_confirms_x_rejects_0_clears() {
    check("a", "P✓ >O· DP· O· P· D· O·");
    check("x", "P✗ >O· DP· O· P· D· O·").says("not a claim");
    check("x [ 0", BEFORE).says("undecided");
    check("0", BEFORE).says("nothing is decided here");
    check("x [ 2", "O~ >O· DP· O· P· D· O·");
    check("x [ a", "P✓ >O· DP· O· P· D· O·");
    // To say a thing twice is to say it once: no second change to undo.
    let mut twice = check("a [ a", "P✓ >O· DP· O· P· D· O·");
    twice.says("Promise").keys("u").is(BEFORE).keys("u").says("nothing to undo");
}

#[test]
fn a_tag_tells_how_it_was_decided() {
    let made = |keys: &str| {
        let mut journey = Journey::new();
        journey.keys(keys);
        let tag = journey.tag();
        (tag.decision.word().to_owned(), tag.saw_machine, tag.via)
    };
    let told = |word: &str, saw, via: Option<&str>| (word.to_owned(), saw, via.map(str::to_owned));
    for (keys, word) in [("a [", "confirmed"), ("3 [", "retagged"), ("x [", "rejected"), ("i 2", "retagged")]
    {
        assert_eq!(made(keys), told(word, Some(true), None), "{keys}");
    }
    assert_eq!(made("v j 1"), told("added", None, None), "nothing was proposed here");
    assert_eq!(made("e 'why?' Enter"), told("open", None, None), "a note is no decision");
    assert_eq!(made("a [ e 'why?' Enter"), told("confirmed", Some(true), None));
    assert_eq!(made("e 'why?' Enter a [ 0"), told("open", None, None));
    let bulk = ": 'accept promise' Enter y g [";
    assert_eq!(made(&format!("{bulk} g ]")), told("confirmed", Some(true), Some("bulk")));
    assert_eq!(made(&format!("{bulk} g ] a [")), told("confirmed", Some(true), None), "seen for itself");
}

#[test]
fn i_adds_a_category_and_takes_it_away() {
    let mut journey = check("i 2", ">PO~ O· DP· O· P· D· O·");
    assert_eq!(journey.tag().categories, ["promise", "order"]);
    journey.keys("i 1").is(">O~ O· DP· O· P· D· O·");
    journey.keys("i 2").is(">O~ O· DP· O· P· D· O·").says("a claim needs a category");
    journey.keys("i 1 i 2").is(">P✓ O· DP· O· P· D· O·");
    check("i Esc", BEFORE);
    check("i z", BEFORE).says("means nothing here");
    // Of a rejected claim nothing is left to add to.
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
    // Clearing takes the decision back and keeps the note.
    journey.keys("0").is(BEFORE);
    assert_eq!(journey.tag().note, "why now?");
    journey.keys("e Ctrl-u Enter t Ctrl-u Enter").is(BEFORE);
    assert!(journey.model.current_mark().unwrap().tag.is_none(), "an empty tag was left behind");
    assert_eq!(check("e 'not this' Esc", BEFORE).saves().count(), 0);
    assert_eq!(check("e Enter", BEFORE).saves().count(), 0);
    let mut lines = check("e 'one' Alt-Enter 'two' Enter", BEFORE);
    assert_eq!(lines.tag().note, "one\ntwo");
    lines.tell(Msg::Pasted("lost".to_owned()));
    lines.says("the paste was left out");
}

#[test]
fn v_marks_a_passage_by_sentence_word_and_character() {
    let select = |keys: &str, expected: &str| {
        let mut journey = Journey::new();
        journey.keys("v").keys(keys);
        assert_eq!(journey.selected(), expected, "{keys}");
        journey
    };
    select("", "The council pledged a new pier on Monday.");
    select("k", "The Pier at Saltby");
    select("j", "It rained all day, and the gulls stayed at home.");
    select("j h h", "It rained all day, and the gulls stayed at");
    select("j o l l", "all day, and the gulls stayed at home.");
    select("j c h h", "It rained all day, and the gulls stayed at hom");
    select("j c o l", "t rained all day, and the gulls stayed at home.");
    select(
        "s l",
        "The council pledged a new pier on Monday. It rained all day, and the gulls stayed at home.",
    );
    select("s l o l", "It rained all day, and the gulls stayed at home.");
    assert!(matches!(select("Esc", "").model.mode, Mode::Read));
    let mut added = select("j 2", "");
    added.is("P· >O+ O· DP· O· P· D· O·").says("Order: “It rained");
    assert!(added.tag().proposed.is_none());
    let mut nothing = select("j x", "");
    nothing.is("P· >– O· DP· O· P· D· O·").says("read, nothing here");
    nothing.keys("J").is("P· – >O· DP· O· P· D· O·");
    // On a passage that is marked already, the mark is decided, not doubled.
    select("x", "").is("P✗ >O· DP· O· P· D· O·");
    // Wide letters and joined emoji are whole.
    let mut wide = Journey::new();
    wide.keys("] ] ] v j");
    assert_eq!(wide.selected(), "The ferry 日本丸 came in late, 👩‍🚒 and all, and left again.");
    wide.keys("h h h h h c h h h h");
    assert_eq!(wide.selected(), "The ferry 日本丸 came in late, 👩‍🚒");
    wide.keys("h");
    assert_eq!(wide.selected(), "The ferry 日本丸 came in late, ");
}

#[test]
fn u_and_ctrl_r_go_through_everything() {
    // Every kind of change, one after the other; all of it back; and all of it again.
    let steps = [
        "a",
        "3",
        "x",
        "i 1",
        "0",
        "e 'a note' Enter",
        "t 'one, two' Enter",
        "2",
        "v j 1",
        "v j j x",
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
        assert_eq!(&state(&journey), expected, "{}", journey.said());
        assert!(journey.current_is_seen(), "what was undone is out of sight");
    }
    journey.keys("u").says("nothing to undo");
    for expected in &states[1..] {
        journey.keys("Ctrl-r");
        assert_eq!(&state(&journey), expected, "{}", journey.said());
    }
    journey.keys("Ctrl-r").says("nothing to redo");
    let revisions: Vec<u64> = journey.saves().map(|(revision, _)| revision).collect();
    assert!(revisions.is_sorted_by(|one, two| one < two), "{revisions:?}");
}

#[test]
fn a_new_decision_ends_the_redo() {
    let mut journey = check("a u", BEFORE);
    journey.keys("x").is("P✗ >O· DP· O· P· D· O·");
    journey.keys("Ctrl-r").says("nothing to redo").is("P✗ >O· DP· O· P· D· O·");
}

#[test]
fn after_the_last_decision_it_says_so_and_stays() {
    let mut journey = check("a x 3 a a a a", "P✓ O✗ D~ O✓ P✓ D✓ >O✓");
    journey.says("all 7 decided; the tags are in pier.txt.tags.toml");
    journey.keys("J").says("all 7 decided").is("P✓ O✗ D~ O✓ P✓ D✓ >O✓");
    // The one left over is found round the end.
    let mut journey = check("] a a a a a a", ">P· O✓ DP✓ O✓ P✓ D✓ O✓");
    journey.keys("x").is(">P✗ O✓ DP✓ O✓ P✓ D✓ O✓").says("all 7 decided");
}

#[test]
fn nothing_is_decided_out_of_sight() {
    for keys in ["a", "x", "1", "i 1", "0"] {
        let mut journey = Journey::open(PIER, Vec::new(), (80, 10));
        // The band's paragraph has no claim: the current one stays behind when the page is left.
        journey.keys("] ] j");
        for _ in 0..40 {
            let seen = journey.model.nav.view.seen();
            if journey.model.reading.within(seen).next().is_none() {
                break;
            }
            journey.keys("j");
        }
        let before = journey.marks();
        assert!(!journey.current_is_seen(), "the page holds a claim: {before}");
        journey.keys(keys).says("out of sight");
        assert!(journey.current_is_seen(), "it was not brought into sight");
        assert_eq!((journey.marks(), journey.saves().count()), (before, 0));
    }
}
