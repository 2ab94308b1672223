//! What a newcomer is told to do next: one line until the first decision, or a lesson step by step.

use super::action::Action;
use super::keymap::{Keymap, Table};
use super::model::{Mode, Model};
use crate::text::{Span, visible, wrap};

/// One step of the lesson: what to do, and what shows that it was done.
struct Task {
    /// What the reader is told; an action's name in braces stands for its key.
    say: &'static str,
    /// The table whose keys do it.
    table: Table,
    /// Any of these does it.
    wants: &'static [Action],
}

const fn task(table: Table, wants: &'static [Action], say: &'static str) -> Task {
    Task { say, table, wants }
}

use Action as A;
use Table::{Filter, Read, Select};

/// The whole lesson, in the order that a reader meets these things.
const TASKS: &[Task] = &[
    task(Read, &[A::Down], "Read on: {down} and {up} move the page by a row. Press {down}."),
    task(
        Read,
        &[A::PageDown],
        "{page-down} turns a page, {page-up} turns it back; a mark at the left shows where you were. Turn one.",
    ),
    task(
        Read,
        &[A::Top],
        "{top} is the beginning and {bottom} the end. Go back to the beginning with {top}.",
    ),
    task(
        Read,
        &[A::NextMark],
        "Marked passages are claims that the machine proposes. {next-mark} goes to the next one. Press it.",
    ),
    task(
        Read,
        &[A::PreviousMark],
        "{previous-mark} goes back. Press it until the heading “What purport does” is current.",
    ),
    task(
        Read,
        &[A::Reject],
        "It is no claim: the reasons shown are only its name. {reject} says that it is none.",
    ),
    task(
        Read,
        &[A::NextUndecided],
        "{next-undecided} goes to the next claim that you have not decided. Press it.",
    ),
    task(
        Read,
        &[A::Accept],
        "Read the sentence and the reasons for it. If the machine is right, {accept} accepts what it says.",
    ),
    task(
        Read,
        &[A::Enter],
        "{next-undecided} again, then {enter}: all that is known of the claim. Esc closes it.",
    ),
    task(
        Read,
        &[A::Categorise],
        "If it is a claim of another kind, its key says so: {categorise} and the digits after it, as the \
         list of claims shows them. Press one.",
    ),
    task(
        Read,
        &[A::Undo],
        "Every decision can be taken back, also tomorrow: {undo} undoes, {redo} does it again. Press {undo}.",
    ),
    task(Read, &[A::Note], "{note} writes a note on the current claim; Enter keeps it. Write one."),
    task(
        Read,
        &[A::Select],
        "The machine misses claims. Find a sentence that it should have marked, and press {select}.",
    ),
    task(
        Select,
        &[A::Categorise],
        "The keys in the last row move and widen the passage. A category's key tags it: press {categorise}.",
    ),
    task(
        Read,
        &[A::Find],
        "{find} searches while you write: look for “bridge”, then {find-next} for the next place; Esc ends it.",
    ),
    task(
        Read,
        &[A::JumpBack],
        "You have jumped. {jump-back} goes back to where you were, {jump-forward} forward again.",
    ),
    task(
        Read,
        &[A::Filter],
        "{filter} narrows the list to a category or a standing; the last row shows how. Press {filter}.",
    ),
    task(Filter, &[A::Categorise], "Now a category: {categorise}, for example. Esc gives it up."),
    task(Read, &[A::Filter], "To see everything again: {show-all}."),
    task(
        Read,
        &[A::Strictness],
        "{strictness} shows only surer claims, then the surest, then weaker ones too. Your decisions stay. \
         Press it until the usual is back.",
    ),
    task(
        Read,
        &[A::CommandLine],
        "{command-line} takes commands, and completes them: try {command-line} and “theme”. Esc leaves.",
    ),
    task(
        Read,
        &[A::Help],
        "{help} shows every key; / in it searches them. Look at it, and close it with Esc.",
    ),
];

/// What is said when the lesson is over.
const END: &str =
    "That is all there is to it. {quit} leaves; then open an article of your own: purport article.txt";

/// What a newcomer is told in an article of their own.
///
/// The first that has room in one row is taken.
const WELCOMES: [&str; 3] = [
    "Marked passages are claims the machine proposes: {next-mark} next, {accept} accept, {reject} not a claim; \
     purport tutor teaches the rest",
    "New here? {next-mark} next claim, {accept} accept, {reject} not a claim; purport tutor teaches the rest",
    "{next-mark} next claim, {accept} accept, {reject} no claim, {help} keys",
];

