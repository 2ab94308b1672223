//! Which marks the list shows and the keys visit.

use super::mark::{Mark, Standing};
use crate::claim::CategoryId;

/// Which standings pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Show {
    /// Every mark.
    #[default]
    All,
    /// Those that the reader has not settled.
    Undecided,
    /// Those that the reader has settled.
    Decided,
    /// Tags whose passage is gone.
    Orphaned,
}

impl Show {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Undecided => "undecided",
            Self::Decided => "decided",
            Self::Orphaned => "orphaned",
        }
    }
}

/// What a mark must be to be listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only marks of this category.
    pub category: Option<CategoryId>,
    /// Only marks of this standing.
    pub show: Show,
}

impl Filter {
    /// Whether it lets every mark pass.
    pub fn is_open(self) -> bool {
        self == Self::default()
    }

    /// Whether `mark` is listed.
    pub fn passes(self, mark: &Mark) -> bool {
        let standing = match self.show {
            Show::All => true,
            Show::Undecided => matches!(mark.standing, Standing::Undecided | Standing::Doubtful),
            Show::Decided => mark.standing.is_decided(),
            Show::Orphaned => matches!(mark.standing, Standing::Orphaned | Standing::Doubtful),
        };
        standing && self.category.is_none_or(|category| mark.categories.contains(&category))
    }
}
