//! How many marks there are of each kind, kept up as they change.

use super::mark::{Mark, Status};
use crate::claim::CategoryId;

/// Counts over all marks of a reading, orphans apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Marks that are not orphaned.
    pub marks: usize,
    /// Those that the reader has settled.
    pub decided: usize,
    /// Tags whose passage is gone.
    pub orphaned: usize,
    categories: Vec<Tally>,
}

/// Marks of one category; one of two categories counts for both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those that count as claims.
    pub claims: usize,
    /// Claims that the reader has settled.
    pub decided: usize,
    /// What the machine proposed as such and the reader rejected.
    pub rejected: usize,
}

impl Counts {
    pub(super) fn new(categories: usize) -> Self {
        Self { categories: vec![Tally::default(); categories], ..Self::default() }
    }

    /// Marks that count as claims of this category; one of two categories counts for both.
    pub fn of(&self, category: CategoryId) -> usize {
        self.tally(category).claims
    }

    /// How the marks of one category stand.
    pub fn tally(&self, category: CategoryId) -> Tally {
        self.categories.get(usize::from(category.0)).copied().unwrap_or_default()
    }

    pub(super) fn account(&mut self, mark: &Mark, added: bool) {
        let step = |count: &mut usize| *count = if added { *count + 1 } else { count.saturating_sub(1) };
        if mark.standing == Status::Orphaned {
            step(&mut self.orphaned);
            return;
        }
        step(&mut self.marks);
        if mark.standing.is_decided() {
            step(&mut self.decided);
        }
        for category in &mark.categories {
            let Some(tally) = self.categories.get_mut(usize::from(category.0)) else { continue };
            match (mark.standing.is_claim(), mark.standing.is_decided()) {
                (true, decided) => {
                    step(&mut tally.claims);
                    if decided {
                        step(&mut tally.decided);
                    }
                }
                (false, _) => step(&mut tally.rejected),
            }
        }
    }
}
