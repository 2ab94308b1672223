//! Collects the claims of a dossier article by article: copies once, and only what lies in its period.

use super::entry::{Article, Entry};
use super::{Dossier, Subject};
use std::collections::{BTreeMap, HashMap};

/// Names kept of speakers that are not counted, so that memory stays bounded.
const MAX_SEEN: usize = 10_000;
/// Copies named one by one.
const MAX_COPIES: usize = 1000;

/// What one article, or one line of a file of claims, adds to a dossier.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ArticleClaims {
    pub article: Article,
    pub entries: Vec<Entry>,
    /// Claims of the dossier that the reader rejected.
    pub rejected: Vec<Entry>,
    /// Decisions in the whole article: of two copies, the one with more of them stands for both.
    pub decided: usize,
    /// Speakers whose names share a word with a name of the party, one for each claim.
    pub also_seen: Vec<String>,
    /// Is this a line of a file of claims? Such lines of one article follow each other.
    pub is_part: bool,
}

/// What is remembered of an article for its copies.
#[derive(Debug, Clone, Copy)]
struct Original {
    decided: usize,
    is_dated: bool,
    /// Index in the dossier if it has entries there.
    at: Option<usize>,
}

#[derive(Debug)]
pub struct Builder {
    dossier: Dossier,
    originals: HashMap<u128, Original>,
    seen: BTreeMap<String, usize>,
    /// The article of the last part, and its index if it has entries.
    last: Option<(String, Option<usize>)>,
}

impl Builder {
    pub fn new(subject: Subject) -> Self {
        let dossier = Dossier { subject, ..Dossier::default() };
        Self { dossier, originals: HashMap::new(), seen: BTreeMap::new(), last: None }
    }

    /// Counts an article or a line that could not be read.
    pub const fn add_failure(&mut self) {
        self.dossier.counts.failed += 1;
    }

    pub fn add(&mut self, claims: ArticleClaims) {
        if claims.is_part && self.last.as_ref().is_some_and(|(name, _)| *name == claims.article.name) {
            return self.add_part(claims);
        }
        self.dossier.counts.only_with_claims |= claims.is_part;
        let known = claims.article.fingerprint.and_then(|print| self.originals.get(&print).copied());
        if let Some(original) = known {
            self.dossier.counts.copies += 1;
            let gives_date = !original.is_dated && claims.article.date.is_some();
            if !gives_date || self.dossier.subject.period.is_open() {
                return self.add_copy(claims, original);
            }
            // Without a date the original was left out of the period; this one takes its place.
            self.dossier.counts.articles = self.dossier.counts.articles.saturating_sub(1);
            self.dossier.counts.undated = self.dossier.counts.undated.saturating_sub(1);
        }
        let name = claims.is_part.then(|| claims.article.name.clone());
        let (print, decided) = (claims.article.fingerprint, claims.decided);
        let is_dated = claims.article.date.is_some();
        let at = if self.admits(&claims.article) { self.keep(claims) } else { None };
        if let Some(print) = print {
            self.originals.insert(print, Original { decided, is_dated, at });
        }
        self.last = name.map(|name| (name, at));
    }

    /// Counts an article, and tells whether its claims belong to the period.
    fn admits(&mut self, article: &Article) -> bool {
        let (counts, period) = (&mut self.dossier.counts, &self.dossier.subject.period);
        match article.day() {
            Some(day) if !period.admits(day) => {
                counts.outside_period += 1;
                return false;
            }
            Some(_) => {}
            None => counts.undated += 1,
        }
        counts.articles += 1;
        article.date.is_some() || period.is_open()
    }

    /// Keeps what belongs to the dossier; returns the index of the article if there is any.
    fn keep(&mut self, claims: ArticleClaims) -> Option<usize> {
        let ArticleClaims { article, entries, rejected, also_seen, .. } = claims;
        for name in also_seen {
            if self.seen.len() < MAX_SEEN || self.seen.contains_key(&name) {
                *self.seen.entry(name).or_default() += 1;
            }
        }
        if entries.is_empty() && rejected.is_empty() {
            return None;
        }
        let at = self.dossier.articles.len();
        self.dossier.articles.push(article);
        self.extend(at, entries, rejected);
        Some(at)
    }

    fn extend(&mut self, at: usize, entries: Vec<Entry>, rejected: Vec<Entry>) {
        let placed = |entry: Entry| Entry { article: at, ..entry };
        self.dossier.entries.extend(entries.into_iter().map(placed));
        self.dossier.rejected.extend(rejected.into_iter().map(placed));
    }

    fn add_part(&mut self, claims: ArticleClaims) {
        match self.last.as_ref().and_then(|(_, at)| *at) {
            Some(at) => self.extend(at, claims.entries, claims.rejected),
            None if self.is_in_period(&claims.article) => {
                let at = self.keep(claims);
                if let Some((_, last)) = &mut self.last {
                    *last = at;
                }
            }
            None => {}
        }
    }

    fn is_in_period(&self, article: &Article) -> bool {
        let period = &self.dossier.subject.period;
        article.day().map_or(period.is_open(), |day| period.admits(day))
    }

    /// A copy counts once: the one with more decisions stands for both, and either may give the date.
    fn add_copy(&mut self, mut copy: ArticleClaims, mut original: Original) {
        let Some(print) = copy.article.fingerprint else { return };
        let known = original.at.and_then(|at| self.dossier.articles.get_mut(at));
        let mut pair = None;
        if let Some(known) = known {
            let is_better = copy.decided > original.decided;
            if copy.article.date.is_none() {
                copy.article.date.clone_from(&known.date);
            }
            if known.date.is_none() {
                known.date.clone_from(&copy.article.date);
            }
            if is_better {
                std::mem::swap(known, &mut copy.article);
            }
            pair = Some((copy.article.name.clone(), known.name.clone()));
        }
        if !original.is_dated && copy.article.date.is_some() {
            self.dossier.counts.undated = self.dossier.counts.undated.saturating_sub(1);
            original.is_dated = true;
        }
        if copy.decided > original.decided {
            original.decided = copy.decided;
            match original.at {
                Some(at) => {
                    self.dossier.entries.retain(|entry| entry.article != at);
                    self.dossier.rejected.retain(|entry| entry.article != at);
                    self.extend(at, copy.entries, copy.rejected);
                }
                None if self.is_in_period(&copy.article) => original.at = self.keep(copy),
                None => {}
            }
        }
        self.originals.insert(print, original);
        if let Some(pair) = pair.filter(|_| self.dossier.copies.len() < MAX_COPIES) {
            self.dossier.copies.push(pair);
        }
    }

    pub fn finish(self) -> Dossier {
        let Self { mut dossier, seen, .. } = self;
        let mut seen: Vec<(String, usize)> = seen.into_iter().collect();
        seen.sort_by(|(one, most), (other, count)| count.cmp(most).then_with(|| one.cmp(other)));
        dossier.also_seen = seen;
        dossier.sort_articles();
        dossier.sort();
        dossier
    }
}
