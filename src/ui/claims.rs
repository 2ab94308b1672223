//! The list of claims: what each is, and how it begins, in as many rows as fit.

use super::paint::Paint;
use super::title;
use crate::claim::{CategoryId, Scheme};
use crate::reading::explanation::format_percent;
use crate::reading::{Judgment, Mark, SortOrder, Status};
use crate::session::{Action, Area, Emphasis, Ink, Line, Model, Pane, Tier, piece};
use crate::text::visible::capitalized;
use crate::text::wrap::wrap;
use crate::text::{Span, visible};
use crate::theme::Part;
use ratatui::style::{Modifier, Style};

/// Widest column of names in a narrow list and in a wide one.
const MAX_NAME: (u16, u16) = (11, 18);
/// Columns from which a list is wide: it shows long names, and scores.
const WIDE: u16 = 56;
/// Cells for a score and the gap before it.
const SCORE: u16 = 7;

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model) {
    let area = model.screen.layout.list;
    if !model.screen.layout.has_list() {
        return;
    }
    paint.fill(area, paint.style(Part::Panel));
    let name = vec![piece("Claims", Ink::from(Part::Accent).with(Emphasis::Bold))];
    title::draw(paint, area, &name, &counts(model), model.screen.focus == Pane::List);
    let beside = model.screen.layout.tier == Tier::Side;
    if beside {
        title::edge(paint, area);
    }
    let left = u16::from(beside);
    let inside = Area { x: area.x + left, y: area.y + 1, width: area.width - left, height: area.height - 1 };
    let list = &model.nav.list;
    if list.is_empty() {
        return empty(paint, model, inside);
    }
    let height = list.item_rows() as u16;
    let name = name_width(&model.reading.scheme, inside.width);
    for place in 0..list.visible() {
        let Some(index) = list.at(list.top + place) else { break };
        let Some(mark) = model.reading.mark(index) else { break };
        let area = Area { y: inside.y + place as u16 * height, height, ..inside };
        item(paint, model, area, name, mark, model.nav.current == Some(index));
    }
}

/// Filter and order, if the reader set any, and the number of claims listed.
fn counts(model: &Model) -> Line {
    let (list, counts) = (&model.nav.list, model.reading.counts());
    let mut parts: Vec<Line> = Vec::new();
    if !list.filter.is_open() {
        parts.push(vec![piece(format!("only {}", list.filter.to_query(&model.reading.scheme)), Part::Info)]);
    }
    parts.extend(model.changes_heading().map(|changes| vec![piece(changes, Part::Warn)]));
    if list.order != SortOrder::Position {
        parts.push(vec![piece(format!("by {}", list.order.word()), Part::Info)]);
    }
    if counts.orphaned > 0 {
        parts.push(vec![piece(format!("{} lost", counts.orphaned), Part::Warn)]);
    }
    let all = counts.marks + counts.orphaned;
    let listed = if list.len() == all { all.to_string() } else { format!("{} of {all}", list.len()) };
    if model.versions.shown.is_none() {
        parts.push(vec![piece(listed, Part::Dim)]);
    }
    parts.join(&piece(" · ", Part::Dim))
}

fn empty(paint: &mut Paint<'_>, model: &Model, inside: Area) {
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
    let width = inside.width.saturating_sub(2);
    let top = inside.y + u16::from(inside.height > 3);
    for (y, row) in (top..inside.y + inside.height).zip(wrap(&text, Span::of(0..text.len()), width)) {
        paint.text(inside.x + 1, y, width, row.slice(&text), dim);
    }
}

/// Width of the column of names in a list of `width` cells: that of the longest, within limits.
fn name_width(scheme: &Scheme, width: u16) -> u16 {
    let longest = scheme.categories.iter().map(|category| visible::width(&category.name)).max().unwrap_or(0);
    let max = if width >= WIDE { MAX_NAME.1 } else { MAX_NAME.0 };
    (longest as u16).clamp(7, max)
}

