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

impl SchemeSource {
    /// Moves all positions beyond the end of another text, so that none of them is taken for a place in it.
    pub(super) fn move_beyond(&mut self, text: &str) {
        let by = text.len() + 1;
        let shift = |written: &mut Located| written.at += by;
        let patterns = |patterns: &mut Vec<PatternSource>| {
            for pattern in patterns.iter_mut() {
                shift(&mut pattern.written);
            }
        };
        for cue in &mut self.cues {
            shift(&mut cue.id);
            patterns(&mut cue.patterns);
            cue.matches.iter_mut().chain(&mut cue.misses).chain(&mut cue.unless).for_each(shift);
        }
        patterns(&mut self.stops);
        patterns(&mut self.other_patterns);
        self.terminators.iter_mut().for_each(shift);
        self.lists.iter_mut().flat_map(|(_, words)| words).for_each(shift);
        self.model_at += by;
        for combination in &mut self.combinations {
            combination.model_at += by;
            combination.threshold_at += by;
        }
    }
}
