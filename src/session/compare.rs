//! Comparing two annotators, and settling what they decided differently.

use super::action::Action;
use super::choice::Choice;
use super::loading::Progress;
use super::message::{Effects, Timestamp};
use super::model::Model;
use crate::agree::{CodedArticle, CodingUnit, Codings, Missing, align, locate_tags};
use crate::reading::{Adjudication, Filter, Judgment, Mark, Show};
use crate::tag::{AGREED, Decision, Tag};
use crate::text::{Document, Span};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Who is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The annotators, in the order in which they were named.
    pub names: [String; 2],
    /// The names of their tag files.
    pub files: [String; 2],
    /// Whether it is not shown who is who before a passage is settled, and the two take turns in being A.
    pub masked: bool,
}

impl Compared {
    /// The numbers of the annotators that are shown as A and as B.
    ///
    /// Masked, it hangs on the place of the passage alone, so that it is the same whenever it is looked at.
    pub fn order(&self, case: &Adjudication) -> [usize; 2] {
        // The finalizer of SplitMix64 (Steele, Lea and Flood 2014) spreads near places.
        let mixed = (u64::from(case.span.start()) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        if self.masked && (mixed >> 33) & 1 == 1 { [1, 0] } else { [0, 1] }
    }
}

/// What the reader takes of what two annotators say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    First,
    Second,
    Both,
}

/// The tags of one annotator.
#[derive(Debug, Clone)]
pub struct Annotations {
    /// Who made them.
    pub annotator: String,
    /// The tags.
    pub tags: Vec<Tag>,
    /// Whether they were made on just this text.
    pub same: bool,
}

/// The passages that at least one annotator decided, with what each says of them.
pub fn cases(document: &Document, annotations: &[Annotations]) -> Vec<Adjudication> {
    let codings = annotations.iter().map(|one| {
        // Decisions on many claims at once are decisions too: here they are looked at one by one.
        Some(Codings::new(&one.tags, &locate_tags(&one.tags, document, one.same), true))
    });
    let article = CodedArticle {
        name: document.name.clone(),
        chars: document.offsets.to_chars(&document.text, u32::MAX),
        codings: codings.collect(),
    };
    let by_id: Vec<HashMap<&str, &Tag>> =
        annotations.iter().map(|one| one.tags.iter().map(|tag| (tag.id.as_str(), tag)).collect()).collect();
    let byte = |chars: u32| document.offsets.to_bytes(&document.text, chars);
    let opinion = |annotator: usize, categories: &BTreeSet<String>, at: Option<usize>| {
        let passage = at.and_then(|at| article.codings.get(annotator)?.as_ref()?.passages.get(at));
        let tag = passage.and_then(|passage| by_id.get(annotator)?.get(passage.id.as_str()).copied());
        let name = annotations.get(annotator).map_or("", |one| one.annotator.as_str());
        Judgment {
            categories: categories.clone(),
            tag: tag.map(|tag| format!("{name}:{}", tag.id)),
            note: tag.map(|tag| tag.note.clone()).unwrap_or_default(),
            proposed: tag.and_then(|tag| tag.proposed.clone()),
        }
    };
    let case = |unit: CodingUnit| Adjudication {
        span: Span::new(byte(unit.span.start()), byte(unit.span.end())),
        opinions: unit
            .values
            .iter()
            .enumerate()
            .map(|(annotator, value)| {
                value.as_ref().map(|value| opinion(annotator, &value.categories, value.passage))
            })
            .collect(),
    };
    align(&article, 0, Missing::Unknown).into_iter().map(case).collect()
}

