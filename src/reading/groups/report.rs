//! Grouped corpus counts, prepared for all output formats.

use super::{Group, GroupBy, GroupCounts, GroupKind, Groups, RatePer};
use crate::claim::Scheme;

#[derive(Debug, Clone, Copy)]
pub struct GroupReport<'t> {
    pub groups: &'t Groups,
    pub scheme: &'t Scheme,
    /// Number of named groups listed.
    pub limit: usize,
    /// `None` for absolute counts.
    pub per: Option<RatePer>,
    /// Articles and lines that could not be counted.
    pub failed: u64,
    /// Does the input leave out articles without claims?
    pub only_with_claims: bool,
}

impl GroupReport<'_> {
    pub fn list(&self) -> Vec<Group> {
        self.groups.ranked(self.limit)
    }

    pub const fn by(&self) -> &GroupBy {
        self.groups.by()
    }

    /// Speakers and fields of claims have no articles.
    pub fn has_articles(&self) -> bool {
        !self.by().is_of_claims()
    }

    /// Count or rate by category; `None` if unknown.
    pub fn values(&self, count: &GroupCounts) -> Vec<Option<f64>> {
        match self.per {
            Some(per) => count.rates(per),
            None => count.categories.iter().map(|&count| Some(count as f64)).collect(),
        }
    }

    /// Values scaled to bar lengths. Non-zero values always draw a sliver.
    #[allow(clippy::cast_sign_loss)] // No value is negative.
    pub fn bar_lengths(&self, count: &GroupCounts) -> Vec<usize> {
        let times = if self.per.is_some() { 100.0 } else { 1.0 };
        let length = |value: Option<f64>| (value.unwrap_or(0.0) * times).ceil() as usize;
        self.values(count).into_iter().map(length).collect()
    }

    /// Does a group get a bar? Without rates, the remainder and the unnamed group would dwarf all other bars; the
    /// author counts as a speaker.
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
