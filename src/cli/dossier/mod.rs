//! `purport dossier`: what one party claims over time, or what others claim about it, from a corpus.

pub(super) mod gather;
mod text;

use super::args::{Dossier as Args, DossierFormat, Open, ReaderArgs, TaggedArgs, WalkArgs};
use super::corpus::Corpus;
use super::engines::Engines;
use super::report::{LimitedReport, print, say};
use super::{check_annotator, open, scheme};
use crate::claim::{Aliases, CategoryId, Scheme, name_key};
use crate::diagnostic::suggest::did_you_mean;
use crate::dossier::{Builder, Dossier, Party, Period, Subject};
use crate::error::Error;
use crate::export::{dossier_csv, dossier_jsonl, dossier_months, dossier_page};
use crate::reading::Filter;
use crate::session::{DossierScreen, Notice};
use crate::shell::batch::{default_jobs, in_order};
use crate::shell::{capabilities, display};
use crate::text::dates::date_in_text;
use crate::text::number::counted;
use gather::Gatherer;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Names kept for a hint at a name that was mistyped.
const MAX_NAMES: usize = 100_000;
/// Names in a message that there is no claim.
const MAX_NEAR: usize = 5;

/// Reads the corpus on all cores, and prints the dossier.
pub(super) fn run(args: &Args) -> Result<u8, Error> {
    check_annotator(args.tagged.annotator.as_deref())?;
    let scheme = Arc::new(scheme::load_own(args.tagged.scheme.as_deref(), &args.tagged.engine)?);
    let subject = subject(args, &scheme)?;
    let categories = categories(args, &scheme)?;
    let annotator = args.tagged.annotator.clone();
    let mut gatherer = Gatherer::new(Arc::clone(&scheme), subject, categories, annotator);
    let Read { dossier, engines, mut speakers } = read(&args.within, args.walk, &gatherer)?;
    let code = if dossier.counts.failed > 0 { 2 } else { 0 };
    if dossier.entries.is_empty() && (dossier.rejected.is_empty() || !args.rejected) {
        // Lines without the name were not looked into, so the names in them are still unknown.
        let can_read_again = !args.within.iter().any(|word| word == Path::new("-"));
        if speakers.is_empty() && can_read_again {
            gatherer.names_everybody = true;
            speakers = read(&args.within, args.walk, &gatherer)?.speakers;
        }
        say(&nothing(&dossier, &speakers));
        return Ok(if code == 0 { 1 } else { code });
    }
    if args.format.is_none() && !args.plain && open::has_screen() {
        return show(args, dossier, &gatherer);
    }
    let with_rejected = args.rejected;
    let format = args.format.unwrap_or(DossierFormat::Text);
    let is_open = print(|out| match format {
        DossierFormat::Text => text::print(out, &dossier, &scheme, engines, with_rejected),
        DossierFormat::Jsonl => dossier_jsonl(out, &dossier, with_rejected),
        DossierFormat::Csv => dossier_csv(out, &dossier, with_rejected),
        DossierFormat::Html => write!(out, "{}", dossier_page(&dossier, &scheme, with_rejected)),
    })?;
    if is_open && format != DossierFormat::Text {
        say(&format!("{}: {}", dossier.subject.title(), dossier.summary()));
        if format != DossierFormat::Html {
            for remark in text::remarks(&dossier) {
                say(&remark);
            }
        }
    }
    Ok(code)
}

/// Shows the dossier in the terminal.
fn show(args: &Args, dossier: Dossier, gatherer: &Gatherer) -> Result<u8, Error> {
    let TaggedArgs { scheme, annotator, engine } = args.tagged.clone();
    let reader = ReaderArgs { scheme, ..ReaderArgs::default() };
    let open = Open { annotator, reader, engine, ..Open::default() };
    let months = |dossier: &Dossier| {
        let categories = gatherer.scheme.categories.iter().map(|category| category.id.as_str());
        dossier_months(dossier, &categories.collect::<Vec<_>>()).ranked(usize::MAX)
    };
    let (by_month, remarks) = (months(&dossier), text::remarks(&dossier).join("; "));
    let blocks = capabilities::shows_blocks();
    let mut screen = DossierScreen::new(dossier, Arc::clone(&gatherer.scheme), by_month, blocks);
    screen.notice = (!remarks.is_empty()).then(|| Notice::info(remarks));
    open::dossier(&open, screen, |screen, at| {
        let Some(article) = screen.dossier.articles.get(at) else { return Ok(()) };
        let (claims, ..) = gatherer.article(&display::path_of_name(&article.name))?;
        let mut dossier = screen.dossier.clone();
        dossier.update_article(at, claims.entries, claims.rejected);
        let by_month = months(&dossier);
        screen.update(dossier, by_month);
        Ok(())
    })
}

/// The aliases of the scheme and of the command line. A bare name is another one of the party that is asked for.
fn aliases(args: &Args, scheme: &Scheme) -> Result<Aliases, Error> {
    let about = args.against.iter().flatten().next();
    with_aliases(scheme, &args.alias, args.names.first().or(about).map(String::as_str))
}

/// The aliases of the scheme and those in `words`, where a bare one is another name of `party`.
pub(super) fn with_aliases(scheme: &Scheme, words: &[String], party: Option<&str>) -> Result<Aliases, Error> {
    let mut aliases = scheme.aliases.clone();
    for word in words {
        let (name, others) = match word.split_once('=') {
            Some((name, others)) => (Some(name), others),
            None => (party, word.as_str()),
        };
        for other in others.split(',') {
            let name = name.filter(|name| !name_key(name).is_empty() && !name_key(other).is_empty());
            let name = name.ok_or_else(|| {
                Error::new("--alias", format!("`{word}` is no name")).hint("write --alias NAME=ALIAS,ALIAS")
            })?;
            aliases.add(name.trim(), other.trim());
        }
    }
    Ok(aliases)
}

