//! Decisions of a reader for people: tables of 80 columns, and bars as wide as the terminal.

use super::chart::Screen;
use super::data::category_counts;
use crate::cli::table::{figure, left, row, table, wrapped};
use crate::reading::Stats;
use crate::reading::stats::{CategoryStats, RushedRun, SpeakerCount};
use crate::tag::Acceptance;
use crate::text::number::counted;
use crate::text::visible;
use crate::text::visible::bar;
use std::io::{self, Write};

const LISTED: usize = 10;
/// The widest name beside a bar, in cells.
const NAME_WIDTH: usize = 24;
/// The longest bar for one claim, in cells: a chart of few claims stays small.
const CELLS_PER_CLAIM: usize = 4;

/// Prints decisions as tables, and speakers as bars.
/// `engine` ends the line of totals.
pub(super) fn text(out: &mut impl Write, stats: &Stats, engine: &str) -> io::Result<()> {
    let lost = match stats.orphaned {
        0 => String::new(),
        count => format!(", {} lost", counted(count, "tag")),
    };
    let doubtful = match stats.doubtful {
        0 => String::new(),
        count => format!(", {count} doubtful"),
    };
    let rejected = match stats.decisions.rejected + stats.decisions.nothing {
        0 => String::new(),
        count => format!(", {count} of them rejected"),
    };
    writeln!(
        out,
        "{}, {}; {}, {} decided{rejected}{doubtful}{lost}{engine}",
        counted(stats.articles, "article"),
        counted(stats.words, "word"),
        counted(stats.marks, "claim"),
        stats.decided
    )?;
    decisions(out, stats)?;
    categories(out, stats)?;
    acceptance(out, stats)?;
    timing(out, stats)?;
    cues(out, stats)?;
    speakers(out, stats)?;
    chart(out, stats, &Screen::stdout())
}

fn decisions(out: &mut impl Write, stats: &Stats) -> io::Result<()> {
    let of = &stats.decisions;
    let words = [
        (of.confirmed, "accepted"),
        (of.retagged, "changed"),
        (of.rejected, "rejected"),
        (of.added, "added"),
        (of.nothing, "nothing here"),
        (of.open, "noted, not decided"),
        (of.skipped, "skipped"),
        (of.other, "unknown to this version"),
    ];
    let words = words.into_iter().filter(|(count, _)| *count > 0);
    let words: Vec<String> = words.map(|(count, word)| format!("{count} {word}")).collect();
    if words.is_empty() {
        return writeln!(out, "no decisions yet");
    }
    let bulk = if of.bulk > 0 { format!("; {} of them in bulk", of.bulk) } else { String::new() };
    let bounds =
        if of.rebounded > 0 { format!("; {} with other bounds", of.rebounded) } else { String::new() };
    wrapped(out, &format!("decisions: {}{bulk}{bounds}", words.join(", ")), "  ")
}

fn title(category: &CategoryStats) -> String {
    format!("{} {}", category.letter, visible::line(&category.name))
}

fn categories(out: &mut impl Write, stats: &Stats) -> io::Result<()> {
    let heads = ["category", "claims", "decided", "accepted", "replaced", "rejected", "given", "added"];
    let mut rows = vec![row(heads)];
    for category in &stats.categories {
        let counts = category_counts(category).map(|(_, count)| count.to_string());
        rows.push(std::iter::once(title(category)).chain(counts).collect());
    }
    writeln!(out)?;
    table(out, &rows)
}

fn acceptance(out: &mut impl Write, stats: &Stats) -> io::Result<()> {
    if stats.acceptance_seen.decided + stats.acceptance_blind.decided == 0 {
        return Ok(());
    }
    let cell = |one: Acceptance| match one.rate() {
        Some(rate) => format!("{} ({} of {})", figure(rate), one.accepted, one.decided),
        None => "–".to_owned(),
    };
    let mut rows = vec![row(["agreed with the suggestion", "when seen", "blind"])];
    for category in &stats.categories {
        rows.push(vec![title(category), cell(category.acceptance_seen), cell(category.acceptance_blind)]);
    }
    for (model, one) in &stats.acceptance_personal {
        rows.push(vec![format!("with {model}"), cell(*one), String::new()]);
    }
    rows.push(vec!["all categories".to_owned(), cell(stats.acceptance_seen), cell(stats.acceptance_blind)]);
    writeln!(out)?;
    table(out, &rows)
}

