//! The current claim, above the list.

use super::paint::Paint;
use super::title;
use crate::session::{Model, Pane, Tier};
use crate::theme::Part;

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model) {
    let panel = &model.panel;
    paint.fill(model.screen.layout.hero, paint.style(Part::Panel));
    if let Some((left, right)) = &panel.heading {
        title::draw(paint, panel.whole, left, right, model.screen.focus == Pane::List);
    }
    if model.screen.layout.tier == Tier::Side {
        title::edge(paint, model.screen.layout.hero);
    }
    let inside = panel.inside;
    for (line, y) in panel.lines.iter().zip(inside.y..inside.y + inside.height) {
        paint.line(inside.x, y, inside.x + inside.width, line);
    }
}
