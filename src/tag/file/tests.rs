//! Properties of tag files from any source.

use super::*;
use crate::tag::{Decision, Proposed, Selector};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn header() -> Header {
    Header {
        settles: Vec::new(),
        document: "a.txt".to_owned(),
        sha256: "00ff".to_owned(),
        text_sha256: String::new(),
        importer: String::new(),
        chars: 99,
        scheme: ("claims".to_owned(), "1".to_owned()),
        annotator: "reader".to_owned(),
    }
}

#[test]
fn the_header_names_the_text() {
    let bytes = "# The pier\n\nIt *must* go.\n".as_bytes().to_vec();
    let read = |bytes: Vec<u8>, how| crate::import::import(bytes, "a.md", how).unwrap().document;
    let how = crate::import::ImportOptions::new(Format::Markdown);
    let document = read(bytes.clone(), how);
    let of = |document: &Document| Header {
        sha256: document.digest.clone(),
        text_sha256: document.text_digest.clone(),
        importer: document.importer.to_owned(),
        ..header()
    };
    let mut sheet = TagDocument::new(&of(&document));
    sheet.update(&[], &arcs(&[tag("t-1", 1)]));
    let found = TagDocument::parse(&sheet.render(), "f").unwrap().header();
    assert_eq!(found, of(&document));
    assert!(found.is_of(&document));
    let older = Header { importer: "markdown/1".to_owned(), ..found.clone() };
    assert!(!older.is_of(&document), "another importer may have shown another text");
    assert!(!found.is_of(&read(b"# The pier\n\nIt must go.\n".to_vec(), how)), "other bytes");
    let utf16 = crate::import::ImportOptions { encoding: Some(encoding_rs::UTF_16LE), ..how };
    assert!(!found.is_of(&read(bytes, utf16)), "the same bytes in another encoding");
    let (before, plain) = (Header { importer: String::new(), ..found }, document);
    assert!(!before.is_of(&plain), "a file without an importer is of a plain text");
}

fn tag(id: &str, start: u32) -> Tag {
    Tag {
        id: id.to_owned(),
        selector: Selector { exact: format!("quote {id}"), start, end: start + 9, ..Selector::default() },
        categories: vec!["promise".to_owned()],
        decision: Decision::Confirmed,
        labels: Vec::new(),
        note: String::new(),
        speaker: None,
        fields: BTreeMap::new(),
        annotator: "reader".to_owned(),
        at: "2026-01-02T03:04:05Z".to_owned(),
        proposed: Some(Proposed {
            categories: vec![("promise".to_owned(), 810)],
            cues: vec!["seek".to_owned()],
            engine: Some("both".to_owned()),
            model: Some("personal-7k2m9xq4".to_owned()),
            range: Some((3, 40)),
        }),
        seen: None,
        saw_machine: None,
        via: None,
        from: Vec::new(),
        conflicts: Vec::new(),
    }
}

fn arcs(tags: &[Tag]) -> Vec<Arc<Tag>> {
    tags.iter().cloned().map(Arc::new).collect()
}

#[test]
fn round_trips_in_text_order() {
    let (one, two) = (tag("t-2", 40), Tag { note: "a\nb\u{202e}\"".to_owned(), ..tag("t-1", 7) });
    let mut sheet = TagDocument::new(&header());
    sheet.update(&[], &arcs(&[one.clone(), two.clone()]));
    let text = sheet.render();
    let read = TagDocument::parse(&text, "f").unwrap();
    assert_eq!(read.header(), header());
    assert_eq!(read.tags("f"), (vec![two, one], Vec::new()));
    assert_eq!(read.render(), text, "reading and writing changes nothing");
}

