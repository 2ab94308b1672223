//! Colours: parsing, contrast, and conversion to fewer colours.

/// A colour in one of the four notations of terminals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Color {
    /// The terminal's own foreground or background.
    Default,
    /// One of the 16 colours of the reader's palette, 0 to 15.
    Ansi(u8),
    /// An index of the 256-colour table, 16 to 255: the 6×6×6 cube and 24 greys.
    Indexed(u8),
    /// Red, green and blue in sRGB, 0 to 255 each.
    Rgb(u8, u8, u8),
}

/// Names of the first eight terminal colours by index; `bright-` gives the other eight.
const NAMES: [&str; 8] = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/// Levels of xterm's 6×6×6 cube.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

impl Color {
    /// Parses `#rgb`, `#rrggbb`, `0` to `255`, a terminal colour's name or `default`.
    pub fn parse(word: &str) -> Option<Self> {
        if let Some(hex) = word.strip_prefix('#') {
            return parse_hex(hex);
        }
        if word == "default" {
            return Some(Self::Default);
        }
        let (name, offset) = word.strip_prefix("bright-").map_or((word, 0), |name| (name, 8));
        if let Some(index) = NAMES.iter().position(|&known| known == name) {
            return Some(Self::Ansi(index as u8 + offset));
        }
        let digits = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        if digits { word.parse().ok().map(Self::index) } else { None }
    }

    /// The colour at an index of the 256-colour table. The terminal defines the first 16.
    pub const fn index(index: u8) -> Self {
        if index < 16 { Self::Ansi(index) } else { Self::Indexed(index) }
    }

    /// `None` for colours defined by the reader's terminal.
    pub fn rgb(self) -> Option<(u8, u8, u8)> {
        match self {
            Self::Default | Self::Ansi(_) => None,
            Self::Rgb(r, g, b) => Some((r, g, b)),
            Self::Indexed(grey @ 232..) => {
                let level = 8 + 10 * (grey - 232);
                Some((level, level, level))
            }
            Self::Indexed(index) => {
                let cell = index.saturating_sub(16);
                let level = |n: u8| LEVELS.get(usize::from(n)).copied().unwrap_or(u8::MAX);
                Some((level(cell / 36), level(cell / 6 % 6), level(cell % 6)))
            }
        }
    }

    /// Relative luminance, 0.0 (black) to 1.0 (white), by WCAG 2.1.
    fn luminance(self) -> Option<f64> {
        let (r, g, b) = self.rgb()?;
        Some(0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b))
    }

    /// Contrast ratio, 1.0 to 21.0, by WCAG 2.1; symmetric.
    pub fn contrast(self, other: Self) -> Option<f64> {
        let (a, b) = (self.luminance()?, other.luminance()?);
        Some((a.max(b) + 0.05) / (a.min(b) + 0.05))
    }

    /// A colour between two, `share` percent of the way to `other`, mixed in sRGB; `None` for colours defined by the
    /// reader's terminal.
    pub(super) fn mixed(self, other: Self, share: u8) -> Option<Self> {
        let ((r, g, b), (red, green, blue)) = (self.rgb()?, other.rgb()?);
        let share = u16::from(share.min(100));
        let mix = |from: u8, to: u8| {
            ((u16::from(from) * (100 - share) + u16::from(to) * share + 50) / 100).try_into().unwrap_or(to)
        };
        Some(Self::Rgb(mix(r, red), mix(g, green), mix(b, blue)))
    }

    /// The nearest colour of the 256-colour table beyond the first 16, which differ between terminals.
    #[must_use]
    pub fn to_256(self) -> Self {
        let Self::Rgb(red, green, blue) = self else { return self };
        let distance = |index: u8| {
            let (r, g, b) = Self::Indexed(index).rgb().unwrap_or_default();
            // Weights of the eye for red, green and blue; a plain sum turns greys greenish.
            3 * apart(red, r).pow(2) + 4 * apart(green, g).pow(2) + 2 * apart(blue, b).pow(2)
        };
        (16..=u8::MAX).min_by_key(|&index| distance(index)).map_or(self, Self::Indexed)
    }

    /// The terminal colour of the nearest hue; greys become the default foreground.
    ///
    /// Never blue: most terminals show it at a contrast of 1.6 to 2.6:1 on black.
    #[must_use]
    pub fn to_16(self) -> Self {
        let Some((r, g, b)) = self.rgb() else { return self };
        let (max, min) = (r.max(g).max(b), r.min(g).min(b));
        let spread = f64::from(max) - f64::from(min);
        if spread < 24.0 {
            return Self::Default;
        }
        let step = |from: u8, to: u8| (f64::from(to) - f64::from(from)) / spread;
        let sixth = if max == r {
            step(b, g)
        } else if max == g {
            2.0 + step(r, b)
        } else {
            4.0 + step(g, r)
        };
        let hue = (60.0 * sixth).rem_euclid(360.0);
        let (red, green, yellow, magenta, cyan) = (1, 2, 3, 5, 6);
        let bounds = [(30.0, red), (75.0, yellow), (180.0, green), (250.0, cyan), (340.0, magenta)];
        let nearest = bounds.iter().find(|(bound, _)| hue < *bound);
        Self::Ansi(nearest.map_or(red, |(_, index)| *index))
    }
}

