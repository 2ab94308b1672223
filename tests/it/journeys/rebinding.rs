//! Rebound keys and other keyboard layouts in every mode, and the keys that texts name.

use super::{BEFORE, Journey};
use crate::support::{PIER, scheme};
use purport::session::keymap::{CATEGORY_KEYS, Meaning, Rebound, Table, bindings, file};
use purport::session::{Action, Code, Key, Mode, Msg, Popup, Settings};
use purport::theme::{ColorDepth, Theme};
use purport::ui::draw;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::collections::BTreeSet;

fn with(text: &str) -> Journey {
    let (rebound, warnings) = file::parse(text, "keys.toml", &scheme());
    assert_eq!(warnings, [], "in {text:?}");
    Journey::with_keys(rebound)
}

/// Presses `keys` under the keymap `file`, and compares the marks.
fn check(file: &str, keys: &str, after: &str) -> Journey {
    let mut journey = with(file);
    journey.is(BEFORE).keys(keys).is(after);
    journey
}

#[test]
fn a_bulk_decision_is_confirmed_and_cancelled() {
    const ALL: &str = ">P✓ O✓ DP✓ O✓ P✓ D✓ O✓";
    // A, y and n lie on Ф, н and т.
    check("", "Ф н", ALL);
    check("", "Ф о л т", BEFORE).says("nothing was decided");
    let file = "[confirm]\ny = \"nop\"\no = \"confirm\"\n[read]\nF2 = \"cancel\"\nX = \"down\"";
    check(file, "A y", BEFORE);
    check(file, "A o", ALL);
    check(file, "A X F2", BEFORE).says("nothing was decided");
}

#[test]
fn the_question_on_leaving_is_answered() {
    let leave = |file: &str, keys: &str| {
        let mut journey = with(file);
        journey.keys("a q").tell(Msg::Failed { revision: 1, message: "the disk is full".to_owned() });
        assert!(matches!(journey.model.mode, Mode::Leaving));
        journey.keys(keys);
        journey
    };
    let quits = |journey: &Journey| journey.asked(&purport::session::Effect::Quit);
    assert!(quits(&leave("", "в")), "в lies on d");
    let file = "[leave]\nd = \"nop\"\nx = \"discard\"\n[read]\nF2 = \"cancel\"";
    assert!(!quits(&leave(file, "d")) && quits(&leave(file, "x")));
    assert!(matches!(leave(file, "F2").model.mode, Mode::Read));
}

#[test]
fn lists_and_lines_are_finished_and_cancelled() {
    let file = "[read]\nF2 = \"cancel\"\nF3 = \"down\"\n[line]\nF4 = \"confirm\"";
    check(file, "p F3 F4", "P· >O· DP· O· P· D· O·");
    check(file, "p F3 F2", BEFORE);
    check("", "p Ctrl-т Ctrl-т Enter", "P· O· >DP· O· P· D· O·");
    let mut journey = check(file, "e 'hm' F4", BEFORE);
    assert_eq!(journey.tag().note, "hm");
    journey.keys("e 'no' F2");
    assert_eq!(journey.tag().note, "hm");
    journey.keys("e 'no' Ctrl-с");
    assert_eq!(journey.tag().note, "hm", "Ctrl-с is Ctrl-c");
}

#[test]
fn windows_scroll_and_close() {
    let top = |journey: &Journey| match journey.model.mode {
        Mode::Popup(Popup { top, .. }) => Some(top),
        _ => None,
    };
    let mut journey = with("[read]\nF2 = \"cancel\"\nF3 = \"down\"");
    journey.tell(Msg::Resized(60, 14));
    assert_eq!(top(journey.keys("? F3 о о л")), Some(2), "о and л lie on j and k");
    assert_eq!(top(journey.keys("/ 'x' F2")), Some(0), "the filter ends");
    assert_eq!(top(journey.keys("F2")), None);
}

#[test]
fn bookmarks_are_found_on_every_layout() {
    let at = |journey: &Journey| journey.model.nav.view.anchor;
    let text = "One paragraph.\n\n".repeat(200);
    let mut journey = Journey::open(&text, Vec::new(), (80, 24));
    journey.keys("PgDn m a");
    let marked = at(&journey);
    // э lies on the key of ', ф on that of a; ь on that of m.
    journey.keys("G э ф");
    assert_eq!(at(&journey), marked);
    journey.keys("э э");
    assert_ne!(at(&journey), marked);
    journey.keys("ь ф g Quote a");
    assert_eq!(at(&journey), marked, "a bookmark with the letter itself comes first");
    journey.keys("Quote ф");
    assert_ne!(at(&journey), marked);
    let mut journey = with("[read]\nF5 = \"go-to-bookmark\"\nF6 = \"set-mark\"");
    journey.keys("F6 q").says("bookmark q set; F5 q returns here");
    journey.keys("F5 q F5 F5 F5 z").says("no bookmark z; there are q");
}

