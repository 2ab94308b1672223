//! The box that says which keys may follow a prefix, for a reader who has stopped to think.

use super::paint::Paint;
use super::popup::{Pieces, frame};
use crate::session::keymap::Row;
use crate::session::{Area, Model};
use crate::text::visible;
use crate::theme::Part;

/// Cells between the keys and what they do.
const GAP: usize = 2;

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model) {
    let table = model.table();
    let rows: Vec<&Row> = model.keymap.rows().iter().filter(|row| row.table == table).collect();
    let Some(title) = rows.first().map(|row| format!(" {} ", model.keymap.heading(row))) else { return };
    let lines = lines(paint, model, &rows);
    let cells = |line: &Pieces| line.iter().map(|(text, _)| visible::width(text)).sum::<usize>();
    let widest = lines.iter().map(cells).max().unwrap_or(0).max(visible::width(&title));
    let (screen, status) = (model.screen.layout.screen, model.screen.layout.status);
    let width = u16::try_from(widest + 4).unwrap_or(u16::MAX).min(screen.width);
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).min(status.y);
    if width < 6 || height < 3 {
        return;
    }
    let area = Area { x: screen.width - width, y: status.y - height, width, height };
    frame(paint, area, &title);
    for (line, y) in lines.iter().zip(area.y + 1..area.y + height - 1) {
        paint.pieces(area.x + 2, y, area.x + width - 2, line);
    }
}

/// A line for each key. A category is named, for that is what the reader is looking for.
fn lines(paint: &Paint<'_>, model: &Model, rows: &[&Row]) -> Vec<Pieces> {
    let (key_style, text) = (paint.style(Part::HintKey), paint.style(Part::Text));
    let scheme = &model.reading.scheme;
    let mut lines: Vec<Pieces> = Vec::new();
    for row in rows {
        let (of_category, others): (Vec<_>, Vec<_>) =
            row.keys.iter().partition(|(_, meaning)| meaning.category.is_some());
        for (key, meaning) in of_category {
            let Some((id, category)) = meaning.category.and_then(|id| Some((id, scheme.category(id)?)))
            else {
                continue;
            };
            let letter = paint.letter(scheme, id);
            let name = vec![(format!("{} ", category.letter), letter), (category.name.clone(), text)];
            lines.push([vec![(key.to_string(), key_style)], name].concat());
        }
        if !others.is_empty() {
            lines.push(vec![(row.keys_shown(), key_style), (row.help.to_owned(), text)]);
        }
    }
    let first = |line: &Pieces| line.first().map_or(0, |(keys, _)| visible::width(keys));
    let column = lines.iter().map(first).max().unwrap_or(0) + GAP;
    for line in &mut lines {
        if let Some((keys, _)) = line.first_mut() {
            keys.push_str(&" ".repeat(column.saturating_sub(visible::width(keys))));
        }
    }
    lines
}
