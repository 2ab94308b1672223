//! The reader's notes beside the text.

use super::paint::Paint;
use crate::session::Model;
use crate::theme::Part;

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model) {
    let room = model.screen.layout.notes;
    for note in &model.side_notes {
        for (line, y) in note.lines.iter().zip(note.y..room.y + room.height) {
            // Without colours the bar tells a note from the text.
            paint.glyph(room.x.saturating_sub(1), y, "▏", paint.style(Part::Border));
            paint.line(room.x, y, room.x + room.width, line);
        }
    }
}
