//! Word lists that decide whether a full stop ends a sentence. The lists of abbreviations are sorted.

/// Abbreviations before a name or a number: they never end a sentence.
#[rustfmt::skip]
pub(super) const BEFORE_NAME: &[&str] = &[
    "adm", "amb", "brig", "capt", "cf", "cmdr", "col", "cpl", "dr", "drs", "eg", "fig", "figs", "fr", "gen",
    "gov", "hon", "ie", "lt", "maj", "messrs", "mlle", "mme", "mr", "mrs", "ms", "msgr", "mt", "pp", "pres",
    "prof", "pvt", "rep", "reps", "rev", "rt", "sec", "sen", "sens", "sgt", "sra", "srta", "st", "ste",
    "supt", "vs",
];

/// Abbreviations that end a sentence only before one of [`STARTERS`].
#[rustfmt::skip]
pub(super) const INSIDE: &[&str] = &[
    "al", "approx", "apr", "art", "assn", "aug", "ave", "blvd", "bros", "ca", "co", "corp", "dec", "dept",
    "dist", "ed", "esp", "est", "etc", "feb", "fri", "inc", "jan", "jr", "jul", "jun", "llc", "ltd", "mar",
    "mon", "nov", "oct", "ok", "phd", "plc", "rd", "sat", "sep", "sept", "sq", "sr", "sun", "thu", "thur",
    "thurs", "tue", "tues", "univ", "viz", "vol", "wed",
];

/// Abbreviations that end a sentence unless a number follows.
#[rustfmt::skip]
pub(super) const BEFORE_NUMBER: &[&str] = &[
    "art", "ch", "chap", "ft", "lb", "lbs", "no", "nos", "nr", "op", "p", "para", "sect", "vol",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_sorted_and_within_their_length() {
        for list in [BEFORE_NAME, INSIDE, BEFORE_NUMBER] {
            assert!(list.is_sorted(), "{list:?}");
            assert!(list.iter().all(|word| word.len() <= MAX_LENGTH));
        }
    }
}
