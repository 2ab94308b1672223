//! Terminal takeover and its guaranteed release.

use super::backend::{FrameWriter, backend, join_blanks, separate_underlines};
use super::capabilities::Capabilities;
use super::clipboard;
use super::terminal_output::{self, TerminalOutput};
use crate::session::Notice;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::{Print, force_color_output};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Position, Rect};
use std::cell::Cell;
use std::io;
use std::process::{Command, ExitStatus};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Is the terminal taken over? The first to release it clears the flag.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Is the mouse captured while the terminal is taken over?
static MOUSE: AtomicBool = AtomicBool::new(false);
/// Is the kitty keyboard protocol on while the terminal is taken over?
static KEYS: AtomicBool = AtomicBool::new(false);

/// Kitty keyboard protocol: `Esc` is recognised at once and never starts another sequence, and keys with Ctrl or Alt
/// are reported with their place on a standard keyboard.
const KEYS_ON: &str = "\x1b[>5u";
const KEYS_OFF: &str = "\x1b[<1u";

/// Reports buttons, drags and the wheel, with unlimited coordinates; not every move, which would wake the program
/// needlessly.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// Asks for the background colour, and for the terminal's attributes, which ends the wait of a terminal that does not
/// know the first question. BEL, because some releases of urxvt end their reply to ST wrongly.
const ASK_APPEARANCE: &str = "\x1b]11;?\x07\x1b[c";

type Screen = ratatui::Terminal<CrosstermBackend<FrameWriter>>;

/// Takes the terminal over until dropped.
#[derive(Debug)]
pub(super) struct TerminalGuard {
    screen: Screen,
    /// Was the last frame written?
    written: Rc<Cell<bool>>,
}

impl TerminalGuard {
    pub(super) fn take() -> io::Result<Self> {
        // The program chooses the colours. By default crossterm answers NO_COLOR by dropping underlines and reverse
        // too, and with them every claim.
        force_color_output(true);
        let capabilities = Capabilities::detect();
        KEYS.store(capabilities.keys, Ordering::SeqCst);
        let (backend, written) = backend(capabilities.underlines);
        match enter().and_then(|()| ratatui::Terminal::new(backend)) {
            Ok(screen) => Ok(Self { screen, written }),
            Err(error) => {
                restore();
                Err(error)
            }
        }
    }

    pub(super) fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.screen.size()?;
        Ok((size.width, size.height))
    }

    /// Paints one frame; terminals with synchronized output show it at once. Returns whether it differs from the last.
    pub(super) fn paint(&mut self, draw: impl FnOnce(&mut ratatui::Frame<'_>)) -> io::Result<bool> {
        queue!(self.screen.backend_mut(), BeginSynchronizedUpdate)?;
        self.screen.draw(|frame| {
            draw(frame);
            separate_underlines(frame.buffer_mut());
            join_blanks(frame.buffer_mut());
        })?;
        execute!(self.screen.backend_mut(), EndSynchronizedUpdate)?;
        Ok(self.written.get())
    }

    /// Captures the mouse, or leaves it to the terminal.
    pub(super) fn set_mouse(on: bool) -> io::Result<()> {
        MOUSE.store(on, Ordering::SeqCst);
        write(Print(if on { MOUSE_ON } else { MOUSE_OFF }))
    }

    /// Asks whether the terminal is dark or light; the reply comes among the keys.
    pub(super) fn ask_appearance() -> io::Result<()> {
        write(Print(ASK_APPEARANCE))
    }

    /// Sends text to the terminal's clipboard, which also works over a connection. Returns what is to be said of it.
    pub(super) fn copy(text: &str) -> io::Result<Option<Notice>> {
        clipboard::copy(text, |sequence| write(Print(sequence)))
    }

    /// Releases the terminal, stops until the shell continues this process, and takes it over again.
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        restore();
        #[cfg(unix)]
        signal_hook::low_level::raise(signal_hook::consts::SIGTSTP)?;
        enter()?;
        self.clear()
    }

    /// Releases the terminal, runs a command until it ends, and takes the terminal over again.
    pub(super) fn lend(&mut self, command: &mut Command) -> io::Result<ExitStatus> {
        restore();
        let status = command.status();
        enter()?;
        self.clear()?;
        status
    }

    /// Clears the screen, so that the next frame paints all of it.
    ///
    /// Not by ratatui's `clear`: that queries the cursor position, and the input thread takes the reply, so that it
    /// waits two seconds and fails.
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

fn write(command: impl crossterm::Command) -> io::Result<()> {
    let mut out = TerminalOutput::default();
    execute!(out, command)
}

fn enter() -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    let keys = if KEYS.load(Ordering::SeqCst) { KEYS_ON } else { "" };
    let mut out = TerminalOutput::default();
    execute!(out, EnterAlternateScreen, EnableBracketedPaste, Print(keys), cursor::Hide)?;
    if MOUSE.load(Ordering::SeqCst) { write(Print(MOUSE_ON)) } else { Ok(()) }
}

/// Releases the terminal, if it is taken over. Safe to call from anywhere, any number of times.
pub(super) fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    terminal_output::give_up();
    let mouse = if MOUSE.load(Ordering::SeqCst) { MOUSE_OFF } else { "" };
    let keys = if KEYS.load(Ordering::SeqCst) { KEYS_OFF } else { "" };
    let mut out = TerminalOutput::default();
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
}

/// Has the Esc key a sequence of its own, so that an ESC alone is no key?
pub(super) fn has_key_protocol() -> bool {
    TAKEN.load(Ordering::SeqCst) && KEYS.load(Ordering::SeqCst)
}
