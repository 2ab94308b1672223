//! `purport eval` and `purport fit`, and the quality of the built-in scheme on labelled sentences.

use crate::support::{Desk, project, run};
use serde_json::Value;
use std::path::PathBuf;

fn gold() -> [PathBuf; 2] {
    ["articles.jsonl", "sentences.jsonl"].map(|name| project(&format!("tests/gold/{name}")))
}

/// The built-in scheme without its model, which takes long in a debug build.
fn cues_alone(desk: &Desk) -> PathBuf {
    let text = std::fs::read_to_string(project("schemes/claims.toml")).unwrap();
    let (start, end) = (text.find("[model]").unwrap(), text.find("[lists]").unwrap());
    desk.file("cues.toml", [&text[..start], &text[end..]].concat())
}

fn json(more: &[&str]) -> Value {
    let desk = Desk::new();
    let output = desk
        .purport()
        .arg("eval")
        .arg("--scheme")
        .arg(cues_alone(&desk))
        .args(gold())
        .args(["--format", "json"])
        .args(more)
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Bounds of the built-in scheme on one gold set.
struct Bounds {
    engine: &'static str,
    set: &'static str,
    min_macro_f1: f64,
    min_any_claim: f64,
    max_false_highlights: f64,
}

/// `unseen` was written without looking at the scheme, and no cue was written for it: lower floors, which catch a
/// scheme that has lost its general words. The one place for every floor.
const BOUNDS: [Bounds; 4] = [
    Bounds { engine: "cues", set: "", min_macro_f1: 0.55, min_any_claim: 0.6, max_false_highlights: 0.08 },
    Bounds {
        engine: "cues",
        set: "unseen",
        min_macro_f1: 0.34,
        min_any_claim: 0.0,
        max_false_highlights: 0.13,
    },
    Bounds { engine: "both", set: "", min_macro_f1: 0.45, min_any_claim: 0.55, max_false_highlights: 0.05 },
    Bounds {
        engine: "both",
        set: "unseen",
        min_macro_f1: 0.3,
        min_any_claim: 0.42,
        max_false_highlights: 0.09,
    },
];

#[test]
fn the_built_in_scheme_stays_within_its_bounds() {
    for set in ["", "unseen"] {
        let files =
            ["articles.jsonl", "sentences.jsonl"].map(|name| project("tests/gold").join(set).join(name));
        let desk = Desk::new();
        let mut command = desk.purport();
        command.args(["eval", "--by-article", "--format", "json"]).args(files);
        let output = command.output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        for bounds in BOUNDS.iter().filter(|bounds| bounds.set == set) {
            // A scheme without a model has only one engine to report on.
            let figures = report["engines"].get(bounds.engine).unwrap_or(&report);
            let figure = |value: &Value| value.as_f64().unwrap();
            let found = [
                figure(&figures["macro_f1"]) - bounds.min_macro_f1,
                figure(&figures["any_claim"]["f1"]) - bounds.min_any_claim,
                bounds.max_false_highlights - figure(&figures["false_highlights"]),
            ];
            let (engine, margins) = (bounds.engine, found.map(|margin| (margin * 1000.0).round()));
            assert!(found.iter().all(|margin| *margin >= 0.0), "{engine} on {set:?}: {margins:?} permille");
        }
    }
}

#[test]
fn a_figure_out_of_bounds_exits_1_and_a_bad_bound_2() {
    for (bound, code, says) in
        [("macro=.99", 1, "is under .990"), ("mcaro=.5", 2, "mcaro"), ("macro", 2, "NAME=NUMBER")]
    {
        let desk = Desk::new();
        let scheme = cues_alone(&desk);
        let mut command = desk.purport();
        let done =
            run(command.arg("eval").arg("--scheme").arg(scheme).args(gold()).args(["--fail-under", bound]));
        assert_eq!(done.code, code, "{bound}: {}", done.err);
        assert!(done.err.contains(says), "{bound}: {}", done.err);
    }
}

#[test]
fn the_gold_set_is_large_enough() {
    let report = json(&[]);
    assert!(report["sentences"].as_u64().unwrap() >= 500);
    assert!(report["without_claims"].as_u64().unwrap() >= 250);
    for (name, tally) in report["categories"].as_object().unwrap() {
        assert!(tally["support"].as_u64().unwrap() >= 60, "{name}");
    }
    let interval = &report["macro_f1_interval"];
    let figure = report["macro_f1"].as_f64().unwrap();
    assert!(interval["low"].as_f64().unwrap() < figure && figure < interval["high"].as_f64().unwrap());
}

/// A scheme with one category that the model knows, and rows that bring the model's logits.
fn with_model(desk: &Desk) {
    desk.file(
        "scheme.toml",
        "[[category]]\nid = \"demand\"\nletter = \"D\"\nkey = \"1\"\nprior = -3.0\n\n\
         [model]\nname = \"claims\"\n\n[[model.category]]\ncategory = \"demand\" # kept\nmodel = 1.0\ncues = 0.4\n\n\
         [[cue]]\nid = \"vow\"\ncategory = \"demand\"\npattern = \"vow/V\"\nweight = 5.0\n",
    );
    let row = |n: usize, text, label, logit| {
        format!(
            "{{\"id\":\"a{n}:0\",\"outlet\":\"o{n}\",\"text\":\"{text}\",\"labels\":[{label}],\"logits\":[-9,-9,{logit},-9]}}\n"
        )
    };
    let rows: Vec<String> = (0..8)
        .flat_map(|n| {
            [
                row(n, "The guild vowed a toll.", "\"demand\"", "-1"),
                row(n, "The guild wants more boats.", "\"demand\"", "2"),
                row(n, "The abbot vowed silence.", "", "-9"),
            ]
        })
        .collect();
    desk.file("rows.jsonl", rows.concat());
}

#[test]
fn cues_model_and_both_stand_side_by_side() {
    let desk = Desk::new();
    with_model(&desk);
    let eval = |more: &[&str]| {
        run(desk.purport().args(["eval", "rows.jsonl", "--scheme", "scheme.toml"]).args(more))
    };
    let done = eval(&[]);
    assert_eq!(done.code, 0, "{}", done.err);
    let table: Vec<Vec<&str>> = done.out.lines().map(|line| line.split_whitespace().collect()).collect();
    assert!(table.contains(&vec!["cues", "model", "both"]), "{}", done.out);
    let demand = "demand .500 .500 .500 1.000 .500 .667 1.000 1.000 1.000 16";
    assert!(table.contains(&demand.split(' ').collect()), "{}", done.out);
    assert!(table.contains(&"false 1.000 .000 .000".split(' ').collect()), "{}", done.out);
    assert!(done.out.contains("labels without a cue: 8, 8 of them found by the model"), "{}", done.out);
    assert!(done.out.lines().all(|line| line.chars().count() <= 80), "{}", done.out);

    let report: Value = serde_json::from_str(&eval(&["--format", "json", "--engine", "model"]).out).unwrap();
    assert_eq!(
        (report["engine"].as_str(), report["macro_f1"].as_f64()),
        (Some("model"), report["engines"]["model"]["macro_f1"].as_f64())
    );
    assert_eq!(report["engines"]["both"]["macro_f1"], 1.0);
    assert_eq!(report["engines"]["cues"]["categories"]["demand"]["true_positives"], 8);
    for (engine, code) in [("both", 0), ("cues", 1)] {
        let done =
            eval(&["--engine", engine, "--fail-under", "macro=.9", "--fail-over", "false-highlights=.1"]);
        assert_eq!(done.code, code, "{engine}: {}", done.err);
    }
    desk.file("short.jsonl", "{\"id\":\"x\",\"text\":\"y\",\"logits\":[1]}\n");
    let done = run(desk.purport().args(["eval", "short.jsonl", "--scheme", "scheme.toml"]));
    assert!(done.code == 2 && done.err.contains("`logits` of row `x`"), "{}", done.err);
    let done = run(desk.purport().args(["eval", "rows.jsonl", "--scheme", "evidence", "--engine", "model"]));
    assert!(done.code == 2 && done.err.contains("evidence: names no model"), "{}", done.err);
}

#[test]
fn a_fit_writes_the_combination_or_the_cues() {
    let desk = Desk::new();
    with_model(&desk);
    let fit = |more: &[&str]| {
        let done = run(desk
            .purport()
            .args(["fit", "rows.jsonl", "--scheme", "scheme.toml", "--folds", "2", "-o", "fitted.toml"])
            .args(more));
        assert_eq!(done.code, 0, "{}", done.err);
        (done.out, desk.read("fitted.toml"))
    };
    let before = desk.read("scheme.toml");
    let (_, cues) = fit(&[]);
    assert!(cues.contains("weight = 5.0\nfitted = "), "{cues}");
    let model = |text: &str| {
        text.lines().skip_while(|line| *line != "[model]").take(7).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(model(&cues), model(&before));
    let (out, combined) = fit(&["--combination", "--pull", "1"]);
    assert!(out.starts_with("category  offset  model  cues  threshold\ndemand "), "{out}");
    assert!(out.contains("fitted to other articles (2 parts)"), "{out}");
    assert!(
        combined.contains("category = \"demand\" # kept\n") && combined.contains("\noffset = "),
        "{combined}"
    );
    assert!(!combined.contains("fitted"), "{combined}");
    assert_eq!(fit(&["--combination", "--pull", "1"]).1, combined);
    let plain = before.replace("[model]\nname = \"claims\"\n\n[[model.category]]\ncategory = \"demand\" # kept\nmodel = 1.0\ncues = 0.4\n", "");
    desk.file("plain.toml", &plain);
    let done = run(desk.purport().args(["fit", "rows.jsonl", "--scheme", "plain.toml", "--combination"]));
    assert!(done.code == 2 && done.err.contains("names no model"), "{}", done.err);
}

#[test]
fn by_article_resolves_speakers_across_sentences() {
    let rows = "{\"id\":\"a:0\",\"text\":\"Anna Berg said little.\",\"labels\":[]}\n\
                {\"id\":\"a:1\",\"text\":\"She warned that the dam may break.\",\"labels\":[\"caution\"],\"speaker\":\"Anna Berg\"}\n";
    for (by_article, right) in [(false, 0), (true, 1)] {
        let desk = Desk::new();
        let mut command = desk.purport();
        command.args(["eval", "-", "--format", "json"]).args(by_article.then_some("--by-article"));
        let output = command.write_stdin(rows).output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["claim_speakers"]["correct"], right);
    }
}

#[test]
fn unknown_labels_and_bad_rows_are_errors() {
    for (row, says) in [
        ("{\"text\":\"x\",\"labels\":[\"nonsense\"]}", "no category `nonsense`"),
        ("{\"labels\":[]}", ":2:"),
        ("no json", ":2:"),
    ] {
        let good = "{\"text\":\"x\",\"labels\":[]}";
        let done = run(Desk::new().purport().args(["eval", "-"]).write_stdin(format!("{good}\n{row}\n")));
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{row}");
        assert!(done.err.contains(says), "{}", done.err);
    }
}

#[test]
fn fit_changes_only_numbers_and_is_repeatable() {
    let desk = Desk::new();
    let path = desk.work().join("fitted.toml");
    let scheme = project("schemes/claims.toml");
    let fit = |from: &std::path::Path| {
        desk.purport()
            .arg("fit")
            .args(gold())
            .arg("--scheme")
            .arg(from)
            .args(["--folds", "3", "-o"])
            .arg(&path)
            .assert()
            .success();
        std::fs::read_to_string(&path).unwrap()
    };
    let first = fit(&scheme);
    let bare = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !line.starts_with("fitted")).map(str::to_owned).collect()
    };
    assert_eq!(bare(&first), bare(&std::fs::read_to_string(&scheme).unwrap()));
    assert_eq!(fit(&path), first, "a fit starts from the hand-set numbers, not from an earlier fit");
}

#[test]
fn pull_holds_the_weights_to_the_hand_set_ones() {
    let weights = |pull: &str| -> Vec<f64> {
        let desk = Desk::new();
        let mut command = desk.purport();
        command.arg("fit").args(gold()).args([
            "--scheme",
            "claims",
            "--folds",
            "2",
            "--pull",
            pull,
            "-o",
            "fitted.toml",
        ]);
        let done = run(&mut command);
        assert_eq!(done.code, 0, "{}", done.err);
        let fitted: toml::Table = desk.read("fitted.toml").parse().unwrap();
        let cues = fitted["cue"].as_array().unwrap().iter();
        cues.map(|cue| cue["fitted"].as_float().unwrap_or_default()).collect()
    };
    let hand_set = weights("1e9");
    let distance = |pull: &str| -> f64 {
        weights(pull).iter().zip(&hand_set).map(|(fitted, hand_set)| (fitted - hand_set).abs()).sum()
    };
    let (default, weak) = (distance("4"), distance("0.1"));
    assert!(0.0 < default && default < weak, "{default} and {weak}");
}
