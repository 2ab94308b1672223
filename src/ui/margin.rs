//! The margin before the text: paragraph numbers, letters of the claims that begin on a row, and bars.

use super::paint::Paint;
use crate::reading::{Mark, Status};
use crate::session::view::PageLine;
use crate::session::{Model, Tier};
use crate::text::{BlockKind, Span, visible};
use crate::theme::Part;
use ratatui::style::{Modifier, Style};

/// Bar of the current claim, and of its second category.
const CURRENT: [&str; 2] = ["▌", "▐"];
/// Bar of an undecided claim.
const PROPOSED: [&str; 2] = ["┊", "┊"];
/// Bar of a decided claim.
const DECIDED: [&str; 2] = ["┃", "┃"];

/// Replaces the letter of a hidden suggestion.
const HIDDEN: char = '?';

/// A bar as first and as second one of a row.
type Bar = ([&'static str; 2], Style);

pub(super) fn draw(
    paint: &mut Paint<'_>,
    model: &Model,
    y: u16,
    line: &PageLine,
    row: Span,
    marks: &[(usize, &Mark)],
) {
    let layout = &model.screen.layout;
    let bar = layout.column.x.saturating_sub(2);
    let wide = bar >= layout.gutter + 6;
    let numbered = matches!(model.document().block(line.block).kind, BlockKind::Paragraph | BlockKind::Quote);
    if line.first && numbered && wide {
        let number = (line.block + 1).to_string();
        let width = visible::width(&number) as u16;
        let x = (layout.gutter + 4).saturating_sub(width);
        paint.text(x, y, width, &number, paint.style(Part::Number));
    }
    let (letters, bars) = signs(paint, model, row, marks);
    let room = match layout.tier {
        Tier::Bare => 1,
        _ if wide => 3,
        _ => 2,
    };
    let letters = fitted(letters, room, paint.style(Part::Dim));
    let first = bar.saturating_sub(letters.len() as u16);
    let lettered = !letters.is_empty();
    for (x, (letter, style)) in (first..).zip(letters) {
        paint.glyph(x, y, letter.encode_utf8(&mut [0; 4]), style);
    }
    let mut bars = bars.into_iter();
    if let Some(([glyph, _], style)) = bars.next() {
        paint.glyph(bar, y, glyph, style.remove_modifier(Modifier::BOLD));
    }
    // On its first row the letters say the second category.
    if let Some(([_, glyph], style)) = bars.next().filter(|_| !lettered && bar > layout.gutter) {
        paint.glyph(bar.saturating_sub(1), y, glyph, style.remove_modifier(Modifier::BOLD));
    }
}

/// At most `room` letters; a third one, or one without room, becomes a `+`.
fn fitted(mut letters: Vec<(char, Style)>, room: usize, more: Style) -> Vec<(char, Style)> {
    letters.dedup_by_key(|(letter, _)| *letter);
    let shown = if room > 2 { 2 } else { room };
    if letters.len() > shown {
        letters.truncate(room.min(3).saturating_sub(1));
        letters.push(('+', more));
    }
    letters
}

/// Letters of the claims that begin on a row, and its bars in different colours: the current claim's first.
fn signs(
    paint: &Paint<'_>,
    model: &Model,
    row: Span,
    marks: &[(usize, &Mark)],
) -> (Vec<(char, Style)>, Vec<Bar>) {
    let scheme = &model.reading.scheme;
    let (mut letters, mut bars): (Vec<(char, Style)>, Vec<Bar>) = (Vec::new(), Vec::new());
    let mut currents = 0;
    for &(index, mark) in marks {
        let current = model.nav.current == Some(index);
        let dim = paint.style(Part::Dim);
        if !mark.status.is_claim() {
            if row.contains(mark.span.start()) {
                letters.push((mark.status.glyph(), dim));
            }
            if current {
                bars.insert(0, (CURRENT, dim));
                currents += 1;
            }
            continue;
        }
        for (clause, category) in mark.clauses().into_iter().filter(|(clause, _)| clause.overlaps(row)) {
            let style = match category {
                Some(id) if mark.is_provisional(scheme) => paint.provisional(id),
                Some(id) if !mark.withdrawn => paint.letter(id),
                _ => dim,
            };
            if row.contains(clause.start()) {
                let letter = category.and_then(|id| scheme.category(id)).map_or(HIDDEN, |known| known.letter);
                letters.push((letter, style));
            }
            let glyphs = match () {
                () if current => CURRENT,
                () if mark.status.is_decided() => DECIDED,
                () => PROPOSED,
            };
            if current {
                bars.insert(currents, (glyphs, style));
                currents += 1;
            } else {
                bars.push((glyphs, style));
            }
        }
        if mark.categories.is_empty() && !mark.blinded && row.contains(mark.span.start()) {
            letters.push((Status::Unknown.glyph(), dim));
        }
    }
    // Claims of one category that meet on a row share a bar.
    let first = bars.first().map(|(_, style)| style.fg);
    let mut at = 0;
    bars.retain(|(_, style)| {
        at += 1;
        at == 1 || Some(style.fg) != first
    });
    (letters, bars)
}
