//! `purport stats` on articles and their tags: text, JSON and CSV.

mod corpus;

use crate::hostile::assert_inert;
use crate::support::{Desk, Output, run};
use serde_json::Value;

/// The pier with the tags that `keys` make.
fn desk(keys: &str) -> Desk {
    let desk = Desk::with_pier();
    desk.review(&["pier.txt"], keys);
    desk
}

fn stats(desk: &Desk, words: &[&str]) -> Output {
    let mut command = desk.command("stats", words);
    run(command.env_remove("LC_ALL").env("LC_CTYPE", "C.UTF-8").env("TERM", "xterm"))
}

#[test]
fn text_output_has_tables_and_bars() {
    let desk = desk("a\nx\n1\nq\n");
    let done = stats(&desk, &["pier.txt"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    for part in [
        "1 article, 241 words; 7 claims, 3 decided, 1 of them rejected\n",
        "decisions: 1 accepted, 1 changed, 1 rejected\n",
        "\nagreed with the suggestion       when seen  blind\n",
        "\nall categories               .333 (1 of 3)      –\n",
        "\nmedian decision time: ",
        "\nwho says it      claims  P  O  D\nthe author            2  2  0  0\n",
        "\npledge                       promise      2      0  1.000\n",
    ] {
        assert!(done.out.contains(part), "{part:?} is not in\n{}", done.out);
    }
    assert!(done.out.contains("\nthe author       P 2 ████████\n"), "{}", done.out);
    assert!(done.out.lines().all(|line| line.chars().count() <= 100), "{}", done.out);
    let ascii = run(desk.purport().args(["stats", "--scheme", "small.toml", "pier.txt"]).env("LC_ALL", "C"));
    assert!(ascii.out.contains(" ####") && !ascii.out.contains('█'), "{}", ascii.out);
    let dumb = run(desk.purport().args(["stats", "pier.txt"]).env("LC_ALL", "C.UTF-8").env("TERM", "dumb"));
    assert!(!dumb.out.contains('█'), "{}", dumb.out);
}

#[test]
fn json_and_csv_hold_the_same_figures() {
    let desk = desk("a\nx\n1\nq\n");
    let done = stats(&desk, &["pier.txt", "--format", "json"]);
    let found: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!((&found["articles"], &found["marks"], &found["decided"]), (&1.into(), &7.into(), &3.into()));
    assert_eq!(found["categories"][0]["id"], "promise");
    assert_eq!(found["acceptance_seen"], serde_json::json!({"decided": 3, "accepted": 1}));
    let done = stats(&desk, &["pier.txt", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(done.out.as_bytes());
    let rows: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let number = |wanted: [&str; 4]| {
        let row = rows.iter().find(|row| row[..4] == wanted);
        row.unwrap_or_else(|| panic!("no row {wanted:?} in {}", done.out))[4].clone()
    };
    assert_eq!(number(["all", "", "", "passages"]), "7");
    assert_eq!(number(["decision", "", "", "rejected"]), "1");
    assert_eq!(number(["acceptance", "", "seen", "decided"]), "3");
    assert_eq!(number(["category", "promise", "", "claims"]), found["categories"][0]["claims"].to_string());
    assert!(done.out.ends_with("\r\n"));
}

#[test]
fn bulk_decisions_are_counted_apart() {
    let desk = desk("a\nq\n");
    let name = "pier.txt.tags.toml";
    let bulk = desk.read(name).replace("saw_machine = true\n", "saw_machine = true\nvia = \"bulk\"\n");
    desk.file(name, bulk);
    let done = stats(&desk, &["pier.txt"]);
    assert!(done.out.contains("decisions: 1 accepted; 1 of them in bulk\n"), "{}", done.out);
    assert!(!done.out.contains("agreed with the suggestion"), "{}", done.out);
}

#[test]
fn a_folder_is_summed_and_unreadable_articles_are_reported() {
    let desk = desk("a\nq\n");
    desk.file("other.txt", "The port pledged lamps.\n");
    let done = stats(&desk, &["--format", "json"]);
    let found: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!((&found["articles"], &found["marks"], &found["decided"]), (&2.into(), &8.into(), &1.into()));
    let done = stats(&desk, &["pier.txt", "missing.txt", "--format", "json"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("missing.txt: no such file"), "{}", done.err);
    assert_eq!(serde_json::from_str::<Value>(&done.out).unwrap()["articles"], 1);
    let done = stats(&desk, &["pier.txt.tags.toml"]);
    assert!(done.code == 2 && done.err.contains("is a tag file, not an article"), "{}", done.err);
    let done = stats(&desk, &["pier.txt", "--annotator", "somebody"]);
    assert!(done.out.contains("no decisions yet"), "{}", done.out);
}

#[test]
fn output_holds_no_control_characters_and_no_formulas() {
    let desk = Desk::new();
    desk.file(
        "a.txt",
        "=cmd()\u{1b}[31m said that the council must pay. The council pledged a\u{202e} pier.\n",
    );
    desk.review(&["a.txt"], "a\na\nq\n");
    for form in ["text", "json", "csv"] {
        let done = stats(&desk, &["a.txt", "--format", form]);
        assert_eq!(done.code, 0, "{}", done.err);
        assert_inert(form, &done.out);
        assert!(form != "csv" || !done.out.contains(",="), "{:?}", done.out);
    }
}
