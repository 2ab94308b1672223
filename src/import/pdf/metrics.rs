//! Widths of the standard fonts (ISO 32000-1, 9.6.2.2), whose dictionaries may leave them out.

/// From the space to the tilde, in thousandths of the font's size.
type Widths = [u16; 95];

const HELVETICA: Widths = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

const TIMES: Widths = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500,
    500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333,
    389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469,
    500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389,
    278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];

const COURIER: f64 = 0.6;

/// Letters of the bold fonts are about this much wider.
const BOLD: f64 = 1.06;

/// Width of a character, as a share of the font's size, in the standard font that `font` names or resembles.
pub(super) fn width(font: &str, char: char) -> f64 {
    let font = font.to_lowercase();
    if font.contains("cour") || font.contains("mono") {
        return COURIER;
    }
    let is_sans = ["helv", "arial", "sans", "gothic"].iter().any(|name| font.contains(name));
    let widths = if is_sans { &HELVETICA } else { &TIMES };
    let code = base(char);
    let width = code.checked_sub(0x20).and_then(|at| widths.get(at as usize)).copied().unwrap_or(556);
    let factor = if font.contains("bold") && char.is_alphabetic() { BOLD } else { 1.0 };
    f64::from(width) / 1000.0 * factor
}

/// The code of a character, without its accent, or of one as wide.
fn base(char: char) -> u32 {
    use unicode_normalization::UnicodeNormalization as _;
    let plain = std::iter::once(char).nfd().next().unwrap_or(char);
    u32::from(match plain {
        '’' | '‘' | '\u{a0}' => ' ',
        '“' | '”' | '•' => '(',
        '–' => '0',
        '—' | '…' => '@',
        plain => plain,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_have_their_widths() {
        let close = |font, char, expected: f64| {
            assert!((width(font, char) - expected).abs() < 0.001, "{font} {char}");
        };
        close("Helvetica", 'i', 0.222);
        close("ArialMT", '~', 0.584);
        close("Times-Roman", 'W', 0.944);
        close("Times-Roman", 'é', 0.444);
        close("Courier-Bold", 'i', 0.6);
        assert!(width("Helvetica-Bold", 'a') > width("Helvetica", 'a'));
    }
}
