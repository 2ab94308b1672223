//! Keyboard layouts: which key of a Latin keyboard typed a character.
//!
//! A terminal reports the character typed, not the key pressed. Without these tables, users of another script would
//! have to switch layouts for every command, and users of AZERTY would have to hold Shift for every digit.

use crate::session::key::{Code, Key};

/// A layout for another script.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::session) struct Layout {
    /// Its letters, and the characters of a US keyboard on the same keys.
    letters: &'static [(&'static str, &'static str)],
    /// The same for ASCII characters on other keys than in the US. They say nothing of the layout in use, so they count
    /// only after one of its letters.
    marks: (&'static str, &'static str),
    /// Do letters with Shift type Latin capitals?
    has_latin_capitals: bool,
}

/// Accented Greek letters take two key presses, so no single key types them.
static GREEK: Layout = Layout {
    letters: &[
        ("ςερτυθιοπασδφγηξκλζχψωβνμ", "wertyuiopasdfghjklzxcvbnm"),
        ("ΕΡΤΥΘΙΟΠΑΣΔΦΓΗΞΚΛΖΧΨΩΒΝΜ", "ERTYUIOPASDFGHJKLZXCVBNM"),
    ],
    marks: (";", "q"),
    has_latin_capitals: false,
};

/// Russian, and the Ukrainian and Belarusian letters that differ from it.
static CYRILLIC: Layout = Layout {
    letters: &[
        ("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"),
        ("ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ", "QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~"),
        ("іїєўІЇЄЎ", "s]'oS}\"O"),
    ],
    marks: (".,", "/?"),
    has_latin_capitals: false,
};

/// Brackets are mirrored, as in every script written from right to left.
static HEBREW: Layout = Layout {
    letters: &[("קראטוןםפשדגכעיחלךףזסבהנמצתץ", "ertyuiopasdfghjkl;zxcvbnm,.")],
    marks: ("/',.;[]{}()<>", "qw'/`][}{)(><"),
    has_latin_capitals: true,
};

static ARABIC: Layout = Layout {
    letters: &[
        ("ضصثقفغعهخحجدشسيبلاتنمكطئءؤرﻻىةوزظذ", "qwertyuiop[]asdfghjkl;'zxcvbnm,./`"),
        ("\u{64e}\u{64b}\u{64f}\u{64c}إ÷×؛\u{650}\u{64d}أـ،\u{652}آ؟\u{651}", "QWERYIOPASHJKXN?~"),
    ],
    marks: ("][}{~/<>,.)(", "DFCVZL{}<>()"),
    has_latin_capitals: false,
};

/// Other keys than in Arabic for the same letters, so it counts only after a letter that Arabic lacks.
static PERSIAN: Layout = Layout {
    letters: &[("ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدپو", "qwertyuiop[]asdfghjkl;'zxcvbnm,"), ("ژؤئءآ", "CVNMH")],
    marks: (".", "."),
    has_latin_capitals: false,
};

/// Two-set Korean. Letters that Shift does not change are taken for those without it.
static KOREAN: Layout = Layout {
    letters: &[
        ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", "qwertyuiopasdfghjklzxcvbnm"),
        ("ㅃㅉㄸㄲㅆㅒㅖ", "QWERTOP"),
    ],
    marks: ("", ""),
    has_latin_capitals: false,
};

/// The first that has a letter wins, unless another is in use.
static LAYOUTS: [&Layout; 6] = [&CYRILLIC, &GREEK, &HEBREW, &ARABIC, &PERSIAN, &KOREAN];

/// Zeros of other digits; the digits up to nine follow.
const ZEROS: [char; 4] = ['٠', '۰', '०', '０'];

/// The row above the letters of AZERTY, without Shift, in France and Belgium.
const AZERTY_DIGITS: [(char, char); 12] = [
    ('&', '1'),
    ('é', '2'),
    ('"', '3'),
    ('\'', '4'),
    ('(', '5'),
    ('-', '6'),
    ('§', '6'),
    ('è', '7'),
    ('_', '8'),
    ('!', '8'),
    ('ç', '9'),
    ('à', '0'),
];

impl Layout {
    fn latin(&self, char: char) -> Option<char> {
        let mut pairs = self.letters.iter().flat_map(|(other, latin)| other.chars().zip(latin.chars()));
        pairs.find(|(other, _)| *other == char).map(|(_, latin)| latin)
    }

    /// The key of an ASCII mark that this layout has moved.
    fn mark(&self, char: char) -> Option<char> {
        let (marks, latin) = self.marks;
        marks.chars().zip(latin.chars()).find(|(mark, _)| *mark == char).map(|(_, latin)| latin)
    }
}

/// The layout in use, as far as the last keys show it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct InUse(Option<&'static Layout>);

