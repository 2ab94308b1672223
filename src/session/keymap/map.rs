//! The effective keymap: defaults overlaid with the user's keys, and its display.

use super::layouts::InUse;
use super::{Binding, CATEGORY_KEYS, HINTED, Table, bindings};
use crate::claim::{CategoryId, Scheme};
use crate::session::action::Action;
use crate::session::key::{Code, Key};
use std::collections::HashMap;

/// An action with its argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Meaning {
    pub action: Action,
    /// Argument of [`Action::Categorise`].
    pub category: Option<CategoryId>,
}

/// A key defined by the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebound {
    pub table: Table,
    pub key: Key,
    /// `None` disables the key.
    pub meaning: Option<Meaning>,
}

/// A row of the help with its effective keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub table: Table,
    heading: &'static str,
    pub help: &'static str,
    /// A word for the hint bar; empty to leave the row out.
    pub hint: &'static str,
    /// The user's keys come before defaults with the same meaning.
    pub keys: Vec<(Key, Meaning)>,
    /// Does the hint bar show one key for each of two actions, such as `]/[`?
    is_pair: bool,
    /// Does the row start with the keys of all categories, shown as a range?
    has_categories: bool,
}

/// Heading for keys bound outside their action's table.
const OWN_HEADING: &str = "Keys of your own";

/// The meaning of every key in every table, and the rows of the help.
#[derive(Debug, Clone)]
pub struct Keymap {
    /// `None` marks a disabled key.
    meanings: HashMap<(Table, Key), Option<Meaning>>,
    /// Those that have a key, in the order of the sections.
    pub rows: Vec<Row>,
    /// The layout of the keyboard.
    layout: InUse,
}

impl Meaning {
    pub const fn of(action: Action) -> Self {
        Self { action, category: None }
    }
}

impl Row {
    /// Keys for the help.
    pub fn keys_shown(&self) -> String {
        let digits = self.keys.iter().take_while(|(key, _)| self.has_categories && is_digit(*key)).count();
        let (digits, others) = self.keys.split_at_checked(digits).unwrap_or((&[], &self.keys));
        let range = match digits {
            [(first, _), .., (last, _)] => Some(format!("{first}-{last}")),
            [(only, _)] => Some(only.to_string()),
            [] => None,
        };
        let others = others.iter().map(|(key, _)| shown(*key));
        range.into_iter().chain(others).collect::<Vec<_>>().join(" ")
    }

    /// Does it start with a range of category keys, such as `1-4`?
    pub fn shows_range(&self) -> bool {
        self.has_categories && self.keys.first().is_some_and(|(key, _)| is_digit(*key))
    }

    /// Keys for the hint bar: the first, or one for each of a pair.
    pub fn keys_hinted(&self) -> String {
        let Some((first, meaning)) = self.keys.first() else { return String::new() };
        if self.has_categories {
            return self.keys_shown().split(' ').next().unwrap_or_default().to_owned();
        }
        let other = self.keys.iter().find(|(_, other)| other != meaning).filter(|_| self.is_pair);
        match other {
            Some((other, _)) => format!("{}/{}", shown(*first), shown(*other)),
            None => shown(*first),
        }
    }

    fn first(&self, action: Action) -> Option<Key> {
        self.keys.iter().find(|(_, meaning)| meaning.action == action).map(|(key, _)| *key)
    }
}

const fn is_digit(key: Key) -> bool {
    key.is_text() && matches!(key.code, Code::Char('0'..='9'))
}

/// A key as help and hints write it.
pub fn shown(key: Key) -> String {
    if key.code == Code::BackTab { "Shift-Tab".to_owned() } else { key.to_string() }
}

