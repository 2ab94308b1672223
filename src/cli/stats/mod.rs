//! `purport stats`: counts decisions of a reader, or the claims of a corpus in groups.

pub(super) mod chart;
mod data;
mod line;
mod report;

use super::args::{Stats as Args, StatsFormat};
use super::corpus::{Corpus, Piece, articles, each_line, is_output, or_this_folder, report_left_behind};
use super::engines::Engines;
use super::fields::{self, Fields};
use super::report::{LimitedReport, json_line, print, report, report_all};
use super::scheme;
use crate::claim::Scheme;
use crate::diagnostic::suggest::did_you_mean;
use crate::error::Error;
use crate::export::corpus_page;
use crate::reading::groups::{GroupBy, GroupReport, Groups, RatePer};
use crate::reading::{Mark, SpokenBy, Stats, stats};
use crate::shell::batch::lines::Lines;
use crate::shell::batch::{default_jobs, in_order};
use crate::shell::{display, survey, tag_files};
use crate::text::number::counted;
use crate::text::visible;
use line::LineCounts;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many groups people see by default, unless the groups are dates.
const DEFAULT_GROUPS: usize = 25;

/// Counts and prints. What cannot be read does not stop the rest.
pub(super) fn run(args: &Args) -> Result<u8, Error> {
    let words = or_this_folder(&args.files);
    if let Some(tags) = words.iter().find(|word| word.to_string_lossy().ends_with(tag_files::ENDING)) {
        return Err(Error::new(display::path(tags), "is a tag file, not an article")
            .hint("name the article; --annotator NAME chooses the tags"));
    }
    let scheme = Arc::new(scheme::load_own(args.tagged.scheme.as_deref(), &args.tagged.engine)?);
    let in_groups = args.by.is_some() || args.per.is_some() || args.format == StatsFormat::Html;
    if in_groups || words.iter().any(|word| is_output(word)) {
        count_groups(args, &scheme)
    } else {
        count_decisions(args, &words, &scheme)
    }
}

fn count_decisions(args: &Args, words: &[PathBuf], scheme: &Arc<Scheme>) -> Result<u8, Error> {
    let (paths, mut code) = articles(words, args.walk)?;
    report_left_behind(&paths, args.tagged.annotator.as_deref());
    // Articles are read one after the other, so that only one is in memory.
    let readings = paths.iter().filter_map(|path| {
        match survey::reading(path, scheme, args.tagged.annotator.as_deref()) {
            Ok((reading, warnings)) => {
                report_all(warnings);
                Some(reading)
            }
            Err(error) => {
                report(error);
                code = 2;
                None
            }
        }
    });
    let stats = Stats::of(scheme, readings);
    print(|out| match args.format {
        StatsFormat::Text => report::text(out, &stats, Engines::of(scheme).note(scheme)),
        StatsFormat::Json => json_line(out, &stats),
        StatsFormat::Csv => data::decisions_csv(out, &stats),
        // Pages are of a corpus.
        StatsFormat::Html => Ok(()),
    })?;
    Ok(code)
}

fn count_groups(args: &Args, scheme: &Arc<Scheme>) -> Result<u8, Error> {
    let by = match args.by.as_deref() {
        None => GroupBy::All,
        Some(id) if scheme.field(id).is_some() => GroupBy::ClaimField(id.to_owned()),
        Some(word) => GroupBy::of(word),
    };
    if let Some(per @ (RatePer::Articles | RatePer::Words)) = args.per
        && by.is_of_claims()
    {
        let what = if by == GroupBy::Speaker { "speakers" } else { "values of a field" };
        return Err(Error::new(
            format!("--per {}", per.word()),
            format!("{what} have no articles of their own"),
        )
        .hint("--per claims gives shares"));
    }
    let corpus = Corpus::new(&args.files, args.walk)?;
    corpus.report_left_behind(args.tagged.annotator.as_deref());
    let counter = Counter { scheme, by: by.clone(), annotator: args.tagged.annotator.as_deref() };
    let mut total = Total {
        groups: Groups::new(by, scheme.categories.len()),
        last: None,
        only_with_claims: false,
        unknown: None,
        engines: Engines::default(),
        failed: 0,
        errors: LimitedReport::default(),
    };
    let _: ControlFlow<()> = in_order(
        default_jobs(),
        move |put| corpus.read(put),
        |piece| counter.piece(piece),
        |counts| {
            total.add(counts);
            ControlFlow::Continue(())
        },
    )?;
    total.warn();
    let Total { groups, engines, failed, only_with_claims, .. } = total;
    let is_time = groups.by().date_prefix().is_some();
    let for_people = matches!(args.format, StatsFormat::Text | StatsFormat::Html);
    let default = if for_people && !is_time { DEFAULT_GROUPS } else { usize::MAX };
    let most = args.limit.map_or(default, |limit| limit as usize);
    let told = GroupReport { groups: &groups, scheme, limit: most, per: args.per, failed, only_with_claims };
    print(|out| match args.format {
        StatsFormat::Text => chart::text(out, &told, engines, &chart::Screen::stdout()),
        StatsFormat::Json => data::groups_json(out, &told, engines),
        StatsFormat::Csv => data::groups_csv(out, &told),
        StatsFormat::Html => write!(out, "{}", corpus_page(&told)),
    })?;
    Ok(if failed > 0 { 2 } else { 0 })
}

struct Counts {
    groups: Groups,
    /// Articles whose claims have lines of their own. Those lines follow each other, and may go on in the next piece.
    loose: Vec<LooseArticle>,
    /// A category that the scheme does not have, and how many claims have such a category.
    unknown: Option<(String, u64)>,
    engines: Engines,
    errors: Vec<Error>,
    failed: u64,
}

