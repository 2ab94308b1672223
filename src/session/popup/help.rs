//! Popup with the keys, generated from the effective keymap.

use super::HelpFilter;
use super::columns::{GAP, Group, beside, entry, stacked};
use super::content::Content;
use crate::claim::CategoryId;
use crate::reading::Status;
use crate::session::Action;
use crate::session::keymap::Table;
use crate::session::line::{Line, piece, wrapped};
use crate::session::model::Model;
use crate::text::visible;
use crate::theme::Part;

/// Narrowest and widest column, in cells.
const MIN_COLUMN: usize = 46;
const MAX_COLUMN: usize = 76;
const MAX_COLUMNS: usize = 4;
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
        (None, _) => (find, format!("{} closes", model.key(Action::Cancel))),
    };
    let title = match filter.query() {
        query if filter.writing || query.is_empty() => " Keys ".to_owned(),
        query => format!(" Keys with “{}” ", visible::line(query)),
    };
    let (count, cells) = columns(model);
    Content {
        title,
        width: (count * (cells + GAP) - GAP + 4) as u16,
        lines: lines(model, filter, count, cells),
        own: own.into_iter().collect(),
        close: Some(close),
        // While the reader types, the popup keeps its size, so that it does not jump with every letter.
        full_height: filter.prompt.is_some(),
        ..Content::default()
    }
}

/// Number of columns that fit the screen, and their width in cells.
fn columns(model: &Model) -> (usize, usize) {
    let room = usize::from(model.screen.layout.screen.width.saturating_sub(4)).max(1);
    let count = ((room + GAP) / (MIN_COLUMN + GAP)).clamp(1, MAX_COLUMNS);
    (count, ((room + GAP) / count).saturating_sub(GAP).clamp(1, MAX_COLUMN))
}

/// Matching lines under their headings.
fn lines(model: &Model, filter: &HelpFilter, count: usize, cells: usize) -> Vec<Line> {
    let mut groups: Vec<Group> = Vec::new();
    for (heading, entries) in entries(model, cells) {
        let passes = |(words, _): &Entry| filter.passes(&format!("{heading} {words}"));
        let entries: Vec<Vec<Line>> = entries.into_iter().filter(passes).map(|(_, lines)| lines).collect();
        if !entries.is_empty() {
            let mut heading = wrapped(&heading, cells, Part::PopupTitle);
            let first = heading.next().unwrap_or_default();
            groups.push(Group {
                heading: first,
                entries: heading.map(|row| vec![row]).chain(entries).collect(),
            });
        }
    }
    if groups.is_empty() {
        return vec![vec![piece("no key has these words", Part::Dim)]];
    }
    beside(&stacked(groups, count), cells)
}

/// Searchable words, and the lines.
type Entry = (String, Vec<Line>);

/// Headings with their entries, each with its searchable words; those of the reader's mode first.
fn entries(model: &Model, cells: usize) -> Vec<(String, Vec<Entry>)> {
    let text = Part::Text;
    let mode = model.menu_table();
    let mut groups = model.keymap.groups();
    groups.sort_by_key(|(_, rows)| !rows.iter().any(|row| row.table == mode));
    let groups = groups.into_iter().map(|(heading, rows)| {
        let widths = rows.iter().map(|row| visible::width(&row.keys_shown()));
        let column = widths.max().unwrap_or(0).min(MAX_KEYS_WIDTH).min(cells / 3);
        let rows = rows.into_iter().map(|row| {
            let names = row.keys_shown();
            let actions: Vec<&str> = row.keys.iter().map(|(_, meaning)| meaning.action.name()).collect();
            let words = format!("{names} {} {}", row.help, actions.join(" "));
            (words, entry(&names, column, vec![piece(row.help, text)], cells))
        });
        (heading, rows.collect())
    });
    let categories = model.reading.scheme.categories.iter().enumerate().map(|(index, category)| {
        let id = CategoryId(index as u8);
        let keys = model.keymap.of_category(id).join(" ");
        let words = format!("{keys} {} {} {}", category.letter, category.name, category.gloss);
        let name = piece(format!("{} {:<12} ", category.letter, category.name), id);
        (words, entry(&keys, 3, vec![name, piece(&category.gloss, Part::Dim)], cells))
    });
    let signs = LEGEND.into_iter().map(|status| {
        let (glyph, word) = (status.glyph(), status.word());
        (format!("{glyph} {word}"), entry(&glyph.to_string(), 1, vec![piece(word, text)], cells))
    });
    let rest = [("Categories".to_owned(), categories.collect()), ("Signs".to_owned(), signs.collect())];
    groups.chain(rest).collect()
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
