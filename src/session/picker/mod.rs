//! Pickers: lists filtered by typing, for commands, claims, themes, links, labels, speakers and headings.

mod update;

use super::action::Action;
use super::key::{Code, Key};
use super::keymap::{Keymap, Table};
use super::layout::{Area, Layout};
use super::prompt::{Prompt, Purpose};
use crate::reading::Filter;
use crate::text::Span;
use crate::theme::Color;
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// In longer lists only the items nearest to the reader are searched.
const MAX_ITEMS: usize = 5000;
/// Characters searched per item.
const MAX_SEARCHED: usize = 300;
/// Items moved by a page key.
const PAGE: isize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PickerKind {
    Command,
    Claim,
    Theme,
    Link,
    /// Filters claims by label.
    Label,
    /// Filters claims by speaker.
    Speaker,
    Heading,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// The command line up to and including the completed word.
    Line(String),
    Theme(String),
    /// Index of a mark.
    Mark(usize),
    /// Link text and address.
    Link(Span, String),
    Offset(u32),
    Filter(Filter),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Displayed and searched.
    pub text: String,
    /// Displayed dim behind the text.
    pub note: String,
    pub value: Value,
}

/// An item that matches the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub item: usize,
    /// Matching characters of its text, counted from 0, in order.
    pub letters: Vec<u32>,
}

/// Colours of a theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swatch {
    pub background: Option<Color>,
    /// Those of the categories, then the accent.
    pub colors: Vec<Color>,
}

#[derive(Debug)]
pub struct Picker {
    pub kind: PickerKind,
    pub prompt: Prompt,
    pub items: Vec<Item>,
    /// Matching items, best first.
    pub hits: Vec<Hit>,
    pub selected: usize,
    /// Does typing filter the items? Themes are few and chosen by their look, so letters move among them until the
    /// key of a search.
    pub filters: bool,
    /// Colours of the items that have some, by item.
    pub swatches: Vec<Option<Swatch>>,
    /// Did the reader move to the selected hit, and so prefer it to the typed words?
    pub moved: bool,
    /// Top of the page and current mark to restore on cancel.
    pub origin: (u32, Option<usize>),
    /// Theme to restore on cancel.
    pub theme: String,
}

/// Effect of a key on a picker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reply {
    Moved,
    Typed,
    /// Copy the selected command into the line.
    Completed,
    Chosen,
    Cancelled,
    /// A letter where none can be typed.
    Ignored,
}

impl Picker {
    fn new(kind: PickerKind, items: Vec<Item>, origin: (u32, Option<usize>), theme: &str) -> Self {
        let prompt = Prompt::new(Purpose::Pick, String::new());
        let theme = theme.to_owned();
        let mut picker = Self {
            kind,
            prompt,
            items,
            hits: Vec::new(),
            selected: 0,
            filters: kind != PickerKind::Theme,
            swatches: Vec::new(),
            moved: false,
            origin,
            theme,
        };
        picker.search("");
        picker
    }

    /// The rows of the items, directly above the prompt.
    pub fn area(&self, layout: &Layout) -> Area {
        let screen = layout.screen;
        // What the selection changes in the text stays visible.
        let room = match self.kind {
            PickerKind::Theme | PickerKind::Claim | PickerKind::Heading | PickerKind::Link => {
                screen.height / 2
            }
            PickerKind::Command | PickerKind::Label | PickerKind::Speaker => screen.height.saturating_sub(3),
        };
        let rows = (self.hits.len() as u16).clamp(1, room.max(1));
        Area { x: 0, y: screen.height.saturating_sub(1 + rows), width: layout.text.width, height: rows }
    }

    /// Index of the first visible hit, for `rows` rows.
    pub fn top(&self, rows: u16) -> usize {
        let last = self.hits.len().saturating_sub(usize::from(rows));
        self.selected.saturating_sub(usize::from(rows / 2)).min(last)
    }

