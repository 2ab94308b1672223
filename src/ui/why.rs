//! The panel with the reasons for the current mark.

use super::paint::Paint;
use crate::session::{Area, Model, why};
use crate::theme::Part;

/// Rows from which the panel has a rule above it.
const MIN_ROWS_FOR_RULE: u16 = 4;

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model) {
    let area = model.screen.layout.why;
    if area.height == 0 {
        return;
    }
    paint.fill(area, paint.style(Part::Panel));
    let mut inside = Area { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    if area.height >= MIN_ROWS_FOR_RULE && model.current_mark().is_some() {
        let rule = "─".repeat(usize::from(area.width));
        paint.text(area.x, area.y, area.width, &rule, paint.style(Part::Border));
        inside = Area { y: area.y + 1, height: area.height - 1, ..inside };
    }
    let lines = why::panel(model, usize::from(inside.width), usize::from(inside.height));
    for (line, y) in lines.iter().zip(inside.y..inside.y + inside.height) {
        paint.line(inside.x, y, inside.x + inside.width, line);
    }
}
