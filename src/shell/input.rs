//! What the terminal sends, as messages.

use crate::session::{Code, Key, Mouse, MouseKind, Msg};
use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use std::time::{Duration, Instant};

/// A second press within this time at the same cell is a double click.
const DOUBLE: Duration = Duration::from_millis(400);

/// Takes events in, one after the other.
#[derive(Debug, Default)]
pub(super) struct Input {
    /// When and where the button went down last.
    pressed: Option<(Instant, u16, u16)>,
}

impl Input {
    /// The message for an event; nothing for what means nothing to us.
    pub(super) fn message(&mut self, event: Event) -> Option<Msg> {
        match event {
            Event::Key(key) => Some(Msg::Key(self::key(key)?, super::now())),
            Event::Mouse(mouse) => self.mouse(mouse).map(Msg::Mouse),
            Event::Resize(width, height) => Some(Msg::Resized(width, height)),
            Event::Paste(text) => Some(Msg::Pasted(text)),
            _ => None,
        }
    }

    fn mouse(&mut self, event: MouseEvent) -> Option<Mouse> {
        let (x, y) = (event.column, event.row);
        let deed = match event.kind {
            MouseEventKind::Down(MouseButton::Left) => {
                let now = Instant::now();
                let again =
                    self.pressed.is_some_and(|(then, at, row)| (at, row) == (x, y) && now - then < DOUBLE);
                // A third press begins anew.
                self.pressed = (!again).then_some((now, x, y));
                if again { MouseKind::Double } else { MouseKind::Press }
            }
            MouseEventKind::Drag(MouseButton::Left) => MouseKind::Drag,
            MouseEventKind::Up(MouseButton::Left) => MouseKind::Release,
            MouseEventKind::ScrollDown => MouseKind::WheelDown,
            MouseEventKind::ScrollUp => MouseKind::WheelUp,
            _ => return None,
        };
        Some(Mouse { deed, x, y })
    }
}

/// Only a press and a repeat act: some terminals also tell of the release.
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
    // Shift already shows in a character and in the back tab, and with these it means nothing more.
    let plain = matches!(code, Code::Char(_) | Code::BackTab | Code::Enter | Code::Backspace | Code::Esc);
    let shift = held(KeyModifiers::SHIFT) && !plain;
    // By tradition it is the same key, and whoever types it so is not to miss it.
    if code == Code::Char('[') && event.modifiers == KeyModifiers::CONTROL {
        return Some(Key::plain(Code::Esc));
    }
    Some(Key { code, ctrl: held(KeyModifiers::CONTROL), alt: held(KeyModifiers::ALT), shift })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: KeyCode, modifiers: KeyModifiers, expected: &str) {
        let found = key(KeyEvent::new(code, modifiers)).map(|key| key.to_string());
        assert_eq!(found.as_deref(), Some(expected));
    }

    #[test]
    fn names_what_was_pressed() {
        check(KeyCode::Char('A'), KeyModifiers::SHIFT, "A");
        check(KeyCode::Char('d'), KeyModifiers::CONTROL, "Ctrl-d");
        check(KeyCode::BackTab, KeyModifiers::SHIFT, "BackTab");
        check(KeyCode::Left, KeyModifiers::SHIFT, "Shift-Left");
        check(KeyCode::Backspace, KeyModifiers::SHIFT, "Backspace");
        check(KeyCode::Char('['), KeyModifiers::CONTROL, "Esc");
        check(KeyCode::Char('['), KeyModifiers::NONE, "[");
        let mut release = KeyEvent::new(KeyCode::Char('a'), KeyModifiers::NONE);
        release.kind = KeyEventKind::Release;
        assert_eq!(key(release), None);
        release.kind = KeyEventKind::Repeat;
        assert_eq!(key(release), Key::parse("a"));
    }
}
