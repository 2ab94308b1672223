//! The rail: a map of the whole text beside it, with its claims, the part in view and the current claim.

use super::paint::Paint;
use crate::claim::CategoryId;
use crate::reading::{Mark, Status};
use crate::session::Model;
use crate::text::Span;
use crate::theme::{Color, Part};
use ratatui::style::{Modifier, Style};

/// Marks counted per row of the rail; in a long text a row covers very many.
const MAX_COUNTED: usize = 24;

/// Part of the text without claims, and such a part in view.
const TRACK: &str = "│";
const THUMB: &str = "┃";
/// Part with an undecided claim, and one whose claims are all decided.
const OPEN: &str = "●";
const DONE: &str = "○";
/// The same where no colour sets them off from the text.
const PLAIN: [&str; 2] = ["•", "◦"];
const CURRENT: &str = "◆";

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model) {
    let rail = model.screen.layout.rail;
    let length = u64::from(model.document().text.len() as u32).max(1);
    let height = u64::from(rail.height).max(1);
    let (track, thumb) = (paint.style(Part::RailTrack), paint.style(Part::RailThumb));
    // Letters of every category are readable on it.
    let window = Style { bg: paint.style(Part::ListSelectedUnfocused).bg, ..Style::new() };
    let seen = model.nav.view.seen();
    let current = model.current_mark().filter(|mark| mark.status != Status::Orphaned);
    for row in 0..rail.height {
        let from = (u64::from(row) * length / height) as u32;
        let to = ((u64::from(row) + 1) * length / height) as u32;
        let part = Span::new(from, to.max(from + 1));
        let y = rail.y + row;
        let in_view = part.overlaps(seen);
        let (glyph, ground) = if in_view { (THUMB, thumb.patch(window)) } else { (TRACK, track) };
        paint.glyph(rail.x, y, glyph, ground);
        if let Some(current) = current.filter(|mark| part.contains(mark.span.start())) {
            let category = current.categories.first().copied();
            let style = category.map_or(paint.style(Part::Accent), |category| paint.letter(category));
            paint.glyph(rail.x, y, CURRENT, style);
        } else if let Some((glyph, style)) = claims(paint, model, part) {
            paint.glyph(rail.x, y, glyph, style.remove_modifier(Modifier::BOLD));
        }
    }
}

/// Sign of the claims that begin in `part`, in the colour of their most frequent category.
fn claims(paint: &Paint<'_>, model: &Model, part: Span) -> Option<(&'static str, Style)> {
    let marks = model.reading.marks().iter().skip(model.reading.index_from(part.start()));
    let inside = marks.take_while(|mark| part.contains(mark.span.start())).take(MAX_COUNTED);
    let mut counts: Vec<(CategoryId, usize)> = Vec::new();
    let (mut any, mut open) = (false, false);
    for mark in inside.filter(|mark: &&Mark| mark.status.is_claim()) {
        any = true;
        open |= !mark.status.is_decided();
        let Some(&category) = mark.categories.first() else { continue };
        match counts.iter_mut().find(|(known, _)| *known == category) {
            Some((_, count)) => *count += 1,
            None => counts.push((category, 1)),
        }
    }
    // Of equally frequent ones the first in the text.
    let most = counts.iter().map(|(_, count)| *count).max();
    let category = counts.iter().find(|(_, count)| Some(*count) == most).map(|(category, _)| *category);
    let style = category.map_or_else(|| paint.style(Part::Dim), |category| paint.letter(category));
    let [plain_open, plain_done] = PLAIN;
    let plain = category.is_none_or(|id| paint.category(id).color == Color::Default);
    let sign = match open {
        true if plain => plain_open,
        true => OPEN,
        false if plain => plain_done,
        false => DONE,
    };
    any.then_some((sign, style))
}