impl Keymap {
    /// The defaults for `scheme`, overlaid with `rebound`; the last of two for one key wins.
    pub fn new(scheme: &Scheme, rebound: &[Rebound]) -> Self {
        let mut meanings = HashMap::new();
        for (section, binding) in bindings() {
            for (key, meaning) in binding.meanings(scheme) {
                meanings.insert((section.table, key), Some(meaning));
            }
        }
        meanings.extend(rebound.iter().map(|own| ((own.table, own.key), own.meaning)));
        let rows = bindings().map(|(section, binding)| {
            let in_force = |(key, meaning): &(Key, Meaning)| {
                meanings.get(&(section.table, *key)) == Some(&Some(*meaning))
            };
            let keys: Vec<_> = binding.meanings(scheme).into_iter().filter(in_force).collect();
            Row {
                table: section.table,
                heading: section.heading,
                help: binding.help,
                hint: binding.hint,
                is_pair: binding.is_pair(),
                has_categories: binding.keys == CATEGORY_KEYS && keys.len() == scheme.categories.len(),
                keys,
            }
        });
        let rows = rows.collect();
        let mut keymap = Self { meanings, rows, layout: InUse::default() };
        // Each is inserted before others with the same meaning, so reversing keeps the order of the file.
        for own in rebound.iter().rev() {
            keymap.add_to_row(*own);
        }
        keymap.rows.retain(|row| !row.keys.is_empty());
        keymap
    }

    /// Learns the keyboard's layout from a key that is meant as a command.
    pub fn hear(&mut self, key: Key) {
        self.layout.hear(key);
    }

    /// Looks up `key` in `table`, then in the tables beneath. A letter of another keyboard layout without a meaning
    /// of its own falls back to the Latin letter on the same key, and a character of the digits' row of AZERTY to its
    /// digit.
    pub fn meaning(&self, table: Table, key: Key) -> Option<Meaning> {
        if table.takes_text() && key.is_text() {
            return None;
        }
        let here = |key| self.meanings.get(&(table, key)).copied();
        let latin = self.layout.latin(key);
        let own = if matches!(latin, Some((_, true))) { None } else { here(key) };
        let other = || latin.map(|(key, _)| key).or_else(|| self.layout.azerty_digit(key)).and_then(here);
        match own.or_else(other) {
            Some(meaning) => meaning,
            None => self.meaning(table.beneath()?, key),
        }
    }

    /// The meaning of a key in this table alone.
    pub(super) fn meaning_here(&self, table: Table, key: Key) -> Option<Meaning> {
        self.meanings.get(&(table, key)).copied().flatten()
    }

    /// Has the user given this key a meaning in any table?
    pub fn is_bound(&self, key: Key) -> bool {
        Table::ALL.iter().any(|table| self.meanings.get(&(*table, key)).is_some_and(Option::is_some))
    }

    pub fn action(&self, table: Table, key: Key) -> Option<Action> {
        Some(self.meaning(table, key)?.action)
    }

    /// A table's rows for the hint bar, the most important first.
    pub fn hinted(&self, table: Table) -> Vec<&Row> {
        let mut rows: Vec<&Row> =
            self.rows.iter().filter(|row| row.table == table && !row.hint.is_empty()).collect();
        let action = |row: &Row| row.keys.first().map(|(_, meaning)| meaning.action);
        let rank = |row: &Row| HINTED.iter().position(|hinted| Some(*hinted) == action(row));
        rows.sort_by_key(|row| rank(row).unwrap_or(HINTED.len()));
        rows
    }

    /// Rows by heading.
    pub fn groups(&self) -> Vec<(String, Vec<&Row>)> {
        let mut groups: Vec<(String, Vec<&Row>)> = Vec::new();
        for row in &self.rows {
            let heading = self.heading(row);
            match groups.iter_mut().find(|(known, _)| *known == heading) {
                Some((_, rows)) => rows.push(row),
                None => groups.push((heading, vec![row])),
            }
        }
        groups
    }

    /// A row's heading in the help; behind a prefix it names the prefix key.
    pub fn heading(&self, row: &Row) -> String {
        let prefix = row.table.opened_by().and_then(|action| self.first(Table::Read, action));
        prefix.map_or_else(|| row.heading.to_owned(), |key| format!("After {key}"))
    }

    /// The first key for an action in `table` or the tables beneath it, formatted.
    pub fn first(&self, table: Table, action: Action) -> Option<String> {
        self.first_key(table, |meaning| meaning.action == action).map(shown)
    }

    /// The first key with a wanted meaning in `table` or the tables beneath it.
    pub fn first_key(&self, table: Table, wanted: impl Fn(&Meaning) -> bool) -> Option<Key> {
        let tables = std::iter::successors(Some(table), |table| table.beneath());
        let rows = tables.flat_map(|table| self.rows.iter().filter(move |row| row.table == table));
        let mut keys = rows.flat_map(|row| &row.keys).filter(|(_, meaning)| wanted(meaning));
        // A key of a lower table may be redefined above.
        keys.find(|(key, meaning)| self.meaning(table, *key) == Some(*meaning)).map(|(key, _)| *key)
    }

