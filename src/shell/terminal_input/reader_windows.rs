//! Reads the console, which reports events instead of bytes.

use super::decoder::Input;
use crate::session::{Code, Key, Mouse, MouseKind, RareModifiers};
use crate::shell::lock;
use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use std::io;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Longest wait for the reader to pause: it does so at the next event.
const PAUSE_TIMEOUT: Duration = Duration::from_secs(1);

/// Pauses the reader, so that another program can read the terminal.
#[derive(Debug, Clone, Default)]
pub(in crate::shell) struct Gate(Arc<(Mutex<GateState>, Condvar)>);

#[derive(Debug, Default)]
struct GateState {
    closed: bool,
    /// Is the reader waiting at the closed gate?
    waiting: bool,
}

impl Gate {
    fn pass(&self) {
        let (state, changed) = &*self.0;
        let mut state = lock(state);
        while state.closed {
            state.waiting = true;
            changed.notify_all();
            state = changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.waiting = false;
    }

    pub(in crate::shell) fn close(&self) {
        let (state, changed) = &*self.0;
        let mut state = lock(state);
        state.closed = true;
        drop(changed.wait_timeout_while(state, PAUSE_TIMEOUT, |state| !state.waiting));
    }

    pub(in crate::shell) fn open(&self) {
        let (state, changed) = &*self.0;
        lock(state).closed = false;
        changed.notify_all();
    }
}

/// Reads the console and passes everything on; returns the reason why no more can come.
pub(in crate::shell) fn read(gate: &Gate, _: impl Fn() -> bool, mut pass_on: impl FnMut(Input)) -> io::Error {
    loop {
        gate.pass();
        match crossterm::event::read() {
            Ok(event) => input(event).into_iter().for_each(&mut pass_on),
            Err(error) => return error,
        }
    }
}

fn input(event: Event) -> Option<Input> {
    match event {
        Event::Key(event) => key(event).map(Input::Key),
        Event::Mouse(event) => mouse(event).map(Input::Mouse),
        Event::Resize(width, height) => Some(Input::Resized(width, height)),
        Event::Paste(text) => Some(Input::Paste(text)),
        _ => None,
    }
}

fn mouse(event: MouseEvent) -> Option<Mouse> {
    let kind = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => MouseKind::Press,
        MouseEventKind::Drag(MouseButton::Left) => MouseKind::Drag,
        MouseEventKind::Up(MouseButton::Left) => MouseKind::Release,
        MouseEventKind::ScrollDown => MouseKind::WheelDown,
        MouseEventKind::ScrollUp => MouseKind::WheelUp,
        _ => return None,
    };
    Some(Mouse { kind, x: event.column, y: event.row })
}

/// A press or a repeat; releases are reported too.
fn key(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let code = match event.code {
        KeyCode::Char(char) => Code::Char(char),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(number) => Code::F(number),
        _ => return None,
    };
    let held = |modifier| event.modifiers.contains(modifier);
    // Characters and the back tab already include Shift, and with the others it means nothing more.
    let has_no_shift =
        matches!(code, Code::Char(_) | Code::BackTab | Code::Enter | Code::Backspace | Code::Esc);
    let rare = [
        (KeyModifiers::SUPER, RareModifiers::SUPER),
        (KeyModifiers::HYPER, RareModifiers::HYPER),
        (KeyModifiers::META, RareModifiers::META),
    ];
    let rare = rare.into_iter().filter(|(modifier, _)| held(*modifier));
    Some(Key {
        ctrl: held(KeyModifiers::CONTROL),
        alt: held(KeyModifiers::ALT),
        shift: held(KeyModifiers::SHIFT) && !has_no_shift,
        rare: rare.fold(RareModifiers::default(), |all, (_, one)| all.with(one)),
        ..Key::plain(code)
    })
}
