//! Files written by other programs, intact and broken.

mod shapes;
mod words;

use super::*;
use crate::import::{Format as ArticleFormat, ImportOptions, import};
use crate::tag::Tag;

const SCHEME: &str = r#"
    name = "Small"
    version = "1"
    category = [
        { id = "promise", name = "Promise", letter = "P", key = "1" },
        { id = "an-order", name = "An order", letter = "O", key = "2" },
    ]
"#;

const ARTICLE: &str =
    "👩‍🚒 “Café” 火災 💩.\n\nThe council pledged\na new pier. The shops must open.\n\nThe shops must open.\n";

/// Reads `content` as a file about the article, with `companion` as its text file.
fn read(
    format: Format,
    content: &str,
    companion: Option<&str>,
    options: &TagOptions,
) -> Result<(ImportedTags, Vec<String>, usize), Diagnostic> {
    let scheme = Scheme::parse(SCHEME, "s").unwrap().0;
    let article = import(ARTICLE.as_bytes().to_vec(), "a.txt", ImportOptions::new(ArticleFormat::Plain))
        .unwrap()
        .document;
    let source =
        AnnotationFile { name: "f", content, companion, sources: &[], article: &article, scheme: &scheme };
    let found = parse(format, source)?;
    let warnings = found.warnings.iter().map(ToString::to_string).collect();
    let undecided = found.undecided;
    Ok((into_tags(found, source, options)?, warnings, undecided))
}

fn options() -> TagOptions {
    TagOptions {
        annotator: "r2".to_owned(),
        imported_at: "2026-01-02T03:04:05Z".to_owned(),
        ..TagOptions::default()
    }
}

/// A tag as one line: passage, decision, and the rest.
fn shape(tag: &Tag) -> String {
    let Selector { start, exact, .. } = tag.latest_selector();
    let mut out = format!("{start} {exact:?} {} {}", tag.decision.word(), tag.categories.join("+"));
    for part in [tag.labels.join("+"), tag.note.clone()] {
        if !part.is_empty() {
            out.extend([" ", part.as_str()]);
        }
    }
    out
}

#[track_caller]
fn check(
    format: Format,
    content: &str,
    companion: Option<&str>,
    expected: &[&str],
    warned: &[&str],
) -> ImportedTags {
    let (imported, warnings, _) = read(format, content, companion, &options()).unwrap();
    assert_eq!(imported.tags.iter().map(shape).collect::<Vec<_>>(), expected);
    assert_eq!(warnings, warned);
    assert!(imported.tags.iter().all(|tag| tag.annotator == "r2" && tag.id.starts_with("t-")));
    imported
}

#[test]
fn reads_web_annotations_by_quotation_and_by_position() {
    let content = r#"{"@context":"http://www.w3.org/ns/anno.jsonld","type":"AnnotationPage","items":[
        {"type":"Annotation","motivation":"tagging","creator":{"type":"Person","name":"Ann"},
         "body":[{"type":"TextualBody","value":"promise"},{"type":"TextualBody","purpose":"commenting","value":"so"}],
         "target":{"source":"x","selector":[{"type":"TextQuoteSelector","exact":"The council pledged a new pier."}]}},
        {"type":"Annotation","body":{"type":"TextualBody","purpose":"classifying","value":"an-order"},
         "target":[{"selector":{"type":"TextPositionSelector","start":50,"end":70}}]},
        {"type":"Annotation","bodyValue":"only a word","target":{"selector":{"type":"TextQuoteSelector","exact":"Café"}}},
        {"type":"Annotation","creator":{"type":"Software"},"target":"x"},
        {"type":"Annotation","body":[],"target":"http://example.org/a"},
        {"type":"Annotation","body":[],"target":{"selector":{"type":"TextPositionSelector","start":9,"end":1e300}}}
    ]}"#;
    check(
        Format::W3c,
        content,
        None,
        &[
            "18 \"The council pledged\\na new pier.\" added promise so",
            "50 \"The shops must open.\" added an-order",
            "5 \"Café\" added  only a word",
        ],
        &[
            "f: annotation 5: has neither a quotation nor a position",
            "f: annotation 6: has neither a quotation nor a position",
        ],
    );
    let rows = r#"{"rows":[{"user":"acct:ann@h.example","created":"2020-01-01T00:00:00Z","text":"a note","tags":["Promise"],
        "target":[{"source":"x","selector":[{"type":"RangeSelector"},{"type":"TextPositionSelector","start":99,"end":104},
        {"type":"TextQuoteSelector","exact":"火災","prefix":" ","suffix":" "}]}]}]}"#;
    let imported = check(Format::W3c, rows, None, &["11 \"火災\" added promise a note"], &[]);
    assert_eq!((imported.moved, imported.tags[0].at.as_str()), (1, "2020-01-01T00:00:00Z"));
}

