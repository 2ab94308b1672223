//! Colours of the page as CSS: a light and a dark theme, by the preference of browser or user.

use crate::claim::Scheme;
use crate::export::escape::html_line;
use crate::theme::{Color, ColorDepth, Part, Theme, Underline};
use std::fmt::Write as _;

/// Light and dark.
pub(super) const THEMES: [&str; 2] = ["paper", "dusk"];

/// Text colours: CSS variable and part of the theme.
const TEXT_COLORS: [(&str, Part); 3] = [("ink", Part::Text), ("bright", Part::HintKey), ("dim", Part::Dim)];
/// Background colours.
const BACKGROUNDS: [(&str, Part); 3] =
    [("ground", Part::Background), ("panel", Part::Panel), ("row", Part::ListSelectedUnfocused)];

pub(super) fn style_sheet(scheme: &Scheme) -> String {
    let [light, dark] = THEMES.map(|name| {
        let theme = Theme::built_in(name, ColorDepth::TrueColor);
        theme.map(|theme| variables(&theme, scheme)).unwrap_or_default()
    });
    let mut out = format!(
        ":root {{ color-scheme: light; {light}}}\n\
         @media (prefers-color-scheme: dark) {{ :root:not([data-scheme=\"light\"]) {{ color-scheme: dark; {dark}}} }}\n\
         :root[data-scheme=\"dark\"] {{ color-scheme: dark; {dark}}}\n\
         @media print {{ :root:root:root {{ color-scheme: light; {light}}} }}\n"
    );
    for (at, category) in scheme.categories.iter().enumerate() {
        let style =
            Theme::built_in("paper", ColorDepth::TrueColor).map(|theme| theme.category(&category.id, at));
        let shape = match style.map(|style| style.underline) {
            Some(Underline::Double) => "double",
            Some(Underline::Curl) => "wavy",
            Some(Underline::Dotted) => "dotted",
            Some(Underline::Dashed) => "dashed",
            _ => "solid",
        };
        let _ = writeln!(out, ".c{at} {{ --c: var(--c{at}); --t: var(--t{at}); --u: {shape}; }}");
    }
    out
}

fn variables(theme: &Theme, scheme: &Scheme) -> String {
    let mut out = String::new();
    let mut define = |name: &str, color: Option<Color>| {
        // Palette colours of the terminal have no RGB value; the browser's default applies.
        if let Some((red, green, blue)) = color.and_then(Color::rgb) {
            let _ = write!(out, "--{}: #{red:02x}{green:02x}{blue:02x}; ", html_line(name));
        }
    };
    for (name, part) in TEXT_COLORS {
        define(name, theme.style(part).fg);
    }
    for (name, part) in BACKGROUNDS {
        define(name, theme.style(part).bg);
    }
    define("line", theme.style(Part::Border).fg);
    define("edge", theme.style(Part::RailThumb).fg);
    define("found", theme.style(Part::Search).bg);
    for (at, category) in scheme.categories.iter().enumerate() {
        let style = theme.category(&category.id, at);
        define(&format!("c{at}"), Some(style.color));
        define(&format!("t{at}"), style.faint);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_contrast_suffices_on_every_background() {
        for name in THEMES {
            let theme = Theme::built_in(name, ColorDepth::TrueColor).unwrap();
            let color = |part| theme.style(part).fg.unwrap();
            let mut pairs = Vec::new();
            for (_, ground) in BACKGROUNDS {
                let ground = theme.style(ground).bg.unwrap();
                pairs.extend(TEXT_COLORS.map(|(_, part)| (color(part), ground)));
                for (at, category) in Scheme::claims().categories.iter().enumerate() {
                    let style = theme.category(&category.id, at);
                    pairs.push((style.color, ground));
                    pairs.push((color(Part::Text), style.faint.unwrap()));
                }
            }
            for (front, back) in pairs {
                let ratio = front.contrast(back).unwrap();
                assert!(ratio >= Theme::MIN_TEXT_CONTRAST, "{name}: {front:?} on {back:?} is {ratio:.2}");
            }
        }
    }

    #[test]
    fn defines_a_colour_for_every_category() {
        for scheme in [Scheme::claims(), Scheme::built_in("evidence").unwrap()] {
            let sheet = style_sheet(&scheme);
            for at in 0..scheme.categories.len() {
                assert!(
                    sheet.contains(&format!("--c{at}: #")) && sheet.contains(&format!("\n.c{at} {{")),
                    "{sheet}"
                );
            }
        }
    }
}
