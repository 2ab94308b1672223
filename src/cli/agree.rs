//! `purport agree`: how far annotators agree, for people, for programs, and against floors.

mod floors;
mod gather;
mod print;

use super::args::{Agree, EvalForm};
use super::complain;
use super::output::{flow, json_line};
use crate::agree::{AgreementReport, Bootstrap, Settings, report};
use crate::diagnostic::Diagnostic;
use gather::Gathered;
use serde_json::{Value, json};
use std::io::{self, BufWriter, Write as _};

/// Where the draws for the intervals begin, so that the same files always give the same intervals.
const SEED: u64 = 1979;

/// Compares and prints; 1 if a figure is under its floor, or has one and is not defined.
pub(super) fn run(args: &Agree) -> Result<u8, Diagnostic> {
    let floors = floors::parse(&args.fail_under)?;
    let gathered = gather::gather(args)?;
    gathered.warnings.iter().for_each(complain);
    let settings = Settings {
        missing: args.missing.into(),
        bootstrap: Bootstrap { samples: args.bootstrap as usize, seed: SEED },
        resample: args.resample.into(),
        worst: args.worst,
    };
    let report = report(&gathered.annotators, &gathered.articles, settings);
    // A floor for a category that nobody used is a slip of the pen, and is said before anything is printed.
    floors::known(&floors, &report)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match args.format {
        EvalForm::Text => print::text(&mut out, &report, &gathered, args.by_category),
        EvalForm::Json => json_line(&mut out, &value(&report, &gathered)?),
    };
    flow(written.and_then(|()| out.flush()))?;
    drop(out);
    let mut code = 0;
    for fault in floors.iter().filter_map(|floor| floor.missed(&report)) {
        complain(&fault);
        code = 1;
    }
    Ok(code)
}

/// The report with the files that it was made from.
fn value(report: &AgreementReport, gathered: &Gathered) -> Result<Value, Diagnostic> {
    let mut value =
        serde_json::to_value(report).map_err(|error| Diagnostic::whole("agree", error.to_string()))?;
    if let Some(object) = value.as_object_mut() {
        let sources: Vec<Value> = gathered
            .sources
            .iter()
            .map(|source| {
                let article = source.article.as_ref().map(|path| path.to_string_lossy());
                json!({ "name": source.name, "article": article, "tags": source.tags })
            })
            .collect();
        object.insert("sources".to_owned(), Value::Array(sources));
        object.insert("alone".to_owned(), json!(gathered.alone));
    }
    Ok(value)
}
