//! Why the current claim was marked: cues with their weights, what blocked them, who speaks.

use super::paint::Paint;
use crate::reading::why::{Why, score, weight, why};
use crate::reading::{Judgment, Mark, Status};
use crate::session::{Area, Model};
use crate::text::visible;
use crate::theme::Part;
use ratatui::style::{Modifier, Style};

/// Cells that what is left of a long line is set in by.
const INSET: usize = 2;

type Pieces = Vec<(String, Style)>;

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model) {
    let area = model.screen.layout.why;
    if area.height == 0 {
        return;
    }
    paint.fill(area, paint.style(Part::Panel));
    let inside = Area { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let Some(mark) = model.current_mark() else {
        let text = if model.loading.progress.done { "" } else { "looking for claims…" };
        paint.text(inside.x, inside.y, inside.width, text, paint.style(Part::Dim));
        return;
    };
    if area.height <= 3 {
        let end = inside.x + inside.width;
        let speaker = known(model, mark).map(|why| speaker(paint, &why));
        let mut groups = reasons(paint, model, mark);
        if area.height == 1 {
            groups.extend(speaker);
            let mut all = in_brief(paint, model, mark);
            all.extend(joined(paint, groups));
            paint.pieces(inside.x, inside.y, end, &all);
            return;
        }
        // Who speaks is said before the cues, of which there may be more than have room.
        let first = joined(paint, std::iter::once(heading(paint, model, mark)).chain(speaker).collect());
        paint.pieces(inside.x, inside.y, end, &first);
        paint.pieces(inside.x, inside.y + 1, end, &joined(paint, groups));
        return;
    }
    let border = paint.style(Part::Border);
    paint.text(area.x, area.y, area.width, &"─".repeat(usize::from(area.width)), border);
    let (width, room) = (usize::from(inside.width), usize::from(area.height - 1));
    let lines = lines(paint, model, mark, width, true).into_iter();
    let mut lines: Vec<Pieces> = lines.flat_map(|line| folded(line, width)).collect();
    if lines.len() > room {
        let more = format!("… {} more lines: Enter shows all", lines.len() + 1 - room);
        lines.truncate(room - 1);
        lines.push(vec![(more, paint.style(Part::Dim))]);
    }
    for (line, y) in lines.iter().zip(area.y + 1..area.y + area.height) {
        paint.pieces(inside.x, y, inside.x + inside.width, line);
    }
}

/// All that is known of a mark, line by line, at most `width` cells each; in `brief` without
/// the cues that add nothing.
pub(super) fn lines(paint: &Paint<'_>, model: &Model, mark: &Mark, width: usize, brief: bool) -> Vec<Pieces> {
    let (dim, plain) = (paint.style(Part::Dim), paint.style(Part::ListItem));
    let mut lines = vec![heading(paint, model, mark)];
    if let Some(why) = known(model, mark) {
        for reason in &why.reasons {
            if brief && reason.adds == 0 && reason.blocked.is_none() {
                continue;
            }
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
        lines.extend(from_the_start(paint, model, mark, &why));
        lines.push(speaker(paint, &why));
    }
    lines.extend(sides(paint, model, mark));
    lines.extend(remarks(paint, mark));
    lines
}

/// What the annotators that are compared say of it.
fn sides(paint: &Paint<'_>, model: &Model, mark: &Mark) -> Vec<Pieces> {
    let (info, plain, dim) = (paint.style(Part::Info), paint.style(Part::ListItem), paint.style(Part::Dim));
    let scheme = &model.reading.scheme;
    let side = |(label, (name, opinion)): (&str, (Option<&str>, Option<&Judgment>))| {
        let mut pieces = vec![(format!("{label} "), info)];
        pieces.extend(name.map(|name| (format!("{name} "), dim)));
        match opinion {
            None => pieces.push(("did not decide it".to_owned(), dim)),
            Some(opinion) if opinion.categories.is_empty() => pieces.push(("not a claim".to_owned(), plain)),
            Some(opinion) => {
                for id in &opinion.categories {
                    let known = scheme.category_by_id(id);
                    let name = known.and_then(|id| scheme.category(id)).map_or(id, |category| &category.name);
                    pieces.push((format!("{name} "), known.map_or(plain, |id| paint.letter(scheme, id))));
                }
            }
        }
        let note = opinion.map(|opinion| opinion.note.as_str()).filter(|note| !note.is_empty());
        pieces.extend(note.map(|note| (format!(" “{}”", note.replace('\n', " ")), plain)));
        pieces
    };
    model.sides(mark).into_iter().flat_map(|sides| ["A", "B"].into_iter().zip(sides)).map(side).collect()
}

/// The starting values of what is proposed, on one line; and below, what falls short.
fn from_the_start(paint: &Paint<'_>, model: &Model, mark: &Mark, why: &Why) -> Vec<Pieces> {
    let (scheme, dim) = (&model.reading.scheme, paint.style(Part::Dim));
    let (mut start, mut short) = (Pieces::new(), Vec::new());
    for &(id, permille, prior) in &why.scores {
        let Some(category) = scheme.category(id) else { continue };
        if model.reading.proposed(mark).any(|scored| scored.category == id) {
            // Another classifier begins nowhere.
            if prior == 0 {
                continue;
            }
            start.push((format!("{} ", category.letter), paint.letter(scheme, id)));
            start.push((format!("{} ", weight(prior)), dim));
        } else {
            let threshold = score(model.reading.strictness().threshold(category));
            let words = format!("{} {} falls short of {threshold}", category.name, score(permille));
            short.push(vec![(format!("{} ", category.letter), dim), (words, dim)]);
        }
    }
    start.push(("to start with".to_owned(), dim));
    std::iter::once(start).filter(|start| start.len() > 1).chain(short).collect()
}

/// Category, score, place and standing.
fn heading(paint: &Paint<'_>, model: &Model, mark: &Mark) -> Pieces {
    let scheme = &model.reading.scheme;
    let dim = paint.style(Part::Dim);
    let mut pieces = Pieces::new();
    if mark.veiled {
        pieces.push(("veiled until you decide  ".to_owned(), paint.style(Part::ListItem)));
    }
    for &id in &mark.categories {
        let Some(category) = scheme.category(id) else { continue };
        let number = mark.score(id).map(|permille| format!(" {}", score(permille))).unwrap_or_default();
        pieces.push((format!("{} ", category.letter), paint.letter(scheme, id)));
        pieces.push((format!("{}{number}  ", category.name), paint.style(Part::ListItem)));
    }
    if mark.standing == Status::Orphaned {
        let decision = mark.tag.as_ref().map_or("", |tag| tag.decision.word());
        pieces.push((format!("{decision}; its passage is gone, 0 removes the tag"), paint.style(Part::Warn)));
        return pieces;
    }
    if mark.standing == Status::Doubtful {
        let decision = mark.tag.as_ref().map_or("", |tag| tag.decision.word());
        let text = format!("{decision}; perhaps here: a says yes, 0 removes the tag");
        pieces.push((text, paint.style(Part::Warn)));
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

/// The heading where there is a single line for everything: letters, scores, and how it is settled.
fn in_brief(paint: &Paint<'_>, model: &Model, mark: &Mark) -> Pieces {
    if mark.categories.len() < 2 || mark.standing == Status::Orphaned {
        let mut pieces = heading(paint, model, mark);
        pieces.push(("  ".to_owned(), Style::new()));
        return pieces;
    }
    let scheme = &model.reading.scheme;
    let mut pieces = Pieces::new();
    for &id in &mark.categories {
        let letter = scheme.category(id).map_or('?', |category| category.letter);
        let number = mark.score(id).map(score).unwrap_or_default();
        pieces.push((letter.to_string(), paint.letter(scheme, id)));
        pieces.push((format!(" {number} "), paint.style(Part::ListItem)));
    }
    pieces.push((format!("{} ", mark.standing.glyph()), paint.style(Part::Dim)));
    pieces
}

/// The cues that matter in the order of their strength, and what the reader wrote, each for itself.
fn reasons(paint: &Paint<'_>, model: &Model, mark: &Mark) -> Vec<Pieces> {
    let (dim, plain) = (paint.style(Part::Dim), paint.style(Part::ListItem));
    let scheme = &model.reading.scheme;
    let mut groups = Vec::new();
    let why = known(model, mark);
    let all = why.iter().flat_map(|why| &why.reasons);
    for reason in all.filter(|reason| reason.adds != 0 || reason.blocked.is_some()) {
        let mut pieces = Pieces::new();
        if mark.categories.len() > 1 {
            let letter = scheme.category(reason.category).map_or('?', |category| category.letter);
            pieces.push((format!("{letter} "), paint.letter(scheme, reason.category)));
        }
        if let Some((_, words)) = &reason.blocked {
            pieces.push((format!("{} blocked by “{words}”", visible::cut(&reason.words, 30)), dim));
        } else {
            pieces.push((visible::cut(&reason.words, 36), plain.add_modifier(Modifier::BOLD)));
            pieces.push((format!(" {}", weight(reason.adds)), dim));
        }
        groups.push(pieces);
    }
    groups.extend(sides(paint, model, mark));
    groups.extend(remarks(paint, mark));
    groups
}

/// A line as rows of at most `width` cells, broken between words; the rows behind the first are set in.
fn folded(line: Pieces, width: usize) -> Vec<Pieces> {
    let mut rows = vec![Pieces::new()];
    let mut at = 0;
    for (text, style) in line {
        for word in text.split_inclusive(' ') {
            let cells = visible::width(word.trim_end());
            if at > INSET && at + cells > width {
                rows.push(vec![(" ".repeat(INSET), Style::new())]);
                at = INSET;
            }
            at += visible::width(word);
            if let Some(row) = rows.last_mut() {
                row.push((word.to_owned(), style));
            }
        }
    }
    rows
}

/// Groups of pieces on one line, with a dot between them.
fn joined(paint: &Paint<'_>, groups: Vec<Pieces>) -> Pieces {
    let mut all = Pieces::new();
    for group in groups {
        if !all.is_empty() {
            all.push((" · ".to_owned(), paint.style(Part::Dim)));
        }
        all.extend(group);
    }
    all
}

fn known(model: &Model, mark: &Mark) -> Option<Why> {
    let claim = mark.known_claim()?;
    Some(why(&model.document().text, &model.reading.scheme, claim))
}

fn speaker(paint: &Paint<'_>, why: &Why) -> Pieces {
    let who = why.speaker.clone().unwrap_or_else(|| "the author".to_owned());
    vec![("said by ".to_owned(), paint.style(Part::Dim)), (who, paint.style(Part::ListItem))]
}

/// What the reader wrote, labels and the note, and what was decided otherwise elsewhere.
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
    for rival in &tag.rivals {
        let words = [rival.decision.word().to_owned(), rival.categories.join(" and "), rival.note.clone()];
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let who = format!("  {} {}", rival.annotator, rival.at);
        let style = paint.style(Part::Warn);
        lines.push(vec![
            ("against ".to_owned(), style),
            (words.join(", "), plain),
            (who, paint.style(Part::Dim)),
        ]);
    }
    lines
}
