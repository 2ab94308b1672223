//! Times of any year, and texts in their place, do no harm in tag files, exports, imports, merges and counts.

use crate::support::{Desk, PIER, claims, document, run, scheme};
use purport::annotation_import::{AnnotationFile, Format as Source, TagOptions, into_tags, parse};
use purport::export::{ExportArticle, ExportOptions, Format, render};
use purport::reading::{Reading, Stats};
use purport::tag::{Decision, Header, Selector, Tag, TagDocument};
use purport::text::About;
use serde_json::Value;
use std::sync::Arc;

/// Years far off, offsets, leap seconds, days that are none, and no time at all.
const ODD: [&str; 20] = [
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-23:59",
    "+010000-01-01T00:00:00Z",
    "12026-05-03T10:00:00Z",
    "+292278994-08-17T07:12:55Z",
    "0000-01-01T00:00:00Z",
    "-009999-01-02T00:00:00Z",
    "-0044-03-15T12:00:00Z",
    "0001-01-01T00:00:00+23:59",
    "2016-12-31T23:59:60Z",
    "2026-05-03T10:00:00+02:00",
    "2026-05-03 10:00:00",
    "2026-05-03",
    "2026-02-30T10:00:00Z",
    "2026-05-03T25:61:00Z",
    "99999999999999999999",
    "火曜日の朝です",
    "2026-05-0é",
    "\u{202e}<b>\"'&\n=1+1",
    " ",
];

/// The first claim of the pier, decided at a time; a second one at an ordinary time.
fn tags(at: &str) -> Vec<Tag> {
    let (document, scheme) = (document(PIER), scheme());
    let found = claims(&document, &scheme);
    let tag = |number: usize, at: &str| Tag {
        id: format!("t-{number}"),
        categories: vec![scheme.categories[0].id.clone()],
        decision: Decision::Added,
        annotator: "r1".to_owned(),
        at: at.to_owned(),
        ..Tag::new(Selector::of(&document, found[number].span))
    };
    vec![tag(0, at), tag(1, "2026-01-02T03:04:05Z")]
}

fn reading(tags: Vec<Tag>) -> Reading {
    let (document, scheme) = (document(PIER), scheme());
    let found = claims(&document, &scheme);
    let mut reading = Reading::new(Arc::new(document), Arc::new(scheme));
    reading.add_claims(found);
    reading.add_tags(tags, true);
    reading
}

#[test]
fn every_export_holds_the_tag_whatever_its_time() {
    for at in ODD {
        let reading = reading(tags(at));
        let options =
            ExportOptions { annotator: "r1".to_owned(), at: at.to_owned(), ..ExportOptions::default() };
        for format in Format::all() {
            let files = render(format, &[ExportArticle { name: "pier.txt", reading: &reading }], &options);
            let files = files.unwrap_or_else(|error| panic!("{at:?} as {}: {error}", format.name())).files;
            assert!(files.iter().any(|file| !file.bytes.is_empty()), "{at:?} as {}", format.name());
        }
        let stats = Stats::of(&scheme(), [&reading]);
        assert_eq!(stats.decisions.added, 2, "{at:?}");
    }
}

#[test]
fn an_import_keeps_the_time_of_our_own_tags() {
    let (document, scheme) = (document(PIER), scheme());
    for at in ODD {
        let reading = reading(tags(at));
        for (format, from) in
            [(Format::Jsonl, Source::Jsonl), (Format::W3c, Source::W3c), (Format::Doccano, Source::Doccano)]
        {
            let files = render(
                format,
                &[ExportArticle { name: "pier.txt", reading: &reading }],
                &ExportOptions::default(),
            );
            let content = String::from_utf8(files.unwrap().files[0].bytes.clone()).unwrap();
            if format == Format::W3c {
                let value: Value = serde_json::from_str(&content).unwrap();
                for one in value["first"]["items"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|one| one.get("created").is_some())
                {
                    assert!(
                        one["created"]
                            .as_str()
                            .unwrap()
                            .starts_with(|char: char| char.is_ascii_digit() || char == '-')
                    );
                }
            }
            let file = AnnotationFile {
                name: "f",
                content: &content,
                companion: None,
                sources: &[],
                article: &document,
                scheme: &scheme,
            };
            let options =
                TagOptions { imported_at: "2027-01-01T00:00:00Z".to_owned(), ..TagOptions::default() };
            let placed = into_tags(parse(from, file).unwrap(), file, &options).unwrap();
            let tag = placed.tags.iter().find(|tag| tag.id == "t-0").unwrap();
            let expected = match at {
                "9999-12-31T23:59:59-23:59" | " " => "2027-01-01T00:00:00Z",
                "0001-01-01T00:00:00+23:59" => "0000-12-31T00:01:00Z",
                "2026-05-03T10:00:00+02:00" => "2026-05-03T08:00:00Z",
                "2026-05-03 10:00:00" => "2026-05-03T10:00:00Z",
                "2026-05-03" => "2026-05-03T00:00:00Z",
                other => other,
            };
            let kept = [expected, at];
            assert!(kept.contains(&tag.at.as_str()), "{at:?} as {} became {:?}", format.name(), tag.at);
        }
    }
}

