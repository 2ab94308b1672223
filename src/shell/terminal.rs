//! The terminal: taken over once, and given back whatever happens.

use super::backend::DottedBackend;
use super::capabilities::Known;
use crate::theme::{Appearance, ColorDepth};
use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::{Print, force_color_output};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::layout::{Position, Rect};
use std::env;
use std::io::{self, BufWriter, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Whether the terminal is ours at the moment; whoever gives it back clears it first.
static OURS: AtomicBool = AtomicBool::new(false);
/// Whether the mouse is wanted while the terminal is ours.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// Whether the terminal is to tell keys apart that are one by tradition, while it is ours.
static KEYS: AtomicBool = AtomicBool::new(false);
/// Whether the terminal was asked something that it may still answer.
static AWAITED: AtomicBool = AtomicBool::new(false);

/// Keys told apart, so that `Esc` is known at once and is never the beginning of something else; and the way
/// back to what was before.
const KEYS_ON: &str = "\x1b[>1u";
const KEYS_OFF: &str = "\x1b[<1u";

/// Tell of the button, of its drags and of the wheel, with cells of any number; not of every move, which
/// would wake us for nothing.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
/// The way back, in the opposite order.
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// Bytes that are sent to the clipboard at most: terminals drop what is longer without a word.
const MOST_COPIED: usize = 74_000;

/// How many cells a line may take where no terminal says it.
const USUAL_COLUMNS: usize = 100;

/// How long a terminal may take to say whether it is dark or light.
const PATIENCE: Duration = Duration::from_millis(100);

/// Bytes gathered before they are written: a whole frame of a large screen.
const FRAME: usize = 64 * 1024;

/// The screen as the drawing library sees it.
pub(super) type Screen = ratatui::Terminal<DottedBackend<BufWriter<Out>>>;

/// Standard output that takes everything, even when nobody is there to read it.
///
/// The drawing library complains on standard error about a terminal that is gone; that is gone
/// too, so the complaint would be a panic. Whoever watches the terminal tells of it.
#[derive(Debug)]
pub(super) struct Out(Stdout);

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(self.0.write(bytes).unwrap_or(bytes.len()))
    }

    fn flush(&mut self) -> io::Result<()> {
        let _ = self.0.flush();
        Ok(())
    }
}

/// The terminal, ours as long as this value lives.
#[derive(Debug)]
pub(super) struct TerminalGuard {
    /// What to draw on. It is never dropped: the library would then show the cursor once more, and
    /// panic if the terminal is gone and it cannot even complain about that.
    pub(super) screen: Screen,
}

impl TerminalGuard {
    /// Takes the terminal over.
    pub(super) fn take() -> io::Result<Self> {
        // We choose the colours ourselves. Left to itself the library answers NO_COLOR by
        // dropping underlines and reverse too, and with them every claim.
        force_color_output(true);
        KEYS.store(Known::here().keys, Ordering::SeqCst);
        let backend = DottedBackend::new(BufWriter::with_capacity(FRAME, Out(io::stdout())));
        let screen = enter().and_then(|()| ratatui::Terminal::new(backend));
        match screen {
            Ok(screen) => Ok(Self { screen }),
            Err(error) => {
                restore();
                Err(error)
            }
        }
    }

    /// Paints one frame; the terminal shows it all at once if it can.
    pub(super) fn paint(&mut self, draw: impl FnOnce(&mut ratatui::Frame<'_>)) -> io::Result<()> {
        queue!(self.screen.backend_mut(), BeginSynchronizedUpdate)?;
        self.screen.draw(draw)?;
        execute!(self.screen.backend_mut(), EndSynchronizedUpdate)
    }

    /// Takes the mouse over, or leaves it to the terminal.
    pub(super) fn mouse(on: bool) -> io::Result<()> {
        MOUSE.store(on, Ordering::SeqCst);
        execute!(io::stdout(), Print(if on { MOUSE_ON } else { MOUSE_OFF }))
    }

    /// Sends text to the terminal's clipboard (OSC 52), which works over a connection too. Whether the
    /// terminal takes it, it does not say. Gives how many bytes were too many to be sent.
    pub(super) fn copy(text: &str) -> io::Result<usize> {
        let (sent, _) = text.split_at(text.floor_char_boundary(MOST_COPIED));
        execute!(io::stdout(), CopyToClipboard::to_clipboard_from(sent))?;
        Ok(text.len() - sent.len())
    }

    /// Gives the terminal back, stops until the shell goes on with us, and takes it over again.
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        restore();
        #[cfg(unix)]
        signal_hook::low_level::raise(signal_hook::consts::SIGTSTP)?;
        enter()?;
        self.clear()
    }

