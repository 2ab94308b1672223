//! Categories and cues, as a scheme file declares them.

use serde::{Deserialize, Serialize};

/// Index of a category in its scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CategoryId(pub u8);

/// Index of a cue in its scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CueId(pub u16);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    pub id: String,
    pub name: String,
    /// One cell wide and unique in the scheme.
    pub letter: char,
    /// Digit that tags a passage with the category, unique in the scheme.
    pub key: char,
    pub gloss: String,
    /// Log-odds of the category before any cue matches, in milli-logits.
    pub prior: i32,
    /// Lowest score of a claim, in thousandths.
    pub threshold: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cue {
    pub id: String,
    pub category: CategoryId,
    /// The patterns as written, joined by ` ¦ `.
    pub pattern: String,
    /// Log-odds that a match adds, in milli-logits.
    pub weight: i32,
    pub note: Option<String>,
    pub matches: Vec<String>,
    pub misses: Vec<String>,
    /// Adds to other cues of its category and never counts alone.
    pub support: bool,
    /// Cues of one group count once. Each cue is a group of its own unless the file says otherwise.
    pub(super) group: u16,
    /// Ids of the scope rules that do not apply to this cue.
    pub(super) unless: Vec<String>,
}
