//! Opening popups, and their keys.

use super::{ClaimPopup, HelpFilter, Popup, PopupKind};
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
    ///
    /// Moving keys scroll. In a popup about the current claim, decisions and steps from claim to claim take effect,
    /// and the popup follows. Any other key closes the popup, and then does what it does without one; only a decision
    /// needs a second press, since the popup hid the claim.
    pub(in crate::session) fn press_popup(&mut self, key: Key, now: &Timestamp) -> Effects {
        if let Mode::Popup(Popup { kind: PopupKind::Menu { page }, .. }) = self.mode {
            return self.press_menu(key, page, now);
        }
        let page = usize::from(self.screen.layout.screen.height / 2).max(1);
        let types = matches!(&self.mode, Mode::Popup(popup) if popup.prompt().is_some());
        let compares = self.settings.compare.is_some();
        let table = if compares { Table::Compare } else { Table::Read };
        let action = self.keymap.action(if types { Table::Line } else { table }, key);
        let pages = |top: usize| match action? {
            // As in other pagers, Space goes on.
            Action::PageDown | Action::Menu => Some(top.saturating_add(page)),
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
        match &self.mode {
            Mode::Popup(Popup { kind: PopupKind::Preview, .. }) => return self.press_preview(action, page),
            Mode::Popup(Popup { kind: PopupKind::CueList { .. }, .. }) => {
                return self.press_cue_list(action, page);
            }
            _ => {}
        }
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
                    _ => popup.turn_into(PopupKind::Help(HelpFilter::default())),
                }
            }
            PopupKind::Help(filter) if escape && filter.prompt.is_some() => {
                popup.turn_into(PopupKind::Help(HelpFilter::default()));
            }
            PopupKind::Help(filter) if action == Some(Action::Find) => {
                let query = filter.query().to_owned();
                *filter =
                    HelpFilter { prompt: Some(Box::new(Prompt::new(Purpose::Keys, query))), writing: true };
                popup.stale = true;
            }
            PopupKind::Cues { selected } if !escape => match (pages(popup.top), lines(*selected)) {
                (Some(top), _) => popup.scroll_to(top),
                (None, Some(selected)) => self.select_cue(selected),
                (None, None) => return self.leave_popup(key, action, now),
            },
            _ => match moved {
                Some(top) => popup.scroll_to(top),
                None => return self.leave_popup(key, action, now),
            },
        }
        Effects::none()
    }

    /// Closes the popup with a key, which then does its own work.
    fn leave_popup(&mut self, key: Key, action: Option<Action>, now: &Timestamp) -> Effects {
        let Mode::Popup(popup) = &self.mode else { return Effects::none() };
        let (about, opened_by) = match popup.kind {
            PopupKind::Detail => (Some(ClaimPopup::Detail), Some(Action::Enter)),
            PopupKind::Cues { .. } => (Some(ClaimPopup::Cues), Some(Action::Cues)),
            PopupKind::Categories => (None, Some(Action::Categories)),
            PopupKind::Numbers(_) => (None, Some(Action::Numbers)),
            PopupKind::Help(_) => (None, Some(Action::Help)),
            PopupKind::Messages | PopupKind::Menu { .. } | PopupKind::CueList { .. } | PopupKind::Preview => {
                (None, None)
            }
        };
        self.close_popup();
        let only_closes = matches!(action, None | Some(Action::Cancel | Action::Quit)) || action == opened_by;
        let Some(action) = action.filter(|_| !only_closes && matches!(self.mode, Mode::Read)) else {
            return Effects::none();
        };
        match about {
            Some(ClaimPopup::Cues) if action == Action::Enter => self.open_detail(),
            Some(about) if action.decides() || action.goes_to_claim() => {
                self.follow_popup = Some(about);
                self.press_reading(key, now)
            }
            None if action.decides() => {
                self.say(&format!("{key} decides on the current claim; press it again now that you see it"))
            }
            _ => self.press_reading(key, now),
        }
    }

    /// Opens the popup about the current claim again after a decision or a step made in it, once the reader is back
    /// at the text.
    pub(in crate::session) fn resume_popup(&mut self) {
        match (self.follow_popup, &self.mode) {
            (Some(about), Mode::Read) => {
                self.follow_popup = None;
                let Some(mark) = self.current_mark() else { return };
                let has_cues = !mark.blinded && !summarize_cues(&self.reading, mark).is_empty();
                let kind = match about {
                    ClaimPopup::Cues if has_cues => PopupKind::Cues { selected: 0 },
                    ClaimPopup::Cues | ClaimPopup::Detail => PopupKind::Detail,
                };
                drop(self.open_popup(kind));
            }
            (Some(_), Mode::Also | Mode::Prompt(_) | Mode::Pick(_) | Mode::Fields | Mode::FieldValues(_))
            | (None, _) => {}
            (Some(_), _) => self.follow_popup = None,
        }
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
