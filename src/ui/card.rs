//! Card mode: the current claim in a frame, in place of text and list.

use super::paint::Paint;
use super::popup::outline;
use crate::session::{Area, Card, Line, width};
use crate::theme::Part;
use ratatui::style::{Modifier, Style};

pub(super) fn draw(paint: &mut Paint<'_>, card: &Card) {
    let layout = &card.layout;
    paint.fill(layout.room, paint.style(Part::Background));
    let style = layout.color.map_or(paint.style(Part::Dim), |color| paint.ink(color));
    let style = style.remove_modifier(Modifier::BOLD);
    if let Some(frame) = layout.frame {
        border(paint, frame, &layout.heading, style);
    }
    let inside = layout.inside;
    let end = inside.x + inside.width;
    for (number, (line, y)) in layout.lines.iter().zip(inside.y..inside.y + inside.height).enumerate() {
        paint.line(inside.x, y, end, line);
        if layout.claim.contains(&number) {
            paint.glyph(inside.x, y, "┃", style);
        }
    }
}

/// A round border with text on its first row.
fn border(paint: &mut Paint<'_>, area: Area, (left, right): &(Line, Line), style: Style) {
    outline(paint, area, Part::Panel, style);
    let width = |line: &Line| width(line) as u16;
    let end = area.x + area.width - 3;
    let start = end.saturating_sub(width(right));
    if width(right) > 0 {
        paint.text(start - 1, area.y, 1, " ", paint.style(Part::Panel));
        let at = paint.line(start, area.y, end, right);
        paint.text(at, area.y, 1, " ", paint.style(Part::Panel));
    }
    if width(left) > 0 {
        paint.text(area.x + 3, area.y, 1, " ", paint.style(Part::Panel));
        let at = paint.line(area.x + 4, area.y, start.saturating_sub(2), left);
        paint.text(at, area.y, 1, " ", paint.style(Part::Panel));
    }
}
