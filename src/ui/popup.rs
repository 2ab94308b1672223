//! Popups over the page and their frame.

use super::paint::Paint;
use crate::session::{Area, Popup};
use crate::text::visible;
use crate::theme::Part;
use ratatui::style::{Modifier, Style};

/// An empty box of at least two rows and columns, with border and title.
pub(super) fn frame(paint: &mut Paint<'_>, area: Area, title: &str) {
    outline(paint, area, Part::Popup, paint.style(Part::BorderFocus));
    let style = paint.style(Part::PopupTitle).add_modifier(Modifier::BOLD);
    paint.text(area.x + 2, area.y, area.width.saturating_sub(4), title, style);
}

/// A filled box of at least two rows and columns with a round border.
pub(super) fn outline(paint: &mut Paint<'_>, area: Area, ground: Part, border: Style) {
    paint.fill(area, paint.style(ground));
    let (right, bottom) = (area.x + area.width - 1, area.y + area.height - 1);
    let rule = "─".repeat(usize::from(area.width - 2));
    for (y, left, end) in [(area.y, "╭", "╮"), (bottom, "╰", "╯")] {
        paint.text(area.x, y, area.width, &format!("{left}{rule}{end}"), border);
    }
    for y in area.y + 1..bottom {
        paint.glyph(area.x, y, "│", border);
        paint.glyph(right, y, "│", border);
    }
}

pub(super) fn draw(paint: &mut Paint<'_>, popup: &Popup) {
    let layout = &popup.layout;
    let area = layout.area;
    if area.height < 2 {
        return;
    }
    frame(paint, area, &layout.title);
    let (right, bottom) = (area.x + area.width - 1, area.y + area.height - 1);
    let end = right.saturating_sub(1);
    for (number, (line, y)) in layout.head.iter().zip(area.y + 1..bottom).enumerate() {
        if let Some((_, bar)) = layout.selected.filter(|(selected, _)| *selected == number) {
            paint.restyle(area.x + 1, y, area.width - 2, paint.style(Part::ListSelected));
            paint.glyph(area.x + 1, y, "▌", paint.ink(bar));
        }
        paint.line(area.x + 2, y, end, line);
    }
    let first = area.y + 1 + layout.head.len() as u16;
    let (all, rows) = (layout.lines.len(), layout.rows());
    for (line, y) in layout.lines.iter().skip(popup.top).zip(first..bottom) {
        paint.line(area.x + 2, y, end, line);
    }
    let place = if all > rows && rows > 0 {
        format!(" {}–{} of {all} ·", popup.top + 1, (popup.top + rows).min(all))
    } else {
        String::new()
    };
    // If room is short, first the position is dropped, then keys, the closing key last.
    let mut keys = layout.keys.clone();
    let mut feet = vec![format!("{place} {} ", keys.join(" · "))];
    while !keys.is_empty() {
        feet.push(format!(" {} ", keys.join(" · ")));
        keys.remove(keys.len().saturating_sub(2));
    }
    if let Some(foot) = feet.iter().find(|foot| visible::width(foot) as u16 + 4 < area.width) {
        let cells = visible::width(foot) as u16;
        paint.text(right - cells - 1, bottom, cells, foot, paint.style(Part::Dim));
    }
}