#[test]
fn keeps_comments_and_unknown_keys_and_touches_one_line() {
    let mut sheet = TagDocument::new(&header());
    sheet.update(&[], &arcs(&[tag("t-1", 1), tag("t-2", 50)]));
    let text =
        sheet.render().replacen("id = \"t-1\"\n", "# mine\nid = \"t-1\"\nx_future = { deep = [1] }\n", 1);
    let text = format!("{text}\n# the last word\n");
    let mut sheet = TagDocument::parse(&text, "f").unwrap();
    let last = arcs(&sheet.tags("f").0);
    let changed = Tag { decision: Decision::Rejected, ..last[1].as_ref().clone() };
    sheet.update(&last, &[Arc::clone(&last[0]), Arc::new(changed)]);
    let at = text.rfind("\"confirmed\"").unwrap();
    let expected = format!("{}\"rejected\"{}", &text[..at], &text[at + 11..]);
    assert_eq!(sheet.render(), expected);
}

#[test]
fn a_removed_tag_comes_back_with_its_unknown_keys() {
    let mut sheet = TagDocument::new(&header());
    let tags = arcs(&[tag("t-1", 1)]);
    sheet.update(&[], &tags);
    let text = sheet.render().replace("id = \"t-1\"\n", "id = \"t-1\"\nx = 1\n");
    let mut sheet = TagDocument::parse(&text, "f").unwrap();
    sheet.update(&tags, &[]);
    assert!(!sheet.render().contains("t-1"));
    sheet.update(&[], &tags);
    assert!(sheet.render().contains("x = 1"));
}

#[test]
fn keeps_changes_of_other_programs() {
    let mut ours = TagDocument::new(&header());
    let last = arcs(&[tag("t-1", 1), tag("t-2", 50)]);
    ours.update(&[], &last);
    let mut theirs = TagDocument::parse(&ours.render(), "f").unwrap();
    let changed = Tag { note: "theirs".to_owned(), ..tag("t-1", 1) };
    theirs.update(&last, &arcs(&[changed.clone(), tag("t-2", 50), tag("t-9", 3)]));
    let mut merged = TagDocument::parse(&theirs.render(), "f").unwrap();
    let now = vec![Arc::clone(&last[0]), Arc::new(Tag { note: "ours".to_owned(), ..tag("t-2", 50) })];
    merged.update(&last, &now);
    let notes: Vec<(String, String)> = merged.tags("f").0.into_iter().map(|tag| (tag.id, tag.note)).collect();
    let expected =
        [("t-1", "theirs"), ("t-9", ""), ("t-2", "ours")].map(|(id, note)| (id.to_owned(), note.to_owned()));
    assert_eq!(notes, expected);
}

#[test]
fn a_broken_file_is_an_error_with_line_and_column() {
    let check = |text: &str, says: &str| {
        let error = TagDocument::parse(text, "a.tags.toml").unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    };
    check("[format]\nversion = 1\n\n[[tag]]\nid = \"x\nquote = \"y\"\n", "a.tags.toml:5:8:");
    check("[format]\nversion = 1\n<<<<<<< ours\n", "a.tags.toml:3:1: unfinished merge");
    check("title = \"else\"\n", "not a tag file");
    let newer = |text: &str| TagDocument::parse(text, "f").unwrap().needs_newer_version();
    assert!(newer("[format]\nversion = 2\nmin_reader = 2\n"));
    assert!(!newer("[format]\nversion = 2\nmin_reader = 1\n"));
}

#[test]
fn an_unreadable_tag_stays_in_the_file() {
    let text = "[format]\nversion = 1\n\n[[tag]]\nid = 5\n\n[[tag]]\nid = \"t\"\nquote = \"q\"\nstart = -1\nend = 1\ndecision = \"confirmed\"\n";
    let mut sheet = TagDocument::parse(text, "f").unwrap();
    let (tags, faults) = sheet.tags("f");
    assert!(tags.is_empty());
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let says = "cannot read this tag: `";
    let hint = "(hint: it stays in the file as it is)";
    let expected = [(4, "id` is not a string"), (7, "start` is not a position")];
    assert_eq!(faults, expected.map(|(line, what)| format!("f:{line}: {says}{what} {hint}")));
    sheet.update(&[], &arcs(&[tag("t-7", 3)]));
    let after = sheet.render();
    assert!(after.contains("id = 5") && after.contains("start = -1") && after.contains("t-7"));
}