/// One claim: bar, status, note, names in a column, the beginning of its words beside it, its score.
fn item(paint: &mut Paint<'_>, model: &Model, area: Area, names: u16, mark: &Mark, current: bool) {
    let style = match (current, model.screen.focus) {
        (true, Pane::List) => paint.style(Part::ListSelected),
        (true, Pane::Text) => paint.style(Part::ListSelectedUnfocused),
        (false, _) if mark.status.is_decided() || mark.withdrawn => paint.style(Part::ListDone),
        (false, _) => paint.style(Part::ListItem),
    };
    let over = |other: Style| if current { other.patch(Style { fg: other.fg, ..style }) } else { other };
    if current {
        let bar = mark.categories.first().map_or(style, |&category| paint.letter(category));
        for y in area.y..area.y + area.height {
            paint.restyle(area.x, y, area.width, style);
            paint.glyph(area.x, y, "▌", bar);
        }
    }
    // What the margin shows of an undecided claim is not repeated.
    if !matches!(mark.status, Status::Undecided) {
        let part = match mark.status {
            Status::Rejected | Status::Nothing => Part::Error,
            Status::Orphaned | Status::Doubtful => Part::Warn,
            Status::Skipped => Part::Dim,
            _ => Part::Ok,
        };
        let glyph = mark.status.glyph();
        paint.glyph(area.x + 1, area.y, glyph.encode_utf8(&mut [0; 4]), over(paint.style(part)));
    } else if mark.is_provisional(&model.reading.scheme) {
        let sign = model.reading.score_sign(mark);
        paint.glyph(area.x + 1, area.y, sign, over(paint.style(Part::Dim)));
    }
    if let Some((sign, part)) = model.change_sign(mark) {
        paint.glyph(area.x + 2, area.y, sign.encode_utf8(&mut [0; 4]), over(paint.style(part)));
    }
    let x = area.x + 3;
    for (line, y) in
        named(model, mark, (area.height, names), current).iter().zip(area.y..area.y + area.height)
    {
        if y > area.y {
            // Not another claim, but another category of this one.
            paint.glyph(area.x + 1, y, "&", over(paint.style(Part::Dim)));
        }
        let mut at = x;
        for piece in line {
            let ink = over(paint.ink(piece.ink));
            at = paint.text(at, y, (x + names).saturating_sub(at), &piece.text, ink);
        }
    }
    let end = area.x + area.width.saturating_sub(1);
    let score = mark.best_score().filter(|_| area.width >= WIDE && !mark.withdrawn);
    if let Some(score) = score {
        let text = format_percent(score);
        let cells = visible::width(&text) as u16;
        let dim = if current { style } else { paint.style(Part::Dim) };
        paint.text(end.saturating_sub(cells), area.y, cells, &text, dim);
    }
    let noted = mark.tag.as_ref().is_some_and(|tag| !tag.note.is_empty() || !tag.labels.is_empty());
    if noted {
        paint.glyph(x + names, area.y, "*", over(paint.style(Part::Info)));
    }
    let from = x + names + 2;
    let room = end.saturating_sub(from + if area.width >= WIDE { SCORE } else { 0 });
    let bold = if current { style.add_modifier(Modifier::BOLD) } else { style };
    for (row, y) in snippet(&model.reading.excerpt(mark), room, area.height).iter().zip(area.y..) {
        paint.text(from, y, room, row, if area.height == 1 { bold } else { style });
    }
}

