//! The reader's decisions: each one change of one tag, saved at once, and taken back as easily.

use super::choice::Choice;
use super::history::{Change, Edit, Step};
use super::message::{Effect, Effects, Timestamp};
use super::model::{Mode, Model};
use super::notice::Notice;
use crate::claim::CategoryId;
use crate::reading::{Mark, Status};
use crate::tag::{Decision, Selector, Tag};
use crate::text::{Span, visible};
use std::sync::Arc;

impl Model {
    /// Decides on the current mark and goes on to the next undecided one.
    pub(super) fn decide(&mut self, verdict: Choice, now: &Timestamp) -> Effects {
        if self.is_barred() {
            return Effects::none();
        }
        let Some(mark) = self.mark_in_sight() else { return Effects::none() };
        if mark.standing == Status::Orphaned {
            return self.decide_orphan(&mark, verdict);
        }
        if let (Status::Doubtful, Choice::Accept, Some(tag)) = (mark.standing, verdict, &mark.tag) {
            // The decision was made before; what is accepted is the place.
            let seen = Some(Selector::of(self.document(), mark.span));
            let tag = Tag { seen, ..tag.as_ref().clone() };
            let what = format!("it is here: “{}”", visible::cut(mark.span.slice(&self.document().text), 40));
            self.notices.show(Notice::info(what.clone()));
            return self.apply(mark.tag.clone(), Some(Arc::new(tag)), what);
        }
        let after = match self.judged(&mark, verdict, now) {
            Ok(after) => after,
            Err(why) => return self.say(&why),
        };
        let mut what = self.in_words(&mark, after.as_ref());
        if mark.veiled && after.as_ref().is_some_and(|tag| tag.decision != Decision::Open) {
            what.push_str(&self.unveiled(&mark));
        }
        let before = mark.tag.clone();
        // What is said again is no change, whatever the clock says: nothing to save or to undo.
        let again = before
            .as_deref()
            .zip(after.as_ref())
            .is_some_and(|(before, after)| *before == Tag { at: before.at.clone(), ..after.clone() });
        let commands =
            if again { Effects::none() } else { self.apply(before, after.map(Arc::new), what.clone()) };
        self.notices.show(Notice::info(what));
        if !matches!(verdict, Choice::Also(_) | Choice::Clear) {
            self.go_on();
        }
        commands
    }

    /// Tags a passage that the reader marked.
    pub(super) fn decide_passage(
        &mut self,
        span: Span,
        category: Option<CategoryId>,
        now: &Timestamp,
    ) -> Effects {
        self.mode = Mode::Read;
        if self.is_barred() {
            return Effects::none();
        }
        let same = self.reading.within(span).find(|(_, mark)| mark.span == span).map(|(index, _)| index);
        if let Some(index) = same {
            self.nav.current = Some(index);
            return self.decide(category.map_or(Choice::Reject, Choice::Is), now);
        }
        let selector = Selector::of(self.document(), span);
        let decision = if category.is_some() { Decision::Added } else { Decision::Nothing };
        let tag = Tag {
            id: self.fresh_id(&selector, now),
            selector,
            categories: category.into_iter().map(|category| self.category_id(category)).collect(),
            decision,
            labels: Vec::new(),
            note: String::new(),
            annotator: self.settings.annotator.clone(),
            at: now.text.clone(),
            proposed: None,
            seen: None,
            saw_machine: None,
            via: None,
            from: Vec::new(),
            conflicts: Vec::new(),
        };
        let quote = visible::cut(&tag.selector.exact, 40);
        let name = category
            .and_then(|category| self.reading.scheme.category(category))
            .map(|category| category.name.clone());
        let what = format!("{}: “{quote}”", name.unwrap_or_else(|| Status::Nothing.word().to_owned()));
        self.notices.show(Notice::info(what.clone()));
        self.apply(None, Some(Arc::new(tag)), what)
    }

    /// Writes a note on the current mark, or takes it away.
    pub(super) fn set_note(&mut self, note: &str, now: &Timestamp) -> Effects {
        self.amend(now, "note", |tag| note.trim().clone_into(&mut tag.note))
    }

