//! Writing a note: its box, its keys, and long pastes.

use super::{BEFORE, Journey};
use crate::support::PIER;
use purport::session::{Effect, Mode, Mouse, MouseKind, Msg, NoteBox, Prompt};

fn prompt(journey: &Journey) -> &Prompt {
    let Mode::Prompt(prompt) = &journey.model.mode else { panic!("no prompt is open") };
    prompt
}

fn note_box(journey: &Journey) -> &NoteBox {
    prompt(journey).note_box.as_ref().expect("the note has a box")
}

fn paste(journey: &mut Journey, text: &str) {
    journey.tell(Msg::Pasted(text.to_owned()));
}

#[test]
fn the_box_grows_with_the_note_and_scrolls_with_the_cursor() {
    for size in [(120, 40), (80, 24), (48, 16)] {
        let mut journey = Journey::open(PIER, Vec::new(), size);
        journey.keys("e 'one' Ctrl-j 'two 日本'");
        let shown = note_box(&journey).clone();
        assert_eq!(shown.rows, ["one", "two 日本"], "{size:?}");
        assert_eq!(shown.cursor, (shown.area.x + 2 + 8, shown.area.y + 2), "{size:?}");
        assert_eq!(shown.area.y + shown.area.height, size.1 - 1, "it stands above the last row");

        paste(&mut journey, &"\nline".repeat(100_000));
        let shown = note_box(&journey);
        assert_eq!(shown.position, Some((100_002, 100_002)));
        assert!(shown.area.y > size.1 / 2 - 2 && shown.rows.iter().all(|row| row == "line"), "{shown:?}");
        journey.keys("Ctrl-Home");
        assert_eq!((note_box(&journey).rows[0].as_str(), note_box(&journey).position.unwrap().0), ("one", 1));
        journey.keys("Down End 'x'");
        assert_eq!(note_box(&journey).rows[1], "two 日本x");
    }
}

#[test]
fn a_small_screen_has_one_row_for_a_note() {
    let mut journey = Journey::open(PIER, Vec::new(), (20, 6));
    journey.keys("e 'one' Ctrl-j 'two'");
    assert!(prompt(&journey).note_box.is_none());
    assert_eq!(prompt(&journey).row_around_cursor(12), ("one⏎two".to_owned(), String::new()));
    journey.tell(Msg::Resized(80, 24));
    assert_eq!(note_box(&journey).rows, ["one", "two"]);
    journey.tell(Msg::Resized(20, 6));
    assert!(prompt(&journey).note_box.is_none());
}

#[test]
fn a_row_longer_than_a_cell_number_keeps_the_cursor_in_the_box() {
    let mut journey = Journey::open(PIER, Vec::new(), (80, 24));
    journey.keys("e");
    for part in ["x", "日", "word ", "\t", "e\u{301}"] {
        paste(&mut journey, &part.repeat(100_000));
        let shown = note_box(&journey);
        let (x, y) = shown.cursor;
        assert!(shown.area.x < x && x < shown.area.x + shown.area.width, "{part:?} {shown:?}");
        assert!(shown.area.y < y && y < shown.area.y + shown.area.height, "{part:?} {shown:?}");
        journey.keys("'b' Backspace Ctrl-w");
    }
}

#[test]
fn a_megabyte_is_pasted_saved_and_shown_beside_its_claim() {
    let mut journey = Journey::new();
    journey.keys("e");
    let memo = "a thought on the pier\n".repeat(50_000);
    paste(&mut journey, &memo);
    journey.keys("'b' Enter").is(BEFORE).says("note on");
    assert_eq!(journey.tag().note, format!("{memo}b"));
    // The panel, the card and the details show its beginning.
    journey.keys("Enter Esc Z Z e Esc");
    for size in [(200, 50), (80, 24)] {
        journey.tell(Msg::Resized(size.0, size.1));
    }
    let shown: usize = journey.model.panel.lines.len();
    assert!(shown < 60, "{shown}");
}

#[test]
fn a_copy_takes_the_note_and_the_source_along() {
    let copied = |journey: &Journey| {
        journey.commands.iter().rev().find_map(|effect| match effect {
            Effect::Copy(text) => Some(text.clone()),
            _ => None,
        })
    };
    let mut journey = Journey::new();
    journey.keys("y");
    let passage = journey.model.current_mark().unwrap().span.slice(PIER).to_owned();
    assert_eq!(copied(&journey), Some(passage.clone()));
    journey.keys("e 'weigh this' Ctrl-j 'twice' Enter y").says("with its note: “");
    let text = copied(&journey).unwrap();
    let source = text.strip_prefix(&format!("“{passage}”\n\nweigh this\ntwice\n\n— ")).expect(&text);
    assert!(source.contains("¶") && source.ends_with('\n'), "{source}");
    // A selected passage is copied as it stands.
    journey.keys("v y");
    assert_eq!(copied(&journey), Some(passage));
}

#[test]
fn searches_commands_and_pickers_take_a_long_paste() {
    let long = "the pier must ".repeat(80_000);
    for keys in ["/", ":", "p", "t", "P", "S", "? /"] {
        let mut journey = Journey::new();
        journey.keys(keys);
        paste(&mut journey, &long);
        journey.keys("'x' Backspace Enter Esc Esc Esc");
        assert!(matches!(journey.model.mode, Mode::Read), "{keys}: {:?}", journey.model.mode);
    }
}

#[test]
fn a_click_takes_the_cursor_and_the_wheel_turns_the_note() {
    let mut journey = Journey::open(PIER, Vec::new(), (80, 24));
    let marks = journey.marks();
    journey.keys("e");
    paste(&mut journey, &"line\n".repeat(50));
    let area = note_box(&journey).area;
    let now = journey.now();
    let at = |kind, x, y| Msg::Mouse(Mouse { kind, x, y }, now.clone());
    journey.tell(at(MouseKind::WheelUp, area.x + 2, area.y + 1));
    assert_eq!(note_box(&journey).position.unwrap().0, 48);
    journey.tell(at(MouseKind::Press, area.x + 4, area.y + 1));
    journey.keys("'X'");
    assert_eq!(note_box(&journey).rows[0], "liXne");
    // A click elsewhere neither closes the note nor chooses another claim.
    journey.tell(at(MouseKind::Press, 10, 2));
    assert!(matches!(journey.model.mode, Mode::Prompt(_)));
    assert_eq!(journey.marks(), marks);
}
