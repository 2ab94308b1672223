//! Prompts: lines typed by the reader, such as notes, labels, searches and file names.

mod update;

use super::action::Action;
use super::key::{Code, Key};
use super::keymap::{Keymap, Table, latin};
use tui_input::{Input, InputRequest as Request};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Note,
    /// Labels separated by commas.
    Labels,
    Find,
    SaveIn,
    /// Words required in a row of the help.
    Keys,
    /// Letters of a picker's item.
    Pick,
}

#[derive(Debug)]
pub struct Prompt {
    pub purpose: Purpose,
    pub input: Input,
}

/// Effect of a key on a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reply {
    Open,
    Done,
    Cancelled,
}

impl Prompt {
    /// The cursor starts at the end of `text`.
    pub fn new(purpose: Purpose, text: String) -> Self {
        Self { purpose, input: Input::new(text) }
    }

    pub fn text(&self) -> &str {
        self.input.value()
    }

    pub fn before_cursor(&self) -> &str {
        let text = self.text();
        let end = text.char_indices().nth(self.input.cursor()).map_or(text.len(), |(at, _)| at);
        text.split_at(end).0
    }

    /// Inserts pasted text; only notes keep line breaks.
    pub fn paste(&mut self, text: &str) {
        let is_note = self.purpose == Purpose::Note;
        for char in text.replace("\r\n", "\n").chars() {
            let keeps = !matches!(char, '\n' | '\r' | '\t') || (char == '\n' && is_note);
            self.input.handle(Request::InsertChar(if keeps { char } else { ' ' }));
        }
    }

    pub(super) fn press(&mut self, key: Key, keymap: &Keymap) -> Reply {
        match keymap.action(Table::Line, key) {
            Some(Action::Confirm) => Reply::Done,
            Some(Action::Cancel) => Reply::Cancelled,
            Some(Action::LineBreak) => {
                if self.purpose == Purpose::Note {
                    self.input.handle(Request::InsertChar('\n'));
                }
                Reply::Open
            }
            _ => {
                self.edit(key);
                Reply::Open
            }
        }
    }

    /// Types a character, moves the cursor or deletes, with readline's keys.
    pub(super) fn edit(&mut self, key: Key) {
        let key = if key.is_text() { key } else { latin(key).unwrap_or(key) };
        let request = match (key.code, key.ctrl, key.alt) {
            (Code::Char('a'), true, _) | (Code::Home, ..) => Request::GoToStart,
            (Code::Char('e'), true, _) | (Code::End, ..) => Request::GoToEnd,
            (Code::Char('w'), true, _) | (Code::Backspace, _, true) | (Code::Backspace, true, false) => {
                Request::DeletePrevWord
            }
            (Code::Char('u'), true, _) => Request::DeleteLine,
            (Code::Char('k'), true, _) => Request::DeleteTillEnd,
            (Code::Char('h'), true, _) | (Code::Backspace, ..) => Request::DeletePrevChar,
            (Code::Char('d'), true, _) | (Code::Delete, ..) => Request::DeleteNextChar,
            (Code::Char('b'), _, true) | (Code::Left, true, _) => Request::GoToPrevWord,
            (Code::Char('f'), _, true) | (Code::Right, true, _) => Request::GoToNextWord,
            (Code::Left, ..) => Request::GoToPrevChar,
            (Code::Right, ..) => Request::GoToNextChar,
            (Code::Char(char), false, false) => Request::InsertChar(char),
            _ => return,
        };
        self.input.handle(request);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Scheme;
    use crate::session::keymap::file;

    /// Presses `keys` in a prompt with the text `é one`, under the keymap `file`.
    fn press(purpose: Purpose, file: &str, keys: &str) -> (Prompt, Reply) {
        let scheme = Scheme::claims();
        let keymap = Keymap::new(&scheme, &file::parse(file, "keys.toml", &scheme).0);
        let mut prompt = Prompt::new(purpose, "é one".to_owned());
        let press = |key| prompt.press(Key::parse(key).unwrap_or_else(|| panic!("{key} is no key")), &keymap);
        let reply = keys.split(' ').map(press).last().unwrap();
        (prompt, reply)
    }

    fn check(purpose: Purpose, keys: &str, expected: (&str, &str)) {
        let (prompt, reply) = press(purpose, "", keys);
        assert_eq!((prompt.text(), prompt.before_cursor(), reply), (expected.0, expected.1, Reply::Open));
    }

    #[test]
    fn edits_by_character_and_word() {
        check(Purpose::Find, "x Left Left y", ("é onyex", "é ony"));
        check(Purpose::Find, "Ctrl-w z", ("é z", "é z"));
        check(Purpose::Find, "Ctrl-a Del b", ("b one", "b"));
        check(Purpose::Note, "Alt-Enter a", ("é one\na", "é one\na"));
        check(Purpose::Find, "Ctrl-j Alt-x", ("é one", "é one"));
    }

    #[test]
    fn rebound_keys_and_other_layouts_confirm_cancel_and_edit() {
        let reply = |file, keys| press(Purpose::Find, file, keys).1;
        assert_eq!(reply("[line]\nCtrl-g = \"cancel\"\nF2 = \"confirm\"", "Ctrl-g"), Reply::Cancelled);
        assert_eq!(reply("[line]\nCtrl-g = \"cancel\"\nF2 = \"confirm\"", "F2"), Reply::Done);
        assert_eq!(reply("[read]\nCtrl-g = \"cancel\"", "Ctrl-g"), Reply::Cancelled);
        assert_eq!(reply("[read]\nx = \"cancel\"", "x"), Reply::Open);
        assert_eq!(reply("", "Ctrl-с"), Reply::Cancelled);
        // Ctrl-ц is Ctrl-w; without Ctrl it is a letter.
        assert_eq!(press(Purpose::Find, "", "ц Ctrl-ц ц").0.text(), "é ц");
    }

    #[test]
    fn a_paste_keeps_lines_in_a_note_only() {
        let mut prompt = Prompt::new(Purpose::Labels, String::new());
        prompt.paste("a\r\nb\tc");
        assert_eq!(prompt.text(), "a b c");
        let mut prompt = Prompt::new(Purpose::Note, String::new());
        prompt.paste("a\r\nb\tc");
        assert_eq!(prompt.text(), "a\nb c");
    }
}
