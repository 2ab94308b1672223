//! The linear review: the same keys and the same tags, line by line.

use super::support::{Desk, PIER, SCHEME, run};

/// Reviews the pier by these lines; gives what was printed and the tag file.
fn review(lines: &str) -> (String, String) {
    let desk = Desk::new();
    desk.file("pier.txt", PIER);
    desk.file("small.toml", SCHEME);
    let words = ["--plain", "--scheme", "small.toml", "pier.txt"];
    let done = run(desk.purport().args(words).write_stdin(lines.to_owned()));
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{}", done.out);
    let tags = std::fs::read_to_string(desk.work().join("pier.txt.tags.toml")).unwrap_or_default();
    (done.out, tags)
}

fn count(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

#[test]
fn the_article_is_read_in_order_with_its_claims() {
    let (out, tags) = review("");
    let at = |part: &str| out.find(part).unwrap_or_else(|| panic!("{part} is not in {out}"));
    assert!(at("title 1: The Pier at Saltby") < at("paragraph 2: The council pledged"));
    assert!(
        at("paragraph 2:") < at("[1 of 7] Promise, paragraph 2, score .")
            && at("[1 of 7]") < at("paragraph 3:")
    );
    assert!(!out.contains('\u{1b}'), "a plain review moves no cursor");
    assert!(tags.is_empty(), "looking on decides nothing");
}

#[test]
fn the_same_keys_make_the_same_tags() {
    let (out, tags) = review("a\nx\n3\nu\ne weigh this\nt\nmoney, later\n\nq\n");
    assert!(out.contains("accepted as Promise") && out.contains("not a claim: “"), "{out}");
    assert!(out.contains("taken back: changed to Doubt"), "{out}");
    assert!(
        out.contains("speaks for ") && out.contains("labels: later, money")
            || out.contains("labels: money, later")
    );
    assert_eq!(count(&tags, "[[tag]]"), 3, "{tags}");
    assert!(
        tags.contains("\"confirmed\"") && tags.contains("\"rejected\"") && tags.contains("weigh this"),
        "{tags}"
    );
}

#[test]
fn what_is_typed_at_once_is_done_in_order_and_the_end_of_the_input_saves() {
    let (_, tags) = review("aaa");
    assert_eq!(count(&tags, "\"confirmed\""), 3, "{tags}");
    let (out, tags) = review(":accept promise\ny\n/Divers\nq\n");
    assert!(
        out.contains("> accept 3 claims, y or n") && out.contains("found in paragraph 10: Divers doubt"),
        "{out}"
    );
    assert_eq!(count(&tags, "\"confirmed\""), 3, "{tags}");
}

#[test]
fn nothing_in_the_article_acts_on_the_terminal() {
    let desk = Desk::new();
    desk.file("odd.txt", "The minister \u{1b}]52;c;aGk=\u{7} must \u{9b}31m pay\u{202e} for it.\n");
    let done = run(desk.purport().args(["--plain", "odd.txt"]).write_stdin("a\n\n?\nq\n"));
    assert!(!done.out.contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}']), "{}", done.out);
}

#[test]
fn the_first_key_falls_on_the_claim_that_was_told_however_far_down_it_stands() {
    let desk = Desk::new();
    desk.file("far.txt", format!("{}The council must pay.\n", "It rained on Monday.\n\n".repeat(2000)));
    desk.file("small.toml", SCHEME);
    let words = ["--plain", "--scheme", "small.toml", "far.txt"];
    let done = run(desk.purport().args(words).write_stdin("a\n"));
    assert!(done.out.contains("[1 of 1]") && done.out.contains(", confirmed: "), "{}", done.out);
    assert_eq!(count(&desk.read("far.txt.tags.toml"), "\"confirmed\""), 1);
}
