//! Keys while a window lies over the screen.

use super::key::{Code, Key};
use super::message::Command;
use super::model::{Mode, Model};
use crate::reading::cues::cues;

/// No window has more lines than this.
const MOST_LINES: usize = 200;

/// The window that shows the cues of the current mark, one of them in full.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CuePanel {
    /// Number of the cue that is shown in full, in the order of [`cues`].
    pub selected: usize,
    /// The first line that is shown of it.
    pub top: usize,
}

impl Model {
    /// Takes in a key while a window is open: it moves in the window, or closes it.
    pub(super) fn press_popup(&mut self, key: Key) -> Vec<Command> {
        let page = usize::from(self.layout.screen.height / 2).max(1);
        let pages = |top: usize| match key.code {
            Code::Char(' ') | Code::PageDown => Some((top + page).min(MOST_LINES)),
            Code::Char('b') | Code::PageUp => Some(top.saturating_sub(page)),
            _ => None,
        };
        let lines = |top: usize| match key.code {
            Code::Char('j') | Code::Down => Some((top + 1).min(MOST_LINES)),
            Code::Char('k') | Code::Up => Some(top.saturating_sub(1)),
            Code::Char('g') | Code::Home => Some(0),
            _ => None,
        };
        match &mut self.mode {
            Mode::Cues(panel) => match (pages(panel.top), lines(panel.selected), key.code) {
                (Some(top), ..) => panel.top = top,
                (_, Some(selected), _) => self.select_cue(selected),
                (_, _, Code::Char('G') | Code::End) => self.select_cue(MOST_LINES),
                (_, _, Code::Char(']')) => self.turn_to_mark(true),
                (_, _, Code::Char('[')) => self.turn_to_mark(false),
                _ => self.mode = Mode::Read,
            },
            Mode::Detail(_) if key == Key::plain(Code::Char('W')) => return self.open_cues(),
            Mode::Help(top) | Mode::Detail(top) | Mode::Categories(top) | Mode::Messages(top) => {
                match pages(*top).or_else(|| lines(*top)) {
                    Some(moved) => *top = moved,
                    None => self.mode = Mode::Read,
                }
            }
            _ => {}
        }
        Vec::new()
    }

    /// Shows the cues of the current mark.
    pub(super) fn open_cues(&mut self) -> Vec<Command> {
        let Some(mark) = self.current_mark() else {
            return self.say("no claim is current; ] goes to the next");
        };
        if cues(&self.reading, mark).is_empty() {
            self.mode = Mode::Read;
            return self.say("the machine found no cue here: you marked it");
        }
        self.mode = Mode::Cues(CuePanel::default());
        Vec::new()
    }

    fn select_cue(&mut self, number: usize) {
        let last = self.current_mark().map_or(0, |mark| cues(&self.reading, mark).len().saturating_sub(1));
        let selected = number.min(last);
        if let Mode::Cues(panel) = &mut self.mode
            && panel.selected != selected
        {
            *panel = CuePanel { selected, top: 0 };
        }
    }

    /// To the next mark, or the previous one, without closing the window.
    fn turn_to_mark(&mut self, forward: bool) {
        self.seek_any(forward);
        self.mode = Mode::Cues(CuePanel::default());
    }
}
