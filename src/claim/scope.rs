//! Scope rules: words such as "refused to" under which a cue does not count (after Chapman 2001).

use super::category::CategoryId;
use super::matcher::{Matcher, SetTable};
use super::pattern::SetId;
use super::token::{BREAK, CLAUSE_START, Token, span_of};
use crate::text::Span;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ScopeRule {
    pub(super) id: String,
    /// Number of words after the trigger that the rule reaches.
    pub(super) window: usize,
    /// Words that end its reach early.
    pub(super) terminators: SetId,
    pub(super) blocks: Vec<CategoryId>,
}

/// A trigger found in a sentence; positions are token indices.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trigger {
    pub(super) rule: usize,
    start: usize,
    end: usize,
    /// One past the last token in its reach.
    reach: usize,
}

impl Trigger {
    const fn reaches(&self, token: usize) -> bool {
        self.end <= token && token < self.reach
    }

    pub(super) fn span(&self, tokens: &[Token]) -> Span {
        span_of(tokens, self.start, self.end)
    }
}

/// The triggers of a sentence, indexed by where they end: a long sentence may have thousands.
pub(super) struct Triggers {
    /// Sorted by the trigger's end; each with its index in the order found.
    by_end: Vec<(usize, Trigger)>,
    widest_reach: usize,
}

impl Triggers {
    pub(super) fn new(triggers: Vec<Trigger>) -> Self {
        let widest_reach = triggers.iter().map(|trigger| trigger.reach - trigger.end).max().unwrap_or(0);
        let mut by_end: Vec<(usize, Trigger)> = triggers.into_iter().enumerate().collect();
        by_end.sort_by_key(|(_, trigger)| trigger.end);
        Self { by_end, widest_reach }
    }

    /// The triggers that reach a match beginning at `token`, in the order found.
    pub(super) fn reaching(&self, token: usize) -> Vec<Trigger> {
        let first = self.by_end.partition_point(|(_, trigger)| trigger.end + self.widest_reach <= token);
        let near = self.by_end.iter().skip(first).take_while(|(_, trigger)| trigger.end <= token);
        let mut reaching: Vec<(usize, Trigger)> =
            near.filter(|(_, trigger)| trigger.reaches(token)).copied().collect();
        reaching.sort_by_key(|(order, _)| *order);
        reaching.into_iter().map(|(_, trigger)| trigger).collect()
    }
}

/// Finds the triggers of a sentence that no pseudo-trigger covers. A match's owner is the rule's index.
pub(super) fn find_triggers(
    tokens: &[Token],
    rules: &[ScopeRule],
    triggers: &Matcher,
    pseudo_triggers: &Matcher,
    sets: &SetTable,
) -> Triggers {
    let mut found = Vec::new();
    triggers.run(tokens, sets, &mut |owner, start, end| {
        let index = usize::from(owner);
        let Some(rule) = rules.get(index) else { return };
        let ends =
            |token: &Token| token.has(BREAK | CLAUSE_START) || sets.contains(rule.terminators, token.word);
        let following = tokens.get(end..).unwrap_or_default();
        let reach = following.iter().take(rule.window).take_while(|token| !ends(token)).count();
        found.push(Trigger { rule: index, start, end, reach: end + reach });
    });
    if !found.is_empty() {
        pseudo_triggers.run(tokens, sets, &mut |owner, start, end| {
            let covered = |trigger: &Trigger| start <= trigger.start && trigger.end <= end;
            found.retain(|trigger| trigger.rule != usize::from(owner) || !covered(trigger));
        });
    }
    Triggers::new(found)
}
