//! Whose claims a dossier holds, about whom, and of what time.

use super::party::Party;
use std::cmp::Ordering;

/// Time span of a dossier; each end is a date as `2026-11-25`, `2026-11` or `2026`, and belongs to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Period {
    pub since: Option<String>,
    pub until: Option<String>,
}

impl Period {
    pub const fn is_open(&self) -> bool {
        self.since.is_none() && self.until.is_none()
    }

    /// Dates are compared as far as both are known: a month is within its year.
    pub fn admits(&self, day: &str) -> bool {
        let order = |bound: &str| {
            let shared = bound.len().min(day.len());
            day.get(..shared).cmp(&bound.get(..shared))
        };
        self.since.as_deref().is_none_or(|since| order(since) != Ordering::Less)
            && self.until.as_deref().is_none_or(|until| order(until) != Ordering::Greater)
    }

    /// For people, after a number of articles; empty without bounds.
    pub fn words(&self) -> String {
        let since = self.since.as_ref().map(|since| format!(" since {since}")).unwrap_or_default();
        let until = self.until.as_ref().map(|until| format!(" until {until}")).unwrap_or_default();
        since + &until
    }
}

/// What a dossier is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// Whose claims; `None` for everybody's.
    pub speaker: Option<Party>,
    /// About whom; `None` for any claim.
    pub about: Option<Party>,
    pub period: Period,
}

impl Subject {
    /// As a heading.
    pub fn title(&self) -> String {
        let name = |party: &Party| party.name().to_owned();
        match (&self.speaker, &self.about) {
            (Some(speaker), Some(about)) => format!("{} about {}", name(speaker), name(about)),
            (Some(speaker), None) => name(speaker),
            (None, Some(about)) => format!("Others about {}", name(about)),
            (None, None) => "Everybody".to_owned(),
        }
    }

    /// The names that count as the parties of the heading; empty if there are no others.
    pub fn other_names(&self) -> Vec<String> {
        let parties = [&self.speaker, &self.about];
        parties.into_iter().flatten().flat_map(Party::other_names).map(str::to_owned).collect()
    }
}
