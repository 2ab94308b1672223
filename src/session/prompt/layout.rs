//! The box of a note: its place on the screen, its visible rows, and the cursor in it.

use super::text_buffer::Motion;
use super::{Prompt, Purpose};
use crate::session::layout::{Area, Layout};
use crate::session::model::{Mode, Model};
use crate::text::{slice, visible};

/// Widest box, in cells: a measure to write in.
const MAX_WIDTH: u16 = 80;
/// Rows above the last one from which a note has a box.
const MIN_ROOM: u16 = 9;
/// Cells beside the text: the border and a gap on each side.
const SIDES: u16 = 4;

/// The box of a note above the last row, ready to be painted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoteBox {
    pub area: Area,
    /// The visible rows; each is safe to write to any terminal.
    pub rows: Vec<String>,
    /// On the screen.
    pub cursor: (u16, u16),
    /// The cursor's row from 1, and all rows, if not all are visible.
    pub position: Option<(usize, usize)>,
}

impl Model {
    /// Updates the box of a note for its text, the cursor and the screen.
    pub(in crate::session) fn lay_out_note(&mut self) {
        let layout = self.screen.layout;
        if let Mode::Prompt(prompt) = &mut self.mode
            && prompt.purpose == Purpose::Note
        {
            prompt.lay_out(&layout);
        }
    }
}

impl Prompt {
    fn lay_out(&mut self, layout: &Layout) {
        let status = layout.status;
        // Below the text, so that it is written where the claim is read.
        let left = layout.gutter;
        let width = layout.text.width.saturating_sub(left).min(MAX_WIDTH);
        if status.y < MIN_ROOM || width < 2 * SIDES {
            self.note_box = None;
            self.buffer.unwrap_rows();
            return;
        }
        // One cell stays free for the cursor behind the last letter of a row.
        self.buffer.wrap(usize::from(width - SIDES - 1));
        let Some(count) = self.buffer.rows().map(super::soft_rows::SoftRows::count) else { return };
        let most = usize::from((status.y / 2).saturating_sub(2).max(1));
        let height = count.min(most);
        let (row, column) = self.buffer.place();
        self.top = self.top.clamp((row + 1).saturating_sub(height), row).min(count - height);
        let area = Area { x: left, y: status.y - height as u16 - 2, width, height: height as u16 + 2 };
        let column = (column as u16).min(width - SIDES);
        self.note_box = Some(NoteBox {
            area,
            rows: (self.top..self.top + height).map(|row| self.row(row)).collect(),
            cursor: (area.x + 2 + column, area.y + 1 + (row - self.top) as u16),
            position: (height < count).then_some((row + 1, count)),
        });
    }

    /// Takes the cursor to a cell of the screen, inside the box or on its border.
    pub(in crate::session) fn go_to_cell(&mut self, x: u16, y: u16) {
        let Some(shown) = &self.note_box else { return };
        let row = usize::from(y.saturating_sub(shown.area.y + 1)).min(shown.rows.len().saturating_sub(1));
        let column = usize::from(x.saturating_sub(shown.area.x + 2));
        self.buffer.go_to_cell(self.top + row, column);
    }

    /// Takes the cursor of a note down, or up if negative.
    pub(in crate::session) fn step_rows(&mut self, by: isize) {
        if self.note_box.is_some() {
            self.buffer.go(Motion::Rows(by));
        }
    }

    /// A row as it is shown.
    fn row(&self, number: usize) -> String {
        let Some(rows) = self.buffer.rows() else { return String::new() };
        let text = slice(self.text(), rows.span(self.text(), number));
        let text = text.strip_suffix('\n').unwrap_or(text);
        visible::clusters(text.strip_suffix('\r').unwrap_or(text)).map(|glyph| glyph.shown).collect()
    }
}
