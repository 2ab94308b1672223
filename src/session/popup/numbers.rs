//! The popup with numbers: claims and decisions by category, cue and speaker, and how fast they were made.

use super::Content;
use crate::claim::CategoryId;
use crate::reading::Stats;
use crate::reading::stats::CategoryStats;
use crate::session::line::{Emphasis, Ink, Line, padded, piece};
use crate::session::model::Model;
use crate::tag::Kept;
use crate::text::visible::{self, bar};
use crate::theme::Part;

/// Cells with the border, at most.
const MAX_WIDTH: u16 = 84;
/// Speakers and cues listed, at most.
const MAX_LISTED: usize = 12;
/// Cells of a name, at most.
const MAX_NAME: usize = 26;
/// Cells of a bar, at most.
const MAX_BAR: usize = 20;

pub(super) fn content(model: &Model, stats: &Stats) -> Content {
    let width = super::inside_width(model, MAX_WIDTH);
    let mut lines = overview(stats);
    lines.push(Line::new());
    lines.extend(categories(stats, width));
    lines.extend(speakers(stats, width));
    lines.extend(cues(stats, width));
    Content { title: " Numbers ".to_owned(), width: MAX_WIDTH, lines, ..Content::default() }
}

fn heading() -> Ink {
    Ink::from(Part::PopupTitle).with(Emphasis::Bold)
}

/// The widest of these texts, up to a limit.
fn column<'t>(texts: impl Iterator<Item = &'t str>, max: usize) -> usize {
    texts.map(visible::width).max().unwrap_or(0).min(max)
}

fn percent(kept: Kept) -> Option<String> {
    let share = kept.share()?;
    Some(format!("{:.0} % ({} of {})", share * 100.0, kept.kept, kept.decided))
}

fn overview(stats: &Stats) -> Vec<Line> {
    let (text, dim) = (Part::Text, Part::Dim);
    let lost = if stats.orphaned > 0 { format!(", {} lost", stats.orphaned) } else { String::new() };
    let of = &stats.decisions;
    let parts = [
        (of.confirmed, "confirmed"),
        (of.retagged, "re-categorised"),
        (of.rejected, "rejected"),
        (of.added, "added"),
        (of.nothing, "nothing here"),
        (of.open, "only noted"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let mut lines = vec![vec![
        piece(format!("{} passages, {} decided{lost}", stats.marks, stats.decided), text),
        piece(format!(", {} words", stats.words), dim),
    ]];
    if !parts.is_empty() {
        lines.push(vec![piece(parts.join(", "), dim)]);
    }
    for (kept, how) in [(stats.kept_seen, " when shown"), (stats.kept_blind, " when hidden")] {
        if let Some(share) = percent(kept) {
            lines.push(vec![piece("agreed with the suggestion: ", dim), piece(share, text), piece(how, dim)]);
        }
    }
    if let Some(median) = stats.pace.median {
        lines.push(vec![
            piece("median decision time: ", dim),
            piece(format!("{median} s"), text),
            piece(format!(" ({} decisions)", stats.pace.timed), dim),
        ]);
    }
    for run in &stats.pace.haste {
        let text = format!("{} confirmations in a row took less than a second each", run.confirmations);
        lines.push(vec![piece(text, Part::Warn)]);
    }
    lines
}

fn categories(stats: &Stats, width: usize) -> Vec<Line> {
    let max = stats.categories.iter().map(|category| category.claims).max().unwrap_or(0);
    let name = column(stats.categories.iter().map(|category| category.name.as_str()), MAX_NAME);
    let cells = width.saturating_sub(name + 36).clamp(1, MAX_BAR);
    let line = |(index, category): (usize, &CategoryStats)| {
        let ink = Ink::from(CategoryId(index as u8));
        let kept = percent(category.kept_seen).map(|share| format!("  agreed {share}"));
        vec![
            piece(format!("{} ", category.letter), ink),
            piece(padded(&category.name, name), Part::Text),
            piece(format!(" {:>5} ", category.claims), Part::Text),
            piece(padded(&bar(category.claims, max, cells, true), cells), ink.with(Emphasis::NotBold)),
            piece(format!("{:>4} decided{}", category.decided, kept.unwrap_or_default()), Part::Dim),
        ]
    };
    stats.categories.iter().enumerate().map(line).collect()
}

/// A table of speakers and categories, with a bar for each speaker's total.
fn speakers(stats: &Stats, width: usize) -> Vec<Line> {
    if stats.voices.is_empty() {
        return Vec::new();
    }
    let listed = stats.voices.iter().take(MAX_LISTED);
    let listed = listed.map(|voice| (voice.speaker.as_deref().unwrap_or("the author"), voice));
    let name = column(listed.clone().map(|(speaker, _)| speaker), MAX_NAME);
    let max = stats.voices.first().map_or(0, |voice| voice.claims);
    let cells = width.saturating_sub(name + 4 * stats.categories.len() + 8).clamp(1, MAX_BAR);
    let mut head = vec![piece(padded("Who says it", name + 7), heading())];
    head.extend(
        stats
            .categories
            .iter()
            .enumerate()
            .map(|(index, category)| piece(format!("{:>4}", category.letter), CategoryId(index as u8))),
    );
    let mut lines = vec![Line::new(), head];
    for (speaker, voice) in listed {
        let mut line = vec![
            piece(padded(speaker, name), Part::Text),
            piece(format!(" {:>5} ", voice.claims), Part::Text),
        ];
        let count = |count: &usize| if *count == 0 { "   ·".to_owned() } else { format!("{count:>4}") };
        line.extend(voice.categories.iter().map(|claims| piece(count(claims), Part::Dim)));
        line.push(piece(format!("  {}", bar(voice.claims, max, cells, true)), Part::Dim));
        lines.push(line);
    }
    let more = stats.voices.len().saturating_sub(MAX_LISTED);
    if more > 0 {
        lines.push(vec![piece(format!("and {more} more"), Part::Dim)]);
    }
    lines
}

/// How often the cues were right that were decided on most often.
fn cues(stats: &Stats, width: usize) -> Vec<Line> {
    if stats.cues.is_empty() {
        return Vec::new();
    }
    let listed = stats.cues.iter().take(MAX_LISTED);
    let name = column(listed.clone().map(|cue| cue.cue.as_str()), width.saturating_sub(30));
    let mut lines = vec![Line::new(), vec![piece("Cues most often decided on", heading())]];
    lines.extend(listed.map(|cue| {
        vec![
            piece(padded(&cue.cue, name), Part::Text),
            piece(format!("  right {:>3}  wrong {:>3}", cue.confirmed, cue.rejected), Part::Dim),
            piece(format!("  {:>3.0} %", cue.precision * 100.0), Part::Text),
        ]
    }));
    lines
}
