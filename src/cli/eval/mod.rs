//! `purport eval` and `purport fit`: measure a scheme on labelled sentences, and fit its numbers to them.

mod fit;
mod json;
mod rows;
mod text;

pub(super) use fit::fit;

use super::args::{Eval, ReportFormat};
use super::report::{json_line, print, report, report_all};
use super::scheme;
use super::table::figure;
use crate::claim::Scheme;
use crate::error::Error;
use crate::eval::{self, BinaryCounts, MeasuredEngine, Report};

/// Measures the rows of all files together and prints the figures; 1 if one is out of bounds.
pub(super) fn run(args: &Eval) -> Result<u8, Error> {
    let mut scheme = scheme::load_bare(args.scheme.as_deref())?;
    if let Some(path) = &args.personal {
        let mut warnings = Vec::new();
        scheme = scheme::with_personal(scheme, path, &mut warnings)?;
        report_all(warnings);
    }
    let Some(in_charge) = args.engine.in_charge_of(&scheme) else {
        let name =
            args.scheme.as_ref().map_or_else(|| scheme.name.clone(), |file| file.display().to_string());
        return Err(Error::new(name, "names no model that could speak alone").hint("leave out --engine"));
    };
    // Judging thousands of sentences takes a while, so a mistyped bound is refused before it.
    for word in args.fail_under.iter().chain(&args.fail_over) {
        let (name, _) = bound(word)?;
        if !FIGURES.contains(&name) && scheme.category_by_id(name).is_none() {
            return Err(unknown_figure(word, &scheme));
        }
    }
    let mut rows = rows::read_rows(&args.files, &scheme)?;
    rows::judge(&mut rows, &scheme)?;
    let measured = eval::report(&rows, &in_charge, args.by_article);
    let engines = if scheme.combination.is_some() {
        MeasuredEngine::ALL
            .iter()
            .filter_map(|&engine| eval::engine_figures(&rows, engine, &scheme))
            .collect()
    } else {
        Vec::new()
    };
    print(|out| match args.format {
        ReportFormat::Text => text::text(out, &measured, &engines, args.engine, &scheme),
        ReportFormat::Json => json_line(out, &json::value(&measured, &engines, args.engine, &scheme)),
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

/// Figures that can have a bound, beside the F1 of each category.
const FIGURES: [&str; 4] = ["macro", "any", "false-highlights", "calibration"];

fn bound(word: &str) -> Result<(&str, f64), Error> {
    let parts = word.split_once('=').and_then(|(name, limit)| Some((name, limit.parse().ok()?)));
    parts.ok_or_else(|| Error::new(word, "is not NAME=NUMBER").hint("for example --fail-under macro=.55"))
}

fn unknown_figure(word: &str, scheme: &Scheme) -> Error {
    let names: Vec<&str> = scheme.categories.iter().map(|category| category.id.as_str()).collect();
    let hint = format!("known: {}, {}", FIGURES.join(", "), names.join(", "));
    Error::new(word, "no such figure").hint(hint)
}

/// One of [`FIGURES`], or the F1 of a category.
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
