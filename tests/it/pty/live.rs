//! Standard input that streams: shown as it comes, decided when it ends or the reader stops it.

use super::terminal::{Spawn, Terminal};
use crate::support::Desk;
use std::fs::File;
use std::io::Write as _;
use std::process::Command;

/// The reader on a pipe, and the end of the pipe that a producer has.
fn open(desk: &Desk) -> (Terminal, File) {
    desk.file("small.toml", crate::support::SCHEME);
    let pipe = desk.work().join("feed");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let script = "exec \"$0\" --theme dusk --scheme small.toml - < feed";
    let terminal = Spawn::program(desk, "sh", &["-c", script, crate::support::PURPORT]).start();
    (terminal, File::options().write(true).open(pipe).unwrap())
}

fn tag_files(desk: &Desk) -> Vec<String> {
    desk.names().into_iter().filter(|name| name.ends_with(".tags.toml")).collect()
}

#[test]
fn text_is_shown_as_it_comes_with_its_claims() {
    let desk = Desk::new();
    let (mut terminal, mut feed) = open(&desk);
    feed.write_all(b"The shops must open at once.").unwrap();
    terminal.wait_for("The shops must open at once.");
    terminal.wait_for("This claim");
    terminal.wait_for_claims(1);
    terminal.wait_for("standard input is open");
    // A letter may come in two parts.
    feed.write_all(b"\n\nThe caf\xc3").unwrap();
    terminal.wait_for("The caf");
    feed.write_all(b"\xa9 must close.\n").unwrap();
    terminal.wait_for("The café must close.");
    terminal.wait_for_claims(2);

    // No decision is made on a text that may go on.
    terminal.send("a");
    terminal.wait_for("standard input is still open");
    assert_eq!(tag_files(&desk), [""; 0]);
    drop(feed);
    terminal.wait_for("standard input has ended");
    terminal.send("a");
    terminal.wait_for_decided(1);
    terminal.wait_for("✓");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    let files = tag_files(&desk);
    assert!(files.len() == 1 && files[0].starts_with("stdin-"), "{files:?}");

    // The same text by another way finds its tags again.
    let script = "printf 'The shops must open at once.\\n\\nThe café must close.\\n' | \"$0\" --theme dusk --scheme small.toml";
    let mut again = Spawn::program(&desk, "sh", &["-c", script, crate::support::PURPORT]).start();
    again.wait_for_decided(1);
    again.send("q");
    assert_eq!(again.end(), 0);
    assert_eq!(tag_files(&desk), files);
}

#[test]
fn the_reader_takes_what_has_come_as_the_whole_text() {
    let desk = Desk::new();
    let (mut terminal, mut feed) = open(&desk);
    feed.write_all(b"The shops must open at once.\n").unwrap();
    terminal.wait_for_claims(1);
    terminal.send("/zebrafish\r");
    terminal.wait_for("looking further");
    terminal.send("\x1b");
    terminal.wait_for("1 Promise");
    terminal.send("\x1b");
    terminal.wait_for("what has come is the whole text");
    terminal.send("a");
    terminal.wait_for_decided(1);
    terminal.wait_for("✓");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(tag_files(&desk).len(), 1);
    drop(feed);
}

#[test]
fn keys_and_signals_end_the_program_while_the_producer_goes_on() {
    for (signal, code) in [(None, 0), (Some("TERM"), 143), (Some("HUP"), 129)] {
        let desk = Desk::new();
        let (mut terminal, mut feed) = open(&desk);
        feed.write_all(b"The shops must open at once.\n").unwrap();
        terminal.wait_for("The shops must open");
        match signal {
            Some(signal) => terminal.signal(signal),
            None => terminal.send("q"),
        }
        assert_eq!(terminal.end(), code);
        terminal.assert_restored();
        drop(feed);
    }
}

#[test]
fn an_input_that_brings_nothing_yet_has_a_screen() {
    let desk = Desk::new();
    let (mut terminal, feed) = open(&desk);
    terminal.wait_for("standard input is open");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    drop(feed);
}
