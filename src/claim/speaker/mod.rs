//! Speaker of a claim: the subject of a verb of speaking, the name after "according to", or the speaker of
//! a quotation that continues.
//!
//! The sentence itself comes first. If it continues a quotation without a speaker of its own, the sentences before it in
//! its paragraph follow, the nearest first, then the end of the paragraph before; what they give is a guess. A pronoun
//! stands for a name only where it can stand for one alone; a pronoun without such a name, and a bare plural, are unknown.
//! No state passes from sentence to sentence, so any part of a text gives the same result as the whole.

mod attribution;
mod context;
mod reference;
#[cfg(test)]
mod tests;

pub use attribution::Attribution;
pub(super) use context::{QuoteState, SentenceContext};

use super::compiled::CompiledScheme;
use super::evidence::Speaker;
use super::scheme::Scheme;
use super::token::{BREAK, CAPITAL, CLOSE_QUOTE, OPEN_QUOTE, POSSESSIVE, QUOTED, Token};
use crate::text::Span;
use attribution::{Words, find_attribution};

/// The source named in a sentence, without its context.
pub fn attribution(text: &str, sentence: Span, scheme: &Scheme) -> Option<Attribution> {
    let mut tokens = Vec::new();
    scheme.compiled.tokenize(text, sentence, &mut tokens);
    find_attribution(Words::new(text, &tokens, &scheme.compiled), true)
}

/// The speaker of a sentence with claims.
///
/// `evidence_starts` are the first tokens of its evidence.
pub(super) fn speaker(
    context: &SentenceContext<'_>,
    tokens: &[Token],
    evidence_starts: impl Iterator<Item = usize>,
    compiled: &CompiledScheme,
) -> Speaker {
    let words = Words::new(context.text, tokens, compiled);
    match find_attribution(words, false) {
        Some(own) if !own.pronoun => named(words, own.source, Speaker::Attributed),
        Some(own) => match antecedent(words, own.source) {
            Some(name) => named(words, name, Speaker::Attributed),
            None => match context.referent(words, own.source, compiled) {
                Some(name) => Speaker::Attributed(name),
                // "The council dropped its objection": the council acts, and the objection is its own.
                None if words.is_possessive(own.source) => actor(words, evidence_starts)
                    .filter(|&actor| !words.is_anaphor(actor))
                    .map_or(Speaker::Unknown, |actor| named(words, actor, Speaker::Guessed)),
                None => Speaker::Unknown,
            },
        },
        None if context.continues_quotation() || is_quoted(tokens) => {
            context.nearby_speaker(compiled).map_or(Speaker::Unknown, Speaker::Guessed)
        }
        None => match actor(words, evidence_starts) {
            None => Speaker::Author,
            Some(actor) if words.is_anaphor(actor) => {
                context.referent(words, actor, compiled).map_or(Speaker::Unknown, Speaker::Guessed)
            }
            Some(actor) => named(words, actor, Speaker::Guessed),
        },
    }
}

/// A name, unless it identifies no person or party.
fn named(words: Words<'_>, name: Span, of: fn(Span) -> Speaker) -> Speaker {
    if reference::is_bare(words, name) { Speaker::Unknown } else { of(name) }
}

/// Whether the whole sentence stands in quotation marks.
fn is_quoted(tokens: &[Token]) -> bool {
    let opens = tokens.first().is_some_and(|first| first.has(OPEN_QUOTE));
    opens && tokens.iter().all(|token| token.has(QUOTED) && !token.has(CLOSE_QUOTE))
}

/// The name before a "who": "critics who say".
fn antecedent(words: Words<'_>, pronoun: Span) -> Option<Span> {
    let at = words.position(pronoun)?;
    let who = words.is(at, words.lexicon.who) && at > 0 && !words.has(at, BREAK);
    who.then(|| words.name_before_verb(at)).flatten()
}

/// The actor of a sentence that attributes nothing: the subject of a verb that is evidence, "The Kremlin seeks", or
/// the owner of a noun that is, "Moscow's demands". Never inside a quotation.
fn actor(words: Words<'_>, mut evidence_starts: impl Iterator<Item = usize>) -> Option<Span> {
    evidence_starts.find_map(|start| {
        if words.has(start, QUOTED) {
            return None;
        }
        if words.is(start, words.lexicon.cue_verbs)
            && let Some(name) = words.name_before_verb(start).filter(|&name| can_act(words, name))
        {
            return Some(name);
        }
        owner(words, start)
    })
}

/// The name that owns the noun at `noun`: "Moscow's demands".
fn owner(words: Words<'_>, noun: usize) -> Option<Span> {
    let owner = (noun.saturating_sub(3)..noun).rev().find(|&at| words.has(at, POSSESSIVE))?;
    let unbroken = (owner + 1..=noun).all(|at| !words.has(at, BREAK));
    let start = (0..owner).rev().take_while(|&at| words.has(at, CAPITAL)).last().unwrap_or(owner);
    words.trimmed_name(start, owner + 1).filter(|&name| unbroken && can_act(words, name))
}

/// Whether a name can act: a proper name, a pronoun, or a noun such as "government".
fn can_act(words: Words<'_>, name: Span) -> bool {
    let is_actor = |at: usize| words.is(at, words.lexicon.actors);
    let inside = |at: &usize| words.tokens.get(*at).is_some_and(|token| name.covers(token.span()));
    words.is_proper_name(name)
        || words.is_anaphor(name)
        || (0..words.tokens.len()).filter(inside).any(is_actor)
}
