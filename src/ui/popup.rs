//! The window that lies over the screen, and in it all that is known of the current claim.

use super::paint::Paint;
use super::why;
use crate::reading::Status;
use crate::session::keymap::Table;
use crate::session::{Action, Area, Mode, Model, Severity};
use crate::text::{Span, visible, wrap};
use crate::theme::Part;
use ratatui::style::{Modifier, Style};

pub(super) type Pieces = Vec<(String, Style)>;

/// All that is known of the current claim.
pub(super) fn detail(paint: &mut Paint<'_>, model: &Model, top: usize) {
    let lines = detail_lines(paint, model);
    if !lines.is_empty() {
        window(paint, model, " Why ", &lines, top, detail_width(model) + 4);
    }
}

fn detail_width(model: &Model) -> u16 {
    model.screen.layout.screen.width.saturating_sub(8).clamp(10, 72)
}

/// Its lines; none where no claim is current.
pub(super) fn detail_lines(paint: &Paint<'_>, model: &Model) -> Vec<Pieces> {
    let Some(mark) = model.current_mark() else { return Vec::new() };
    let width = usize::from(detail_width(model));
    let (text, dim) = (paint.style(Part::Text), paint.style(Part::Dim));
    let quote = match (mark.standing, &mark.tag) {
        (Status::Orphaned, Some(tag)) => tag.selector.exact.clone(),
        _ => mark.span.slice(&model.document().text).to_owned(),
    };
    let quote: String = quote.chars().take(2000).collect();
    let rows = wrap::wrap(&quote, Span::of(0..quote.len()), width as u16);
    let mut lines: Vec<Pieces> =
        rows.into_iter().map(|row| vec![(row.slice(&quote).to_owned(), text)]).collect();
    lines.push(Pieces::new());
    lines.extend(why::lines(paint, model, mark, width, false));
    for &id in &mark.categories {
        let Some(category) = model.reading.scheme.category(id) else { continue };
        lines.push(Pieces::new());
        lines.push(vec![(category.name.clone(), paint.letter(&model.reading.scheme, id))]);
        let rows = wrap::wrap(&category.gloss, Span::of(0..category.gloss.len()), width as u16);
        lines.extend(rows.into_iter().map(|row| vec![(row.slice(&category.gloss).to_owned(), dim)]));
    }
    if let Some(tag) = &mark.tag {
        lines.push(Pieces::new());
        lines.push(vec![(format!("decided by {} at {}, {}", tag.annotator, tag.at, tag.id), dim)]);
    }
    lines
}

/// The keys of a window of so many lines, in short: those that scroll it if it has more than are seen,
/// those of its own, and what closes it.
pub(super) fn foot(model: &Model, lines: usize, own: &[String], close: &str) -> String {
    let scrolls = Window::rows(model, lines) < lines;
    let first = |action| model.keymap.first(Table::Read, action);
    let moving = [Action::Down, Action::Up].into_iter().filter_map(first).collect::<Vec<_>>().join(" ");
    let moving = Some(moving).filter(|keys| scrolls && !keys.is_empty());
    let close = if scrolls && close == "any key closes" { "any other key closes" } else { close };
    let parts = moving.into_iter().chain(own.iter().cloned()).chain([close.to_owned()]);
    parts.collect::<Vec<_>>().join(" · ")
}

/// What was said so far, the latest last.
pub(super) fn messages(paint: &mut Paint<'_>, model: &Model, top: usize) {
    let lines = message_lines(paint, model);
    window(paint, model, " Messages ", &lines, top, messages_width(model) + 4);
}

fn messages_width(model: &Model) -> u16 {
    model.screen.layout.screen.width.saturating_sub(8).clamp(10, 90)
}

/// Its lines, as they are wrapped on this screen.
pub(super) fn message_lines(paint: &Paint<'_>, model: &Model) -> Vec<Pieces> {
    let mut lines: Vec<Pieces> = Vec::new();
    let width = messages_width(model);
    for notice in &model.notices.log {
        let part = match notice.severity {
            Severity::Info => Part::Text,
            Severity::Warning => Part::Warn,
            Severity::Error => Part::Error,
        };
        let text = &notice.text;
        let rows = wrap::wrap(text, Span::of(0..text.len()), width);
        lines.extend(rows.into_iter().map(|row| vec![(row.slice(text).to_owned(), paint.style(part))]));
    }
    if lines.is_empty() {
        lines.push(vec![("nothing was said yet".to_owned(), paint.style(Part::Dim))]);
    }
    lines
}

/// What a window shows.
pub(super) struct Window<'w> {
    /// What stands in its border.
    pub(super) title: &'w str,
    /// Lines that stay in place, the number of the one that is selected, and what colours its bar.
    pub(super) head: &'w [Pieces],
    pub(super) selected: Option<(usize, Style)>,
    /// Lines that scroll.
    pub(super) lines: &'w [Pieces],
    /// The first of them that is shown.
    pub(super) top: usize,
    /// The keys that it knows, as they are shown below.
    pub(super) keys: &'w str,
    /// Cells with the border.
    pub(super) width: u16,
    /// Rows that it would have if there were room, with the border.
    pub(super) height: usize,
}

