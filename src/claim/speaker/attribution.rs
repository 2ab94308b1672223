//! Attribution: finds the words in one sentence that introduce a speaker, and the speaker's name.

use crate::claim::compiled::CompiledScheme;
use crate::claim::lexicon::SpeakerLexicon;
use crate::claim::matcher::SetTable;
use crate::claim::pattern::SetId;
use crate::claim::token::{
    BREAK, CAPITAL, CLAUSE_START, CLOSE_QUOTE, COMMA, OPEN_QUOTE, POSSESSIVE, QUOTED, Token, span_of,
};
use crate::text::Span;

const MAX_NAME: usize = 12;
const MAX_APPOSITION: usize = 30;
/// Most words that name the speaker of a line such as "Anna Berg: “…”" or "“…” — Anna Berg".
const MAX_LINE_NAME: usize = 5;
const NAME_ENDS: u16 = COMMA | BREAK | CLAUSE_START | OPEN_QUOTE | CLOSE_QUOTE;

/// A source named in one sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribution {
    /// A name, a description or a pronoun.
    pub source: Span,
    /// The source is a pronoun for somebody named before.
    pub pronoun: bool,
    /// The words that attribute the statement, such as "said" or "according to".
    pub cue: Span,
}

#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) lexicon: &'a SpeakerLexicon,
    sets: &'a SetTable,
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
}

/// The source named in a sentence; with `stances`, also the subject of a verb of wanting or meaning.
pub(super) fn find_attribution(words: Words<'_>, stances: bool) -> Option<Attribution> {
    according_to(words)
        .or_else(|| subject_of_verb(words, words.lexicon.speech_verbs))
        .or_else(|| name_on_quotation_line(words))
        .or_else(|| stances.then(|| subject_of_verb(words, words.lexicon.stance_verbs)).flatten())
        .or_else(|| subject_of_participle(words))
        .or_else(|| owner_of_speech_noun(words))
        .or_else(|| stances.then(|| holder_of_attitude(words)).flatten())
}

fn according_to(words: Words<'_>) -> Option<Attribution> {
    let mut found = None;
    words.lexicon.according.run(words.tokens, words.sets, &mut |_, start, end| {
        found = found.or(Some((start, end)));
    });
    let (start, end) = found?;
    let count = words.tokens.len();
    let length = 1 + (end + 1..count).take(MAX_NAME - 1).take_while(|&at| !words.has(at, NAME_ENDS)).count();
    (end < count).then(|| words.attribution(words.span(end, end + length), words.span(start, end)))
}

/// The subject of a verb in `verbs`: of the first that closes a quotation or a reported sentence, else of the first
/// outside quotations.
fn subject_of_verb(words: Words<'_>, verbs: SetId) -> Option<Attribution> {
    let mut first = None;
    for at in (0..words.tokens.len()).filter(|&at| words.is(at, verbs) && !words.has(at, QUOTED)) {
        let Some(source) = words.subject(at) else { continue };
        let found = words.attribution(source, words.span(at, at + 1));
        if words.closes_speech(at, source) {
            return Some(found);
        }
        first = first.or(Some(found));
    }
    first
}

/// The subject of a sentence whose last part is a clause such as ", warning that".
fn subject_of_participle(words: Words<'_>) -> Option<Attribution> {
    let lexicon = words.lexicon;
    let is_clause = |at: usize| {
        words.is(at, lexicon.continuous) && words.is(at, lexicon.speech_verbs) && words.has(at, COMMA)
    };
    let at = (1..words.tokens.len()).find(|&at| is_clause(at) && !words.has(at, QUOTED))?;
    Some(words.attribution(words.opening_name()?, words.span(at, at + 1)))
}

/// The subject of "is confident that", "were also worried".
fn holder_of_attitude(words: Words<'_>) -> Option<Attribution> {
    let lexicon = words.lexicon;
    (1..words.tokens.len()).filter(|&at| words.is(at, lexicon.attitudes) && !words.has(at, QUOTED)).find_map(
        |at| {
            let be = (at.saturating_sub(4)..at).rev().find(|&near| words.is(near, lexicon.be))?;
            let unbroken = (be + 1..=at).all(|near| !words.has(near, NAME_ENDS));
            let holder = words.name_before_verb(be).filter(|_| unbroken)?;
            Some(words.attribution(holder, words.span(at, at + 1)))
        },
    )
}

