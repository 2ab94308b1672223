//! The screen of a dossier: header, chart of months and categories, list of claims, the selected claim in full.

use super::bars::sign;
use super::paint::Paint;
use super::preview::rows;
use crate::claim::CategoryId;
use crate::dossier::{Article, Entry, EntryCategory};
use crate::reading::Status;
use crate::reading::explanation::format_score;
use crate::reading::groups::{Group, GroupKind};
use crate::session::keymap::Table;
use crate::session::{Action, Area, DossierScreen, Keymap};
use crate::text::dates::written_out;
use crate::text::number::permille;
use crate::text::visible;
use crate::theme::{Part, Theme};
use ratatui::Frame;
use ratatui::style::{Modifier, Style};

/// Nothing is painted on narrower screens.
const MIN_WIDTH: u16 = 12;
/// Columns from which the chart names the categories; else it shows their letters.
const MIN_NAMED_WIDTH: u16 = 60;
/// Widest name of a category in the chart, and widest column of a month.
const MAX_NAME: usize = 14;
const MAX_MONTH: u16 = 6;
/// Cells for the column without a date, with its gap.
const UNDATED: u16 = 8;
/// Cells of a date in the list, with its gap.
const DATE: u16 = 12;
/// Letters of categories shown for a claim.
const MAX_LETTERS: usize = 3;
/// Widest row of the selected claim, for easy reading.
const MEASURE: u16 = 84;
/// Eighths of a cell, from one to all.
const LEVELS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

pub fn dossier(frame: &mut Frame<'_>, screen: &DossierScreen, keymap: &Keymap, theme: &Theme) {
    let area = frame.area();
    if screen.size != (area.width, area.height) {
        return;
    }
    let (width, height) = screen.size;
    let mut paint = Paint::new(frame.buffer_mut(), theme, Some(&screen.scheme));
    paint.fill(Area { x: 0, y: 0, width, height }, paint.style(Part::Background));
    if width < MIN_WIDTH || height < 3 {
        paint.text(0, 0, width, "too small", paint.style(Part::Text));
        return;
    }
    header(&mut paint, screen, width);
    let layout = screen.layout();
    if let Some(area) = layout.chart {
        chart(&mut paint, screen, area);
    }
    let entries = screen.dossier.entries.iter().enumerate().skip(screen.top);
    for ((at, entry), y) in entries.zip(layout.list.y..layout.list.y + layout.list.height) {
        line(&mut paint, screen, entry, at == screen.selected, Area { y, height: 1, ..layout.list });
    }
    if let (Some(area), Some(entry)) = (layout.preview, screen.current()) {
        whole(&mut paint, screen, entry, area);
    }
    status(&mut paint, screen, keymap, Area { x: 0, y: height - 1, width, height: 1 });
}

fn header(paint: &mut Paint<'_>, screen: &DossierScreen, width: u16) {
    let style = paint.style(Part::Header);
    paint.fill(Area { x: 0, y: 0, width, height: 1 }, style);
    let bold = style.patch(paint.style(Part::Accent)).add_modifier(Modifier::BOLD);
    let at = paint.text(1, 0, width.saturating_sub(2), &screen.dossier.subject.title(), bold);
    let summary = screen.dossier.summary();
    paint.text(at + 2, 0, width.saturating_sub(at + 3), &summary, paint.style(Part::Dim));
}

/// The months that fit, each with its left edge, and the cells of one.
fn columns(months: &[Group], from: u16, room: u16) -> (Vec<(u16, &Group)>, u16) {
    let undated = months.last().filter(|group| group.kind != GroupKind::Named);
    let dated = months.iter().filter(|group| group.kind == GroupKind::Named);
    let dated: Vec<&Group> = dated.collect();
    let room = room.saturating_sub(if undated.is_some() { UNDATED } else { 0 });
    let count = u16::try_from(dated.len()).unwrap_or(u16::MAX).max(1);
    let cells = (room / count).clamp(1, MAX_MONTH);
    // Where not all fit, the latest are shown.
    let skipped = dated.len().saturating_sub(usize::from(room / cells));
    let mut at = from;
    let mut placed = Vec::new();
    for group in dated.into_iter().skip(skipped) {
        placed.push((at, group));
        at += cells;
    }
    placed.extend(undated.map(|group| (at + 1, group)));
    (placed, cells)
}

/// `None` for the column without a date.
fn month(group: &Group) -> Option<&str> {
    (group.kind == GroupKind::Named).then_some(group.name.as_str())
}

