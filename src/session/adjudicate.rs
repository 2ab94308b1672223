//! Adjudication: two annotators side by side, and the passages on which they differ.

use super::action::Action;
use super::loading::Progress;
use super::message::{Effects, Timestamp};
use super::model::Model;
use crate::reading::{Adjudication, Filter, Judgment, Mark, StatusFilter};
use crate::tag::{AGREED, Tag};
use std::sync::Arc;

impl Model {
    /// Adds the annotators' judgments, settles agreements, and lists the rest.
    pub(super) fn compare(&mut self, cases: Vec<Adjudication>, now: &Timestamp) -> Effects {
        self.reading.add_adjudications(cases);
        let agreed: Vec<(usize, Arc<Adjudication>)> =
            self.reading.agreed().map(|(index, case)| (index, Arc::clone(case))).collect();
        for (index, case) in agreed {
            let Some(mark) = self.reading.mark(index).cloned() else { continue };
            let categories = case.categories(&self.reading.scheme);
            let decision = case.decision(&categories);
            let via = Some(AGREED.to_owned());
            let tag = Tag { categories, decision, via, ..self.tag_for(&mark, now) };
            self.reading.set_tag(index, Some(Arc::new(tag)));
        }
        self.loading.progress = Progress { done: true, ..Progress::default() };
        self.nav.list.filter = Filter { status: StatusFilter::Disputed, ..Filter::default() };
        self.nav.list.refresh(&self.reading);
        let is_open = |&index: &usize| self.reading.mark(index).is_some_and(|mark| !mark.status.is_decided());
        let first = self.nav.list.indices().find(is_open);
        if let Some(index) = first.or_else(|| self.nav.list.at(0)) {
            self.nav.go_to(&self.reading, index);
        }
        let (all, open) = (self.reading.marks().len(), self.nav.list.len());
        let all_keys = self.key(Action::ShowAll);
        self.say(&format!("{open} of {all} claims were decided differently; {all_keys} lists all of them"))
    }

    /// The judgments of a passage, as shown, with the annotators' names unless masked.
    pub fn sides<'m>(&'m self, mark: &'m Mark) -> Option<[(Option<&'m str>, Option<&'m Judgment>); 2]> {
        let (compared, case) = (self.settings.compare.as_ref()?, mark.adjudication.as_ref()?);
        let known = !compared.masked || mark.status.is_decided();
        Some(compared.order(case).map(|at| {
            let name = compared.names.get(at).map(String::as_str).filter(|_| known);
            (name, case.judgments.get(at).and_then(Option::as_ref))
        }))
    }
}
