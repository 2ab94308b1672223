//! Changes since an earlier version of the article: asked for, listed, explained, and ended.

use super::action::Action;
use super::earlier::{ComparedVersions, EarlierText, EarlierVersion, Versions};
use super::history::Edit;
use super::line::{Emphasis, Ink, Line, piece};
use super::message::{Effect, Effects, Timestamp};
use super::model::Model;
use super::notice::Notice;
use crate::claim::Stated;
use crate::reading::{Mark, Status};
use crate::tag::{Selector, Tag};
use crate::text::number::counted;
use crate::text::{Document, Span, visible};
use crate::theme::Part;
use crate::version::{Change, Fate, Run, Turn};
use std::sync::Arc;

impl Model {
    /// Keeps the text before a change on disk, with its claims.
    pub(super) fn keep_version(&mut self) {
        let earlier =
            EarlierText { document: Arc::clone(self.document()), claims: self.stated(), tags: self.tags() };
        // A text whose claims were still being found would be compared by a part of them.
        let is_known = self.loading.is_done() && !self.document().is_partial();
        self.versions =
            Versions { earlier: is_known.then_some(earlier), waits: is_known, ..Versions::default() };
        self.nav.list.only = None;
    }

    /// The claims that the machine proposes in the present text.
    pub fn stated(&self) -> Vec<Stated> {
        let reading = &self.reading;
        let stated = |mark: &Mark| {
            let claim = mark.claim.as_ref().filter(|_| !mark.withdrawn)?;
            let categories: Vec<_> = reading.proposed(mark).map(|scored| scored.category).collect();
            (!categories.is_empty()).then(|| Stated { categories, ..Stated::of(claim, &reading.document) })
        };
        let mut claims: Vec<Stated> = reading.marks().iter().filter_map(stated).collect();
        claims.sort_by_key(|claim| claim.span);
        claims
    }

    /// Compares the earlier text once all claims of the present one are known.
    pub(super) fn compare_when_known(&mut self) -> Effects {
        if !self.versions.waits || !self.loading.is_done() {
            return Effects::none();
        }
        self.versions.waits = false;
        Effects::one(Effect::CompareVersions { with: EarlierVersion::BeforeChange, shows: false })
    }

    /// `:diff`: lists the changes since the last change on disk or since a file, or ends that.
    pub(super) fn diff(&mut self, words: &str) -> Effects {
        match words {
            "off" if self.versions.shown.is_some() => {
                self.end_versions();
                Effects::none()
            }
            "off" => self.warn("no changes are listed"),
            "" if self.versions.shown.is_some() => {
                let text = self.versions_summary();
                self.say(&text)
            }
            "" if self.versions.ready.is_some() => {
                if let Some(compared) = self.versions.ready.take() {
                    self.show_versions(compared);
                }
                Effects::none()
            }
            "" if self.versions.earlier.is_none() => self.warn(
                "the article has not changed since it was opened; `diff FILE` compares an older version",
            ),
            _ if !self.loading.is_done() => {
                let text = "claims are still being found; try again in a moment";
                self.say(text)
            }
            "" => {
                self.versions.waits = false;
                Effects::one(Effect::CompareVersions { with: EarlierVersion::BeforeChange, shows: true })
            }
            path => {
                drop(self.say(&format!("comparing with {}", visible::line(path))));
                let with = EarlierVersion::File(path.to_owned());
                Effects::one(Effect::CompareVersions { with, shows: true })
            }
        }
    }

    /// Takes a comparison: lists it, or offers to.
    pub(super) fn versions_compared(&mut self, compared: Box<ComparedVersions>, shows: bool) {
        if !Arc::ptr_eq(&compared.document, self.document()) {
            // The article has changed again.
            return;
        }
        if shows {
            return self.show_versions(compared);
        }
        let count = compared.comparison.changes.iter().filter(|change| change.fate.is_difference()).count();
        if count == 0 {
            return;
        }
        self.versions.ready = Some(compared);
        let differs = if count == 1 { "differs" } else { "differ" };
        let offer = format!(
            "{} {differs}: `:diff` shows {}",
            counted(count, "claim"),
            if count == 1 { "it" } else { "them" }
        );
        // The offer follows a notice about the tags, and does not replace it.
        let notice = match self.notices.current.take() {
            Some(notice) => Notice { text: format!("{}; {offer}", notice.text), ..notice },
            None => Notice::info(offer),
        };
        self.notices.show(notice);
    }

