//! Which theme is used where the command line names none.

use super::terminal::appearance;
use crate::diagnostic::Diagnostic;
use crate::session::{Model, Preferences};
use crate::theme::{Appearance, ColorDepth, Theme};

/// The theme for a terminal without colours.
const MONO: &str = "mono";
/// The theme that is used until a terminal has said that it is light.
const DARK: &str = "dusk";
/// The theme for a terminal that has said so.
const LIGHT: &str = "paper";

/// A theme with the name that it is chosen by.
pub(super) type Named = (String, Theme);

/// The theme that the reader has chosen before.
pub(super) fn chosen(choices: &Preferences, color_depth: ColorDepth) -> Option<Named> {
    let name = choices.theme.clone()?;
    let theme = Theme::built_in(&name, color_depth)?;
    Some((name, theme))
}

/// The theme for a terminal that looks like this; nothing if it did not say.
pub(super) fn resolve(appearance: Option<Appearance>, color_depth: ColorDepth) -> Result<Named, Diagnostic> {
    let name = match appearance {
        _ if color_depth == ColorDepth::Mono => MONO,
        Some(Appearance::Light) => LIGHT,
        _ => DARK,
    };
    let theme = Theme::built_in(name, color_depth)
        .ok_or_else(|| Diagnostic::whole(name, "the built-in theme cannot be read"))?;
    Ok((name.to_owned(), theme))
}

/// The theme for a terminal that says whether it is dark or light, where `theme` is only a guess.
///
/// It is asked right before the first screen: a reader who has seen that may press a key, and the answer of
/// the terminal is read together with whatever was pressed.
pub(super) fn settled(theme: Theme, model: &mut Model, color_depth: ColorDepth) -> Theme {
    appearance().and_then(|appearance| answered(appearance, model, color_depth)).unwrap_or(theme)
}

/// The theme for what the terminal has answered, where that is not the one that was guessed.
pub(super) fn answered(appearance: Appearance, model: &mut Model, color_depth: ColorDepth) -> Option<Theme> {
    let guessed = appearance == Appearance::Light && model.screen.theme == DARK;
    let light = guessed.then(|| Theme::built_in(LIGHT, color_depth)).flatten()?;
    LIGHT.clone_into(&mut model.screen.theme);
    Some(light)
}
