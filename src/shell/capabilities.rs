//! Terminal capabilities: colours, characters, underlines, keys and background, from the environment or by query.

use crate::theme::ColorDepth;
use std::env;
use std::io::{self, IsTerminal as _};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::channel;
use std::time::Duration;

/// Time allowed for a reply, whether of the terminal or of tmux.
pub(super) const REPLY_TIMEOUT: Duration = Duration::from_millis(100);

/// Line width if the output is not a terminal.
const DEFAULT_COLUMNS: usize = 100;

/// First xterm version with direct colours.
const XTERM_TRUE_COLOR: u32 = 331;

/// Optional capabilities.
///
/// A terminal may render an unknown sequence as something else, so each needs evidence. Inside a multiplexer the
/// names are those of the outer terminal, which prove nothing; tmux says what it can pass on to that terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Capabilities {
    /// Dotted underlines (SGR 4:4), and underlines in a colour of their own (SGR 58).
    pub(super) underlines: bool,
    /// kitty's keyboard protocol, which distinguishes keys with the same traditional code.
    pub(super) keys: bool,
}

/// Terminals with both capabilities, by `TERM`.
const WITH_BOTH: [&str; 4] = ["kitty", "ghostty", "foot", "alacritty"];

/// First release with styled underlines of VTE, the widget of many terminals.
const VTE_UNDERLINES: u32 = 5102;

/// tmux's name for styled and coloured underlines.
const TMUX_UNDERLINES: &str = "usstyle";

impl Capabilities {
    pub(super) fn detect() -> Self {
        Self::of(|name| env::var(name).unwrap_or_default(), tmux_features)
    }

    fn of(var: impl Fn(&str) -> String, tmux_features: impl Fn() -> String) -> Self {
        let (term, program) = (var("TERM"), var("TERM_PROGRAM"));
        let in_multiplexer =
            ["tmux", "screen"].iter().any(|name| term.starts_with(name) || program.starts_with(name));
        if in_multiplexer && !var("TMUX").is_empty() {
            let underlines = tmux_features().split([',', '\n']).any(|feature| feature == TMUX_UNDERLINES);
            return Self { underlines, keys: false };
        }
        if in_multiplexer || term.is_empty() || term == "dumb" || term == "linux" {
            return Self { underlines: false, keys: false };
        }
        let both = WITH_BOTH.iter().any(|name| term.contains(name))
            || ["ghostty", "WezTerm", "iTerm.app"].contains(&program.as_str());
        let vte = var("VTE_VERSION").parse().is_ok_and(|version: u32| version >= VTE_UNDERLINES);
        Self { underlines: both || vte, keys: both }
    }
}

/// What tmux reports of the terminal around it, separated by commas; empty before tmux 3.2 and on failure.
fn tmux_features() -> String {
    static FEATURES: OnceLock<String> = OnceLock::new();
    let ask = || {
        let (sender, reply) = channel();
        std::thread::spawn(move || {
            let mut tmux = Command::new("tmux");
            tmux.args(["display-message", "-p", "#{client_termfeatures}"]).stdin(Stdio::null());
            let output = tmux.stderr(Stdio::null()).output();
            let _ = sender.send(output.map(|output| output.stdout).unwrap_or_default());
        });
        let reply = reply.recv_timeout(REPLY_TIMEOUT).unwrap_or_default();
        String::from_utf8_lossy(&reply).into_owned()
    };
    FEATURES.get_or_init(ask).clone()
}

/// Line width of the output: the terminal's, if it is a terminal. There `COLUMNS` overrides it.
pub fn columns(is_terminal: bool) -> usize {
    if !is_terminal {
        return DEFAULT_COLUMNS;
    }
    let given =
        env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
    let size = || crossterm::terminal::size().ok().map(|(columns, _)| usize::from(columns));
    given.or_else(size).unwrap_or(DEFAULT_COLUMNS).max(20)
}

/// Cells in a line of a table on standard output; without a bound where it is no terminal, since a file or a program
/// takes names of any length.
pub fn table_columns() -> usize {
    if io::stdout().is_terminal() { columns(true) } else { usize::MAX }
}

/// Does the terminal show characters outside ASCII, such as partial blocks? Judged by the locale.
pub fn shows_blocks() -> bool {
    let var = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(var);
    let utf8 = locale.map_or(cfg!(windows), |locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    });
    utf8 && var("TERM").is_none_or(|term| term != "dumb")
}

/// May output be styled? Not on a dumb terminal, nor if `NO_COLOR` is set.
pub fn may_style() -> bool {
    color_depth(None) != ColorDepth::Mono
}

/// The colour depth from the command line, or else from the environment.
///
/// By the rule of no-color.org any non-empty value of `NO_COLOR` counts.
pub fn color_depth(wanted: Option<ColorDepth>) -> ColorDepth {
    let var = |name: &str| env::var(name).unwrap_or_default();
    if let Some(color_depth) = wanted {
        return color_depth;
    }
    if !var("NO_COLOR").is_empty() {
        return ColorDepth::Mono;
    }
    let (term, depth) = (var("TERM"), var("COLORTERM"));
    let true_colour = ["kitty", "alacritty", "foot", "ghostty", "wezterm", "direct"];
    match () {
        () if term == "dumb" || term.starts_with("vt") || term.contains("mono") => ColorDepth::Mono,
        () if depth == "truecolor" || depth == "24bit" => ColorDepth::TrueColor,
        () if true_colour.iter().any(|name| term.contains(name)) => ColorDepth::TrueColor,
        () if term.starts_with("xterm") && xterm_version(&var("XTERM_VERSION")) >= XTERM_TRUE_COLOR => {
            ColorDepth::TrueColor
        }
        () if term.contains("256") => ColorDepth::Indexed256,
        () if term.is_empty() => ColorDepth::Mono,
        () => ColorDepth::Ansi16,
    }
}

/// The number in `XTerm(379)`, which xterm sets in place of `COLORTERM`.
fn xterm_version(version: &str) -> u32 {
    version.trim_start_matches("XTerm(").trim_end_matches(')').parse().unwrap_or(0)
}

/// May the terminal be asked for its background? GNU screen passes the question on and answers in another order; the
/// others would show it, or answer nothing.
pub(super) fn may_ask_appearance() -> bool {
    let term = env::var("TERM").unwrap_or_default();
    let is_silent = term.is_empty() || term == "dumb" || term == "Eterm";
    !is_silent && term != "screen" && !term.starts_with("screen.") && cfg!(unix)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(vars: &[(&str, &str)], underlines: bool, keys: bool) {
        let var = |name: &str| {
            let found = vars.iter().find(|(known, _)| *known == name);
            found.map_or(String::new(), |(_, value)| (*value).to_owned())
        };
        assert_eq!(
            Capabilities::of(var, || "256,RGB,usstyle".to_owned()),
            Capabilities { underlines, keys },
            "{vars:?}"
        );
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
        // The outer terminal of a multiplexer does not count.
        check(&[("TERM", "tmux-256color"), ("VTE_VERSION", "7006")], false, false);
        check(&[("TERM", "xterm-kitty"), ("TERM_PROGRAM", "tmux")], false, false);
        // What tmux says of it does.
        check(&[("TERM", "tmux-256color"), ("TMUX", "/tmp/tmux-0/default,1,0")], true, false);
        check(&[("TERM", "xterm-256color"), ("TMUX", "/tmp/tmux-0/default,1,0")], false, false);
        check(&[("TERM", "linux"), ("VTE_VERSION", "7006")], false, false);
    }
}