/// A keymap that shares no key with the defaults.
struct Foreign {
    keys: Vec<Rebound>,
}

impl Foreign {
    fn new() -> Self {
        let mut keys: Vec<Rebound> = Vec::new();
        let mut letters = ('\u{4e00}'..).filter(|char| char.is_alphabetic());
        for (section, binding) in bindings() {
            let table = section.table;
            let mut bind = |name: &str, meaning: Meaning| {
                let code = Code::Char(letters.next().unwrap());
                let key = Key { alt: matches!(table, Table::Line | Table::Pick), ..Key::plain(code) };
                keys.push(Rebound { table, key: Key::parse(name).unwrap(), meaning: None });
                keys.push(Rebound { table, key, meaning: Some(meaning) });
            };
            if binding.keys == CATEGORY_KEYS {
                for (index, category) in scheme().categories.iter().enumerate() {
                    let category_id = Some(purport::claim::CategoryId(index as u8));
                    let meaning = Meaning { action: Action::Categorise, category: category_id };
                    bind(&category.key.to_string(), meaning);
                }
                continue;
            }
            for (name, &action) in binding.keys.split(' ').zip(binding.actions.iter().cycle()) {
                bind(name, Meaning::of(action));
            }
        }
        Self { keys }
    }

    fn key(&self, table: Table, action: Action) -> Key {
        let does_it =
            |own: &&Rebound| own.table == table && own.meaning.is_some_and(|own| own.action == action);
        self.keys.iter().find(does_it).unwrap_or_else(|| panic!("{action:?} in {table:?}")).key
    }
}

/// A walk through the program under a foreign keymap, which checks every text on the way.
struct Walk {
    keymap: Foreign,
    journey: Journey,
    /// The names of the default keys, apart from those that are English words or signs of the screen.
    defaults: BTreeSet<String>,
}

impl Walk {
    fn new(text: &str, settings: Settings) -> Self {
        let keymap = Foreign::new();
        let settings = Settings { keys: keymap.keys.clone(), ..settings };
        let journey = Journey::of(&super::document(text), settings, Vec::new(), (110, 40));
        let names = bindings().flat_map(|(_, binding)| binding.keys.split(' '));
        let words = ["a", "A", "B", "O", "P", "/", ":", "0", "%", "-", "1-9"];
        let defaults = names.filter(|name| !words.contains(name)).map(str::to_owned);
        let defaults = defaults.chain(["1-3".to_owned(), "1–3".to_owned(), "Shift-Tab".to_owned()]).collect();
        Self { keymap, journey, defaults }
    }

    fn press(&mut self, table: Table, action: Action) -> &mut Self {
        let key = self.keymap.key(table, action);
        self.journey.press(key);
        self.check(&format!("{action:?}"));
        self
    }

    fn tell(&mut self, msg: Msg) -> &mut Self {
        let after = format!("{msg:?}");
        self.journey.tell(msg);
        self.check(&after);
        self
    }

    fn command(&mut self, line: &str) -> &mut Self {
        self.press(Table::Read, Action::CommandLine).write(line).press(Table::Line, Action::Confirm)
    }

    fn write(&mut self, text: &str) -> &mut Self {
        text.chars().for_each(|char| self.journey.press(Key::plain(Code::Char(char))));
        self.check(text);
        self
    }

    /// Fails if the screen or the notice names a default key.
    fn check(&self, after: &str) {
        let theme = Theme::built_in("mono", ColorDepth::Mono).unwrap();
        let mut terminal = Terminal::new(TestBackend::new(110, 40)).unwrap();
        terminal.draw(|frame| draw(frame, &self.journey.model, &theme)).unwrap();
        let screen = terminal.backend().to_string();
        let notice = self.journey.notice().to_owned();
        // Signs and units on the screen, but never in a notice.
        let signs = ["+", "?", "<", ">", "s"];
        for line in screen.lines().chain([notice.as_str()]) {
            // A window cuts the words that its border touches.
            let whole = line.split([' ', '"']).filter(|token| !token.contains('│'));
            for token in whole.flat_map(|token| token.split(['▌', '·'])) {
                let bare = token.trim_end_matches([',', ';', '.', ')']);
                let is_sign = line != notice && signs.contains(&token);
                let named =
                    [token, bare].into_iter().find(|token| !is_sign && self.defaults.contains(*token));
                assert_eq!(named, None, "after {after} the text names a default key: {line}");
            }
        }
    }

