//! The guide for newcomers, and `purport tutor` from its first task to its last.

use super::{Journey, Msg, Preferences, Settings, classified, document};
use crate::support::{PIER, project};
use purport::claim::{CategoryId, Engine, Scheme};
use purport::import::{Format, ImportOptions, import};
use purport::reading::Status;
use purport::session::Model;
use std::sync::Arc;

/// The pier, opened by someone who has never decided anything.
fn newcomer(size: (u16, u16)) -> Journey {
    let mut journey = Journey::open(PIER, Vec::new(), size);
    journey.model.screen.preferences.has_decided = false;
    journey.tell(Msg::Resized(size.0, size.1));
    journey
}

#[test]
fn the_guide_shows_until_the_first_decision() {
    let mut journey = newcomer((120, 40));
    let rows = journey.model.nav.view.height;
    let guide = &journey.model.guide.rows;
    assert!(guide.len() == 1 && guide[0].contains("] next, a accept, x not a claim"), "{guide:?}");
    assert_eq!(journey.model.screen.layout.guide.height, 1);
    journey.keys("j ]");
    assert_eq!(journey.model.screen.layout.guide.height, 1);
    journey.keys("a");
    assert_eq!((journey.model.screen.layout.guide.height, journey.model.nav.view.height), (0, rows + 1));
    // Undo does not bring the guide back.
    journey.keys("u");
    assert!(journey.model.guide.rows.is_empty());
    assert!(journey.model.screen.preferences.has_decided);
}

#[test]
fn the_guide_is_left_out_on_small_screens() {
    assert_eq!(newcomer((20, 6)).model.screen.layout.guide.height, 0);
    for size in [(80, 24), (60, 20), (48, 16)] {
        assert_eq!(newcomer(size).model.screen.layout.guide.height, 1, "{size:?}");
    }
}

#[test]
fn a_read_only_session_has_no_guide() {
    let settings = Settings { read_only: Some("it is locked".to_owned()), ..Settings::default() };
    let mut journey = Journey::of(&document(PIER), settings, Vec::new(), (80, 24));
    journey.model.screen.preferences = Preferences::default();
    journey.tell(Msg::Resized(80, 24));
    assert!(journey.model.guide.rows.is_empty());
}

/// The lesson as `purport tutor` opens it.
fn lesson() -> Journey {
    let bytes = std::fs::read(project("sample/lesson.md")).unwrap();
    let document =
        Arc::new(import(bytes, "lesson.md", ImportOptions::new(Format::Markdown)).unwrap().document);
    let scheme = Arc::new(Scheme::claims().with_engine(Engine::Cues));
    let settings = Settings { lesson: true, ..Settings::default() };
    let model = Model::new(Arc::clone(&document), Arc::clone(&scheme), settings, "dusk");
    let mut journey =
        Journey { model, commands: Vec::new(), clock: 0, disk: purport::session::OnDisk::Intact };
    journey.tell(Msg::Opened { document: Arc::clone(&document), tags: Vec::new(), same: false });
    journey.tell(Msg::Resized(80, 24));
    journey.tell(classified(&document, &scheme));
    journey
}

/// Number of the lesson's task; `None` after the last.
fn task(journey: &Journey) -> Option<usize> {
    journey.model.guide.lesson.unwrap().number().map(|(number, _)| number)
}

fn guide(journey: &Journey) -> String {
    journey.model.guide.rows.join(" ")
}

/// The right keys for each task on a screen that does not show the whole lesson.
const RIGHT: [&str; 26] = [
    "j",
    "PgDn",
    "g",
    "]",
    "[",
    "x",
    "J",
    "a",
    "Enter Esc",
    "4",
    "u",
    ".",
    "e 'why' Enter",
    "P 'Piet Haas' Enter",
    "v",
    "r 2 Esc",
    "/ 'bridge' Enter",
    "n",
    "Ctrl-o",
    "f 1",
    "f a",
    "Z Z",
    "c c c c",
    ": 'theme' Esc",
    "Space Esc",
    "? Esc",
];

/// The lesson with all tasks before number `at` done.
fn lesson_at(at: usize) -> Journey {
    let mut journey = lesson();
    for keys in &RIGHT[..at - 1] {
        journey.keys(keys);
    }
    assert_eq!(task(&journey), Some(at), "{}", guide(&journey));
    journey
}

#[test]
fn the_right_keys_walk_through_the_lesson() {
    let mut journey = lesson();
    for (number, keys) in RIGHT.iter().enumerate() {
        assert_eq!(task(&journey), Some(number + 1), "before {keys}: {}", guide(&journey));
        assert!(!journey.model.guide.lesson.unwrap().is_astray(), "{}", guide(&journey));
        journey.keys(keys);
    }
    assert_eq!(task(&journey), None);
    assert!(guide(&journey).contains("q leaves"));
}

