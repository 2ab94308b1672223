//! The shelf: one article per row, with length and progress.

use super::bars::sign;
use super::paint::Paint;
use crate::session::keymap::Table;
use crate::session::{Action, Area, Keymap, Shelf, ShelfEntry, Stage};
use crate::text::number::counted;
use crate::text::visible;
use crate::theme::{Part, Theme};
use ratatui::Frame;
use ratatui::style::{Modifier, Style};

/// Nothing is painted on narrower screens.
const MIN_WIDTH: u16 = 12;

/// A column of figures, shown from `from` screen columns on.
struct Column {
    head: &'static str,
    width: u16,
    from: u16,
    cell: fn(&ShelfEntry) -> String,
}

const COLUMNS: [Column; 5] = [
    Column {
        head: "words",
        width: 9,
        from: 64,
        cell: |entry| figure(entry.known().map(|known| known.words)),
    },
    Column {
        head: "claims",
        width: 8,
        from: 40,
        cell: |entry| about(entry.provisional) + &figure(entry.known().map(|known| known.claims)),
    },
    Column {
        head: "decided",
        width: 9,
        from: 28,
        cell: |entry| figure(entry.known().map(|known| known.decided)),
    },
    Column { head: "lost", width: 6, from: 88, cell: lost },
    Column { head: "last read", width: 12, from: 76, cell: day },
];

fn figure(figure: Option<usize>) -> String {
    figure.map_or_else(|| "·".to_owned(), |figure| figure.to_string())
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
    entry.last_read.as_deref().and_then(|at| at.get(..10)).unwrap_or("never").to_owned()
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
    header(&mut paint, shelf, Area { height: 1, ..all });
    heads(&mut paint, Area { y: 1, height: 1, ..all });
    for (row, place) in (shelf.top..shelf.shown.len()).take(shelf.rows()).enumerate() {
        let Some(entry) = shelf.shown.get(place).and_then(|at| shelf.entries.get(*at)) else { continue };
        line(&mut paint, entry, place == shelf.selected, Area { y: 2 + row as u16, height: 1, ..all });
    }
    if shelf.shown.is_empty() {
        let text = format!("no match; {} shows all", keymap.key(Action::Cancel));
        paint.text(3, 2, width.saturating_sub(4), &text, paint.style(Part::Dim));
    }
    let cursor = status(&mut paint, shelf, keymap, Area { y: height - 1, height: 1, ..all });
    if let Some(cursor) = cursor {
        frame.set_cursor_position(cursor);
    }
}

fn header(paint: &mut Paint<'_>, shelf: &Shelf, area: Area) {
    let style = paint.style(Part::Header);
    paint.fill(area, style);
    let (all, seen) = (shelf.entries.len(), shelf.surveyed());
    let articles = counted(all, "article");
    let at = paint.text(1, area.y, area.width - 1, &articles, style.add_modifier(Modifier::BOLD));
    let unread = shelf.entries.iter().filter(|entry| entry.stage() == Stage::Unread).count();
    let known = || shelf.entries.iter().filter_map(ShelfEntry::known);
    let claims: usize = known().map(|known| known.claims).sum();
    let decided: usize = known().map(|known| known.decided).sum();
    let about = about(shelf.entries.iter().any(|entry| entry.provisional));
    let long = format!("  {unread} unread · {decided} of {about}{claims} claims decided");
    let rest = match usize::from(area.width) {
        _ if seen < all => format!("  {unread} unread · looked through {seen}"),
        width if visible::width(&articles) + visible::width(&long) + 2 <= width => long,
        _ => format!("  {unread} unread · {decided}/{about}{claims}"),
    };
    let dim = paint.style(Part::Dim);
    let at = paint.text(at, area.y, area.width.saturating_sub(at + 1), &rest, dim);
    let room = area.width.saturating_sub(at + 3);
    let cells = visible::width(&shelf.folder) as u16;
    if cells > 0 && cells <= room {
        paint.text(area.width - cells - 1, area.y, cells, &shelf.folder, dim);
    }
}

/// The columns that fit, each with its left edge, and the right edge of the titles.
fn columns(width: u16) -> (Vec<(u16, &'static Column)>, u16) {
    let shown: Vec<&Column> = COLUMNS.iter().filter(|column| width >= column.from).collect();
    let mut at = width.saturating_sub(shown.iter().map(|column| column.width).sum::<u16>() + 1);
    let end = at;
    let place = |column: &'static Column| {
        let here = at;
        at += column.width;
        (here, column)
    };
    (shown.into_iter().map(place).collect(), end)
}

fn cell(paint: &mut Paint<'_>, x: u16, y: u16, column: &Column, text: &str, style: Style) {
    let gap = column.width.saturating_sub(visible::width(text) as u16);
    paint.text(x + gap, y, column.width - gap, text, style);
}

fn heads(paint: &mut Paint<'_>, area: Area) {
    let dim = paint.style(Part::Dim);
    let (columns, end) = columns(area.width);
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
        paint.glyph(area.x, area.y, "▌", paint.style(Part::BorderFocus));
    }
    let (glyph, part) = match stage {
        Stage::Unread => ("●", Part::Info),
        Stage::Begun => ("◐", Part::Unsaved),
        Stage::Done => ("✓", Part::Saved),
    };
    let sign = paint.style(part);
    paint.glyph(area.x + 1, area.y, glyph, sign);
    let (columns, end) = columns(area.width);
    let weight = if stage == Stage::Unread { base.add_modifier(Modifier::BOLD) } else { base };
    let room = end.saturating_sub(area.x + 4);
    let at = paint.text(area.x + 3, area.y, room, entry.title(), weight);
    let dim = if selected { base } else { paint.style(Part::Dim) };
    let room = end.saturating_sub(at + 3);
    match &entry.survey {
        Some(Err(why)) => drop(paint.text(at + 2, area.y, room, why, paint.style(Part::Warn))),
        // The title comes first, the file's name behind it.
        Some(Ok(known)) if known.title.is_some() && room > 8 => {
            paint.text(at + 2, area.y, room, &entry.name, dim);
        }
        _ => {}
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
    let hints = [
        (Action::Help, "help"),
        (Action::Quit, "quit"),
        (Action::Enter, "read"),
        (Action::NextArticle, "next unread"),
        (Action::Find, "find"),
        (Action::Sort, "sort"),
    ];
    let mut at = 1;
    for (action, word) in hints {
        let Some(key) = keymap.first(Table::Read, action) else { continue };
        let cells = visible::width(&key) + 1 + visible::width(word);
        if usize::from(at) + cells > usize::from(end) {
            break;
        }
        at = paint.text(at, area.y, end - at, &key, paint.style(Part::HintKey)) + 1;
        at = paint.text(at, area.y, end - at, word, paint.style(Part::HintText)) + 2;
    }
    None
}