/// A name before a colon and a quotation, or after a quotation and a dash.
fn name_on_quotation_line(words: Words<'_>) -> Option<Attribution> {
    let count = words.tokens.len();
    let quote_starts = |&at: &usize| words.has(at, BREAK) && words.has(at, OPEN_QUOTE);
    if let Some(end) = (1..count.min(MAX_LINE_NAME + 1)).find(quote_starts) {
        let source = words.trimmed_name(0, end)?;
        return Some(words.attribution(source, words.span(end - 1, end)));
    }
    let quote_ended = |&at: &usize| words.has(at, CLOSE_QUOTE) && words.has(at, BREAK);
    let start = (count.saturating_sub(MAX_LINE_NAME)..count).find(quote_ended)?;
    let capitals = (start..count).all(|at| words.has(at, CAPITAL));
    let source = words.span(start, count);
    (start > 0 && capitals).then(|| words.attribution(source, source))
}

/// The owner of a statement: "Moscow's claim that", "the union's latest demands".
fn owner_of_speech_noun(words: Words<'_>) -> Option<Attribution> {
    let lexicon = words.lexicon;
    let owns = |at: usize| words.has(at, POSSESSIVE) || words.is(at, lexicon.possessives);
    let (noun, owner) =
        (1..words.tokens.len()).filter(|&at| words.is(at, lexicon.speech_nouns)).find_map(|at| {
            let owner = (at.saturating_sub(2)..at).rev().find(|&near| owns(near))?;
            (owner + 1..=at).all(|near| !words.has(near, NAME_ENDS)).then_some((at, owner))
        })?;
    let start = (0..owner).rev().take_while(|&at| words.has(at, CAPITAL)).last().unwrap_or(owner);
    let source = words.span(start, owner + 1);
    let pronoun = words.is(owner, lexicon.possessives);
    let names = words.has(owner, CAPITAL) || words.is(owner, lexicon.actors);
    let cue = words.span(noun, noun + 1);
    (pronoun || names).then_some(Attribution { source, pronoun, cue })
}

impl<'a> Words<'a> {
    pub(super) fn new(text: &'a str, tokens: &'a [Token], compiled: &'a CompiledScheme) -> Self {
        Self { lexicon: &compiled.lexicon, sets: &compiled.sets, text, tokens }
    }

    pub(super) fn is(&self, at: usize, set: SetId) -> bool {
        self.tokens.get(at).is_some_and(|token| self.sets.contains(set, token.word))
    }

    pub(super) fn has(&self, at: usize, flags: u16) -> bool {
        self.tokens.get(at).is_some_and(|token| token.has(flags))
    }

