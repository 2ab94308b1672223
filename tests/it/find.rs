//! `purport find`: the same claims in articles and in what was written of them, exit codes, and lines that are none.

use super::support::{Desk, Output, PIER, run};
use serde_json::Value;

/// A folder `reports` with two articles, and what `purport classify` wrote of it in two forms, one of them packed.
fn desk() -> Desk {
    let desk = Desk::new();
    std::fs::create_dir(desk.work().join("reports")).unwrap();
    desk.file("reports/a.txt", PIER);
    desk.file("reports/b.txt", "The duke must pay.\n\nIt rained.\n\n“I pledge it,” said the duke.\n");
    let written = |form: &str| run(desk.classify(&["reports", "--format", form]).env("NO_COLOR", "1")).out;
    desk.file("out.jsonl", written("jsonl"));
    let records = written("ndjson").into_bytes();
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    desk.file("out.ndjson.zst", ruzstd::encoding::compress_to_vec(&records[..], level));
    desk
}

fn find(desk: &Desk, words: &[&str]) -> Output {
    run(desk.purport().args(["find", "--scheme", "small.toml"]).args(words))
}

/// File, start, categories with scores, speaker and cues of every line.
fn rows(output: &Output) -> Vec<String> {
    let row = |line: &str| {
        let value: Value = serde_json::from_str(line).unwrap();
        let parts = ["file", "start", "end", "text", "categories", "speaker", "cues"];
        parts.map(|part| value[part].to_string()).join(" ")
    };
    output.out.lines().map(row).collect()
}

#[test]
fn articles_and_what_was_written_of_them_hold_the_same() {
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
    check(&["O", "speaker", "fishers"], 1);
    check(&["doubt", "over", ".9"], 2);
    check(&["promise", "over", ".8"], 0);
    check(&["cue", "pledge"], 4);
    check(&["cue", "pledge", "under", "80%"], 3);
    check(&["text", "must  PAY"], 2);
    check(&["undecided", "text", "pier"], 1);
    check(&["decided"], 0);
}

#[test]
fn a_line_for_people_says_where_what_and_how_sure() {
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
fn tags_of_the_reader_count_in_articles() {
    let desk = desk();
    let words = ["--scheme", "small.toml", "--plain", "reports/b.txt"];
    assert_eq!(run(desk.purport().args(words).write_stdin("a\n")).code, 0);
    let output = find(&desk, &["decided", "--in", "reports"]);
    assert_eq!(output.out, "reports/b.txt:¶1: order .88 (confirmed): The duke must pay.\n");
    assert_eq!(find(&desk, &["undecided", "--in", "reports", "--count"]).out, "8\n");
    // What was written before knows nothing of it.
    assert_eq!(find(&desk, &["decided", "--in", "out.jsonl"]).code, 1);
}

#[test]
fn a_line_that_is_no_claim_is_told_with_its_place_and_the_others_are_read() {
    let desk = desk();
    let good = desk.read("out.jsonl");
    let (first, rest) = good.split_once('\n').unwrap();
    desk.file("bad.jsonl", format!("{first}\n\n{{\"start\":1}}\nno\n{rest}"));
    let output = find(&desk, &["--in", "bad.jsonl", "--format", "jsonl"]);
    assert_eq!(output.code, 2);
    assert_eq!(rows(&output), rows(&find(&desk, &["--in", "out.jsonl", "--format", "jsonl"])));
    let said: Vec<&str> = output.err.lines().collect();
    assert_eq!(said.len(), 2, "{}", output.err);
    assert!(
        said[0].contains("bad.jsonl:3: no claim that `purport classify` wrote: missing field"),
        "{said:?}"
    );
    assert!(said[1].contains("bad.jsonl:4:2: no claim"), "{said:?}");
}

#[test]
fn an_article_that_could_not_be_read_before_is_told_and_very_many_are_not() {
    let desk = desk();
    let good = desk.read("out.jsonl");
    let lost = "{\"id\":\"c.txt\",\"error\":\"no such file\"}\n";
    desk.file("some.jsonl", format!("{lost}{good}"));
    let output = find(&desk, &["order", "--in", "some.jsonl", "--count"]);
    assert_eq!((output.code, output.out.as_str()), (2, "4\n"));
    let said = "some.jsonl:1: an article that could not be read: no such file";
    assert!(output.err.contains(said), "{}", output.err);
    desk.file("many.jsonl", lost.repeat(3000));
    let output = find(&desk, &["--in", "many.jsonl"]);
    assert_eq!(output.code, 2);
    assert_eq!(output.err.lines().count(), 101, "{}", output.err);
}

#[test]
fn what_cannot_be_asked_or_read_is_told() {
    let desk = desk();
    let check = |words: &[&str], expected: &str| {
        let output = find(&desk, words);
        assert_eq!(output.code, 2, "{words:?}");
        assert!(output.err.contains(expected), "{words:?}: {}", output.err);
    };
    check(&["nonsense", "--in", "reports"], "the query: ");
    check(&["over", "--in", "reports"], "the query: ");
    check(&["--in", "nowhere"], "nowhere: ");
    check(&["--in", "nowhere.jsonl"], "nowhere.jsonl: ");
    check(&["--in", "reports", "--count", "--limit", "3"], "--limit");
    check(&["--in", "reports", "--limit", "0"], "--limit");
}

#[test]
fn what_a_corpus_holds_does_nothing_to_the_terminal() {
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
    let acts = |char: char| (char.is_control() && char != '\n') || char == '\u{202e}';
    assert!(!output.out.contains(acts), "{:?}", output.out);
}

#[test]
fn what_was_written_may_come_by_standard_input() {
    let desk = desk();
    let written = desk.read("out.jsonl");
    let words = ["find", "--scheme", "small.toml", "order", "--in", "-", "--count"];
    assert_eq!(run(desk.purport().args(words).write_stdin(written)).out, "4\n");
}
