//! `keys.toml`: keys of the reader's own, laid over the table of defaults.
//!
//! A table for each mode holds rows of a key and what it does: `[read]`, then `Ctrl-n = "next-mark"`.
//! `"nop"` takes a key's meaning away, and a key after a prefix is written behind it: `"f p"`. Nothing in
//! such a file can keep the program from starting: what is wrong is told, and left out.

use super::map::{Keymap, Meaning, Rebound};
use super::{BINDINGS, CATEGORY_KEYS, Table};
use crate::claim::Scheme;
use crate::diagnostic::suggest::did_you_mean;
use crate::diagnostic::{Diagnostic, MAX_DIAGNOSTICS};
use crate::session::action::Action;
use crate::session::key::Key;
use std::fmt::Write as _;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// How many rows of a file are used: more than a keyboard has keys, in all modes.
const MOST_ROWS: usize = 2000;

/// What a key does that does nothing.
const NOTHING: &str = "nop";

/// Every mode once, in the order of [`BINDINGS`].
pub fn tables() -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for binding in BINDINGS {
        if !tables.contains(&binding.table) {
            tables.push(binding.table);
        }
    }
    tables
}

/// The keys of the reader's own in the text of a file, for this scheme, and what is wrong with them.
///
/// A category that the scheme does not have is left out without a word, for the file serves every
/// scheme, unless it is nearly the name of one that there is.
pub fn parse(text: &str, file: &str, scheme: &Scheme) -> (Vec<Rebound>, Vec<Diagnostic>) {
    let (parsed, errors) = DeTable::parse_recoverable(text);
    let mut sheet = KeymapParser { text, file, scheme, lines: Vec::new(), faults: Vec::new() };
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        let message = error.message().trim_end_matches('.').replace('\n', ", ");
        sheet.fault(at, message, "a row is written as \"?\" = \"help\"");
    }
    for (at, name, value) in in_order(parsed.get_ref()) {
        sheet.read_table((at, name), value.get_ref());
    }
    let rebound = sheet.rebound();
    sheet.tell_what_is_lost(&rebound);
    let mut faults = sheet.faults;
    faults.sort_by_key(|fault| (fault.line, fault.column));
    if faults.len() > MAX_DIAGNOSTICS {
        faults.truncate(MAX_DIAGNOSTICS);
        faults.push(Diagnostic::too_many(file));
    }
    (rebound.into_iter().map(|(_, own)| own).collect(), faults)
}

/// The entries of a table in the order of the file, each with where its key stands.
fn in_order<'t>(table: &'t DeTable<'_>) -> Vec<(usize, &'t str, &'t Spanned<DeValue<'t>>)> {
    let entries = table.iter().map(|(key, value)| (key.span().start, key.get_ref().as_ref(), value));
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by_key(|(at, ..)| *at);
    entries
}

/// Every action that has a key by default, some of them more than once.
fn actions() -> impl Iterator<Item = Action> + Clone {
    BINDINGS.iter().flat_map(|binding| binding.actions).copied()
}

/// Whether an action does something in a table. What has a table of its own behind a prefix can be had
/// while reading as well, with one key.
fn holds_in(action: Action, table: Table) -> bool {
    let mut homes = BINDINGS.iter().filter(|binding| binding.actions.contains(&action));
    homes.any(|binding| {
        binding.table == table || (table == Table::Read && binding.table.opened_by().is_some())
    })
}

/// A key of the reader's own with where it stands in the file, in bytes.
type Placed = (usize, Rebound);

/// A row as it stands in the file.
struct Line {
    /// Where its key stands, in bytes.
    at: usize,
    table: Table,
    keys: Vec<Key>,
    /// Nothing for a key that is to do nothing.
    meaning: Option<Meaning>,
}

/// What a row wants of its key.
enum Wanted {
    Nothing,
    Meaning(Meaning),
}

/// One file while it is read.
struct KeymapParser<'s> {
    text: &'s str,
    file: &'s str,
    scheme: &'s Scheme,
    lines: Vec<Line>,
    faults: Vec<Diagnostic>,
}

