//! Figures on sentences small enough to compute by hand.

use super::*;
use crate::claim::Scheme;

/// Two categories, each with one sure word and one doubtful word.
const SCHEME: &str = "name = \"n\"\n\
    [[category]]\nid = \"a\"\nletter = \"A\"\nkey = \"1\"\nprior = -3.0\n\
    [[category]]\nid = \"b\"\nletter = \"B\"\nkey = \"2\"\nprior = -3.0\n\
    [[cue]]\nid = \"apple\"\ncategory = \"a\"\npattern = \"apple\"\nweight = 5.0\n\
    [[cue]]\nid = \"maybe\"\ncategory = \"a\"\npattern = \"perhaps\"\nweight = 3.0\n\
    [[cue]]\nid = \"berry\"\ncategory = \"b\"\npattern = \"berry\"\nweight = 5.0\n";

fn scheme() -> Scheme {
    Scheme::parse(SCHEME, "s").unwrap().0
}

/// Rows from lines such as `a,b / b : an apple`: labels, alternatives, and the sentence.
fn rows(lines: &[&str]) -> Vec<GoldSentence> {
    let rows: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(n, line)| {
            let (head, text) = line.split_once(" : ").unwrap();
            let (labels, alt) = head.split_once(" / ").unwrap_or((head, ""));
            let list = |names: &str| {
                names.split(',').filter(|name| !name.trim().is_empty()).collect::<Vec<_>>().join("\",\"")
            };
            let quoted = |names: &str| {
                if names.trim().is_empty() { String::new() } else { format!("\"{}\"", list(names.trim())) }
            };
            format!(
                "{{\"id\":\"x{n}:0\",\"text\":\"{text}\",\"labels\":[{}],\"alt\":[{}]}}\n",
                quoted(labels),
                quoted(alt)
            )
        })
        .collect();
    GoldSentence::parse(&rows.concat(), "g").unwrap()
}

fn counts(true_positives: usize, false_positives: usize, false_negatives: usize) -> BinaryCounts {
    BinaryCounts { true_positives, false_positives, false_negatives }
}

#[test]
fn counts_hits_errors_and_confusion() {
    let rows = rows(&[
        "a : an apple",
        "b : an apple",
        "a,b : an apple and a berry",
        "a : nothing here",
        " : a berry",
        " : nothing at all",
        " / b : a berry that can be defended",
    ]);
    let report = report(&rows, &scheme(), false);
    assert_eq!(report.all.categories, [counts(2, 1, 1), counts(1, 1, 1)]);
    assert_eq!((report.all.without_claims, report.all.false_highlights), (3, 1));
    // A sentence highlighted for the wrong category still counts as a claim.
    assert_eq!(report.all.any_claim, counts(3, 1, 1));
    let expected = f64::midpoint(counts(2, 1, 1).f1(), counts(1, 1, 1).f1());
    assert!((report.all.macro_f1() - expected).abs() < 1e-9);
    assert_eq!(report.all.confusion, [[2, 0, 1], [1, 1, 0], [0, 1, 2]]);
    assert!(report.macro_f1_interval.low <= expected && expected <= report.macro_f1_interval.high);
}

#[test]
fn lists_misleading_cues_and_missed_labels() {
    let rows = rows(&["a : an apple", " : an apple", "b : an apple", "b : silence", "a : perhaps"]);
    let report = report(&rows, &scheme(), false);
    let worst = &report.cues[0];
    assert_eq!(
        (worst.cue.as_str(), worst.true_positives, worst.false_positives, worst.wrong_claims),
        ("apple", 1, 2, 2)
    );
    let missed: Vec<&str> = report.missed.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(missed, ["an apple", "silence"]);
}

#[test]
fn only_categories_that_were_labelled_count() {
    let line = "{\"text\":\"an apple\",\"labels\":[],\"scored\":[\"b\"],\"source\":\"s\"}";
    let rows = GoldSentence::parse(line, "g").unwrap();
    let report = report(&rows, &scheme(), false);
    assert_eq!(report.all.categories[0], counts(0, 0, 0));
    assert_eq!(report.all.without_claims, 0);
    assert_eq!(report.sources[0].0, "s");
}

#[test]
fn calibration_error_is_the_distance_of_score_and_precision() {
    // The certain word scores .881: right twice, wrong twice.
    let rows = rows(&["a : apple", "a : apple", " : apple", " : apple"]);
    let calibration = report(&rows, &scheme(), false).calibration;
    assert!((calibration.expected_error - 0.381).abs() < 0.002, "{}", calibration.expected_error);
    assert_eq!((calibration.bins[8].count, calibration.bins[8].correct), (4, 2));
}

#[test]
fn a_fit_moves_weights_towards_the_labels_and_keeps_unseen_ones() {
    let mut lines = vec!["a : perhaps"; 12];
    lines.extend([" : an apple"; 12]);
    lines.extend(["a : an apple"; 4]);
    let settings = FitOptions { pull: 4.0, folds: 3 };
    let hand = scheme();
    let fitted = fit(&rows(&lines), &hand, settings).scheme;
    assert!(fitted.cues[0].weight < hand.cues[0].weight);
    assert!(fitted.cues[1].weight > hand.cues[1].weight);
    assert_eq!(fitted.cues[2].weight, hand.cues[2].weight);
    let held = fit(&rows(&lines), &hand, FitOptions { pull: 4000.0, folds: 3 }).scheme;
    assert!((held.cues[0].weight - hand.cues[0].weight).abs() <= 10);
    let again = fit(&rows(&lines), &hand, settings).scheme;
    assert_eq!(fitted.cues, again.cues);
}

#[test]
fn cross_validation_measures_every_sentence_once() {
    // The doubtful word is right in every row but never learnt from the row's own fold alone.
    let lines: Vec<String> = (0..9).map(|n| format!("a : perhaps {n}")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let fitted = fit(&rows(&lines), &scheme(), FitOptions { pull: 1.0, folds: 3 });
    let sentences: usize = fitted.cross_validated.iter().map(|(_, metrics)| metrics.sentences).sum();
    assert_eq!(sentences, 9);
    assert_eq!(fitted.cross_validated[0].1.categories[0], counts(9, 0, 0));
}
