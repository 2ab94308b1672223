//! Numbers of marks by category and status, updated as marks change.

use super::mark::{Mark, Status};
use crate::claim::CategoryId;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Without orphans.
    pub marks: usize,
    pub decided: usize,
    /// Left open on purpose; not among the decided.
    pub skipped: usize,
    pub orphaned: usize,
    /// Tags whose words or place changed, until somebody looks; among the marks, and not among the decided.
    pub doubtful: usize,
    categories: Vec<CategoryCounts>,
}

/// Marks of one category; a mark of two categories counts for both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CategoryCounts {
    pub claims: usize,
    /// Settled claims.
    pub decided: usize,
    pub rejected: usize,
}

impl Counts {
    pub(super) fn new(categories: usize) -> Self {
        Self { categories: vec![CategoryCounts::default(); categories], ..Self::default() }
    }

    pub fn category(&self, category: CategoryId) -> CategoryCounts {
        self.categories.get(usize::from(category.0)).copied().unwrap_or_default()
    }

    /// Decisions by category, on claims and against them.
    pub fn decisions(&self) -> Vec<usize> {
        self.categories.iter().map(|category| category.decided + category.rejected).collect()
    }

    /// Adds `mark` to the counts, or subtracts it.
    pub(super) fn update(&mut self, mark: &Mark, added: bool) {
        let step = |count: &mut usize| *count = if added { *count + 1 } else { count.saturating_sub(1) };
        if mark.status == Status::Orphaned {
            step(&mut self.orphaned);
            return;
        }
        step(&mut self.marks);
        if mark.status.is_decided() {
            step(&mut self.decided);
        }
        if mark.status == Status::Doubtful {
            step(&mut self.doubtful);
        }
        if mark.status == Status::Skipped {
            step(&mut self.skipped);
        }
        for category in &mark.categories {
            let Some(counts) = self.categories.get_mut(usize::from(category.0)) else { continue };
            if !mark.status.is_claim() {
                step(&mut counts.rejected);
                continue;
            }
            step(&mut counts.claims);
            if mark.status.is_decided() {
                step(&mut counts.decided);
            }
        }
    }
}
