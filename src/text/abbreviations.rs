//! Word lists that decide whether a full stop ends a sentence. The lists of abbreviations are sorted.

/// Abbreviations before a name or a number: they never end a sentence.
#[rustfmt::skip]
pub(super) const BEFORE_NAME: &[&str] = &[
    "abp", "adm", "ald", "amb", "asst", "atty", "attys", "bp", "brig", "bzw", "capt", "cdr", "cf", "cllr",
    "cmdr", "col", "com", "comdr", "comm", "cpl", "dep", "det", "dr", "drs", "eg", "ens", "fig", "figs", "fr", "ft",
    "gen", "gens", "gov", "govs", "hon", "ie", "insp", "lieut", "lt", "ltg", "lts", "maj", "messrs", "mgr",
    "mlle", "mme", "mr", "mrs", "ms", "msgr", "mt", "mts", "mx", "ofc", "pfc", "pp", "pres", "prof", "profs",
    "pt", "pte", "pvt", "rep", "reps", "rev", "revs", "rt", "sec", "sen", "sens", "sgt", "sgts", "spc",
    "sra", "srta", "st", "ste", "supt", "vs",
];

/// Abbreviations that end a sentence only before one of [`STARTERS`].
#[rustfmt::skip]
pub(super) const INSIDE: &[&str] = &[
    "al", "approx", "apr", "apt", "art", "assn", "assoc", "aug", "ave", "bldg", "blvd", "bros", "ca", "cie",
    "cit", "co", "corp", "dec", "dept", "dist", "ed", "esp", "esq", "est", "etc", "feb", "fri", "gmbh",
    "govt", "hwy", "ibid", "inc", "intl", "jan", "jr", "jul", "jun", "llc", "ln", "ltd", "mar", "mfg", "mon",
    "natl", "nov", "oct", "ok", "phd", "pkwy", "plc", "rd", "rte", "sat", "sep", "sept", "sq", "sr", "sun",
    "thu", "thur", "thurs", "tue", "tues", "univ", "usw", "viz", "vol", "wed",
];

/// Abbreviations that end a sentence unless a number follows.
#[rustfmt::skip]
pub(super) const BEFORE_NUMBER: &[&str] = &[
    "abs", "art", "bd", "ch", "chap", "cl", "ft", "kap", "lb", "lbs", "no", "nos", "nr", "op", "p", "para",
    "pt", "s", "sect", "vol", "ziff",
];

/// Bytes of the longest abbreviation.
pub(super) const MAX_LENGTH: usize = 6;

/// Words that often begin a sentence and seldom follow an abbreviation inside one.
#[rustfmt::skip]
pub(super) const STARTERS: &[&str] = &[
    "a", "after", "all", "also", "although", "an", "and", "as", "at", "because", "before", "both", "but",
    "by", "critics", "despite", "during", "each", "even", "every", "few", "for", "from", "he", "her", "his",
    "how", "however", "i", "if", "in", "instead", "it", "its", "last", "many", "meanwhile", "more",
    "moreover", "most", "my", "no", "not", "now", "officials", "on", "one", "only", "other", "our",
    "police", "she", "since", "so", "some", "still", "such", "that", "the", "their", "then", "there",
    "these", "they", "this", "those", "though", "to", "under", "until", "we", "what", "when", "where",
    "which", "while", "who", "why", "with", "yet", "you",
];

/// Names that end in an exclamation mark.
#[rustfmt::skip]
pub(super) const EXCLAIMING_NAMES: &[&str] = &[
    "yahoo", "jeopardy", "oklahoma", "yum", "joomla",
];

/// Words that follow a time of day inside a sentence: "5 p.m. Friday".
#[rustfmt::skip]
pub(super) const AFTER_TIME: &[&str] = &[
    "bst", "cet", "central", "eastern", "edt", "est", "et", "friday", "gmt", "local", "monday", "mst",
    "pacific", "pst", "pt", "saturday", "sunday", "thursday", "tuesday", "utc", "wednesday",
];

/// Titles that begin a sentence after "U.S." or "Inc.", because they follow neither inside one.
pub(super) const PLAIN_TITLES: &[&str] = &["messrs", "mr", "mrs", "ms", "mx"];

/// Abbreviations of states and provinces, which follow a comma: "Boston, Mass."
#[rustfmt::skip]
pub(super) const PLACES: &[&str] = &[
    "ala", "alta", "ariz", "ark", "calif", "colo", "conn", "del", "fla", "ga", "ill", "ind", "kan", "kans",
    "ky", "la", "mass", "md", "mich", "minn", "miss", "mo", "mont", "neb", "nebr", "nev", "okla", "ont",
    "ore", "pa", "penn", "que", "tenn", "tex", "va", "vt", "wash", "wis", "wyo",
];

/// German words after a number with a stop, as in "am 5. Mai".
#[rustfmt::skip]
pub(super) const AFTER_ORDINAL: &[&str] = &[
    "Januar", "Jänner", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
    "November", "Dezember", "Jahrhundert", "Jahrhunderts", "Weltkrieg", "Weltkriegs",
];

/// German words before a number with a stop, as in "die 2. Klasse".
#[rustfmt::skip]
pub(super) const BEFORE_ORDINAL: &[&str] = &[
    "Das", "Der", "Die", "Im", "beim", "das", "dem", "den", "der", "des", "die", "im", "vom", "zum", "zur",
];

/// Words of a phrase that says when: "At about 5 a.m."
#[rustfmt::skip]
pub(super) const TIME_WORDS: &[&str] = &[
    "about", "after", "almost", "and", "approximately", "around", "at", "before", "between", "by", "day",
    "each", "early", "evening", "every", "exactly", "from", "just", "late", "local", "morning", "nearly",
    "night", "of", "on", "past", "roughly", "shortly", "since", "the", "then", "till", "time", "to", "today",
    "tomorrow", "until", "yesterday",
];

/// Verbs between a quotation and its end: "“Stop!” Poe said."
#[rustfmt::skip]
pub(super) const SPEAKING: &[&str] = &[
    "added", "answered", "asked", "asks", "cried", "demanded", "exclaimed", "insisted", "joked", "replied",
    "said", "says", "shouted", "told", "warned", "whispered", "wondered", "wrote", "yelled",
];

/// Small words inside names.
pub(super) const PARTICLES: &[&str] =
    &["al", "bin", "da", "de", "del", "den", "der", "di", "el", "la", "van", "von"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_sorted_and_within_their_length() {
        for list in [BEFORE_NAME, INSIDE, BEFORE_NUMBER, PLACES] {
            assert!(list.is_sorted(), "{list:?}");
            assert!(list.iter().all(|word| word.len() <= MAX_LENGTH));
        }
    }
}
