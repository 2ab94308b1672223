//! The shelf: articles that were opened together, and which of them is to be read next.

use super::action::Action;
use super::key::Key;
use super::keymap::{Keymap, Table};
use super::mouse::{Mouse, MouseKind};
use super::notice::Notice;
use super::prompt::{Answer, Prompt, Purpose};
use crate::reading::Survey;

/// Rows of the screen that hold no article: two heads and the last row.
const AROUND: u16 = 3;
/// Rows that one notch of the wheel moves.
const NOTCH: usize = 3;

/// An article on the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its file, as it is shown.
    pub name: String,
    /// What there is to know of it, or why nothing is; nothing as long as nobody has looked.
    pub survey: Option<Result<Survey, String>>,
    /// When it was read last, RFC 3339 in UTC; nothing if it never was.
    pub last_read: Option<String>,
}

/// How far the reader has come with an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Never opened.
    Unread,
    /// Opened, and something is undecided.
    Begun,
    /// Opened, and nothing is undecided.
    Done,
}

/// What the articles are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShelfOrder {
    /// As they were named.
    Named,
    /// Those first that were never opened, then those with something undecided.
    Stage,
    /// Those first with the most that is undecided.
    Undecided,
}

/// What the reader wants of the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShelfEvent {
    /// Nothing more than to see what changed.
    Nothing,
    /// To read this article.
    Read(usize),
    /// To leave.
    Leave,
    /// To have everything painted anew.
    Redraw,
    /// To go back to the shell until it brings the program back.
    Suspend,
}

/// The shelf with what the reader sees of it.
#[derive(Debug)]
pub struct Shelf {
    /// The articles, in the order in which they were named.
    pub entries: Vec<Entry>,
    /// The folder that all of them are in or below, as it is shown; empty if there is none.
    pub folder: String,
    /// Those that fit what was searched for, sorted: places in `entries`.
    pub shown: Vec<usize>,
    /// The selected one: a place in `shown`.
    pub selected: usize,
    /// The first that is on the screen: a place in `shown`.
    pub top: usize,
    /// Columns and rows of the screen.
    pub size: (u16, u16),
    /// What they are sorted by.
    pub order: ShelfOrder,
    /// What is searched for, and whether it is still being written.
    pub find: Option<(Prompt, bool)>,
    /// What is said in the last row.
    pub notice: Option<Notice>,
}

impl Entry {
    /// An article that nobody has looked at yet.
    pub const fn new(name: String, last_read: Option<String>) -> Self {
        Self { name, survey: None, last_read }
    }

    /// How far the reader has come.
    pub fn stage(&self) -> Stage {
        match (&self.last_read, self.undecided()) {
            (None, _) => Stage::Unread,
            (Some(_), Some(0)) => Stage::Done,
            (Some(_), _) => Stage::Begun,
        }
    }

    /// How many of its claims are undecided, if that is known.
    pub fn undecided(&self) -> Option<usize> {
        self.known().map(|survey| survey.claims.saturating_sub(survey.decided))
    }

    /// What there is to know of it.
    pub fn known(&self) -> Option<&Survey> {
        self.survey.as_ref()?.as_ref().ok()
    }

    /// Its title, or its name if it has none.
    pub fn title(&self) -> &str {
        self.known().and_then(|survey| survey.title.as_deref()).unwrap_or(&self.name)
    }
}

impl Shelf {
    /// A shelf with these articles on it.
    pub fn new(entries: Vec<Entry>) -> Self {
        let shown = (0..entries.len()).collect();
        let order = ShelfOrder::Named;
        let (folder, size) = (String::new(), (80, 24));
        Self { entries, folder, shown, selected: 0, top: 0, size, order, find: None, notice: None }
    }

    /// The selected article: a place in `entries`.
    pub fn current(&self) -> Option<usize> {
        self.shown.get(self.selected).copied()
    }

