//! Opening popups, and their keys.

use super::{HelpFilter, Popup, PopupKind};
use crate::reading::Stats;
use crate::reading::explanation::summarize_cues;
use crate::session::action::Action;
use crate::session::key::Key;
use crate::session::keymap::Table;
use crate::session::message::{Effects, Timestamp};
use crate::session::model::{Mode, Model};
use crate::session::prompt::{Prompt, Purpose, Reply};

impl Model {
    pub(in crate::session) fn open_popup(&mut self, kind: PopupKind) -> Effects {
        // The latest message matters most.
        let top = if matches!(kind, PopupKind::Messages) { usize::MAX } else { 0 };
        let beneath = self.selection();
        self.mode = Mode::Popup(Popup { beneath, ..Popup::new(kind, top) });
        Effects::none()
    }

    /// Returns to the mode beneath the popup.
    pub(in crate::session) fn close_popup(&mut self) {
        self.mode = self.selection().map_or(Mode::Read, Mode::Select);
    }

    pub(super) fn show_menu(&mut self, page: usize) -> Effects {
        self.open_popup(PopupKind::Menu { page })
    }

    /// Handles a key while a popup is open.
    pub(in crate::session) fn press_popup(&mut self, key: Key, now: &Timestamp) -> Effects {
        if let Mode::Popup(Popup { kind: PopupKind::Menu { page }, .. }) = self.mode {
            return self.press_menu(key, page, now);
        }
        let page = usize::from(self.screen.layout.screen.height / 2).max(1);
        let types = matches!(&self.mode, Mode::Popup(popup) if popup.prompt().is_some());
        let action = self.keymap.action(if types { Table::Line } else { Table::Read }, key);
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
        // While the reader types a line, all other keys edit it.
        let edits = !matches!(action, Some(Action::Up | Action::Down | Action::PageUp | Action::PageDown));
        let escape = action == Some(Action::Cancel);
        let Mode::Popup(popup) = &mut self.mode else { return Effects::none() };
        let moved = pages(popup.top).or_else(|| lines(popup.top)).filter(|_| !escape);
        match &mut popup.kind {
            PopupKind::Help(filter) if filter.writing && (edits || moved.is_none()) => {
                popup.stale = true;
                match filter.prompt.as_mut().map(|prompt| prompt.press(key, &self.keymap)) {
                    Some(Reply::Open) => popup.top = 0,
                    Some(Reply::Done) => {
                        filter.writing = false;
                        filter.prompt.take_if(|prompt| prompt.text().trim().is_empty());
                    }
                    _ => *popup = Popup::new(PopupKind::Help(HelpFilter::default()), 0),
                }
            }
            PopupKind::Help(filter) if escape && filter.prompt.is_some() => {
                *popup = Popup::new(PopupKind::Help(HelpFilter::default()), 0);
            }
            PopupKind::Help(filter) if action == Some(Action::Find) => {
                let query = filter.query().to_owned();
                *filter = HelpFilter { prompt: Some(Prompt::new(Purpose::Keys, query)), writing: true };
                popup.stale = true;
            }
            PopupKind::Cues { selected } if !escape => match (pages(popup.top), lines(*selected), action) {
                (Some(top), ..) => popup.scroll_to(top),
                (_, Some(selected), _) => self.select_cue(selected),
                (_, _, Some(Action::NextMark | Action::PreviousMark)) => {
                    self.seek_any(action == Some(Action::NextMark));
                    return self.open_popup(PopupKind::Cues { selected: 0 });
                }
                _ => self.close_popup(),
            },
            PopupKind::Detail if action == Some(Action::Cues) => return self.open_cues(),
            _ => match moved {
                Some(top) => popup.scroll_to(top),
                None => self.close_popup(),
            },
        }
        Effects::none()
    }

    pub(in crate::session) fn open_detail(&mut self) -> Effects {
        if self.current_mark().is_none() {
            return self.say(&self.no_current());
        }
        self.open_popup(PopupKind::Detail)
    }

    pub(in crate::session) fn open_numbers(&mut self) -> Effects {
        let stats = Stats::of(&self.reading.scheme, [&self.reading]);
        self.open_popup(PopupKind::Numbers(Box::new(stats)))
    }

    pub(in crate::session) fn open_cues(&mut self) -> Effects {
        let Some(mark) = self.current_mark() else {
            return self.say(&self.no_current());
        };
        let why_not = if mark.blinded {
            "the suggestion is hidden until you have decided"
        } else if !summarize_cues(&self.reading, mark).is_empty() {
            return self.open_popup(PopupKind::Cues { selected: 0 });
        } else if mark.claim.is_some() {
            "no cue speaks here; the model found it by the words shown"
        } else {
            "no suggestion here: you marked it"
        };
        self.mode = Mode::Read;
        self.say(why_not)
    }

    fn select_cue(&mut self, number: usize) {
        let last =
            self.current_mark().map_or(0, |mark| summarize_cues(&self.reading, mark).len().saturating_sub(1));
        let number = number.min(last);
        if matches!(&self.mode, Mode::Popup(Popup { kind: PopupKind::Cues { selected }, .. }) if *selected != number)
        {
            self.mode = Mode::Popup(Popup::new(PopupKind::Cues { selected: number }, 0));
        }
    }
}
