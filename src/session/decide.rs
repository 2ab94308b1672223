//! Decisions on one mark: each changes one tag, is saved at once, and can be undone.

use super::choice::{Choice, Side};
use super::history::{Change, Edit, Step};
use super::message::{Effect, Effects, Timestamp};
use super::model::{Mode, Model};
use super::navigate::around;
use super::navigation::Moved;
use super::notice::Notice;
use crate::claim::{CategoryId, Engine, Scored};
use crate::reading::explanation::format_percent;
use crate::reading::{Adjudication, Mark, Status};
use crate::tag::{Decision, Proposed, Selector, Tag};
use crate::text::{Span, visible};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Longest quotation in a notice, in cells.
const MAX_QUOTE: usize = 40;

pub(super) fn quoted(text: &str) -> String {
    format!("“{}”", visible::cut(text, MAX_QUOTE))
}

impl Model {
    /// Decides on the current mark and goes to the next undecided one.
    pub(super) fn decide(&mut self, choice: Choice, now: &Timestamp) -> Effects {
        if self.is_barred() {
            return Effects::none();
        }
        let Some(mark) = self.mark_in_sight() else { return Effects::none() };
        match (mark.status, choice, &mark.tag) {
            (Status::Orphaned, Choice::Clear, Some(tag)) => {
                let was = format!("{} {}", tag.decision.past_tense(), self.names(&tag.categories));
                let what = format!("removed, {}: {}", was.trim(), quoted(&tag.selector.exact));
                return self.apply(mark.tag.clone(), None, what);
            }
            (Status::Orphaned, ..) => return self.say(&self.orphan_needs_clearing()),
            (Status::Doubtful, Choice::Accept, Some(tag)) => {
                let words = mark.span.slice(&self.document().text);
                let what = if mark.is_reworded { "kept with the new words" } else { "it is here" };
                let what = format!("{what}: {}", quoted(words));
                let mut tag = tag.as_ref().clone();
                if mark.is_reworded {
                    // The decision on the new words is made now.
                    tag.at.clone_from(&now.text);
                }
                self.adopt_place(&mut tag, &mark);
                return self.apply(mark.tag.clone(), Some(Arc::new(tag)), what);
            }
            _ => {}
        }
        let after = match self.tag_after(&mark, choice, now) {
            Ok(after) => after,
            Err(why) => return self.say(&why),
        };
        let what = self.description(&mark, after.as_ref());
        // Repeating a decision changes nothing, whatever the time: nothing to save or to undo.
        let again = mark
            .tag
            .as_deref()
            .zip(after.as_ref())
            .is_some_and(|(before, after)| *before == Tag { at: before.at.clone(), ..after.clone() });
        let effects = if again {
            self.say(&what)
        } else {
            self.apply(mark.tag.clone(), after.map(Arc::new), what.clone())
        };
        if !matches!(choice, Choice::Also(_) | Choice::Clear) {
            self.go_to_undecided(what);
        }
        effects
    }

    /// Goes to the next undecided mark after a decision, if there is one.
    fn go_to_undecided(&mut self, what: String) {
        let asked = self.asked_status();
        let wanted = |mark: &Mark| mark.status == asked;
        let moved = if self.nav.list.order.sinks_decided() {
            self.nav.seek_from_top(&self.reading, wanted)
        } else {
            self.nav.seek(&self.reading, true, wanted)
        };
        let text = match moved {
            Moved::Around => format!("{what}; {}", around(true)),
            // The last row says where to go next.
            Moved::Nowhere if self.all_are_decided() => return self.notices.current = None,
            Moved::To | Moved::Nowhere => what,
        };
        self.notices.show(Notice::info(text));
    }

    /// Adopts a judgment in an adjudication.
    pub(super) fn take(&mut self, side: Side, now: &Timestamp) -> Effects {
        if self.current_mark().is_some_and(|mark| mark.adjudication.is_none()) {
            return self.say(&self.not_compared());
        }
        self.decide(Choice::Take(side), now)
    }

