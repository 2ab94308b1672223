//! What another program has made of marks that we had given it.

use super::known::Known;
use super::labels::{LabelSet, PseudoLabel};
use super::{Annotation, ParsedAnnotations};
use crate::tag::{Decision, Selector};
use std::collections::{BTreeMap, BTreeSet};

/// One span as the other program has it now.
#[derive(Debug, Clone)]
pub(super) struct Marked {
    pub(super) line: usize,
    /// Where it stands in the text that the program has, in code points.
    pub(super) place: (u32, u32),
    pub(super) selector: Selector,
    /// What it is called there.
    pub(super) kind: String,
    /// What was decided, if it is said beside what it is called.
    pub(super) decision: Option<Decision>,
    pub(super) note: Option<String>,
}

/// Who worked on the spans in the other program, and when; empty where it does not say.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Worker<'w> {
    pub(super) by: &'w str,
    pub(super) at: &'w str,
}

/// Which of our marks the other program was shown as spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// What counted as a claim.
    Claims,
    /// What a reader had a say on.
    Tags,
    /// All.
    All,
}

impl Shown {
    fn has(self, known: &Known) -> bool {
        known.placed
            && match self {
                Self::Claims => !known.counted_as().is_empty(),
                Self::Tags => known.is_tag(),
                Self::All => true,
            }
    }
}

/// All spans of one place.
#[derive(Debug, Clone)]
struct Group {
    first: Marked,
    categories: Vec<String>,
    other: Option<PseudoLabel>,
    /// How many of our marks stand there.
    ours: usize,
    left: BTreeSet<String>,
}

/// Brings together what we had exported and what stands in the file now.
///
/// What was left as it was comes back as it was. What is called otherwise now was decided anew; what is gone
/// was rejected if the machine had proposed it, and else is gone; what is new was added.
pub(super) fn reconcile(
    found: &mut ParsedAnnotations,
    marked: Vec<Marked>,
    known: Vec<Known>,
    names: &LabelSet,
    shown: Shown,
    worker: Worker<'_>,
) {
    let mut groups: BTreeMap<(u32, u32), Group> = BTreeMap::new();
    for one in marked {
        let (category, other) = match names.pseudo_of(&one.kind) {
            Some(other) => (None, Some(other)),
            None => (Some(names.category_of(&one.kind).unwrap_or(&one.kind).to_owned()), None),
        };
        let group = groups.entry(one.place).or_insert_with(|| Group {
            first: one.clone(),
            categories: Vec::new(),
            other: None,
            ours: 0,
            left: BTreeSet::new(),
        });
        group.categories.extend(category.filter(|id| !group.categories.contains(id)));
        group.other = group.other.or(other);
        group.first.decision = group.first.decision.take().or(one.decision);
        group.first.note = group.first.note.take().or(one.note);
    }
    for group in groups.values_mut() {
        group.left = group.categories.iter().cloned().collect();
    }
    let place = |known: &Known| (known.passage.selector.start, known.passage.selector.end);
    for one in known.iter().filter(|one| shown.has(one)) {
        if let Some(group) = groups.get_mut(&place(one)) {
            group.ours += 1;
        }
    }
    // Whoever worked on it there answers for all of it, also for what was left as it was.
    let signed = |passage: Annotation| match worker.by {
        "" => passage,
        by => Annotation { by: by.to_owned(), ..passage },
    };
    for one in known {
        let here = place(&one);
        let passage = match groups.get_mut(&here).filter(|_| shown.has(&one)) {
            Some(group) => Some(again(one, group, worker)),
            None if shown.has(&one) => gone(one, worker),
            // What the other program was not shown it could not change.
            None => Some(one.passage),
        };
        match passage.map(signed) {
            Some(passage) if passage.decision.is_some() => found.passages.push(passage),
            Some(_) => found.undecided += 1,
            None => {}
        }
    }
    for group in groups.into_values() {
        found.add(group, worker);
    }
}

impl ParsedAnnotations {
    /// Adds what somebody marked where we had marked nothing.
    fn add(&mut self, group: Group, worker: Worker<'_>) {
        let Marked { line, selector, decision, note, .. } = group.first;
        let categories = match group.ours {
            0 => group.categories,
            // Of several marks in one place each has its own categories, and the rest is new.
            2.. if !group.left.is_empty() => group.left.into_iter().collect(),
            _ => return,
        };
        let decision = decision.filter(|_| group.ours == 0);
        if decision == Some(Decision::Open) && group.other.is_none() {
            self.undecided += 1;
            return;
        }
        let decision = decision.or(group.other.map(PseudoLabel::decision));
        let (by, at) = (worker.by.to_owned(), worker.at.to_owned());
        let note = note.unwrap_or_default();
        self.passages.push(Annotation {
            categories,
            decision,
            note,
            by,
            at,
            ..Annotation::new(line, selector)
        });
    }
}

/// A mark that is there again, perhaps called otherwise.
fn again(one: Known, group: &mut Group, worker: Worker<'_>) -> Annotation {
    let counted: BTreeSet<&str> = one.counted_as().into_iter().collect();
    let several = group.ours > 1;
    let same = if several {
        counted.iter().all(|id| group.categories.iter().any(|now| now == id))
    } else {
        counted.len() == group.categories.len()
            && group.categories.iter().all(|now| counted.contains(now.as_str()))
    };
    for id in &counted {
        group.left.remove(*id);
    }
    let note = group.first.note.clone().filter(|_| !several);
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let note = note.filter(|note| flat(note) != flat(&one.passage.note));
    let was = one.passage.decision.clone();
    let told = group.first.decision.clone().filter(|_| !several);
    let turned = told.filter(|told| was.as_ref().unwrap_or(&Decision::Open) != told);
    let other = group.other.filter(|_| !several && group.categories.is_empty());
    let other = other.filter(|other| !counted.is_empty() || *other != one.instead());
    if same && turned.is_none() && other.is_none() {
        let decision = was.or_else(|| note.is_some().then_some(Decision::Open));
        let note = note.unwrap_or_else(|| one.passage.note.clone());
        return Annotation { decision, note, ..one.passage };
    }
    let proposed = one.proposed();
    let decision = turned.or(other.map(PseudoLabel::decision)).unwrap_or_else(|| match &proposed {
        _ if group.categories.is_empty() => Decision::Open,
        None => Decision::Added,
        Some(was) => {
            let machine: BTreeSet<&str> = was.categories.iter().map(|(id, _)| id.as_str()).collect();
            let agrees = machine.len() == group.categories.len()
                && group.categories.iter().all(|id| machine.contains(id.as_str()));
            if agrees { Decision::Confirmed } else { Decision::Retagged }
        }
    });
    let refused = matches!(decision, Decision::Rejected | Decision::Nothing | Decision::Open);
    let categories = if refused { Vec::new() } else { group.categories.clone() };
    let note = note.unwrap_or_else(|| one.passage.note.clone());
    let at = worker.at.to_owned();
    Annotation { categories, decision: Some(decision), note, at, proposed, ..one.passage }
}

/// A mark that was taken away.
fn gone(one: Known, worker: Worker<'_>) -> Option<Annotation> {
    let proposed = one.proposed()?;
    let claimed = !one.counted_as().is_empty();
    claimed.then(|| Annotation {
        categories: Vec::new(),
        decision: Some(Decision::Rejected),
        at: worker.at.to_owned(),
        proposed: Some(proposed),
        ..one.passage
    })
}
