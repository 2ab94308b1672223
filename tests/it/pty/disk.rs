//! A tag file that other programs remove, spoil or write while the article is open, and sessions that share one.

use super::terminal::{Spawn, Terminal};
use super::{TAGS, open, tags_in};
use crate::support::{Desk, PIER, run};
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

#[test]
fn a_renamed_article_takes_its_tags_along() {
    let (desk, mut terminal) = decided();
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    std::fs::rename(desk.work().join("pier.txt"), desk.work().join("quay.txt")).unwrap();
    let mut terminal = Spawn::reader(&desk, &["quay.txt"]).size((120, 24)).start();
    terminal.wait_for("pier.txt.tags.toml holds 1 tag of this very text");
    terminal.send("n");
    terminal.wait_for("stays as it is");
    terminal.wait_for_decided(0);
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert!(desk.work().join(TAGS).exists());
    let mut terminal = Spawn::reader(&desk, &["quay.txt"]).size((120, 24)).start();
    terminal.wait_for("take them over as quay.txt.tags.toml?");
    terminal.send("y");
    terminal.wait_for_decided(1);
    terminal.wait_for("✓ saved");
    terminal.send("Jx");
    terminal.wait_for_decided(2);
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(tags_in(&desk, "quay.txt.tags.toml"), 2);
    assert!(!desk.work().join(TAGS).exists());
}

#[test]
fn a_review_by_a_pipe_asks_nothing_and_names_the_tags_of_the_old_name() {
    let (desk, mut terminal) = decided();
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    std::fs::rename(desk.work().join("pier.txt"), desk.work().join("quay.txt")).unwrap();
    let mut command = desk.purport();
    let words = ["--plain", "--scheme", "small.toml", "quay.txt"];
    let output = run(command.args(words).write_stdin("x\nq\n"));
    assert!(output.out.contains("pier.txt.tags.toml holds 1 tag of this very text"), "{}", output.out);
    assert_eq!((output.code, tags_in(&desk, "quay.txt.tags.toml")), (0, 1));
    std::fs::remove_file(desk.work().join("quay.txt.tags.toml")).unwrap();
    for words in
        [&["status", "quay.txt"][..], &["export", "quay.txt", "--format", "csv"], &["stats", "quay.txt"]]
    {
        let output = run(desk.purport().args(words));
        let name = "has no tags, but pier.txt.tags.toml holds 1 tag of this very text";
        assert!(output.err.contains(name), "{words:?}: {}", output.err);
    }
}

#[test]
fn the_tag_file_of_another_article_is_not_rewritten_unasked() {
    let (desk, mut terminal) = decided();
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    let before = desk.read(TAGS);
    desk.file("quay.txt", "The porters must wait. Sailors pledged to help. The crane is old.\n");
    let words = ["--tags", TAGS, "quay.txt"];
    let mut terminal = Spawn::reader(&desk, &words).size((140, 24)).start();
    terminal.wait_for("holds 1 tag of pier.txt, not found in this text");
    terminal.send("a");
    terminal.send("n");
    terminal.wait_for("read only: pier.txt.tags.toml holds the tags of pier.txt");
    terminal.send("aq");
    assert_eq!(terminal.end(), 0);
    assert_eq!(desk.read(TAGS), before);
    let review = [&["--plain", "--scheme", "small.toml"][..], &words[..]].concat();
    let output = run(desk.purport().args(&review).write_stdin("a\nx\nq\n"));
    assert!(output.out.contains("it is only read"), "{}", output.out);
    assert_eq!((output.code, desk.read(TAGS)), (0, before.clone()));
    let export = run(desk.purport().args(["export", "quay.txt", "--tags", TAGS, "--format", "csv"]));
    assert!(export.err.contains("holds 1 tag of pier.txt, not found in this text"), "{}", export.err);
    // An article that was renamed and edited has its passages.
    desk.file("mole.txt", format!("A new beginning.\n\n{PIER}"));
    let mut terminal = Spawn::reader(&desk, &["--tags", TAGS, "mole.txt"]).start();
    terminal.wait_for_decided(1);
    terminal.wait_for("✓ saved");
    terminal.send("Jx");
    terminal.wait_for_decided(2);
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(tags_in(&desk, TAGS), 2);
}

#[test]
fn an_unusable_state_folder_is_said_once_and_everything_else_works() {
    let desk = Desk::with_pier();
    let file = desk.file("state-file", "");
    let state = file.to_string_lossy().into_owned();
    let said = "is not a folder; place, bookmarks, undo log and settings are not remembered";
    let mut terminal =
        Spawn::reader(&desk, &["pier.txt"]).env("XDG_STATE_HOME", &state).size((230, 24)).start();
    terminal.wait_for(said);
    terminal.send("axu\x12mz");
    terminal.wait_for_decided(2);
    terminal.wait_for("✓ saved");
    assert!(!terminal.contents().contains(said));
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(tags_in(&desk, TAGS), 2);
    let mut command = desk.purport();
    command.env("XDG_STATE_HOME", &state).args(["--plain", "--scheme", "small.toml", "pier.txt"]);
    let output = run(command.write_stdin("J\nx\nu\nq\n"));
    assert_eq!((output.code, output.out.matches(said).count()), (0, 1), "{}", output.out);
    // Nothing is remembered where nothing is opened.
    let output = run(desk.purport().env("XDG_STATE_HOME", &state).args(["status", "pier.txt"]));
    assert!(!output.err.contains(said), "{}", output.err);
}

#[test]
fn a_file_that_becomes_read_only_is_reported_before_a_decision() {
    use std::os::unix::fs::PermissionsExt as _;
    let (desk, mut terminal) = decided();
    let mode = |bits| {
        let mode = std::fs::Permissions::from_mode(bits);
        std::fs::set_permissions(desk.work().join(TAGS), mode).unwrap();
    };
    mode(0o444);
    terminal.wait_for("! now read-only");
    terminal.wait_for("pier.txt.tags.toml is read-only: what you decide is not saved");
    mode(0o644);
    terminal.wait_for("✓ saved");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(tags_in(&desk, TAGS), 1);
}
