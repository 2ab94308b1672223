//! Themes: colours as data, resolved for a terminal's color depth.
//!
//! A theme defines colours, a style for every part of the screen and a colour for every category. It is independent
//! of the terminal: `ui` translates the values once, and the HTML export reads the same ones.

mod color;
mod distance;
mod layer;
mod measure;
mod resolve;
mod style;
#[cfg(test)]
mod tests;

pub use color::Color;
pub use distance::ColorVision;
pub use measure::{Contrast, Distance};
pub use style::{Appearance, CategoryStyle, ColorDepth, Part, Style, Underline};

/// A theme fitted to one color depth.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// From the file, else the file's name without folder and extension.
    pub name: String,
    pub appearance: Appearance,
    parts: Vec<Style>,
    /// In file order, without `default`.
    categories: Vec<(String, CategoryStyle)>,
    default_category: CategoryStyle,
    assumed_background: Option<Color>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltInTheme {
    pub name: &'static str,
    pub appearance: Appearance,
    pub text: &'static str,
}

macro_rules! built_in {
    ($($name:literal $appearance:ident,)*) => {
        &[$(BuiltInTheme {
            name: $name,
            appearance: Appearance::$appearance,
            text: include_str!(concat!("../../themes/", $name, ".toml")),
        }),*]
    };
}

impl Theme {
    /// In the order of the theme picker: our own themes, dark before light, then well-known palettes from A to Z.
    pub const BUILT_IN: &[BuiltInTheme] = built_in! {
        "dusk" Dark,
        "paper" Light,
        "contrast-dark" Dark,
        "contrast-light" Light,
        "safe-dark" Dark,
        "safe-light" Light,
        "mono" Dark,
        "catppuccin-latte" Light,
        "catppuccin-mocha" Dark,
        "gruvbox-dark" Dark,
        "gruvbox-light" Light,
        "nord" Dark,
        "rose-pine" Dark,
        "rose-pine-dawn" Light,
        "solarized-dark" Dark,
        "solarized-light" Light,
        "tokyo-night" Dark,
    };

    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::BUILT_IN.iter().map(|theme| theme.name)
    }

    /// A built-in theme; `name` also becomes its [`Theme::name`].
    pub fn built_in(name: &str, color_depth: ColorDepth) -> Option<Self> {
        let (theme, _) = Self::parse(built_in_text(name)?, name, color_depth, &|_| None).ok()?;
        Some(Self { name: name.to_owned(), ..theme })
    }

    /// Unset colours show the part beneath.
    pub fn style(&self, part: Part) -> Style {
        self.parts.get(part as usize).copied().unwrap_or_default()
    }

    /// `index` is the category's position in the scheme, from 0.
    ///
    /// A category that the theme does not name borrows the style of a named one in turn, so that the categories of
    /// any scheme differ in hue. A theme that names none has `[category.default]`.
    pub fn category(&self, id: &str, index: usize) -> CategoryStyle {
        let named = self.categories.iter().find(|(known, _)| known == id);
        let in_turn = index.checked_rem(self.categories.len()).and_then(|turn| self.categories.get(turn));
        named.or(in_turn).map_or(self.default_category, |(_, style)| *style)
    }

    /// A claim without a category, such as a hidden suggestion.
    pub const fn default_category(&self) -> CategoryStyle {
        self.default_category
    }

    /// The page's background, or the colour assumed behind it.
    pub fn background(&self) -> Option<Color> {
        self.style(Part::Background).bg.filter(|&bg| bg != Color::Default).or(self.assumed_background)
    }
}

fn built_in_text(name: &str) -> Option<&'static str> {
    Theme::BUILT_IN.iter().find(|theme| theme.name == name).map(|theme| theme.text)
}
