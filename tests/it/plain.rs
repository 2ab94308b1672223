//! `--plain`, the linear review: the same keys and tags as on the screen, line by line.

use crate::support::{Desk, run};

/// Reviews the pier; returns the output and the tag file.
fn review(lines: &str) -> (String, String) {
    let desk = Desk::with_pier();
    let done = desk.review(&["pier.txt"], lines);
    let tags = std::fs::read_to_string(desk.work().join("pier.txt.tags.toml")).unwrap_or_default();
    (done.out, tags)
}

fn count(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

#[test]
fn claims_follow_their_paragraphs() {
    let (out, tags) = review("");
    let at = |part: &str| out.find(part).unwrap_or_else(|| panic!("{part} is not in {out}"));
    assert!(at("title 1: The Pier at Saltby") < at("paragraph 2: The council pledged"));
    assert!(
        at("paragraph 2:") < at("[1 of 7] Promise, paragraph 2, score .")
            && at("[1 of 7]") < at("paragraph 3:")
    );
    assert!(!out.contains('\u{1b}'), "a plain review writes no escape sequences");
    assert!(tags.is_empty(), "reading alone writes no tags");
}

#[test]
fn keys_make_the_same_tags_as_on_the_screen() {
    let (out, tags) = review("a\nx\n3\nu\ne weigh this\nt\nmoney, later\n\nq\n");
    assert!(out.contains("accepted as Promise") && out.contains("rejected: “"), "{out}");
    assert!(out.contains("undone: changed to Doubt"), "{out}");
    assert!(out.contains("labels: later, money") || out.contains("labels: money, later"), "{out}");
    assert_eq!(count(&tags, "[[tag]]"), 3, "{tags}");
    assert!(
        tags.contains("\"confirmed\"") && tags.contains("\"rejected\"") && tags.contains("weigh this"),
        "{tags}"
    );
}

#[test]
fn keys_typed_at_once_run_in_order_and_the_end_of_input_saves() {
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
fn the_model_has_judged_all_before_the_first_line_and_gives_its_words() {
    let desk = Desk::new();
    desk.file(
        "toll.txt",
        "The Guild vowed a toll. It rained.\n\nThe council must pay the ferrymen by June.\n",
    );
    let category = "[[category]]\nid = \"demand\"\nname = \"Demand\"\nletter = \"D\"\nkey = \"1\"\n";
    let model = "[model]\nname = \"claims\"\n[[model.category]]\ncategory = \"demand\"\noffset = 9.0\n";
    desk.file("both.toml", format!("{category}{model}"));
    let mut review = desk.purport();
    review.args(["--plain", "--scheme", "both.toml", "toll.txt"]);
    let output = run(review.write_stdin("\nq\n"));
    assert_eq!(count(&output.out, "[1 of 3] Demand"), 3, "{}", output.out);
    assert!(output.out.contains("the word \"") && output.out.contains("base +9.0, model"), "{}", output.out);
    assert!(!output.out.contains("provisional"), "{}", output.out);
}

#[test]
fn control_characters_of_the_article_are_not_printed() {
    let desk = Desk::new();
    desk.file("odd.txt", "The minister \u{1b}]52;c;aGk=\u{7} must \u{9b}31m pay\u{202e} for it.\n");
    let done = run(desk.purport().args(["--plain", "odd.txt"]).write_stdin("a\n\n?\nq\n"));
    assert!(!done.out.contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}']), "{}", done.out);
}

#[test]
fn the_first_key_acts_on_the_first_claim_however_far_down() {
    let desk = Desk::new();
    desk.file("far.txt", format!("{}The council must pay.\n", "It rained on Monday.\n\n".repeat(2000)));
    let done = desk.review(&["far.txt"], "a\n");
    assert!(done.out.contains("[1 of 1]") && done.out.contains(", accepted: "), "{}", done.out);
    assert_eq!(count(&desk.read("far.txt.tags.toml"), "\"confirmed\""), 1);
}
