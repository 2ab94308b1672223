//! Tags: a person's decisions on passages, and the selectors that find the passages again.

pub mod anchor;
pub mod file;
pub mod merge;
pub mod selector;

pub use anchor::{Anchor, anchor, anchor_all, refreshed};
pub use file::{Header, TagDocument};
pub use selector::Selector;

use crate::text::digest;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// [`Tag::via`] of a bulk decision on many claims.
pub const BULK: &str = "bulk";

/// [`Tag::via`] of a passage that annotators had decided alike, so that nothing was left to settle.
pub const AGREED: &str = "agreed";

/// A reader's decision on a passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Decision {
    /// The suggested categories are right.
    Confirmed,
    /// A claim, but of other categories than suggested.
    Retagged,
    Rejected,
    /// A claim without a suggestion.
    Added,
    /// Read, and not a claim.
    Nothing,
    /// Noted or labelled, but undecided.
    Open,
    /// Seen, and left open on purpose.
    Skipped,
    /// From a later version; displayed and kept unchanged.
    Other(String),
}

impl Decision {
    /// All decisions of this version.
    pub const KNOWN: [Self; 7] = [
        Self::Open,
        Self::Confirmed,
        Self::Retagged,
        Self::Rejected,
        Self::Added,
        Self::Nothing,
        Self::Skipped,
    ];

    /// As written in files.
    pub fn word(&self) -> &str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Retagged => "retagged",
            Self::Rejected => "rejected",
            Self::Added => "added",
            Self::Nothing => "nothing",
            Self::Open => "open",
            Self::Skipped => "skipped",
            Self::Other(word) => word,
        }
    }

    /// As people read it.
    pub fn past_tense(&self) -> &str {
        match self {
            Self::Confirmed => "accepted",
            Self::Retagged => "changed",
            Self::Rejected => "rejected",
            Self::Added => "added",
            Self::Nothing => "nothing here",
            Self::Open => "noted, not decided",
            Self::Skipped => "skipped",
            Self::Other(word) => word,
        }
    }

    pub const fn is_claim(&self) -> bool {
        matches!(self, Self::Confirmed | Self::Retagged | Self::Added)
    }

    /// Does it leave the question undecided?
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Open | Self::Skipped)
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

/// The suggestion at the time of the decision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// Category ids with scores in permille, best first.
    pub categories: Vec<(String, u16)>,
    /// Ids of the cues that counted.
    pub cues: Vec<String>,
    /// What made it: `both` or `cues`; other words are kept. `None` for an outside classifier, and in files older than
    /// this field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
    /// Name of the personal model that spoke, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Its bounds, if the reader has set others: code points, end exclusive, counted as those of [`Tag::selector`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<(u32, u32)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// Assigned once and never changed; see [`new_id`].
    pub id: String,
    /// As marked; changed only when the reader sets other bounds, or reads other words and keeps the decision.
    pub selector: Selector,
    /// Ids of the reader's categories; empty if the passage is not a claim.
    pub categories: Vec<String>,
    pub decision: Decision,
    pub labels: Vec<String>,
    pub note: String,
    /// Who makes the claim, in the reader's words; empty for the author or somebody unknown. `None` leaves it to the
    /// suggestion.
    #[serde(default)]
    pub speaker: Option<String>,
    /// Values of the scheme's fields by id, never empty; also those of fields that the scheme does not define.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    pub annotator: String,
    /// RFC 3339 in UTC.
    pub at: String,
    /// `None` without a suggestion.
    pub proposed: Option<Proposed>,
    /// As last seen, if different from `selector`.
    pub seen: Option<Selector>,
    /// Was the suggestion visible before the decision? `None` without one, and in files older than this field.
    pub saw_machine: Option<bool>,
    /// How it was decided, unless individually: [`BULK`], [`AGREED`]; other words are kept.
    pub via: Option<String>,
    /// Tags settled by an adjudication: `annotator:id`.
    pub from: Vec<String>,
    /// Conflicting decisions from other copies of the file, kept until the reader decides again.
    #[serde(rename = "rivals")]
    pub conflicts: Vec<ConflictingDecision>,
}

/// How often readers accepted suggestions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Acceptance {
    /// Suggestions with a decision.
    pub decided: usize,
    /// Suggestions whose categories were kept exactly.
    pub accepted: usize,
}

impl Acceptance {
    pub fn count(&mut self, accepted: bool) {
        self.decided += 1;
        self.accepted += usize::from(accepted);
    }

    /// `None` without decisions.
    pub fn rate(self) -> Option<f64> {
        (self.decided > 0).then(|| self.accepted as f64 / self.decided as f64)
    }
}

/// The losing side of a merge conflict, kept whole so that no decision is lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictingDecision {
    pub decision: Decision,
    pub categories: Vec<String>,
    pub note: String,
    #[serde(default)]
    pub speaker: Option<String>,
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    pub annotator: String,
    /// RFC 3339 in UTC.
    pub at: String,
    /// Its passage, if its bounds are others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passage: Option<Selector>,
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
            speaker: None,
            fields: BTreeMap::new(),
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

    /// Does it hold nothing that a reader wrote: no note, label, speaker or field?
    pub fn is_bare(&self) -> bool {
        self.note.is_empty() && self.labels.is_empty() && self.speaker.is_none() && self.fields.is_empty()
    }

    pub fn is_bulk(&self) -> bool {
        self.via.as_deref() == Some(BULK)
    }

    /// Does it only record that annotators had decided alike?
    pub fn is_agreed(&self) -> bool {
        self.via.as_deref() == Some(AGREED)
    }

    /// Was it decided without seeing a suggestion? Files without this information count as seen.
    pub fn is_blind(&self) -> bool {
        self.saw_machine.map_or(self.proposed.is_none(), |saw| !saw)
    }

    /// Does the decision keep exactly the suggested categories? `None` without a suggestion or a decision on it.
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

    pub fn latest_selector(&self) -> &Selector {
        self.seen.as_ref().unwrap_or(&self.selector)
    }

    /// Has the reader set other bounds than those of the suggestion?
    pub fn is_rebounded(&self) -> bool {
        self.proposed.as_ref().is_some_and(|proposed| proposed.range.is_some())
    }

    /// Bounds of the suggestion beside a passage that is now at `start..end`, in code points; `None` without one.
    ///
    /// An edit of the article moves them with the passage.
    pub fn proposed_range(&self, (start, end): (u32, u32)) -> Option<(u32, u32)> {
        let (from, to) = self.proposed.as_ref()?.range.unwrap_or((self.selector.start, self.selector.end));
        let moved = |now: u32, was: u32, at: u32| (i64::from(now) + i64::from(at) - i64::from(was)).max(0);
        let (from, to) = (moved(start, self.selector.start, from), moved(end, self.selector.end, to));
        Some((u32::try_from(from).ok()?, u32::try_from(to.max(from)).ok()?))
    }
}

/// Id of a new tag: a digest of quotation, annotator and time, never of its position.
///
/// `turn` distinguishes tags of one person on one passage at one moment.
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
                ..Proposed::default()
            });
            let categories = categories.iter().map(|&id| id.to_owned()).collect();
            Tag { categories, decision, proposed, ..Tag::new(Selector::default()) }
        };
        let check = |tag: Tag, accepts, blind| {
            assert_eq!((tag.accepts_proposal(), tag.is_blind()), (accepts, blind), "{tag:?}");
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
        for word in ["confirmed", "retagged", "rejected", "added", "nothing", "open", "skipped", "postponed"]
        {
            assert_eq!(Decision::of_word(word).word(), word);
        }
        assert_eq!(Decision::of_word("added"), Decision::Added);
    }
}
