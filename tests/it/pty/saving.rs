//! Tag files in a real session: failing saves, foreign writes, changed articles, kills.

use super::terminal::{Spawn, progress};
use super::{TAGS, open, tags_in};
use crate::support::{Desk, has};
use fastrand::Rng;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::time::Duration;

#[test]
fn a_failed_save_is_reported_and_retried() {
    let desk = Desk::with_pier();
    // A missing folder refuses every user, root too.
    let mut terminal = Spawn::reader(&desk, &["--tags", "gone/tags.toml", "pier.txt"]).start();
    terminal.wait_for_claims(7);
    terminal.send("a");
    terminal.wait_for("✗ not saved");
    terminal.wait_for_decided(1);
    assert!(!terminal.contents().contains("✓ saved"));
    terminal.send("q");
    terminal.wait_for("w try again");
    terminal.send("\x1b");
    terminal.wait("the reader", |screen| !screen.contents().contains("w try again"));
    terminal.send("x");
    terminal.wait_for_decided(2);
    std::fs::create_dir(desk.work().join("gone")).unwrap();
    terminal.send("w");
    terminal.wait_for("✓ saved");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(tags_in(&desk, "gone/tags.toml"), 2);
}

#[test]
fn a_read_only_tag_file_is_left_alone() {
    let desk = Desk::with_pier();
    let mut terminal = open(&desk);
    terminal.send("a");
    terminal.wait_for("✓ saved");
    let path = desk.work().join(TAGS);
    let before = desk.read(TAGS);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
    terminal.send("a");
    terminal.wait_for("✗ not saved");
    assert_eq!(desk.read(TAGS), before);
    terminal.send("q");
    terminal.wait_for("d discard");
    terminal.send("d");
    terminal.end();
    terminal.assert_restored();
    assert_eq!(desk.read(TAGS), before);
}

#[test]
fn changes_by_another_program_are_merged() {
    let desk = Desk::with_pier();
    let mut terminal = open(&desk);
    terminal.send("a");
    terminal.wait_for("✓ saved");
    let file = desk.read(TAGS);
    let (head, tag) = file.split_once("[[tag]]").unwrap();
    let id = tag.lines().find(|line| line.starts_with("id")).unwrap();
    let foreign =
        format!("# A word by hand.\n[[tag]]{}", tag.replace(id, "id = \"t-foreign\"\nmood = \"calm\""));
    // Two tags by one annotator on one passage would become one.
    let foreign = foreign.replace("annotator = \"reader\"", "annotator = \"second\"");
    std::fs::write(desk.work().join(TAGS), format!("{head}[[tag]]{tag}\n{foreign}")).unwrap();
    terminal.send("x");
    terminal.wait_for("another program");
    terminal.wait_for("✓ saved");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    let merged = desk.read(TAGS);
    assert_eq!(tags_in(&desk, TAGS), 3, "{merged}");
    for part in ["t-foreign", "mood = \"calm\"", "# A word by hand.", "rejected", id] {
        assert!(merged.contains(part), "{part} is lost:\n{merged}");
    }
}

#[test]
fn a_linked_tag_file_stays_a_link_and_keeps_its_mode() {
    let desk = Desk::with_pier();
    let (link, real) = (desk.work().join(TAGS), desk.home().join("real.toml"));
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let mut terminal = open(&desk);
    terminal.send("a");
    terminal.wait_for("✓ saved");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
    terminal.send("x");
    terminal.wait_for_decided(2);
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert!(std::fs::symlink_metadata(&link).unwrap().file_type().is_symlink(), "the link was replaced");
    assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(std::fs::read_to_string(&real).unwrap().matches("[[tag]]").count(), 2);
}

#[test]
fn a_broken_tag_file_is_refused_with_line_and_column_and_left_alone() {
    let cases: [(&[u8], &str); 4] = [
        (b"[format]\nversion = 1\n\n[[tag]]\nid = \n", "pier.txt.tags.toml:5:"),
        (b"[format]\nversion = 1\n<<<<<<< ours\n", "pier.txt.tags.toml:3:1:"),
        (b"[format]\nversion = 1\nnote = \"\xff\"\n", "pier.txt.tags.toml:3:9:"),
        (b"name = \"something else\"\n", "not a tag file"),
    ];
    for (bytes, message) in cases {
        let desk = Desk::with_pier();
        desk.file(TAGS, bytes);
        let mut terminal = Spawn::reader(&desk, &["pier.txt"]).start();
        assert_eq!(terminal.end(), 2, "{message}");
        terminal.wait(message, |screen| screen.contents().replace('\n', "").contains(message));
        assert!(!has(&terminal.raw(), b"\x1b[?1049h"), "the alternate screen was entered");
        assert_eq!(std::fs::read(desk.work().join(TAGS)).unwrap(), bytes);
    }
}

