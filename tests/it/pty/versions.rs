//! The article changes on disk while it is open: its changes are offered, listed, and gone through.

use super::terminal::{Spawn, Terminal};
use crate::support::{Desk, PIER};

#[test]
fn changes_on_disk_are_offered_and_listed() {
    let desk = Desk::with_pier();
    let mut terminal: Terminal = Spawn::reader(&desk, &["pier.txt"]).start();
    terminal.wait_for("pledged");
    desk.file("pier.txt", PIER.replace("a new pier", "two new piers"));
    terminal.wait_for("`:diff` shows");
    terminal.send(":diff\r");
    terminal.wait_for("new number: two");
    terminal.send("\x1b");
    terminal.wait("all claims again", |screen| !screen.contents().contains("new number: two"));
    // An older version in a file, and none.
    desk.file("old.txt", PIER.replace("a new pier", "three new piers"));
    terminal.send(":diff old.txt\r");
    terminal.wait_for("since old.txt");
    terminal.send(":diff nowhere.txt\r");
    terminal.wait_for("nowhere.txt");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_restored();
}
