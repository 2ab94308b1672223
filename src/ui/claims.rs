//! The list of claims: one per row, with counts above.

use super::paint::Paint;
use super::text::HIDDEN;
use crate::reading::explanation::format_score;
use crate::reading::{Mark, SortOrder, Status};
use crate::session::{Action, Emphasis, Ink, Model, Pane, Tier, piece};
use crate::text::wrap::wrap;
use crate::text::{Span, visible};
use crate::theme::Part;
use ratatui::style::{Modifier, Style};

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model) {
    let area = model.screen.layout.list;
    if !model.screen.layout.has_list() {
        return;
    }
    paint.fill(area, paint.style(Part::Panel));
    heading(paint, model);
    if model.nav.list.is_empty() {
        return empty(paint, model);
    }
    for row in 0..model.screen.layout.list_rows() {
        let number = model.nav.list.top + usize::from(row);
        let Some(index) = model.nav.list.at(number) else { break };
        let Some(mark) = model.reading.mark(index) else { break };
        line(paint, model, area.y + 1 + row, mark, model.nav.current == Some(index));
    }
    let below = model
        .nav
        .list
        .len()
        .saturating_sub(model.nav.list.top + usize::from(model.screen.layout.list_rows()));
    let more = match (model.nav.list.top, below) {
        (0, 0) => return,
        (above, 0) => format!(" {above} above "),
        (0, below) => format!(" {below} below "),
        (above, below) => format!(" {above} above · {below} below "),
    };
    let width = visible::width(&more) as u16;
    if area.width > width + 36 {
        let y = area.y;
        paint.text(area.x + area.width - width, y, width, &more, paint.style(Part::Dim));
    }
}

fn heading(paint: &mut Paint<'_>, model: &Model) {
    let area = model.screen.layout.list;
    let scheme = &model.reading.scheme;
    let counts = model.reading.counts();
    let focused = model.screen.focus == Pane::List;
    // Brackets replace blanks, so that focus changes do not move the text.
    let (open, close) = if focused { ("[", "]") } else { (" ", " ") };
    let listed = if model.nav.list.filter.is_open() {
        counts.marks.to_string()
    } else {
        format!("{}/{}", model.nav.list.len(), counts.marks)
    };
    let title = Ink::from(Part::Header).with(Emphasis::Bold);
    let mut line = vec![piece(format!("{open}Claims {listed}{close}"), title), piece(" ", Ink::INHERIT)];
    if model.nav.list.filter.is_open() || area.width >= 60 {
        for (index, category) in scheme.categories.iter().enumerate() {
            let id = crate::claim::CategoryId(index as u8);
            line.push(piece(category.letter, id));
            line.push(piece(format!("{} ", counts.category(id).claims), Part::Dim));
        }
    }
    if counts.orphaned > 0 {
        line.push(piece(format!("!{} ", counts.orphaned), Part::Warn));
    }
    let filter = &model.nav.list.filter;
    if !filter.is_open() {
        line.push(piece(format!(" only {}", filter.to_query(scheme)), Part::Info));
    }
    if model.nav.list.order != SortOrder::Position {
        line.push(piece(format!(" by {}", model.nav.list.order.word()), Part::Info));
    }
    let end = area.x + area.width;
    let at = paint.line(area.x, area.y, end, &line);
    if model.screen.layout.tier == Tier::Strip {
        // With few colours panel and page share a background, and only the rule separates them.
        let rule = "─".repeat(usize::from(end.saturating_sub(at + 1)));
        paint.text(at + 1, area.y, end.saturating_sub(at + 1), &rule, paint.style(Part::Border));
    }
}

fn empty(paint: &mut Paint<'_>, model: &Model) {
    let area = model.screen.layout.list;
    let dim = paint.style(Part::Dim);
    let text = match (model.reading.marks().is_empty(), model.loading.is_done()) {
        (true, true) if model.reading.below_threshold() > 0 => {
            format!("No claim reaches the threshold. {} shows weaker ones.", model.key(Action::Threshold))
        }
        (true, true) => format!("No claims found. {} marks one by hand.", model.key(Action::Select)),
        // Short articles finish before this could be read.
        (true, false) if model.loading.progress.bytes == 0 && !model.document().is_partial() => String::new(),
        (true, false) => "Looking for claims…".to_owned(),
        (false, _) => format!("Nothing passes the filter. {} lists all.", model.key(Action::ShowAll)),
    };
    let width = area.width.saturating_sub(2);
    let top = area.y + 1 + u16::from(area.height > 4);
    for (y, row) in (top..area.y + area.height).zip(wrap(&text, Span::of(0..text.len()), width)) {
        paint.text(area.x + 1, y, width, row.slice(&text), dim);
    }
}

