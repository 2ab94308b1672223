//! Trying a change, previewing it, taking it, and undoing it.

use super::{Preview, SchemeChange, SchemeUse, Taken, Tried};
use crate::claim::{Claim, CueId, Scheme, SchemeEdit};
use crate::reading::{Difference, Fate, Mark, SortOrder};
use crate::session::action::Action;
use crate::session::message::{Effect, Effects};
use crate::session::model::{Mode, Model};
use crate::session::notice::Notice;
use crate::session::popup::PopupKind;
use crate::session::word_effects::WordEffects;
use std::sync::Arc;

impl Model {
    /// Asks the shell what a change would find.
    pub(in crate::session) fn try_change(&mut self, change: SchemeChange) -> Effects {
        self.mode = Mode::Read;
        if self.is_unread() {
            return Effects::none();
        }
        if self.settings.compare.is_some() || self.guide.lesson.is_some() {
            return self.say("here the scheme stays as it is");
        }
        if !self.loading.is_done() {
            return match self.judging_state().filter(|_| self.loading.judging.paused) {
                Some(state) => self.say(&state),
                None => self.say("the article is still being judged; try again in a moment"),
            };
        }
        if matches!(change, SchemeChange::Edit(_)) && self.teaching.own.is_none() {
            let name = &self.reading.scheme.name;
            return self.warn(format!(
                "the scheme {name} is a file of your own: change it there, or let it say `extends`"
            ));
        }
        self.teaching.preview = None;
        self.teaching.working = Some("trying".to_owned());
        self.notices.current = None;
        Effects::one(Effect::Try(change))
    }

    /// The shell's progress with a change.
    pub(in crate::session) fn trying(&mut self, progress: String) {
        if self.teaching.working.is_some() {
            self.teaching.working = Some(progress);
        }
    }

    pub(in crate::session) fn trial_failed(&mut self, why: String) {
        self.teaching.working = None;
        self.notices.show(Notice::warning(why));
    }

    /// Gives up what is being computed or previewed, after a change of the article.
    pub(in crate::session) fn forget_trial(&mut self) -> Effects {
        self.teaching.preview = None;
        self.teaching.working.take().map(|_| Effect::StopTrying).into()
    }

    /// Shows what a change would find.
    pub(in crate::session) fn tried(&mut self, tried: Tried) {
        if self.teaching.working.take().is_none() {
            return;
        }
        if !Arc::ptr_eq(&tried.document, self.document()) {
            let text = "the article has changed meanwhile; nothing was tried";
            return self.notices.show(Notice::warning(text));
        }
        self.teaching.preview = Some(Preview { tried, differences: Vec::new(), selected: 0 });
        self.show_preview();
    }

    /// Opens the preview, compared with the claims as they are now.
    pub(in crate::session) fn show_preview(&mut self) {
        let Some(preview) = &self.teaching.preview else { return };
        let differences = self.differences(&preview.tried);
        if let Some(preview) = &mut self.teaching.preview {
            preview.selected = preview.selected.min(differences.len().saturating_sub(1));
            preview.differences = differences;
        }
        drop(self.open_popup(PopupKind::Preview));
    }

    fn differences(&self, tried: &Tried) -> Vec<Difference> {
        let Some((scheme, claims)) = &tried.found else { return Vec::new() };
        let mut after = self.reading.clone();
        after.replace_scheme(Arc::clone(scheme), claims.clone());
        // Of a cue that is to be silenced, the claims that stay are worth seeing too.
        let silenced = match &tried.change {
            SchemeChange::Edit(SchemeEdit::Silence(id)) => Some(id),
            _ => None,
        };
        let speaks = |claim: &Claim| {
            claim.evidence.iter().any(|one| {
                one.blocked.is_none()
                    && self.reading.scheme.cue(one.cue).is_some_and(|cue| Some(&cue.id) == silenced)
            })
        };
        let cues = self.reading.scheme.cues.iter().zip(0..);
        let silenced_cue = cues.filter(|(cue, _)| Some(&cue.id) == silenced).map(|(_, id)| CueId(id)).next();
        // First what was wrong: the reason for silence.
        let mut listed = silenced_cue.map_or_else(Vec::new, |cue| self.reading.decided_claims_of(cue));
        listed.extend(self.reading.differences(&after, speaks));
        listed.sort_by_key(|one| (one.fate != Fate::Rejected, one.fate == Fate::Accepted));
        listed
    }

