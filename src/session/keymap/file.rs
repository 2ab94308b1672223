//! `keys.toml`: the user's keys, laid over the defaults.
//!
//! One TOML table per mode maps keys to actions: `[read]`, then `Ctrl-n = "next-mark"`. The action `"nop"` disables a
//! key, and a key after a prefix is written `"f p"`. Above the tables, `layout = "azerty"` gives the row above the letters
//! of that keyboard the meaning of its digits. Mistakes never keep the program from starting: the row is
//! skipped and reported.

use super::layouts::azerty_digits;
use super::map::{Keymap, Meaning, Rebound};
use super::{CATEGORY_KEYS, SECTIONS, Table, bindings};
use crate::claim::Scheme;
use crate::diagnostic::suggest::did_you_mean;
use crate::diagnostic::{Diagnostic, MAX_DIAGNOSTICS};
use crate::session::action::Action;
use crate::session::key::{Code, Key};
use std::fmt::Write as _;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Far more rows than a keyboard has keys, over all modes.
const MAX_ROWS: usize = 2000;

/// Name of the setting for the keyboard's layout, and its only value.
const LAYOUT: &str = "layout";
const AZERTY: &str = "azerty";

/// Disables a key.
const NOP: &str = "nop";

/// Parses a keymap file for `scheme`.
///
/// Skips categories unknown to the scheme silently, because one file serves every scheme, unless the name nearly
/// matches a known one.
pub fn parse(text: &str, file: &str, scheme: &Scheme) -> (Vec<Rebound>, Vec<Diagnostic>) {
    let (parsed, errors) = DeTable::parse_recoverable(text);
    let mut parser =
        KeymapParser { text, file, scheme, rows: Vec::new(), diagnostics: Vec::new(), is_azerty: false };
    for error in errors {
        if parser.diagnostics.len() <= MAX_DIAGNOSTICS {
            let diagnostic = Diagnostic::toml(file, text, error.span(), error.message());
            parser.diagnostics.push(diagnostic.hint("write a row as \"?\" = \"help\""));
        }
    }
    for (at, name, value) in in_file_order(parsed.get_ref()) {
        parser.parse_table((at, name), value.get_ref());
    }
    let mut placed = parser.resolve_prefixes();
    if parser.is_azerty {
        add_azerty(scheme, &mut placed);
    }
    parser.report_unreachable(&placed);
    parser.diagnostics.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column));
    let mut diagnostics = Vec::new();
    parser.diagnostics.into_iter().for_each(|diagnostic| diagnostic.push_to(&mut diagnostics));
    (placed.into_iter().map(|(_, own)| own).collect(), diagnostics)
}

/// The entries of a table with the byte offsets of their keys.
fn in_file_order<'t>(table: &'t DeTable<'_>) -> Vec<(usize, &'t str, &'t Spanned<DeValue<'t>>)> {
    let entries = table.iter().map(|(key, value)| (key.span().start, key.get_ref().as_ref(), value));
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by_key(|(at, ..)| *at);
    entries
}

/// Does an action work in a table? Actions behind a prefix also work while reading, as single keys.
fn works_in(action: Action, table: Table) -> bool {
    let mut homes =
        SECTIONS.iter().filter(|section| section.rows.iter().any(|row| row.actions.contains(&action)));
    homes.any(|section| {
        section.table == table || (table == Table::Read && section.table.opened_by().is_some())
    })
}

/// A user's key with its byte offset in the file.
type Placed = (usize, Rebound);

/// A row of the file before its prefix is resolved.
struct FileRow {
    at: usize,
    table: Table,
    keys: Vec<Key>,
    /// `None` for [`NOP`].
    meaning: Option<Meaning>,
}

struct KeymapParser<'s> {
    text: &'s str,
    file: &'s str,
    scheme: &'s Scheme,
    rows: Vec<FileRow>,
    diagnostics: Vec<Diagnostic>,
    is_azerty: bool,
}

