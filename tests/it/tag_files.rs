//! Tag files: their JSON Schema, and `purport merge` by itself and as a git merge driver.

use crate::support::{Desk, PURPORT, project, run};
use purport::tag::{ConflictingDecision, Decision, Header, Proposed, Selector, Tag, TagDocument};
use serde_json::Value;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

/// A tag with every field set.
fn full() -> Tag {
    let selector = Selector {
        exact: "a passage".to_owned(),
        prefix: "before ".to_owned(),
        suffix: " after".to_owned(),
        start: 7,
        end: 16,
    };
    Tag {
        id: "t-1".to_owned(),
        categories: vec!["promise".to_owned()],
        decision: Decision::Retagged,
        labels: vec!["later".to_owned()],
        note: "look".to_owned(),
        speaker: Some("The ferry guild".to_owned()),
        fields: [("source".to_owned(), "https://guild.example/tolls".to_owned())].into(),
        annotator: "reader".to_owned(),
        at: "2026-01-02T03:04:05Z".to_owned(),
        proposed: Some(Proposed {
            categories: vec![("promise".to_owned(), 810)],
            cues: vec!["seek".to_owned()],
            engine: Some("both".to_owned()),
            model: None,
            range: Some((3, 12)),
        }),
        seen: Some(Selector { start: 9, end: 18, ..selector.clone() }),
        saw_machine: Some(false),
        from: vec!["r1:t-1".to_owned()],
        via: Some("bulk".to_owned()),
        conflicts: vec![ConflictingDecision {
            decision: Decision::Rejected,
            categories: Vec::new(),
            note: "no".to_owned(),
            speaker: Some(String::new()),
            fields: [("verdict".to_owned(), "false".to_owned())].into(),
            annotator: "other".to_owned(),
            at: "2026-01-02T03:04:04Z".to_owned(),
            passage: Some(selector.clone()),
        }],
        ..Tag::new(selector)
    }
}

/// Asserts that `value` has only keys of `schema`, all required ones, and values of the right types.
fn check(value: &Value, schema: &Value, root: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        return check(value, root.pointer(name.trim_start_matches('#')).unwrap(), root, at);
    }
    let fits = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64(),
        Some("boolean") => value.is_boolean(),
        Some("number") => value.is_number(),
        _ => schema["const"] == *value,
    };
    assert!(fits, "{at} is {value}, which does not fit {schema}");
    for (key, inner) in value.as_object().into_iter().flatten() {
        let named = &schema["properties"][key];
        let known = if named.is_object() { named } else { &schema["additionalProperties"] };
        assert!(known.is_object(), "the schema lacks {at}.{key}");
        check(inner, known, root, &format!("{at}.{key}"));
    }
    for key in schema["required"].as_array().into_iter().flatten() {
        assert!(value.get(key.as_str().unwrap()).is_some(), "{at} has no {key}");
    }
    for inner in value.as_array().into_iter().flatten() {
        check(inner, &schema["items"], root, at);
    }
}

