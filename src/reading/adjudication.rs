//! Adjudication: several annotators' decisions on one passage, for another person to settle.

use crate::claim::Scheme;
use crate::tag::{Decision, Proposed};
use crate::text::Span;
use std::collections::{BTreeMap, BTreeSet};

/// One annotator's decision on a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgment {
    /// Category ids; empty if not a claim.
    pub categories: BTreeSet<String>,
    /// `annotator:id`; `None` if implied by a decision on a larger passage.
    pub tag: Option<String>,
    pub note: String,
    /// Who makes the claim, if the annotator said so; empty for the author or somebody unknown.
    pub speaker: Option<String>,
    /// Values of the scheme's fields, by id.
    pub fields: BTreeMap<String, String>,
    /// The suggestion that the annotator had, always with its bounds in this text.
    pub proposed: Option<Proposed>,
}

/// All annotators' judgments on a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjudication {
    pub span: Span,
    /// By annotator; `None` where one did not decide.
    pub judgments: Vec<Option<Judgment>>,
}

impl Adjudication {
    /// Did all annotators choose the same categories?
    pub fn is_agreed(&self) -> bool {
        let mut categories = self.judgments.iter().map(|one| one.as_ref().map(|one| &one.categories));
        let first = categories.next().flatten();
        first.is_some() && categories.all(|other| other == first)
    }

    /// Categories chosen by any annotator, in scheme order.
    pub fn categories(&self, scheme: &Scheme) -> Vec<String> {
        let given: BTreeSet<&String> =
            self.judgments.iter().flatten().flat_map(|one| &one.categories).collect();
        let known = scheme.categories.iter().map(|category| &category.id).filter(|id| given.contains(id));
        let unknown = given.iter().filter(|id| scheme.category_by_id(id).is_none()).copied();
        known.chain(unknown).cloned().collect()
    }

    /// The tags settled by a decision on it.
    pub fn sources(&self) -> Vec<String> {
        self.judgments.iter().flatten().filter_map(|one| one.tag.clone()).collect()
    }

    /// The speaker that an annotator gave, unless two gave different ones.
    pub fn speaker(&self) -> Option<&String> {
        let mut given = self.judgments.iter().flatten().filter_map(|one| one.speaker.as_ref());
        let first = given.next()?;
        given.all(|other| other == first).then_some(first)
    }

    /// The values of fields that annotators gave, without those on which two differ.
    pub fn fields(&self) -> BTreeMap<String, String> {
        let all = || self.judgments.iter().flatten().flat_map(|one| &one.fields);
        let alike = |id: &String, value: &String| all().all(|(other, known)| other != id || known == value);
        all().filter(|(id, value)| alike(id, value)).map(|(id, value)| (id.clone(), value.clone())).collect()
    }

    /// The suggestion of the first annotator who had one.
    pub fn proposed(&self) -> Option<&Proposed> {
        self.judgments.iter().flatten().find_map(|one| one.proposed.as_ref())
    }

    /// The decision that results in these categories.
    pub fn decision(&self, categories: &[String]) -> Decision {
        let same = |proposed: &Proposed| {
            let machine = &proposed.categories;
            machine.len() == categories.len() && machine.iter().all(|(id, _)| categories.contains(id))
        };
        match (categories.is_empty(), self.proposed()) {
            // An annotator saw a claim here, so it is rejected, not `Nothing`.
            (true, _) => Decision::Rejected,
            (false, None) => Decision::Added,
            (false, Some(proposed)) if same(proposed) => Decision::Confirmed,
            (false, Some(_)) => Decision::Retagged,
        }
    }
}