    /// The rows that articles are shown in.
    pub fn rows(&self) -> usize {
        usize::from(self.size.1.saturating_sub(AROUND)).max(1)
    }

    /// How many articles were looked at.
    pub fn surveyed(&self) -> usize {
        self.entries.iter().filter(|entry| entry.survey.is_some()).count()
    }

    /// Takes in what was found in an article.
    pub fn learn(&mut self, at: usize, survey: Result<Survey, String>) {
        if let Some(entry) = self.entries.get_mut(at) {
            entry.survey = Some(survey);
        }
        // Rows that move under the eye while nothing was pressed would be pressed by mistake.
        if self.surveyed() == self.entries.len() {
            self.arrange();
        }
    }

    /// Goes to an article.
    pub fn select(&mut self, at: usize) {
        if let Some(place) = self.shown.iter().position(|shown| *shown == at) {
            self.go(place);
        }
    }

    /// The next article after `at` that was never opened, going on from the beginning; not `at` itself.
    pub fn next_unread(&self, at: usize) -> Option<usize> {
        let place = self.shown.iter().position(|shown| *shown == at).map_or(0, |place| place + 1);
        let after = self.shown.iter().skip(place).chain(self.shown.iter().take(place));
        let unread = |at: usize| self.entries.get(at).is_some_and(|entry| entry.stage() == Stage::Unread);
        after.copied().find(|&other| other != at && unread(other))
    }

    /// The article before `at`, as they are shown.
    pub fn before(&self, at: usize) -> Option<usize> {
        let place = self.shown.iter().position(|shown| *shown == at)?;
        self.shown.get(place.checked_sub(1)?).copied()
    }

    /// The screen has another size.
    pub fn resize(&mut self, width: u16, height: u16) {
        self.size = (width, height);
        self.go(self.selected);
    }

    /// Takes in a key; those of the reader mean here what they mean there.
    pub fn press(&mut self, key: Key, keymap: &Keymap) -> ShelfEvent {
        self.notice = None;
        if let Some((prompt, writing @ true)) = &mut self.find {
            match prompt.press(key) {
                Answer::Open => {}
                Answer::Done => *writing = false,
                Answer::Cancelled => self.find = None,
            }
            self.arrange();
            return ShelfEvent::Nothing;
        }
        let Some(meaning) = keymap.meaning(Table::Read, key) else {
            let quit = keymap.key(Action::Quit);
            return self.say(&format!("{key} means nothing here; Enter reads, {quit} leaves"));
        };
        let page = self.rows().saturating_sub(1).max(1);
        match meaning.action {
            Action::Down | Action::NextMark | Action::NextBlock => self.go(self.selected + 1),
            Action::Up | Action::PreviousMark | Action::PreviousBlock => {
                self.go(self.selected.saturating_sub(1));
            }
            Action::PageDown => self.go(self.selected + page),
            Action::PageUp => self.go(self.selected.saturating_sub(page)),
            Action::HalfPageDown => self.go(self.selected + page / 2),
            Action::HalfPageUp => self.go(self.selected.saturating_sub(page / 2)),
            Action::Top => self.go(0),
            Action::Bottom => self.go(usize::MAX),
            Action::Enter | Action::FocusList => {
                return self.current().map_or(ShelfEvent::Nothing, ShelfEvent::Read);
            }
            Action::NextArticle | Action::NextUndecided => return self.go_on(),
            Action::Find => self.find = Some((Prompt::new(Purpose::Find, String::new()), true)),
            Action::Sort => return self.sort(),
            Action::Cancel => {
                self.find = None;
                self.arrange();
            }
            Action::Quit => return ShelfEvent::Leave,
            Action::Help => {
                let [down, up, page] = [Action::Down, Action::Up, Action::PageDown].map(|it| keymap.key(it));
                let text =
                    format!("● unread  ◐ begun  ✓ all decided; {down} {up} {page} move, two clicks read");
                return self.say(&text);
            }
            Action::Redraw => return ShelfEvent::Redraw,
            Action::Suspend => return ShelfEvent::Suspend,
            _ => return self.say(&format!("{key} means nothing on the shelf; Enter reads an article")),
        }
        ShelfEvent::Nothing
    }

