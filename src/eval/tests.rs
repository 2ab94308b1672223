//! Figures on sentences small enough to compute by hand.

use super::*;
use crate::claim::{LearnedModel, Scheme};

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

/// The model's first two categories, each with one cue, combined so that a sure cue or a sure model is enough.
fn combined() -> Scheme {
    let [first, second] = model_categories();
    let category = |id: &str, key| {
        format!("[[category]]\nid = \"{id}\"\nletter = \"{key}\"\nkey = \"{key}\"\nprior = -3.0\n")
    };
    let cue = |word, id: &str| {
        format!("[[cue]]\nid = \"{word}\"\ncategory = \"{id}\"\npattern = \"{word}\"\nweight = 5.0\n")
    };
    let model = |id: &str| {
        format!("[[model.category]]\ncategory = \"{id}\"\nmodel = 1.0\ncues = 0.4\nthreshold = 0.45\n")
    };
    let parts = [
        category(&first, 1),
        category(&second, 2),
        "[model]\nname = \"claims\"\n".to_owned(),
        model(&first),
        model(&second),
        cue("apple", &first),
        cue("berry", &second),
    ];
    let (scheme, warnings) = Scheme::parse(&parts.concat(), "s").unwrap();
    assert_eq!(warnings, []);
    scheme
}

fn model_categories() -> [String; 2] {
    let categories = LearnedModel::built_in("claims").unwrap().categories();
    [categories[0].clone(), categories[1].clone()]
}

/// Rows of the text, the article, whether the first category is right, and the logits of both.
fn judged(rows: &[(&str, String, bool, [f64; 2])]) -> Vec<GoldSentence> {
    let rows: Vec<String> = rows
        .iter()
        .map(|(text, article, is_first, [first, second])| {
            let label = if *is_first { format!("\"{}\"", model_categories()[0]) } else { String::new() };
            format!(
                "{{\"text\":\"{text}\",\"article\":\"{article}\",\"labels\":[{label}],\"logits\":[{first},{second},-9,-9]}}\n"
            )
        })
        .collect();
    GoldSentence::parse(&rows.concat(), "g").unwrap()
}

#[test]
fn engines_are_measured_side_by_side() {
    let article = || "a".to_owned();
    let rows = judged(&[
        ("an apple", article(), true, [-1.0, -9.0]),
        ("an orange", article(), true, [2.0, -9.0]),
        ("an apple core", article(), false, [-9.0, -9.0]),
        ("a pear", article(), false, [-9.0, 0.1]),
    ]);
    let scheme = combined();
    let figures = |engine| {
        let figures = engine_figures(&rows, engine, &scheme).unwrap();
        (figures.metrics.categories[0], figures.metrics.false_highlights)
    };
    assert_eq!(figures(MeasuredEngine::Cues), (counts(1, 1, 1), 1));
    assert_eq!(figures(MeasuredEngine::Model), (counts(1, 0, 1), 1));
    assert_eq!(figures(MeasuredEngine::Both), (counts(2, 0, 0), 1));
    let both = report(&rows, &scheme, false);
    assert_eq!(both.all.categories[0], counts(2, 0, 0), "as the report on the scheme");
    let missed: Vec<_> = both.missed.iter().map(|one| (one.text.as_str(), one.found)).collect();
    assert_eq!(missed, [("an orange", true)]);
    assert_eq!(engine_figures(&rows, MeasuredEngine::Model, &self::scheme()), None);
}

#[test]
fn a_category_without_the_model_is_never_found_by_the_model_alone() {
    let mut scheme = combined();
    scheme.combination.as_mut().unwrap().categories[0] = None;
    let rows = judged(&[("an apple", "a".to_owned(), true, [9.0, -9.0])]);
    let found = |engine: MeasuredEngine| {
        engine_figures(&rows, engine, &scheme).unwrap().metrics.categories[0].true_positives
    };
    assert_eq!([MeasuredEngine::Both, MeasuredEngine::Model].map(found), [1, 0]);
}

#[test]
fn a_fitted_combination_trusts_what_was_right_and_keeps_the_cues() {
    // The model is right; the cue is chance.
    let rows: Vec<_> = (0..200)
        .map(|n| {
            let is_first = n % 4 == 0;
            let lowest = if is_first { -0.5 } else { -2.5 };
            let logit = lowest + f64::from(n % 7) / 10.0;
            let text = if n / 4 % 2 == 0 { "an apple" } else { "a pear" };
            (text, format!("a{n}"), is_first, [logit, -9.0])
        })
        .collect();
    let gold = judged(&rows);
    let scheme = combined();
    let options = CombinationOptions { pull: 1.0, folds: 4, max_false_highlights: 0.05 };
    let fitted = fit_combination(&gold, &scheme, options).unwrap();
    let number = fitted.scheme.combination.as_ref().unwrap().categories[0].unwrap();
    assert!(number.model > 1500 && number.cues.abs() < 250, "{number:?}");
    assert_eq!(fitted.scheme.categories[0].threshold, number.threshold);
    assert_eq!((&fitted.scheme.cues, number.cue_threshold), (&scheme.cues, 500));
    for (_, metrics) in fitted.training.iter().chain(&fitted.cross_validated) {
        assert_eq!(metrics.sentences, 200);
        assert!(metrics.categories[0].f1() > 0.95 && metrics.false_highlight_rate() <= 0.05, "{metrics:?}");
    }
    let mut rare = judged(&rows);
    for row in &mut rare {
        row.scored = Some(vec![model_categories()[0].clone()]);
    }
    let rare = fit_combination(&rare, &scheme, options).unwrap().scheme;
    let unseen = |scheme: &Scheme| scheme.combination.as_ref().unwrap().categories[1];
    assert_eq!(unseen(&rare), unseen(&scheme), "a category without examples keeps its numbers");
    let held = CombinationOptions { pull: 1e9, ..options };
    let held = fit_combination(&gold, &scheme, held).unwrap().scheme.combination.unwrap();
    assert_eq!(held.categories[0].map(|one| (one.model, one.cues)), Some((1000, 300)));
    assert!(fit_combination(&gold, &self::scheme(), options).is_none());
}

#[test]
fn thresholds_keep_false_highlights_within_their_limit() {
    // Scores of true and false sentences overlap: F1 is best low, and only a high threshold has no false highlight.
    let rows: Vec<_> = (0..120)
        .map(|n| {
            let is_first = n % 3 != 0;
            let logit = f64::from(n % 40) / 10.0 - if is_first { 1.0 } else { 2.0 };
            ("a pear", format!("a{n}"), is_first, [logit, -9.0])
        })
        .collect();
    let gold = judged(&rows);
    let rate = |max_false_highlights| {
        let options = CombinationOptions { pull: 4.0, folds: 2, max_false_highlights };
        let metrics = &fit_combination(&gold, &combined(), options).unwrap().training[0].1;
        (metrics.false_highlight_rate(), metrics.categories[0].recall())
    };
    let (free, strict) = (rate(1.0), rate(0.1));
    assert!(strict.0 <= 0.1 && 0.1 < free.0, "{strict:?} and {free:?}");
    assert!(0.0 < strict.1 && strict.1 < free.1, "{strict:?} and {free:?}");
}
