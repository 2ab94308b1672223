//! Rows of the list of cues on trial.

use crate::claim::OwnCue;
use crate::reading::cue_proposal::CueProposal;

/// Wrong decisions from which a cue is doubtful.
const MIN_WRONG: usize = 3;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CueRow {
    /// Claims of the cue that the reader accepted and rejected.
    Judged {
        id: String,
        right: usize,
        wrong: usize,
    },
    Silenced(String),
    Own(OwnCue),
    /// Words that the reader keeps tagging with this category.
    Proposal {
        category: String,
        words: CueProposal,
    },
    /// A line for a cue of the reader's own words.
    New,
}

/// Was a cue wrong so often that silence is better?
pub(in crate::session) const fn is_doubtful(right: usize, wrong: usize) -> bool {
    wrong >= MIN_WRONG && wrong > 2 * right
}
