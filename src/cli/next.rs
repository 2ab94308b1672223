//! `purport next`: lists the claims whose decision teaches most, over all articles of a folder.

use super::args::{Next as Args, NextFormat, Open, ReaderArgs, TaggedArgs};
use super::corpus::{articles, or_this_folder};
use super::report::{json_line, print, report, report_all, say};
use super::{check_annotator, open, scheme};
use crate::claim::Scheme;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::reading::explanation::format_score;
use crate::reading::usefulness::{Candidate, most_useful_first};
use crate::reading::{Borderline, Filter, Mark, Reading, SortOrder, StatusFilter};
use crate::shell::batch::{default_jobs, in_order};
use crate::shell::{OpenAt, display, source_line, survey};
use crate::text::number::{counted, share};
use crate::text::visible;
use serde::Serialize;
use std::collections::HashMap;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reads all articles on all cores, and prints the claims to decide or opens them.
pub(super) fn run(args: &Args) -> Result<u8, Error> {
    check_annotator(args.tagged.annotator.as_deref())?;
    let scheme = Arc::new(scheme::load_own(args.tagged.scheme.as_deref(), &args.tagged.engine)?);
    let (paths, unreadable) = articles(&or_this_folder(&args.files), args.walk)?;
    let paths = Arc::new(paths);
    let (claims, code) = undecided(&paths, &scheme, args.tagged.annotator.as_deref())?;
    let mut code = code.max(unreadable);
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let order = most_useful_first(
        &claims.candidates,
        (&claims.of_category, &claims.of_article),
        limit.min(claims.candidates.len()),
    );
    if order.is_empty() {
        say("nothing is left to decide; r in the reader walks through the sentences without a claim");
        return Ok(code.max(1));
    }
    if args.open {
        return open_articles(args, &paths, &claims, &order);
    }
    let rows: Vec<Row<'_>> = order.iter().filter_map(|&at| claims.row(at, &paths, &scheme)).collect();
    let is_open = print(|out| match args.format {
        NextFormat::Text => rows.iter().try_for_each(|row| writeln!(out, "{}", row.line())),
        NextFormat::Jsonl => rows.iter().try_for_each(|row| json_line(out, row)),
        NextFormat::Tsv => tsv(out, &rows),
    })?;
    if is_open && args.format == NextFormat::Text {
        say(&format!(
            "{} of {} undecided; --open decides on them in the reader, where r walks through the sentences \
             without a claim",
            rows.len(),
            counted(claims.candidates.len(), "claim")
        ));
    }
    code = code.min(2);
    Ok(code)
}

/// The undecided claims of all articles, in the order of the articles.
#[derive(Default)]
struct Claims {
    candidates: Vec<Candidate>,
    /// Beside the candidates.
    found: Vec<Found>,
    of_category: Vec<usize>,
    of_article: Vec<usize>,
}

/// An undecided claim of an article.
struct Found {
    block: usize,
    /// In code points.
    range: (u32, u32),
    text: String,
    /// Where it begins, as a share of the text.
    share: f64,
}

/// What one article holds.
struct ArticleClaims {
    found: Vec<(Borderline, Found)>,
    of_category: Vec<usize>,
    decided: usize,
    warnings: Vec<Diagnostic>,
}

impl ArticleClaims {
    #[allow(clippy::cast_precision_loss)] // Texts are far shorter than 2^52 bytes.
    fn of(reading: &Reading, warnings: Vec<Diagnostic>) -> Self {
        let document = &reading.document;
        let length = document.text.len().max(1) as f64;
        let found = |mark: &Mark| {
            let borderline = mark.borderline(&reading.scheme)?;
            let found = Found {
                block: document.block_at(mark.span.start()) + 1,
                range: document.char_range(mark.span),
                text: mark.span.slice(&document.text).to_owned(),
                share: f64::from(mark.span.start()) / length,
            };
            Some((borderline, found))
        };
        Self {
            found: reading.marks().iter().filter_map(found).collect(),
            of_category: reading.counts().decisions(),
            decided: reading.counts().decided,
            warnings,
        }
    }
}

/// Reads the articles; the exit code is 2 if one cannot be read.
fn undecided(
    paths: &Arc<Vec<PathBuf>>,
    scheme: &Arc<Scheme>,
    annotator: Option<&str>,
) -> Result<(Claims, u8), Error> {
    let (mut claims, mut code) = (Claims::default(), 0);
    claims.of_category.resize(scheme.categories.len(), 0);
    let all = Arc::clone(paths);
    let _: ControlFlow<()> = in_order(
        default_jobs(),
        move |put| {
            all.iter().all(|path| put(path.clone(), 1));
        },
        |path: PathBuf| {
            let (reading, warnings) = survey::reading(&path, scheme, annotator)?;
            Ok::<_, Error>(ArticleClaims::of(&reading, warnings))
        },
        |article| {
            let number = claims.of_article.len();
            claims.of_article.push(0);
            match article {
                Ok(article) => claims.add(number, article),
                Err(error) => {
                    report(error);
                    code = 2;
                }
            }
            ControlFlow::Continue(())
        },
    )?;
    Ok((claims, code))
}

impl Claims {
    fn add(&mut self, article: usize, of: ArticleClaims) {
        report_all(of.warnings);
        for (all, one) in self.of_category.iter_mut().zip(of.of_category) {
            *all += one;
        }
        if let Some(decided) = self.of_article.get_mut(article) {
            *decided = of.decided;
        }
        for (borderline, found) in of.found {
            self.candidates.push(Candidate { article, borderline });
            self.found.push(found);
        }
    }

