//! Popup with statistics: claims and decisions by category, cue and speaker, and decision times.

use super::content::{Content, inside_width};
use crate::claim::CategoryId;
use crate::reading::Stats;
use crate::reading::stats::CategoryStats;
use crate::session::Action;
use crate::session::keymap::Table;
use crate::session::line::{Emphasis, Ink, Line, padded, piece, wrapped};
use crate::session::model::Model;
use crate::session::teaching::is_doubtful;
use crate::tag::Acceptance;
use crate::text::number::{counted, grouped};
use crate::text::visible::{self, bar};
use crate::theme::Part;

/// In cells, including the border.
const MAX_WIDTH: u16 = 84;
/// Speakers or cues listed.
const MAX_LISTED: usize = 12;
/// In cells.
const MAX_NAME: usize = 26;
/// In cells.
const MAX_BAR: usize = 20;

pub(super) fn content(model: &Model, stats: &Stats) -> Content {
    let width = inside_width(model, MAX_WIDTH);
    let mut lines: Vec<Line> = Vec::new();
    if let Some(so_far) = model.so_far() {
        lines.extend(wrapped(&so_far, width, Part::Warn));
    }
    lines.extend(overview(stats));
    lines.push(Line::new());
    lines.extend(categories(stats, width));
    lines.extend(speakers(stats, width));
    lines.extend(cues(stats, width));
    lines.extend(doubtful(model, stats, width));
    let keys = [(Action::CueTrials, "cues on trial"), (Action::Learn, "learn from your tags")];
    let key = |(action, word)| Some(format!("{} {word}", model.keymap.first(Table::Read, action)?));
    let own = keys.into_iter().filter_map(key).collect();
    Content { title: " Numbers ".to_owned(), width: MAX_WIDTH, lines, own, ..Content::default() }
}

fn heading() -> Ink {
    Ink::from(Part::PopupTitle).with(Emphasis::Bold)
}

/// Width of the widest text, up to `max`.
fn column<'t>(texts: impl Iterator<Item = &'t str>, max: usize) -> usize {
    texts.map(visible::width).max().unwrap_or(0).min(max)
}

fn percent(kept: Acceptance) -> Option<String> {
    let share = kept.rate()?;
    Some(format!("{:.0} % ({} of {})", share * 100.0, kept.accepted, kept.decided))
}

fn overview(stats: &Stats) -> Vec<Line> {
    let (text, dim) = (Part::Text, Part::Dim);
    let lost = if stats.orphaned > 0 { format!(", {} lost", stats.orphaned) } else { String::new() };
    let of = &stats.decisions;
    // The table below counts them for no category.
    let rejected = match of.rejected + of.nothing {
        0 => String::new(),
        count => format!(", {} of them rejected", grouped(count)),
    };
    let parts = [
        (of.confirmed, "accepted"),
        (of.retagged, "changed"),
        (of.rejected, "rejected"),
        (of.added, "added"),
        (of.nothing, "nothing here"),
        (of.open, "noted, not decided"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let mut lines = vec![vec![
        piece(
            format!("{}, {} decided{rejected}{lost}", counted(stats.marks, "claim"), grouped(stats.decided)),
            text,
        ),
        piece(format!(", {}", counted(stats.words, "word")), dim),
    ]];
    if !parts.is_empty() {
        lines.push(vec![piece(parts.join(", "), dim)]);
    }
    for (kept, how) in [(stats.acceptance_seen, " when shown"), (stats.acceptance_blind, " when hidden")] {
        if let Some(share) = percent(kept) {
            lines.push(vec![piece("agreed with the suggestion: ", dim), piece(share, text), piece(how, dim)]);
        }
    }
    for (model, kept) in &stats.acceptance_personal {
        if let Some(share) = percent(*kept) {
            lines.push(vec![
                piece("of these with ", dim),
                piece(format!("{model}: "), dim),
                piece(share, text),
            ]);
        }
    }
    if let Some(median) = stats.timing.median_seconds {
        lines.push(vec![
            piece("median decision time: ", dim),
            piece(format!("{median} s"), text),
            piece(format!(" ({})", counted(stats.timing.decisions, "decision")), dim),
        ]);
    }
    for run in &stats.timing.rushed_runs {
        let text = format!("{} claims in a row were accepted in less than a second each", run.confirmations);
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
        let kept = percent(category.acceptance_seen).map(|share| format!("  agreed {share}"));
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
    if stats.speakers.is_empty() {
        return Vec::new();
    }
    let listed = stats.speakers.iter().take(MAX_LISTED);
    let listed = listed.map(|speaker| (speaker.name.as_deref().unwrap_or("the author"), speaker));
    let name = column(listed.clone().map(|(name, _)| name), MAX_NAME);
    let max = stats.speakers.first().map_or(0, |speaker| speaker.claims);
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
    for (label, speaker) in listed {
        let mut line = vec![
            piece(padded(label, name), Part::Text),
            piece(format!(" {:>5} ", speaker.claims), Part::Text),
        ];
        let count = |count: &usize| if *count == 0 { "   ·".to_owned() } else { format!("{count:>4}") };
        line.extend(speaker.categories.iter().map(|claims| piece(count(claims), Part::Dim)));
        line.push(piece(format!("  {}", bar(speaker.claims, max, cells, true)), Part::Dim));
        lines.push(line);
    }
    let more = stats.speakers.len().saturating_sub(MAX_LISTED);
    if more > 0 {
        lines.push(vec![piece(format!("and {more} more"), Part::Dim)]);
    }
    lines
}

/// Precision of the cues with most decisions.
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

/// Offers to silence the cues that were wrong most of the time.
fn doubtful(model: &Model, stats: &Stats, width: usize) -> Vec<Line> {
    let doubtful: Vec<String> = stats
        .cues
        .iter()
        .filter(|cue| is_doubtful(cue.confirmed, cue.rejected))
        .map(|cue| format!("{} ({} of {})", cue.cue, cue.rejected, cue.confirmed + cue.rejected))
        .collect();
    if doubtful.is_empty() {
        return Vec::new();
    }
    let text = format!(
        "Wrong most of the time: {}. {} silences them.",
        doubtful.join(", "),
        model.key(Action::CueTrials)
    );
    wrapped(&text, width, Part::Warn).collect()
}