/// The names of a mark's categories, a line each; on a single line the letters of several.
fn named(model: &Model, mark: &Mark, (rows, names): (u16, u16), current: bool) -> Vec<Line> {
    let scheme = &model.reading.scheme;
    if let Some(sides) = model.sides(mark).filter(|_| !mark.status.is_decided()) {
        let side = |judgment: Option<&Judgment>| judged(scheme, judgment, rows > 1);
        let [one, other] = sides.map(|(_, judgment)| side(judgment));
        if rows > 1 {
            return vec![one, other];
        }
        return vec![[one, vec![piece(" ", Ink::INHERIT)], other].concat()];
    }
    let word = match mark.status {
        _ if mark.blinded => "hidden",
        _ if mark.withdrawn => "withdrawn",
        Status::Nothing => "nothing",
        Status::Orphaned => "lost",
        _ => "",
    };
    if !word.is_empty() {
        return vec![vec![piece(word, Part::Dim)]];
    }
    let ink = |id: CategoryId| match mark.status.is_claim() {
        true if mark.is_provisional(scheme) => Ink::from(id).with(Emphasis::NotBold),
        true => Ink::from(id).with(if current { Emphasis::Bold } else { Emphasis::NotBold }),
        false => Ink::from(Part::Dim).with(Emphasis::CrossedOut),
    };
    let known: Vec<_> = mark.categories.iter().filter_map(|&id| Some((id, scheme.category(id)?))).collect();
    if rows == 1 && known.len() > 1 {
        return vec![model.letters(mark)];
    }
    let mut lines: Vec<Line> = known
        .iter()
        .take(usize::from(rows))
        .map(|(id, category)| vec![piece(capitalized(&category.name), ink(*id))])
        .collect();
    if known.len() > lines.len()
        && let Some(last) = lines.last_mut()
    {
        for name in last.iter_mut() {
            name.text = visible::cut(&name.text, usize::from(names.saturating_sub(2)));
        }
        last.push(piece(" +", Part::Dim));
    }
    lines
}

/// One annotator's judgment: names of categories, or only letters.
fn judged(scheme: &Scheme, judgment: Option<&Judgment>, in_words: bool) -> Line {
    let (none, rejected) = if in_words { ("undecided", "no claim") } else { ("·", "–") };
    let Some(judgment) = judgment else { return vec![piece(none, Part::Dim)] };
    if judgment.categories.is_empty() {
        return vec![piece(rejected, Part::Dim)];
    }
    let known = judgment.categories.iter().filter_map(|id| scheme.category_by_id(id));
    let known = known.filter_map(|id| Some((id, scheme.category(id)?)));
    let mut line = Line::new();
    for (number, (id, category)) in known.enumerate() {
        match (in_words, number) {
            (true, 0) => line.push(piece(capitalized(&category.name), id)),
            (true, 1) => line.push(piece(" +", Part::Dim)),
            (true, _) => {}
            (false, _) => line.push(piece(category.letter, id)),
        }
    }
    line
}

/// The beginning of `text` in at most `rows` rows of `room` cells, each filled as far as words go; an ellipsis where
/// more follows.
fn snippet(text: &str, room: u16, rows: u16) -> Vec<String> {
    let (text, room) = (visible::line(text), usize::from(room));
    if room < 4 {
        return Vec::new();
    }
    let mut shown: Vec<String> = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && shown.len() < usize::from(rows) {
        let last = shown.len() + 1 == usize::from(rows);
        let row = if last { visible::cut(rest, room) } else { filled(rest, room) };
        rest = rest.get(row.len()..).unwrap_or_default().trim_start();
        shown.push(row);
    }
    shown
}

/// The words of `text` that fit `room` cells; of a longer word its beginning.
fn filled(text: &str, room: usize) -> String {
    let (mut cells, mut end, mut at) = (0, 0, 0);
    for word in text.split_inclusive(' ') {
        if cells + visible::width(word.trim_end()) > room {
            break;
        }
        (cells, at) = (cells + visible::width(word), at + word.len());
        end = at;
    }
    if end > 0 {
        return text.get(..end).unwrap_or_default().trim_end().to_owned();
    }
    let fits = |end: usize| text.get(..end).is_some_and(|part| visible::width(part) <= room);
    let end = text.char_indices().map(|(at, _)| at).rfind(|&at| at > 0 && fits(at));
    text.get(..end.unwrap_or(text.len())).unwrap_or_default().to_owned()
}