    /// How messages refer to an action: its first key while reading, such as `u`; a prefix and a key, such as `f a`;
    /// its key in the only mode that has it; or its command, such as `:theme`.
    pub fn key(&self, action: Action) -> String {
        let behind_prefix = |table: &Table| {
            let prefix = self.first(Table::Read, table.opened_by()?)?;
            Some(format!("{prefix} {}", self.first(*table, action)?))
        };
        let lasts = |table: &&Table| table.opened_by().is_none();
        // Keys of other modes do not work while reading.
        let works_while_reading = bindings()
            .any(|(section, binding)| section.table == Table::Read && binding.actions.contains(&action));
        let elsewhere = || Table::ALL.iter().filter(lasts).find_map(|table| self.first(*table, action));
        self.first(Table::Read, action)
            .or_else(|| Table::ALL.iter().find_map(behind_prefix))
            .or_else(|| elsewhere().filter(|_| !works_while_reading))
            .unwrap_or_else(|| {
                let line = self.first(Table::Read, Action::CommandLine).unwrap_or_default();
                format!("{line}{}", action.name())
            })
    }

    /// For example `1-4`.
    pub fn category_keys(&self, table: Table) -> String {
        let mut rows = self.rows.iter().filter(|row| row.table == table);
        let row = rows.find(|row| row.first(Action::Categorise).is_some());
        row.map_or_else(|| Action::Categorise.name().to_owned(), Row::keys_hinted)
    }

    /// Keys that assign this category while reading, the user's first.
    pub fn of_category(&self, category: CategoryId) -> Vec<String> {
        let rows = self.rows.iter().filter(|row| row.table == Table::Read);
        let keys = rows.flat_map(|row| &row.keys);
        keys.filter(|(_, meaning)| meaning.category == Some(category)).map(|(key, _)| shown(*key)).collect()
    }

    /// Does a key of `table` have this meaning?
    pub(super) fn reaches(&self, table: Table, meaning: Meaning) -> bool {
        self.meanings.iter().any(|((at, _), found)| *at == table && *found == Some(meaning))
    }

    /// The table that `key` opens for one key press, if it is a prefix.
    pub(super) fn opened_by(&self, table: Table, key: Key) -> Option<Table> {
        let action = self.action(table, key)?;
        Table::ALL.into_iter().find(|table| table.opened_by() == Some(action))
    }

    /// Inserts a user's key into the row of its meaning, or adds a row.
    fn add_to_row(&mut self, own: Rebound) {
        let Some(meaning) = own.meaning else { return };
        let is_shown = |row: &Row| row.table == own.table && row.keys.contains(&(own.key, meaning));
        let in_force = self.meanings.get(&(own.table, own.key)) == Some(&Some(meaning));
        if !in_force || self.rows.iter().any(is_shown) {
            return;
        }
        let does_it = |binding: &Binding| binding.actions.contains(&meaning.action);
        let at = bindings().position(|(section, binding)| section.table == own.table && does_it(binding));
        if let Some(row) = at.and_then(|at| self.rows.get_mut(at)) {
            let place = if row.has_categories {
                // The category keys stay together, so that they can be shown as a range.
                row.keys.iter().position(|(key, _)| !is_digit(*key))
            } else {
                row.keys.iter().position(|(_, known)| *known == meaning)
            };
            row.keys.insert(place.unwrap_or(row.keys.len()), (own.key, meaning));
        } else if let Some((_, binding)) = bindings().find(|(_, binding)| does_it(binding)) {
            self.rows.push(Row {
                table: own.table,
                heading: OWN_HEADING,
                help: binding.help,
                hint: "",
                is_pair: false,
                has_categories: false,
                keys: vec![(own.key, meaning)],
            });
        }
    }
}

