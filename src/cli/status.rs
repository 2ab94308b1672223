//! `purport status`: how articles stand, as a table or for programs.

use super::args::{Status, StatusForm};
use super::output::{Flow, flow, json_line};
use super::{complain, scheme};
use crate::claim::Scheme;
use crate::diagnostic::Diagnostic;
use crate::reading::Survey;
use crate::shell::{display, survey, terminal};
use crate::text::visible;
use serde_json::json;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;

/// An article with what there is to know of it.
type Row<'p> = (&'p Path, Result<Survey, Diagnostic>);

/// Prints how every article stands. One that cannot be read does not stop the others.
pub(super) fn run(args: &Status) -> Result<u8, Diagnostic> {
    let here = [PathBuf::from(".")];
    let words = if args.files.is_empty() { &here[..] } else { &args.files };
    let (scheme, warnings) = scheme::read(args.scheme.as_deref())?;
    warnings.iter().for_each(complain);
    let paths = survey::articles(words)?;
    let rows = survey_all(&paths, scheme, args.annotator.as_deref());
    let failed = rows.iter().filter_map(|(_, found)| found.as_ref().err());
    let code = if failed.map(complain).count() > 0 { 2 } else { 0 };
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match args.format {
        StatusForm::Text => table(&mut out, &rows),
        StatusForm::Jsonl => rows.iter().try_for_each(|row| json_line(&mut out, &value(row))),
    };
    match flow(written.and_then(|()| out.flush()))? {
        Flow::On | Flow::Closed => Ok(code),
    }
}

/// All of them, in the order of `paths`.
fn survey_all<'p>(paths: &'p [PathBuf], scheme: Scheme, annotator: Option<&str>) -> Vec<Row<'p>> {
    let (sender, found) = channel();
    let say = |at, found| sender.send((at, found)).is_ok();
    survey::all(paths, &Arc::new(scheme), annotator, &say);
    drop(sender);
    let mut found: Vec<(usize, Result<Survey, Diagnostic>)> =
        found.into_iter().map(|(at, survey)| (at, survey.map_err(Into::into))).collect();
    found.sort_by_key(|(at, _)| *at);
    paths.iter().map(PathBuf::as_path).zip(found.into_iter().map(|(_, found)| found)).collect()
}

fn value((path, found): &Row<'_>) -> serde_json::Value {
    let path_text = path.to_string_lossy();
    match found {
        Ok(survey) => json!({
            "path": path_text,
            "title": survey.title,
            "words": survey.words,
            "claims": survey.claims,
            "decided": survey.decided,
            "orphaned": survey.orphaned,
            "last_read": survey::last_read(path),
        }),
        Err(fault) => json!({ "path": path_text, "error": fault.to_string() }),
    }
}

/// The heads of the columns: the article, its figures, and its title.
const HEADS: [&str; 7] = ["article", "words", "claims", "decided", "orphans", "last read", "title"];
/// The columns of figures, which stand at the right of their columns.
const FIGURES: std::ops::RangeInclusive<usize> = 1..=4;

fn table(out: &mut impl Write, rows: &[Row<'_>]) -> io::Result<()> {
    let known = || rows.iter().filter_map(|(_, found)| found.as_ref().ok());
    let sum = |figure: fn(&Survey) -> usize| known().map(figure).sum::<usize>().to_string();
    let sums = [
        if rows.len() == 1 { "1 article".to_owned() } else { format!("{} articles", rows.len()) },
        sum(|survey| survey.words),
        sum(|survey| survey.claims),
        sum(|survey| survey.decided),
        sum(|survey| survey.orphaned),
        String::new(),
        String::new(),
    ];
    let lines = [HEADS.map(str::to_owned)].into_iter().chain(rows.iter().map(line)).chain([sums]);
    let lines: Vec<[String; 7]> = lines.collect();
    let widest =
        |at: usize| lines.iter().map(|cells| cells.get(at).map_or(0, |cell| visible::width(cell))).max();
    let mut widths: [usize; 7] = std::array::from_fn(|at| widest(at).unwrap_or(0));
    let columns = terminal::columns(io::stdout().is_terminal());
    // What there is room for beside the figures is shared by the article's name and its title.
    let room = columns.saturating_sub(widths[1..=5].iter().map(|width| width + 2).sum::<usize>() + 2);
    widths[0] = widths[0].min((room / 2).max(12));
    widths[6] = widths[6].min(room.saturating_sub(widths[0]).max(12));
    for cells in lines {
        let mut row = String::new();
        for (at, (cell, width)) in cells.iter().zip(widths).enumerate() {
            let cell = visible::cut(cell, width);
            let gap = " ".repeat(width.saturating_sub(visible::width(&cell)));
            let (before, behind) =
                if FIGURES.contains(&at) { (gap.as_str(), "") } else { ("", gap.as_str()) };
            row.extend([if at == 0 { "" } else { "  " }, before, &cell, behind]);
        }
        writeln!(out, "{}", row.trim_end())?;
    }
    Ok(())
}

fn line((path, found): &Row<'_>) -> [String; 7] {
    let name = display::path(path.strip_prefix(".").unwrap_or(path));
    let figures = |figures: [String; 4], day: String, title: String| {
        let [words, claims, decided, orphaned] = figures;
        [name, words, claims, decided, orphaned, day, title]
    };
    let Ok(survey) = found else {
        return figures(Default::default(), String::new(), "cannot be read".to_owned());
    };
    let day = survey::last_read(path).and_then(|at| at.get(..10).map(str::to_owned));
    let counted = [survey.words, survey.claims, survey.decided, survey.orphaned];
    let title = survey.title.clone().unwrap_or_default();
    figures(counted.map(|figure| figure.to_string()), day.unwrap_or_else(|| "never".to_owned()), title)
}
