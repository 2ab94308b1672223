//! Popup with the preview of a change: what would appear, vanish and get other categories, one row each.

use super::content::{Content, inside_width, max_rows};
use crate::claim::CategoryId;
use crate::reading::explanation::format_percent;
use crate::reading::{Difference, Fate};
use crate::session::action::Action;
use crate::session::keymap::Table;
use crate::session::line::{Emphasis, Ink, Line, Piece, piece, wrapped};
use crate::session::model::Model;
use crate::session::teaching::Preview;
use crate::text::visible;
use crate::theme::Part;

/// In cells, including the border.
const MAX_WIDTH: u16 = 96;
/// Width inside of the popup from which categories are written out.
const MIN_WIDTH_FOR_NAMES: usize = 56;
/// Rows of differences that the figures never take.
const MIN_LISTED: usize = 3;

pub(super) fn content(model: &Model) -> Content {
    let base = Content { title: " Preview ".to_owned(), width: MAX_WIDTH, ..Content::default() };
    let Some(preview) = &model.teaching.preview else { return base };
    let width = inside_width(model, MAX_WIDTH);
    let mut head: Vec<Line> =
        wrapped(&sentence(&preview.tried.change.description()), width, Part::Text).collect();
    let figures: Vec<Line> =
        preview.tried.figures.iter().flat_map(|figure| wrapped(figure, width, Part::Dim)).collect();
    let key = |action, word: &str| Some(format!("{} {word}", model.keymap.first(Table::Read, action)?));
    if preview.tried.found.is_none() {
        let title = " Nothing to take ".to_owned();
        head.extend(figures);
        let own = key(Action::Cancel, "closes").into_iter().collect();
        return Content { title, lines: head, keys: own, ..base };
    }
    head.push(summary(&preview.differences, width));
    let all = head.len() + figures.len() + 1 + preview.differences.len().max(1);
    let rows = max_rows(model, all);
    // Where room is short the figures go first, then what the change is called.
    let listed = preview.differences.len().clamp(1, MIN_LISTED);
    let room = rows.saturating_sub(head.len() + listed + 1);
    if figures.len() <= room {
        let last = head.len() - 1;
        head.splice(last..last, figures);
    }
    if head.len() + listed > rows {
        head.drain(..head.len() - 1);
    }
    if rows > head.len() + listed {
        head.push(vec![piece("─".repeat(width), Part::Border)]);
    }
    let before = head.len();
    let visible_rows = rows.saturating_sub(before).max(1);
    let first = (preview.selected + 1).saturating_sub(visible_rows.div_ceil(2).max(1));
    let first = first.min(preview.differences.len().saturating_sub(visible_rows));
    let shown = preview.differences.iter().skip(first).take(visible_rows);
    head.extend(shown.map(|one| row(model, one, width)));
    if preview.differences.is_empty() {
        head.push(vec![piece("no proposal of this article changes", Part::Dim)]);
    }
    let selected = (!preview.differences.is_empty()).then(|| {
        let one = preview.differences.get(preview.selected);
        let category = one.and_then(|one| one.after.first().or(one.before.first()));
        (before + preview.selected - first, category.map_or(Ink::INHERIT, |&id| id.into()))
    });
    let keys = [
        key(Action::Accept, "takes it"),
        key(Action::Enter, "shows the place").filter(|_| !preview.differences.is_empty()),
        Some(format!("{} drops it", model.key(Action::Cancel))),
    ];
    Content { head, selected, rows: Some(all), keys: keys.into_iter().flatten().collect(), ..base }
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// How many proposals change, and how.
fn summary(differences: &[Difference], width: usize) -> Line {
    let count = |fate| differences.iter().filter(|one| one.fate == fate).count();
    let parts = [
        (Fate::Appears, "appear", "+"),
        (Fate::Vanishes, "vanish", "−"),
        (Fate::Changes, "change category", "~"),
    ];
    let strong = Ink::from(Part::Text).with(Emphasis::Bold);
    let mut line = Line::new();
    for (fate, word, sign) in parts {
        if !line.is_empty() {
            line.push(piece(if width < 40 { " " } else { ", " }, Part::Dim));
        }
        let text =
            if width < 40 { format!("{sign}{}", count(fate)) } else { format!("{} {word}", count(fate)) };
        line.push(piece(text, strong));
    }
    let rest = [
        (Fate::Stays, "stay", "="),
        (Fate::Rejected, "rejected before", "✗"),
        (Fate::Accepted, "accepted before", "✓"),
    ];
    for (fate, word, sign) in rest.into_iter().filter(|(fate, ..)| count(*fate) > 0) {
        let count = count(fate);
        let text = if width < 40 { format!(" {sign}{count}") } else { format!(", {count} {word}") };
        line.push(piece(text, Part::Dim));
    }
    line
}

/// One difference: sign, categories, scores, words.
fn row(model: &Model, one: &Difference, width: usize) -> Line {
    let (sign, part) = match one.fate {
        Fate::Appears => ("+", Part::Ok),
        Fate::Vanishes => ("−", Part::Warn),
        Fate::Changes => ("~", Part::Info),
        Fate::Stays => ("=", Part::Dim),
        Fate::Accepted => ("✓", Part::Ok),
        Fate::Rejected => ("✗", Part::Error),
    };
    let mut line = vec![piece(format!("{sign} "), Ink::from(part).with(Emphasis::Bold))];
    let name = |id: CategoryId| {
        let category = model.reading.scheme.category(id);
        let text = category.map_or_else(String::new, |category| {
            if width < MIN_WIDTH_FOR_NAMES { category.letter.to_string() } else { sentence(&category.name) }
        });
        piece(text, id)
    };
    let names = |ids: &[CategoryId]| -> Line {
        let pieces: Vec<Piece> = ids.iter().map(|&id| name(id)).collect();
        pieces.into_iter().map(|one| vec![one]).collect::<Vec<Line>>().join(&piece(" ", Part::Dim))
    };
    match one.fate {
        Fate::Changes => {
            line.extend(names(&one.before));
            line.push(piece(" → ", Part::Dim));
            line.extend(names(&one.after));
        }
        Fate::Appears => line.extend(names(&one.after)),
        _ => line.extend(names(&one.before)),
    }
    let score = match one.scores {
        (Some(before), Some(after)) if before != after => {
            format!(" {} → {}", format_percent(before), format_percent(after))
        }
        (Some(score), _) | (None, Some(score)) => format!(" {}", format_percent(score)),
        (None, None) => String::new(),
    };
    line.push(piece(format!("{score}  "), Part::Dim));
    let used: usize = line.iter().map(|piece| visible::width(&piece.text)).sum();
    let text = one.span.slice(&model.document().text);
    line.push(piece(visible::cut(&visible::line(text), width.saturating_sub(used)), Part::ListItem));
    line
}

impl Model {
    /// For example `would appear as Vow; Esc returns to the preview`.
    pub(in crate::session) fn told_difference(&self, one: &Difference) -> String {
        let names = |ids: &[CategoryId]| {
            let names = ids.iter().filter_map(|&id| self.reading.scheme.category(id));
            names.map(|category| category.name.clone()).collect::<Vec<_>>().join(", ")
        };
        let what = match one.fate {
            Fate::Appears => format!("would appear as {}", names(&one.after)),
            Fate::Vanishes => format!("{} would vanish", names(&one.before)),
            Fate::Changes => format!("{} would become {}", names(&one.before), names(&one.after)),
            Fate::Stays => format!("{} would stay", names(&one.before)),
            Fate::Accepted => format!("{} was right here", names(&one.before)),
            Fate::Rejected => format!("{} was wrong here", names(&one.before)),
        };
        format!("{what}; {} returns to the preview", self.key(Action::Cancel))
    }

    /// Is a preview waiting behind the text?
    pub(in crate::session) fn waiting_preview(&self) -> Option<&Preview> {
        self.teaching.preview.as_ref()
    }
}
