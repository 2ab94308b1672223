//! Another classifier in the place of our own: in the reader, line by line, and when it fails.

use super::support::{Desk, run};

/// Says of every article that its first eight code points are a demand, and that the guild says it.
const FIRST_WORDS: &str = "while read -r line; do \
    echo '{\"claims\":[{\"start\":0,\"end\":8,\"category\":\"demand\",\"score\":0.8,\"speaker\":\"guild\"}]}'; done";

#[test]
fn its_claims_are_those_of_the_review_and_a_tag_says_who_found_them() {
    let desk = Desk::new();
    let article = desk.file("a.txt", "The guild waits. The duke must pay.\n");
    let words = ["--plain", "--classifier", FIRST_WORDS];
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
