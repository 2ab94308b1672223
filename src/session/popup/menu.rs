//! Menu of all actions by group: a second key performs one of them.

use super::columns::{GAP, Group, beside, entry, pages};
use super::content::Content;
use crate::session::action::Action;
use crate::session::key::{Code, Key};
use crate::session::keymap::{Row, Table};
use crate::session::line::piece;
use crate::session::message::{Effects, Timestamp};
use crate::session::model::{Mode, Model};
use crate::text::visible;
use crate::theme::Part;

/// Narrowest column, in cells.
const MIN_COLUMN: usize = 26;

pub(super) fn content(model: &Model, page: usize) -> Content {
    let pages = lay_out(model);
    let count = pages.len();
    let table = model.menu_table();
    let title = if count > 1 { format!(" Menu {} of {count} ", page + 1) } else { " Menu ".to_owned() };
    let turn = (count > 1).then(|| "→ turns the page".to_owned());
    let down = model.keymap.first(table, Action::Menu).filter(|_| table != Table::Select);
    let down = down.map(|key| format!("{key} one page down"));
    let close = format!("{} closes", model.key_in(table, Action::Cancel));
    Content {
        title,
        width: u16::MAX,
        lines: pages.into_iter().nth(page).unwrap_or_default(),
        keys: turn.into_iter().chain(down).chain([close]).collect(),
        low: true,
        ..Content::default()
    }
}

/// The lines of each page.
fn lay_out(model: &Model) -> Vec<Vec<super::Line>> {
    let screen = model.screen.layout.screen;
    let room = usize::from(screen.width.saturating_sub(4)).max(1);
    let rows = usize::from(screen.height.saturating_sub(3)).max(1);
    let groups = model.menu_rows();
    let count = ((room + GAP) / (MIN_COLUMN + GAP)).clamp(1, groups.len().max(1));
    let cells = ((room + GAP) / count).saturating_sub(GAP);
    let groups: Vec<Group> = groups
        .into_iter()
        .map(|(heading, rows)| {
            let column = rows.iter().map(|(keys, _)| visible::width(keys)).max().unwrap_or(0);
            let column = column.min(cells / 2);
            let entries = rows
                .into_iter()
                .map(|(keys, label)| entry(&keys, column, vec![piece(label, Part::Text)], cells))
                .collect();
            Group { heading: vec![piece(heading, Part::PopupTitle)], entries }
        })
        .collect();
    pages(&groups, count, rows).iter().map(|page| beside(page, cells)).collect()
}

impl Row {
    /// The help up to the first `;` or `:`, which introduce details.
    fn label(&self) -> &'static str {
        self.help.split([';', ':']).next().unwrap_or_default()
    }
}

impl Model {
    /// The table of the mode beneath the popup, whose actions the menu lists and the help puts first.
    pub(super) fn menu_table(&self) -> Table {
        match &self.mode {
            Mode::Popup(popup) if popup.beneath.is_some() => Table::Select,
            _ if self.settings.compare.is_some() => Table::Compare,
            _ => Table::Read,
        }
    }

    /// Headings with the rows of the menu: keys in force, one for each action, and what they do.
    fn menu_rows(&self) -> Vec<(String, Vec<(String, &'static str)>)> {
        let table = self.menu_table();
        let mut seen = std::collections::HashSet::new();
        let mut groups = Vec::new();
        let is_here =
            |row: &&Row| row.table == table || (table == Table::Compare && row.table == Table::Read);
        let mut ordered = self.keymap.groups();
        // What is special to the mode comes first.
        ordered.sort_by_key(|(_, rows)| !rows.iter().any(|row| row.table == table));
        for (heading, rows) in ordered {
            let mut entries = Vec::new();
            for row in rows.into_iter().filter(is_here) {
                let mut keys: Vec<String> = Vec::new();
                for (key, meaning) in &row.keys {
                    let leaves = matches!(meaning.action, Action::Menu | Action::Cancel);
                    let in_force = self.keymap.meaning(table, *key) == Some(*meaning);
                    if in_force && !leaves && seen.insert(*meaning) {
                        keys.push(key.to_string());
                    }
                }
                if !keys.is_empty() {
                    let shown = row.keys_hinted();
                    let keys = if row.shows_range() { shown } else { keys.join(" ") };
                    entries.push((keys, row.label()));
                }
            }
            if !entries.is_empty() {
                groups.push((heading, entries));
            }
        }
        groups
    }

    /// Handles a key while the menu is open: turns its page, closes it, or performs an action.
    pub(super) fn press_menu(&mut self, key: Key, page: usize, now: &Timestamp) -> Effects {
        let table = self.menu_table();
        let count = lay_out(self).len();
        let turned = match key.code {
            Code::Tab | Code::Right => Some((page + 1) % count.max(1)),
            Code::BackTab | Code::Left => Some((page + count.saturating_sub(1)) % count.max(1)),
            _ => None,
        };
        if let Some(page) = turned.filter(|_| count > 1) {
            return self.show_menu(page);
        }
        match self.keymap.action(table, key) {
            Some(Action::Cancel) => self.close_popup(),
            Some(Action::Menu) => {
                self.close_popup();
                if table != Table::Select {
                    return self.act(Action::PageDown, now);
                }
            }
            Some(_) => {
                self.close_popup();
                return self.press_reading(key, now);
            }
            None => {
                let close = self.key_in(table, Action::Cancel);
                return self.say(&format!("{key} does nothing; {close} closes the menu"));
            }
        }
        Effects::none()
    }
}
