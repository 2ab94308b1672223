//! The reader's own editor, on the terminal between two screens.

use super::terminal::{Spawn, Terminal};
use super::{TAGS, tags_in};
use crate::support::Desk;
use std::os::unix::fs::PermissionsExt as _;

/// A program named like an editor that takes a line; `script` edits.
fn editor(desk: &Desk, script: &str) -> String {
    let name = desk.work().join("vi").to_string_lossy().into_owned();
    std::fs::write(&name, format!("#!/bin/sh\necho \"$@\" >> arguments\n{script}\n")).unwrap();
    std::fs::set_permissions(&name, std::fs::Permissions::from_mode(0o755)).unwrap();
    name
}

fn open(desk: &Desk, article: &str, editor: &str) -> Terminal {
    let terminal = Spawn::reader(desk, &[article]).env("VISUAL", editor).start();
    terminal.wait_for("pledged");
    terminal
}

#[test]
fn the_article_is_edited_and_read_again() {
    let desk = Desk::with_pier();
    // The keys belong to the editor until it ends.
    let script = "printf 'EDITING: '; read answer < /dev/tty; echo \"$answer\" > answer
        { echo 'A new first paragraph.'; echo; cat pier.txt; } > new && mv new pier.txt";
    let mut terminal = open(&desk, "pier.txt", &editor(&desk, script));
    terminal.send("a");
    terminal.wait_for("accepted as");
    terminal.wait_for("✓ saved");
    terminal.send("o");
    terminal.wait("the editor", |screen| {
        !screen.alternate_screen() && !screen.hide_cursor() && screen.contents().contains("EDITING:")
    });
    terminal.send("xxxq\r");
    terminal.wait("the reader again", |screen| {
        screen.alternate_screen() && screen.contents().contains("A new first paragraph.")
    });
    terminal.wait_for("1 moved");
    assert_eq!(desk.read("answer"), "xxxq\n");
    let line = desk.read("arguments");
    let (line, file) = line.trim().split_once(' ').unwrap();
    let words = crate::support::PIER.lines().nth(line[1..].parse::<usize>().unwrap() - 1).unwrap();
    assert!(file == "pier.txt" && !words.is_empty(), "{line}: {words}");
    terminal.send("x");
    terminal.wait_for("rejected");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_restored();
    assert_eq!(tags_in(&desk, TAGS), 2);
}

#[test]
fn edited_tags_are_taken_over() {
    let desk = Desk::with_pier();
    let script = "sed -i 's/^decision = .*/&\\nnote = \"from the editor\"/' \"$1\"";
    let mut terminal = open(&desk, "pier.txt", &editor(&desk, script));
    terminal.send(":edit tags\r");
    terminal.wait_for("no tags yet");
    terminal.send("a");
    terminal.wait_for("accepted as");
    terminal.wait_for("✓ saved");
    terminal.send(":edit tags\r");
    terminal.wait_for("took over 1 tag");
    terminal.send("[");
    terminal.wait_for("from the editor");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert!(desk.read(TAGS).contains("from the editor"));
}

#[test]
fn a_missing_or_failing_editor_is_a_message() {
    let desk = Desk::with_pier();
    let mut terminal = open(&desk, "pier.txt", "no-such-editor --wait");
    terminal.send("o");
    terminal.wait_for("there is no such editor");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    let mut terminal = open(&desk, "pier.txt", &editor(&desk, "exit 3"));
    terminal.send("o");
    terminal.wait_for("exit code 3");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_restored();
}

#[test]
fn what_is_no_text_file_is_not_edited() {
    let desk = Desk::with_pier();
    let name = editor(&desk, "");
    let script = "cat pier.txt | VISUAL=\"$1\" \"$0\" --theme dusk --scheme small.toml";
    desk.file("small.toml", crate::support::SCHEME);
    let mut terminal = Spawn::program(&desk, "sh", &["-c", script, crate::support::PURPORT, &name]).start();
    terminal.wait_for("pledged");
    terminal.send("o");
    terminal.wait_for("is no file");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert!(!desk.work().join("arguments").exists());
}
