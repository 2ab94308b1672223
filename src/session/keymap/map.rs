//! The keys as they hold in this run: the table of defaults with the reader's own laid over it.

use super::letters::latin;
use super::shown::{Row, is_digit, shown};
use super::{BINDINGS, Binding, CATEGORY_KEYS, HINTED, Table};
use crate::claim::{CategoryId, Scheme};
use crate::session::action::Action;
use crate::session::key::{Code, Key};
use std::collections::HashMap;

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Meaning {
    /// What is done.
    pub action: Action,
    /// The category that it is done with, for [`Action::Categorise`].
    pub category: Option<CategoryId>,
}

/// A key of the reader's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebound {
    /// Where it holds.
    pub table: Table,
    /// The key.
    pub key: Key,
    /// What it does; nothing for a key that is to do nothing.
    pub meaning: Option<Meaning>,
}

/// The heading in the help for what stands under no other.
pub const OWN_GROUP: &str = "Keys of your own";

/// What every key does in every table, and the rows that say so.
#[derive(Debug, Clone)]
pub struct Keymap {
    /// A key that is to do nothing is there, and means nothing.
    meanings: HashMap<(Table, Key), Option<Meaning>>,
    rows: Vec<Row>,
}

impl Meaning {
    /// An action that needs nothing more.
    pub const fn of(action: Action) -> Self {
        Self { action, category: None }
    }
}

impl Keymap {
    /// The table for this scheme, with the reader's own keys laid over it; of two for one key the
    /// latter holds.
    pub fn new(scheme: &Scheme, rebound: &[Rebound]) -> Self {
        let mut meanings = HashMap::new();
        for binding in BINDINGS {
            for (key, meaning) in binding.meanings(scheme) {
                meanings.entry((binding.table, key)).or_insert(Some(meaning));
            }
        }
        meanings.extend(rebound.iter().map(|own| ((own.table, own.key), own.meaning)));
        let mut keymap = Self { meanings, rows: Vec::new() };
        keymap.rows = BINDINGS.iter().map(|binding| keymap.row(binding, scheme)).collect();
        // Each goes before the others that do the same, so the first of the file comes out first.
        for own in rebound.iter().rev() {
            keymap.add_to_row(*own);
        }
        keymap.rows.retain(|row| !row.keys.is_empty());
        keymap
    }

    /// What `key` does in `table`. A letter of another keyboard layout that means nothing itself does
    /// what the Latin letter on the same key does.
    pub fn meaning(&self, table: Table, key: Key) -> Option<Meaning> {
        match self.meanings.get(&(table, key)) {
            Some(meaning) => *meaning,
            None => self.meanings.get(&(table, latin(key)?)).copied().flatten(),
        }
    }

    /// The rows as they hold now, in the order of [`BINDINGS`]; those without a key are left out.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The rows of a table that the hint bar shows, the most wanted first.
    pub fn hinted(&self, table: Table) -> Vec<&Row> {
        let mut rows: Vec<&Row> =
            self.rows.iter().filter(|row| row.table == table && !row.hint.is_empty()).collect();
        let action = |row: &Row| row.keys.first().map(|(_, meaning)| meaning.action);
        let place = |row: &Row| HINTED.iter().position(|hinted| Some(*hinted) == action(row));
        rows.sort_by_key(|row| place(row).unwrap_or(HINTED.len()));
        rows
    }

    /// The rows in groups, each with its heading, in the order of their first rows.
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

    /// The heading of a row in the help. What holds after a prefix is headed by the prefix.
    pub fn heading(&self, row: &Row) -> String {
        let prefix = row.table.opened_by().and_then(|action| self.first(Table::Read, action));
        prefix.map_or_else(|| row.group.to_owned(), |key| format!("After {key}"))
    }

    /// The first key for an action in a table, as it is shown; nothing if no key leads to it.
    pub fn first(&self, table: Table, action: Action) -> Option<String> {
        let rows = self.rows.iter().filter(|row| row.table == table);
        rows.flat_map(|row| &row.keys)
            .find(|(_, meaning)| meaning.action == action)
            .map(|(key, _)| shown(*key))
    }

    /// The key that a sentence names for an action: the first that leads to it while reading, or else
    /// anywhere; the action's name if no key does.
    pub fn key(&self, action: Action) -> String {
        let keys = self.rows.iter().flat_map(|row| &row.keys);
        let mut keys = keys.filter(|(_, meaning)| meaning.action == action).map(|(key, _)| shown(*key));
        let reading = self.first(Table::Read, action);
        reading.or_else(|| keys.next()).unwrap_or_else(|| action.name().to_owned())
    }

    /// The keys that give a mark this category while reading, the reader's own first.
    pub fn of_category(&self, category: CategoryId) -> Vec<String> {
        let rows = self.rows.iter().filter(|row| row.table == Table::Read);
        let keys = rows.flat_map(|row| &row.keys);
        keys.filter(|(_, meaning)| meaning.category == Some(category)).map(|(key, _)| shown(*key)).collect()
    }

    /// Whether some key leads to an action in a table.
    pub(super) fn reaches(&self, table: Table, meaning: Meaning) -> bool {
        self.meanings.iter().any(|((at, _), found)| *at == table && *found == Some(meaning))
    }

    /// The table that holds for the one key after `key`, if it has others behind it.
    pub(super) fn after(&self, table: Table, key: Key) -> Option<Table> {
        let action = self.meaning(table, key)?.action;
        BINDINGS.iter().map(|binding| binding.table).find(|table| table.opened_by() == Some(action))
    }