/// Gives the row above the letters of AZERTY the meaning of its digits, except where the file gives it another.
fn add_azerty(scheme: &Scheme, placed: &mut Vec<Placed>) {
    let own: Vec<Rebound> = placed.iter().map(|(_, own)| *own).collect();
    let keymap = Keymap::new(scheme, &own);
    for table in Table::ALL.into_iter().filter(|table| !table.takes_text()) {
        for (mark, digit) in azerty_digits() {
            let [key, digit] = [mark, digit].map(|char| Key::plain(Code::Char(char)));
            let is_own = own.iter().any(|own| (own.table, own.key) == (table, key));
            if let Some(meaning) = keymap.meaning_here(table, digit).filter(|_| !is_own) {
                placed.push((0, Rebound { table, key, meaning: Some(meaning) }));
            }
        }
    }
}

impl KeymapParser<'_> {
    fn report(&mut self, at: usize, message: impl Into<String>, hint: impl Into<String>) {
        // Line and column need a pass over the text, so stop once the report is full.
        if self.diagnostics.len() <= MAX_DIAGNOSTICS {
            self.diagnostics.push(Diagnostic::at(self.file, self.text, at, message).hint(hint));
        }
    }

    fn parse_table(&mut self, (at, name): (usize, &str), value: &DeValue<'_>) {
        if name == LAYOUT {
            return self.parse_layout(at, value);
        }
        let names = Table::ALL.iter().map(|table| table.name());
        let Some(&table) = Table::ALL.iter().find(|table| table.name() == name) else {
            let all = format!("the modes are {}", names.clone().collect::<Vec<_>>().join(", "));
            let hint = did_you_mean(name, names).unwrap_or(all);
            return self.report(at, format!("unknown mode `{name}`"), hint);
        };
        let DeValue::Table(rows) = value else {
            let hint = format!("write `[{name}]` on a line of its own, and its keys below it");
            return self.report(at, format!("the mode `{name}` is not a table"), hint);
        };
        for (at, keys, value) in in_file_order(rows) {
            if self.rows.len() >= MAX_ROWS {
                return self.report(at, format!("more than {MAX_ROWS} keys"), "the rest is ignored");
            }
            let keys = self.parse_keys(at, keys);
            let is_nop = matches!(value.get_ref(), DeValue::String(words) if words.trim_end() == NOP);
            let meaning = if is_nop { Some(None) } else { self.parse_action(table, value).map(Some) };
            if let (Some(keys), Some(meaning)) = (keys, meaning) {
                self.rows.push(FileRow { at, table, keys, meaning });
            }
        }
    }

    fn parse_layout(&mut self, at: usize, value: &DeValue<'_>) {
        match value {
            DeValue::String(layout) if layout == AZERTY => self.is_azerty = true,
            _ => self.report(
                at,
                "unknown keyboard layout",
                format!("write `{LAYOUT} = \"{AZERTY}\"`, or remove the line"),
            ),
        }
    }

    fn parse_keys(&mut self, at: usize, names: &str) -> Option<Vec<Key>> {
        let parts: Vec<&str> = names.split(' ').collect();
        if parts.len() > 2 {
            self.report(
                at,
                format!("`{names}` is more than two keys"),
                "write one key, or a prefix and a key",
            );
            return None;
        }
        parts.into_iter().map(|name| self.parse_key(at, name)).collect()
    }

    fn parse_key(&mut self, at: usize, name: &str) -> Option<Key> {
        let Some(key) = Key::parse(name) else {
            let examples = "write a key as `j`, `Ctrl-d`, `Alt-1`, `Space`, `PgDn` or `F5`";
            let hint = did_you_mean(name, Key::names()).unwrap_or_else(|| examples.to_owned());
            self.report(at, format!("unknown key `{name}`"), hint);
            return None;
        };
        if let Some(sent) = key.sent_as() {
            self.report(at, format!("terminals send `{name}` as `{sent}`"), format!("write `{sent}`"));
            return None;
        }
        Some(key)
    }

    fn parse_action(&mut self, table: Table, value: &Spanned<DeValue<'_>>) -> Option<Meaning> {
        let at = value.span().start;
        let DeValue::String(words) = value.get_ref() else {
            self.report(
                at,
                "not the name of an action",
                "write it in quotation marks, such as \"next-mark\"",
            );
            return None;
        };
        let (name, argument) = words.split_once(' ').unwrap_or((words, ""));
        let Some(action) = Action::parse(name) else {
            let names = Action::ALL.iter().map(|action| action.name()).chain([NOP]);
            let hint = did_you_mean(name, names);
            let hint = hint.unwrap_or_else(|| "`purport keys --format toml` lists them all".to_owned());
            self.report(at, format!("unknown action `{name}`"), hint);
            return None;
        };
        if !works_in(action, table) {
            let homes = Table::ALL.into_iter().filter(|table| works_in(action, *table));
            let homes: Vec<String> = homes.map(|table| format!("[{}]", table.name())).collect();
            let message = format!("`{name}` does nothing in [{}]", table.name());
            self.report(at, message, format!("it belongs to {}", homes.join(", ")));
            return None;
        }
        match (action, argument.trim()) {
            (Action::Categorise, id) => self.parse_category(at, id),
            (_, "") => Some(Meaning::of(action)),
            (_, argument) => {
                self.report(at, format!("`{name}` takes no argument"), format!("remove `{argument}`"));
                None
            }
        }
    }

    fn parse_category(&mut self, at: usize, id: &str) -> Option<Meaning> {
        let category = self.scheme.category_by_id(id);
        if category.is_none() {
            let ids = self.scheme.categories.iter().map(|category| category.id.as_str());
            let name = Action::Categorise.name();
            if id.is_empty() {
                let example = ids.clone().next().unwrap_or("ID");
                self.report(
                    at,
                    format!("`{name}` needs a category"),
                    format!("such as \"{name} {example}\""),
                );
            } else if let Some(hint) = did_you_mean(id, ids) {
                self.report(at, format!("the scheme has no category `{id}`"), hint);
            }
        }
        category.map(|category| Meaning { action: Action::Categorise, category: Some(category) })
    }

    /// Resolves rows to keys of tables. Single keys come first, because they define the prefixes.
    fn resolve_prefixes(&mut self) -> Vec<Placed> {
        let mut placed: Vec<Placed> = Vec::new();
        let (single, double): (Vec<FileRow>, Vec<FileRow>) =
            std::mem::take(&mut self.rows).into_iter().partition(|row| row.keys.len() == 1);
        for FileRow { at, table, keys, meaning } in single {
            for key in keys {
                self.place(&mut placed, at, Rebound { table, key, meaning });
            }
        }
        let singles: Vec<Rebound> = placed.iter().map(|(_, own)| *own).collect();
        let keymap = Keymap::new(self.scheme, &singles);
        for FileRow { at, table, keys, meaning } in double {
            let [prefix, key] = keys[..] else { continue };
            match keymap.opened_by(table, prefix) {
                Some(table) => self.place(&mut placed, at, Rebound { table, key, meaning }),
                None => self.report_no_prefix(&keymap, at, table, prefix),
            }
        }
        placed
    }

    /// Adds a key unless an earlier row defines it.
    fn place(&mut self, placed: &mut Vec<Placed>, at: usize, own: Rebound) {
        let same = placed.iter().find(|(_, other)| (other.table, other.key) == (own.table, own.key));
        match same {
            Some((first, _)) => {
                let line = Diagnostic::at(self.file, self.text, *first, "").line;
                let message = format!("`{}` is already bound in line {line}", own.key);
                self.report(at, message, "the first row is used; remove one of the two");
            }
            None => placed.push((at, own)),
        }
    }

    fn report_no_prefix(&mut self, keymap: &Keymap, at: usize, table: Table, prefix: Key) {
        let prefixes = Table::ALL.into_iter().filter_map(Table::opened_by);
        let prefixes = prefixes.filter_map(|action| keymap.first(table, action));
        let prefixes: Vec<String> = prefixes.map(|key| format!("`{key}`")).collect();
        let hint = match prefixes.as_slice() {
            [] => "this mode has no prefixes".to_owned(),
            some => format!("the prefixes are {}", some.join(", ")),
        };
        self.report(at, format!("`{prefix}` is no prefix in [{}]", table.name()), hint);
    }

    /// Reports default actions that lost their last key, unless the file removes it with [`NOP`].
    fn report_unreachable(&mut self, placed: &[Placed]) {
        let defaults = Keymap::new(self.scheme, &[]);
        let own: Vec<Rebound> = placed.iter().map(|(_, own)| *own).collect();
        let keymap = Keymap::new(self.scheme, &own);
        let mut reported: Vec<(Table, Meaning)> = Vec::new();
        // The last row that took a key is the cause.
        for (at, own) in placed.iter().rev() {
            let Some(lost) = defaults.meaning(own.table, own.key) else { continue };
            if keymap.reaches(own.table, lost) || reported.contains(&(own.table, lost)) {
                continue;
            }
            reported.push((own.table, lost));
            let (name, table) = (lost.action.name(), own.table.name());
            let opened = Table::ALL.into_iter().find(|table| table.opened_by() == Some(lost.action));
            let hint = format!("bind another key to \"{name}\"");
            match (lost.category.and_then(|id| self.scheme.category(id)), opened, own.meaning) {
                _ if matches!(lost.action, Action::Quit | Action::Cancel | Action::Confirm) => {
                    self.report(*at, format!("no key is left for `{name}` in [{table}]"), hint);
                }
                (Some(category), _, Some(_)) => {
                    let id = &category.id;
                    let message = format!("`{}` was the only key of `{id}` in [{table}]", own.key);
                    self.report(*at, message, format!("bind another key to \"{name} {id}\""));
                }
                (_, Some(opened), Some(_)) => {
                    self.report(*at, format!("no key opens [{}] any more", opened.name()), hint);
                }
                _ => {}
            }
        }
    }
}

