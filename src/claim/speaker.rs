//! Who makes a claim: the subject of a verb of saying, or whoever stands behind "according to".

use super::scheme::Compiled;
use super::scope::span;
use super::token::{CAPITAL, CLAUSE, CLOSE, COMMA, HARD, OPEN, POSSESSIVE, QUOTED, Token};
use crate::text::Span;

/// The longest name that a speaker may have, in words.
const LONGEST: usize = 12;

/// The words that name the speaker of a sentence; `None` if nobody but the author speaks.
pub(super) fn speaker(tokens: &[Token], compiled: &Compiled) -> Option<Span> {
    according(tokens, compiled).or_else(|| subject(tokens, compiled))
}

/// The named subject of a verb that is evidence, where nobody is said to speak: "The Kremlin seeks".
///
/// `heads` are the first words of the evidence. Inside a quotation the subject is not who speaks.
pub(super) fn actor(tokens: &[Token], heads: &[usize], compiled: &Compiled) -> Option<Span> {
    heads.iter().find_map(|&head| {
        let token = tokens.get(head)?;
        if !compiled.sets.holds(compiled.verbal, token.word) || token.has(QUOTED) {
            return None;
        }
        let name = before(tokens, head, compiled)?;
        let words = tokens.iter().filter(|word| name.covers(word.span()));
        let mut capitals =
            words.filter(|word| word.has(CAPITAL) && !compiled.sets.holds(compiled.articles, word.word));
        capitals.next().map(|_| name)
    })
}

/// What follows "according to", up to the end of its clause.
fn according(tokens: &[Token], compiled: &Compiled) -> Option<Span> {
    let mut after = None;
    compiled.according.run(tokens, &compiled.sets, &mut |_, _, end| {
        after = after.or(Some(end));
    });
    let start = after?;
    let rest = tokens.get(start..)?;
    let ends = |token: &Token| token.has(COMMA | HARD | CLAUSE | OPEN | CLOSE);
    let tail = rest.iter().skip(1).take(LONGEST).take_while(|token| !ends(token)).count();
    (!rest.is_empty()).then(|| span(tokens, start, start + 1 + tail))
}

/// The subject of the first verb of saying that has one.
fn subject(tokens: &[Token], compiled: &Compiled) -> Option<Span> {
    tokens.iter().enumerate().find_map(|(verb, token)| {
        if !compiled.sets.holds(compiled.verbs, token.word) || !speaks(tokens, verb, compiled) {
            return None;
        }
        before(tokens, verb, compiled).or_else(|| behind(tokens, verb, compiled))
    })
}

/// Whether a verb of saying is one here, and not a noun such as "states" or "demands".
fn speaks(tokens: &[Token], verb: usize, compiled: &Compiled) -> bool {
    let Some(token) = tokens.get(verb) else { return false };
    let content = tokens
        .get(verb + 1)
        .is_some_and(|next| next.has(OPEN) || compiled.sets.holds(compiled.that, next.word));
    let owned = verb > 0 && tokens.get(verb - 1).is_some_and(|before| before.has(POSSESSIVE));
    !owned && (content || token.has(CLOSE) || compiled.sets.holds(compiled.past, token.word))
}

/// Whether a word may belong to a speaker's name.
fn inside(token: &Token, compiled: &Compiled) -> bool {
    !compiled.sets.holds(compiled.outside, token.word) && !compiled.sets.holds(compiled.verbs, token.word)
}

/// The name that ends right before a verb; an apposition between commas is skipped.
fn before(tokens: &[Token], verb: usize, compiled: &Compiled) -> Option<Span> {
    let mut end = verb;
    // "Peskov, the spokesman, said": what stands between the commas is not the name.
    if tokens.get(verb)?.has(COMMA) && !tokens.get(verb)?.has(CLOSE) {
        let comma =
            (1..verb).rev().take(LONGEST).find(|&at| tokens.get(at).is_some_and(|token| token.has(COMMA)))?;
        end = comma;
    } else if tokens.get(verb)?.has(HARD | CLOSE) {
        return None;
    }
    let between =
        |token: &Token| compiled.sets.holds(compiled.aux, token.word) && !token.has(COMMA | HARD | CLAUSE);
    while end > 0 && tokens.get(end - 1).is_some_and(between) {
        end -= 1;
    }
    let mut start = end;
    while start > 0 && end - start < LONGEST {
        let Some(token) = tokens.get(start - 1) else { break };
        if !inside(token, compiled) {
            break;
        }
        start -= 1;
        if token.has(COMMA | HARD | CLAUSE | OPEN | CLOSE) {
            break;
        }
    }
    named(tokens, start, end, compiled)
}

/// The name that follows a verb after a quotation: `“…,” said the minister`.
fn behind(tokens: &[Token], verb: usize, compiled: &Compiled) -> Option<Span> {
    if !tokens.get(verb)?.has(CLOSE) {
        return None;
    }
    let start = verb + 1;
    let ends = |token: &Token| token.has(COMMA | HARD | CLAUSE | OPEN | CLOSE) || !inside(token, compiled);
    let length = tokens.get(start..)?.iter().take(LONGEST).take_while(|token| !ends(token)).count();
    named(tokens, start, start + length, compiled)
}

/// The span of a name without adverbs and prepositions at its head, if its words hold a capital or more than one word.
fn named(tokens: &[Token], start: usize, end: usize, compiled: &Compiled) -> Option<Span> {
    let soft = |token: &&Token| compiled.sets.holds(compiled.soft, token.word);
    let start = start + tokens.get(start..end)?.iter().take_while(soft).count();
    let words = tokens.get(start..end)?;
    let name = |token: &Token| token.has(CAPITAL) && !compiled.sets.holds(compiled.articles, token.word);
    let capital = words.iter().any(name);
    (capital || words.len() > 1).then(|| span(tokens, start, end))
}

#[cfg(test)]
mod tests {
    use super::super::scheme::Scheme;
    use super::super::token;
    use super::*;

    fn check(text: &str, expected: &str) {
        let scheme = Scheme::claims();
        let mut tokens = Vec::new();
        token::tokens(text, Span::of(0..text.len()), &scheme.compiled.words.vocabulary, &mut tokens);
        super::super::classify::mark_clauses(&mut tokens, &scheme.compiled);
        let found = speaker(&tokens, &scheme.compiled).map_or("", |span| span.slice(text));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn finds_the_speaker() {
        check("The mayor warned that the bridge may fall.", "The mayor");
        check("“We will stay,” said the harbour master, smiling.", "the harbour master");
        check("Anna Berg, the union's lawyer, said the offer was poor.", "Anna Berg");
        check("According to the Dutch inspector, it leaks.", "the Dutch inspector");
        check("It leaks, according to two engineers.", "two engineers");
        check("“We will stay,” Anna Berg said.", "Anna Berg");
        check("In April the ministry said that it would pay.", "the ministry");
        check("Moreover, Lund has also suggested that we go.", "Lund");
        check("However, analysts at the bank said that prices fell.", "analysts at the bank");
    }

    #[test]
    fn finds_nobody_where_the_author_speaks() {
        check("The bridge may fall, and the duke's demands remain.", "");
        check("Its pressure on Nordic states could grow.", "");
        check("Additionally, it suggested that we go.", "");
        check("He left.", "");
        check("", "");
    }
}
