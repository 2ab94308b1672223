//! A scheme's cues, lists and patterns with their positions in the file, for checks that report them.

use super::category::{CategoryId, CueId};
use super::pattern::Program;
use super::toml_table::Located;

pub(super) struct PatternSource {
    pub(super) written: Located,
    pub(super) programs: Vec<Program>,
}

pub(super) struct CueSource {
    pub(super) cue: CueId,
    pub(super) id: Located,
    pub(super) weight_by_hand: i32,
    pub(super) patterns: Vec<PatternSource>,
    pub(super) matches: Vec<Located>,
    pub(super) misses: Vec<Located>,
    pub(super) unless: Vec<Located>,
}

/// A `[[model.category]]` table.
pub(super) struct CombinationSource {
    pub(super) category: CategoryId,
    /// Byte offsets of the keys; of the table for one that is left out.
    pub(super) model_at: usize,
    pub(super) threshold_at: usize,
}

/// Parts in use only: the parser has reported the rest.
#[derive(Default)]
pub(super) struct SchemeSource {
    pub(super) cues: Vec<CueSource>,
    /// Byte offset of the `[model]` table.
    pub(super) model_at: usize,
    pub(super) combinations: Vec<CombinationSource>,
    pub(super) lists: Vec<(String, Vec<Located>)>,
    pub(super) stops: Vec<PatternSource>,
    /// Patterns of scope rules and speakers.
    pub(super) other_patterns: Vec<PatternSource>,
    pub(super) terminators: Vec<Located>,
}
