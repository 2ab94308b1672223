//! Searching while the reader types, from match to match, and on while the text is still being read.

use super::SearchResult;
use crate::session::message::{Effect, Effects};
use crate::session::model::{Mode, Model};
use crate::session::notice::Notice;
use crate::session::prompt::Purpose;

impl Model {
    /// Is more of the article to come, so that a word may stand further on?
    fn is_growing(&self) -> bool {
        self.document().is_partial() && !self.loading.incoming.cut_off
    }

    pub(in crate::session) fn finish_search(&mut self) -> Effects {
        if let Some(span) = self.nav.find.as_ref().and_then(|find| find.current) {
            self.nav.follow_place(&self.reading, span);
        }
        self.nav.follow_text(&self.reading);
        let Some(find) = &mut self.nav.find else { return Effects::none() };
        find.waits_at = self.nav.view.anchor;
        if find.query.is_empty() {
            self.nav.find = None;
        } else if find.awaits_text {
            self.say_looking_further();
        } else if find.current.is_none() && !find.pending {
            self.end_search();
        }
        Effects::none()
    }

    /// Shows the first match while the reader types a search.
    pub(in crate::session) fn search_while_typing(&mut self) -> Effects {
        let Mode::Prompt(prompt) = &self.mode else { return Effects::none() };
        if prompt.purpose != Purpose::Find {
            return Effects::none();
        }
        let query = prompt.text().to_owned();
        let grows = self.is_growing();
        let Some(find) = self.nav.find.as_mut().filter(|find| find.query != query) else {
            return Effects::none();
        };
        let document = &self.reading.document;
        find.set_query(&query, document, grows);
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
        let grows = self.is_growing();
        let Some(find) = &mut self.nav.find else {
            self.seek_any(forward);
            return Effects::none();
        };
        let (document, from) = (&self.reading.document, find.next_from(forward));
        let round = find.step(document, forward, grows);
        let far = find.request(document, from, forward);
        find.waits_at = self.nav.view.anchor;
        if find.awaits_text {
            self.say_looking_further();
        } else if !find.pending {
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
        let grows = self.is_growing();
        let Some(find) = &mut self.nav.find else { return };
        let waited = find.pending;
        if !find.accept(found, grows) || !waited {
            return;
        }
        if find.awaits_text {
            if !matches!(self.mode, Mode::Prompt(_)) {
                self.say_looking_further();
            }
            return;
        }
        self.answer_search(found.wrapped, found.forward);
    }

    /// Goes on with a search in a longer beginning of the article, or in all of it.
    pub(in crate::session) fn resume_search(&mut self) -> Effects {
        let grows = self.is_growing();
        let Some(find) = &mut self.nav.find else { return Effects::none() };
        let (waited, document) = (find.awaits_text, &self.reading.document);
        let round = find.resume(document, grows);
        let (from, forward) = find.request_step();
        let far = find.request(document, from, forward);
        if waited && !find.pending {
            self.answer_search(round, forward);
        }
        far.map(Effect::Search).into()
    }

    /// Shows what a search has found after the reader waited for it; a reader who has moved on is only told.
    fn answer_search(&mut self, round: bool, forward: bool) {
        let (from, current) = (self.nav.view.anchor, self.nav.current_start(&self.reading));
        let Some(find) = &mut self.nav.find else { return };
        if matches!(self.mode, Mode::Prompt(_)) {
            return self.show_found();
        }
        let Some(span) = find.current else { return self.end_search() };
        if find.waits_at == from && matches!(self.mode, Mode::Read) {
            self.arrive(round, forward);
            return self.nav.jumped(from, current);
        }
        // The next step goes to it.
        (find.current, find.origin) = (None, if forward { span.start() } else { span.end() });
        let query = find.query.clone();
        let paragraph = self.document().block_at(span.start()) + 1;
        let key = self.key(if forward { super::Action::FindNext } else { super::Action::FindPrevious });
        let text = format!("“{query}” stands in ¶{paragraph}; {key} goes there");
        self.notices.show(Notice::info(text));
    }

    fn say_looking_further(&mut self) {
        let Some(find) = &self.nav.find else { return };
        let more = if find.current.is_some() { "no more matches" } else { "no match" };
        let text = format!("{more} for “{}” in what was read so far; looking further …", find.query);
        self.notices.show(Notice::info(text));
    }

    /// Ends a search that found nothing in all of the text.
    fn end_search(&mut self) {
        let Some(find) = self.nav.find.take() else { return };
        let place = if self.document().is_partial() { " in the part that was read" } else { "" };
        self.notices.show(Notice::info(format!("no match for “{}”{place}", find.query)));
    }
}
