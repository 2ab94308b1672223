//! Hyphenation by the patterns of a language.

use hypher::Lang;
use serde::{Deserialize, Serialize};

/// A language with hyphenation patterns; serialised as its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub struct Language(Lang);

impl TryFrom<String> for Language {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        Self::parse(&code).ok_or(code)
    }
}

impl From<Language> for &'static str {
    fn from(language: Language) -> Self {
        language.code()
    }
}

/// By code (ISO 639-1), the likeliest first.
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

/// Shorter words stay whole.
const MIN_WORD_CHARS: usize = 6;

impl Language {
    pub fn parse(code: &str) -> Option<Self> {
        LANGUAGES.iter().find(|(known, _)| *known == code).map(|&(_, language)| Self(language))
    }

    pub fn code(self) -> &'static str {
        LANGUAGES.iter().find(|(_, language)| *language == self.0).map_or("", |(code, _)| code)
    }

    pub fn codes() -> [&'static str; 12] {
        LANGUAGES.map(|(code, _)| code)
    }
}

/// Byte offsets before which a row of `text` may end in a hyphen, by the patterns of Liang (1983). `text` holds no
/// white space.
pub fn hyphenation_points(text: &str, language: Language) -> Vec<usize> {
    let mut points = Vec::new();
    let is_letter = |char: char| char.is_alphabetic() || char == '\u{301}';
    let mut start = 0;
    for word in text.split_inclusive(|char: char| !is_letter(char)) {
        // Stretches of letters between digits and signs, as in addresses and formulas, are mostly too short.
        let letters = word.trim_end_matches(|char: char| !is_letter(char));
        if letters.chars().count() >= MIN_WORD_CHARS {
            let syllable_ends = hypher::hyphenate(letters, language.0).scan(start, |at, syllable| {
                *at += syllable.len();
                Some(*at)
            });
            points.extend(syllable_ends.filter(|&end| end < start + letters.len()));
        }
        start += word.len();
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, code: &str, expected: &str) {
        let breaks = hyphenation_points(text, Language::parse(code).unwrap());
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
