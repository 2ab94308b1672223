//! The decision bar, as the session laid it out.

use super::paint::Paint;
use crate::session::Model;

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model) {
    let area = model.screen.layout.status;
    for button in &model.legend.buttons {
        let end = (button.x + button.width).min(area.x + area.width);
        paint.line(button.x, area.y, end, &button.line);
    }
}