    /// Takes in what the mouse did: one press selects, a second one reads.
    pub fn point(&mut self, mouse: Mouse) -> ShelfEvent {
        let row = usize::from(mouse.y).checked_sub(usize::from(AROUND) - 1);
        let place = row.filter(|row| *row < self.rows()).map(|row| self.top + row);
        let place = place.filter(|place| *place < self.shown.len());
        match (mouse.deed, place) {
            (MouseKind::WheelDown, _) => self.go(self.selected + NOTCH),
            (MouseKind::WheelUp, _) => self.go(self.selected.saturating_sub(NOTCH)),
            (MouseKind::Press, Some(place)) => self.go(place),
            (MouseKind::Double, Some(place)) => {
                self.go(place);
                return self.current().map_or(ShelfEvent::Nothing, ShelfEvent::Read);
            }
            _ => {}
        }
        ShelfEvent::Nothing
    }

    /// Takes in pasted text, where something is being written.
    pub fn paste(&mut self, text: &str) {
        if let Some((prompt, true)) = &mut self.find {
            prompt.paste(text);
            self.arrange();
        }
    }

    fn go_on(&mut self) -> ShelfEvent {
        let from = self.current().unwrap_or(0);
        let here = self.entries.get(from).is_some_and(|entry| entry.stage() == Stage::Unread);
        match if here { Some(from) } else { self.next_unread(from) } {
            Some(at) => ShelfEvent::Read(at),
            None => self.say("every article here was opened at least once"),
        }
    }

    fn say(&mut self, text: &str) -> ShelfEvent {
        self.notice = Some(Notice::info(text));
        ShelfEvent::Nothing
    }

    fn sort(&mut self) -> ShelfEvent {
        let (order, said) = match self.order {
            ShelfOrder::Named => (ShelfOrder::Stage, "unread articles first"),
            ShelfOrder::Stage => (ShelfOrder::Undecided, "most undecided claims first"),
            ShelfOrder::Undecided => (ShelfOrder::Named, "by name"),
        };
        self.order = order;
        self.arrange();
        self.say(said)
    }

    /// Chooses and sorts what is shown; the selected article stays selected.
    pub fn arrange(&mut self) {
        let current = self.current();
        let words = self.find.as_ref().map(|(prompt, _)| prompt.text().to_lowercase()).unwrap_or_default();
        let fits = |entry: &Entry| {
            let text = format!("{}\n{}", entry.title(), entry.name).to_lowercase();
            words.split_whitespace().all(|word| text.contains(word))
        };
        let entries = &self.entries;
        self.shown = (0..entries.len()).filter(|at| entries.get(*at).is_some_and(fits)).collect();
        match self.order {
            ShelfOrder::Named => {}
            ShelfOrder::Stage => self.shown.sort_by_key(|at| entries.get(*at).map(Entry::stage)),
            ShelfOrder::Undecided => {
                let undecided = |at: &usize| entries.get(*at).and_then(Entry::undecided);
                self.shown.sort_by_key(|at| std::cmp::Reverse(undecided(at)));
            }
        }
        let place = current.and_then(|at| self.shown.iter().position(|shown| *shown == at));
        self.go(place.unwrap_or(0));
    }

    /// Selects a place, or the last one, and brings it on the screen.
    fn go(&mut self, place: usize) {
        let rows = self.rows();
        self.selected = place.min(self.shown.len().saturating_sub(1));
        self.top = self.top.min(self.selected).max((self.selected + 1).saturating_sub(rows));
        self.top = self.top.min(self.shown.len().saturating_sub(rows));
    }
}

#[cfg(test)]
mod tests;
