//! Finding the words that say that somebody speaks, and who that is.

use super::Attribution;
use super::words::Look;
use crate::claim::pattern::SetId;
use crate::claim::scope::span;
use crate::claim::token::{CAPITAL, CLAUSE, CLOSE, COMMA, HARD, OPEN, POSSESSIVE, QUOTED};
use crate::text::Span;

/// How many words of a line such as "Anna Berg: “…”" or "“…” — Anna Berg" may name the speaker.
const LINE: usize = 5;

/// The source that a sentence names; with `stances` also one who wants or means something.
pub(super) fn find(look: Look<'_>, stances: bool) -> Option<Attribution> {
    according(look)
        .or_else(|| verb(look, look.voices.verbs))
        .or_else(|| line(look))
        .or_else(|| stances.then(|| verb(look, look.voices.stances)).flatten())
        .or_else(|| owner(look))
}

fn made(look: Look<'_>, source: Span, cue: Span) -> Attribution {
    let word = |token: &&crate::claim::token::Token| token.span() == source;
    let at = look.tokens.iter().position(|token| word(&token));
    Attribution { source, pronoun: at.is_some_and(|at| look.is(at, look.voices.back)), cue }
}

/// What follows "according to", up to the end of its phrase.
fn according(look: Look<'_>) -> Option<Attribution> {
    let mut found = None;
    look.voices.according.run(look.tokens, look.sets, &mut |_, start, end| {
        found = found.or(Some((start, end)));
    });
    let (start, end) = found?;
    let ends = |at: usize| look.has(at, COMMA | HARD | OPEN | CLOSE | CLAUSE);
    let length = 1 + (end + 1..look.tokens.len()).take(11).take_while(|&at| !ends(at)).count();
    let source = (end < look.tokens.len()).then(|| span(look.tokens, end, end + length))?;
    Some(made(look, source, span(look.tokens, start, end)))
}

/// The subject of a verb of a set: of the one that closes a quotation or a reported sentence if there
/// is one, else of the first. What stands inside a quotation does not tell who quotes.
fn verb(look: Look<'_>, verbs: SetId) -> Option<Attribution> {
    let mut first = None;
    for at in (0..look.tokens.len()).filter(|&at| look.is(at, verbs) && !look.has(at, QUOTED)) {
        let Some(source) = source(look, at) else { continue };
        let found = made(look, source, span(look.tokens, at, at + 1));
        if closes(look, at, source) {
            return Some(found);
        }
        first = first.or(Some(found));
    }
    first
}

/// Whether verb and name stand behind what is said: “…,” she said; …, the source added.
fn closes(look: Look<'_>, at: usize, source: Span) -> bool {
    let first = look.tokens.iter().position(|token| token.start == source.start());
    let begin = first.unwrap_or(at).min(at);
    let ends = at + 1 == look.tokens.len() || look.has(at + 1, COMMA | HARD | OPEN | CLAUSE);
    look.has(begin, CLOSE) || begin > 0 && look.has(begin, COMMA) && ends
}

fn source(look: Look<'_>, at: usize) -> Option<Span> {
    let voices = look.voices;
    let before = at.checked_sub(1);
    if before.is_some_and(|before| look.has(before, POSSESSIVE)) && !look.has(at, COMMA | CLOSE) {
        return None;
    }
    // “We stay,” said the harbour master; without quotation marks the name has a capital, and no name
    // before the comma takes the verb.
    let turned = look.is(at, voices.past)
        && (look.has(at, CLOSE)
            || look.has(at, COMMA)
                && look.has(at + 1, CAPITAL)
                && look.before(at).is_none_or(|name| !look.proper(name)));
    if turned && let Some(name) = look.behind(at) {
        return Some(name);
    }
    let passive = before.is_some_and(|before| look.is(before, voices.be)) && look.is(at, voices.past);
    if passive {
        let by = (at + 1..at + 4).find(|&next| look.is(next, voices.by))?;
        return look.run(by + 1);
    }
    is_verb(look, at).then(|| look.before(at)).flatten()
}

/// Whether a form is a verb here, and has a subject: not a noun such as "states", not "to say".
fn is_verb(look: Look<'_>, at: usize) -> bool {
    let voices = look.voices;
    let content = look.has(at + 1, OPEN) || look.is(at + 1, voices.that);
    let Some(before) = at.checked_sub(1) else { return false };
    let joined = !look.has(at, COMMA | HARD | CLOSE);
    if look.has(at, CAPITAL) && look.is(at, voices.nouns) {
        return false;
    }
    if joined && look.is(before, voices.bare) && !look.is(before, voices.pronouns) {
        return false;
    }
    if look.is(at, voices.participles) && !look.is(at, voices.past) {
        return (at.saturating_sub(3)..at).any(|near| look.is(near, voices.have));
    }
    if look.is(at, voices.past) {
        return true;
    }
    if look.is(at, voices.continuous) {
        return joined && look.is(before, voices.be);
    }
    let subject = joined && look.is(before, voices.pronouns);
    // "Berg plans to go", but not "Nordic states could": something must follow that a verb can have.
    let object = look.has(at + 1, CAPITAL)
        || look.is(at + 1, voices.article)
        || look.is(at + 1, voices.owners)
        || look.is(at + 1, voices.to);
    let name = joined && object && look.has(before, CAPITAL) && !look.has(before, POSSESSIVE);
    if look.is(at, voices.present) {
        return content || subject || name || !look.is(at, voices.nouns);
    }
    // "Analysts say", but not "help Anna say".
    let several = look.letters(before).ends_with('s') || look.is(before, voices.actors) && !name;
    content || subject || several && !look.is(at, voices.nouns)
}

/// A name before a colon and a quotation, or after one and a dash.
fn line(look: Look<'_>) -> Option<Attribution> {
    let count = look.tokens.len();
    let head = (1..count.min(LINE + 1)).find(|&at| look.has(at, HARD) && look.has(at, OPEN));
    if let Some(end) = head {
        let source = look.named(0, end)?;
        return Some(made(look, source, span(look.tokens, end - 1, end)));
    }
    let start = (count.saturating_sub(LINE)..count).find(|&at| look.has(at, CLOSE) && look.has(at, HARD))?;
    let capitals = (start..count).all(|at| look.has(at, CAPITAL));
    let source = span(look.tokens, start, count);
    (start > 0 && capitals).then(|| made(look, source, source))
}

/// Whose claim it is: "Moscow's claim that".
fn owner(look: Look<'_>) -> Option<Attribution> {
    let voices = look.voices;
    let saying = (1..look.tokens.len()).find(|&at| {
        let owned = look.has(at - 1, POSSESSIVE) || look.is(at - 1, voices.owners);
        look.is(at, voices.sayings) && owned && !look.has(at, COMMA | HARD)
    })?;
    let owner = saying - 1;
    let start = (0..owner).rev().take_while(|&at| look.has(at, CAPITAL)).last().unwrap_or(owner);
    let source = span(look.tokens, start, owner + 1);
    let pronoun = look.is(owner, voices.owners);
    let capital = look.has(owner, CAPITAL) || look.is(owner, voices.actors);
    let cue = span(look.tokens, saying, saying + 1);
    (pronoun || capital).then_some(Attribution { source, pronoun, cue })
}