/// A window of lines; any key closes it.
pub(super) fn window(
    paint: &mut Paint<'_>,
    model: &Model,
    title: &str,
    lines: &[Pieces],
    top: usize,
    width: u16,
) {
    let cues =
        model.keymap.first(Table::Read, Action::Cues).filter(|_| matches!(model.mode, Mode::Detail(_)));
    let own: Vec<String> = cues.map(|key| format!("{key} each cue")).into_iter().collect();
    let close = if own.is_empty() { "any key closes" } else { "any other key closes" };
    let keys = foot(model, lines.len(), &own, close);
    let height = lines.len() + 2;
    Window { title, head: &[], selected: None, lines, top, keys: &keys, width, height }.draw(paint, model);
}

/// An empty window of at least two rows and columns, with its border and what stands in it.
pub(super) fn frame(paint: &mut Paint<'_>, area: Area, title: &str) {
    let (ground, border) = (paint.style(Part::Popup), paint.style(Part::BorderFocus));
    paint.fill(area, ground);
    let (right, bottom) = (area.x + area.width - 1, area.y + area.height - 1);
    let rule = "─".repeat(usize::from(area.width - 2));
    for (y, left, end) in [(area.y, "╭", "╮"), (bottom, "╰", "╯")] {
        paint.text(area.x, y, area.width, &format!("{left}{rule}{end}"), border);
    }
    for y in area.y + 1..bottom {
        paint.glyph(area.x, y, "│", border);
        paint.glyph(right, y, "│", border);
    }
    let style = paint.style(Part::PopupTitle).add_modifier(Modifier::BOLD);
    paint.text(area.x + 2, area.y, area.width.saturating_sub(4), title, style);
}

impl Window<'_> {
    /// The cells that lines of a window of at most `width` cells have, border apart.
    pub(super) fn inside(model: &Model, width: u16) -> u16 {
        Self::outside(model, width).saturating_sub(4).max(1)
    }

    /// Where only slivers of the screen would be left beside it, a window takes the whole width.
    fn outside(model: &Model, width: u16) -> u16 {
        let screen = model.screen.layout.screen;
        if screen.width < width + 24 { screen.width } else { width }.max(4)
    }

    /// The rows that a window of `lines` rows gets, border apart. On a low screen every row counts.
    pub(super) fn rows(model: &Model, lines: usize) -> usize {
        let height = usize::from(model.screen.layout.screen.height);
        lines.min(height.saturating_sub(if height < 12 { 3 } else { 4 })).max(1)
    }

    /// Paints it in the middle of the screen.
    pub(super) fn draw(&self, paint: &mut Paint<'_>, model: &Model) {
        let screen = model.screen.layout.screen;
        let width = Self::outside(model, self.width);
        let height = (Self::rows(model, self.height.saturating_sub(2)) + 2) as u16;
        let area = Area { x: (screen.width - width) / 2, y: (screen.height - height) / 2, width, height };
        frame(paint, area, self.title);
        let (right, bottom) = (area.x + width - 1, area.y + height - 1);
        for (number, (line, y)) in self.head.iter().zip(area.y + 1..bottom).enumerate() {
            if let Some((_, bar)) = self.selected.filter(|(selected, _)| *selected == number) {
                paint.restyle(area.x + 1, y, width - 2, paint.style(Part::ListSelected));
                paint.glyph(area.x + 1, y, "▌", bar);
            }
            paint.pieces(area.x + 2, y, right.saturating_sub(1), line);
        }
        let first = area.y + 1 + self.head.len() as u16;
        let inside = usize::from(bottom.saturating_sub(first));
        let top = self.top.min(self.lines.len().saturating_sub(inside));
        for (line, y) in self.lines.iter().skip(top).zip(first..bottom) {
            paint.pieces(area.x + 2, y, right.saturating_sub(1), line);
        }
        let place = if self.lines.len() > inside && inside > 0 {
            format!(" {}–{} of {} ·", top + 1, (top + inside).min(self.lines.len()), self.lines.len())
        } else {
            String::new()
        };
        // What has no room is left out: first the place, then keys, the one that closes it last.
        let mut keys: Vec<&str> = self.keys.split(" · ").collect();
        let mut feet = vec![format!("{place} {} ", self.keys)];
        while !keys.is_empty() {
            feet.push(format!(" {} ", keys.join(" · ")));
            keys.remove(keys.len().saturating_sub(2));
        }
        let foot = feet.iter().find(|foot| visible::width(foot) as u16 + 4 < width);
        if let Some(foot) = foot {
            let cells = visible::width(foot) as u16;
            paint.text(right - cells - 1, bottom, cells, foot, paint.style(Part::Dim));
        }
    }
}
