//! What the terminal sends, as messages.

use crate::session::{Code, Key, Msg};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// The message for an event; nothing for what means nothing to us.
pub(super) fn message(event: Event) -> Option<Msg> {
    match event {
        Event::Key(key) => Some(Msg::Key(self::key(key)?, super::now())),
        Event::Resize(width, height) => Some(Msg::Resized(width, height)),
        Event::Paste(text) => Some(Msg::Pasted(text)),
        _ => None,
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
    // Shift already shows in a character and in the back tab.
    let shift = held(KeyModifiers::SHIFT) && !matches!(code, Code::Char(_) | Code::BackTab);
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
        let mut release = KeyEvent::new(KeyCode::Char('a'), KeyModifiers::NONE);
        release.kind = KeyEventKind::Release;
        assert_eq!(key(release), None);
        release.kind = KeyEventKind::Repeat;
        assert_eq!(key(release), Key::parse("a"));
    }
}
