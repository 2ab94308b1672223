//! Panel with the reasons for the current mark.

use super::paint::Paint;
use crate::session::Model;
use crate::theme::Part;

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model) {
    let (whole, inside) = (model.screen.layout.why, model.panel.area);
    paint.fill(whole, paint.style(Part::Panel));
    if inside.y > whole.y {
        let rule = "─".repeat(usize::from(whole.width));
        paint.text(whole.x, whole.y, whole.width, &rule, paint.style(Part::Border));
    }
    for (line, y) in model.panel.lines.iter().zip(inside.y..inside.y + inside.height) {
        paint.line(inside.x, y, inside.x + inside.width, line);
    }
}