#[test]
fn reads_brat_with_and_without_its_text() {
    let content = "T1\tpromise 18 37;38 49\tThe council pledged a new pier.\n\
        A1\tDecision T1 confirmed\n#1\tAnnotatorNotes T1\tlook here\nR1\tPart Arg1:T1 Arg2:T2\n\
        T2\tan-order 50 70\tThe shops must open.\nT3\tpromise 50 70\tThe shops must open.\n\
        T4\tpromise 9 5\tx\nT5\tpromise 9\nT6\tpromise 5 99999999999\tx\nT7\n";
    let expected = [
        "18 \"The council pledged\\na new pier.\" confirmed promise look here",
        "50 \"The shops must open.\" added an-order+promise",
    ];
    let warned = [
        "f:7: span 9..5 is empty",
        "f:8: expected three fields between tabs: id, type with positions, text",
        "f:9: `99999999999` is not a position",
        "f:10: expected three fields between tabs: id, type with positions, text",
        "f: skipped 1 line that is not text-bound (relations, events)",
    ];
    check(Format::Brat, content, None, &expected, &warned);
    // With a text of its own, positions refer to that text.
    let companion = "Before it. The shops must open.\n\nThe shops must open.";
    let last = ["72 \"The shops must open.\" added an-order"];
    let imported =
        check(Format::Brat, "T1\tan-order 33 53\tThe shops must open.\n", Some(companion), &last, &[]);
    assert_eq!((imported.exact, imported.moved), (0, 1));
    assert!(read(Format::Brat, "nothing\n", None, &options()).is_err());
}

#[test]
fn reads_both_shapes_of_doccano() {
    let text = serde_json::to_string(ARTICLE).unwrap();
    let content = format!(
        "{{\"id\":1,\"text\":{text},\"label\":[[18,49,\"promise\"],[5,9,\"promise\"],[5,9,\"an-order\"],[3,2,\"promise\"],[5,900,\"promise\"],[\"x\"]]}}\n\
         not json\n\
         {{\"text\":{text},\"entities\":[{{\"id\":7,\"label\":\"an-order\",\"start_offset\":50,\"end_offset\":70}}]}}\n[1]\n{{}}\n"
    );
    check(
        Format::Doccano,
        &content,
        None,
        &[
            "5 \"Café\" added promise+an-order",
            "18 \"The council pledged\\na new pier.\" added promise",
            "50 \"The shops must open.\" added an-order",
        ],
        &[
            "f:2: expected ident",
            "f:4: not a JSON object",
            "f:1: span 3..2 is empty",
            "f:1: span 5..900 is outside its text (93 code points)",
            "f:1: a span has no positions",
        ],
    );
}

#[test]
fn a_text_that_is_part_of_the_article_is_placed_in_it() {
    let content = "{\"text\":\"The council pledged\\na new pier.\",\"label\":[[12,19,\"promise\"]]}\n\
                   {\"text\":\"It was never said here.\",\"label\":[[0,23,\"promise\"]]}\n";
    let (imported, ..) = read(Format::Doccano, content, None, &options()).unwrap();
    assert_eq!(imported.tags.iter().map(shape).next().unwrap(), "30 \"pledged\" added promise");
    assert_eq!((imported.exact, imported.orphaned.len(), imported.tags.len()), (1, 1, 2));
    assert_eq!(imported.orphaned[0].to_string(), "f:2: not found in a.txt: “It was never said here.”");
}