fn parse_hex(hex: &str) -> Option<Color> {
    if !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let byte = |n: u32| (n & 0xff) as u8;
    let number = u32::from_str_radix(hex, 16).ok()?;
    match hex.len() {
        3 => Some(Color::Rgb(
            byte((number >> 8 & 15) * 17),
            byte((number >> 4 & 15) * 17),
            byte((number & 15) * 17),
        )),
        6 => Some(Color::Rgb(byte(number >> 16), byte(number >> 8), byte(number))),
        _ => None,
    }
}

/// One sRGB channel as linear light.
pub(super) fn linear(channel: u8) -> f64 {
    let c = f64::from(channel) / 255.0;
    if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
}

fn apart(a: u8, b: u8) -> u32 {
    u32::from(a.abs_diff(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_every_notation() {
        let check = |word: &str, color: Option<Color>| assert_eq!(Color::parse(word), color, "{word}");
        check("#fff", Some(Color::Rgb(255, 255, 255)));
        check("#3fd6b0", Some(Color::Rgb(0x3f, 0xd6, 0xb0)));
        check("0", Some(Color::Ansi(0)));
        check("15", Some(Color::Ansi(15)));
        check("255", Some(Color::Indexed(255)));
        check("bright-red", Some(Color::Ansi(9)));
        check("default", Some(Color::Default));
        for wrong in ["", "#", "#ff", "#ggg", "#+ff", "256", "-1", "+7", "Red", "#éé"] {
            check(wrong, None);
        }
    }

    #[test]
    fn contrast_agrees_with_the_published_examples() {
        let (black, white) = (Color::Rgb(0, 0, 0), Color::Rgb(255, 255, 255));
        assert!((black.contrast(white).unwrap() - 21.0).abs() < 1e-9);
        // #767676 is the well-known lightest grey that passes 4.5:1 on white.
        let grey = Color::Rgb(0x76, 0x76, 0x76);
        assert!((white.contrast(grey).unwrap() - 4.54).abs() < 0.01);
        assert_eq!(Color::Ansi(1).contrast(white), None);
    }

    #[test]
    fn the_cube_and_the_greys_match_xterm() {
        assert_eq!(Color::Indexed(16).rgb(), Some((0, 0, 0)));
        assert_eq!(Color::Indexed(79).rgb(), Some((95, 215, 175)));
        assert_eq!(Color::Indexed(231).rgb(), Some((255, 255, 255)));
        assert_eq!(Color::Indexed(255).rgb(), Some((238, 238, 238)));
        assert_eq!(Color::Rgb(95, 215, 175).to_256(), Color::Indexed(79));
    }

    #[test]
    fn mixing_moves_between_two_colours() {
        let (dark, light) = (Color::Rgb(0, 100, 255), Color::Rgb(100, 200, 55));
        assert_eq!(dark.mixed(light, 0), Some(dark));
        assert_eq!(dark.mixed(light, 50), Some(Color::Rgb(50, 150, 155)));
        assert_eq!(dark.mixed(light, 100), Some(light));
        assert_eq!(dark.mixed(Color::Ansi(2), 50), None);
    }

    #[test]
    fn sixteen_colours_keep_the_hue_and_avoid_blue() {
        assert_eq!(Color::Rgb(0x9a, 0xa5, 0xff).to_16(), Color::Ansi(6));
        assert_eq!(Color::Rgb(0xf3, 0xe4, 0x5c).to_16(), Color::Ansi(3));
        assert_eq!(Color::Rgb(0xf0, 0x76, 0x4f).to_16(), Color::Ansi(1));
        assert_eq!(Color::Rgb(0xd7, 0xda, 0xe0).to_16(), Color::Default);
    }
}
