//! Scope rules: words such as "refused to" under which a cue does not count (after Chapman 2001).

use super::matcher::{Matcher, Sets};
use super::pattern::SetId;
use super::scheme::CategoryId;
use super::token::{CLAUSE, HARD, Token};
use crate::text::Span;

/// Why a piece of evidence does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeMatch {
    /// The id of the scope rule in the scheme, such as `negation`.
    pub rule: String,
    /// The words that set the rule off.
    pub span: Span,
}

/// One rule, ready to run.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    /// Its id in the scheme.
    pub(super) id: String,
    /// How many words it reaches behind its trigger.
    pub(super) window: usize,
    /// Words that end its reach.
    pub(super) terminators: SetId,
    /// The categories whose cues it blocks.
    pub(super) blocks: Vec<CategoryId>,
}

/// A trigger found in a sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trigger {
    /// The rule's number.
    pub(super) rule: usize,
    start: usize,
    end: usize,
    /// One past the last word in its reach.
    reach: usize,
}

impl Trigger {
    /// Whether a match that begins at a word stands in its reach.
    pub(super) const fn covers(&self, start: usize) -> bool {
        self.end <= start && start < self.reach
    }

    /// Its words.
    pub(super) fn span(&self, tokens: &[Token]) -> Span {
        span(tokens, self.start, self.end)
    }
}

/// The triggers of a sentence, found by the words that they reach.
pub(super) struct Triggers {
    /// By the end of their words, each with its turn among all.
    by_end: Vec<(usize, Trigger)>,
    /// The longest reach.
    widest: usize,
}

impl Triggers {
    /// Makes `triggers` ready to be looked up: a long sentence may have thousands of them.
    pub(super) fn new(triggers: Vec<Trigger>) -> Self {
        let widest = triggers.iter().map(|trigger| trigger.reach - trigger.end).max().unwrap_or(0);
        let mut by_end: Vec<(usize, Trigger)> = triggers.into_iter().enumerate().collect();
        by_end.sort_by_key(|(_, trigger)| trigger.end);
        Self { by_end, widest }
    }

    /// Those in whose reach a match stands that begins at a word, in their order.
    pub(super) fn over(&self, start: usize) -> Vec<Trigger> {
        let first = self.by_end.partition_point(|(_, trigger)| trigger.end + self.widest <= start);
        let near = self.by_end.iter().skip(first).take_while(|(_, trigger)| trigger.end <= start);
        let mut over: Vec<&(usize, Trigger)> = near.filter(|(_, trigger)| trigger.covers(start)).collect();
        over.sort_by_key(|(turn, _)| *turn);
        over.into_iter().map(|(_, trigger)| *trigger).collect()
    }
}

/// The span of the words from `start` to before `end`.
pub(super) fn span(tokens: &[Token], start: usize, end: usize) -> Span {
    let words = tokens.get(start..end).unwrap_or_default();
    match (words.first(), words.last()) {
        (Some(first), Some(last)) => first.span().union(last.span()),
        _ => Span::default(),
    }
}

/// Every trigger of a sentence that is not part of a pseudo-trigger.
///
/// `triggers` and `pseudo` give the number of a rule for each match.
pub(super) fn triggers(
    tokens: &[Token],
    rules: &[Rule],
    triggers: &Matcher,
    pseudo: &Matcher,
    sets: &Sets,
) -> Vec<Trigger> {
    let mut found = Vec::new();
    triggers.run(tokens, sets, &mut |owner, start, end| {
        let rule = usize::from(owner);
        let Some(known) = rules.get(rule) else { return };
        let ends = |token: &Token| token.has(HARD | CLAUSE) || sets.holds(known.terminators, token.word);
        let words = tokens.get(end..).unwrap_or_default();
        let reach = words.iter().take(known.window).take_while(|token| !ends(token)).count();
        found.push(Trigger { rule, start, end, reach: end + reach });
    });
    if !found.is_empty() {
        pseudo.run(tokens, sets, &mut |owner, start, end| {
            let inside = |trigger: &Trigger| start <= trigger.start && trigger.end <= end;
            found.retain(|trigger| trigger.rule != usize::from(owner) || !inside(trigger));
        });
    }
    found
}
