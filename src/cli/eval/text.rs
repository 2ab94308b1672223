//! Evaluation reports for people.

use crate::claim::Scheme;
use crate::cli::table::{figure, row, table};
use crate::eval::{
    AttributionAccuracy, BinaryCounts, ConfidenceInterval, EngineFigures, MeasuredEngine, Metrics, Report,
};
use crate::shell::capabilities;
use crate::text::number::{counted, grouped};
use crate::text::visible;
use std::io::{self, Write};

/// How many cues and sentences are listed for people.
const LISTED: usize = 10;

/// Writes the report on one engine; before it, all `engines` side by side if there are several.
pub(super) fn text(
    out: &mut impl Write,
    report: &Report,
    engines: &[EngineFigures],
    engine: MeasuredEngine,
    scheme: &Scheme,
) -> io::Result<()> {
    let all = &report.all;
    let sentences = counted(all.sentences, "sentence");
    writeln!(out, "{sentences}, {} of them without a claim\n", grouped(all.without_claims))?;
    if engines.len() > 1 {
        side_by_side(out, engines, scheme)?;
        writeln!(out, "\nDetails of the engine `{}`:", engine.word())?;
    } else {
        categories(out, all, scheme)?;
        writeln!(out)?;
    }
    let range = |interval: ConfidenceInterval| {
        format!("(95 % {} to {})", figure(interval.low), figure(interval.high))
    };
    let (macro_f1, false_highlights) = (all.macro_f1(), all.false_highlight_rate());
    writeln!(out, "macro-F1          {}  {}", figure(macro_f1), range(report.macro_f1_interval))?;
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
    calibration(out, report)?;
    misleading_cues(out, report)?;
    missed(out, report)
}

/// Precision, recall and F1 by category.
fn categories(out: &mut impl Write, all: &Metrics, scheme: &Scheme) -> io::Result<()> {
    let mut rows = vec![row(["category", "precision", "recall", "F1", "support"])];
    let names = scheme.categories.iter().map(|category| category.id.as_str());
    let counts = names.zip(&all.categories).chain([("any claim", &all.any_claim)]);
    rows.extend(counts.map(|(name, counts)| {
        let mut line = vec![visible::line(name).into_owned()];
        line.extend(three_figures(counts));
        line.push(counts.support().to_string());
        line
    }));
    table(out, &rows)
}

fn three_figures(counts: &BinaryCounts) -> [String; 3] {
    [counts.precision(), counts.recall(), counts.f1()].map(figure)
}

/// One table with precision, recall and F1 of every engine in columns of their own.
fn side_by_side(out: &mut impl Write, engines: &[EngineFigures], scheme: &Scheme) -> io::Result<()> {
    let names = engines.iter().flat_map(|one| [one.engine.word(), "", ""]);
    let heads = engines.iter().flat_map(|_| ["P", "R", "F1"]);
    let mut rows =
        vec![row([""].into_iter().chain(names)), row(["category"].into_iter().chain(heads).chain(["n"]))];
    let ids = scheme.categories.iter().map(|category| category.id.as_str());
    let counts_at = |one: &EngineFigures, at: usize| -> BinaryCounts {
        one.metrics.categories.get(at).copied().unwrap_or(one.metrics.any_claim)
    };
    for (at, name) in ids.chain(["any claim"]).enumerate() {
        let counts: Vec<BinaryCounts> = engines.iter().map(|one| counts_at(one, at)).collect();
        let mut line = vec![visible::line(name).into_owned()];
        line.extend(counts.iter().flat_map(three_figures));
        line.extend(counts.first().map(|counts| counts.support().to_string()));
        rows.push(line);
    }
    let mut last = |name: &str, value: fn(&EngineFigures) -> f64| {
        let cells = engines.iter().flat_map(|one| [String::new(), String::new(), figure(value(one))]);
        rows.push([name.to_owned()].into_iter().chain(cells).collect());
    };
    last("macro-F1", |one| one.metrics.macro_f1());
    last("false", |one| one.metrics.false_highlight_rate());
    last("calibration", |one| one.calibration_error);
    table(out, &rows)
}

fn calibration(out: &mut impl Write, report: &Report) -> io::Result<()> {
    writeln!(out, "\nexpected error of the scores {}", figure(report.calibration.expected_error))?;
    let mut rows = vec![row(["mean score", "right", "claims"])];
    let bins = report.calibration.bins.iter().filter(|bin| bin.count > 0);
    rows.extend(bins.map(|bin| vec![figure(bin.mean_score), figure(bin.precision()), bin.count.to_string()]));
    table(out, &rows)
}

fn misleading_cues(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let mut rows = vec![row(["cues in most wrong claims", "wrong claims", "wrong", "right"])];
    rows.extend(report.cues.iter().filter(|cue| cue.wrong_claims > 0).take(LISTED).map(|cue| {
        let counts = [cue.wrong_claims, cue.false_positives, cue.true_positives];
        let mut line = vec![visible::line(&cue.cue).into_owned()];
        line.extend(counts.map(|count| count.to_string()));
        line
    }));
    writeln!(out)?;
    table(out, &rows)
}

/// How many labels no cue speaks for, and the first of those that the model did not find either.
fn missed(out: &mut impl Write, report: &Report) -> io::Result<()> {
    write!(out, "\nlabels without a cue: {}", report.missed.len())?;
    match report.missed.iter().filter(|missed| missed.found).count() {
        0 => writeln!(out)?,
        found => writeln!(out, ", {found} of them found by the model")?,
    }
    for missed in report.missed.iter().filter(|missed| !missed.found).take(LISTED) {
        let text = visible::line(&missed.text);
        let (id, category) = (visible::line(&missed.id), visible::line(&missed.category));
        writeln!(out, "{id} {category}: {}", visible::cut(&text, capabilities::table_columns().max(100)))?;
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

pub(super) fn sources(
    out: &mut impl Write,
    sources: &[(String, Metrics)],
    scheme: &Scheme,
) -> io::Result<()> {
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
