//! `purport stats`: what a reader decided, in numbers, for people and for programs.

mod chart;
mod corpus;
mod groups;
mod print;
mod record;
mod rows;

use super::args::{Stats as Args, StatsForm};
use super::corpus::is_output;
use super::output::{flow, json_line};
use super::{complain, scheme};
use crate::diagnostic::Diagnostic;
use crate::reading::Stats;
use crate::shell::{display, survey, tag_files, terminal};
use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

/// Counts over all articles and prints. One that cannot be read does not stop the others.
pub(super) fn run(args: &Args) -> Result<u8, Diagnostic> {
    let here = [PathBuf::from(".")];
    let words = if args.files.is_empty() { &here[..] } else { &args.files };
    if let Some(tags) = words.iter().find(|word| word.to_string_lossy().ends_with(tag_files::ENDING)) {
        let fault = Diagnostic::whole(&display::path(tags), "is a tag file, not an article");
        return Err(fault.hint("name the article; --annotator NAME says whose tags"));
    }
    let (scheme, warnings) = scheme::read(args.scheme.as_deref())?;
    warnings.iter().for_each(complain);
    let grouped = args.by.is_some() || args.per.is_some() || args.format == StatsForm::Html;
    if grouped || words.iter().any(|word| is_output(word)) {
        return corpus::run(args, scheme);
    }
    let paths = survey::articles(words)?;
    let scheme = Arc::new(scheme);
    let mut code = 0;
    // One after the other: of a thousand articles no more than one is in memory.
    let readings =
        paths.iter().filter_map(|path| match survey::reading(path, &scheme, args.annotator.as_deref()) {
            Ok((reading, faults)) => {
                faults.iter().for_each(complain);
                Some(reading)
            }
            Err(fault) => {
                complain(&fault.into());
                code = 2;
                None
            }
        });
    let stats = Stats::of(&scheme, readings);
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match args.format {
        StatsForm::Text => {
            let columns = terminal::columns(io::stdout().is_terminal());
            print::text(&mut out, &stats, columns, terminal::shows_blocks())
        }
        StatsForm::Json => json_line(&mut out, &stats),
        StatsForm::Csv => rows::csv(&mut out, &stats),
        // Pages are of a corpus, and made above.
        StatsForm::Html => Ok(()),
    };
    flow(written.and_then(|()| out.flush()))?;
    Ok(code)
}
