//! A scheme compiled for the engine: its vocabulary, its matchers, and what each word can trigger.

use super::lexicon::SpeakerLexicon;
use super::matcher::{Matcher, SetTable};
use super::pattern::{SetId, WordSets};
use super::scope::ScopeRule;
use super::token::{self, BREAK, CLAUSE_START, COMMA, OPEN_QUOTE, STOPPED, Token};
use super::vocabulary::WordId;
use crate::text::Span;
use serde::{Deserialize, Serialize};

/// Begins a clause after a comma.
pub(super) const OPENER: u8 = 1;
/// Begins a clause that the next comma ends.
pub(super) const INTRODUCTION: u8 = 2;
/// May precede the real beginning of a clause.
pub(super) const LEADING: u8 = 4;
pub(super) const CUE: u8 = 8;
pub(super) const STOP: u8 = 16;
/// Anchors a trigger of a scope rule.
pub(super) const TRIGGER: u8 = 32;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct CompiledScheme {
    pub(super) words: WordSets,
    /// Those of `words`, in the form in which matchers ask for them.
    #[serde(skip)]
    pub(super) sets: SetTable,
    pub(super) cues: Matcher,
    pub(super) stops: Matcher,
    pub(super) triggers: Matcher,
    pub(super) pseudo_triggers: Matcher,
    pub(super) rules: Vec<ScopeRule>,
    pub(super) roles: WordRoles,
    pub(super) lexicon: SpeakerLexicon,
}

/// The roles of every word in one table: most sentences trigger little and need one look per word.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct WordRoles(Vec<u8>);

impl WordRoles {
    pub(super) fn new(words: &WordSets, sets: [(u8, SetId); 3], matchers: [(u8, &Matcher); 3]) -> Self {
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
                *known |= if matcher.is_anchor(word as WordId) { role } else { 0 };
            }
        }
        Self(roles)
    }

    fn of(&self, word: WordId) -> u8 {
        self.0.get(usize::from(word)).copied().unwrap_or(0)
    }
}

impl CompiledScheme {
    /// Replaces `tokens` with the words of a sentence and marks where clauses begin. Returns the union of
    /// the words' roles.
    ///
    /// A comma begins a clause before a word such as "but" or "which", and where it closes a clause that a
    /// word such as "while" opened. Commas of lists and appositions begin none.
    pub(super) fn tokenize(&self, text: &str, sentence: Span, tokens: &mut Vec<Token>) -> u8 {
        token::tokenize(text, sentence, &self.words.vocabulary, tokens);
        let mut in_introduction = false;
        let mut opening = true;
        let mut roles = 0;
        for token in tokens {
            let role = self.roles.of(token.word);
            roles |= role;
            if token.has(BREAK) || token.has(COMMA) && (in_introduction || role & OPENER != 0) {
                token.flags |= CLAUSE_START;
                in_introduction = false;
            }
            opening |= token.has(CLAUSE_START | COMMA | OPEN_QUOTE);
            in_introduction |= opening && role & INTRODUCTION != 0;
            opening &= role & LEADING != 0;
        }
        roles
    }

    pub(super) fn mark_stopped(&self, tokens: &mut [Token]) {
        let mut stopped = Vec::new();
        self.stops.run(tokens, &self.sets, &mut |_, start, end| stopped.push((start, end)));
        for (start, end) in stopped {
            for token in tokens.get_mut(start..end).unwrap_or_default() {
                token.flags |= STOPPED;
            }
        }
    }
}
