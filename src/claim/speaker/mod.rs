//! Who makes a claim: the subject of a verb of saying, whoever stands behind "according to", or
//! the one whose quotation goes on.
//!
//! A sentence is asked by itself first. Where it names nobody, or only a pronoun, the sentences
//! before it in its paragraph are asked, the nearest first, and the end of the paragraph before.
//! Nothing is carried from sentence to sentence, so parts of a text give what the whole gives.

mod around;
mod cue;
mod name;
mod words;

pub(super) use around::{Around, Marks};
pub(super) use words::{Said, Voices};

use super::scheme::Scheme;
use super::token::{CAPITAL, HARD, POSSESSIVE, QUOTED, Token};
use crate::text::Span;
use words::Look;

/// A source that one sentence names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribution {
    /// The words that name who speaks: a name, a description or a pronoun.
    pub source: Span,
    /// Whether they are a pronoun that takes up a name said before.
    pub pronoun: bool,
    /// The words that say that they speak.
    pub cue: Span,
}

/// The source that a sentence names by itself; `None` if it names none.
pub fn attribution(text: &str, sentence: Span, scheme: &Scheme) -> Option<Attribution> {
    let mut tokens = Vec::new();
    super::classify::words(text, sentence, scheme, &mut tokens);
    cue::find(look(text, &tokens, scheme), true)
}

fn look<'a>(text: &'a str, tokens: &'a [Token], scheme: &'a Scheme) -> Look<'a> {
    Look { voices: &scheme.compiled.voices, sets: &scheme.compiled.sets, text, tokens }
}

/// The words that name the speaker of a sentence with claims; `None` if nobody but the author speaks.
///
/// `heads` are the first words of its evidence.
pub(super) fn speaker(
    around: &Around<'_>,
    tokens: &[Token],
    heads: impl Iterator<Item = usize>,
    scheme: &Scheme,
) -> Option<Span> {
    let look = look(around.text, tokens, scheme);
    let own = cue::find(look, false);
    if let Some(own) = own.filter(|own| !own.pronoun) {
        return Some(own.source);
    }
    if let Some(named) = own.and_then(|own| antecedent(look, own.source)) {
        return Some(named);
    }
    if own.is_some() || around.goes_on() || around::is_quoted(tokens) {
        return around.before(scheme).or(own.map(|own| own.source));
    }
    let actor = actor(look, heads)?;
    if is_back(look, actor) { around.before(scheme).or(Some(actor)) } else { Some(actor) }
}

/// Whether a name is a pronoun that takes up a name said before.
fn is_back(look: Look<'_>, name: Span) -> bool {
    let at = look.tokens.iter().position(|token| token.span() == name);
    at.is_some_and(|at| look.is(at, look.voices.back))
}

/// Whoever stands before a "who": "critics who say".
fn antecedent(look: Look<'_>, pronoun: Span) -> Option<Span> {
    let at = look.tokens.iter().position(|token| token.span() == pronoun)?;
    let who = look.is(at, look.voices.who) && at > 0 && !look.has(at, HARD);
    who.then(|| look.before(at)).flatten()
}

/// The subject of a verb that is evidence, where nobody is said to speak: "The Kremlin seeks"; or the
/// owner of a noun that is: "Moscow's demands".
///
/// Inside a quotation the subject is not who speaks.
fn actor(look: Look<'_>, mut heads: impl Iterator<Item = usize>) -> Option<Span> {
    let voices = look.voices;
    heads.find_map(|head| {
        if look.has(head, QUOTED) {
            return None;
        }
        if look.is(head, voices.verbal)
            && let Some(name) = look.before(head).filter(|&name| acts(look, name))
        {
            return Some(name);
        }
        owner(look, head)
    })
}

/// The name that owns what stands at `head`: "Moscow's demands".
fn owner(look: Look<'_>, head: usize) -> Option<Span> {
    let owner = (head.saturating_sub(3)..head).rev().find(|&at| look.has(at, POSSESSIVE))?;
    let free = (owner + 1..=head).all(|at| !look.has(at, HARD));
    let start = (0..owner).rev().take_while(|&at| look.has(at, CAPITAL)).last().unwrap_or(owner);
    look.named(start, owner + 1).filter(|&name| free && acts(look, name))
}

/// Whether a name is one of somebody who acts: a proper name, a pronoun, or a word such as "government".
fn acts(look: Look<'_>, name: Span) -> bool {
    let actor = |at: usize| look.is(at, look.voices.actors);
    let inside = |at: &usize| look.tokens.get(*at).is_some_and(|token| name.covers(token.span()));
    look.proper(name) || is_back(look, name) || (0..look.tokens.len()).filter(inside).any(actor)
}

#[cfg(test)]
mod tests;
