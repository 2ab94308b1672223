//! Numbers for people: tables of 80 columns, and bars as wide as the terminal.

use crate::cli::tables::{left, right, short, table, wrapped};
use crate::reading::Stats;
use crate::reading::stats::{RushedRun, SpeakerCount};
use crate::tag::Acceptance;
use crate::text::number::counted;
use crate::text::visible;
use crate::text::visible::bar;
use std::io::{self, Write};

/// How many speakers and cues are listed for people.
const LISTED: usize = 10;

/// The widest name beside a bar, in cells.
const NAME: usize = 24;

/// The longest bar for one claim, in cells: a chart of few claims is small.
const ONE: usize = 4;

/// Prints all of it; bars may be as long as `columns` allow, and are of blocks only if the terminal shows them.
pub(super) fn text(out: &mut impl Write, stats: &Stats, columns: usize, blocks: bool) -> io::Result<()> {
    let (articles, words) = (counted(stats.articles, "article"), counted(stats.words, "word"));
    let orphans =
        if stats.orphaned > 0 { format!(", {} lost", counted(stats.orphaned, "tag")) } else { String::new() };
    writeln!(
        out,
        "{articles}, {words}; {}, {} decided{orphans}",
        counted(stats.marks, "passage"),
        stats.decided
    )?;
    decisions(out, stats)?;
    categories(out, stats)?;
    kept(out, stats)?;
    timing(out, stats)?;
    cues(out, stats)?;
    speakers(out, stats)?;
    chart(out, stats, columns, blocks)
}

fn decisions(out: &mut impl Write, stats: &Stats) -> io::Result<()> {
    let of = &stats.decisions;
    let words = [
        (of.confirmed, "confirmed"),
        (of.retagged, "retagged"),
        (of.rejected, "rejected"),
        (of.added, "added"),
        (of.nothing, "nothing here"),
        (of.open, "noted only"),
        (of.other, "decided otherwise"),
    ];
    let words = words.into_iter().filter(|(count, _)| *count > 0);
    let words: Vec<String> = words.map(|(count, word)| format!("{count} {word}")).collect();
    if words.is_empty() {
        return writeln!(out, "nothing is decided yet");
    }
    let bulk = if of.bulk > 0 { format!("; {} of them with many others", of.bulk) } else { String::new() };
    wrapped(out, &format!("decisions: {}{bulk}", words.join(", ")), "  ")
}

fn categories(out: &mut impl Write, stats: &Stats) -> io::Result<()> {
    let heads = ["category", "claims", "decided", "confirmed", "replaced", "rejected", "given", "added"];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    for category in &stats.categories {
        let counts = [
            category.claims,
            category.decided,
            category.confirmed,
            category.replaced,
            category.rejected,
            category.given,
            category.added,
        ];
        let name = format!("{} {}", category.letter, visible::line(&category.name));
        rows.push(std::iter::once(name).chain(counts.map(|count| count.to_string())).collect());
    }
    writeln!(out)?;
    table(out, &rows)
}

fn kept(out: &mut impl Write, stats: &Stats) -> io::Result<()> {
    if stats.acceptance_seen.decided + stats.acceptance_blind.decided == 0 {
        return Ok(());
    }
    let cell = |kept: Acceptance| {
        kept.rate().map_or_else(
            || "–".to_owned(),
            |share| format!("{} ({} of {})", short(share), kept.accepted, kept.decided),
        )
    };
    let mut rows = vec![["kept the machine's word", "when seen", "blind"].map(str::to_owned).to_vec()];
    for category in &stats.categories {
        let name = format!("{} {}", category.letter, visible::line(&category.name));
        rows.push(vec![name, cell(category.acceptance_seen), cell(category.acceptance_blind)]);
    }
    rows.push(vec!["all of it".to_owned(), cell(stats.acceptance_seen), cell(stats.acceptance_blind)]);
    writeln!(out)?;
    table(out, &rows)
}

