//! Work that leaves and comes back: what our exports hold is made into the same tags again, and what was
//! changed in between is what comes back.

mod run;

use super::support::{PIER, scheme};
use proptest::collection::vec;
use proptest::prelude::*;
use purport::annotation_import::{
    AnnotationFile, Format as Source, ImportedTags, TagOptions, into_tags, parse,
};
use purport::claim::{Claim, classify};
use purport::export::{About, Article, File, Format, Name, render};
use purport::import::{Format as Kind, ImportOptions, import};
use purport::reading::Reading;
use purport::tag::{Decision, Proposed, Selector, Tag};
use purport::text::{Document, Span};
use serde_json::Value;
use std::sync::Arc;

/// Every format that has both directions.
const BOTH: [(Format, Source); 7] = [
    (Format::Jsonl, Source::Jsonl),
    (Format::Csv, Source::Csv),
    (Format::W3c, Source::W3c),
    (Format::Brat, Source::Brat),
    (Format::Doccano, Source::Doccano),
    (Format::Prodigy, Source::Prodigy),
    (Format::LabelStudio, Source::LabelStudio),
];

fn document(text: &str) -> Document {
    import(text.as_bytes().to_vec(), "pier.txt", ImportOptions::new(Kind::Plain)).unwrap().document
}

fn claims(document: &Document) -> Vec<Claim> {
    let mut claims = Vec::new();
    for block in &document.blocks {
        classify(&document.text, block.span, &scheme(), &mut claims);
    }
    claims
}

/// What a reader said of one passage.
#[derive(Debug, Clone)]
struct Said {
    decision: Decision,
    categories: Vec<usize>,
    note: String,
    labels: Vec<String>,
}

fn words() -> impl Strategy<Value = String> {
    let letters = prop::sample::select(vec![
        "a",
        "é",
        "=",
        "+",
        "-",
        "@",
        ";",
        "\\",
        "'",
        "\"",
        ",",
        "|",
        "<b>",
        "&",
        "💩",
        "火",
        "👩‍🚒",
        "e\u{301}",
        "x y",
        "#",
        "{",
        "‘",
    ]);
    vec(letters, 1..8)
        .prop_map(|parts| parts.concat().trim().to_owned())
        .prop_filter("empty", |text| !text.is_empty())
}

fn said() -> impl Strategy<Value = Said> {
    let decisions = [
        Decision::Confirmed,
        Decision::Retagged,
        Decision::Rejected,
        Decision::Added,
        Decision::Nothing,
        Decision::Open,
    ];
    let note = vec(words(), 0..3).prop_map(|lines| lines.join("\n"));
    let labels = vec(words(), 0..3);
    let categories = prop::sample::subsequence(vec![0_usize, 1, 2], 1..3);
    (prop::sample::select(decisions.to_vec()), categories, note, labels).prop_map(
        |(decision, categories, note, labels)| {
            let bare = matches!(decision, Decision::Rejected | Decision::Nothing | Decision::Open);
            let categories = if bare { Vec::new() } else { categories };
            Said { decision, categories, note, labels }
        },
    )
}

/// The pier with its claims, some of them decided, some passages besides, and a tag whose passage is gone.
fn reading(on_claims: &[Option<Said>], on_passages: &[(u32, u32, Said)], lost: Option<Said>) -> Reading {
    let (document, scheme) = (document(PIER), scheme());
    let found = claims(&document);
    let mut tags = Vec::new();
    let tag = |number: usize, selector: Selector, said: &Said, proposed: Option<Proposed>| Tag {
        id: format!("t-{number:010}"),
        categories: said.categories.iter().map(|&at| scheme.categories[at].id.clone()).collect(),
        decision: said.decision.clone(),
        labels: said.labels.clone(),
        note: said.note.clone(),
        annotator: "r1".to_owned(),
        at: format!("2026-01-02T03:04:{number:02}Z"),
        saw_machine: proposed.as_ref().map(|_| number.is_multiple_of(2)),
        via: number.is_multiple_of(3).then(|| "bulk".to_owned()),
        proposed,
        ..Tag::bare(selector)
    };
    for (claim, said) in found.iter().zip(on_claims) {
        let Some(said) = said else { continue };
        let id = |scored: &purport::claim::Scored| scheme.category(scored.category).unwrap().id.clone();
        let proposed = Proposed {
            categories: claim.scores.iter().map(|scored| (id(scored), scored.score)).collect(),
            cues: claim.evidence.iter().map(|one| scheme.cue(one.cue).unwrap().id.clone()).collect(),
        };
        tags.push(tag(tags.len(), Selector::of(&document, claim.span), said, Some(proposed)));
    }
    let length = document.text.chars().count() as u32;
    for (from, more, said) in on_passages {
        let at = |chars: u32| document.offsets.to_bytes(&document.text, chars);
        let start = length * from / 1000;
        let span = Span::new(at(start), at(start + 1 + more)).trimmed(&document.text);
        // A passage of its own, and one of its kind: nothing else begins or ends where it does.
        let same = |tag: &Tag| tag.selector.start == document.char_range(span).0;
        if span.is_empty() || tags.iter().any(same) || found.iter().any(|claim| claim.span == span) {
            continue;
        }
        tags.push(tag(tags.len(), Selector::of(&document, span), said, None));
    }
    if let Some(said) = lost {
        let exact = "Nobody has ever said such a thing about whales.".to_owned();
        let selector =
            Selector { exact, start: 40, end: 87, prefix: "Quiet. ".to_owned(), suffix: String::new() };
        tags.push(tag(tags.len(), selector, &said, None));
    }
    let mut reading = Reading::new(Arc::new(document), Arc::new(scheme));
    reading.add_claims(found);
    reading.place_all(tags, true);
    reading
}

