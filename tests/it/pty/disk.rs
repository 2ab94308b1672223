//! A tag file that other programs remove, spoil or write while the article is open, and sessions that share one.

use super::terminal::{Spawn, Terminal};
use super::{TAGS, open, tags_in};
use crate::support::Desk;
use std::path::Path;

/// The pier with one saved decision.
fn decided() -> (Desk, Terminal) {
    let desk = Desk::with_pier();
    let terminal = open(&desk);
    terminal.send("a");
    terminal.wait_for("✓ saved");
    (desk, terminal)
}

/// What happens to the file, and the words of the message.
type Damage = (fn(&Path), &'static str);

const DAMAGES: [Damage; 5] = [
    (|path| std::fs::remove_file(path).unwrap(), "was removed"),
    (|path| std::fs::write(path, "").unwrap(), "was emptied"),
    (|path| std::fs::write(path, "<<<<<<< ours\n").unwrap(), "was spoilt; w writes it anew and keeps a"),
    (
        |path| {
            std::fs::remove_file(path).unwrap();
            std::fs::create_dir(path).unwrap();
        },
        "is a folder",
    ),
    (
        |path| {
            std::fs::remove_file(path).unwrap();
            assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
        },
        "not a regular file",
    ),
];

#[test]
fn damage_is_seen_at_once_and_w_writes_everything_anew() {
    for (damage, words) in DAMAGES {
        let (desk, mut terminal) = decided();
        damage(&desk.work().join(TAGS));
        terminal.wait_for(words);
        terminal.wait("no ✓", |screen| !screen.contents().contains("✓ saved"));
        terminal.send("w");
        terminal.wait_for("✓ saved");
        assert_eq!(tags_in(&desk, TAGS), 1, "{words}");
        terminal.send("xq");
        assert_eq!(terminal.end(), 0);
        assert_eq!(tags_in(&desk, TAGS), 2, "{words}");
    }
}

#[test]
fn leaving_right_after_the_damage_asks_first() {
    for (damage, words) in DAMAGES {
        let (desk, mut terminal) = decided();
        damage(&desk.work().join(TAGS));
        terminal.send("q");
        terminal.wait_for("w try again");
        terminal.send("w");
        assert_eq!(terminal.end(), 0, "{words}");
        terminal.assert_restored();
        assert_eq!(tags_in(&desk, TAGS), 1, "{words}");
    }
}

#[test]
fn a_decision_right_after_a_removal_brings_all_of_them_back() {
    let (desk, mut terminal) = decided();
    std::fs::remove_file(desk.work().join(TAGS)).unwrap();
    terminal.send("x");
    terminal.wait_for_decided(2);
    terminal.wait_for("written anew");
    terminal.wait_for("✓ saved");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(tags_in(&desk, TAGS), 2);
}

#[test]
fn a_signal_writes_what_the_disk_has_lost() {
    for signal in ["TERM", "HUP", "INT"] {
        for (damage, words) in DAMAGES {
            let (desk, mut terminal) = decided();
            damage(&desk.work().join(TAGS));
            terminal.signal(signal);
            terminal.end();
            assert_eq!(tags_in(&desk, TAGS), 1, "{signal}: {words}");
        }
    }
}

#[test]
fn a_file_that_is_put_back_is_saved_again() {
    let (desk, mut terminal) = decided();
    let (path, aside) = (desk.work().join(TAGS), desk.work().join("aside"));
    std::fs::rename(&path, &aside).unwrap();
    terminal.wait_for("was removed");
    std::fs::rename(&aside, &path).unwrap();
    terminal.wait_for("is as it was saved");
    terminal.wait_for("✓ saved");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(desk.names().iter().filter(|name| name.contains("recovered")).count(), 0);
}

#[test]
fn what_another_program_saves_shows_without_a_decision() {
    let desk = Desk::with_pier();
    let mut first = open(&desk);
    first.send("axa");
    first.wait_for_decided(3);
    first.wait_for("✓ saved");
    first.send("q");
    assert_eq!(first.end(), 0);
    let whole = desk.read(TAGS);
    std::fs::remove_file(desk.work().join(TAGS)).unwrap();
    // The file appears while there was none.
    let mut terminal = open(&desk);
    desk.file(TAGS, &whole);
    terminal.wait_for_decided(3);
    terminal.wait_for("✓ saved");
    desk.file(TAGS, whole.replacen("\"rejected\"", "\"confirmed\"", 1));
    terminal.wait_for("took over 1 tag");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(tags_in(&desk, TAGS), 3);
}

#[test]
fn a_second_session_follows_the_first_and_takes_over() {
    for kills in [false, true] {
        let desk = Desk::with_pier();
        let mut first = open(&desk);
        let mut second = Spawn::reader(&desk, &["pier.txt"]).size((160, 24)).start();
        second.wait_for("another purport (process");
        first.send("a");
        second.wait_for_decided(1);
        second.wait_for("○ reading along: 1 decided");
        first.send("x");
        second.wait_for_decided(2);
        second.send("x");
        second.wait_for("read only: another purport");
        second.wait_for_decided(2);
        if kills {
            first.signal("KILL");
        } else {
            first.send("q");
        }
        first.end();
        second.wait_for("took over");
        second.send("x");
        second.wait_for_decided(3);
        second.wait_for("✓ saved");
        second.send("q");
        assert_eq!(second.end(), 0);
        assert_eq!(tags_in(&desk, TAGS), 3);
        let names = desk.names();
        assert!(!names.iter().any(|name| name.starts_with('.')), "a lock is left: {names:?}");
    }
}
