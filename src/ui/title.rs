//! First rows of panels: a rule with a title at the left and counts at the right.

use super::paint::Paint;
use crate::session::{Area, Piece, width};
use crate::theme::Part;

/// Cells of rule before a title.
const LEAD: u16 = 2;

/// Paints the title on the first row of `area`; in a focused panel the rule takes the accent too.
pub(super) fn draw(paint: &mut Paint<'_>, area: Area, left: &[Piece], right: &[Piece], focused: bool) {
    let rule = paint.style(if focused { Part::Accent } else { Part::Border });
    let end = area.x + area.width;
    // Without colours the weight of the rule tells the focus.
    let stroke = if focused { "━" } else { "─" };
    paint.text(area.x, area.y, area.width, &stroke.repeat(usize::from(area.width)), rule);
    let room = end.saturating_sub(area.x + LEAD + 2);
    let cells = (width(right) as u16).min(room);
    // The counts give way to the title.
    let counted = !right.is_empty() && width(left) as u16 + cells + 6 <= area.width;
    let limit = if counted { end.saturating_sub(cells + 3) } else { end.saturating_sub(1) };
    paint.text(area.x + LEAD, area.y, 1, " ", rule);
    let at = paint.line(area.x + LEAD + 1, area.y, limit, left);
    paint.text(at, area.y, limit.saturating_sub(at).min(1), " ", rule);
    if counted {
        let at = end.saturating_sub(cells + 2);
        paint.text(at, area.y, 1, " ", rule);
        let at = paint.line(at + 1, area.y, end, right);
        paint.text(at, area.y, 1, " ", rule);
    }
}

/// The line between the text and a panel beside it.
pub(super) fn edge(paint: &mut Paint<'_>, area: Area) {
    let style = paint.style(Part::Border);
    for y in area.y..area.y + area.height {
        paint.glyph(area.x, y, "│", style);
    }
}