/// The defaults as a keymap file. Category keys depend on the scheme, so a comment stands in for them.
pub fn defaults() -> String {
    let mut out = String::from(
        "# The default keys of purport. Your file is laid over them, so keep only the rows that differ.\n\
         # \"nop\" makes a key do nothing. Behind a prefix: \"f p\" = \"categorise ID\".\n\
         # Super-, Hyper- and Meta- are modifiers too. On an AZERTY keyboard, layout = \"azerty\" above the tables\n\
         # makes & é \" ' ( - è _ ç à mean the digits; without it, those of them mean digits that have no meaning.\n",
    );
    for table in Table::ALL {
        let _ = writeln!(out, "\n[{}]", table.name());
        for (_, binding) in bindings().filter(|(section, _)| section.table == table) {
            if binding.keys == CATEGORY_KEYS {
                out.push_str("# The scheme gives each category its digit: \"1\" = \"categorise ID\".\n");
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
mod tests {
    use super::*;

    /// One diagnostic per line.
    fn diagnostics(text: &str) -> String {
        let (_, diagnostics) = parse(text, "keys.toml", &Scheme::claims());
        diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_row_of_azerty_means_its_digits() {
        let read = |text: &str, key: &str| action(text, Table::Read, key);
        for (key, digit) in [("&", "1"), ("é", "2"), ("\"", "3"), ("à", "0")] {
            assert_eq!(read("", key), read("", digit), "{key}");
        }
        assert_eq!((read("", "'"), read("", "è"), read("", "Alt-é")), (Some("go-to-bookmark"), None, None));
        assert_eq!(read("[read]\né = \"nop\"", "é"), None);
        let azerty = "layout = \"azerty\"\n";
        assert_eq!((read(azerty, "'"), read(azerty, "-")), (Some("categorise"), Some("narrower")));
        assert_eq!(action(azerty, Table::Select, "à"), Some("row-start"));
        assert_eq!(action(azerty, Table::Filter, "&"), Some("categorise"));
        let own = format!("{azerty}[read]\n\"'\" = \"go-to-bookmark\"");
        assert_eq!(read(&own, "'"), Some("go-to-bookmark"));
        check(azerty, &[]);
        check(
            "layout = \"dvorak\"",
            &[
                "keys.toml:1:1: unknown keyboard layout (hint: write `layout = \"azerty\"`, or remove the line)",
            ],
        );
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(diagnostics(text), expected.join("\n"), "of {text:?}");
    }

    fn action(text: &str, table: Table, key: &str) -> Option<&'static str> {
        let scheme = Scheme::claims();
        let keymap = Keymap::new(&scheme, &parse(text, "keys.toml", &scheme).0);
        keymap.meaning(table, Key::parse(key).unwrap()).map(|meaning| meaning.action.name())
    }

    #[test]
    fn the_defaults_parse_without_a_diagnostic_and_change_nothing() {
        let scheme = Scheme::claims();
        let text = defaults();
        let (rebound, diagnostics) = parse(&text, "keys.toml", &scheme);
        assert_eq!(diagnostics, []);
        let rows = bindings().filter(|(_, binding)| binding.keys != CATEGORY_KEYS);
        let all: usize = rows.map(|(_, binding)| binding.keys.split(' ').count()).sum();
        assert_eq!(rebound.len(), all, "every key is in the file");
        assert_eq!(Keymap::new(&scheme, &rebound).rows, Keymap::new(&scheme, &[]).rows);
    }

    #[test]
    fn keys_are_added_changed_and_removed() {
        let text = "[read]\nCtrl-n = \"next-mark\"\nx = \"nop\"\n\"f x\" = \"show-lost\"\n[select]\nJ = 'next-sentence'";
        check(text, &[]);
        assert_eq!(action(text, Table::Read, "Ctrl-n"), Some("next-mark"));
        assert_eq!(action(text, Table::Read, "]"), Some("next-mark"));
        assert_eq!(action(text, Table::Read, "x"), None);
        assert_eq!(action(text, Table::Select, "x"), Some("reject"));
        assert_eq!(action(text, Table::Filter, "x"), Some("show-lost"));
        assert_eq!(action(text, Table::Select, "J"), Some("next-sentence"));
    }

    #[test]
    fn a_category_is_named_by_its_id() {
        let scheme = Scheme::claims();
        let last = scheme.categories.last().unwrap();
        let text = format!("[read]\np = \"categorise {}\"\n\"i p\" = \"categorise {0}\"", last.id);
        let (rebound, diagnostics) = parse(&text, "keys.toml", &scheme);
        assert_eq!(diagnostics, []);
        let categories: Vec<_> = rebound.iter().map(|own| own.meaning.unwrap().category.unwrap()).collect();
        assert_eq!(categories, [scheme.category_by_id(&last.id).unwrap(); 2]);
        assert_eq!(rebound[1].table, Table::Also);
        check("[read]\np = \"categorise of-another-scheme\"", &[]);
        let slip = format!("[read]\np = \"categorise {}s\"", last.id);
        assert!(
            starts_with(&slip, "keys.toml:2:5: the scheme has no category"),
            "{}",
            self::diagnostics(&slip)
        );
        let none = "[read]\np = \"categorise\"";
        assert!(
            starts_with(none, "keys.toml:2:5: `categorise` needs a category"),
            "{}",
            self::diagnostics(none)
        );
    }

    fn starts_with(text: &str, with: &str) -> bool {
        diagnostics(text).starts_with(with)
    }

    #[test]
    fn reports_unknown_words_with_line_and_column() {
        check("[raad]\n", &["keys.toml:1:2: unknown mode `raad` (hint: did you mean `read`?)"]);
        check(
            "read = 1",
            &[
                "keys.toml:1:1: the mode `read` is not a table (hint: write `[read]` on a line of its own, and its keys below it)",
            ],
        );
        check(
            "[read]\nCtrl-n = \"next-marc\"",
            &["keys.toml:2:10: unknown action `next-marc` (hint: did you mean `next-mark`?)"],
        );
        check(
            "[read]\nPgDwn = \"top\"",
            &["keys.toml:2:1: unknown key `PgDwn` (hint: did you mean `PgDn`?)"],
        );
        check(
            "[read]\nCtrl-i = \"top\"",
            &["keys.toml:2:1: terminals send `Ctrl-i` as `Tab` (hint: write `Tab`)"],
        );
        check(
            "[read]\nx = 1\n\"f p q\" = \"top\"\nz = \"top 3\"",
            &[
                "keys.toml:2:5: not the name of an action (hint: write it in quotation marks, such as \"next-mark\")",
                "keys.toml:3:1: `f p q` is more than two keys (hint: write one key, or a prefix and a key)",
                "keys.toml:4:5: `top` takes no argument (hint: remove `3`)",
            ],
        );
        check(
            "[read]\nz = \"cursor-forward\"",
            &["keys.toml:2:5: `cursor-forward` does nothing in [read] (hint: it belongs to [select])"],
        );
    }

    #[test]
    fn reports_two_rows_for_one_key() {
        let text = "[read]\n\"f x\" = \"show-all\"\nSpace = \"top\"\n\" \" = \"bottom\"\n[filter]\nx = \"show-decided\"";
        let reported = diagnostics(text);
        assert!(reported.contains("keys.toml:2:1: `x` is already bound in line 6"), "{reported}");
        assert_eq!(action(text, Table::Filter, "x"), Some("show-decided"));
        assert_eq!(action(text, Table::Read, "Space"), Some("top"));
    }

    #[test]
    fn reports_what_no_key_reaches_any_more() {
        check(
            "[read]\nf = \"page-down\"",
            &["keys.toml:2:1: no key opens [filter] any more (hint: bind another key to \"filter\")"],
        );
        check("[read]\nf = \"page-down\"\nF = \"filter\"\n\"F x\" = \"show-all\"", &[]);
        check("[read]\nf = \"nop\"", &[]);
        check(
            "[read]\n\"x p\" = \"top\"",
            &["keys.toml:2:1: `x` is no prefix in [read] (hint: the prefixes are `f`, `i`, `s`)"],
        );
        check(
            "[read]\nq = \"nop\"\nCtrl-c = \"nop\"",
            &["keys.toml:3:1: no key is left for `quit` in [read] (hint: bind another key to \"quit\")"],
        );
        let id = Scheme::claims().categories[0].id.clone();
        check(
            "[read]\n1 = \"top\"",
            &[&format!(
                "keys.toml:2:1: `1` was the only key of `{id}` in [read] (hint: bind another key to \"categorise {id}\")"
            )],
        );
    }

    #[test]
    fn invalid_toml_does_not_hide_the_rest() {
        let text = "[read]\nx = \nCtrl-n = \"next-mark\"\n";
        assert!(starts_with(text, "keys.toml:2:"), "{}", diagnostics(text));
        assert_eq!(action(text, Table::Read, "Ctrl-n"), Some("next-mark"));
        let doubled = "[read]\nz = \"top\"\nz = \"bottom\"\n";
        assert!(starts_with(doubled, "keys.toml:3:"), "{}", diagnostics(doubled));
        for text in [
            "",
            "\0",
            "[",
            "[[read]]",
            "[read",
            "= = =",
            "[read]\n\"\" = \"\"",
            "[read]\n\"\u{202e}\"=\"\u{1b}\"",
        ] {
            let _ = parse(text, "keys.toml", &Scheme::claims());
        }
    }

    #[test]
    fn a_file_of_another_kind_is_rejected_quickly() {
        let rows = |row: &dyn Fn(u32) -> String| (0..60_000).map(row).collect::<String>();
        let letter = |number| char::from_u32(0x4e00 + number).unwrap_or('x');
        for text in [
            rows(&|_| "x = 1\n".to_owned()),
            rows(&|number| format!("\"{}\" = \"top\"\n", letter(number))),
            rows(&|_| "= \n".to_owned()),
            "[".repeat(100_000),
        ] {
            let begun = std::time::Instant::now();
            let (rebound, diagnostics) = parse(&format!("[read]\n{text}"), "keys.toml", &Scheme::claims());
            let keymap = Keymap::new(&Scheme::claims(), &rebound);
            assert!(keymap.rows.len() < 200 && diagnostics.len() <= MAX_DIAGNOSTICS + 1);
            assert!(begun.elapsed().as_secs() < 5, "it took {:?}", begun.elapsed());
        }
    }
}
