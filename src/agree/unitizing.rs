//! Agreement on passage boundaries: Krippendorff's α for unitizing (`α_U`), and the F1 of matching spans.

use super::{Coefficient, Undefined};
use crate::text::Span;
use std::cmp::Reverse;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MarkedSpan {
    /// In code points.
    pub span: Span,
    pub category: usize,
}

/// Annotators' spans in one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Continuum {
    /// Length of the text in code points.
    pub chars: u32,
    /// By annotator, in any order; a passage of several categories has one span per category.
    pub spans: Vec<Vec<MarkedSpan>>,
    /// Left out for all annotators, because one of them has a tag there that does not count.
    pub excluded: Vec<Span>,
}

/// Matching spans of two annotators.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SpanMatches {
    /// Same start, end and category.
    pub strict: usize,
    /// Same category, with a shared character, one to one.
    pub overlap: usize,
    /// Spans of both annotators together.
    pub spans: usize,
}

/// Number of overlapping spans compared with each span. Bounds the work for a file that marks one place thousands of
/// times.
const MAX_COMPARED: usize = 256;

/// Matches the spans of two annotators greedily: the largest overlap first, then text order.
pub fn match_spans(one: &[MarkedSpan], two: &[MarkedSpan]) -> SpanMatches {
    let sorted = |spans: &[MarkedSpan]| {
        let mut spans = spans.to_vec();
        spans.sort_unstable();
        spans
    };
    let (one, two) = (sorted(one), sorted(two));
    let longest = two.iter().map(|other| other.span.len()).max().unwrap_or(0);
    let mut pairs = Vec::new();
    for (at, own) in one.iter().enumerate() {
        let from = two.partition_point(|other| other.span.start() < own.span.start().saturating_sub(longest));
        let near = two.iter().enumerate().skip(from);
        let near = near.take_while(|(_, other)| other.span.start() < own.span.end());
        let same = near.filter(|(_, other)| other.category == own.category && other.span.overlaps(own.span));
        for (other_at, other) in same.take(MAX_COMPARED) {
            let shared = own.span.intersection(other.span).len();
            let (first, second) = (own.span.min(other.span), own.span.max(other.span));
            pairs.push((Reverse(shared), first, second, at, other_at));
        }
    }
    pairs.sort_unstable();
    let (mut taken, mut others_taken) = (vec![false; one.len()], vec![false; two.len()]);
    let mut found = SpanMatches { spans: one.len() + two.len(), ..SpanMatches::default() };
    for (_, _, _, at, other_at) in pairs {
        if let (Some(here), Some(there)) = (taken.get_mut(at), others_taken.get_mut(other_at))
            && !*here
            && !*there
        {
            (*here, *there) = (true, true);
            found.overlap += 1;
        }
    }
    let mut rest = two.iter().peekable();
    for own in &one {
        while rest.next_if(|other| *other < own).is_some() {}
        found.strict += usize::from(rest.next_if(|other| *other == own).is_some());
    }
    found
}

/// F1 from `matched` pairs and the number of spans of both annotators (van Rijsbergen 1979); symmetric.
pub fn f1(matched: usize, spans: usize) -> Coefficient {
    if spans == 0 { Err(Undefined::NothingMarked) } else { Ok((2 * matched) as f64 / spans as f64) }
}

/// `α_U` over all categories and for each.
#[derive(Debug, Clone, PartialEq)]
pub struct AlphaU {
    /// 1 − Σ observed / Σ expected disagreement over all categories.
    pub all: Coefficient,
    pub categories: Vec<Coefficient>,
    /// By category.
    pub disagreement: Vec<UnitizingDisagreement>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnitizingDisagreement {
    pub observed: f64,
    /// Expected by chance.
    pub expected: f64,
    /// Number of spans of the category.
    pub spans: usize,
}

/// Input of `α_U`, prepared once for many weightings of the texts.
#[derive(Debug)]
pub struct UnitizingData {
    annotators: usize,
    chars: Vec<u32>,
    categories: Vec<CategorySections>,
}

/// A span, or a gap between two, as `α_U` counts it.
#[derive(Debug, Clone, Copy)]
struct Section {
    length: u32,
    text: usize,
}

/// Sections of one category over several texts.
#[derive(Debug)]
struct CategorySections {
    /// Of all annotators, the longest first.
    spans: Vec<Section>,
    /// Of all annotators, the longest first.
    gaps: Vec<Section>,
    /// Squared differences by text, over ordered pairs of annotators.
    differences: Vec<f64>,
}

impl UnitizingData {
    pub fn new(texts: &[Continuum], categories: usize) -> Self {
        let annotators = texts.iter().map(|text| text.spans.len()).max().unwrap_or(0);
        let category = |number| CategorySections::new(texts, annotators, number);
        Self {
            annotators,
            chars: texts.iter().map(|text| text.chars).collect(),
            categories: (0..categories).map(category).collect(),
        }
    }

