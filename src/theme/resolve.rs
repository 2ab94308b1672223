//! Theme resolution: from a file and its ancestors to one theme at one color depth.

use super::layer::{Layer, Setting, SettingValue};
use super::{Appearance, CategoryStyle, Color, ColorDepth, Part, Style, Theme, Underline, built_in_text};
use crate::diagnostic::suggest::did_you_mean;
use crate::diagnostic::{Diagnostic, MAX_DIAGNOSTICS};
use std::collections::BTreeMap;

const TOP_KEYS: [&str; 9] =
    ["name", "appearance", "inherits", "transparent", "assumed_bg", "palette", "ui", "category", "tier"];
const ATTRIBUTES: [&str; 7] = ["fg", "bg", "bold", "italic", "dim", "reverse", "underline"];
const CATEGORY_KEYS: [&str; 6] = ["color", "tint", "faint", "ink", "on_color", "underline"];
const COLOR_DEPTH_KEYS: [&str; 3] = ["256", "16", "mono"];
/// Keys of `[ui]` that themes may still set although nothing draws with them; they get a warning without a
/// suggestion.
const UNUSED_PARTS: [&str; 2] = ["text.emphasis", "flash"];

/// Where the faint tint stands between the page and the tint, in percent.
const FAINT_SHARE: u8 = 45;
/// Where the ink of a category stands between the text's colour and its own, in percent.
const INK_SHARE: u8 = 50;

const MAX_ANCESTORS: usize = 16;
/// Most categories that a theme may name; a scheme has at most nine.
const MAX_CATEGORIES: usize = 200;

impl Theme {
    /// Parses a theme and its ancestors and fits it to `color_depth`.
    ///
    /// `lookup` returns a parent's TOML by name; built-in themes need no lookup. Unknown keys and bad values are
    /// warnings and leave the inherited value. Fails if the text is not TOML, a parent is unknown, the chain is too
    /// long, or inheritance is circular.
    pub fn parse(
        text: &str,
        file: &str,
        color_depth: ColorDepth,
        lookup: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(Self, Vec<Diagnostic>), Diagnostic> {
        let mut layers = vec![Layer::parse(text, file)?];
        let mut chain = stem(file).to_owned();
        while let Some(child) = layers.last() {
            let Some((parent, setting)) = child.word("inherits") else { break };
            // A user's own `dusk.toml` that inherits `dusk` means the built-in one.
            let own = lookup(parent).filter(|text| *text != child.text);
            let text = own.or_else(|| Some(built_in_text(parent)?.to_owned()));
            chain = format!("{chain} → {parent}");
            let error = |message| child.diagnostic(setting.value_at, message);
            let Some(text) = text.filter(|text| *text != child.text) else {
                let built_in = || format!("built in: {}", Self::names().collect::<Vec<_>>().join(", "));
                let hint = did_you_mean(parent, Self::names()).unwrap_or_else(built_in);
                return Err(error(format!("unknown theme to inherit: {chain}")).hint(hint));
            };
            if layers.iter().any(|layer| layer.text == text) {
                return Err(error(format!("themes inherit in a circle: {chain}")));
            }
            if layers.len() >= MAX_ANCESTORS {
                return Err(error(format!("more than {MAX_ANCESTORS} themes inherit from each other")));
            }
            layers.push(Layer::parse(&text, parent)?);
        }
        let name = layers.first().and_then(|layer| layer.word("name"));
        let name = name.map_or_else(|| stem(file), |(name, _)| name).to_owned();
        layers.reverse();
        let mut resolver = Resolver::default();
        // A child may repaint its parent through the palette alone, so all palettes come first.
        resolver.apply_layers(&layers, color_depth, true);
        resolver.apply_layers(&layers, color_depth, false);
        Ok(resolver.finish(name, color_depth))
    }
}

fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.strip_suffix(".toml").unwrap_or(name)
}

/// A category with the values set so far.
#[derive(Debug, Clone, Copy, Default)]
struct CategoryDraft {
    color: Option<Color>,
    /// `Some(None)` after `tint = "none"`.
    #[allow(clippy::option_option)] // A child inherits a missing tint, but not over an explicit "none".
    tint: Option<Option<Color>>,
    #[allow(clippy::option_option)] // The same.
    faint: Option<Option<Color>>,
    ink: Option<Color>,
    on_color: Option<Color>,
    underline: Option<Underline>,
}

#[derive(Default)]
struct Resolver {
    palette: BTreeMap<String, Color>,
    parts: BTreeMap<&'static str, Style>,
    categories: Vec<(String, CategoryDraft)>,
    light: bool,
    transparent: bool,
    assumed_background: Option<Color>,
    warnings: Vec<Diagnostic>,
}

