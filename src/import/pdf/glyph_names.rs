//! The text that a glyph's name stands for, after the Adobe Glyph List Specification, with the names that TeX and
//! small capitals use.

use super::code_pages::windows;
use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization as _;

static LISTED: LazyLock<HashMap<&str, char>> = LazyLock::new(|| {
    let listed = glyph_names::GLYPH_NAME_PAIRS.iter().map(|&(char, name)| (name, char));
    listed.chain(OTHERS.iter().copied()).collect()
});

/// Names that the list for new fonts leaves out.
const OTHERS: [(&str, char); 62] = [
    ("Delta", 'Δ'),
    ("Omega", 'Ω'),
    ("mu", 'µ'),
    ("nbspace", ' '),
    ("nonbreakingspace", ' '),
    ("spacehackarabic", ' '),
    ("visiblespace", ' '),
    ("sfthyphen", '\u{ad}'),
    ("softhyphen", '\u{ad}'),
    ("hyphenminus", '-'),
    ("hyphen", '-'),
    ("middot", '·'),
    ("overscore", '¯'),
    ("Zdotaccent", 'Ż'),
    ("zdotaccent", 'ż'),
    ("Tcommaaccent", 'Ţ'),
    ("tcommaaccent", 'ţ'),
    ("dotlessj", 'ȷ'),
    ("ff", 'ﬀ'),
    ("ffi", 'ﬃ'),
    ("ffl", 'ﬄ'),
    ("fi", 'ﬁ'),
    ("fl", 'ﬂ'),
    ("rupiah", '₨'),
    ("dblquotesingle", '"'),
    ("quoteright", '’'),
    ("quoteleft", '‘'),
    ("apostrophe", '’'),
    ("grave", '`'),
    ("epsilon1", 'ϵ'),
    ("rho1", 'ϱ'),
    ("sigma1", 'ς'),
    ("omega1", 'ϖ'),
    ("phi1", 'ϕ'),
    ("theta1", 'ϑ'),
    ("bardbl", '‖'),
    ("arrowrighttophalf", '⇀'),
    ("lscript", 'ℓ'),
    ("follows", '≻'),
    ("precedes", '≺'),
    ("similarequal", '≃'),
    ("greatermuch", '≫'),
    ("lessmuch", '≪'),
    ("asteriskmath", '∗'),
    ("diamondmath", '⋄'),
    ("element", '∈'),
    ("angbracketleft", '⟨'),
    ("angbracketright", '⟩'),
    ("mapsto", '↦'),
    ("radicalbig", '√'),
    ("summationdisplay", '∑'),
    ("summationtext", '∑'),
    ("integraldisplay", '∫'),
    ("integraltext", '∫'),
    ("productdisplay", '∏'),
    ("producttext", '∏'),
    ("star", '⋆'),
    ("owner", '∋'),
    ("turnstileleft", '⊢'),
    ("check", '✓'),
    ("checkmark", '✓'),
    ("coffee", '☕'),
];

/// Endings of names and the combining marks that they stand for.
const MARKS: [(&str, char); 14] = [
    ("grave", '\u{300}'),
    ("acute", '\u{301}'),
    ("circumflex", '\u{302}'),
    ("tilde", '\u{303}'),
    ("macron", '\u{304}'),
    ("breve", '\u{306}'),
    ("dotaccent", '\u{307}'),
    ("dieresis", '\u{308}'),
    ("ring", '\u{30a}'),
    ("hungarumlaut", '\u{30b}'),
    ("caron", '\u{30c}'),
    ("dotbelow", '\u{323}'),
    ("cedilla", '\u{327}'),
    ("ogonek", '\u{328}'),
];

/// Endings that tell a form of the glyph, and nothing of its meaning.
const FORMS: [&str; 8] = ["oldstyle", "small", "fitted", "bigg", "Bigg", "big", "Big", "tab"];

/// The text of a glyph; `None` if its name says nothing of it.
pub(super) fn text(name: &str) -> Option<String> {
    let base = name.split('.').next().unwrap_or_default();
    let parts: Option<Vec<String>> = base.split('_').map(part).collect();
    parts.map(|parts| parts.concat()).filter(|text| !text.is_empty())
}

