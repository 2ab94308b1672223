//! Tags: a person's decisions on passages, and how the passages are found again.

pub mod anchor;
pub mod file;
pub mod merge;
pub mod selector;

pub use anchor::{Anchor, anchor, anchor_all, refreshed};
pub use file::{Header, TagDocument};
pub use selector::Selector;

use crate::text::digest;
use serde::{Deserialize, Serialize};

/// [`Tag::via`] of a decision that was made on many claims at once.
pub const BULK: &str = "bulk";

/// [`Tag::via`] of what annotators had decided alike, so that nothing was left to settle.
pub const AGREED: &str = "agreed";

/// What the reader decided about a passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Decision {
    /// The machine's categories are right.
    Confirmed,
    /// A claim, but of other categories than the machine proposed.
    Retagged,
    Rejected,
    /// A claim that the machine missed.
    Added,
    /// Read, and there is no claim.
    Nothing,
    /// Noted or labelled, but not decided yet.
    Open,
    /// A word of a later version; it is shown and kept as it is.
    Other(String),
}

impl Decision {
    /// All that this version knows.
    pub const KNOWN: [Self; 6] =
        [Self::Open, Self::Confirmed, Self::Retagged, Self::Rejected, Self::Added, Self::Nothing];

    /// The word for it in files.
    pub fn word(&self) -> &str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Retagged => "retagged",
            Self::Rejected => "rejected",
            Self::Added => "added",
            Self::Nothing => "nothing",
            Self::Open => "open",
            Self::Other(word) => word,
        }
    }

    pub const fn is_claim(&self) -> bool {
        matches!(self, Self::Confirmed | Self::Retagged | Self::Added)
    }

    pub fn of_word(word: &str) -> Self {
        let known = Self::KNOWN.into_iter().find(|decision| decision.word() == word);
        known.unwrap_or_else(|| Self::Other(word.to_owned()))
    }
}

impl From<String> for Decision {
    fn from(word: String) -> Self {
        Self::of_word(&word)
    }
}

impl From<Decision> for String {
    fn from(decision: Decision) -> Self {
        decision.word().to_owned()
    }
}

/// What the machine had proposed when the reader decided.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// Category ids with their scores in permille, best first.
    pub categories: Vec<(String, u16)>,
    /// Ids of the cues that counted.
    pub cues: Vec<String>,
}

/// A person's decision on a passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// Made once and never changed; see [`new_id`].
    pub id: String,
    /// The passage as it was first marked; never changed.
    pub selector: Selector,
    /// Ids of the reader's categories; empty if the passage is no claim.
    pub categories: Vec<String>,
    pub decision: Decision,
    /// Free words.
    pub labels: Vec<String>,
    /// A free remark, or empty.
    pub note: String,
    pub annotator: String,
    /// When, as RFC 3339 in UTC.
    pub at: String,
    /// `None` if the machine had not marked the passage.
    pub proposed: Option<Proposed>,
    /// The passage as it was last seen, if that differs from `selector`.
    pub seen: Option<Selector>,
    /// Whether the reader saw the machine's proposal before deciding; `None` if there was no proposal, and in files older
    /// than this field.
    pub saw_machine: Option<bool>,
    /// How it was decided, if not by itself: [`BULK`], [`AGREED`]; any other word is kept.
    pub via: Option<String>,
    /// The tags that an adjudication settles: `annotator:id`.
    pub from: Vec<String>,
    /// Conflicting decisions from other copies of the file, kept until the reader decides again.
    #[serde(rename = "rivals")]
    pub conflicts: Vec<ConflictingDecision>,
}

/// How often readers accepted the machine's proposal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Acceptance {
    /// Proposals that were decided.
    pub decided: usize,
    /// Proposals whose categories were all kept, and no other added.
    pub accepted: usize,
}

impl Acceptance {
    pub fn count(&mut self, accepted: bool) {
        self.decided += 1;
        self.accepted += usize::from(accepted);
    }

    /// The acceptance rate; `None` if nothing was decided.
    pub fn rate(self) -> Option<f64> {
        (self.decided > 0).then(|| self.accepted as f64 / self.decided as f64)
    }
}

