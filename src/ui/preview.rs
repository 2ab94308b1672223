//! Preview of an article on the shelf, and the help over it.

use super::paint::Paint;
use super::popup::frame;
use crate::session::{Area, Keymap, ShelfEntry, Stage, shelf_help};
use crate::text::number::counted;
use crate::text::{Span, visible, wrap};
use crate::theme::Part;
use ratatui::style::Modifier;

/// Widest row of the preview, in cells, for easy reading.
const MEASURE: u16 = 72;
/// Widest help, in cells.
const MAX_HELP: u16 = 64;

/// The title, the byline, the figures and the first paragraphs of an article.
pub(super) fn draw(paint: &mut Paint<'_>, entry: &ShelfEntry, area: Area) {
    let beside = area.x > 0;
    let border = paint.style(Part::Border);
    let left = area.x + 3;
    let (mut y, end) = (area.y, area.y + area.height);
    if beside {
        (area.y..end).for_each(|y| paint.glyph(area.x, y, "│", border));
    } else {
        paint.text(area.x, y, area.width, &"─".repeat(usize::from(area.width)), border);
        y += 1;
    }
    let width = (area.x + area.width).saturating_sub(left + 2).min(MEASURE);
    let accent = paint.style(Part::Accent).add_modifier(Modifier::BOLD);
    let dim = paint.style(Part::Dim);
    for row in rows(entry.title(), width) {
        if y < end {
            paint.text(left, y, width, &row, accent);
            y += 1;
        }
    }
    let byline = entry.known().map(|known| known.about.byline(usize::from(width))).unwrap_or_default();
    if y < end && !byline.is_empty() {
        paint.text(left, y, width, &byline, dim);
        y += 1;
    }
    if y < end {
        paint.text(left, y, width, &figures(entry), dim);
        y += 2;
    }
    let (paragraphs, style) = match &entry.survey {
        Some(Ok(known)) => (known.opening.clone(), paint.style(Part::Text)),
        Some(Err(why)) => (vec![format!("It cannot be read: {why}")], paint.style(Part::Warn)),
        None => (vec!["looking through it …".to_owned()], dim),
    };
    for paragraph in paragraphs {
        for row in rows(&paragraph, width) {
            if y >= end {
                return;
            }
            paint.text(left, y, width, &row, style);
            y += 1;
        }
        y += 1;
    }
}

/// The rows of a text in `width` cells.
pub(super) fn rows(text: &str, width: u16) -> Vec<String> {
    let rows = wrap::wrap(text, Span::of(0..text.len()), width.max(1));
    rows.into_iter().map(|row| row.slice(text).trim_end().to_owned()).collect()
}

/// Its file, length, progress and last visit.
fn figures(entry: &ShelfEntry) -> String {
    let mut parts: Vec<String> = Vec::new();
    let known = entry.known();
    if known.is_some_and(|known| known.title.is_some()) {
        parts.push(entry.name.clone());
    }
    if let Some(known) = known {
        parts.push(counted(known.words, "word"));
        parts.push(format!("{} of {} decided", known.decided, counted(known.claims, "claim")));
        if known.skipped > 0 {
            parts.push(format!("{} skipped", known.skipped));
        }
        if known.orphaned > 0 {
            parts.push(format!("{} lost", known.orphaned));
        }
    }
    let day = entry.last_read.as_deref().and_then(|at| at.get(..10));
    parts.push(match (entry.stage(), day) {
        (Stage::Unread, _) | (_, None) => "unread".to_owned(),
        (_, Some(day)) => format!("last read {day}"),
    });
    parts.join(" · ")
}

/// The help over everything but the last row.
pub(super) fn help(paint: &mut Paint<'_>, keymap: &Keymap, top: usize, screen: Area) {
    let width = if screen.width < MAX_HELP + 16 { screen.width } else { MAX_HELP };
    let lines = shelf_help(keymap, usize::from(width.saturating_sub(4)).max(1));
    let height = (lines.len() as u16 + 2).min(screen.height.saturating_sub(1)).max(2);
    let x = (screen.width - width) / 2;
    let y = (screen.height.saturating_sub(1 + height)) / 2;
    frame(paint, Area { x, y, width, height }, " Keys on the shelf ");
    let rows = usize::from(height - 2);
    let top = top.min(lines.len().saturating_sub(rows));
    for (line, y) in lines.iter().skip(top).take(rows).zip(y + 1..) {
        paint.line(x + 2, y, x + width - 2, line);
    }
    if lines.len() > rows {
        let foot = format!(" {}–{} of {} ", top + 1, top + rows, lines.len());
        let cells = visible::width(&foot) as u16;
        if cells + 4 < width {
            paint.text(x + width - cells - 2, y + height - 1, cells, &foot, paint.style(Part::Dim));
        }
    }
}
