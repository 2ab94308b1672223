//! Names that people have confirmed to be names of one party: *Moscow*, *the Kremlin*. Nothing here guesses.

use super::toml_table::{SchemeFile, TomlTable};
use serde::{Deserialize, Serialize};

/// Groups of names, each of one party. The first name of a group is the one that the others were added to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aliases {
    groups: Vec<Vec<String>>,
}

impl Aliases {
    /// The `[aliases]` table of a scheme: `"Tarsovia" = ["the Tarsovian government"]`.
    pub(super) fn parse(root: &TomlTable<'_>, file: &mut SchemeFile<'_>) -> Self {
        let mut aliases = Self::default();
        let Some(table) = root.table("aliases", "the aliases", file) else { return aliases };
        for (name, others) in table.all_strings(file) {
            for other in others {
                if name_key(&name).is_empty() || name_key(&other.text).is_empty() {
                    file.warn(other.at, format!("`{}` is no name", other.text));
                    continue;
                }
                if let Some(reason) = aliases.why_needless(&name, &other.text) {
                    file.warn(other.at, reason);
                }
                aliases.add(&name, &other.text);
            }
        }
        aliases
    }

    /// Why an alias says nothing, or may say more than was meant: a name given twice, or to two parties.
    fn why_needless(&self, name: &str, alias: &str) -> Option<String> {
        let key = name_key(name);
        if key == name_key(alias) {
            return Some(format!("`{alias}` is the same name as `{name}`"));
        }
        let party = self.names_of(alias);
        let first = party.get(1)?;
        if holds(&party, &key) {
            return Some(format!("`{alias}` is a name of `{name}` already"));
        }
        Some(format!("`{alias}` is a name of `{first}` already, so that `{name}` is the same party"))
    }

    /// Makes two names those of one party, together with all other names of either.
    pub fn add(&mut self, name: &str, alias: &str) {
        let mut group = self.names_of(name);
        for other in self.names_of(alias) {
            if !holds(&group, &name_key(&other)) {
                group.push(other);
            }
        }
        self.groups.retain(|known| !known.iter().any(|known| holds(&group, &name_key(known))));
        self.groups.push(group);
    }

    /// Adds all groups of `other`.
    pub fn extend(&mut self, other: &Self) {
        for group in &other.groups {
            if let Some((name, others)) = group.split_first() {
                for alias in others {
                    self.add(name, alias);
                }
            }
        }
    }

    /// The name that heads the party of this name, or the name itself.
    pub fn head_of<'n>(&'n self, name: &'n str) -> &'n str {
        let key = name_key(name);
        let group = self.groups.iter().find(|group| holds(group, &key));
        group.and_then(|group| group.first()).map_or(name, String::as_str)
    }

    /// All names of the party of this name, which stands first.
    pub fn names_of(&self, name: &str) -> Vec<String> {
        let key = name_key(name);
        let mut names = vec![name.to_owned()];
        let group = self.groups.iter().find(|group| holds(group, &key));
        names.extend(group.into_iter().flatten().filter(|known| name_key(known) != key).cloned());
        names
    }
}

fn holds(names: &[String], key: &[String]) -> bool {
    names.iter().any(|name| name_key(name) == key)
}

/// The words of a text, with the byte at which each begins; possessive endings and other signs stay out.
pub fn name_words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_inner = |char: char| char.is_alphanumeric() || "'’-".contains(char);
    let runs = text.split(move |char: char| !is_inner(char)).filter(|run| !run.is_empty());
    runs.filter_map(move |run| {
        let at = run.as_ptr().addr() - text.as_ptr().addr();
        let word = run.trim_start_matches(['\'', '’', '-']);
        let before = run.len() - word.len();
        let word = word.trim_end_matches(['\'', '’', '-']);
        let bare = ["'s", "’s", "'S", "’S"].iter().find_map(|ending| word.strip_suffix(ending));
        let word = bare.unwrap_or(word);
        (!word.is_empty()).then_some((at + before, word))
    })
}

/// A name as it is compared: its words in small letters, without an article. Empty if it holds no word.
pub fn name_key(name: &str) -> Vec<String> {
    let mut words: Vec<String> = name_words(name).map(|(_, word)| word.to_lowercase()).collect();
    if words.len() > 1 && words.first().is_some_and(|first| ["the", "a", "an"].contains(&first.as_str())) {
        words.remove(0);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Scheme;

    #[test]
    fn names_of_one_party_are_joined_whichever_was_named() {
        let mut aliases = Aliases::default();
        aliases.add("Tarsovia", "the Harbour House");
        aliases.add("Korvin", "The harbour house");
        assert_eq!(aliases.names_of("korvin"), ["korvin", "The harbour house", "Tarsovia"]);
        assert_eq!(aliases.names_of("Tarsovia"), ["Tarsovia", "Korvin", "The harbour house"]);
        assert_eq!(aliases.names_of("Vell"), ["Vell"]);
        assert_eq!((aliases.head_of("Tarsovia"), aliases.head_of("Vell")), ("Korvin", "Vell"));
        let mut others = Aliases::default();
        others.add("Vell", "the island");
        others.extend(&aliases);
        assert_eq!(others.names_of("the Island"), ["the Island", "Vell"]);
        assert_eq!(others.names_of("Korvin").len(), 3);
    }

    #[test]
    fn a_scheme_holds_aliases_and_warns_of_what_is_no_name() {
        let category = "category = [{ id = \"vow\", letter = \"V\", key = \"1\" }]\n";
        let text = format!(
            "{category}[aliases]\nTarsovia = [\"the Harbour House\", \"—\"]\nVell = \"the island\"\n"
        );
        let (scheme, warnings) = Scheme::parse(&text, "s").unwrap();
        assert_eq!(scheme.aliases.names_of("Tarsovia"), ["Tarsovia", "the Harbour House"]);
        assert_eq!(scheme.aliases.names_of("the island"), ["the island", "Vell"]);
        let warnings: Vec<String> = warnings.iter().map(ToString::to_string).collect();
        assert!(
            warnings.len() == 1 && warnings[0].contains("s:3:") && warnings[0].contains("is no name"),
            "{warnings:?}"
        );
        let warnings_of = |table: &str| -> Vec<String> {
            let (_, warnings) = Scheme::parse(&format!("{category}[aliases]\n{table}"), "s").unwrap();
            warnings.iter().map(ToString::to_string).collect()
        };
        for (table, expected) in [
            ("Vell = [\"the Vell\"]", "`the Vell` is the same name as `Vell`"),
            ("Vell = [\"the island\", \"The Island\"]", "`The Island` is a name of `Vell` already"),
            ("Vell = [\"Korvin\"]\nKorvin = [\"Vell\"]", "`Korvin` is a name of `Vell` already"),
            (
                "Vell = [\"Korvin\"]\nTarsovia = [\"Korvin\"]",
                "`Korvin` is a name of `Tarsovia` already, so that `Vell` is the same party",
            ),
        ] {
            let warnings = warnings_of(table);
            assert!(warnings.len() == 1 && warnings[0].contains(expected), "{table}: {warnings:?}");
        }
        assert!(warnings_of("Vell = [\"the island\"]\nTarsovia = [\"Korvin\"]").is_empty());
        let extending = "extends = \"claims\"\n[aliases]\nTarsovia = \"Korvin\"\n";
        let scheme = Scheme::parse(extending, "s").unwrap().0;
        assert_eq!(scheme.aliases.names_of("Korvin"), ["Korvin", "Tarsovia"]);
    }
}
