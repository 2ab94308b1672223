//! Writing a line: a note, labels, a search.

use super::key::{Code, Key};
use super::picker::PickerKind;
use tui_input::{Input, InputRequest as Request};

/// What the line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A remark on the current mark.
    Note,
    /// Free words on the current mark, separated by commas.
    Labels,
    /// Something to look for.
    Find,
    /// Another file for the tags.
    SaveIn,
    /// Words by which keys are found in the help.
    Keys,
    /// One of many things.
    Pick(PickerKind),
}

/// A line that is being written.
#[derive(Debug)]
pub struct Prompt {
    /// What it is for.
    pub purpose: Purpose,
    /// The text and the cursor in it.
    pub input: Input,
}

/// What a key did to a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The line goes on.
    Open,
    /// The line is done.
    Done,
    /// The line was given up.
    Cancelled,
}

impl Prompt {
    /// A prompt that begins with `text`, the cursor at its end.
    pub fn new(purpose: Purpose, text: String) -> Self {
        Self { purpose, input: Input::new(text) }
    }

    /// What is written so far.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// What stands before the cursor.
    pub fn before_cursor(&self) -> &str {
        let text = self.text();
        let end = text.char_indices().nth(self.input.cursor()).map_or(text.len(), |(at, _)| at);
        text.get(..end).unwrap_or_default()
    }

    /// Takes in pasted text; only a note has more than one line.
    pub fn paste(&mut self, text: &str) {
        for char in text.replace("\r\n", "\n").chars() {
            let char =
                if matches!(char, '\n' | '\r' | '\t') && !(char == '\n' && self.purpose == Purpose::Note) {
                    ' '
                } else {
                    char
                };
            self.input.handle(Request::InsertChar(char));
        }
    }

    /// Takes in a key.
    pub fn press(&mut self, key: Key) -> Answer {
        let note = self.purpose == Purpose::Note;
        let request = match (key.code, key.ctrl, key.alt) {
            (Code::Enter, false, true) | (Code::Char('j'), true, _) if note => Request::InsertChar('\n'),
            (Code::Enter, ..) => return Answer::Done,
            (Code::Esc, ..) | (Code::Char('c'), true, _) => return Answer::Cancelled,
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
            _ => return Answer::Open,
        };
        self.input.handle(request);
        Answer::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(purpose: Purpose, keys: &str, expected: (&str, &str)) {
        let mut prompt = Prompt::new(purpose, "é one".to_owned());
        for key in keys.split(' ') {
            let key = Key::parse(key).unwrap_or_else(|| panic!("{key} is no key"));
            assert_eq!(prompt.press(key), Answer::Open);
        }
        assert_eq!((prompt.text(), prompt.before_cursor()), expected);
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
    fn a_paste_keeps_lines_in_a_note_only() {
        let mut prompt = Prompt::new(Purpose::Labels, String::new());
        prompt.paste("a\r\nb\tc");
        assert_eq!(prompt.text(), "a b c");
        let mut prompt = Prompt::new(Purpose::Note, String::new());
        prompt.paste("a\r\nb\tc");
        assert_eq!(prompt.text(), "a\nb c");
    }
}
