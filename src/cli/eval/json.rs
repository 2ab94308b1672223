//! Evaluation reports for programs.

use crate::claim::Scheme;
use crate::eval::{BinaryCounts, EngineFigures, MeasuredEngine, Metrics, Report};
use serde_json::{Value, json};

fn tally_value(tally: &BinaryCounts) -> Value {
    json!({
        "precision": tally.precision(), "recall": tally.recall(), "f1": tally.f1(), "support": tally.support(),
        "true_positives": tally.true_positives, "false_positives": tally.false_positives,
        "false_negatives": tally.false_negatives,
    })
}

fn measure_value(measure: &Metrics, scheme: &Scheme) -> Value {
    let categories: serde_json::Map<String, Value> = scheme
        .categories
        .iter()
        .zip(&measure.categories)
        .map(|(category, tally)| (category.id.clone(), tally_value(tally)))
        .collect();
    json!({
        "sentences": measure.sentences,
        "without_claims": measure.without_claims,
        "macro_f1": measure.macro_f1(),
        "categories": categories,
        "any_claim": tally_value(&measure.any_claim),
        "false_highlights": measure.false_highlight_rate(),
        "confusion": measure.confusion,
    })
}

/// The report on one engine; with several `engines`, also which it is and the figures of all.
pub(super) fn value(
    report: &Report,
    engines: &[EngineFigures],
    engine: MeasuredEngine,
    scheme: &Scheme,
) -> Value {
    let sources: serde_json::Map<String, Value> =
        report.sources.iter().map(|(name, measure)| (name.clone(), measure_value(measure, scheme))).collect();
    let mut value = measure_value(&report.all, scheme);
    if let Some(object) = value.as_object_mut() {
        object.insert("macro_f1_interval".to_owned(), json!(report.macro_f1_interval));
        object.insert("false_highlights_interval".to_owned(), json!(report.false_highlights_interval));
        object.insert("sources".to_owned(), Value::Object(sources));
        object.insert("calibration".to_owned(), json!(report.calibration));
        object.insert("cues".to_owned(), json!(report.cues));
        object.insert("attribution".to_owned(), json!(report.attribution));
        object.insert("claim_speakers".to_owned(), json!(report.claim_speakers));
        object.insert("labels_without_cue".to_owned(), json!(report.missed));
        if engines.len() > 1 {
            let figures: serde_json::Map<String, Value> =
                engines.iter().map(|one| (one.engine.word().to_owned(), engine_value(one, scheme))).collect();
            object.insert("engine".to_owned(), json!(engine.word()));
            object.insert("engines".to_owned(), Value::Object(figures));
        }
    }
    value
}

fn engine_value(figures: &EngineFigures, scheme: &Scheme) -> Value {
    let mut value = measure_value(&figures.metrics, scheme);
    if let Some(object) = value.as_object_mut() {
        object.insert("calibration_error".to_owned(), json!(figures.calibration_error));
    }
    value
}