impl InUse {
    /// Learns from a key that types a character.
    pub(super) fn hear(&mut self, key: Key) {
        let Code::Char(char) = key.code else { return };
        if !key.is_text() {
            return;
        }
        let has_letter = |layout: &&&Layout| layout.latin(char).is_some();
        let keeps_capitals = self.0.is_some_and(|layout| layout.has_latin_capitals);
        match char {
            'a'..='z' => self.0 = None,
            'A'..='Z' if !keeps_capitals => self.0 = None,
            _ if char.is_ascii() || self.0.is_some_and(|layout| layout.latin(char).is_some()) => {}
            _ => self.0 = LAYOUTS.iter().find(has_letter).copied().or(self.0),
        }
    }

    /// The same key on a US keyboard, if it types another character there, and whether only that one is meant.
    pub(super) fn latin(self, key: Key) -> Option<(Key, bool)> {
        let Code::Char(char) = key.code else { return None };
        if !char.is_ascii() {
            let in_use = self.0.and_then(|layout| layout.latin(char)).map(|char| typing(key, char));
            return in_use.or_else(|| latin(key)).map(|latin| (latin, false));
        }
        let moved = self.0.and_then(|layout| key.physical.or_else(|| layout.mark(char)));
        moved
            .filter(|physical| *physical != char && !char.is_ascii_alphanumeric())
            .map(|char| (typing(key, char), true))
    }

    /// The digit on the key of an AZERTY keyboard that types this character without Shift.
    pub(super) fn azerty_digit(self, key: Key) -> Option<Key> {
        let Code::Char(char) = key.code else { return None };
        let (_, digit) = azerty_digits().find(|(mark, _)| *mark == char && self.0.is_none())?;
        key.is_text().then(|| typing(key, digit))
    }
}

/// Characters of the row above the letters of AZERTY, with their digits.
pub(super) fn azerty_digits() -> impl Iterator<Item = (char, char)> {
    AZERTY_DIGITS.into_iter()
}

const fn typing(key: Key, char: char) -> Key {
    Key { code: Code::Char(char), physical: None, ..key }
}

/// The key of a US keyboard that a character outside ASCII is on, as the terminal or the tables say.
pub(in crate::session) fn latin(key: Key) -> Option<Key> {
    let Code::Char(char) = key.code else { return None };
    // Most keys type Latin letters; skip the search for them.
    if char.is_ascii() {
        return None;
    }
    let on_layout = || LAYOUTS.iter().find_map(|layout| layout.latin(char));
    let physical = key.physical.filter(|_| !is_latin_letter(char));
    physical.or_else(|| digit(char)).or_else(on_layout).map(|latin| typing(key, latin))
}

/// Letters such as `é` are on the keys of Latin layouts, which mean what is printed on them.
fn is_latin_letter(char: char) -> bool {
    matches!(char, '\u{a0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}') && !matches!(char, '÷' | '×')
}

/// A digit of another script, or a full-width character, which an input method makes of an ASCII one.
fn digit(char: char) -> Option<char> {
    if let full_width @ '！'..='～' = char {
        return char::from_u32(u32::from(full_width) - 0xfee0);
    }
    let value = |zero: char| u32::from(char).checked_sub(u32::from(zero)).filter(|value| *value < 10);
    ZEROS.into_iter().find_map(value).and_then(|value| char::from_digit(value, 10))
}

/// The keys that composed a Korean syllable or a double letter; empty for other characters. An input method hands a
/// syllable over when the next one begins.
pub(in crate::session) fn composed(key: Key) -> Vec<Key> {
    const INITIALS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
    const VOWELS: &str = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
    const FINALS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
    let Code::Char(char) = key.code else { return Vec::new() };
    if !key.is_text() {
        return Vec::new();
    }
    let letters: Vec<char> = match char {
        '가'..='힣' => {
            let number = (u32::from(char) - u32::from('가')) as usize;
            let (syllable, last) = (number / 28, number % 28);
            let last = last.checked_sub(1).and_then(|last| FINALS.chars().nth(last));
            [INITIALS.chars().nth(syllable / 21), VOWELS.chars().nth(syllable % 21), last]
                .into_iter()
                .flatten()
                .collect()
        }
        char if double(char).is_some() => vec![char],
        _ => return Vec::new(),
    };
    let letters = letters.into_iter().flat_map(|char| match double(char) {
        Some([first, second]) => vec![first, second],
        None => vec![char],
    });
    letters.map(|char| typing(key, char)).collect()
}

