//! Contents of a popup, before it has a place on the screen, and the room for them.

use crate::session::line::{Ink, Line};
use crate::session::model::Model;

pub(super) struct Content {
    pub(super) title: String,
    /// Cells with the border, at most.
    pub(super) width: u16,
    pub(super) head: Vec<Line>,
    pub(super) selected: Option<(usize, Ink)>,
    pub(super) lines: Vec<Line>,
    /// Rows of head and lines; `None` for as many as there are lines.
    pub(super) rows: Option<usize>,
    pub(super) full_height: bool,
    /// Keys that only this popup has, and what closes it.
    pub(super) own: Vec<String>,
    pub(super) close: String,
    /// All keys, where they are not those of every popup.
    pub(super) keys: Vec<String>,
}

impl Default for Content {
    fn default() -> Self {
        Self {
            title: String::new(),
            width: 0,
            head: Vec::new(),
            selected: None,
            lines: Vec::new(),
            rows: None,
            full_height: false,
            own: Vec::new(),
            close: "any key closes".to_owned(),
            keys: Vec::new(),
        }
    }
}

/// Cells of a popup at most `width` cells wide. Where it would leave only slivers of the screen beside it, it
/// takes the whole width.
pub(super) fn outside_width(model: &Model, width: u16) -> u16 {
    let screen = model.screen.layout.screen;
    if screen.width < width + 24 { screen.width } else { width }.max(4)
}

/// Cells for its lines.
pub(super) fn inside_width(model: &Model, width: u16) -> usize {
    usize::from(outside_width(model, width).saturating_sub(4).max(1))
}

/// The rows that a popup of `lines` lines gets, border apart. On a low screen every row counts.
pub(super) fn max_rows(model: &Model, lines: usize) -> usize {
    let height = usize::from(model.screen.layout.screen.height);
    lines.min(height.saturating_sub(if height < 12 { 3 } else { 4 })).max(1)
}
