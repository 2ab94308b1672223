//! Distinctions that every format must preserve, on one small article with every kind of mark.

mod foreign;

use super::columns::COLUMNS;
use super::*;
use crate::claim::{Scheme, classify};
use crate::import::{Format as Kind, ImportOptions, import};
use crate::tag::{Decision, Proposed, Selector, Tag};
use crate::text::{Span, csv_cell};
use std::sync::Arc;

const SCHEME: &str = r#"
    name = "Small"
    version = "1"
    category = [
        { id = "promise", name = "Promise", letter = "P", key = "1", gloss = "A word is given.", threshold = 0.5 },
        { id = "order", name = "Order & <rule>", letter = "O", key = "2", threshold = 0.5 },
        { id = "doubt", letter = "D", key = "3", threshold = 0.5 },
    ]
    cue = [
        { id = "pledge", category = "promise", pattern = "pledge/V", weight = 4.0 },
        { id = "must", category = "order", pattern = "must", weight = 5.0 },
        { id = "doubt", category = "doubt", pattern = "doubt/V", weight = 4.5 },
    ]
"#;

/// Characters of different encoded lengths precede the marks.
pub(super) const TEXT: &str = "👩‍🚒 “Café” 火災 e\u{301} 💩\n\n\
    The council pledged\na new pier. The shops must open.\n\n\
    He doubts it. =SUM(A1) must <b>rain</b> & \"hail\", they say.\n\n\
    It must \u{202e}snow\u{202c}.\n";

fn span(document: &crate::text::Document, words: &str) -> Span {
    let at = document.text.find(words).unwrap_or_else(|| panic!("{words} is not in the text"));
    Span::of(at..at + words.len())
}

/// One mark of every kind.
pub(super) fn sample() -> Reading {
    let (scheme, faults) = Scheme::parse(SCHEME, "s").unwrap();
    assert!(faults.is_empty(), "{faults:?}");
    let document =
        import(TEXT.as_bytes().to_vec(), "a.txt", ImportOptions::new(Kind::Plain)).unwrap().document;
    let mut claims = Vec::new();
    for block in &document.blocks {
        classify(&document.text, block.span, &scheme, &mut claims);
    }
    assert_eq!(claims.len(), 5);
    let mut turn = 0;
    let mut tag = |words: &str, decision: Decision, categories: &[&str], proposed: Option<(&str, &str)>| {
        turn += 1;
        Tag {
            id: format!("t-{turn}"),
            categories: categories.iter().map(|&id| id.to_owned()).collect(),
            decision,
            annotator: "r1".to_owned(),
            at: format!("2026-01-02T03:04:0{turn}Z"),
            proposed: proposed.map(|(category, cue)| Proposed {
                categories: vec![(category.to_owned(), 731)],
                cues: vec![cue.to_owned()],
                engine: Some("both".to_owned()),
                model: None,
                range: None,
            }),
            ..Tag::new(Selector::of(&document, span(&document, words)))
        }
    };
    let mut tags = vec![
        tag(
            "The council pledged\na new pier.",
            Decision::Confirmed,
            &["promise"],
            Some(("promise", "pledge")),
        ),
        tag("The shops must open.", Decision::Retagged, &["promise", "doubt"], Some(("order", "must"))),
        tag("He doubts it.", Decision::Rejected, &[], Some(("doubt", "doubt"))),
        tag("pledged\na new pier. The shops", Decision::Added, &["doubt"], None),
        tag("they say", Decision::Nothing, &[], None),
        tag("Café", Decision::Open, &[], None),
        tag("火災", Decision::Confirmed, &["promise"], None),
    ];
    tags[0].note = "=a note\nof “two” lines, & <more>".to_owned();
    tags[0].labels = vec!["a;b".to_owned(), "later".to_owned()];
    tags[5].note = "look here".to_owned();
    tags[6].selector = Selector {
        exact: "Nobody ever wrote this sentence in here.".to_owned(),
        prefix: "It stood here. ".to_owned(),
        suffix: " And went.".to_owned(),
        start: 20,
        end: 60,
    };
    let mut reading = Reading::new(Arc::new(document), Arc::new(scheme));
    reading.add_claims(claims);
    reading.add_tags(tags, true);
    assert_eq!(reading.counts().orphaned, 1);
    reading
}

