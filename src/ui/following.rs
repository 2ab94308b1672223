//! Box with the keys that can follow a prefix, for a reader who hesitates.

use super::paint::Paint;
use super::popup::frame;
use crate::session::keymap::Row;
use crate::session::{Area, Line, Model, piece};
use crate::text::visible;
use crate::theme::Part;

/// Cells between the keys and their descriptions.
const GAP: usize = 2;

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model) {
    let table = model.table();
    let rows: Vec<&Row> = model.keymap.rows.iter().filter(|row| row.table == table).collect();
    let Some(title) = rows.first().map(|row| format!(" {} ", model.keymap.heading(row))) else { return };
    let lines = lines(model, &rows);
    let cells = |line: &Line| line.iter().map(|piece| visible::width(&piece.text)).sum::<usize>();
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
        paint.line(area.x + 2, y, area.x + width - 2, line);
    }
}

/// One line per row of keys, and per category.
fn lines(model: &Model, rows: &[&Row]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for row in rows {
        let (of_category, others): (Vec<_>, Vec<_>) =
            row.keys.iter().partition(|(_, meaning)| meaning.category.is_some());
        for (key, meaning) in of_category {
            let category = meaning.category.and_then(|id| Some((id, model.reading.scheme.category(id)?)));
            let Some((id, category)) = category else { continue };
            lines.push(vec![
                piece(key.to_string(), Part::HintKey),
                piece(format!("{} ", category.letter), id),
                piece(&category.name, Part::Text),
            ]);
        }
        if !others.is_empty() {
            lines.push(vec![piece(row.keys_shown(), Part::HintKey), piece(row.help, Part::Text)]);
        }
    }
    let keys = lines.iter().filter_map(|line| line.first());
    let column = keys.map(|keys| visible::width(&keys.text)).max().unwrap_or(0) + GAP;
    for keys in lines.iter_mut().filter_map(|line| line.first_mut()) {
        keys.text.push_str(&" ".repeat(column.saturating_sub(visible::width(&keys.text))));
    }
    lines
}
