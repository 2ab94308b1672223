//! Box above the last row with what a key or a line can choose.

use super::paint::Paint;
use super::popup::frame;
use crate::session::{Area, Line, Model};
use crate::text::visible;

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model) {
    let status = model.screen.layout.status;
    let room = usize::from(status.y.saturating_sub(2));
    let Some(offer) = model.offer(usize::from(status.width.saturating_sub(4)), room) else { return };
    let cells = |line: &Line| line.iter().map(|piece| visible::width(&piece.text)).sum::<usize>();
    let title = format!(" {} ", offer.title);
    let widest = offer.lines.iter().map(cells).max().unwrap_or(0).max(visible::width(&title));
    let width = u16::try_from(widest + 4).unwrap_or(u16::MAX).min(status.width);
    let height = u16::try_from(offer.lines.len() + 2).unwrap_or(u16::MAX).min(status.y);
    if width < 6 || height < 3 {
        return;
    }
    let area = Area { x: status.x, y: status.y - height, width, height };
    frame(paint, area, &title);
    for (line, y) in offer.lines.iter().zip(area.y + 1..area.y + height - 1) {
        paint.line(area.x + 2, y, area.x + width - 2, line);
    }
}
