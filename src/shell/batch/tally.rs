//! What came of a corpus, in figures.

use crate::claim::Claim;
use serde::{Deserialize, Serialize};

/// Sentences and claims.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Sentences that were looked through.
    pub sentences: u64,
    /// Those that make a claim.
    pub claims: u64,
    /// Claims of each category, in the order of the scheme; one with two categories counts in both.
    pub of_category: Vec<u64>,
    /// Articles, or parts of them, whose claims are our own because another classifier failed.
    #[serde(default)]
    pub instead: u64,
}

impl Tally {
    /// Counts the claims of a text of so many sentences.
    pub fn of(claims: &[Claim], sentences: usize, categories: usize) -> Self {
        let mut of_category = vec![0; categories];
        for scored in claims.iter().flat_map(|claim| &claim.scores) {
            if let Some(count) = of_category.get_mut(usize::from(scored.category.0)) {
                *count += 1;
            }
        }
        Self { sentences: sentences as u64, claims: claims.len() as u64, of_category, instead: 0 }
    }

    /// Adds what came of another text.
    pub fn add(&mut self, other: &Self) {
        self.sentences += other.sentences;
        self.claims += other.claims;
        self.instead += other.instead;
        self.of_category.resize(self.of_category.len().max(other.of_category.len()), 0);
        for (count, more) in self.of_category.iter_mut().zip(&other.of_category) {
            *count += more;
        }
    }
}