fn export(reading: &Reading, format: Format) -> Vec<File> {
    let about = About { annotator: "r1".to_owned(), ..About::default() };
    render(format, &[Article { name: "pier.txt", reading }], &about).unwrap().files
}

fn text(files: &[File], ending: &str) -> String {
    let is = |file: &&File| match &file.name {
        Name::Main => ending.is_empty(),
        Name::Own(name) => !ending.is_empty() && name.ends_with(ending),
        Name::Beside(_) => false,
    };
    String::from_utf8(files.iter().find(is).unwrap().bytes.clone()).unwrap()
}

/// Reads a file of a format about an article that is `article` now.
fn come_back(from: Source, content: &str, beside: Option<&str>, article: &str) -> (ImportedTags, usize) {
    let (document, scheme) = (document(article), scheme());
    let source =
        AnnotationFile { name: "f", content, companion: beside, article: &document, scheme: &scheme };
    let found = parse(from, source).unwrap();
    assert!(found.warnings.is_empty(), "{:?}", found.warnings);
    let undecided = found.undecided;
    let wishes = TagOptions {
        annotator: "r1".to_owned(),
        imported_at: "2027-01-01T00:00:00Z".to_owned(),
        ..TagOptions::default()
    };
    (into_tags(found, source, &wishes).unwrap(), undecided)
}

fn round_trip(reading: &Reading, format: Format, from: Source, article: &str) -> (ImportedTags, usize) {
    let files = export(reading, format);
    match format {
        Format::Brat => {
            let (annotations, beside) = (text(&files, ".ann"), text(&files, ".txt"));
            let without = come_back(from, &annotations, None, article).0.tags;
            let with = come_back(from, &annotations, Some(&beside), article);
            if article == PIER {
                assert_eq!(without, with.0.tags, "brat's text is not needed where it is the article's");
            }
            with
        }
        _ => come_back(from, &text(&files, ""), None, article),
    }
}

fn sorted(mut tags: Vec<Tag>) -> Vec<Tag> {
    tags.sort_by(|one, two| one.id.cmp(&two.id));
    tags
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_same_tags_come_back_from_every_format(
        on_claims in vec(prop::option::of(said()), 7),
        on_passages in vec((0..950_u32, 0..60_u32, said()), 0..4),
        lost in prop::option::of(said()),
    ) {
        let reading = reading(&on_claims, &on_passages, lost);
        let all: Vec<Tag> = sorted(reading.tags().iter().map(|tag| tag.as_ref().clone()).collect());
        let undecided = reading.marks().iter().filter(|mark| mark.tag.is_none()).count();
        for (format, from) in BOTH {
            let (placed, left) = round_trip(&reading, format, from, PIER);
            // A stand-off file has no place for what has none.
            let held = |tag: &&Tag| format != Format::Brat || !tag.selector.exact.contains("whales");
            let mut expected: Vec<Tag> = all.iter().filter(held).cloned().collect();
            // Where a passage stood that is gone is not told to those who would look for it there.
            for gone in expected.iter_mut().filter(|tag| tag.selector.exact.contains("whales")) {
                (gone.selector.start, gone.selector.end) = (0, 0);
            }
            prop_assert_eq!(sorted(placed.tags), expected, "{}", format.name());
            // The machine's word is one annotation a claim on the web, decided or not.
            if format != Format::W3c && format != Format::LabelStudio {
                prop_assert_eq!(left, undecided, "{}", format.name());
            }
        }
    }
}

