//! Adjudication: what several annotators decided on one passage, to be settled by another.

use crate::claim::Scheme;
use crate::tag::{Decision, Proposed};
use crate::text::Span;
use std::collections::BTreeSet;

/// What one annotator decided on a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgment {
    /// Category ids; empty if it is no claim.
    pub categories: BTreeSet<String>,
    /// The tag, as `annotator:id`; `None` where the judgment follows from a decision on a larger passage.
    pub tag: Option<String>,
    pub note: String,
    /// What the machine had proposed to the annotator.
    pub proposed: Option<Proposed>,
}

/// A passage with the judgments of all annotators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjudication {
    pub span: Span,
    /// By annotator; `None` where one did not decide.
    pub judgments: Vec<Option<Judgment>>,
}

impl Adjudication {
    /// Whether all annotators gave it the same categories.
    pub fn is_agreed(&self) -> bool {
        let mut categories = self.judgments.iter().map(|one| one.as_ref().map(|one| &one.categories));
        let first = categories.next().flatten();
        first.is_some() && categories.all(|other| other == first)
    }

    /// The categories that any annotator gave it, in the order of the scheme.
    pub fn categories(&self, scheme: &Scheme) -> Vec<String> {
        let given: BTreeSet<&String> =
            self.judgments.iter().flatten().flat_map(|one| &one.categories).collect();
        let known = scheme.categories.iter().map(|category| &category.id).filter(|id| given.contains(id));
        let unknown = given.iter().filter(|id| scheme.category_by_id(id).is_none()).copied();
        known.chain(unknown).cloned().collect()
    }

    /// The tags that a decision on it settles.
    pub fn sources(&self) -> Vec<String> {
        self.judgments.iter().flatten().filter_map(|one| one.tag.clone()).collect()
    }

    /// What the machine had proposed to the first annotator with a proposal.
    pub fn proposed(&self) -> Option<&Proposed> {
        self.judgments.iter().flatten().find_map(|one| one.proposed.as_ref())
    }

    /// The decision that gives it these categories.
    pub fn decision(&self, categories: &[String]) -> Decision {
        let same = |proposed: &Proposed| {
            let machine = &proposed.categories;
            machine.len() == categories.len() && machine.iter().all(|(id, _)| categories.contains(id))
        };
        match (categories.is_empty(), self.proposed()) {
            // An annotator took it for a claim, so it is rejected, not `Nothing`.
            (true, _) => Decision::Rejected,
            (false, None) => Decision::Added,
            (false, Some(proposed)) if same(proposed) => Decision::Confirmed,
            (false, Some(_)) => Decision::Retagged,
        }
    }
}
