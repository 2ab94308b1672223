//! The terminal: what it can show, taken over once, and given back whatever happens.

use super::backend::{FrameWriter, backend, separate_underlines};
use super::capabilities::Capabilities;
use crate::theme::{Appearance, ColorDepth};
use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::{Print, force_color_output};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Position, Rect};
use std::env;
use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Whether the terminal is taken over. The first to give it back clears the flag.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether the mouse is wanted while the terminal is taken over.
static MOUSE: AtomicBool = AtomicBool::new(false);
/// Whether the kitty keyboard protocol is wanted while the terminal is taken over.
static KEYS: AtomicBool = AtomicBool::new(false);
/// Whether the terminal may still reply to a question.
static REPLY_EXPECTED: AtomicBool = AtomicBool::new(false);

/// Kitty keyboard protocol: `Esc` is known at once, and is never the beginning of something else.
const KEYS_ON: &str = "\x1b[>1u";
const KEYS_OFF: &str = "\x1b[<1u";

/// Reports of the button, of drags and of the wheel, with cells of any number; not of every move, which would wake
/// the program for nothing.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// Bytes that go to the clipboard at most: terminals silently drop what is longer.
const MAX_COPIED: usize = 74_000;

/// Cells in a line where the output is no terminal.
const DEFAULT_COLUMNS: usize = 100;

/// How long the terminal may take to say whether it is dark or light.
const REPLY_TIMEOUT: Duration = Duration::from_millis(100);

/// The first xterm with direct colours.
const XTERM_TRUE_COLOR: u32 = 331;

type Screen = ratatui::Terminal<CrosstermBackend<FrameWriter>>;

/// The terminal, taken over as long as this value lives.
#[derive(Debug)]
pub(super) struct TerminalGuard {
    screen: Screen,
}

impl TerminalGuard {
    pub(super) fn take() -> io::Result<Self> {
        // The program chooses the colours. Left to itself crossterm answers NO_COLOR by dropping underlines and
        // reverse too, and with them every claim.
        force_color_output(true);
        KEYS.store(Capabilities::detect().keys, Ordering::SeqCst);
        match enter().and_then(|()| ratatui::Terminal::new(backend())) {
            Ok(screen) => Ok(Self { screen }),
            Err(error) => {
                restore();
                Err(error)
            }
        }
    }

    /// Columns and rows.
    pub(super) fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.screen.size()?;
        Ok((size.width, size.height))
    }

    /// Paints one frame; the terminal shows it all at once if it can.
    pub(super) fn paint(&mut self, draw: impl FnOnce(&mut ratatui::Frame<'_>)) -> io::Result<()> {
        queue!(self.screen.backend_mut(), BeginSynchronizedUpdate)?;
        self.screen.draw(|frame| {
            draw(frame);
            separate_underlines(frame.buffer_mut());
        })?;
        execute!(self.screen.backend_mut(), EndSynchronizedUpdate)
    }

    /// Takes the mouse over, or leaves it to the terminal.
    pub(super) fn set_mouse(on: bool) -> io::Result<()> {
        MOUSE.store(on, Ordering::SeqCst);
        execute!(io::stdout(), Print(if on { MOUSE_ON } else { MOUSE_OFF }))
    }

    /// Sends text to the terminal's clipboard (OSC 52), which also works over a connection; whether the terminal
    /// takes it, it does not say. Gives the number of bytes beyond the limit, which were not sent.
    pub(super) fn copy(text: &str) -> io::Result<usize> {
        let sent = text.get(..text.floor_char_boundary(MAX_COPIED)).unwrap_or_default();
        execute!(io::stdout(), CopyToClipboard::to_clipboard_from(sent))?;
        Ok(text.len() - sent.len())
    }

    /// Gives the terminal back, stops until the shell continues this process, and takes it over again.
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        restore();
        #[cfg(unix)]
        signal_hook::low_level::raise(signal_hook::consts::SIGTSTP)?;
        enter()?;
        self.clear()
    }

    /// Clears the screen, so that the next frame paints all of it.
    ///
    /// Not by ratatui's `clear`: that asks the terminal where the cursor is, and the thread that reads keys takes
    /// the reply, so that it waits two seconds and fails.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        let size = self.screen.size()?;
        self.screen.resize(Rect::from((Position::ORIGIN, size)))
    }
}

impl Drop for TerminalGuard {
    fn drop(&mut self) {
        restore();
    }
}

fn enter() -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    let keys = if KEYS.load(Ordering::SeqCst) { KEYS_ON } else { "" };
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, Print(keys), cursor::Hide)?;
    if MOUSE.load(Ordering::SeqCst) { execute!(io::stdout(), Print(MOUSE_ON)) } else { Ok(()) }
}

/// Gives the terminal back, if it is taken over. Safe to call from anywhere, any number of times.
pub(super) fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    // Errors mean that the terminal is gone, and then there is nothing to restore.
    let mouse = if MOUSE.load(Ordering::SeqCst) { MOUSE_OFF } else { "" };
    let keys = if KEYS.load(Ordering::SeqCst) { KEYS_OFF } else { "" };
    let _ = execute!(
        out,
        EndSynchronizedUpdate,
        Print(mouse),
        Print(keys),
        DisableBracketedPaste,
        cursor::Show,
        LeaveAlternateScreen
    );
    let _ = disable_raw_mode();
    let _ = out.flush();
}

/// Cells in a line of output: the terminal's width, if it is a terminal.
pub fn columns(is_terminal: bool) -> usize {
    let size = is_terminal.then(|| crossterm::terminal::size().ok()).flatten();
    size.map_or(DEFAULT_COLUMNS, |(columns, _)| usize::from(columns)).max(20)
}

/// Whether the terminal shows characters outside ASCII, such as partial blocks, by its locale.
pub fn shows_blocks() -> bool {
    let var = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(var);
    let utf8 = locale.map_or(cfg!(windows), |locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    });
    utf8 && var("TERM").is_none_or(|term| term != "dumb")
}

/// Whether output may be styled: not on a terminal that can do nothing, nor where `NO_COLOR` asks for plain text.
pub fn may_light() -> bool {
    color_depth(None) != ColorDepth::Mono
}

/// The number of colours: as the command line says, else by the environment.
///
/// By the rule of no-color.org any value of `NO_COLOR` counts but the empty one.
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

/// The number in `XTerm(379)`, which xterm sets; it removes `COLORTERM`.
fn xterm_version(version: &str) -> u32 {
    version.trim_start_matches("XTerm(").trim_end_matches(')').parse().unwrap_or(0)
}

/// Asks the terminal whether it is dark or light, and waits a tenth of a second at most.
pub(super) fn ask_appearance() -> Option<Appearance> {
    use terminal_colorsaurus::{Error, QueryOptions, ThemeMode, theme_mode};
    let mut options = QueryOptions::default();
    options.timeout = REPLY_TIMEOUT;
    match theme_mode(options) {
        Ok(ThemeMode::Light) => Some(Appearance::Light),
        Ok(ThemeMode::Dark) => Some(Appearance::Dark),
        Err(Error::UnsupportedTerminal(_)) => None,
        // It was too slow, and may reply while keys are read.
        Err(_) => {
            REPLY_EXPECTED.store(true, Ordering::SeqCst);
            None
        }
    }
}

/// Whether the terminal may still reply about its appearance.
pub(super) fn is_reply_expected() -> bool {
    REPLY_EXPECTED.load(Ordering::SeqCst)
}

/// From now on no reply is expected.
pub(super) fn reply_received() {
    REPLY_EXPECTED.store(false, Ordering::SeqCst);
}
