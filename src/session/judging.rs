//! The model at work, as the reader steers it: where it looks first, its pause, and what the screen says of it.

use super::message::{Effect, Effects};
use super::model::Model;
use super::{Action, Mode};
use crate::claim::{Engine, Focus};
use crate::text::Span;

impl Model {
    /// Where the model should look first: the page, then claims in the rows of the list, and where the next keys lead.
    pub fn focus(&self) -> Focus {
        let page = self.nav.view.seen();
        if self.loading.judged_percent().is_none() && self.loading.progress.done {
            return Focus { page, also: Vec::new() };
        }
        let list = &self.nav.list;
        let rows = list.top..list.top + list.visible();
        let listed = self.nav.current.into_iter().chain(rows.filter_map(|number| list.at(number)));
        let marks = listed.filter_map(|index| self.reading.mark(index));
        let provisional =
            marks.filter(|mark| mark.is_provisional(&self.reading.scheme)).map(|mark| mark.span);
        let matches = self.nav.find.iter().flat_map(super::find::Find::neighbours);
        Focus { page, also: matches.chain(provisional).filter(|span: &Span| !page.covers(*span)).collect() }
    }

    /// Pauses the model, or lets it go on.
    pub(super) fn toggle_model(&mut self) -> Effects {
        self.pause_model(!self.loading.judging.paused)
    }

    pub(super) fn pause_model(&mut self, pause: bool) -> Effects {
        let is_done = self.loading.is_done() && self.loading.judging.of.is_some();
        let (key, paused) = (self.key(Action::PauseModel), self.loading.judging.paused);
        if self.reading.scheme.engine() == Engine::Cues {
            return self.say("the cues work alone here; there is no model to pause");
        }
        self.mode = Mode::Read;
        self.loading.judging.paused = pause;
        let text = match (pause, paused) {
            (true, _) if is_done => {
                "the model is done here; it pauses before it begins with another text".to_owned()
            }
            (true, _) => {
                format!("the model is paused; {key} lets it go on, and the cues' claims stay until then")
            }
            (false, true) => "the model goes on".to_owned(),
            (false, false) => "the model is not paused".to_owned(),
        };
        drop(self.say(&text));
        if pause == paused { Effects::none() } else { Effects::one(Effect::PauseModel(pause)) }
    }

    /// Says how far the model is.
    pub(super) fn tell_model(&mut self) -> Effects {
        let text = match self.judging_state() {
            _ if self.reading.scheme.engine() == Engine::Cues => "the cues work alone here".to_owned(),
            Some(state) => format!("{state}; `model pause` and `model resume`"),
            None => "the model has judged all of the article".to_owned(),
        };
        self.say(&text)
    }

    /// How far the model is, while it has not judged all of the article.
    pub(super) fn judging_state(&self) -> Option<String> {
        let percent = self.loading.judged_percent();
        let judged = format!("the model has judged {}% of the article", percent.unwrap_or(0));
        match (percent, self.loading.judging.paused) {
            (None, true) if !self.loading.is_done() => Some("the model is paused".to_owned()),
            (None, _) => None,
            (Some(_), true) => {
                Some(format!("{judged} and is paused; {} lets it go on", self.key(Action::PauseModel)))
            }
            (Some(_), false) => Some(judged),
        }
    }

    /// What numbers refer to while more is to come; `None` once they are those of the article.
    pub(super) fn so_far(&self) -> Option<String> {
        let progress = self.loading.progress;
        if self.document().is_partial() || !progress.done {
            return Some("of the part read so far".to_owned());
        }
        let percent = self.loading.judged_percent()?;
        Some(format!("the model has judged {percent}\u{a0}% so far; the other claims are the cues' alone"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Timestamp;
    use crate::session::loading::Judging;
    use crate::session::{Msg, Settings, update};
    use crate::text::Document;
    use std::sync::Arc;

    fn model() -> Model {
        let rain = "It rained on the pier and in the harbour. ".repeat(20);
        let text = format!("The council must pay at once. The Guild demands a toll. {rain}\n\n").repeat(60);
        let imported = crate::import(text.into(), "a.txt", crate::ImportOptions::new(crate::Format::Plain));
        let document: Arc<Document> = Arc::new(imported.unwrap().document);
        let mut model =
            Model::new(Arc::clone(&document), Arc::new(crate::Scheme::claims()), Settings::default(), "mono");
        let (tags, same) = (Vec::new(), false);
        drop(update(&mut model, Msg::Opened { document: Arc::clone(&document), tags, same }));
        drop(update(&mut model, Msg::Resized(120, 30)));
        let mut claims = Vec::new();
        for block in &document.blocks {
            crate::claim::classify_cues(&document.text, block.span, &crate::Scheme::claims(), 0, &mut claims);
        }
        drop(update(&mut model, Msg::Judging { sentences: 180, known: 0 }));
        drop(update(&mut model, Msg::Classified { claims, sentences: 180, bytes: 9, done: true }));
        model
    }

    #[test]
    fn the_model_looks_at_the_page_then_at_the_list_and_the_matches() {
        let mut model = model();
        let focus = model.focus();
        assert_eq!(focus.page, model.nav.view.seen());
        assert!(!focus.also.is_empty(), "the list reaches further than the page");
        assert!(focus.also.iter().all(|span| !focus.page.covers(*span)));
        model.act(Action::Bottom, &Timestamp::default()).into_iter().for_each(drop);
        let end = model.focus();
        assert!(end.page.start() > focus.page.end(), "it follows a jump at once");
        drop(model.run_line("model pause", &Timestamp::default()));
        assert!(model.loading.judging.paused);
        model.loading.judging = Judging { judged: 180, of: Some(180), ..Judging::default() };
        assert_eq!(model.focus().also, [], "nothing is left to look for");
    }

    #[test]
    fn numbers_say_what_they_are_of() {
        let mut model = model();
        assert!(model.so_far().unwrap().contains("0\u{a0}%"));
        model.loading.judging.judged = 90;
        assert!(model.so_far().unwrap().contains("50\u{a0}% so far"));
        model.loading.judging.judged = 180;
        assert_eq!(model.so_far(), None);
        model.loading.progress.done = false;
        assert_eq!(model.so_far().unwrap(), "of the part read so far");
    }
}
