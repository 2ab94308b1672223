//! `purport eval` and `purport fit`: measure a scheme on labelled sentences, and fit its weights to them.

use super::args::{Eval, Fit, ReportFormat};
use super::report::{json_line, print, report, report_all};
use super::scheme;
use super::table::{figure, row, table};
use crate::claim::{Engine, Scheme};
use crate::error::Error;
use crate::eval::{
    AttributionAccuracy, BinaryCounts, ConfidenceInterval, FitOptions, GoldSentence, Metrics, Report,
    fitted_numbers,
};
use crate::shell::{file, store};
use crate::text::number::{counted, grouped};
use crate::text::visible;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::PathBuf;

/// How many cues and sentences are listed for people.
const LISTED: usize = 10;

/// The largest file of labelled sentences, in bytes: about ten million of them.
const MAX_GOLD_BYTES: u64 = 2 << 30;

/// Measures the rows of all files together and prints the figures; 1 if one is out of bounds.
pub(super) fn run(args: &Eval) -> Result<u8, Error> {
    let scheme = scheme::load(args.scheme.as_deref(), Engine::Both)?;
    let rows = read_rows(&args.files, &scheme)?;
    let measured = crate::eval::report(&rows, &scheme, args.by_article);
    print(|out| match args.format {
        ReportFormat::Text => text(out, &measured, &scheme),
        ReportFormat::Json => json_line(out, &value(&measured, &scheme)),
    })?;
    let mut code = 0;
    let floors = args.fail_under.iter().map(|word| (word, true));
    for (word, is_floor) in floors.chain(args.fail_over.iter().map(|word| (word, false))) {
        let (name, limit) = bound(word)?;
        let value = bounded(&measured, &scheme, name).ok_or_else(|| unknown_figure(word, &scheme))?;
        let (is_out, relation) = if is_floor { (value < limit, "under") } else { (limit < value, "over") };
        if is_out {
            report(Error::new(name, format!("{} is {relation} {}", figure(value), figure(limit))));
            code = 1;
        }
    }
    Ok(code)
}

/// Fits a scheme, prints the figures, and writes the scheme with its fitted numbers if a file was named.
pub(super) fn fit(args: &Fit) -> Result<u8, Error> {
    let (text, name) = scheme::source(Some(&args.scheme))?;
    let (hand_set, warnings) = Scheme::parse(&fitted_numbers::remove(&text, &name)?, &name)?;
    report_all(warnings);
    let rows = read_rows(&args.files, &hand_set)?;
    let options = FitOptions { pull: args.pull, folds: usize::from(args.folds) };
    let fitted = crate::eval::fit(&rows, &hand_set, options);
    print(|out| {
        write!(out, "fitted to these sentences")?;
        sources(out, &fitted.training, &hand_set)?;
        write!(out, "\nfitted to other articles ({} parts)", args.folds)?;
        sources(out, &fitted.cross_validated, &hand_set)?;
        writeln!(out, "expected error of the scores {}", figure(fitted.cross_validated_error))
    })?;
    if let Some(path) = &args.output {
        let text = fitted_numbers::insert(&text, &name, &fitted.scheme)?;
        store::write_file(path, text.as_bytes())?;
    }
    Ok(0)
}

/// Reads the rows of several files. An unknown label is an error: figures would be wrong without a sign of it.
fn read_rows(files: &[PathBuf], scheme: &Scheme) -> Result<Vec<GoldSentence>, Error> {
    let mut rows = Vec::new();
    for path in files {
        let (name, text) = file::text_of_word(path, MAX_GOLD_BYTES)?;
        let read = GoldSentence::parse(&text, &name)?;
        if let Some(label) = GoldSentence::unknown_labels(&read, scheme).first() {
            return Err(Error::new(name, format!("the scheme has no category `{label}`"))
                .hint("name the scheme of these labels with --scheme"));
        }
        rows.extend(read);
    }
    Ok(rows)
}

fn bound(word: &str) -> Result<(&str, f64), Error> {
    let parts = word.split_once('=').and_then(|(name, limit)| Some((name, limit.parse().ok()?)));
    parts.ok_or_else(|| Error::new(word, "is not NAME=NUMBER").hint("for example --fail-under macro=.55"))
}

fn unknown_figure(word: &str, scheme: &Scheme) -> Error {
    let names: Vec<&str> = scheme.categories.iter().map(|category| category.id.as_str()).collect();
    let hint = format!("known: macro, any, false-highlights, calibration, {}", names.join(", "));
    Error::new(word, "no such figure").hint(hint)
}

/// A figure that can have a bound.
fn bounded(report: &Report, scheme: &Scheme, name: &str) -> Option<f64> {
    match name {
        "macro" => Some(report.all.macro_f1()),
        "any" => Some(report.all.any_claim.f1()),
        "false-highlights" => Some(report.all.false_highlight_rate()),
        "calibration" => Some(report.calibration.expected_error),
        _ => {
            let category = scheme.category_by_id(name)?;
            report.all.categories.get(usize::from(category.0)).map(BinaryCounts::f1)
        }
    }
}

