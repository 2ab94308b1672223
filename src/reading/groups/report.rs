//! The groups of a corpus as every output format needs them.

use super::{Group, GroupBy, GroupCounts, GroupKind, Groups, RatePer};
use crate::claim::Scheme;

#[derive(Debug, Clone, Copy)]
pub struct GroupReport<'t> {
    pub groups: &'t Groups,
    pub scheme: &'t Scheme,
    /// How many named groups are listed.
    pub limit: usize,
    /// `None` for numbers of claims.
    pub per: Option<RatePer>,
    /// Articles and lines that could not be counted.
    pub failed: u64,
    /// Whether the input leaves out articles without claims.
    pub only_with_claims: bool,
}

impl GroupReport<'_> {
    /// The groups in their order.
    pub fn list(&self) -> Vec<Group> {
        self.groups.ranked(self.limit)
    }

    pub const fn by(&self) -> &GroupBy {
        self.groups.by()
    }

    /// Whether groups have articles; speakers have none.
    pub fn has_articles(&self) -> bool {
        *self.by() != GroupBy::Speaker
    }

    /// The number or rate of each category; `None` if unknown.
    pub fn values(&self, count: &GroupCounts) -> Vec<Option<f64>> {
        match self.per {
            Some(per) => count.rates(per),
            None => count.categories.iter().map(|&count| Some(count as f64)).collect(),
        }
    }

    /// The values as lengths of bars. Non-zero values always draw a sliver.
    #[allow(clippy::cast_sign_loss)] // No value is negative.
    pub fn bar_lengths(&self, count: &GroupCounts) -> Vec<usize> {
        let times = if self.per.is_some() { 100.0 } else { 1.0 };
        let length = |value: Option<f64>| (value.unwrap_or(0.0) * times).ceil() as usize;
        self.values(count).into_iter().map(length).collect()
    }

    /// Whether a group has a bar. Without rates, the sum of the others and the unnamed group would dwarf all other bars;
    /// the author is a speaker like others.
    pub fn has_bar(&self, group: &Group) -> bool {
        match group.kind {
            _ if self.per.is_some() => true,
            GroupKind::Named => true,
            GroupKind::Unnamed => *self.by() == GroupBy::Speaker,
            GroupKind::Others => false,
        }
    }

    pub fn format_value(&self, value: Option<f64>) -> String {
        match (value, self.per) {
            (None, _) => "–".to_owned(),
            (Some(value), Some(_)) => format!("{value:.1}"),
            (Some(value), None) => format!("{value:.0}"),
        }
    }
}
