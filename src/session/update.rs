//! Entry point for messages: changes the model and returns the effects to perform.

use super::loading::{Incoming, Progress};
use super::message::{Effects, Msg};
use super::model::{Mode, Model};
use super::on_disk::Question;
use crate::claim::Claim;
use crate::reading::{Mark, Status};

pub fn update(model: &mut Model, msg: Msg) -> Effects {
    let before = model.notices.current.clone();
    if !matches!(msg, Msg::Key(..) | Msg::Mouse(..) | Msg::Pasted(_) | Msg::Elapsed | Msg::Saved { .. }) {
        // Text, marks, scheme or messages may have changed: repeat the layout of their views.
        model.panel.source = None;
        if let Mode::Popup(popup) = &mut model.mode {
            popup.stale = true;
        }
    }
    let mut effects = Effects::none();
    match msg {
        Msg::Key(key, now) => effects = model.press(key, &now),
        Msg::Elapsed => model.screen.key_hints = model.wants_to_hint().then(|| model.table()),
        Msg::Mouse(mouse, now) => effects = model.point(mouse, &now),
        Msg::Pasted(text) => effects = model.paste(&text),
        Msg::Resized(width, height) => model.lay_out(width, height),
        Msg::Opened { document, tags, same } => effects = model.opened(&document, tags, same),
        Msg::Placed { document, anchors, done } => model.placed(&document, &anchors, done),
        Msg::Reading { read, of } => {
            model.loading.incoming = Incoming { read, of, ..model.loading.incoming };
        }
        Msg::Beginning(document) => effects = model.begun(&document),
        Msg::Grown { document, claims } => effects = model.grown(&document, claims),
        Msg::TagsFound(found) => model.storage.find_tags(found),
        Msg::CutOff(why) => effects = model.cut_off(why),
        Msg::Compared(cases, now) => effects = model.compare(cases, &now),
        Msg::Changed(document) => effects = model.changed_on_disk(&document),
        Msg::VersionsCompared { compared, shows } => model.versions_compared(compared, shows),
        Msg::Compiled(scheme) => model.reading.scheme = scheme,
        Msg::Classified { claims, sentences, bytes, done } => {
            model.classified(claims, Progress { sentences, bytes, done });
        }
        Msg::Judging { sentences, known } => model.begin_judging(sentences, known),
        Msg::Settled(settled) => model.settled(settled),
        Msg::Explained { document, span, words } => model.explained(&document, span, words),
        Msg::Saved { revision } => effects = model.written(revision),
        Msg::Drafts(drafts) => model.add_drafts(drafts),
        Msg::DraftDue => effects = model.keep_draft(),
        Msg::Merged { before, after, conflicts } => effects = model.merged(&before, after, conflicts),
        Msg::Inspected { asked, state } => effects = model.inspected(asked, state),
        Msg::Restored(what) => model.restored(&what),
        Msg::TookOver => effects = model.took_over(),
        Msg::TagsLeftBehind { name, count } => model.keep_question(Question::TakeOver { name, count }),
        Msg::TagsOfAnother { article, count } => {
            model.keep_question(Question::WriteInto { article, count });
        }
        Msg::TagsBelong => effects = model.tags_belong(),
        Msg::TagsRedirected(name) => effects = model.turned(name),
        Msg::Failed { revision, message } => {
            model.failed(revision, message);
            effects = model.keep_unsaved_lines();
        }
        Msg::Searched(result) => model.found(&result),
        Msg::TagsEdited => effects = model.tags_edited(),
        Msg::Notify(notice) => model.notices.show(notice),
        Msg::Trying(progress) => model.trying(progress),
        Msg::Tried(tried) => model.tried(*tried),
        Msg::TrialFailed(why) => model.trial_failed(why),
        Msg::Ended => effects = model.leave(),
    }
    model.ask_kept_question();
    model.merge_judged();
    effects.extend(model.ask_for_words());
    effects.extend(model.compare_when_known());
    if let Some(find) = &mut model.nav.find {
        find.match_page(&model.reading.document, model.nav.view.seen());
    }
    model.screen.key_hints = model.screen.key_hints.filter(|table| *table == model.table());
    model.update_guide();
    model.notices.log_since(before.as_ref());
    model.lay_out_panel();
    model.lay_out_side_notes();
    model.lay_out_legend();
    model.lay_out_card();
    model.lay_out_popup();
    model.lay_out_note();
    effects
}

impl Model {
    /// Adds claims to the marks, and makes one current if there is none.
    fn classified(&mut self, claims: Vec<Claim>, progress: Progress) {
        let key = self.current_mark().map(Mark::key);
        let first = self.reading.add_claims(claims);
        self.loading.progress = progress;
        self.nav.list.refresh_from(&self.reading, first);
        self.nav.current = key.and_then(|key| self.reading.find(&key));
        self.choose_current(self.loading.is_done());
        self.nav.follow_in_list();
    }

    /// Makes a mark current if there is none: the last session's, or one in sight; once all are found, any.
    pub(super) fn choose_current(&mut self, all_found: bool) {
        if self.nav.current.is_some() && self.nav.resumes.is_none() {
            return;
        }
        let (before, resumed) = (self.nav.current, self.last_current());
        self.nav.current = resumed.or(before).or_else(|| self.first_in_sight());
        if self.nav.current.is_none() && all_found && !self.nav.list.is_empty() {
            // If none is visible, the next one becomes current, and the first key scrolls to it.
            let next = self.reading.index_from(self.nav.view.seen().end());
            let (number, _) = self.nav.list.number_of(next);
            self.nav.current = self.nav.list.at(number).or_else(|| self.nav.list.at(0));
        }
        if self.nav.current != before {
            self.nav.follow_in_list();
        }
    }

    /// The last session's current mark, once it is found again; scrolls to it.
    fn last_current(&mut self) -> Option<usize> {
        let start = self.nav.resumes?;
        let marks = self.reading.marks().iter().enumerate().skip(self.reading.index_from(start));
        let (index, mark) = marks
            .take_while(|(_, mark)| mark.span.start() == start)
            .find(|(index, _)| self.nav.list.lists(*index))?;
        self.nav.view.glance(mark.shown_span());
        self.nav.resumes = None;
        Some(index)
    }

    /// The first visible undecided mark, or else the first visible one; if possible one that is visible whole.
    pub(super) fn first_in_sight(&self) -> Option<usize> {
        let seen = self.nav.view.seen();
        let is_in_sight =
            |(index, mark): &(usize, &Mark)| self.nav.list.lists(*index) && seen.overlaps(mark.span);
        let marks: Vec<(usize, &Mark)> = self.reading.overlapping(seen).filter(is_in_sight).collect();
        let is_whole = |mark: &Mark| seen.covers(mark.shown_span());
        let is_open = |mark: &Mark| mark.status == Status::Undecided;
        let whole_and_open = marks.iter().find(|(_, mark)| is_open(mark) && is_whole(mark));
        let open = || marks.iter().find(|(_, mark)| is_open(mark));
        whole_and_open.or_else(open).or_else(|| marks.first()).map(|(index, _)| *index)
    }

    fn paste(&mut self, text: &str) -> Effects {
        match &mut self.mode {
            Mode::Prompt(prompt) => {
                prompt.paste(text);
                self.line_typed();
                self.search_while_typing()
            }
            Mode::Pick(picker) => {
                picker.filters = true;
                picker.prompt.paste(text);
                self.search_items()
            }
            Mode::Popup(popup) if popup.prompt().is_some() => {
                popup.paste(text);
                Effects::none()
            }
            _ => self.say("nothing is being typed, so the paste was ignored"),
        }
    }
}
