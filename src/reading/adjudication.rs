//! What several annotators say of one passage, to be settled.

use super::{Mark, Reading, Status};
use crate::claim::Scheme;
use crate::tag::{AGREED, Decision, Proposed, Tag};
use crate::text::Span;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// What one annotator says of a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgment {
    /// The categories that they gave it, by id; none if they say that it is no claim.
    pub categories: BTreeSet<String>,
    /// The tag that says so, as annotator and id; nothing where it follows from what they said of a larger passage.
    pub tag: Option<String>,
    /// Their note; empty if there is none.
    pub note: String,
    /// What the machine had proposed to them.
    pub proposed: Option<Proposed>,
}

/// A passage with what each annotator says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjudication {
    /// The passage.
    pub span: Span,
    /// What each says, in the order of the annotators; nothing from one who did not decide it.
    pub opinions: Vec<Option<Judgment>>,
}

impl Adjudication {
    /// Whether all of them decided it, and alike.
    pub fn is_agreed(&self) -> bool {
        let mut opinions = self.opinions.iter();
        let first = opinions.next().and_then(Option::as_ref);
        first.is_some_and(|first| {
            opinions.all(|other| other.as_ref().is_some_and(|other| other.categories == first.categories))
        })
    }

    /// The categories that any of them gave it, in the order of the scheme.
    pub fn categories(&self, scheme: &Scheme) -> Vec<String> {
        let given: BTreeSet<&String> =
            self.opinions.iter().flatten().flat_map(|opinion| &opinion.categories).collect();
        let known = scheme.categories.iter().map(|category| &category.id).filter(|id| given.contains(id));
        let unknown = given.iter().filter(|id| scheme.category_by_id(id).is_none()).copied();
        known.chain(unknown).cloned().collect()
    }

    /// The tags that are settled by a decision on it.
    pub fn sources(&self) -> Vec<String> {
        self.opinions.iter().flatten().filter_map(|opinion| opinion.tag.clone()).collect()
    }

    /// What the machine had proposed, as far as one of them was told.
    pub fn proposed(&self) -> Option<&Proposed> {
        self.opinions.iter().flatten().find_map(|opinion| opinion.proposed.as_ref())
    }

    /// The decision of whoever gives it these categories, beside the machine's word.
    pub fn decision(&self, categories: &[String]) -> Decision {
        let machine = self.proposed().map(|proposed| &proposed.categories);
        let same = |machine: &Vec<(String, u16)>| {
            machine.len() == categories.len() && machine.iter().all(|(id, _)| categories.contains(id))
        };
        match (categories.is_empty(), machine) {
            // Somebody took it for a claim, so it is rejected, and not empty.
            (true, _) => Decision::Rejected,
            (false, None) => Decision::Added,
            (false, Some(machine)) if same(machine) => Decision::Confirmed,
            (false, Some(_)) => Decision::Retagged,
        }
    }
}

impl Reading {
    /// Adds passages to be settled, to the marks that settle them if there are any. May move marks.
    ///
    /// A tag that only said that the annotators agreed is gone where they no longer do.
    pub fn add_cases(&mut self, cases: Vec<Adjudication>) {
        let lost = |mark: &Mark| matches!(mark.standing, Status::Orphaned | Status::Doubtful);
        let mut settled: HashMap<String, usize> = HashMap::new();
        for (index, mark) in self.marks.iter().enumerate().filter(|(_, mark)| !lost(mark)) {
            let sources = mark.tag.iter().flat_map(|tag| &tag.from).cloned();
            settled.extend(sources.map(|source| (source, index)));
        }
        let mut fresh = Vec::new();
        for case in cases {
            let at = case.sources().iter().find_map(|source| settled.get(source)).copied();
            let free = at.filter(|&index| self.mark(index).is_some_and(|mark| mark.case.is_none()));
            let Some(index) = free else {
                fresh.push(case);
                continue;
            };
            let agreed = case.is_agreed();
            self.change(index, |mark| {
                mark.tag = mark.tag.take().filter(|tag| agreed || !is_agreed(tag));
                mark.case = Some(Arc::new(case));
            });
        }
        for case in fresh {
            let mark = Mark::of_case(case, &self.scheme, self.lens);
            self.insert(mark);
        }
    }

    /// The passages that all annotators decided alike, and that no tag says so of yet.
    pub fn agreed(&self) -> impl Iterator<Item = (usize, &Arc<Adjudication>)> {
        let marks = self.marks.iter().enumerate().filter(|(_, mark)| mark.tag.is_none());
        marks
            .filter_map(|(index, mark)| Some((index, mark.case.as_ref()?)))
            .filter(|(_, case)| case.is_agreed())
    }

    /// Whether annotators are compared in it.
    pub fn has_cases(&self) -> bool {
        self.marks.iter().any(|mark| mark.case.is_some())
    }
}

/// Whether a tag only says that annotators had decided alike.
pub(super) fn is_agreed(tag: &Tag) -> bool {
    tag.via.as_deref() == Some(AGREED)
}