fn text(out: &mut impl Write, report: &Report, scheme: &Scheme) -> io::Result<()> {
    let all = &report.all;
    let sentences = counted(all.sentences, "sentence");
    writeln!(out, "{sentences}, {} of them without a claim\n", grouped(all.without_claims))?;
    let mut rows = vec![row(["category", "precision", "recall", "F1", "support"])];
    let names = scheme.categories.iter().map(|category| category.id.as_str());
    let counts = names.zip(&all.categories).chain([("any claim", &all.any_claim)]);
    rows.extend(counts.map(|(name, counts)| {
        let figures = [counts.precision(), counts.recall(), counts.f1()].map(figure);
        let mut line = vec![visible::line(name).into_owned()];
        line.extend(figures);
        line.push(counts.support().to_string());
        line
    }));
    table(out, &rows)?;
    let range = |interval: ConfidenceInterval| {
        format!("(95 % {} to {})", figure(interval.low), figure(interval.high))
    };
    let (macro_f1, false_highlights) = (all.macro_f1(), all.false_highlight_rate());
    writeln!(out, "\nmacro-F1          {}  {}", figure(macro_f1), range(report.macro_f1_interval))?;
    let interval = range(report.false_highlights_interval);
    writeln!(out, "false highlights  {}  {interval}", figure(false_highlights))?;
    if let Some(accuracy) = &report.attribution {
        attribution(out, accuracy)?;
        if all.any_claim.support() == 0 {
            return Ok(());
        }
    }
    if let Some(speakers) = &report.claim_speakers {
        let share = ratio(speakers.correct, speakers.claims);
        writeln!(
            out,
            "speaker right     {}  (of {} found)",
            figure(share),
            counted(speakers.claims, "claim")
        )?;
    }
    sources(out, &report.sources, scheme)?;
    confusion(out, all, scheme)?;
    writeln!(out, "\nexpected error of the scores {}", figure(report.calibration.expected_error))?;
    let mut rows = vec![row(["mean score", "right", "claims"])];
    rows.extend(
        report
            .calibration
            .bins
            .iter()
            .filter(|bin| bin.count > 0)
            .map(|bin| vec![figure(bin.mean_score), figure(bin.precision()), bin.count.to_string()]),
    );
    table(out, &rows)?;
    let mut rows = vec![row(["cues in most wrong claims", "wrong claims", "wrong", "right"])];
    rows.extend(report.cues.iter().filter(|cue| cue.wrong_claims > 0).take(LISTED).map(|cue| {
        let counts = [cue.wrong_claims, cue.false_positives, cue.true_positives];
        let mut line = vec![visible::line(&cue.cue).into_owned()];
        line.extend(counts.map(|count| count.to_string()));
        line
    }));
    writeln!(out)?;
    table(out, &rows)?;
    writeln!(out, "\nlabels without a cue: {}", report.missed.len())?;
    for missed in report.missed.iter().take(LISTED) {
        let text = visible::line(&missed.text);
        let (id, category) = (visible::line(&missed.id), visible::line(&missed.category));
        writeln!(out, "{id} {category}: {}", visible::cut(&text, 100))?;
    }
    Ok(())
}

fn attribution(out: &mut impl Write, accuracy: &AttributionAccuracy) -> io::Result<()> {
    let found = &accuracy.sentences;
    let [f1, precision, recall] = [found.f1(), found.precision(), found.recall()].map(figure);
    writeln!(out, "\nspeakers          sentence F1 {f1} (precision {precision}, recall {recall})")?;
    let [right, exact] = [accuracy.overlapping, accuracy.exact].map(|part| ratio(part, accuracy.compared));
    let (right, exact) = (figure(right), figure(exact));
    writeln!(out, "                  right when found {right}, exact {exact} (of {})", accuracy.compared)
}

/// A share; 0 of nothing.
fn ratio(part: usize, of: usize) -> f64 {
    if of == 0 { 0.0 } else { part as f64 / of as f64 }
}

fn sources(out: &mut impl Write, sources: &[(String, Metrics)], scheme: &Scheme) -> io::Result<()> {
    let ids = || scheme.categories.iter().map(|category| category.id.as_str());
    let mut rows = vec![row(["source (F1)", "sentences", "macro"].into_iter().chain(ids()).chain(["false"]))];
    for (name, metrics) in sources {
        let score = |counts: &BinaryCounts| match counts.support() {
            0 => "–".to_owned(),
            _ => figure(counts.f1()),
        };
        let mut line = vec![visible::line(name).into_owned(), metrics.sentences.to_string()];
        line.push(figure(metrics.macro_f1()));
        line.extend(metrics.categories.iter().map(score));
        line.push(figure(metrics.false_highlight_rate()));
        rows.push(line);
    }
    writeln!(out)?;
    table(out, &rows)
}

fn confusion(out: &mut impl Write, all: &Metrics, scheme: &Scheme) -> io::Result<()> {
    let names = || scheme.categories.iter().map(|category| category.id.as_str()).chain(["no claim"]);
    let mut rows = vec![row(["label \\ found"].into_iter().chain(names()))];
    for (name, counts) in names().zip(&all.confusion) {
        rows.push([name.to_owned()].into_iter().chain(counts.iter().map(ToString::to_string)).collect());
    }
    writeln!(out)?;
    table(out, &rows)
}

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

fn value(report: &Report, scheme: &Scheme) -> Value {
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
    }
    value
}