/// How far the lesson has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lesson {
    /// Tasks that are done.
    done: usize,
    /// Whether the current one is done as soon as the reader is back at the text.
    pressed: bool,
}

impl Lesson {
    /// Which task comes next, counted from one, and of how many; nothing after the last.
    pub fn number(self) -> Option<(usize, usize)> {
        (self.done < TASKS.len()).then_some((self.done + 1, TASKS.len()))
    }

    fn instruction(self) -> &'static str {
        TASKS.get(self.done).map_or(END, |task| task.say)
    }

    fn practise(&mut self, table: Table, action: Action) {
        self.pressed |=
            TASKS.get(self.done).is_some_and(|task| task.table == table && task.wants.contains(&action));
    }

    /// Goes on to the next task once this one is done and nothing covers the text.
    fn advance(&mut self, mode: &Mode) {
        let waits = TASKS.get(self.done + 1).is_some_and(|next| match next.table {
            Select => !matches!(mode, Mode::Select(_)),
            Filter => !matches!(mode, Mode::Filter),
            _ => !matches!(mode, Mode::Read),
        });
        if self.pressed && !waits {
            *self = Self { done: self.done + 1, pressed: false };
        }
    }
}

/// What stands in the guide above the last row.
#[derive(Debug, Default)]
pub struct Guide {
    pub lesson: Option<Lesson>,
    /// The lesson's progress, before the first row; ASCII.
    pub lead: String,
    /// Laid out for the width of the screen.
    pub rows: Vec<String>,
}

impl Guide {
    pub(super) fn new(lesson: bool) -> Self {
        Self { lesson: lesson.then(Lesson::default), ..Self::default() }
    }

    /// Notes, for the lesson, that a key has led to an action in a table.
    pub(super) fn practise(&mut self, table: Table, action: Option<Action>) {
        if let (Some(lesson), Some(action)) = (&mut self.lesson, action) {
            lesson.practise(table, action);
        }
    }
}

impl Model {
    /// Brings the guide up to date with what has been done, and makes room for it on the screen.
    pub(super) fn update_guide(&mut self) {
        if let Some(lesson) = &mut self.guide.lesson {
            lesson.advance(&self.mode);
        }
        let (screen, before) = (self.screen.layout.screen, self.guide.rows.len());
        self.lay_out_guide(screen.width);
        if self.guide.rows.len() != before {
            self.lay_out(screen.width, screen.height);
        }
    }

    /// Lays the guide out for a screen of so many columns; it stays empty for an experienced reader.
    pub(super) fn lay_out_guide(&mut self, width: u16) {
        let lesson = self.guide.lesson;
        let number = lesson.and_then(Lesson::number);
        self.guide.lead = number.map_or_else(String::new, |(number, all)| format!("{number}/{all}  "));
        self.guide.rows = if let Some(lesson) = lesson {
            let text = with_keys(lesson.instruction(), &self.keymap);
            let room = width.saturating_sub(self.guide.lead.len() as u16 + 2);
            let rows = wrap::wrap(&text, Span::of(0..text.len()), room);
            rows.into_iter().map(|row| row.slice(&text).trim_end().to_owned()).collect()
        } else if self.needs_welcome() {
            let fits = |text: &String| visible::width(text) + 2 <= usize::from(width);
            WELCOMES.iter().map(|text| with_keys(text, &self.keymap)).find(fits).into_iter().collect()
        } else {
            Vec::new()
        };
    }

    /// Whether the reader has never decided anything, and could now.
    fn needs_welcome(&self) -> bool {
        let counts = self.reading.counts();
        !self.screen.preferences.has_decided
            && self.storage.read_only.is_none()
            && counts.decided == 0
            && counts.marks > 0
    }
}

/// The text with the names in braces replaced by the keys that hold.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Scheme;

    #[test]
    fn every_key_that_the_lesson_names_is_one() {
        let keymap = Keymap::new(&Scheme::claims(), &[]);
        for text in TASKS.iter().map(|task| task.say).chain([END]).chain(WELCOMES) {
            let names = text.split('{').skip(1).filter_map(|part| part.split_once('}'));
            for (name, _) in names {
                let action = Action::parse(name).unwrap_or_else(|| panic!("{name} is no action"));
                assert_ne!(keymap.key(action), name, "{name} has no key");
            }
            assert!(!with_keys(text, &keymap).contains(['{', '}']));
        }
    }
}
