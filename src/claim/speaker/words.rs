//! The words that tell who speaks: the scheme's verbs in their forms, and the small words of English.

use super::super::inflect;
use super::super::matcher::{Matcher, Sets};
use super::super::pattern::{SetId, Words};
use super::super::token::Token;

/// Words that cannot be part of a name.
const OUTSIDE: &str = "that which who whom when while as if because since after before until although though and but or \
     has have had is are was were be been being will would could should may might must can cannot not also then than \
     there what how where so yet to during following despite it this these those i we you there's i'm i've i'll we're we've you're \
     isn't aren't wasn't weren't don't doesn't didn't won't wouldn't hasn't haven't hadn't can't couldn't shouldn't";
/// Words that stand for somebody named elsewhere, or for somebody not named.
const PRONOUNS: &str = "he she they it who some many others both few";
/// Pronouns that take up a name said before.
const BACK: &str = "he she they it who";
/// Words that own something, and are no name themselves.
const OWNERS: &str = "his her their its my our your";
/// Words that may stand before a speaker's name and are not part of it.
const SOFT: &str = "in at on for with by from into about against under amid among of like unlike via per \
     additionally moreover furthermore however meanwhile consequently notably simultaneously separately later earlier \
     today yesterday tomorrow also officially publicly repeatedly recently first again instead indeed now still even \
     just only here once thus nevertheless nonetheless finally ultimately apparently perhaps \
     january february march april june july august september october november december \
     monday tuesday wednesday thursday friday saturday sunday";
/// Words that may stand between a name and its verb.
const BETWEEN: &str = "has have had also openly later earlier repeatedly publicly recently again further subtly \
     simultaneously previously separately explicitly reportedly now temporarily will may might would could can did does do \
     then once even still just only often always never not first both all each reluctantly grudgingly quickly \
     strongly sharply flatly privately initially consistently correctly falsely wrongly famously frequently clearly \
     immediately meanwhile all himself herself itself themselves long ago too further once is are was were been being am";
/// Words after which a verb has no subject of its own, or is no verb.
const NOT_A_VERB: &str =
    "to the a an no any this that these those his her their its my our your of in for with by on at";
/// Articles and words like them, which a capital does not make a name.
const ARTICLES: &str = "the a an no any all some many most this that these those it its his her their our my but and in on at as if when while he she they we i you there what";
/// Words after which an article belongs to the same name: "head of the union".
const PREPOSITIONS: &str = "of at for in on from by with to and or behind under over against into near";
/// Forms of "be".
const BE: &str = "is are was were be been being am isn't aren't wasn't weren't";

/// Everything that is needed to tell who speaks, ready to look up.
#[derive(Debug, Clone, Default)]
pub(in crate::claim) struct Voices {
    /// All forms of verbs of saying.
    pub(super) verbs: SetId,
    /// All forms of verbs of wanting and meaning, which name a source where nobody is said to speak.
    pub(super) stances: SetId,
    /// Past forms of both, which no noun shares.
    pub(super) past: SetId,
    /// Forms that need a "have" or a "be": "known".
    pub(super) participles: SetId,
    /// Forms in -s of both.
    pub(super) present: SetId,
    pub(super) have: SetId,
    /// Forms in -ing of both.
    pub(super) continuous: SetId,
    /// Forms that are nouns as well.
    pub(super) nouns: SetId,
    /// Things that are said, and belong to somebody: "claim", "view".
    pub(super) sayings: SetId,
    /// Words that name somebody who acts, without a capital: "government".
    pub(super) actors: SetId,
    /// Words that begin reported speech.
    pub(super) that: SetId,
    pub(super) by: SetId,
    pub(super) to: SetId,
    pub(super) who: SetId,
    pub(super) be: SetId,
    pub(super) outside: SetId,
    pub(super) pronouns: SetId,
    pub(super) back: SetId,
    pub(super) owners: SetId,
    pub(super) soft: SetId,
    pub(super) between: SetId,
    pub(super) bare: SetId,
    pub(super) articles: SetId,
    pub(super) article: SetId,
    pub(super) prepositions: SetId,
    /// Forms of verbs that cues mention.
    pub(super) verbal: SetId,
    /// Patterns that a speaker follows: "according to".
    pub(super) according: Matcher,
}