fn timing(out: &mut impl Write, stats: &Stats) -> io::Result<()> {
    let timing = &stats.timing;
    if let (Some(median), Some((low, high))) = (timing.median_seconds, timing.quartiles_seconds) {
        let text = format!(
            "median decision time: {median} s ({}); half of them took {low} to {high} s; pauses of more than five \
             minutes are left out",
            counted(timing.decisions, "decision")
        );
        writeln!(out)?;
        wrapped(out, &text, "  ")?;
    }
    for RushedRun { article, confirmations, seconds, at } in &timing.rushed_runs {
        let text = format!(
            "note: {confirmations} claims in a row were accepted in less than a second each ({seconds} s, {} from {}); \
             they may be unread",
            visible::line(article),
            visible::line(at)
        );
        wrapped(out, &text, "  ")?;
    }
    Ok(())
}

/// ` (of 24)` for a list that shows only its first rows.
fn listed_of(count: usize) -> String {
    if count > LISTED { format!(" (of {count})") } else { String::new() }
}

fn cues(out: &mut impl Write, stats: &Stats) -> io::Result<()> {
    if stats.cues.is_empty() {
        return Ok(());
    }
    let title = format!("cues most often decided on{}", listed_of(stats.cues.len()));
    let mut rows = vec![row([title.as_str(), "category", "right", "wrong", "share"])];
    for cue in stats.cues.iter().take(LISTED) {
        rows.push(vec![
            visible::line(&cue.cue).into_owned(),
            visible::line(&cue.category).into_owned(),
            cue.confirmed.to_string(),
            cue.rejected.to_string(),
            figure(cue.precision),
        ]);
    }
    writeln!(out)?;
    table(out, &rows)
}

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
    let title = format!("who says it{}", listed_of(stats.speakers.len()));
    let letters = stats.categories.iter().map(|category| category.letter.to_string());
    let mut rows = vec![[title, "claims".to_owned()].into_iter().chain(letters).collect::<Vec<_>>()];
    for speaker in listed(stats) {
        let counts = speaker.categories.iter().map(ToString::to_string);
        rows.push([name(speaker).to_owned(), speaker.claims.to_string()].into_iter().chain(counts).collect());
    }
    writeln!(out)?;
    table(out, &rows)?;
    if stats.unattributed > 0 {
        let text = format!("without {} that only the annotator marked", counted(stats.unattributed, "claim"));
        wrapped(out, &text, "  ")?;
    }
    Ok(())
}

fn chart(out: &mut impl Write, stats: &Stats, screen: &Screen) -> io::Result<()> {
    let most = listed(stats).flat_map(|speaker| &speaker.categories).max().copied().unwrap_or(0);
    if most == 0 {
        return Ok(());
    }
    let names = listed(stats).map(|speaker| visible::width(name(speaker))).max().unwrap_or(0);
    let (names, columns) = screen.names_and_columns(names, NAME_WIDTH);
    let digits = most.to_string().len();
    // Beside the bar: the name, the letter, the count, and the gaps between them.
    let cells = columns.saturating_sub(names + digits + 6).clamp(1, most * CELLS_PER_CLAIM);
    writeln!(out)?;
    for speaker in listed(stats) {
        let mut shown = name(speaker);
        for (category, &count) in stats.categories.iter().zip(&speaker.categories) {
            if count > 0 {
                let (name, count) = (
                    left(shown, names),
                    format!("{count:>digits$} {}", bar(count, most, cells, screen.blocks)),
                );
                writeln!(out, "{name}  {} {count}", category.letter)?;
                shown = "";
            }
        }
    }
    Ok(())
}
