//! How many marks there are of each kind, kept up as they change.

use super::mark::{Mark, Standing};
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
    categories: Vec<usize>,
}

impl Counts {
    pub(super) fn new(categories: usize) -> Self {
        Self { categories: vec![0; categories], ..Self::default() }
    }

    /// Marks that count as claims of this category; one of two categories counts for both.
    pub fn of(&self, category: CategoryId) -> usize {
        self.categories.get(usize::from(category.0)).copied().unwrap_or(0)
    }

    pub(super) fn account(&mut self, mark: &Mark, added: bool) {
        let step = |count: &mut usize| *count = if added { *count + 1 } else { count.saturating_sub(1) };
        if mark.standing == Standing::Orphaned {
            step(&mut self.orphaned);
            return;
        }
        step(&mut self.marks);
        if mark.standing.is_decided() {
            step(&mut self.decided);
        }
        if mark.standing.is_claim() {
            for category in &mark.categories {
                self.categories.get_mut(usize::from(category.0)).into_iter().for_each(step);
            }
        }
    }
}