#[test]
fn reads_or_reports_how_a_decision_was_made() {
    let file = |lines: &str| {
        let mut sheet = TagDocument::new(&header());
        sheet.update(&[], &arcs(&[tag("t-1", 1)]));
        let text = sheet.render().replace("id = \"t-1\"\n", &format!("id = \"t-1\"\n{lines}"));
        TagDocument::parse(&text, "f").unwrap().tags("f")
    };
    let (tags, _) = file("saw_machine = false\nvia = \"letter\"\n");
    assert_eq!((tags[0].saw_machine, tags[0].via.as_deref()), (Some(false), Some("letter")));
    assert_eq!((file("").0[0].saw_machine, file("").0[0].is_bulk()), (None, false));
    assert!(file("via = \"bulk\"\n").0[0].is_bulk());
    for (line, says) in [
        ("saw_machine = \"no\"", "`saw_machine` is neither true nor false"),
        ("via = 3", "`via` is not a string"),
    ] {
        let (tags, faults) = file(&format!("{line}\n"));
        assert!(tags.is_empty() && faults[0].message.contains(says), "{faults:?}");
    }
}

#[test]
fn duplicate_ids_are_renamed_and_reported() {
    let mut sheet = TagDocument::new(&header());
    sheet.update(&[], &arcs(&[tag("t-1", 1), tag("t-2", 50)]));
    let text = sheet.render().replace("id = \"t-2\"", "id = \"t-1\"");
    let sheet = TagDocument::parse(&text, "f").unwrap();
    let (tags, faults) = sheet.tags("f");
    assert_eq!(tags.iter().map(|tag| tag.id.as_str()).collect::<Vec<_>>(), ["t-1", "t-1-2"]);
    let line = text.lines().enumerate().filter(|(_, line)| *line == "[[tag]]").nth(1).unwrap().0 + 1;
    assert_eq!(faults[0].to_string(), format!("f:{line}: duplicate id t-1; this tag is now t-1-2"));
    assert!(sheet.is_repaired() && sheet.render().contains("quote = \"quote t-2\""));
}