struct SettingError {
    message: String,
    /// Is the value wrong, rather than the key?
    in_value: bool,
    hint: Option<String>,
}

impl Resolver {
    /// Applies layers, the oldest ancestor first: only their palettes, or all other settings.
    fn apply_layers(&mut self, layers: &[Layer], color_depth: ColorDepth, palette: bool) {
        let prefix = color_depth.key().map(|key| format!("tier.{key}."));
        for layer in layers {
            let of_depths = |setting: &&Setting| setting.path.starts_with("tier.");
            let plain = layer.settings.iter().filter(|setting| !of_depths(setting));
            // Overrides come after the rest of their own file and before its children.
            for setting in plain.chain(layer.settings.iter().filter(of_depths)) {
                let path = setting.path.as_str();
                let path = prefix.as_deref().and_then(|prefix| path.strip_prefix(prefix)).unwrap_or(path);
                if self.warnings.len() > MAX_DIAGNOSTICS {
                    return;
                }
                if path.starts_with("palette.") == palette
                    && let Err(error) = self.apply(path, setting)
                {
                    self.warn(layer, setting, error);
                }
            }
        }
    }

    fn warn(&mut self, layer: &Layer, setting: &Setting, error: SettingError) {
        let at = if error.in_value { setting.value_at } else { setting.key_at };
        let warning = layer.diagnostic(at, error.message);
        error.hint.into_iter().fold(warning, Diagnostic::hint).push_to(&mut self.warnings);
    }

    fn apply(&mut self, path: &str, setting: &Setting) -> Result<(), SettingError> {
        match path.split_once('.') {
            Some(("palette", name)) => {
                let word = word(setting)?;
                let color = Color::parse(word).ok_or_else(|| not_a_color(word, None))?;
                self.palette.insert(name.to_owned(), color);
            }
            Some(("ui", rest)) => self.apply_part(rest, setting)?,
            Some(("category", rest)) => self.apply_category(rest, setting)?,
            Some(("tier", rest)) => {
                let depth = rest.split_once('.').map_or(rest, |(depth, _)| depth);
                if !COLOR_DEPTH_KEYS.contains(&depth) {
                    return Err(unknown("tier", depth, COLOR_DEPTH_KEYS.into_iter()));
                }
            }
            Some((top, _)) => return Err(unknown("key", top, TOP_KEYS.into_iter())),
            None => match path {
                "name" | "inherits" => {
                    word(setting)?;
                }
                "appearance" => {
                    self.light = match word(setting)? {
                        "dark" => false,
                        "light" => true,
                        other => {
                            return Err(unknown_value("appearance", other, ["dark", "light"].into_iter()));
                        }
                    }
                }
                "transparent" => self.transparent = flag(setting)?,
                "assumed_bg" => self.assumed_background = Some(self.color(setting)?),
                _ => return Err(unknown("key", path, TOP_KEYS.into_iter())),
            },
        }
        Ok(())
    }

    fn apply_part(&mut self, rest: &str, setting: &Setting) -> Result<(), SettingError> {
        let (part, attribute) = part_and_attribute(rest, setting)?;
        let mut style = self.parts.get(part.name()).copied().unwrap_or_default();
        match attribute {
            "fg" => style.fg = self.color_or_none(setting)?,
            "bg" => style.bg = self.color_or_none(setting)?,
            "bold" => style.bold = flag(setting)?,
            "italic" => style.italic = flag(setting)?,
            "dim" => style.dim = flag(setting)?,
            "reverse" => style.reverse = flag(setting)?,
            _ => style.underline = flag(setting)?,
        }
        self.parts.insert(part.name(), style);
        Ok(())
    }

    fn apply_category(&mut self, rest: &str, setting: &Setting) -> Result<(), SettingError> {
        let (id, key) = rest
            .rsplit_once('.')
            .ok_or_else(|| key_error(format!("category `{rest}` needs a table with a color"), None))?;
        let mut draft = self.category(id);
        match key {
            "color" => draft.color = Some(self.color(setting)?),
            "tint" => draft.tint = Some(self.color_or_none(setting)?),
            "faint" => draft.faint = Some(self.color_or_none(setting)?),
            "ink" => draft.ink = Some(self.color(setting)?),
            "on_color" => draft.on_color = Some(self.color(setting)?),
            "underline" => {
                let shape = word(setting)?;
                let known = Underline::ALL.iter().find(|(name, _)| *name == shape);
                let names = Underline::ALL.iter().map(|(name, _)| *name);
                draft.underline = Some(known.ok_or_else(|| unknown_value("underline", shape, names))?.1);
            }
            _ => return Err(unknown("key", key, CATEGORY_KEYS.into_iter())),
        }
        if let Some((_, known)) = self.categories.iter_mut().find(|(known, _)| known == id) {
            *known = draft;
        } else if self.categories.len() < MAX_CATEGORIES {
            self.categories.push((id.to_owned(), draft));
        } else {
            return Err(key_error(format!("a theme has at most {MAX_CATEGORIES} categories"), None));
        }
        Ok(())
    }

