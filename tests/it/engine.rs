//! `--engine`: what cues and model say in every output, and that no number of jobs changes it.

use crate::support::{Desk, Output, json_lines, run, slice_of};
use purport::claim::LearnedModel;
use serde_json::Value;

/// A scheme whose combined score makes every sentence a claim, and whose cue finds one.
fn desk() -> Desk {
    let desk = Desk::new();
    let id = &LearnedModel::built_in("claims").unwrap().categories()[2];
    desk.file(
        "both.toml",
        format!(
            "name = \"Both\"\n[[category]]\nid = \"{id}\"\nname = \"Toll\"\nletter = \"T\"\nkey = \"1\"\n\
             [[cue]]\nid = \"vow\"\ncategory = \"{id}\"\npattern = \"vow/V\"\nweight = 4.0\n[model]\n\
             name = \"claims\"\n[[model.category]]\ncategory = \"{id}\"\noffset = 9.0\nmodel = 1.0\ncues = 0.5\n"
        ),
    );
    desk.file("a.txt", TEXT);
    desk
}

const TEXT: &str =
    "The Guild vowed a toll, though it rained in Bělá. The café’s guests must pay the ferrymen.\n";

fn purport(desk: &Desk, words: &[&str]) -> Output {
    let done = run(desk.purport().args(words).args(["--scheme", "both.toml"]));
    assert_eq!(done.code, 0, "{words:?}: {}", done.err);
    done
}

#[test]
fn claim_records_tell_engine_and_reasons() {
    let desk = desk();
    let both = json_lines(&purport(&desk, &["classify", "--format", "jsonl", "a.txt"]).out);
    assert_eq!(both.len(), 2);
    assert!(both.iter().all(|claim| claim["engine"] == "both"));
    let evidence = |at: usize| both[at]["evidence"].as_array().unwrap();
    assert!(evidence(0).iter().all(|one| one["source"] == "cue" && one["cue"] == "vow"));
    assert!(!evidence(1).is_empty());
    for word in evidence(1) {
        assert!(word["source"] == "model" && word.get("cue").is_none(), "{word}");
        assert_eq!(slice_of(TEXT, word), word["text"].as_str().unwrap());
        assert!(word["weight"].as_f64().unwrap() > 0.0);
    }
    let cues =
        json_lines(&purport(&desk, &["classify", "--format", "jsonl", "--engine", "cues", "a.txt"]).out);
    assert_eq!((cues.len(), &cues[0]["engine"]), (1, &"cues".into()));
    assert_eq!(cues[0]["evidence"], both[0]["evidence"]);
}

#[test]
fn people_see_the_words_and_the_engine() {
    let desk = desk();
    let both = purport(&desk, &["classify", "a.txt"]).out;
    let records = json_lines(&purport(&desk, &["classify", "--format", "jsonl", "a.txt"]).out);
    let word = records[1]["evidence"][0]["text"].as_str().unwrap();
    assert!(both.contains(&format!("    {word} +")) && both.contains("(Toll, by the model)"), "{both}");
    assert!(both.ends_with("2 sentences, 2 claims: 2 Toll (by cues and model)\n"), "{both}");
    let cues = purport(&desk, &["classify", "--engine", "cues", "a.txt"]).out;
    assert!(cues.ends_with("2 sentences, 1 claim: 1 Toll (by the cues alone)\n"), "{cues}");
    let csv = purport(&desk, &["classify", "--format", "csv", "a.txt"]).out;
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let ends = |row: usize| (rows[row][7].to_owned(), rows[row][9].split(' ').next().unwrap().to_owned());
    assert_eq!((ends(0), ends(1)), (("vow".into(), String::new()), (String::new(), word.into())));
    let report = purport(&desk, &["export", "a.txt", "--format", "html"]).out;
    assert!(report.contains(&format!("<q lang=\"\">{word}</q> <small>+")), "{word}");
    let table = json_lines(&purport(&desk, &["export", "a.txt", "--format", "jsonl"]).out);
    assert_eq!((&table[1]["machine_words"][0], &table[1]["machine_engine"]), (&word.into(), &"both".into()));
}

