//! Coming back to places: jumps, marks, paragraphs by number, the turned page.

use super::{BEFORE, Journey, check, document};
use purport::session::{ArticleState, Effect, Mode, Msg, Settings};

/// A long text whose paragraphs say which they are.
fn long() -> String {
    let paragraph =
        |number: usize| format!("Paragraph {number} of many says very little. The council must pay.");
    (1..=200).map(paragraph).collect::<Vec<_>>().join("\n\n")
}

fn open() -> Journey {
    Journey::open(&long(), Vec::new(), (100, 24))
}

/// The first words on the page.
fn top(journey: &Journey) -> String {
    let row = journey.model.nav.view.page.iter().find_map(|line| line.row).unwrap();
    row.slice(&journey.model.document().text).chars().take(13).collect()
}

#[test]
fn a_jump_is_taken_back_and_made_again() {
    let mut journey = open();
    let before = top(&journey);
    journey.keys("G");
    let end = top(&journey);
    assert_ne!(before, end);
    journey.keys("Ctrl-o");
    assert_eq!(top(&journey), before);
    journey.keys("Alt-o");
    assert_eq!(top(&journey), end);
    journey.keys("Alt-o").says("no jump lies ahead");
    journey.keys("Ctrl-o Ctrl-o").says("no jump lies behind");
}

#[test]
fn scrolling_is_no_jump() {
    let mut journey = open();
    journey.keys("Space Space j j Ctrl-d } } Ctrl-o").says("no jump lies behind");
}

#[test]
fn a_search_is_a_jump_from_where_it_began() {
    let mut journey = open();
    journey.keys("Space");
    let before = top(&journey);
    journey.keys("/ 'Paragraph 150' Enter");
    assert_ne!(top(&journey), before);
    journey.keys("Ctrl-o");
    assert_eq!(top(&journey), before);
    // A search that is given up leaves nothing behind.
    journey.keys("Ctrl-o / 'Paragraph 90' Esc Ctrl-o").says("no jump lies behind");
}

#[test]
fn a_mark_is_come_back_to_and_kept() {
    let mut journey = open();
    journey.keys("Space m a").says("mark a is set here");
    let marked = top(&journey);
    journey.keys("G Quote a");
    assert_eq!(top(&journey), marked);
    journey.keys("Quote Quote");
    assert_ne!(top(&journey), marked);
    journey.keys("Quote z").says("no mark z; set: a");
    journey.keys("m 1").says("a letter for a name").keys("m Esc Quote Esc");
    assert!(matches!(journey.model.mode, Mode::Read));
    assert_eq!(kept(&journey).places.keys().copied().collect::<String>(), "a");
}

fn kept(journey: &Journey) -> ArticleState {
    let kept = journey.commands.iter().rev().find_map(|command| match command {
        Effect::KeepPlace(kept) => Some(kept.as_ref().clone()),
        _ => None,
    });
    kept.expect("the place is kept")
}

#[test]
fn place_and_marks_are_found_again_in_an_article_edited_between_two_sessions() {
    let mut journey = open();
    journey.keys(": '100' Enter m b : '50' Enter q");
    let before = top(&journey);
    assert_eq!(before, "Paragraph 50 ");
    let edited = document(&format!("A new beginning, long enough to matter.\n\n{}", long()));
    let settings = Settings { resume: kept(&journey), ..Settings::default() };
    let mut journey = Journey::of(&edited, settings, Vec::new(), (100, 24));
    assert_eq!(top(&journey), before);
    journey.keys("Quote b");
    assert_eq!(top(&journey), "Paragraph 100");
}

#[test]
fn places_follow_an_article_that_changes_while_it_is_read() {
    let mut journey = open();
    journey.keys(": '100' Enter m b : '50' Enter G Ctrl-o");
    let edited = document(&format!("A new beginning, long enough to matter.\n\n{}", long()));
    journey.tell(Msg::Changed(edited));
    assert_eq!(top(&journey), "Paragraph 50 ");
    journey.keys("Quote b");
    assert_eq!(top(&journey), "Paragraph 100");
    journey.keys("Ctrl-o");
    assert_eq!(top(&journey), "Paragraph 50 ");
}

#[test]
fn a_number_goes_to_its_paragraph() {
    let mut journey = open();
    journey.keys(": '120' Enter");
    assert_eq!(top(&journey), "Paragraph 120");
    journey.keys(": 'goto 7' Enter");
    assert_eq!(top(&journey), "Paragraph 7 o");
    journey.keys(": '201' Enter").says("paragraphs 1 to 200");
    journey.keys(": 'claim 30' Enter");
    assert_eq!(journey.model.nav.current, Some(29));
}

#[test]
fn a_turned_page_shows_where_the_reader_was() {
    let mut journey = open();
    let before = journey.model.nav.view.seen();
    journey.keys("Space");
    let fresh = journey.model.nav.new_from.expect("something is new");
    assert!(fresh >= before.end() && journey.model.nav.view.seen().contains(fresh));
    assert!(journey.model.nav.view.seen().start() < before.end(), "two rows stay");
    journey.keys("j");
    assert_eq!(journey.model.nav.new_from, None);
    journey.keys("b");
    assert!(journey.model.nav.new_from.is_some_and(|fresh| fresh < journey.model.nav.view.seen().end()));
    check("b", BEFORE);
}
