//! The reader's notes beside the text: each next to the first visible row of its claim, where the layout has room.

use super::line::{Line, wrapped};
use super::model::Model;
use super::screen::SideNote;
use crate::reading::{Mark, Status};
use crate::text::{Span, slice, visible};
use crate::theme::Part;

/// Rows between two notes from which one of them stays empty.
const ROWS_WITH_AIR: u16 = 3;

/// Bytes of a note that are laid out.
const MAX_SHOWN: usize = 8 << 10;

impl Model {
    /// Updates the notes beside the text for the page, the marks and the layout.
    pub(super) fn lay_out_side_notes(&mut self) {
        self.side_notes = beside_page(self);
    }
}

fn beside_page(model: &Model) -> Vec<SideNote> {
    let room = model.screen.layout.notes;
    let (cells, end) = (usize::from(room.width), room.y + room.height);
    if cells == 0 {
        return Vec::new();
    }
    let seen = model.nav.view.seen();
    let noted: Vec<(usize, u16, Vec<String>)> = model
        .reading
        .overlapping(seen)
        .filter_map(|(index, mark)| Some((index, first_row(model, mark)?, remarks(mark)?)))
        .collect();
    // Claims that begin on one row have their notes on rows that follow.
    let mut free = room.y;
    let mut placed: Vec<(usize, u16, Vec<String>)> = Vec::new();
    for (mark, y, text) in noted {
        let y = y.max(free);
        free = y + 1;
        placed.push((mark, y, text));
    }
    let next = placed.iter().skip(1).map(|(_, y, _)| *y).chain([end]);
    let next: Vec<u16> = next.collect();
    let fitting = placed.into_iter().zip(next).filter(|((_, y, _), _)| *y < end);
    fitting
        .map(|((mark, y, text), next)| {
            let rows = next.min(end) - y;
            let rows = if next < end && rows >= ROWS_WITH_AIR { rows - 1 } else { rows };
            let lines = text.iter().flat_map(|part| wrapped(part, cells, Part::Dim)).collect();
            SideNote { mark, y, lines: cut(lines, usize::from(rows), cells) }
        })
        .collect()
}

/// The first row of the page that shows the mark; `None` for a mark that is lost from the text.
fn first_row(model: &Model, mark: &Mark) -> Option<u16> {
    let (span, top) = (mark.shown_span(), model.screen.layout.notes.y);
    let mut rows = (top..).zip(&model.nav.view.page);
    let shown = |row: Span| row.overlaps(span);
    let (y, _) = rows.find(|(_, line)| line.row.is_some_and(shown))?;
    (mark.status != Status::Orphaned).then_some(y)
}

/// Note and labels, each safe to write to any terminal; `None` if there is neither.
fn remarks(mark: &Mark) -> Option<Vec<String>> {
    let tag = mark.tag.as_ref()?;
    // More than any screen shows need not be wrapped.
    let note = tag.note.trim();
    let note = visible::line(slice(note, ..note.floor_char_boundary(MAX_SHOWN))).into_owned();
    let labels = tag.labels.join(", ");
    let labels = if labels.is_empty() { labels } else { format!("label {}", visible::line(&labels)) };
    let parts: Vec<String> = [note, labels].into_iter().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then_some(parts)
}

/// The first rows, with `…` where others are left out.
fn cut(mut lines: Vec<Line>, rows: usize, cells: usize) -> Vec<Line> {
    if lines.len() > rows {
        lines.truncate(rows);
        if let Some(last) = lines.last_mut().and_then(|line| line.last_mut()) {
            last.text = visible::cut(&format!("{}…", last.text.trim_end()), cells);
        }
    }
    lines
}
