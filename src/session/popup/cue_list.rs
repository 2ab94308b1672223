//! Popup with the cues on trial: the reader's decisions on each, silenced cues, and words that could become one.

use super::content::{Content, inside_width, max_rows};
use crate::claim::OwnCue;
use crate::session::action::Action;
use crate::session::keymap::Table;
use crate::session::line::{Emphasis, Ink, Line, padded, piece, wrapped};
use crate::session::model::Model;
use crate::session::teaching::{CueRow, is_doubtful};
use crate::text::number::counted;
use crate::text::visible;
use crate::theme::Part;

/// In cells, including the border.
const MAX_WIDTH: u16 = 84;
/// Width of the column of names.
const MAX_NAME: usize = 30;
/// Width inside of the popup from which counts are written out.
const MIN_WIDTH_FOR_WORDS: usize = 60;
/// Longest pattern shown, in cells; `W` shows all of it.
const MAX_PATTERN: usize = 140;
/// Rows of the popup from which the selected row is explained.
const MIN_ROWS_FOR_BODY: usize = 6;
/// Why no cue is listed.
const EMPTY: &str = "No cue is on trial: you have decided no claim that a cue found, and no words recur in the \
                     passages that you marked yourself. ";

pub(super) fn content(model: &Model, rows: &[CueRow], selected: usize) -> Content {
    let width = inside_width(model, MAX_WIDTH);
    let bodies: Vec<Vec<Line>> = rows.iter().map(|row| body(model, row, rows.len() == 1, width)).collect();
    let longest = bodies.iter().map(Vec::len).max().unwrap_or(0);
    let all = rows.len() + 1 + longest;
    let fits = max_rows(model, all);
    let explained = fits >= MIN_ROWS_FOR_BODY;
    let listed = if explained {
        rows.len().min(fits.saturating_sub(longest + 1).max(fits / 3).max(1))
    } else {
        rows.len().min(fits)
    };
    let first =
        (selected + 1).saturating_sub(listed.div_ceil(2).max(1)).min(rows.len().saturating_sub(listed));
    let name = rows.iter().map(|row| visible::width(&name(row))).max().unwrap_or(0);
    let name = name.min(MAX_NAME).min(width.saturating_sub(20).max(8));
    let mut head: Vec<Line> =
        rows.iter().skip(first).take(listed).map(|one| row(model, one, name, width)).collect();
    let mut lines = Vec::new();
    if explained {
        head.push(vec![piece("─".repeat(width), Part::Border)]);
        lines = bodies.into_iter().nth(selected).unwrap_or_default();
    }
    let moving =
        [Action::Down, Action::Up].into_iter().filter_map(|action| model.keymap.first(Table::Read, action));
    let moving = moving.collect::<Vec<_>>().join(" ");
    let enter = match rows.get(selected) {
        Some(CueRow::Judged { .. }) => "silence",
        Some(CueRow::Own(_)) => "remove",
        Some(CueRow::Silenced(_)) => "take back",
        Some(CueRow::Proposal { .. } | CueRow::New) | None => "write",
    };
    let lists = matches!(rows.get(selected), Some(CueRow::Judged { .. } | CueRow::Own(_)));
    let key = |action, word: &str| Some(format!("{} {word}", model.keymap.first(Table::Read, action)?));
    let keys = [
        Some(format!("{moving} cue")),
        key(Action::Enter, enter),
        key(Action::Filter, "its claims").filter(|_| lists),
        Some(format!("{} closes", model.key(Action::Cancel))),
    ];
    Content {
        title: " Cues on trial ".to_owned(),
        width: MAX_WIDTH,
        head,
        selected: Some((selected - first.min(selected), bar(model, rows.get(selected)))),
        lines,
        rows: Some(all),
        keys: keys.into_iter().flatten().collect(),
        ..Content::default()
    }
}

fn name(row: &CueRow) -> String {
    match row {
        CueRow::Judged { id, .. } | CueRow::Silenced(id) => id.clone(),
        CueRow::Own(cue) => cue.id.clone(),
        CueRow::Proposal { words, .. } => format!("“{}”", words.words),
        CueRow::New => "a cue of your own …".to_owned(),
    }
}

