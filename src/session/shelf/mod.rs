//! The shelf: a list of the articles opened together, with a preview of the selected one.

mod help;
mod layout;

pub use help::help;
pub use layout::ShelfLayout;

use super::action::Action;
use super::key::Key;
use super::keymap::{Keymap, Table};
use super::mouse::{Mouse, MouseKind};
use super::notice::Notice;
use super::prompt::{Prompt, Purpose, Reply};
use crate::reading::ArticleSummary;
use std::collections::BTreeMap;

/// Rows scrolled per wheel notch.
const NOTCH: usize = 3;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfEntry {
    /// As displayed.
    pub name: String,
    /// Summary, or the reason why the file is unreadable; `None` until the survey reaches it.
    pub survey: Option<Result<ArticleSummary, String>>,
    /// Were its claims counted by the cues alone, before the model has judged them?
    pub provisional: bool,
    /// Time of the last visit, RFC 3339 in UTC; `None` for never.
    pub last_read: Option<String>,
}

/// Progress with an article, in sort order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Unread,
    /// Opened; some claim is undecided, or the survey is not there yet or provisional.
    Begun,
    Done,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShelfOrder {
    /// In the order of the command line.
    Named,
    /// Unread, then begun, then done.
    Stage,
    /// Most undecided claims first.
    Undecided,
    /// Most undecided claims near their threshold first: those that teach most.
    Borderline,
}

/// Request to the host of the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShelfEvent {
    /// Redraw only.
    Nothing,
    /// Open the article with this index.
    Read(usize),
    Leave,
    Redraw,
    Suspend,
}

#[derive(Debug)]
pub struct Shelf {
    pub entries: Vec<ShelfEntry>,
    /// Common folder of all articles, as displayed; may be empty.
    pub folder: String,
    /// Indices of the matching entries, sorted.
    pub shown: Vec<usize>,
    /// Index in `shown`.
    pub selected: usize,
    /// First visible row, an index in `shown`.
    pub top: usize,
    /// Columns and rows.
    pub size: (u16, u16),
    pub order: ShelfOrder,
    /// The search, and whether the reader is still typing it.
    pub find: Option<(Prompt, bool)>,
    pub notice: Option<Notice>,
    /// First visible row of the help, while it is open; the painter shows the last page at most.
    pub help: Option<usize>,
}

impl ShelfEntry {
    pub const fn new(name: String, last_read: Option<String>) -> Self {
        Self { name, survey: None, provisional: false, last_read }
    }

    pub fn stage(&self) -> Stage {
        match (&self.last_read, self.undecided()) {
            (None, _) => Stage::Unread,
            (Some(_), Some(0)) if !self.provisional => Stage::Done,
            (Some(_), _) => Stage::Begun,
        }
    }

    /// `None` if unknown.
    pub fn undecided(&self) -> Option<usize> {
        self.known().map(|survey| survey.claims.saturating_sub(survey.decided + survey.skipped))
    }

    pub fn known(&self) -> Option<&ArticleSummary> {
        self.survey.as_ref()?.as_ref().ok()
    }

    pub fn title(&self) -> &str {
        self.known().and_then(|survey| survey.title.as_deref()).unwrap_or(&self.name)
    }
}

impl Shelf {
    pub fn new(entries: Vec<ShelfEntry>) -> Self {
        let shown = (0..entries.len()).collect();
        let order = ShelfOrder::Named;
        let (folder, size) = (String::new(), (80, 24));
        Self {
            entries,
            folder,
            shown,
            selected: 0,
            top: 0,
            size,
            order,
            find: None,
            notice: None,
            help: None,
        }
    }

    /// Index of the selected article in `entries`.
    pub fn current(&self) -> Option<usize> {
        self.shown.get(self.selected).copied()
    }

    pub fn layout(&self) -> ShelfLayout {
        ShelfLayout::new(self.size, self.shown.len())
    }

    /// Rows for articles.
    pub fn rows(&self) -> usize {
        usize::from(self.layout().list.height).max(1)
    }

    /// Number of surveyed articles.
    pub fn surveyed(&self) -> usize {
        self.entries.iter().filter(|entry| entry.survey.is_some()).count()
    }

    /// Indices of the entries on the screen.
    pub fn seen(&self) -> &[usize] {
        let seen = self.shown.get(self.top..).unwrap_or_default();
        seen.get(..self.rows()).unwrap_or(seen)
    }

