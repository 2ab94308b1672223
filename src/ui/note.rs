//! The box in which a note is written, above the last row.

use super::paint::Paint;
use super::popup::frame;
use crate::session::NoteBox;
use crate::text::visible;
use crate::theme::Part;

pub(super) fn draw(paint: &mut Paint<'_>, note: &NoteBox) {
    let area = note.area;
    frame(paint, area, " Note ");
    if let Some((row, all)) = note.position {
        let text = format!(" row {row} of {all} ");
        let cells = visible::width(&text) as u16;
        if area.width > cells + 12 {
            paint.text(area.x + area.width - cells - 2, area.y, cells, &text, paint.style(Part::Dim));
        }
    }
    let style = paint.style(Part::Popup);
    for (row, y) in note.rows.iter().zip(area.y + 1..area.y + area.height - 1) {
        paint.text(area.x + 2, y, area.width - 3, row, style);
    }
}
