//! `purport status`: the progress on articles, as a table or for programs.

use super::args::{ListFormat, Status};
use super::corpus::{articles, or_this_folder, report_left_behind};
use super::report::{json_line, print, report};
use super::scheme;
use super::table::{line, row, widths};
use crate::claim::Scheme;
use crate::error::Error;
use crate::reading::ArticleSummary;
use crate::shell::{capabilities, display, survey};
use crate::text::number::counted;
use serde_json::json;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;

/// Prints the progress on every article. One that cannot be read does not stop the others.
pub(super) fn run(args: &Status) -> Result<u8, Error> {
    let scheme = scheme::load_own(args.tagged.scheme.as_deref(), &args.tagged.engine)?;
    let (paths, mut code) = articles(&or_this_folder(&args.files), args.walk)?;
    let annotator = args.tagged.annotator.as_deref();
    report_left_behind(&paths, annotator);
    let surveys = survey_all(&paths, scheme, annotator);
    for error in surveys.iter().filter_map(|(_, survey)| survey.as_ref().err()) {
        report(error.clone());
        code = 2;
    }
    print(|out| match args.format {
        ListFormat::Text => table(out, &surveys, annotator),
        ListFormat::Jsonl => surveys.iter().try_for_each(|one| json_line(out, &value(one, annotator))),
    })?;
    Ok(code)
}

type Surveyed<'p> = (&'p Path, Result<ArticleSummary, Error>);

/// Surveys all articles on all cores; the result is in the order of `paths`.
fn survey_all<'p>(paths: &'p [PathBuf], scheme: Scheme, annotator: Option<&str>) -> Vec<Surveyed<'p>> {
    let (sender, surveys) = channel();
    let send = |at: usize, survey| sender.send((at, survey)).is_ok();
    survey::all(paths, &Arc::new(scheme), annotator, &send);
    drop(sender);
    let mut surveys: Vec<_> = surveys.into_iter().collect();
    surveys.sort_by_key(|(at, _)| *at);
    paths.iter().map(PathBuf::as_path).zip(surveys.into_iter().map(|(_, survey)| survey)).collect()
}

fn value((path, survey): &Surveyed<'_>, annotator: Option<&str>) -> serde_json::Value {
    let path_text = display::name(path);
    match survey {
        Ok(survey) => json!({
            "path": path_text,
            "title": survey.title,
            "words": survey.words,
            "claims": survey.claims,
            "decided": survey.decided,
            "skipped": survey.skipped,
            "borderline": survey.borderline,
            "doubtful": survey.doubtful,
            "lost": survey.orphaned,
            "last_read": survey::last_read(path, annotator),
        }),
        Err(error) => json!({ "path": path_text, "error": error.to_string() }),
    }
}

const HEADS: [&str; 9] =
    ["article", "words", "claims", "decided", "skipped", "doubtful", "lost", "last read", "title"];

fn table(out: &mut impl Write, surveys: &[Surveyed<'_>], annotator: Option<&str>) -> io::Result<()> {
    let read = || surveys.iter().filter_map(|(_, survey)| survey.as_ref().ok());
    let mut sums = vec![counted(surveys.len(), "article")];
    for figure in FIGURES {
        sums.push(read().map(figure).sum::<usize>().to_string());
    }
    let mut rows = vec![row(HEADS)];
    rows.extend(surveys.iter().map(|one| cells(one, annotator)));
    rows.push(sums);
    let mut widths = widths(&rows);
    let columns = capabilities::table_columns();
    // On a terminal the name and the title of an article share the room beside the figures.
    let figures: usize = widths.iter().take(8).skip(1).map(|width| width + 2).sum();
    let room = columns.saturating_sub(figures + 2);
    if let [name, .., title] = &mut widths[..] {
        *name = (*name).min((room / 2).max(12));
        *title = (*title).min(room.saturating_sub(*name).max(12));
    }
    let is_left = |column: usize| !(1..=FIGURES.len()).contains(&column);
    rows.iter().try_for_each(|row| writeln!(out, "{}", line(row, &widths, is_left).trim_end()))
}

/// The figures of a row, in the order of their columns.
const FIGURES: [fn(&ArticleSummary) -> usize; 6] = [
    |survey| survey.words,
    |survey| survey.claims,
    |survey| survey.decided,
    |survey| survey.skipped,
    |survey| survey.doubtful,
    |survey| survey.orphaned,
];

fn cells((path, survey): &Surveyed<'_>, annotator: Option<&str>) -> Vec<String> {
    let name = display::distinct(path.strip_prefix(".").unwrap_or(path));
    let Ok(survey) = survey else {
        return row([&name, "", "", "", "", "", "", "", "cannot be read"]);
    };
    let day = survey::last_read(path, annotator).and_then(|at| at.get(..10).map(str::to_owned));
    let mut cells = vec![name];
    cells.extend(FIGURES.map(|figure| figure(survey).to_string()));
    cells.push(day.unwrap_or_else(|| "never".to_owned()));
    cells.push(survey.title.clone().unwrap_or_default());
    cells
}
