//! `purport learn`: from rows and tag files to a personal model that speaks, and no file where nothing was gained.

use crate::support::{Desk, Output, json_lines, run};
use std::fmt::Write as _;

/// A scheme of the reader's own: a category and a gloss, no cue and no model.
const OWN: &str = "name = \"own\"\n[[category]]\nid = \"toll\"\nname = \"Toll\"\nletter = \"T\"\nkey = \"1\"\n\
                   gloss = \"Somebody pays for a road.\"\n";

/// Sentences about tolls, and others, for so many articles.
fn rows(articles: usize) -> String {
    let tolls = ["The toll on the bridge rose.", "Drivers paid the new toll.", "The duke set a road toll."];
    let others = ["It rained on the hills.", "The baker sang at night.", "A dog slept in the sun."];
    let mut text = String::new();
    for article in 0..articles {
        for (at, sentence) in tolls.iter().chain(&others).enumerate() {
            let label = if at < 3 { "\"toll\"" } else { "" };
            let _ = writeln!(
                text,
                "{{\"id\":\"a{article}:{at}\",\"text\":\"In year {article}: {sentence}\",\"labels\":[{label}]}}"
            );
        }
    }
    text
}

fn learn(desk: &Desk, words: &[&str]) -> Output {
    run(desk.purport().args(["learn", "--scheme", "own.toml"]).args(words))
}