    fn show_versions(&mut self, compared: Box<ComparedVersions>) {
        if !compared.comparison.differs() {
            let text = format!("no claim differs from {}", compared.name);
            self.notices.show(Notice::info(text));
            return;
        }
        self.versions.shown = Some(compared);
        self.nav.list.only = Some(self.changed_places());
        self.nav.list.refresh(&self.reading);
        if let Some(index) = self.nav.list.at(0) {
            self.nav.go_to(&self.reading, index);
        }
        self.panel.source = None;
        let text = self.versions_summary();
        self.notices.show(Notice::info(text));
    }

    fn versions_summary(&self) -> String {
        let Some(compared) = &self.versions.shown else { return String::new() };
        let [next, end] = [Action::NextMark, Action::Cancel].map(|action| self.key(action));
        let summary = compared.comparison.summary();
        format!("since {}: {summary}; {next} goes through the changes, {end} ends it", compared.name)
    }

    /// Lists all claims again.
    pub(super) fn end_versions(&mut self) {
        self.versions.shown = None;
        self.nav.list.only = None;
        self.nav.relist(&self.reading);
        self.panel.source = None;
    }

    /// Passages that the list shows: those of changed claims, and the mark at the place of each claim that vanished.
    fn changed_places(&self) -> Vec<Span> {
        let changes = self.versions.shown.iter().flat_map(|compared| &compared.comparison.changes);
        let mut places: Vec<Span> = Vec::new();
        let mut last: Option<Span> = None;
        let mut waits = false;
        for change in changes {
            match change.new.as_ref().filter(|_| !self.is_gone(change)) {
                Some(side) => {
                    if change.fate.is_difference() || std::mem::take(&mut waits) {
                        places.push(side.span);
                    }
                    last = Some(side.span);
                }
                // A claim that vanished is shown with the one before it, or else the one after it.
                None => match last {
                    Some(span) => places.push(span),
                    None => waits = true,
                },
            }
        }
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Has the new text no mark for it: because the words are gone, or are no claim any more?
    fn is_gone(&self, change: &Change) -> bool {
        let has_mark = |span: Span| self.reading.overlapping(span).next().is_some();
        change.new.as_ref().is_none_or(|side| !has_mark(side.span))
    }

    /// Changes at a mark: its own, and those of claims that stood beside it and vanished.
    fn changes_at(&self, mark: &Mark) -> Vec<&Change> {
        let Some(compared) = &self.versions.shown else { return Vec::new() };
        if mark.status == Status::Orphaned {
            return Vec::new();
        }
        let changes = &compared.comparison.changes;
        let is_here = |change: &Change| change.new.as_ref().is_some_and(|side| side.span.overlaps(mark.span));
        let Some(at) = changes.iter().position(is_here) else { return Vec::new() };
        let own = changes.iter().skip(at).take_while(|change| is_here(change));
        let after = changes.iter().skip(at).skip_while(|change| is_here(change));
        let gone = after.take_while(|change| self.is_gone(change));
        let is_first = changes.iter().take(at).all(|change| self.is_gone(change));
        let before = changes.iter().take(if is_first { at } else { 0 });
        before.chain(own.filter(|change| change.fate.is_difference())).chain(gone).collect()
    }

    /// The sign of what happened at a mark, and its colour: `None` while no changes are listed.
    pub fn change_sign(&self, mark: &Mark) -> Option<(char, Part)> {
        let sign = |change: &&Change| match change.fate {
            _ if self.is_gone(change) => ('−', Part::Error),
            Fate::Reworded => ('~', Part::Warn),
            Fate::Recategorized => ('≠', Part::Warn),
            Fate::Appeared => ('+', Part::Ok),
            Fate::Moved => ('↕', Part::Info),
            Fate::Vanished | Fate::Stands => ('−', Part::Error),
        };
        let changes = self.changes_at(mark);
        let own = changes.iter().find(|change| !self.is_gone(change));
        own.or(changes.first()).map(sign)
    }

    /// What changed at a mark, in lines: the old wording with its changed words marked.
    pub(super) fn change_lines(&self, mark: &Mark) -> Vec<Line> {
        let Some(compared) = &self.versions.shown else { return Vec::new() };
        let mut lines = Vec::new();
        for change in self.changes_at(mark) {
            let (_, part) = self.change_sign(mark).unwrap_or(('~', Part::Warn));
            let mut notes: Vec<String> = Vec::new();
            if let (Some(old), Some(new)) = (&change.old, &change.new)
                && change.changes_category()
                && !mark.blinded
            {
                let name = |ids: &[crate::claim::CategoryId]| {
                    let names = ids.iter().filter_map(|&id| self.reading.scheme.category(id));
                    let names: Vec<&str> = names.map(|category| category.name.as_str()).collect();
                    if names.is_empty() { "no claim".to_owned() } else { names.join(", ") }
                };
                notes.push(format!("{} → {}", name(&old.categories), name(&new.categories)));
            }
            notes.extend(change.wording.turns.iter().map(Turn::words));
            if change.moved && change.fate != Fate::Moved {
                notes.push("moved".to_owned());
            }
            if change.doubt.is_some() {
                notes.push("doubtful".to_owned());
            }
            let is_gone = self.is_gone(change);
            let word = match change.fate {
                Fate::Recategorized => "other category",
                fate => fate.word(),
            };
            let mut line = vec![piece(format!("{word} "), if is_gone { Part::Error } else { part })];
            line.push(piece(visible::line(&notes.join(" · ")), Part::ListItem));
            if let Some((key, tag)) = self.decision_to_take(mark).filter(|_| !is_gone) {
                let text = format!(" {key} takes over: {}", tag.decision.past_tense());
                line.push(piece(text, Part::HintKey));
            }
            lines.push(line);
            lines.extend(wording_line(change, compared, self.document()));
        }
        lines
    }

    /// A decision on the old wording that the mark does not have yet, and the key that takes it over.
    fn decision_to_take(&self, mark: &Mark) -> Option<(String, &Arc<Tag>)> {
        let tag = self.earlier_tag(mark)?;
        Some((self.key(Action::Accept), tag))
    }

    fn earlier_tag(&self, mark: &Mark) -> Option<&Arc<Tag>> {
        let compared = self.versions.shown.as_ref().filter(|_| mark.tag.is_none())?;
        let is_here = |change: &Change| {
            change.old.is_some() && change.new.as_ref().is_some_and(|side| side.span.overlaps(mark.span))
        };
        let at = compared.comparison.changes.iter().position(is_here)?;
        let mut tags = compared.comparison.tags_of(at).filter_map(|fate| compared.tags.get(fate.tag));
        tags.find(|tag| !tag.decision.is_open())
    }

    /// Takes the reader's decision on the old wording over to the mark; `None` if there is none.
    pub(super) fn take_earlier(&mut self, now: &Timestamp) -> Option<Effects> {
        let mark = self.current_mark()?.clone();
        let earlier = Arc::clone(self.earlier_tag(&mark)?);
        if self.is_barred() || self.is_unread() || self.is_placing() {
            return Some(Effects::none());
        }
        // The tag as it is in this text: lost, or never here.
        let before = self.tags().into_iter().find(|tag| tag.id == earlier.id);
        let mut tag = before.as_deref().unwrap_or(&earlier).clone();
        tag.selector = Selector::of(self.document(), mark.span);
        (tag.seen, tag.at) = (None, now.text.clone());
        tag.annotator.clone_from(&self.settings.annotator);
        if let Some(proposed) = &mut tag.proposed {
            proposed.range = None;
        }
        let after = Arc::new(tag);
        if before.is_some() {
            self.reading.restore(&after.id, None);
        }
        self.nav.current = self.reading.restore(&after.id, Some(Arc::clone(&after)));
        let words = visible::cut(&visible::line(&after.selector.exact), 40);
        let what = format!("{} taken over: “{words}”", after.decision.past_tense());
        self.notices.show(Notice::info(what.clone()));
        Some(self.record(vec![Edit { id: after.id.clone(), before, after: Some(after) }], what, None))
    }

    /// Stands over the list while changes are listed.
    pub fn changes_heading(&self) -> Option<String> {
        self.versions.shown.as_ref().map(|_| counted(self.nav.list.len(), "change"))
    }
}

/// Both wordings in one line, marked as git marks words; the whole words of a claim that vanished.
fn wording_line(change: &Change, compared: &ComparedVersions, document: &Document) -> Option<Line> {
    let (plain, old) = (Part::ListItem, &compared.old.text);
    if change.fate == Fate::Vanished {
        let words = change.old.as_ref()?.span.slice(old);
        return Some(vec![piece(format!("“{}”", one_line(words)), plain)]);
    }
    if change.wording.runs.is_empty() {
        return None;
    }
    let removed = Ink::from(Part::Error).with(Emphasis::CrossedOut);
    let added = Ink::from(Part::Ok).with(Emphasis::Underlined);
    let run = |run: &Run| match *run {
        Run::Kept { new, .. } => piece(one_line(new.slice(&document.text)), plain),
        Run::Removed(span) => piece(format!("[-{}-]", one_line(span.slice(old))), removed),
        Run::Added(span) => piece(format!("{{+{}+}}", one_line(span.slice(&document.text))), added),
    };
    // The space between two runs is neither crossed out nor underlined.
    let runs = change.wording.runs.iter().flat_map(|one| [run(one), piece(" ", Ink::INHERIT)]);
    Some(runs.collect())
}

/// Words with single spaces, safe to show.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    visible::line(&words.join(" ")).into_owned()
}
