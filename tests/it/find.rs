//! `purport find`: queries over articles and over the output of `purport classify`, exit codes, bad lines.

use crate::hostile::assert_inert;
use crate::support::{Desk, Output, PIER, json_lines, run, zst};

/// A folder `reports` with two articles, and the output of `purport classify` on it in two formats, one compressed.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("reports/a.txt", PIER);
    desk.file("reports/b.txt", "The duke must pay.\n\nIt rained.\n\n“I pledge it,” said the duke.\n");
    let written = |form: &str| run(desk.classify(&["reports", "--format", form]).env("NO_COLOR", "1")).out;
    desk.file("out.jsonl", written("jsonl"));
    desk.file("out.ndjson.zst", zst(written("ndjson").as_bytes()));
    desk
}

fn find(desk: &Desk, words: &[&str]) -> Output {
    run(&mut desk.command("find", words))
}

/// The fields of every line that must not depend on what was searched.
fn rows(output: &Output) -> Vec<String> {
    let keys = ["file", "start", "end", "text", "categories", "speaker", "cues"];
    let lines = json_lines(&output.out);
    lines.iter().map(|line| keys.map(|key| line[key].to_string()).join(" ")).collect()
}

#[test]
fn articles_and_classify_output_give_the_same_claims() {
    let desk = desk();
    let check = |query: &[&str], expected: usize| {
        let in_place = |place: &str| {
            let words = [query, &["--in", place, "--format", "jsonl"]].concat();
            let output = find(&desk, &words);
            assert_eq!((output.code, output.err.as_str()), (i32::from(expected == 0), ""), "{words:?}");
            let count = find(&desk, &[query, &["--in", place, "--count"]].concat());
            assert_eq!(count.out, format!("{expected}\n"), "{words:?}");
            rows(&output)
        };
        let articles = in_place("reports");
        assert_eq!(articles.len(), expected, "{query:?}: {articles:?}");
        assert_eq!(articles, in_place("out.jsonl"), "{query:?}");
        assert_eq!(articles, in_place("out.ndjson.zst"), "{query:?}");
    };
    check(&[], 9);
    check(&["order"], 4);
    check(&["O", "speaker", "ministry"], 1);
    check(&["speaker:ministry"], 1);
    check(&["speaker", "fishers"], 0);
    check(&["doubt", "over", ".9"], 2);
    check(&["promise", "over", ".8"], 0);
    check(&["cue", "pledge"], 4);
    check(&["cue", "pledge", "under", "80%"], 3);
    check(&["text", "must  PAY"], 2);
    check(&["undecided", "text", "pier"], 1);
    check(&["decided"], 0);
}

#[test]
fn text_output_shows_place_category_score_and_passage() {
    let desk = desk();
    let expected = "reports/b.txt:¶1: order .88: The duke must pay.\n\
                    reports/b.txt:¶3: promise .73: “I pledge it,” said the duke.\n";
    for place in ["reports/b.txt", "reports", "out.jsonl"] {
        let output = find(&desk, &["speaker", "duke", "--in", place]);
        assert_eq!(output.out, expected.lines().last().unwrap().to_owned() + "\n", "{place}");
    }
    assert_eq!(find(&desk, &["--in", "reports/b.txt"]).out, expected);
    let first = find(&desk, &["--in", "reports/b.txt", "out.jsonl", "--limit", "1"]);
    assert_eq!(first.out, expected.lines().next().unwrap().to_owned() + "\n");
}

#[test]
fn queries_by_decision_read_the_tag_files() {
    let desk = desk();
    desk.review(&["reports/b.txt"], "a\n");
    let output = find(&desk, &["decided", "--in", "reports"]);
    assert_eq!(output.out, "reports/b.txt:¶1: order .88 (accepted): The duke must pay.\n");
    assert_eq!(find(&desk, &["undecided", "--in", "reports", "--count"]).out, "8\n");
    // Output of `classify` holds no decisions.
    assert_eq!(find(&desk, &["decided", "--in", "out.jsonl"]).code, 1);
}

#[test]
fn bad_lines_are_reported_with_line_and_column() {
    let desk = desk();
    let good = desk.read("out.jsonl");
    let (first, rest) = good.split_once('\n').unwrap();
    desk.file("bad.jsonl", format!("{first}\n\n{{\"start\":1}}\nno\n{rest}"));
    let output = find(&desk, &["--in", "bad.jsonl", "--format", "jsonl"]);
    assert_eq!(output.code, 2);
    assert_eq!(rows(&output), rows(&find(&desk, &["--in", "out.jsonl", "--format", "jsonl"])));
    let lines: Vec<&str> = output.err.lines().collect();
    assert_eq!(lines.len(), 2, "{}", output.err);
    assert!(lines[0].contains("bad.jsonl:3: not output of `purport classify`: missing field"), "{lines:?}");
    assert!(lines[1].contains("bad.jsonl:4:2: not output"), "{lines:?}");
}

#[test]
fn articles_that_failed_in_classify_are_reported_up_to_a_limit() {
    let desk = desk();
    let good = desk.read("out.jsonl");
    let lost = "{\"id\":\"c.txt\",\"error\":\"no such file\"}\n";
    desk.file("some.jsonl", format!("{lost}{good}"));
    let output = find(&desk, &["order", "--in", "some.jsonl", "--count"]);
    assert_eq!((output.code, output.out.as_str()), (2, "4\n"));
    let message = "some.jsonl:1: article could not be read: no such file";
    assert!(output.err.contains(message), "{}", output.err);
    desk.file("many.jsonl", lost.repeat(3000));
    let output = find(&desk, &["--in", "many.jsonl"]);
    assert_eq!(output.code, 2);
    assert_eq!(output.err.lines().count(), 101, "{}", output.err);
}

#[test]
fn bad_queries_and_missing_files_exit_2() {
    let desk = desk();
    let check = |words: &[&str], expected: &str| {
        let output = find(&desk, words);
        assert_eq!(output.code, 2, "{words:?}");
        assert!(output.err.contains(expected), "{words:?}: {}", output.err);
    };
    check(&["over", "--in", "reports"], "purport: query: ");
    check(&["--in", "nowhere"], "nowhere: ");
    check(&["--in", "nowhere.jsonl"], "nowhere.jsonl: ");
    check(&["--in", "reports", "--count", "--limit", "3"], "--limit");
    check(&["--in", "reports", "--limit", "0"], "--limit");
}

#[test]
fn control_characters_of_a_record_are_not_printed() {
    let desk = desk();
    let text = "The duke \u{1b}]0;x\u{7}must\u{202e} pay\nnow.";
    let claim = serde_json::json!({
        "file": "a\u{1b}[2J\nb", "start": 0, "end": 9, "text": text, "speaker": null,
        "categories": [{ "category": "or\u{1b}[1mder", "score": 1e300 }],
        "evidence": [{ "cue": "x", "start": u64::MAX, "end": 0 }],
    });
    desk.file("out.jsonl", format!("{claim}\n"));
    let output = find(&desk, &["--in", "out.jsonl"]);
    assert_eq!((output.code, output.out.lines().count()), (0, 1), "{}", output.out);
    assert_inert("find", &output.out);
}

#[test]
fn classify_output_can_come_through_a_pipe() {
    let desk = desk();
    let written = desk.read("out.jsonl");
    let output = run(desk.command("find", &["order", "--in", "-", "--count"]).write_stdin(written));
    assert_eq!(output.out, "4\n");
}
