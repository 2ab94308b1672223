//! Edits that turn the sense of a passage: a negation, a modal, a quantifier, a number or a name that has changed.
//!
//! The passage is still the same, but a decision on the old words says nothing about the new ones. The lists name
//! small words; a change of other words is an edit like any other. When in doubt, an edit counts: a second look costs
//! one key, a decision on words that the reader has not read costs the truth of an export.

mod words;

use super::normalize;
use crate::tag::Selector;
use crate::text::{Span, slice};
use words::{
    FORCES, HEDGES, MODALS, NEGATIONS, NUMBERS, OPENERS, OPPOSITES, PERSONS, PREFIXES, QUALIFIERS,
    QUANTIFIERS, STRENGTHS, TIMES, TURNING,
};

/// Tokens of a text beyond which the order of its words is not compared.
const MAX_COMPARED: usize = 600;

/// What a word says about the sense of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SenseWord {
    Negation,
    /// How much it commits to, from 1 to 4.
    Modal(u8),
    /// How hard a verb presses or promises, from 1 to 4.
    Force(u8),
    Hedge,
    /// Narrows or stresses.
    Qualifier,
    Quantifier,
    Number,
    Time,
    /// A pronoun that says who acts.
    Person,
    /// By its capital, which the caller sees.
    Name,
    /// By its mark, which the caller sees.
    Question,
}

/// What a word in lower case says about the sense; `None` for a word that leaves it.
pub fn sense_of(word: &str) -> Option<SenseWord> {
    let is_in = |list: &[&str]| list.contains(&word);
    if is_in(NEGATIONS) || word.ends_with("n't") {
        return Some(SenseWord::Negation);
    }
    if is_in(MODALS) {
        let strength = STRENGTHS.iter().find(|(modal, _)| *modal == word);
        return Some(SenseWord::Modal(strength.map_or(4, |(_, strength)| *strength)));
    }
    let lists: [(&[&str], SenseWord); 6] = [
        (HEDGES, SenseWord::Hedge),
        (QUALIFIERS, SenseWord::Qualifier),
        (QUANTIFIERS, SenseWord::Quantifier),
        (NUMBERS, SenseWord::Number),
        (TIMES, SenseWord::Time),
        (PERSONS, SenseWord::Person),
    ];
    if let Some((_, sense)) = lists.into_iter().find(|(list, _)| is_in(list)) {
        return Some(sense);
    }
    let is_form = |verb: &str| match word.strip_prefix(verb) {
        Some("" | "s" | "d" | "ed" | "es" | "ing") => true,
        Some(_) => verb.len() > 4,
        None => false,
    };
    let force = FORCES.iter().find(|(verb, _)| is_form(verb));
    force.map(|(_, force)| SenseWord::Force(*force))
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    /// In lower case.
    word: String,
    is_capitalized: bool,
    /// Is it the first word of a sentence, whose capital says nothing?
    opens: bool,
}

impl Token {
    fn turns(&self) -> bool {
        let word = self.word.as_str();
        TURNING.iter().any(|list| list.contains(&word))
            || word.ends_with("n't")
            || word.chars().any(|char| char.is_numeric() || is_sign(char))
            || self.is_capitalized && !self.opens && word != "i"
    }
}

/// Signs that say what a number means, or that a sentence asks.
const fn is_sign(char: char) -> bool {
    matches!(char, '%' | '‰' | '$' | '€' | '£' | '¥' | '₹' | '?')
}

/// Does the passage `old` say something else as `new`?
pub(super) fn turns(old: &str, new: &str) -> bool {
    let (old, new) = (tokens(old), tokens(new));
    let (removed, added) = changes(&old, &new);
    if removed.iter().chain(&added).any(|token| token.turns()) {
        return true;
    }
    removed.iter().any(|one| added.iter().any(|two| is_opposite(one, two)))
}

/// Was a negation put right before or after the passage at `here`, or taken away there?
pub(super) fn turns_beside(selector: &Selector, text: &str, here: Span) -> bool {
    let before = last_word(&selector.prefix);
    let after = first_word(&selector.suffix);
    let negates = |word: &Option<Token>| {
        word.as_ref()
            .is_some_and(|token| NEGATIONS.contains(&token.word.as_str()) || token.word.ends_with("n't"))
    };
    let start = here.start() as usize;
    let from = text.ceil_char_boundary(start.saturating_sub(64));
    let to = text.floor_char_boundary((here.end() as usize).saturating_add(64).min(text.len()));
    let (now_before, now_after) =
        (last_word(slice(text, from..start)), first_word(slice(text, here.end() as usize..to)));
    let changed = |old: &Option<Token>, new: &Option<Token>| {
        (negates(old) || negates(new))
            && old.as_ref().map(|token| &token.word) != new.as_ref().map(|token| &token.word)
    };
    changed(&before, &now_before) || changed(&after, &now_after)
}

