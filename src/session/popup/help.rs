//! Popup with the keys, generated from the effective keymap.

use super::HelpFilter;
use super::content::Content;
use crate::claim::CategoryId;
use crate::reading::Status;
use crate::session::Action;
use crate::session::keymap::Table;
use crate::session::line::{Line, piece};
use crate::session::model::Model;
use crate::text::visible;
use crate::theme::Part;

/// In cells, including the border.
const MAX_WIDTH: u16 = 80;
/// Maximum width of the key column, in cells.
const MAX_KEYS_WIDTH: usize = 24;

pub(super) fn content(model: &Model, filter: &HelpFilter) -> Content {
    let find = model.keymap.first(Table::Read, Action::Find).map(|key| format!("{key} finds"));
    let (own, close) = match (&filter.prompt, filter.writing) {
        (_, true) => {
            let [keep, all] =
                [Action::Confirm, Action::Cancel].map(|action| model.key_in(Table::Line, action));
            (Some(format!("{keep} keeps")), format!("{all} shows all"))
        }
        (Some(_), _) => (find, format!("{} shows all", model.key(Action::Cancel))),
        (None, _) => (find, "any other key closes".to_owned()),
    };
    let title = match filter.query() {
        query if filter.writing || query.is_empty() => " Keys ".to_owned(),
        query => format!(" Keys with “{}” ", visible::line(query)),
    };
    Content {
        title,
        width: MAX_WIDTH,
        lines: lines(model, filter),
        own: own.into_iter().collect(),
        close,
        // While the reader types, the popup keeps its size, so that it does not jump with every letter.
        full_height: filter.prompt.is_some(),
        ..Content::default()
    }
}

/// Matching lines under their headings.
fn lines(model: &Model, filter: &HelpFilter) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (heading, entries) in entries(model) {
        let passes = |(words, _): &(String, Line)| filter.passes(&format!("{heading} {words}"));
        let mut found = entries.into_iter().filter(passes).map(|(_, line)| line).peekable();
        if found.peek().is_none() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(Line::new());
        }
        lines.push(vec![piece(heading.clone(), Part::PopupTitle)]);
        lines.extend(found);
    }
    if lines.is_empty() {
        lines.push(vec![piece("no key has these words", Part::Dim)]);
    }
    lines
}

/// Headings with their lines, each with its searchable words.
fn entries(model: &Model) -> Vec<(String, Vec<(String, Line)>)> {
    let (key, text) = (Part::HintKey, Part::Text);
    let widths = model.keymap.rows.iter().map(|row| visible::width(&row.keys_shown()));
    let column = widths.max().unwrap_or(0).min(MAX_KEYS_WIDTH);
    let groups = model.keymap.groups().into_iter().map(|(heading, rows)| {
        let rows = rows.into_iter().map(|row| {
            let names = row.keys_shown();
            let actions: Vec<&str> = row.keys.iter().map(|(_, meaning)| meaning.action.name()).collect();
            let words = format!("{names} {} {}", row.help, actions.join(" "));
            (words, vec![piece(format!("  {names:<column$} "), key), piece(row.help, text)])
        });
        (heading, rows.collect())
    });
    let categories = model.reading.scheme.categories.iter().enumerate().map(|(index, category)| {
        let id = CategoryId(index as u8);
        let keys = model.keymap.of_category(id).join(" ");
        let words = format!("{keys} {} {} {}", category.letter, category.name, category.gloss);
        let name = piece(format!("{} {:<12} ", category.letter, category.name), id);
        (words, vec![piece(format!("  {keys} "), key), name, piece(&category.gloss, Part::Dim)])
    });
    let signs = LEGEND.into_iter().map(|status| {
        let (glyph, word) = (status.glyph(), status.word());
        (format!("{glyph} {word}"), vec![piece(format!("  {glyph} "), key), piece(word, text)])
    });
    let more = [("Categories".to_owned(), categories.collect()), ("Signs".to_owned(), signs.collect())];
    groups.chain(more).collect()
}

const LEGEND: [Status; 9] = [
    Status::Undecided,
    Status::Skipped,
    Status::Confirmed,
    Status::Retagged,
    Status::Rejected,
    Status::Added,
    Status::Nothing,
    Status::Orphaned,
    Status::Doubtful,
];
