//! The themes that come with the program.

use super::{Appearance, Theme};

/// A theme that comes with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltIn {
    /// What it is called on the command line.
    pub name: &'static str,
    /// Whether it is made for light or for dark surroundings; its file says the same.
    pub appearance: Appearance,
    /// Its file.
    pub text: &'static str,
}

macro_rules! shipped {
    ($($name:literal $appearance:ident,)*) => {
        &[$(BuiltIn {
            name: $name,
            appearance: Appearance::$appearance,
            text: include_str!(concat!("../../themes/", $name, ".toml")),
        }),*]
    };
}

impl Theme {
    /// The themes that come with the program, in the order for choosing among them: those that were
    /// made for it, the dark before the light, then the well-known palettes from A to Z.
    pub const BUILT_IN: &[BuiltIn] = shipped! {
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
}