struct LooseArticle {
    file: String,
    group: Option<String>,
    words: Option<u64>,
}

/// The sum of all pieces, in their order.
struct Total {
    groups: Groups,
    /// The article of the last line that is one claim.
    last: Option<String>,
    /// Whether there are lines of single claims, which only articles with claims have.
    only_with_claims: bool,
    unknown: Option<(String, u64)>,
    engines: Engines,
    failed: u64,
    errors: LimitedReport,
}

impl Total {
    fn add(&mut self, counts: Counts) {
        counts.errors.into_iter().for_each(|error| self.errors.report(error));
        self.failed += counts.failed;
        self.groups.add(&counts.groups);
        self.engines.merge(counts.engines);
        if let Some((id, claims)) = counts.unknown {
            self.unknown.get_or_insert((id, 0)).1 += claims;
        }
        self.only_with_claims |= !counts.loose.is_empty();
        for LooseArticle { file, group, words } in counts.loose {
            if self.last.as_ref() != Some(&file) {
                self.groups.add_article(group.as_deref(), words);
                self.last = Some(file);
            }
        }
    }

    /// Reports why the numbers may differ from what the user meant.
    fn warn(&self) {
        if let Some((id, claims)) = &self.unknown {
            let have = if *claims == 1 { "has" } else { "have" };
            let claims = counted(claims, "claim");
            let message = format!("{claims} {have} a category that it lacks, such as {}", visible::line(id));
            report(Error::new("the scheme", message).hint("name the scheme of these claims with --scheme"));
        }
        if self.engines.are_mixed() {
            report(
                Error::new("the claims", "come from both engines, whose numbers cannot be compared")
                    .hint("classify all articles with --engine both, or all with --engine cues"),
            );
        }
        if let GroupBy::Field(name) = self.groups.by()
            && !self.groups.has_names()
            && self.groups.all().articles > 0
        {
            let words = GroupBy::WORDS.join(", ");
            let hint = did_you_mean(name, GroupBy::WORDS.into_iter());
            report(
                Error::new(format!("--by {name}"), "no record has this field")
                    .hint(hint.unwrap_or_else(|| format!("try {words}, or the name of a field"))),
            );
        }
    }
}

struct Counter<'a> {
    scheme: &'a Arc<Scheme>,
    by: GroupBy,
    annotator: Option<&'a str>,
}

impl Counter<'_> {
    fn piece(&self, piece: Piece) -> Counts {
        let groups = Groups::new(self.by.clone(), self.scheme.categories.len());
        let mut counts = Counts {
            groups,
            loose: Vec::new(),
            unknown: None,
            engines: Engines::default(),
            errors: Vec::new(),
            failed: 0,
        };
        let done = match piece {
            Piece::Article(path) => self.article(&path, &mut counts),
            Piece::Lines(lines) => {
                self.lines(&lines, &mut counts);
                Ok(())
            }
            Piece::Failed(error) => Err(error),
        };
        if let Err(error) = done {
            counts.errors.push(error);
            counts.failed += 1;
        }
        counts
    }

    /// Counts an article as the reader shows it, with its tags.
    fn article(&self, path: &Path, counts: &mut Counts) -> Result<(), Error> {
        let (reading, warnings) = survey::reading(path, self.scheme, self.annotator)?;
        counts.errors.extend(warnings.into_iter().map(Error::from));
        let about = fields::of_about(&reading.document.about);
        let fields = if about.is_empty() { Fields::None } else { Fields::Record(&about) };
        let group = fields.group(&self.by, &display::name(path));
        counts.groups.add_article(group.as_deref(), Some(stats::words(&reading.document) as u64));
        // A rejected mark keeps its categories but is no claim.
        let is_claim = |mark: &&Mark| mark.status.is_claim() && !mark.categories.is_empty();
        for mark in reading.marks().iter().filter(is_claim) {
            let speaker = mark.speaker(&reading.document.text).and_then(SpokenBy::group);
            let name = match &self.by {
                GroupBy::Speaker => speaker,
                GroupBy::ClaimField(id) => {
                    mark.tag.as_ref().and_then(|tag| tag.fields.get(id)).map(String::as_str)
                }
                _ => group.as_deref(),
            };
            let categories: Vec<usize> = mark.categories.iter().map(|id| usize::from(id.0)).collect();
            counts.groups.add_claim(name, &categories);
        }
        counts.engines.add(self.scheme.engine());
        Ok(())
    }

    fn lines(&self, lines: &Lines, counts: &mut Counts) {
        let errors = each_line(lines, |line| {
            self.line(line::parse(line, &self.by)?, counts);
            Ok(())
        });
        counts.failed += errors.len() as u64;
        counts.errors.extend(errors.into_iter().map(Error::from));
    }

    fn line(&self, LineCounts { article, group, words, claims }: LineCounts, counts: &mut Counts) {
        for claim in claims {
            if let Some(engine) = &claim.engine {
                counts.engines.add_word(engine);
            }
            let name = if self.by == GroupBy::Speaker { claim.speaker.as_deref() } else { group.as_deref() };
            let index = |id: &String| self.scheme.categories.iter().position(|known| known.id == *id);
            let categories: Vec<usize> = claim.categories.iter().filter_map(index).collect();
            if let Some(unknown) = claim.categories.iter().find(|id| index(id).is_none()) {
                counts.unknown.get_or_insert_with(|| (unknown.clone(), 0)).1 += 1;
            }
            counts.groups.add_claim(name, &categories);
        }
        match article {
            None => counts.groups.add_article(group.as_deref(), words),
            Some(file) if counts.loose.last().is_none_or(|last| last.file != file) => {
                counts.loose.push(LooseArticle { file, group, words });
            }
            Some(_) => {}
        }
    }
}