/// The colour of the category that a row is about.
fn bar(model: &Model, row: Option<&CueRow>) -> Ink {
    let scheme = &model.reading.scheme;
    let category = match row {
        Some(CueRow::Judged { id, .. }) => {
            scheme.cues.iter().find(|cue| cue.id == *id).map(|cue| cue.category)
        }
        Some(CueRow::Own(OwnCue { category, .. }) | CueRow::Proposal { category, .. }) => {
            scheme.category_by_id(category)
        }
        Some(CueRow::Silenced(_) | CueRow::New) | None => None,
    };
    category.map_or(Ink::INHERIT, Ink::from)
}

/// One row: category letter, name, and how it stands.
fn row(model: &Model, row: &CueRow, column: usize, width: usize) -> Line {
    let words = width >= MIN_WIDTH_FOR_WORDS;
    let (dim, plain) = (Ink::from(Part::Dim), Ink::from(Part::ListItem));
    let ink = match row {
        CueRow::Silenced(_) => dim.with(Emphasis::CrossedOut),
        CueRow::New => dim,
        _ => plain,
    };
    let told = match row {
        CueRow::Judged { right, wrong, .. } if words => format!("right {right:>3}  wrong {wrong:>3}"),
        CueRow::Judged { right, wrong, .. } => format!("✓{right} ✗{wrong}"),
        CueRow::Silenced(_) => "silenced".to_owned(),
        CueRow::Own(_) => "your own".to_owned(),
        CueRow::Proposal { words: found, .. } if words => {
            format!("in {} of your {} passages, {} elsewhere", found.with, found.of, found.elsewhere)
        }
        CueRow::Proposal { words: found, .. } => format!("{}/{}", found.with, found.of),
        CueRow::New => String::new(),
    };
    let doubtful = matches!(row, CueRow::Judged { right, wrong, .. } if is_doubtful(*right, *wrong));
    let letter = bar(model, Some(row));
    let category = model
        .reading
        .scheme
        .categories
        .iter()
        .zip(0..)
        .find(|(_, id)| letter == Ink::from(crate::claim::CategoryId(*id)));
    let sign = category.map_or(' ', |(category, _)| category.letter);
    vec![
        piece(format!("{sign} "), letter),
        piece(padded(&visible::cut(&name(row), column), column), ink),
        piece(format!("  {told}"), if doubtful { Ink::from(Part::Warn) } else { dim }),
    ]
}

/// What the selected row means, and what Enter does; a lone row also says why there is no other.
fn body(model: &Model, row: &CueRow, is_alone: bool, width: usize) -> Vec<Line> {
    let pattern = |id: &str| {
        let cue = model.reading.scheme.cues.iter().find(|cue| cue.id == id);
        cue.map_or_else(String::new, |cue| {
            format!("It matches {}. ", visible::cut(&cue.pattern, MAX_PATTERN))
        })
    };
    let text = match row {
        CueRow::Judged { id, right, wrong } if is_doubtful(*right, *wrong) => format!(
            "{}It was wrong in {wrong} of {}. Enter shows what silence would change.",
            pattern(id),
            counted(right + wrong, "decision")
        ),
        CueRow::Judged { id, .. } => {
            format!("{}Enter shows what would change without it.", pattern(id))
        }
        CueRow::Own(cue) => {
            format!("It matches {}. {} Enter shows what would change without it.", cue.pattern, cue.note)
        }
        CueRow::Silenced(_) => "It counts nowhere. Enter shows what would change with it.".to_owned(),
        CueRow::Proposal { category, words } => format!(
            "You gave {category} to {} with these words that no cue had found. Enter makes a cue of them, which \
             you can edit and try. (Log-odds with a prior: Monroe, Colaresi and Quinn 2008.)",
            counted(words.with, "passage")
        ),
        CueRow::New => about_new(is_alone),
    };
    wrapped(&text, width, Part::Dim).collect()
}

/// About the row that begins a cue.
fn about_new(is_alone: bool) -> String {
    let empty = if is_alone { EMPTY } else { "" };
    format!(
        "{empty}Enter opens a line for a category and a pattern; `purport check --help` explains patterns. You see \
         what it finds before it is kept."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_says_why() {
        assert!(about_new(true).starts_with("No cue is on trial: you have decided no claim"));
        assert!(about_new(false).starts_with("Enter opens a line"));
    }
}