#[test]
fn a_tag_file_of_a_newer_format_is_read_only() {
    let desk = Desk::with_pier();
    let bytes = b"[format]\nversion = 9\nmin_reader = 9\n";
    desk.file(TAGS, bytes);
    let mut terminal = Spawn::reader(&desk, &["pier.txt"]).start();
    terminal.wait_for("read only");
    terminal.send("a");
    terminal.wait_for("newer purport");
    terminal.wait_for_decided(0);
    // `S` saves to another file.
    terminal.send("S\x15mine.toml\r");
    terminal.wait_for("✓ saved");
    terminal.send("aq");
    assert_eq!(terminal.end(), 0);
    assert_eq!(tags_in(&desk, "mine.toml"), 1);
    assert_eq!(std::fs::read(desk.work().join(TAGS)).unwrap(), bytes);
}

#[test]
fn a_second_session_is_read_only() {
    let desk = Desk::with_pier();
    let mut first = open(&desk);
    first.send("a");
    first.wait_for("✓ saved");
    let mut second = Spawn::reader(&desk, &["pier.txt"]).start();
    second.wait_for("read only: another purport (process");
    second.send("x");
    second.wait_for("read only");
    second.send("q");
    assert_eq!(second.end(), 0);
    first.signal("KILL");
    first.end();
    // The lock of a dead session is ignored.
    let mut third = open(&desk);
    third.send("Jx");
    third.wait_for_decided(2);
    third.wait_for("✓ saved");
    third.send("q");
    assert_eq!(third.end(), 0);
    assert_eq!(tags_in(&desk, TAGS), 2);
    let names = desk.names();
    assert!(!names.iter().any(|name| name.starts_with('.')), "a lock is left: {names:?}");
}

#[test]
fn read_only_decides_nothing() {
    let desk = Desk::with_pier();
    let mut terminal = Spawn::reader(&desk, &["-R", "pier.txt"]).start();
    terminal.wait_for_claims(7);
    terminal.send("a");
    terminal.wait_for("read only: --read-only was given");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert!(!desk.work().join(TAGS).exists());
}