    /// Handles a key in the preview.
    pub(in crate::session) fn press_preview(&mut self, action: Option<Action>, page: usize) -> Effects {
        let Some(preview) = &mut self.teaching.preview else {
            self.close_popup();
            return Effects::none();
        };
        let last = preview.differences.len().saturating_sub(1);
        let selected = preview.selected;
        let place = match action {
            Some(Action::Down) => selected.saturating_add(1),
            Some(Action::Up) => selected.saturating_sub(1),
            Some(Action::PageDown | Action::HalfPageDown | Action::Menu) => selected.saturating_add(page),
            Some(Action::PageUp | Action::HalfPageUp) => selected.saturating_sub(page),
            Some(Action::Top) => 0,
            Some(Action::Bottom) => last,
            Some(Action::Accept) => return self.take_preview(),
            Some(Action::Enter) => return self.look_at_difference(),
            Some(Action::Cancel | Action::Reject | Action::Quit) => {
                let nothing = preview.tried.found.is_none();
                self.teaching.preview = None;
                self.close_popup();
                return if nothing { Effects::none() } else { self.say("nothing was changed") };
            }
            _ => selected,
        };
        preview.selected = place.min(last);
        if let Mode::Popup(popup) = &mut self.mode {
            popup.stale = true;
        }
        Effects::none()
    }

    /// Shows the text of the selected difference; the preview waits.
    fn look_at_difference(&mut self) -> Effects {
        let preview = self.teaching.preview.as_ref();
        let Some(one) = preview.and_then(|preview| preview.differences.get(preview.selected)) else {
            return Effects::none();
        };
        let (span, text) = (one.span, self.told_difference(one));
        self.close_popup();
        self.nav.view.reveal(span);
        self.nav.follow_place(&self.reading, span);
        self.nav.follow_text(&self.reading);
        self.say(&text)
    }

    fn take_preview(&mut self) -> Effects {
        let Some(Preview { tried, .. }) = self.teaching.preview.take() else { return Effects::none() };
        self.close_popup();
        let Some(after) = tried.found else { return Effects::none() };
        let taken = Taken {
            at: self.storage.history.in_force(),
            change: tried.change,
            before: (Arc::clone(&self.reading.scheme), self.reading.claims()),
            after,
        };
        let what = taken.change.description();
        let effects = self.use_scheme(taken.change.clone(), taken.after.clone());
        self.teaching.redo.clear();
        self.teaching.undo.push(taken);
        let undo = self.key(Action::Undo);
        self.notices.show(Notice::info(format!("done: {what}; {undo} takes it back")));
        effects
    }

    /// Lets another scheme speak about the open article.
    fn use_scheme(&mut self, change: SchemeChange, (scheme, claims): (Arc<Scheme>, Vec<Claim>)) -> Effects {
        let key = self.current_mark().map(Mark::key);
        let replaced = self.reading.replace_scheme(Arc::clone(&scheme), claims);
        if self.nav.list.order == SortOrder::Position {
            self.nav.replaced(&self.reading, &replaced);
        } else {
            self.nav.list.refresh(&self.reading);
        }
        self.nav.current =
            key.and_then(|key| self.reading.find(&key)).filter(|&index| self.nav.list.lists(index));
        self.choose_current(true);
        self.nav.follow_in_list();
        self.word_effects = WordEffects::default();
        self.panel.source = None;
        if let (SchemeChange::Edit(edit), Some(own)) = (&change, &mut self.teaching.own) {
            own.apply(edit);
        }
        Effects::one(Effect::UseScheme(SchemeUse { scheme, change }))
    }

    /// Undoes or redoes a change of the scheme, if it is the next in the order of time.
    pub(in crate::session) fn step_teaching(&mut self, undo: bool) -> Option<Effects> {
        let at = self.storage.history.in_force();
        let from = if undo { &mut self.teaching.undo } else { &mut self.teaching.redo };
        let taken = from.pop_if(|taken| taken.at == at)?;
        let (change, to) = if undo {
            (taken.change.inverse(), taken.before.clone())
        } else {
            (taken.change.clone(), taken.after.clone())
        };
        let effects = self.use_scheme(change, to);
        let done = if undo { "undone" } else { "redone" };
        self.notices.show(Notice::info(format!("{done}: {}", taken.change.description())));
        if undo {
            self.teaching.redo.push(taken);
        } else {
            self.teaching.undo.push(taken);
        }
        Some(effects)
    }

    /// Forgets the changes of the scheme that could be redone, and with `all` those that could be undone.
    pub(in crate::session) fn forget_taken(&mut self, all: bool) {
        self.teaching.redo.clear();
        if all {
            self.teaching.undo.clear();
        }
    }
}

impl Model {
    /// Learns a personal model from the tags of this shelf, or of the articles beside this one.
    pub(in crate::session) fn learn(&mut self) -> Effects {
        self.try_change(SchemeChange::Learn)
    }

    /// Lets the personal model speak, or silences it.
    pub(in crate::session) fn set_personal(&mut self, on: bool) -> Effects {
        self.try_change(SchemeChange::Personal(on))
    }
}
