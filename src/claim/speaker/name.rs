//! Where a speaker's name begins and ends.

use super::words::Look;
use crate::claim::scope::span;
use crate::claim::token::{CAPITAL, CLAUSE, CLOSE, COMMA, HARD, OPEN};
use crate::text::Span;

/// The longest name that a speaker may have, in words.
const LONGEST: usize = 12;
/// The longest apposition between a name and its verb, in words.
const APPOSITION: usize = 30;
/// What ends a name.
const ENDS: u16 = COMMA | HARD | CLAUSE | OPEN | CLOSE;

impl Look<'_> {
    /// Whether a word may belong to a name.
    fn inside(&self, at: usize) -> bool {
        let verb =
            self.is(at, self.voices.verbs) && !self.has(at, CAPITAL) && !self.is(at, self.voices.nouns);
        !self.is(at, self.voices.outside) && !self.is(at, self.voices.pronouns) && !verb
    }

    /// The name or pronoun that ends right before the word at `verb`. What stands between two commas
    /// is skipped: "Berg, the union's lawyer, said".
    pub(super) fn before(&self, verb: usize) -> Option<Span> {
        let mut end = verb;
        let between = |at: usize| self.is(at, self.voices.between);
        while end > 0 && between(end - 1) && !self.has(end, ENDS) {
            end -= 1;
        }
        if self.sign(end) == Some(')') {
            // "Mica (R-Fla.) said": what stands in brackets is not the name.
            end = (1..end).rev().take(APPOSITION).find(|&at| self.sign(at) == Some('('))?;
            return self.name_or_pronoun(end);
        }
        if self.has(end, COMMA) && !self.has(end, CLOSE | HARD) {
            return self.before_apposition(end);
        }
        if end == 0 || self.has(end, HARD | CLOSE) {
            return None;
        }
        self.name_or_pronoun(end)
    }

    fn name_or_pronoun(&self, end: usize) -> Option<Span> {
        let last = end.checked_sub(1)?;
        if self.is(last, self.voices.pronouns) {
            return Some(span(self.tokens, last, end));
        }
        let mut start = end;
        while start > 0 && end - start < LONGEST && self.inside(start - 1) {
            start -= 1;
            if self.has(start, ENDS) {
                break;
            }
        }
        self.named(start, end)
    }

    /// The name before an apposition that ends at `end`: the nearest one that is a name by its
    /// capitals, else whatever stands before the nearest comma.
    fn before_apposition(&self, end: usize) -> Option<Span> {
        let commas = (1..end).rev().take(APPOSITION).filter(|&at| self.has(at, COMMA | HARD));
        let mut nearest = None;
        for comma in commas {
            let name = self.name_or_pronoun(comma);
            nearest = nearest.or(name);
            if let Some(name) = name.filter(|&name| self.proper(name)) {
                return Some(name);
            }
            if self.has(comma, HARD | CLOSE) {
                break;
            }
        }
        nearest
    }

    /// Whether every word of a name but small ones has a capital.
    pub(super) fn proper(&self, name: Span) -> bool {
        let words = || self.tokens.iter().filter(|token| name.covers(token.span()));
        let small = |token: &crate::claim::token::Token| token.end - token.start <= 3;
        words().all(|token| token.has(CAPITAL) || small(token)) && words().any(|token| token.has(CAPITAL))
    }

    /// The name that follows the word at `verb`: “…,” said the minister.
    pub(super) fn behind(&self, verb: usize) -> Option<Span> {
        self.run(verb + 1)
    }

    /// The name that begins at `start` and runs to the end of its phrase.
    pub(super) fn run(&self, start: usize) -> Option<Span> {
        if self.is(start, self.voices.pronouns) && !self.has(start, ENDS) {
            return Some(span(self.tokens, start, start + 1));
        }
        let length = (start..self.tokens.len())
            .take(LONGEST)
            .take_while(|&at| (at == start || !self.has(at, ENDS)) && self.inside(at))
            .count();
        self.named(start, start + length)
    }

    /// The span of a name without adverbs and prepositions at its head. A name holds a capital or more
    /// than one word.
    pub(super) fn named(&self, start: usize, end: usize) -> Option<Span> {
        let start = start + (start..end).take_while(|&at| self.is(at, self.voices.soft)).count();
        // "Last week the ministry said": an article after a word that asks for none begins the name.
        let article = |at: usize| {
            self.is(at, self.voices.article)
                && !self.is(at - 1, self.voices.prepositions)
                && !self.has(at, CAPITAL)
        };
        let start = (start + 1..end).rev().find(|&at| article(at)).unwrap_or(start);
        let words = start..end;
        let capital = words.clone().any(|at| self.has(at, CAPITAL) && !self.is(at, self.voices.articles));
        let actor = words.clone().any(|at| self.is(at, self.voices.actors));
        let last = self.letters(end.saturating_sub(1));
        let several = last.ends_with('s') && !words.is_empty();
        let one = words.len() > 1 && self.is(start, self.voices.article) && !last.ends_with("ly");
        // "His interactions with Berg" are nobody, "his lawyer" is.
        let owned = self.is(start, self.voices.owners) && !actor;
        (!owned && (capital || actor || several || one)).then(|| span(self.tokens, start, end))
    }
}