    /// Gives the current mark these labels, separated by commas.
    pub(super) fn set_labels(&mut self, labels: &str, now: &Timestamp) -> Effects {
        let mut words: Vec<String> = Vec::new();
        for word in labels.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        self.amend(now, "labels", |tag| tag.labels = words)
    }

    /// Takes the last change back.
    pub(super) fn undo(&mut self) -> Effects {
        if self.is_barred() {
            return Effects::none();
        }
        let Some(change) = self.storage.history.undo() else { return self.say("nothing to undo") };
        let edits = change.edits.into_iter().map(|edit| (edit.id, edit.before)).collect();
        self.revert(edits, format!("taken back: {}", change.what), Step::Undid)
    }

    /// Does again what was taken back last.
    pub(super) fn redo(&mut self) -> Effects {
        if self.is_barred() {
            return Effects::none();
        }
        let Some(change) = self.storage.history.redo() else { return self.say("nothing to redo") };
        let edits = change.edits.into_iter().map(|edit| (edit.id, edit.after)).collect();
        self.revert(edits, format!("done again: {}", change.what), Step::Redid)
    }

    /// The current mark if it is in sight; else it is brought there first, so that nothing is
    /// decided unseen.
    fn mark_in_sight(&mut self) -> Option<Mark> {
        let Some(mark) = self.current_mark().cloned() else {
            self.notices.show(Notice::info(self.none_to_decide()));
            return None;
        };
        if self.is_unread() {
            return None;
        }
        if mark.standing != Status::Orphaned
            && !mark.shown_span().overlaps(self.nav.view.seen())
            && self.nav.view.height() > 0
        {
            self.show_span(mark.shown_span());
            self.notices.show(Notice::info("the current claim was out of sight; press the key again"));
            return None;
        }
        Some(mark)
    }

    fn decide_orphan(&mut self, mark: &Mark, verdict: Choice) -> Effects {
        if verdict != Choice::Clear {
            return self.say(&self.orphan_needs_clearing());
        }
        let tag = mark.tag.as_deref();
        let was = tag
            .map_or(String::new(), |tag| format!("{} {}", tag.decision.word(), self.names(&tag.categories)));
        let quote = visible::cut(tag.map_or("", |tag| tag.selector.exact.as_str()), 40);
        let what = format!("removed, {}: “{quote}”", was.trim());
        self.notices.show(Notice::info(what.clone()));
        self.apply(mark.tag.clone(), None, what)
    }

    fn amend(&mut self, now: &Timestamp, what: &str, change: impl FnOnce(&mut Tag)) -> Effects {
        let Some(mark) = self.current_mark().cloned() else { return Effects::none() };
        let mut tag = self.tag_for(&mark, now);
        change(&mut tag);
        let unchanged = mark.tag.as_ref().is_some_and(|old| old.note == tag.note && old.labels == tag.labels);
        let empty = mark.tag.is_none() && tag.note.is_empty() && tag.labels.is_empty();
        if unchanged || empty {
            return Effects::none();
        }
        // What was only noted, and is noted no longer, leaves nothing behind.
        let gone = tag.decision == Decision::Open && tag.note.is_empty() && tag.labels.is_empty();
        let what = format!("{what} on “{}”", visible::cut(&tag.selector.exact, 40));
        self.notices.show(Notice::info(what.clone()));
        self.apply(mark.tag.clone(), (!gone).then(|| Arc::new(tag)), what)
    }

    fn in_words(&self, mark: &Mark, after: Option<&Tag>) -> String {
        let text = match &mark.tag {
            Some(tag) if mark.standing == Status::Orphaned => tag.selector.exact.as_str(),
            _ => mark.shown_span().slice(&self.document().text),
        };
        let quote = visible::cut(text, 40);
        let word = match after.map(|tag| (&tag.decision, tag.categories.as_slice())) {
            None | Some((Decision::Open, _)) => "undecided again".to_owned(),
            Some((Decision::Rejected, _)) => Status::Rejected.word().to_owned(),
            Some((Decision::Nothing, _)) => Status::Nothing.word().to_owned(),
            Some((decision, ids)) => {
                let verb = match decision {
                    // Whoever has not seen what the machine says neither agrees with it nor changes it.
                    _ if mark.veiled => "",
                    Decision::Confirmed => "accepted as ",
                    Decision::Retagged => "changed to ",
                    _ => "",
                };
                format!("{verb}{}", self.names(ids))
            }
        };
        format!("{word}: “{quote}”")
    }

