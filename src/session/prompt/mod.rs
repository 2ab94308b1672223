//! Prompts: lines typed by the reader, such as notes, labels, searches and file names.

mod layout;
mod paste;
mod soft_rows;
mod text_buffer;
mod undo;
mod update;

pub use layout::NoteBox;

use super::action::Action;
use super::key::{Code, Key};
use super::keymap::{Keymap, Table, latin};
use crate::text::{slice, visible};
use paste::pasted;
use text_buffer::{Deletion, Motion, TextBuffer};
use unicode_segmentation::UnicodeSegmentation as _;

/// Longest note, in bytes: a tag file holds a few of them.
const MAX_NOTE: usize = 4 << 20;
/// Longest value of a field, labels or name, in bytes.
const MAX_REMARK: usize = 64 << 10;
/// Longest search, command or file name, in bytes.
const MAX_LINE: usize = 1 << 10;

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
    /// A category and a pattern for a cue of the reader's own.
    Cue,
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

    /// May its text have several lines?
    const fn has_lines(self) -> bool {
        matches!(self, Self::Note)
    }

    /// In bytes.
    const fn max_length(self) -> usize {
        match self {
            Self::Note => MAX_NOTE,
            Self::Labels | Self::Speaker | Self::Field(_) => MAX_REMARK,
            Self::Find | Self::SaveIn | Self::Cue | Self::Keys | Self::Pick => MAX_LINE,
        }
    }
}

