//! Choices for one mark or for many at once.

use crate::claim::CategoryId;
use crate::reading::Filter;
use crate::text::number::counted;

/// Which compared annotator's judgment to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    First,
    Second,
    Both,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    /// This category alone.
    Is(CategoryId),
    /// Adds or removes this category.
    Also(CategoryId),
    /// Confirms the suggestion.
    Accept,
    /// Not a claim.
    Reject,
    /// Seen, and left open.
    Skip,
    Clear,
    /// Adopts an annotator's judgment.
    Take(Side),
}

/// A decision on all listed marks, awaiting confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bulk {
    pub(super) choice: Choice,
    /// Number of claims affected.
    pub(super) count: usize,
    /// Filter to restore.
    pub(super) before: Filter,
    /// Current mark to restore.
    pub(super) current: Option<usize>,
}

impl Bulk {
    /// For example `accept 12 claims`.
    pub fn question(&self) -> String {
        let verb = match self.choice {
            Choice::Reject => "reject",
            Choice::Clear => "clear",
            _ => "accept",
        };
        format!("{verb} {}", counted(self.count, "claim"))
    }
}
