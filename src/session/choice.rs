//! What the reader can say of a mark, and the tag that it makes.

use super::compare::Side;
use super::message::Timestamp;
use super::model::Model;
use crate::claim::CategoryId;
use crate::reading::{Mark, Status};
use crate::tag::{Decision, Proposed, Selector, Tag, new_id};

/// What the reader says of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    /// It is of this category.
    Is(CategoryId),
    /// It is of this category too, or no longer.
    Also(CategoryId),
    /// The machine is right.
    Accept,
    /// It is no claim.
    Reject,
    /// Nothing yet, after all.
    Clear,
    /// What is taken of annotators that are compared.
    Take(Side),
}

impl Model {
    /// The mark's tag after the verdict, or none; the reason why it cannot be said of this mark.
    pub(super) fn judged(
        &mut self,
        mark: &Mark,
        verdict: Choice,
        now: &Timestamp,
    ) -> Result<Option<Tag>, String> {
        if let Some(case) = mark.case.clone() {
            return self.judged_case(mark, &case, verdict, now);
        }
        let machine = self.machine_categories(mark);
        let machine_speaks = !machine.is_empty();
        let open = |tag: Tag| Tag { decision: Decision::Open, categories: Vec::new(), ..tag };
        let after = match verdict {
            Choice::Accept if mark.veiled => {
                return Err(self.suggestion_hidden());
            }
            Choice::Is(category) => Some(self.with_categories(mark, vec![self.category_id(category)], now)),
            Choice::Also(category) => match self.toggled(mark, category) {
                Some(categories) => Some(self.with_categories(mark, categories, now)),
                None => return Err(self.needs_category()),
            },
            Choice::Take(_) => return Err(self.not_compared()),
            Choice::Accept if machine.is_empty() => {
                return Err(self.nothing_suggested());
            }
            Choice::Accept => Some(self.with_categories(mark, machine, now)),
            Choice::Reject => {
                let decision = if machine.is_empty() { Decision::Nothing } else { Decision::Rejected };
                Some(Tag { decision, categories: Vec::new(), ..self.tag_for(mark, now) })
            }
            Choice::Clear => match mark.tag.as_deref() {
                None => return Err("nothing is decided here".to_owned()),
                Some(tag)
                    if tag.decision != Decision::Open && !(tag.note.is_empty() && tag.labels.is_empty()) =>
                {
                    Some(open(self.tag_for(mark, now)))
                }
                Some(_) => None,
            },
        };
        // Whoever decides again has settled what stood against the decision, and has seen the passage here.
        let seen = (mark.standing == Status::Doubtful).then(|| Selector::of(self.document(), mark.span));
        Ok(after.map(|tag| {
            // Once seen, the machine's word is not unseen, also where it no longer says it.
            let saw = if machine_speaks { Some(!mark.veiled) } else { tag.saw_machine };
            let saw_machine = saw.filter(|_| tag.decision != Decision::Open);
            Tag { conflicts: Vec::new(), seen: seen.or(tag.seen), saw_machine, via: None, ..tag }
        }))
    }

    pub(super) fn machine_categories(&self, mark: &Mark) -> Vec<String> {
        self.reading.proposed(mark).map(|scored| self.category_id(scored.category)).collect()
    }

    pub(super) fn category_id(&self, category: CategoryId) -> String {
        self.reading.scheme.category(category).map(|category| category.id.clone()).unwrap_or_default()
    }

    /// The mark's tag with these categories, decided by comparing them with the machine's.
    pub(super) fn with_categories(&mut self, mark: &Mark, categories: Vec<String>, now: &Timestamp) -> Tag {
        let machine = self.machine_categories(mark);
        let same = machine.len() == categories.len() && machine.iter().all(|id| categories.contains(id));
        let decision = match (machine.is_empty(), same) {
            (true, _) => Decision::Added,
            (false, true) => Decision::Confirmed,
            (false, false) => Decision::Retagged,
        };
        Tag { categories, decision, ..self.tag_for(mark, now) }
    }

    pub(super) fn toggled(&self, mark: &Mark, category: CategoryId) -> Option<Vec<String>> {
        let id = self.category_id(category);
        let mut ids: Vec<String> = match mark.standing {
            Status::Rejected | Status::Nothing => Vec::new(),
            _ => mark.categories.iter().map(|&category| self.category_id(category)).collect(),
        };
        match ids.iter().position(|known| *known == id) {
            Some(at) => {
                ids.remove(at);
            }
            None => ids.push(id),
        }
        (!ids.is_empty()).then_some(ids)
    }

    /// The mark's tag as it is, or a new one, stamped with this moment.
    pub(super) fn tag_for(&mut self, mark: &Mark, now: &Timestamp) -> Tag {
        let (annotator, at) = (self.settings.annotator.clone(), now.text.clone());
        if let Some(tag) = &mark.tag {
            return Tag { annotator, at, ..tag.as_ref().clone() };
        }
        let selector = Selector::of(self.document(), mark.span);
        let scheme = &self.reading.scheme;
        let told = mark.case.as_ref().and_then(|case| case.proposed().cloned());
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
        });
        Tag {
            id: self.fresh_id(&selector, now),
            selector,
            categories: Vec::new(),
            decision: Decision::Open,
            labels: Vec::new(),
            note: String::new(),
            annotator,
            at,
            proposed: proposed.or(told),
            seen: None,
            saw_machine: None,
            via: None,
            from: mark.case.as_ref().map(|case| case.sources()).unwrap_or_default(),
            conflicts: Vec::new(),
        }
    }

    pub(super) fn fresh_id(&mut self, selector: &Selector, now: &Timestamp) -> String {
        self.storage.tag_sequence += 1;
        new_id(selector, &self.settings.annotator, &now.text, self.storage.tag_sequence)
    }
}
