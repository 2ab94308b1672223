//! Exports read back by `purport import`: the same tags, and what another program changed in between.

use crate::support::{Desk, Output, PIER, claims, document, run, scheme};
use proptest::collection::vec;
use proptest::prelude::*;
use purport::annotation_import::{
    AnnotationFile, Format as Source, ImportedTags, TagOptions, into_tags, parse,
};
use purport::export::{ExportArticle, ExportOptions, File, FileName, Format, render};
use purport::reading::Reading;
use purport::tag::{Decision, Proposed, Selector, Tag};
use purport::text::Span;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Formats that can be exported and imported.
const BOTH: [(Format, Source); 7] = [
    (Format::Jsonl, Source::Jsonl),
    (Format::Csv, Source::Csv),
    (Format::W3c, Source::W3c),
    (Format::Brat, Source::Brat),
    (Format::Doccano, Source::Doccano),
    (Format::Prodigy, Source::Prodigy),
    (Format::LabelStudio, Source::LabelStudio),
];

/// A decision on one passage.
#[derive(Debug, Clone)]
struct Judgment {
    decision: Decision,
    categories: Vec<usize>,
    note: String,
    labels: Vec<String>,
    speaker: Option<String>,
    fields: BTreeMap<String, String>,
}

/// Text that is awkward in CSV, JSON, XML and spreadsheets.
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

fn judgment() -> impl Strategy<Value = Judgment> {
    let decisions = [
        Decision::Confirmed,
        Decision::Retagged,
        Decision::Rejected,
        Decision::Added,
        Decision::Nothing,
        Decision::Open,
        Decision::Skipped,
    ];
    let note = vec(words(), 0..3).prop_map(|lines| lines.join("\n"));
    let labels = vec(words(), 0..3);
    let categories = prop::sample::subsequence(vec![0_usize, 1, 2], 1..3);
    let speaker = prop::option::of(prop_oneof![Just(String::new()), words()]);
    let ids = prop::sample::select(vec!["verdict".to_owned(), "source-2".to_owned()]);
    let fields = prop::collection::btree_map(ids, words(), 0..3);
    (prop::sample::select(decisions.to_vec()), categories, note, labels, speaker, fields).prop_map(
        |(decision, categories, note, labels, speaker, fields)| {
            let bare = decision.is_open() || matches!(decision, Decision::Rejected | Decision::Nothing);
            let categories = if bare { Vec::new() } else { categories };
            Judgment { decision, categories, note, labels, speaker, fields }
        },
    )
}

/// The pier: judgments on its claims and on other passages, and perhaps a tag whose passage is lost.
fn reading(
    on_claims: &[Option<Judgment>],
    on_passages: &[(u32, u32, Judgment)],
    lost: Option<Judgment>,
) -> Reading {
    let (document, scheme) = (document(PIER), scheme());
    let found = claims(&document, &scheme);
    let mut tags = Vec::new();
    let tag = |number: usize, selector: Selector, judgment: &Judgment, proposed: Option<Proposed>| Tag {
        id: format!("t-{number:010}"),
        categories: judgment.categories.iter().map(|&at| scheme.categories[at].id.clone()).collect(),
        decision: judgment.decision.clone(),
        labels: judgment.labels.clone(),
        note: judgment.note.clone(),
        speaker: judgment.speaker.clone(),
        fields: judgment.fields.clone(),
        annotator: "r1".to_owned(),
        at: format!("2026-01-02T03:04:{number:02}Z"),
        saw_machine: proposed.as_ref().map(|_| number.is_multiple_of(2)),
        via: number.is_multiple_of(3).then(|| "bulk".to_owned()),
        proposed,
        ..Tag::new(selector)
    };
    for (claim, judgment) in found.iter().zip(on_claims) {
        let Some(judgment) = judgment else { continue };
        let id = |scored: &purport::claim::Scored| scheme.category(scored.category).unwrap().id.clone();
        let proposed = Proposed {
            categories: claim.scores.iter().map(|scored| (id(scored), scored.score)).collect(),
            cues: claim.evidence.iter().map(|one| scheme.cue(one.cue).unwrap().id.clone()).collect(),
            engine: claim.engine.map(|engine| engine.word().to_owned()),
            model: None,
            range: None,
        };
        // The reader has given some of them other bounds.
        let first = document.text[claim.span.range()].split(' ').next().map_or(0, str::len) as u32 + 1;
        let trimmed = Span::new(claim.span.start() + first, claim.span.end());
        let rebounded = judgment.note.len() % 3 == 1;
        let (span, range) =
            if rebounded { (trimmed, Some(document.char_range(claim.span))) } else { (claim.span, None) };
        let proposed = Proposed { range, ..proposed };
        tags.push(tag(tags.len(), Selector::of(&document, span), judgment, Some(proposed)));
    }
    let length = document.text.chars().count() as u32;
    for (from, more, judgment) in on_passages {
        let at = |chars: u32| document.offsets.to_bytes(&document.text, chars);
        let start = length * from / 1000;
        let span = Span::new(at(start), at(start + 1 + more)).trimmed(&document.text);
        // Only passages that start where no tag does and are not a claim.
        let same = |tag: &Tag| tag.selector.start == document.char_range(span).0;
        if span.is_empty() || tags.iter().any(same) || found.iter().any(|claim| claim.span == span) {
            continue;
        }
        tags.push(tag(tags.len(), Selector::of(&document, span), judgment, None));
    }
    if let Some(judgment) = lost {
        let exact = "Nobody has ever said such a thing about whales.".to_owned();
        let selector =
            Selector { exact, start: 40, end: 87, prefix: "Quiet. ".to_owned(), suffix: String::new() };
        tags.push(tag(tags.len(), selector, &judgment, None));
    }
    let mut reading = Reading::new(Arc::new(document), Arc::new(scheme));
    reading.add_claims(found);
    reading.add_tags(tags, true);
    reading
}

