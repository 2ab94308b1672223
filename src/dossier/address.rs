//! What a claim has to do with a party that it names: asked of it, about it, or only near it.

use super::entry::Role;
use super::party::Party;
use crate::claim::name_words;
use serde::Deserialize;
use std::sync::LazyLock;

/// Words that address a party; the tests read the file.
static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| toml::from_str(include_str!("addressing.toml")).unwrap_or_default());

/// The lists of `addressing.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lexicon {
    obliges: Vec<String>,
    obliges_with_to: Vec<String>,
    addresses: Vec<String>,
    addresses_with_to: Vec<String>,
    before_that: Vec<String>,
    before_on: Vec<String>,
    asks: Vec<String>,
    places: Vec<String>,
    adverbs: Vec<String>,
}

/// The role of a party in a claim of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Treatment {
    /// [`Role::Asked`] or [`Role::About`].
    pub role: Role,
    pub is_guess: bool,
}

/// How a claim that somebody else makes treats a party; `None` if it does not name it outside the name of its speaker.
pub fn treatment(text: &str, party: &Party, speaker: Option<&str>) -> Option<Treatment> {
    let words: Vec<Word<'_>> = name_words(text).map(|(at, text)| Word { at, text }).collect();
    let speaker = speaker.and_then(|name| text.find(name).map(|from| from..from + name.len()));
    let is_speaker = |word: &Word<'_>| speaker.as_ref().is_some_and(|range| range.contains(&word.at));
    let mentions = (0..words.len()).filter_map(|from| {
        let of = party.keys().iter().find(|key| is_named(&words, from, key))?;
        (!words.get(from).is_some_and(is_speaker)).then(|| mention(&words, from, from + of.len()))
    });
    // The surest and most telling mention decides.
    mentions.min_by_key(|found| match (found.role, found.is_guess) {
        (Role::Asked, false) => 0,
        (Role::Asked, true) => 1,
        (_, false) => 2,
        (_, true) => 3,
    })
}

#[derive(Debug, Clone, Copy)]
struct Word<'t> {
    at: usize,
    text: &'t str,
}

impl Word<'_> {
    fn is(self, words: &[impl AsRef<str>]) -> bool {
        words.iter().any(|word| self.text.eq_ignore_ascii_case(word.as_ref()))
    }

    /// A form of one of these verbs: "urge", "urges", "urged", "urging", and "told", "sought".
    fn is_form_of(self, verbs: &[String]) -> bool {
        let lower = self.text.to_lowercase();
        let is_form = |verb: &str| {
            let stem = verb.strip_suffix('e').unwrap_or(verb);
            let ending = lower.strip_prefix(stem);
            ending.is_some_and(|ending| ["", "e", "s", "es", "ed", "ing"].contains(&ending))
        };
        let irregular = match lower.as_str() {
            "told" => "tell",
            "sought" => "seek",
            _ => "",
        };
        verbs.iter().any(|verb| is_form(verb) || verb == irregular)
    }
}

/// Do the words from `from` on spell this name? Capital letters must be there, so that a common word is no name.
fn is_named(words: &[Word<'_>], from: usize, name: &[String]) -> bool {
    let Some(found) = words.get(from..from + name.len()) else { return false };
    let same = found.iter().zip(name).all(|(word, part)| word.text.to_lowercase() == *part);
    same && found.iter().any(|word| word.text.chars().any(char::is_uppercase))
}

/// The treatment at one mention, whose words are `from..to`.
fn mention(words: &[Word<'_>], from: usize, to: usize) -> Treatment {
    let lexicon = &*LEXICON;
    let mut before = words.iter().take(from).rev().filter(|word| !word.is(&["the", "a", "an"])).copied();
    let is_adverb = |word: &Word<'_>| word.is(&lexicon.adverbs) || word.text.ends_with("ly");
    let mut after = words.iter().skip(to).skip_while(|word| is_adverb(word)).copied();
    let ([last, earlier], [next, second]) = ([before.next(), before.next()], [after.next(), after.next()]);
    let is = |word: Option<Word<'_>>, words: &[&str]| word.is_some_and(|word| word.is(words));
    let is_form = |word: Option<Word<'_>>, verbs: &[String]| word.is_some_and(|word| word.is_form_of(verbs));
    let is_to = |word| is(word, &["to"]);
    let obliged = next.is_some_and(|word| word.is(&lexicon.obliges))
        || next.is_some_and(|word| word.is(&lexicon.obliges_with_to)) && is_to(second);
    let addressed = is_form(last, &lexicon.addresses)
        || is_form(last, &lexicon.addresses_with_to) && (is_to(next) || is(next, &["for"]))
        || is(last, &["on", "upon"]) && is_form(earlier, &lexicon.before_on)
        || is(last, &["that"]) && is_form(earlier, &lexicon.before_that)
        || is(last, &["for"]) && is_to(next);
    if obliged || addressed {
        return Treatment { role: Role::Asked, is_guess: false };
    }
    let asks = words.iter().take(from).any(|word| word.is_form_of(&lexicon.asks));
    if asks && is(last, &["from", "of"]) {
        return Treatment { role: Role::Asked, is_guess: true };
    }
    Treatment { role: Role::About, is_guess: last.is_some_and(|word| word.is(&lexicon.places)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(Role, bool)>) {
        let party = Party::new(["Tarsovia", "the Harbour Guild"].map(str::to_owned)).unwrap();
        let found = treatment(text, &party, Some("Mayor Lind of Tarsovia"));
        assert_eq!(found.map(|found| (found.role, found.is_guess)), expected, "{text}");
    }

    #[test]
    fn the_words_are_read() {
        assert!(LEXICON.obliges.contains(&"must".to_owned()) && LEXICON.adverbs.len() > 3);
    }

    #[test]
    fn something_is_asked_of_those_whom_words_address() {
        for text in [
            "Tarsovia must open the strait.",
            "The Harbour Guild should first pay its dues.",
            "Vell urged Tarsovia to open the strait.",
            "Vell called on the Harbour Guild to pay.",
            "Vell insisted that Tarsovia withdraw its dredger.",
            "Vell is pressing Tarsovia for an answer.",
            "Vell told Tarsovia to wait.",
            "Vell repeated its call for Tarsovia to pay.",
            "Tarsovia’s navy waits, and Tarsovia now has to answer.",
        ] {
            check(text, Some((Role::Asked, false)));
        }
        check("Vell seeks an answer from Tarsovia.", Some((Role::Asked, true)));
        check(
            "Vell insists that its share of the toll rise while Tarsovia waits.",
            Some((Role::About, false)),
        );
        check("Vell told Tarsovia that it rained.", Some((Role::About, false)));
    }

    #[test]
    fn a_place_is_a_guess_and_a_speaker_is_no_mention() {
        check("Vell fears that Tarsovia will close the strait.", Some((Role::About, false)));
        check("Vell fears unrest in Tarsovia.", Some((Role::About, true)));
        check("Mayor Lind of Tarsovia warned of floods.", None);
        check("A Tarsovia-born clerk and a tarsovian guild.", None);
        check("The harbour guild of Vell.", None);
    }
}