fn part(name: &str) -> Option<String> {
    if let Some(&char) = LISTED.get(name) {
        return Some(char.to_string());
    }
    if let Some(text) = by_number(name) {
        return Some(text);
    }
    if let Some(char) = name.strip_prefix("afii").and_then(|number| by_adobe_number(number.parse().ok()?)) {
        return Some(char.to_string());
    }
    for (digits, zero) in [("inferior", '₀'), ("superior", '⁰')] {
        if let Some(digit) = name.strip_suffix(digits).and_then(|name| LISTED.get(name)) {
            let raised = match (digit, zero) {
                ('1', '⁰') => Some('¹'),
                ('2', '⁰') => Some('²'),
                ('3', '⁰') => Some('³'),
                _ => digit.to_digit(10).and_then(|digit| char::from_u32(u32::from(zero) + digit)),
            };
            return Some(raised.unwrap_or(*digit).to_string());
        }
    }
    for (ending, mark) in MARKS {
        // The name of a mark on its own has no letter before it.
        if let Some(letter) = name.strip_suffix(ending).filter(|letter| !letter.is_empty()) {
            return part(letter).map(|letter| letter.chars().chain([mark]).nfc().collect());
        }
    }
    for form in FORMS {
        if let Some(rest) = name.strip_suffix(form).filter(|rest| !rest.is_empty()) {
            // A small capital is the form of a small letter.
            return part(rest).map(|text| if form == "small" { text.to_lowercase() } else { text });
        }
    }
    None
}

/// The Cyrillic and Hebrew letters, which the names `afii10017` and so on number.
fn by_adobe_number(number: u32) -> Option<char> {
    match number {
        10_023 => Some('Ё'),
        10_071 => Some('ё'),
        10_017..=10_022 => char::from_u32(0x410 + number - 10_017),
        10_024..=10_049 => char::from_u32(0x416 + number - 10_024),
        10_065..=10_070 => char::from_u32(0x430 + number - 10_065),
        10_072..=10_097 => char::from_u32(0x436 + number - 10_072),
        57_664..=57_690 => char::from_u32(0x5d0 + number - 57_664),
        61_352 => Some('№'),
        208 => Some('―'),
        _ => None,
    }
}

/// Text of names such as `uni0041`, `uni00410042` and `u1F310`.
fn by_number(name: &str) -> Option<String> {
    let is_hexadecimal =
        |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let Some(digits) = name.strip_prefix("uni").filter(|digits| is_hexadecimal(digits)) {
        if digits.len() % 4 != 0 {
            return None;
        }
        let numbers = digits.as_bytes().chunks(4).filter_map(|four| std::str::from_utf8(four).ok());
        let units: Option<Vec<u16>> = numbers.map(|four| u16::from_str_radix(four, 16).ok()).collect();
        return String::from_utf16(&units?).ok();
    }
    let digits =
        name.strip_prefix('u').filter(|digits| (4..=6).contains(&digits.len()) && is_hexadecimal(digits))?;
    char::from_u32(u32::from_str_radix(digits, 16).ok()?).map(String::from)
}

/// Text of names that hold nothing but the number of a character, such as `c65`, `C0065` or `a65`; for fonts in
/// which no name says more.
pub(super) fn by_code(name: &str) -> Option<char> {
    let digits = name.trim_start_matches(|char: char| char.is_ascii_alphabetic());
    let prefix = name.len() - digits.len();
    let code: u8 = digits.parse().ok()?;
    (prefix <= 2 && code > 32).then(|| windows(code)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_text() {
        let cases = [
            ("A", "A"),
            ("Aacute", "Á"),
            ("ygrave", "ỳ"),
            ("acircumflexacute", "ấ"),
            ("f_f_i", "ffi"),
            ("ffi", "ﬃ"),
            ("uni20AC", "€"),
            ("uni00410042", "AB"),
            ("u1F310", "🌐"),
            ("a.sc", "a"),
            ("Asmall", "a"),
            ("oneoldstyle", "1"),
            ("twosuperior", "²"),
            ("twoinferior", "₂"),
            ("acute", "´"),
            ("afii10017", "А"),
            ("parenleftbig", "("),
        ];
        for (name, expected) in cases {
            assert_eq!(text(name).as_deref(), Some(expected), "{name}");
        }
        for name in [".notdef", "g12", "uniXYZW", "cid_7", "uni004"] {
            assert_eq!(text(name), None, "{name}");
        }
        assert_eq!((by_code("c65"), by_code("G7"), by_code("name65")), (Some('A'), None, None));
    }
}
