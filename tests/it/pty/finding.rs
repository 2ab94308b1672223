//! What `purport find` found, opened in the reader: it lists just that, and stands on the first of it.

use super::super::support::{Desk, PIER, SCHEME};
use super::terminal::Spawn;

#[test]
fn what_was_found_is_listed_and_the_first_of_it_is_current() {
    let desk = Desk::new();
    desk.file("pier.txt", PIER);
    desk.file("small.toml", SCHEME);
    let words =
        ["find", "order", "text", "must open", "--in", "pier.txt", "--open", "--scheme", "small.toml"];
    let mut terminal = Spawn::program(&desk, env!("CARGO_BIN_EXE_purport"), &words).start();
    terminal.wait_for("Claims 1/7");
    terminal.wait_for("claim 4/7");
    terminal.send("a");
    terminal.wait_for("1 decided");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert!(desk.read("pier.txt.tags.toml").contains("The shops must open"));
}
