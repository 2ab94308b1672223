//! Why the current claim was marked: cues with their weights, what blocked them, who speaks.

use super::paint::Paint;
use crate::reading::why::{Why, score, weight, why};
use crate::reading::{Mark, Standing};
use crate::session::{Area, Model};
use crate::text::visible;
use crate::theme::Part;
use ratatui::style::{Modifier, Style};

type Pieces = Vec<(String, Style)>;

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model) {
    let area = model.layout.why;
    if area.height == 0 {
        return;
    }
    paint.fill(area, paint.style(Part::Panel));
    let inside = Area { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let Some(mark) = model.current_mark() else {
        let text = if model.progress.done { "" } else { "looking for claims…" };
        paint.text(inside.x, inside.y, inside.width, text, paint.style(Part::Dim));
        return;
    };
    if area.height <= 3 {
        let mut all = heading(paint, model, mark);
        if area.height == 1 {
            all.push(("  ".to_owned(), Style::new()));
            all.extend(on_one_line(paint, model, mark));
            paint.pieces(inside.x, inside.y, inside.x + inside.width, &all);
            return;
        }
        paint.pieces(inside.x, inside.y, inside.x + inside.width, &all);
        let reasons = on_one_line(paint, model, mark);
        paint.pieces(inside.x, inside.y + 1, inside.x + inside.width, &reasons);
        return;
    }
    let border = paint.style(Part::Border);
    paint.text(area.x, area.y, area.width, &"─".repeat(usize::from(area.width)), border);
    let lines = lines(paint, model, mark, usize::from(inside.width));
    for (line, y) in lines.iter().zip(area.y + 1..area.y + area.height) {
        paint.pieces(inside.x, y, inside.x + inside.width, line);
    }
}

/// All that is known of a mark, line by line, at most `width` cells each.
pub(super) fn lines(paint: &Paint<'_>, model: &Model, mark: &Mark, width: usize) -> Vec<Pieces> {
    let (dim, plain) = (paint.style(Part::Dim), paint.style(Part::ListItem));
    let mut lines = vec![heading(paint, model, mark)];
    if let Some(why) = known(model, mark) {
        for reason in &why.reasons {
            let letter =
                model.reading.scheme.category(reason.category).map_or('?', |category| category.letter);
            let style = paint.letter(&model.reading.scheme, reason.category);
            let line = match &reason.blocked {
                None if reason.adds == 0 => vec![
                    (format!("{letter} "), dim),
                    (format!("also {}", visible::cut(&reason.words, width.saturating_sub(8))), dim),
                ],
                None => vec![
                    (format!("{letter} "), style),
                    (format!("{} ", weight(reason.adds)), plain),
                    (
                        visible::cut(&reason.words, width.saturating_sub(8)),
                        plain.add_modifier(Modifier::BOLD),
                    ),
                ],
                Some((rule, words)) => vec![
                    (format!("{letter} "), dim),
                    (visible::cut(&reason.words, width / 2), dim.add_modifier(Modifier::CROSSED_OUT)),
                    (format!(" blocked by “{}”, {rule}", visible::cut(words, width / 3)), dim),
                ],
            };
            lines.push(line);
        }
        for (category, _, prior) in &why.scores {
            let letter = model.reading.scheme.category(*category).map_or('?', |category| category.letter);
            let style = paint.letter(&model.reading.scheme, *category);
            lines.push(vec![
                (format!("{letter} "), style),
                (format!("{} starting value", weight(*prior)), dim),
            ]);
        }
        lines.push(speaker(paint, &why));
    }
    lines.extend(remarks(paint, mark));
    lines
}

/// Category, score, place and standing.
fn heading(paint: &Paint<'_>, model: &Model, mark: &Mark) -> Pieces {
    let scheme = &model.reading.scheme;
    let dim = paint.style(Part::Dim);
    let mut pieces = Pieces::new();
    for &id in &mark.categories {
        let Some(category) = scheme.category(id) else { continue };
        let number = mark.score(id).map(|permille| format!(" {}", score(permille))).unwrap_or_default();
        pieces.push((format!("{} ", category.letter), paint.letter(scheme, id)));
        pieces.push((format!("{}{number}  ", category.name), paint.style(Part::ListItem)));
    }
    if mark.standing == Standing::Orphaned {
        let decision = mark.tag.as_ref().map_or("", |tag| tag.decision.word());
        pieces.push((format!("{decision}; its passage is gone, 0 removes the tag"), paint.style(Part::Warn)));
        return pieces;
    }
    let block = model.document().block_at(mark.span.start()) + 1;
    let glyph = if mark.standing.is_decided() { mark.standing.glyph().to_string() } else { String::new() };
    pieces.push((
        format!("¶{block} · {glyph}{}{}", if glyph.is_empty() { "" } else { " " }, mark.standing.word()),
        dim,
    ));
    pieces
}

fn on_one_line(paint: &Paint<'_>, model: &Model, mark: &Mark) -> Pieces {
    let (dim, plain) = (paint.style(Part::Dim), paint.style(Part::ListItem));
    let mut pieces = Pieces::new();
    if let Some(why) = known(model, mark) {
        for reason in &why.reasons {
            match &reason.blocked {
                None if reason.adds == 0 => {}
                None => {
                    pieces.push((visible::cut(&reason.words, 36), plain.add_modifier(Modifier::BOLD)));
                    pieces.push((format!(" {} · ", weight(reason.adds)), dim));
                }
                Some((_, words)) => {
                    pieces
                        .push((format!("{} blocked by “{words}” · ", visible::cut(&reason.words, 30)), dim));
                }
            }
        }
        pieces.extend(speaker(paint, &why));
    }
    for line in remarks(paint, mark) {
        pieces.push((" · ".to_owned(), dim));
        pieces.extend(line);
    }
    pieces
}

fn known(model: &Model, mark: &Mark) -> Option<Why> {
    let claim = mark.claim.as_ref()?;
    Some(why(&model.document().text, &model.reading.scheme, claim))
}

fn speaker(paint: &Paint<'_>, why: &Why) -> Pieces {
    let who = why.speaker.clone().unwrap_or_else(|| "the author".to_owned());
    vec![("said by ".to_owned(), paint.style(Part::Dim)), (who, paint.style(Part::ListItem))]
}

/// What the reader wrote: labels and the note.
fn remarks(paint: &Paint<'_>, mark: &Mark) -> Vec<Pieces> {
    let Some(tag) = &mark.tag else { return Vec::new() };
    let (info, plain) = (paint.style(Part::Info), paint.style(Part::ListItem));
    let mut lines = Vec::new();
    if !tag.labels.is_empty() {
        lines.push(vec![("label ".to_owned(), info), (tag.labels.join(", "), plain)]);
    }
    for (index, line) in tag.note.lines().enumerate() {
        let head = if index == 0 { "note " } else { "     " };
        lines.push(vec![(head.to_owned(), info), (line.to_owned(), plain)]);
    }
    lines
}
