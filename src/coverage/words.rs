//! How much the words of a claim say about what it claims, and names that may be one.

use crate::claim::{name_key, name_words};

/// Weight of a word that any claim may have.
const FUNCTION: f64 = 0.1;
/// Weight of a word that only introduces a claim.
const REPORTING: f64 = 0.3;

/// Sorted.
const FUNCTION_WORDS: &[&str] = &[
    "a", "after", "again", "all", "an", "and", "are", "as", "at", "be", "been", "before", "but", "by", "can",
    "cannot", "could", "did", "do", "does", "for", "from", "had", "has", "have", "he", "her", "him", "his",
    "i", "if", "in", "into", "is", "it", "its", "may", "me", "might", "more", "most", "much", "must", "my",
    "no", "not", "of", "on", "or", "our", "over", "shall", "she", "should", "so", "than", "that", "the",
    "their", "them", "then", "there", "they", "this", "to", "under", "us", "was", "we", "were", "what",
    "which", "who", "whom", "will", "with", "would", "you", "your",
];

/// Sorted.
const REPORTING_WORDS: &[&str] = &[
    "accused",
    "acknowledged",
    "admitted",
    "agreed",
    "announced",
    "argued",
    "blamed",
    "called",
    "cautioned",
    "claimed",
    "conceded",
    "confessed",
    "confirmed",
    "declared",
    "demanded",
    "denied",
    "insisted",
    "insists",
    "ordered",
    "pledged",
    "promised",
    "said",
    "say",
    "says",
    "stated",
    "told",
    "urged",
    "warned",
    "warns",
];

/// The words of a claim, in small letters and without the possessive.
pub(super) fn words(text: &str) -> Vec<String> {
    name_words(text).map(|(_, word)| word.to_lowercase()).collect()
}

/// How much a word says that `claims` of the claims have: little if it is a function word, or if many have it.
pub(super) fn weight(word: &str, claims: usize) -> f64 {
    let kind = if FUNCTION_WORDS.binary_search(&word).is_ok() {
        FUNCTION
    } else if REPORTING_WORDS.binary_search(&word).is_ok() {
        REPORTING
    } else {
        1.0
    };
    // Two claims that are the same share their words; only words of more claims than that say less.
    kind / (1.0 + (claims as f64 / 2.0).max(1.0).ln())
}

/// Are the words of one name among those of the other, as in *Sand* and *Karel Sand*, or are their last words the same?
pub(super) fn may_be_one_name(one: &str, other: &str) -> bool {
    let (one, other) = (name_key(one), name_key(other));
    let (few, many) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    few.iter().all(|word| many.contains(word)) || one.last() == other.last()
}