fn export(reading: &Reading, format: Format) -> Vec<File> {
    let about = ExportOptions { annotator: "r1".to_owned(), ..ExportOptions::default() };
    render(format, &[ExportArticle { name: "pier.txt", reading }], &about).unwrap().files
}

fn text(files: &[File], ending: &str) -> String {
    let is = |file: &&File| match &file.name {
        FileName::Main => ending.is_empty(),
        FileName::Own(name) => !ending.is_empty() && name.ends_with(ending),
        FileName::Beside(_) => false,
    };
    String::from_utf8(files.iter().find(is).unwrap().bytes.clone()).unwrap()
}

/// Imports `content` for an article whose text is `article`; returns the tags and the number of undecided claims.
fn import_tags(from: Source, content: &str, beside: Option<&str>, article: &str) -> (ImportedTags, usize) {
    let (document, scheme) = (document(article), scheme());
    let source = AnnotationFile {
        name: "f",
        content,
        companion: beside,
        sources: &[],
        article: &document,
        scheme: &scheme,
    };
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
            let without = import_tags(from, &annotations, None, article).0.tags;
            let with = import_tags(from, &annotations, Some(&beside), article);
            if article == PIER {
                assert_eq!(without, with.0.tags, "brat needs no .txt where the article is unchanged");
            }
            with
        }
        _ => import_tags(from, &text(&files, ""), None, article),
    }
}

fn sorted(mut tags: Vec<Tag>) -> Vec<Tag> {
    tags.sort_by(|one, two| one.id.cmp(&two.id));
    tags
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_format_returns_the_same_tags(
        on_claims in vec(prop::option::of(judgment()), 7),
        on_passages in vec((0..950_u32, 0..60_u32, judgment()), 0..4),
        lost in prop::option::of(judgment()),
    ) {
        let reading = reading(&on_claims, &on_passages, lost);
        let all: Vec<Tag> = sorted(reading.tags().iter().map(|tag| tag.as_ref().clone()).collect());
        let undecided = reading.marks().iter().filter(|mark| mark.tag.is_none()).count();
        for (format, from) in BOTH {
            let (placed, left) = round_trip(&reading, format, from, PIER);
            // brat has no place for a lost tag.
            let held = |tag: &&Tag| format != Format::Brat || !tag.selector.exact.contains("whales");
            let mut expected: Vec<Tag> = all.iter().filter(held).cloned().collect();
            // A lost tag is exported without its old position.
            for gone in expected.iter_mut().filter(|tag| tag.selector.exact.contains("whales")) {
                (gone.selector.start, gone.selector.end) = (0, 0);
            }
            prop_assert_eq!(sorted(placed.tags), expected, "{}", format.name());
            // W3C and Label Studio hold every suggestion, decided or not.
            if format != Format::W3c && format != Format::LabelStudio {
                prop_assert_eq!(left, undecided, "{}", format.name());
            }
        }
    }
}

