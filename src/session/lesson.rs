//! The guide above the last row: a welcome until the first decision, or the lesson task by task.

use super::action::Action;
use super::keymap::{Keymap, Table};
use crate::text::{Span, visible, wrap};

struct Task {
    /// Instruction; an action's name in braces stands for its key.
    text: &'static str,
    /// Table in which the actions count.
    table: Table,
    /// Any of these completes the task.
    actions: &'static [Action],
}

const fn task(table: Table, actions: &'static [Action], text: &'static str) -> Task {
    Task { text, table, actions }
}

use Action as A;
use Table::{Filter, Read, Select};

/// In the order in which a reader meets these things.
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
        "The underlined passages are suggested claims. {next-mark} goes to the next one. Press it.",
    ),
    task(
        Read,
        &[A::PreviousMark],
        "{previous-mark} goes back. Press it until the heading “What purport does” is current.",
    ),
    task(Read, &[A::Reject], "Not a claim: it only matched the program’s name. Press {reject}."),
    task(
        Read,
        &[A::NextUndecided],
        "{next-undecided} goes to the next claim that you have not decided. Press it.",
    ),
    task(
        Read,
        &[A::Accept],
        "Read the sentence and the reasons for it. If the suggestion is right, {accept} accepts it.",
    ),
    task(Read, &[A::Enter], "{next-undecided} again, then {enter}: the claim in full. {cancel} closes it."),
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
    task(Read, &[A::Note], "{note} writes a note on the current claim; {confirm} keeps it. Write one."),
    task(
        Read,
        &[A::Select],
        "Some claims get no suggestion. Find a sentence that it should have marked, and press {select}.",
    ),
    task(
        Select,
        &[A::Categorise],
        "The keys in the last row move and widen the passage. A category's key tags it: press {categorise}.",
    ),
    task(
        Read,
        &[A::Find],
        "{find} searches while you write: look for “bridge”, then {find-next} for the next place; {cancel} ends it.",
    ),
    task(
        Read,
        &[A::JumpBack],
        "You have jumped. {jump-back} goes back to where you were, {jump-forward} forward again.",
    ),
    task(
        Read,
        &[A::Filter],
        "{filter} narrows the list to a category or a status; the last row shows how. Press {filter}.",
    ),
    task(Filter, &[A::Categorise], "Now a category: {categorise}, for example. {cancel} cancels."),
    task(Read, &[A::Filter], "To see everything again: {show-all}."),
    task(
        Read,
        &[A::Threshold],
        "{threshold} shows only surer claims, then the surest, then weaker ones too. Your decisions stay. \
         Press it until the usual thresholds are back.",
    ),
    task(
        Read,
        &[A::CommandLine],
        "{command-line} takes commands, and completes them: try {command-line} and “theme”. {cancel} leaves.",
    ),
    task(
        Read,
        &[A::Help],
        "{help} shows every key; {find} in it searches them. Look at it, and close it with {cancel}.",
    ),
];

/// Shown after the last task.
const END: &str =
    "That is all there is to it. {quit} leaves; then open an article of your own: purport article.txt";

/// Welcomes for a newcomer's own article; the first that fits one row is shown.
const WELCOMES: [&str; 3] = [
    "Underlined passages are suggested claims: {next-mark} next, {accept} accept, {reject} not a claim; \
     purport tutor teaches the rest",
    "New here? {next-mark} next claim, {accept} accept, {reject} not a claim; purport tutor teaches the rest",
    "{next-mark} next claim, {accept} accept, {reject} not a claim, {help} keys",
];

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lesson {
    /// Number of completed tasks.
    done: usize,
    /// Was the task's key pressed? If so, it completes once the reader is back at the text.
    pressed: bool,
}

impl Lesson {
    /// Number of the current task, from 1, and total; `None` after the last.
    pub fn number(self) -> Option<(usize, usize)> {
        (self.done < TASKS.len()).then_some((self.done + 1, TASKS.len()))
    }

    fn instruction(self) -> &'static str {
        TASKS.get(self.done).map_or(END, |task| task.text)
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

    /// Records that a key triggered an action in a table.
    pub(super) fn practise(&mut self, table: Table, action: Option<Action>) {
        if let (Some(lesson), Some(action)) = (&mut self.lesson, action) {
            let task = TASKS.get(lesson.done);
            lesson.pressed |= task.is_some_and(|task| task.table == table && task.actions.contains(&action));
        }
    }

    /// Goes to the next task once this one is done and the keys of the next are active. `table` is `None` while
    /// something covers the text.
    pub(super) fn advance(&mut self, table: Option<Table>) {
        let Some(lesson) = &mut self.lesson else { return };
        let next = TASKS.get(lesson.done + 1);
        if lesson.pressed && next.is_none_or(|next| table == Some(next.table)) {
            *lesson = Lesson { done: lesson.done + 1, pressed: false };
        }
    }

    /// Lays the guide out for `width` columns; empty without a lesson or a welcome.
    pub(super) fn lay_out(&mut self, width: u16, keymap: &Keymap, welcome: bool) {
        let number = self.lesson.and_then(Lesson::number);
        self.lead = number.map_or_else(String::new, |(number, all)| format!("{number}/{all}  "));
        self.rows = if let Some(lesson) = self.lesson {
            let text = with_keys(lesson.instruction(), keymap);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Scheme;

    #[test]
    fn the_lesson_names_actions_that_have_keys() {
        let keymap = Keymap::new(&Scheme::claims(), &[]);
        for text in TASKS.iter().map(|task| task.text).chain([END]).chain(WELCOMES) {
            let names = text.split('{').skip(1).filter_map(|part| part.split_once('}'));
            for (name, _) in names {
                let action = Action::parse(name).unwrap_or_else(|| panic!("{name} is no action"));
                assert_ne!(keymap.key(action), name, "{name} has no key");
            }
            assert!(!with_keys(text, &keymap).contains(['{', '}']));
        }
    }
}
