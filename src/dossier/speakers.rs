//! Who speaks in a corpus: the claims of each speaker, under all confirmed names.

use super::{Article, Dossier, Entry};
use crate::claim::{Aliases, name_key};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One party that makes claims.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SpeakerClaims {
    /// The name that heads its aliases, or the one that articles write most.
    pub name: String,
    /// Names as articles write them, the most frequent first, with the claims under each.
    pub names: Vec<(String, usize)>,
    pub claims: usize,
    /// Claims whose speaker was taken from the context.
    pub guesses: usize,
    /// By id; a claim of two categories counts in both.
    pub by_category: BTreeMap<String, usize>,
    /// Articles in which it makes a claim.
    pub articles: usize,
    /// Days of the earliest and the latest of these articles that have one.
    pub first: Option<String>,
    pub last: Option<String>,
}

/// The named speakers of all claims, who makes most first.
pub fn speakers(dossier: &Dossier, aliases: &Aliases) -> Vec<SpeakerClaims> {
    let mut groups: HashMap<Vec<String>, Gathered<'_>> = HashMap::new();
    // Asking the aliases compares with every known name, so that each spelling asks once.
    let mut heads: HashMap<&str, Vec<String>> = HashMap::new();
    for entry in &dossier.entries {
        let Some(name) = entry.speaker.as_deref() else { continue };
        let head = heads.entry(name).or_insert_with(|| name_key(aliases.head_of(name)));
        if !head.is_empty() {
            groups.entry(head.clone()).or_default().add(entry, name);
        }
    }
    let mut all: Vec<SpeakerClaims> =
        groups.into_values().map(|group| group.finish(dossier, aliases)).collect();
    all.sort_by(|one, other| other.claims.cmp(&one.claims).then_with(|| one.name.cmp(&other.name)));
    all
}

#[derive(Default)]
struct Gathered<'d> {
    names: BTreeMap<&'d str, usize>,
    by_category: BTreeMap<String, usize>,
    guesses: usize,
    articles: BTreeSet<usize>,
}

impl<'d> Gathered<'d> {
    fn add(&mut self, entry: &'d Entry, name: &'d str) {
        *self.names.entry(name).or_default() += 1;
        self.guesses += usize::from(entry.is_speaker_guess());
        self.articles.insert(entry.article);
        for category in &entry.categories {
            *self.by_category.entry(category.id.clone()).or_default() += 1;
        }
    }

    fn finish(self, dossier: &Dossier, aliases: &Aliases) -> SpeakerClaims {
        let mut names: Vec<(String, usize)> =
            self.names.into_iter().map(|(name, claims)| (name.to_owned(), claims)).collect();
        names.sort_by(|(one, most), (other, count)| count.cmp(most).then_with(|| one.cmp(other)));
        let written = names.first().map(|(name, _)| name.clone()).unwrap_or_default();
        let head = aliases.head_of(&written);
        let name = if name_key(head) == name_key(&written) { written.clone() } else { head.to_owned() };
        let days = || self.articles.iter().filter_map(|&at| dossier.articles.get(at).and_then(Article::day));
        SpeakerClaims {
            name,
            claims: names.iter().map(|(_, claims)| claims).sum(),
            names,
            guesses: self.guesses,
            by_category: self.by_category,
            articles: self.articles.len(),
            first: days().min().map(str::to_owned),
            last: days().max().map(str::to_owned),
        }
    }
}
