//! The shelf: one article per row with its progress, and a preview of the selected one.

use super::bars::sign;
use super::paint::Paint;
use super::preview;
use crate::session::keymap::Table;
use crate::session::{Action, Area, Keymap, Shelf, ShelfEntry, Stage};
use crate::text::number::counted;
use crate::text::visible;
use crate::theme::{Part, Theme};
use ratatui::Frame;
use ratatui::style::{Modifier, Style};

/// Nothing is painted on narrower screens.
const MIN_WIDTH: u16 = 12;
/// Columns from which the list has a bar of progress, and its cells.
const MIN_BAR_WIDTH: u16 = 56;
const BAR: u16 = 10;
/// Cells of the bar over all articles.
const TOTAL_BAR: u16 = 16;

/// A column of figures, shown from `from` columns of the list on.
struct Column {
    head: &'static str,
    width: u16,
    from: u16,
    cell: fn(&ShelfEntry) -> String,
}

const COLUMNS: [Column; 4] = [
    Column {
        head: "words",
        width: 9,
        from: 74,
        cell: |entry| entry.known().map_or_else(String::new, |known| known.words.to_string()),
    },
    Column { head: "decided", width: 11, from: 28, cell: decided },
    Column { head: "lost", width: 6, from: 92, cell: lost },
    Column { head: "last read", width: 12, from: 84, cell: day },
];

/// Decisions and claims; `~` marks a number that the model has yet to confirm.
fn decided(entry: &ShelfEntry) -> String {
    match &entry.survey {
        Some(Ok(known)) if known.claims == 0 => "no claims".to_owned(),
        Some(Ok(known)) => format!("{}/{}{}", known.decided, about(entry.provisional), known.claims),
        Some(Err(_)) => String::new(),
        None => "…".to_owned(),
    }
}

/// Marks a provisional figure.
fn about(provisional: bool) -> String {
    if provisional { "~".to_owned() } else { String::new() }
}

fn lost(entry: &ShelfEntry) -> String {
    entry
        .known()
        .filter(|known| known.orphaned > 0)
        .map_or_else(String::new, |known| known.orphaned.to_string())
}

fn day(entry: &ShelfEntry) -> String {
    entry.last_read.as_deref().and_then(|at| at.get(..10)).unwrap_or("unread").to_owned()
}

pub fn shelf(frame: &mut Frame<'_>, shelf: &Shelf, keymap: &Keymap, theme: &Theme) {
    let screen = frame.area();
    if shelf.size != (screen.width, screen.height) {
        return;
    }
    let (width, height) = shelf.size;
    let mut paint = Paint::new(frame.buffer_mut(), theme, None);
    let all = Area { x: 0, y: 0, width, height };
    paint.fill(all, paint.style(Part::Background));
    if width < MIN_WIDTH || height < 4 {
        paint.text(0, 0, width, "too small", paint.style(Part::Text));
        return;
    }
    let layout = shelf.layout();
    header(&mut paint, shelf, Area { height: 1, ..all });
    heads(&mut paint, layout.heads);
    for (row, place) in (shelf.top..shelf.shown.len()).take(shelf.rows()).enumerate() {
        let Some(entry) = shelf.shown.get(place).and_then(|at| shelf.entries.get(*at)) else { continue };
        let area = Area { y: layout.list.y + row as u16, height: 1, ..layout.list };
        line(&mut paint, entry, place == shelf.selected, area);
    }
    if shelf.shown.is_empty() {
        // Titles are known once their articles are read.
        let (read, all) = (shelf.surveyed(), shelf.entries.len());
        let lead = if read < all {
            format!("no match in {read} of {all} articles, looking further …")
        } else {
            "no match".to_owned()
        };
        let text = format!("{lead}; {} shows all", keymap.key(Action::Cancel));
        paint.text(3, 2, width.saturating_sub(4), &text, paint.style(Part::Dim));
    }
    let selected = shelf.current().and_then(|at| shelf.entries.get(at));
    if let (Some(area), Some(entry)) = (layout.preview, selected) {
        preview::draw(&mut paint, entry, area);
    }
    let cursor = status(&mut paint, shelf, keymap, Area { y: height - 1, height: 1, ..all });
    if let Some(top) = shelf.help {
        preview::help(&mut paint, keymap, top, all);
    } else if let Some(cursor) = cursor {
        frame.set_cursor_position(cursor);
    }
}

