//! The one way in: a message changes the model and leaves commands to be carried out.

use super::loading::{Incoming, Progress};
use super::message::{ArticleState, Effect, Effects, Msg, Preferences};
use super::model::{Mode, Model};
use super::storage::ExitTo;
use super::view::USUAL_MEASURE;
use crate::claim::Claim;
use crate::reading::{Mark, Status};

/// Takes in what happened and says what is to be done about it.
pub fn update(model: &mut Model, msg: Msg) -> Effects {
    let before = model.notices.current.clone();
    if !matches!(msg, Msg::Key(..) | Msg::Mouse(_) | Msg::Pasted(_) | Msg::Elapsed | Msg::Saved { .. }) {
        model.popup_changed();
    }
    let commands = match msg {
        Msg::Key(key, now) => model.press(key, &now),
        Msg::Elapsed => {
            model.screen.key_hints = model.wants_to_hint().then(|| model.table());
            Effects::none()
        }
        Msg::Mouse(mouse) => model.point(mouse),
        Msg::Pasted(text) => model.paste(&text),
        Msg::Resized(width, height) => {
            model.lay_out(width, height);
            Effects::none()
        }
        Msg::Opened { document, tags, same } => model.opened(&document, tags, same),
        Msg::Reading { read, of } => {
            model.loading.incoming = Incoming { read, of, ..model.loading.incoming };
            Effects::none()
        }
        Msg::Begun(document) => {
            model.begun(&document);
            Effects::none()
        }
        Msg::CutOff(why) => {
            model.cut_off(why);
            Effects::none()
        }
        Msg::Compared(cases, now) => model.compare(cases, &now),
        Msg::Changed(document) => model.changed_on_disk(&document),
        Msg::Compiled(scheme) => {
            model.reading.scheme = scheme;
            Effects::none()
        }
        Msg::Classified { claims, sentences, bytes, done } => {
            model.classified(claims, Progress { sentences, bytes, done })
        }
        Msg::Saved { revision } => model.written(revision),
        Msg::Merged { before, after, conflicts } => model.merged(&before, after, conflicts),
        Msg::Turned(name) => model.turned(name),
        Msg::Failed { revision, message } => model.failed(revision, message),
        Msg::Found(found) => {
            model.found(&found);
            Effects::none()
        }
        Msg::Said(notice) => {
            model.notices.current = Some(notice);
            Effects::none()
        }
        Msg::Ended => model.leave(),
    };
    model.look();
    model.update_guide();
    model.notices.log_since(before.as_ref());
    model.lay_out_popup();
    commands
}

impl Model {
    /// Brings what hangs on the page up to date with it.
    fn look(&mut self) {
        let (document, seen) = (self.document().clone(), self.nav.view.seen());
        if let Some(find) = &mut self.nav.find {
            find.look_at(&document, seen);
        }
        self.screen.key_hints = self.screen.key_hints.filter(|table| *table == self.table());
    }

    fn classified(&mut self, claims: Vec<Claim>, progress: Progress) -> Effects {
        let key = self.current_mark().map(Mark::key);
        let first = self.reading.add_claims(claims);
        self.loading.progress = progress;
        self.nav.list.refresh_from(&self.reading, first);
        self.nav.current = key.and_then(|key| self.reading.find(&key));
        if self.nav.current.is_none() {
            self.nav.current = self.last_current();
        }
        if self.nav.current.is_none() {
            // The first claim in sight that wants a decision is current from the beginning.
            let seen = self.nav.view.seen();
            let inside: Vec<(usize, Status)> = self
                .reading
                .within(seen)
                .filter(|(index, mark)| self.nav.list.lists(*index) && seen.overlaps(mark.span))
                .map(|(index, mark)| (index, mark.standing))
                .collect();
            let undecided = inside.iter().find(|(_, standing)| *standing == Status::Undecided);
            self.nav.current = undecided.or(inside.first()).map(|(index, _)| *index);
        }
        if self.nav.current.is_none() && progress.done && !self.nav.list.is_empty() {
            // None is in sight: the next one is current, and the first key brings it there.
            let (number, _) = self.nav.list.number_of(self.reading.from_offset(self.nav.view.seen().end()));
            self.nav.current = self.nav.list.at(number).or_else(|| self.nav.list.at(0));
        }
        if let Some(current) = self.nav.current {
            self.nav.list.follow(current, usize::from(self.screen.layout.list_rows()));
        }
        Effects::none()
    }

    /// The mark that was current when the article was left, once it is found again; it is brought in sight.
    fn last_current(&mut self) -> Option<usize> {
        let start = self.settings.resume.current?;
        let marks = self.reading.marks().iter().enumerate().skip(self.reading.from_offset(start));
        let (index, span) = marks
            .take_while(|(_, mark)| mark.span.start() == start)
            .find(|(index, _)| self.nav.list.lists(*index))
            .map(|(index, mark)| (index, mark.shown_span()))?;
        self.nav.view.glance(span);
        Some(index)
    }

    /// Ends the program: the place is kept, and what is not on disk yet is written first.
    pub(super) fn leave(&mut self) -> Effects {
        let (place, choices) = (self.keep_place(), self.keep_choices());
        let last = if self.storage.is_saved() { Effect::Quit } else { self.save() };
        self.storage.quit_when_saved = last != Effect::Quit;
        Effects::from([place, choices, last])
    }

    /// Leaves the article for another one, or for where it was opened from.
    pub(super) fn leave_to(&mut self, onward: ExitTo) -> Effects {
        if onward != ExitTo::Back && self.settings.shelf.is_none() {
            return self.say("no other article is open; `purport FOLDER` opens all of a folder");
        }
        self.storage.exit_to = onward;
        self.leave()
    }

    /// Asks for the place in the text to be kept.
    pub(super) fn keep_place(&self) -> Effect {
        Effect::KeepPlace(Box::new(ArticleState {
            place: self.here(),
            current: self.current_mark().map(|mark| mark.span.start()),
            strictness: self.reading.strictness(),
            places: self.nav.bookmarks.clone(),
            hyphens: self.nav.view.hyphens(),
        }))
    }

    /// Asks for what holds for every article to be kept.
    pub(super) fn keep_choices(&self) -> Effect {
        let measure = (self.screen.measure != USUAL_MEASURE).then_some(self.screen.measure);
        Effect::KeepChoices(Preferences {
            measure,
            split: self.screen.split,
            ..self.screen.preferences.clone()
        })
    }

    fn paste(&mut self, text: &str) -> Effects {
        if let Mode::Prompt(prompt) = &mut self.mode {
            prompt.paste(text);
            return self.search_while_typing();
        }
        if let Mode::Popup(popup) = &mut self.mode
            && popup.paste(text)
        {
            return Effects::none();
        }
        if let Mode::Pick(picker) = &mut self.mode {
            picker.prompt.paste(text);
            return self.search_items();
        }
        self.say("nothing is being written, so the paste was left out")
    }
}