#[test]
fn the_schema_describes_every_key_that_is_written() {
    let schema = std::fs::read_to_string(project("docs/tags.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let header = Header {
        document: "a.txt".to_owned(),
        sha256: "00".to_owned(),
        settles: vec!["a.txt.r1.tags.toml".to_owned(), "a.txt.r2.tags.toml".to_owned()],
        ..Header::default()
    };
    let mut document = TagDocument::new(&header);
    document.update(&[], &[Arc::new(full())]);
    let file: Value = toml::from_str(&document.render()).unwrap();
    check(&file, &schema, &schema, "the file");
    assert_eq!(TagDocument::parse(&document.render(), "f").unwrap().header().settles, header.settles);
    let keys = file["tag"][0].as_object().unwrap().len();
    let known = schema["$defs"]["tag"]["properties"].as_object().unwrap().len();
    assert_eq!(keys, known, "the schema has keys that a full tag lacks");
}

#[test]
fn a_full_tag_survives_a_round_trip() {
    let mut document = TagDocument::new(&Header::default());
    document.update(&[], &[Arc::new(full())]);
    assert_eq!(TagDocument::parse(&document.render(), "f").unwrap().tags("f"), (vec![full()], Vec::new()));
}

const HEAD: &str = "[format]\nversion = 1\nmin_reader = 1\n";

fn tag(id: &str, start: u32, decision: &str, at: u32) -> String {
    format!(
        "\n[[tag]]\nid = \"{id}\"\nquote = \"the quotation {id}\"\nstart = {start}\nend = {}\n\
         categories = []\ndecision = \"{decision}\"\nannotator = \"reader\"\nat = \"2026-01-02T03:04:{at:02}Z\"\n",
        start + 9
    )
}

fn tag_file(tags: &[String]) -> String {
    format!("{HEAD}{}", tags.concat())
}

#[test]
fn merge_keeps_the_decisions_of_both_sides() {
    let desk = Desk::new();
    desk.file("base", tag_file(&[tag("t-1", 10, "open", 0), tag("t-2", 30, "open", 0)]));
    desk.file(
        "ours",
        tag_file(&[tag("t-1", 10, "confirmed", 1), tag("t-2", 30, "open", 0), tag("t-4", 70, "added", 1)]),
    );
    desk.file(
        "theirs",
        tag_file(&[tag("t-1", 10, "open", 0), tag("t-2", 30, "rejected", 2), tag("t-3", 50, "added", 2)]),
    );
    desk.purport().args(["merge", "base", "ours", "theirs"]).assert().code(0).stderr("");
    let expected = [
        tag("t-1", 10, "confirmed", 1),
        tag("t-2", 30, "rejected", 2),
        tag("t-3", 50, "added", 2),
        tag("t-4", 70, "added", 1),
    ];
    assert_eq!(desk.read("ours"), tag_file(&expected));
}

#[test]
fn a_conflict_keeps_both_decisions_and_check_reports_it() {
    let desk = Desk::new();
    desk.file("base", "");
    desk.file("ours", tag_file(&[tag("t-1", 10, "confirmed", 1)]));
    desk.file("theirs", tag_file(&[tag("t-1", 10, "rejected", 2)]));
    let assert =
        desk.purport().args(["merge", "base", "ours", "theirs", "-o", "all.tags.toml"]).assert().code(1);
    let output = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
    assert!(output.contains("both sides decided differently on tag t-1"), "{output}");
    let all = desk.read("all.tags.toml");
    assert!(
        all.contains("decision = \"rejected\"") && all.contains("conflict = [{ decision = \"confirmed\""),
        "{all}"
    );
    let assert = desk.purport().args(["check", "all.tags.toml"]).assert().code(0);
    let output = String::from_utf8_lossy(&assert.get_output().stdout).into_owned();
    assert!(output.contains("tag t-1 has conflicting decisions"), "{output}");
}

/// A tag whose passage depends on its place, not on its id.
fn on(id: &str, annotator: &str, start: u32, decision: &str, at: u32) -> String {
    tag(id, start, decision, at)
        .replace(&format!("quotation {id}"), &format!("passage {start}"))
        .replace("\"reader\"", &format!("\"{annotator}\""))
}

#[test]
fn one_person_on_two_machines_has_one_tag_a_passage() {
    let desk = Desk::new();
    let merge = |ours: &[String], theirs: &[String]| {
        desk.file("ours", tag_file(ours));
        desk.file("theirs", tag_file(theirs));
        let done = run(desk.purport().args(["merge", "ours", "theirs", "-o", "all.tags.toml"]));
        (done.code, done.err, desk.read("all.tags.toml"))
    };
    let (accepted, rejected) = (on("t-b", "r1", 10, "confirmed", 1), on("t-a", "r1", 10, "rejected", 2));
    for (one, two) in [(&accepted, &rejected), (&rejected, &accepted)] {
        let (code, said, all) = merge(std::slice::from_ref(one), std::slice::from_ref(two));
        assert_eq!((code, all.matches("[[tag]]").count()), (1, 1), "{said}{all}");
        assert!(said.contains("differently on tag t-a") && said.contains("“the passage 10”"), "{said}");
        assert!(
            all.contains("decision = \"rejected\"") && all.contains("conflict = [{ decision = \"confirmed\"")
        );
    }
    let (code, said, all) = merge(std::slice::from_ref(&accepted), &[on("t-a", "r1", 10, "confirmed", 2)]);
    assert_eq!((code, all.matches("[[tag]]").count()), (0, 1), "{said}");
    assert!(said.contains("1 passage decided on both sides by the same annotator: one tag each"), "{said}");
    // Two people keep their tags, and the difference is named.
    let (code, said, all) = merge(std::slice::from_ref(&accepted), &[on("t-a", "r2", 10, "rejected", 2)]);
    assert_eq!((code, all.matches("[[tag]]").count()), (0, 2), "{said}");
    assert!(said.contains("r2 and r1 disagree on “the passage 10”"), "{said}");
    let check = run(desk.purport().args(["check", "all.tags.toml"]));
    assert!(check.code == 0 && check.out.contains("r2 and r1 disagree"), "{}", check.out);
    // Two files, and no place for the result.
    assert_eq!(run(desk.purport().args(["merge", "ours", "theirs"])).code, 2);
}

#[test]
fn duplicates_of_earlier_merges_are_joined_and_the_file_is_kept() {
    let desk = Desk::new();
    let twins = [on("t-a", "r1", 10, "confirmed", 1), on("t-b", "r1", 10, "rejected", 2)];
    desk.file("base", "");
    desk.file("ours", tag_file(&twins));
    desk.file("theirs", tag_file(&[on("t-c", "r1", 30, "added", 2)]));
    let done = run(desk.purport().args(["merge", "base", "ours", "theirs"]));
    assert_eq!((done.code, desk.read("ours").matches("[[tag]]").count()), (1, 2), "{}", done.err);
    assert!(
        done.err.contains("two tags of one annotator on “the passage 10” are now one, t-a"),
        "{}",
        done.err
    );
    assert_eq!(desk.read("ours.recovered"), tag_file(&twins));
    desk.file("a.tags.toml", tag_file(&twins));
    let check = run(desk.purport().args(["check", "a.tags.toml"]));
    assert!(check.code == 1 && check.out.contains("are now one, t-a"), "{}", check.out);
}

#[test]
fn unreadable_files_are_an_error_and_nothing_is_written() {
    let desk = Desk::new();
    let good = tag_file(&[tag("t-1", 10, "confirmed", 1)]);
    for bad in
        ["[format]\nversion = 1\n<<<<<<< ours\n", "[[tag]]\nid = ", "[format]\nversion = 9\nmin_reader = 9\n"]
    {
        for place in 0..3 {
            let mut files = [good.clone(), good.clone(), good.clone()];
            files[place] = bad.to_owned();
            for (name, text) in ["base", "ours", "theirs"].iter().zip(&files) {
                desk.file(name, text);
            }
            desk.purport().args(["merge", "base", "ours", "theirs"]).assert().code(2);
            assert_eq!(desk.read("ours"), files[1]);
        }
    }
    desk.purport().args(["merge", "base", "missing", "theirs"]).assert().code(2);
}

fn git(folder: &Path, words: &[&str]) -> Option<Output> {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        .args(words)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null");
    for (name, value) in [("NAME", "r"), ("EMAIL", "r@example.org")] {
        command.env(format!("GIT_AUTHOR_{name}"), value).env(format!("GIT_COMMITTER_{name}"), value);
    }
    command.output().ok()
}

#[test]
fn git_merges_two_branches_with_the_driver() {
    let desk = Desk::new();
    let folder = &desk.work();
    if git(folder, &["--version"]).is_none() {
        let _ = writeln!(std::io::stderr(), "SKIPPED: git is not installed");
        return;
    }
    let git = |words: &[&str]| {
        let output = git(folder, words).unwrap();
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "-q", "-b", "main"]);
    git(&["config", "merge.purport.driver", &format!("'{PURPORT}' merge %O %A %B")]);
    desk.file(".gitattributes", "*.tags.toml merge=purport text eol=lf\n");
    let commit = |tags: &[String]| {
        desk.file("a.tags.toml", tag_file(tags));
        git(&["add", "."]);
        git(&["commit", "-q", "-m", "tags"]);
    };
    commit(&[tag("t-1", 10, "open", 0)]);
    git(&["switch", "-q", "-c", "theirs"]);
    commit(&[tag("t-1", 10, "open", 0), tag("t-2", 30, "added", 1)]);
    git(&["switch", "-q", "main"]);
    // Both add after the same tag, where git alone reports a conflict.
    commit(&[tag("t-1", 10, "open", 0), tag("t-3", 30, "added", 2)]);
    git(&["merge", "-q", "-m", "both", "theirs"]);
    let expected =
        tag_file(&[tag("t-1", 10, "open", 0), tag("t-2", 30, "added", 1), tag("t-3", 30, "added", 2)]);
    assert_eq!(desk.read("a.tags.toml"), expected);
}
