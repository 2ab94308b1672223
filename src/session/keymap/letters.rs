//! Letters of other keyboard layouts, and the Latin letter on the same key.
//!
//! A terminal tells which letter was typed, not which key was pressed. A reader who writes in Cyrillic
//! or Greek would otherwise have to change the layout for every command.

use crate::session::key::{Code, Key};

/// What the keys of a layout give, each string as long as the one beside it, in the order of the keys.
const LAYOUTS: [(&str, &str); 5] = [
    // Russian, ЙЦУКЕН.
    ("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"),
    ("ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ", "QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~"),
    // What Ukrainian and Belarusian have in other places.
    ("іїєўІЇЄЎ", "s]'oS}\"O"),
    // Greek; the letters with an accent are typed with two keys and stand on none.
    ("ςερτυθιοπασδφγηξκλζχψωβνμ", "wertyuiopasdfghjklzxcvbnm"),
    ("ΕΡΤΥΘΙΟΠΑΣΔΦΓΗΞΚΛΖΧΨΩΒΝΜ", "ERTYUIOPASDFGHJKLZXCVBNM"),
];

/// The key as it would be on a Latin keyboard; nothing for what is not in the table.
pub(super) fn latin(key: Key) -> Option<Key> {
    let Code::Char(char) = key.code else { return None };
    // Nearly every key is typed in Latin letters, and need not be looked for.
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
    fn every_letter_stands_for_one_key() {
        let mut seen = std::collections::HashSet::new();
        for (other, latin) in LAYOUTS {
            assert_eq!(other.chars().count(), latin.chars().count(), "{other}");
            assert!(latin.is_ascii());
            other.chars().for_each(|char| assert!(seen.insert(char), "{char} stands twice"));
        }
    }

    #[test]
    fn letters_are_found_on_their_keys() {
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
