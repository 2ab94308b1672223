//! From the settings of a chain of files to one theme at one tier.

use std::collections::BTreeMap;

use super::layer::{Layer, Setting, Value};
use super::theme::Theme;
use super::{Appearance, CategoryStyle, Color, ColorDepth, Part, Style, Underline};
use crate::diagnostic::suggest::did_you_mean;
use crate::diagnostic::{self, Diagnostic};

const TOP: [&str; 9] =
    ["name", "appearance", "inherits", "transparent", "assumed_bg", "palette", "ui", "category", "tier"];
const ATTRIBUTES: [&str; 7] = ["fg", "bg", "bold", "italic", "dim", "reverse", "underline"];
const CATEGORY_KEYS: [&str; 4] = ["color", "tint", "on_color", "underline"];
const TIERS: [&str; 3] = ["256", "16", "mono"];

/// How many categories a theme may name; a scheme has nine at most.
const MOST_CATEGORIES: usize = 200;

/// A category as far as the files speak of it.
#[derive(Debug, Clone, Copy, Default)]
struct Draft {
    color: Option<Color>,
    /// `Some(None)` once a file has written `tint = "none"`.
    #[allow(clippy::option_option)] // Unsaid, and said to be none, are two things to a child.
    tint: Option<Option<Color>>,
    on_color: Option<Color>,
    underline: Option<Underline>,
}

/// What is known while the settings are applied one after another.
struct Build {
    palette: BTreeMap<String, Color>,
    parts: Vec<Option<Style>>,
    categories: Vec<(String, Draft)>,
    appearance: Appearance,
    transparent: bool,
    assumed_bg: Option<Color>,
    warnings: Vec<Diagnostic>,
}

/// What is wrong with one setting: the message, whether the value is to blame rather than the key,
/// and a hint.
struct Objection(String, bool, Option<String>);

/// Applies the layers, the oldest ancestor first, and fits the result to `tier`.
pub(super) fn build(layers: &[Layer], name: String, color_depth: ColorDepth) -> (Theme, Vec<Diagnostic>) {
    let mut build = Build {
        palette: BTreeMap::new(),
        parts: vec![None; Part::ALL.len()],
        categories: Vec::new(),
        appearance: Appearance::Dark,
        transparent: false,
        assumed_bg: None,
        warnings: Vec::new(),
    };
    // A child may repaint its parent by changing the palette alone, so all of the palette comes first.
    build.apply_all(layers, color_depth, true);
    build.apply_all(layers, color_depth, false);
    build.finish(name, color_depth)
}

impl Build {
    fn apply_all(&mut self, layers: &[Layer], color_depth: ColorDepth, palette: bool) {
        for layer in layers {
            let own = color_depth.key().map(|key| format!("tier.{key}."));
            let plain = layer.settings.iter().filter(|setting| !setting.path.starts_with("tier."));
            let other = layer.settings.iter().filter(|setting| setting.path.starts_with("tier."));
            let plain = plain.map(|setting| (setting, setting.path.as_str()));
            // A color_depth's overrides come after the rest of their own file and before its children.
            for (setting, path) in plain.chain(other.map(|setting| (setting, setting.path.as_str()))) {
                let path = own.as_deref().and_then(|own| path.strip_prefix(own)).unwrap_or(path);
                // So much is wrong that it is no theme: what follows is not even looked at.
                if self.warnings.len() > diagnostic::MAX_DIAGNOSTICS {
                    return;
                }
                if path.starts_with("palette.") != palette {
                    continue;
                }
                if let Err(Objection(message, value, hint)) = self.apply(path, setting) {
                    let place = if value { setting.value_at } else { setting.key_at };
                    self.warn(layer, place, message, hint);
                }
            }
        }
    }

    fn warn(&mut self, layer: &Layer, place: usize, message: String, hint: Option<String>) {
        let fault = match (self.warnings.len(), hint) {
            (diagnostic::MAX_DIAGNOSTICS, _) => Diagnostic::too_many(&layer.file),
            (0..diagnostic::MAX_DIAGNOSTICS, Some(hint)) => layer.fault(place, message).hint(hint),
            (0..diagnostic::MAX_DIAGNOSTICS, None) => layer.fault(place, message),
            _ => return,
        };
        self.warnings.push(fault);
    }

    fn apply(&mut self, path: &str, setting: &Setting) -> Result<(), Objection> {
        match path.split_once('.') {
            Some(("palette", name)) => {
                let color =
                    word(setting).and_then(|word| Color::parse(word).ok_or_else(|| no_color(word)))?;
                self.palette.insert(name.to_owned(), color);
            }
            Some(("ui", rest)) => self.apply_part(rest, setting)?,
            Some(("category", rest)) => self.apply_category(rest, setting)?,
            Some(("tier", rest)) => {
                let color_depth = rest.split_once('.').map_or(rest, |(color_depth, _)| color_depth);
                if !TIERS.contains(&color_depth) {
                    return Err(unknown("tier", color_depth, TIERS.into_iter()));
                }
            }
            Some((top, _)) => return Err(unknown("key", top, TOP.into_iter())),
            None => self.apply_top(path, setting)?,
        }
        Ok(())
    }

