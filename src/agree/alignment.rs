//! Alignment: groups decisions of several annotators by passage.

use super::codings::{CodedPassage, Codings, SpanSet};
use crate::text::Span;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Passages are one unit above this Jaccard index, which no passage can exceed with two disjoint neighbours.
const MIN_SIMILARITY: f64 = 0.5;

/// Number of following passages compared with each passage. Bounds the work for a file that marks one place thousands
/// of times.
const MAX_COMPARED: usize = 64;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodedArticle {
    pub name: String,
    /// In code points.
    pub chars: u32,
    /// By annotator; `None` without a tag file for the article.
    pub codings: Vec<Option<Codings>>,
}

/// Meaning of a missing decision.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Missing {
    #[default]
    Unknown,
    /// The annotator sees no claim there.
    None,
}

/// One annotator's value for a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodedValue {
    /// Empty if not a claim.
    pub categories: BTreeSet<String>,
    /// Decided without seeing the suggestion.
    pub blind: bool,
    /// Index of the decision in [`Codings::passages`]; `None` if implied by a decision on a larger passage or by
    /// silence.
    pub passage: Option<usize>,
}

impl CodedValue {
    fn new(passage: &CodedPassage, index: Option<usize>) -> Self {
        Self { categories: passage.categories.clone(), blind: passage.blind, passage: index }
    }
}

/// A unit of coding: a passage with at least one decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodingUnit {
    pub article: usize,
    /// The annotators' commonest span, in code points.
    pub span: Span,
    pub quote: String,
    /// By annotator.
    pub values: Vec<Option<CodedValue>>,
}

impl CodingUnit {
    /// Did all deciding annotators do so blind?
    pub fn is_blind(&self) -> bool {
        self.values.iter().flatten().all(|value| value.blind)
    }

    pub(super) fn decisions(&self) -> usize {
        self.values.iter().flatten().count()
    }
}

/// A span, the annotators who chose it, and the indices of their decisions.
type Choice = (Span, Vec<(usize, usize)>);

/// Decisions of several annotators are one unit if every two of their passages are similar. The most similar are
/// joined first, and no annotator occurs twice in a unit. An annotator who did not decide a unit, but rejected a
/// larger passage around it, has rejected the unit too.
pub fn align(article: &CodedArticle, number: usize, missing: Missing) -> Vec<CodingUnit> {
    let mut choices: BTreeMap<Span, Vec<(usize, usize)>> = BTreeMap::new();
    for (annotator, codings) in article.codings.iter().enumerate() {
        for (at, passage) in codings.iter().flat_map(|codings| &codings.passages).enumerate() {
            choices.entry(passage.span).or_default().push((annotator, at));
        }
    }
    let choices: Vec<Choice> = choices.into_iter().collect();
    let implied: Vec<Option<ImpliedValues<'_>>> =
        article.codings.iter().map(|codings| codings.as_ref().map(ImpliedValues::new)).collect();
    let unit = |members: &Vec<usize>| {
        let members = members.iter().filter_map(|&member| choices.get(member));
        let most = members.clone().min_by_key(|(span, who)| (Reverse(who.len()), *span));
        let span = most.map(|(span, _)| *span).unwrap_or_default();
        let mut values: Vec<Option<CodedValue>> = vec![None; article.codings.len()];
        let mut quote = String::new();
        for (own, &(annotator, at)) in members.flat_map(|(span, who)| who.iter().map(move |one| (span, one)))
        {
            let codings = article.codings.get(annotator).and_then(Option::as_ref);
            let Some(passage) = codings.and_then(|codings| codings.passages.get(at)) else { continue };
            if quote.is_empty() && *own == span {
                quote.clone_from(&passage.quote);
            }
            if let Some(value) = values.get_mut(annotator) {
                *value = Some(CodedValue::new(passage, Some(at)));
            }
        }
        for (value, implied) in values.iter_mut().zip(&implied).filter(|(value, _)| value.is_none()) {
            *value = implied.as_ref().and_then(|implied| implied.value(span, missing));
        }
        CodingUnit { article: number, span, quote, values }
    };
    let mut units: Vec<CodingUnit> = clusters(&choices).iter().map(unit).collect();
    units.sort_by_key(|unit| unit.span);
    units
}

