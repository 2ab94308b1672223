//! Help of the shelf: the keys that work on it, and its signs.

use crate::session::action::Action;
use crate::session::keymap::{Keymap, Table};
use crate::session::line::{Line, piece};
use crate::session::popup::entry;
use crate::text::visible;
use crate::theme::Part;

/// Actions of one row, and what they do here.
const ROWS: &[(&[Action], &str)] = &[
    (&[Action::Down, Action::Up], "next, previous article"),
    (&[Action::PageDown, Action::PageUp], "one page"),
    (&[Action::Top, Action::Bottom], "first, last article"),
    (&[Action::Enter], "read the article; a double click does, too"),
    (&[Action::NextArticle], "read the next unread article"),
    (&[Action::Find], "find articles by title and name"),
    (&[Action::Sort], "sort as given, by progress, open, useful claims"),
    (&[Action::Cancel], "end the search"),
    (&[Action::Redraw], "redraw"),
    (&[Action::Suspend], "suspend; `fg` in the shell returns"),
    (&[Action::Quit], "leave"),
];

const SIGNS: [(&str, Part, &str); 4] = [
    ("●", Part::Info, "unread"),
    ("◐", Part::Unsaved, "begun: some claim is open"),
    ("✓", Part::Saved, "every claim is decided"),
    ("~", Part::Dim, "the model has not judged the claims yet"),
];

/// In rows of at most `cells` cells.
pub fn help(keymap: &Keymap, cells: usize) -> Vec<Line> {
    let keys = |actions: &[Action]| {
        let keys: Vec<String> =
            actions.iter().filter_map(|action| keymap.first(Table::Read, *action)).collect();
        keys.join(" ")
    };
    let rows: Vec<(String, &str)> = ROWS.iter().map(|(actions, text)| (keys(actions), *text)).collect();
    let column = rows.iter().map(|(keys, _)| visible::width(keys)).max().unwrap_or(0).min(cells / 3);
    let rows = rows.into_iter().filter(|(keys, _)| !keys.is_empty());
    let mut lines: Vec<Line> =
        rows.flat_map(|(keys, text)| entry(&keys, column, vec![piece(text, Part::Text)], cells)).collect();
    lines.push(Line::new());
    for (sign, part, text) in SIGNS {
        lines.push(vec![piece(format!("{sign} "), part), piece(text, Part::Text)]);
    }
    lines
}