    fn apply_top(&mut self, path: &str, setting: &Setting) -> Result<(), Objection> {
        match path {
            "name" | "inherits" => {
                word(setting)?;
            }
            "appearance" => {
                self.appearance = match word(setting)? {
                    "dark" => Appearance::Dark,
                    "light" => Appearance::Light,
                    other => return Err(unknown_value("appearance", other, ["dark", "light"].into_iter())),
                }
            }
            "transparent" => self.transparent = flag(setting)?,
            "assumed_bg" => self.assumed_bg = Some(self.color(setting)?),
            _ => return Err(unknown("key", path, TOP.into_iter())),
        }
        Ok(())
    }

    fn apply_part(&mut self, rest: &str, setting: &Setting) -> Result<(), Objection> {
        // `text = { dim = true }` and the part `text.dim` have one path; a switch tells them apart.
        let is_flag = matches!(setting.value, Value::Flag(_));
        let whole = if is_flag { None } else { Part::named(rest) };
        let (part, attribute) = if let Some(part) = whole {
            (part, if matches!(part, Part::Background | Part::Panel) { "bg" } else { "fg" })
        } else {
            let names = || Part::ALL.iter().map(|part| part.name());
            match rest.rsplit_once('.').map(|(name, key)| (Part::named(name), key)) {
                Some((Some(part), key)) if ATTRIBUTES.contains(&key) => (part, key),
                Some((Some(_), key)) => return Err(unknown("key", key, names().chain(ATTRIBUTES))),
                Some((None, key)) if ATTRIBUTES.contains(&key) => {
                    let name = rest.strip_suffix(key).and_then(|name| name.strip_suffix('.')).unwrap_or(rest);
                    return Err(unknown("part", name, names()));
                }
                _ => return Err(unknown("part", rest, names())),
            }
        };
        let mut style = self.part(part).unwrap_or_default();
        match attribute {
            "fg" => style.fg = self.color_or_none(setting)?,
            "bg" => style.bg = self.color_or_none(setting)?,
            "bold" => style.bold = flag(setting)?,
            "italic" => style.italic = flag(setting)?,
            "dim" => style.dim = flag(setting)?,
            "reverse" => style.reverse = flag(setting)?,
            _ => style.underline = flag(setting)?,
        }
        if let Some(slot) = self.parts.get_mut(part as usize) {
            *slot = Some(style);
        }
        Ok(())
    }

    fn apply_category(&mut self, rest: &str, setting: &Setting) -> Result<(), Objection> {
        let (id, key) = rest
            .rsplit_once('.')
            .ok_or_else(|| Objection(format!("category `{rest}` needs a table with a color"), false, None))?;
        let mut draft = self.draft(id);
        match key {
            "color" => draft.color = Some(self.color(setting)?),
            "tint" => draft.tint = Some(self.color_or_none(setting)?),
            "on_color" => draft.on_color = Some(self.color(setting)?),
            "underline" => {
                let shape = word(setting)?;
                let known = Underline::ALL.iter().find(|(name, _)| *name == shape);
                let names = Underline::ALL.iter().map(|(name, _)| *name);
                draft.underline = Some(known.ok_or_else(|| unknown_value("underline", shape, names))?.1);
            }
            _ => return Err(unknown("key", key, CATEGORY_KEYS.into_iter())),
        }
        let full = self.categories.len() >= MOST_CATEGORIES;
        match self.categories.iter_mut().find(|(known, _)| known == id) {
            Some((_, slot)) => *slot = draft,
            None if full => {
                return Err(Objection(
                    format!("a theme has at most {MOST_CATEGORIES} categories"),
                    false,
                    None,
                ));
            }
            None => self.categories.push((id.to_owned(), draft)),
        }
        Ok(())
    }

    fn part(&self, part: Part) -> Option<Style> {
        self.parts.get(part as usize).copied().flatten()
    }

    fn draft(&self, id: &str) -> Draft {
        self.categories.iter().find(|(known, _)| known == id).map(|(_, draft)| *draft).unwrap_or_default()
    }

    /// A name of the palette, or else a colour written out.
    fn color(&self, setting: &Setting) -> Result<Color, Objection> {
        let word = word(setting)?;
        self.palette.get(word).copied().or_else(|| Color::parse(word)).ok_or_else(|| {
            let hint = did_you_mean(word, self.palette.keys().map(String::as_str));
            let Objection(message, value, usual) = no_color(word);
            Objection(message, value, hint.or(usual))
        })
    }

    fn color_or_none(&self, setting: &Setting) -> Result<Option<Color>, Objection> {
        if word(setting)? == "none" { Ok(None) } else { self.color(setting).map(Some) }
    }

