//! A dossier on the screen: its claims in order of time, one of them selected.

mod layout;

pub use layout::DossierLayout;

use super::action::Action;
use super::key::Key;
use super::keymap::{Keymap, Table};
use super::mouse::{Mouse, MouseKind};
use super::notice::Notice;
use crate::claim::Scheme;
use crate::dossier::{Dossier, Entry};
use crate::reading::groups::Group;
use std::sync::Arc;

/// Rows scrolled per wheel notch.
const NOTCH: usize = 3;

/// Request to the host of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DossierEvent {
    /// Redraw only.
    Nothing,
    /// Open the article at the entry with this index.
    Read(usize),
    Leave,
    Redraw,
    Suspend,
}

#[derive(Debug)]
pub struct DossierScreen {
    pub dossier: Dossier,
    pub scheme: Arc<Scheme>,
    /// Claims by month, those without a date last.
    pub months: Vec<Group>,
    /// Index in the entries.
    pub selected: usize,
    /// First visible row.
    pub top: usize,
    /// Columns and rows.
    pub size: (u16, u16),
    /// Can the terminal show partial blocks?
    pub blocks: bool,
    pub notice: Option<Notice>,
}

impl DossierScreen {
    /// `months` are those of the dossier.
    pub const fn new(dossier: Dossier, scheme: Arc<Scheme>, months: Vec<Group>, blocks: bool) -> Self {
        Self { dossier, scheme, months, selected: 0, top: 0, size: (80, 24), blocks, notice: None }
    }

    pub fn layout(&self) -> DossierLayout {
        DossierLayout::new(self.size, self.scheme.categories.len(), self.dossier.entries.len())
    }

    pub fn current(&self) -> Option<&Entry> {
        self.dossier.entries.get(self.selected)
    }

    /// Replaces dossier and months after a visit. The claim that was selected stays so; else the one in its place.
    pub fn update(&mut self, dossier: Dossier, months: Vec<Group>) {
        let key = |entry: &Entry| (entry.article, entry.start);
        let selected = self.current().map(key);
        (self.dossier, self.months) = (dossier, months);
        let place = self.dossier.entries.iter().position(|entry| Some(key(entry)) == selected);
        self.go(place.unwrap_or(self.selected));
    }

    /// The first entry of the article listed after that of the entry `at`, or before it.
    pub fn neighbour(&self, at: usize, forward: bool) -> Option<usize> {
        let entries = &self.dossier.entries;
        let article = entries.get(at)?.article;
        let other = |index: &usize| entries.get(*index).is_some_and(|entry| entry.article != article);
        if forward {
            return (at..entries.len()).find(other);
        }
        let before = (0..at).rev().find(other)?;
        let article = entries.get(before)?.article;
        (0..=before)
            .rev()
            .take_while(|index| entries.get(*index).is_some_and(|one| one.article == article))
            .last()
    }

    pub fn resize(&mut self, width: u16, height: u16) {
        self.size = (width, height);
        self.go(self.selected);
    }

    fn rows(&self) -> usize {
        usize::from(self.layout().list.height).max(1)
    }

    /// Handles a key, with its meaning while reading.
    pub fn press(&mut self, key: Key, keymap: &Keymap) -> DossierEvent {
        self.notice = None;
        let page = self.rows().saturating_sub(1).max(1);
        match keymap.action(Table::Read, key) {
            Some(Action::Down | Action::NextMark) => self.go(self.selected + 1),
            Some(Action::Up | Action::PreviousMark) => self.go(self.selected.saturating_sub(1)),
            Some(Action::NextBlock) => self.go_to_month(true),
            Some(Action::PreviousBlock) => self.go_to_month(false),
            Some(Action::PageDown) => self.go(self.selected + page),
            Some(Action::PageUp) => self.go(self.selected.saturating_sub(page)),
            Some(Action::HalfPageDown) => self.go(self.selected + page / 2),
            Some(Action::HalfPageUp) => self.go(self.selected.saturating_sub(page / 2)),
            Some(Action::Top) => self.go(0),
            Some(Action::Bottom) => self.go(usize::MAX),
            Some(Action::Enter | Action::FocusList) if self.current().is_some() => {
                return DossierEvent::Read(self.selected);
            }
            Some(Action::Quit | Action::Cancel) => return DossierEvent::Leave,
            Some(Action::Redraw) => return DossierEvent::Redraw,
            Some(Action::Suspend) => return DossierEvent::Suspend,
            _ => self.notice = Some(Notice::info(unbound(key, keymap))),
        }
        DossierEvent::Nothing
    }

    /// Handles the mouse: a click selects, a double click reads.
    pub fn point(&mut self, mouse: Mouse) -> DossierEvent {
        let list = self.layout().list;
        let row = usize::from(mouse.y).checked_sub(usize::from(list.y));
        let place = row.filter(|row| *row < self.rows()).map(|row| self.top + row);
        let place = place.filter(|place| *place < self.dossier.entries.len());
        match (mouse.kind, place) {
            (MouseKind::WheelDown, _) => self.go(self.selected + NOTCH),
            (MouseKind::WheelUp, _) => self.go(self.selected.saturating_sub(NOTCH)),
            (MouseKind::Press, Some(place)) => self.go(place),
            (MouseKind::Double, Some(place)) => {
                self.go(place);
                return DossierEvent::Read(place);
            }
            _ => {}
        }
        DossierEvent::Nothing
    }

    /// Selects the first claim of the month after the current one, or of the current month or the one before it.
    fn go_to_month(&mut self, forward: bool) {
        let mut starts: Vec<usize> = Vec::new();
        let mut at = 0;
        for (_, entries) in self.dossier.months() {
            starts.push(at);
            at += entries.len();
        }
        let selected = self.selected;
        let next = if forward {
            starts.into_iter().find(|start| *start > selected)
        } else {
            starts.into_iter().rev().find(|start| *start < selected)
        };
        if let Some(next) = next {
            self.go(next);
        }
    }

    /// Selects an entry, clamped to the last one, and scrolls to it.
    fn go(&mut self, place: usize) {
        let (rows, all) = (self.rows(), self.dossier.entries.len());
        self.selected = place.min(all.saturating_sub(1));
        self.top = self.top.min(self.selected).max((self.selected + 1).saturating_sub(rows));
        self.top = self.top.min(all.saturating_sub(rows));
    }
}

/// Message for a key without a function in a dossier.
fn unbound(key: Key, keymap: &Keymap) -> String {
    let [read, month, quit] =
        [Action::Enter, Action::NextBlock, Action::Quit].map(|action| keymap.key(action));
    format!("{key} does nothing here; {read} reads, {month} goes to the next month, {quit} leaves")
}

#[cfg(test)]
mod tests;
