//! Another classifier in the place of our own: in the reader, line by line, and when it fails.

use super::support::{Desk, run};

/// Says that the first eight code points are a demand, and that the guild says it.
const CLAIM: &str = r#"{"claims":[{"start":0,"end":8,"category":"demand","score":0.8,"speaker":"guild"}]}"#;

#[test]
fn its_claims_are_those_of_the_review_and_a_tag_says_who_found_them() {
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
fn when_it_fails_that_is_said_and_our_own_claims_are_there() {
    let desk = Desk::new();
    let article = desk.file("a.txt", "The duke must resign at once.\n");
    let own = run(desk.purport().arg("--plain").arg(&article).write_stdin(""));
    let broken = ["--plain", "--classifier", "echo no model here >&2; exit 4"];
    let output = run(desk.purport().args(broken).arg(&article).write_stdin(""));
    assert_eq!(output.code, 0, "{}", output.err);
    let said = "echo no model here >&2; exit 4: ended without an answer (exit status: 4) (hint: it said: no model here)";
    assert!(output.out.contains(said), "{}", output.out);
    let claims = |out: &str| -> Vec<String> {
        out.lines().filter(|line| line.contains("demand")).map(str::to_owned).collect()
    };
    assert!(!claims(&own.out).is_empty());
    assert_eq!(claims(&output.out), claims(&own.out));
}

#[test]
fn a_limit_needs_a_classifier_and_a_classifier_a_command() {
    let desk = Desk::new();
    let check = |args: &[&str], expected: &str| {
        let output = run(desk.purport().args(args));
        assert_eq!(output.code, 2, "{args:?}");
        assert!(output.err.contains(expected), "{}", output.err);
    };
    check(&["--plain", "--classifier-limit", "5"], "--classifier");
    check(&["--plain", "--classifier", " "], "--classifier: takes a command");
}

#[test]
fn in_bulk_what_it_fails_on_is_done_by_our_own_and_told() {
    let desk = Desk::new();
    // It gives up on dukes.
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
    let found: Vec<(String, String)> = output
        .out
        .lines()
        .map(|line| {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            let word = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            (word(&record["file"]), word(&record["evidence"][0]["cue"]))
        })
        .collect();
    let [(a, of_a), (b, of_b), (c, of_c)] = &found[..] else { panic!("{}", output.out) };
    assert_eq!([a.as_str(), b, c], ["a.txt", "b.txt", "c.txt"]);
    assert!(of_a.starts_with("while read") && of_a == of_c && of_b != of_a, "{found:?}");
    let told = "b.txt: purport's own claims are taken: while read";
    assert!(output.err.contains(told) && output.err.contains("exit status: 7"), "{}", output.err);
    assert_eq!(output.err.matches("own claims are taken").count(), 1, "{}", output.err);
    let parallel = classify(&["--jobs", "3"]);
    assert_eq!((parallel.code, parallel.out), (2, output.out));
}

#[test]
fn what_purport_itself_answers_is_an_answer() {
    let desk = Desk::new();
    desk.file("a.txt", "Rain fell, Ada said.\n\nThe duke must resign. 💩 The guild must pay at once.\n");
    let own = run(desk.purport().args(["classify", "--format", "jsonl", "a.txt"]));
    let other = format!("'{}' classify --ndjson", env!("CARGO_BIN_EXE_purport"));
    let words = ["classify", "--format", "jsonl", "--classifier", &other, "a.txt"];
    let asked = run(desk.purport().args(words));
    assert_eq!((asked.code, asked.err.as_str()), (0, ""));
    let claims = |out: &str| -> Vec<serde_json::Value> {
        let record = |line| serde_json::from_str::<serde_json::Value>(line).unwrap();
        let part =
            |record: serde_json::Value| ["start", "end", "text", "categories"].map(|key| record[key].clone());
        out.lines().map(record).map(|record| part(record).into()).collect()
    };
    assert_eq!(claims(&own.out).len(), 2);
    assert_eq!(claims(&asked.out), claims(&own.out));
}