fn line(paint: &mut Paint<'_>, model: &Model, y: u16, mark: &Mark, current: bool) {
    let area = model.screen.layout.list;
    let scheme = &model.reading.scheme;
    let style = match (current, model.screen.focus) {
        (true, Pane::List) => paint.style(Part::ListSelected),
        (true, Pane::Text) => paint.style(Part::ListSelectedUnfocused),
        (false, _) if mark.status.is_decided() || mark.withdrawn => paint.style(Part::ListDone),
        (false, _) => paint.style(Part::ListItem),
    };
    if current {
        paint.restyle(area.x, y, area.width, style);
        let category = mark.categories.first();
        let bar = category.map_or(style, |&category| paint.letter(category));
        paint.glyph(area.x, y, "▌", bar);
    }
    let over = |letter: Style| {
        if current {
            letter.patch(Style { fg: letter.fg, ..style }).add_modifier(Modifier::BOLD)
        } else {
            letter
        }
    };
    let sides = model.sides(mark).filter(|_| !mark.status.is_decided());
    if let Some(sides) = sides {
        for (at, (_, opinion)) in sides.into_iter().enumerate() {
            let first = opinion.and_then(|opinion| opinion.categories.iter().next());
            let category = first.and_then(|id| scheme.category_by_id(id));
            let (letter, style) = match (opinion, category) {
                (None, _) => ('·', paint.style(Part::Dim)),
                (Some(_), None) => ('–', paint.style(Part::Dim)),
                (Some(_), Some(id)) => {
                    (scheme.category(id).map_or('?', |category| category.letter), paint.letter(id))
                }
            };
            paint.glyph(area.x + 1 + 2 * at as u16, y, letter.encode_utf8(&mut [0; 4]), over(style));
        }
    } else if mark.categories.is_empty() {
        let (glyph, part) =
            if mark.blinded { (HIDDEN, Part::Dim) } else { (mark.status.glyph(), Part::Warn) };
        paint.glyph(area.x + 1, y, glyph.encode_utf8(&mut [0; 4]), over(paint.style(part)));
    } else {
        for (at, &category) in mark.categories.iter().take(2).enumerate() {
            let letter = scheme.category(category).map_or('?', |category| category.letter);
            let style = match mark.status.is_claim() && !mark.withdrawn {
                true if mark.is_provisional(scheme) => paint.provisional(category),
                true => paint.letter(category),
                false => paint.style(Part::Dim),
            };
            paint.glyph(area.x + 1 + at as u16, y, letter.encode_utf8(&mut [0; 4]), over(style));
        }
        let status = match mark.status {
            Status::Undecided | Status::Skipped => paint.style(Part::Dim),
            Status::Rejected | Status::Nothing => paint.style(Part::Error),
            Status::Orphaned | Status::Doubtful => paint.style(Part::Warn),
            _ => paint.style(Part::Ok),
        };
        paint.glyph(area.x + 4, y, mark.status.glyph().encode_utf8(&mut [0; 4]), over(status));
    }
    let noted = mark.tag.as_ref().is_some_and(|tag| !tag.note.is_empty() || !tag.labels.is_empty());
    if noted {
        paint.glyph(area.x + 5, y, "*", over(paint.style(Part::Info)));
    }
    let number = match mark.best_score() {
        Some(_) if mark.withdrawn => "–".to_owned(),
        Some(score) => format!("{}{}", model.reading.score_sign(mark), format_score(score)),
        None => String::new(),
    };
    let room = area.width.saturating_sub(6 + 6);
    paint.text(area.x + 6, y, room, &model.reading.excerpt(mark), style);
    let width = visible::width(&number) as u16;
    let dim = if current { style } else { paint.style(Part::Dim) };
    paint.text((area.x + area.width).saturating_sub(width + 1), y, width, &number, dim);
}
