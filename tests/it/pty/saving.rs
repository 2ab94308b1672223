//! The tag file in a real session: what fails, what others write, and an article that changes.

use super::terminal::Spawn;
use super::{TAGS, desk, has, open, tags};
use std::os::unix::fs::PermissionsExt as _;

#[test]
fn what_cannot_be_saved_is_said_and_kept_until_it_can() {
    let desk = desk();
    // A folder that is not there yet refuses every user, root too.
    let mut terminal = Spawn::reader(&desk, &["--tags", "gone/tags.toml", "pier.txt"]).start();
    terminal.wait_for("Claims 7");
    terminal.send("a");
    terminal.wait_for("✗ not saved in tags.toml");
    terminal.wait_for("1 decided");
    assert!(!terminal.contents().contains("✓ saved"));
    terminal.send("q");
    terminal.wait_for("w try again");
    terminal.send("\x1b");
    terminal.wait("the reader", |screen| !screen.contents().contains("w try again"));
    terminal.send("x");
    terminal.wait_for("2 decided");
    std::fs::create_dir(desk.work().join("gone")).unwrap();
    terminal.send("w");
    terminal.wait_for("✓ saved in tags.toml");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(tags(&desk, "gone/tags.toml"), 2);
}

#[test]
fn a_read_only_tag_file_is_left_alone() {
    let desk = desk();
    let mut terminal = open(&desk);
    terminal.send("a");
    terminal.wait_for("✓ saved in");
    let path = desk.work().join(TAGS);
    let before = desk.read(TAGS);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
    terminal.send("a");
    terminal.wait_for("✗ not saved in");
    assert_eq!(desk.read(TAGS), before);
    terminal.send("q");
    terminal.wait_for("d discard");
    terminal.send("d");
    terminal.end();
    terminal.is_given_back();
    assert_eq!(desk.read(TAGS), before);
}

#[test]
fn what_another_program_writes_meanwhile_is_kept() {
    let desk = desk();
    let mut terminal = open(&desk);
    terminal.send("a");
    terminal.wait_for("✓ saved in");
    let file = desk.read(TAGS);
    let (head, tag) = file.split_once("[[tag]]").unwrap();
    let id = tag.lines().find(|line| line.starts_with("id")).unwrap();
    let foreign =
        format!("# A word by hand.\n[[tag]]{}", tag.replace(id, "id = \"t-foreign\"\nmood = \"calm\""));
    std::fs::write(desk.work().join(TAGS), format!("{head}[[tag]]{tag}\n{foreign}")).unwrap();
    terminal.send("x");
    terminal.wait_for("by another program");
    terminal.wait_for("✓ saved in");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    let merged = desk.read(TAGS);
    assert_eq!(tags(&desk, TAGS), 3, "{merged}");
    for part in ["t-foreign", "mood = \"calm\"", "# A word by hand.", "rejected", id] {
        assert!(merged.contains(part), "{part} is lost:\n{merged}");
    }
}

#[test]
fn a_linked_tag_file_stays_a_link_and_keeps_its_mode() {
    let desk = desk();
    let (link, real) = (desk.work().join(TAGS), desk.home().join("real.toml"));
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let mut terminal = open(&desk);
    terminal.send("a");
    terminal.wait_for("✓ saved in");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
    terminal.send("x");
    terminal.wait_for("2 decided");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert!(std::fs::symlink_metadata(&link).unwrap().file_type().is_symlink(), "the link was replaced");
    assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(std::fs::read_to_string(&real).unwrap().matches("[[tag]]").count(), 2);
}

#[test]
fn a_broken_tag_file_is_refused_with_its_place_and_left_alone() {
    let cases: [(&[u8], &str); 4] = [
        (b"[format]\nversion = 1\n\n[[tag]]\nid = \n", "pier.txt.tags.toml:5:"),
        (b"[format]\nversion = 1\n<<<<<<< ours\n", "pier.txt.tags.toml:3:1:"),
        (b"[format]\nversion = 1\nnote = \"\xff\"\n", "pier.txt.tags.toml:3:9:"),
        (b"name = \"something else\"\n", "not a tag file"),
    ];
    for (bytes, said) in cases {
        let desk = desk();
        desk.file(TAGS, bytes);
        let mut terminal = Spawn::reader(&desk, &["pier.txt"]).start();
        assert_eq!(terminal.end(), 2, "{said}");
        terminal.wait(said, |screen| screen.contents().replace('\n', "").contains(said));
        assert!(!has(&terminal.raw(), b"\x1b[?1049h"), "the screen was taken for nothing");
        assert_eq!(std::fs::read(desk.work().join(TAGS)).unwrap(), bytes);
    }
}

