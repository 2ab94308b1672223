//! `purport speakers`: who speaks how often in a corpus, and which names are likely to be of one party.

use super::args::{Speakers as Args, SpeakersFormat};
use super::dossier::gather::Gatherer;
use super::dossier::{Read, read, with_aliases};
use super::report::{json_line, print, say};
use super::stats::chart::Screen;
use super::table::{line, widths};
use super::{check_annotator, scheme};
use crate::claim::Scheme;
use crate::dossier::{AliasProposal, Dossier, SpeakerClaims, Subject, propose, speakers};
use crate::error::Error;
use crate::export::CsvWriter;
use crate::text::number::counted;
use crate::text::{csv_cell, visible};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::sync::Arc;

/// Speakers listed for people unless they ask for more.
const LISTED: usize = 25;
/// Widest name in a terminal, and longest bar, in cells.
const NAME: usize = 32;
const BAR: usize = 16;
/// Proposals named beneath the table.
const NAMED: usize = 5;

/// Reads the corpus on all cores, and prints who speaks in it; 1 if it names no speaker.
pub(super) fn run(args: &Args) -> Result<u8, Error> {
    check_annotator(args.tagged.annotator.as_deref())?;
    let scheme = Arc::new(scheme::load_own(args.tagged.scheme.as_deref(), &args.tagged.engine)?);
    let aliases = with_aliases(&scheme, &args.alias, None)?;
    let annotator = args.tagged.annotator.clone();
    let gatherer = Gatherer::new(Arc::clone(&scheme), Subject::default(), Vec::new(), annotator);
    let Read { dossier, engines, .. } = read(&args.within, args.walk, &gatherer)?;
    let all = speakers(&dossier, &aliases);
    let code = if dossier.counts.failed > 0 { 2 } else { u8::from(all.is_empty()) };
    let proposals = propose(&all, dossier.entries.iter().map(|entry| entry.text.as_str()));
    if args.propose_aliases {
        print(|out| aliases_toml(out, &proposals))?;
        return Ok(code);
    }
    let shown = all.get(..args.limit.unwrap_or(usize::MAX).min(all.len())).unwrap_or_default();
    let is_open = print(|out| match args.format {
        SpeakersFormat::Text => {
            let note = engines.note(&scheme);
            let limit = args.limit.unwrap_or(LISTED);
            People { dossier: &dossier, scheme: &scheme, all: &all, screen: Screen::stdout() }
                .print(out, &proposals, limit, note)
        }
        SpeakersFormat::Jsonl => shown.iter().try_for_each(|speaker| json_line(out, &record(speaker))),
        SpeakersFormat::Csv => csv(&mut CsvWriter::new(out), shown, &scheme),
    })?;
    if is_open && args.format != SpeakersFormat::Text {
        say(&summary(&dossier, &all));
    }
    Ok(code)
}

/// How many claims of whom, in how many articles, and what is left out.
fn summary(dossier: &Dossier, all: &[SpeakerClaims]) -> String {
    let named: usize = all.iter().map(|speaker| speaker.claims).sum();
    let others = dossier.entries.len().saturating_sub(named);
    format!(
        "{}; {others} by authors and unnamed people; {}",
        counted(all.len(), "speaker"),
        dossier.summary()
    )
}

/// The report for people.
struct People<'d> {
    dossier: &'d Dossier,
    scheme: &'d Scheme,
    all: &'d [SpeakerClaims],
    screen: Screen,
}

