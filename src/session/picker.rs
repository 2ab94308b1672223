//! Choosing one of many by typing a few of its letters.

use super::key::{Code, Key};
use super::layout::{Area, Layout};
use super::prompt::{Answer, Prompt, Purpose};
use crate::reading::Filter;
use crate::text::Span;
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// Items looked through at most: beyond it, those nearest to where the reader is.
pub(super) const MOST_ITEMS: usize = 5000;
/// Letters of an item that are looked at.
const LETTERS: usize = 300;

/// What is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PickerKind {
    /// A command, with its words.
    Command,
    /// A claim, by its words.
    Claim,
    /// A theme.
    Theme,
    /// A link of the article.
    Link,
    /// A label, to list only what has it.
    Label,
    /// A speaker, to list only what they say.
    Speaker,
    /// A heading of the article.
    Heading,
}

/// What an item stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A word that completes the command line.
    Word(String),
    /// A theme's name.
    Theme(String),
    /// A mark, by its index.
    Mark(usize),
    /// A place in the text, and the address it links to.
    Link(Span, String),
    /// A place in the text.
    Place(u32),
    /// What is listed.
    Filter(Filter),
}

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What is shown, and searched.
    pub text: String,
    /// What is shown behind it, dim.
    pub note: String,
    /// What it stands for.
    pub value: Value,
}

/// An item that was found, with the letters that were typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Its number among the items.
    pub item: usize,
    /// The characters of its text that were typed, in order, counted from 0.
    pub letters: Vec<u32>,
}

/// Choosing: what was typed, and what fits.
#[derive(Debug)]
pub struct Picker {
    /// What is chosen.
    pub choice: PickerKind,
    /// What is typed.
    pub prompt: Prompt,
    /// Everything that there is to choose from.
    pub items: Vec<Item>,
    /// What fits what was typed, the best first.
    pub hits: Vec<Hit>,
    /// Number of the hit that is selected.
    pub selected: usize,
    /// Whether the reader has moved to a hit, so that it is meant and not what was typed.
    pub moved: bool,
    /// The first byte of the page and the current mark when it was opened: what giving up comes back to.
    pub origin: (u32, Option<usize>),
    /// The theme when it was opened.
    pub theme: String,
}

/// What a key did to a picker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Picked {
    /// Another item may be selected.
    Moved,
    /// Something else was typed.
    Typed,
    /// The selected item is to be written into the line.
    Completed,
    /// It is chosen.
    Done,
    /// It was given up.
    Cancelled,
}

/// Rows that the items take at most.
const MOST_ROWS: u16 = 12;

impl Picker {
    /// Where the items are on a screen of this layout, right above the row that is typed.
    pub fn area(&self, layout: &Layout) -> Area {
        let screen = layout.screen;
        // Of a theme as much of the screen is to be seen as can be.
        let most = if self.choice == PickerKind::Theme { screen.height / 3 } else { MOST_ROWS };
        let room = screen.height.saturating_sub(3).min(most);
        let rows = (self.hits.len() as u16).clamp(1, room.max(1));
        Area { x: 0, y: screen.height.saturating_sub(1 + rows), width: layout.text.width, height: rows }
    }

    /// The number of the first hit that is seen in so many rows.
    pub fn top(&self, rows: u16) -> usize {
        let last = self.hits.len().saturating_sub(usize::from(rows));
        self.selected.saturating_sub(usize::from(rows / 2)).min(last)
    }

    /// Selects the hit in row `row` of the area, if there is one there.
    pub(super) fn select_row(&mut self, row: u16, rows: u16) -> bool {
        let number = self.top(rows) + usize::from(row);
        let there = number < self.hits.len();
        if there {
            (self.selected, self.moved) = (number, true);
        }
        there
    }

