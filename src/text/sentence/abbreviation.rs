//! Whether one full stop ends a sentence or an abbreviation, by the words on both sides.

use crate::text::abbreviations::{
    AFTER_ORDINAL, AFTER_TIME, BEFORE_NAME, BEFORE_NUMBER, BEFORE_ORDINAL, INSIDE, MAX_LENGTH, PLACES,
    PLAIN_TITLES, STARTERS, TIME_WORDS,
};
use crate::text::span::slice;

/// Words of the longest phrase that says when.
const MAX_TIME_WORDS: usize = 12;

/// Letters looked at of a word: no abbreviation is longer.
const MAX_WORD: usize = 48;

/// The last word, including stops inside it.
pub(super) fn last_word(text: &str) -> &str {
    let inside = |c: char| c.is_alphanumeric() || c == '.';
    let letters = text.char_indices().rev().take(MAX_WORD).take_while(|&(_, c)| inside(c));
    slice(text, letters.last().map_or(text.len(), |(at, _)| at)..)
}

/// Is a word a plain one in small letters, and no abbreviation?
pub(super) fn is_plain_word(word: &str) -> bool {
    word.len() > 2
        && word.chars().all(char::is_lowercase)
        && [BEFORE_NAME, BEFORE_NUMBER, INSIDE].iter().all(|list| !knows(list, word))
}

/// Does one full stop after the word `last`, which ends `before`, end a sentence? `next` is the first word of `after`.
pub(super) fn full_stop_ends(before: &str, last: &str, next: &str, after: &str) -> bool {
    // Most sentences end in a plain word longer than every abbreviation.
    if last.len() > MAX_LENGTH && last.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return true;
    }
    let lead = before.strip_suffix(last).unwrap_or_default().trim_end();
    if lead.is_empty() && !last.is_empty() && marks_item(last) {
        return false;
    }
    let bare: String = last.chars().filter(|&c| c != '.').flat_map(char::to_lowercase).collect();
    let digit = next.starts_with(char::is_numeric);
    let starts = || contains(STARTERS, next);
    let starts_or_names = || starts() || contains(PLAIN_TITLES, next);
    if last.contains('.') && !last.contains(|c: char| c.is_numeric()) {
        // An address such as "example.org" ends like a word.
        if last.split('.').any(|part| part.chars().count() > 2) {
            let part = last.rsplit('.').next().unwrap_or_default();
            return full_stop_ends(lead, part, next, after) || lead.is_empty();
        }
        return dotted_ends(&bare, lead, next, digit)
            || !matches!(bare.as_str(), "am" | "pm" | "eg" | "ie" | "cf") && starts_or_names();
    }
    if last.chars().count() == 1 && last.chars().all(char::is_alphabetic) {
        return letter_ends(lead, last, next, after);
    }
    // "Poe v. Lund"
    if last == "v" {
        return false;
    }
    let known = |list: &[&str]| knows(list, &bare);
    if digit && known(BEFORE_NUMBER) {
        return false;
    }
    // "am 5. Mai", "die 2. Klasse"
    let is_ordinal = (1..=2).contains(&last.len()) && last.bytes().all(|byte| byte.is_ascii_digit());
    if is_ordinal && (AFTER_ORDINAL.contains(&next) || BEFORE_ORDINAL.contains(&last_word(lead))) {
        return false;
    }
    // "Sun", "Mar" and "Art" are words as well: only the capital marks the abbreviation.
    let capital = last.chars().next().is_some_and(char::is_uppercase);
    // "He lives in Main St. She does not."
    if capital && bare == "st" {
        let street = last_word(lead).starts_with(|c: char| c.is_uppercase() || c.is_numeric());
        return street && starts_or_names();
    }
    if capital && known(PLACES) && lead.ends_with(',') {
        return !digit && starts_or_names();
    }
    let always = matches!(bare.as_str(), "vs" | "cf" | "eg" | "ie" | "pp" | "fig" | "figs" | "bzw");
    if (capital || always) && known(BEFORE_NAME) {
        return false;
    }
    let small = matches!(
        bare.as_str(),
        "etc" | "al" | "approx" | "ca" | "est" | "viz" | "inc" | "co" | "cit" | "ibid" | "usw"
    );
    if (capital || small) && known(INSIDE) {
        let company = matches!(
            bare.as_str(),
            "etc" | "al" | "inc" | "co" | "corp" | "ltd" | "llc" | "plc" | "jr" | "sr"
        );
        return !digit && (starts() || company && contains(PLAIN_TITLES, next));
    }
    true
}

