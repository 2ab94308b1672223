//! The screen apart from the text: layout, focus, theme, mouse, and preferences.

use super::key::Key;
use super::keymap::Table;
use super::layout::{Area, LIST_COLUMNS, Layout, Split};
use super::line::Line;
use super::settings::Preferences;
use super::view::{DEFAULT_MEASURE, MEASURES};
use crate::reading::{DisplayOptions, Mark};

/// The pane that has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    Text,
    List,
}

#[derive(Debug)]
#[allow(clippy::struct_excessive_bools)] // Each stands for something that is on or off by itself.
pub struct Screen {
    pub layout: Layout,
    /// Widest row of text, in cells.
    pub measure: u16,
    pub list_shown: bool,
    pub split: Split,
    pub focus: Pane,
    /// The theme's name.
    pub theme: String,
    /// Dims all paragraphs but the current one.
    pub focus_mode: bool,
    /// Does the program capture the mouse, or leave it to the terminal?
    pub mouse: bool,
    /// Table whose keys are shown because the reader hesitates after its prefix.
    pub key_hints: Option<Table>,
    /// Kept for all articles; measure and split are updated when it is written.
    pub preferences: Preferences,
}

/// Inputs of the layout of a [`Panel`].
pub(super) type PanelSource = (Area, DisplayOptions, Option<Mark>);

/// The current claim, ready to be painted.
#[derive(Debug, Default)]
pub struct Panel {
    pub whole: Area,
    /// The cells for the lines.
    pub inside: Area,
    /// Title and right end of the first row, joined by a rule; `None` where there is no room for a title.
    pub heading: Option<(Line, Line)>,
    pub lines: Vec<Line>,
    /// `None` once anything else than these may have changed.
    pub(super) source: Option<PanelSource>,
}

/// A word of the bar, and the key that a click on it presses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    pub x: u16,
    pub width: u16,
    pub line: Line,
    /// `None` for a word that does nothing.
    pub key: Option<Key>,
}

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Legend {
    pub buttons: Vec<Button>,
    /// First cell behind the buttons at the left, for a notice.
    pub rest: u16,
}

/// A note beside the text, ready to be painted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideNote {
    /// Index of its mark.
    pub mark: usize,
    /// Its first row on the screen.
    pub y: u16,
    /// Never so many that they reach the next note.
    pub lines: Vec<Line>,
}

impl Legend {
    /// The key of the button at column `x`.
    pub fn at(&self, x: u16) -> Option<Key> {
        let hit = self.buttons.iter().find(|button| (button.x..button.x + button.width).contains(&x));
        hit.and_then(|button| button.key)
    }
}

impl Screen {
    pub(super) fn new(preferences: Preferences, no_mouse: bool, theme: &str) -> Self {
        let measure = preferences.measure.unwrap_or(DEFAULT_MEASURE);
        let measure = measure.clamp(*MEASURES.start(), *MEASURES.end());
        let side = |columns: u16| columns.clamp(*LIST_COLUMNS.start(), *LIST_COLUMNS.end());
        let split = Split { side: preferences.split.side.map(side), ..preferences.split };
        Self {
            layout: Layout::new(0, 0, measure, true, split, 0),
            measure,
            list_shown: true,
            split,
            focus: Pane::Text,
            theme: theme.to_owned(),
            focus_mode: false,
            mouse: preferences.mouse.unwrap_or(true) && !no_mouse,
            key_hints: None,
            preferences,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saved_sizes_out_of_range_are_clamped() {
        let check = |(measure, side), expected| {
            let split = Split { side: Some(side), strip: None };
            let preferences = Preferences { measure: Some(measure), split, ..Preferences::default() };
            let screen = Screen::new(preferences, false, "dusk");
            assert_eq!((screen.measure, screen.split.side), expected);
        };
        check((0, 0), (24, Some(24)));
        check((u16::MAX, u16::MAX), (160, Some(120)));
        check((72, 44), (72, Some(44)));
    }
}