#[test]
fn a_tag_file_keeps_any_time_and_merges_in_either_order() {
    let file = |tags: &[Tag]| {
        let mut file = TagDocument::new(&Header::default());
        file.update(&[], &tags.iter().cloned().map(Arc::new).collect::<Vec<_>>());
        file
    };
    for at in ODD {
        let ours = tags(at);
        let read = TagDocument::parse(&file(&ours).render(), "f").unwrap();
        assert_eq!(read.tags("f"), (ours.clone(), Vec::new()), "{at:?}");
        for other in ODD {
            let theirs = vec![Tag {
                id: "t-9".to_owned(),
                decision: Decision::Rejected,
                categories: Vec::new(),
                ..tags(other)[0].clone()
            }];
            let merge = |one: &[Tag], two: &[Tag]| {
                let mut one = file(one);
                one.merge_as_peers(&TagDocument::default(), &file(two));
                one.tags("f").0
            };
            let (one, two) = (merge(&ours, &theirs), merge(&theirs, &ours));
            assert_eq!(one, two, "{at:?} and {other:?}");
            assert_eq!(one.len(), 2, "{at:?} and {other:?}");
        }
    }
}

#[test]
fn the_byline_shows_any_date_on_one_line() {
    for date in ODD {
        let about = About { author: "Ada Weir".to_owned(), date: date.to_owned(), site: String::new() };
        let byline = about.byline(80);
        assert!(byline.starts_with("Ada Weir") && !byline.contains(['\n', '\u{202e}']), "{byline}");
        assert!(!date.starts_with("12026") || byline.ends_with("12026-05-03T10:00:00Z"), "{byline}");
    }
}

#[test]
fn commands_count_what_has_such_times() {
    let desk = Desk::with_pier();
    let quoted = |at: &str| Value::from(at).to_string();
    let records = ODD
        .map(|at| format!("{{\"id\":\"a\",\"text\":\"The council must pay.\",\"date\":{}}}\n", quoted(at)))
        .concat();
    let numbers = ["1e300", "-1e300", "99999999999999", "253402300800", "-62135596801", "-377705116801", "0"];
    let numbers: String = numbers
        .map(|at| format!("{{\"id\":\"a\",\"text\":\"The council must pay.\",\"date\":{at}}}\n"))
        .concat();
    desk.file("in.ndjson", records + &numbers);
    let done = run(desk.purport().args(["classify", "--ndjson", "in.ndjson"]));
    assert_eq!(done.code, 0, "{}", done.err);
    desk.file("out.ndjson", &done.out);
    let stats = run(desk.purport().args(["stats", "out.ndjson", "--by", "date"]));
    assert_eq!(stats.code, 0, "{}", stats.err);
    for at in ["12026-05-03T10:00:00Z", "-009999-01-02T00:00:00Z", "yesterday"] {
        let mut file = TagDocument::new(&Header::default());
        file.update(&[], &tags(at).into_iter().map(Arc::new).collect::<Vec<_>>());
        desk.file("pier.txt.r1.tags.toml", file.render());
        for words in [["stats", "pier.txt"], ["status", "pier.txt"]] {
            let done = run(desk.purport().args(words).args(["--annotator", "r1"]));
            assert_eq!(done.code, 0, "{words:?}: {}", done.err);
        }
    }
}
