//! Lines about a claim: opened with their drafts, kept while they are typed, and closed.

use super::{Draft, Home, Remark};
use crate::session::action::Action;
use crate::session::decide::quoted;
use crate::session::keymap::Table;
use crate::session::location::Location;
use crate::session::message::{Effect, Effects};
use crate::session::model::{Mode, Model};
use crate::session::notice::{Notice, Severity};
use crate::session::prompt::{Prompt, Purpose};
use crate::text::Span;

impl Model {
    /// Opens a line about the current mark: the draft of it if there is one, otherwise `saved`, what the tags have.
    pub(in crate::session) fn open_line(&mut self, purpose: Purpose, saved: String, candidates: Vec<String>) {
        let Some((of, start)) = self.remark(purpose).zip(self.nav.current_start(&self.reading)) else {
            return;
        };
        let draft = self.drafts.of(&of, start).map(|draft| draft.text.clone());
        let draft = draft.filter(|text| of.is_worth_keeping(text, &saved));
        let is_draft = draft.is_some();
        let mut prompt =
            Prompt::new(purpose, draft.unwrap_or_else(|| saved.clone())).completed_from(candidates);
        if is_draft {
            prompt.untouched = false;
            let revert = self.key_in(Table::Line, Action::Revert);
            prompt.problem = Some(format!("unfinished; {revert} goes back to what is saved"));
        }
        self.prompt_target = Some(start);
        self.drafts.home = Some(Home { of, place: Location::new(self.document(), start), saved });
        self.mode = Mode::Prompt(prompt);
    }

    fn remark(&self, purpose: Purpose) -> Option<Remark> {
        Some(match purpose {
            Purpose::Note => Remark::Note,
            Purpose::Labels => Remark::Labels,
            Purpose::Speaker => Remark::Speaker,
            Purpose::Field(number) => Remark::Field(self.reading.scheme.fields.get(number)?.id.clone()),
            _ => return None,
        })
    }

    /// Takes the drafts of an earlier session, and says which key opens them.
    pub(in crate::session) fn add_drafts(&mut self, drafts: Vec<Draft>) {
        self.drafts.all = drafts;
        let document = std::sync::Arc::clone(self.document());
        self.drafts.move_to(&document);
        let key = self.key(Action::Draft);
        let text = match self.drafts.all.as_slice() {
            [] => return,
            [one] => {
                let words = one.at.map_or(one.place.words.as_str(), |at| {
                    let end = document.text.len() as u32;
                    Span::new(at, end.min(at + one.place.words.len() as u32))
                        .get(&document.text)
                        .unwrap_or_default()
                });
                format!("unfinished {} on {}; {key} opens it", one.of.name(), quoted(words))
            }
            several => format!("{} unfinished lines about claims; {key} opens one", several.len()),
        };
        match &mut self.notices.current {
            Some(notice) if notice.severity != Severity::Info => self.notices.append(&text),
            _ => self.notices.show(Notice::info(text)),
        }
    }

    /// Closes the line about a claim without a draft of it.
    pub(in crate::session) fn drop_line(&mut self) {
        (self.drafts.home, self.drafts.typed) = (None, false);
    }

    pub(in crate::session) fn line_typed(&mut self) {
        self.drafts.typed |= self.drafts.home.is_some();
    }

    /// Has the reader typed what is kept nowhere yet, so that [`Msg::DraftDue`] is due in a moment?
    ///
    /// [`Msg::DraftDue`]: crate::session::Msg::DraftDue
    pub const fn has_unkept_draft(&self) -> bool {
        self.drafts.typed
    }

    /// Keeps the open line.
    pub(in crate::session) fn keep_draft(&mut self) -> Effects {
        if !std::mem::take(&mut self.drafts.typed) {
            return Effects::none();
        }
        let Mode::Prompt(prompt) = &self.mode else { return Effects::none() };
        if self.drafts.put(prompt.text()) { self.kept_drafts() } else { Effects::none() }
    }

    fn kept_drafts(&self) -> Effects {
        Effects::one(Effect::KeepDrafts(self.drafts.all.clone()))
    }

    /// Closes a line that was not finished: it stays a draft.
    pub(in crate::session) fn leave_line(&mut self) -> Effects {
        let effects = self.keep_draft();
        if let Some(Home { of, place, .. }) = self.drafts.home.take()
            && self.drafts.of(&of, place.offset).is_some()
        {
            let action = match of {
                Remark::Note => Action::Note,
                Remark::Labels => Action::Labels,
                Remark::Speaker => Action::EditSpeaker,
                Remark::Field(_) => Action::Fields,
            };
            let text = format!("unfinished {} kept; {} opens it again", of.name(), self.key(action));
            self.notices.show(Notice::info(text));
        }
        effects
    }

