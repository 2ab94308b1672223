//! Progress of the lesson with each update of the model.

use super::tasks::TASKS;
use super::{Lesson, Start};
use crate::session::model::{Mode, Model};

/// Shown after the last task.
const END: &str =
    "That is all there is to it. {quit} leaves; then open an article of your own: purport article.txt";

impl Lesson {
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
        let mut later = TASKS.iter().enumerate().skip(at);
        let next = later.find(|(_, task)| (task.applies)(model, &start));
        let (done, text) = next.map_or((TASKS.len(), END), |(at, task)| (at, task.text));
        Self { done, all: TASKS.len(), text, start, begun: self.begun, ..Self::default() }
    }
}

impl Model {
    /// Goes on with the lesson, if there is one.
    pub(in crate::session) fn advance_lesson(&mut self) {
        let Some(lesson) = self.guide.lesson else { return };
        // Until the first key the screen gets its size, and the text its claims.
        let next = if lesson.begun { lesson.advanced(self) } else { lesson.begin(0, self) };
        self.guide.lesson = Some(next);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tasks::{SELECTING, UNASKED};
    use super::super::{WELCOMES, with_keys};
    use super::*;
    use crate::claim::Scheme;
    use crate::session::action::Action;
    use crate::session::keymap::Keymap;

    #[test]
    fn the_lesson_names_actions_that_have_keys() {
        let keymap = Keymap::new(&Scheme::claims(), &[]);
        let astray = TASKS.iter().flat_map(|task| task.astray).map(|(_, text)| *text);
        let texts = TASKS.iter().map(|task| task.text).chain(astray);
        for text in texts.chain([END, UNASKED, SELECTING]).chain(WELCOMES) {
            let names = text.split('{').skip(1).filter_map(|part| part.split_once('}'));
            for (name, _) in names {
                let action = Action::parse(name).unwrap_or_else(|| panic!("{name} is no action"));
                assert_ne!(keymap.key(action), name, "{name} has no key");
            }
            assert!(!with_keys(text, &keymap).contains(['{', '}']));
        }
    }
}