/// The part of `cells` cells that is done, then the rest; a begun bar is never empty, and an unfinished one never full.
fn bar(paint: &mut Paint<'_>, x: u16, y: u16, cells: u16, (done, all): (usize, usize)) {
    let filled = (usize::from(cells) * done.min(all)).checked_div(all).unwrap_or(0);
    let filled = match done {
        0 => 0,
        _ if done >= all => usize::from(cells),
        _ => filled.clamp(1, usize::from(cells.saturating_sub(1)).max(1)),
    };
    let rest = usize::from(cells) - filled;
    let x = paint.text(x, y, cells, &"━".repeat(filled), paint.style(Part::Accent));
    paint.text(x, y, rest as u16, &"╌".repeat(rest), paint.style(Part::Dim));
}

fn header(paint: &mut Paint<'_>, shelf: &Shelf, area: Area) {
    let style = paint.style(Part::Header);
    paint.fill(area, style);
    let (all, seen) = (shelf.entries.len(), shelf.surveyed());
    let accent = style.patch(paint.style(Part::Accent)).add_modifier(Modifier::BOLD);
    let at = paint.text(1, area.y, area.width - 1, &counted(all, "article"), accent);
    let unread = shelf.entries.iter().filter(|entry| entry.stage() == Stage::Unread).count();
    let known = || shelf.entries.iter().filter_map(ShelfEntry::known);
    let claims: usize = known().map(|known| known.claims).sum();
    let decided: usize = known().map(|known| known.decided).sum();
    let about = about(shelf.entries.iter().any(|entry| entry.provisional));
    let right = if seen < all {
        format!("looked through {seen}/{all}")
    } else {
        format!("{decided}/{about}{claims}")
    };
    let dim = paint.style(Part::Dim);
    let cells = visible::width(&right) as u16;
    // The total stands at the right, its bar before it, the folder in the middle.
    let mut end = area.width;
    if at + cells + 3 <= end {
        end -= cells + 1;
        paint.text(end, area.y, cells, &right, dim);
    }
    if seen == all && claims > 0 && at + TOTAL_BAR + 16 <= end {
        end -= TOTAL_BAR + 2;
        bar(paint, end, area.y, TOTAL_BAR, (decided, claims));
    }
    let unread = if unread == 0 { "  none unread".to_owned() } else { format!("  {unread} unread") };
    if at + visible::width(&unread) as u16 + 1 > end {
        return;
    }
    let at = paint.text(at, area.y, end - at, &unread, dim);
    let cells = visible::width(&shelf.folder) as u16;
    if cells > 0 && at + cells + 6 <= end {
        paint.text(at, area.y, cells + 5, &format!("  in {}", shelf.folder), dim);
    }
}