#[test]
fn reads_prodigy_answers() {
    let span = "\"spans\":[{\"start\":0,\"end\":20,\"label\":\"an-order\",\"score\":0.7}]";
    let content = ["accept", "reject", "ignore"]
        .map(|answer| {
            format!("{{\"text\":\"The shops must open. {answer}\",{span},\"answer\":\"{answer}\"}}\n")
        })
        .concat();
    let (imported, warnings, _) = read(Format::Prodigy, &content, None, &options()).unwrap();
    let decisions: Vec<&str> = imported.tags.iter().map(|tag| tag.decision.word()).collect();
    assert_eq!(decisions, ["added", "rejected"]);
    let proposed = Proposed { categories: vec![("an-order".to_owned(), 700)], ..Proposed::default() };
    assert_eq!(imported.tags[1].proposed, Some(proposed));
    assert_eq!(warnings, ["f:3: the answer is `ignore`, so its spans are skipped"]);
}

#[test]
fn reads_label_studio_whole_and_short() {
    let text = serde_json::to_string(ARTICLE).unwrap();
    // The first region counts in UTF-16 units, as old versions did; its quoted words prove it.
    let content = format!(
        r#"[{{"id":4,"data":{{"my_text":{text}}},"predictions":[{{"result":[]}}],"annotations":[
        {{"completed_by":{{"email":"a@x"}},"created_at":"2021-01-01T00:00:00Z","result":[
            {{"id":"r1","type":"labels","from_name":"l","value":{{"start":21,"end":52,"text":"The council pledged\na new pier.","labels":["promise"]}}}},
            {{"id":"r1","type":"textarea","value":{{"text":["a remark"]}}}},
            {{"id":"r2","type":"labels","value":{{"start":50,"end":70,"labels":["an-order","promise"]}}}},
            {{"id":"r3","type":"labels","value":{{"start":"x","end":72,"labels":["an-order"]}}}},
            {{"id":"r4","type":"labels","value":{{"start":1,"end":2,"labels":[]}}}},
            {{"id":"r5","type":"choices","value":{{"choices":["y"]}}}}]}},
        {{"was_cancelled":true,"result":[{{"type":"labels","value":{{"start":5,"end":9,"labels":["promise"]}}}}]}}]}}, 7]"#
    );
    let imported = check(
        Format::LabelStudio,
        &content,
        None,
        &[
            "18 \"The council pledged\\na new pier.\" added promise a remark",
            "50 \"The shops must open.\" added an-order+promise",
        ],
        &[
            "f: task 2 is not an object",
            "f: task 1: a region has no positions",
            "f: task 1: a region has no label",
        ],
    );
    assert_eq!(imported.tags[0].at, "2021-01-01T00:00:00Z");
    let short = format!(
        r#"[{{"id":1,"text":{text},"label":[{{"start":5,"end":9,"text":"Café","labels":["promise"]}}],"annotator":2}}]"#
    );
    check(Format::LabelStudio, &short, None, &["5 \"Café\" added promise"], &[]);
    assert_eq!(read(Format::LabelStudio, "[\n{", None, &options()).unwrap_err().line, 2);
}

#[test]
fn only_one_annotator_of_a_task_continues_our_export() {
    let text = serde_json::to_string(ARTICLE).unwrap();
    let region = |id: &str, label: &str| {
        format!(
            r#"{{"id":"{id}","type":"labels","value":{{"start":5,"end":9,"text":"Café","labels":["{label}"]}}}}"#
        )
    };
    let known = r#"{"id":"t-1","place":"sure","start":5,"end":9,"quote":"Café","decision":"added","categories":["promise"],
                    "annotator":"r1","decided_at":"2020-01-01T00:00:00Z"},
                   {"id":"t-2","place":"sure","start":11,"end":13,"quote":"火災","decision":"added","categories":["promise"],
                    "annotator":"r1"}"#;
    let (first, second) = (region("t-1", "an-order"), region("x", "promise"));
    let content = format!(
        r#"[{{"data":{{"text":{text},"purport":[{known}]}},"annotations":[
            {{"completed_by":2,"result":[{second}]}},{{"completed_by":1,"created_at":"2021-01-01T00:00:00Z","result":[{first}]}}]}}]"#
    );
    let of = |by: &str| {
        let options = TagOptions { creator: Some(by.to_owned()), ..options() };
        let (imported, ..) = read(Format::LabelStudio, &content, None, &options).unwrap();
        imported.tags.iter().map(|tag| format!("{} {}", tag.id.len(), shape(tag))).collect::<Vec<_>>()
    };
    // One annotator changed a tag of ours and removed one without a suggestion; the other started from scratch.
    assert_eq!(of("1"), ["3 5 \"Café\" added an-order"]);
    assert_eq!(of("2"), ["12 5 \"Café\" added promise"]);
    let error = read(Format::LabelStudio, &content, None, &options()).unwrap_err().to_string();
    assert!(error.contains("--by: 1 (1), 2 (1)"), "{error}");
}