/// Indices of the choices in each unit: agglomerative clustering with complete linkage.
fn clusters(choices: &[Choice]) -> Vec<Vec<usize>> {
    let joinable = |(span, who): &Choice, (other, others): &Choice| {
        let similarity = span.similarity(*other);
        let distinct = who.iter().all(|(one, _)| others.iter().all(|(two, _)| two != one));
        (similarity > MIN_SIMILARITY && distinct).then_some(similarity)
    };
    let mut pairs = Vec::new();
    for (at, choice) in choices.iter().enumerate() {
        let following = choices.iter().enumerate().skip(at + 1);
        let near = following.take_while(|(_, (other, _))| other.start() < choice.0.end()).take(MAX_COMPARED);
        pairs.extend(near.filter_map(|(other_at, other)| Some((joinable(choice, other)?, at, other_at))));
    }
    // By position alone, so that the order of the annotators does not matter.
    pairs.sort_by(|one, two| two.0.total_cmp(&one.0).then_with(|| (one.1, one.2).cmp(&(two.1, two.2))));
    let mut cluster_of: Vec<usize> = (0..choices.len()).collect();
    let mut clusters: Vec<Vec<usize>> = cluster_of.iter().map(|&at| vec![at]).collect();
    let linked = |one: usize, two: usize| {
        choices.get(one).zip(choices.get(two)).is_some_and(|(one, two)| joinable(one, two).is_some())
    };
    for (_, one, two) in pairs {
        let (Some(&one), Some(&two)) = (cluster_of.get(one), cluster_of.get(two)) else { continue };
        let (Some(ours), Some(theirs)) = (clusters.get(one), clusters.get(two)) else { continue };
        if one == two || !ours.iter().all(|&our| theirs.iter().all(|&their| linked(our, their))) {
            continue;
        }
        let moved = clusters.get_mut(two).map(std::mem::take).unwrap_or_default();
        for &member in &moved {
            cluster_of.get_mut(member).into_iter().for_each(|cluster| *cluster = one);
        }
        if let Some(cluster) = clusters.get_mut(one) {
            cluster.extend(moved);
        }
    }
    clusters.retain(|members| !members.is_empty());
    clusters
}

/// Implied values for passages without a decision.
struct ImpliedValues<'c> {
    /// Rejected passages by start; each with the furthest-reaching of itself and all before it.
    no_claims: Vec<(&'c CodedPassage, &'c CodedPassage)>,
    /// Claims, and excluded tags.
    other: SpanSet,
}

impl<'c> ImpliedValues<'c> {
    fn new(codings: &'c Codings) -> Self {
        let (claims, nothing): (Vec<&CodedPassage>, Vec<_>) =
            codings.passages.iter().partition(|passage| !passage.categories.is_empty());
        let mut no_claims: Vec<(&CodedPassage, &CodedPassage)> = Vec::new();
        for passage in nothing {
            let furthest = no_claims.last().map(|(_, furthest)| *furthest);
            let furthest = furthest.filter(|furthest| furthest.span.end() >= passage.span.end());
            no_claims.push((passage, furthest.unwrap_or(passage)));
        }
        let other = claims.into_iter().map(|passage| passage.span);
        Self { no_claims, other: SpanSet::new(other.chain(codings.excluded_spans.iter().copied())) }
    }

    fn value(&self, span: Span, missing: Missing) -> Option<CodedValue> {
        if self.other.overlaps(span) {
            // A tag on part of the passage is neither a decision on all of it nor silence.
            return None;
        }
        let before = self.no_claims.partition_point(|(passage, _)| passage.span.start() <= span.start());
        let around = before.checked_sub(1).and_then(|last| self.no_claims.get(last));
        match (around.filter(|(_, furthest)| furthest.span.covers(span)), missing) {
            (Some((_, furthest)), _) => Some(CodedValue::new(furthest, None)),
            (None, Missing::None) => {
                Some(CodedValue { categories: BTreeSet::new(), blind: true, passage: None })
            }
            (None, Missing::Unknown) => None,
        }
    }
}