/// The word right before a passage, unless a sentence ends between them.
fn last_word(text: &str) -> Option<Token> {
    let text = text.trim_end();
    let word = text.rsplit(char::is_whitespace).next()?;
    (!word.ends_with(['.', '!', '?', ':', ';'])).then(|| tokens(word).pop())?
}

/// The word right after a passage, unless a sentence ends between them.
fn first_word(text: &str) -> Option<Token> {
    let text = text.trim_start();
    if text.starts_with(['.', '!', '?', ':', ';']) {
        return None;
    }
    tokens(text).into_iter().next()
}

fn tokens(text: &str) -> Vec<Token> {
    let chars = normalize::quote(text);
    let char = |at: usize| chars.get(at).copied().unwrap_or(' ');
    let mut tokens = Vec::new();
    let (mut at, mut opens) = (0, true);
    while at < chars.len() {
        let first = char(at);
        let is_minus =
            first == '-' && char(at + 1).is_numeric() && (at == 0 || !char(at - 1).is_alphanumeric());
        if !(first.is_alphanumeric() || is_minus || is_sign(first)) {
            opens |= matches!(first, '.' | '!' | '"' | ':');
            at += 1;
            continue;
        }
        let from = at;
        at += 1;
        while !is_sign(first) && at < chars.len() {
            let (before, here, after) = (char(at - 1), char(at), char(at + 1));
            let joins = match here {
                '\'' => before.is_alphabetic() && after.is_alphabetic(),
                '.' | ',' | ':' | '/' => before.is_numeric() && after.is_numeric(),
                _ => is_combining(here),
            };
            if !(here.is_alphanumeric() || joins) {
                break;
            }
            at += 1;
        }
        let word: String =
            chars.get(from..at).unwrap_or_default().iter().flat_map(|char| char.to_lowercase()).collect();
        let word = word.strip_suffix("'s").unwrap_or(&word).to_owned();
        tokens.push(Token { word, is_capitalized: first.is_uppercase(), opens });
        opens = first == '?';
    }
    tokens
}

/// Normalized letters are decomposed, with their accents after them.
const fn is_combining(char: char) -> bool {
    matches!(char, '\u{300}'..='\u{36f}')
}

/// Tokens that only one of two texts has, in order.
fn changes<'t>(old: &'t [Token], new: &'t [Token]) -> (Vec<&'t Token>, Vec<&'t Token>) {
    let same = |one: &Token, two: &Token| one.word == two.word;
    let head = old.iter().zip(new).take_while(|(one, two)| same(one, two)).count();
    let (old, new) = (old.get(head..).unwrap_or_default(), new.get(head..).unwrap_or_default());
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(one, two)| same(one, two)).count();
    let old = old.get(..old.len() - tail).unwrap_or_default();
    let new = new.get(..new.len() - tail).unwrap_or_default();
    if old.len().max(new.len()) > MAX_COMPARED {
        let without = |all: &'t [Token], others: &[Token]| {
            let known: std::collections::HashSet<&str> =
                others.iter().map(|token| token.word.as_str()).collect();
            all.iter().filter(|token| !known.contains(token.word.as_str())).collect()
        };
        return (without(old, new), without(new, old));
    }
    // Lengths of the longest common subsequence of the remaining tokens.
    let width = new.len() + 1;
    let mut lengths = vec![0_u32; (old.len() + 1) * width];
    let length =
        |lengths: &[u32], one: usize, two: usize| lengths.get(one * width + two).copied().unwrap_or(0);
    for (one, token) in old.iter().enumerate().rev() {
        for (two, other) in new.iter().enumerate().rev() {
            let longest = if same(token, other) {
                length(&lengths, one + 1, two + 1) + 1
            } else {
                length(&lengths, one + 1, two).max(length(&lengths, one, two + 1))
            };
            if let Some(cell) = lengths.get_mut(one * width + two) {
                *cell = longest;
            }
        }
    }
    let (mut removed, mut added) = (Vec::new(), Vec::new());
    let (mut one, mut two) = (0, 0);
    while one < old.len() || two < new.len() {
        match (old.get(one), new.get(two)) {
            (Some(token), Some(other)) if same(token, other) => (one, two) = (one + 1, two + 1),
            (Some(token), other)
                if other.is_none() || length(&lengths, one + 1, two) >= length(&lengths, one, two + 1) =>
            {
                removed.push(token);
                one += 1;
            }
            (_, Some(other)) => {
                added.push(other);
                two += 1;
            }
            (_, None) => break,
        }
    }
    (removed, added)
}