#[test]
fn reads_csv_of_any_origin() {
    let content = "\u{feff}Quote;Category;Comment;start;end\r\n\"The council pledged\na new pier.\";promise;'=1;;\r\n;An order;;50;70\r\n;promise;;5;x\r\n\
                   \"The shops must open.\";promise;;;\r\nx;;;;;;\r\n";
    let imported = check(
        Format::Csv,
        content,
        None,
        &[
            "18 \"The council pledged\\na new pier.\" added promise =1",
            "50 \"The shops must open.\" added an-order",
            "0 \"The shops must open.\" added promise",
        ],
        &["f:7: has 7 cells, but the first row has 5", "f:5: has neither a quotation nor positions"],
    );
    assert_eq!((imported.exact, imported.moved, imported.orphaned.len()), (1, 1, 1));
    assert!(
        imported.orphaned[0].to_string().starts_with("f:6: stands in several places"),
        "{}",
        imported.orphaned[0]
    );
    let error = read(Format::Csv, "a,b\n1,2\n", None, &options()).unwrap_err().to_string();
    assert!(error.starts_with("f:1: has neither a column `quote`"), "{error}");
}

#[test]
fn labels_must_be_known_or_mapped() {
    let content = "quote,label\nCafé,Claim\n火災,promise\nThe council,Claim\npledged,PseudoLabel\n";
    let error = read(Format::Csv, content, None, &options()).unwrap_err().to_string();
    assert!(error.contains("unknown labels: Claim (2), PseudoLabel (1)"), "{error}");
    assert!(error.contains("--map 'Claim=CATEGORY'") && error.contains("promise, an-order"), "{error}");
    let map = vec![("Claim".to_owned(), Some("an-order".to_owned())), ("PseudoLabel".to_owned(), None)];
    let (imported, ..) =
        read(Format::Csv, content, None, &TagOptions { label_map: map, ..options() }).unwrap();
    let categories: Vec<String> = imported.tags.iter().map(|tag| tag.categories.join("+")).collect();
    assert_eq!((categories.join(" ").as_str(), imported.dropped), ("an-order promise an-order", 1));
}

#[test]
fn one_of_several_annotators_must_be_chosen() {
    let content = "quote,label,coder\nCafé,promise,ann\n火災,promise,bob\n";
    let error = read(Format::Csv, content, None, &options()).unwrap_err().to_string();
    assert!(error.contains("--by: ann (1), bob (1)"), "{error}");
    let by = |who: &str| TagOptions { creator: Some(who.to_owned()), ..options() };
    assert_eq!(read(Format::Csv, content, None, &by("bob")).unwrap().0.tags[0].selector.exact, "火災");
    assert!(
        read(Format::Csv, content, None, &by("eve"))
            .unwrap_err()
            .to_string()
            .contains("holds no annotation by eve")
    );
}

#[test]
fn rejects_a_file_about_other_articles() {
    let line =
        |name: &str| format!("{{\"document\":\"{name}\",\"quote\":\"Café\",\"categories\":[\"promise\"]}}\n");
    let others = [line("x/b.txt"), line("c.txt")].concat();
    let error = read(Format::Jsonl, &others, None, &options()).unwrap_err().to_string();
    assert!(
        error.contains("is about 2 articles, but not about a.txt (hint: its articles: c.txt, x/b.txt)"),
        "{error}"
    );
    let (imported, ..) = read(Format::Jsonl, &[others, line("y/a.txt")].concat(), None, &options()).unwrap();
    assert_eq!(imported.tags.len(), 1);
}
