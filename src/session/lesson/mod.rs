//! The guide above the last row: a welcome until the first decision, or the lesson task by task.

mod tasks;
mod update;

use super::action::Action;
use super::keymap::Keymap;
use super::view::Position;
use crate::text::{Span, visible, wrap};

/// Welcomes for a newcomer's own article; the first that fits one row is shown.
const WELCOMES: [&str; 3] = [
    "Marked passages are suggested claims: {next-mark} next, {accept} accept, {reject} not a claim; \
     purport tutor teaches the rest",
    "New here? {next-mark} next claim, {accept} accept, {reject} not a claim; purport tutor teaches the rest",
    "{next-mark} next claim, {accept} accept, {reject} not a claim, {help} keys",
];

/// Decisions by kind, and notes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    accepted: usize,
    changed: usize,
    rejected: usize,
    added: usize,
    nothing: usize,
    skipped: usize,
    notes: usize,
    speakers: usize,
}

/// The model when a task began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Start {
    /// First line of the page.
    top: Position,
    current: Option<usize>,
    tally: Tally,
    /// Jumps to go back.
    jumps: usize,
    /// Match of the search.
    found: Option<Span>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lesson {
    /// Number of completed tasks.
    done: usize,
    /// Number of all tasks.
    all: usize,
    /// Instruction of the current task; an action's name in braces stands for its key.
    text: &'static str,
    start: Start,
    /// Has the screen shown what the task teaches?
    shown: bool,
    /// Did the reader press a key or use the mouse since the task began?
    acted: bool,
    /// And since the lesson began?
    begun: bool,
    /// The way back from a wrong turn.
    way_back: Option<&'static str>,
}

impl Lesson {
    /// Number of the current task, from 1, and total; `None` after the last.
    pub fn number(self) -> Option<(usize, usize)> {
        (self.done < self.all).then_some((self.done + 1, self.all))
    }

    /// Is the guide showing the way back from a wrong turn?
    pub const fn is_astray(self) -> bool {
        self.way_back.is_some()
    }

    fn instruction(self) -> String {
        match self.way_back {
            // An open end introduces the instruction.
            Some(way_back) if way_back.ends_with(' ') => format!("{way_back}{}", self.text),
            Some(way_back) => way_back.to_owned(),
            None => self.text.to_owned(),
        }
    }
}

#[derive(Debug, Default)]
pub struct Guide {
    pub lesson: Option<Lesson>,
    /// Progress of the lesson, printed before the first row; ASCII.
    pub lead: String,
    /// Wrapped to the width of the screen.
    pub rows: Vec<String>,
}

impl Guide {
    pub(super) fn new(lesson: bool) -> Self {
        Self { lesson: lesson.then(Lesson::default), ..Self::default() }
    }

    /// Records that the reader did something.
    pub(super) fn note_act(&mut self) {
        if let Some(lesson) = &mut self.lesson {
            (lesson.acted, lesson.begun) = (true, true);
        }
    }

    /// Lays the guide out for `width` columns; empty without a lesson or a welcome.
    pub(super) fn lay_out(&mut self, width: u16, keymap: &Keymap, welcome: bool) {
        let number = self.lesson.and_then(Lesson::number);
        self.lead = number.map_or_else(String::new, |(number, all)| format!("{number}/{all}  "));
        self.rows = if let Some(lesson) = self.lesson {
            let text = with_keys(&lesson.instruction(), keymap);
            let room = width.saturating_sub(self.lead.len() as u16 + 2);
            let rows = wrap::wrap(&text, Span::of(0..text.len()), room);
            rows.into_iter().map(|row| row.slice(&text).trim_end().to_owned()).collect()
        } else if welcome {
            let fits = |text: &String| visible::width(text) + 2 <= usize::from(width);
            WELCOMES.iter().map(|text| with_keys(text, keymap)).find(fits).into_iter().collect()
        } else {
            Vec::new()
        };
    }
}

/// Replaces action names in braces by their keys.
fn with_keys(text: &str, keymap: &Keymap) -> String {
    let mut parts = text.split('{');
    let mut said = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        said.push_str(&Action::parse(name).map_or_else(|| name.to_owned(), |action| keymap.key(action)));
        said.push_str(rest);
    }
    said
}
