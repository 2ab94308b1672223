//! Searching while the article is still being read.

use super::{Journey, document};
use crate::support::PIER;
use purport::session::{Effect, Msg};
use purport::text::Document;
use std::sync::Arc;

const LAST: &str = "\n\nA zebrafish must pay.";

fn beginning(text: &str) -> Arc<Document> {
    let mut part = Document::clone(&document(text));
    part.digest.clear();
    Arc::new(part)
}

fn open(journey: &mut Journey, whole: &Arc<Document>) {
    journey.tell(Msg::Opened { document: Arc::clone(whole), tags: Vec::new(), same: false });
}

fn is_at(journey: &Journey, words: &str) -> bool {
    let seen = journey.model.nav.view.seen();
    seen.slice(&journey.model.document().text).contains(words)
}

#[test]
fn a_word_of_the_last_page_is_found_when_it_is_read() {
    let part = beginning(&PIER.repeat(4));
    let longer = beginning(&PIER.repeat(6));
    let whole = document(&format!("{}{LAST}", PIER.repeat(8)));
    let mut journey = Journey::begun(&part);
    journey.keys("/ 'zebrafish' Enter").says("looking further");
    journey.tell(Msg::Beginning(longer));
    assert!(journey.model.nav.find.is_some());
    open(&mut journey, &whole);
    assert!(is_at(&journey, "zebrafish must"));
    assert_eq!(journey.model.nav.find.as_ref().unwrap().count, Some((1, 1)));
    // The way back leads to where the search began.
    journey.keys("Ctrl-o");
    assert_eq!(journey.model.nav.view.anchor, 0);
}

#[test]
fn a_reader_who_has_moved_on_is_told_and_not_taken_away() {
    let part = beginning(&PIER.repeat(4));
    let whole = document(&format!("{}{LAST}", PIER.repeat(8)));
    let mut journey = Journey::begun(&part);
    journey.keys("/ 'zebrafish' Enter PgDn");
    let anchor = journey.model.nav.view.anchor;
    open(&mut journey, &whole);
    journey.says("“zebrafish” stands in ¶").says("n goes there");
    assert_eq!(journey.model.nav.view.anchor, anchor);
    journey.keys("n");
    assert!(is_at(&journey, "zebrafish must"));
}

#[test]
fn nowhere_is_said_of_the_whole_text_only() {
    let part = beginning(&PIER.repeat(4));
    let whole = document(&PIER.repeat(8));
    let mut journey = Journey::begun(&part);
    journey.keys("/ 'zebrafish' Enter").says("looking further");
    open(&mut journey, &whole);
    journey.says("no match for “zebrafish”");
    assert!(journey.model.nav.find.is_none() && !journey.notice().contains("part"));

    // Still typing when the end comes.
    let mut journey = Journey::begun(&part);
    journey.keys("/ 'zebrafish'");
    open(&mut journey, &whole);
    assert!(!journey.model.nav.find.as_ref().unwrap().pending);
    journey.keys("Enter").says("no match for “zebrafish”");

    // A text that is cut off was searched as far as it goes.
    let mut journey = Journey::begun(&part);
    journey.keys("/ 'zebrafish' Enter");
    journey.tell(Msg::CutOff("the disk failed".to_owned()));
    assert!(journey.model.nav.find.is_none());
    journey.keys("/ 'zebrafish' Enter").says("no match for “zebrafish” in the part that was read");
}

#[test]
fn steps_go_on_where_the_beginning_ends() {
    for (keys, number) in [("n n n n", 5), ("N", 9)] {
        let part = beginning(&"The pier stands.\n\n".repeat(4));
        let whole = document(&"The pier stands.\n\n".repeat(9));
        let mut journey = Journey::begun(&part);
        journey.keys("/ 'pier' Enter").keys(keys).says("no more matches for “pier”");
        open(&mut journey, &whole);
        assert_eq!(journey.model.nav.find.as_ref().unwrap().count, Some((number, 9)), "{keys}");
    }
}

#[test]
fn escape_ends_a_search_that_waits() {
    let part = beginning(PIER);
    let mut journey = Journey::begun(&part);
    journey.keys("/ 'zebrafish' Enter Esc");
    assert!(journey.model.nav.find.is_none() && !journey.asked(&Effect::StopReading));
    open(&mut journey, &document(&format!("{PIER}{LAST}")));
    assert_eq!(journey.notice(), "");
}