    fn row<'a>(&'a self, at: usize, paths: &'a [PathBuf], scheme: &'a Scheme) -> Option<Row<'a>> {
        let (Candidate { article, borderline }, found) = (self.candidates.get(at)?, self.found.get(at)?);
        let path = paths.get(*article)?;
        let category = scheme.category(borderline.category)?;
        let decided = self.of_category.get(usize::from(borderline.category.0)).copied().unwrap_or(0);
        Some(Row {
            file: display::name(path),
            line: source_line(path, &found.text, found.share),
            block: found.block,
            start: found.range.0,
            end: found.range.1,
            category: &category.id,
            score: share(borderline.score),
            threshold: share(borderline.threshold),
            decided,
            why: why(*borderline, decided, &category.name),
            text: &found.text,
        })
    }
}

/// Why deciding on a claim teaches.
fn why(borderline: Borderline, decided: usize, category: &str) -> String {
    let near = if borderline.is_near() { "near" } else { "far from" };
    let so_far = match decided {
        0 => format!("no {category} decided so far"),
        decided => format!("{decided} {category} decided so far"),
    };
    format!("{near} its threshold {}, {so_far}", format_score(borderline.threshold))
}

#[derive(Serialize)]
struct Row<'a> {
    file: String,
    /// Line of the file, from 1; null where the format has none.
    line: Option<usize>,
    /// Paragraph, from 1.
    block: usize,
    /// In code points.
    start: u32,
    end: u32,
    category: &'a str,
    score: f64,
    threshold: f64,
    /// Decisions on the category so far.
    decided: usize,
    why: String,
    text: &'a str,
}

impl Row<'_> {
    fn line(&self) -> String {
        let place = self.line.map_or_else(|| format!("¶{}", self.block), |line| line.to_string());
        let score = format_score(crate::text::number::permille(self.score));
        let (file, text) = (visible::distinct(&self.file), visible::line(self.text));
        format!("{file}:{place}: {} {score} ({}): {text}", visible::line(self.category), self.why)
    }
}

fn tsv(out: &mut impl Write, rows: &[Row<'_>]) -> io::Result<()> {
    writeln!(out, "file\tline\tblock\tstart\tend\tcategory\tscore\tthreshold\tdecided\twhy\ttext")?;
    for row in rows {
        let line = row.line.map(|line| line.to_string()).unwrap_or_default();
        let [file, category, why, text] = [&*visible::distinct(&row.file), row.category, &row.why, row.text]
            .map(|text| visible::line(text).replace('\t', " "));
        let Row { block, start, end, score, threshold, decided, .. } = row;
        writeln!(
            out,
            "{file}\t{line}\t{block}\t{start}\t{end}\t{category}\t{score}\t{threshold}\t{decided}\t{why}\t{text}"
        )?;
    }
    Ok(())
}

/// Opens the articles of the claims, each at its most useful claim and with its list in that order.
fn open_articles(args: &Args, paths: &[PathBuf], claims: &Claims, order: &[usize]) -> Result<u8, Error> {
    let filter = Filter { status: StatusFilter::Undecided, ..Filter::default() };
    let (mut found, mut files): (HashMap<PathBuf, OpenAt>, Vec<PathBuf>) = (HashMap::new(), Vec::new());
    for &at in order {
        let (Some(candidate), Some(claim)) = (claims.candidates.get(at), claims.found.get(at)) else {
            continue;
        };
        let Some(path) = paths.get(candidate.article).filter(|path| !found.contains_key(Path::new(path)))
        else {
            continue;
        };
        let at = OpenAt { filter: filter.clone(), order: SortOrder::Usefulness, start: claim.range.0 };
        found.insert(path.clone(), at);
        files.push(path.clone());
    }
    let TaggedArgs { scheme, annotator, engine } = args.tagged.clone();
    let reader = ReaderArgs { scheme, ..ReaderArgs::default() };
    open::run(Open { files, annotator, reader, engine, found, ..Open::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::CategoryId;

    #[test]
    fn a_row_says_where_what_and_why() {
        let near = Borderline { category: CategoryId(0), score: 520, threshold: 550, closeness: 945 };
        let mut row = Row {
            file: "a\u{1b}.txt".to_owned(),
            line: Some(12),
            block: 3,
            start: 4,
            end: 9,
            category: "vow",
            score: share(near.score),
            threshold: share(near.threshold),
            decided: 2,
            why: why(near, 2, "Vow"),
            text: "They\tvow.\nOnce.",
        };
        let expected = "a␛.txt:12: vow .52 (near its threshold .55, 2 Vow decided so far): ";
        assert!(row.line().starts_with(expected), "{}", row.line());
        (row.line, row.why) = (None, why(Borderline { closeness: 10, ..near }, 0, "Vow"));
        let line = row.line();
        assert!(
            line.contains(":¶3: ") && line.contains("(far from its threshold .55, no Vow decided"),
            "{line}"
        );
        let mut out = Vec::new();
        tsv(&mut out, &[row]).unwrap();
        let out = String::from_utf8(out).unwrap();
        let columns: Vec<usize> = out.lines().map(|line| line.split('\t').count()).collect();
        assert_eq!(columns, [11, 11], "{out}");
    }
}
