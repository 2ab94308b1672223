//! Terminal capabilities, detected by the names in the environment.
//!
//! A terminal may show a sequence that it does not know as something else, so a capability needs evidence. Inside
//! a multiplexer the names are those of the terminal around it, which proves nothing.

use std::env;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Capabilities {
    /// Dotted underlines (SGR 4:4).
    pub(super) dotted: bool,
    /// The keyboard protocol of kitty, which tells apart keys that traditionally send the same.
    pub(super) keys: bool,
}

/// Terminals with both capabilities, by `TERM`.
const WITH_BOTH: [&str; 4] = ["kitty", "ghostty", "foot", "alacritty"];

/// The first release of VTE, the widget of many terminals, with styled underlines.
const VTE_UNDERLINES: u32 = 5102;

impl Capabilities {
    /// The capabilities of the terminal that this process runs in.
    pub(super) fn detect() -> Self {
        Self::of(|name| env::var(name).unwrap_or_default())
    }

    fn of(var: impl Fn(&str) -> String) -> Self {
        let (term, program) = (var("TERM"), var("TERM_PROGRAM"));
        let in_multiplexer =
            ["tmux", "screen"].iter().any(|name| term.starts_with(name) || program.starts_with(name));
        if in_multiplexer || term.is_empty() || term == "dumb" || term == "linux" {
            return Self { dotted: false, keys: false };
        }
        let both = WITH_BOTH.iter().any(|name| term.contains(name))
            || ["ghostty", "WezTerm", "iTerm.app"].contains(&program.as_str());
        let vte = var("VTE_VERSION").parse().is_ok_and(|version: u32| version >= VTE_UNDERLINES);
        Self { dotted: both || vte, keys: both }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(vars: &[(&str, &str)], dotted: bool, keys: bool) {
        let var = |name: &str| {
            let found = vars.iter().find(|(known, _)| *known == name);
            found.map_or(String::new(), |(_, value)| (*value).to_owned())
        };
        assert_eq!(Capabilities::of(var), Capabilities { dotted, keys }, "{vars:?}");
    }

    #[test]
    fn a_capability_needs_evidence() {
        check(&[], false, false);
        check(&[("TERM", "xterm-256color")], false, false);
        check(&[("TERM", "xterm-kitty")], true, true);
        check(&[("TERM", "foot")], true, true);
        check(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "WezTerm")], true, true);
        check(&[("TERM", "xterm-256color"), ("VTE_VERSION", "7006")], true, false);
        check(&[("TERM", "xterm-256color"), ("VTE_VERSION", "3405")], false, false);
        check(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "Apple_Terminal")], false, false);
        // The terminal around a multiplexer does not count.
        check(&[("TERM", "tmux-256color"), ("VTE_VERSION", "7006")], false, false);
        check(&[("TERM", "xterm-kitty"), ("TERM_PROGRAM", "tmux")], false, false);
        check(&[("TERM", "linux"), ("VTE_VERSION", "7006")], false, false);
    }
}
