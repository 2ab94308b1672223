//! Keys while a window lies over the screen.

use super::action::Action;
use super::key::{Code, Key};
use super::keymap::Table;
use super::message::Effects;
use super::model::{Mode, Model};
use super::prompt::{Answer, Prompt, Purpose};
use crate::reading::Stats;
use crate::reading::cues::cues;

/// The window that shows the cues of the current mark, one of them in full.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CuePanel {
    /// Number of the cue that is shown in full, in the order of [`cues`].
    pub selected: usize,
    /// The first line that is shown of it.
    pub top: usize,
}

/// The window that shows the keys.
#[derive(Debug, Default)]
pub struct HelpPanel {
    /// The first line that is shown.
    pub top: usize,
    /// The words that a line must have to be shown; nothing while all lines are.
    pub find: Option<Prompt>,
    /// Whether they are still being typed.
    pub writing: bool,
}

impl HelpPanel {
    /// The words that a line must have.
    pub fn query(&self) -> &str {
        self.find.as_ref().map_or("", Prompt::text)
    }

    /// Whether a line with this text has every one of them, capital or small.
    pub fn passes(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.query().to_lowercase().split_whitespace().all(|word| text.contains(word))
    }

    /// Takes in a key while the words are being typed.
    fn write(&mut self, key: Key) {
        let Some(prompt) = &mut self.find else { return };
        match prompt.press(key) {
            Answer::Open => self.top = 0,
            Answer::Done => {
                self.writing = false;
                self.find.take_if(|find| find.text().trim().is_empty());
            }
            Answer::Cancelled => self.show_all(),
        }
    }

    fn show_all(&mut self) {
        *self = Self::default();
    }
}

impl Model {
    /// Whether a window of lines lies over the screen, which can be scrolled.
    pub const fn has_window(&self) -> bool {
        matches!(
            self.mode,
            Mode::Help(_)
                | Mode::Detail(_)
                | Mode::Cues(_)
                | Mode::Categories(_)
                | Mode::Numbers(..)
                | Mode::Messages(_)
        )
    }

    /// Takes in how far the window can be scrolled: the number of the last line that can be its first.
    pub(super) fn measured(&mut self, last: usize) {
        match &mut self.mode {
            Mode::Help(HelpPanel { top, .. })
            | Mode::Detail(top)
            | Mode::Cues(CuePanel { top, .. })
            | Mode::Categories(top)
            | Mode::Numbers(_, top)
            | Mode::Messages(top) => *top = last.min(*top),
            _ => {}
        }
    }

    /// Takes in a key while a window is open: it moves in the window, or closes it.
    pub(super) fn press_popup(&mut self, key: Key) -> Effects {
        let page = usize::from(self.screen.layout.screen.height / 2).max(1);
        let action = self.keymap.meaning(Table::Read, key).map(|meaning| meaning.action);
        let pages = |top: usize| match action? {
            Action::PageDown => Some(top.saturating_add(page)),
            Action::PageUp => Some(top.saturating_sub(page)),
            Action::HalfPageDown => Some(top.saturating_add(page / 2)),
            Action::HalfPageUp => Some(top.saturating_sub(page / 2)),
            _ => None,
        };
        let lines = |top: usize| match action? {
            Action::Down => Some(top.saturating_add(1)),
            Action::Up => Some(top.saturating_sub(1)),
            Action::Top => Some(0),
            Action::Bottom => Some(usize::MAX),
            _ => None,
        };
        let moved = |top: usize| pages(top).or_else(|| lines(top));
        // What moves in a line that is being written, or changes it, cannot scroll meanwhile.
        let edits = !matches!(key.code, Code::Up | Code::Down | Code::PageUp | Code::PageDown);
        let escape = key == Key::plain(Code::Esc);
        match &mut self.mode {
            Mode::Help(help) if help.writing => match moved(help.top).filter(|_| !edits) {
                Some(top) => help.top = top,
                None => help.write(key),
            },
            Mode::Help(help) if escape && help.find.is_some() => help.show_all(),
            Mode::Help(help) if action == Some(Action::Find) => {
                let query = help.query().to_owned();
                help.find = Some(Prompt::new(Purpose::Keys, query));
                help.writing = true;
            }
            Mode::Cues(panel) => match (pages(panel.top), lines(panel.selected), action) {
                _ if escape => self.mode = Mode::Read,
                (Some(top), ..) => panel.top = top,
                (_, Some(selected), _) => self.select_cue(selected),
                (_, _, Some(Action::NextMark)) => self.turn_to_mark(true),
                (_, _, Some(Action::PreviousMark)) => self.turn_to_mark(false),
                _ => self.mode = Mode::Read,
            },
            Mode::Detail(_) if action == Some(Action::Cues) => return self.open_cues(),
            Mode::Help(HelpPanel { top, .. })
            | Mode::Detail(top)
            | Mode::Categories(top)
            | Mode::Numbers(_, top)
            | Mode::Messages(top) => match moved(*top).filter(|_| !escape) {
                Some(moved) => *top = moved,
                None => self.mode = Mode::Read,
            },
            _ => {}
        }
        Effects::none()
    }

    /// Shows what each category means, or what was decided so far in numbers.
    pub(super) fn open_window(&mut self, action: Action) {
        self.mode = match action {
            // Counting looks at all of the text once, so it is done for the window and not for each frame.
            Action::Numbers => Mode::Numbers(Box::new(Stats::of(&self.reading.scheme, [&self.reading])), 0),
            _ => Mode::Categories(0),
        };
    }

    /// Shows the cues of the current mark.
    pub(super) fn open_cues(&mut self) -> Effects {
        let Some(mark) = self.current_mark() else {
            return self.say(&self.no_current());
        };
        if mark.veiled {
            self.mode = Mode::Read;
            return self.say("what the machine found is veiled until you have decided");
        }
        if cues(&self.reading, mark).is_empty() {
            self.mode = Mode::Read;
            return self.say("the machine found no cue here: you marked it");
        }
        self.mode = Mode::Cues(CuePanel::default());
        Effects::none()
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