    /// Fits what was read to the color_depth and makes sure that nothing the reader needs is invisible.
    fn finish(self, name: String, color_depth: ColorDepth) -> (Theme, Vec<Diagnostic>) {
        let full = |part: Part| {
            // No part is its own model by any way round, so the walk ends.
            let mut at = Some(part);
            while let Some(here) = at {
                if let Some(style) = self.part(here) {
                    return style;
                }
                at = here.model();
            }
            Style::default()
        };
        let mut parts: Vec<Style> =
            Part::ALL.iter().map(|&part| fit(part, full(part), color_depth)).collect();
        let ground = full(Part::Background).bg.unwrap_or(Color::Default);
        if self.transparent {
            for part in [Part::Background, Part::Panel, Part::Header, Part::Status] {
                if let Some(style) = parts.get_mut(part as usize) {
                    style.bg = None;
                }
            }
        }
        let base = self.draft("default");
        let ink = full(Part::Text).fg.unwrap_or(Color::Default);
        let category = |draft: Draft| {
            let style = CategoryStyle {
                color: draft.color.or(base.color).unwrap_or(ink),
                tint: draft.tint.or(base.tint).flatten(),
                on_color: draft.on_color.or(base.on_color).unwrap_or(ground),
                underline: draft.underline.or(base.underline).unwrap_or_default(),
            };
            fit_category(style, color_depth)
        };
        let fallback = category(base);
        let known = self.categories.iter().filter(|(id, _)| id != "default");
        let categories = known.map(|(id, draft)| (id.clone(), category(*draft))).collect();
        let assumed = self.assumed_bg.or(if self.transparent { Some(ground) } else { None });
        let theme = Theme {
            name,
            appearance: self.appearance,
            color_depth,
            parts,
            categories,
            fallback,
            assumed_bg: assumed,
        };
        (theme, self.warnings)
    }
}

/// A part's style at a tier.
fn fit(part: Part, style: Style, color_depth: ColorDepth) -> Style {
    let color = |color: Option<Color>| match (color_depth, color?) {
        // At 16, only colours that a person chose among them: a guessed ground may hide the text.
        (ColorDepth::TrueColor, color) | (ColorDepth::Ansi16, color @ (Color::Default | Color::Ansi(_))) => {
            Some(color)
        }
        (ColorDepth::Mono | ColorDepth::Ansi16, _) => None,
        (ColorDepth::Indexed256, color) => Some(color.to_256()),
    };
    let mut fitted = Style { fg: color(style.fg), bg: color(style.bg), ..style };
    if fitted.bg.is_none_or(|bg| bg == Color::Default) && !fitted.reverse {
        match part {
            Part::ListSelected | Part::SearchCurrent | Part::Selection => {
                // Reversed letters of a colour made for another ground may not be readable.
                fitted = Style { fg: None, ..fitted }.reverse();
            }
            Part::Search => fitted.underline = true,
            Part::ListSelectedUnfocused | Part::Flash => fitted.bold = true,
            _ => {}
        }
    }
    if fitted.fg.is_none() {
        fitted.dim |= part == Part::FocusDimmed;
        fitted.underline |= part == Part::Match;
    }
    fitted
}

/// A category's style at a tier.
fn fit_category(style: CategoryStyle, color_depth: ColorDepth) -> CategoryStyle {
    let indexed = |tint: &Color| matches!(tint, Color::Indexed(_) | Color::Ansi(_));
    match color_depth {
        ColorDepth::TrueColor => style,
        ColorDepth::Indexed256 => CategoryStyle {
            color: style.color.to_256(),
            // Rounded tints fall together into one grey; only one chosen by hand is worth showing.
            tint: style.tint.filter(indexed),
            on_color: style.on_color.to_256(),
            ..style
        },
        ColorDepth::Ansi16 => CategoryStyle {
            color: style.color.to_16(),
            tint: style.tint.filter(|tint| matches!(tint, Color::Ansi(_))),
            on_color: match style.on_color {
                color @ (Color::Ansi(_) | Color::Default) => color,
                _ => Color::Ansi(0),
            },
            ..style
        },
        ColorDepth::Mono => {
            CategoryStyle { color: Color::Default, tint: None, on_color: Color::Default, ..style }
        }
    }
}

fn word(setting: &Setting) -> Result<&str, Objection> {
    match &setting.value {
        Value::Word(word) => Ok(word),
        Value::Flag(_) => Err(Objection("expected a word, found true or false".to_owned(), true, None)),
        Value::Other(kind) => Err(Objection(format!("expected a word, found {kind}"), true, None)),
    }
}

fn flag(setting: &Setting) -> Result<bool, Objection> {
    match setting.value {
        Value::Flag(flag) => Ok(flag),
        _ => Err(Objection("expected true or false".to_owned(), true, None)),
    }
}

fn no_color(word: &str) -> Objection {
    let hint = "write #rgb, #rrggbb, 0 to 255, a name such as bright-red, default, or a name of the palette";
    Objection(format!("`{word}` is not a colour"), true, Some(hint.to_owned()))
}

fn unknown<'a>(what: &str, word: &str, known: impl Iterator<Item = &'a str>) -> Objection {
    Objection(format!("unknown {what} `{word}`"), false, did_you_mean(word, known))
}

fn unknown_value<'a>(key: &str, word: &str, known: impl Iterator<Item = &'a str>) -> Objection {
    let list: Vec<&str> = known.collect();
    Objection(format!("unknown {key} `{word}`"), true, Some(format!("write one of {}", list.join(", "))))
}