impl People<'_> {
    fn print(
        &self,
        out: &mut impl Write,
        proposals: &[AliasProposal],
        limit: usize,
        note: &str,
    ) -> io::Result<()> {
        writeln!(out, "{}{note}", summary(self.dossier, self.all))?;
        let shown = self.all.get(..limit.min(self.all.len())).unwrap_or_default();
        if shown.is_empty() {
            return Ok(());
        }
        let letters = self.scheme.categories.iter().map(|category| category.letter.to_string());
        let heads = ["", "claims"].into_iter().map(str::to_owned).chain(letters);
        let heads: Vec<String> = heads.chain(["articles", "time"].map(str::to_owned)).collect();
        let rows: Vec<Vec<String>> =
            std::iter::once(heads).chain(shown.iter().map(|speaker| self.row(speaker))).collect();
        let mut cells = widths(&rows);
        if let Some(name) = cells.first_mut().filter(|_| self.screen.fits) {
            *name = (*name).min(NAME);
        }
        let last = cells.len().saturating_sub(1);
        let taken: usize = cells.iter().map(|width| width + 2).sum();
        let room = self.screen.columns.saturating_sub(taken).min(BAR);
        let most = shown.first().map_or(1, |speaker| speaker.claims.max(1));
        writeln!(out)?;
        for (number, row) in rows.iter().enumerate() {
            let text = line(row, &cells, |column| column == 0 || column == last);
            let claims =
                number.checked_sub(1).and_then(|at| shown.get(at)).map_or(0, |speaker| speaker.claims);
            let sign = if self.screen.blocks { "█" } else { "#" };
            let bar = if claims == 0 { String::new() } else { sign.repeat((claims * room).div_ceil(most)) };
            let gap = visible::width(&line(row, &cells, |_| true)).saturating_sub(visible::width(&text));
            writeln!(out, "{}", format!("{text}{}  {bar}", " ".repeat(gap)).trim_end())?;
        }
        if self.all.len() > shown.len() {
            writeln!(out, "{} more; --limit shows them", self.all.len() - shown.len())?;
        }
        likely(out, proposals)
    }

    fn row(&self, speaker: &SpeakerClaims) -> Vec<String> {
        let count = |id: &str| match speaker.by_category.get(id) {
            Some(count) => count.to_string(),
            None => "·".to_owned(),
        };
        let mut cells = vec![visible::line(&speaker.name).into_owned(), speaker.claims.to_string()];
        cells.extend(self.scheme.categories.iter().map(|category| count(&category.id)));
        let time = match (&speaker.first, &speaker.last) {
            (Some(first), Some(last)) if first != last => format!("{first} – {last}"),
            (Some(day), _) | (_, Some(day)) => day.clone(),
            (None, None) => "no date".to_owned(),
        };
        cells.extend([speaker.articles.to_string(), time]);
        cells
    }
}

/// Names that are likely to be of one party, beneath the table.
fn likely(out: &mut impl Write, proposals: &[AliasProposal]) -> io::Result<()> {
    if proposals.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nLikely names of one party, counted apart:")?;
    for proposal in proposals.iter().take(NAMED) {
        let [name, alias] = [&proposal.name, &proposal.alias].map(|name| visible::line(name).into_owned());
        writeln!(out, "  {name} = {alias} ({})", proposal.reason.words())?;
    }
    let more = proposals.len().saturating_sub(NAMED);
    let more = if more > 0 { format!("{more} more; ") } else { String::new() };
    writeln!(out, "  {more}--propose-aliases prints them for a scheme")
}

/// The proposals as the `[aliases]` table of a scheme, each with its reason.
fn aliases_toml(out: &mut impl Write, proposals: &[AliasProposal]) -> io::Result<()> {
    writeln!(out, "# Names that are likely to be of one party. Delete what is wrong.")?;
    writeln!(out, "[aliases]")?;
    for group in proposals.chunk_by(|one, other| one.name == other.name) {
        let Some(first) = group.first() else { continue };
        writeln!(out, "{} = [", quoted(&first.name))?;
        for proposal in group {
            let sentence = visible::line(&proposal.sentence);
            let sentence = if sentence.is_empty() { String::new() } else { format!(": {sentence}") };
            writeln!(out, "    # {}{sentence}", proposal.reason.words())?;
            writeln!(out, "    {},", quoted(&proposal.alias))?;
        }
        writeln!(out, "]")?;
    }
    Ok(())
}

fn record(speaker: &SpeakerClaims) -> Value {
    let names = speaker.names.iter().map(|(name, claims)| json!({ "name": name, "claims": claims }));
    json!({
        "speaker": speaker.name,
        "claims": speaker.claims,
        "guessed": speaker.guesses,
        "articles": speaker.articles,
        "categories": speaker.by_category,
        "names": names.collect::<Vec<_>>(),
        "first": speaker.first,
        "last": speaker.last,
    })
}

fn csv(out: &mut CsvWriter<impl Write>, all: &[SpeakerClaims], scheme: &Scheme) -> io::Result<()> {
    let ids = || scheme.categories.iter().map(|category| category.id.as_str());
    let heads = ["speaker", "claims", "guessed", "articles", "first", "last", "names"];
    out.row(heads.into_iter().chain(ids()))?;
    for speaker in all {
        let day = |day: &Option<String>| day.clone().unwrap_or_default();
        let mut row = vec![
            speaker.name.clone(),
            speaker.claims.to_string(),
            speaker.guesses.to_string(),
            speaker.articles.to_string(),
            day(&speaker.first),
            day(&speaker.last),
            csv_cell::join(speaker.names.iter().map(|(name, _)| name.as_str())),
        ];
        row.extend(ids().map(|id| speaker.by_category.get(id).copied().unwrap_or(0).to_string()));
        out.row(row)?;
    }
    out.flush()
}

/// A text as a string or a key of TOML.
fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}