/// The side of a merge conflict that did not prevail: kept whole, so that no decision is lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictingDecision {
    pub decision: Decision,
    pub categories: Vec<String>,
    pub note: String,
    pub annotator: String,
    /// When, as RFC 3339 in UTC.
    pub at: String,
}

impl Tag {
    /// An open tag without an id.
    pub fn new(selector: Selector) -> Self {
        Self {
            id: String::new(),
            selector,
            categories: Vec::new(),
            decision: Decision::Open,
            labels: Vec::new(),
            note: String::new(),
            annotator: String::new(),
            at: String::new(),
            proposed: None,
            seen: None,
            saw_machine: None,
            via: None,
            from: Vec::new(),
            conflicts: Vec::new(),
        }
    }

    /// Whether it was decided together with many others.
    pub fn is_bulk(&self) -> bool {
        self.via.as_deref() == Some(BULK)
    }

    /// Whether it only records that annotators had decided alike.
    pub fn is_agreed(&self) -> bool {
        self.via.as_deref() == Some(AGREED)
    }

    /// Whether the reader decided without seeing a proposal. In files that do not say so, a proposal counts as seen.
    pub fn is_blind(&self) -> bool {
        self.saw_machine.map_or(self.proposed.is_none(), |saw| !saw)
    }

    /// Whether the decision keeps exactly the proposed categories; `None` without a proposal or a decision on it.
    pub fn accepts_proposal(&self) -> Option<bool> {
        let proposed = self.proposed.as_ref().map(|proposed| &proposed.categories)?;
        let same = proposed.len() == self.categories.len()
            && proposed.iter().all(|(category, _)| self.categories.contains(category));
        match self.decision {
            _ if proposed.is_empty() => None,
            Decision::Confirmed | Decision::Retagged => Some(same),
            Decision::Rejected => Some(false),
            _ => None,
        }
    }

    /// The passage as it was last seen.
    pub fn latest_selector(&self) -> &Selector {
        self.seen.as_ref().unwrap_or(&self.selector)
    }
}

/// The id of a new tag: a digest of what it marks, who made it and when, never of its position.
///
/// `turn` tells apart two tags of one person on one passage in one moment.
pub fn new_id(selector: &Selector, annotator: &str, at: &str, turn: u64) -> String {
    let turn = turn.to_string();
    let parts = [selector.exact.as_str(), &selector.prefix, annotator, at, &turn];
    format!("t-{}", digest::short_id(&parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposal_is_accepted_changed_or_absent() {
        let tag = |decision, categories: &[&str], proposed: Option<&[&str]>| {
            let proposed = proposed.map(|ids| Proposed {
                categories: ids.iter().map(|&id| (id.to_owned(), 700)).collect(),
                cues: Vec::new(),
            });
            let categories = categories.iter().map(|&id| id.to_owned()).collect();
            Tag { categories, decision, proposed, ..Tag::new(Selector::default()) }
        };
        let check = |tag: Tag, accepts, blind| {
            assert_eq!((tag.accepts_proposal(), tag.is_blind()), (accepts, blind), "{tag:?}")
        };
        check(tag(Decision::Confirmed, &["b", "a"], Some(&["a", "b"])), Some(true), false);
        check(tag(Decision::Retagged, &["a"], Some(&["a", "b"])), Some(false), false);
        check(tag(Decision::Rejected, &[], Some(&["a"])), Some(false), false);
        check(tag(Decision::Open, &[], Some(&["a"])), None, false);
        check(tag(Decision::Added, &["a"], None), None, true);
        check(
            Tag { saw_machine: Some(false), ..tag(Decision::Rejected, &[], Some(&["a"])) },
            Some(false),
            true,
        );
    }

    #[test]
    fn words_and_decisions_are_one_to_one() {
        for word in ["confirmed", "retagged", "rejected", "added", "nothing", "open", "postponed"] {
            assert_eq!(Decision::of_word(word).word(), word);
        }
        assert_eq!(Decision::of_word("added"), Decision::Added);
    }
}