#[test]
fn other_commands_take_the_engine_and_read_what_it_wrote() {
    let desk = desk();
    let count = |words: &[&str]| purport(&desk, words).out.trim().to_owned();
    assert_eq!(count(&["find", "--count", "--in", "a.txt"]), "2");
    assert_eq!(count(&["find", "--count", "--engine", "cues", "--in", "a.txt"]), "1");
    let found = json_lines(&purport(&desk, &["find", "--format", "jsonl", "--in", "a.txt"]).out);
    assert_eq!(found[1]["engine"], "both");
    let status = |words: &[&str]| json_lines(&purport(&desk, words).out)[0]["claims"].clone();
    assert_eq!(status(&["status", "--format", "jsonl", "a.txt"]), 2);
    assert_eq!(status(&["status", "--format", "jsonl", "--engine", "cues", "a.txt"]), 1);
    let counted_in = |words: &[&str]| json_lines(&purport(&desk, words).out)[0]["all"]["claims"].clone();
    assert_eq!(counted_in(&["stats", "--per", "claims", "--format", "json", "a.txt"]), 2);
    assert_eq!(counted_in(&["stats", "--per", "claims", "--format", "json", "--engine", "cues", "a.txt"]), 1);
    let written = purport(&desk, &["classify", "--format", "jsonl", "a.txt"]).out;
    desk.file("out.jsonl", &written);
    let again = json_lines(&purport(&desk, &["find", "--format", "jsonl", "--in", "out.jsonl"]).out);
    assert_eq!((again.len(), &again[1]["engine"]), (2, &"both".into()));
    let counted = purport(&desk, &["stats", "out.jsonl"]);
    assert!(
        counted.out.starts_with("1 article with claims, 2 claims (by cues and model)\n"),
        "{}",
        counted.out
    );
    let decided = purport(&desk, &["stats", "a.txt", "--engine", "cues"]).out;
    assert!(decided.lines().next().unwrap().ends_with(" (by the cues alone)"), "{decided}");
    // A corpus of both engines counts apples and pears.
    let cues = purport(&desk, &["classify", "--format", "jsonl", "--engine", "cues", "a.txt"]).out;
    desk.file("mixed.jsonl", written.clone() + &cues);
    let mixed = purport(&desk, &["stats", "--format", "json", "mixed.jsonl"]);
    assert_eq!(json_lines(&mixed.out)[0]["engines"], serde_json::json!(["both", "cues"]));
    assert!(mixed.err.contains("come from both engines"), "{}", mixed.err);
    // A record written before evidence had a source.
    desk.file("old.jsonl", written.replace("\"source\":\"cue\",", "").replace(",\"engine\":\"both\"", ""));
    assert_eq!(count(&["find", "cue", "vow", "--count", "--in", "old.jsonl"]), "1");
    let mut filter = desk.purport();
    filter.args(["classify", "--ndjson", "--scheme", "both.toml", "--engine", "cues"]);
    let answer = run(filter.write_stdin("{\"text\":\"The council must pay. The Guild vowed a toll.\"}\n"));
    let answer = &json_lines(&answer.out)[0]["claims"];
    assert_eq!((answer.as_array().unwrap().len(), &answer[0]["engine"]), (1, &"cues".into()));
}

#[test]
fn a_tag_says_which_engine_made_the_suggestion() {
    let desk = desk();
    let mut review = desk.purport();
    review.args(["--plain", "--scheme", "both.toml", "--engine", "cues", "a.txt"]);
    let done = run(review.write_stdin("a\nq\n"));
    assert_eq!(done.code, 0, "{}", done.err);
    let tags = desk.read("a.txt.tags.toml");
    assert!(tags.contains("cues = [\"vow\"], engine = \"cues\" }"), "{tags}");
    let table = json_lines(&purport(&desk, &["export", "a.txt", "--format", "jsonl", "--decided"]).out);
    assert_eq!(table[0]["proposed_engine"], "cues");
    assert_eq!(table[0]["machine_engine"], "both");
}

#[test]
fn the_model_says_the_same_for_any_number_of_jobs() {
    let desk = desk();
    for number in 0..12 {
        let text = format!("Guild {number} vowed it.\n\nThey must pay.\n");
        desk.file(&format!("corpus/{number:02}.txt"), text);
    }
    let classify = |jobs: &str| purport(&desk, &["classify", "corpus", "--format", "ndjson", "--jobs", jobs]);
    let serial = classify("1");
    assert_eq!(serial.out.matches("\"engine\":\"both\"").count(), 24);
    for jobs in ["2", "3"] {
        assert!(classify(jobs).out == serial.out, "output differs with {jobs} jobs");
    }
}

#[test]
fn why_measures_the_words_of_every_claim() {
    let desk = Desk::new();
    desk.file("a.txt", "The council must pay the ferrymen at once.\n");
    let words = |more: &[&str]| {
        let done = run(desk.purport().args(["classify", "--format", "ndjson", "a.txt"]).args(more));
        assert_eq!((done.code, done.err.as_str()), (0, ""));
        let record: Value = serde_json::from_str(&done.out).unwrap();
        let evidence = record["claims"][0]["evidence"].as_array().unwrap().clone();
        evidence.into_iter().filter(|one| one["source"] == "model").collect::<Vec<_>>()
    };
    assert_eq!(words(&[]), Vec::<Value>::new(), "its cue is reason enough");
    let measured = words(&["--why"]);
    assert!(measured.iter().any(|word| word["text"] == "must"), "{measured:?}");
    let refused = run(desk.purport().args(["classify", "--why", "--engine", "cues", "a.txt"]));
    assert!(
        refused.code == 2 && refused.err.contains("--why: measures the words of a model"),
        "{}",
        refused.err
    );
}