    /// Krippendorff's α for unitizing (Krippendorff 1995, “On the reliability of unitizing continuous data”,
    /// Sociological Methodology 25; Content Analysis, 2nd edition, 2004, §11.6), in the version of those two, which
    /// sums the disagreements of the categories; not the revision of 2016. `weights` counts the copies of each text.
    ///
    /// Several texts form one continuum in which no gap crosses the end of a text. Overlapping spans of one annotator
    /// and category count as one.
    pub fn alpha_u(&self, weights: &[u32]) -> AlphaU {
        let length: f64 =
            self.chars.iter().zip(weights).map(|(&chars, &by)| f64::from(chars) * f64::from(by)).sum();
        let disagreement: Vec<UnitizingDisagreement> = self
            .categories
            .iter()
            .map(|category| category.disagreement(self.annotators, length, weights))
            .collect();
        let alpha = |observed: f64, expected: f64, spans: usize| match () {
            () if self.annotators < 2 => Err(Undefined::OneAnnotator),
            () if spans == 0 => Err(Undefined::NothingMarked),
            () if expected > 0.0 => Ok(1.0 - observed / expected),
            () => Err(Undefined::NoRoom),
        };
        let sum = |part: fn(&UnitizingDisagreement) -> f64| disagreement.iter().map(part).sum::<f64>();
        let spans = disagreement.iter().map(|one| one.spans).sum();
        AlphaU {
            all: alpha(sum(|one| one.observed), sum(|one| one.expected), spans),
            categories: disagreement.iter().map(|one| alpha(one.observed, one.expected, one.spans)).collect(),
            disagreement,
        }
    }
}

impl CategorySections {
    fn new(texts: &[Continuum], annotators: usize, number: usize) -> Self {
        let mut sections =
            Self { spans: Vec::new(), gaps: Vec::new(), differences: Vec::with_capacity(texts.len()) };
        for (text, continuum) in texts.iter().enumerate() {
            let by_annotator: Vec<Vec<Span>> =
                (0..annotators).map(|annotator| merged_spans(continuum, annotator, number)).collect();
            let section = |length| Section { length, text };
            for spans in &by_annotator {
                sections.spans.extend(spans.iter().map(|span| section(span.len())));
                sections.gaps.extend(gaps(spans, continuum.chars).map(section));
            }
            let mut sum = 0.0;
            for (at, one) in by_annotator.iter().enumerate() {
                sum += by_annotator.iter().skip(at + 1).map(|two| 2.0 * differences(one, two)).sum::<f64>();
            }
            sections.differences.push(sum);
        }
        sections.spans.sort_unstable_by_key(|span| Reverse(span.length));
        sections.gaps.sort_unstable_by_key(|gap| Reverse(gap.length));
        sections
    }

