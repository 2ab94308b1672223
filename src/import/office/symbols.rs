//! Characters of the fonts Symbol and Wingdings, which older documents insert by their place in the font.

/// The letters of Symbol at `A` to `Z` and `a` to `z`.
const CAPITALS: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
const SMALL: &str = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";

/// Signs of Symbol by place.
const SIGNS: [(u32, char); 40] = [
    (0x22, '∀'),
    (0x24, '∃'),
    (0x2d, '−'),
    (0x40, '≅'),
    (0x5e, '⊥'),
    (0xa2, '′'),
    (0xa3, '≤'),
    (0xa5, '∞'),
    (0xa6, 'ƒ'),
    (0xab, '↔'),
    (0xac, '←'),
    (0xad, '↑'),
    (0xae, '→'),
    (0xaf, '↓'),
    (0xb0, '°'),
    (0xb1, '±'),
    (0xb2, '″'),
    (0xb3, '≥'),
    (0xb4, '×'),
    (0xb5, '∝'),
    (0xb6, '∂'),
    (0xb7, '•'),
    (0xb8, '÷'),
    (0xb9, '≠'),
    (0xba, '≡'),
    (0xbb, '≈'),
    (0xbc, '…'),
    (0xc7, '∩'),
    (0xc8, '∪'),
    (0xcc, '⊂'),
    (0xcd, '⊆'),
    (0xce, '∈'),
    (0xcf, '∉'),
    (0xd1, '∇'),
    (0xd5, '∏'),
    (0xd6, '√'),
    (0xd7, '⋅'),
    (0xdb, '⇔'),
    (0xde, '⇒'),
    (0xe5, '∑'),
];

const WINGDINGS: [(u32, char); 9] = [
    (0x4a, '☺'),
    (0x6c, '●'),
    (0x6e, '■'),
    (0xa7, '▪'),
    (0xd8, '➢'),
    (0xe0, '→'),
    (0xfb, '✗'),
    (0xfc, '✓'),
    (0xfe, '☑'),
];

/// The character at a place, in hexadecimal, of a font; `None` if it is unknown.
pub(super) fn char_of(font: &str, place: &str) -> Option<char> {
    let code = u32::from_str_radix(place, 16).ok()?;
    // The private use area stands for the font's own places.
    let place = if (0xf000..0xf100).contains(&code) { code - 0xf000 } else { code };
    let in_table = |table: &[(u32, char)]| table.iter().find(|(at, _)| *at == place).map(|(_, char)| *char);
    let letter = |all: &str, first: u32| all.chars().nth(place.checked_sub(first)? as usize);
    let found = match font {
        "Symbol" if place < 0x5b => letter(CAPITALS, 0x41),
        "Symbol" if place < 0x7b => letter(SMALL, 0x61),
        "Symbol" => None,
        _ if font.starts_with("Wingdings") => in_table(&WINGDINGS),
        _ if code == place => char::from_u32(code),
        _ => None,
    };
    found.or_else(|| in_table(&SIGNS).filter(|_| font == "Symbol"))
}
