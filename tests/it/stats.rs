//! `purport stats`: the numbers of articles, for people, as JSON and as CSV.

use super::support::{Desk, Output, PIER, SCHEME, run};
use serde_json::Value;

/// The pier, read and partly decided: the reviewer that takes keys by the line makes the tags.
fn desk(keys: &str) -> Desk {
    let desk = Desk::new();
    desk.file("small.toml", SCHEME);
    desk.file("pier.txt", PIER);
    let words = ["--plain", "--scheme", "small.toml", "pier.txt"];
    let done = run(desk.purport().args(words).write_stdin(keys.to_owned()));
    assert_eq!(done.code, 0, "{}", done.err);
    desk
}

fn stats(desk: &Desk, words: &[&str]) -> Output {
    let mut command = desk.purport();
    command.env_remove("LC_ALL").env("LC_CTYPE", "C.UTF-8").env("TERM", "xterm");
    run(command.args(["stats", "--scheme", "small.toml"]).args(words))
}

#[test]
fn people_get_tables_and_bars() {
    let desk = desk("a\nx\n1\nq\n");
    let done = stats(&desk, &["pier.txt"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    for part in [
        "1 article, 241 words; 7 passages, 3 decided\n",
        "decisions: 1 confirmed, 1 retagged, 1 rejected\n",
        "\nkept the machine's word       when seen  blind\n",
        "\nall of it                 .333 (1 of 3)      –\n",
        "\ntime per decision: ",
        "\nwho says it   claims  P  O  D\nthe author         2  2  0  0\n",
        "\npledge                       promise      2      0  1.000\n",
    ] {
        assert!(done.out.contains(part), "{part:?} is not in\n{}", done.out);
    }
    assert!(done.out.contains("\nthe author    P 2 ████████\n"), "{}", done.out);
    assert!(done.out.lines().all(|line| line.chars().count() <= 100), "{}", done.out);
    let ascii = run(desk.purport().args(["stats", "--scheme", "small.toml", "pier.txt"]).env("LC_ALL", "C"));
    assert!(ascii.out.contains(" ####") && !ascii.out.contains('█'), "{}", ascii.out);
    let dumb = run(desk.purport().args(["stats", "pier.txt"]).env("LC_ALL", "C.UTF-8").env("TERM", "dumb"));
    assert!(!dumb.out.contains('█'), "{}", dumb.out);
}

#[test]
fn programs_get_the_same_as_json_and_as_rows() {
    let desk = desk("a\nx\n1\nq\n");
    let done = stats(&desk, &["pier.txt", "--format", "json"]);
    let found: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!((&found["articles"], &found["marks"], &found["decided"]), (&1.into(), &7.into(), &3.into()));
    assert_eq!(found["categories"][0]["id"], "promise");
    assert_eq!(found["kept_seen"], serde_json::json!({"decided": 3, "kept": 1}));
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
    assert_eq!(number(["kept", "", "seen", "decided"]), "3");
    assert_eq!(number(["category", "promise", "", "claims"]), found["categories"][0]["claims"].to_string());
    assert!(done.out.ends_with("\r\n"));
}

#[test]
fn a_list_accepted_with_one_key_is_told_apart() {
    let desk = desk("a\nq\n");
    let name = "pier.txt.tags.toml";
    let bulk = desk.read(name).replace("saw_machine = true\n", "saw_machine = true\nvia = \"bulk\"\n");
    desk.file(name, bulk);
    let done = stats(&desk, &["pier.txt"]);
    assert!(done.out.contains("decisions: 1 confirmed; 1 of them with many others\n"), "{}", done.out);
    assert!(!done.out.contains("kept the machine's word"), "{}", done.out);
}

#[test]
fn a_folder_is_added_up_and_what_cannot_be_read_is_told() {
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
    let done = stats(&desk, &["pier.txt", "--annotator", "nobody"]);
    assert!(done.out.contains("nothing is decided yet"), "{}", done.out);
}

#[test]
fn nothing_in_an_article_or_a_tag_file_acts_on_the_terminal() {
    let desk = Desk::new();
    desk.file("small.toml", SCHEME);
    desk.file(
        "a.txt",
        "=cmd()\u{1b}[31m said that the council must pay. The council pledged a\u{202e} pier.\n",
    );
    desk.purport()
        .args(["--plain", "--scheme", "small.toml", "a.txt"])
        .write_stdin("a\na\nq\n")
        .assert()
        .code(0);
    for form in ["text", "json", "csv"] {
        let done = stats(&desk, &["a.txt", "--format", form]);
        assert_eq!(done.code, 0, "{}", done.err);
        let acts = |char: char| (char.is_control() && !"\r\n".contains(char)) || char == '\u{202e}';
        assert!(!done.out.contains(acts), "{:?}", done.out);
        assert!(form != "csv" || !done.out.contains(",="), "{:?}", done.out);
    }
}

/// A corpus in a folder, and what `purport classify` wrote of it, in both forms.
fn corpus() -> Desk {
    let desk = Desk::new();
    for (name, text) in [
        ("press/bell/2026-01-02.txt", PIER),
        ("press/bell/2026-03-01.txt", "The duke must pay. The guild pledged it."),
        ("press/lantern/2026-03-09.txt", "It rained."),
        ("press/undated.txt", "“The shops must open,” said the duke."),
    ] {
        std::fs::create_dir_all(desk.work().join(name).parent().unwrap()).unwrap();
        desk.file(name, text);
    }
    for form in ["jsonl", "ndjson"] {
        let written = run(&mut desk.classify(&["press", "--format", form])).out;
        desk.file(&format!("out.{form}"), written);
    }
    desk
}

#[test]
fn a_corpus_is_counted_in_groups_whatever_it_is_read_from() {
    let desk = corpus();
    let check = |place: &str, by: &str, expected: &str| {
        let done = stats(&desk, &[place, "--by", by, "--format", "csv"]);
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{place} {by}");
        assert_eq!(done.out.replace("\r\n", "\n"), expected, "{place} {by}");
    };
    let months = "month,articles,claims,promise,order,doubt\n\
                  2026-01,1,7,3,3,2\n2026-02,0,0,0,0,0\n2026-03,2,2,1,1,0\nno date,1,1,0,1,0\n";
    let sources = "source,articles,claims,promise,order,doubt\n\
                   press/bell,2,9,4,4,2\npress,1,1,0,1,0\npress/lantern,1,0,0,0,0\n";
    let speakers = "speaker,claims,promise,order,doubt\nthe author,5,4,1,1\nthe duke,1,0,1,0\n";
    for place in ["press", "out.ndjson"] {
        check(place, "month", months);
        check(place, "source", sources);
    }
    // An article without claims has no line where there is one for each claim.
    let without = |table: &str, line: &str, instead: &str| table.replace(line, instead);
    check("out.jsonl", "month", &without(months, "2026-03,2,", "2026-03,1,"));
    check("out.jsonl", "source", &without(sources, "press/lantern,1,0,0,0,0\n", ""));
    let done = |place: &str| stats(&desk, &[place, "--by", "speaker", "--format", "csv"]).out;
    assert_eq!([done("out.jsonl"), done("out.ndjson")], [done("press"), done("press")]);
    assert!(done("press").starts_with("speaker,claims,promise,order,doubt\r\n"), "{}", done("press"));
    for line in speakers.lines().skip(2) {
        assert!(done("press").contains(line), "{}", done("press"));
    }
}

#[test]
fn a_corpus_is_a_table_with_letters_for_bars_or_json_or_a_page() {
    let desk = corpus();
    let done = stats(&desk, &["out.ndjson", "--by", "source", "--limit", "1"]);
    let expected = "\
        4 articles, 10 claims\n\
        P Promise 4, O Order 5, D Doubt 2\n\n\
        source      articles  claims  P  O  D\n\
        press/bell         2       9  4  4  2  PPPP";
    assert!(done.out.starts_with(expected), "{}", done.out);
    assert!(
        done.out.lines().last().unwrap().starts_with("2 more             2       1  0  1  0  OOO"),
        "{}",
        done.out
    );
    assert!(done.out.lines().all(|line| line.len() <= 100), "{}", done.out);
    let all = stats(&desk, &["out.ndjson"]);
    assert_eq!(all.out.lines().count(), 2, "{}", all.out);
    let done = stats(&desk, &["out.ndjson", "--by", "year", "--format", "json"]);
    let found: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(found["all"], serde_json::json!({"articles": 4, "claims": 10, "categories": [4, 5, 2]}));
    assert_eq!(
        found["groups"][0],
        serde_json::json!({"name": "2026", "articles": 3, "claims": 9, "categories": [4, 4, 2]})
    );
    let page = stats(&desk, &["out.ndjson", "--by", "source", "--format", "html"]).out;
    assert!(
        page.contains("<title>Claims by source</title>")
            && page.contains("<th scope=\"row\">press/bell</th>")
    );
    assert!(page.contains("<td>10</td>") && !page.contains("<script") && !page.contains("http:"), "{page}");
}

#[test]
fn fields_of_records_make_groups_and_bad_lines_stop_nothing() {
    let desk = corpus();
    let claim = r#"{"categories":[{"category":"order"}],"speaker":null}"#;
    let record = |fields: &str| format!("{{\"id\":1,\"claims\":[{claim}]{fields}}}\n");
    let lines = [
        record(r#","desk":"Home""#),
        record(r#","desk":" home ""#),
        record(r#","desk":"<b>\u001b[1m=x""#),
        record(""),
        "no\n".to_owned(),
        "{\"id\":2,\"error\":\"gone\"}\n".to_owned(),
        record(r#","desk":null"#),
    ];
    desk.file("in.ndjson", lines.concat());
    let done = stats(&desk, &["in.ndjson", "--by", "desk", "--format", "csv"]);
    assert_eq!(done.code, 2);
    let rows: Vec<&str> = done.out.lines().skip(1).collect();
    assert_eq!(rows, ["Home,2,2,0,2,0", "<b>␛[1m=x,1,1,0,1,0", "no desk,2,2,0,2,0"]);
    let said: Vec<&str> = done.err.lines().collect();
    assert!(said.len() == 2 && said[0].contains("in.ndjson:5: no claim"), "{}", done.err);
    assert!(said[1].contains("in.ndjson:6: an article that could not be read: gone"), "{}", done.err);
    let page = stats(&desk, &["in.ndjson", "--by", "desk", "--format", "html"]).out;
    assert!(page.contains("&lt;b&gt;␛[1m=x") && !page.contains("<b>␛"), "{page}");
    let done = stats(&desk, &["press", "--format", "html"]);
    assert!(done.code == 2 && done.err.contains("needs --by"), "{}", done.err);
}

#[test]
fn what_the_reader_decided_holds_in_groups_too() {
    // The first claim is accepted, the second rejected, the third called something else.
    let desk = desk("a\nx\n1\nq\n");
    let alone = stats(&desk, &["pier.txt", "--format", "json"]);
    let alone: Value = serde_json::from_str(&alone.out).unwrap();
    let groups = stats(&desk, &["pier.txt", "--by", "source", "--format", "json"]);
    let groups: Value = serde_json::from_str(&groups.out).unwrap();
    for at in 0..3 {
        assert_eq!(groups["all"]["categories"][at], alone["categories"][at]["claims"], "{groups}");
    }
    assert_eq!(groups["all"]["claims"], 6, "what was rejected is none");
}
