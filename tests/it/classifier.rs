//! `--classifier`: an external classifier in review and in bulk, and the fallback when it fails.

use crate::support::{Desk, PURPORT, json_lines, run};
use serde_json::Value;

/// An answer: the first eight code points are a demand by the guild.
const CLAIM: &str = r#"{"claims":[{"start":0,"end":8,"category":"demand","score":0.8,"speaker":"guild"}]}"#;

#[test]
fn review_shows_its_claims_and_tags_name_it() {
    let desk = Desk::new();
    let article = desk.file("a.txt", "The guild waits. The duke must pay.\n");
    let first_words = format!("while read -r line; do echo '{CLAIM}'; done");
    let words = ["--plain", "--classifier", &first_words];
    let output = run(desk.purport().args(words).arg(&article).write_stdin("a\n"));
    assert_eq!(output.code, 0, "{}", output.err);
    assert!(output.out.contains("[1 of 1] demand, paragraph 1, score .80, undecided: "), "{}", output.out);
    let tags = desk.read("a.txt.tags.toml");
    assert!(tags.contains("quote = \"The guil\""), "{tags}");
    assert!(tags.contains("cues = [\"while read -r line; do echo"), "{tags}");
}

#[test]
fn review_falls_back_to_built_in_claims_when_it_fails() {
    let desk = Desk::new();
    let article = desk.file("a.txt", "The duke must resign at once.\n");
    let own = run(desk.purport().arg("--plain").arg(&article).write_stdin(""));
    let broken = ["--plain", "--classifier", "echo no model here >&2; exit 4"];
    let output = run(desk.purport().args(broken).arg(&article).write_stdin(""));
    assert_eq!(output.code, 0, "{}", output.err);
    let message = "echo no model here >&2; exit 4: ended without an answer (exit status: 4) (hint: it said: no model here)";
    assert!(output.out.contains(message), "{}", output.out);
    let claims = |out: &str| -> Vec<String> {
        out.lines().filter(|line| line.contains("demand")).map(str::to_owned).collect()
    };
    assert!(!claims(&own.out).is_empty());
    assert_eq!(claims(&output.out), claims(&own.out));
}

#[test]
fn options_are_checked() {
    let desk = Desk::new();
    let check = |args: &[&str], expected: &str| {
        let output = run(desk.purport().args(args));
        assert_eq!(output.code, 2, "{args:?}");
        assert!(output.err.contains(expected), "{}", output.err);
    };
    check(&["--plain", "--classifier-limit", "5"], "--classifier");
    check(&["--plain", "--classifier", " "], "--classifier: the command is empty");
    check(&["--plain", "--classifier", "x", "--engine", "cues"], "--engine <ENGINE>");
}

#[test]
fn bulk_falls_back_article_by_article_and_reports_it() {
    let desk = Desk::new();
    // Exits at the first article that names a duke.
    let picky = format!("while read -r line; do case $line in *duke*) exit 7;; esac; echo '{CLAIM}'; done");
    for (name, text) in
        [("a.txt", "The guild waits."), ("b.txt", "The duke must resign."), ("c.txt", "It rained.")]
    {
        desk.file(name, text);
    }
    let classify = |more: &[&str]| {
        let words = ["classify", "--format", "jsonl", "--classifier", &picky, "a.txt", "b.txt", "c.txt"];
        run(desk.purport().args(words).args(more))
    };
    let output = classify(&[]);
    assert_eq!(output.code, 2, "{}", output.err);
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let found: Vec<(String, String)> = json_lines(&output.out)
        .iter()
        .map(|record| (word(&record["file"]), word(&record["evidence"][0]["cue"])))
        .collect();
    let [(a, of_a), (b, of_b), (c, of_c)] = &found[..] else { panic!("{}", output.out) };
    assert_eq!([a.as_str(), b, c], ["a.txt", "b.txt", "c.txt"]);
    assert!(of_a.starts_with("while read") && of_a == of_c && of_b != of_a, "{found:?}");
    let message = "b.txt: purport's own claims stand in: while read";
    assert!(output.err.contains(message) && output.err.contains("exit status: 7"), "{}", output.err);
    assert_eq!(output.err.matches("own claims stand in").count(), 1, "{}", output.err);
    let parallel = classify(&["--jobs", "3"]);
    assert_eq!((parallel.code, parallel.out), (2, output.out));
}

#[test]
fn purport_can_serve_as_the_classifier() {
    let desk = Desk::new();
    desk.file("a.txt", "Rain fell, Ada said.\n\nThe duke must resign. 💩 The guild must pay at once.\n");
    let own = run(desk.purport().args(["classify", "--format", "jsonl", "a.txt"]));
    let other = format!("'{PURPORT}' classify --ndjson");
    let words = ["classify", "--format", "jsonl", "--classifier", &other, "a.txt"];
    let asked = run(desk.purport().args(words));
    assert_eq!((asked.code, asked.err.as_str()), (0, ""));
    let claims = |out: &str| -> Vec<[Value; 4]> {
        let part = |record: &Value| ["start", "end", "text", "categories"].map(|key| record[key].clone());
        json_lines(out).iter().map(part).collect()
    };
    assert_eq!(claims(&own.out).len(), 2);
    assert_eq!(claims(&asked.out), claims(&own.out));
}
