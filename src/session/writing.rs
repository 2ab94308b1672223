//! What is written into a line, and what becomes of it: notes, labels, searches, names of files.

use super::action::Action;
use super::message::{Command, Notice, Timestamp};
use super::model::{Mode, Model};
use super::prompt::{Answer, Prompt, Purpose};

impl Model {
    pub(super) fn open_prompt(&mut self, action: Action) -> Vec<Command> {
        if self.current_mark().is_none() {
            return self.say("no claim is current; ] goes to the next, v marks a passage");
        }
        // A save now would take the tags of the part for all there are.
        if self.document().is_partial() {
            return self.say("the article is still being read; once more in a moment");
        }
        if self.is_barred() {
            return Vec::new();
        }
        let mark = self.current_mark();
        let tag = mark.and_then(|mark| mark.tag.as_deref());
        let (purpose, text) = match action {
            Action::Labels => (Purpose::Labels, tag.map(|tag| tag.labels.join(", "))),
            _ => (Purpose::Note, tag.map(|tag| tag.note.clone())),
        };
        self.mode = Mode::Prompt(Prompt::new(purpose, text.unwrap_or_default()));
        self.current.into_iter().for_each(|index| self.go_to(index));
        Vec::new()
    }

    pub(super) fn answered(&mut self, answer: Answer, now: &Timestamp) -> Vec<Command> {
        let Mode::Prompt(prompt) = &self.mode else { return Vec::new() };
        let (purpose, text) = (prompt.purpose, prompt.text().to_owned());
        if answer == Answer::Open {
            self.look_for_prompt();
            return Vec::new();
        }
        let target = self.written_for.take();
        if let (Some(start), Purpose::Note | Purpose::Labels, Answer::Done) = (target, purpose, answer) {
            // What was written belongs to one claim, and must not fall to another that is current now.
            let stands = self.reading.marks().iter().position(|mark| mark.span.start() == start);
            if stands.is_none() {
                self.written_for = target;
                return self.say("the article has changed and its claim is gone; Esc gives this up");
            }
            self.current = stands;
        }
        self.mode = Mode::Read;
        match (purpose, answer) {
            (Purpose::Find, Answer::Cancelled) => {
                let origin = self.find.take().map(|find| find.origin);
                let document = self.document().clone();
                if let Some(origin) = origin {
                    self.view.to_offset(&document, origin);
                }
                self.follow_text();
                Vec::new()
            }
            (Purpose::Find, _) => {
                if let Some(span) = self.find.as_ref().and_then(|find| find.current) {
                    self.follow_place(span);
                }
                self.follow_text();
                match self.find.take_if(|find| find.current.is_none()) {
                    Some(find) if !find.query.is_empty() => {
                        self.say(&format!("“{}” is nowhere in the text", find.query))
                    }
                    _ => Vec::new(),
                }
            }
            (_, Answer::Cancelled) | (Purpose::Pick(_), _) => Vec::new(),
            (Purpose::Note, _) => self.set_note(&text, now),
            (Purpose::Labels, _) => self.set_labels(&text, now),
            (Purpose::SaveIn, _) => self.save_in(&text),
        }
    }

    /// While a search is being typed, the page shows what it finds.
    pub(super) fn look_for_prompt(&mut self) {
        let Mode::Prompt(Prompt { purpose: Purpose::Find, input }) = &self.mode else { return };
        let query = input.value().to_owned();
        let document = self.document().clone();
        let Some(find) = self.find.as_mut().filter(|find| find.query != query) else { return };
        find.look_for(&query, &document);
        let (current, origin) = (find.current, find.origin);
        match current {
            Some(span) => self.view.reveal(&document, span),
            None => self.view.to_offset(&document, origin),
        }
    }

    pub(super) fn find_step(&mut self, forward: bool) {
        let document = self.document().clone();
        let Some(find) = &mut self.find else { return self.seek_any(forward) };
        let round = find.step(&document, forward);
        let current = find.current;
        if let Some(span) = current {
            self.show_span(span);
            self.follow_place(span);
        }
        self.follow_text();
        if round {
            let text = if forward {
                "the search went on from the beginning"
            } else {
                "the search went on from the end"
            };
            self.notice = Some(Notice::info(text));
        }
    }
}
