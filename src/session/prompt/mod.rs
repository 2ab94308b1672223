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
    Speaker,
    /// The scheme's field with this number, from 0.
    Field(usize),
    Find,
    SaveIn,
    /// Words required in a row of the help.
    Keys,
    /// Letters of a picker's item.
    Pick,
}

impl Purpose {
    /// Does the line belong to one claim?
    pub(super) const fn is_of_claim(self) -> bool {
        matches!(self, Self::Note | Self::Labels | Self::Speaker | Self::Field(_))
    }
}

#[derive(Debug)]
pub struct Prompt {
    pub purpose: Purpose,
    pub input: Input,
    /// Has no key edited it yet?
    pub(super) untouched: bool,
    /// Why the line was refused.
    pub problem: Option<String>,
    /// Words that complete the line, the likeliest first.
    candidates: Vec<String>,
    /// The word as typed, and the number of the candidate that stands in its place.
    completion: Option<(String, usize)>,
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
        Self {
            purpose,
            input: Input::new(text),
            untouched: true,
            problem: None,
            candidates: Vec::new(),
            completion: None,
        }
    }

    pub(super) fn completed_from(self, candidates: Vec<String>) -> Self {
        Self { candidates, ..self }
    }

    /// The word to be completed: the whole line, or the label after the last comma.
    fn word(&self) -> &str {
        let text = self.text();
        if self.purpose == Purpose::Labels {
            text.rsplit(',').next().unwrap_or_default().trim_start()
        } else {
            text
        }
    }

    /// Candidates that hold the typed word, ignoring case; those that begin with it first. Before the first key
    /// all of them.
    pub(super) fn matches(&self) -> Vec<&String> {
        let typed = self.completion.as_ref().map_or_else(|| self.word(), |(typed, _)| typed).to_lowercase();
        let typed = if self.untouched && self.completion.is_none() { "" } else { typed.trim() };
        let lower = |candidate: &String| candidate.to_lowercase();
        let begins = self.candidates.iter().filter(|candidate| lower(candidate).starts_with(typed));
        let holds = self
            .candidates
            .iter()
            .filter(|candidate| lower(candidate).contains(typed) && !lower(candidate).starts_with(typed));
        begins.chain(holds).collect()
    }

    /// The candidate that stands in the line.
    pub(super) fn completed(&self) -> Option<&str> {
        let (_, number) = self.completion.as_ref()?;
        self.matches().get(*number).map(|name| name.as_str())
    }

    /// Replaces the word by the first candidate that matches it, or the one that stands there by the next.
    fn complete(&mut self) {
        let typed = match &self.completion {
            Some((typed, _)) => typed.clone(),
            None if self.untouched && self.purpose != Purpose::Labels => String::new(),
            None => self.word().to_owned(),
        };
        let kept = self.text().len() - self.word().len();
        let kept = self.text().get(..kept).unwrap_or_default().to_owned();
        let number = self.completion.as_ref().map_or(0, |(_, number)| number + 1);
        self.completion = Some((typed, 0));
        let matches = self.matches();
        let number = if number < matches.len() { number } else { 0 };
        let Some(candidate) = matches.get(number).map(|candidate| (*candidate).clone()) else {
            self.completion = None;
            return;
        };
        self.input = Input::new(format!("{kept}{candidate}"));
        if let Some((_, at)) = &mut self.completion {
            *at = number;
        }
        self.untouched = false;
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
        (self.untouched, self.problem, self.completion) = (false, None, None);
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
            Some(Action::Complete) => {
                self.complete();
                Reply::Open
            }
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
    ///
    /// The first character replaces a speaker's name, which is seldom mended letter by letter.
    pub(super) fn edit(&mut self, key: Key) {
        if self.untouched && self.purpose == Purpose::Speaker && key.is_text() {
            self.input = Input::default();
        }
        // Several modifiers together, and rare ones, have no meaning in a line.
        if key.has_rare() || (key.ctrl && key.alt) {
            return;
        }
        (self.untouched, self.problem, self.completion) = (false, None, None);
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
            (Code::Char(char), false, false) if key.is_text() => Request::InsertChar(char),
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