    /// The names of categories, also of those that this scheme does not have.
    fn names(&self, ids: &[String]) -> String {
        let scheme = &self.reading.scheme;
        let name = |id: &String| {
            let category = scheme.category_by_id(id).and_then(|id| scheme.category(id));
            category.map_or_else(|| id.clone(), |category| category.name.clone())
        };
        ids.iter().map(name).collect::<Vec<_>>().join(" and ")
    }

    /// Makes a change, remembers how to take it back, and asks for it to be saved.
    fn apply(&mut self, before: Option<Arc<Tag>>, after: Option<Arc<Tag>>, what: String) -> Effects {
        let Some(id) = after.as_ref().or(before.as_ref()).map(|tag| tag.id.clone()) else {
            return Effects::none();
        };
        match (self.nav.current, before.is_some() || self.current_is_for(after.as_deref())) {
            // The mark is at hand: no search for it, however many there are.
            (Some(index), true) => self.reading.set(index, after.clone()),
            _ => self.nav.current = self.reading.restore(&id, after.clone()),
        }
        self.keep(vec![Edit { id, before, after }], what, self.nav.current)
    }

    /// Remembers a change that was made, of the mark `at` alone if there is one, and asks for it to be saved.
    pub(super) fn keep(&mut self, edits: Vec<Edit>, what: String, at: Option<usize>) -> Effects {
        let change = Change { edits, what };
        let step = Effect::Remember(Box::new(Step::Did(change.clone())));
        self.storage.history.push(change);
        self.screen.preferences.has_decided |= self.guide.lesson.is_none();
        self.changed(at);
        Effects::from([step, self.save(), self.keep_place()])
    }

    /// Whether a new tag belongs to the current mark, by its place.
    fn current_is_for(&self, tag: Option<&Tag>) -> bool {
        let (Some(tag), Some(mark)) = (tag, self.current_mark()) else { return false };
        mark.tag.is_none() && self.document().char_range(mark.span) == (tag.selector.start, tag.selector.end)
    }

    fn revert(&mut self, edits: Vec<(String, Option<Arc<Tag>>)>, what: String, step: Step) -> Effects {
        let index = self.reading.restore_all(edits);
        self.changed(None);
        let last = self.reading.marks().len().saturating_sub(1);
        if let Some(index) = index.map(|index| index.min(last)).filter(|_| !self.reading.marks().is_empty()) {
            self.go_to(index);
        }
        self.notices.show(Notice::info(what));
        Effects::from([Effect::Remember(Box::new(step)), self.save()])
    }

    /// Brings what depends on the tags up to date after a change of them: of the mark `at`, or of any.
    fn changed(&mut self, at: Option<usize>) {
        self.storage.revision += 1;
        match at {
            Some(index) => self.nav.list.refresh_at(&self.reading, index),
            None => self.nav.list.refresh(&self.reading),
        }
        let count = self.reading.marks().len();
        self.nav.current =
            self.nav.current.map(|index| index.min(count.saturating_sub(1))).filter(|_| count > 0);
    }

    /// After a decision: on to the next undecided mark, if one is left.
    fn go_on(&mut self) {
        let said = self.notices.current.take();
        let found = self.seek_undecided(true);
        let done = self.reading.counts().decided == self.reading.counts().marks;
        if found || !done {
            let round =
                self.notices.current.take().filter(|_| found).map(|notice| format!("; {}", notice.text));
            self.notices.current =
                said.map(|said| Notice::info(said.text + round.as_deref().unwrap_or_default()));
        } else {
            self.notices.show(Notice::info(self.all_decided()));
        }
    }

    pub(super) fn say(&mut self, text: &str) -> Effects {
        self.notices.show(Notice::info(text));
        Effects::none()
    }
}
