//! What a person decides about a passage, and how the passage is found again.

pub mod anchor;
pub mod file;
pub mod merge;
pub mod selector;

pub use anchor::{Anchor, anchor, anchor_all, refreshed};
pub use file::{Header, TagDocument};
pub use selector::Selector;

use crate::text::digest;
use serde::{Deserialize, Serialize};

/// The word for a decision that was made on many claims at once ([`Tag::via`]).
pub const BULK: &str = "bulk";

/// The word for what annotators had decided alike, so that nothing was left to settle ([`Tag::via`]).
pub const AGREED: &str = "agreed";

/// What the reader decided about a passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Decision {
    /// The machine's categories are right.
    Confirmed,
    /// It is a claim, but of other categories than the machine said.
    Retagged,
    /// It is not a claim.
    Rejected,
    /// A claim that the machine missed.
    Added,
    /// Read, and there is nothing here.
    Nothing,
    /// Noted or labelled, but not decided yet.
    Open,
    /// A word that a later version wrote; it is shown and kept as it is.
    Other(String),
}

impl Decision {
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

    /// Whether it says that the passage is a claim.
    pub const fn is_claim(&self) -> bool {
        matches!(self, Self::Confirmed | Self::Retagged | Self::Added)
    }

    /// The decision that `word` stands for.
    pub fn of_word(word: &str) -> Self {
        let known = [Self::Confirmed, Self::Retagged, Self::Rejected, Self::Added, Self::Nothing, Self::Open];
        known
            .into_iter()
            .find(|decision| decision.word() == word)
            .unwrap_or_else(|| Self::Other(word.to_owned()))
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
    /// Its name in the file, made once and never changed.
    pub id: String,
    /// The passage, by quotation and position.
    pub selector: Selector,
    /// Ids of the categories that the reader gave it; none if rejected or nothing.
    pub categories: Vec<String>,
    /// What was decided.
    pub decision: Decision,
    /// Free words.
    pub labels: Vec<String>,
    /// A free remark; empty if there is none.
    pub note: String,
    /// Who decided.
    pub annotator: String,
    /// When, as RFC 3339 in UTC.
    pub at: String,
    /// What the machine had proposed; nothing if it had not marked the passage.
    pub proposed: Option<Proposed>,
    /// Where the passage was seen last, if that differs from `selector`, which never changes.
    pub seen: Option<Selector>,
    /// Whether the reader saw the machine's word when they decided; nothing where there was none to see, and in
    /// files of before this was told.
    pub saw_machine: Option<bool>,
    /// How it was decided, if not by itself: [`BULK`], [`AGREED`]; any other word is kept.
    pub via: Option<String>,
    /// The tags that it settles, in an adjudication: annotator and id, with a colon between.
    pub from: Vec<String>,
    /// What else was decided on this tag in another copy of the file, until the reader decides again.
    pub rivals: Vec<Rival>,
}

/// How often a reader kept the machine's word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// Claims of the machine that were decided.
    pub decided: usize,
    /// Those of which just the machine's categories were kept.
    pub kept: usize,
}

impl Kept {
    /// Counts one more.
    pub fn count(&mut self, kept: bool) {
        self.decided += 1;
        self.kept += usize::from(kept);
    }

    /// The share that was kept; nothing where none was decided.
    pub fn share(self) -> Option<f64> {
        (self.decided > 0).then(|| self.kept as f64 / self.decided as f64)
    }
}

/// The side of a conflict that did not prevail: kept whole, so that nothing decided is lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rival {
    /// What was decided.
    pub decision: Decision,
    /// Ids of the categories.
    pub categories: Vec<String>,
    /// The remark; empty if there is none.
    pub note: String,
    /// Who decided.
    pub annotator: String,
    /// When, as RFC 3339 in UTC.
    pub at: String,
}

impl Tag {
    /// A tag that says nothing of a passage yet, and has no id.
    pub fn bare(selector: Selector) -> Self {
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
            rivals: Vec::new(),
        }
    }

    /// Whether it was decided together with many others.
    pub fn is_bulk(&self) -> bool {
        self.via.as_deref() == Some(BULK)
    }

    /// Whether the decision was made blind: there was no word of the machine, or the reader did not see it. Of a
    /// file that does not tell, a proposal counts as seen.
    pub fn is_blind(&self) -> bool {
        self.saw_machine.map_or(self.proposed.is_none(), |saw| !saw)
    }

    /// Whether the reader kept just the categories that the machine had proposed; nothing where it had proposed none,
    /// or nothing is decided on them.
    pub fn kept(&self) -> Option<bool> {
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

    /// Where the passage was seen last.
    pub fn sighting(&self) -> &Selector {
        self.seen.as_ref().unwrap_or(&self.selector)
    }
}

/// The id of a new tag: from what it marks, who made it and when, never from where it stands.
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
    fn the_machines_word_is_kept_or_changed_or_there_was_none() {
        let tag = |decision, categories: &[&str], proposed: Option<&[&str]>| {
            let proposed = proposed.map(|ids| Proposed {
                categories: ids.iter().map(|&id| (id.to_owned(), 700)).collect(),
                cues: Vec::new(),
            });
            let categories = categories.iter().map(|&id| id.to_owned()).collect();
            Tag { categories, decision, proposed, ..Tag::bare(Selector::default()) }
        };
        let check =
            |tag: Tag, kept, blind| assert_eq!((tag.kept(), tag.is_blind()), (kept, blind), "{tag:?}");
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