    /// Back to reading, whatever is open.
    fn back(&mut self) {
        let tables = [Table::Read, Table::Line, Table::Confirm, Table::Leave, Table::Select, Table::Filter];
        // A popup may lie over a selection.
        for table in tables.into_iter().chain(tables) {
            if !matches!(self.journey.model.mode, Mode::Read) {
                self.press(table, Action::Cancel);
            }
        }
        for (table, mode) in [(Table::Also, "Also"), (Table::Sort, "Sort")] {
            if format!("{:?}", self.journey.model.mode) == mode {
                self.press(table, Action::Cancel);
            }
        }
        assert!(matches!(self.journey.model.mode, Mode::Read), "{:?}", self.journey.model.mode);
    }

    /// Performs every action of reading, of a selection and behind each prefix.
    fn all_actions(&mut self) {
        for &action in Action::ALL {
            let has = |table| {
                bindings().any(|(section, row)| section.table == table && row.actions.contains(&action))
            };
            if has(Table::Read) {
                self.press(Table::Read, action).back();
            }
            if has(Table::Select) {
                self.press(Table::Read, Action::Select);
                if matches!(self.journey.model.mode, Mode::Select(_)) {
                    self.press(Table::Select, action);
                }
                self.back();
            }
            for table in Table::ALL.into_iter().filter(|table| has(*table)) {
                if let Some(prefix) = table.opened_by() {
                    self.press(Table::Read, prefix).tell(Msg::Elapsed);
                    self.press(table, action).back();
                }
            }
        }
    }
}

#[test]
fn no_text_names_a_key_that_is_not_bound() {
    let mut walk = Walk::new(PIER, Settings::default());
    walk.all_actions();
    walk.press(Table::Read, Action::Find).back();
    // The footers of popups.
    walk.press(Table::Read, Action::Help).press(Table::Read, Action::Find);
    walk.press(Table::Line, Action::Confirm).press(Table::Read, Action::Find).write("claim");
    walk.press(Table::Line, Action::Confirm).press(Table::Read, Action::Cancel).back();
    walk.press(Table::Read, Action::Enter).press(Table::Read, Action::Cues);
    for action in [Action::Down, Action::Up, Action::PageDown, Action::NextMark] {
        walk.press(Table::Read, action);
    }
    walk.back();
    walk.press(Table::Read, Action::Filter).press(Table::Filter, Action::ShowAll);
    walk.press(Table::Read, Action::Accept);
    for line in [
        "zzz",
        "goto 999",
        "claim 999",
        "sort score",
        "sort zzz",
        "set",
        "set list=1",
        "set zzz",
        "theme zzz",
        "filter zzz",
        "filter promise",
        "export",
        "export zzz",
        "messages",
        "quit!",
        "show-lost",
        "blind",
        "accept",
        "blind",
        "accept over .999",
        "accept all",
    ] {
        walk.command(line);
        // A command that waits for more is only written out.
        walk.back();
    }
    let mut walk = Walk::new(PIER, Settings::default());
    walk.press(Table::Read, Action::AcceptAll);
    assert!(matches!(walk.journey.model.mode, Mode::Confirm(_)));
    walk.press(Table::Confirm, Action::Confirm);
    walk.journey.says("accepted 7 claims");
    let conflict = Msg::Merged { before: Vec::new(), after: Vec::new(), conflicts: 1 };
    walk.tell(conflict).press(Table::Read, Action::Quit);
    walk.tell(Msg::Failed { revision: 9, message: "the disk is full".to_owned() });
    assert!(matches!(walk.journey.model.mode, Mode::Leaving));
    walk.back();
}

#[test]
fn no_text_of_an_empty_or_read_only_article_names_a_key_that_is_not_bound() {
    Walk::new("Nothing here.", Settings::default()).all_actions();
    let read_only = Settings { read_only: Some("another program has it".to_owned()), ..Settings::default() };
    Walk::new(PIER, read_only).all_actions();
    Walk::new(PIER, Settings { blind: true, ..Settings::default() }).all_actions();
    Walk::new(PIER, Settings { lesson: true, ..Settings::default() }).all_actions();
}
