//! Popups over the page: their contents laid out in lines, and their scrolling.

mod categories;
mod content;
mod cues;
mod help;
mod layout;
mod numbers;
mod update;

use super::layout::Area;
use super::line::{Ink, Line};
use super::prompt::Prompt;
use crate::reading::Stats;

#[derive(Debug)]
pub enum PopupKind {
    /// The keys.
    Help(HelpFilter),
    /// All that is known of the current mark.
    Detail,
    /// The cues of the current mark, one of them in full: its number in the order of [`cues`](crate::reading::explanation::cues).
    Cues {
        selected: usize,
    },
    Categories,
    /// Counting looks at all of the text once, so it is done when the popup opens and not for each layout.
    Numbers(Box<Stats>),
    Messages,
}

/// Words that a line of the help must have to be shown.
#[derive(Debug, Default)]
pub struct HelpFilter {
    /// `None` while all lines are shown.
    pub prompt: Option<Prompt>,
    /// Whether the words are still being typed.
    pub writing: bool,
}

impl HelpFilter {
    pub fn query(&self) -> &str {
        self.prompt.as_ref().map_or("", Prompt::text)
    }

    /// Whether a line with this text has every word, ignoring case.
    fn passes(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.query().to_lowercase().split_whitespace().all(|word| text.contains(word))
    }
}

/// A popup as it is painted.
#[derive(Debug, Default)]
pub struct PopupLayout {
    pub area: Area,
    pub title: String,
    /// Lines that stay in place above those that scroll.
    pub head: Vec<Line>,
    /// The number of the head's selected line, and what colours its bar.
    pub selected: Option<(usize, Ink)>,
    /// Lines that scroll.
    pub lines: Vec<Line>,
    /// Keys for the foot; the one that closes it stands last.
    pub keys: Vec<String>,
}

impl PopupLayout {
    /// Rows for the lines that scroll.
    pub fn rows(&self) -> usize {
        usize::from(self.area.height).saturating_sub(2 + self.head.len())
    }
}

/// An open popup.
#[derive(Debug)]
pub struct Popup {
    pub kind: PopupKind,
    pub layout: PopupLayout,
    /// The first line shown of those that scroll; never so far down that rows stay empty.
    pub top: usize,
    /// Whether what is shown may have changed since it was laid out.
    stale: bool,
}

impl Popup {
    fn new(kind: PopupKind, top: usize) -> Self {
        Self { kind, layout: PopupLayout::default(), top, stale: true }
    }

    fn scroll_to(&mut self, top: usize) {
        let last = self.layout.lines.len().saturating_sub(self.layout.rows());
        self.top = if self.stale { top } else { top.min(last) };
    }

    pub(super) fn scroll_by(&mut self, lines: i32) {
        self.scroll_to(self.top.saturating_add_signed(lines as isize));
    }

    /// The prompt of the help, while words are being typed.
    pub fn prompt(&self) -> Option<&Prompt> {
        match &self.kind {
            PopupKind::Help(HelpFilter { prompt, writing: true }) => prompt.as_ref(),
            _ => None,
        }
    }

    /// Takes in pasted text while words are being typed in the help.
    pub(super) fn paste(&mut self, text: &str) {
        if let PopupKind::Help(HelpFilter { prompt: Some(prompt), writing: true }) = &mut self.kind {
            prompt.paste(text);
            self.stale = true;
        }
    }
}