#[test]
fn lost_tags_survive_without_any_claim() {
    let lost = one(Decision::Confirmed, &[0]);
    let reading = reading(&vec![None; 7], &[], Some(lost));
    for (format, from) in BOTH.into_iter().filter(|(format, _)| *format != Format::Brat) {
        assert_eq!(round_trip(&reading, format, from, PIER).0.tags.len(), 1, "{}", format.name());
    }
}

fn one(decision: Decision, categories: &[usize]) -> Judgment {
    Judgment {
        decision,
        categories: categories.to_vec(),
        note: "a note".to_owned(),
        labels: vec!["later".to_owned()],
        speaker: None,
        fields: BTreeMap::new(),
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
fn tags_are_anchored_in_a_changed_article() {
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

/// The tags that come back after `work` has edited the exported JSON, a line each.
fn edited(format: Format, from: Source, work: impl Fn(&mut Value)) -> Vec<String> {
    let files = export(&decided(), format);
    let mut value: Value = serde_json::from_str(&text(&files, "")).unwrap();
    work(&mut value);
    let (placed, _) = import_tags(from, &value.to_string(), None, PIER);
    let shape = |tag: &Tag| {
        let words: String = tag.selector.exact.chars().take(12).collect();
        format!("{words}: {} {}", tag.decision.word(), tag.categories.join("+"))
    };
    let mut shapes: Vec<String> = placed.tags.iter().map(shape).collect();
    shapes.sort();
    shapes
}

#[test]
fn edits_in_another_program_become_decisions() {
    for (format, from, spans) in
        [(Format::Doccano, Source::Doccano, "label"), (Format::Prodigy, Source::Prodigy, "spans")]
    {
        let before = edited(format, from, |_| {});
        assert_eq!(before.len(), 4, "{before:?}");
        // Delete the first claim; give the second, undecided one another category.
        let after = edited(format, from, |value| {
            let spans = value[spans].as_array_mut().unwrap();
            spans.remove(0);
            let kind = if format == Format::Doccano { &mut spans[0][2] } else { &mut spans[0]["label"] };
            *kind = "doubt".into();
        });
        let has = |line: &str| after.iter().any(|one| one == line);
        assert!(has("The council : rejected ") && has("The fishers : retagged doubt"), "{after:?}");
        assert_eq!(after.len(), 5, "{after:?}");
    }
    let after = edited(Format::LabelStudio, Source::LabelStudio, |tasks| {
        let regions = tasks[0]["annotations"][0]["result"].as_array_mut().unwrap();
        let rejected = regions.iter_mut().find(|region| region["value"]["labels"][0] == "rejected").unwrap();
        rejected["value"]["labels"] = serde_json::json!(["doubt", "promise"]);
    });
    assert!(after.iter().any(|line| line.starts_with("Engineers do: confirmed doubt+promise")), "{after:?}");
    let annotations = text(&export(&decided(), Format::Brat), ".ann");
    let undecided = annotations.lines().find(|line| line.ends_with(" undecided")).unwrap().to_owned();
    let worked = annotations.replace(&undecided, &undecided.replace("undecided", "confirmed"));
    let (placed, left) = import_tags(Source::Brat, &worked, None, PIER);
    let confirmed = placed.tags.iter().filter(|tag| tag.decision == Decision::Confirmed).count();
    assert_eq!((confirmed, placed.tags.len(), left), (2, 5, 3));
}

fn import_file(desk: &Desk, words: &[&str]) -> Output {
    run(desk.command("import", &["--article", "pier.txt", "--annotator", "r2"]).args(words))
}

#[test]
fn import_writes_a_tag_file_and_reports_what_it_did_not_find() {
    let desk = Desk::with_pier();
    desk.file("in.csv", "quote,category,note\r\nThe council pledged a new pier on Monday.,promise,so\r\nThe shops must open,Ask,\r\nIt is nowhere,promise,\r\n");
    let refused = import_file(&desk, &["in.csv", "--from", "csv"]);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert!(refused.err.contains("unknown labels: Ask (1) (hint: --map 'Ask=CATEGORY'"), "{}", refused.err);
    assert!(!desk.work().join("pier.txt.r2.tags.toml").exists());

    let words = ["in.csv", "--from", "csv", "--map", "Ask=order"];
    let done = import_file(&desk, &words);
    assert_eq!((done.code, done.out.as_str()), (1, ""), "{}", done.err);
    assert!(done.err.contains("in.csv:4: not found in pier.txt: “It is nowhere”"), "{}", done.err);
    assert!(
        done.err.ends_with("purport: pier.txt.r2.tags.toml: 3 tags: 2 moved, 1 not found\n"),
        "{}",
        done.err
    );
    let file = desk.read("pier.txt.r2.tags.toml");
    assert_eq!(file.matches("[[tag]]").count(), 3);
    assert!(file.contains("annotator = \"r2\"") && file.contains("categories = [\"order\"]"), "{file}");
    assert_eq!(run(desk.purport().args(["check", "pier.txt.r2.tags.toml"])).code, 0);

    let again = import_file(&desk, &words);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("already exists (hint: --force"), "{}", again.err);
    assert_eq!(import_file(&desk, &[&words[..], &["--force"]].concat()).code, 1);
    // The result is an ordinary tag file.
    let status = run(&mut desk.command("status", &["--annotator", "r2", "--format", "jsonl", "pier.txt"]));
    assert!(status.out.contains("\"decided\":2") && status.out.contains("\"lost\":1"), "{}", status.out);
}

#[test]
fn export_then_import_returns_the_same_file() {
    let desk = Desk::with_pier();
    desk.review(&["--annotator", "r1", "pier.txt"], "a\nx\n3\ne a note\nq\n");
    let tags = desk.read("pier.txt.r1.tags.toml");
    for (format, from) in BOTH {
        let out = if format == Format::Brat { "out/" } else { "out" };
        let words = ["--annotator", "r1", "pier.txt", "-o", out, "--force", "--format", format.name()];
        let exported = run(&mut desk.command("export", &words));
        assert_eq!(exported.code, 0, "{}", exported.err);
        let file = if format == Format::Brat { "out/pier.txt.ann" } else { "out" };
        let words = ["--article", "pier.txt", "--annotator", "r1", file, "--from", from.name(), "-o", "-"];
        let back = run(&mut desk.command("import", &words));
        assert_eq!((back.code, back.out.as_str()), (0, tags.as_str()), "{}: {}", format.name(), back.err);
        for name in ["out", "out.xml"] {
            let path = desk.work().join(name);
            let _ = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
        }
    }
}

#[test]
fn a_project_for_qualitative_research_comes_back() {
    let desk = Desk::with_pier();
    desk.review(&["--annotator", "r1", "pier.txt"], "a\nx\n3\ne a note\nq\n");
    for name in ["out.qdc", "out.qdpx"] {
        let words = ["--annotator", "r1", "pier.txt", "-o", name];
        let exported = run(&mut desk.command("export", &words));
        assert_eq!(exported.code, 0, "{}", exported.err);
    }
    let shape = |text: &str| -> Vec<String> {
        let kept = ["id", "quote", "categories", "decision", "note"];
        let lines = text.lines().filter(|line| kept.iter().any(|key| line.starts_with(&format!("{key} = "))));
        lines.map(str::to_owned).collect()
    };
    let back = import_file(&desk, &["out.qdpx", "-o", "-", "--by", "r1"]);
    assert_eq!(back.code, 0, "{}", back.err);
    let tags = desk.read("pier.txt.r1.tags.toml");
    let after = |text: &str| text.split_once("[[tag]]").unwrap().1.to_owned();
    assert_eq!(shape(&after(&back.out)), shape(&after(&tags)));
    // The codes alone are a scheme that the program reads.
    let made = run(desk.purport().args(["import", "out.qdc", "-o", "codes.toml"]));
    assert_eq!((made.code, made.out.as_str()), (0, ""), "{}", made.err);
    let check = run(desk.purport().args(["check", "codes.toml"]));
    assert_eq!(check.code, 0, "{}", check.out);
    let printed = run(desk.purport().args(["import", "out.qdpx"]));
    assert!(printed.code == 0 && printed.out.contains("[[category]]"), "{}", printed.err);
    let again = run(desk.purport().args(["import", "out.qdc", "-o", "codes.toml"]));
    assert!(again.code == 2 && again.err.contains("--force"), "{}", again.err);
    let unnamed = run(desk.purport().args(["import", "pier.txt.r1.tags.toml"]));
    assert!(unnamed.code == 2 && unnamed.err.contains("--from names it"), "{}", unnamed.err);
}

#[test]
fn spreadsheets_are_read_as_they_write() {
    let table = "sep=;\r\nQuote;Category;Note\r\n\"The shops must open\";promise;café\r\n";
    let wide = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(table.encode_utf16()).flat_map(order).collect()
    };
    let narrow: Vec<u8> = table.chars().map(|char| u8::try_from(u32::from(char)).unwrap()).collect();
    let files = [
        table.as_bytes().to_vec(),
        wide(u16::to_le_bytes),
        wide(u16::to_be_bytes),
        narrow,
        format!("\u{feff}{table}").into_bytes(),
        table.replace("sep=;", "\"sep=\t\"").replace(';', "\t").into_bytes(),
        table.replace("sep=;\r\n", "").into_bytes(),
    ];
    for (number, bytes) in files.into_iter().enumerate() {
        let desk = Desk::with_pier();
        desk.file("in.csv", bytes);
        let done = import_file(&desk, &["in.csv", "--from", "csv"]);
        assert_eq!(done.code, 0, "{number}: {}", done.err);
        assert!(done.err.contains("1 tag: 1 moved"), "{number}: {}", done.err);
        assert!(desk.read("pier.txt.r2.tags.toml").contains("note = \"café\""), "{number}");
    }
}

#[test]
fn bad_input_is_refused_before_anything_is_written() {
    let desk = Desk::with_pier();
    desk.file("in.csv", "quote,category\nThe council,promise\n");
    desk.file("none.jsonl", "\n");
    desk.file("bad.jsonl", b"\xff{");
    for (words, says) in [
        (&["in.csv", "--from", "csv", "--map", "x"][..], "has no `=`"),
        (&["in.csv", "--from", "csv", "--map", "x=promis"], "did you mean `promise`"),
        (&["missing.csv", "--from", "csv"], "missing.csv: no such file"),
        (&["bad.jsonl", "--from", "jsonl"], "bad.jsonl:1:1: not UTF-8"),
        (&["in.csv", "--from", "w3c"], "in.csv:1:1: expected value"),
        (&["in.csv", "--from", "nothing"], "invalid value"),
    ] {
        let done = import_file(&desk, words);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{words:?}: {}", done.err);
        assert!(done.err.contains(says), "{words:?}: {}", done.err);
    }
    let done = import_file(&desk, &["none.jsonl", "--from", "jsonl"]);
    assert!(done.code == 1 && done.err.contains("holds no tag for pier.txt"), "{}", done.err);
    assert!(!desk.work().join("pier.txt.r2.tags.toml").exists());
}

#[test]
fn by_chooses_one_annotator_of_a_file() {
    let desk = Desk::with_pier();
    let annotation = |who: &str, quote: &str| {
        serde_json::json!({
            "type": "Annotation", "creator": { "type": "Person", "name": who },
            "body": { "type": "TextualBody", "purpose": "classifying", "value": "promise" },
            "target": { "source": "pier.txt", "selector": { "type": "TextQuoteSelector", "exact": quote } },
        })
    };
    let both = [annotation("anna", "The shops must open"), annotation("ben", "It rained all day")];
    desk.file("notes.jsonld", serde_json::json!(both).to_string());
    let quotes = |more: &[&str]| {
        let done = import_file(&desk, &[&["notes.jsonld", "--from", "w3c", "-o", "-"], more].concat());
        let quotes = done.out.lines().filter_map(|line| line.strip_prefix("quote = "));
        quotes.map(str::to_owned).collect::<Vec<_>>()
    };
    let refused = import_file(&desk, &["notes.jsonld", "--from", "w3c"]);
    assert!(refused.code == 2 && refused.err.contains("--by: anna (1), ben (1)"), "{}", refused.err);
    assert_eq!(quotes(&["--by", "ben"]), ["\"It rained all day\""]);
    assert_eq!(quotes(&["--by", "carl"]), Vec::<String>::new());
}