fn chart(paint: &mut Paint<'_>, screen: &DossierScreen, area: Area) {
    let categories = &screen.scheme.categories;
    let dim = paint.style(Part::Dim);
    let has_names = area.width >= MIN_NAMED_WIDTH;
    let names = categories.iter().map(|category| visible::width(&category.name));
    let name = if has_names { names.max().unwrap_or(0).min(MAX_NAME) as u16 + 1 } else { 0 };
    let total = 5;
    let from = 3 + name + total + 2;
    let (columns, cells) = columns(&screen.months, from, area.width.saturating_sub(from + 1));
    let most =
        columns.iter().flat_map(|(_, group)| &group.count.categories).max().copied().unwrap_or(0).max(1);
    let current = screen.current().and_then(|entry| screen.dossier.article(entry)).and_then(Article::month);
    let width = if cells > 1 { cells - 1 } else { 1 };
    for (x, _) in columns.iter().filter(|(_, group)| month(group) == current) {
        let selected = paint.style(Part::ListSelectedUnfocused);
        (area.y..).take(categories.len()).for_each(|y| paint.restyle(*x, y, width, selected));
    }
    for ((index, category), y) in categories.iter().enumerate().zip(area.y..) {
        let style = paint.letter(CategoryId(index as u8));
        paint.text(1, y, 2, &category.letter.to_string(), style);
        paint.text(3, y, name, &category.name, paint.style(Part::Text));
        let count = |group: &Group| group.count.categories.get(index).copied().unwrap_or(0);
        let sum: u64 = screen.months.iter().map(count).sum();
        let shown = sum.to_string();
        let gap = total.saturating_sub(shown.len() as u16);
        paint.text(3 + name + gap, y, total, &shown, if sum == 0 { dim } else { paint.style(Part::Text) });
        for (x, group) in &columns {
            bar(paint, (*x, y, width), count(group), most, screen.blocks, style);
        }
    }
    let y = area.y + categories.len() as u16;
    axis(paint, &columns, (y, cells, area.width), current);
}

/// One month of one category: a block as high as its share of the most, or a digit where blocks cannot be shown.
fn bar(
    paint: &mut Paint<'_>,
    (x, y, width): (u16, u16, u16),
    count: u64,
    most: u64,
    blocks: bool,
    style: Style,
) {
    if count == 0 {
        return;
    }
    if !blocks {
        let shown = if count > 9 { "+".to_owned() } else { count.to_string() };
        paint.text(x, y, 1, &shown, style);
        return;
    }
    // The tallest bar stays below the row above it.
    let level = (count * 7).div_ceil(most).clamp(1, 7) as usize - 1;
    let glyph = LEVELS.get(level).copied().unwrap_or("█");
    paint.text(x, y, width, &glyph.repeat(usize::from(width)), style);
}

/// Years and months below their columns; the month of the selected claim stands out.
fn axis(
    paint: &mut Paint<'_>,
    columns: &[(u16, &Group)],
    (y, cells, end): (u16, u16, u16),
    current: Option<&str>,
) {
    let (dim, accent) = (paint.style(Part::Dim), paint.style(Part::Accent).add_modifier(Modifier::BOLD));
    let (mut year, mut free) = (String::new(), 0);
    for (x, group) in columns {
        let is_dated = group.kind == GroupKind::Named;
        let is_current = month(group) == current;
        let style = if is_current { accent } else { dim };
        let this_year = group.name.get(..4).unwrap_or_default();
        let label = if !is_dated {
            "no date".to_owned()
        } else if this_year != year {
            this_year.clone_into(&mut year);
            year.clone()
        } else if cells >= 4 {
            written_out(&group.name).and_then(|name| name.get(..3).map(str::to_owned)).unwrap_or_default()
        } else {
            String::new()
        };
        let width = visible::width(&label) as u16;
        if !label.is_empty() && *x >= free && x + width <= end {
            paint.text(*x, y, width, &label, style);
            free = x + width + 1;
        }
    }
}

