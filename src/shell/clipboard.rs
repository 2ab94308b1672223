//! Copying to the clipboard of the terminal (OSC 52), also from inside tmux and GNU screen.
//!
//! No terminal confirms a copy, and multiplexers drop what they are not told to pass on, so each way has words for what
//! is known of it. tmux by default ignores the sequence of a program (`set-clipboard external`), but takes a text from
//! its own command, keeps it in its buffer and passes it on.

use crate::session::Notice;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::env;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

/// Limit in bytes: terminals silently drop longer texts.
const MAX_COPIED: usize = 74_000;

/// Time allowed for tmux to answer.
const TMUX_TIMEOUT: Duration = Duration::from_millis(500);

/// Bytes of one string that every release of GNU screen passes on.
const SCREEN_CHUNK: usize = 240;

/// What tmux is asked: features of the terminal around it, and two of its options.
const TMUX_QUESTION: &str = "#{client_termfeatures}|#{set-clipboard}|#{allow-passthrough}";

/// How a text reaches the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Terminal,
    /// tmux takes the sequence of a program.
    Tmux,
    /// tmux passes wrapped sequences on.
    TmuxPassthrough,
    /// Only through a command of tmux: with the clipboard of the terminal around it, or without.
    TmuxBuffer {
        clipboard: bool,
    },
    /// tmux cannot be asked, as over a connection from inside it.
    UnknownTmux,
    Screen,
    /// A terminal without a clipboard for programs.
    Nowhere(&'static str),
}

/// Copies a text. `write` writes to the terminal. Returns a notice unless the text was sent to a terminal that may well
/// take it.
pub(super) fn copy<E>(text: &str, write: impl FnOnce(&str) -> Result<(), E>) -> Result<Option<Notice>, E> {
    let sent = text.get(..text.floor_char_boundary(MAX_COPIED)).unwrap_or_default();
    let way = Way::of(|name| env::var(name).unwrap_or_default(), ask_tmux);
    let taken = match way {
        Way::TmuxBuffer { clipboard } => load_tmux_buffer(sent, clipboard),
        way => {
            let sequence = way.sequence(sent);
            if !sequence.is_empty() {
                write(&sequence)?;
            }
            true
        }
    };
    let left = text.len() - sent.len();
    let limit = || {
        let text = format!("clipboard limit reached: the last {left} bytes were not copied");
        (left > 0).then(|| Notice::warning(text))
    };
    Ok(way.notice(taken).or_else(limit))
}

impl Way {
    /// `ask_tmux` returns its answer to [`TMUX_QUESTION`], if it gives one.
    fn of(var: impl Fn(&str) -> String, ask_tmux: impl Fn() -> Option<String>) -> Self {
        let (term, program) = (var("TERM"), var("TERM_PROGRAM"));
        if !var("TMUX").is_empty() {
            return ask_tmux().map_or(Self::UnknownTmux, |answer| Self::of_tmux(&answer));
        }
        if !var("STY").is_empty() {
            return Self::Screen;
        }
        match term.as_str() {
            "linux" => Self::Nowhere("the Linux console"),
            _ if program == "Apple_Terminal" => Self::Nowhere("Apple's Terminal"),
            // The shell around the connection to this computer runs in one of them.
            term if term.starts_with("tmux") => Self::UnknownTmux,
            term if term.starts_with("screen") => Self::UnknownTmux,
            _ => Self::Terminal,
        }
    }

    fn of_tmux(answer: &str) -> Self {
        let mut fields = answer.trim().split('|');
        let [features, clipboard, passthrough] = [(); 3].map(|()| fields.next().unwrap_or_default());
        // Before 3.2 tmux does not say what the terminal around it has.
        let has_clipboard = features.is_empty() || features.split(',').any(|feature| feature == "clipboard");
        match (clipboard, passthrough) {
            ("on" | "2", _) if has_clipboard => Self::Tmux,
            // Before 3.3 there is no such option, and it passes everything on.
            (_, "on" | "all" | "1" | "2" | "") => Self::TmuxPassthrough,
            (clipboard, _) => {
                Self::TmuxBuffer { clipboard: has_clipboard && !matches!(clipboard, "off" | "0") }
            }
        }
    }

    fn sequence(self, text: &str) -> String {
        let plain = format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
        let through_tmux = || format!("\x1bPtmux;{}\x1b\\", plain.replace('\x1b', "\x1b\x1b"));
        match self {
            Self::Terminal | Self::Tmux => plain,
            Self::TmuxPassthrough => through_tmux(),
            // Whichever tmux lets through: both copy the same.
            Self::UnknownTmux => format!("{plain}{}", through_tmux()),
            Self::Screen => {
                let chunks = plain.as_bytes().chunks(SCREEN_CHUNK).map(String::from_utf8_lossy);
                chunks
                    .flat_map(|chunk| ["\x1bP".to_owned(), chunk.into_owned(), "\x1b\\".to_owned()])
                    .collect()
            }
            Self::TmuxBuffer { .. } | Self::Nowhere(_) => String::new(),
        }
    }

