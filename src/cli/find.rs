//! `purport find`: claims of a corpus, by what the reader's filter can ask for.

mod row;

use super::args::{Find as Args, FindForm, Open};
use super::corpus::{Complaints, Corpus, Piece, each_line};
use super::output::{flow, json_line};
use super::{complain, open, scheme};
use crate::claim::Scheme;
use crate::diagnostic::Diagnostic;
use crate::reading::Filter;
use crate::reading::why::score;
use crate::shell::batch::lines::Lines;
use crate::shell::batch::{default_jobs, in_order};
use crate::shell::{OpenAt, display, survey, terminal};
use crate::text::number::permille;
use crate::text::visible;
use row::Row;
use std::collections::HashMap;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What sets words off on a terminal, and what ends it.
const BOLD: &str = "\x1b[1m";
const PLAIN: &str = "\x1b[22m";

/// What was found in it.
struct Done {
    rows: Vec<Row>,
    faults: Vec<Diagnostic>,
    /// Whether some of it could not be looked through.
    failed: bool,
}

/// What the search is for.
struct Search {
    scheme: Arc<Scheme>,
    filter: Filter,
    annotator: Option<String>,
}

/// Looks through all that is named, on all cores, and tells what was found in the order of the input.
pub(super) fn run(args: &Args) -> Result<u8, Diagnostic> {
    let (scheme, warnings) = scheme::read(args.scheme.as_deref())?;
    warnings.iter().for_each(complain);
    open::check_annotator(args.annotator.as_deref())?;
    let quoted = |word: &String| {
        if word.contains(char::is_whitespace) { format!("\"{word}\"") } else { word.clone() }
    };
    let query: Vec<String> = args.query.iter().map(quoted).collect();
    let filter = Filter::parse(&query.join(" "), &scheme).map_err(|message| {
        Diagnostic::whole("the query", message).hint("`purport find --help` shows what can be asked")
    })?;
    let search = Search { scheme: Arc::new(scheme), filter, annotator: args.annotator.clone() };
    let corpus = Corpus::of(&args.within)?;
    let most = args.limit.unwrap_or(u64::MAX);
    let mut tell = Tell::new(args);
    let mut complaints = Complaints::default();
    let mut code = 0;
    let done = in_order(
        default_jobs(),
        move |put| corpus.read(put),
        |piece| search.look(piece),
        |done| {
            done.faults.iter().for_each(|fault| complaints.tell(fault));
            if done.failed {
                code = 2;
            }
            for row in done.rows {
                if let Err(error) = tell.row(row) {
                    return ControlFlow::Break(Err(error));
                }
                if tell.count >= most {
                    return ControlFlow::Break(Ok(()));
                }
            }
            ControlFlow::Continue(())
        },
    )?;
    let written = match done {
        ControlFlow::Continue(()) | ControlFlow::Break(Ok(())) => tell.end(args.count),
        ControlFlow::Break(Err(error)) => Err(error),
    };
    flow(written)?;
    match tell.count {
        0 if code == 0 => Ok(1),
        1.. if args.open => read_them(args, &search.filter, tell.first),
        _ => Ok(code),
    }
}

/// Opens the articles that something was found in.
fn read_them(args: &Args, filter: &Filter, first: Vec<(String, u64)>) -> Result<u8, Diagnostic> {
    let there = |(name, _): &(String, u64)| Path::new(name).is_file();
    let (there, gone): (Vec<_>, Vec<_>) = first.into_iter().partition(there);
    if let Some((name, _)) = gone.first() {
        let others = if gone.len() > 1 { format!(" (and {} others)", gone.len() - 1) } else { String::new() };
        let fault =
            Diagnostic::whole(&display::path(Path::new(name)), format!("is not there to be read{others}"));
        if there.is_empty() {
            return Err(
                fault.hint("paths are those of when it was classified: go to the folder of that time")
            );
        }
        complain(&fault);
    }
    let mut found = HashMap::new();
    let mut files = Vec::new();
    for (name, start) in there {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        found.insert(PathBuf::from(&name), OpenAt { filter: filter.clone(), start });
        files.push(PathBuf::from(name));
    }
    let (scheme, annotator) = (args.scheme.clone(), args.annotator.clone());
    Ok(open::run(Open { files, scheme, annotator, found, ..Open::default() })?)
}

