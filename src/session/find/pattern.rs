//! Search patterns that tolerate characters missing from keyboards.

use regex::{Regex, RegexBuilder};
use std::fmt::Write as _;
use unicode_normalization::UnicodeNormalization as _;

/// Invisible characters between letters: soft hyphens, joiners and the like.
const INVISIBLE: &str = "[\u{ad}\u{200b}-\u{200d}\u{2060}\u{feff}]*";
/// Combining accents.
const ACCENTS: &str = "[\u{300}-\u{36f}]*";
/// The first character of each matches all others.
const ALIKE: [&str; 3] = ["'’‘‛ʼ′", "\"“”„‟«»″", "-‐‑‒–—−"];
/// Blocks with accented letters: Latin-1, Latin Extended-A and -B, Latin Extended Additional.
const ACCENTED: [std::ops::RangeInclusive<char>; 2] = ['\u{c0}'..='\u{24f}', '\u{1e00}'..='\u{1eff}'];

/// The pattern of a query; `None` if it is only white space.
///
/// Lowercase ignores case and accents; a capital anywhere makes every letter match only itself. A space matches any
/// white space, a straight quotation mark or hyphen its typographic forms, three dots an ellipsis. Invisible
/// characters are ignored.
pub(super) fn pattern(query: &str) -> Option<Regex> {
    if query.trim().is_empty() {
        return None;
    }
    let forgiving = !query.chars().any(char::is_uppercase);
    let mut pattern = String::with_capacity(query.len() * 16);
    let composed: String = query.nfc().collect();
    let mut rest = composed.as_str();
    while let Some(char) = rest.chars().next() {
        let taken = if rest.starts_with("...") { 3 } else { char.len_utf8() };
        rest = rest.split_at(taken).1;
        if !pattern.is_empty() {
            pattern.push_str(INVISIBLE);
        }
        push_char(char, taken == 3 && char == '.', forgiving, &mut pattern);
    }
    RegexBuilder::new(&pattern).case_insensitive(forgiving).build().ok()
}

fn push_char(char: char, dots: bool, forgiving: bool, pattern: &mut String) {
    if dots {
        pattern.push_str(r"(?:\.\.\.|…)");
    } else if char.is_whitespace() {
        pattern.push_str(r"\s+");
    } else if let Some(class) = ALIKE.iter().find(|class| class.contains(char)) {
        let _ = write!(pattern, "[{}]", regex::escape(class));
    } else if forgiving && char.is_ascii_lowercase() {
        let _ = write!(pattern, "[{char}");
        pattern.extend(ACCENTED.into_iter().flatten().filter(|other| other.nfd().next() == Some(char)));
        let _ = write!(pattern, "]{ACCENTS}");
    } else {
        let whole = char.to_string();
        let parts: String = whole.nfd().collect();
        if parts == whole {
            pattern.push_str(&regex::escape(&whole));
        } else {
            // The text may have one character, or a letter followed by its accent.
            let _ = write!(pattern, "(?:{}|{})", regex::escape(&whole), regex::escape(&parts));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, text: &str, expected: &[&str]) {
        let pattern = pattern(query).unwrap();
        let found: Vec<&str> = pattern.find_iter(text).map(|found| found.as_str()).collect();
        assert_eq!(found, expected, "{query:?} in {text:?}");
    }

    #[test]
    fn typed_signs_find_printed_ones() {
        check("trump's", "Trump’s and Trump's", &["Trump’s", "Trump's"]);
        check("\"balanced", "a “balanced view, «balanced", &["“balanced", "«balanced"]);
        check("far-off", "far‑off, far–off, far off", &["far‑off", "far–off"]);
        check("so...", "so… so...", &["so…", "so..."]);
        check("two  words", "two \n  words", &["two \n  words"]);
        check("’tis", "'tis", &["'tis"]);
    }

    #[test]
    fn what_is_not_seen_does_not_matter() {
        check("experimentation", "exper\u{ad}imen\u{ad}tation", &["exper\u{ad}imen\u{ad}tation"]);
        check("zero", "ze\u{200b}ro", &["ze\u{200b}ro"]);
    }

    #[test]
    fn small_letters_find_accents_and_accents_find_themselves() {
        check(
            "resume",
            "Résumé, re\u{301}sume\u{301}, resume",
            &["Résumé", "re\u{301}sume\u{301}", "resume"],
        );
        check("résumé", "résumé, resume, re\u{301}sume\u{301}", &["résumé", "re\u{301}sume\u{301}"]);
        check("Resume", "Resume, Résumé, resume", &["Resume"]);
        check("łódź", "Łódź", &["Łódź"]);
        check("ångström", "Ångström", &["Ångström"]);
    }

    #[test]
    fn nothing_that_is_typed_means_more_than_itself() {
        for odd in ["(", "[a", "a|b", ".*", "\\d", "^x$", "{2}", "a-b", "[^]", "…"] {
            check(odd, &format!("x{odd}y"), &[odd]);
            assert!(pattern(odd).unwrap().find("zzz").is_none(), "{odd}");
        }
        assert!(pattern("  ").is_none());
    }
}
