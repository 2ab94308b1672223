//! Fields of a scheme and speakers given by the reader, from the tag file to exports, filters and checks.

use crate::support::{Desk, SCHEME, run};
use serde_json::Value;

const FIELDS: &str = "\n[[field]]\nid = \"verdict\"\nname = \"Verdict\"\ntype = \"choice\"\nvalues = [\"true\", \"false\"]\n\
                      [[field]]\nid = \"source\"\ntype = \"url\"\n";

const TAGS: &str = "[format]\nversion = 1\nmin_reader = 1\n\n\
    [[tag]]\nid = \"t-1\"\nquote = \"The port pledged lamps for the steps.\"\nprefix = \"\"\nsuffix = \"\"\n\
    start = 0\nend = 37\ncategories = [\"promise\"]\ndecision = \"confirmed\"\nspeaker = \"The <port> guild\"\n\
    annotator = \"r1\"\nat = \"2026-01-02T03:04:05Z\"\n\n\
    [tag.fields]\nverdict = \"false\"\nsource = \"https://guild.example/a?b=1&c=2\"\nmood = \"grim\"\n";

/// The pier with one tag under a scheme with fields.
fn desk() -> Desk {
    let desk = Desk::with_pier();
    desk.file("checked.toml", format!("{SCHEME}{FIELDS}"));
    desk.file("pier.txt.tags.toml", TAGS);
    desk
}

fn export(desk: &Desk, scheme: &str, format: &str) -> String {
    let done = run(desk.purport().args(["export", "pier.txt", "--scheme", scheme, "--format", format]));
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{format}");
    done.out
}

fn tagged(lines: &str) -> Value {
    let mut lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.find(|line| line["id"] == "t-1").expect("the tag is exported")
}

#[test]
fn every_export_carries_fields_and_speaker() {
    let desk = desk();
    let line = tagged(&export(&desk, "checked.toml", "jsonl"));
    assert_eq!((&line["speaker"], &line["speaker_basis"]), (&"The <port> guild".into(), &"reader".into()));
    assert_eq!(line["fields"]["verdict"], "false");
    assert_eq!(line["fields"]["mood"], "grim", "a field that the scheme does not define is kept");
    let table = export(&desk, "checked.toml", "csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(heads[heads.len() - 3..], ["field_verdict", "field_source", "field_mood"]);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert!(rows.iter().any(|row| &row[heads.len() - 3] == "false" && &row[heads.len() - 1] == "grim"));
    let page = export(&desk, "checked.toml", "html");
    assert!(page.contains("<dt>Verdict</dt><dd>false</dd>"), "{page}");
    assert!(page.contains("<a href=\"https://guild.example/a?b=1&amp;c=2\""), "{page}");
    assert!(page.contains("The &lt;port&gt; guild"), "{page}");
    let report = export(&desk, "checked.toml", "markdown");
    assert!(report.contains("- Verdict: false") && report.contains("said by The"), "{report}");
    for (format, expected) in [
        ("w3c", "\"purport:field_verdict\":\"false\""),
        ("cas", "\"fieldVerdict\":\"false\""),
        ("doccano", "\"verdict\":\"false\""),
        ("prodigy", "\"verdict\":\"false\""),
        ("labelstudio", "\"verdict\":\"false\""),
    ] {
        let text = export(&desk, "checked.toml", format);
        assert!(text.contains(expected), "{format} has no {expected}: {text}");
    }
}

#[test]
fn without_fields_in_the_scheme_and_the_tags_nothing_mentions_them() {
    let desk = desk();
    let bare = TAGS.split("[tag.fields]").next().unwrap();
    desk.file("pier.txt.tags.toml", bare);
    assert!(tagged(&export(&desk, "small.toml", "jsonl")).get("fields").is_none());
    assert!(!export(&desk, "small.toml", "csv").contains("field_"));
    assert_eq!(tagged(&export(&desk, "checked.toml", "jsonl"))["fields"], serde_json::json!({}));
}

#[test]
fn find_takes_fields_and_speakers_before_a_colon() {
    let desk = desk();
    let find = |query: &[&str]| {
        let words = ["find", "--in", "pier.txt", "--scheme", "checked.toml", "--count"];
        let done = run(desk.purport().args(words).args(query));
        assert!(done.code < 2, "{}", done.err);
        done.out.trim().to_owned()
    };
    assert_eq!(find(&["verdict:false"]), "1");
    assert_eq!(find(&["verdict:true"]), "0");
    assert_eq!(find(&["source:guild.example", "speaker:<port>"]), "1");
    assert_eq!(find(&["verdict:\"\""]), "6");
    let words = ["find", "--in", "pier.txt", "--scheme", "checked.toml", "verdict:flse"];
    let done = run(desk.purport().args(words));
    assert!(done.code == 2 && done.err.contains("did you mean `false`?"), "{}", done.err);
}

#[test]
fn check_knows_the_keys_of_a_field() {
    let desk = Desk::new();
    let wrong = format!("{SCHEME}\n[[field]]\nid = \"verdict\"\ntype = \"choise\"\n");
    let line = wrong.lines().count();
    desk.file("wrong.toml", wrong);
    let done = run(desk.purport().args(["check", "wrong.toml"]));
    let out = format!("{}{}", done.out, done.err);
    let place = format!("wrong.toml:{line}:9: warning: unknown type of field `choise`");
    assert!(out.contains(&place) && out.contains("did you mean `choice`?"), "{out}");
}

#[test]
fn stats_count_claims_by_a_field_of_the_scheme() {
    let desk = desk();
    let words = ["stats", "pier.txt", "--scheme", "checked.toml", "--by", "verdict", "--format", "csv"];
    let done = run(desk.purport().args(words));
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    let lines: Vec<&str> = done.out.lines().collect();
    assert_eq!(lines[0], "verdict,kind,claims,promise,order,doubt");
    assert_eq!(lines[1], "false,named,1,1,0,0");
    assert_eq!(lines[2].split(',').take(2).collect::<Vec<_>>(), ["no verdict", "unnamed"]);
    let done = run(desk.purport().args(words).args(["--per", "words"]));
    assert!(done.code == 2 && done.err.contains("values of a field have no articles"), "{}", done.err);
}