    /// Stores the survey of one article; sorts once all are there, and again once none is provisional.
    pub fn learn(&mut self, at: usize, survey: Result<ArticleSummary, String>, provisional: bool) {
        if let Some(entry) = self.entries.get_mut(at) {
            entry.survey = Some(survey);
            entry.provisional = provisional;
        }
        // Sorting earlier would move rows under the reader's fingers.
        let is_settled = provisional || !self.entries.iter().any(|entry| entry.provisional);
        // A search takes in the titles as they come.
        if self.find.is_some() || (is_settled && self.surveyed() == self.entries.len()) {
            self.arrange();
        }
    }

    pub fn select(&mut self, at: usize) {
        if let Some(place) = self.shown.iter().position(|shown| *shown == at) {
            self.go(place);
        }
    }

    /// The next unread article after `at`, wrapping around; never `at` itself.
    pub fn next_unread(&self, at: usize) -> Option<usize> {
        let place = self.shown.iter().position(|shown| *shown == at).map_or(0, |place| place + 1);
        let after = self.shown.iter().skip(place).chain(self.shown.iter().take(place));
        let unread = |at: usize| self.entries.get(at).is_some_and(|entry| entry.stage() == Stage::Unread);
        after.copied().find(|&other| other != at && unread(other))
    }

    /// Labels of all articles but `at`, with their numbers.
    pub fn labels_beside(&self, at: usize) -> BTreeMap<String, usize> {
        let mut labels = BTreeMap::new();
        let others = self.entries.iter().enumerate().filter(|(number, _)| *number != at);
        for (label, count) in others.filter_map(|(_, entry)| entry.known()).flat_map(|known| &known.labels) {
            *labels.entry(label.clone()).or_default() += count;
        }
        labels
    }

    /// Accepted and rejected claims by cue in all articles but `at`.
    pub fn cue_records_beside(&self, at: usize) -> BTreeMap<String, (usize, usize)> {
        let mut records: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        let others = self.entries.iter().enumerate().filter(|(number, _)| *number != at);
        for (cue, (right, wrong)) in
            others.filter_map(|(_, entry)| entry.known()).flat_map(|known| &known.cues)
        {
            let record = records.entry(cue.clone()).or_default();
            *record = (record.0 + right, record.1 + wrong);
        }
        records
    }

    /// The article listed before `at`.
    pub fn before(&self, at: usize) -> Option<usize> {
        let place = self.shown.iter().position(|shown| *shown == at)?;
        self.shown.get(place.checked_sub(1)?).copied()
    }

    pub fn resize(&mut self, width: u16, height: u16) {
        self.size = (width, height);
        self.go(self.selected);
    }

    /// Do keys type a search?
    pub const fn is_typing(&self) -> bool {
        matches!(self.find, Some((_, true)))
    }

    /// Handles a key, with its meaning while reading.
    pub fn press(&mut self, key: Key, keymap: &Keymap) -> ShelfEvent {
        self.notice = None;
        if key.has_rare() && !keymap.is_bound(key) {
            return self.say(&unbound(key, keymap));
        }
        if let Some((prompt, writing @ true)) = &mut self.find {
            match prompt.press(key, keymap) {
                Reply::Open => {}
                Reply::Done => *writing = false,
                Reply::Cancelled => self.find = None,
            }
            self.arrange();
            return ShelfEvent::Nothing;
        }
        if self.help.is_some() && !self.press_help(key, keymap) {
            return ShelfEvent::Nothing;
        }
        let page = self.rows().saturating_sub(1).max(1);
        let Some(action) = keymap.action(Table::Read, key) else { return self.say(&unbound(key, keymap)) };
        match action {
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
            Action::Help => self.help = Some(0),
            Action::Redraw => return ShelfEvent::Redraw,
            Action::Suspend => return ShelfEvent::Suspend,
            _ => return self.say(&unbound(key, keymap)),
        }
        ShelfEvent::Nothing
    }

