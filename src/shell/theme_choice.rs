//! The theme on the screen: from the command line, chosen earlier, or by the terminal's background.

use super::capabilities::ask_appearance;
use crate::error::Error;
use crate::session::{Model, Preferences};
use crate::theme::{Appearance, ColorDepth, Theme};

/// For a terminal without colours.
const MONO: &str = "mono";
/// For a dark terminal, and for one that has not replied.
const DARK: &str = "dusk";
const LIGHT: &str = "paper";

/// A theme with the name that the reader chooses it by.
pub(super) type NamedTheme = (String, Theme);

/// The theme to begin with: the given one, else the one chosen earlier, else one that fits the terminal.
pub(super) fn first_theme(
    given: Option<NamedTheme>,
    preferences: &Preferences,
    depth: ColorDepth,
    appearance: Option<Appearance>,
) -> Result<NamedTheme, Error> {
    if let Some(theme) = given.or_else(|| chosen_theme(preferences, depth)) {
        return Ok(theme);
    }
    let name = match appearance {
        _ if depth == ColorDepth::Mono => MONO,
        Some(Appearance::Light) => LIGHT,
        _ => DARK,
    };
    let theme = Theme::built_in(name, depth);
    let theme = theme.ok_or_else(|| Error::new(name, "the built-in theme cannot be read"))?;
    Ok((name.to_owned(), theme))
}

pub(super) fn chosen_theme(preferences: &Preferences, depth: ColorDepth) -> Option<NamedTheme> {
    let name = preferences.theme.clone()?;
    Theme::built_in(&name, depth).map(|theme| (name, theme))
}

#[derive(Debug)]
pub(super) struct ThemeChoice {
    pub(super) theme: Theme,
    /// The theme of the reader's own file, as it last could be used, with its name among the others.
    pub(super) own: Option<NamedTheme>,
    pub(super) depth: ColorDepth,
    /// Whether the theme is only a guess, which a late reply of the terminal may correct.
    pub(super) is_guess: bool,
}

impl ThemeChoice {
    /// Shows a theme by its name; an unknown name changes nothing.
    pub(super) fn select(&mut self, name: &str) {
        let own = self.own.as_ref().filter(|(key, _)| key == name).map(|(_, theme)| theme.clone());
        if let Some(theme) = own.or_else(|| Theme::built_in(name, self.depth)) {
            self.theme = theme;
        }
    }

    /// Takes a new version of the reader's own theme, and shows it if that is the current one.
    pub(super) fn reload(&mut self, theme: Theme, current: &str) {
        if let Some((key, own)) = &mut self.own {
            own.clone_from(&theme);
            if current == key {
                self.theme = theme;
            }
        }
    }

    /// Asks the terminal whether it is dark or light, where the theme is only a guess.
    ///
    /// This has to come right before the first frame: a reader who has seen that may press a key, which would be
    /// read together with the terminal's reply.
    pub(super) fn ask_terminal(&mut self, model: &mut Model) {
        if self.is_guess
            && let Some(appearance) = ask_appearance()
        {
            self.correct_guess(appearance, model);
        }
    }

    /// Shows the light theme on a terminal that has turned out light.
    pub(super) fn correct_guess(&mut self, appearance: Appearance, model: &mut Model) {
        if self.is_guess
            && appearance == Appearance::Light
            && model.screen.theme == DARK
            && let Some(theme) = Theme::built_in(LIGHT, self.depth)
        {
            LIGHT.clone_into(&mut model.screen.theme);
            self.theme = theme;
        }
    }
}
