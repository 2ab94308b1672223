//! The rail: a scrollbar with the claims of the whole text.

use super::paint::Paint;
use super::text::HIDDEN;
use crate::reading::{Mark, Status};
use crate::session::Model;
use crate::text::Span;
use crate::theme::Part;
use ratatui::style::Modifier;
use std::collections::HashMap;

/// Marks counted per row of the rail; in a long text a row covers very many.
const MAX_COUNTED: usize = 24;

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model) {
    let rail = model.screen.layout.rail;
    let length = u64::from(model.document().text.len() as u32).max(1);
    let height = u64::from(rail.height).max(1);
    let (track, thumb) = (paint.style(Part::RailTrack), paint.style(Part::RailThumb));
    let seen = model.nav.view.seen();
    let current =
        model.current_mark().filter(|mark| mark.status != Status::Orphaned).map(|mark| mark.span.start());
    for row in 0..rail.height {
        let from = (u64::from(row) * length / height) as u32;
        let to = ((u64::from(row) + 1) * length / height) as u32;
        let part = Span::new(from, to.max(from + 1));
        let y = rail.y + row;
        let (glyph, style) = if part.overlaps(seen) { ("┃", thumb) } else { ("│", track) };
        paint.glyph(rail.x, y, glyph, style);
        if let Some((letter, style)) = letter(paint, model, part) {
            let style = if part.overlaps(seen) { style } else { style.remove_modifier(Modifier::BOLD) };
            paint.glyph(rail.x, y, letter.encode_utf8(&mut [0; 4]), style);
        }
        if current.is_some_and(|start| part.contains(start)) {
            let category = model.current_mark().and_then(|mark| mark.categories.first().copied());
            let style = category.map_or(thumb, |category| paint.letter(category));
            paint.glyph(rail.x, y, "◀", style);
        }
    }
}

/// Letter of the most frequent category among the claims that begin in `part`.
fn letter(paint: &Paint<'_>, model: &Model, part: Span) -> Option<(char, ratatui::style::Style)> {
    let marks = model.reading.marks().iter().skip(model.reading.index_from(part.start()));
    let inside = marks.take_while(|mark| part.contains(mark.span.start())).take(MAX_COUNTED);
    let mut counts: HashMap<u8, (usize, std::cmp::Reverse<u8>)> = HashMap::new();
    let hidden = inside.clone().any(|mark| mark.blinded);
    for category in
        inside.filter(|mark| mark.status.is_claim()).filter_map(|mark: &Mark| mark.categories.first())
    {
        counts.entry(category.0).or_insert((0, std::cmp::Reverse(category.0))).0 += 1;
    }
    let Some((&id, _)) = counts.iter().max_by_key(|(_, count)| **count) else {
        return hidden.then(|| (HIDDEN, paint.style(Part::Dim)));
    };
    let id = crate::claim::CategoryId(id);
    let letter = model.reading.scheme.category(id)?.letter;
    Some((letter, paint.letter(id)))
}
