//! Which theme is used where the command line names none.

use crate::fault::Fault;
use crate::session::Choices;
use crate::theme::{Appearance, Theme, Tier};

/// The theme for a terminal without colours.
const MONO: &str = "mono";
/// The theme that is used until a terminal has said that it is light.
const DARK: &str = "dusk";
/// The theme for a terminal that has said so.
pub(super) const LIGHT: &str = "paper";

/// A theme with the name that it is chosen by.
pub(super) type Named = (String, Theme);

/// The theme that the reader has chosen before.
pub(super) fn chosen(choices: &Choices, tier: Tier) -> Option<Named> {
    let name = choices.theme.clone()?;
    let theme = Theme::built_in(&name, tier)?;
    Some((name, theme))
}

/// The theme for a terminal that looks like this; nothing if it did not say.
pub(super) fn usual(appearance: Option<Appearance>, tier: Tier) -> Result<Named, Fault> {
    let name = match appearance {
        _ if tier == Tier::Mono => MONO,
        Some(Appearance::Light) => LIGHT,
        _ => DARK,
    };
    let theme =
        Theme::built_in(name, tier).ok_or_else(|| Fault::whole(name, "the built-in theme cannot be read"))?;
    Ok((name.to_owned(), theme))
}
