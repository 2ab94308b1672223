//! Cyrillic and Greek letters with the Latin letter on the same key.
//!
//! A terminal reports the letter typed, not the key pressed. Without this table, users of Cyrillic or Greek would
//! have to switch layouts for every command.

use crate::session::key::{Code, Key};

/// Letters of a layout and of the Latin one, key by key.
const LAYOUTS: [(&str, &str); 5] = [
    // Russian, ЙЦУКЕН.
    ("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"),
    ("ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ", "QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~"),
    // Ukrainian and Belarusian letters that differ from Russian.
    ("іїєўІЇЄЎ", "s]'oS}\"O"),
    // Greek. Accented letters take two key presses, so no single key types them.
    ("ςερτυθιοπασδφγηξκλζχψωβνμ", "wertyuiopasdfghjklzxcvbnm"),
    ("ΕΡΤΥΘΙΟΠΑΣΔΦΓΗΞΚΛΖΧΨΩΒΝΜ", "ERTYUIOPASDFGHJKLZXCVBNM"),
];

/// `None` for letters outside the table.
pub(in crate::session) fn latin(key: Key) -> Option<Key> {
    let Code::Char(char) = key.code else { return None };
    // Most keys type Latin letters; skip the search for them.
    if char.is_ascii() {
        return None;
    }
    let mut pairs = LAYOUTS.iter().flat_map(|(other, latin)| other.chars().zip(latin.chars()));
    let (_, latin) = pairs.find(|(other, _)| *other == char)?;
    Some(Key { code: Code::Char(latin), ..key })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_is_on_one_key() {
        let mut seen = std::collections::HashSet::new();
        for (other, latin) in LAYOUTS {
            assert_eq!(other.chars().count(), latin.chars().count(), "{other}");
            assert!(latin.is_ascii());
            other.chars().for_each(|char| assert!(seen.insert(char), "{char} is twice"));
        }
    }

    #[test]
    fn finds_the_latin_letter_on_the_same_key() {
        let check = |from: &str, to: Option<&str>| {
            assert_eq!(latin(Key::parse(from).unwrap()).map(|key| key.to_string()).as_deref(), to, "{from}");
        };
        check("о", Some("j"));
        check("Ctrl-в", Some("Ctrl-d"));
        check("Ъ", Some("}"));
        check("ς", Some("w"));
        check("ω", Some("v"));
        check("j", None);
        check("é", None);
        check("Enter", None);
    }
}
