//! Claims of a corpus in groups, counted on all cores.

use super::groups;
use super::record::{Counted, Fields, of_line};
use crate::claim::Scheme;
use crate::cli::args::{Stats as Args, StatsForm};
use crate::cli::complain;
use crate::cli::corpus::{Corpus, Piece};
use crate::cli::output::flow;
use crate::fault::Fault;
use crate::reading::Mark;
use crate::reading::groups::{By, Groups};
use crate::shell::batch::lines::Lines;
use crate::shell::batch::{in_order, usual_jobs};
use crate::shell::{survey, terminal};
use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

/// How many groups are told, unless they are times.
const TOLD: usize = 25;

/// What one piece adds.
struct Part {
    groups: Groups,
    /// The articles of which claims stand on lines of their own, one after the other, each with its group: one may
    /// go on in the next piece.
    loose: Vec<(String, Option<String>)>,
    faults: Vec<Fault>,
    failed: bool,
}

/// Counts and prints. What cannot be read does not stop the rest.
pub(super) fn run(args: &Args, scheme: Scheme) -> Result<u8, Fault> {
    let by = args.by.as_deref().map_or(By::All, By::of);
    let corpus = Corpus::of(&args.files)?;
    let scheme = Arc::new(scheme);
    let counting =
        Counting { scheme: Arc::clone(&scheme), by: by.clone(), annotator: args.annotator.as_deref() };
    let mut groups = Groups::new(by, scheme.categories.len());
    let (mut last, mut code) = (None, 0);
    let done: ControlFlow<()> = in_order(
        usual_jobs(),
        move |put| corpus.read(put),
        |piece| counting.piece(piece),
        |part| {
            part.faults.iter().for_each(complain);
            code = if part.failed { 2 } else { code };
            groups.add(&part.groups);
            for (file, group) in part.loose {
                if last.as_ref() != Some(&file) {
                    groups.article(group.as_deref());
                    last = Some(file);
                }
            }
            ControlFlow::Continue(())
        },
    )?;
    debug_assert_eq!(done, ControlFlow::Continue(()));
    let usual = if groups.by().letters().is_some() { usize::MAX } else { TOLD };
    let most = args.limit.map_or(usual, |limit| limit as usize);
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match args.format {
        StatsForm::Text => {
            let columns = terminal::columns(io::stdout().is_terminal());
            groups::text(&mut out, &groups, &scheme, most, columns)
        }
        StatsForm::Json => groups::json(&mut out, &groups, &scheme, most),
        StatsForm::Csv => groups::csv(&mut out, &groups, &scheme, most),
        StatsForm::Html => write!(out, "{}", crate::export::corpus_page(&groups, &scheme, most)),
    };
    flow(written.and_then(|()| out.flush()))?;
    Ok(code)
}

struct Counting<'a> {
    scheme: Arc<Scheme>,
    by: By,
    annotator: Option<&'a str>,
}

impl Counting<'_> {
    fn piece(&self, piece: Piece) -> Part {
        let groups = Groups::new(self.by.clone(), self.scheme.categories.len());
        let mut part = Part { groups, loose: Vec::new(), faults: Vec::new(), failed: false };
        match piece {
            Piece::Article(path) => self.article(&path, &mut part),
            Piece::Lines(lines) => self.lines(&lines, &mut part),
            Piece::Failed(fault) => {
                part.faults.push(fault);
                part.failed = true;
            }
        }
        part
    }

    /// An article counts as the reader shows it, with its tags.
    fn article(&self, path: &Path, part: &mut Part) {
        let reading = match survey::reading(path, &self.scheme, self.annotator) {
            Ok((reading, faults)) => {
                part.faults.extend(faults);
                reading
            }
            Err(fault) => {
                part.faults.push(fault);
                part.failed = true;
                return;
            }
        };
        let group = Fields::None.group(&self.by, &path.to_string_lossy());
        part.groups.article(group.as_deref());
        // As without groups: what the reader rejected keeps its categories, and is no claim any more.
        let is_claim = |mark: &&Mark| mark.standing.is_claim() && !mark.categories.is_empty();
        for mark in reading.marks().iter().filter(is_claim) {
            let speaker = mark.speaker().map(|span| span.slice(&reading.document.text));
            let name = if self.by == By::Speaker { speaker } else { group.as_deref() };
            part.groups.claim(name, mark.categories.iter().map(|category| usize::from(category.0)));
        }
    }

    fn lines(&self, lines: &Lines, part: &mut Part) {
        for (at, line) in lines.bytes.split(|&byte| byte == b'\n').enumerate() {
            if line.trim_ascii().is_empty() {
                continue;
            }
            match of_line(line, &self.by) {
                Ok(counted) => self.counted(counted, part),
                Err(message) => {
                    part.failed = true;
                    part.faults.push(Fault { line: lines.first + at, ..Fault::whole(&lines.name, message) });
                }
            }
        }
    }

    fn counted(&self, Counted { article, group, claims, .. }: Counted, part: &mut Part) {
        match article {
            None => part.groups.article(group.as_deref()),
            Some(file) if part.loose.last().is_none_or(|(last, _)| *last != file) => {
                part.loose.push((file, group.clone()));
            }
            Some(_) => {}
        }
        for claim in claims {
            let name = if self.by == By::Speaker { claim.speaker.as_deref() } else { group.as_deref() };
            let known = |one: &String| self.scheme.categories.iter().position(|known| known.id == *one);
            part.groups.claim(name, claim.categories.iter().filter_map(known));
        }
    }
}
