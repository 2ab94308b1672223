//! `purport merge`, by itself and as git calls it.

use super::support::Desk;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

const HEAD: &str = "[format]\nversion = 1\nmin_reader = 1\n";

fn tag(id: &str, start: u32, decision: &str, at: u32) -> String {
    format!(
        "\n[[tag]]\nid = \"{id}\"\nquote = \"the quotation {id}\"\nstart = {start}\nend = {}\n\
         categories = []\ndecision = \"{decision}\"\nannotator = \"reader\"\nat = \"2026-01-02T03:04:{at:02}Z\"\n",
        start + 9
    )
}

fn sheet(tags: &[String]) -> String {
    format!("{HEAD}{}", tags.concat())
}

#[test]
fn both_sides_decisions_come_together() {
    let desk = Desk::new();
    desk.file("base", sheet(&[tag("t-1", 10, "open", 0), tag("t-2", 30, "open", 0)]));
    desk.file(
        "ours",
        sheet(&[tag("t-1", 10, "confirmed", 1), tag("t-2", 30, "open", 0), tag("t-4", 70, "added", 1)]),
    );
    desk.file(
        "theirs",
        sheet(&[tag("t-1", 10, "open", 0), tag("t-2", 30, "rejected", 2), tag("t-3", 50, "added", 2)]),
    );
    desk.purport().args(["merge", "base", "ours", "theirs"]).assert().code(0).stderr("");
    let expected = [
        tag("t-1", 10, "confirmed", 1),
        tag("t-2", 30, "rejected", 2),
        tag("t-3", 50, "added", 2),
        tag("t-4", 70, "added", 1),
    ];
    assert_eq!(desk.read("ours"), sheet(&expected));
}

#[test]
fn a_conflict_is_kept_told_and_found_by_check() {
    let desk = Desk::new();
    desk.file("base", "");
    desk.file("ours", sheet(&[tag("t-1", 10, "confirmed", 1)]));
    desk.file("theirs", sheet(&[tag("t-1", 10, "rejected", 2)]));
    let assert =
        desk.purport().args(["merge", "base", "ours", "theirs", "-o", "all.tags.toml"]).assert().code(1);
    let said = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
    assert!(said.contains("tag t-1 was decided differently on both sides"), "{said}");
    let all = desk.read("all.tags.toml");
    assert!(
        all.contains("decision = \"rejected\"") && all.contains("conflict = [{ decision = \"confirmed\""),
        "{all}"
    );
    let assert = desk.purport().args(["check", "all.tags.toml"]).assert().code(0);
    let said = String::from_utf8_lossy(&assert.get_output().stdout).into_owned();
    assert!(said.contains("tag t-1 was decided differently elsewhere"), "{said}");
}

#[test]
fn what_cannot_be_read_is_an_error_and_nothing_is_written() {
    let desk = Desk::new();
    let good = sheet(&[tag("t-1", 10, "confirmed", 1)]);
    for bad in
        ["[format]\nversion = 1\n<<<<<<< ours\n", "[[tag]]\nid = ", "[format]\nversion = 9\nmin_reader = 9\n"]
    {
        for place in 0..3 {
            let mut files = [good.clone(), good.clone(), good.clone()];
            files[place] = bad.to_owned();
            for (name, text) in ["base", "ours", "theirs"].iter().zip(&files) {
                desk.file(name, text);
            }
            desk.purport().args(["merge", "base", "ours", "theirs"]).assert().code(2);
            assert_eq!(desk.read("ours"), files[1]);
        }
    }
    desk.purport().args(["merge", "base", "missing", "theirs"]).assert().code(2);
}

fn git(folder: &Path, words: &[&str]) -> Option<Output> {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        .args(words)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null");
    for (name, value) in [("NAME", "r"), ("EMAIL", "r@example.org")] {
        command.env(format!("GIT_AUTHOR_{name}"), value).env(format!("GIT_COMMITTER_{name}"), value);
    }
    command.output().ok()
}

#[test]
fn git_merges_two_branches_with_it() {
    let desk = Desk::new();
    let folder = &desk.work();
    if git(folder, &["--version"]).is_none() {
        let _ = writeln!(std::io::stderr(), "SKIPPED: there is no git on this machine");
        return;
    }
    let git = |words: &[&str]| {
        let output = git(folder, words).unwrap();
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "-q", "-b", "main"]);
    git(&["config", "merge.purport.driver", &format!("'{}' merge %O %A %B", env!("CARGO_BIN_EXE_purport"))]);
    desk.file(".gitattributes", "*.tags.toml merge=purport text eol=lf\n");
    let commit = |tags: &[String]| {
        desk.file("a.tags.toml", sheet(tags));
        git(&["add", "."]);
        git(&["commit", "-q", "-m", "tags"]);
    };
    commit(&[tag("t-1", 10, "open", 0)]);
    git(&["switch", "-q", "-c", "theirs"]);
    commit(&[tag("t-1", 10, "open", 0), tag("t-2", 30, "added", 1)]);
    git(&["switch", "-q", "main"]);
    // Both add right behind the same tag, where git alone sees a conflict.
    commit(&[tag("t-1", 10, "open", 0), tag("t-3", 30, "added", 2)]);
    git(&["merge", "-q", "-m", "both", "theirs"]);
    let expected =
        sheet(&[tag("t-1", 10, "open", 0), tag("t-2", 30, "added", 1), tag("t-3", 30, "added", 2)]);
    assert_eq!(desk.read("a.tags.toml"), expected);
}