#[test]
fn a_tag_file_of_a_newer_format_is_shown_and_not_written() {
    let desk = desk();
    let bytes = b"[format]\nversion = 9\nmin_reader = 9\n";
    desk.file(TAGS, bytes);
    let mut terminal = Spawn::reader(&desk, &["pier.txt"]).start();
    terminal.wait_for("opened to read");
    terminal.send("a");
    terminal.wait_for("newer purport");
    terminal.wait_for("0 decided");
    // In another file the decisions can be kept.
    terminal.send("S\x15mine.toml\r");
    terminal.wait_for("✓ saved in mine.toml");
    terminal.send("aq");
    assert_eq!(terminal.end(), 0);
    assert_eq!(tags(&desk, "mine.toml"), 1);
    assert_eq!(std::fs::read(desk.work().join(TAGS)).unwrap(), bytes);
}

#[test]
fn of_two_sessions_on_one_article_the_second_only_reads() {
    let desk = desk();
    let mut first = open(&desk);
    first.send("a");
    first.wait_for("✓ saved in");
    let mut second = Spawn::reader(&desk, &["pier.txt"]).start();
    second.wait_for("opened to read: another purport (process");
    second.send("x");
    second.wait_for("opened to read");
    second.send("q");
    assert_eq!(second.end(), 0);
    first.signal("KILL");
    first.end();
    // A dead session stands in nobody's way.
    let mut third = open(&desk);
    third.send("Jx");
    third.wait_for("2 decided");
    third.wait_for("✓ saved in");
    third.send("q");
    assert_eq!(third.end(), 0);
    assert_eq!(tags(&desk, TAGS), 2);
    let hidden = std::fs::read_dir(desk.work()).unwrap().map(|entry| entry.unwrap().file_name());
    let hidden: Vec<_> = hidden.filter(|name| name.to_string_lossy().starts_with('.')).collect();
    assert_eq!(hidden, Vec::<std::ffi::OsString>::new());
}

#[test]
fn what_was_done_can_be_taken_back_the_next_time() {
    let desk = desk();
    let mut terminal = open(&desk);
    terminal.send("axa");
    terminal.wait_for("3 decided");
    terminal.wait_for("✓ saved in");
    terminal.send("u");
    terminal.wait_for("2 decided");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    let mut terminal = open(&desk);
    terminal.wait_for("2 decided");
    terminal.send("u");
    terminal.wait_for("taken back: not a claim");
    terminal.wait_for("1 decided");
    terminal.send("\x12");
    terminal.wait_for("done again: not a claim");
    terminal.send("\x12");
    terminal.wait_for("3 decided");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    // Whatever another hand has done is not taken back.
    let file = desk.read(TAGS);
    desk.file(TAGS, file.replacen("\"rejected\"", "\"confirmed\"", 1));
    let mut terminal = open(&desk);
    terminal.wait_for("3 decided");
    terminal.send("u");
    terminal.wait_for("nothing to undo");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn an_article_that_changes_while_it_is_read_keeps_its_tags() {
    let desk = desk();
    let mut terminal = open(&desk);
    terminal.send("aa");
    terminal.wait_for("2 decided");
    terminal.wait_for("✓ saved in");
    let (tagged, old) = (desk.read(TAGS), desk.read("pier.txt"));
    // In place: a new first sentence.
    desk.file("pier.txt", old.replacen("The council", "Nobody came. The council", 1));
    terminal.wait_for("the article has changed: 0 tags kept, 2 moved");
    terminal.wait_for("Nobody came.");
    terminal.wait_for("2 decided");
    // By rename, as editors do: the first tagged sentence is gone.
    let gone = old.replacen("The council pledged a new pier on Monday.", "", 1);
    let new = desk.file("new.txt", gone);
    std::fs::rename(new, desk.work().join("pier.txt")).unwrap();
    terminal.wait_for("1 moved, 1 lost; f o lists these");
    // By hand the lost one is put on the sentence at the top.
    terminal.send("fo");
    terminal.wait_for("only orphaned");
    terminal.send("}");
    terminal.send("v");
    terminal.wait_for("tag");
    terminal.send("a");
    terminal.wait_for("put here");
    terminal.send("fa");
    terminal.wait_for("2 decided");
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
fn an_export_is_written_beside_the_article_and_never_over_another_by_itself() {
    let desk = desk();
    let mut terminal = open(&desk);
    terminal.send(":export csv\r");
    terminal.wait_for("7 marks written to pier.txt.csv");
    terminal.send("a");
    terminal.wait_for("✓ saved in");
    terminal.send(":export csv\r");
    terminal.wait_for("pier.txt.csv: is there already");
    assert!(!desk.read("pier.txt.csv").contains("confirmed"));
    terminal.send(":export! csv\r");
    terminal.wait_for("7 marks written to pier.txt.csv");
    assert!(desk.read("pier.txt.csv").contains("confirmed"));
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
}
