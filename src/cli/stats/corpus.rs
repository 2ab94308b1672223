//! Claims of a corpus in groups, counted on all cores.

use super::chart;
use super::groups::{csv, json};
use super::record::{Counted, Fields, of_line};
use crate::claim::Scheme;
use crate::cli::args::{Stats as Args, StatsForm};
use crate::cli::complain;
use crate::cli::corpus::{Complaints, Corpus, Piece, each_line};
use crate::cli::output::flow;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggest::did_you_mean;
use crate::export::corpus_page;
use crate::reading::groups::{By, GroupReport, Groups, Per};
use crate::reading::{Mark, stats};
use crate::shell::batch::lines::Lines;
use crate::shell::batch::{default_jobs, in_order};
use crate::shell::survey;
use crate::text::visible;
use std::io::{self, BufWriter, Write as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

/// How many groups are told to people, unless they are times.
const TOLD: usize = 25;

/// What one piece adds.
struct Part {
    groups: Groups,
    /// The articles of which claims stand on lines of their own, one after the other: one may go on in the next
    /// piece.
    loose: Vec<Loose>,
    /// A category that the scheme does not have, and how many claims are of such.
    strange: Option<(String, u64)>,
    faults: Vec<Diagnostic>,
    /// How many articles and lines could not be counted.
    failed: u64,
}

/// An article of which a line has a claim.
struct Loose {
    file: String,
    group: Option<String>,
    words: Option<u64>,
}

/// Counts and prints. What cannot be read does not stop the rest.
pub(super) fn run(args: &Args, scheme: Scheme) -> Result<u8, Diagnostic> {
    let by = args.by.as_deref().map_or(By::All, By::of);
    let per: Option<Per> = args.per.map(Into::into);
    if let (By::Speaker, Some(per @ (Per::Articles | Per::Words))) = (&by, per) {
        let fault =
            Diagnostic::whole(&format!("--per {}", per.word()), "a speaker has no articles of their own");
        return Err(fault.hint("--per claims gives shares"));
    }
    let corpus = Corpus::of(&args.files)?;
    let scheme = Arc::new(scheme);
    let counting =
        Counting { scheme: Arc::clone(&scheme), by: by.clone(), annotator: args.annotator.as_deref() };
    let mut sum = Sum {
        groups: Groups::new(by, scheme.categories.len()),
        last: None,
        is_loose: false,
        strange: None,
        failed: 0,
        complaints: Complaints::default(),
    };
    let done: ControlFlow<()> = in_order(
        default_jobs(),
        move |put| corpus.read(put),
        |piece| counting.piece(piece),
        |part| {
            sum.take(part);
            ControlFlow::Continue(())
        },
    )?;
    debug_assert_eq!(done, ControlFlow::Continue(()));
    sum.warn();
    let Sum { groups, failed, is_loose: only_with_claims, .. } = sum;
    let is_time = groups.by().letters().is_some();
    let for_people = matches!(args.format, StatsForm::Text | StatsForm::Html);
    let usual = if for_people && !is_time { TOLD } else { usize::MAX };
    let most = args.limit.map_or(usual, |limit| limit as usize);
    let told = GroupReport { groups: &groups, scheme: &scheme, most, per, failed, only_with_claims };
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match args.format {
        StatsForm::Text => chart::text(&mut out, &told, &chart::Screen::here()),
        StatsForm::Json => json(&mut out, &told),
        StatsForm::Csv => csv(&mut out, &told),
        StatsForm::Html => write!(out, "{}", corpus_page(&told)),
    };
    flow(written.and_then(|()| out.flush()))?;
    Ok(if failed > 0 { 2 } else { 0 })
}

/// What the pieces add up to.
struct Sum {
    groups: Groups,
    /// The article that the last line with a claim was of.
    last: Option<String>,
    /// Whether any line was of a claim alone.
    is_loose: bool,
    strange: Option<(String, u64)>,
    failed: u64,
    complaints: Complaints,
}

impl Sum {
    fn take(&mut self, part: Part) {
        part.faults.iter().for_each(|fault| self.complaints.tell(fault));
        self.failed += part.failed;
        self.groups.add(&part.groups);
        if let Some((id, claims)) = part.strange {
            self.strange.get_or_insert((id, 0)).1 += claims;
        }
        self.is_loose |= !part.loose.is_empty();
        for Loose { file, group, words } in part.loose {
            if self.last.as_ref() != Some(&file) {
                self.groups.article(group.as_deref(), words);
                self.last = Some(file);
            }
        }
    }

    /// Says what makes the numbers other than they were meant.
    fn warn(&self) {
        if let Some((id, claims)) = &self.strange {
            let claims = if *claims == 1 { "1 claim is".to_owned() } else { format!("{claims} claims are") };
            let message =
                format!("{claims} of categories that it does not have, such as {}", visible::line(id));
            let fault = Diagnostic::whole("the scheme", message);
            complain(&fault.hint("--scheme names the one that they were found under"));
        }
        if let By::Field(name) = self.groups.by()
            && !self.groups.is_named()
            && self.groups.all().articles > 0
        {
            let fault =
                Diagnostic::whole(&format!("--by {}", visible::line(name)), "no record has such a field");
            let words = By::WORDS.join(", ");
            let hint = did_you_mean(name, By::WORDS.into_iter());
            complain(&fault.hint(hint.unwrap_or_else(|| format!("others are {words}, and fields by name"))));
        }
    }
}

struct Counting<'a> {
    scheme: Arc<Scheme>,
    by: By,
    annotator: Option<&'a str>,
}