#[derive(Debug)]
pub struct Prompt {
    pub purpose: Purpose,
    buffer: TextBuffer,
    /// The box of a note, where the screen has room for one.
    pub note_box: Option<NoteBox>,
    /// First visible row of the box.
    top: usize,
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
            buffer: TextBuffer::new(text),
            note_box: None,
            top: 0,
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
        self.buffer = TextBuffer::new(format!("{kept}{candidate}"));
        if let Some((_, at)) = &mut self.completion {
            *at = number;
        }
        self.untouched = false;
    }

    pub fn text(&self) -> &str {
        self.buffer.text()
    }

    pub fn before_cursor(&self) -> &str {
        slice(self.text(), ..self.buffer.cursor())
    }

    /// The glyphs around the cursor that one row of `cells` cells shows: those before the cursor and those from it on.
    pub fn row_around_cursor(&self, cells: usize) -> (String, String) {
        let before = self.before_cursor();
        // Enough for a row of any letters: cells are counted in clusters, and a cluster shows at most a few letters.
        let (mut start, mut used) = (before.len(), 0);
        for (at, cluster) in before.grapheme_indices(true).rev() {
            used += visible::clusters(cluster).map(|glyph| usize::from(glyph.width)).sum::<usize>();
            if used >= cells.max(1) {
                break;
            }
            start = at;
        }
        let shown = |text: &str, mut room: usize| {
            let fits = |glyph: &visible::Glyph<'_>| {
                let width = usize::from(glyph.width);
                let fits = width <= room;
                room = room.saturating_sub(width);
                fits
            };
            visible::clusters(text).take_while(fits).map(|glyph| glyph.shown).collect::<String>()
        };
        let before = shown(slice(before, start..), cells);
        let room = cells.saturating_sub(visible::width(&before));
        let after = shown(slice(self.text(), self.buffer.cursor()..), room);
        (before, after)
    }

    /// Inserts pasted text; only notes keep line breaks.
    pub fn paste(&mut self, text: &str) {
        (self.untouched, self.problem, self.completion) = (false, None, None);
        let found = pasted(text, self.purpose.has_lines(), self.room());
        self.buffer.insert(&found.text, false);
        if found.cut {
            self.problem = Some(format!("the paste was cut: {}", self.limit()));
        }
    }

    /// Puts another text in the place of this one; an undo brings it back.
    pub(super) fn replace_all(&mut self, text: &str) {
        (self.untouched, self.completion) = (false, None);
        self.buffer.replace_all(text);
    }

    /// Bytes left.
    fn room(&self) -> usize {
        self.purpose.max_length().saturating_sub(self.text().len())
    }

    fn limit(&self) -> String {
        let max = self.purpose.max_length();
        let size = if max < 1 << 20 { format!("{} kB", max >> 10) } else { format!("{} MB", max >> 20) };
        format!("at most {size} fit here")
    }

    fn insert(&mut self, char: char) {
        if char.len_utf8() > self.room() {
            self.problem = Some(self.limit());
        } else if !visible::is_unprintable(char) || char == '\n' || visible::is_joining(char) {
            self.buffer.insert(char.encode_utf8(&mut [0; 4]), true);
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
                if self.purpose.has_lines() {
                    (self.untouched, self.problem) = (false, None);
                    self.insert('\n');
                }
                Reply::Open
            }
            action => {
                self.edit(key, action);
                Reply::Open
            }
        }
    }

    /// Types a character, moves the cursor or deletes, with readline's keys. `action`: what the keymap says.
    ///
    /// The first character replaces a speaker's name, which is seldom mended letter by letter.
    pub(super) fn edit(&mut self, key: Key, action: Option<Action>) {
        if self.untouched && self.purpose == Purpose::Speaker && key.is_text() {
            self.buffer = TextBuffer::default();
        }
        // Several modifiers together, and rare ones, have no meaning in a line.
        if key.has_rare() || (key.ctrl && key.alt) {
            return;
        }
        (self.untouched, self.problem, self.completion) = (false, None, None);
        if let Some(back @ (Action::Undo | Action::Redo)) = action {
            if !self.buffer.step_undo(back == Action::Undo) {
                self.problem = Some(format!("nothing to {}", back.name()));
            }
            return;
        }
        let key = if key.is_text() { key } else { latin(key).unwrap_or(key) };
        let page = self
            .note_box
            .as_ref()
            .map_or(1, |shown| isize::try_from(shown.rows.len().max(2)).unwrap_or(isize::MAX) - 1);
        match (key.code, key.ctrl, key.alt) {
            (Code::Home, true, _) | (Code::Char('<'), false, true) => self.buffer.go(Motion::Start),
            (Code::End, true, _) | (Code::Char('>'), false, true) => self.buffer.go(Motion::End),
            (Code::Char('a'), true, _) | (Code::Home, ..) => self.buffer.go(Motion::RowStart),
            (Code::Char('e'), true, _) | (Code::End, ..) => self.buffer.go(Motion::RowEnd),
            (Code::Char('w'), true, _) | (Code::Backspace, _, true) | (Code::Backspace, true, false) => {
                self.buffer.delete(Deletion::WordLeft);
            }
            (Code::Char('u'), true, _) => self.buffer.delete(Deletion::Line),
            (Code::Char('k'), true, _) => self.buffer.delete(Deletion::LineEnd),
            (Code::Char('h'), true, _) | (Code::Backspace, ..) => self.buffer.delete(Deletion::Left),
            (Code::Char('d'), true, _) | (Code::Delete, ..) => self.buffer.delete(Deletion::Right),
            (Code::Char('b'), _, true) | (Code::Left, true, _) => self.buffer.go(Motion::WordLeft),
            (Code::Char('f'), _, true) | (Code::Right, true, _) => self.buffer.go(Motion::WordRight),
            (Code::Left, ..) => self.buffer.go(Motion::Left),
            (Code::Right, ..) => self.buffer.go(Motion::Right),
            (Code::Up, ..) => self.buffer.go(Motion::Rows(-1)),
            (Code::Down, ..) => self.buffer.go(Motion::Rows(1)),
            (Code::PageUp, ..) => self.buffer.go(Motion::Rows(-page)),
            (Code::PageDown, ..) => self.buffer.go(Motion::Rows(page)),
            (Code::Char(char), false, false) if key.is_text() => self.insert(char),
            _ => {}
        }
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

    #[test]
    fn a_paste_that_does_not_fit_is_cut_and_says_so() {
        for (purpose, max) in
            [(Purpose::Find, MAX_LINE), (Purpose::Pick, MAX_LINE), (Purpose::Labels, MAX_REMARK)]
        {
            let mut prompt = Prompt::new(purpose, String::new());
            prompt.paste(&"word ".repeat(200_000));
            assert_eq!(prompt.text().len(), max);
            assert!(
                prompt.problem.as_ref().is_some_and(|why| why.contains("was cut")),
                "{:?}",
                prompt.problem
            );
            prompt.edit(Key::plain(Code::Char('x')), None);
            assert_eq!((prompt.text().len(), prompt.problem.is_some()), (max, true));
        }
        let mut prompt = Prompt::new(Purpose::Note, String::new());
        prompt.paste(&"word\n".repeat(200_000));
        assert_eq!((prompt.text().len(), prompt.problem), (1_000_000, None));
    }

    #[test]
    fn one_row_shows_what_stands_around_the_cursor() {
        let mut prompt = Prompt::new(Purpose::Note, "日".repeat(100_000));
        let around = |prompt: &Prompt| prompt.row_around_cursor(8);
        assert_eq!(around(&prompt), ("日日日".to_owned(), String::new()));
        prompt.edit(Key::plain(Code::Left), None);
        assert_eq!(around(&prompt), ("日日日".to_owned(), "日".to_owned()));
        prompt.edit(Key { ctrl: true, ..Key::plain(Code::Home) }, None);
        prompt.edit(Key::plain(Code::Char('\u{1b}')), None);
        assert_eq!(around(&prompt), (String::new(), "日日日日".to_owned()));
        let prompt = Prompt::new(Purpose::Note, "a\nb\u{1b}".to_owned());
        assert_eq!(around(&prompt), ("a⏎b␛".to_owned(), String::new()));
    }

    #[test]
    fn undo_and_redo_have_keys() {
        check(Purpose::Note, "x Ctrl-u Ctrl-z", ("é onex", "é onex"));
        check(Purpose::Note, "x Space y Ctrl-z Ctrl-z Ctrl-r", ("é onex ", "é onex "));
    }
}