#[test]
fn keeps_malformed_and_too_deep_tag_lists() {
    let deep = format!("[format]\nversion = 1\na = {}{}\n", "[".repeat(10_000), "]".repeat(10_000));
    for (text, says) in [
        ("[format]\nversion = 1\n[tag]\nid = 3\n", "`tag` is not a list of tables"),
        (&deep, "f:3:69: brackets are nested more than 64 deep"),
    ] {
        let error = TagDocument::parse(text, "f").unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    let quoted = format!("[format]\nversion = 1\nnote = \"{}\" # {}\n", "[".repeat(99), "[".repeat(99));
    assert_eq!(TagDocument::parse(&quoted, "f").unwrap().render(), quoted);
}

#[test]
fn tables_inside_a_tag_stay_with_it() {
    let text = "[format]\nversion = 1\n\n[[tag]]\nid = \"t-2\"\nquote = \"b\"\nstart = 9\nend = 10\ndecision = \"open\"\n[tag.extra]\nx = 2\n\n[[tag]]\nid = \"t-1\"\nquote = \"a\"\nstart = 1\nend = 2\ndecision = \"open\"\n[tag.extra]\nx = 1\n# end\n";
    let mut sheet = TagDocument::parse(text, "f").unwrap();
    let last = arcs(&sheet.tags("f").0);
    sheet.update(&last, &last);
    let again: DocumentMut = sheet.render().parse().unwrap();
    let extra = |index: usize| again["tag"][index]["extra"]["x"].as_integer();
    assert_eq!((again["tag"][0]["id"].as_str(), extra(0), extra(1)), (Some("t-1"), Some(1), Some(2)));
    assert!(sheet.render().ends_with("# end\n"));
}

#[test]
fn an_unknown_decision_is_kept_as_it_is() {
    let mut sheet = TagDocument::new(&header());
    sheet.update(&[], &arcs(&[tag("t-1", 1)]));
    let text = sheet.render().replace("\"confirmed\"", "\"postponed\"");
    let sheet = TagDocument::parse(&text, "f").unwrap();
    assert_eq!(sheet.tags("f").0[0].decision, Decision::Other("postponed".to_owned()));
}

proptest! {
    #[test]
    fn any_bytes_give_a_sheet_or_a_fault(text in "(?s)(\\[format\\]\nversion = 1\n)?.{0,60}|(?s)(\\[\\[tag\\]\\]\n|id = \"a\"\n|start = 3\n|quote = \"\"\"x\"\"\"\n|[=\\[\\]\"{}.,\n a-c0-9]){0,20}") {
        if let Ok(mut sheet) = TagDocument::parse(&text, "f") {
            let _ = sheet.tags("f");
            sheet.set_header(&header());
            sheet.update(&[], &arcs(&[tag("t-new", 5)]));
            let again = TagDocument::parse(&sheet.render(), "f").unwrap();
            prop_assert!(again.tags("f").0.iter().any(|tag| tag.id == "t-new"));
        }
    }

    #[test]
    fn any_tag_survives_the_file(note in "(?s).{0,30}", quote in "(?s).{1,30}", start in 0_u32..u32::MAX, labels in proptest::collection::vec("(?s).{0,5}", 0..3)) {
        let mut one = Tag { labels, note, ..tag("t-1", 0) };
        one.selector.exact = quote;
        one.selector.start = start;
        let mut sheet = TagDocument::new(&header());
        sheet.update(&[], &arcs(std::slice::from_ref(&one)));
        let read = TagDocument::parse(&sheet.render(), "f").unwrap();
        prop_assert_eq!(read.tags("f").0, vec![one]);
    }
}

#[test]
fn fields_stand_in_a_table_below_the_tag_and_other_keys_stay() {
    let one = Tag {
        speaker: Some(String::new()),
        fields: [("verdict", "false"), ("source", "https://a.example/1?x=\"2\"")]
            .map(|(id, value)| (id.to_owned(), value.to_owned()))
            .into(),
        ..tag("t-1", 7)
    };
    let mut sheet = TagDocument::new(&header());
    sheet.update(&[], &arcs(&[one.clone(), tag("t-2", 40)]));
    let text = sheet.render();
    assert!(text.contains("\nspeaker = \"\"\n") && text.contains("\n[tag.fields]\nsource = "), "{text}");
    assert_eq!(
        TagDocument::parse(&text, "f").unwrap().tags("f"),
        (vec![one.clone(), tag("t-2", 40)], vec![])
    );
    let kept = text.replace("verdict = \"false\"", "verdict = \"false\" # sure");
    let mut sheet = TagDocument::parse(&kept, "f").unwrap();
    let fields = [("verdict".to_owned(), "true".to_owned())].into();
    let now = Tag { fields, speaker: None, ..one.clone() };
    sheet.update(&arcs(&[one.clone(), tag("t-2", 40)]), &arcs(&[now, tag("t-2", 40)]));
    let text = sheet.render();
    assert!(
        text.contains("verdict = \"true\" # sure") && !text.contains("source =") && !text.contains("speaker")
    );
    let inline = kept.replace("\n[tag.fields]\n", "").replace("source = ", "fields = { source = ");
    let inline = inline.replace("\nverdict = \"false\" # sure", ", verdict = \"false\" }");
    let (tags, warnings) = TagDocument::parse(&inline, "f").unwrap().tags("f");
    assert_eq!((&tags[0].fields, warnings.len()), (&one.fields, 0), "{inline}");
}