/// What a scheme says about speakers.
#[derive(Debug, Default)]
pub(in crate::claim) struct Said {
    /// Verbs of saying, in the infinitive.
    pub(in crate::claim) verbs: Vec<String>,
    /// Verbs of wanting and meaning.
    pub(in crate::claim) stances: Vec<String>,
    /// Which of both are nouns as well in the present.
    pub(in crate::claim) also_nouns: Vec<String>,
    /// Nouns for what is said.
    pub(in crate::claim) sayings: Vec<String>,
    /// Nouns for those who act.
    pub(in crate::claim) actors: Vec<String>,
}

fn list(words: &str) -> Vec<String> {
    words.split_whitespace().map(str::to_owned).collect()
}

impl Voices {
    /// Looks everything up.
    pub(in crate::claim) fn new(said: &Said, words: &mut Words) -> Self {
        let forms = |verbs: &[String]| verbs.iter().flat_map(|verb| inflect::verb(verb)).collect::<Vec<_>>();
        let both: Vec<&String> = said.verbs.iter().chain(&said.stances).collect();
        let (mut past, mut participles, mut present, mut continuous) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for verb in &both {
            let mut pasts = 0;
            for form in inflect::verb(verb).into_iter().skip(1) {
                if form.ends_with("ing") {
                    continuous.push(form);
                } else if form.ends_with('s') {
                    present.push(form);
                } else {
                    let list = if pasts == 0 || form.ends_with("ed") { &mut past } else { &mut participles };
                    list.push(form);
                    pasts += 1;
                }
            }
        }
        let nouns: Vec<String> = said.also_nouns.iter().flat_map(|word| inflect::noun(word)).collect();
        let sayings: Vec<String> = said.sayings.iter().flat_map(|word| inflect::noun(word)).collect();
        let actors: Vec<String> = said.actors.iter().flat_map(|word| inflect::noun(word)).collect();
        let verbal = std::mem::take(&mut words.verbal);
        Self {
            verbs: words.set(&forms(&said.verbs)),
            stances: words.set(&forms(&said.stances)),
            past: words.set(&past),
            participles: words.set(&participles),
            present: words.set(&present),
            have: words.set(&list("have has had having")),
            continuous: words.set(&continuous),
            nouns: words.set(&nouns),
            sayings: words.set(&sayings),
            actors: words.set(&actors),
            that: words.set(&list("that")),
            by: words.set(&list("by")),
            to: words.set(&list("to")),
            who: words.set(&list("who")),
            be: words.set(&list(BE)),
            outside: words.set(&list(OUTSIDE)),
            pronouns: words.set(&list(PRONOUNS)),
            back: words.set(&list(BACK)),
            owners: words.set(&list(OWNERS)),
            soft: words.set(&list(SOFT)),
            between: words.set(&list(BETWEEN)),
            bare: words.set(&list(NOT_A_VERB)),
            articles: words.set(&list(ARTICLES)),
            article: words.set(&list("the a an")),
            prepositions: words.set(&list(PREPOSITIONS)),
            verbal: words.set(&verbal),
            according: Matcher::default(),
        }
    }

    /// The same with the patterns that a speaker follows, which are compiled once all words are known.
    pub(in crate::claim) fn following(self, according: Matcher) -> Self {
        Self { according, ..self }
    }
}

/// Looking words up in sets.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    pub(super) voices: &'a Voices,
    pub(super) sets: &'a Sets,
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
}

impl Look<'_> {
    /// Whether the word at `at` is in a set; there is no word past the end.
    pub(super) fn is(&self, at: usize, set: SetId) -> bool {
        self.tokens.get(at).is_some_and(|token| self.sets.holds(set, token.word))
    }

    /// The letters of the word at `at`.
    pub(super) fn letters(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.span().slice(self.text))
    }

    /// The sign that stands right before the word at `at`, but for a space.
    pub(super) fn sign(&self, at: usize) -> Option<char> {
        let start = self.tokens.get(at)?.start as usize;
        self.text.get(..start)?.trim_end().chars().next_back()
    }

    /// Whether the word at `at` has any of `flags`.
    pub(super) fn has(&self, at: usize, flags: u16) -> bool {
        self.tokens.get(at).is_some_and(|token| token.has(flags))
    }
}