    /// Closes a line that went into the tags: its draft goes once they are on disk.
    pub(in crate::session) fn line_finished(&mut self, text: &str) -> Effects {
        self.drafts.put(text);
        self.drafts.typed = false;
        if let Some(Home { of, place, .. }) = self.drafts.home.take() {
            let revision = self.storage.revision;
            let is_same = |draft: &&mut Draft| draft.of == of && draft.at == Some(place.offset);
            self.drafts.all.iter_mut().filter(is_same).for_each(|draft| draft.saved_in = Some(revision));
        }
        self.drop_saved_drafts()
    }

    /// Forgets the drafts that are in the tag file.
    pub(in crate::session) fn drop_saved_drafts(&mut self) -> Effects {
        let (before, written) = (self.drafts.all.len(), self.storage.written);
        self.drafts.all.retain(|draft| draft.saved_in.is_none_or(|revision| revision > written));
        if self.drafts.all.len() < before { self.kept_drafts() } else { Effects::none() }
    }

    /// Keeps the lines that could not be saved with their tags.
    pub(in crate::session) fn keep_unsaved_lines(&self) -> Effects {
        let is_unsaved = |draft: &Draft| !draft.is_open();
        if self.drafts.all.iter().any(is_unsaved) { self.kept_drafts() } else { Effects::none() }
    }

    /// Puts what is saved in the place of the open line; an undo brings the line back.
    pub(in crate::session) fn revert_line(&mut self) -> Effects {
        let (Mode::Prompt(prompt), Some(home)) = (&mut self.mode, &self.drafts.home) else {
            return Effects::none();
        };
        let undo = self.keymap.first(Table::Line, Action::Undo).unwrap_or_default();
        prompt.replace_all(&home.saved);
        prompt.problem = Some(format!("as it is saved; {undo} brings your words back"));
        self.line_typed();
        self.keep_draft()
    }

    /// Opens the next unfinished line, at its claim.
    pub(in crate::session) fn open_draft(&mut self) -> Effects {
        if self.is_unread() || self.is_barred() {
            return Effects::none();
        }
        let here = self.nav.current_start(&self.reading).unwrap_or(0);
        let open = || self.drafts.all.iter().filter(|draft| draft.is_open());
        let found = open().filter(|draft| draft.at.is_some());
        // The next one in the text, from the current claim on.
        let next = found.min_by_key(|draft| (draft.at < Some(here), draft.at)).or_else(|| open().next());
        let Some(Draft { of, at, place, text, .. }) = next.cloned() else {
            return self.say("no unfinished notes");
        };
        let claim = |start: u32| {
            let marks = self.reading.marks().iter();
            marks.clone().position(|mark| mark.span.start() == start).or_else(|| {
                self.reading.overlapping(Span::new(start, start + 1)).next().map(|(index, _)| index)
            })
        };
        match at.and_then(claim) {
            Some(index) => {
                self.nav.go_to(&self.reading, index);
                let start = self.nav.current_start(&self.reading);
                // A claim with other bounds takes the line over.
                self.rehome(&of, &place, start);
                let field = |id: &String| self.reading.scheme.fields.iter().position(|field| field.id == *id);
                match &of {
                    Remark::Field(id) => match field(id) {
                        Some(number) => self.open_field(number),
                        None => return self.adopt(&of, &place, &text),
                    },
                    Remark::Note => return self.open_remark(Action::Note),
                    Remark::Labels => return self.open_remark(Action::Labels),
                    Remark::Speaker => return self.open_remark(Action::EditSpeaker),
                }
                Effects::none()
            }
            None if !self.loading.progress.done => {
                self.say("still looking for claims; try again in a moment")
            }
            None => self.adopt(&of, &place, &text),
        }
    }

    fn rehome(&mut self, of: &Remark, place: &Location, start: Option<u32>) {
        let Some(start) = start else { return };
        let new = Location::new(self.document(), start);
        let is_it = |draft: &&mut Draft| draft.is_open() && draft.of == *of && draft.place == *place;
        if let Some(draft) = self.drafts.all.iter_mut().find(is_it) {
            (draft.at, draft.place) = (Some(start), new);
        }
    }

    /// Brings a line whose claim is lost to the current claim, behind what its note says already.
    fn adopt(&mut self, of: &Remark, place: &Location, text: &str) -> Effects {
        let effects = self.open_remark(Action::Note);
        let Mode::Prompt(prompt) = &mut self.mode else { return effects };
        let gap = if prompt.text().trim().is_empty() { "" } else { "\n\n" };
        prompt.replace_all(&format!("{}{gap}{text}", prompt.text().trim_end()));
        prompt.problem = Some("its claim is lost: this puts it on the current one".to_owned());
        self.drafts.all.retain(|draft| draft.of != *of || draft.place != *place);
        self.line_typed();
        self.drafts.put(&match &self.mode {
            Mode::Prompt(prompt) => prompt.text().to_owned(),
            _ => String::new(),
        });
        self.drafts.typed = false;
        self.kept_drafts()
    }
}
