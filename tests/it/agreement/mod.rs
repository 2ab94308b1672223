//! `purport agree`: what it compares, what it refuses, and what it prints.

mod published;

use crate::hostile::assert_inert;
use crate::support::{Desk, Output, run};
use serde_json::Value;
use std::fmt::Write as _;

fn sentence(number: usize) -> String {
    format!("Sentence {number} tells of the pier.")
}

fn article(sentences: usize) -> String {
    (0..sentences).map(sentence).collect::<Vec<_>>().join(" ") + "\n"
}

/// A tag file with one decision per sentence: categories joined by `+`, `-` for no claim, `.` for no decision;
/// after `!` decided in bulk, after `*` with the suggestion in sight.
fn tag_file(document: &str, text: &str, annotator: &str, decisions: &[&str]) -> String {
    let digest = format!("{}-{}", text.len(), text.chars().count());
    let mut file = format!(
        "[format]\nname = \"purport-tags\"\nversion = 1\nmin_reader = 1\n\n[document]\nname = \"{document}\"\n\
         sha256 = \"{digest}\"\nchars = {}\n\n[scheme]\nid = \"small\"\nversion = \"1\"\n\n[annotator]\nid = \"{annotator}\"\n",
        text.chars().count()
    );
    for (number, decision) in decisions.iter().enumerate().filter(|(_, decision)| **decision != ".") {
        let quote = sentence(number);
        let start = text.find(&quote).unwrap();
        let end = start + quote.len();
        let (prefix, suffix) =
            (&text[start.saturating_sub(20)..start], &text[end..(end + 20).min(text.len())]);
        let (bulk, word) = decision.strip_prefix('!').map_or((false, *decision), |word| (true, word));
        let (seen, word) = word.strip_prefix('*').map_or((false, word), |word| (true, word));
        let categories: Vec<String> =
            word.split('+').filter(|one| *one != "-").map(|one| format!("\"{one}\"")).collect();
        let decision = match (word, seen) {
            ("-", true) => "rejected",
            ("-", false) => "nothing",
            (_, true) => "confirmed",
            (_, false) => "added",
        };
        write!(
            file,
            "\n[[tag]]\nid = \"t-{number}\"\nquote = \"{quote}\"\nprefix = \"{}\"\nsuffix = \"{}\"\nstart = {start}\nend = {end}\n\
             categories = [{}]\ndecision = \"{decision}\"\nannotator = \"{annotator}\"\nat = \"2026-01-02T03:04:05Z\"\n",
            prefix.trim_start_matches('\n'),
            suffix.trim_end_matches('\n'),
            categories.join(", ")
        )
        .unwrap();
        if seen {
            file.push_str(
                "saw_machine = true\nproposed = { categories = [\"x\"], scores = [0.7], cues = [] }\n",
            );
        }
        if bulk {
            file.push_str("via = \"bulk\"\n");
        }
    }
    file
}

/// Writes an article with the tag files of its annotators.
fn write_article(desk: &Desk, name: &str, annotators: &[(&str, &[&str])]) {
    let sentences = annotators.iter().map(|(_, decisions)| decisions.len()).max().unwrap_or(0);
    let text = article(sentences);
    desk.file(name, &text);
    for (annotator, decisions) in annotators {
        desk.file(&format!("{name}.{annotator}.tags.toml"), tag_file(name, &text, annotator, decisions));
    }
}

fn agree(desk: &Desk, words: &[&str]) -> Output {
    run(desk.purport().arg("agree").args(words))
}

