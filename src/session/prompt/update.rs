//! Opening prompts, acting on finished lines, and incremental search.

use super::{Prompt, Purpose, Reply};
use crate::session::find::SearchResult;
use crate::session::key::{Code, Key};
use crate::session::message::{Effect, Effects, Timestamp};
use crate::session::model::{Mode, Model};
use crate::session::notice::Notice;

/// The index that a digit from 1 to 9 stands for.
fn digit(key: Key) -> Option<usize> {
    let Code::Char(char) = key.code else { return None };
    char.to_digit(10).filter(|_| key.is_text())?.checked_sub(1).map(|number| number as usize)
}

impl Model {
    pub(in crate::session) fn press_prompt(&mut self, key: Key, now: &Timestamp) -> Effects {
        let Mode::Prompt(prompt) = &mut self.mode else { return Effects::none() };
        if prompt.purpose == Purpose::Labels
            && prompt.untouched
            && let Some(number) = digit(key).filter(|&number| number < self.labels_on_digits.len())
        {
            return match self.back_to_target() {
                Ok(()) => self.toggle_label(number, now),
                Err(why) => self.say(&why),
            };
        }
        match prompt.press(key, &self.keymap) {
            Reply::Open => self.search_while_typing(),
            Reply::Done => self.submit(now),
            Reply::Cancelled => self.cancel_prompt(),
        }
    }

    fn cancel_prompt(&mut self) -> Effects {
        self.prompt_target = None;
        if let Mode::Prompt(Prompt { purpose: Purpose::Find, .. }) =
            std::mem::replace(&mut self.mode, Mode::Read)
        {
            if let Some(find) = self.nav.find.take() {
                self.nav.view.to_offset(find.origin);
            }
            self.nav.follow_text(&self.reading);
        }
        Effects::none()
    }

    fn submit(&mut self, now: &Timestamp) -> Effects {
        let Mode::Prompt(prompt) = &self.mode else { return Effects::none() };
        let (purpose, text) = (prompt.purpose, prompt.text().to_owned());
        if purpose.is_of_claim()
            && let Err(why) = self.back_to_target()
        {
            return self.say(&why);
        }
        if let Purpose::Field(number) = purpose {
            return match self.set_typed_field(number, &text, now) {
                Ok(effects) => effects,
                Err(problem) => {
                    let refused = Prompt { problem: Some(problem), ..Prompt::new(purpose, text) };
                    self.mode = Mode::Prompt(refused);
                    Effects::none()
                }
            };
        }
        self.prompt_target = None;
        self.mode = Mode::Read;
        match purpose {
            Purpose::Speaker => self.set_speaker(&text, now),
            Purpose::Note => self.set_note(&text, now),
            Purpose::Labels => self.set_labels(&text, now),
            Purpose::Find => self.finish_search(),
            Purpose::SaveIn => self.save_in(&text),
            // Pickers and the help have prompts of their own, outside this mode.
            Purpose::Keys | Purpose::Pick | Purpose::Field(_) => Effects::none(),
        }
    }

    /// Leaves the prompt for the claim that it belongs to, which must not become another's. Fails with the reason if
    /// the claim is gone; the prompt then stays.
    fn back_to_target(&mut self) -> Result<(), String> {
        if let Some(start) = self.prompt_target {
            let found = self.reading.marks().iter().position(|mark| mark.span.start() == start);
            self.nav.current = Some(found.ok_or_else(|| self.claim_gone())?);
        }
        self.prompt_target = None;
        self.mode = Mode::Read;
        Ok(())
    }

    fn finish_search(&mut self) -> Effects {
        if let Some(span) = self.nav.find.as_ref().and_then(|find| find.current) {
            self.nav.follow_place(&self.reading, span);
        }
        self.nav.follow_text(&self.reading);
        match self.nav.find.take_if(|find| find.current.is_none() && !find.pending) {
            Some(find) if !find.query.is_empty() => self.say(&format!("no match for “{}”", find.query)),
            _ => Effects::none(),
        }
    }

    /// Shows the first match while the reader types a search.
    pub(in crate::session) fn search_while_typing(&mut self) -> Effects {
        let Mode::Prompt(Prompt { purpose: Purpose::Find, input, .. }) = &self.mode else {
            return Effects::none();
        };
        let query = input.value().to_owned();
        let Some(find) = self.nav.find.as_mut().filter(|find| find.query != query) else {
            return Effects::none();
        };
        let document = &self.reading.document;
        find.set_query(&query, document);
        let far = find.request(document, find.origin, true);
        self.show_found();
        far.map(Effect::Search).into()
    }

    /// Scrolls to the current match, or back to the search's origin.
    fn show_found(&mut self) {
        let Some((current, origin)) = self.nav.find.as_ref().map(|find| (find.current, find.origin)) else {
            return;
        };
        match current {
            Some(span) => self.nav.view.reveal(span),
            None => self.nav.view.to_offset(origin),
        }
    }

    pub(in crate::session) fn find_step(&mut self, forward: bool) -> Effects {
        let Some(find) = &mut self.nav.find else {
            self.seek_any(forward);
            return Effects::none();
        };
        let (document, from) = (&self.reading.document, find.next_from(forward));
        let round = find.step(document, forward);
        let far = find.request(document, from, forward);
        if !find.pending {
            self.arrive(round, forward);
        }
        far.map(Effect::Search).into()
    }

    /// Makes the current match visible, and reports a wrap-around.
    fn arrive(&mut self, round: bool, forward: bool) {
        if let Some(span) = self.nav.find.as_ref().and_then(|find| find.current) {
            self.nav.view.reveal(span);
            self.nav.follow_place(&self.reading, span);
        }
        self.nav.follow_text(&self.reading);
        if round {
            let text =
                if forward { "search continued from the beginning" } else { "search continued from the end" };
            self.notices.show(Notice::info(text));
        }
    }

    /// Handles a result of the search thread.
    pub(in crate::session) fn found(&mut self, found: &SearchResult) {
        let (from, current) = (self.nav.view.anchor, self.nav.current_start(&self.reading));
        let Some(find) = &mut self.nav.find else { return };
        let waited = find.pending;
        if !find.accept(found) || !waited {
            return;
        }
        if matches!(self.mode, Mode::Prompt(_)) {
            return self.show_found();
        }
        if found.found.is_some() {
            self.arrive(found.wrapped, found.forward);
            self.nav.jumped(from, current);
        } else if let Some(find) = self.nav.find.take() {
            self.notices.show(Notice::info(format!("no match for “{}”", find.query)));
        }
    }
}
