//! Contents of a popup before its placement on the screen, and the room for them.

use crate::session::line::{Ink, Line};
use crate::session::model::Model;

#[derive(Default)]
pub(super) struct Content {
    pub(super) title: String,
    /// Maximum in cells, including the border.
    pub(super) width: u16,
    pub(super) head: Vec<Line>,
    pub(super) selected: Option<(usize, Ink)>,
    pub(super) lines: Vec<Line>,
    /// Rows of head and lines; `None` for the number of lines.
    pub(super) rows: Option<usize>,
    pub(super) full_height: bool,
    /// Directly above the last row, rather than in the middle.
    pub(super) low: bool,
    /// Keys specific to this popup, the closing key last.
    pub(super) own: Vec<String>,
    /// Instead of the key that closes every popup.
    pub(super) close: Option<String>,
    /// All keys, if they differ from those of other popups.
    pub(super) keys: Vec<String>,
}

/// Width of a popup with the maximum `width`. If only slivers of the screen would remain beside it, it takes the
/// whole width.
pub(super) fn outside_width(model: &Model, width: u16) -> u16 {
    let screen = model.screen.layout.screen;
    if screen.width < width.saturating_add(24) { screen.width } else { width }.max(4)
}

/// Cells available to its lines.
pub(super) fn inside_width(model: &Model, width: u16) -> usize {
    usize::from(outside_width(model, width).saturating_sub(4).max(1))
}

/// Rows for a popup of `lines` lines, without the border. On a low screen every row counts.
pub(super) fn max_rows(model: &Model, lines: usize) -> usize {
    let height = usize::from(model.screen.layout.screen.height);
    lines.min(height.saturating_sub(if height < 12 { 3 } else { 4 })).max(1)
}