impl Search {
    fn look(&self, piece: Piece) -> Done {
        match piece {
            Piece::Failed(fault) => Done { rows: Vec::new(), faults: vec![fault], failed: true },
            Piece::Article(path) => match survey::reading(&path, &self.scheme, self.annotator.as_deref()) {
                Err(error) => Done { rows: Vec::new(), faults: vec![error.into()], failed: true },
                Ok((reading, faults)) => {
                    let name = path.to_string_lossy();
                    let marks = reading.marks().iter().filter(|mark| self.filter.passes(mark, &reading));
                    Done {
                        rows: marks.map(|mark| Row::of_mark(mark, &reading, &name)).collect(),
                        faults,
                        failed: false,
                    }
                }
            },
            Piece::Lines(lines) => self.lines(&lines),
        }
    }

    fn lines(&self, lines: &Lines) -> Done {
        let mut rows = Vec::new();
        let faults = each_line(lines, |line| {
            let found = Row::of_line(line, &lines.name)?;
            rows.extend(found.into_iter().filter(|row| row.passes(&self.filter, &self.scheme)));
            Ok(())
        });
        Done { rows, failed: !faults.is_empty(), faults }
    }
}

/// Tells what is found.
struct Tell {
    out: BufWriter<io::Stdout>,
    form: Option<FindForm>,
    /// Whether the words of the cues are lit.
    lit: bool,
    count: u64,
    /// The first claim of every article, if they are to be read.
    first: Vec<(String, u64)>,
    open: bool,
}

impl Tell {
    fn new(args: &Args) -> Self {
        let lit = io::stdout().is_terminal() && terminal::may_light();
        let form = (!args.count && !args.open).then_some(args.format);
        let out = BufWriter::with_capacity(1 << 16, io::stdout());
        Self { out, form, lit, count: 0, first: Vec::new(), open: args.open }
    }

    fn row(&mut self, row: Row) -> io::Result<()> {
        self.count += 1;
        match self.form {
            Some(FindForm::Jsonl) => json_line(&mut self.out, &row)?,
            Some(FindForm::Text) => {
                let line = self.line(&row);
                self.out.write_all(line.as_bytes())?;
            }
            None => {}
        }
        if self.open && self.first.last().is_none_or(|(name, _)| *name != row.file) {
            self.first.push((row.file, row.start));
        }
        Ok(())
    }

    /// Where it is, what it is and its words, on one line.
    fn line(&self, row: &Row) -> String {
        let place = row.block.map_or_else(|| format!("{}", row.start), |block| format!("¶{block}"));
        let category = |one: &row::Scored| {
            let name = visible::line(&one.category).into_owned();
            let share = one.score.map(|share| format!(" {}", score(permille(share)))).unwrap_or_default();
            format!("{name}{share}")
        };
        let categories: Vec<String> = row.categories.iter().map(category).collect();
        let standing =
            if row.standing == "undecided" { String::new() } else { format!(" ({})", row.standing) };
        format!(
            "{}:{place}: {}{standing}: {}\n",
            visible::line(&row.file),
            categories.join(", "),
            self.words(row)
        )
    }

    fn words(&self, row: &Row) -> String {
        if !self.lit {
            return visible::line(&row.text).into_owned();
        }
        let mut words = String::new();
        let mut part = String::new();
        let mut bold = false;
        let mut end = |part: &mut String, bold: bool| {
            let shown = visible::line(part).into_owned();
            let lit = bold && !shown.is_empty();
            words.extend([if lit { BOLD } else { "" }, &shown, if lit { PLAIN } else { "" }]);
            part.clear();
        };
        for (at, char) in (0..).zip(row.text.chars()) {
            let now = row.lit.iter().any(|&(from, to)| (from..to).contains(&at));
            if now != bold {
                end(&mut part, bold);
                bold = now;
            }
            part.push(char);
        }
        end(&mut part, bold);
        words
    }

    fn end(&mut self, count: bool) -> io::Result<()> {
        if count {
            writeln!(self.out, "{}", self.count)?;
        }
        self.out.flush()
    }
}