#[test]
fn every_task_can_be_done_on_every_screen() {
    // Smaller ones have no room for the guide.
    for size in [(200, 60), (120, 40), (80, 24), (48, 16)] {
        let mut journey = lesson();
        journey.tell(Msg::Resized(size.0, size.1));
        for _ in 0..=RIGHT.len() {
            let Some(number) = task(&journey) else { break };
            journey.keys(RIGHT[number - 1]);
            // Where the first words found are in sight, nothing has jumped.
            assert!(
                task(&journey) > Some(number) || task(&journey).is_none(),
                "{size:?}: {}",
                guide(&journey)
            );
        }
        assert_eq!(task(&journey), None, "{size:?}: {}", guide(&journey));
    }
}

/// Asserts that `keys` in task `at` do not end it and show a way back with `words`, and that `back` ends it.
fn goes_astray(at: usize, keys: &str, words: &str, back: &str) {
    let mut journey = lesson_at(at);
    journey.keys(keys);
    assert_eq!(task(&journey), Some(at), "{keys} must not end task {at}: {}", guide(&journey));
    assert!(guide(&journey).contains(words), "after {keys}: {}", guide(&journey));
    journey.keys(back);
    assert_eq!(task(&journey), Some(at + 1), "{back} must end task {at}: {}", guide(&journey));
}

#[test]
fn wrong_turns_do_not_pass_and_the_guide_shows_the_way_back() {
    // Another claim is rejected, accepted or current instead of the heading.
    goes_astray(6, "] x", "You decided another claim: u takes that back", "u g x");
    goes_astray(6, "a", "you said that it does: u takes that back", "u x");
    goes_astray(6, "PgDn", "g goes back to the heading", "g x");
    // Keys for something else.
    goes_astray(1, "Tab Tab k", "Press j", "j");
    goes_astray(3, "G", "g is the beginning", "g");
    goes_astray(4, "x", "That changed a decision: u takes it back", "u g ]");
    goes_astray(8, "x", "You rejected it: u takes that back", "u a");
    goes_astray(9, "i Esc Tab Tab", "Enter shows", "Enter Esc");
    // The suggested category accepts; only another one changes.
    goes_astray(10, "1", "so you accepted the claim: u takes that back", "u 2");
    // Skipping is asked for, and a decision is not a skip.
    goes_astray(12, "a", "You decided it: u takes that back", "u .");
    goes_astray(13, "e Esc", "writes a note", "e 'hm' Enter");
    // The passage is a claim, is left, or holds nothing.
    goes_astray(16, "Esc", "v selects again", "v r 2 Esc");
    goes_astray(16, "x", "v", "u v r 2 Esc");
    // Searching for something else, and opening the search without a word.
    goes_astray(17, "/ Esc", "look for “bridge”", "/ 'bridge' Enter");
    goes_astray(17, "/ 'tram' Enter", "That was another word", "/ 'bridge' Enter");
    goes_astray(20, "f u", "narrowed to something else", "f 1");
    goes_astray(14, "P Esc", "writes down who makes the claim", "P 'Haas' Enter");
    goes_astray(22, "Z", "again goes back", "Z");
    goes_astray(23, "c", "Press it until the usual thresholds are back", "c c c");
    goes_astray(24, ": Esc", "write “theme”", ": 'theme' Esc");
}

#[test]
fn the_keys_that_once_rejected_the_wrong_claim_do_not() {
    let mut journey = lesson();
    // A page further, back to the beginning, on and back: the heading is current again.
    journey.keys("j PgDn g ] [ x");
    let text = &journey.model.document().text;
    let rejected = journey.model.reading.marks().iter().find(|mark| mark.status == Status::Rejected);
    assert_eq!(rejected.map(|mark| mark.span.slice(text)), Some("What purport does"));
    assert_eq!(task(&journey), Some(7));
    // Space opens the menu, which performs the next key: nothing is passed over.
    let mut journey = lesson();
    journey.keys("j Space g ] [ x");
    assert!(task(&journey) < Some(6), "{}", guide(&journey));
    assert!(guide(&journey).contains("u takes it back"), "{}", guide(&journey));
}

#[test]
fn the_lesson_text_holds_what_its_tasks_need() {
    let journey = lesson();
    let text = &journey.model.document().text;
    let first = journey.model.reading.mark(0).unwrap();
    assert_eq!(first.span.slice(text), "What purport does");
    let counts = journey.model.reading.counts();
    let scheme = &journey.model.reading.scheme;
    let met = |at: usize| counts.category(CategoryId(at as u8)).claims;
    assert!((0..scheme.categories.len()).all(|at| met(at) >= 2), "every category occurs at least twice");
    assert!(text.contains("bridge"));
}
