//! What the reader can decide on a mark, or on many at once.

use crate::claim::CategoryId;
use crate::reading::Filter;
use crate::text::number::counted;

/// Whose judgment is taken, where annotators are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    First,
    Second,
    Both,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    /// Of this category alone.
    Is(CategoryId),
    /// Of this category too, or no longer.
    Also(CategoryId),
    /// The suggestion is right.
    Accept,
    /// Not a claim.
    Reject,
    /// Undecided again.
    Clear,
    /// The judgment of an annotator.
    Take(Side),
}

/// A decision on everything that is listed, to be confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bulk {
    pub(super) choice: Choice,
    /// Claims that it is about.
    pub(super) count: usize,
    /// What was listed before.
    pub(super) before: Filter,
    /// The mark that was current before.
    pub(super) current: Option<usize>,
}

impl Bulk {
    /// The question, such as `accept 12 claims`.
    pub fn question(&self) -> String {
        let verb = match self.choice {
            Choice::Reject => "reject",
            Choice::Clear => "clear",
            _ => "accept",
        };
        format!("{verb} {}", counted(self.count, "claim"))
    }
}
