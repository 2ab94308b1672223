//! The window that shows the keys, from the keymap that the program itself works by.

use super::bars::legend;
use super::paint::Paint;
use super::popup::{Pieces, Window, foot};
use crate::claim::CategoryId;
use crate::session::keymap::Table;
use crate::session::{Action, HelpPanel, Model};
use crate::text::visible;
use crate::theme::Part;

/// Cells of the widest window, border included.
const WIDTH: u16 = 80;

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model, help: &HelpPanel) {
    let lines = lines(paint, model, help);
    let find = model.keymap.first(Table::Read, Action::Find).map(|key| format!("{key} finds"));
    let (own, close) = match (&help.find, help.writing) {
        (_, true) => (Some("Enter keeps".to_owned()), "Esc shows all"),
        (Some(_), _) => (find, "Esc shows all"),
        (None, _) => (find, "any other key closes"),
    };
    let title = match help.query() {
        query if help.writing || query.is_empty() => " Keys ".to_owned(),
        query => format!(" Keys with “{}” ", visible::line(query)),
    };
    // While words are typed the window keeps its size, or it would jump with every letter.
    let height = if help.find.is_some() { usize::MAX } else { lines.len() + 2 };
    let keys = foot(model, lines.len(), own.as_slice(), close);
    Window {
        title: &title,
        head: &[],
        selected: None,
        lines: &lines,
        top: help.top,
        keys: &keys,
        width: WIDTH,
        height,
    }
    .draw(paint, model);
}

/// Its lines: under each heading those that have what is looked for.
pub(super) fn lines(paint: &Paint<'_>, model: &Model, help: &HelpPanel) -> Vec<Pieces> {
    let title = paint.style(Part::PopupTitle);
    let mut lines: Vec<Pieces> = Vec::new();
    for (heading, entries) in entries(paint, model) {
        let passes = |(words, _): &(String, Pieces)| help.passes(&format!("{heading} {words}"));
        let mut found = entries.into_iter().filter(passes).map(|(_, line)| line).peekable();
        if found.peek().is_none() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(Pieces::new());
        }
        lines.push(vec![(heading.clone(), title)]);
        lines.extend(found);
    }
    if lines.is_empty() {
        lines.push(vec![("no key has these words".to_owned(), paint.style(Part::Dim))]);
    }
    lines
}

/// Cells of the column of keys, at most.
const KEYS: usize = 24;

/// Each heading with its lines, and for each line the words by which it is found.
fn entries(paint: &Paint<'_>, model: &Model) -> Vec<(String, Vec<(String, Pieces)>)> {
    let (key, text, dim) = (paint.style(Part::HintKey), paint.style(Part::Text), paint.style(Part::Dim));
    let widths = model.keymap.rows().iter().map(|row| visible::width(&row.keys_shown()));
    let column = widths.max().unwrap_or(0).min(KEYS);
    let groups = model.keymap.groups().into_iter().map(|(heading, rows)| {
        let rows = rows.into_iter().map(|row| {
            let names = row.keys_shown();
            let actions: Vec<&str> = row.keys.iter().map(|(_, meaning)| meaning.action.name()).collect();
            let words = format!("{names} {} {}", row.help, actions.join(" "));
            (words, vec![(format!("  {names:<column$} "), key), (row.help.to_owned(), text)])
        });
        (heading, rows.collect())
    });
    let scheme = &model.reading.scheme;
    let categories = scheme.categories.iter().enumerate().map(|(index, category)| {
        let id = CategoryId(index as u8);
        let keys = model.keymap.of_category(id).join(" ");
        let words = format!("{keys} {} {} {}", category.letter, category.name, category.gloss);
        let name = format!("{} {:<12} ", category.letter, category.name);
        let name = (name, paint.letter(scheme, id));
        (words, vec![(format!("  {keys} "), key), name, (category.gloss.clone(), dim)])
    });
    let signs = legend().into_iter().map(|(glyph, word)| {
        (format!("{glyph} {word}"), vec![(format!("  {glyph} "), key), (word.to_owned(), text)])
    });
    let more = [("Categories".to_owned(), categories.collect()), ("Signs".to_owned(), signs.collect())];
    groups.chain(more).collect()
}
