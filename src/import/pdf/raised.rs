//! Raised letters: exponents and ordinals stay, marks that refer to notes go.

/// Words before an exponent: units of length and time.
const UNITS: [&str; 14] = ["m", "km", "cm", "mm", "dm", "nm", "µm", "μm", "s", "ft", "mi", "yd", "kg", "mc"];

/// Raised endings of ordinal numbers, and of names.
const ENDINGS: [&str; 18] =
    ["st", "nd", "rd", "th", "e", "er", "re", "ère", "ème", "o", "a", "TM", "SM", "®", "™", "me", "lle", "°"];

/// The text that raised letters add to the text before them; none for the mark of a note.
pub(super) fn text(before: &str, raised: &str) -> String {
    let raised = raised.trim();
    let last = before.chars().next_back();
    let follows_digit = last.is_some_and(|char| char.is_ascii_digit());
    if ENDINGS.contains(&raised) && (follows_digit || raised.chars().any(|char| !char.is_lowercase())) {
        return raised.to_owned();
    }
    let is_number = raised.chars().all(|char| char.is_ascii_digit() || is_minus(char) || char == '+');
    if is_number && is_base(before, raised) {
        return raised.chars().map(superscript).collect();
    }
    let is_mark = raised
        .chars()
        .all(|char| char.is_ascii_digit() || char.is_whitespace() || ",;*∗†‡§¶‖#–-[]()".contains(char));
    let is_letter_mark =
        raised.chars().count() == 1 && !follows_digit && raised.chars().all(char::is_lowercase);
    if is_mark || is_letter_mark {
        return String::new();
    }
    raised.to_owned()
}

/// Can the word at the end of a text have an exponent?
fn is_base(before: &str, exponent: &str) -> bool {
    let is_part = |char: char| char.is_alphanumeric();
    let word = before.rsplit(|char: char| !is_part(char)).next().unwrap_or_default();
    let is_signed = exponent.starts_with(is_minus);
    let digits = word.trim_start_matches(char::is_alphabetic);
    if !digits.is_empty() {
        // A number of four digits is a year, and what is raised behind it refers to a note.
        return digits.len() <= 3 || is_signed;
    }
    let is_symbol = word.chars().count() == 1 && !matches!(word, "a" | "I");
    (is_signed || matches!(exponent, "2" | "3")) && (UNITS.contains(&word) || is_symbol)
}

const fn is_minus(char: char) -> bool {
    matches!(char, '-' | '−' | '–' | '\u{2010}')
}

fn superscript(char: char) -> char {
    match char {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '+' => '⁺',
        char if is_minus(char) => '⁻',
        char => char.to_digit(10).and_then(|digit| char::from_u32(0x2070 + digit)).unwrap_or(char),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_and_ordinals_stay_and_marks_of_notes_go() {
        let cases = [
            ("a cost of 4 x 10", "6", "⁶"),
            ("a slope of 10", "−3", "⁻³"),
            ("covered 40 m", "2", "²"),
            ("10 m s", "-1", "⁻¹"),
            ("the 19", "th", "th"),
            ("Pier", "TM", "TM"),
            ("the board said.", "12", ""),
            ("the board", "3", ""),
            ("in 1998", "4", ""),
            ("the board", "1,2", ""),
            ("A. Moe", "a", ""),
            ("A. Moe", "∗", ""),
        ];
        for (before, raised, expected) in cases {
            assert_eq!(text(before, raised), expected, "{before}^{raised}");
        }
    }
}