    /// Clears the screen, so that the next frame paints all of it.
    ///
    /// The library's own `clear` asks the terminal where the cursor is, and the answer goes to the
    /// thread that waits for keys: it would wait in vain for two seconds, and fail.
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
    OURS.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    let keys = if KEYS.load(Ordering::SeqCst) { KEYS_ON } else { "" };
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, Print(keys), cursor::Hide)?;
    if MOUSE.load(Ordering::SeqCst) { execute!(io::stdout(), Print(MOUSE_ON)) } else { Ok(()) }
}

/// Gives the terminal back, if it is ours. Safe to call from anywhere, any number of times.
pub(super) fn restore() {
    if !OURS.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    // A terminal that is gone cannot be told anything, and there is nobody to tell about it.
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

/// How many cells a line may take on a stream, which is a terminal or is not.
pub fn columns(is_terminal: bool) -> usize {
    let size = is_terminal.then(|| crossterm::terminal::size().ok()).flatten();
    size.map_or(USUAL_COLUMNS, |(columns, _)| usize::from(columns)).max(20)
}

/// Whether the terminal shows characters outside of ASCII, such as parts of blocks, as far as the environment tells.
pub fn shows_blocks() -> bool {
    let var = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(var);
    let utf8 = locale.map_or(cfg!(windows), |locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    });
    utf8 && var("TERM").is_none_or(|term| term != "dumb")
}

/// Whether words on standard output may be set off: not where the terminal can do nothing, or `NO_COLOR` asks for
/// plain text.
pub fn may_light() -> bool {
    color_depth(None) != ColorDepth::Mono
}

/// How many colours to use: what the reader says, then the environment.
///
/// `NO_COLOR` is read by the rule of no-color.org: any value but the empty one.
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
        () if term.starts_with("xterm") && xterm_version(&var("XTERM_VERSION")) >= XTERM_TRUE => {
            ColorDepth::TrueColor
        }
        () if term.contains("256") => ColorDepth::Indexed256,
        () if term.is_empty() => ColorDepth::Mono,
        () => ColorDepth::Ansi16,
    }
}

/// The first xterm that shows every colour it is told.
const XTERM_TRUE: u32 = 331;

/// The number in `XTerm(379)`, which xterm itself sets; it takes `COLORTERM` away.
fn xterm_version(said: &str) -> u32 {
    said.trim_start_matches("XTerm(").trim_end_matches(')').parse().unwrap_or(0)
}

/// Whether the terminal is dark or light: by asking it, for a tenth of a second at most.
///
/// Nothing if it does not say.
pub(super) fn appearance() -> Option<Appearance> {
    use terminal_colorsaurus::{Error, QueryOptions, ThemeMode, theme_mode};
    let mut options = QueryOptions::default();
    options.timeout = PATIENCE;
    match theme_mode(options) {
        Ok(ThemeMode::Light) => Some(Appearance::Light),
        Ok(ThemeMode::Dark) => Some(Appearance::Dark),
        Err(Error::UnsupportedTerminal(_)) => None,
        // It was too slow to answer, and may do so when keys are read.
        Err(_) => {
            AWAITED.store(true, Ordering::SeqCst);
            None
        }
    }
}

/// Whether an answer may still come; none is awaited once it is `answered`.
pub(super) fn awaits(answered: bool) -> bool {
    if answered { AWAITED.swap(false, Ordering::SeqCst) } else { AWAITED.load(Ordering::SeqCst) }
}