    fn category(&self, id: &str) -> CategoryDraft {
        self.categories.iter().find(|(known, _)| known == id).map(|(_, draft)| *draft).unwrap_or_default()
    }

    /// A palette name, or else a colour.
    fn color(&self, setting: &Setting) -> Result<Color, SettingError> {
        let word = word(setting)?;
        self.palette
            .get(word)
            .copied()
            .or_else(|| Color::parse(word))
            .ok_or_else(|| not_a_color(word, did_you_mean(word, self.palette.keys().map(String::as_str))))
    }

    fn color_or_none(&self, setting: &Setting) -> Result<Option<Color>, SettingError> {
        if word(setting)? == "none" { Ok(None) } else { self.color(setting).map(Some) }
    }

    /// The style of a part, or of the nearest part that it falls back to.
    fn style(&self, part: Part) -> Style {
        let mut parts = std::iter::successors(Some(part), |part| part.fallback());
        parts.find_map(|part| self.parts.get(part.name()).copied()).unwrap_or_default()
    }

    /// Fits the settings to a color depth and keeps everything the reader needs visible.
    fn finish(self, name: String, color_depth: ColorDepth) -> (Theme, Vec<Diagnostic>) {
        let page = self.style(Part::Background).bg.unwrap_or(Color::Default);
        let text = self.style(Part::Text).fg.unwrap_or(Color::Default);
        let fitted = |&part: &Part| {
            let style = fit(part, self.style(part), color_depth);
            let see_through = self.transparent
                && matches!(part, Part::Background | Part::Panel | Part::Header | Part::Status);
            if see_through { Style { bg: None, ..style } } else { style }
        };
        let base = self.category("default");
        let ground = self.assumed_background.unwrap_or(page);
        let category = |draft: CategoryDraft| {
            let color = draft.color.or(base.color).unwrap_or(text);
            let tint = draft.tint.or(base.tint).flatten();
            let halfway = || ground.mixed(tint?, FAINT_SHARE);
            let style = CategoryStyle {
                color,
                tint,
                faint: draft.faint.or(base.faint).unwrap_or_else(halfway),
                ink: draft.ink.or(base.ink).or_else(|| text.mixed(color, INK_SHARE)).unwrap_or(color),
                on_color: draft.on_color.or(base.on_color).unwrap_or(page),
                underline: draft.underline.or(base.underline).unwrap_or_default(),
            };
            fit_category(style, color_depth, ground)
        };
        let named = self.categories.iter().filter(|(id, _)| id != "default");
        let theme = Theme {
            name,
            appearance: if self.light { Appearance::Light } else { Appearance::Dark },
            parts: Part::ALL.iter().map(fitted).collect(),
            categories: named.map(|(id, draft)| (id.clone(), category(*draft))).collect(),
            default_category: category(base),
            assumed_background: self.assumed_background.or(self.transparent.then_some(page)),
        };
        (theme, self.warnings)
    }
}