/// The two keys of a double letter.
fn double(char: char) -> Option<[char; 2]> {
    const DOUBLES: [(char, [char; 2]); 18] = [
        ('ㄳ', ['ㄱ', 'ㅅ']),
        ('ㄵ', ['ㄴ', 'ㅈ']),
        ('ㄶ', ['ㄴ', 'ㅎ']),
        ('ㄺ', ['ㄹ', 'ㄱ']),
        ('ㄻ', ['ㄹ', 'ㅁ']),
        ('ㄼ', ['ㄹ', 'ㅂ']),
        ('ㄽ', ['ㄹ', 'ㅅ']),
        ('ㄾ', ['ㄹ', 'ㅌ']),
        ('ㄿ', ['ㄹ', 'ㅍ']),
        ('ㅀ', ['ㄹ', 'ㅎ']),
        ('ㅄ', ['ㅂ', 'ㅅ']),
        ('ㅘ', ['ㅗ', 'ㅏ']),
        ('ㅙ', ['ㅗ', 'ㅐ']),
        ('ㅚ', ['ㅗ', 'ㅣ']),
        ('ㅝ', ['ㅜ', 'ㅓ']),
        ('ㅞ', ['ㅜ', 'ㅔ']),
        ('ㅟ', ['ㅜ', 'ㅣ']),
        ('ㅢ', ['ㅡ', 'ㅣ']),
    ];
    DOUBLES.iter().find(|(known, _)| *known == char).map(|(_, letters)| *letters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_character_is_on_one_key() {
        for layout in LAYOUTS {
            let mut seen = HashSet::new();
            for (other, latin) in layout.letters.iter().chain([&layout.marks]) {
                assert_eq!(other.chars().count(), latin.chars().count(), "{other}");
                assert!(latin.is_ascii());
                other.chars().for_each(|char| assert!(seen.insert(char), "{char} is twice"));
            }
        }
        // Only Persian has letters of another layout.
        let mut seen = HashSet::new();
        let others = LAYOUTS.iter().filter(|layout| ***layout != PERSIAN);
        for (other, _) in others.flat_map(|layout| layout.letters) {
            other.chars().for_each(|char| assert!(seen.insert(char), "{char} is twice"));
        }
    }

    fn name(key: Option<Key>) -> Option<String> {
        key.map(|key| key.to_string())
    }

    #[test]
    fn finds_the_latin_letter_on_the_same_key() {
        let check = |from: &str, to: Option<&str>| {
            assert_eq!(name(latin(Key::parse(from).unwrap())).as_deref(), to, "{from}");
        };
        check("о", Some("j"));
        check("Ctrl-в", Some("Ctrl-d"));
        check("Ъ", Some("}"));
        check("ς", Some("w"));
        check("ω", Some("v"));
        check("ח", Some("j"));
        check("ס", Some("x"));
        check("ش", Some("a"));
        check("ء", Some("x"));
        check("ﻻ", Some("b"));
        check("٣", Some("3"));
        check("ㅌ", Some("x"));
        check("ㅃ", Some("Q"));
        check("１", Some("1"));
        check("j", None);
        check("é", None);
        check("Enter", None);
    }

    #[test]
    fn a_terminal_that_knows_the_key_is_believed() {
        let key = |char, physical| Key { physical: Some(physical), ..Key::plain(Code::Char(char)) };
        assert_eq!(name(latin(key('ა', 'a'))).as_deref(), Some("a"));
        // On a Latin keyboard a key means what is printed on it.
        assert_eq!(name(latin(key('é', '2'))), None);
        assert_eq!(InUse::default().latin(key('a', 'q')), None);
    }

    /// The key meant by the last of `keys`.
    fn last(keys: &[&str]) -> String {
        let mut in_use = InUse::default();
        let mut meant = String::new();
        for name in keys {
            let key = Key::parse(name).unwrap();
            in_use.hear(key);
            meant = in_use.latin(key).map_or(key, |(latin, _)| latin).to_string();
        }
        meant
    }

    #[test]
    fn marks_of_a_layout_count_after_its_letters() {
        assert_eq!(last(&["/"]), "/");
        assert_eq!(last(&["ח", "/"]), "q");
        assert_eq!(last(&["ח", "A", "]"]), "[");
        assert_eq!(last(&["ח", "j", "/"]), "/");
        assert_eq!(last(&["о", "."]), "/");
        assert_eq!(last(&["о", "Enter", "1"]), "1");
        assert_eq!(last(&["ش", "]"]), "D");
        assert_eq!(last(&["ط"]), "'");
        assert_eq!(last(&["ی", "ط"]), "x");
        assert_eq!(last(&["ی", "ي", "ط"]), "'");
    }

    #[test]
    fn a_korean_syllable_is_the_keys_that_composed_it() {
        let keys = |char| {
            let keys = composed(Key::plain(Code::Char(char)));
            keys.into_iter().filter_map(latin).map(|key| key.to_string()).collect::<String>()
        };
        assert_eq!(keys('머'), "aj");
        assert_eq!(keys('꽑'), "Rhkfr");
        assert_eq!(keys('힣'), "glg");
        assert_eq!(keys('ㅘ'), "hk");
        assert_eq!(keys('ㅏ'), "");
        assert_eq!(keys('a'), "");
    }
}