fn subject(args: &Args, scheme: &Scheme) -> Result<Subject, Error> {
    let aliases = aliases(args, scheme)?;
    let no_name = |name: &str| {
        Error::new(format!("`{name}`"), "is no name").hint("name a speaker as articles write it")
    };
    let speaker = Party::with_aliases(&args.names, &aliases);
    if speaker.is_none() && !args.names.is_empty() {
        return Err(no_name(&args.names.join(" ")));
    }
    let (speaker, about) = match args.against.as_deref() {
        None => (speaker, None),
        // Without a name of its own, --against is about the names given.
        Some([]) => match speaker {
            Some(party) => (None, Some(party)),
            None => return Err(Error::new("--against", "names no party").hint("write --against NAME")),
        },
        Some(names) => {
            let about = Party::with_aliases(names, &aliases).ok_or_else(|| no_name(&names.join(" ")))?;
            (speaker, Some(about))
        }
    };
    let period = Period {
        since: date("--since", args.since.as_deref())?,
        until: date("--until", args.until.as_deref())?,
    };
    Ok(Subject { speaker, about, period })
}

fn date(option: &str, word: Option<&str>) -> Result<Option<String>, Error> {
    let Some(word) = word else { return Ok(None) };
    let hint = "write a day, a month or a year, such as 2026-03-05, 2026-03 or 2026";
    let date =
        date_in_text(word).ok_or_else(|| Error::new(option, format!("`{word}` is no date")).hint(hint))?;
    // A month or a day that does not exist must not pass for its year.
    let is_numeric = word.chars().all(|char| char.is_ascii_digit() || "-/.".contains(char));
    let parts = word.split(['-', '/', '.']).filter(|part| !part.is_empty()).count();
    if is_numeric && word.len() != 8 && date.split('-').count() != parts {
        return Err(Error::new(option, format!("`{word}` is no date")).hint(hint));
    }
    Ok(Some(date))
}

fn categories(args: &Args, scheme: &Scheme) -> Result<Vec<CategoryId>, Error> {
    let category = |word: &String| {
        let found = Filter::parse(&format!("\"{word}\""), scheme).ok().and_then(|filter| filter.category);
        found.ok_or_else(|| {
            let ids = scheme.categories.iter().map(|category| category.id.as_str());
            let hint = did_you_mean(word, ids.clone());
            let hint =
                hint.unwrap_or_else(|| format!("the scheme has {}", ids.collect::<Vec<_>>().join(", ")));
            Error::new("--category", format!("`{word}` is no category of the scheme")).hint(hint)
        })
    };
    args.category.iter().map(category).collect()
}

pub(super) struct Read {
    pub(super) dossier: Dossier,
    pub(super) engines: Engines,
    /// Names of the speakers, as far as they are known.
    speakers: BTreeSet<String>,
}

/// Reads the corpus; what cannot be read does not stop the rest, and is reported once.
pub(super) fn read(within: &[PathBuf], walk: WalkArgs, gatherer: &Gatherer) -> Result<Read, Error> {
    let corpus = Corpus::new(within, walk)?;
    if !gatherer.names_everybody {
        corpus.report_left_behind(gatherer.annotator.as_deref());
    }
    let mut builder = Builder::new(gatherer.subject.clone());
    let (mut engines, mut speakers, mut errors) =
        (Engines::default(), BTreeSet::new(), LimitedReport::default());
    let _: ControlFlow<()> = in_order(
        default_jobs(),
        move |put| corpus.read(put),
        |piece| gatherer.piece(piece),
        |gathered| {
            for _ in 0..gathered.failed {
                builder.add_failure();
            }
            for warning in gathered.warnings.into_iter().filter(|_| !gatherer.names_everybody) {
                errors.report(warning);
            }
            engines.merge(gathered.engines);
            gathered.articles.into_iter().for_each(|article| builder.add(article));
            let fresh = gathered.speakers.into_iter().filter(|_| speakers.len() < MAX_NAMES);
            speakers.extend(fresh.collect::<Vec<_>>());
            ControlFlow::Continue(())
        },
    )?;
    Ok(Read { dossier: builder.finish(), engines, speakers })
}

/// Why a dossier is empty, and which names are near.
fn nothing(dossier: &Dossier, speakers: &BTreeSet<String>) -> String {
    let subject = &dossier.subject;
    let names = |party: &Party| party.names().join(", ");
    let what = match (&subject.speaker, &subject.about) {
        (Some(speaker), None) => format!("no claim of {}", names(speaker)),
        (Some(speaker), Some(about)) => format!("no claim of {} about {}", names(speaker), names(about)),
        (_, Some(about)) => format!("no claim of others about {}", names(about)),
        (None, None) => "no claim".to_owned(),
    };
    let mut parts =
        vec![format!("{what} in {}{}", counted(dossier.counts.articles, "article"), subject.period.words())];
    if !dossier.rejected.is_empty() {
        parts.push(format!("{} were rejected, and --rejected lists them", dossier.rejected.len()));
    }
    let seen: Vec<&str> = dossier.also_seen.iter().take(MAX_NEAR).map(|(name, _)| name.as_str()).collect();
    if seen.is_empty() {
        let near = subject.speaker.as_ref().and_then(|party| {
            let others = || speakers.iter().map(String::as_str).filter(|name| !party.is(name));
            party.names().iter().find_map(|name| did_you_mean(name, others()))
        });
        parts.extend(near);
    } else {
        parts.push(format!("also seen, not counted: {}", seen.join(", ")));
    }
    parts.join("; ")
}
