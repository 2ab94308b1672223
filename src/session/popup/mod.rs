//! Popups over the page: their contents laid out in lines, and their scrolling.

mod categories;
mod columns;
mod content;
mod cue_list;
mod cues;
mod help;
mod layout;
mod menu;
mod numbers;
mod preview;
mod update;

pub(super) use columns::entry;

use super::layout::Area;
use super::line::{Ink, Line};
use super::prompt::Prompt;
use super::selection::Selection;
use super::teaching::CueRow;
use crate::reading::Stats;

#[derive(Debug)]
pub enum PopupKind {
    Help(HelpFilter),
    /// All details of the current mark.
    Detail,
    /// The cues of the current mark, one of them in full: its index in `summarize_cues`.
    Cues {
        selected: usize,
    },
    Categories,
    /// Decisions on each cue, silenced cues, and words that could become one.
    CueList {
        rows: Vec<CueRow>,
        selected: usize,
    },
    /// What a change of the scheme would find.
    Preview,
    /// Counting scans the whole text, so it happens when the popup opens rather than for each layout.
    Numbers(Box<Stats>),
    Messages,
    /// All actions by group.
    Menu {
        page: usize,
    },
}

/// A popup about the current claim, in which decisions work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClaimPopup {
    Detail,
    Cues,
}

/// Words that a line of the help must contain.
#[derive(Debug, Default)]
pub struct HelpFilter {
    /// `None` while all lines are shown.
    pub prompt: Option<Box<Prompt>>,
    pub writing: bool,
}

impl HelpFilter {
    pub fn query(&self) -> &str {
        self.prompt.as_ref().map_or("", |prompt| prompt.text())
    }

    /// Does a line contain every word, ignoring case?
    fn passes(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.query().to_lowercase().split_whitespace().all(|word| text.contains(word))
    }
}

/// A popup ready to be painted.
#[derive(Debug, Default)]
pub struct PopupLayout {
    pub area: Area,
    pub title: String,
    /// Fixed lines above the scrolling ones.
    pub head: Vec<Line>,
    /// Index of the selected line of the head, and the colour of its bar.
    pub selected: Option<(usize, Ink)>,
    /// Scrolling lines.
    pub lines: Vec<Line>,
    /// Keys for the foot, the closing key last.
    pub keys: Vec<String>,
}

impl PopupLayout {
    /// Rows for the scrolling lines.
    pub fn rows(&self) -> usize {
        usize::from(self.area.height).saturating_sub(2 + self.head.len())
    }
}

#[derive(Debug)]
pub struct Popup {
    pub kind: PopupKind,
    pub layout: PopupLayout,
    /// First visible scrolling line; never so far down that rows stay empty.
    pub top: usize,
    /// The selected passage, if the reader was selecting; closing the popup returns to it.
    pub(super) beneath: Option<Selection>,
    /// May the contents have changed since the layout?
    pub(super) stale: bool,
}

impl Popup {
    fn new(kind: PopupKind, top: usize) -> Self {
        Self { kind, layout: PopupLayout::default(), top, beneath: None, stale: true }
    }

    /// Shows something else from its beginning, over the same mode.
    fn turn_into(&mut self, kind: PopupKind) {
        *self = Self { beneath: self.beneath, ..Self::new(kind, 0) };
    }

    fn scroll_to(&mut self, top: usize) {
        let last = self.layout.lines.len().saturating_sub(self.layout.rows());
        self.top = if self.stale { top } else { top.min(last) };
    }

    pub(super) fn scroll_by(&mut self, lines: i32) {
        self.scroll_to(self.top.saturating_add_signed(lines as isize));
    }

    /// The filter of the help, while the reader types it.
    pub fn prompt(&self) -> Option<&Prompt> {
        match &self.kind {
            PopupKind::Help(HelpFilter { prompt, writing: true }) => prompt.as_deref(),
            _ => None,
        }
    }

    /// Pastes text into the filter of the help while the reader types it.
    pub(super) fn paste(&mut self, text: &str) {
        if let PopupKind::Help(HelpFilter { prompt: Some(prompt), writing: true }) = &mut self.kind {
            prompt.paste(text);
            self.stale = true;
        }
    }
}
