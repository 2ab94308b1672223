//! Two annotators compared in a real pseudo-terminal, from their files to the file of what was settled.

use super::super::support::{Desk, run};
use super::terminal::Spawn;
use super::{desk, tags};

/// Reviews the pier as `annotator` by these lines.
fn review(desk: &Desk, annotator: &str, lines: &str) {
    desk.file("small.toml", super::super::support::SCHEME);
    let words = ["--plain", "--scheme", "small.toml", "--annotator", annotator, "pier.txt"];
    let done = run(desk.purport().args(words).write_stdin(lines.to_owned()));
    assert_eq!(done.code, 0, "{}", done.err);
}

fn compare<'d>(desk: &'d Desk, words: &[&str]) -> Spawn<'d> {
    let usual = ["compare", "--theme", "dusk", "--scheme", "small.toml"];
    Spawn::program(desk, env!("CARGO_BIN_EXE_purport"), &[&usual, words].concat()).size((120, 34))
}

#[test]
fn what_differs_is_settled_into_a_file_of_its_own() {
    let desk = desk();
    review(&desk, "r1", "a\na\na\nq\n");
    review(&desk, "r2", "a\n3\nx\nq\n");
    let before = [desk.read("pier.txt.r1.tags.toml"), desk.read("pier.txt.r2.tags.toml")];
    let mut terminal = compare(&desk, &["pier.txt", "r1", "r2"]).start();
    terminal.wait_for("2 of 3 passages were decided differently");
    terminal.wait_for("A r1 Order");
    terminal.wait_for("B r2 Doubt");
    terminal.send("b");
    terminal.wait_for("2 decided");
    terminal.send("e");
    terminal.send("he says so\r");
    terminal.wait_for("✓ saved in pier.txt.gold.tags.toml");
    terminal.send("a");
    terminal.wait_for("3 decided");
    terminal.wait_for("✓ saved in pier.txt.gold.tags.toml");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    terminal.is_given_back();
    assert_eq!(tags(&desk, "pier.txt.gold.tags.toml"), 3);
    let gold = desk.read("pier.txt.gold.tags.toml");
    assert!(gold.contains("settles = [\"pier.txt.r1.tags.toml\", \"pier.txt.r2.tags.toml\"]"), "{gold}");
    assert!(gold.contains("from = [\"r1:t-") && gold.contains("note = \"he says so\""), "{gold}");
    assert!(gold.contains("via = \"agreed\"") && gold.contains("id = \"gold\""), "{gold}");
    let after = [desk.read("pier.txt.r1.tags.toml"), desk.read("pier.txt.r2.tags.toml")];
    assert_eq!(before, after, "an annotator's file was touched");
    let done = run(desk.purport().args(["agree", "pier.txt.gold.tags.toml", "pier.txt.r2.tags.toml"]));
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.contains("gold"), "{}", done.out);
}

#[test]
fn what_cannot_be_compared_is_refused_in_one_line() {
    let desk = desk();
    review(&desk, "r1", "a\nq\n");
    let check = |words: &[&str], expected: &str| {
        let mut terminal = compare(&desk, words).start();
        terminal.wait_for(expected);
        assert_eq!(terminal.end(), 2);
    };
    check(&["pier.txt", "r1", "nobody"], "nobody");
    check(&["pier.txt", "r1", "r1", "--annotator", "r1"], "cannot be the result too");
    let done = run(desk.purport().args(["compare", "pier.txt", "r1", "r1"]));
    assert_eq!(done.code, 2);
    assert!(done.err.contains("purport agree"), "{}", done.err);
}
