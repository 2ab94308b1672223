//! What is written into a line, and what becomes of it: notes, labels, searches, names of files.

use super::action::Action;
use super::find::Found;
use super::message::{Effect, Effects, Timestamp};
use super::model::{Mode, Model};
use super::notice::Notice;
use super::prompt::{Answer, Prompt, Purpose};

impl Model {
    pub(super) fn open_prompt(&mut self, action: Action) -> Effects {
        if self.current_mark().is_none() {
            return self.say(&self.none_to_decide());
        }
        if self.is_unread() {
            return Effects::none();
        }
        if self.is_barred() {
            return Effects::none();
        }
        let mark = self.current_mark();
        let tag = mark.and_then(|mark| mark.tag.as_deref());
        let (purpose, text) = match action {
            Action::Labels => (Purpose::Labels, tag.map(|tag| tag.labels.join(", "))),
            _ => (Purpose::Note, tag.map(|tag| tag.note.clone())),
        };
        self.mode = Mode::Prompt(Prompt::new(purpose, text.unwrap_or_default()));
        self.nav.current.into_iter().for_each(|index| self.go_to(index));
        Effects::none()
    }

    pub(super) fn answered(&mut self, answer: Answer, now: &Timestamp) -> Effects {
        let Mode::Prompt(prompt) = &self.mode else { return Effects::none() };
        let (purpose, text) = (prompt.purpose, prompt.text().to_owned());
        if answer == Answer::Open {
            return self.look_for_prompt();
        }
        let target = self.prompt_target.take();
        if let (Some(start), Purpose::Note | Purpose::Labels, Answer::Done) = (target, purpose, answer) {
            // What was written belongs to one claim, and must not fall to another that is current now.
            let stands = self.reading.marks().iter().position(|mark| mark.span.start() == start);
            if stands.is_none() {
                self.prompt_target = target;
                return self.say("the article has changed and its claim is gone; Esc gives this up");
            }
            self.nav.current = stands;
        }
        self.mode = Mode::Read;
        match (purpose, answer) {
            (Purpose::Find, Answer::Cancelled) => {
                let origin = self.nav.find.take().map(|find| find.origin);
                if let Some(origin) = origin {
                    self.nav.view.to_offset(origin);
                }
                self.follow_text();
                Effects::none()
            }
            (Purpose::Find, _) => {
                if let Some(span) = self.nav.find.as_ref().and_then(|find| find.current) {
                    self.follow_place(span);
                }
                self.follow_text();
                match self.nav.find.take_if(|find| find.current.is_none() && !find.waits) {
                    Some(find) if !find.query.is_empty() => {
                        self.say(&format!("“{}” is nowhere in the text", find.query))
                    }
                    _ => Effects::none(),
                }
            }
            (_, Answer::Cancelled) | (Purpose::Pick(_) | Purpose::Keys, _) => Effects::none(),
            (Purpose::Note, _) => self.set_note(&text, now),
            (Purpose::Labels, _) => self.set_labels(&text, now),
            (Purpose::SaveIn, _) => self.save_in(&text),
        }
    }

    /// While a search is being typed, the page shows what it finds.
    pub(super) fn look_for_prompt(&mut self) -> Effects {
        let Mode::Prompt(Prompt { purpose: Purpose::Find, input }) = &self.mode else {
            return Effects::none();
        };
        let query = input.value().to_owned();
        let document = self.document().clone();
        let Some(find) = self.nav.find.as_mut().filter(|find| find.query != query) else {
            return Effects::none();
        };
        find.look_for(&query, &document);
        let far = find.question(&document, find.origin, true);
        self.show_found();
        far.map(Effect::Look).into()
    }

    /// Shows the place that was found while the search is typed, or where it began.
    fn show_found(&mut self) {
        let Some((current, origin)) = self.nav.find.as_ref().map(|find| (find.current, find.origin)) else {
            return;
        };
        match current {
            Some(span) => self.nav.view.reveal(span),
            None => self.nav.view.to_offset(origin),
        }
    }

    pub(super) fn find_step(&mut self, forward: bool) -> Effects {
        let document = self.document().clone();
        let Some(find) = &mut self.nav.find else {
            self.seek_any(forward);
            return Effects::none();
        };
        let from = find.next_from(forward);
        let round = find.step(&document, forward);
        let far = find.question(&document, from, forward);
        if !find.waits {
            self.arrived(round, forward);
        }
        far.map(Effect::Look).into()
    }

    /// A search has come to a place.
    fn arrived(&mut self, round: bool, forward: bool) {
        if let Some(span) = self.nav.find.as_ref().and_then(|find| find.current) {
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
            self.notices.show(Notice::info(text));
        }
    }

    /// A thread has looked through a long text.
    pub(super) fn found(&mut self, found: &Found) {
        let (from, current) = (self.nav.view.anchor, self.current_start());
        let Some(find) = &mut self.nav.find else { return };
        let waited = find.waits;
        if !find.answer(found) || !waited {
            return;
        }
        if matches!(self.mode, Mode::Prompt(_)) {
            return self.show_found();
        }
        if found.place.is_some() {
            self.arrived(found.round, found.forward);
            self.jumped(from, current);
        } else if let Some(find) = self.nav.find.take() {
            self.notices.show(Notice::info(format!("“{}” is nowhere in the text", find.query)));
        }
    }
}