    /// Selects the hit `by` further on, without going round.
    pub(super) fn select_by(&mut self, by: i32) {
        let last = self.hits.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by as isize).min(last);
        self.moved = true;
    }

    /// The item that is selected.
    pub fn item(&self) -> Option<&Item> {
        self.items.get(self.hits.get(self.selected)?.item)
    }

    /// Takes in a key.
    pub(super) fn press(&mut self, key: Key) -> Picked {
        let last = self.hits.len().saturating_sub(1);
        let round = |by: isize| match (self.selected, by) {
            (0, -1) => last,
            (at, 1) if at >= last => 0,
            (at, by) => at.saturating_add_signed(by).min(last),
        };
        let to = match (key.code, key.ctrl) {
            (Code::Tab, _) if self.choice == PickerKind::Command => return Picked::Completed,
            (Code::Down | Code::Tab, _) | (Code::Char('n' | 'j'), true) => Some(round(1)),
            (Code::Up | Code::BackTab, _) | (Code::Char('p' | 'k'), true) => Some(round(-1)),
            (Code::PageDown, _) => Some(round(8)),
            (Code::PageUp, _) => Some(round(-8)),
            _ => None,
        };
        if let Some(to) = to {
            (self.selected, self.moved) = (to, true);
            return Picked::Moved;
        }
        // An empty command line is left the way it was opened: by going back over its colon.
        if key.code == Code::Backspace && self.choice == PickerKind::Command && self.prompt.text().is_empty()
        {
            return Picked::Cancelled;
        }
        match self.prompt.press(key) {
            Answer::Done => Picked::Done,
            Answer::Cancelled => Picked::Cancelled,
            Answer::Open => Picked::Typed,
        }
    }

    /// Works out what fits `typed`.
    ///
    /// Claims and links are found by words that stand in them, everything else by letters in order; a
    /// capital finds only itself.
    pub(super) fn look_for(&mut self, typed: &str) {
        let by_words = matches!(self.choice, PickerKind::Claim | PickerKind::Link);
        let kind = if by_words { AtomKind::Substring } else { AtomKind::Fuzzy };
        let pattern = Pattern::new(typed, CaseMatching::Smart, Normalization::Smart, kind);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut found: Vec<(u32, Hit)> = Vec::new();
        let mut buffer = Vec::new();
        for (item, candidate) in self.items.iter().enumerate() {
            let mut letters = Vec::new();
            let end = candidate.text.char_indices().nth(LETTERS).map_or(candidate.text.len(), |(at, _)| at);
            let text = Utf32Str::new(candidate.text.get(..end).unwrap_or_default(), &mut buffer);
            if let Some(score) = pattern.indices(text, &mut matcher, &mut letters) {
                letters.sort_unstable();
                letters.dedup();
                found.push((score, Hit { item, letters }));
            }
        }
        // What stands in the text stays in its order.
        if !by_words {
            found.sort_by_key(|(score, hit)| (std::cmp::Reverse(*score), hit.item));
        }
        self.hits = found.into_iter().map(|(_, hit)| hit).collect();
        (self.selected, self.moved) = (0, false);
    }
}

/// A picker for `choice` among `items`.
pub(super) fn open(
    choice: PickerKind,
    items: Vec<Item>,
    origin: (u32, Option<usize>),
    theme: &str,
) -> Picker {
    let prompt = Prompt::new(Purpose::Pick(choice), String::new());
    let theme = theme.to_owned();
    let mut picker =
        Picker { choice, prompt, items, hits: Vec::new(), selected: 0, moved: false, origin, theme };
    picker.look_for("");
    picker
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picker(choice: PickerKind, words: &[&str]) -> Picker {
        let item = |word: &&str| Item {
            text: (*word).to_owned(),
            note: String::new(),
            value: Value::Word((*word).to_owned()),
        };
        open(choice, words.iter().map(item).collect(), (0, None), "dusk")
    }

    fn check(choice: PickerKind, words: &[&str], typed: &str, expected: &[&str]) {
        let mut picker = picker(choice, words);
        picker.look_for(typed);
        let found: Vec<&str> = picker.hits.iter().map(|hit| picker.items[hit.item].text.as_str()).collect();
        assert_eq!(found, expected, "{typed}");
    }

    #[test]
    fn finds_by_letters_in_order_the_best_first() {
        let words = ["next-undecided", "undo", "narrower"];
        check(PickerKind::Command, &words, "und", &["undo", "next-undecided"]);
        check(PickerKind::Command, &words, "nu", &["next-undecided"]);
        check(PickerKind::Command, &words, "", &words);
        check(PickerKind::Command, &words, "zz", &[]);
    }

    #[test]
    fn finds_claims_by_words_in_the_order_of_the_text() {
        let claims = ["The harbour is open", "Open the harbour", "Close the Harbour"];
        check(PickerKind::Claim, &claims, "harbour open", &claims[..2]);
        check(PickerKind::Claim, &claims, "Harbour", &claims[2..]);
    }

    #[test]
    fn says_which_letters_were_typed() {
        let mut picker = picker(PickerKind::Theme, &["rose-pine"]);
        picker.look_for("rp");
        assert_eq!(picker.hits[0].letters, [0, 5]);
    }

    #[test]
    fn goes_round_at_either_end() {
        let mut picker = picker(PickerKind::Theme, &["a", "b", "c"]);
        let mut at = |key: &str| {
            picker.press(Key::parse(key).unwrap());
            picker.selected
        };
        assert_eq!(
            [at("Up"), at("Down"), at("Tab"), at("BackTab"), at("PgDn"), at("PgUp")],
            [2, 0, 1, 0, 2, 0]
        );
    }
}
