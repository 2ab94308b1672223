//! What the terminal is known to do, by the names that it gives itself in the environment.
//!
//! A terminal that is told what it does not know may show it as something else, so a capability is used
//! only where there is evidence for it. Inside of a multiplexer the names are those of the terminal around it,
//! which says nothing.

use std::env;

/// The capabilities that are worth knowing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    /// It draws dotted lines under text (SGR 4:4).
    pub(super) dotted: bool,
    /// It tells keys apart that are one by tradition (the keyboard protocol of kitty).
    pub(super) keys: bool,
}

/// Terminals that do both, by what `TERM` says.
const BOTH: [&str; 4] = ["kitty", "ghostty", "foot", "alacritty"];

/// The first release of VTE, the widget of many terminals, that draws shapes of underlines.
const VTE_SHAPES: u32 = 5102;

impl Known {
    /// What is known of the terminal that this process was started in.
    pub(super) fn here() -> Self {
        Self::by(|name| env::var(name).unwrap_or_default())
    }

    fn by(var: impl Fn(&str) -> String) -> Self {
        let (term, program) = (var("TERM"), var("TERM_PROGRAM"));
        let within =
            ["tmux", "screen"].iter().any(|name| term.starts_with(name) || program.starts_with(name));
        if within || term.is_empty() || term == "dumb" || term == "linux" {
            return Self { dotted: false, keys: false };
        }
        let both = BOTH.iter().any(|name| term.contains(name))
            || ["ghostty", "WezTerm", "iTerm.app"].contains(&program.as_str());
        let vte = var("VTE_VERSION").parse().is_ok_and(|version: u32| version >= VTE_SHAPES);
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
        assert_eq!(Known::by(var), Known { dotted, keys }, "{vars:?}");
    }

    #[test]
    fn a_capability_needs_a_name_that_stands_for_it() {
        check(&[], false, false);
        check(&[("TERM", "xterm-256color")], false, false);
        check(&[("TERM", "xterm-kitty")], true, true);
        check(&[("TERM", "foot")], true, true);
        check(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "WezTerm")], true, true);
        check(&[("TERM", "xterm-256color"), ("VTE_VERSION", "7006")], true, false);
        check(&[("TERM", "xterm-256color"), ("VTE_VERSION", "3405")], false, false);
        check(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "Apple_Terminal")], false, false);
        // What is around a multiplexer does not shine through it.
        check(&[("TERM", "tmux-256color"), ("VTE_VERSION", "7006")], false, false);
        check(&[("TERM", "xterm-kitty"), ("TERM_PROGRAM", "tmux")], false, false);
        check(&[("TERM", "linux"), ("VTE_VERSION", "7006")], false, false);
    }
}
