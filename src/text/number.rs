//! Numbers in words: plurals, thousands separators, and shares in permille.

use std::fmt::Display;

/// A whole number with a comma after every third digit: `1,234,567`.
pub fn grouped(count: impl Display) -> String {
    let digits = count.to_string();
    let mut number = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            number.push(',');
        }
        number.push(digit);
    }
    number
}

/// A count and its noun: `1 claim`, `1,400 claims`, `3 categories`.
pub fn counted(count: impl Display, noun: &str) -> String {
    let number = grouped(count);
    let noun = plural(&number, noun);
    format!("{number} {noun}")
}

/// The noun alone: `claim` for 1, otherwise `claims`.
pub fn plural(count: impl Display, noun: &str) -> String {
    match noun.strip_suffix('y') {
        _ if count.to_string() == "1" => noun.to_owned(),
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{noun}s"),
    }
}

/// Rounds a share to permille; clamps it to 0 to 1.
#[allow(clippy::cast_sign_loss)] // It is between 0 and 1000, or 0 for NaN.
pub fn permille(share: f64) -> u16 {
    (share * 1000.0).round().clamp(0.0, 1000.0) as u16
}

pub fn share(permille: u16) -> f64 {
    f64::from(permille) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_digits_and_forms_plurals() {
        let counts = [0, 1, 430, 1400, 1_234_567].map(|count| counted(count, "cue"));
        assert_eq!(counts, ["0 cues", "1 cue", "430 cues", "1,400 cues", "1,234,567 cues"]);
        assert_eq!(
            (counted(1, "category"), counted(2, "category")),
            ("1 category".into(), "2 categories".into())
        );
        assert_eq!((plural(2, "day"), plural(1, "day")), ("days".into(), "day".into()));
    }

    #[test]
    fn shares_and_permille_convert_both_ways() {
        assert!((0..=1000).all(|number| permille(share(number)) == number));
        assert_eq!([-1.0, 7.0, f64::NAN].map(permille), [0, 1000, 0]);
    }
}
