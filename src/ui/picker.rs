//! Items of a picker, directly above its prompt.

use super::paint::{Paint, color};
use crate::session::keymap::Table;
use crate::session::{Action, Area, Item, Model, Picker, PickerKind, Swatch};
use crate::text::visible;
use crate::theme::Part;
use ratatui::style::Style;

/// Width of a name in cells; wider items are quotations.
const MAX_NAME: usize = 48;
/// Cells for a name beside the colours of a theme.
const MIN_BESIDE_SWATCH: u16 = 24;

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model, picker: &Picker) {
    let area = picker.area(&model.screen.layout);
    let Area { y, width, height: rows, .. } = area;
    paint.fill(area, paint.style(Part::Popup));
    heading(paint, model, picker, Area { y: y.saturating_sub(1), height: u16::from(y > 0), ..area });
    if picker.hits.is_empty() {
        paint.text(2, y, width.saturating_sub(3), &nothing(model, picker), paint.style(Part::Dim));
        return;
    }
    let top = picker.top(rows);
    // Short names form a column with their notes directly behind; quotations take the whole row.
    let names = picker.items.iter().map(|item| visible::width(&item.text)).max().unwrap_or(0);
    let column = (names < MAX_NAME).then_some((names as u16 + 5).min(width * 2 / 5));
    for (hit, y) in picker.hits.iter().skip(top).zip(y..y + rows) {
        let Some(item) = picker.items.get(hit.item) else { continue };
        let selected = picker.hits.get(picker.selected) == Some(hit);
        line(paint, Area { y, height: 1, ..area }, item, &hit.letters, column, selected);
        if let Some(Some(swatch)) = picker.swatches.get(hit.item) {
            paint_swatch(paint, Area { y, height: 1, ..area }, swatch);
        }
    }
}

/// Two cells of each colour at the end of the row, on the ground of their theme.
fn paint_swatch(paint: &mut Paint<'_>, area: Area, swatch: &Swatch) {
    let cells = swatch.colors.len() as u16 * 3 + 1;
    if area.width < cells + MIN_BESIDE_SWATCH {
        return;
    }
    let mut at = area.x + area.width - cells - 1;
    let ground = Style::new().bg(swatch.background.map_or(ratatui::style::Color::Reset, color));
    paint.text(at, area.y, cells, &" ".repeat(usize::from(cells)), ground);
    for &ink in &swatch.colors {
        paint.text(at + 1, area.y, 2, "██", ground.fg(color(ink)));
        at += 3;
    }
}

fn heading(paint: &mut Paint<'_>, model: &Model, picker: &Picker, area: Area) {
    let (found, all) = (picker.hits.len(), picker.items.len());
    let [complete, enter, cancel] =
        [Action::Complete, Action::Confirm, Action::Cancel].map(|action| model.key_in(Table::Pick, action));
    // Beside the arrows, the keys that move without leaving the letters.
    let table = if picker.filters { Table::Pick } else { Table::Read };
    let [down, up] = [Action::Down, Action::Up].map(|action| model.key_in(table, action));
    let find = model.key(Action::Find);
    let keys = match picker.kind {
        PickerKind::Command => format!("{complete} completes, {enter} runs it"),
        PickerKind::Link => format!("{enter} copies the address"),
        PickerKind::Theme if !picker.filters => format!("{find} finds, {enter} keeps it, {cancel} goes back"),
        PickerKind::Theme => format!("{enter} keeps it, {cancel} goes back"),
        PickerKind::Label | PickerKind::Speaker => format!("{enter} lists only these"),
        PickerKind::Claim | PickerKind::Heading => format!("{enter} goes there, {cancel} back"),
    };
    paint.fill(area, paint.style(Part::Header));
    // For a very long list the picker holds only the nearest claims.
    let near = if picker.kind == PickerKind::Claim && model.nav.list.len() > all { " nearest" } else { "" };
    let text = format!(" {found} of {all}{near} · {down} {up} choose, {keys}");
    paint.text(area.x, area.y, area.width, &text, paint.style(Part::Dim));
}

fn nothing(model: &Model, picker: &Picker) -> String {
    match picker.kind {
        // The argument of a command may be any text, and earlier names of actions are not listed.
        _ if model.runs_as_typed() => {
            format!("{} runs it", model.key_in(Table::Pick, Action::Confirm))
        }
        PickerKind::Command => "no such command".to_owned(),
        _ => "no match".to_owned(),
    }
}

fn line(
    paint: &mut Paint<'_>,
    area: Area,
    item: &Item,
    letters: &[u32],
    column: Option<u16>,
    selected: bool,
) {
    let base = paint.style(if selected { Part::ListSelected } else { Part::Popup });
    paint.restyle(area.x, area.y, area.width, base);
    if selected {
        paint.glyph(area.x, area.y, "▌", paint.style(Part::BorderFocus));
    }
    let end = area.x + area.width;
    let most = column.map_or(area.width / 2, |column| area.width.saturating_sub(column + 1));
    let note = visible::cut(&item.note, usize::from(most));
    let cells = visible::width(&note) as u16;
    let note_at = column.map_or(end.saturating_sub(cells + 1), |column| area.x + column);
    let room = note_at.saturating_sub(area.x + 4);
    let (skipped, shown) = part(&item.text, letters, usize::from(room));
    let found = paint.style(Part::Match);
    let mut at = area.x + 2;
    let mut char = skipped as u32;
    for glyph in visible::glyphs(&shown) {
        let chars = shown.get(glyph.bytes.clone()).map_or(1, |part| part.chars().count()) as u32;
        let hit = letters.iter().any(|letter| (char..char + chars).contains(letter));
        paint.glyph(at, area.y, &glyph.shown, if hit { base.patch(found) } else { base });
        at += glyph.width;
        char += chars;
    }
    let dim = if selected { base } else { paint.style(Part::Dim) };
    paint.text(note_at.max(at + 1), area.y, end.saturating_sub(note_at.max(at + 1)), &note, dim);
}

/// The part of `text` around the matched letters that fits `room` cells, and the number of characters omitted before
/// it, less one for the ellipsis.
fn part(text: &str, letters: &[u32], room: usize) -> (usize, String) {
    let first = letters.first().map_or(0, |&letter| letter as usize);
    if first + 4 < room || visible::width(text) <= room {
        return (0, visible::cut(text, room));
    }
    let skipped = first.saturating_sub(room / 3);
    let rest: String = text.chars().skip(skipped).collect();
    (skipped.saturating_sub(1), format!("…{}", visible::cut(&rest, room.saturating_sub(1))))
}
