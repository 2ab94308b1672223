//! Speaker, labels on digits, and the scheme's fields, from key to tag.

use super::{BEFORE, Journey, check, document};
use crate::support::{PIER, SCHEME};
use purport::claim::Scheme;
use purport::reading::SpokenBy;
use purport::session::{Mode, Offer, Purpose, Settings};
use purport::tag::Decision;
use std::sync::Arc;

/// The lines that docs/scheme.md shows to fact-checkers.
fn fields_of_the_docs() -> String {
    let docs = include_str!("../../../docs/scheme.md");
    let start = docs.find("[[field]]\nid = \"verdict\"").expect("the docs show a verdict");
    docs[start..].split("```").next().unwrap().to_owned()
}

fn with_fields() -> Journey {
    let (scheme, warnings) = Scheme::parse(&format!("{SCHEME}\n{}", fields_of_the_docs()), "s.toml").unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    let (document, scheme) = (document(PIER), Arc::new(scheme));
    let mut journey = Journey::under(&document, &scheme, Settings::default(), Vec::new(), (100, 70));
    journey.tell(super::classified(&document, &scheme));
    journey
}

fn offered(journey: &Journey) -> Vec<String> {
    let Some(Offer { title, lines }) = journey.model.offer(60, 20) else { return Vec::new() };
    let line =
        |line: &Vec<purport::session::Piece>| line.iter().map(|part| part.text.as_str()).collect::<String>();
    std::iter::once(title).chain(lines.iter().map(line)).collect()
}

fn speaker(journey: &Journey) -> Option<SpokenBy<'_>> {
    journey.model.current_mark().unwrap().speaker(&journey.model.document().text)
}

#[test]
fn the_reader_says_who_speaks_and_leaves_the_claim_undecided() {
    let mut journey = check("P Ctrl-u 'Ada Berg' Enter", BEFORE);
    journey.says("speaker Ada Berg on");
    assert_eq!(
        (journey.tag().decision, journey.tag().speaker.as_deref()),
        (Decision::Open, Some("Ada Berg"))
    );
    assert_eq!(speaker(&journey), Some(SpokenBy::Reader(Some("Ada Berg"))));
    journey.keys("u").is(BEFORE);
    assert!(journey.model.current_mark().unwrap().tag.is_none());
    // A decision keeps the speaker, and clearing the decision does too.
    journey.keys("Ctrl-r a [");
    assert_eq!(
        (journey.tag().decision, journey.tag().speaker.as_deref()),
        (Decision::Confirmed, Some("Ada Berg"))
    );
    journey.keys("0").is(BEFORE);
    assert_eq!(journey.tag().speaker.as_deref(), Some("Ada Berg"));
    journey.keys(": 'filter speaker:berg' Enter").says("1 of 7 listed");
    journey.keys("f a P Ctrl-u Enter");
    assert_eq!(speaker(&journey).map(SpokenBy::name), Some(None));
}

#[test]
fn tab_completes_speakers_of_the_article() {
    let mut journey = check("P Ctrl-u 'bak' Tab", BEFORE);
    let Mode::Prompt(prompt) = &journey.model.mode else { panic!("no prompt is open") };
    assert!(prompt.purpose == Purpose::Speaker && prompt.text().contains("baker"), "{}", prompt.text());
    let name = prompt.text().to_owned();
    assert!(offered(&journey).contains(&name), "{:?}", offered(&journey));
    journey.keys("Enter");
    assert_eq!(journey.tag().speaker, Some(name));
    // The first letter replaces the name that stood there.
    journey.keys("P 'nobody such' Tab Enter");
    assert_eq!(journey.tag().speaker.as_deref(), Some("nobody such"));
}

#[test]
fn an_empty_line_denies_the_speaker_of_the_text() {
    let mut journey = Journey::new();
    let named = |journey: &Journey| speaker(journey).and_then(SpokenBy::name).is_some();
    while !named(&journey) {
        journey.keys("]");
    }
    journey.keys("P Ctrl-u Enter").says("no named speaker");
    assert_eq!(
        (journey.tag().speaker.as_deref(), speaker(&journey)),
        (Some(""), Some(SpokenBy::Reader(None)))
    );
    journey.keys("u");
    assert!(named(&journey));
}