pub(super) fn options() -> ExportOptions {
    ExportOptions {
        annotator: "reader".to_owned(),
        at: "2026-02-03T04:05:06Z".to_owned(),
        ..ExportOptions::default()
    }
}

/// All files of the sample in a format.
pub(super) fn files(format: Format) -> Vec<File> {
    let reading = sample();
    render(format, &[ExportArticle { name: "a.txt", reading: &reading }], &options()).unwrap().files
}

/// The sample's main file in a text format.
pub(super) fn text(format: Format) -> String {
    String::from_utf8(files(format).swap_remove(0).bytes).unwrap()
}

/// The text between two code points.
pub(super) fn chars(start: u64, end: u64) -> String {
    TEXT.chars().skip(start as usize).take((end - start) as usize).collect()
}

#[test]
fn jsonl_separates_suggestion_and_decision() {
    let lines: Vec<serde_json::Value> =
        text(Format::Jsonl).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let decisions: Vec<&str> = lines.iter().map(|line| line["decision"].as_str().unwrap_or("-")).collect();
    assert_eq!(
        decisions,
        ["open", "confirmed", "added", "retagged", "rejected", "-", "nothing", "-", "confirmed"]
    );
    for line in lines.iter().filter(|line| line["place"] == "sure") {
        let at = |key: &str| line[key].as_u64().unwrap();
        assert_eq!(chars(at("start"), at("end")), line["quote"].as_str().unwrap());
    }
    let retagged = &lines[3];
    assert_eq!(retagged["categories"], serde_json::json!(["promise", "doubt"]));
    assert_eq!(retagged["machine_categories"], serde_json::json!(["order"]));
    assert_eq!(retagged["proposed_scores"], serde_json::json!([0.731]));
    assert_eq!((&lines[4]["categories"], &lines[4]["annotator"]), (&serde_json::json!([]), &"r1".into()));
    assert_eq!(lines[5]["annotator"], serde_json::Value::Null);
    assert!(lines[5]["id"].as_str().unwrap().starts_with("c-"));
    let lost = &lines[8];
    assert_eq!((lost["place"].as_str(), &lost["start"]), (Some("lost"), &serde_json::Value::Null));
    assert!(text(Format::Jsonl).contains("\\u202e"), "what turns text around stands bare");
}

#[test]
fn csv_has_the_same_columns_and_no_formula() {
    let text = text(Format::Csv);
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(heads, COLUMNS.iter().map(|column| column.name.as_ref()).collect::<Vec<_>>());
    let rows: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let at = |name: &str| heads.iter().position(|head| head == name).unwrap();
    assert_eq!(rows.len(), 9);
    assert!(rows.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@'])));
    assert_eq!(&rows[1][at("note")], "'=a note\nof “two” lines, & <more>");
    assert_eq!(csv_cell::split(&rows[1][at("labels")]), ["a;b", "later"]);
    assert_eq!(csv_cell::unescape(&rows[5][at("quote")]), "=SUM(A1) must <b>rain</b> & \"hail\", they say.");
    assert_eq!(&rows[3][at("proposed_scores")], "0.731");
}

#[test]
fn exports_only_decided_marks_on_request() {
    let reading = sample();
    let options = ExportOptions { decided: true, bom: true, ..options() };
    let article = ExportArticle { name: "a.txt", reading: &reading };
    let export = render(Format::Csv, &[article], &options).unwrap();
    assert_eq!((export.marks, export.left_out), (6, 0));
    assert!(export.files[0].bytes.starts_with("\u{feff}document,".as_bytes()));
}

#[test]
fn exports_are_deterministic() {
    for format in Format::all() {
        assert_eq!(files(format), files(format), "{}", format.name());
    }
}
