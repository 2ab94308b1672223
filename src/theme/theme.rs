//! A theme, resolved: what to ask for a part's style and a category's colour.

use super::build::build;
use super::layer::Layer;
use super::{Appearance, CategoryStyle, Color, ColorDepth, Part, Style};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggest::did_you_mean;

/// A theme that fits the terminal at hand.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// What it calls itself, or its file's name without folder and ending.
    pub name: String,
    /// Whether it is made for light or for dark surroundings.
    pub appearance: Appearance,
    /// The color_depth it was fitted to.
    pub color_depth: ColorDepth,
    /// By the number of the part.
    pub(super) parts: Vec<Style>,
    /// In the order in which the files name them, without `default`.
    pub(super) categories: Vec<(String, CategoryStyle)>,
    /// What `[category.default]` comes to.
    pub(super) fallback: CategoryStyle,
    pub(super) assumed_bg: Option<Color>,
}

/// How many themes may stand in one line of inheritance.
const MOST_PARENTS: usize = 16;

impl Theme {
    /// Reads a theme and everything it inherits, and fits it to `tier`.
    ///
    /// `lookup` gives the TOML of a parent by its name; the built-in themes need not be among what
    /// it knows. Unknown keys and bad values are warnings and leave the inherited value in place.
    /// Text that is not TOML, an unknown parent and inheritance in a circle are errors.
    pub fn parse(
        text: &str,
        file: &str,
        color_depth: ColorDepth,
        lookup: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(Self, Vec<Diagnostic>), Diagnostic> {
        let mut layers = vec![Layer::parse(text, file)?];
        let mut chain = vec![stem(file).to_owned()];
        while let Some(child) = layers.last() {
            let Some((parent, setting)) = child.word("inherits") else { break };
            // A reader's own `dusk.toml` may inherit `dusk`, and then means the built-in one.
            let own = lookup(parent).filter(|text| *text != child.text);
            let text = own.or_else(|| Some(built_in_text(parent)?.to_owned()));
            let way = format!("{} → {parent}", chain.join(" → "));
            let Some(text) = text.filter(|text| *text != child.text) else {
                let message = format!("unknown theme to inherit: {way}");
                let fault = child.fault(setting.value_at, message);
                let hint = did_you_mean(parent, Self::names());
                return Err(fault.hint(hint.unwrap_or_else(|| format!("built in: {}", list()))));
            };
            if layers.iter().any(|layer| layer.text == text) {
                return Err(child.fault(setting.value_at, format!("themes inherit in a circle: {way}")));
            }
            if layers.len() >= MOST_PARENTS {
                let message = format!("more than {MOST_PARENTS} themes inherit from each other");
                return Err(child.fault(setting.value_at, message));
            }
            chain.push(parent.to_owned());
            layers.push(Layer::parse(&text, parent)?);
        }
        let name = layers.first().and_then(|layer| layer.word("name"));
        let name = name.map_or_else(|| stem(file).to_owned(), |(name, _)| name.to_owned());
        layers.reverse();
        Ok(build(&layers, name, color_depth))
    }

    /// How this part is shown; what the style leaves open shows through from beneath.
    pub fn style(&self, part: Part) -> Style {
        self.parts.get(part as usize).copied().unwrap_or_default()
    }

    /// How a category is shown, `index` being its place in the scheme, counted from 0.
    ///
    /// A category that the theme does not name takes its turn among those it does, so that another
    /// scheme's categories still differ in hue; a theme that names none has `[category.default]`.
    pub fn category(&self, id: &str, index: usize) -> CategoryStyle {
        let named = self.categories.iter().find(|(known, _)| known == id);
        let turn = index.checked_rem(self.categories.len()).and_then(|turn| self.categories.get(turn));
        named.or(turn).map_or(self.fallback, |(_, style)| *style)
    }

    /// A built-in theme by name.
    pub fn built_in(name: &str, color_depth: ColorDepth) -> Option<Self> {
        let text = built_in_text(name)?;
        let (mut theme, _) = Self::parse(text, name, color_depth, &|_| None).ok()?;
        name.clone_into(&mut theme.name);
        Some(theme)
    }

    /// The names of the built-in themes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::BUILT_IN.iter().map(|theme| theme.name)
    }

    /// The ground of the page, or what the theme assumes lies behind it.
    pub fn background(&self) -> Option<Color> {
        self.style(Part::Background).bg.filter(|&bg| bg != Color::Default).or(self.assumed_bg)
    }
}

fn built_in_text(name: &str) -> Option<&'static str> {
    Theme::BUILT_IN.iter().find(|theme| theme.name == name).map(|theme| theme.text)
}

fn list() -> String {
    Theme::names().collect::<Vec<_>>().join(", ")
}

/// A file's name without folder and ending.
fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.strip_suffix(".toml").unwrap_or(name)
}
