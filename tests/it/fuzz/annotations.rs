//! Damaged annotation files in every import format: the tags they give can be written and read again.

use super::{fuzz, text_of};
use crate::support::{PIER, claims, document, scheme};
#[cfg(feature = "qdpx")]
use purport::annotation_import::refi::Project;
use purport::annotation_import::{AnnotationFile, Format as Source, TagOptions, into_tags, parse};
use purport::export::{ExportArticle, ExportOptions, FileName, Format, render};
use purport::reading::Reading;
use purport::tag::{Header, Selector, Tag, TagDocument};
use purport::text::Span;
use std::sync::Arc;

/// Tokens of JSON and stand-off files that parsers get wrong.
const TOKENS: [&str; 14] = [
    "-1",
    "1e400",
    "99999999999999999999",
    "4294967295",
    "4294967296",
    "null",
    "[[[[[[",
    "\"\\ud800\"",
    "{\"@list\":[]}",
    "\t",
    "\n#1\tPurport T1\t{}",
    "T9\tpromise 5 3\t",
    ";",
    "\r",
];

#[test]
fn annotation_files_give_tags_that_round_trip() {
    let (document, scheme) = (Arc::new(document(PIER)), Arc::new(scheme()));
    let mut reading = Reading::new(Arc::clone(&document), Arc::clone(&scheme));
    let at = PIER.find("It rained").unwrap();
    let selector = Selector::of(&document, Span::of(at..at + 17));
    let categories = vec!["doubt".to_owned()];
    reading.add_tags(
        vec![Tag { id: "t-1".to_owned(), categories, note: "a\nb".to_owned(), ..Tag::new(selector) }],
        true,
    );
    reading.add_claims(claims(&document, &scheme));
    let article = [ExportArticle { name: "pier.txt", reading: &reading }];
    let wishes = TagOptions {
        annotator: "r1".to_owned(),
        imported_at: "2026-01-02T03:04:05Z".to_owned(),
        ..TagOptions::default()
    };
    for from in Source::all() {
        let is_project = from.name() == "refi";
        let format = Format::from_name(if is_project { "qdpx" } else { from.name() }).unwrap();
        let files = render(format, &article, &ExportOptions::default()).unwrap().files;
        let whole = files.iter().find(|file| match &file.name {
            FileName::Main => true,
            FileName::Own(name) => name.rsplit('.').next() == Some("ann"),
            FileName::Beside(_) => false,
        });
        let whole = whole.unwrap().bytes.clone();
        #[cfg(feature = "qdpx")]
        let whole = if is_project { Project::read(whole).unwrap().description.into_bytes() } else { whole };
        let seeds = [whole];
        let texts = [None, Some(PIER), Some("It rained all day.\n")];
        fuzz(&format!("annotations ({})", from.name()), &seeds, |bytes, rng| {
            let mut bytes = bytes.to_vec();
            for _ in 0..rng.usize(0..4) {
                let place = rng.usize(0..=bytes.len());
                let token = TOKENS[rng.usize(0..TOKENS.len())].bytes();
                bytes.splice(place..(place + rng.usize(0..4)).min(bytes.len()), token);
            }
            let content = text_of(&bytes);
            let beside = texts[rng.usize(0..texts.len())];
            let source = AnnotationFile {
                name: "f",
                content: &content,
                companion: beside,
                sources: &[],
                article: &document,
                scheme: &scheme,
            };
            let Ok(found) = parse(from, source) else { return };
            let Ok(placed) = into_tags(found, source, &wishes) else { return };
            let tags: Vec<Arc<Tag>> = placed.tags.into_iter().map(Arc::new).collect();
            let mut file = TagDocument::new(&Header::default());
            file.update(&[], &tags);
            let file = TagDocument::parse(&file.render(), "f").unwrap();
            if file.is_repaired() {
                // Two tags of ours on one passage: the file that is read has one.
                return;
            }
            let (read, warnings) = file.tags("f");
            assert!(warnings.is_empty(), "{warnings:?}");
            let mut read: Vec<Arc<Tag>> = read.into_iter().map(Arc::new).collect();
            let mut tags = tags;
            tags.sort_by(|one, two| one.id.cmp(&two.id));
            read.sort_by(|one, two| one.id.cmp(&two.id));
            assert_eq!(tags, read);
        });
    }
}

#[test]
fn long_lines_and_deep_nesting_are_handled_quickly() {
    let (document, scheme) = (document(PIER), scheme());
    let deep = format!("{{\"text\":{}", "[".repeat(200_000));
    let long = format!("{{\"text\":\"{}\",\"label\":[[0,4,\"promise\"]]}}", "x".repeat(1 << 20));
    let brat = format!("T1\tpromise 0 4\t{}\n", "x ".repeat(1 << 17));
    let table = format!("quote,category\n\"{}\",promise\n", "x\n".repeat(1 << 17));
    for content in [deep, long, brat, table] {
        for from in Source::all() {
            let begun = std::time::Instant::now();
            let source = AnnotationFile {
                name: "f",
                content: &content,
                companion: None,
                sources: &[],
                article: &document,
                scheme: &scheme,
            };
            if let Ok(found) = parse(from, source) {
                let _ = into_tags(found, source, &TagOptions::default());
            }
            assert!(begun.elapsed() < super::TIMEOUT, "{}: {:?}", from.name(), begun.elapsed());
        }
    }
}
