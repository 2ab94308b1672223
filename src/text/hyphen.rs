//! Places inside a word where it may be broken with a hyphen.

use hypher::Lang;

/// A language whose words can be hyphenated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language(Lang);

/// Languages by their codes (ISO 639-1), the likeliest first.
const LANGUAGES: [(&str, Lang); 12] = [
    ("en", Lang::English),
    ("de", Lang::German),
    ("fr", Lang::French),
    ("es", Lang::Spanish),
    ("it", Lang::Italian),
    ("pt", Lang::Portuguese),
    ("nl", Lang::Dutch),
    ("sv", Lang::Swedish),
    ("pl", Lang::Polish),
    ("ru", Lang::Russian),
    ("uk", Lang::Ukrainian),
    ("el", Lang::Greek),
];

/// Words of fewer letters are never broken.
const LEAST: usize = 6;

impl Language {
    /// The language with this code, such as `en`.
    pub fn parse(code: &str) -> Option<Self> {
        LANGUAGES.iter().find(|(known, _)| *known == code).map(|&(_, language)| Self(language))
    }

    /// Its code.
    pub fn code(self) -> &'static str {
        LANGUAGES.iter().find(|(_, language)| *language == self.0).map_or("", |(code, _)| code)
    }

    /// The codes of all languages.
    pub fn codes() -> [&'static str; 12] {
        LANGUAGES.map(|(code, _)| code)
    }
}

/// The bytes of `text`, a piece without white space, before which a hyphen may stand and a row may end, by
/// the patterns of the language (Liang 1983).
pub fn breaks(text: &str, language: Language) -> Vec<usize> {
    let mut breaks = Vec::new();
    let is_letter = |char: char| char.is_alphabetic() || char == '\u{301}';
    let mut rest = 0;
    for word in text.split_inclusive(|char: char| !is_letter(char)) {
        let letters = word.trim_end_matches(|char: char| !is_letter(char));
        // Digits and signs around it make it something that is not to be broken: an address, a formula.
        if letters.chars().count() >= LEAST {
            let mut at = rest;
            let syllables: Vec<&str> = hypher::hyphenate(letters, language.0).collect();
            for syllable in syllables.iter().take(syllables.len().saturating_sub(1)) {
                at += syllable.len();
                breaks.push(at);
            }
        }
        rest += word.len();
    }
    breaks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, code: &str, expected: &str) {
        let breaks = breaks(text, Language::parse(code).unwrap());
        let mut shown = text.to_owned();
        breaks.iter().rev().for_each(|&at| shown.insert(at, '·'));
        assert_eq!(shown, expected);
    }

    #[test]
    fn breaks_words_by_the_patterns_of_their_language() {
        check("hyphenation,", "en", "hy·phen·ation,");
        check("“government", "en", "“gov·ern·ment");
        check("Landwirtschaft", "de", "Land·wirt·schaft");
        check("résumé", "fr", "ré·su·mé");
        check("short", "en", "short");
    }
}
