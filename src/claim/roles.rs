//! What each word may set off, found with one look: most sentences set off little, and are done soon.

use super::matcher::Matcher;
use super::pattern::{SetId, Words};
use super::vocabulary::WordId;

/// The word begins a clause after a comma.
pub(super) const OPENER: u8 = 1;
/// The word begins a clause which the next comma ends.
pub(super) const INTRODUCTION: u8 = 2;
/// The word may stand before the real beginning of a clause.
pub(super) const LEADING: u8 = 4;
/// A cue is looked for from the word.
pub(super) const CUE: u8 = 8;
/// A stop is looked for from the word.
pub(super) const STOP: u8 = 16;
/// A trigger of a scope rule is looked for from the word.
pub(super) const TRIGGER: u8 = 32;

/// The roles of all words.
#[derive(Debug, Clone, Default)]
pub(super) struct Roles(Vec<u8>);

impl Roles {
    /// The roles that come from sets of words and from the words that programs begin at.
    pub(super) fn new(words: &Words, sets: [(u8, SetId); 3], matchers: [(u8, &Matcher); 3]) -> Self {
        let mut roles = vec![0; words.vocabulary.len() + 1];
        for (role, set) in sets {
            for &word in words.members(set) {
                if let Some(known) = roles.get_mut(usize::from(word)) {
                    *known |= role;
                }
            }
        }
        for (word, known) in roles.iter_mut().enumerate().skip(1) {
            for (role, matcher) in matchers {
                *known |= if matcher.begins_at(word as WordId) { role } else { 0 };
            }
        }
        Self(roles)
    }

    /// The roles of a word; an unknown word has none.
    pub(super) fn of(&self, word: WordId) -> u8 {
        self.0.get(usize::from(word)).copied().unwrap_or(0)
    }
}