#[test]
fn a_scheme_without_cues_learns_to_propose() {
    let desk = Desk::new();
    desk.file("own.toml", OWN);
    desk.file("rows.jsonl", rows(5));
    let done = learn(&desk, &["rows.jsonl", "-o", "mine.toml"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.out.starts_with("30 sentences in 5 articles; F1 on articles left out"), "{}", done.out);
    assert!(done.out.contains("  learned\n"), "{}", done.out);
    assert!(
        done.err.contains("wrote mine.toml: `purport --personal mine.toml …` lets personal-"),
        "{}",
        done.err
    );
    let file = desk.read("mine.toml");
    assert!(file.contains("# words whose sentences it raises: ") && file.contains("toll +"), "{file}");
    // The same bytes on any number of threads.
    for jobs in ["1", "3"] {
        assert_eq!(learn(&desk, &["rows.jsonl", "-o", "again.toml", "--jobs", jobs]).code, 0);
        assert_eq!(desk.read("again.toml"), file, "{jobs} threads");
    }
    let checked = run(desk.purport().args(["check", "mine.toml"]));
    assert!(
        checked.code == 0 && checked.out.ends_with("from 30 sentences in 5 articles: toll, 0 warnings\n"),
        "{checked:?}"
    );
    // It speaks in a new article, and only if it is asked to.
    desk.file("new.txt", "The toll on the ferry doubled. A cat watched the moon.\n");
    let claims = |more: &[&str]| {
        let done = run(desk
            .purport()
            .args(["classify", "--scheme", "own.toml", "--format", "jsonl", "new.txt"])
            .args(more));
        assert_eq!(done.code, 0, "{done:?}");
        json_lines(&done.out)
            .iter()
            .map(|claim| claim["text"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(claims(&["--personal", "mine.toml"]), ["The toll on the ferry doubled."]);
    assert!(claims(&[]).is_empty() && claims(&["--personal", "mine.toml", "--engine", "cues"]).is_empty());
    let opened = run(desk.purport().args(["--scheme", "own.toml", "--personal", "mine.toml", "new.txt"]));
    assert!(opened.out.contains("Toll") && opened.out.contains("1 claim"), "{opened:?}");
    let macro_f1 = |more: &[&str]| {
        let done = run(desk
            .purport()
            .args(["eval", "--scheme", "own.toml", "--format", "json", "rows.jsonl"])
            .args(more));
        json_lines(&done.out)[0]["macro_f1"].as_f64().unwrap()
    };
    assert!(macro_f1(&[]) < 0.01 && 0.9 < macro_f1(&["--personal", "mine.toml"]));
}

#[test]
fn too_little_is_said_and_writes_nothing() {
    let desk = Desk::new();
    desk.file("own.toml", OWN);
    desk.file("rows.jsonl", rows(2));
    desk.file("mine.toml", "# as it was\n");
    let done = learn(&desk, &["rows.jsonl", "-o", "mine.toml", "--force"]);
    assert_eq!(done.code, 1, "{done:?}");
    assert!(
        done.out.contains("\nToo little: 6 passages of toll in 2 articles: 3 in 3 are needed\n"),
        "{}",
        done.out
    );
    assert_eq!(done.err, "purport: mine.toml was not written: nothing gained; the file there is as it was\n");
    assert_eq!(desk.read("mine.toml"), "# as it was\n");
    let json = json_lines(&learn(&desk, &["rows.jsonl", "--format", "json"]).out).remove(0);
    assert_eq!(
        (&json["categories"][0]["verdict"], &json["model"]),
        (&"too-few".into(), &serde_json::Value::Null)
    );
    assert_eq!(json["categories"][0]["needed"]["articles"], 3);
}

/// An article with tags on its first and last sentence.
fn tagged(desk: &Desk, name: &str, tags: &str, first: &str) {
    let text = format!("{first} It rained. The toll fell.\n");
    let tag = |quote: &str| {
        let start = text.find(quote).unwrap();
        let (before, after) = (&text[..start], text[start + quote.len()..].trim_end());
        format!(
            "[[tag]]\nid = \"t-{start}\"\nquote = \"{quote}\"\nprefix = \"{before}\"\nsuffix = \"{after}\"\n\
             start = {start}\nend = {}\ncategories = [\"toll\"]\ndecision = \"added\"\n\
             annotator = \"reader\"\nat = \"2026-01-01T00:00:00Z\"\n",
            start + quote.len()
        )
    };
    let both = [first, "The toll fell."].map(tag).concat();
    desk.file(name, &text);
    let head = format!("[format]\nname = \"purport-tags\"\nversion = 1\n[document]\nname = \"{name}\"\n");
    desk.file(tags, head + &both);
}

#[test]
fn tag_files_teach_by_folder_by_name_and_by_annotator() {
    let desk = Desk::new();
    desk.file("own.toml", OWN);
    std::fs::create_dir_all(desk.work().join("shelf")).unwrap();
    for at in 0..4 {
        tagged(&desk, &format!("shelf/a{at}.txt"), &format!("shelf/a{at}.txt.tags.toml"), "A toll rose.");
    }
    let done = learn(&desk, &["shelf"]);
    assert!(done.code == 0 && done.out.starts_with("12 sentences in 4 articles;"), "{done:?}");
    assert_eq!(done.err, "purport: nothing was written: -o FILE keeps what was learned\n");
    let none = learn(&desk, &["shelf", "--annotator", "r1"]);
    assert_eq!(none.code, 2);
    assert!(none.err.contains("no decision to learn from"), "{}", none.err);
    tagged(&desk, "b.txt", "b.txt.r1.tags.toml", "A toll came.");
    let one = learn(&desk, &["b.txt.r1.tags.toml", "--format", "json"]);
    let json = json_lines(&one.out).remove(0);
    assert_eq!((json["sentences"].as_u64(), json["categories"][0]["positives"].as_u64()), (Some(3), Some(2)));
}

#[test]
fn a_model_that_cannot_speak_here_is_refused() {
    let desk = Desk::new();
    desk.file("own.toml", OWN);
    desk.file("a.txt", "It rained.\n");
    let personal = "[personal]\nscheme = \"own\"\nmodel = \"claims\"\nmodel_digest = \"00\"\n";
    desk.file("mine.toml", personal);
    let refused = |command: &str, words: &[&str]| {
        let done = run(desk.purport().arg(command).args(words));
        assert_eq!((done.code, done.out.as_str()), (2, ""));
        done.err.lines().next().unwrap_or_default().to_owned()
    };
    let expected = "purport: mine.toml:4:17: was learned on another model `claims` than this program carries (hint: its weights mean nothing here: learn again with `purport learn`)";
    assert_eq!(refused("classify", &["--personal", "mine.toml", "a.txt"]), expected);
    assert_eq!(refused("check", &["mine.toml"]), expected);
    assert!(
        refused("learn", &["--scheme", "own.toml", "a.txt"]).contains("a.txt: no decision to learn from")
    );
    desk.file("rows.jsonl", "{\"text\":\"x\",\"labels\":[\"tax\"]}\n");
    assert!(
        refused("learn", &["--scheme", "own.toml", "rows.jsonl"])
            .contains("the scheme has no category `tax`")
    );
}