impl Model {
    /// Takes in what the annotators say, and shows what they decided differently.
    pub(super) fn compare(&mut self, cases: Vec<Adjudication>, now: &Timestamp) -> Effects {
        self.reading.add_cases(cases);
        let agreed: Vec<(usize, Arc<Adjudication>)> =
            self.reading.agreed().map(|(index, case)| (index, Arc::clone(case))).collect();
        for (index, case) in agreed {
            let Some(mark) = self.reading.mark(index).cloned() else { continue };
            let categories = case.categories(&self.reading.scheme);
            let tag = Tag { via: Some(AGREED.to_owned()), ..self.settled(&mark, &case, categories, now) };
            self.reading.set(index, Some(Arc::new(tag)));
        }
        self.loading.progress = Progress { done: true, ..Progress::default() };
        self.nav.list.filter = Filter { show: Show::Disputed, ..Filter::default() };
        self.nav.list.refresh(&self.reading);
        let first = (0..self.nav.list.len())
            .filter_map(|number| self.nav.list.at(number))
            .find(|&index| self.reading.mark(index).is_some_and(|mark| !mark.standing.is_decided()));
        if let Some(index) = first.or_else(|| self.nav.list.at(0)) {
            self.go_to(index);
        }
        let (all, open) = (self.reading.marks().len(), self.nav.list.len());
        let all_keys = self.key(Action::ShowAll);
        self.say(&format!("{open} of {all} passages were decided differently; {all_keys} lists all of them"))
    }

    /// What is shown as A and B of a passage: the annotator's name, if it may be known, and what they say.
    pub fn sides<'m>(&'m self, mark: &'m Mark) -> Option<[(Option<&'m str>, Option<&'m Judgment>); 2]> {
        let (compared, case) = (self.settings.compare.as_ref()?, mark.case.as_ref()?);
        let known = !compared.masked || mark.standing.is_decided();
        Some(compared.order(case).map(|at| {
            let name = compared.names.get(at).map(String::as_str).filter(|_| known);
            (name, case.opinions.get(at).and_then(Option::as_ref))
        }))
    }

    /// The tag that gives a passage what is taken of it.
    pub(super) fn taken(&mut self, mark: &Mark, case: &Adjudication, side: Side, now: &Timestamp) -> Tag {
        let order = self.settings.compare.as_ref().map_or([0, 1], |compared| compared.order(case));
        let wanted: &[usize] = match side {
            Side::First => &order[..1],
            Side::Second => &order[1..],
            Side::Both => &order,
        };
        let given: BTreeSet<&String> = wanted
            .iter()
            .filter_map(|&at| case.opinions.get(at)?.as_ref())
            .flat_map(|opinion| &opinion.categories)
            .collect();
        let categories = case.categories(&self.reading.scheme).into_iter().filter(|id| given.contains(id));
        let categories = categories.collect();
        self.settled(mark, case, categories, now)
    }

    /// The tag that gives a passage these categories.
    pub(super) fn settled(
        &mut self,
        mark: &Mark,
        case: &Adjudication,
        categories: Vec<String>,
        now: &Timestamp,
    ) -> Tag {
        Tag { decision: case.decision(&categories), categories, via: None, ..self.tag_for(mark, now) }
    }

    /// The tag after a verdict on a passage that annotators are compared on; the reason why it cannot be said.
    pub(super) fn judged_case(
        &mut self,
        mark: &Mark,
        case: &Adjudication,
        verdict: Choice,
        now: &Timestamp,
    ) -> Result<Option<Tag>, String> {
        Ok(match verdict {
            Choice::Take(side) => Some(self.taken(mark, case, side, now)),
            Choice::Is(category) => {
                let categories = vec![self.category_id(category)];
                Some(self.settled(mark, case, categories, now))
            }
            Choice::Also(category) => match self.toggled(mark, category) {
                Some(categories) => Some(self.settled(mark, case, categories, now)),
                None => return Err(self.needs_category()),
            },
            Choice::Reject => Some(self.settled(mark, case, Vec::new(), now)),
            Choice::Accept => return Err(self.take_a_or_b()),
            Choice::Clear => match mark.tag.as_deref() {
                None => return Err("nothing is decided here".to_owned()),
                Some(tag) if tag.note.is_empty() && tag.labels.is_empty() => None,
                Some(_) => {
                    Some(Tag { decision: Decision::Open, categories: Vec::new(), ..self.tag_for(mark, now) })
                }
            },
        })
    }

    /// Takes one side, where sides are compared.
    pub(super) fn take(&mut self, side: Side, now: &Timestamp) -> Effects {
        if self.current_mark().is_some_and(|mark| mark.case.is_none()) {
            return self.say(&self.not_compared());
        }
        self.decide(Choice::Take(side), now)
    }
}
