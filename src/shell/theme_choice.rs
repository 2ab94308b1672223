//! Choice of the theme: from the command line, from the preferences, or by the terminal's background.

use super::terminal_session::TerminalSession;
use crate::error::Error;
use crate::session::{Model, Preferences};
use crate::theme::{Appearance, ColorDepth, Theme};

/// For a terminal without colours.
const MONO: &str = "mono";
/// For a dark terminal, or one that has not replied.
const DARK: &str = "dusk";
const LIGHT: &str = "paper";

/// A theme with the name used to choose it.
pub(super) type NamedTheme = (String, Theme);

/// Initial theme: the given one, else the preferred one, else one that fits the terminal.
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
    /// The theme of the user's own file in its last valid version, with its name.
    pub(super) own: Option<NamedTheme>,
    pub(super) depth: ColorDepth,
    /// Is the theme only a guess, which a late reply of the terminal may correct?
    pub(super) is_guess: bool,
}

impl ThemeChoice {
    /// Shows a theme by name; ignores unknown names.
    pub(super) fn select(&mut self, name: &str) {
        let own = self.own.as_ref().filter(|(key, _)| key == name).map(|(_, theme)| theme.clone());
        if let Some(theme) = own.or_else(|| Theme::built_in(name, self.depth)) {
            self.theme = theme;
        }
    }

    /// Stores a new version of the user's own theme, and shows it if that is the current one.
    pub(super) fn reload(&mut self, theme: Theme, current: &str) {
        if let Some((key, own)) = &mut self.own {
            own.clone_from(&theme);
            if current == key {
                self.theme = theme;
            }
        }
    }

    /// Waits for the terminal's reply whether it is dark or light, if the theme is only a guess.
    pub(super) fn await_terminal(&mut self, session: &TerminalSession, model: &mut Model) {
        if self.is_guess
            && let Some(appearance) = session.await_appearance()
        {
            self.correct_guess(appearance, model);
        }
    }

    /// Switches to the light theme on a light terminal.
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
