//! The window with numbers: what was found and decided, by category, cue and speaker, and how fast.

use super::paint::Paint;
use super::popup::{Pieces, Window, window};
use crate::reading::Stats;
use crate::session::Model;
use crate::tag::Kept;
use crate::text::visible;
use crate::text::visible::bar;
use crate::theme::Part;
use ratatui::style::Modifier;

/// Cells of the widest window, border included.
const WIDTH: u16 = 84;
/// Speakers and cues that are listed.
const LISTED: usize = 12;
/// The widest name, in cells.
const NAME: usize = 26;
/// The widest bar, in cells.
const BAR: usize = 20;

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model, stats: &Stats, top: usize) {
    let lines = lines(paint, model, stats);
    window(paint, model, " Numbers ", &lines, top, WIDTH);
}

/// Its lines, as they have room on this screen.
pub(super) fn lines(paint: &Paint<'_>, model: &Model, stats: &Stats) -> Vec<Pieces> {
    let width = usize::from(Window::inside(model, WIDTH));
    let mut lines = whole(paint, stats);
    lines.push(Pieces::new());
    lines.extend(categories(paint, model, stats, width));
    lines.extend(voices(paint, model, stats, width));
    lines.extend(cues(paint, stats, width));
    lines
}

fn head(paint: &Paint<'_>, text: &str) -> Pieces {
    vec![(text.to_owned(), paint.style(Part::PopupTitle).add_modifier(Modifier::BOLD))]
}

fn percent(kept: Kept) -> Option<String> {
    let share = kept.share()?;
    Some(format!("{:.0} % ({} of {})", share * 100.0, kept.kept, kept.decided))
}

fn whole(paint: &Paint<'_>, stats: &Stats) -> Vec<Pieces> {
    let (text, dim) = (paint.style(Part::Text), paint.style(Part::Dim));
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
        (format!("{} passages, {} decided{lost}", stats.marks, stats.decided), text),
        (format!(", {} words", stats.words), dim),
    ]];
    if !parts.is_empty() {
        lines.push(vec![(parts.join(", "), dim)]);
    }
    for (kept, how) in [(stats.kept_seen, "with it in sight"), (stats.kept_blind, "blind")] {
        if let Some(share) = percent(kept) {
            lines.push(vec![
                ("the machine’s word was kept ".to_owned(), dim),
                (share, text),
                (format!(" {how}"), dim),
            ]);
        }
    }
    if let Some(median) = stats.pace.median {
        lines.push(vec![
            ("a decision took ".to_owned(), dim),
            (format!("{median} s"), text),
            (format!(", the median of {}", stats.pace.timed), dim),
        ]);
    }
    for haste in &stats.pace.haste {
        let said = format!("{} confirmations in a row took less than a second each", haste.confirmations);
        lines.push(vec![(said, paint.style(Part::Warn))]);
    }
    lines
}

fn categories(paint: &Paint<'_>, model: &Model, stats: &Stats, width: usize) -> Vec<Pieces> {
    let scheme = &model.reading.scheme;
    let most = stats.categories.iter().map(|category| category.claims).max().unwrap_or(0);
    let (text, dim) = (paint.style(Part::Text), paint.style(Part::Dim));
    let name =
        stats.categories.iter().map(|category| visible::width(&category.name)).max().unwrap_or(0).min(NAME);
    let cells = width.saturating_sub(name + 36).clamp(1, BAR);
    let line = |(index, category): (usize, &crate::reading::stats::CategoryStats)| {
        let style = paint.letter(scheme, crate::claim::CategoryId(index as u8));
        let bar = bar(category.claims, most, cells, true);
        let gap = " ".repeat(cells.saturating_sub(visible::width(&bar)));
        let decided = format!("{:>4} decided", category.decided);
        let kept = percent(category.kept_seen).map(|share| format!("  kept {share}"));
        vec![
            (format!("{} ", category.letter), style),
            (padded(&category.name, name), text),
            (format!(" {:>5} ", category.claims), text),
            (format!("{bar}{gap}"), style.remove_modifier(Modifier::BOLD)),
            (format!("{decided}{}", kept.unwrap_or_default()), dim),
        ]
    };
    stats.categories.iter().enumerate().map(line).collect()
}

/// Who says what: a table of speakers and categories, with a bar for all of it.
fn voices(paint: &Paint<'_>, model: &Model, stats: &Stats, width: usize) -> Vec<Pieces> {
    if stats.voices.is_empty() {
        return Vec::new();
    }
    let scheme = &model.reading.scheme;
    let (text, dim) = (paint.style(Part::Text), paint.style(Part::Dim));
    let listed = stats.voices.iter().take(LISTED);
    let who = |speaker: &Option<String>| speaker.as_deref().map_or("the author".to_owned(), str::to_owned);
    let name = listed.clone().map(|voice| visible::width(&who(&voice.speaker))).max().unwrap_or(0).min(NAME);
    let most = stats.voices.first().map_or(0, |voice| voice.claims);
    let columns = 4 * stats.categories.len();
    let cells = width.saturating_sub(name + columns + 8).clamp(1, BAR);
    let mut heading =
        vec![(padded("Who says it", name + 7), paint.style(Part::PopupTitle).add_modifier(Modifier::BOLD))];
    heading.extend(stats.categories.iter().enumerate().map(|(index, category)| {
        (format!("{:>4}", category.letter), paint.letter(scheme, crate::claim::CategoryId(index as u8)))
    }));
    let mut lines = vec![Pieces::new(), heading];
    for voice in listed {
        let mut line =
            vec![(padded(&who(&voice.speaker), name), text), (format!(" {:>5} ", voice.claims), text)];
        line.extend(
            voice
                .categories
                .iter()
                .map(|count| (if *count == 0 { "   ·".to_owned() } else { format!("{count:>4}") }, dim)),
        );
        line.push((format!("  {}", bar(voice.claims, most, cells, true)), dim));
        lines.push(line);
    }
    let more = stats.voices.len().saturating_sub(LISTED);
    if more > 0 {
        lines.push(vec![(format!("and {more} more"), dim)]);
    }
    lines
}

/// How the cues fared that were decided on most often.
fn cues(paint: &Paint<'_>, stats: &Stats, width: usize) -> Vec<Pieces> {
    if stats.cues.is_empty() {
        return Vec::new();
    }
    let (text, dim) = (paint.style(Part::Text), paint.style(Part::Dim));
    let listed = stats.cues.iter().take(LISTED);
    let name =
        listed.clone().map(|cue| visible::width(&cue.cue)).max().unwrap_or(0).min(width.saturating_sub(30));
    let mut lines = vec![Pieces::new(), head(paint, "Cues most often decided on")];
    lines.extend(listed.map(|cue| {
        vec![
            (padded(&cue.cue, name), text),
            (format!("  right {:>3}  wrong {:>3}", cue.confirmed, cue.rejected), dim),
            (format!("  {:>3.0} %", cue.precision * 100.0), text),
        ]
    }));
    lines
}

/// A text in just so many cells.
fn padded(text: &str, cells: usize) -> String {
    let cut = visible::cut(text, cells);
    let gap = cells.saturating_sub(visible::width(&cut));
    format!("{cut}{}", " ".repeat(gap))
}
