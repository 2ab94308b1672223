//! The card laid out in lines: what stands on it, and where.

use super::CardLayout;
use super::passage::Passage;
use crate::reading::explanation::format_percent;
use crate::reading::{Mark, Status};
use crate::session::action::Action;
use crate::session::keymap::Table;
use crate::session::layout::Area;
use crate::session::line::{Emphasis, Ink, Line, piece, wrapped};
use crate::session::model::Model;
use crate::session::why;
use crate::text::number::{counted, grouped};
use crate::text::visible;
use crate::theme::Part;
use std::ops::Range;

/// Least size of the room for a border around the card.
const MIN_FRAMED: (u16, u16) = (40, 12);
/// Rows of a card where there is room, with its border.
const ROWS: Range<u16> = 18..27;
/// Cells between the border and the text, and on a narrow screen.
const PADDING: u16 = 4;
const MIN_PADDING: u16 = 2;
const NARROW: u16 = 60;
/// Rows for the note, labels and judgments at the foot of a card.
const MAX_REMARKS: usize = 4;

pub(super) fn of(model: &Model) -> CardLayout {
    let (room, frame, inside) = place(model);
    let mut layout = CardLayout { room, frame, inside, ..CardLayout::default() };
    let mark = if model.is_finished() { None } else { model.current_mark() };
    match mark {
        Some(mark) => claim(model, mark, &mut layout),
        None => closing(model, &mut layout),
    }
    if frame.is_none() {
        // Without a border the heading takes the first row.
        let heading = std::mem::take(&mut layout.heading);
        layout.lines.insert(0, between(heading.0, heading.1, usize::from(inside.width)));
        layout.claim = layout.claim.start + 1..layout.claim.end + 1;
    }
    layout.lines.truncate(usize::from(inside.height));
    layout
}

/// The room of a card, its border, and the cells inside.
fn place(model: &Model) -> (Area, Option<Area>, Area) {
    let layout = &model.screen.layout;
    let (width, top) = (layout.screen.width, layout.header.height);
    let room = Area { x: 0, y: top, width, height: layout.status.y.saturating_sub(top) };
    if room.width < MIN_FRAMED.0 || room.height < MIN_FRAMED.1 {
        let inside = Area { x: 1, width: width.saturating_sub(2), ..room };
        return (room, None, inside);
    }
    let padding = if room.width < NARROW { MIN_PADDING } else { PADDING };
    let cells = model.screen.measure.min(room.width - 2 * padding - 2);
    let width = cells + 2 * padding + 2;
    let rows = (room.height * 3 / 5).clamp(ROWS.start, ROWS.end - 1).min(room.height);
    // A little above the middle looks like the middle.
    let y = room.y + (room.height - rows) * 2 / 5;
    let frame = Area { x: (room.width - width) / 2, y, width, height: rows };
    let air = u16::from(rows >= ROWS.start);
    let inside = Area { x: frame.x + 1 + padding, y: y + 1 + air, width: cells, height: rows - 2 - air };
    (room, Some(frame), inside)
}