    /// Scrolls or closes the help; returns whether the key has yet to do its own work.
    fn press_help(&mut self, key: Key, keymap: &Keymap) -> bool {
        let action = keymap.action(Table::Read, key);
        let lines = help(keymap, usize::from(self.size.0.saturating_sub(4)).max(1)).len();
        let last = lines.saturating_sub(usize::from(self.size.1.saturating_sub(3)));
        let Some(top) = &mut self.help else { return true };
        let page = usize::from(self.size.1 / 2).max(1);
        let moved = match action {
            Some(Action::Down) => top.saturating_add(1),
            Some(Action::Up) => top.saturating_sub(1),
            Some(Action::PageDown | Action::Menu) => top.saturating_add(page),
            Some(Action::PageUp) => top.saturating_sub(page),
            _ => {
                self.help = None;
                let only_closes = matches!(action, None | Some(Action::Cancel | Action::Quit | Action::Help));
                return !only_closes;
            }
        };
        *top = moved.min(last);
        false
    }

    /// Handles the mouse: a click selects, a double click reads.
    pub fn point(&mut self, mouse: Mouse) -> ShelfEvent {
        let list = self.layout().list;
        let row = usize::from(mouse.y).checked_sub(usize::from(list.y));
        let place = row.filter(|row| *row < self.rows() && mouse.x < list.width).map(|row| self.top + row);
        let place = place.filter(|place| *place < self.shown.len());
        match (mouse.kind, place) {
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
            None => self.say("no unread articles left"),
        }
    }

    fn say(&mut self, text: &str) -> ShelfEvent {
        self.notice = Some(Notice::info(text));
        ShelfEvent::Nothing
    }

    fn sort(&mut self) -> ShelfEvent {
        let (order, text) = match self.order {
            ShelfOrder::Named => (ShelfOrder::Stage, "unread articles first"),
            ShelfOrder::Stage => (ShelfOrder::Undecided, "most undecided claims first"),
            ShelfOrder::Undecided => {
                (ShelfOrder::Borderline, "most useful to decide first: claims near their threshold")
            }
            ShelfOrder::Borderline => (ShelfOrder::Named, "in the order given"),
        };
        self.order = order;
        self.arrange();
        self.say(text)
    }

    /// Filters and sorts the articles; keeps the selection.
    pub fn arrange(&mut self) {
        let current = self.current();
        let words = self.find.as_ref().map(|(prompt, _)| prompt.text().to_lowercase()).unwrap_or_default();
        let fits = |entry: &ShelfEntry| {
            let text = format!("{}\n{}", entry.title(), entry.name).to_lowercase();
            words.split_whitespace().all(|word| text.contains(word))
        };
        let entries = &self.entries;
        self.shown = (0..entries.len()).filter(|at| entries.get(*at).is_some_and(fits)).collect();
        match self.order {
            ShelfOrder::Named => {}
            ShelfOrder::Stage => self.shown.sort_by_key(|at| entries.get(*at).map(ShelfEntry::stage)),
            ShelfOrder::Undecided => {
                let undecided = |at: &usize| entries.get(*at).and_then(ShelfEntry::undecided);
                self.shown.sort_by_key(|at| std::cmp::Reverse(undecided(at)));
            }
            ShelfOrder::Borderline => {
                let borderline = |at: &usize| Some(entries.get(*at)?.known()?.borderline);
                self.shown.sort_by_key(|at| std::cmp::Reverse(borderline(at)));
            }
        }
        let place = current.and_then(|at| self.shown.iter().position(|shown| *shown == at));
        self.go(place.unwrap_or(0));
    }

    /// Selects an index of `shown`, clamped to the last one, and scrolls to it.
    fn go(&mut self, place: usize) {
        let rows = self.rows();
        self.selected = place.min(self.shown.len().saturating_sub(1));
        self.top = self.top.min(self.selected).max((self.selected + 1).saturating_sub(rows));
        self.top = self.top.min(self.shown.len().saturating_sub(rows));
    }
}

