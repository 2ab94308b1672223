//! Names that are likely to be of one party, each with a sentence that speaks for it. People confirm them; nothing here counts.
//!
//! Three kinds of reasons are strong enough: a surname beside one full name (*Korvin*, *Ada Korvin*), an abbreviation
//! in brackets after its words, and an apposition that names two known speakers (*Ada Korvin, the premier,*).

use super::SpeakerClaims;
use crate::claim::{name_key, name_words};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Why two names are proposed as those of one party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    Surname,
    Abbreviation,
    Apposition,
}

impl Reason {
    /// For people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Surname => "the same surname as one full name only",
            Self::Abbreviation => "an abbreviation in brackets",
            Self::Apposition => "an apposition",
        }
    }
}

/// Another name that may be one of a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AliasProposal {
    pub name: String,
    pub alias: String,
    pub reason: Reason,
    /// A sentence in which the names stand; the claim of the alias for a surname.
    pub sentence: String,
}

/// Sorted; words for institutions stand for many of them, so that one is no surname.
const INSTITUTIONS: &[&str] = &[
    "administration",
    "agency",
    "army",
    "assembly",
    "association",
    "authority",
    "bank",
    "board",
    "bureau",
    "cabinet",
    "centre",
    "church",
    "city",
    "club",
    "college",
    "commission",
    "committee",
    "company",
    "conference",
    "congress",
    "council",
    "county",
    "court",
    "department",
    "embassy",
    "federation",
    "forum",
    "foundation",
    "fund",
    "government",
    "group",
    "guild",
    "hospital",
    "house",
    "institute",
    "journal",
    "league",
    "ministry",
    "movement",
    "office",
    "organisation",
    "organization",
    "parliament",
    "party",
    "police",
    "post",
    "press",
    "republic",
    "school",
    "senate",
    "service",
    "society",
    "state",
    "states",
    "street",
    "times",
    "treasury",
    "union",
    "university",
];

/// Sorted; words before a name that are no part of it.
const TITLES: &[&str] = &[
    "archbishop",
    "bishop",
    "captain",
    "chairman",
    "chairwoman",
    "chancellor",
    "chief",
    "colonel",
    "commander",
    "commissioner",
    "congressman",
    "congresswoman",
    "councillor",
    "deputy",
    "director",
    "dr",
    "executive",
    "foreign",
    "former",
    "general",
    "gov",
    "governor",
    "inspector",
    "judge",
    "justice",
    "king",
    "lady",
    "lieutenant",
    "lord",
    "major",
    "mayor",
    "minister",
    "miss",
    "mr",
    "mrs",
    "ms",
    "officer",
    "pope",
    "premier",
    "president",
    "prime",
    "prince",
    "princess",
    "prof",
    "professor",
    "queen",
    "rep",
    "representative",
    "rev",
    "secretary",
    "sen",
    "senator",
    "sergeant",
    "sheikh",
    "sir",
    "speaker",
    "state",
    "vice",
];

/// Sorted; what a person does, right before the name: "harbour spokesman Ada Korvin".
const ROLES: &[&str] = &[
    "activist",
    "adviser",
    "advisor",
    "aide",
    "analyst",
    "attorney",
    "author",
    "chair",
    "diplomat",
    "economist",
    "editor",
    "engineer",
    "envoy",
    "expert",
    "founder",
    "front-runner",
    "head",
    "historian",
    "lawmaker",
    "lawyer",
    "leader",
    "manager",
    "negotiator",
    "official",
    "owner",
    "pilot",
    "researcher",
    "scientist",
    "spokesman",
    "spokesperson",
    "spokeswoman",
    "strategist",
];

/// Proposals for names of `speakers`, found in `sentences`; those of one party follow each other.
pub fn propose<'s>(
    speakers: &[SpeakerClaims],
    sentences: impl Iterator<Item = &'s str>,
) -> Vec<AliasProposal> {
    let known = Known::new(speakers);
    let mut found: BTreeMap<(usize, usize), (Reason, String)> = BTreeMap::new();
    for (name, alias) in known.surnames(speakers) {
        found.insert((name, alias), (Reason::Surname, String::new()));
    }
    for sentence in sentences {
        let words: Vec<(usize, &str)> = name_words(sentence).collect();
        for (name, alias, reason) in known.in_sentence(sentence, &words) {
            let place = found.entry((name, alias)).or_insert_with(|| (reason, sentence.to_owned()));
            if place.1.is_empty() {
                sentence.clone_into(&mut place.1);
            }
        }
    }
    let name = |at: usize| speakers.get(at).map(|speaker| speaker.name.clone()).unwrap_or_default();
    let proposals = found.into_iter().map(|((one, other), (reason, sentence))| AliasProposal {
        name: name(one),
        alias: name(other),
        reason,
        sentence,
    });
    proposals.collect()
}