#[test]
fn undo_reaches_back_through_earlier_sessions() {
    let desk = Desk::with_pier();
    let mut terminal = open(&desk);
    terminal.send("axa");
    terminal.wait_for_decided(3);
    terminal.wait_for("✓ saved");
    terminal.send("u");
    terminal.wait_for_decided(2);
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    let mut terminal = open(&desk);
    terminal.wait_for_decided(2);
    terminal.send("u");
    terminal.wait_for("undone: rejected");
    terminal.wait_for_decided(1);
    terminal.send("\x12");
    terminal.wait_for("redone: rejected");
    terminal.send("\x12");
    terminal.wait_for_decided(3);
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    // Undo stops at a change made outside.
    let file = desk.read(TAGS);
    desk.file(TAGS, file.replacen("\"rejected\"", "\"confirmed\"", 1));
    let mut terminal = open(&desk);
    terminal.wait_for_decided(3);
    terminal.send("u");
    terminal.wait_for("nothing to undo");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_blocked_state_folder_stops_no_key_and_holds_the_last_position_in_the_end() {
    let desk = Desk::with_pier();
    let mut terminal = open(&desk);
    terminal.send("a");
    terminal.wait_for("✓ saved");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    let state = desk.home().join("state/purport");
    let only_file = |folder: &str| {
        std::fs::read_dir(state.join(folder)).unwrap().map(|entry| entry.unwrap().path()).next().unwrap()
    };
    // Opening a pipe for writing blocks until a reader opens it.
    let log = only_file("steps");
    std::fs::remove_file(&log).unwrap();
    assert!(Command::new("mkfifo").arg(&log).status().unwrap().success());
    let mut terminal = open(&desk);
    terminal.send("x");
    terminal.wait_for_decided(2);
    terminal.wait_for("✓ saved");
    terminal.send("jjmz");
    terminal.send("a");
    terminal.wait_for_decided(3);
    terminal.wait_for("✓ saved");
    assert!(!std::fs::read_to_string(only_file("places")).unwrap().contains("[marks.z]"));
    let _reader = std::fs::File::options().read(true).write(true).open(&log).unwrap();
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert!(std::fs::read_to_string(only_file("places")).unwrap().contains("[marks.z]"));
    assert_eq!(tags_in(&desk, TAGS), 3);
}

#[test]
fn tags_follow_an_article_that_changes_while_open() {
    let desk = Desk::with_pier();
    let mut terminal = open(&desk);
    terminal.send("aa");
    terminal.wait_for_decided(2);
    terminal.wait_for("✓ saved");
    let (tagged, old) = (desk.read(TAGS), desk.read("pier.txt"));
    // Written in place, with a new first sentence.
    desk.file("pier.txt", old.replacen("The council", "Nobody came. The council", 1));
    terminal.wait_for("the article has changed: 0 tags kept, 2 moved");
    terminal.wait_for("Nobody came.");
    terminal.wait_for_decided(2);
    // Replaced by rename, as editors do, without the first tagged sentence.
    let gone = old.replacen("The council pledged a new pier on Monday.", "", 1);
    let new = desk.file("new.txt", gone);
    std::fs::rename(new, desk.work().join("pier.txt")).unwrap();
    terminal.wait_for("1 moved, 1 lost; f o lists these");
    // The reader puts the lost tag on the first sentence.
    terminal.send("fo");
    terminal.wait_for("only lost");
    terminal.send("}");
    terminal.send("v");
    terminal.wait_for("attach");
    terminal.send("a");
    terminal.wait_for("put here");
    terminal.send("fa");
    terminal.wait_for_decided(2);
    std::fs::remove_file(desk.work().join("pier.txt")).unwrap();
    terminal.wait_for("gone from the disk");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    let kept = desk.read(TAGS);
    let quotes = |text: &str| text.lines().filter(|line| line.starts_with("quote")).count();
    assert_eq!((quotes(&tagged), quotes(&kept)), (2, 2), "{kept}");
    assert!(
        kept.contains("quote = \"The council pledged a new pier on Monday.\"") && kept.contains("seen = {")
    );
}

#[test]
fn export_writes_beside_the_article_and_asks_before_overwriting() {
    let desk = Desk::with_pier();
    let mut terminal = open(&desk);
    terminal.send(":export csv\r");
    terminal.wait_for("7 marks written to pier.txt.csv");
    terminal.send("a");
    terminal.wait_for("✓ saved");
    terminal.send(":export csv\r");
    terminal.wait_for("pier.txt.csv: already exists");
    assert!(!desk.read("pier.txt.csv").contains("confirmed"));
    terminal.send(":export! csv\r");
    terminal.wait_for("7 marks written to pier.txt.csv");
    assert!(desk.read("pier.txt.csv").contains("confirmed"));
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
}

/// Kills the program while tags are made as fast as keys come; `PURPORT_KILLS=300` sets the number of kills.
#[test]
fn repeated_kills_neither_tear_the_file_nor_lose_saved_tags() {
    let kills = std::env::var("PURPORT_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(12);
    let rng = &mut Rng::with_seed(11);
    let lines: Vec<String> =
        (0..400).map(|number| format!("The council pledged pier number {number}.")).collect();
    let text = lines.join("\n\n");
    let mut desk = Desk::new();
    let (mut on_disk, mut called_saved) = (0, 0);
    for round in 0..kills {
        // Start over before the claims run out.
        if round % 30 == 0 {
            desk = Desk::new();
            desk.file("piers.txt", &text);
            on_disk = 0;
        }
        let mut terminal = Spawn::reader(&desk, &["piers.txt"]).start();
        terminal.wait_for_claims(400);
        terminal.send("J");
        for _ in 0..rng.usize(1..12) {
            terminal.send("x");
            // Not a wait for anything: it varies the moment of the kill.
            std::thread::sleep(Duration::from_micros(rng.u64(..4000)));
        }
        if round % 4 == 3 {
            // Every fourth kill comes right after a save.
            terminal.wait_for("✓ saved");
        }
        terminal.signal("KILL");
        terminal.end();
        let screen = terminal.contents();
        let header = screen.lines().next().unwrap_or_default();
        let (decided, _) = progress(&screen).unwrap_or_default();
        let check = desk.purport().args(["check", "piers.txt.tags.toml"]).output().unwrap();
        let there = desk.work().join("piers.txt.tags.toml").exists();
        let report = String::from_utf8_lossy(&check.stdout).into_owned();
        assert!(!there || check.status.success(), "round {round}: {report}");
        let tags: usize = report
            .rsplit(": ")
            .next()
            .and_then(|summary| summary.split(' ').next()?.replace(',', "").parse().ok())
            .unwrap_or(0);
        assert!(tags >= on_disk, "round {round}: {on_disk} tags before, {tags} now");
        if header.contains("✓ saved") {
            called_saved += 1;
            assert!(
                tags >= decided,
                "round {round}: {decided} decisions shown as saved, {tags} tags on disk"
            );
        }
        on_disk = tags;
    }
    assert!(called_saved > 0, "no kill came after a save");
}
