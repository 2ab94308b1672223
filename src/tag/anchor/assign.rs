//! Assignment of places to tags: two that address different passages never share one.

use super::Anchor;
use super::strategies::{Choice, Search};
use crate::tag::{Selector, Tag};
use crate::text::Span;
use std::collections::BTreeMap;

/// Similarity of two spans from which they are one place.
const SAME_PLACE: f64 = 0.5;
/// Difference in rank within which neither of two tags fits a place better.
const MIN_LEAD: f64 = 0.08;

/// How a tag was found, from the least to the most certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Proof {
    Search,
    /// With its very words and context, beside its expected position.
    Beside,
    /// With its very words and context, at its recorded position.
    Recorded,
}

#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) proof: Proof,
    pub(super) search: Search,
}

impl Found {
    pub(super) fn proven(proof: Proof, anchor: Anchor) -> Self {
        let choices = anchor.span().map(|span| Choice { span, rank: f64::INFINITY });
        Self { proof, search: Search { anchor, choices: choices.into_iter().collect() } }
    }

    fn rank(&self) -> f64 {
        self.search.choices.first().map_or(f64::NEG_INFINITY, |choice| choice.rank)
    }
}

/// The anchors of `tags`, each place given to the tag that fits it best; the others become doubtful elsewhere, or
/// lost.
///
/// Tags that addressed one passage before may go on sharing its place.
pub(super) fn assign(tags: &[&Tag], found: &[Found]) -> Vec<Anchor> {
    let mut order: Vec<usize> = (0..found.len()).collect();
    let key = |at: usize| found.get(at).map(|one| (one.proof, one.rank()));
    order.sort_by(|&one, &two| {
        let (one, two) = (key(one).unwrap_or((Proof::Search, 0.0)), key(two).unwrap_or((Proof::Search, 0.0)));
        two.0.cmp(&one.0).then_with(|| two.1.total_cmp(&one.1))
    });
    let mut anchors: Vec<Anchor> = found.iter().map(|one| one.search.anchor).collect();
    let mut taken: BTreeMap<(u32, usize), Span> = BTreeMap::new();
    for at in order {
        let (Some(one), Some(tag)) = (found.get(at), tags.get(at)) else { continue };
        let Some(span) = one.search.anchor.span() else { continue };
        let rival_at = |span: Span| {
            // A similar span is at most twice as long, so it starts within that length.
            let from = span.start().saturating_sub(span.len().saturating_mul(2));
            let mut near = taken.range((from, 0)..(span.end(), 0));
            let is_rival =
                |other: usize| tags.get(other).is_some_and(|other| !addressed_together(tag, other));
            near.find(|((_, other), place)| place.similarity(span) >= SAME_PLACE && is_rival(*other))
                .map(|((_, other), _)| *other)
        };
        let Some(rival) = rival_at(span) else {
            taken.insert((span.start(), at), span);
            continue;
        };
        let is_tie = found
            .get(rival)
            .is_some_and(|other| other.proof == one.proof && (other.rank() - one.rank()).abs() < MIN_LEAD);
        if let Some(anchor) = anchors.get_mut(rival).filter(|_| is_tie)
            && let Some(place) = anchor.span()
        {
            *anchor = Anchor::Ambiguous(place);
        }
        let others = one.search.choices.iter().map(|choice| choice.span);
        let free = others.filter(|other| *other != span).find(|other| rival_at(*other).is_none());
        if let Some(anchor) = anchors.get_mut(at) {
            *anchor = free.map_or(Anchor::Orphaned, Anchor::Ambiguous);
        }
        if let Some(place) = free {
            taken.insert((place.start(), at), place);
        }
    }
    anchors
}

/// Did two tags address one passage, or parts of it, when they were made or last seen?
fn addressed_together(one: &Tag, two: &Tag) -> bool {
    let meets = |one: &Selector, two: &Selector| one.start < two.end && two.start < one.end;
    let alike =
        |one: &Selector, two: &Selector| one.exact.contains(&two.exact) || two.exact.contains(&one.exact);
    let (latest, other) = (one.latest_selector(), two.latest_selector());
    meets(&one.selector, &two.selector) || meets(latest, other) && alike(latest, other)
}
