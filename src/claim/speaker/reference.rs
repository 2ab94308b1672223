//! Words that are no name by themselves: bare plurals, and pronouns with the one name that they can stand for.

use super::attribution::{Words, find_attribution};
use crate::claim::token::{BREAK, CAPITAL, COMMA, NUMBER, QUOTED, Token};
use crate::text::Span;

/// Endings of singular nouns that look like plurals.
const SINGULARS: [&str; 3] = ["ss", "us", "is"];
/// Endings of plurals for those who act: "divers", "sailors", "residents".
const ACTING_PLURALS: [&str; 8] = ["ers", "ors", "ists", "ians", "ees", "ants", "ents", "men"];

/// What a pronoun can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PronounKind {
    Person,
    Thing,
    Group,
}

impl PronounKind {
    /// `None` for pronouns of speaker and listener, and for words that are no pronoun.
    pub(super) fn of(words: Words<'_>, pronoun: Span) -> Option<Self> {
        let word = words.spelled(words.position(pronoun)?).to_lowercase();
        match word.as_str() {
            "he" | "she" | "his" | "her" => Some(Self::Person),
            "it" | "its" => Some(Self::Thing),
            "they" | "their" => Some(Self::Group),
            _ => None,
        }
    }
}

/// Does a name identify no person or party: a word such as "many", or a plural without a name or a modifier that
/// identifies, such as "officials" or "the two sides"?
pub(super) fn is_bare(words: Words<'_>, name: Span) -> bool {
    let lexicon = words.lexicon;
    let inside: Vec<usize> = (0..words.tokens.len())
        .filter(|&at| words.tokens.get(at).is_some_and(|token| name.covers(token.span())))
        .collect();
    let Some((&head, others)) = inside.split_last() else { return false };
    if others.is_empty() && (words.is(head, lexicon.anybody) || words.is(head, lexicon.pronouns)) {
        return true;
    }
    // "Its leadership" and "their lawyers" stand for a pronoun.
    if inside.first().is_some_and(|&at| words.is(at, lexicon.possessives)) {
        return true;
    }
    let spelled = words.spelled(head).to_lowercase();
    let known = words.is(head, lexicon.plurals) || words.is(head, lexicon.anybody);
    let acting = others.is_empty() && acts(words, head, &spelled);
    let plural =
        acting || spelled.ends_with('s') && !SINGULARS.iter().any(|ending| spelled.ends_with(ending));
    // At the start of a sentence a capital says nothing: "Officials", "Divers say", but "Reuters says".
    let lower = !words.has(head, CAPITAL)
        || head == 0
            && (known || words.is(head, lexicon.actors) || acting || is_plural_verb(words, head + 1));
    let is_vague = |&at: &usize| words.is(at, lexicon.vague) || words.has(at, NUMBER);
    lower && (plural || known) && others.iter().all(is_vague)
}

/// Is the word at `at`, spelled `spelled` in lower case, a plural such as "divers", before a verb in the past?
///
/// Only where the word opens the sentence: "Divers warned", but "Sanders warned".
fn acts(words: Words<'_>, at: usize, spelled: &str) -> bool {
    let looks_plural = ACTING_PLURALS.into_iter().any(|ending| spelled.ends_with(ending));
    let country = ["yemen", "bremen", "carmen"].contains(&spelled);
    looks_plural && !country && at == 0 && !words.is(at, words.lexicon.plural_names)
}

/// Is the word at `at` a verb in the form that a plural has in the present?
fn is_plural_verb(words: Words<'_>, at: usize) -> bool {
    let lexicon = words.lexicon;
    let verb = [lexicon.speech_verbs, lexicon.stance_verbs, lexicon.cue_verbs]
        .into_iter()
        .any(|set| words.is(at, set));
    let spelled = words.spelled(at);
    let other = ["s", "ed", "ing"].into_iter().any(|ending| spelled.ends_with(ending));
    verb && !other && !words.is(at, lexicon.past) && !words.has(at, COMMA | BREAK)
}

/// The one name that a pronoun can stand for, among those before `pronoun` or, without it, in the whole sentence.
///
/// `None` if there is no candidate; an error if there are several, or one that does not suit the pronoun. Names in
/// quotations are no candidates: they are the quoted one's. Only the source of an attribution suits.
pub(super) fn candidate(
    words: Words<'_>,
    pronoun: Option<Span>,
    kind: PronounKind,
) -> Option<Result<Span, ()>> {
    let end = pronoun.map_or(u32::MAX, Span::start);
    let source = find_attribution(words, true).filter(|own| !own.pronoun && own.source.end() <= end);
    let source = source.map(|own| own.source).filter(|&source| !is_bare(words, source));
    let others =
        names(words, end).into_iter().filter(|name| source.is_none_or(|source| !source.overlaps(*name)));
    let same =
        |one: Span| source.is_some_and(|source| source.slice(words.text).ends_with(one.slice(words.text)));
    let others = others.filter(|&name| !same(name)).count();
    match source {
        Some(source) if others == 0 && suits(words, source, kind) => Some(Ok(source)),
        None if others == 0 => None,
        _ => Some(Err(())),
    }
}

fn suits(words: Words<'_>, source: Span, kind: PronounKind) -> bool {
    let lexicon = words.lexicon;
    let tokens = || {
        (0..words.tokens.len())
            .filter(|&at| words.tokens.get(at).is_some_and(|token| source.covers(token.span())))
    };
    let any = |set| tokens().any(|at| words.is(at, set));
    let is_person = any(lexicon.persons);
    match kind {
        PronounKind::Person => {
            is_person || words.is_proper_name(source) && !any(lexicon.actors) && !any(lexicon.articles)
        }
        PronounKind::Thing => !is_person && (any(lexicon.actors) || any(lexicon.articles)),
        PronounKind::Group => {
            any(lexicon.actors)
                || tokens().any(|at| !words.has(at, CAPITAL) && words.spelled(at).ends_with('s'))
        }
    }
}

/// Runs of capitals and nouns for those who act, outside quotations, before the byte `end`.
fn names(words: Words<'_>, end: u32) -> Vec<Span> {
    let lexicon = words.lexicon;
    let mut names: Vec<Span> = Vec::new();
    let mut continues = false;
    let counted = |token: &Token| token.end <= end && !token.has(QUOTED);
    for (at, token) in words.tokens.iter().enumerate().filter(|(_, token)| counted(token)) {
        let other = [lexicon.never_a_name, lexicon.never_in_names, lexicon.before_names, lexicon.pronouns];
        let first = at == 0 && is_bare(words, token.span());
        let is_name = token.has(CAPITAL) && !first && !other.into_iter().any(|set| words.is(at, set));
        let is_actor = words.is(at, lexicon.actors) || words.is(at, lexicon.persons);
        match names.last_mut() {
            Some(last) if is_name && continues && !token.has(COMMA | BREAK) => {
                *last = last.union(token.span());
            }
            _ if is_name || is_actor => names.push(token.span()),
            _ => {}
        }
        continues = is_name;
    }
    names
}