impl KeymapParser<'_> {
    fn fault(&mut self, at: usize, message: impl Into<String>, hint: impl Into<String>) {
        // To find the place is the work here, and nobody wants to be told more than so many.
        if self.faults.len() <= MAX_DIAGNOSTICS {
            self.faults.push(Diagnostic::at(self.file, self.text, at, message).hint(hint));
        }
    }

    fn read_table(&mut self, (at, name): (usize, &str), value: &DeValue<'_>) {
        let all = tables();
        let names = all.iter().map(|table| table.name());
        let Some(&table) = all.iter().find(|table| table.name() == name) else {
            let known = format!("the modes are {}", names.clone().collect::<Vec<_>>().join(", "));
            let hint = did_you_mean(name, names).unwrap_or(known);
            return self.fault(at, format!("`{name}` is no mode"), hint);
        };
        let DeValue::Table(rows) = value else {
            let hint = format!("write `[{name}]` on a line, and the keys below it");
            return self.fault(at, format!("`{name}` is a mode, and holds keys"), hint);
        };
        for (at, keys, value) in in_order(rows) {
            if self.lines.len() >= MOST_ROWS {
                return self.fault(at, format!("more than {MOST_ROWS} keys"), "the others are left out");
            }
            let keys = self.read_keys(at, keys);
            let wanted = self.read_wanted(table, value);
            if let (Some(keys), Some(wanted)) = (keys, wanted) {
                let meaning = match wanted {
                    Wanted::Meaning(meaning) => Some(meaning),
                    Wanted::Nothing => None,
                };
                self.lines.push(Line { at, table, keys, meaning });
            }
        }
    }

    /// One key, or two of which the first is a prefix.
    fn read_keys(&mut self, at: usize, names: &str) -> Option<Vec<Key>> {
        let parts: Vec<&str> = names.split(' ').collect();
        if parts.len() > 2 {
            self.fault(
                at,
                format!("`{names}` is more than two keys"),
                "write one key, or a prefix and a key",
            );
            return None;
        }
        parts.into_iter().map(|name| self.read_key(at, name)).collect()
    }

    fn read_key(&mut self, at: usize, name: &str) -> Option<Key> {
        let Some(key) = Key::parse(name) else {
            let usual = "a key is written as `j`, `Ctrl-d`, `Alt-1`, `Space`, `PgDn` or `F5`";
            let hint = did_you_mean(name, Key::names()).unwrap_or_else(|| usual.to_owned());
            self.fault(at, format!("`{name}` is no key"), hint);
            return None;
        };
        if let Some(sent) = key.sent_as() {
            self.fault(at, format!("no terminal tells `{name}` from `{sent}`"), format!("write `{sent}`"));
            return None;
        }
        Some(key)
    }

    /// What a key is to do in `table`; nothing where the row is left out.
    fn read_wanted(&mut self, table: Table, value: &Spanned<DeValue<'_>>) -> Option<Wanted> {
        let at = value.span().start;
        let DeValue::String(words) = value.get_ref() else {
            self.fault(at, "no action", "write its name in quotation marks, such as \"next-mark\"");
            return None;
        };
        let (name, argument) = words.split_once(' ').unwrap_or((words, ""));
        if name == NOTHING && argument.is_empty() {
            return Some(Wanted::Nothing);
        }
        let Some(action) = actions().find(|action| action.name() == name) else {
            let names = actions().map(Action::name).chain([NOTHING]);
            let hint = did_you_mean(name, names);
            let hint = hint.unwrap_or_else(|| "`purport keys --format toml` names them all".to_owned());
            self.fault(at, format!("`{name}` is no action"), hint);
            return None;
        };
        if !holds_in(action, table) {
            let homes = tables().into_iter().filter(|table| holds_in(action, *table));
            let homes: Vec<String> = homes.map(|table| format!("[{}]", table.name())).collect();
            let message = format!("`{name}` does nothing in [{}]", table.name());
            self.fault(at, message, format!("it belongs to {}", homes.join(", ")));
            return None;
        }
        match (action, argument.trim()) {
            (Action::Categorise, id) => self.read_category(at, id).map(Wanted::Meaning),
            (_, "") => Some(Wanted::Meaning(Meaning::of(action))),
            (_, more) => {
                self.fault(at, format!("`{name}` takes nothing behind it"), format!("leave `{more}` out"));
                None
            }
        }
    }

    fn read_category(&mut self, at: usize, id: &str) -> Option<Meaning> {
        let category = self.scheme.category_by_id(id);
        if category.is_none() {
            let ids = self.scheme.categories.iter().map(|category| category.id.as_str());
            if id.is_empty() {
                let example = ids.clone().next().unwrap_or("ID");
                let hint = format!("for example \"{} {example}\"", Action::Categorise.name());
                self.fault(at, "no category is named", hint);
            } else if let Some(hint) = did_you_mean(id, ids) {
                self.fault(at, format!("the scheme has no category `{id}`"), hint);
            }
        }
        category.map(|category| Meaning { action: Action::Categorise, category: Some(category) })
    }

    /// The keys as they are to be laid over the table: single ones first, for they may make a key a
    /// prefix, or take that away.
    fn rebound(&mut self) -> Vec<Placed> {
        let mut placed: Vec<Placed> = Vec::new();
        let (single, double): (Vec<Line>, Vec<Line>) =
            std::mem::take(&mut self.lines).into_iter().partition(|line| line.keys.len() == 1);
        for line in single {
            let Some(&key) = line.keys.first() else { continue };
            self.place(&mut placed, line.at, Rebound { table: line.table, key, meaning: line.meaning });
        }
        let singles: Vec<Rebound> = placed.iter().map(|(_, own)| *own).collect();
        let keymap = Keymap::new(self.scheme, &singles);
        for line in double {
            let [first, key] = line.keys[..] else { continue };
            match keymap.after(line.table, first) {
                Some(table) => {
                    self.place(&mut placed, line.at, Rebound { table, key, meaning: line.meaning });
                }
                None => self.tell_no_prefix(&keymap, &line, first),
            }
        }
        placed
    }

    /// Of two rows for one key the first holds.
    fn place(&mut self, placed: &mut Vec<Placed>, at: usize, own: Rebound) {
        let rival = placed.iter().find(|(_, known)| (known.table, known.key) == (own.table, own.key));
        match rival {
            Some((first, _)) => {
                let line = Diagnostic::at(self.file, self.text, *first, "").line;
                let message = format!("`{}` stands in line {line} already", own.key);
                self.fault(at, message, "the first holds; take one of them out");
            }
            None => placed.push((at, own)),
        }
    }

    fn tell_no_prefix(&mut self, keymap: &Keymap, line: &Line, first: Key) {
        let prefixes = tables().into_iter().filter_map(Table::opened_by);
        let prefixes: Vec<String> = prefixes
            .filter_map(|action| keymap.first(line.table, action))
            .map(|key| format!("`{key}`"))
            .collect();
        let message = format!("`{first}` has no keys behind it in [{}]", line.table.name());
        let hint = match prefixes.as_slice() {
            [] => "no key has".to_owned(),
            some => format!("these have: {}", some.join(", ")),
        };
        self.fault(line.at, message, hint);
    }

    /// Tells what no key leads to any more, though nobody asked for that.
    fn tell_what_is_lost(&mut self, placed: &[Placed]) {
        let usual = Keymap::new(self.scheme, &[]);
        let own: Vec<Rebound> = placed.iter().map(|(_, own)| *own).collect();
        let now = Keymap::new(self.scheme, &own);
        let mut told: Vec<(Table, Meaning)> = Vec::new();
        // The last row that took a key away is the one to blame.
        for (at, own) in placed.iter().rev() {
            let Some(lost) = usual.meaning(own.table, own.key) else { continue };
            if now.reaches(own.table, lost) || told.contains(&(own.table, lost)) {
                continue;
            }
            told.push((own.table, lost));
            let name = lost.action.name();
            let opened = tables().into_iter().find(|table| table.opened_by() == Some(lost.action));
            let hint = format!("give it another key: \"{name}\"");
            match (lost.category.and_then(|id| self.scheme.category(id)), opened, own.meaning) {
                _ if matches!(lost.action, Action::Quit | Action::Cancel) => {
                    let message = format!("no key is left for `{name}` in [{}]", own.table.name());
                    self.fault(*at, message, hint);
                }
                (Some(category), _, Some(_)) => {
                    let id = category.id.clone();
                    let message =
                        format!("`{}` was the only key of `{id}` in [{}]", own.key, own.table.name());
                    self.fault(*at, message, format!("give it another: \"{name} {id}\""));
                }
                (_, Some(table), Some(_)) => {
                    let message = format!("nothing leads to the keys of [{}] any more", table.name());
                    self.fault(*at, message, hint);
                }
                _ => {}
            }
        }
    }
}

/// The defaults as a file that can be changed and used. The keys of the categories belong to the
/// scheme, and are only told.
pub fn defaults() -> String {
    let mut out = String::from(
        "# The keys of purport. What stands here is laid over them, so only what differs need stay.\n\
         # \"nop\" takes a key's meaning away; after a prefix: \"f p\" = \"categorise ID\".\n",
    );
    for table in tables() {
        let _ = writeln!(out, "\n[{}]", table.name());
        for binding in BINDINGS.iter().filter(|binding| binding.table == table) {
            if binding.keys == CATEGORY_KEYS {
                out.push_str("# The scheme says which digit is which category: \"1\" = \"categorise ID\".\n");
                continue;
            }
            for (key, action) in binding.keys.split(' ').zip(binding.actions.iter().cycle()) {
                let key = toml::Value::from(key).to_string();
                let _ = writeln!(out, "{key} = \"{}\" # {}", action.name(), binding.help);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests;