/// The names of speakers, by their words.
struct Known {
    by_key: HashMap<Vec<String>, usize>,
    longest: usize,
}

impl Known {
    fn new(speakers: &[SpeakerClaims]) -> Self {
        let keys = speakers.iter().enumerate().map(|(at, speaker)| (name_key(&speaker.name), at));
        // Of two speakers with one key, who makes more claims stands first.
        let mut by_key = HashMap::new();
        keys.for_each(|(key, at)| {
            by_key.entry(key).or_insert(at);
        });
        let longest = by_key.keys().map(Vec::len).max().unwrap_or(0);
        Self { by_key, longest }
    }

    /// Speakers whose name is a surname, with or without a title, that only one full name has.
    fn surnames(&self, speakers: &[SpeakerClaims]) -> Vec<(usize, usize)> {
        let mut by_surname: BTreeMap<String, Vec<(usize, Vec<String>)>> = BTreeMap::new();
        for &at in self.by_key.values() {
            let person = speakers.get(at).map(|speaker| person(&speaker.name)).unwrap_or_default();
            if let Some(last) =
                person.last().filter(|last| INSTITUTIONS.binary_search(&last.as_str()).is_err())
            {
                by_surname.entry(last.clone()).or_default().push((at, person));
            }
        }
        let mut pairs = Vec::new();
        for people in by_surname.into_values() {
            // A middle name or an initial makes no other person.
            let full = |person: &[String]| (person.len() > 1).then(|| person.first().cloned());
            let first_names: BTreeSet<Option<String>> =
                people.iter().filter_map(|(_, person)| full(person)).collect();
            if first_names.len() != 1 {
                continue;
            }
            // The head is the full name with the most claims: speakers are in that order.
            let Some(head) = people.iter().filter(|(_, person)| person.len() > 1).map(|(at, _)| *at).min()
            else {
                continue;
            };
            pairs.extend(people.iter().map(|(at, _)| *at).filter(|at| *at != head).map(|at| (head, at)));
        }
        pairs
    }

    /// Names that a sentence puts beside each other.
    fn in_sentence(&self, sentence: &str, words: &[(usize, &str)]) -> Vec<(usize, usize, Reason)> {
        let mut pairs = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let Some((speaker, length)) = self.at(words.get(at..).unwrap_or_default()) else {
                at += 1;
                continue;
            };
            let end = end_of(words.get(at + length - 1));
            let rest = words.get(at + length..).unwrap_or_default();
            let gap = |to: usize| sentence.get(end..to).unwrap_or_default();
            if let Some((start, _)) = rest.first()
                && let Some((other, length)) = self.at(rest)
                && other != speaker
            {
                let after = sentence.get(end_of(rest.get(length - 1))..).unwrap_or_default();
                let describes = is_article(rest.first().map_or("", |(_, word)| word));
                if gap(*start) == ", " && after.starts_with(',') && describes {
                    pairs.push((speaker.min(other), speaker.max(other), Reason::Apposition));
                } else if gap(*start) == " (" && after.starts_with(')') && self.abbreviates(speaker, other) {
                    pairs.push((speaker, other, Reason::Abbreviation));
                }
            }
            at += length;
        }
        pairs
    }

    /// Are the letters of `other` the initials of the words of `speaker`, small words aside?
    fn abbreviates(&self, speaker: usize, other: usize) -> bool {
        let key =
            |at: usize| self.by_key.iter().find(|(_, known)| **known == at).map(|(key, _)| key.as_slice());
        let is_small = |word: &str| ["of", "and", "for", "the", "in", "on"].contains(&word);
        let words = key(speaker).unwrap_or_default().iter().filter(|word| !is_small(word));
        let initials: String = words.filter_map(|word| word.chars().next()).collect();
        key(other).is_some_and(|letters| letters.concat() == initials)
    }

    /// The longest known name at the start of `words`, which an article may precede, and its number of words.
    fn at(&self, words: &[(usize, &str)]) -> Option<(usize, usize)> {
        let skipped = usize::from(words.first().is_some_and(|(_, word)| is_article(word)));
        (1..=self.longest).rev().find_map(|length| {
            let words = words.get(skipped..skipped + length)?;
            let key: Vec<String> = words.iter().map(|(_, word)| word.to_lowercase()).collect();
            // One word in small letters, such as "officials", is no name of one party.
            let is_name = length > 1 || words.iter().all(|(_, word)| word.starts_with(char::is_uppercase));
            self.by_key.get(&key).filter(|_| is_name).map(|&at| (at, skipped + length))
        })
    }
}