fn json(desk: &Desk, words: &[&str]) -> Value {
    let done = agree(desk, &[words, &["--format", "json", "--bootstrap", "0"]].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    serde_json::from_str(&done.out).unwrap()
}

const BOTH: [&str; 2] = ["a.txt.r1.tags.toml", "a.txt.r2.tags.toml"];

/// Twenty sentences by two annotators: the example `claims_2readers_20` of `data/agreement.json`.
const ONE: [&str; 20] =
    ["c", "n", "d", "-", "c", "c", "n", "n", "d", "-", "d", "c", "n", "d", "-", "c", "n", "n", "d", "c"];
const TWO: [&str; 20] =
    ["c", "n", "d", "-", "c", "n", "n", "n", "d", "-", "-", "c", "n", "d", "-", "c", "d", "n", "d", "c"];

#[test]
fn figures_match_the_published_example() {
    let desk = Desk::new();
    write_article(&desk, "a.txt", &[("r1", &ONE), ("r2", &TWO)]);
    let found = json(&desk, &BOTH);
    assert_eq!(found["units"], serde_json::json!({"total": 20, "pairable": 20, "by_all": 20}));
    let near = |name: &str, expected: f64| {
        let value = found["nominal"][name]["value"].as_f64().unwrap();
        assert!((value - expected).abs() < 1e-9, "{name} is {value}");
    };
    near("observed_agreement", 0.85);
    near("cohen_kappa", 0.797_979_797_979_798);
    near("fleiss_kappa", 0.797_639_123_102_866_9);
    near("krippendorff_alpha", 0.802_698_145_025_295_1);
    assert_eq!(found["confusion"]["labels"], serde_json::json!(["c", "d", "n", "none"]));
    assert_eq!(
        found["confusion"]["counts"],
        serde_json::json!([[5, 0, 1, 0], [0, 4, 0, 1], [0, 1, 5, 0], [0, 0, 0, 3]])
    );
    assert_eq!(
        (&found["disagreement_count"], &found["sources"][0]["name"]),
        (&Value::from(3), &Value::from("a.txt"))
    );
    assert_eq!(found["unitizing"]["strict_f1"]["n"], 33);
}

#[test]
fn text_output_shows_every_figure_with_n_and_interval_in_80_columns() {
    let desk = Desk::new();
    write_article(&desk, "a.txt", &[("r1", &ONE), ("r2", &TWO)]);
    let done = agree(&desk, &[&BOTH[..], &["--by-category"]].concat());
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    for line in [
        "2 annotators: r1, r2\n1 article; 20 passages that at least one decided, 20 by two or more\n",
        "\nCohen's κ                                  .798   ",
        "\nKrippendorff's α                           .803   ",
        "\nnote: only 20 passages were decided by two annotators",
        "\nd                                        figure  95 % interval",
        "\nr1 \\ r2  c  d  n  none\nc        5  0  1     0\n",
        "\n3 passages on which they differ\n177–208 “Sentence 5 tells of the pier.”\n",
        "\n    r1  c (added)\n    r2  n (added)\n",
    ] {
        let line = line.replace("177–208", &place(5));
        assert!(done.out.contains(&line), "{line:?} is not in\n{}", done.out);
    }
    assert!(done.out.lines().all(|line| line.chars().count() <= 80), "{}", done.out);
    assert!(done.out.lines().any(|line| line.starts_with("raw agreement")
        && line.contains(" to ")
        && line.ends_with("20 units")));
}

/// Position of a sentence, as printed.
fn place(number: usize) -> String {
    let text = article(20);
    let start = text.find(&sentence(number)).unwrap();
    format!("{start}–{}", start + sentence(number).len())
}

#[test]
fn fail_under_reports_low_and_undefined_figures() {
    let desk = Desk::new();
    write_article(&desk, "a.txt", &[("r1", &ONE), ("r2", &TWO)]);
    let check = |floor: &str, code: i32, says: &str| {
        let done = agree(&desk, &[&BOTH[..], &["--bootstrap", "0", "--fail-under", floor]].concat());
        assert_eq!((done.code, done.err.contains(says)), (code, true), "{floor}: {}", done.err);
    };
    check("alpha=.8", 0, "");
    check("alpha=.9", 1, "purport: alpha: .803 is below the floor of .900");
    check("pi=.9", 1, "pi: .798 is below the floor of .900");
    check("f1-strict=.99", 1, "f1-strict: .848 is below the floor of .990");
    check("kappa:c=.9", 1, "kappa:c: .875 is below the floor of .900");
    check("alpha-u:c=.1", 0, "");
    check("alpha:q=.1", 2, "no annotator used the category q (hint: they used c, d, n)");
    check("alpa=.1", 2, "no such figure (hint: did you mean `alpha`?)");
    check("masi:c=.1", 2, "no such figure");
    check("alpha", 2, "is not NAME=NUMBER");
    check("alpha=nan", 2, "is not NAME=NUMBER");
    write_article(&desk, "a.txt", &[("r1", &["x", "x"]), ("r2", &["x", "x"])]);
    let why = "alpha: undefined (only one label was used); treated as below the floor of .000";
    check("alpha=0", 1, why);
    check("raw=1", 0, "");
    let done = agree(&desk, &BOTH);
    let undefined = "Krippendorff's α                    undefined: only one label was used\n";
    assert!(done.code == 0 && done.out.contains(undefined), "{}", done.out);
}

#[test]
fn missing_decisions_are_left_out_or_count_as_none() {
    let desk = Desk::new();
    write_article(&desk, "a.txt", &[("r1", &["x", "x", "-", "x"]), ("r2", &["x", ".", "-", "y"])]);
    let skipped = json(&desk, &BOTH);
    assert_eq!(
        (&skipped["units"]["total"], &skipped["nominal"]["observed_agreement"]["n"]),
        (&Value::from(4), &Value::from(3))
    );
    let none = json(&desk, &[&BOTH[..], &["--missing", "none"]].concat());
    assert_eq!(
        (&none["nominal"]["observed_agreement"]["n"], &none["nominal"]["observed_agreement"]["value"]),
        (&Value::from(4), &Value::from(0.5))
    );
    assert_eq!(none["disagreements"][0]["decisions"][1]["decision"], "silent");
}

#[test]
fn bulk_decisions_count_only_with_bulk() {
    let desk = Desk::new();
    write_article(&desk, "a.txt", &[("r1", &["x", "x", "-", "*x"]), ("r2", &["!*x", "y", "-", "*x"])]);
    let found = json(&desk, &BOTH);
    assert_eq!(
        (&found["excluded"][1]["bulk"], &found["nominal"]["observed_agreement"]["n"]),
        (&Value::from(1), &Value::from(3))
    );
    assert_eq!(
        (&found["blind"]["observed_agreement"]["n"], &found["seen"]["observed_agreement"]["n"]),
        (&Value::from(2), &Value::from(1))
    );
    assert_eq!(found["machine"][1]["seen"], serde_json::json!({"decided": 1, "accepted": 1}));
    // Nor does it count as missing.
    assert_eq!(
        json(&desk, &[&BOTH[..], &["--missing", "none"]].concat())["nominal"]["observed_agreement"]["n"],
        3
    );
    assert_eq!(found["unitizing"]["excluded"], 1);
    let all = json(&desk, &[&BOTH[..], &["--bulk"]].concat());
    assert_eq!(
        (&all["excluded"][1]["bulk"], &all["nominal"]["observed_agreement"]["n"]),
        (&Value::from(0), &Value::from(4))
    );
    let done = agree(&desk, &BOTH);
    assert!(done.out.contains("not counted of r2: 1 decided in bulk"), "{}", done.out);
}

#[test]
fn worst_and_resample_are_obeyed() {
    let desk = Desk::new();
    write_article(&desk, "a.txt", &[("r1", &ONE), ("r2", &TWO)]);
    let listed = |worst: &str| {
        let done = agree(&desk, &[&BOTH[..], &["--worst", worst]].concat());
        done.out.matches("“Sentence ").count()
    };
    assert_eq!([listed("0"), listed("2"), listed("9")], [0, 2, 3]);
    write_article(&desk, "b.txt", &[("r1", &ONE), ("r2", &TWO)]);
    let resampled = |more: &[&str]| {
        let done = agree(&desk, &[&[".", "--format", "json", "--bootstrap", "20"], more].concat());
        serde_json::from_str::<Value>(&done.out).unwrap()["resampled"].clone()
    };
    assert_eq!(resampled(&[]), "units");
    assert_eq!(resampled(&["--resample", "article"]), "articles");
}

#[test]
fn folders_are_searched_for_tag_files_of_many_articles() {
    let desk = Desk::new();
    write_article(&desk, "a.txt", &[("r1", &ONE), ("r2", &TWO), ("r3", &["c", "n"])]);
    write_article(&desk, "b.txt", &[("r1", &["x", "-"]), ("r2", &["x", "y"])]);
    write_article(&desk, "c.txt", &[("r2", &["x"])]);
    let found = json(&desk, &["."]);
    assert_eq!(found["annotators"], serde_json::json!(["r1", "r2", "r3"]));
    assert_eq!((&found["articles"], &found["alone"]), (&Value::from(2), &Value::from(1)));
    assert_eq!(found["pairs"].as_array().unwrap().len(), 3);
    assert_eq!(found["unitizing"]["articles"], 1, "spans count only articles that every annotator read");
    let two = json(&desk, &[".", "--annotators", "r2,r1"]);
    assert_eq!(
        (&two["annotators"], &two["units"]["total"]),
        (&serde_json::json!(["r2", "r1"]), &Value::from(22))
    );
    let done = agree(&desk, &[".", "--annotators", "r1,r9"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("r9: no tag file is by an annotator of this name"), "{}", done.err);
    let done = agree(&desk, &[".", "--article", "a.txt"]);
    assert!(done.code == 2 && done.err.contains("the tag files belong to 2 articles"), "{}", done.err);
    // Annotators of the same name are told apart by their folders.
    let desk = Desk::new();
    for folder in ["alice", "bob"] {
        let text = article(3);
        desk.file(&format!("{folder}/a.txt"), &text);
        desk.file(&format!("{folder}/a.txt.tags.toml"), tag_file("a.txt", &text, "reader", &["x", "-", "y"]));
    }
    let found = json(&desk, &["alice", "bob"]);
    assert_eq!(
        (&found["annotators"], &found["units"]["pairable"]),
        (&serde_json::json!(["alice", "bob"]), &Value::from(3))
    );
    let files = ["alice/a.txt.tags.toml", "bob/a.txt.tags.toml"];
    assert_eq!(json(&desk, &files)["annotators"], serde_json::json!(files));
}

#[test]
fn passages_are_anchored_in_the_article_or_taken_at_their_positions() {
    let desk = Desk::new();
    write_article(&desk, "a.txt", &[("r1", &ONE), ("r2", &TWO)]);
    std::fs::remove_file(desk.work().join("a.txt")).unwrap();
    let found = json(&desk, &BOTH);
    assert_eq!(
        (&found["units"]["pairable"], &found["sources"][0]["article"]),
        (&Value::from(20), &Value::Null)
    );
    let done = agree(&desk, &BOTH);
    assert!(
        done.out.contains("1 article not found: passages are taken to be where the tag files say"),
        "{}",
        done.out
    );
    // The second annotator read a later version with other positions.
    let later = format!("A new beginning of the article. {}", article(20));
    desk.file(BOTH[1], tag_file("a.txt", &later, "r2", &TWO));
    let done = agree(&desk, &BOTH);
    assert_eq!(done.code, 2);
    assert!(
        done.err.contains("were made on different texts") && done.err.contains("--article"),
        "{}",
        done.err
    );
    desk.file("later.txt", &later);
    let found = json(&desk, &[&BOTH[..], &["--article", "later.txt"]].concat());
    assert_eq!(
        (&found["units"]["pairable"], &found["nominal"]["observed_agreement"]["value"]),
        (&Value::from(20), &Value::from(0.85))
    );
    // A tag of a deleted sentence is reported as lost.
    desk.file("a.txt", later.replace(&sentence(3), ""));
    let found = json(&desk, &BOTH);
    assert_eq!(
        (&found["units"]["total"], &found["excluded"][0]["lost"]),
        (&Value::from(19), &Value::from(1))
    );
}

#[test]
fn incomparable_files_are_errors() {
    let desk = Desk::new();
    write_article(&desk, "a.txt", &[("r1", &["x"]), ("r2", &["x"])]);
    write_article(&desk, "b.txt", &[("r2", &["x"])]);
    let check = |words: &[&str], says: &str| {
        let done = agree(&desk, words);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{words:?}");
        assert!(done.err.contains(says), "{words:?}: {}", done.err);
    };
    check(&[BOTH[0]], "r1: is the only annotator");
    check(
        &[BOTH[0], "b.txt.r2.tags.toml"],
        "b.txt.r2.tags.toml: is about b.txt, but a.txt.r1.tags.toml is about a.txt",
    );
    check(&[BOTH[0], BOTH[0]], "is by r1, and so is");
    check(&[BOTH[0], "missing.toml"], "missing.toml: no such file");
    check(&[BOTH[0], "a.txt"], "a.txt");
    let other = desk.read(BOTH[1]).replace("id = \"small\"", "id = \"large\"");
    desk.file("other.tags.toml", other);
    check(&[BOTH[0], "other.tags.toml"], "was made under the scheme large");
    desk.file("empty.tags.toml", "");
    check(&[BOTH[0], "empty.tags.toml"], "is empty");
    std::fs::create_dir(desk.work().join("nothing")).unwrap();
    check(&["nothing"], "holds no tag file");
    check(&[], "required");
    // A file without tags is an annotator without decisions.
    let text = article(1);
    desk.file(BOTH[1], tag_file("a.txt", &text, "r2", &[]));
    let found = json(&desk, &BOTH);
    assert_eq!(
        found["nominal"]["krippendorff_alpha"]["undefined"],
        "no two annotators decided the same passage"
    );
    assert_eq!(found["unitizing"]["strict_f1"]["value"], 0.0);
}

#[test]
fn a_hostile_tag_file_prints_no_control_characters_and_reads_no_other_file() {
    let desk = Desk::new();
    write_article(&desk, "a.txt", &[("r1", &["x", "-"]), ("r2", &["y", "y"])]);
    std::fs::write(desk.work().parent().unwrap().join("secret.txt"), "Sentence 0 tells of the pier.")
        .unwrap();
    desk.file("secret.txt", "Sentence 1 tells of the pier.");
    for name in BOTH {
        let text = desk.read(name).replace("\"a.txt\"", "\"../secret.txt\"");
        desk.file(
            name,
            text.replace("\"x\"", "\"x\\u001b[31m\\u202e\"").replace("id = \"r1\"", "id = \"r\\u001b]52;1\""),
        );
    }
    for form in ["text", "json"] {
        let done = agree(&desk, &[&BOTH[..], &["--format", form, "--by-category"]].concat());
        assert_eq!(done.code, 0, "{}", done.err);
        assert_inert("standard output", &done.out);
        assert_inert("standard error", &done.err);
    }
    let found = json(&desk, &BOTH);
    assert_eq!(found["sources"][0]["article"], Value::Null, "a document name with a folder is not followed");
}

#[test]
fn tag_files_of_the_reader_are_compared() {
    let desk = Desk::with_pier();
    for (annotator, keys) in [("r1", "a\na\nx\na\nq\n"), ("r2", "a\nx\nx\n3\nq\n")] {
        desk.review(&["--annotator", annotator, "pier.txt"], keys);
    }
    let found = json(&desk, &["."]);
    assert_eq!(found["annotators"], serde_json::json!(["r1", "r2"]));
    assert_eq!(
        (&found["units"]["pairable"], &found["nominal"]["observed_agreement"]["value"]),
        (&Value::from(4), &Value::from(0.5))
    );
    assert_eq!(found["machine"][0]["seen"], serde_json::json!({"decided": 4, "accepted": 3}));
    assert_eq!(
        (&found["seen"]["observed_agreement"]["n"], &found["blind"]["observed_agreement"]["n"]),
        (&Value::from(4), &Value::from(0))
    );
    let caveats = found["nominal"]["caveats"].as_array().unwrap();
    assert!(
        caveats.iter().any(|caveat| caveat.as_str().unwrap().contains("the suggestion in sight")),
        "{caveats:?}"
    );
}
