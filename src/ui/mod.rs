//! Paints a model. Nothing here holds state or changes any: the same model gives the same screen.

mod bars;
mod categories;
mod claims;
mod cues;
mod following;
mod guide;
mod help;
mod numbers;
mod paint;
mod picker;
pub mod plain;
mod popup;
mod rail;
mod shelf;
mod text;
mod why;

pub use paint::DOTTED;
pub use shelf::shelf;

use crate::session::{Layout, Mode, Model, Tier};
use crate::theme::{Part, Theme};
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Paints the whole screen.
pub fn draw(frame: &mut Frame<'_>, model: &Model, theme: &Theme) {
    let screen = frame.area();
    // Between a change of the size and its message the layout is of another size than the screen.
    let size = (model.screen.layout.screen.width, model.screen.layout.screen.height);
    if size != (screen.width, screen.height) {
        return;
    }
    let layout: &Layout = &model.screen.layout;
    let mut paint = paint::Paint::new(frame.buffer_mut(), theme);
    paint.fill(layout.screen, paint.style(Part::Background));
    if layout.tier == Tier::Nothing {
        paint.text(0, 0, size.0, "too small", paint.style(Part::Text));
        return;
    }
    text::draw(&mut paint, model);
    rail::draw(&mut paint, model);
    bars::header(&mut paint, model);
    claims::draw(&mut paint, model);
    why::draw(&mut paint, model);
    if !matches!(model.mode, Mode::Pick(_)) {
        guide::draw(&mut paint, model);
    }
    let cursor = bars::status(&mut paint, model);
    match &model.mode {
        Mode::Help(panel) => help::draw(&mut paint, model, panel),
        &Mode::Detail(top) => popup::detail(&mut paint, model, top),
        &Mode::Cues(panel) => cues::draw(&mut paint, model, panel),
        &Mode::Categories(top) => categories::draw(&mut paint, model, top),
        Mode::Numbers(stats, top) => numbers::draw(&mut paint, model, stats, *top),
        &Mode::Messages(top) => popup::messages(&mut paint, model, top),
        Mode::Pick(choices) => picker::draw(&mut paint, model, choices),
        _ if model.screen.key_hints.is_some() => following::draw(&mut paint, model),
        _ => {}
    }
    if let Some(cursor) = cursor {
        frame.set_cursor_position(cursor);
    }
}

/// How far the window that lies over the screen can be scrolled: the number of the last line that can be
/// its first. Nothing if there is no such window.
pub fn last_line(model: &Model, theme: &Theme) -> Option<usize> {
    let mut nowhere = Buffer::empty(Rect::ZERO);
    let paint = paint::Paint::new(&mut nowhere, theme);
    let lines = match &model.mode {
        Mode::Help(panel) => help::lines(&paint, model, panel),
        Mode::Detail(_) => popup::detail_lines(&paint, model),
        Mode::Categories(_) => categories::lines(&paint, model),
        Mode::Numbers(stats, _) => numbers::lines(&paint, model, stats),
        Mode::Messages(_) => popup::message_lines(&paint, model),
        &Mode::Cues(panel) => return Some(cues::last_line(&paint, model, panel)),
        _ => return None,
    };
    Some(lines.len().saturating_sub(popup::Window::rows(model, lines.len())))
}
