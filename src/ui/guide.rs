//! Guide above the last row: the next step of the lesson or the welcome.

use super::paint::Paint;
use crate::session::Model;
use crate::theme::Part;
use ratatui::style::Modifier;

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model) {
    let area = model.screen.layout.guide;
    if area.height == 0 {
        return;
    }
    let (lead, style) = (&model.guide.lead, paint.style(Part::Info));
    paint.fill(area, paint.style(Part::Status));
    paint.text(1, area.y, area.width.saturating_sub(1), lead, style.add_modifier(Modifier::BOLD));
    let left = 1 + lead.len() as u16;
    for (y, row) in (area.y..area.y + area.height).zip(&model.guide.rows) {
        paint.text(left, y, area.width.saturating_sub(left), row, style);
    }
}