/// Does one word stand for the opposite of the other, or for another name?
fn is_opposite(one: &Token, two: &Token) -> bool {
    let is = |word: &str, stem: &str| if stem.len() > 4 { word.starts_with(stem) } else { word == stem };
    let pair = |one: &str, two: &str| {
        OPPOSITES.iter().any(|(first, second)| is(one, first) && is(two, second))
            || PREFIXES
                .iter()
                .any(|prefix| one.strip_prefix(prefix).is_some_and(|rest| rest.len() > 2 && rest == two))
            || one.strip_suffix("ful").is_some_and(|stem| two.strip_suffix("less") == Some(stem))
    };
    let is_name =
        |token: &Token| token.is_capitalized && token.opens && !OPENERS.contains(&token.word.as_str());
    pair(&one.word, &two.word) || pair(&two.word, &one.word) || is_name(one) && is_name(two)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Document;

    #[test]
    fn small_words_numbers_and_names_turn_the_sense() {
        for (old, new) in [
            ("The guild must pay.", "The guild must not pay."),
            ("The guild must pay.", "The guild mustn’t pay."),
            ("The guild must pay.", "The guild may pay."),
            ("The guild will pay.", "The guild could hardly pay."),
            ("They never paid.", "They paid."),
            ("The tax is fair.", "The tax is unfair."),
            ("An impossible plan, they said.", "A possible plan, they said."),
            ("A harmless plan.", "A harmful plan."),
            ("All boats must leave.", "Some boats must leave."),
            ("It costs 100 crowns.", "It costs 900 crowns."),
            ("It costs 1.5 crowns.", "It costs 15 crowns."),
            ("It grew by 5 points.", "It grew by −5 points."),
            ("It grew by 5 points.", "It grew by 5%."),
            ("It costs €40 a day.", "It costs $40 a day."),
            ("It costs nine crowns.", "It costs ninety crowns."),
            ("The vote is on 3 May.", "The vote is on 3 June."),
            ("The vote is on Friday.", "The vote is on Monday."),
            ("Then Ida paid Ove.", "Then Ove paid Ida."),
            ("Ida must go.", "Ove must go."),
            ("We should leave.", "They should leave."),
            ("Prices will rise.", "Prices will fall."),
            ("They voted for the pier.", "They voted against the pier."),
            ("Bread and fish are free.", "Bread or fish are free."),
            ("The council agreed.", "The council agreed?"),
        ] {
            assert!(turns(old, new), "{old} / {new}");
            assert!(turns(new, old), "{new} / {old}");
        }
    }

    #[test]
    fn other_edits_do_not() {
        for (old, new) in [
            ("The guild must pay.", "The guild must pay now."),
            ("The guild must pay.", "The guild must “pay” ."),
            ("the pier's old steps", "The pier’s steps"),
            ("The minister yielded on grain.", "The prime minister has yielded on the grain."),
            ("They went to the pier.", "They walked down to the pier."),
            ("It costs 100 crowns.", "It costs  100\ncrowns!"),
            ("The mayor spoke.", "Later the mayor spoke."),
        ] {
            assert!(!turns(old, new), "{old} / {new}");
        }
    }

    #[test]
    fn a_negation_beside_the_passage_counts() {
        let check = |old: &str, new: &str, quote: &str, expected: bool| {
            let span = |text: &str| {
                let at = text.find(quote).unwrap();
                Span::of(at..at + quote.len())
            };
            let document = Document::new("n", old.to_owned(), Vec::new(), Vec::new(), String::new());
            let selector = Selector::of(&document, span(old));
            assert_eq!(turns_beside(&selector, new, span(new)), expected, "{new}");
        };
        check("The guild will pay.", "The guild will never pay.", "pay", true);
        check("The guild will not pay.", "The guild will pay.", "pay", true);
        check("They agreed to it.", "They agreed not to do it.", "They agreed", true);
        check("They agreed. It rained.", "They agreed. Not so the mayor.", "They agreed", false);
    }
}