    fn disagreement(&self, annotators: usize, length: f64, weights: &[u32]) -> UnitizingDisagreement {
        let weight = |section: &Section| f64::from(weights.get(section.text).copied().unwrap_or(0));
        let annotators = annotators as f64;
        let apart: f64 = self.differences.iter().zip(weights).map(|(sum, &by)| sum * f64::from(by)).sum();
        let spans: f64 = self.spans.iter().map(weight).sum();
        let (mut chance, mut taken) = (0.0, 0.0);
        // Gaps that can hold a span of this length: their number and total length.
        let (mut gaps, mut room) = (0.0, 0.0);
        let mut longer = self.gaps.iter().peekable();
        for span in &self.spans {
            while let Some(gap) = longer.next_if(|gap| gap.length >= span.length) {
                gaps += weight(gap);
                room += weight(gap) * f64::from(gap.length);
            }
            let l = f64::from(span.length);
            let among_spans = (spans - 1.0) / 3.0 * (2.0 * l * l * l - 3.0 * l * l + l);
            let in_gaps = l * l * (room - gaps * (l - 1.0));
            chance += weight(span) * (among_spans + in_gaps);
            taken += weight(span) * l * (l - 1.0);
        }
        let whole = annotators * length;
        let places = whole * (whole - 1.0) - taken;
        let pairs = annotators * (annotators - 1.0) * length * length;
        UnitizingDisagreement {
            observed: if pairs > 0.0 { apart / pairs } else { 0.0 },
            expected: if places > 0.0 && length > 0.0 { 2.0 / length * chance / places } else { 0.0 },
            spans: self.spans.len(),
        }
    }
}

/// The spans of one annotator and category in order, overlapping ones merged.
fn merged_spans(continuum: &Continuum, annotator: usize, category: usize) -> Vec<Span> {
    let marked = continuum.spans.get(annotator).into_iter().flatten();
    let whole = Span::new(0, continuum.chars);
    let spans = marked.filter(|marked| marked.category == category);
    let spans = spans.map(|marked| marked.span.intersection(whole));
    let mut spans: Vec<Span> = spans.filter(|span| !span.is_empty()).collect();
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if last.overlaps(span) => *last = last.union(span),
            _ => merged.push(span),
        }
    }
    merged
}

/// Lengths of the gaps between spans, before the first and after the last.
fn gaps(spans: &[Span], chars: u32) -> impl Iterator<Item = u32> {
    let starts = spans.iter().map(|span| span.start()).chain([chars]);
    let ends = [0].into_iter().chain(spans.iter().map(|span| span.end()));
    ends.zip(starts).map(|(end, start)| start.saturating_sub(end)).filter(|&length| length > 0)
}

/// Squared differences δ² between the spans of two annotators: for overlapping spans, the distances of their starts
/// and ends; for a span without overlap, its length.
fn differences(one: &[Span], two: &[Span]) -> f64 {
    let squared = |by: u32| f64::from(by) * f64::from(by);
    let mut sum = 0.0;
    let mut met = vec![false; two.len()];
    let mut from = 0;
    for span in one {
        while two.get(from).is_some_and(|other| other.end() <= span.start()) {
            from += 1;
        }
        let mut alone = true;
        let near = two.iter().zip(met.iter_mut()).skip(from);
        for (other, met) in near.take_while(|(other, _)| other.start() < span.end()) {
            sum += squared(span.start().abs_diff(other.start())) + squared(span.end().abs_diff(other.end()));
            (alone, *met) = (false, true);
        }
        if alone {
            sum += squared(span.len());
        }
    }
    sum + two.iter().zip(met).filter(|(_, met)| !met).map(|(other, _)| squared(other.len())).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(spans: &[(u32, u32, usize)]) -> Vec<MarkedSpan> {
        let marked = |&(start, end, category)| MarkedSpan { span: Span::new(start, end), category };
        spans.iter().map(marked).collect()
    }

    #[test]
    fn spans_match_one_to_one_the_nearest_first() {
        let check = |one: &[(u32, u32, usize)], two: &[(u32, u32, usize)], strict, overlap| {
            for (one, two) in [(one, two), (two, one)] {
                let found = match_spans(&spans(one), &spans(two));
                assert_eq!(found, SpanMatches { strict, overlap, spans: one.len() + two.len() });
            }
        };
        check(&[], &[], 0, 0);
        check(&[(0, 9, 0)], &[(0, 9, 0)], 1, 1);
        check(&[(0, 9, 0)], &[(0, 9, 1)], 0, 0);
        check(&[(0, 9, 0)], &[(9, 12, 0)], 0, 0);
        check(&[(0, 9, 0), (10, 20, 0)], &[(5, 20, 0)], 0, 1);
        // The long span overlaps both; the nearer gives it up, and each finds its own.
        check(&[(0, 100, 0), (100, 110, 0)], &[(90, 111, 0), (5, 60, 0)], 0, 2);
        check(&[(0, 100, 0), (5, 12, 0)], &[(0, 10, 0), (20, 100, 0)], 0, 2);
        check(&[(0, 9, 0), (0, 9, 0)], &[(0, 9, 0)], 1, 1);
    }
}
