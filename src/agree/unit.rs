//! The units of coding: which decisions of several annotators are about the same passage.

use super::part::{Decided, Part, Reach};
use crate::text::Span;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Two passages are one unit if what they share is more than this part of what they cover together, so that a
/// passage belongs to one of its neighbours at most.
const SAME: f64 = 0.5;

/// How many passages behind it a passage is compared with: enough for any text, and a bound for a file that marks
/// one place thousands of times.
const NEAR: usize = 64;

/// An article with what its annotators decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Its name.
    pub name: String,
    /// Its length in code points.
    pub chars: u32,
    /// What each annotator decided; nothing where one has no tag file for it.
    pub parts: Vec<Option<Part>>,
}

/// What it means that an annotator did not decide a unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Missing {
    /// It is not known what they would say.
    #[default]
    Unknown,
    /// They say that there is no claim.
    None,
}

/// What one annotator says of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The categories; none if it is no claim.
    pub categories: BTreeSet<String>,
    /// Whether it was said without the machine's word in sight.
    pub blind: bool,
    /// Which of the annotator's decisions it is; nothing where it follows from one on a larger passage, or from
    /// silence.
    pub decided: Option<usize>,
}

/// A passage that at least one annotator decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The number of its article.
    pub article: usize,
    /// Where it stands, as most annotators have it; in code points.
    pub span: Span,
    /// Its words.
    pub quote: String,
    /// What each annotator says.
    pub answers: Vec<Option<Answer>>,
}

impl Unit {
    /// Whether whoever decided it did so without the machine's word in sight.
    pub fn is_blind(&self) -> bool {
        self.answers.iter().flatten().all(|answer| answer.blind)
    }
}

/// The units of an article, in order of position.
///
/// Decisions of several annotators are one unit if any two of their passages are alike; those most alike come
/// together first, and no annotator is twice in a unit. An annotator who did not decide a unit, but said of a larger
/// passage around it that it holds no claim, has said so of the unit.
pub fn align(article: &Article, number: usize, missing: Missing) -> Vec<Unit> {
    let mut groups: BTreeMap<Span, Vec<(usize, usize)>> = BTreeMap::new();
    for (annotator, part) in article.parts.iter().enumerate() {
        for (at, decided) in part.iter().flat_map(|part| &part.decided).enumerate() {
            groups.entry(decided.span).or_default().push((annotator, at));
        }
    }
    let groups: Vec<(Span, Vec<(usize, usize)>)> = groups.into_iter().collect();
    let silences: Vec<Option<Silence<'_>>> =
        article.parts.iter().map(|part| part.as_ref().map(Silence::of)).collect();
    let unit = |members: &Vec<usize>| {
        let chosen = members.iter().filter_map(|&member| groups.get(member));
        // The first of those that most annotators chose.
        let span =
            chosen.clone().min_by_key(|(span, who)| (Reverse(who.len()), *span)).map(|(span, _)| *span);
        let span = span.unwrap_or_default();
        let mut answers: Vec<Option<Answer>> = vec![None; article.parts.len()];
        let mut quote = String::new();
        for (own, &(annotator, at)) in chosen.flat_map(|(span, who)| who.iter().map(move |one| (span, one))) {
            let Some(decided) = article.decided(annotator, at) else { continue };
            if quote.is_empty() && *own == span {
                quote.clone_from(&decided.quote);
            }
            if let Some(answer) = answers.get_mut(annotator) {
                *answer = Some(Answer::of(decided, Some(at)));
            }
        }
        for (answer, silence) in answers.iter_mut().zip(&silences).filter(|(answer, _)| answer.is_none()) {
            *answer = silence.as_ref().and_then(|silence| silence.on(span, missing));
        }
        Unit { article: number, span, quote, answers }
    };
    let mut units: Vec<Unit> = clusters(&groups).iter().map(unit).collect();
    units.sort_by_key(|unit| unit.span);
    units
}

impl Article {
    fn decided(&self, annotator: usize, at: usize) -> Option<&Decided> {
        self.parts.get(annotator)?.as_ref()?.decided.get(at)
    }
}