    /// Selects the hit in row `row` of `rows`; returns whether there is one.
    pub(super) fn select_row(&mut self, row: u16, rows: u16) -> bool {
        let index = self.top(rows) + usize::from(row);
        let exists = index < self.hits.len();
        if exists {
            (self.selected, self.moved) = (index, true);
        }
        exists
    }

    /// Moves the selection by `by`; stops at the ends.
    pub(super) fn select_by(&mut self, by: isize) {
        let last = self.hits.len().saturating_sub(1);
        (self.selected, self.moved) = (self.selected.saturating_add_signed(by).min(last), true);
    }

    /// Moves the selection by one; wraps around.
    fn step(&mut self, forward: bool) {
        let last = self.hits.len().saturating_sub(1);
        match (self.selected, forward) {
            (0, false) => self.selected = last,
            (at, true) if at >= last => self.selected = 0,
            _ => self.select_by(if forward { 1 } else { -1 }),
        }
        self.moved = true;
    }

    pub fn item(&self) -> Option<&Item> {
        self.items.get(self.hits.get(self.selected)?.item)
    }

    fn press(&mut self, key: Key, keymap: &Keymap) -> Reply {
        let is_command = self.kind == PickerKind::Command;
        if !self.filters && key.is_text() {
            return self.move_by_letter(key, keymap);
        }
        match keymap.action(Table::Pick, key) {
            Some(Action::Complete) if is_command => return Reply::Completed,
            Some(Action::Down | Action::Complete) => self.step(true),
            Some(Action::Up) => self.step(false),
            Some(Action::PageDown) => self.select_by(PAGE),
            Some(Action::PageUp) => self.select_by(-PAGE),
            Some(Action::Confirm) => return Reply::Chosen,
            Some(Action::Cancel) => return Reply::Cancelled,
            // Deleting the colon leaves an empty command line.
            _ if key.code == Code::Backspace && is_command && self.prompt.text().is_empty() => {
                return Reply::Cancelled;
            }
            action => {
                self.prompt.edit(key, action);
                return Reply::Typed;
            }
        }
        Reply::Moved
    }

    /// Handles a letter while typing does not filter: it means what it means while reading.
    fn move_by_letter(&mut self, key: Key, keymap: &Keymap) -> Reply {
        match keymap.action(Table::Read, key) {
            Some(Action::Down | Action::NextMark) => self.step(true),
            Some(Action::Up | Action::PreviousMark) => self.step(false),
            Some(Action::Top) => self.select_by(isize::MIN),
            Some(Action::Bottom) => self.select_by(isize::MAX),
            Some(Action::PageDown | Action::HalfPageDown | Action::Menu) => self.select_by(PAGE),
            Some(Action::PageUp | Action::HalfPageUp) => self.select_by(-PAGE),
            Some(Action::Quit) => return Reply::Cancelled,
            Some(Action::Find) => {
                self.filters = true;
                return Reply::Typed;
            }
            _ => return Reply::Ignored,
        }
        Reply::Moved
    }

