//! `purport eval`: how well a scheme does on labelled sentences.

use super::args::{Eval, EvalForm};
use super::output::{flow, json_line};
use super::{complain, scheme};
use crate::claim::Scheme;
use crate::diagnostic::Diagnostic;
use crate::eval::{
    AttributionAccuracy, BinaryCounts, ConfidenceInterval, GoldSentence, Metrics, Report, report,
};
use crate::shell::file;
use crate::text::visible;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How many cues and sentences are listed for people.
const LISTED: usize = 10;

/// The largest file of labelled sentences, in bytes: about ten million of them.
const MOST_ROWS: u64 = 2 << 30;

/// Judges the rows of all files together and prints the figures; 1 if one is under its floor.
pub(super) fn run(args: &Eval) -> Result<u8, Diagnostic> {
    let (scheme, warnings) = scheme::read(args.scheme.as_deref())?;
    warnings.iter().for_each(complain);
    let rows = read_rows(&args.files, &scheme)?;
    let bounds = args.fail_under.iter().map(|word| (word, true));
    let bounds: Vec<(&String, bool)> =
        bounds.chain(args.fail_over.iter().map(|word| (word, false))).collect();
    let report = report(&rows, &scheme, args.by_article);
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = match args.format {
        EvalForm::Text => text(&mut out, &report, &scheme),
        EvalForm::Json => json_line(&mut out, &value(&report, &scheme)),
    };
    flow(written.and_then(|()| out.flush()))?;
    drop(out);
    let mut code = 0;
    for (word, floor) in bounds {
        let (name, limit) = bound(word)?;
        let figure = figure(&report, &scheme, name).ok_or_else(|| unknown(word, &scheme))?;
        if floor && figure < limit || !floor && figure > limit {
            let relation = if floor { "under" } else { "over" };
            complain(&Diagnostic::whole(name, format!("{} is {relation} {}", short(figure), short(limit))));
            code = 1;
        }
    }
    Ok(code)
}

/// The rows of several files. Labels that the scheme does not know are an error: their figures
/// would be wrong without a sign.
pub(super) fn read_rows(files: &[PathBuf], scheme: &Scheme) -> Result<Vec<GoldSentence>, Diagnostic> {
    let mut rows = Vec::new();
    for path in files {
        let text =
            if path == Path::new("-") { file::standard(MOST_ROWS)? } else { file::text(path, MOST_ROWS)? };
        let found = GoldSentence::parse(&text, &path.to_string_lossy())?;
        if let Some(label) = GoldSentence::unknown_labels(&found, scheme).first() {
            let message = format!("the scheme has no category `{label}`");
            return Err(Diagnostic::whole(&path.to_string_lossy(), message)
                .hint("name the scheme of these labels with --scheme"));
        }
        rows.extend(found);
    }
    Ok(rows)
}

fn bound(word: &str) -> Result<(&str, f64), Diagnostic> {
    let parts = word.split_once('=').and_then(|(name, limit)| Some((name, limit.parse().ok()?)));
    parts.ok_or_else(|| {
        Diagnostic::whole(word, "is not NAME=NUMBER").hint("for example --fail-under macro=.55")
    })
}

fn unknown(word: &str, scheme: &Scheme) -> Diagnostic {
    let names: Vec<&str> = scheme.categories.iter().map(|category| category.id.as_str()).collect();
    let hint = format!("there are macro, any, false-highlights, calibration, {}", names.join(", "));
    Diagnostic::whole(word, "no such figure").hint(hint)
}