impl Answer {
    fn of(decided: &Decided, at: Option<usize>) -> Self {
        Self { categories: decided.categories.clone(), blind: decided.blind, decided: at }
    }
}

/// The passages that are one unit, by their numbers.
fn clusters(groups: &[(Span, Vec<(usize, usize)>)]) -> Vec<Vec<usize>> {
    let mut pairs = Vec::new();
    for (at, (span, who)) in groups.iter().enumerate() {
        let behind = groups.iter().enumerate().skip(at + 1);
        let near = behind.take_while(|(_, (other, _))| other.start() < span.end()).take(NEAR);
        for (other_at, (other, others)) in near {
            let alike = span.similarity(*other);
            if alike > SAME && apart(who, others) {
                pairs.push((alike, at, other_at));
            }
        }
    }
    // By the places alone, so that nothing depends on the order of the annotators.
    pairs.sort_by(|one, two| two.0.total_cmp(&one.0).then_with(|| (one.1, one.2).cmp(&(two.1, two.2))));
    let mut of: Vec<usize> = (0..groups.len()).collect();
    let mut clusters: Vec<Vec<usize>> = of.iter().map(|&at| vec![at]).collect();
    for (_, one, two) in pairs {
        let (Some(&one), Some(&two)) = (of.get(one), of.get(two)) else { continue };
        let (Some(ours), Some(theirs)) = (clusters.get(one), clusters.get(two)) else { continue };
        if one == two || !ours.iter().all(|&our| theirs.iter().all(|&their| alike(groups, our, their))) {
            continue;
        }
        let moved = clusters.get_mut(two).map(std::mem::take).unwrap_or_default();
        for &member in &moved {
            of.get_mut(member).into_iter().for_each(|cluster| *cluster = one);
        }
        if let Some(cluster) = clusters.get_mut(one) {
            cluster.extend(moved);
        }
    }
    clusters.retain(|members| !members.is_empty());
    clusters
}

/// Whether two passages may be of one unit: alike, and no annotator has decided both.
fn alike(groups: &[(Span, Vec<(usize, usize)>)], one: usize, two: usize) -> bool {
    let (Some((span, who)), Some((other, others))) = (groups.get(one), groups.get(two)) else { return false };
    span.similarity(*other) > SAME && apart(who, others)
}

fn apart(who: &[(usize, usize)], others: &[(usize, usize)]) -> bool {
    who.iter().all(|(annotator, _)| others.iter().all(|(other, _)| other != annotator))
}

/// What follows for a passage that an annotator did not decide.
struct Silence<'p> {
    /// What they said holds no claim, by beginning; with the one among it and all before that reaches furthest.
    nothing: Vec<(&'p Decided, &'p Decided)>,
    /// Everything else that they had a word on.
    other: Reach,
}

impl<'p> Silence<'p> {
    fn of(part: &'p Part) -> Self {
        let mut nothing: Vec<(&Decided, &Decided)> = Vec::new();
        for decided in part.decided.iter().filter(|decided| decided.categories.is_empty()) {
            let furthest = nothing.last().map(|(_, furthest)| *furthest);
            let furthest = furthest.filter(|furthest| furthest.span.end() >= decided.span.end());
            nothing.push((decided, furthest.unwrap_or(decided)));
        }
        let claims = part.decided.iter().filter(|decided| !decided.categories.is_empty());
        let other = claims.map(|decided| decided.span).chain(part.aside.iter().copied());
        Self { nothing, other: Reach::of(other) }
    }

    fn on(&self, span: Span, missing: Missing) -> Option<Answer> {
        if self.other.meets(span) {
            // They had a word on some of it, which is neither a word on all of it nor silence.
            return None;
        }
        let before = self.nothing.partition_point(|(decided, _)| decided.span.start() <= span.start());
        let around =
            before.checked_sub(1).and_then(|last| self.nothing.get(last)).map(|(_, furthest)| *furthest);
        match (around.filter(|around| around.span.covers(span)), missing) {
            (Some(around), _) => Some(Answer::of(around, None)),
            (None, Missing::None) => Some(Answer { categories: BTreeSet::new(), blind: true, decided: None }),
            (None, Missing::Unknown) => None,
        }
    }
}
