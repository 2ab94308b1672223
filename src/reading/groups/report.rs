//! The groups of a corpus with how they are to be told, whatever they are told as.

use super::{By, Count, Group, Groups, Kind, Per};
use crate::claim::Scheme;

/// What was counted, and what of it is wanted.
#[derive(Debug, Clone, Copy)]
pub struct GroupReport<'t> {
    /// The groups.
    pub groups: &'t Groups,
    /// The scheme that all claims were counted under.
    pub scheme: &'t Scheme,
    /// How many groups are told one by one.
    pub most: usize,
    /// What the categories' numbers are taken per; nothing for numbers of claims.
    pub per: Option<Per>,
    /// How many articles and lines could not be counted.
    pub failed: u64,
    /// Whether there may be articles that nothing is known of, because no claim was found in them.
    pub only_with_claims: bool,
}

impl GroupReport<'_> {
    /// The groups in their order.
    pub fn list(&self) -> Vec<Group> {
        self.groups.told(self.most)
    }

    /// What is grouped by.
    pub const fn by(&self) -> &By {
        self.groups.by()
    }

    /// Whether groups have articles; speakers have none.
    pub fn has_articles(&self) -> bool {
        *self.by() != By::Speaker
    }

    /// The categories' numbers of a group, as they are wanted; nothing for what is not known.
    pub fn values(&self, count: &Count) -> Vec<Option<f64>> {
        match self.per {
            Some(per) => count.rates(per),
            None => count.categories.iter().map(|&count| Some(count as f64)).collect(),
        }
    }

    /// The same as lengths of bars: whatever is more than nothing has one.
    #[allow(clippy::cast_sign_loss)] // None is less than nothing.
    pub fn lengths(&self, count: &Count) -> Vec<usize> {
        let times = if self.per.is_some() { 100.0 } else { 1.0 };
        let length = |value: Option<f64>| (value.unwrap_or(0.0) * times).ceil() as usize;
        self.values(count).into_iter().map(length).collect()
    }

    /// Whether a group is drawn to the same measure as the others: beside what many come to together, or what has no
    /// name, they would be specks, unless it is taken per something. The author is one who speaks like others.
    pub fn is_drawn(&self, group: &Group) -> bool {
        group.kind == Kind::Named
            || self.per.is_some()
            || (group.kind == Kind::Unnamed && *self.by() == By::Speaker)
    }

    /// A value as it is shown.
    pub fn shown(&self, value: Option<f64>) -> String {
        match (value, self.per) {
            (None, _) => "–".to_owned(),
            (Some(value), Some(_)) => format!("{value:.1}"),
            (Some(value), None) => format!("{value:.0}"),
        }
    }
}
