//! Deciding without the machine's word, and looking for what it has missed.

use super::super::support::PIER;
use super::{BEFORE, Journey, check};
use purport::claim::CategoryId;
use purport::reading::Order;
use purport::session::{Effect, Mode};

/// The marks before anything is decided, with nothing said of them.
const VEILED: &str = ">· · · · · · ·";

#[test]
fn blind_shows_passages_and_nothing_of_what_was_found() {
    let mut journey = check("B", VEILED);
    journey.says("veiled until you have decided");
    let reading = &journey.model.reading;
    for mark in reading.marks() {
        assert!(mark.veiled && mark.known_claim().is_none() && mark.speaker().is_none());
        assert_eq!((mark.best_score(), mark.clauses()), (None, vec![(mark.span, None)]));
    }
    let counts: usize = (0..3).map(|id| reading.counts().of(CategoryId(id))).sum();
    assert_eq!((counts, reading.counts().marks), (0, 7));
    // Neither order nor filter tells what the machine thinks.
    journey.keys("s s");
    assert_eq!(journey.model.nav.list.order, Order::Score);
    assert_eq!(
        (0..7).filter_map(|number| journey.model.nav.list.at(number)).collect::<Vec<_>>(),
        [0, 1, 2, 3, 4, 5, 6]
    );
    journey.keys("s p f 1");
    assert!(journey.model.nav.list.is_empty());
    journey.keys("f a ] W").says("veiled");
    assert!(matches!(journey.model.mode, Mode::Read));
    journey.keys("B").is(BEFORE).says("is shown");
}

#[test]
fn a_decision_lifts_the_veil_of_its_passage_alone() {
    let mut journey = check("B 3", "D~ >· · · · · ·");
    journey.says("Doubt: “The council").says("; the machine: Promise .");
    journey.keys("1").is("D~ P~ >· · · · ·").says("; the machine: Order .");
    journey.keys("x").says("not a claim").says("; the machine: Doubt .95 and Promise .73");
    journey.keys("u").is("D~ P~ >· · · · ·");
    // The machine cannot be agreed with unseen, nor can many be decided on at once.
    journey.keys("a").is("D~ P~ >· · · · ·").says("veiled: a digit says what it is");
    journey.keys("A").says("not decided blind");
    journey.keys("B [ 0").says("undecided");
}

#[test]
fn a_note_alone_leaves_the_veil() {
    check("B e 'hm' Enter", VEILED);
}

#[test]
fn what_is_unmarked_is_walked_through() {
    let mut journey = Journey::open(PIER, Vec::new(), (100, 70));
    journey.keys("r").says("nothing is marked here");
    let first = journey.selected().to_owned();
    assert!(journey.model.reading.within(journey.model.selected().unwrap()).next().is_none());
    journey.keys("x").says("read, nothing here: “").says("nothing is marked here");
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
    journey.says("no sentence follows");
    assert!(emptied > 3, "{emptied}");
    assert_eq!(journey.model.reading.counts().decided, emptied + 1);
    // From the top again only what was skipped is left.
    journey.keys("g r");
    assert_eq!(journey.selected(), third);
    journey.keys("Esc");
    assert!(matches!(journey.model.mode, Mode::Read));
    assert!(!journey.asked(&Effect::Quit));
}