fn claim(model: &Model, mark: &Mark, layout: &mut CardLayout) {
    let cells = layout.inside.width;
    layout.heading = heading(model, mark);
    let rows = usize::from(layout.inside.height).saturating_sub(usize::from(layout.frame.is_none()));
    let passage = Passage::of(model.document(), mark, cells.saturating_sub(2));
    let (mut claim, mut foot) = (passage.claim, foot(model, mark, usize::from(cells)));
    if mark.status == Status::Orphaned
        && let Some(tag) = &mark.tag
    {
        claim = wrapped(&tag.selector.exact, usize::from(cells), Part::Dim).collect();
    }
    // The claim comes first, then what is known about it, then the text around it.
    let progress = usize::from(rows > 4);
    let free = rows - progress;
    if claim.len() > free {
        claim.truncate(free.max(1));
        claim.last_mut().into_iter().for_each(|row| row.push(piece("…", Part::Dim)));
    }
    let free = free.saturating_sub(claim.len());
    foot.truncate(free.saturating_sub(1));
    let gaps = usize::from(!foot.is_empty()) + usize::from(free > foot.len() + 3);
    let free = free.saturating_sub(foot.len() + gaps);
    let (mut before, mut after) = (passage.before, passage.after);
    let room_after = (free / 2).saturating_sub(1).max(free.saturating_sub(before.len() + 2));
    if after.len() > room_after {
        after.truncate(room_after);
        after.last_mut().into_iter().for_each(|row| row.push(piece(" …", Part::Dim)));
    }
    let left = free.saturating_sub(after.len() + usize::from(!after.is_empty()));
    let above = before.len().saturating_sub(left.saturating_sub(1));
    if above > 0 {
        before.drain(..above);
        before.first_mut().into_iter().for_each(|row| row.insert(0, piece("… ", Part::Dim)));
    }

    let mut text: Vec<Line> = Vec::new();
    let add = |text: &mut Vec<Line>, lines: Vec<Line>| {
        if !text.is_empty() && !lines.is_empty() {
            text.push(Line::new());
        }
        let start = text.len();
        text.extend(lines.into_iter().map(indented));
        start..text.len()
    };
    add(&mut text, before);
    let place = add(&mut text, claim);
    add(&mut text, after);
    // The text stands in the middle of what the foot leaves.
    let above = rows.saturating_sub(progress + foot.len() + gaps + text.len()) / 2;
    layout.color = mark.categories.first().filter(|_| mark.status.is_claim()).map(|&id| Ink::from(id));
    layout.claim = place.start + above..place.end + above;
    layout.lines = vec![Line::new(); above];
    layout.lines.extend(text);
    let filled = rows.saturating_sub(progress + foot.len() + usize::from(gaps == 2));
    layout.lines.resize(filled.max(layout.lines.len()), Line::new());
    layout.lines.extend(foot);
    layout.lines.resize(rows.saturating_sub(progress).max(layout.lines.len()), Line::new());
    layout.lines.extend((progress > 0).then(|| progress_bar(model, usize::from(cells))));
}

/// Two cells for the bar beside the claim.
fn indented(mut line: Line) -> Line {
    line.insert(0, piece("  ", Ink::INHERIT));
    line
}

/// The categories in words with their scores, and the state and the paragraph of the claim.
fn heading(model: &Model, mark: &Mark) -> (Line, Line) {
    let scheme = &model.reading.scheme;
    let mut line = Line::new();
    for &id in &mark.categories {
        let Some(category) = scheme.category(id) else { continue };
        let score = mark.score(id).map_or_else(String::new, |score| {
            format!(" {}{}", model.reading.score_sign(mark), format_percent(score))
        });
        line.push(piece(if line.is_empty() { "" } else { "  " }, Ink::INHERIT));
        line.push(piece(&category.name, id));
        line.push(piece(score, Part::Dim));
    }
    if mark.blinded {
        line.push(piece("suggestion hidden", Part::Dim));
    }
    let paragraph = format!("¶{}", model.document().block_at(mark.span.start()) + 1);
    let state = match mark.status {
        Status::Undecided => Line::new(),
        status => {
            let part = if status.is_claim() { Part::Ok } else { Part::Warn };
            vec![piece(format!("{} {}  ", status.glyph(), status.word()), part)]
        }
    };
    (line, [state, vec![piece(paragraph, Part::Dim)]].concat())
}

/// Speaker, meaning of the category, judgments, labels and note.
fn foot(model: &Model, mark: &Mark, cells: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    if mark.blinded {
        let reject = model.key(Action::Reject);
        let digits = model.keymap.category_keys(Table::Read);
        let text = format!("Press {digits} to categorise, {reject} if not a claim.");
        lines.extend(wrapped(&text, cells, Part::Dim));
    }
    if let Some(gloss) = mark.categories.first().and_then(|&id| model.reading.scheme.category(id)) {
        let rows = if model.screen.layout.screen.height < 30 { 1 } else { 2 };
        let mut gloss: Vec<Line> = wrapped(&gloss.gloss, cells, Part::Dim).collect();
        if gloss.len() > rows {
            gloss.truncate(rows);
            gloss.last_mut().into_iter().for_each(|row| row.push(piece(" …", Part::Dim)));
        }
        lines.extend(gloss);
    }
    if let Some(speaker) = mark.speaker(&model.document().text) {
        let (before, name) = speaker.words();
        lines.push(vec![piece(before, Part::Dim), piece(name, Part::ListItem)]);
    }
    let remarks = why::remarks(model, mark);
    lines.extend(why::sides(model, mark).into_iter().chain(remarks).take(MAX_REMARKS));
    lines
}

