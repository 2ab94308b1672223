//! `purport next`: the claims to decide next, over several articles.

use crate::support::{Desk, Output, PIER, json_lines, run};

fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("reports/a.txt", PIER);
    desk.file("reports/b.txt", "It rained.\n\nThe duke must pay.\n“I pledge it,” said the duke.\n");
    desk
}

fn next(desk: &Desk, words: &[&str]) -> Output {
    run(&mut desk.command("next", words))
}

#[test]
fn categories_and_articles_take_turns_and_lines_say_why() {
    let desk = desk();
    let output = next(&desk, &["reports", "-n", "3"]);
    assert_eq!(output.code, 0);
    let lines: Vec<&str> = output.out.lines().collect();
    assert_eq!(
        lines[..2],
        [
            "reports/a.txt:3: promise .73 (far from its threshold .50, no Promise decided so far): The council \
             pledged a new pier on Monday.",
            "reports/b.txt:4: promise .73 (far from its threshold .50, no Promise decided so far): “I pledge it,” \
             said the duke.",
        ]
    );
    assert!(output.err.contains("3 of 9 claims undecided; --open decides on them"), "{}", output.err);
    assert!(output.err.contains("walks through the sentences without a claim"), "{}", output.err);
    assert_eq!(output.out, next(&desk, &["reports", "-n", "3"]).out, "the same every time");
}

#[test]
fn decisions_so_far_change_the_order() {
    let desk = desk();
    // Two promises are decided, so an order comes first.
    desk.review(&["reports/a.txt"], "a\n]\na\n");
    let rows = json_lines(&next(&desk, &["reports", "--format", "jsonl"]).out);
    let decided: Vec<u64> = rows.iter().map(|row| row["decided"].as_u64().unwrap()).collect();
    assert_eq!(rows.len(), 7, "{rows:?}");
    assert!(rows.iter().all(|row| row["line"].is_u64() && row["block"].is_u64()), "{rows:?}");
    assert_eq!(rows[0]["file"], "reports/b.txt", "the article without decisions: {rows:?}");
    assert!(decided.contains(&1) || decided.contains(&2), "{decided:?}");
}

#[test]
fn tables_have_a_head_and_a_row_for_each_claim() {
    let output = next(&desk(), &["reports", "--format", "tsv", "-n", "2"]);
    let rows: Vec<Vec<&str>> = output.out.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0][..4], ["file", "line", "block", "start"]);
    assert!(rows.iter().all(|row| row.len() == 11), "{rows:?}");
    assert_eq!(output.err, "");
}

#[test]
fn with_nothing_left_the_exit_code_is_one_and_errors_are_two() {
    let desk = desk();
    desk.file("calm.txt", "It rained. It rained again.\n");
    let output = next(&desk, &["calm.txt"]);
    assert_eq!((output.code, output.out.as_str()), (1, ""));
    assert!(output.err.contains("nothing is left to decide; r in the reader walks"), "{}", output.err);
    desk.file("broken.docx", "PK\x03\x04 word/ and no more");
    let output = next(&desk, &["broken.docx", "reports/b.txt"]);
    assert_eq!((output.code, output.out.lines().count()), (2, 2), "{}", output.err);
    assert_eq!(next(&desk, &["reports", "-n", "0"]).code, 2);
}