#[test]
fn tags_come_back_where_nothing_is_left_to_be_marked() {
    let lost = one(Decision::Confirmed, &[0]);
    let reading = reading(&vec![None; 7], &[], Some(lost));
    for (format, from) in BOTH.into_iter().filter(|(format, _)| *format != Format::Brat) {
        assert_eq!(round_trip(&reading, format, from, PIER).0.tags.len(), 1, "{}", format.name());
    }
}

fn one(decision: Decision, categories: &[usize]) -> Said {
    Said {
        decision,
        categories: categories.to_vec(),
        note: "a note".to_owned(),
        labels: vec!["later".to_owned()],
    }
}

fn decided() -> Reading {
    let on_claims = vec![
        Some(one(Decision::Confirmed, &[0])),
        None,
        Some(one(Decision::Rejected, &[])),
        Some(one(Decision::Retagged, &[2])),
    ];
    reading(&on_claims, &[(500, 18, one(Decision::Added, &[1]))], None)
}

#[test]
fn tags_come_back_to_an_article_that_has_changed() {
    let changed = PIER
        .replace("It rained all day", "Before noon it hailed")
        .replace("The Pier at Saltby", "A pier\n\nBy a gull");
    let changed = changed.replace("must pay by June", "must surely pay by June").replace('’', "'");
    let reading = decided();
    let expected = reading.tags().len();
    for (format, from) in BOTH {
        let (placed, _) = round_trip(&reading, format, from, &changed);
        assert_eq!((placed.tags.len(), placed.orphaned.len()), (expected, 0), "{}", format.name());
        assert!(placed.moved > 0, "{}", format.name());
        for tag in &placed.tags {
            let was = reading.tags().into_iter().find(|was| was.id == tag.id).unwrap();
            assert_eq!((&tag.decision, &tag.note, &tag.labels), (&was.decision, &was.note, &was.labels));
        }
    }
}

/// A reading's export as one JSON value that a program has worked on.
fn worked_on(format: Format, from: Source, work: impl Fn(&mut Value)) -> Vec<String> {
    let files = export(&decided(), format);
    let mut value: Value = serde_json::from_str(&text(&files, "")).unwrap();
    work(&mut value);
    let (placed, _) = come_back(from, &value.to_string(), None, PIER);
    let shape = |tag: &Tag| {
        let words: String = tag.selector.exact.chars().take(12).collect();
        format!("{words}: {} {}", tag.decision.word(), tag.categories.join("+"))
    };
    let mut shapes: Vec<String> = placed.tags.iter().map(shape).collect();
    shapes.sort();
    shapes
}

#[test]
fn what_was_done_in_another_program_is_decided() {
    for (format, from, spans) in
        [(Format::Doccano, Source::Doccano, "label"), (Format::Prodigy, Source::Prodigy, "spans")]
    {
        let before = worked_on(format, from, |_| {});
        assert_eq!(before.len(), 4, "{before:?}");
        // The first claim is taken away, the second, which nobody had decided, called otherwise.
        let after = worked_on(format, from, |value| {
            let spans = value[spans].as_array_mut().unwrap();
            spans.remove(0);
            let kind = if format == Format::Doccano { &mut spans[0][2] } else { &mut spans[0]["label"] };
            *kind = "doubt".into();
        });
        let has = |line: &str| after.iter().any(|one| one == line);
        assert!(has("The council : rejected ") && has("The fishers : retagged doubt"), "{after:?}");
        assert_eq!(after.len(), 5, "{after:?}");
    }
    let after = worked_on(Format::LabelStudio, Source::LabelStudio, |tasks| {
        let regions = tasks[0]["annotations"][0]["result"].as_array_mut().unwrap();
        let rejected = regions.iter_mut().find(|region| region["value"]["labels"][0] == "rejected").unwrap();
        rejected["value"]["labels"] = serde_json::json!(["doubt", "promise"]);
    });
    assert!(after.iter().any(|line| line.starts_with("Engineers do: confirmed doubt+promise")), "{after:?}");
    let annotations = text(&export(&decided(), Format::Brat), ".ann");
    let undecided = annotations.lines().find(|line| line.ends_with(" undecided")).unwrap().to_owned();
    let worked = annotations.replace(&undecided, &undecided.replace("undecided", "confirmed"));
    let (placed, left) = come_back(Source::Brat, &worked, None, PIER);
    let confirmed = placed.tags.iter().filter(|tag| tag.decision == Decision::Confirmed).count();
    assert_eq!((confirmed, placed.tags.len(), left), (2, 5, 3));
}