/// The columns that fit, each with its left edge, and the right edge of the titles. A bar of progress stands before
/// the decisions.
fn columns(area: Area) -> (Vec<(u16, &'static Column)>, Option<u16>, u16) {
    let shown: Vec<&Column> = COLUMNS.iter().filter(|column| area.width >= column.from).collect();
    let has_bar = area.width >= MIN_BAR_WIDTH;
    let extra = if has_bar { BAR + 2 } else { 0 };
    let cells = shown.iter().map(|column| column.width).sum::<u16>() + extra + 1;
    let mut at = (area.x + area.width).saturating_sub(cells);
    let end = at;
    let mut bar = None;
    let mut placed = Vec::new();
    for column in shown {
        if column.head == "decided" && has_bar {
            bar = Some(at + 2);
            at += extra;
        }
        placed.push((at, column));
        at += column.width;
    }
    (placed, bar, end)
}

fn cell(paint: &mut Paint<'_>, x: u16, y: u16, column: &Column, text: &str, style: Style) {
    let gap = column.width.saturating_sub(visible::width(text) as u16);
    paint.text(x + gap, y, column.width - gap, text, style);
}

fn heads(paint: &mut Paint<'_>, area: Area) {
    let dim = paint.style(Part::Dim);
    let (columns, _, end) = columns(area);
    paint.text(3, area.y, end.saturating_sub(3), "article", dim);
    for (x, column) in columns {
        cell(paint, x, area.y, column, column.head, dim);
    }
}

fn line(paint: &mut Paint<'_>, entry: &ShelfEntry, selected: bool, area: Area) {
    let stage = entry.stage();
    let base = match (selected, stage) {
        (true, _) => paint.style(Part::ListSelected),
        (false, Stage::Done) => paint.style(Part::ListDone),
        (false, _) => paint.style(Part::ListItem),
    };
    if selected {
        paint.restyle(area.x, area.y, area.width, base);
        paint.glyph(area.x, area.y, "▌", paint.style(Part::Accent));
    }
    let (glyph, part) = match stage {
        Stage::Unread => ("●", Part::Info),
        Stage::Begun => ("◐", Part::Unsaved),
        Stage::Done => ("✓", Part::Saved),
    };
    paint.glyph(area.x + 1, area.y, glyph, paint.style(part));
    let (columns, bar_at, end) = columns(area);
    let weight = if stage == Stage::Unread { base.add_modifier(Modifier::BOLD) } else { base };
    let room = end.saturating_sub(area.x + 4);
    let at = paint.text(area.x + 3, area.y, room, entry.title(), weight);
    let dim = if selected { base } else { paint.style(Part::Dim) };
    let room = end.saturating_sub(at + 3);
    match &entry.survey {
        Some(Err(why)) => {
            // A reason may use the room of the figures, of which there are none.
            let room = (area.x + area.width).saturating_sub(at + 3);
            paint.text(at + 2, area.y, room, why, paint.style(Part::Warn));
            return;
        }
        // The title comes first, the file's name behind it.
        Some(Ok(known)) if known.title.is_some() && room > 8 => {
            paint.text(at + 2, area.y, room, &entry.name, dim);
        }
        _ => {}
    }
    if let (Some(x), Some(known)) = (bar_at, entry.known().filter(|known| known.claims > 0)) {
        bar(paint, x, area.y, BAR, (known.decided, known.claims));
    }
    for (x, column) in columns {
        let text = (column.cell)(entry);
        let style = if column.head == "lost" { paint.style(Part::Warn) } else { dim };
        cell(paint, x, area.y, column, &text, style);
    }
}

/// The last row. Returns the cursor position if the reader is typing.
fn status(paint: &mut Paint<'_>, shelf: &Shelf, keymap: &Keymap, area: Area) -> Option<(u16, u16)> {
    paint.fill(area, paint.style(Part::Status));
    let end = area.width.saturating_sub(1);
    if let Some((prompt, true)) = &shelf.find {
        let style = paint.style(Part::Prompt);
        let at = paint.text(1, area.y, end, "find: ", style);
        let shown = prompt.text();
        paint.text(at, area.y, end.saturating_sub(at), shown, style);
        let cursor = at + visible::width(prompt.before_cursor()) as u16;
        return Some((cursor.min(end), area.y));
    }
    if let Some(notice) = &shelf.notice {
        let (glyph, part) = sign(notice.severity);
        let text = format!("{glyph} {}", notice.text);
        paint.text(1, area.y, end, &text, paint.style(part));
        return None;
    }
    let hints = |hints: &[(Action, &'static str)]| {
        let hint =
            |(action, word): &(Action, &'static str)| Some((keymap.first(Table::Read, *action)?, *word));
        hints.iter().filter_map(hint).collect::<Vec<(String, &'static str)>>()
    };
    let cells = |(key, word): &(String, &'static str)| visible::width(key) + 1 + visible::width(word) + 2;
    let left = hints(&[
        (Action::Enter, "read"),
        (Action::NextArticle, "next unread"),
        (Action::Find, "find"),
        (Action::Sort, "sort"),
    ]);
    let right = hints(&[(Action::Help, "help"), (Action::Quit, "quit")]);
    let reserved: usize = right.iter().map(cells).sum();
    let mut at = 1;
    let hint = |paint: &mut Paint<'_>, at: u16, (key, word): &(String, &'static str), style: Style| {
        let at = paint.text(at, area.y, end.saturating_sub(at), key, style) + 1;
        paint.text(at, area.y, end.saturating_sub(at), word, paint.style(Part::HintText)) + 2
    };
    for one in &left {
        if usize::from(at) + cells(one) + reserved > usize::from(end) + 2 {
            break;
        }
        at = hint(paint, at, one, paint.style(Part::HintKey));
    }
    // Help and the way out stand at the right, as while reading.
    let mut at = end.saturating_sub(reserved as u16).max(at);
    for one in &right {
        if usize::from(at) + cells(one) <= usize::from(end) + 2 {
            at = hint(paint, at, one, paint.style(Part::Dim).add_modifier(Modifier::BOLD));
        }
    }
    None
}
