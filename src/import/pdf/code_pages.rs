//! One-byte character sets of PDF (ISO 32000-1, annex D), and the many-byte ones of older East Asian files.

use encoding_rs::Encoding;

/// `StandardEncoding` from 0xA1 on; spaces are unused.
const STANDARD_HIGH: &str =
    "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ –†‡· ¶•‚„”»…‰ ¿ `´ˆ˜¯˘˙¨ ˚¸ ˝˛ˇ—                Æ ª    ŁØŒº     æ   ı  łøœß";

/// The font Symbol from 0x21 to 0x7E.
const SYMBOL_LOW: &str =
    "!∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";

/// The font Symbol from 0xA0 on.
const SYMBOL_HIGH: &str =
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CodePage {
    Standard,
    Windows,
    Mac,
    Symbol,
    Dingbats,
}

impl CodePage {
    /// The character set of an `/Encoding` or `/BaseEncoding`.
    pub(super) fn named(name: &[u8]) -> Option<Self> {
        match name {
            b"StandardEncoding" => Some(Self::Standard),
            b"WinAnsiEncoding" | b"PDFDocEncoding" => Some(Self::Windows),
            b"MacRomanEncoding" => Some(Self::Mac),
            _ => None,
        }
    }

    pub(super) fn char(self, code: u8) -> Option<char> {
        let ascii = (0x20..0x7f).contains(&code).then_some(char::from(code));
        match self {
            Self::Standard => match code {
                b'\'' => Some('’'),
                b'`' => Some('‘'),
                _ => ascii.or_else(|| nth(STANDARD_HIGH, code.checked_sub(0xa1)?)),
            },
            Self::Windows => windows(code),
            Self::Mac => single(encoding_rs::MACINTOSH, code),
            Self::Symbol => match code {
                0x20 => Some(' '),
                0x21..=0x7e => nth(SYMBOL_LOW, code - 0x21),
                _ => nth(SYMBOL_HIGH, code.checked_sub(0xa0)?),
            },
            Self::Dingbats => dingbat(code),
        }
    }
}

/// The character of a code of `WinAnsiEncoding`.
pub(super) fn windows(code: u8) -> Option<char> {
    match code {
        // The standard shows these unused codes as bullets; files use them as bullets too.
        0x7f | 0x81 | 0x8d | 0x8f | 0x90 | 0x9d => Some('•'),
        _ => single(encoding_rs::WINDOWS_1252, code),
    }
}

fn single(set: &'static Encoding, code: u8) -> Option<char> {
    let (text, _) = set.decode_without_bom_handling(std::slice::from_ref(&code));
    text.chars().next().filter(|char| !char.is_control())
}

fn nth(chars: &str, at: u8) -> Option<char> {
    chars.chars().nth(usize::from(at)).filter(|char| *char != ' ')
}

fn dingbat(code: u8) -> Option<char> {
    let number = u32::from(code);
    let char = match code {
        0x20 => ' ',
        0x25 => '☎',
        0x2a => '☛',
        0x2b => '☞',
        0x48 => '★',
        0x6c => '●',
        0x6e => '■',
        0x73 => '▲',
        0x74 => '▼',
        0x75 => '◆',
        0x77 => '◗',
        0x21..=0x7e => char::from_u32(0x2700 + number - 0x20)?,
        0xa8 => '♣',
        0xa9 => '♦',
        0xaa => '♥',
        0xab => '♠',
        0xac..=0xb5 => char::from_u32(0x2460 + number - 0xac)?,
        0xd5 => '→',
        0xd6 => '↔',
        0xd7 => '↕',
        0xa1..=0xef | 0xf1..=0xfe => char::from_u32(0x2700 + number - 0x40)?,
        _ => return None,
    };
    Some(char)
}

/// The character set behind a predefined `CMap` (ISO 32000-1, table 118); `None` if it has none of its own.
pub(super) fn east_asian(cmap: &str) -> Option<&'static Encoding> {
    let is = |part: &str| cmap.contains(part);
    if is("UCS2") || is("UTF16") {
        Some(encoding_rs::UTF_16BE)
    } else if is("RKSJ") {
        Some(encoding_rs::SHIFT_JIS)
    } else if is("GBK2K") {
        Some(encoding_rs::GB18030)
    } else if is("GB") {
        Some(encoding_rs::GBK)
    } else if is("B5") {
        Some(encoding_rs::BIG5)
    } else if is("KSC") {
        Some(encoding_rs::EUC_KR)
    } else if matches!(cmap, "EUC-H" | "EUC-V") {
        Some(encoding_rs::EUC_JP)
    } else {
        None
    }
}

/// Length in bytes of the first character of a text in an East Asian character set.
pub(super) fn length(set: &'static Encoding, bytes: &[u8]) -> usize {
    let lead = bytes.first().copied().unwrap_or_default();
    let length = if set == encoding_rs::UTF_16BE {
        if (0xd8..=0xdb).contains(&lead) { 4 } else { 2 }
    } else if lead < 0x81 || (set == encoding_rs::SHIFT_JIS && (0xa0..=0xdf).contains(&lead)) {
        1
    } else if set == encoding_rs::GB18030 && bytes.get(1).is_some_and(u8::is_ascii_digit) {
        4
    } else {
        2
    };
    length.min(bytes.len().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_tell_the_character() {
        let cases = [
            (CodePage::Standard, 0x27, '’'),
            (CodePage::Standard, 0xa4, '⁄'),
            (CodePage::Standard, 0xae, 'ﬁ'),
            (CodePage::Standard, 0xb7, '•'),
            (CodePage::Standard, 0xd0, '—'),
            (CodePage::Standard, 0xe1, 'Æ'),
            (CodePage::Standard, 0xfb, 'ß'),
            (CodePage::Windows, 0x92, '’'),
            (CodePage::Mac, 0xd5, '’'),
            (CodePage::Symbol, 0x61, 'α'),
            (CodePage::Symbol, 0x57, 'Ω'),
            (CodePage::Symbol, 0x7e, '∼'),
            (CodePage::Symbol, 0xb7, '•'),
            (CodePage::Symbol, 0xe5, '∑'),
            (CodePage::Symbol, 0xfe, '⎭'),
            (CodePage::Dingbats, 0x6c, '●'),
            (CodePage::Dingbats, 0x34, '✔'),
            (CodePage::Dingbats, 0xd4, '➔'),
        ];
        for (page, code, expected) in cases {
            assert_eq!(page.char(code), Some(expected), "{page:?} {code:#x}");
        }
        assert_eq!(CodePage::Standard.char(0xff), None);
    }

    #[test]
    fn east_asian_characters_have_their_lengths() {
        let set = east_asian("90ms-RKSJ-H").unwrap();
        assert_eq!((length(set, b"a"), length(set, &[0x82, 0xa0]), length(set, &[0xb1])), (1, 2, 1));
        assert_eq!(length(east_asian("UniGB-UTF16-H").unwrap(), &[0xd8, 0x40, 0xdc, 0x0b]), 4);
        assert_eq!(east_asian("Identity-H"), None);
    }
}
