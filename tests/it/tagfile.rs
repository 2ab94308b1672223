//! The tag file as it is described to others: every key that is written is in the schema.

use super::support::project;
use purport::tag::{Decision, Header, Proposed, Rival, Selector, Tag, TagDocument};
use serde_json::Value;
use std::sync::Arc;

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
        annotator: "reader".to_owned(),
        at: "2026-01-02T03:04:05Z".to_owned(),
        proposed: Some(Proposed {
            categories: vec![("promise".to_owned(), 810)],
            cues: vec!["seek".to_owned()],
        }),
        seen: Some(Selector { start: 9, end: 18, ..selector.clone() }),
        saw_machine: Some(false),
        from: vec!["r1:t-1".to_owned()],
        via: Some("bulk".to_owned()),
        rivals: vec![Rival {
            decision: Decision::Rejected,
            categories: Vec::new(),
            note: "no".to_owned(),
            annotator: "other".to_owned(),
            at: "2026-01-02T03:04:04Z".to_owned(),
        }],
        ..Tag::bare(selector)
    }
}

/// Asserts that `value` has only keys that `schema` names, all that it requires, and values of its types.
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
    assert!(fits, "{at} is {value}, which is not {schema}");
    for (key, inner) in value.as_object().into_iter().flatten() {
        let known = &schema["properties"][key];
        assert!(known.is_object(), "the schema does not know {at}.{key}");
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
fn the_schema_knows_all_that_is_written() {
    let schema = std::fs::read_to_string(project("docs/tags.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let header = Header {
        document: "a.txt".to_owned(),
        sha256: "00".to_owned(),
        settles: vec!["a.txt.r1.tags.toml".to_owned(), "a.txt.r2.tags.toml".to_owned()],
        ..Header::default()
    };
    let mut sheet = TagDocument::new(&header);
    sheet.update(&[], &[Arc::new(full())]);
    let file: Value = toml::from_str(&sheet.render()).unwrap();
    check(&file, &schema, &schema, "the file");
    assert_eq!(TagDocument::parse(&sheet.render(), "f").unwrap().header().settles, header.settles);
    let keys = file["tag"][0].as_object().unwrap().len();
    let known = schema["$defs"]["tag"]["properties"].as_object().unwrap().len();
    assert_eq!(keys, known, "the schema knows keys of a tag that a full one does not have");
}

#[test]
fn a_full_tag_comes_back() {
    let mut sheet = TagDocument::new(&Header::default());
    sheet.update(&[], &[Arc::new(full())]);
    assert_eq!(TagDocument::parse(&sheet.render(), "f").unwrap().tags("f"), (vec![full()], Vec::new()));
}
