//! Reads the console, which reports events instead of bytes.

use super::decoder::Input;
use super::gate::Gate;
use crate::session::{Code, Key, Mouse, MouseKind, RareModifiers};
use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use std::io;

/// Reads the console and passes everything on; returns the reason why no more can come.
pub(in crate::shell) fn read(gate: &Gate, _: impl Fn() -> bool, mut pass_on: impl FnMut(Input)) -> io::Error {
    gate.set_reading(None);
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