#[test]
fn a_digit_adds_and_removes_a_label() {
    let mut journey = check(
        "t 'checked, money' Enter ] t 'checked' Enter ]",
        BEFORE.replacen('>', "", 1).replace("DP·", ">DP·").as_str(),
    );
    journey.keys("t");
    assert_eq!(offered(&journey), ["Labels", "1   checked", "2   money"]);
    journey.keys("2").says("label money on");
    assert!(matches!(journey.model.mode, Mode::Read));
    assert_eq!((journey.tag().labels, journey.tag().decision), (vec!["money".to_owned()], Decision::Open));
    journey.keys("t");
    assert_eq!(offered(&journey)[2], "2 ✓ money");
    // The order stays for the session, whatever the counts.
    journey.keys("Esc t 2").says("no label money on");
    assert!(journey.model.current_mark().unwrap().tag.is_none());
    journey.keys("u");
    assert_eq!(journey.tag().labels, ["money"]);
    // Typing adds to those that are set, and Tab completes.
    journey.keys("t 'che' Tab Enter");
    assert_eq!(journey.tag().labels, ["money", "checked"]);
    journey.keys("t Space '2' Enter");
    assert_eq!(journey.tag().labels, ["money", "checked", "2"]);
}

#[test]
fn a_verdict_and_a_source_are_filled_in_by_key_and_line() {
    let mut journey = with_fields();
    journey.keys("F");
    assert_eq!(offered(&journey), ["Fields", "1 Verdict  –", "2 Source   –"]);
    journey.keys("1");
    let values = offered(&journey);
    assert_eq!((values[0].as_str(), values[4].as_str()), ("Verdict", "4   false"));
    journey.keys("4").says("Verdict false on").is(BEFORE);
    assert_eq!((journey.tag().fields["verdict"].as_str(), journey.tag().decision), ("false", Decision::Open));
    // A wrong address is refused, and stays in the line.
    journey.keys("F 2 'guild.example/tolls' Enter");
    assert!(offered(&journey).iter().any(|line| line.contains("no scheme")), "{:?}", offered(&journey));
    let Mode::Prompt(prompt) = &journey.model.mode else { panic!("the line is gone") };
    assert_eq!(prompt.text(), "guild.example/tolls");
    journey.keys("Home 'https://' Enter").says("Source https://guild.example/tolls on");
    journey.keys("a [");
    assert_eq!(journey.tag().fields.len(), 2);
    journey.keys(": 'filter verdict:false source:guild' Enter").says("1 of 7 listed");
    journey.keys(": 'filter verdict:\"\"' Enter").says("6 of 7 listed");
    journey.keys(": 'filter verdict:flse' Enter").says("did you mean `false`?");
    // The same key takes it away, as 0 does; undo brings it back.
    journey.keys("f a [ F 1 4").says("no Verdict on");
    assert!(!journey.tag().fields.contains_key("verdict"));
    journey.keys("u F 1 0");
    assert!(!journey.tag().fields.contains_key("verdict"));
    journey.keys("F 9").says("9 does nothing here");
    journey.keys("Esc").is(BEFORE.replacen("P·", "P✓", 1).as_str());
}

#[test]
fn a_scheme_without_fields_offers_none() {
    let mut journey = check("F", BEFORE);
    journey.says("has no fields");
    assert!(matches!(journey.model.mode, Mode::Read));
}

#[test]
fn entries_share_rows_on_a_low_screen() {
    let mut journey = with_fields();
    journey.keys("F 1");
    let Offer { lines, .. } = journey.model.offer(16, 3).unwrap();
    assert_eq!(lines.len(), 3);
    let text =
        |line: &Vec<purport::session::Piece>| line.iter().map(|part| part.text.as_str()).collect::<String>();
    assert_eq!(lines.iter().map(text).collect::<Vec<_>>(), ["1 true", "2 mostly-true", "3 mixed 4 false"]);
}

#[test]
fn labels_of_the_other_articles_have_digits_too() {
    let labels = [("draft".to_owned(), 3), ("money".to_owned(), 1)].into();
    let settings = Settings { labels, ..Settings::default() };
    let mut journey = Journey::of(&document(PIER), settings, Vec::new(), (100, 70));
    journey.keys("t 'money' Enter ] t");
    assert_eq!(offered(&journey), ["Labels", "1   draft", "2   money"]);
    journey.keys("1");
    assert_eq!(journey.tag().labels, ["draft"]);
}
