//! A party under all names that count as its own.

use crate::claim::{Aliases, name_key, name_words};

/// Capitalised words of names that many parties share.
const COMMON: [&str; 32] = [
    "the",
    "of",
    "and",
    "for",
    "mr",
    "mrs",
    "ms",
    "dr",
    "sir",
    "king",
    "queen",
    "prince",
    "president",
    "prime",
    "premier",
    "minister",
    "ministry",
    "government",
    "foreign",
    "defence",
    "defense",
    "chancellor",
    "governor",
    "general",
    "council",
    "party",
    "union",
    "office",
    "secretary",
    "state",
    "states",
    "national",
];

/// The names of one party, in any spelling of its letters' case and with or without an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The first one heads the dossier.
    names: Vec<String>,
    /// Beside the names.
    keys: Vec<Vec<String>>,
    /// Words that tell its names from those of others.
    own_words: Vec<String>,
}

impl Party {
    /// The party of these names, and of all that are aliases of one of them.
    pub fn with_aliases(names: &[String], aliases: &Aliases) -> Option<Self> {
        let others = names.iter().flat_map(|name| aliases.names_of(name).into_iter().skip(1));
        Self::new(names.iter().cloned().chain(others))
    }

    /// `None` if none of the names holds a word.
    pub fn new(names: impl IntoIterator<Item = String>) -> Option<Self> {
        let mut party = Self { names: Vec::new(), keys: Vec::new(), own_words: Vec::new() };
        for name in names {
            let key = name_key(&name);
            if key.is_empty() || party.keys.contains(&key) {
                continue;
            }
            party.own_words.extend(own_words(&name));
            party.names.push(name);
            party.keys.push(key);
        }
        (!party.names.is_empty()).then_some(party)
    }

    /// The name that heads a dossier.
    pub fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// All names but the first.
    pub fn other_names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().skip(1).map(String::as_str)
    }

    /// The words of each name, without an article.
    pub(super) fn keys(&self) -> &[Vec<String>] {
        &self.keys
    }

    /// Is this one of its names?
    pub fn is(&self, name: &str) -> bool {
        self.keys.contains(&name_key(name))
    }

    /// Is this the name that heads the dossier?
    pub fn is_first(&self, name: &str) -> bool {
        self.keys.first().is_some_and(|first| *first == name_key(name))
    }

    /// Does a name that is not its own share a word with one that is, so that it may be its own too?
    pub fn resembles(&self, name: &str) -> bool {
        own_words(name).any(|word| self.own_words.contains(&word))
    }

    /// Words of which every text that names the party, or somebody who resembles it, holds one.
    pub fn needles(&self) -> Vec<&str> {
        let whole = self.keys.iter().filter_map(|key| key.iter().max_by_key(|word| word.len()));
        let mut needles: Vec<&str> = whole.chain(&self.own_words).map(String::as_str).collect();
        needles.sort_unstable();
        needles.dedup();
        needles
    }
}

fn own_words(name: &str) -> impl Iterator<Item = String> {
    let is_proper = |word: &str| word.chars().next().is_some_and(|first| !first.is_lowercase());
    let words =
        name_words(name).filter(move |(_, word)| is_proper(word)).map(|(_, word)| word.to_lowercase());
    words.filter(|word| word.chars().count() > 2 && !COMMON.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(names: &[&str]) -> Party {
        Party::new(names.iter().map(|name| (*name).to_owned())).unwrap()
    }

    #[test]
    fn a_name_counts_with_any_article_case_and_possessive() {
        let party = party(&["Tarsovia", "the Harbour Guild"]);
        for name in ["Tarsovia", "TARSOVIA", "Tarsovia’s", "Harbour Guild", "The harbour  guild"] {
            assert!(party.is(name), "{name}");
        }
        for name in ["Tarsovian", "Premier of Tarsovia", "the Guild", "the", ""] {
            assert!(!party.is(name), "{name}");
        }
        assert_eq!(Party::new(["—".to_owned()]), None);
        assert_eq!(name_key("the"), ["the"], "a word of its own is a name");
    }

    #[test]
    fn names_resemble_each_other_by_a_word_of_their_own() {
        let party = party(&["Tarsovia", "Ada Korvin", "the foreign ministry", "Foreign Minister"]);
        assert!(party.resembles("Premier Korvin") && party.resembles("officials of Tarsovia"));
        assert!(!party.resembles("the Defence Ministry") && !party.resembles("Foreign Minister Lind"));
        assert_eq!(party.needles(), ["ada", "korvin", "minister", "ministry", "tarsovia"]);
    }
}