    /// `taken`: did tmux take the text?
    fn notice(self, taken: bool) -> Option<Notice> {
        let no_passage = "not copied: tmux passes nothing on; `set -g set-clipboard on` changes that";
        match self {
            Self::Terminal | Self::Tmux | Self::TmuxPassthrough | Self::Screen => None,
            Self::TmuxBuffer { .. } if !taken => Some(Notice::warning(no_passage)),
            Self::TmuxBuffer { clipboard: true } => {
                Some(Notice::info("in tmux's buffer, and sent to the clipboard of the terminal around it"))
            }
            Self::TmuxBuffer { clipboard: false } => Some(Notice::warning(
                "in tmux's buffer only: the clipboard needs `set -g set-clipboard on` and a terminal that takes it",
            )),
            Self::UnknownTmux => Some(Notice::warning(
                "sent, but a multiplexer is between: tmux needs `set -g set-clipboard on` or `allow-passthrough on`",
            )),
            Self::Nowhere(terminal) => {
                Some(Notice::warning(format!("not copied: {terminal} has no clipboard for programs")))
            }
        }
    }
}

fn ask_tmux() -> Option<String> {
    let (sender, reply) = channel();
    std::thread::spawn(move || {
        let mut tmux = Command::new("tmux");
        tmux.args(["display-message", "-p"]).stdin(Stdio::null()).stderr(Stdio::null());
        if let Ok(pane) = env::var("TMUX_PANE") {
            tmux.args(["-t", &pane]);
        }
        let output = tmux.arg(TMUX_QUESTION).output().ok().filter(|output| output.status.success());
        let _ = sender.send(output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()));
    });
    // Old releases print nothing for a format that they do not know.
    reply.recv_timeout(TMUX_TIMEOUT).ok().flatten().filter(|answer| answer.contains('|'))
}

/// Hands the text to tmux, also for the clipboard of the terminal around it; `false` if it takes none.
fn load_tmux_buffer(text: &str, clipboard: bool) -> bool {
    let (sender, reply) = channel();
    let text = text.to_owned();
    std::thread::spawn(move || {
        let mut tmux = Command::new("tmux");
        tmux.arg("load-buffer").args(clipboard.then_some("-w")).arg("-");
        tmux.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let taken = tmux.spawn().and_then(|mut tmux| {
            if let Some(mut stdin) = tmux.stdin.take() {
                stdin.write_all(text.as_bytes())?;
            }
            tmux.wait()
        });
        let _ = sender.send(taken.is_ok_and(|status| status.success()));
    });
    reply.recv_timeout(TMUX_TIMEOUT).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(vars: &[(&str, &str)], tmux: Option<&str>) -> Way {
        let var = |name: &str| {
            let found = vars.iter().find(|(known, _)| *known == name);
            found.map_or(String::new(), |(_, value)| (*value).to_owned())
        };
        Way::of(var, || tmux.map(str::to_owned))
    }

    #[test]
    fn each_surrounding_has_its_way() {
        let in_tmux = |answer| way(&[("TERM", "tmux-256color"), ("TMUX", "/tmp/tmux-0/default,1,0")], answer);
        assert_eq!(way(&[("TERM", "xterm-256color")], None), Way::Terminal);
        assert_eq!(in_tmux(None), Way::UnknownTmux);
        assert_eq!(in_tmux(Some("256,clipboard,title|on|0\n")), Way::Tmux);
        assert_eq!(in_tmux(Some("256,clipboard|external|off\n")), Way::TmuxBuffer { clipboard: true });
        assert_eq!(in_tmux(Some("256,title|external|0\n")), Way::TmuxBuffer { clipboard: false });
        assert_eq!(in_tmux(Some("256,title|on|0\n")), Way::TmuxBuffer { clipboard: false });
        assert_eq!(in_tmux(Some("256,clipboard|off|0\n")), Way::TmuxBuffer { clipboard: false });
        assert_eq!(in_tmux(Some("256|external|on\n")), Way::TmuxPassthrough);
        assert_eq!(in_tmux(Some("|external|\n")), Way::TmuxPassthrough);
        assert_eq!(way(&[("TERM", "screen-256color"), ("STY", "1.pts")], None), Way::Screen);
        assert_eq!(way(&[("TERM", "screen-256color")], None), Way::UnknownTmux);
        assert!(matches!(way(&[("TERM", "linux")], None), Way::Nowhere(_)));
        assert!(matches!(
            way(&[("TERM", "xterm"), ("TERM_PROGRAM", "Apple_Terminal")], None),
            Way::Nowhere(_)
        ));
    }

    #[test]
    fn sequences_are_wrapped_for_what_is_between() {
        assert_eq!(Way::Terminal.sequence("a"), "\x1b]52;c;YQ==\x07");
        assert_eq!(Way::TmuxPassthrough.sequence("a"), "\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\");
        assert_eq!(Way::Screen.sequence("a"), "\x1bP\x1b]52;c;YQ==\x07\x1b\\");
        let long = Way::Screen.sequence(&"ab".repeat(400));
        let chunks: Vec<&str> = long.split("\x1b\\").filter(|chunk| !chunk.is_empty()).collect();
        assert!(
            chunks.len() > 4 && chunks.iter().all(|chunk| chunk.starts_with("\x1bP") && chunk.len() <= 242)
        );
        assert_eq!(chunks.concat().replace("\x1bP", ""), Way::Terminal.sequence(&"ab".repeat(400)));
    }

    #[test]
    fn only_a_way_that_may_well_work_needs_no_word() {
        assert_eq!(Way::Terminal.notice(true), None);
        let text = |way: Way, taken| way.notice(taken).map(|notice| notice.text).unwrap_or_default();
        assert!(text(Way::TmuxBuffer { clipboard: true }, false).starts_with("not copied"));
        assert!(text(Way::TmuxBuffer { clipboard: false }, true).contains("buffer only"));
        assert!(text(Way::Nowhere("the Linux console"), true).starts_with("not copied"));
        assert!(text(Way::UnknownTmux, true).contains("set-clipboard on"));
    }
}