/// Splits a path below `[ui]`. A colour without an attribute sets the foreground, or the background of parts that are
/// backgrounds.
fn part_and_attribute<'p>(path: &'p str, setting: &Setting) -> Result<(Part, &'p str), SettingError> {
    // `text = { dim = true }` and the part `text.dim` share a path; only the former is a flag.
    let is_flag = matches!(setting.value, SettingValue::Flag(_));
    if let Some(part) = Part::named(path).filter(|_| !is_flag) {
        return Ok((part, if matches!(part, Part::Background | Part::Panel) { "bg" } else { "fg" }));
    }
    let is_unused =
        |name: &&&str| path.strip_prefix(**name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    if let Some(name) = UNUSED_PARTS.iter().find(is_unused) {
        return Err(key_error(format!("part `{name}` has no effect"), Some("remove it".to_owned())));
    }
    let names = || Part::ALL.iter().map(|part| part.name());
    let (name, key) = path.rsplit_once('.').unwrap_or((path, ""));
    match (Part::named(name), ATTRIBUTES.contains(&key)) {
        (Some(part), true) => Ok((part, key)),
        (Some(part), false) if key.is_empty() => Ok((part, "fg")),
        (Some(_), false) => Err(unknown("key", key, names().chain(ATTRIBUTES))),
        (None, true) => Err(unknown("part", name, names())),
        (None, false) => Err(unknown("part", path, names())),
    }
}

fn fit(part: Part, style: Style, color_depth: ColorDepth) -> Style {
    let color = |color: Option<Color>| match (color_depth, color?) {
        // With 16 colours, keep only colours that the theme's author chose: a guessed background may hide the text.
        (ColorDepth::TrueColor, color) | (ColorDepth::Ansi16, color @ (Color::Default | Color::Ansi(_))) => {
            Some(color)
        }
        (ColorDepth::Mono | ColorDepth::Ansi16, _) => None,
        (ColorDepth::Indexed256, color) => Some(color.to_256()),
    };
    let mut fitted = Style { fg: color(style.fg), bg: color(style.bg), ..style };
    if fitted.bg.is_none_or(|bg| bg == Color::Default) && !fitted.reverse {
        match part {
            // A colour made for another background may be unreadable when reversed.
            Part::ListSelected | Part::SearchCurrent | Part::Selection => {
                fitted = Style { fg: None, reverse: true, ..fitted };
            }
            Part::Search => fitted.underline = true,
            Part::ListSelectedUnfocused => fitted.bold = true,
            _ => {}
        }
    }
    if fitted.fg.is_none() {
        fitted.dim |= part == Part::FocusDimmed;
        fitted.underline |= part == Part::Match;
    }
    fitted
}

fn fit_category(style: CategoryStyle, color_depth: ColorDepth, ground: Color) -> CategoryStyle {
    match color_depth {
        ColorDepth::TrueColor => style,
        ColorDepth::Indexed256 => CategoryStyle {
            color: style.color.to_256(),
            // Rounded tints become one grey; only one given as an index is worth showing.
            tint: style.tint.filter(|tint| matches!(tint, Color::Indexed(_) | Color::Ansi(_))),
            // A rounded one is a grey or a hue; either shows where the claim is.
            faint: style.faint.map(Color::to_256).filter(|&faint| faint != ground.to_256()),
            ink: style.ink.to_256(),
            on_color: style.on_color.to_256(),
            ..style
        },
        ColorDepth::Ansi16 => CategoryStyle {
            color: style.color.to_16(),
            tint: style.tint.filter(|tint| matches!(tint, Color::Ansi(_))),
            faint: style.faint.filter(|faint| matches!(faint, Color::Ansi(_))),
            ink: style.color.to_16(),
            on_color: match style.on_color {
                color @ (Color::Ansi(_) | Color::Default) => color,
                _ => Color::Ansi(0),
            },
            ..style
        },
        ColorDepth::Mono => CategoryStyle {
            color: Color::Default,
            tint: None,
            faint: None,
            ink: Color::Default,
            on_color: Color::Default,
            ..style
        },
    }
}

fn word(setting: &Setting) -> Result<&str, SettingError> {
    match &setting.value {
        SettingValue::Word(word) => Ok(word),
        SettingValue::Flag(_) => Err(value_error("expected a string, found true or false".to_owned(), None)),
        SettingValue::Other(kind) => Err(value_error(format!("expected a string, found {kind}"), None)),
    }
}

fn flag(setting: &Setting) -> Result<bool, SettingError> {
    match setting.value {
        SettingValue::Flag(flag) => Ok(flag),
        _ => Err(value_error("expected true or false".to_owned(), None)),
    }
}

const fn key_error(message: String, hint: Option<String>) -> SettingError {
    SettingError { message, in_value: false, hint }
}

const fn value_error(message: String, hint: Option<String>) -> SettingError {
    SettingError { message, in_value: true, hint }
}

fn not_a_color(word: &str, hint: Option<String>) -> SettingError {
    let formats =
        "write #rgb, #rrggbb, 0 to 255, a name such as bright-red, default, or a name of the palette";
    value_error(format!("`{word}` is not a colour"), hint.or_else(|| Some(formats.to_owned())))
}

fn unknown<'a>(what: &str, word: &str, known: impl Iterator<Item = &'a str>) -> SettingError {
    key_error(format!("unknown {what} `{word}`"), did_you_mean(word, known))
}

fn unknown_value<'a>(key: &str, word: &str, known: impl Iterator<Item = &'a str>) -> SettingError {
    let list: Vec<&str> = known.collect();
    value_error(format!("unknown {key} `{word}`"), Some(format!("write one of {}", list.join(", "))))
}