    /// Filters the items by `typed`.
    ///
    /// Claims and links match by whole words in text order, all others by letters in order, best first; lowercase
    /// ignores case.
    pub(super) fn search(&mut self, typed: &str) {
        let by_words = matches!(self.kind, PickerKind::Claim | PickerKind::Link);
        let atoms = if by_words { AtomKind::Substring } else { AtomKind::Fuzzy };
        let pattern = Pattern::new(typed, CaseMatching::Smart, Normalization::Smart, atoms);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut scored: Vec<(u32, Hit)> = Vec::new();
        let mut buffer = Vec::new();
        for (item, Item { text, .. }) in self.items.iter().enumerate() {
            let mut letters = Vec::new();
            let end = text.char_indices().nth(MAX_SEARCHED).map_or(text.len(), |(at, _)| at);
            let text = Utf32Str::new(text.split_at(end).0, &mut buffer);
            if let Some(score) = pattern.indices(text, &mut matcher, &mut letters) {
                letters.sort_unstable();
                letters.dedup();
                scored.push((score, Hit { item, letters }));
            }
        }
        if !by_words {
            scored.sort_by_key(|(score, hit)| (std::cmp::Reverse(*score), hit.item));
        }
        self.hits = scored.into_iter().map(|(_, hit)| hit).collect();
        (self.selected, self.moved) = (0, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Scheme;
    use crate::session::keymap::file;

    fn picker(kind: PickerKind, words: &[&str]) -> Picker {
        let item = |word: &&str| Item {
            text: (*word).to_owned(),
            note: String::new(),
            value: Value::Line((*word).to_owned()),
        };
        Picker::new(kind, words.iter().map(item).collect(), (0, None), "dusk")
    }

    fn check(kind: PickerKind, words: &[&str], typed: &str, expected: &[&str]) {
        let mut picker = picker(kind, words);
        picker.search(typed);
        let found: Vec<&str> = picker.hits.iter().map(|hit| picker.items[hit.item].text.as_str()).collect();
        assert_eq!(found, expected, "{typed}");
    }

    #[test]
    fn matches_letters_in_order_best_first() {
        let words = ["next-undecided", "undo", "narrower"];
        check(PickerKind::Command, &words, "und", &["undo", "next-undecided"]);
        check(PickerKind::Command, &words, "nu", &["next-undecided"]);
        check(PickerKind::Command, &words, "", &words);
        check(PickerKind::Command, &words, "zz", &[]);
    }

    #[test]
    fn matches_claims_by_words_in_the_order_of_the_text() {
        let claims = ["The harbour is open", "Open the harbour", "Close the Harbour"];
        check(PickerKind::Claim, &claims, "harbour open", &claims[..2]);
        check(PickerKind::Claim, &claims, "Harbour", &claims[2..]);
    }

    #[test]
    fn reports_which_letters_match() {
        let mut picker = picker(PickerKind::Theme, &["rose-pine"]);
        picker.search("rp");
        assert_eq!(picker.hits[0].letters, [0, 5]);
    }

    /// The selected index after each of `keys`.
    fn selected(file: &str, keys: &str) -> Vec<usize> {
        let scheme = Scheme::claims();
        let keymap = Keymap::new(&scheme, &file::parse(file, "keys.toml", &scheme).0);
        let mut picker = picker(PickerKind::Theme, &["a", "b", "c"]);
        let press = |name| {
            picker.press(Key::parse(name).unwrap(), &keymap);
            picker.selected
        };
        keys.split(' ').map(press).collect()
    }

    #[test]
    fn steps_wrap_around_and_pages_stop_at_the_ends() {
        assert_eq!(selected("", "Up Down Tab BackTab PgDn PgUp"), [2, 0, 1, 0, 2, 0]);
    }

    #[test]
    fn letters_move_among_themes_until_a_search() {
        assert_eq!(selected("", "j j k G g Space"), [1, 2, 1, 2, 0, 2]);
        assert_eq!(selected("", "о л"), [1, 0], "о and л lie on j and k");
        let keymap = Keymap::new(&Scheme::claims(), &[]);
        let mut picker = picker(PickerKind::Theme, &["jade", "mist"]);
        let mut press = |name| picker.press(Key::parse(name).unwrap(), &keymap);
        assert_eq!(
            [press("y"), press("/"), press("j"), press("k")],
            [Reply::Ignored, Reply::Typed, Reply::Typed, Reply::Typed]
        );
        assert_eq!(picker.prompt.text(), "jk");
        let mut other = self::picker(PickerKind::Label, &["jade"]);
        assert_eq!(
            other.press(Key::parse("j").unwrap(), &keymap),
            Reply::Typed,
            "other lists are typed into"
        );
    }

    #[test]
    fn rebound_keys_and_other_layouts_move() {
        assert_eq!(selected("[read]\nF2 = \"down\"\n[pick]\nF3 = \"up\"", "F2 F2 F3"), [1, 2, 1]);
        // Ctrl-т and Ctrl-з are Ctrl-n and Ctrl-p.
        assert_eq!(selected("", "Ctrl-т Ctrl-т Ctrl-з"), [1, 2, 1]);
    }
}
