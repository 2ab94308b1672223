//! Painting: a pure function from model to screen.

mod bars;
mod card;
mod claim_text;
mod claims;
mod dossier;
mod following;
mod guide;
mod hero;
mod legend;
mod margin;
mod note;
mod offer;
mod paint;
mod picker;
pub mod plain;
mod popup;
mod preview;
mod rail;
mod shelf;
mod side_notes;
mod text;
mod title;

pub use dossier::dossier;
pub use paint::DOTTED;
pub use shelf::shelf;

use crate::session::{Layout, Mode, Model, Prompt, Tier};
use crate::theme::{Part, Theme};
use ratatui::Frame;

pub fn draw(frame: &mut Frame<'_>, model: &Model, theme: &Theme) {
    let screen = frame.area();
    // Between a resize and its message, the layout and the screen differ in size.
    let size = (model.screen.layout.screen.width, model.screen.layout.screen.height);
    if size != (screen.width, screen.height) {
        return;
    }
    let layout: &Layout = &model.screen.layout;
    let mut paint = paint::Paint::new(frame.buffer_mut(), theme, Some(&model.reading.scheme));
    paint.fill(layout.screen, paint.style(Part::Background));
    if layout.tier == Tier::Nothing {
        paint.text(0, 0, size.0, "too small", paint.style(Part::Text));
        return;
    }
    bars::header(&mut paint, model);
    if let Some(card) = &model.card {
        card::draw(&mut paint, card);
    } else {
        page(&mut paint, model);
    }
    let cursor = bars::status(&mut paint, model);
    match &model.mode {
        Mode::Popup(popup) => popup::draw(&mut paint, popup),
        Mode::Pick(choices) => picker::draw(&mut paint, model, choices),
        Mode::Prompt(Prompt { note_box: Some(shown), .. }) => note::draw(&mut paint, shown),
        Mode::Prompt(_) | Mode::Fields | Mode::FieldValues(_) => offer::draw(&mut paint, model),
        _ if model.screen.key_hints.is_some() => following::draw(&mut paint, model),
        _ => {}
    }
    if let Some(cursor) = cursor {
        frame.set_cursor_position(cursor);
    }
}

/// Text, list and panel.
fn page(paint: &mut paint::Paint<'_>, model: &Model) {
    text::draw(paint, model);
    side_notes::draw(paint, model);
    rail::draw(paint, model);
    hero::draw(paint, model);
    claims::draw(paint, model);
    if !matches!(model.mode, Mode::Pick(_) | Mode::Prompt(Prompt { note_box: Some(_), .. })) {
        guide::draw(paint, model);
    }
}
