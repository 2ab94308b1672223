//! `purport diff --coverage`: two articles on one event.

use crate::support::{Desk, Output, json_lines, run};

const GAZETTE: &str = "Skippers demanded on Monday that the harbour board cut its toll by half.\n\n\
    The board admitted that the toll had driven small boats away.\n\n\
    The board must publish its accounts, the mayor said.\n";
const HERALD: &str = "Skippers demand that the toll of the harbour board be cut by half.\n\n\
    The sea wall could collapse within ten years, the engineer warned.\n";

fn cover(words: &[&str]) -> Output {
    let desk = Desk::new();
    desk.file("gazette.txt", GAZETTE);
    desk.file("herald.txt", HERALD);
    let words = [&["--coverage", "gazette.txt", "herald.txt"], words].concat();
    run(desk.purport().arg("diff").args(words))
}

#[test]
fn people_see_what_both_articles_claim_and_what_one_alone() {
    let output = cover(&[]);
    assert_eq!(output.code, 1, "{}", output.err);
    let counts =
        "gazette.txt and herald.txt: both articles make 1, only the first 2, only the second 1 (by cues and";
    assert!(output.out.starts_with(counts), "{}", output.out);
    let heads: Vec<&str> =
        output.out.lines().filter(|line| line.ends_with("1)") || line.ends_with("2)")).collect();
    assert_eq!(heads, ["Both articles (1)", "Only gazette.txt (2)", "Only herald.txt (1)"], "{}", output.out);
    let beside = "    Skippers demanded on Monday that the harbour   │  Skippers demand that the toll of the harbour\n";
    assert!(output.out.contains(beside), "{}", output.out);
    assert!(output.out.contains("  ¶3 D demand · the mayor\n    The board must publish"), "{}", output.out);
}

#[test]
fn programs_get_each_claim_with_both_sides() {
    let rows = json_lines(&cover(&["--format", "jsonl"]).out);
    let made_by: Vec<&str> = rows.iter().map(|row| row["made_by"].as_str().unwrap()).collect();
    assert_eq!(made_by, ["both", "first", "first", "second"]);
    assert!(rows[0]["similarity"].as_f64().unwrap() > 0.4, "{rows:?}");
    assert_eq!(rows[0]["second"]["categories"][0], "demand");
    assert!(rows[1]["second"].is_null() && rows[3]["first"].is_null(), "{rows:?}");
    let table = cover(&["--format", "csv"]).out;
    assert_eq!(table.lines().count(), 5, "{table}");
    let page = cover(&["--format", "html"]).out;
    assert!(
        page.contains("<h2>Only herald.txt <small>1</small></h2>") && !page.contains("<script"),
        "{page}"
    );
}

#[test]
fn an_article_covers_itself() {
    let desk = Desk::new();
    desk.file("gazette.txt", GAZETTE);
    let same = ["diff", "--coverage", "gazette.txt", "gazette.txt"];
    let output = run(desk.purport().args(same));
    assert_eq!(output.code, 0, "{}", output.out);
    let output = run(desk.purport().args(same).args(["--only", "moved"]));
    assert_eq!(output.code, 2, "{}", output.out);
}
