//! The mouse and the clipboard of a terminal.

use super::super::support::Desk;
use super::terminal::{Spawn, Terminal};
use super::{desk, has, open};

#[test]
fn the_mouse_is_ours_and_can_be_left_to_the_terminal() {
    let desk = desk();
    let mut terminal = open(&desk);
    let mode = |terminal: &Terminal| terminal.look(vt100::Screen::mouse_protocol_mode);
    terminal.wait("the mouse", |screen| screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None);
    assert!(!has(&terminal.raw(), b"\x1b[?1003h"), "every move of the mouse would wake us");
    // A click on the third claim of the list, which lies in a strip below the text.
    let row = terminal.look(|screen| screen.rows(0, 80).position(|row| row.contains("Claims 7"))).unwrap();
    terminal.send(&format!("\x1b[<0;12;{}M\x1b[<0;12;{0}m", row + 4));
    terminal.wait_for("claim 3/7");
    terminal.send("M");
    terminal.wait_for("the mouse is the terminal's own");
    assert_eq!(mode(&terminal), vt100::MouseProtocolMode::None);
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    terminal.is_given_back();
    // What was chosen holds the next time too.
    let mut again = open(&desk);
    again.send("q");
    again.end();
    assert!(!has(&again.raw(), b"\x1b[?1000h"));
}

#[test]
fn a_thousand_turns_of_the_wheel_are_painted_at_once() {
    let desk = Desk::new();
    desk.file("long.txt", "The council must pay for the pier, and it said so.\n\n".repeat(3000));
    let mut terminal = Spawn::reader(&desk, &["long.txt"]).start();
    terminal.wait_for("3000");
    let frames = |terminal: &Terminal| {
        let raw = terminal.raw();
        raw.windows(8).filter(|part| part == b"\x1b[?2026l").count()
    };
    let before = frames(&terminal);
    terminal.send(&"\x1b[<65;20;5M".repeat(1000));
    terminal.send("G");
    terminal.wait_for("claim 3000/3000");
    assert!(frames(&terminal) - before < 500, "every turn was painted by itself");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn what_is_copied_goes_to_the_terminal() {
    let desk = desk();
    let mut terminal = open(&desk);
    terminal.send("y");
    terminal.wait_for("sent to the terminal's clipboard");
    // Base 64 of "The council pledged".
    assert!(has(&terminal.raw(), b"\x1b]52;c;VGhlIGNvdW5jaWwgcGxlZGdlZ"));
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
}
