//! Word sets for finding speakers: the scheme's verbs and nouns in their forms, and English function words.

use super::inflect;
use super::matcher::Matcher;
use super::pattern::{SetId, WordSets};
use serde::{Deserialize, Serialize};

/// The `[speaker]` table of a scheme, in lower case.
#[derive(Debug, Default)]
pub(super) struct SpeakerRules {
    pub(super) verbs: Vec<String>,
    /// Verbs of wanting and meaning: "plan", "seek".
    pub(super) stances: Vec<String>,
    /// Those of both whose present form is a noun too.
    pub(super) also_nouns: Vec<String>,
    /// Nouns for statements.
    pub(super) sayings: Vec<String>,
    pub(super) actors: Vec<String>,
}

macro_rules! lexicon {
    ($($(#[$doc:meta])* $name:ident: $words:literal,)*) => {
        #[derive(Debug, Clone, Default, Serialize, Deserialize)]
        pub(super) struct SpeakerLexicon {
            pub(super) speech_verbs: SetId,
            /// All forms of verbs of wanting and meaning.
            pub(super) stance_verbs: SetId,
            /// Past forms of both, which are never nouns.
            pub(super) past: SetId,
            /// Participles of both that need "have" or "be": "known".
            pub(super) participles: SetId,
            pub(super) third_person: SetId,
            pub(super) continuous: SetId,
            /// Forms of both that are nouns too.
            pub(super) also_nouns: SetId,
            /// Nouns for statements: "claim", "view".
            pub(super) speech_nouns: SetId,
            /// Lower-case nouns for actors: "government".
            pub(super) actors: SetId,
            pub(super) cue_verbs: SetId,
            /// Patterns that precede a speaker: "according to".
            pub(super) according: Matcher,
            $($(#[$doc])* pub(super) $name: SetId,)*
        }

        impl SpeakerLexicon {
            /// Interns every set. `according` stays empty: matchers are compiled once all words are known.
            pub(super) fn new(rules: &SpeakerRules, words: &mut WordSets) -> Self {
                let verbs = |verbs: &[String]| -> Vec<String> {
                    verbs.iter().flat_map(|verb| inflect::verb(verb)).collect()
                };
                let nouns = |nouns: &[String]| -> Vec<String> {
                    nouns.iter().flat_map(|noun| inflect::noun(noun)).collect()
                };
                let (mut past, mut participles) = (Vec::new(), Vec::new());
                let (mut third_person, mut continuous) = (Vec::new(), Vec::new());
                for verb in rules.verbs.iter().chain(&rules.stances) {
                    let mut pasts = 0;
                    for form in inflect::verb(verb).into_iter().skip(1) {
                        if form.ends_with("ing") {
                            continuous.push(form);
                        } else if form.ends_with('s') {
                            third_person.push(form);
                        } else {
                            let first = pasts == 0 || form.ends_with("ed");
                            if first { &mut past } else { &mut participles }.push(form);
                            pasts += 1;
                        }
                    }
                }
                let cue_verbs = std::mem::take(&mut words.verb_forms);
                Self {
                    speech_verbs: words.intern_set(&verbs(&rules.verbs)),
                    stance_verbs: words.intern_set(&verbs(&rules.stances)),
                    past: words.intern_set(&past),
                    participles: words.intern_set(&participles),
                    third_person: words.intern_set(&third_person),
                    continuous: words.intern_set(&continuous),
                    also_nouns: words.intern_set(&nouns(&rules.also_nouns)),
                    speech_nouns: words.intern_set(&nouns(&rules.sayings)),
                    actors: words.intern_set(&nouns(&rules.actors)),
                    cue_verbs: words.intern_set(&cue_verbs),
                    according: Matcher::default(),
                    $($name: words.intern_listed($words),)*
                }
            }
        }
    };
}

lexicon! {
    that: "that",
    by: "by",
    to: "to",
    who: "who",
    from: "from by",
    /// Verbs that govern a listener, so that no speaker follows them: "told reporters".
    telling: "told tells informed informs reminded reminds assured assures notified notifies",
    articles: "the a an",
    /// Words besides articles that begin the description of one speaker: "another source".
    determiners: "one another every each no any either neither",
    modals: "will would can could may might must shall should do does did don't doesn't didn't won't wouldn't can't cannot \
     couldn't shouldn't",
    /// Adjectives and nouns for an attitude, which "be" turns into a statement: "is confident that".
    attitudes: "confident worried concerned certain sure afraid eager reluctant unwilling willing hopeful optimistic pessimistic sceptical \
     skeptical critical convinced adamant proud glad pleased angry furious outraged incensed disappointed dismayed alarmed \
     unhappy supportive hesitant determined keen wary dismissive aware unsure uncertain doubtful unsettled passionate \
     supporter opponent critic advocate defender champion proponent backer",
    have: "have has had having",
    be: "is are was were be been being am isn't aren't wasn't weren't",
    possessives: "his her their its my our your",
    pronouns: "he she they it who some many others both few",
    /// Pronouns that refer to somebody already named.
    anaphors: "he she they it who",
    /// Names that look like plurals of nouns for those who act.
    plural_names: "reuters sanders saunders rogers peters peeters myers meyers ayers powers rivers waters chambers anders \
     travers summers winters sellers bowers byers withers jaspers landers walters masters chalmers rangers conners connors \
     clements laurents",
    /// Words for anybody: no speaker by themselves.
    anybody: "some many others both few most several all any none one another these those everyone everybody someone \
     somebody anyone anybody nobody people folks persons men women",
    /// Plural nouns for those who speak, besides the scheme's own.
    plurals: "officials sources critics observers governments authorities leaders insiders politicians ministers \
     journalists reporters spokesmen spokeswomen spokespeople pundits academics scholars investigators witnesses \
     lawmakers employers businesses firms companies conservatives liberals progressives moderates environmentalists \
     sceptics skeptics detractors defenders proponents advocates backers opponents supporters countries states nations",
    /// Words that do not tell one group from another: "senior officials", "the two sides".
    vague: "the a an some many most several few other others all both various certain numerous multiple countless \
     such any no these those his her their its my our your more two three four five six seven eight nine ten eleven \
     twelve dozen dozens hundred hundreds thousand thousands of senior top high ranking level leading unnamed anonymous \
     unidentified different independent outside local foreign ordinary",
    /// Nouns for one person.
    persons: "minister president spokesman spokeswoman spokesperson official lawmaker leader activist judge \
     prosecutor lawyer mayor governor senator author envoy ambassador diplomat commentator editor negotiator mediator \
     farmer fisherman skipper teacher nurse doctor engineer professor rector bishop general marshal colonel commander \
     soldier chancellor king queen prince duke deputy councillor representative chief director chairman chairwoman \
     executive manager inspector attorney aide adviser advisor husband wife son daughter father mother brother sister \
     friend colleague boss predecessor successor counterpart secretary master captain pilot keeper",
    never_in_names: "that which who whom when while as if because since after before until although though and but or \
     has have had is are was were be been being will would could should may might must can cannot not also then than \
     there what how where so yet to during following despite it this these those i we you there's i'm i've i'll we're we've you're \
     isn't aren't wasn't weren't don't doesn't didn't won't wouldn't hasn't haven't hadn't can't couldn't shouldn't",
    /// Words that may precede a speaker's name and are not part of it.
    before_names: "in at on for with by from into about against under amid among of like unlike via per \
     additionally moreover furthermore however meanwhile consequently notably simultaneously separately later earlier \
     today yesterday tomorrow also officially publicly repeatedly recently first again instead indeed now still even \
     just only here once thus nevertheless nonetheless finally ultimately apparently perhaps \
     january february march april june july august september october november december \
     monday tuesday wednesday thursday friday saturday sunday",
    /// Words that may stand between a name and its verb.
    before_verbs: "has have had also openly later earlier repeatedly publicly recently again further subtly \
     simultaneously previously separately explicitly reportedly now temporarily will may might would could can did does do \
     then once even still just only often always never not first both all each reluctantly grudgingly quickly \
     strongly sharply flatly privately initially consistently correctly falsely wrongly famously frequently clearly \
     immediately meanwhile all himself herself itself themselves long ago too further once is are was were been being am would could should must shall cannot don't doesn't didn't won't \
     wouldn't can't couldn't shouldn't isn't aren't wasn't weren't hasn't haven't hadn't no longer likewise already",
    /// Words after which a verb has no subject of its own, or is no verb.
    bars_verb: "to the a an no any this that these those his her their its my our your of in for with by on at",
    /// Articles and similar words, which a capital does not make a name.
    never_a_name: "the a an no any all some many most this that these those it its his her their our my but and in on at as if \
     when while he she they we i you there what",
    /// Words after which an article belongs to the same name: "head of the union".
    before_articles: "of at for in on from by with to and or behind under over against into near",
}