    pub(super) fn spelled(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.span().slice(self.text))
    }

    /// The last character before the word at `at` that is not white space.
    fn char_before(&self, at: usize) -> Option<char> {
        let start = self.tokens.get(at)?.start as usize;
        self.text.get(..start)?.trim_end().chars().next_back()
    }

    fn span(&self, start: usize, end: usize) -> Span {
        span_of(self.tokens, start, end)
    }

    pub(super) fn position(&self, word: Span) -> Option<usize> {
        self.tokens.iter().position(|token| token.span() == word)
    }

    pub(super) fn is_anaphor(&self, name: Span) -> bool {
        self.position(name).is_some_and(|at| self.is(at, self.lexicon.anaphors))
    }

    pub(super) fn is_possessive(&self, pronoun: Span) -> bool {
        self.position(pronoun).is_some_and(|at| self.is(at, self.lexicon.possessives))
    }

    fn attribution(&self, source: Span, cue: Span) -> Attribution {
        Attribution { source, pronoun: self.is_anaphor(source), cue }
    }

    /// Whether verb and name follow the statement: “…,” she said; …, the source added.
    fn closes_speech(&self, verb: usize, source: Span) -> bool {
        let name = self.tokens.iter().position(|token| token.start == source.start());
        let start = name.unwrap_or(verb).min(verb);
        let ends =
            verb + 1 == self.tokens.len() || self.has(verb + 1, COMMA | BREAK | OPEN_QUOTE | CLAUSE_START);
        self.has(start, CLOSE_QUOTE) || start > 0 && self.has(start, COMMA) && ends
    }

    /// The subject of a form of a verb, or the agent of a passive.
    fn subject(&self, verb: usize) -> Option<Span> {
        let lexicon = self.lexicon;
        let before = verb.checked_sub(1);
        if before.is_some_and(|at| self.has(at, POSSESSIVE)) && !self.has(verb, COMMA | CLOSE_QUOTE) {
            return None;
        }
        // “We stay,” said the harbour master. Without quotation marks, the name must have a capital, and no
        // proper name before the comma may take the verb.
        let present = self.is(verb, lexicon.third_person) && !self.is(verb, lexicon.also_nouns);
        let inverted = (present || self.is(verb, lexicon.past))
            && !self.is(verb, lexicon.telling)
            && (self.has(verb, CLOSE_QUOTE)
                || self.has(verb, COMMA)
                    && self.has(verb + 1, CAPITAL)
                    && self.name_before_verb(verb).is_none_or(|name| !self.is_proper_name(name)));
        if inverted && let Some(name) = self.name_from(verb + 1) {
            return Some(name);
        }
        if self.is(verb, lexicon.past) && self.before_adverbs(verb).is_some_and(|at| self.is(at, lexicon.be))
        {
            let by = (verb + 1..verb + 4).find(|&at| self.is(at, lexicon.by))?;
            return self.name_from(by + 1);
        }
        // "A fine imposed by the court".
        if (self.is(verb, lexicon.past) || self.is(verb, lexicon.participles))
            && self.is(verb + 1, lexicon.by)
            && !self.spelled(verb + 2).ends_with("ing")
            && let Some(agent) = self.name_from(verb + 2)
        {
            return Some(agent);
        }
        self.is_finite_verb(verb).then(|| self.name_before_verb(verb)).flatten()
    }

    /// The word before the one at `at` and the adverbs that precede it.
    fn before_adverbs(&self, at: usize) -> Option<usize> {
        let mut at = at;
        while at > 0 && !self.has(at, NAME_ENDS) && self.is_adverb(at - 1) {
            at -= 1;
        }
        at.checked_sub(1).filter(|_| !self.has(at, NAME_ENDS))
    }

    /// Whether a word may stand between an auxiliary and its verb: "not", "repeatedly".
    fn is_adverb(&self, at: usize) -> bool {
        let lexicon = self.lexicon;
        let auxiliary = [lexicon.be, lexicon.have, lexicon.modals].into_iter().any(|set| self.is(at, set));
        let manner = || {
            let spelled = self.spelled(at);
            spelled.len() > 4
                && spelled.ends_with("ly")
                && !self.has(at, CAPITAL)
                && !self.is(at, lexicon.actors)
        };
        !auxiliary && (self.is(at, lexicon.before_verbs) || manner())
    }

    /// The name or pronoun that opens the sentence.
    fn opening_name(&self) -> Option<Span> {
        let lexicon = self.lexicon;
        if self.is(0, lexicon.pronouns) {
            return Some(self.span(0, 1));
        }
        let named = |at: usize| self.has(at, CAPITAL) || self.is(at, lexicon.actors);
        let end = 1
            + (1..self.tokens.len())
                .take(MAX_NAME)
                .take_while(|&at| named(at) && !self.has(at, NAME_ENDS))
                .count();
        // "Shaken by the storm, the ferry left, promising little": no name.
        let participle = end == 1 && self.is(1, lexicon.before_articles);
        self.trimmed_name(0, end).filter(|name| !participle && name.start() == self.span(0, 1).start())
    }

    /// Whether every word of more than four bytes has a capital, as in a headline.
    fn is_headline(&self) -> bool {
        let long = |token: &&Token| token.end - token.start > 4;
        self.tokens.iter().filter(long).count() > 2
            && self.tokens.iter().filter(long).all(|token| token.has(CAPITAL))
    }

    /// Whether a form is a verb with a subject here: not a noun such as "states", not "to say".
    fn is_finite_verb(&self, at: usize) -> bool {
        let lexicon = self.lexicon;
        let Some(before) = at.checked_sub(1) else { return false };
        let adjacent = !self.has(at, COMMA | BREAK | CLOSE_QUOTE);
        let is_noun = self.is(at, lexicon.also_nouns);
        let headline = self.has(at, CAPITAL) && self.is_headline();
        if self.has(at, CAPITAL) && is_noun && !headline {
            return false;
        }
        if adjacent && self.is(before, lexicon.bars_verb) && !self.is(before, lexicon.pronouns) {
            return false;
        }
        if self.is(at, lexicon.past) {
            return true;
        }
        if self.is(at, lexicon.participles) {
            return (at.saturating_sub(3)..at).any(|near| self.is(near, lexicon.have));
        }
        if self.is(at, lexicon.continuous) {
            return self.before_adverbs(at).is_some_and(|near| self.is(near, lexicon.be));
        }
        let speech_follows = self.has(at + 1, OPEN_QUOTE) || self.is(at + 1, lexicon.that);
        let after_pronoun = adjacent && self.is(before, lexicon.pronouns);
        // "Berg plans to go", but not "Nordic states could": a verb needs something to govern.
        let ends = at + 1 == self.tokens.len() || self.has(at + 1, BREAK);
        let object_follows = self.has(at + 1, CAPITAL) && !self.has(at + 1, COMMA)
            || ends
            || self.is(at + 1, lexicon.articles)
            || self.is(at + 1, lexicon.possessives)
            || self.is(at + 1, lexicon.to);
        let after_name =
            adjacent && object_follows && self.has(before, CAPITAL) && !self.has(before, POSSESSIVE);
        let to_follows = adjacent && self.is(before, lexicon.actors) && self.is(at + 1, lexicon.to);
        if self.is(at, lexicon.third_person) {
            return speech_follows || after_pronoun || after_name || to_follows || !is_noun;
        }
        if adjacent && self.before_adverbs(at).is_some_and(|near| self.is(near, lexicon.modals)) {
            return true;
        }
        let before = self.before_adverbs(at).unwrap_or(before);
        // "Analysts say", but not "help Anna say".
        let after_plural =
            self.spelled(before).ends_with('s') || self.is(before, lexicon.actors) && !after_name;
        speech_follows || after_pronoun || after_plural && (!is_noun || headline)
    }

    fn fits_in_name(&self, at: usize) -> bool {
        let lexicon = self.lexicon;
        let verb =
            self.is(at, lexicon.speech_verbs) && !self.has(at, CAPITAL) && !self.is(at, lexicon.also_nouns);
        !self.is(at, lexicon.never_in_names) && !self.is(at, lexicon.pronouns) && !verb
    }

    /// Whether a name has capitals on every word longer than three bytes, and on at least one.
    pub(super) fn is_proper_name(&self, name: Span) -> bool {
        let words = || self.tokens.iter().filter(|token| name.covers(token.span()));
        let short = |token: &Token| token.end - token.start <= 3;
        words().all(|token| token.has(CAPITAL) || short(token)) && words().any(|token| token.has(CAPITAL))
    }

    /// Whether an article and nouns precede a proper name: "the harbour master Anna Berg".
    fn is_titled_name(&self, name: Span) -> bool {
        let lexicon = self.lexicon;
        let words = || {
            (0..self.tokens.len())
                .filter(|&at| self.tokens.get(at).is_some_and(|token| name.covers(token.span())))
        };
        words().next().is_some_and(|at| self.is(at, lexicon.articles))
            && words().next_back().is_some_and(|at| self.has(at, CAPITAL))
            && !words().any(|at| self.is(at, lexicon.before_articles))
    }

    /// Whether a preposition precedes a name at the head of its part of the sentence: "In Oslo, …".
    fn follows_preposition(&self, name: Span) -> bool {
        let first = self.tokens.iter().position(|token| token.start == name.start());
        first.and_then(|at| at.checked_sub(1)).is_some_and(|at| {
            self.is(at, self.lexicon.before_names) && self.is(at, self.lexicon.before_articles)
        })
    }

    /// The name or pronoun that ends before the verb at `verb`, across adverbs, brackets and appositions:
    /// "Berg, the union's lawyer, said".
    pub(super) fn name_before_verb(&self, verb: usize) -> Option<Span> {
        let mut end = verb;
        let skipped = |at: usize| self.is(at, self.lexicon.before_verbs) || self.is_adverb(at);
        while end > 0 && skipped(end - 1) && !self.has(end, NAME_ENDS) {
            end -= 1;
        }
        if self.char_before(end) == Some(')') {
            // "Mica (R-Fla.) said": the name ends before the bracket.
            end = (1..end).rev().take(MAX_APPOSITION).find(|&at| self.char_before(at) == Some('('))?;
            return self.name_ending_at(end);
        }
        if self.has(end, COMMA) && !self.has(end, CLOSE_QUOTE | BREAK) {
            return self.name_before_apposition(end);
        }
        if end == 0 || self.has(end, BREAK | CLOSE_QUOTE) {
            return None;
        }
        self.name_ending_at(end)
    }

    fn name_ending_at(&self, end: usize) -> Option<Span> {
        let last = end.checked_sub(1)?;
        if self.is(last, self.lexicon.pronouns) {
            return Some(self.span(last, end));
        }
        let mut start = end;
        while start > 0 && end - start < MAX_NAME && self.fits_in_name(start - 1) {
            start -= 1;
            if self.has(start, NAME_ENDS) {
                break;
            }
        }
        self.trimmed_name(start, end)
    }

    /// The name before an apposition that ends at `end`: the nearest proper name, else the words before the nearest
    /// comma.
    fn name_before_apposition(&self, end: usize) -> Option<Span> {
        let commas = (1..end).rev().take(MAX_APPOSITION).filter(|&at| self.has(at, COMMA | BREAK));
        let mut nearest = None;
        for comma in commas {
            let name = self.name_ending_at(comma).filter(|&name| !self.follows_preposition(name));
            nearest = nearest.or(name);
            if let Some(name) = name.filter(|&name| self.is_proper_name(name) || self.is_titled_name(name)) {
                return Some(name);
            }
            if self.has(comma, BREAK | CLOSE_QUOTE) {
                break;
            }
        }
        nearest
    }

    fn name_from(&self, start: usize) -> Option<Span> {
        if self.is(start, self.lexicon.pronouns) && !self.has(start, NAME_ENDS) {
            return Some(self.span(start, start + 1));
        }
        let length = (start..self.tokens.len())
            .take(MAX_NAME)
            .take_while(|&at| (at == start || !self.has(at, NAME_ENDS)) && self.fits_in_name(at))
            .count();
        self.trimmed_name(start, start + length)
    }

    /// The words `start..end` without adverbs and prepositions at their head, if they can be a name: with a
    /// capital, a plural, an actor, or more than one word.
    pub(super) fn trimmed_name(&self, start: usize, end: usize) -> Option<Span> {
        let lexicon = self.lexicon;
        let start = start + (start..end).take_while(|&at| self.is(at, lexicon.before_names)).count();
        // "Last week the ministry said": an article begins the name, unless a preposition asks for it.
        let begins_name = |at: usize| {
            self.is(at, lexicon.articles)
                && !self.is(at - 1, lexicon.before_articles)
                && !self.has(at, CAPITAL)
        };
        let start = (start + 1..end).rev().find(|&at| begins_name(at)).unwrap_or(start);
        let words = start..end;
        let capital = words.clone().any(|at| self.has(at, CAPITAL) && !self.is(at, lexicon.never_a_name));
        let actor = words.clone().any(|at| self.is(at, lexicon.actors));
        let last = self.spelled(end.saturating_sub(1));
        let plural = (last.ends_with('s') || last.ends_with("men")) && !words.is_empty();
        let determined = self.is(start, lexicon.articles) || self.is(start, lexicon.determiners);
        let described = words.len() > 1 && determined && !last.ends_with("ly");
        // "Another said", "women said".
        let anybody = words.len() == 1 && self.is(start, lexicon.anybody);
        // "His lawyer" names somebody, "his interactions with Berg" do not.
        let owned = self.is(start, lexicon.possessives) && !actor;
        (!owned && (capital || actor || plural || described || anybody)).then(|| self.span(start, end))
    }
}