fn is_article(word: &str) -> bool {
    ["the", "a", "an"].contains(&word.to_lowercase().as_str())
}

/// Byte after a word.
fn end_of(word: Option<&(usize, &str)>) -> usize {
    word.map_or(0, |(at, word)| at + word.len())
}

/// The words of a person's name in small letters, without titles and what precedes them; empty if it is no name.
fn person(name: &str) -> Vec<String> {
    let words: Vec<&str> = name_words(name).map(|(_, word)| word).collect();
    let holds = |list: &[&str], word: &str| list.binary_search(&word.to_lowercase().as_str()).is_ok();
    let precedes = |word: &&str| !word.starts_with(char::is_uppercase) || holds(TITLES, word);
    let start = words.iter().rposition(precedes).map_or(0, |at| at + 1);
    // After any other word, the name is part of something else: "supporters of Korvin".
    let before = start.checked_sub(1).and_then(|at| words.get(at));
    if before.is_some_and(|word| !holds(TITLES, word) && !holds(ROLES, word)) {
        return Vec::new();
    }
    let own = words.get(start..).unwrap_or_default();
    if own.len() > 4 { Vec::new() } else { own.iter().map(|word| word.to_lowercase()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &[&str], sentences: &[&str], expected: &[(&str, &str, Reason)]) {
        let speakers: Vec<SpeakerClaims> = names
            .iter()
            .map(|name| SpeakerClaims { name: (*name).to_owned(), ..SpeakerClaims::default() })
            .collect();
        let found = propose(&speakers, sentences.iter().copied());
        let found: Vec<(&str, &str, Reason)> =
            found.iter().map(|one| (one.name.as_str(), one.alias.as_str(), one.reason)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_surname_belongs_to_the_only_full_name() {
        check(
            &["Korvin", "Ada Korvin", "Premier Korvin", "harbour spokesman Ada Korvin", "Lind"],
            &[],
            &[
                ("Ada Korvin", "Korvin", Reason::Surname),
                ("Ada Korvin", "Premier Korvin", Reason::Surname),
                ("Ada Korvin", "harbour spokesman Ada Korvin", Reason::Surname),
            ],
        );
        check(&["Korvin", "Ada Korvin", "Ben Korvin"], &[], &[]);
        check(&["Ada Korvin", "supporters of Korvin", "something Korvin"], &[], &[]);
        check(&["the Ministry", "the Foreign Ministry", "officials", "port officials"], &[], &[]);
    }

    #[test]
    fn sentences_put_names_beside_each_other() {
        check(
            &["Ada Korvin", "the Harbour Guild", "HG", "the guild’s head"],
            &[
                "Ada Korvin, the guild’s head, said the pier must go.",
                "The Harbour Guild (HG) warned of storms.",
                "Ada Korvin (HG) warned of storms.",
                "Ada Korvin, HG and others agreed.",
                "Ada Korvin, HG, and the mayor agreed.",
            ],
            &[
                ("Ada Korvin", "the guild’s head", Reason::Apposition),
                ("the Harbour Guild", "HG", Reason::Abbreviation),
            ],
        );
        check(&[], &["Ada Korvin, the premier, spoke."], &[]);
    }

    #[test]
    fn word_lists_are_sorted() {
        assert!(INSTITUTIONS.is_sorted() && TITLES.is_sorted() && ROLES.is_sorted());
    }
}
