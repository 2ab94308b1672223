//! Dossiers: what one party claims over time, or what others claim about it, from the claims of many articles.
//!
//! Claims arrive article by article, and only those of the dossier are kept. The reader's decisions have been applied
//! before: an entry holds the reader's categories and speaker where there are any.

mod address;
mod alias_proposal;
mod builder;
mod entry;
mod party;
mod speakers;
mod subject;

pub use address::{Treatment, treatment};
pub use alias_proposal::{AliasProposal, Reason, propose};
pub use builder::{ArticleClaims, Builder};
pub use entry::{Article, ArticleDate, DateSource, Entry, EntryCategory, Role, Verdict};
pub use party::Party;
pub use speakers::{SpeakerClaims, speakers};
pub use subject::{Period, Subject};

use crate::text::number::counted;

/// [`Entry::engine`] of a claim that the model has not judged.
const CUES: &str = "cues";

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All that were read, without copies and without those outside the period.
    pub articles: u64,
    /// Those of them without a date.
    pub undated: u64,
    pub outside_period: u64,
    pub copies: u64,
    /// Articles and lines that could not be read.
    pub failed: u64,
    /// Does the input leave out articles without claims?
    pub only_with_claims: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dossier {
    pub subject: Subject,
    /// By date, article and place; those without a date last.
    pub entries: Vec<Entry>,
    /// Claims that the reader rejected, in the same order; they count nowhere.
    pub rejected: Vec<Entry>,
    /// Those of the entries, in order of time.
    pub articles: Vec<Article>,
    pub counts: Counts,
    /// Did cues and model find some of the entries, and the cues alone others?
    pub mixes_engines: bool,
    /// Articles with claims here that are copies, each with the article that stands for it.
    pub copies: Vec<(String, String)>,
    /// Speakers whose names share a word with a name of the party, and how many claims they make; not counted.
    pub also_seen: Vec<(String, usize)>,
}

impl Dossier {
    pub fn article(&self, entry: &Entry) -> Option<&Article> {
        self.articles.get(entry.article)
    }

    /// For people, after the categories: the decision, who says it as far as that needs saying, and whether the cues
    /// alone found it where others have the model's word.
    pub fn remarks_on(&self, entry: &Entry) -> Vec<String> {
        let mut remarks: Vec<String> = entry.verdict.iter().map(|verdict| verdict.word.to_owned()).collect();
        remarks.extend(Some(entry.attribution(&self.subject)).filter(|words| !words.is_empty()));
        let is_weaker = self.mixes_engines && entry.engine.as_deref() == Some(CUES);
        remarks.extend(is_weaker.then(|| "by the cues alone".to_owned()));
        remarks
    }

    /// Number of articles with entries.
    pub fn articles_with_claims(&self) -> usize {
        let mut articles: Vec<usize> = self.entries.iter().map(|entry| entry.article).collect();
        articles.sort_unstable();
        articles.dedup();
        articles.len()
    }

    /// The entries of one month after the other, those without a date last. A month is `None` without a date.
    pub fn months(&self) -> impl Iterator<Item = (Option<&str>, &[Entry])> {
        let month = |entry: &Entry| self.article(entry).and_then(Article::month);
        let chunks = self.entries.chunk_by(move |one, other| month(one) == month(other));
        chunks.map(move |chunk| (chunk.first().and_then(month), chunk))
    }

    /// One line for people: how many claims in how many of how many articles, and what that leaves out.
    pub fn summary(&self) -> String {
        let Counts { articles, undated, outside_period, copies, failed, only_with_claims } = self.counts;
        let period = &self.subject.period;
        let of = if only_with_claims { " with claims" } else { "" };
        let mut parts = vec![format!(
            "{} in {} of {}{of}{}",
            counted(self.entries.len(), "claim"),
            self.articles_with_claims(),
            counted(articles, "article"),
            period.words(),
        )];
        let left_out = if period.is_open() { "" } else { " left out" };
        parts.push(format!("{undated} without a date{left_out}"));
        let guesses = self.entries.iter().filter(|entry| entry.is_guess()).count();
        for (count, words) in [
            (guesses as u64, if guesses == 1 { "guess" } else { "guesses" }),
            (self.rejected.len() as u64, "rejected and not counted"),
            (outside_period, "outside this time"),
            (copies, if copies == 1 { "copy counted once" } else { "copies counted once" }),
            (failed, "could not be read"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {words}"));
            }
        }
        parts.join(", ")
    }

    /// Replaces the claims of one article after a visit.
    pub fn update_article(&mut self, at: usize, entries: Vec<Entry>, rejected: Vec<Entry>) {
        for (kept, fresh) in [(&mut self.entries, entries), (&mut self.rejected, rejected)] {
            kept.retain(|entry| entry.article != at);
            kept.extend(fresh.into_iter().map(|entry| Entry { article: at, ..entry }));
        }
        self.sort();
    }

    /// Puts the articles in order of time, those without a date last.
    fn sort_articles(&mut self) {
        let mut order: Vec<usize> = (0..self.articles.len()).collect();
        order.sort_by_key(|&at| {
            let article = self.articles.get(at);
            let day = article.and_then(Article::day);
            (day.is_none(), day, article.map(|article| article.name.as_str()))
        });
        let mut places = vec![0; order.len()];
        for (place, &at) in order.iter().enumerate() {
            if let Some(slot) = places.get_mut(at) {
                *slot = place;
            }
        }
        self.articles = order.iter().filter_map(|&at| self.articles.get(at).cloned()).collect();
        for entry in self.entries.iter_mut().chain(&mut self.rejected) {
            entry.article = places.get(entry.article).copied().unwrap_or(entry.article);
        }
    }

    fn sort(&mut self) {
        let order = |entry: &Entry| (entry.article, entry.start, entry.end);
        self.entries.sort_by_key(order);
        self.rejected.sort_by_key(order);
        let mut engines = self.entries.iter().map(|entry| entry.engine.as_deref());
        self.mixes_engines =
            engines.clone().any(|engine| engine == Some(CUES)) && engines.any(|engine| engine != Some(CUES));
    }
}

#[cfg(test)]
mod tests;