fn line(paint: &mut Paint<'_>, screen: &DossierScreen, entry: &Entry, selected: bool, area: Area) {
    let base = paint.style(if selected { Part::ListSelected } else { Part::ListItem });
    if selected {
        paint.restyle(area.x, area.y, area.width, base);
        paint.glyph(area.x, area.y, "▌", paint.style(Part::Accent));
    }
    let dim = if selected { base } else { paint.style(Part::Dim) };
    let article = screen.dossier.article(entry);
    let day = article.and_then(Article::day).unwrap_or("no date");
    paint.text(area.x + 2, area.y, DATE - 2, day, dim);
    let mut at = area.x + 1 + DATE;
    for one in entry.categories.iter().take(MAX_LETTERS) {
        let known = screen.scheme.category_by_id(&one.id);
        let category = known.and_then(|id| Some((id, screen.scheme.category(id)?)));
        let (letter, style) =
            category.map_or(('?', dim), |(id, category)| (category.letter, base.patch(paint.letter(id))));
        at = paint.text(at, area.y, 2, &letter.to_string(), style);
    }
    at = at.max(area.x + 1 + DATE + 1) + 1;
    let glyph =
        entry.verdict.and_then(|verdict| Status::of_id(verdict.id)).unwrap_or(Status::Undecided).glyph();
    paint.text(at, area.y, 1, &glyph.to_string(), dim);
    if entry.is_guess() {
        paint.text(at + 1, area.y, 1, "?", dim);
    }
    at += 3;
    let who = entry.speaker.as_deref().filter(|_| screen.dossier.subject.about.is_some());
    let text = who.map_or_else(|| entry.text.clone(), |who| format!("{who}: {}", entry.text));
    paint.text(at, area.y, (area.x + area.width).saturating_sub(at + 1), &text, base);
}

/// The selected claim with its source, as far as there is room.
fn whole(paint: &mut Paint<'_>, screen: &DossierScreen, entry: &Entry, area: Area) {
    paint.text(area.x, area.y, area.width, &"─".repeat(usize::from(area.width)), paint.style(Part::Border));
    let width = area.width.saturating_sub(4).min(MEASURE);
    let (mut y, end) = (area.y + 1, area.y + area.height);
    let (dim, text) = (paint.style(Part::Dim), paint.style(Part::Text));
    let mut put = |shown: &str, style: Style| {
        if y < end {
            paint.text(area.x + 2, y, width, shown, style);
            y += 1;
        }
    };
    let bold = text.add_modifier(Modifier::BOLD);
    put(&about(screen, entry), bold);
    let article = screen.dossier.article(entry).map(source).unwrap_or_default();
    put(&article, dim);
    for row in rows(entry.text.trim(), width) {
        put(&row, text);
    }
    if !entry.note.is_empty() {
        for row in rows(&format!("note: {}", entry.note), width) {
            put(&row, dim);
        }
    }
}

/// Categories with their scores, decision and attribution.
fn about(screen: &DossierScreen, entry: &Entry) -> String {
    let named = |one: &EntryCategory| {
        let known = screen.scheme.category_by_id(&one.id).and_then(|id| screen.scheme.category(id));
        let name = known.map_or(one.id.as_str(), |category| &category.name);
        let score = one.score.map(|score| format!(" {}", format_score(permille(score)))).unwrap_or_default();
        format!("{name}{score}")
    };
    let mut parts: Vec<String> = vec![entry.categories.iter().map(named).collect::<Vec<_>>().join(", ")];
    parts.extend(screen.dossier.remarks_on(entry));
    parts.extend(entry.labels.iter().map(|label| format!("[{label}]")));
    parts.join(" · ")
}

/// Where a claim stands, and where the date comes from.
fn source(article: &Article) -> String {
    let mut parts: Vec<&str> = vec![&article.title, &article.publisher, &article.name];
    parts.push(article.date.as_ref().map_or("no date", |date| date.from.words()));
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

fn status(paint: &mut Paint<'_>, screen: &DossierScreen, keymap: &Keymap, area: Area) {
    paint.fill(area, paint.style(Part::Status));
    let end = area.width.saturating_sub(1);
    if let Some(notice) = &screen.notice {
        let (glyph, part) = sign(notice.severity);
        paint.text(1, area.y, end, &format!("{glyph} {}", notice.text), paint.style(part));
        return;
    }
    let hints = [
        (Action::Enter, "read"),
        (Action::Quit, "leave"),
        (Action::NextBlock, "next month"),
        (Action::Top, "first"),
        (Action::Bottom, "last"),
    ];
    let mut at = 1;
    for (action, word) in hints {
        let Some(key) = keymap.first(Table::Read, action) else { continue };
        let cells = (visible::width(&key) + 1 + visible::width(word)) as u16;
        if at + cells > end {
            break;
        }
        at = paint.text(at, area.y, end - at, &key, paint.style(Part::HintKey)) + 1;
        at = paint.text(at, area.y, end.saturating_sub(at), word, paint.style(Part::HintText)) + 2;
    }
}