/// Claims done of all, as a bar over the whole width.
fn progress_bar(model: &Model, cells: usize) -> Line {
    let (done, all) = model.card_progress();
    let count = format!("  {}/{}", grouped(done), grouped(all));
    let length = cells.saturating_sub(count.len());
    let share = (length * done).checked_div(all).unwrap_or(0);
    let filled = share.max(usize::from(done > 0)).min(length);
    vec![
        piece("━".repeat(filled), Ink::from(Part::Saved).with(Emphasis::NotBold)),
        piece("╌".repeat(length - filled), Part::Dim),
        piece(count, Part::Dim),
    ]
}

/// After the last claim: what was decided, and where to go.
fn closing(model: &Model, layout: &mut CardLayout) {
    let cells = usize::from(layout.inside.width);
    let rows = usize::from(layout.inside.height).saturating_sub(usize::from(layout.frame.is_none()));
    let counts = model.reading.counts();
    let unlisted = model.nav.list.len() < model.reading.marks().len() && !model.nav.list.filter.is_open();
    let skipped = model.reading.marks().iter().filter(|mark| mark.status == Status::Skipped).count();
    let title = match (counts.marks, unlisted) {
        (0, _) => model.nothing_listed(),
        (_, true) => "No claim listed is undecided".to_owned(),
        (marks, false) if skipped > 0 => format!("All {} are seen", counted(marks, "claim")),
        (marks, false) => format!("All {} are decided", counted(marks, "claim")),
    };
    layout.heading = (vec![piece(title, Ink::from(Part::Ok).with(Emphasis::Bold))], Line::new());
    layout.color = Some(Part::Ok.into());
    let mut lines = decisions(model);
    lines.push(Line::new());
    lines.extend(next_steps(model, unlisted, skipped));
    let spare = rows.saturating_sub(lines.len() + 1);
    if spare == 0 {
        // Where to go matters more than what was done.
        lines.retain(|line| !line.is_empty());
        lines.drain(..lines.len().saturating_sub(rows.saturating_sub(1).max(1)));
    }
    layout.lines = vec![Line::new(); spare / 2];
    layout.lines.extend(lines);
    layout.lines.resize(rows.saturating_sub(1).max(layout.lines.len()), Line::new());
    layout.lines.push(progress_bar(model, cells));
}

/// A line per kind of decision, with its number.
fn decisions(model: &Model) -> Vec<Line> {
    let mut kinds: Vec<(Status, usize)> = Vec::new();
    for mark in model.reading.marks() {
        match kinds.iter_mut().find(|(status, _)| *status == mark.status) {
            Some((_, count)) => *count += 1,
            None => kinds.push((mark.status, 1)),
        }
    }
    kinds.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let line = |(status, count): (Status, usize)| {
        let part = if status.is_claim() { Part::Ok } else { Part::Warn };
        vec![
            piece(format!("{count:>5}  "), Ink::from(Part::Text).with(Emphasis::Bold)),
            piece(format!("{} ", status.glyph()), part),
            piece(status.word(), Part::Text),
        ]
    };
    kinds.into_iter().map(line).collect()
}

/// Keys that lead on from the closing card.
fn next_steps(model: &Model, unlisted: bool, skipped: usize) -> Vec<Line> {
    let on_shelf = model.settings.shelf;
    let next = on_shelf.is_some_and(|(number, all)| number < all);
    let leave = if on_shelf.is_some() { "back to the shelf" } else { "leave" };
    let steps = [
        (next, Action::NextArticle, "next article"),
        (unlisted, Action::ShowAll, "list the other claims too"),
        (skipped > 0, Action::ShowSkipped, "list the skipped claims"),
        (true, Action::Quit, leave),
        (true, Action::PreviousMark, "look through them again"),
        (true, Action::Cards, "the page"),
    ];
    let steps = steps.into_iter().filter(|(shown, ..)| *shown);
    let line = |(_, action, text)| {
        let key = model.key(action);
        vec![piece(format!("{key:>5}  "), Part::HintKey), piece(text, Part::Text)]
    };
    steps.map(line).collect()
}

/// In cells.
fn width(line: &Line) -> usize {
    line.iter().map(|piece| visible::width(&piece.text)).sum()
}

/// Two ends of a row with space between them; the right end goes if there is no room for both.
fn between(mut left: Line, right: Line, cells: usize) -> Line {
    let gap = cells.saturating_sub(width(&left) + width(&right));
    if gap > 0 {
        left.push(piece(" ".repeat(gap), Ink::INHERIT));
        left.extend(right);
    }
    left
}
