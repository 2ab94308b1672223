//! Two articles on one event: which claims both make, and which only one of them makes.
//!
//! Claims of one article are assigned to those of the other one to one, the most similar first, as far as they are
//! similar enough that nine of ten pairs are right (`tests/gold/coverage.jsonl`). The others count as made by one
//! article only, so that a claim in words too far away is listed on both sides.

mod nearness;
mod similarity;
#[cfg(test)]
mod tests;
mod words;

use crate::claim::{LearnedModel, Stated};
use crate::text::Document;
use similarity::Measure;

/// Least similarity of two claims that count as the same. Chosen on the first half of the pairs in
/// `tests/gold/coverage.jsonl`, where all above it are right.
const SAME: f64 = 0.4;

/// An article with its claims in text order.
#[derive(Debug, Clone, Copy)]
pub struct Article<'a> {
    pub document: &'a Document,
    pub claims: &'a [Stated],
}

/// A claim that both articles make.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shared {
    /// Index of the claim in the one article and in the other.
    pub claims: [usize; 2],
    /// From 0 to 1.
    pub similarity: f64,
    /// Do the articles give it categories that have none in common?
    pub differs_in_category: bool,
    /// Do they name different speakers?
    pub differs_in_speaker: bool,
}

impl Shared {
    /// Do the articles make the claim with another category or speaker?
    pub const fn is_otherwise(&self) -> bool {
        self.differs_in_category || self.differs_in_speaker
    }

    /// What differs, a phrase each.
    pub fn notes(&self) -> Vec<&'static str> {
        let notes =
            [(self.differs_in_category, "another category"), (self.differs_in_speaker, "another speaker")];
        notes.into_iter().filter(|(differs, _)| *differs).map(|(_, note)| note).collect()
    }
}

/// The claims of two articles, beside each other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Coverage {
    /// In the order of the one article.
    pub shared: Vec<Shared>,
    /// Indices of the claims that only the one article makes, and of those that only the other makes.
    pub only: [Vec<usize>; 2],
}

impl Coverage {
    /// Does one article make a claim that the other does not make, or makes otherwise?
    pub fn differs(&self) -> bool {
        self.only.iter().any(|only| !only.is_empty()) || self.shared.iter().any(Shared::is_otherwise)
    }
}

/// Compares the claims of two articles by their words, as `model` understands them, and by its judgement of them.
pub fn compare(one: Article<'_>, other: Article<'_>, model: &LearnedModel) -> Coverage {
    let measure = Measure::new(&texts(one), &texts(other), model);
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for here in 0..one.claims.len() {
        for there in 0..other.claims.len() {
            let similarity = measure.similarity(here, there);
            if similarity >= SAME {
                pairs.push((similarity, here, there));
            }
        }
    }
    pairs.sort_by(|(one, here, there), (other, left, right)| {
        other.total_cmp(one).then_with(|| (here, there).cmp(&(left, right)))
    });
    let mut taken = [vec![false; one.claims.len()], vec![false; other.claims.len()]];
    let mut shared = Vec::new();
    for (similarity, here, there) in pairs {
        let [ours, theirs] = &mut taken;
        let (Some(ours), Some(theirs)) = (ours.get_mut(here), theirs.get_mut(there)) else { continue };
        if !*ours && !*theirs {
            (*ours, *theirs) = (true, true);
            shared.extend(pair(one, other, [here, there], similarity));
        }
    }
    shared.sort_by_key(|shared| shared.claims);
    let only = taken.map(|taken| (0..taken.len()).filter(|at| taken.get(*at) == Some(&false)).collect());
    Coverage { shared, only }
}

fn texts(article: Article<'_>) -> Vec<String> {
    article.claims.iter().map(|claim| claim.span.slice(&article.document.text).to_owned()).collect()
}

fn pair(one: Article<'_>, other: Article<'_>, claims: [usize; 2], similarity: f64) -> Option<Shared> {
    let (here, there) = (one.claims.get(claims[0])?, other.claims.get(claims[1])?);
    let is_common = here.categories.iter().any(|category| there.categories.contains(category));
    let differs_in_speaker = match (&here.speaker, &there.speaker) {
        // A guess that differs says more about the guess than about the articles.
        (Some(here_name), Some(there_name)) if !here.is_guess && !there.is_guess => {
            !words::may_be_one_name(here_name, there_name)
        }
        _ => false,
    };
    Some(Shared { claims, similarity, differs_in_category: !is_common, differs_in_speaker })
}