fn timing(out: &mut impl Write, stats: &Stats) -> io::Result<()> {
    let timing = &stats.timing;
    if let (Some(median), Some((low, high))) = (timing.median_seconds, timing.quartiles_seconds) {
        let text = format!(
            "time per decision: {median} s, the median of {}; half of them took {low} to {high} s; pauses of more than \
             five minutes are left out",
            timing.decisions
        );
        writeln!(out)?;
        wrapped(out, &text, "  ")?;
    }
    for RushedRun { article, confirmations, seconds, at } in &timing.rushed_runs {
        let text = format!(
            "note: {confirmations} confirmations in a row took less than a second each ({seconds} s, {} from {}); they \
             may not have been read",
            visible::line(article),
            visible::line(at)
        );
        wrapped(out, &text, "  ")?;
    }
    Ok(())
}

fn cues(out: &mut impl Write, stats: &Stats) -> io::Result<()> {
    if stats.cues.is_empty() {
        return Ok(());
    }
    let more = if stats.cues.len() > LISTED { format!(" (of {})", stats.cues.len()) } else { String::new() };
    let mut rows = vec![
        [&format!("cues most often decided on{more}"), "category", "right", "wrong", "share"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for cue in stats.cues.iter().take(LISTED) {
        rows.push(vec![
            visible::line(&cue.cue).into_owned(),
            visible::line(&cue.category).into_owned(),
            cue.confirmed.to_string(),
            cue.rejected.to_string(),
            short(cue.precision),
        ]);
    }
    writeln!(out)?;
    table(out, &rows)
}

/// Who is listed: all who say something, as far as there is room.
fn listed(stats: &Stats) -> impl Iterator<Item = &SpeakerCount> {
    stats.speakers.iter().take(LISTED)
}

fn name(speaker: &SpeakerCount) -> &str {
    speaker.name.as_deref().unwrap_or("the author")
}

fn speakers(out: &mut impl Write, stats: &Stats) -> io::Result<()> {
    if stats.speakers.is_empty() {
        return Ok(());
    }
    let more =
        if stats.speakers.len() > LISTED { format!(" (of {})", stats.speakers.len()) } else { String::new() };
    let letters = stats.categories.iter().map(|category| category.letter.to_string());
    let mut rows = vec![
        [format!("who says it{more}"), "claims".to_owned()].into_iter().chain(letters).collect::<Vec<_>>(),
    ];
    for speaker in listed(stats) {
        let counts = speaker.categories.iter().map(ToString::to_string);
        rows.push([name(speaker).to_owned(), speaker.claims.to_string()].into_iter().chain(counts).collect());
    }
    writeln!(out)?;
    table(out, &rows)?;
    if stats.unattributed > 0 {
        let text = format!("without {} that only the reader marked", counted(stats.unattributed, "claim"));
        wrapped(out, &text, "  ")?;
    }
    Ok(())
}

fn chart(out: &mut impl Write, stats: &Stats, columns: usize, blocks: bool) -> io::Result<()> {
    let most = listed(stats).flat_map(|speaker| &speaker.categories).max().copied().unwrap_or(0);
    if most == 0 {
        return Ok(());
    }
    let names = listed(stats).map(|speaker| visible::width(name(speaker))).max().unwrap_or(0).min(NAME);
    let digits = most.to_string().len();
    // The name, the letter, the count, and what is between them.
    let cells = columns.saturating_sub(names + digits + 6).clamp(1, most * ONE);
    writeln!(out)?;
    for speaker in listed(stats) {
        let mut shown = name(speaker);
        for (category, &count) in
            stats.categories.iter().zip(&speaker.categories).filter(|(_, count)| **count > 0)
        {
            let bar = bar(count, most, cells, blocks);
            writeln!(
                out,
                "{}  {} {} {bar}",
                left(shown, names),
                category.letter,
                right(&count.to_string(), digits)
            )?;
            shown = "";
        }
    }
    Ok(())
}