/// Message for a key without a function on the shelf.
fn unbound(key: Key, keymap: &Keymap) -> String {
    let [read, quit] = [Action::Enter, Action::Quit].map(|action| keymap.key(action));
    format!("{key} does nothing here; {read} reads, {quit} leaves")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Scheme;
    use crate::session::Code;
    use crate::session::keymap::file;

    fn survey(title: &str, claims: usize, decided: usize) -> ArticleSummary {
        ArticleSummary {
            title: Some(title.to_owned()),
            words: 100,
            claims,
            decided,
            ..ArticleSummary::default()
        }
    }

    /// Four articles: begun, unread, done, unread.
    fn shelf() -> Shelf {
        let names = ["a.txt", "b.txt", "c.txt", "d.txt"];
        let read = |at: usize| at.is_multiple_of(2).then(|| "2030-01-01T00:00:00Z".to_owned());
        let entries =
            names.iter().enumerate().map(|(at, name)| ShelfEntry::new((*name).to_owned(), read(at)));
        let mut shelf = Shelf::new(entries.collect());
        shelf.learn(0, Ok(survey("The pier", 5, 2)), false);
        shelf.learn(1, Ok(survey("The lamps", 9, 0)), false);
        shelf.learn(2, Ok(survey("The ferry", 3, 3)), false);
        shelf.learn(3, Err("cannot be read".to_owned()), false);
        shelf
    }

    fn press(shelf: &mut Shelf, keys: &str) -> ShelfEvent {
        press_with(shelf, "", keys)
    }

    /// Presses `keys` under the keymap `file`.
    fn press_with(shelf: &mut Shelf, file: &str, keys: &str) -> ShelfEvent {
        let scheme = Scheme::claims();
        let keymap = Keymap::new(&scheme, &file::parse(file, "keys.toml", &scheme).0);
        let press = |key: &str| shelf.press(Key::parse(key).unwrap_or(Key::plain(Code::Esc)), &keymap);
        keys.split(' ').map(press).last().unwrap_or(ShelfEvent::Nothing)
    }

    #[test]
    fn knows_the_stage_of_every_article() {
        let stages: Vec<Stage> = shelf().entries.iter().map(ShelfEntry::stage).collect();
        assert_eq!(stages, [Stage::Begun, Stage::Unread, Stage::Done, Stage::Unread]);
    }

    #[test]
    fn provisional_counts_are_sorted_when_all_are_there_and_when_all_are_settled() {
        let mut shelf = shelf();
        shelf.order = ShelfOrder::Undecided;
        for (at, claims) in [7, 0, 2].into_iter().enumerate() {
            shelf.learn(at, Ok(survey("The pier", claims, 0)), true);
        }
        assert_eq!((shelf.shown.clone(), shelf.entries[2].stage()), (vec![0, 2, 1, 3], Stage::Begun));
        for (at, sorted) in [[0, 2, 1, 3], [0, 2, 1, 3], [2, 1, 0, 3]].into_iter().enumerate() {
            shelf.learn(at, Ok(survey("The pier", at + 1, 0)), false);
            assert_eq!(shelf.shown, sorted);
        }
        assert_eq!(shelf.seen(), [2, 1, 0, 3]);
    }

    #[test]
    fn keys_move_and_open() {
        let mut shelf = shelf();
        assert_eq!(press(&mut shelf, "j j Enter"), ShelfEvent::Read(2));
        assert_eq!(press(&mut shelf, "G j Enter"), ShelfEvent::Read(3));
        assert_eq!(press(&mut shelf, "g k Enter"), ShelfEvent::Read(0));
        assert_eq!(press(&mut shelf, "q"), ShelfEvent::Leave);
        assert_eq!(press(&mut shelf, "x"), ShelfEvent::Nothing);
        assert!(shelf.notice.as_ref().is_some_and(|notice| notice.text.contains("does nothing")));
    }

    #[test]
    fn the_next_unread_article_comes_after_the_selected_one() {
        let mut shelf = shelf();
        assert_eq!(press(&mut shelf, ")"), ShelfEvent::Read(1));
        assert_eq!((shelf.next_unread(1), shelf.next_unread(3)), (Some(3), Some(1)));
        assert_eq!((shelf.before(1), shelf.before(0)), (Some(0), None));
        for at in [1, 3] {
            shelf.entries[at].last_read = Some("2030-01-01T00:00:00Z".to_owned());
        }
        assert_eq!(press(&mut shelf, ")"), ShelfEvent::Nothing);
    }

    #[test]
    fn a_search_filters_and_a_sort_reorders() {
        let mut shelf = shelf();
        press(&mut shelf, "j s");
        assert_eq!((shelf.shown.clone(), shelf.current()), (vec![1, 3, 0, 2], Some(1)));
        press(&mut shelf, "s");
        assert_eq!(shelf.shown, [1, 0, 2, 3]);
        press(&mut shelf, "/ F e r r Enter");
        assert_eq!((shelf.shown.clone(), shelf.current()), (vec![2], Some(2)));
        press(&mut shelf, "Esc");
        assert_eq!((shelf.shown.len(), shelf.current()), (4, Some(2)));
    }

    #[test]
    fn the_selected_article_is_always_on_the_screen() {
        let entries = (0..100).map(|at| ShelfEntry::new(format!("{at}.txt"), None));
        let mut shelf = Shelf::new(entries.collect());
        for height in [3, 6, 24, 200] {
            shelf.resize(80, height);
            for keys in ["G", "PgUp", "k", "g", "PgDn", "j", "Ctrl-d", "Ctrl-u"] {
                press(&mut shelf, keys);
                assert!(
                    (shelf.top..shelf.top + shelf.rows()).contains(&shelf.selected),
                    "{keys} at {height}"
                );
                assert!(shelf.top + shelf.rows() <= 100 || shelf.top == 0);
            }
        }
    }

    #[test]
    fn the_mouse_selects_and_opens() {
        let mut shelf = shelf();
        let at = |kind, y| Mouse { kind, x: 3, y };
        assert_eq!(shelf.point(at(MouseKind::Press, 4)), ShelfEvent::Nothing);
        assert_eq!(shelf.current(), Some(2));
        assert_eq!(shelf.point(at(MouseKind::Double, 3)), ShelfEvent::Read(1));
        assert_eq!(shelf.point(at(MouseKind::Double, 19)), ShelfEvent::Nothing);
        shelf.point(at(MouseKind::WheelDown, 0));
        assert_eq!(shelf.current(), Some(3));
    }

    #[test]
    fn the_help_scrolls_closes_and_lets_other_keys_through() {
        let mut shelf = shelf();
        press(&mut shelf, "?");
        assert_eq!(shelf.help, Some(0));
        press(&mut shelf, "j");
        assert_eq!((shelf.help, shelf.selected), (Some(0), 0), "all of it is in sight");
        shelf.resize(20, 6);
        press(&mut shelf, "j j k");
        assert_eq!((shelf.help, shelf.selected), (Some(1), 0));
        for close in ["Esc", "q", "?"] {
            shelf.help = Some(0);
            assert_eq!((press(&mut shelf, close), shelf.help), (ShelfEvent::Nothing, None), "{close}");
        }
        press(&mut shelf, "?");
        assert_eq!((press(&mut shelf, "Enter"), shelf.help), (ShelfEvent::Read(0), None));
    }

    #[test]
    fn the_help_names_the_keys_in_force_and_is_never_wider_than_its_room() {
        let scheme = Scheme::claims();
        let keymap = Keymap::new(&scheme, &file::parse("[read]\nX = \"next-article\"", "k", &scheme).0);
        for cells in [196, 76, 44, 16] {
            let lines = help(&keymap, cells);
            let text: Vec<String> =
                lines.iter().map(|line| line.iter().map(|piece| piece.text.as_str()).collect()).collect();
            assert!(text.iter().any(|line| line.starts_with("X ")), "{text:?}");
            let widest = text.iter().map(|line| line.trim_end().chars().count()).max().unwrap();
            assert!(widest <= cells || cells < 30, "{widest} of {cells}: {text:?}");
        }
    }

    #[test]
    fn rebound_keys_and_other_layouts_work() {
        let file = "[read]\nX = \"down\"\nF2 = \"enter\"\nEnter = \"nop\"\n[line]\nF3 = \"confirm\"";
        let mut shelf = shelf();
        assert_eq!(press_with(&mut shelf, file, "X X F2"), ShelfEvent::Read(2));
        press_with(&mut shelf, file, "Enter");
        assert_eq!(shelf.notice.as_ref().unwrap().text, "Enter does nothing here; F2 reads, q leaves");
        press_with(&mut shelf, file, "/ F e r r F3");
        assert!(shelf.shown == [2] && matches!(shelf.find, Some((_, false))), "F3 finishes the search");
        // Cyrillic ш and ф have no function here; о and л are j and k, й is q.
        press(&mut shelf, "Esc g");
        assert_eq!(press(&mut shelf, "о о л Enter"), ShelfEvent::Read(1));
        assert_eq!(press(&mut shelf, "й"), ShelfEvent::Leave);
    }
}