    /// Tags a selected passage; without a category, as "nothing here".
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
        let same = self.reading.overlapping(span).find(|(_, mark)| mark.span == span).map(|(index, _)| index);
        if let Some(index) = same {
            self.nav.current = Some(index);
            return self.decide(category.map_or(Choice::Reject, Choice::Is), now);
        }
        if let Some((index, category)) = self.reading.undecided_claim_like(span).zip(category) {
            self.nav.current = Some(index);
            return self.set_bounds(span, Some(Choice::Is(category)), now);
        }
        let decision = if category.is_some() { Decision::Added } else { Decision::Nothing };
        let categories = category.into_iter().map(|category| self.category_id(category)).collect();
        let tag = Tag { categories, decision, ..self.new_tag(span, now) };
        let name = category.and_then(|category| self.reading.scheme.category(category));
        let name = name.map_or(Status::Nothing.word(), |category| &category.name);
        let what = format!("{name}: {}", quoted(&tag.selector.exact));
        self.apply(None, Some(Arc::new(tag)), what)
    }

    /// Gives the current mark other bounds with a decision on it, which is one decision and keeps what was suggested.
    ///
    /// Without a `choice` an earlier decision stands; an undecided suggestion in sight is accepted.
    pub(super) fn set_bounds(&mut self, span: Span, choice: Option<Choice>, now: &Timestamp) -> Effects {
        self.mode = Mode::Read;
        if self.is_barred() {
            return Effects::none();
        }
        let Some(mark) = self.current_mark().filter(|mark| mark.status != Status::Orphaned).cloned() else {
            return self.say(&self.no_current());
        };
        let is_suggestion = matches!(mark.status, Status::Undecided | Status::Skipped)
            && mark.adjudication.is_none()
            && !mark.blinded
            && self.reading.proposed(&mark).next().is_some();
        let accepts = (choice.is_none() && is_suggestion).then_some(Choice::Accept);
        let after = match choice.or(accepts) {
            Some(choice) => self.tag_after(&mark, choice, now),
            None => Ok(Some(self.tag_for(&mark, now))),
        };
        let mut tag = match after {
            Ok(Some(tag)) => tag,
            Ok(None) => return Effects::none(),
            Err(why) => return self.say(&why),
        };
        self.rebound(&mut tag, mark.span, span);
        let what = match choice.or(accepts) {
            Some(_) => {
                let mut shown = mark.clone();
                shown.span = span;
                self.description(&shown, Some(&tag))
            }
            None => format!("new bounds: {}", quoted(&tag.selector.exact)),
        };
        let effects = self.apply(mark.tag.clone(), Some(Arc::new(tag)), what.clone());
        if choice.is_some() {
            self.go_to_undecided(what);
        }
        effects
    }

    /// Moves the bounds of a tag whose passage is at `here`, and keeps those of the suggestion.
    fn rebound(&self, tag: &mut Tag, here: Span, span: Span) {
        let document = self.document();
        let suggested = tag.proposed_range(document.char_range(here));
        tag.selector = Selector::of(document, span);
        tag.seen = None;
        if let Some(proposed) = &mut tag.proposed {
            let now = (tag.selector.start, tag.selector.end);
            proposed.range = suggested.filter(|range| *range != now);
        }
    }

    /// Settles a doubtful tag where `mark` shows it. Changed words are those that the reader has read now, so the tag
    /// is on them from here on.
    fn adopt_place(&self, tag: &mut Tag, mark: &Mark) {
        if mark.is_reworded {
            self.rebound(tag, mark.span, mark.span);
        } else {
            tag.seen = Some(Selector::of(self.document(), mark.span));
        }
    }

    /// Attaches the current lost tag to a selected passage.
    pub(super) fn attach(&mut self, span: Span) -> Effects {
        self.mode = Mode::Read;
        if self.is_barred() {
            return Effects::none();
        }
        let lost = self.current_mark().filter(|mark| mark.status == Status::Orphaned);
        let Some((index, before)) = self.nav.current.zip(lost.and_then(|mark| mark.tag.clone())) else {
            return self.say(&self.no_lost_tag());
        };
        let seen = Some(Selector::of(self.document(), span));
        let after = Arc::new(Tag { seen, ..before.as_ref().clone() });
        self.reading.set_tag(index, None);
        self.nav.current = self.reading.restore(&after.id, Some(Arc::clone(&after)));
        let what = format!("put here: {}", quoted(&after.selector.exact));
        self.notices.show(Notice::info(what.clone()));
        self.record(vec![Edit { id: after.id.clone(), before: Some(before), after: Some(after) }], what, None)
    }

    /// Undoes the last change, or redoes the last one undone.
    pub(super) fn step_history(&mut self, undo: bool) -> Effects {
        if let Some(effects) = self.step_teaching(undo) {
            return effects;
        }
        if self.is_barred() {
            return Effects::none();
        }
        if self.is_placing() {
            return Effects::none();
        }
        let history = &mut self.storage.history;
        let Some(Change { edits, what }) = (if undo { history.undo() } else { history.redo() }) else {
            return self.say(if undo { "nothing to undo" } else { "nothing to redo" });
        };
        let (done, step) = if undo { ("undone", Step::Undid) } else { ("redone", Step::Redid) };
        let edits = edits.into_iter().map(|edit| (edit.id, if undo { edit.before } else { edit.after }));
        let index = self.reading.restore_all(edits.collect());
        self.tags_changed(None);
        let last = self.reading.marks().len().checked_sub(1);
        if let Some((index, last)) = index.zip(last) {
            self.nav.go_to(&self.reading, index.min(last));
        }
        self.notices.show(Notice::info(format!("{done}: {what}")));
        Effects::from([Effect::LogStep(Box::new(step)), self.save()])
    }

    /// The current mark if it is visible; else scrolls to it first, so that no decision is made unseen.
    fn mark_in_sight(&mut self) -> Option<Mark> {
        let Some(mark) = self.current_mark().cloned() else {
            self.notices.show(Notice::info(self.none_to_decide()));
            return None;
        };
        if self.is_unread() {
            return None;
        }
        let view = &mut self.nav.view;
        let hidden = view.height > 0 && !mark.shown_span().overlaps(view.seen());
        if mark.status != Status::Orphaned && hidden {
            view.reveal(mark.shown_span());
            self.notices.show(Notice::info("the current claim was out of sight; press the key again"));
            return None;
        }
        Some(mark)
    }

    /// The mark's tag after a choice, if any; fails with the reason if the choice does not apply to this mark.
    pub(super) fn tag_after(
        &mut self,
        mark: &Mark,
        choice: Choice,
        now: &Timestamp,
    ) -> Result<Option<Tag>, String> {
        let suggested = self.suggested(mark);
        let categories = match (choice, &mark.adjudication) {
            (Choice::Is(category), _) => vec![self.category_id(category)],
            (Choice::Also(category), _) => {
                self.toggled(mark, category).ok_or_else(|| self.needs_category())?
            }
            // Without a suggestion, the categories are all that says what was left open.
            (Choice::Skip, _) if suggested.is_empty() => {
                mark.tag.as_ref().map(|tag| tag.categories.clone()).unwrap_or_default()
            }
            (Choice::Reject | Choice::Clear | Choice::Skip, _) => Vec::new(),
            (Choice::Take(side), Some(case)) => self.judged_by(case, side),
            (Choice::Take(_), None) => return Err(self.not_compared()),
            (Choice::Accept, Some(_)) => return Err(self.take_a_or_b()),
            (Choice::Accept, None) if mark.blinded => return Err(self.suggestion_hidden()),
            (Choice::Accept, None) if suggested.is_empty() => return Err(self.nothing_suggested()),
            (Choice::Accept, None) => suggested.clone(),
        };
        let decision = match (choice, &mark.adjudication, &mark.tag) {
            (Choice::Clear, _, None) => return Err("nothing is decided here".to_owned()),
            // Note and labels survive until cleared separately.
            (Choice::Clear, _, Some(tag)) => {
                if tag.is_bare() || tag.decision == Decision::Open {
                    return Ok(None);
                }
                Decision::Open
            }
            (Choice::Skip, ..) => Decision::Skipped,
            (_, Some(case), _) => case.decision(&categories),
            (_, None, _) => decision(&suggested, &categories),
        };
        let mut tag = Tag { categories, decision, via: None, ..self.tag_for(mark, now) };
        let range = tag.proposed_range(self.document().char_range(mark.span));
        if let Some((start, end)) = range.filter(|_| choice == Choice::Clear && tag.is_rebounded()) {
            // The bounds are part of the decision.
            self.rebound(&mut tag, mark.span, self.document().span_of_chars(start, end));
        }
        if mark.adjudication.is_none() {
            tag.conflicts = Vec::new();
            if mark.status == Status::Doubtful {
                self.adopt_place(&mut tag, mark);
            }
            // A suggestion seen once counts as seen, even if the machine no longer makes it.
            let saw = if suggested.is_empty() { tag.saw_machine } else { Some(!mark.blinded) };
            tag.saw_machine = saw.filter(|_| !tag.decision.is_open());
        }
        Ok(Some(tag))
    }

    /// Ids of the suggested categories.
    fn suggested(&self, mark: &Mark) -> Vec<String> {
        self.reading.proposed(mark).map(|scored| self.category_id(scored.category)).collect()
    }

    fn category_id(&self, category: CategoryId) -> String {
        self.reading.scheme.category(category).map(|category| category.id.clone()).unwrap_or_default()
    }

    /// The mark's categories with this one toggled; `None` if that would leave none.
    fn toggled(&self, mark: &Mark, category: CategoryId) -> Option<Vec<String>> {
        let id = self.category_id(category);
        let mut ids: Vec<String> = match mark.status {
            Status::Rejected | Status::Nothing => Vec::new(),
            _ => mark.categories.iter().map(|&category| self.category_id(category)).collect(),
        };
        match ids.iter().position(|known| *known == id) {
            Some(at) => drop(ids.remove(at)),
            None => ids.push(id),
        }
        (!ids.is_empty()).then_some(ids)
    }

    /// Categories chosen by one annotator or by both, in scheme order.
    fn judged_by(&self, case: &Adjudication, side: Side) -> Vec<String> {
        let order = self.settings.compare.as_ref().map_or([0, 1], |compared| compared.order(case));
        let sides: &[usize] = match side {
            Side::First => &order[..1],
            Side::Second => &order[1..],
            Side::Both => &order,
        };
        let judgments = sides.iter().filter_map(|&at| case.judgments.get(at)?.as_ref());
        let given: BTreeSet<&String> = judgments.flat_map(|judgment| &judgment.categories).collect();
        case.categories(&self.reading.scheme).into_iter().filter(|id| given.contains(id)).collect()
    }

    /// The mark's tag, or a new one, with the present annotator and time.
    pub(super) fn tag_for(&mut self, mark: &Mark, now: &Timestamp) -> Tag {
        if let Some(tag) = &mark.tag {
            let annotator = self.settings.annotator.clone();
            return Tag { annotator, at: now.text.clone(), ..tag.as_ref().clone() };
        }
        let scheme = &self.reading.scheme;
        let proposed = mark.claim.as_ref().map(|claim| Proposed {
            categories: self
                .reading
                .proposed(mark)
                .map(|scored| (self.category_id(scored.category), scored.score))
                .collect(),
            cues: claim
                .evidence
                .iter()
                .filter(|evidence| evidence.blocked.is_none())
                .filter_map(|evidence| scheme.cue(evidence.cue).map(|cue| cue.id.clone()))
                .collect(),
            engine: claim.engine.map(|engine| engine.word().to_owned()),
            model: scheme.personal().filter(|_| claim.engine == Some(Engine::Both)).map(|model| model.name()),
            range: None,
        });
        let case = mark.adjudication.as_ref();
        let here = self.document().char_range(mark.span);
        let of_case = || {
            let proposed = case.and_then(|case| case.proposed())?;
            Some(Proposed { range: proposed.range.filter(|range| *range != here), ..proposed.clone() })
        };
        Tag {
            proposed: proposed.or_else(of_case),
            from: case.map(|case| case.sources()).unwrap_or_default(),
            speaker: case.and_then(|case| case.speaker().cloned()),
            fields: case.map(|case| case.fields()).unwrap_or_default(),
            ..self.new_tag(mark.span, now)
        }
    }

    fn new_tag(&mut self, span: Span, now: &Timestamp) -> Tag {
        let selector = Selector::of(self.document(), span);
        let annotator = self.settings.annotator.clone();
        let id = self.storage.new_tag_id(&selector, &annotator, now);
        Tag { id, annotator, at: now.text.clone(), ..Tag::new(selector) }
    }

    /// For example `changed to Promise: “…”`.
    fn description(&self, mark: &Mark, after: Option<&Tag>) -> String {
        let word = match after.map(|tag| (&tag.decision, tag.categories.as_slice())) {
            None | Some((Decision::Open, _)) => "undecided again".to_owned(),
            Some((Decision::Skipped, _)) => Status::Skipped.word().to_owned(),
            Some((Decision::Rejected, _)) => Status::Rejected.word().to_owned(),
            Some((Decision::Nothing, _)) => Status::Nothing.word().to_owned(),
            // Without seeing the suggestion, the reader neither accepts nor changes it.
            Some((Decision::Confirmed, ids)) if !mark.blinded => format!("accepted as {}", self.names(ids)),
            Some((Decision::Retagged, ids)) if !mark.blinded => format!("changed to {}", self.names(ids)),
            Some((_, ids)) => self.names(ids),
        };
        let text = format!("{word}: {}", quoted(mark.shown_span().slice(&self.document().text)));
        if !mark.blinded || after.is_none_or(|tag| tag.decision.is_open()) {
            return text;
        }
        let name = |scored: &Scored| {
            let category = self.reading.scheme.category(scored.category)?;
            Some(format!("{} {}", category.name, format_percent(scored.score)))
        };
        let suggested: Vec<String> = self.reading.proposed(mark).filter_map(name).collect();
        format!("{text}; suggestion: {}", suggested.join(" and "))
    }

    /// Names of categories, or ids of those missing from this scheme.
    fn names(&self, ids: &[String]) -> String {
        let scheme = &self.reading.scheme;
        let name = |id: &String| {
            let category = scheme.category_by_id(id).and_then(|id| scheme.category(id));
            category.map_or_else(|| id.clone(), |category| category.name.clone())
        };
        ids.iter().map(name).collect::<Vec<_>>().join(" and ")
    }

    /// Changes one tag; records and reports the change.
    pub(super) fn apply(
        &mut self,
        before: Option<Arc<Tag>>,
        after: Option<Arc<Tag>>,
        what: String,
    ) -> Effects {
        let Some(id) = after.as_ref().or(before.as_ref()).map(|tag| tag.id.clone()) else {
            return Effects::none();
        };
        self.notices.show(Notice::info(what.clone()));
        let known = self.nav.current.filter(|&index| match (&before, after.as_deref()) {
            (Some(_), Some(tag)) => !self.reading.is_elsewhere(index, tag),
            (Some(_), None) => true,
            (None, tag) => self.current_is_for(tag),
        });
        let now = match known {
            // The mark is known: no search, however many marks there are.
            Some(index) => Some(self.reading.set_tag(index, after.clone()).unwrap_or(index)),
            None => self.reading.restore(&id, after.clone()),
        };
        let stays = now == self.nav.current;
        self.nav.current = now;
        self.record(vec![Edit { id, before, after }], what, now.filter(|_| stays))
    }

    /// Does a new tag belong to the current mark, by its position?
    fn current_is_for(&self, tag: Option<&Tag>) -> bool {
        let (Some(tag), Some(mark)) = (tag, self.current_mark()) else { return false };
        mark.tag.is_none() && self.document().char_range(mark.span) == (tag.selector.start, tag.selector.end)
    }

    /// Records a change for undo, and requests a save. `at`: index of the only changed mark.
    pub(super) fn record(&mut self, edits: Vec<Edit>, what: String, at: Option<usize>) -> Effects {
        let change = Change { edits, what };
        let step = Effect::LogStep(Box::new(Step::Did(change.clone())));
        self.storage.history.push(change);
        self.forget_taken(false);
        self.screen.preferences.has_decided |= self.guide.lesson.is_none();
        self.tags_changed(at);
        Effects::from([step, self.save(), self.keep_place()])
    }

    /// Updates the list after a change of the tag at mark `at`, or of any tag.
    fn tags_changed(&mut self, at: Option<usize>) {
        self.storage.revision += 1;
        match at {
            Some(index) => self.nav.list.refresh_at(&self.reading, index),
            None => self.nav.list.refresh(&self.reading),
        }
        self.nav.clamp_current(&self.reading);
    }

    pub(super) fn say(&mut self, text: &str) -> Effects {
        self.notices.show(Notice::info(text));
        Effects::none()
    }
}

/// The decision implied by giving a mark these categories.
fn decision(suggested: &[String], categories: &[String]) -> Decision {
    let same = suggested.len() == categories.len() && suggested.iter().all(|id| categories.contains(id));
    match (suggested.is_empty(), categories.is_empty()) {
        (true, true) => Decision::Nothing,
        (false, true) => Decision::Rejected,
        (true, false) => Decision::Added,
        (false, false) if same => Decision::Confirmed,
        (false, false) => Decision::Retagged,
    }
}