    fn row(&self, binding: &Binding, scheme: &Scheme) -> Row {
        let keys = binding.meanings(scheme).into_iter();
        let left = |(key, meaning): &(Key, Meaning)| {
            self.meanings.get(&(binding.table, *key)) == Some(&Some(*meaning))
        };
        let all = scheme.categories.len();
        let keys: Vec<(Key, Meaning)> = keys.filter(left).collect();
        Row {
            table: binding.table,
            group: binding.group,
            help: binding.help,
            hint: binding.hint,
            paired: binding.is_pair(),
            of_categories: binding.keys == CATEGORY_KEYS && keys.len() == all,
            keys,
        }
    }

    /// Puts a key of the reader's own before those of its row that do the same, or on a row of its own.
    fn add_to_row(&mut self, own: Rebound) {
        let Some(meaning) = own.meaning else { return };
        let stands = |(key, known): &(Key, Meaning)| (*key, *known) == (own.key, meaning);
        let here = self.rows.iter().filter(|row| row.table == own.table);
        if here.clone().any(|row| row.keys.iter().any(stands))
            || self.meanings.get(&(own.table, own.key)) != Some(&Some(meaning))
        {
            return;
        }
        let holds = |binding: &Binding| binding.actions.contains(&meaning.action);
        let at = BINDINGS.iter().position(|binding| binding.table == own.table && holds(binding));
        if let Some(row) = at.and_then(|at| self.rows.get_mut(at)) {
            let place = if row.of_categories {
                // The categories' keys stand together, so that they can be shown from first to last.
                row.keys.iter().position(|(key, _)| !is_digit(*key))
            } else {
                row.keys.iter().position(|(_, known)| *known == meaning)
            };
            row.keys.insert(place.unwrap_or(row.keys.len()), (own.key, meaning));
        } else if let Some(binding) = BINDINGS.iter().find(|binding| holds(binding)) {
            self.rows.push(Row {
                table: own.table,
                group: OWN_GROUP,
                help: binding.help,
                hint: "",
                paired: false,
                of_categories: false,
                keys: vec![(own.key, meaning)],
            });
        }
    }
}

impl Binding {
    /// Its keys with what they do, for a scheme.
    fn meanings(&self, scheme: &Scheme) -> Vec<(Key, Meaning)> {
        if self.keys == CATEGORY_KEYS {
            let Some(&action) = self.actions.first() else { return Vec::new() };
            let categories = scheme.categories.iter().enumerate();
            let meaning = |at| Meaning { action, category: Some(CategoryId(at as u8)) };
            return categories
                .map(|(at, category)| (Key::plain(Code::Char(category.key)), meaning(at)))
                .collect();
        }
        let keys = self.keys.split(' ').filter_map(Key::parse);
        keys.zip(self.actions.iter().cycle()).map(|(key, &action)| (key, Meaning::of(action))).collect()
    }

    /// Whether its first two keys do two things and are single characters, so that both are soon read.
    fn is_pair(&self) -> bool {
        let mut keys = self.keys.split(' ');
        let short = |key: Option<&str>| key.is_some_and(|key| key.chars().count() == 1);
        self.actions.len() > 1 && short(keys.next()) && short(keys.next())
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
        keymap.rows().iter().find(holds).unwrap_or_else(|| panic!("{action:?} has no row")).clone()
    }

    #[test]
    fn keys_take_turns() {
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
    fn own_keys_come_first_and_take_nothing_from_the_others() {
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
    fn a_key_that_does_nothing_is_shown_nowhere() {
        let keymap = keymap(&[own(Read, "C", None), own(Read, "q", None)]);
        assert_eq!(action(&keymap, "C"), None);
        assert_eq!(keymap.key(A::Categories), "categories");
        assert!(
            keymap.rows().iter().all(|row| row.keys.iter().all(|(_, found)| found.action != A::Categories))
        );
        assert_eq!(row(&keymap, A::Quit).keys_shown(), "Ctrl-c");
        // The key that would stand for it on another keyboard is taken away with it.
        assert_eq!(action(&keymap, "й"), None);
    }

    #[test]
    fn letters_of_other_layouts_give_way_to_keys_of_their_own() {
        let own = [own(Read, "о", Some(A::Bottom))];
        let found: Vec<_> = [&[][..], &own].map(|own| action(&keymap(own), "о")).into();
        assert_eq!(found, [Some(A::Down), Some(A::Bottom)]);
        assert_eq!(action(&keymap(&[]), "Ctrl-в"), Some(A::HalfDown));
    }

    #[test]
    fn categories_are_shown_from_first_to_last() {
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
    fn what_belongs_elsewhere_gets_a_row_of_its_own() {
        let keymap = keymap(&[own(Read, "U", Some(A::Show(crate::reading::Show::Undecided)))]);
        let found = keymap.rows().iter().find(|row| row.group == OWN_GROUP).unwrap();
        assert_eq!((found.keys_shown().as_str(), found.help), ("U", "only undecided claims"));
        assert_eq!(keymap.after(Read, key("f")), Some(Filter));
        assert_eq!(keymap.after(Read, key("j")), None);
    }

    #[test]
    fn what_follows_a_prefix_is_headed_by_it() {
        let heading = |rebound: &[Rebound]| {
            let keymap = keymap(rebound);
            let row = keymap.rows().iter().find(|row| row.table == Filter).unwrap();
            keymap.heading(row)
        };
        assert_eq!(heading(&[]), "After f");
        assert_eq!(heading(&[own(Read, "F", Some(A::Filter))]), "After F");
    }
}
