//! The guide above the last row: a welcome until the first decision, or the lesson task by task.

mod tasks;

use super::action::Action;
use super::keymap::Keymap;
use super::model::{Mode, Model};
use crate::text::{Span, visible, wrap};
use tasks::{Start, TASKS};

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
        (self.done < TASKS.len()).then_some((self.done + 1, TASKS.len()))
    }

    /// Is the guide showing the way back from a wrong turn?
    pub const fn is_astray(self) -> bool {
        self.way_back.is_some()
    }

    fn instruction(self) -> String {
        let text = TASKS.get(self.done).map_or(END, |task| task.text);
        match self.way_back {
            // An open end introduces the instruction.
            Some(way_back) if way_back.ends_with(' ') => format!("{way_back}{text}"),
            Some(way_back) => way_back.to_owned(),
            None => text.to_owned(),
        }
    }

    /// The lesson after an update of `model`: on to the next task once the screen shows what this one teaches.
    fn advanced(mut self, model: &Model) -> Self {
        let Some(task) = TASKS.get(self.done) else { return self };
        self.shown |= (task.shown)(model, &self.start);
        // Popups, prompts and questions over the text must be closed first.
        let at_text = matches!(model.mode, Mode::Read | Mode::Select(_));
        let done = (task.done)(model, &self.start) && !task.has_unasked_decision(model, &self.start);
        if at_text && self.acted && self.shown && done {
            return self.begin(self.done + 1, model);
        }
        self.way_back = task.way_back(model, &self.start).filter(|_| at_text && self.acted);
        self
    }

    /// Begins the first task from number `at` on that can be done on this screen.
    fn begin(self, at: usize, model: &Model) -> Self {
        let start = Start::of(model);
        let later = TASKS.iter().enumerate().skip(at);
        let done = later.filter(|(_, task)| (task.applies)(model, &start)).map(|(at, _)| at).next();
        Self { done: done.unwrap_or(TASKS.len()), start, begun: self.begun, ..Self::default() }
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

impl Model {
    /// Goes on with the lesson, if there is one.
    pub(super) fn advance_lesson(&mut self) {
        let Some(lesson) = self.guide.lesson else { return };
        // Until the first key the screen gets its size, and the text its claims.
        let next = if lesson.begun { lesson.advanced(self) } else { lesson.begin(0, self) };
        self.guide.lesson = Some(next);
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
        let astray = TASKS.iter().flat_map(|task| task.astray).map(|(_, text)| *text);
        let texts = TASKS.iter().map(|task| task.text).chain(astray);
        for text in texts.chain([END, tasks::UNASKED, tasks::SELECTING]).chain(WELCOMES) {
            let names = text.split('{').skip(1).filter_map(|part| part.split_once('}'));
            for (name, _) in names {
                let action = Action::parse(name).unwrap_or_else(|| panic!("{name} is no action"));
                assert_ne!(keymap.key(action), name, "{name} has no key");
            }
            assert!(!with_keys(text, &keymap).contains(['{', '}']));
        }
    }
}