/// Is a word alone at the beginning of a sentence the mark of a list item: `12`, `b`, `1.2`, `iv`?
fn marks_item(word: &str) -> bool {
    let letters = word.chars().count();
    let is_number = word.split('.').all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let is_roman = |numerals: &[char]| letters <= 5 && word.chars().all(|c| numerals.contains(&c));
    let is_short = word.len() <= 3 || word.contains('.') && word.len() <= 8;
    letters == 1 || is_number && is_short || is_roman(&['i', 'v', 'x']) || is_roman(&['I', 'V', 'X'])
}

/// After letters with stops, such as "U.S" or "a.m".
fn dotted_ends(bare: &str, lead: &str, next: &str, digit: bool) -> bool {
    match bare {
        "am" | "pm" => !digit && !contains(AFTER_TIME, next) && !is_time(lead),
        _ => false,
    }
}

/// After a single letter: an initial, or a part of "z. B." and "p. m."
fn letter_ends(lead: &str, last: &str, next: &str, after: &str) -> bool {
    let preceding = last_word(lead.strip_suffix('.').unwrap_or_default());
    let follows_letter = lead.ends_with('.') && preceding.chars().count() == 1;
    // Opening marks may stand before the next word.
    let behind = after.find(next).and_then(|at| after.get(at + next.len()..)).unwrap_or_default();
    let before_letter = next.chars().count() == 1 && behind.starts_with('.');
    let small = last.chars().all(char::is_lowercase);
    if follows_letter && small {
        let bare = format!("{preceding}{last}").to_lowercase();
        let lead = lead.strip_suffix('.').and_then(|lead| lead.strip_suffix(preceding)).unwrap_or_default();
        let digit = next.starts_with(char::is_numeric);
        let ends = dotted_ends(&bare, lead.trim_end(), next, digit);
        return ends || !matches!(bare.as_str(), "am" | "pm" | "eg" | "ie") && contains(STARTERS, next);
    }
    if small {
        // "No. 5, p. 3" and "z. B."
        let digit = next.starts_with(char::is_numeric);
        return last != "v" && !before_letter && !(digit && knows(BEFORE_NUMBER, last));
    }
    // "She and I." ends in a pronoun, "Elizabeth I." in a number.
    let pronoun = last == "I" && last_word(lead).starts_with(char::is_lowercase);
    pronoun || contains(STARTERS, next) && !before_letter
}

/// Does a text say no more than when, as "At about 5" does before "a.m."?
fn is_time(text: &str) -> bool {
    let mut words =
        text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).peekable();
    let begins =
        words.peek().is_some_and(|word| TIME_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)));
    let is_time = |word: &str| {
        word.is_empty()
            || word.starts_with(|c: char| c.is_ascii_digit())
            || contains(TIME_WORDS, word)
            || contains(AFTER_TIME, word)
            || contains(AFTER_ORDINAL, word)
            || knows(INSIDE, &word.to_lowercase())
    };
    begins && words.by_ref().take(MAX_TIME_WORDS).all(is_time) && words.next().is_none()
}

fn knows(sorted: &[&str], word: &str) -> bool {
    sorted.binary_search(&word).is_ok()
}

pub(super) fn contains(list: &[&str], word: &str) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(word))
}