impl Binding {
    fn meanings(&self, scheme: &Scheme) -> Vec<(Key, Meaning)> {
        if self.keys == CATEGORY_KEYS {
            let keys = scheme.categories.iter().map(|category| Key::plain(Code::Char(category.key)));
            let meanings =
                (0..).map(|at| Meaning { action: Action::Categorise, category: Some(CategoryId(at)) });
            return keys.zip(meanings).collect();
        }
        let keys = self.keys.split(' ').filter_map(Key::parse);
        keys.zip(self.actions.iter().cycle()).map(|(key, &action)| (key, Meaning::of(action))).collect()
    }

    /// Does it have two actions on two keys short enough to show both?
    fn is_pair(&self) -> bool {
        let mut keys = self.keys.split(' ').map(|key| key.chars().count() == 1);
        self.actions.len() > 1 && keys.next() == Some(true) && keys.next() == Some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Action as A;
    use Table::{Filter, Read};

    fn key(name: &str) -> Key {
        Key::parse(name).unwrap_or_else(|| panic!("{name} is no key"))
    }

    fn own(table: Table, name: &str, action: Option<Action>) -> Rebound {
        Rebound { table, key: key(name), meaning: action.map(Meaning::of) }
    }

    fn keymap(rebound: &[Rebound]) -> Keymap {
        Keymap::new(&Scheme::claims(), rebound)
    }

    fn action(keymap: &Keymap, name: &str) -> Option<Action> {
        keymap.meaning(Read, key(name)).map(|meaning| meaning.action)
    }

    fn row(keymap: &Keymap, action: Action) -> Row {
        let holds = |row: &&Row| row.keys.iter().any(|(_, meaning)| meaning.action == action);
        keymap.rows.iter().find(holds).unwrap_or_else(|| panic!("{action:?} has no row")).clone()
    }

    #[test]
    fn the_keys_of_a_row_take_its_actions_in_turn() {
        let keymap = keymap(&[]);
        let check = |name: &str, expected| assert_eq!(action(&keymap, name), expected, "{name}");
        check("]", Some(A::NextMark));
        check("[", Some(A::PreviousMark));
        check("PgUp", Some(A::PageUp));
        check("Ctrl-f", Some(A::PageDown));
        check("1", Some(A::Categorise));
        check("9", None);
        check("Alt-j", None);
        assert_eq!(keymap.meaning(Read, key("2")).unwrap().category, Some(CategoryId(1)));
    }

    #[test]
    fn own_keys_are_shown_first_and_the_defaults_stay() {
        let keymap = keymap(&[own(Read, "Ctrl-n", Some(A::NextMark)), own(Read, "j", Some(A::Top))]);
        assert_eq!(action(&keymap, "Ctrl-n"), Some(A::NextMark));
        assert_eq!(action(&keymap, "]"), Some(A::NextMark));
        let marks = row(&keymap, A::NextMark);
        assert_eq!((marks.keys_shown().as_str(), marks.keys_hinted().as_str()), ("Ctrl-n ] [", "Ctrl-n/["));
        let both = self::keymap(&[
            own(Read, "Ctrl-p", Some(A::PreviousMark)),
            own(Read, "Ctrl-n", Some(A::NextMark)),
            own(Read, "z", Some(A::NextMark)),
        ]);
        let marks = row(&both, A::NextMark);
        assert_eq!(
            (marks.keys_shown().as_str(), marks.keys_hinted().as_str()),
            ("Ctrl-n z ] Ctrl-p [", "Ctrl-n/Ctrl-p")
        );
        assert_eq!(row(&keymap, A::Down).keys_shown(), "k Down Up");
        assert_eq!(row(&keymap, A::Top).keys_shown(), "j g G Home End");
        assert_eq!(keymap.first(Read, A::Top).as_deref(), Some("j"));
        assert_eq!([A::Top, A::OtherEnd].map(|action| keymap.key(action)), ["j", "o"]);
    }

    #[test]
    fn a_key_that_does_nothing_is_not_shown() {
        let keymap = keymap(&[own(Read, "C", None), own(Read, "q", None)]);
        assert_eq!(action(&keymap, "C"), None);
        assert_eq!(keymap.key(A::Categories), ":categories");
        assert!(
            keymap.rows.iter().all(|row| row.keys.iter().all(|(_, found)| found.action != A::Categories))
        );
        assert_eq!(row(&keymap, A::Quit).keys_shown(), "Ctrl-c");
        // Its equivalent on another keyboard is disabled as well.
        assert_eq!(action(&keymap, "й"), None);
    }

    #[test]
    fn a_bound_letter_of_another_layout_keeps_its_meaning() {
        let own = [own(Read, "о", Some(A::Bottom))];
        let found: Vec<_> = [&[][..], &own].map(|own| action(&keymap(own), "о")).into();
        assert_eq!(found, [Some(A::Down), Some(A::Bottom)]);
        assert_eq!(action(&keymap(&[]), "Ctrl-в"), Some(A::HalfPageDown));
    }

    #[test]
    fn category_keys_are_shown_as_a_range() {
        let plain = keymap(&[]);
        assert_eq!(row(&plain, A::Categorise).keys_shown(), "1-4");
        assert_eq!(plain.of_category(CategoryId(2)), ["3"]);
        let meaning = Some(Meaning { action: A::Categorise, category: Some(CategoryId(2)) });
        let more = keymap(&[Rebound { table: Read, key: key("p"), meaning }]);
        let shown = row(&more, A::Categorise);
        assert_eq!((shown.keys_shown().as_str(), shown.keys_hinted().as_str()), ("1-4 p", "1-4"));
        assert_eq!(more.of_category(CategoryId(2)), ["3", "p"]);
        let fewer = keymap(&[own(Read, "2", None)]);
        assert_eq!(row(&fewer, A::Categorise).keys_shown(), "1 3 4");
    }

    #[test]
    fn a_key_bound_outside_its_table_gets_a_row_of_its_own() {
        let keymap = keymap(&[own(Read, "U", Some(A::ShowUndecided))]);
        let found = keymap.rows.iter().find(|row| row.heading == OWN_HEADING).unwrap();
        assert_eq!((found.keys_shown().as_str(), found.help), ("U", "only undecided claims"));
        assert_eq!(keymap.opened_by(Read, key("f")), Some(Filter));
        assert_eq!(keymap.opened_by(Read, key("j")), None);
    }

    #[test]
    fn the_heading_behind_a_prefix_names_its_key() {
        let heading = |rebound: &[Rebound]| {
            let keymap = keymap(rebound);
            let row = keymap.rows.iter().find(|row| row.table == Filter).unwrap();
            keymap.heading(row)
        };
        assert_eq!(heading(&[]), "After f");
        assert_eq!(heading(&[own(Read, "F", Some(A::Filter))]), "After F");
    }

    #[test]
    fn a_key_without_a_meaning_here_has_that_of_the_table_beneath() {
        let keymap = keymap(&[own(Read, "F2", Some(A::Cancel)), own(Read, "n", Some(A::Down))]);
        let check = |table, name: &str, expected| {
            assert_eq!(keymap.action(table, key(name)), expected, "{name} in {table:?}");
        };
        check(Table::Compare, "a", Some(A::TakeA));
        check(Table::Compare, "x", Some(A::Reject));
        check(Table::Confirm, "F2", Some(A::Cancel));
        check(Table::Confirm, "n", Some(A::Cancel));
        check(Table::Confirm, "т", Some(A::Cancel));
        check(Table::Confirm, "j", Some(A::Down));
        check(Table::Line, "n", None);
        check(Table::Line, "т", None);
        check(Table::Line, "Ctrl-с", Some(A::Cancel));
        check(Table::Pick, "Enter", Some(A::Confirm));
        check(Table::Pick, "PgDn", Some(A::PageDown));
        assert_eq!(keymap.first(Table::Confirm, A::Down).as_deref(), Some("j"));
        assert_eq!(keymap.first(Table::Line, A::Down).as_deref(), Some("Down"));
    }

    #[test]
    fn a_message_names_the_shortest_way_to_an_action() {
        let plain = keymap(&[]);
        let ways = [A::Undo, A::ShowAll, A::OtherEnd, A::Discard].map(|action| plain.key(action));
        assert_eq!(ways, ["u", "f a", "o", "d"]);
        assert_eq!(keymap(&[own(Read, "U", Some(A::ShowAll))]).key(A::ShowAll), "U");
        assert_eq!(keymap(&[own(Read, "f", None), own(Read, "F", Some(A::Filter))]).key(A::ShowAll), "F a");
        assert_eq!(keymap(&[own(Read, "f", None)]).key(A::ShowAll), ":show-all");
        assert_eq!(plain.category_keys(Read), "1-4");
    }
}