fn figure(report: &Report, scheme: &Scheme, name: &str) -> Option<f64> {
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

/// A share as people read it in tables: `.611`.
pub(super) fn short(share: f64) -> String {
    let text = format!("{share:.3}");
    text.strip_prefix('0').map_or(text.clone(), str::to_owned)
}

fn range(interval: ConfidenceInterval) -> String {
    format!("95 % {} to {}", short(interval.low), short(interval.high))
}

fn text(out: &mut impl Write, report: &Report, scheme: &Scheme) -> io::Result<()> {
    let all = &report.all;
    writeln!(out, "{} sentences, {} of them hold nothing\n", all.sentences, all.without_claims)?;
    writeln!(out, "{:<14}{:>10}{:>8}{:>8}{:>9}", "", "precision", "recall", "F1", "support")?;
    let row = |name: &str, tally: &BinaryCounts| {
        format!(
            "{name:<14}{:>10}{:>8}{:>8}{:>9}",
            short(tally.precision()),
            short(tally.recall()),
            short(tally.f1()),
            tally.support()
        )
    };
    for (category, tally) in scheme.categories.iter().zip(&all.categories) {
        writeln!(out, "{}", row(&visible::line(&category.id), tally))?;
    }
    writeln!(out, "{}", row("any claim", &all.any_claim))?;
    writeln!(out, "\nmacro-F1          {}  ({})", short(all.macro_f1()), range(report.macro_f1_interval))?;
    writeln!(
        out,
        "false highlights  {}  ({})",
        short(all.false_highlight_rate()),
        range(report.false_highlights_interval)
    )?;
    if let Some(speakers) = &report.attribution {
        speaker(out, speakers)?;
        if all.any_claim.support() == 0 {
            return Ok(());
        }
    }
    if let Some(speakers) = &report.claim_speakers {
        let share = if speakers.claims == 0 { 0.0 } else { speakers.correct as f64 / speakers.claims as f64 };
        writeln!(out, "speaker right     {}  (of {} claims found)", short(share), speakers.claims)?;
    }
    sources(out, &report.sources, scheme)?;
    confusion(out, all, scheme)?;
    writeln!(
        out,
        "\nshown score   right   how many   (expected error {})",
        short(report.calibration.expected_error)
    )?;
    for bin in report.calibration.bins.iter().filter(|bin| bin.count > 0) {
        writeln!(out, "{:>11}{:>8}{:>11}", short(bin.mean_score), short(bin.precision()), bin.count)?;
    }
    writeln!(out, "\ncues most often at fault      at fault   wrong   right")?;
    for cue in report.cues.iter().filter(|cue| cue.wrong_claims > 0).take(LISTED) {
        writeln!(
            out,
            "{:<28}{:>10}{:>8}{:>8}",
            visible::cut(&cue.cue, 28),
            cue.wrong_claims,
            cue.false_positives,
            cue.true_positives
        )?;
    }
    writeln!(out, "\nlabels that no cue speaks for: {}", report.missed.len())?;
    for missed in report.missed.iter().take(LISTED) {
        let text = visible::line(&missed.text);
        let (id, category) = (visible::line(&missed.id), visible::line(&missed.category));
        writeln!(out, "{id} {category}: {}", visible::cut(&text, 100))?;
    }
    Ok(())
}

fn speaker(out: &mut impl Write, speakers: &AttributionAccuracy) -> io::Result<()> {
    let found = &speakers.sentences;
    writeln!(
        out,
        "\nsources           sentence F1 {} (precision {}, recall {})",
        short(found.f1()),
        short(found.precision()),
        short(found.recall())
    )?;
    let of = |part: usize| {
        short(if speakers.compared == 0 { 0.0 } else { part as f64 / speakers.compared as f64 })
    };
    writeln!(
        out,
        "                  right when found {}, to the word {} (of {})",
        of(speakers.overlapping),
        of(speakers.exact),
        speakers.compared
    )
}

/// One line for every source.
pub(super) fn sources(
    out: &mut impl Write,
    sources: &[(String, Metrics)],
    scheme: &Scheme,
) -> io::Result<()> {
    let names = columns(scheme.categories.iter().map(|category| category.id.clone()));
    writeln!(out, "\n{:<14}{:>10}{:>8}{names}{:>8}", "source (F1)", "sentences", "macro", "false")?;
    for (name, measure) in sources {
        let score =
            |tally: &BinaryCounts| if tally.support() > 0 { short(tally.f1()) } else { "–".to_owned() };
        let scores = columns(measure.categories.iter().map(score));
        writeln!(
            out,
            "{:<14}{:>10}{:>8}{scores}{:>8}",
            visible::cut(&visible::line(name), 13),
            measure.sentences,
            short(measure.macro_f1()),
            short(measure.false_highlight_rate())
        )?;
    }
    Ok(())
}

/// Words in columns of twelve cells, flush right.
fn columns(words: impl Iterator<Item = String>) -> String {
    words.map(|word| format!("{:>12}", visible::cut(&word, 11))).collect::<Vec<_>>().concat()
}

fn confusion(out: &mut impl Write, all: &Metrics, scheme: &Scheme) -> io::Result<()> {
    let mut names: Vec<&str> = scheme.categories.iter().map(|category| category.id.as_str()).collect();
    names.push("nothing");
    let head = columns(names.iter().map(|&name| name.to_owned()));
    writeln!(out, "\n{:<14}{head}", "is \\ said")?;
    for (name, line) in names.iter().zip(&all.confusion) {
        let cells = columns(line.iter().map(ToString::to_string));
        writeln!(out, "{:<14}{cells}", visible::cut(name, 13))?;
    }
    Ok(())
}

fn tally_value(tally: &BinaryCounts) -> Value {
    json!({
        "precision": tally.precision(), "recall": tally.recall(), "f1": tally.f1(), "support": tally.support(),
        "true_positives": tally.true_positives, "false_positives": tally.false_positives,
        "false_negatives": tally.false_negatives,
    })
}

/// The figures of one set of sentences as JSON.
pub(super) fn measure_value(measure: &Metrics, scheme: &Scheme) -> Value {
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