impl Counting<'_> {
    fn piece(&self, piece: Piece) -> Part {
        let groups = Groups::new(self.by.clone(), self.scheme.categories.len());
        let mut part = Part { groups, loose: Vec::new(), strange: None, faults: Vec::new(), failed: 0 };
        match piece {
            Piece::Article(path) => self.article(&path, &mut part),
            Piece::Lines(lines) => self.lines(&lines, &mut part),
            Piece::Failed(fault) => {
                part.faults.push(fault.into());
                part.failed += 1;
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
                part.faults.push(fault.into());
                part.failed += 1;
                return;
            }
        };
        let group = Fields::None.group(&self.by, &path.to_string_lossy());
        part.groups.article(group.as_deref(), Some(stats::words(&reading.document) as u64));
        // As without groups: what the reader rejected keeps its categories, and is no claim any more.
        let is_claim = |mark: &&Mark| mark.standing.is_claim() && !mark.categories.is_empty();
        for mark in reading.marks().iter().filter(is_claim) {
            let speaker = mark.speaker().map(|span| span.slice(&reading.document.text));
            let name = if self.by == By::Speaker { speaker } else { group.as_deref() };
            let categories: Vec<usize> = mark.categories.iter().map(|id| usize::from(id.0)).collect();
            part.groups.claim(name, &categories);
        }
    }

    fn lines(&self, lines: &Lines, part: &mut Part) {
        let faults = each_line(lines, |line| {
            self.counted(of_line(line, &self.by)?, part);
            Ok(())
        });
        part.failed += faults.len() as u64;
        part.faults.extend(faults);
    }

    fn counted(&self, Counted { article, group, words, claims }: Counted, part: &mut Part) {
        for claim in claims {
            let name = if self.by == By::Speaker { claim.speaker.as_deref() } else { group.as_deref() };
            let place = |id: &String| self.scheme.categories.iter().position(|known| known.id == *id);
            let categories: Vec<usize> = claim.categories.iter().filter_map(place).collect();
            if let Some(strange) = claim.categories.iter().find(|id| place(id).is_none()) {
                part.strange.get_or_insert_with(|| (strange.clone(), 0)).1 += 1;
            }
            part.groups.claim(name, &categories);
        }
        match article {
            None => part.groups.article(group.as_deref(), words),
            Some(file) if part.loose.last().is_none_or(|last| last.file != file) => {
                part.loose.push(Loose { file, group, words });
            }
            Some(_) => {}
        }
    }
}
