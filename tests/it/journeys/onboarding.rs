//! The guide for newcomers, and `purport tutor` from its first task to its last.

use super::{Journey, Msg, Preferences, Settings, classified, document};
use crate::support::{PIER, project};
use purport::claim::{CategoryId, Engine, Scheme};
use purport::import::{Format, ImportOptions, import};
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
    let mut journey = Journey { model, commands: Vec::new(), clock: 0 };
    journey.tell(Msg::Opened { document: Arc::clone(&document), tags: Vec::new(), same: false });
    journey.tell(Msg::Resized(120, 40));
    journey.tell(classified(&document, &scheme));
    journey
}

#[test]
fn the_lesson_advances_when_its_task_is_done() {
    let mut journey = lesson();
    let at = |journey: &Journey| journey.model.guide.lesson.unwrap().number().map(|(number, _)| number);
    let (_, all) = journey.model.guide.lesson.unwrap().number().unwrap();
    // Other keys do not advance it.
    journey.keys("k Tab Tab");
    assert_eq!(at(&journey), Some(1));
    let presses = [
        "j",
        "PgDn",
        "g",
        "]",
        "[",
        "x",
        "J",
        "a",
        "J Enter Esc",
        "3",
        "u",
        "e 'why' Enter",
        "v",
        "2",
        "/ 'bridge' Enter",
        "Ctrl-o",
        "f",
        "1",
        "f a",
        "c",
        ": Esc",
        "? Esc",
    ];
    assert_eq!(presses.len(), all);
    for (number, keys) in presses.iter().enumerate() {
        let guide = journey.model.guide.rows.join(" ");
        assert_eq!(at(&journey), Some(number + 1), "{guide}");
        journey.keys(keys);
    }
    assert_eq!(at(&journey), None);
    assert!(journey.model.guide.rows[0].contains("q leaves"));
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
