//! Krippendorff's α for units of a continuum: where passages begin and end, by category.

use super::spans::Continuum;
use super::{Figure, Undefined};
use crate::text::Span;

/// The disagreement on the passages of one category.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Disagreement {
    /// That which was found.
    pub observed: f64,
    /// That which is expected by chance.
    pub expected: f64,
    /// Passages of the category.
    pub items: usize,
}

/// α of unitizing, over all categories and for each.
#[derive(Debug, Clone, PartialEq)]
pub struct AlphaU {
    /// Over all categories: 1 less the sum of what was found by the sum of what chance gives.
    pub all: Figure,
    /// For each category, in the order of their numbers.
    pub categories: Vec<Figure>,
    /// What they were taken from.
    pub disagreement: Vec<Disagreement>,
}

/// A passage or a gap between two: its length and the text that it stands in.
#[derive(Debug, Clone, Copy)]
struct Section {
    length: u32,
    text: usize,
}

/// The passages of one category in several texts, counted so that each text can be weighted.
#[derive(Debug)]
struct Category {
    /// Passages of all annotators, the longest first.
    units: Vec<Section>,
    /// Gaps of all annotators, the longest first.
    gaps: Vec<Section>,
    /// The squared differences of each text, over ordered pairs of annotators.
    apart: Vec<f64>,
}

/// What α of unitizing is taken from, made once for many weightings of the texts.
#[derive(Debug)]
pub(super) struct Prepared {
    annotators: usize,
    chars: Vec<u32>,
    categories: Vec<Category>,
}

/// Krippendorff's α for unitizing, written α with the index U (Krippendorff 1995, “On the reliability of unitizing continuous data”, Sociological Methodology
/// 25; Content Analysis, 2nd edition, 2004, §11.6) in the version of those two: the disagreements of the categories
/// are added up. It is not the revision of 2016.
///
/// Several texts stand one behind the other, and no gap goes beyond its text. Passages of one annotator and one
/// category that overlap count as one.
pub fn alpha_u(texts: &[Continuum], categories: usize) -> AlphaU {
    Prepared::of(texts, categories).figures(&vec![1; texts.len()])
}

impl Prepared {
    pub(super) fn of(texts: &[Continuum], categories: usize) -> Self {
        let annotators = texts.iter().map(|text| text.items.len()).max().unwrap_or(0);
        let category = |number| Category::of(texts, annotators, number);
        Self {
            annotators,
            chars: texts.iter().map(|text| text.chars).collect(),
            categories: (0..categories).map(category).collect(),
        }
    }

    /// The figures where each text counts as often as its weight says.
    pub(super) fn figures(&self, weights: &[u32]) -> AlphaU {
        let length: f64 =
            self.chars.iter().zip(weights).map(|(&chars, &by)| f64::from(chars) * f64::from(by)).sum();
        let of = |category: &Category| category.disagreement(self.annotators, length, weights);
        let disagreement: Vec<Disagreement> = self.categories.iter().map(of).collect();
        let figure = |observed: f64, expected: f64, items: usize| match () {
            () if self.annotators < 2 => Err(Undefined::OneAnnotator),
            () if items == 0 => Err(Undefined::NothingMarked),
            () if expected > 0.0 => Ok(1.0 - observed / expected),
            () => Err(Undefined::NoRoom),
        };
        let sum = |part: fn(&Disagreement) -> f64| disagreement.iter().map(part).sum::<f64>();
        let items = disagreement.iter().map(|one| one.items).sum();
        AlphaU {
            all: figure(sum(|one| one.observed), sum(|one| one.expected), items),
            categories: disagreement
                .iter()
                .map(|one| figure(one.observed, one.expected, one.items))
                .collect(),
            disagreement,
        }
    }
}

impl Category {
    fn of(texts: &[Continuum], annotators: usize, number: usize) -> Self {
        let mut category =
            Self { units: Vec::new(), gaps: Vec::new(), apart: Vec::with_capacity(texts.len()) };
        for (text, continuum) in texts.iter().enumerate() {
            let units: Vec<Vec<Span>> =
                (0..annotators).map(|annotator| united(continuum, annotator, number)).collect();
            let section = |length| Section { length, text };
            for spans in &units {
                category.units.extend(spans.iter().map(|span| section(span.len())));
                category.gaps.extend(gaps(spans, continuum.chars).map(section));
            }
            let mut apart = 0.0;
            for (at, one) in units.iter().enumerate() {
                apart += units.iter().skip(at + 1).map(|two| 2.0 * differences(one, two)).sum::<f64>();
            }
            category.apart.push(apart);
        }
        category.units.sort_unstable_by_key(|unit| std::cmp::Reverse(unit.length));
        category.gaps.sort_unstable_by_key(|gap| std::cmp::Reverse(gap.length));
        category
    }

    fn disagreement(&self, annotators: usize, length: f64, weights: &[u32]) -> Disagreement {
        let weight = |section: &Section| f64::from(weights.get(section.text).copied().unwrap_or(0));
        let annotators = annotators as f64;
        let apart: f64 = self.apart.iter().zip(weights).map(|(apart, &by)| apart * f64::from(by)).sum();
        let items: f64 = self.units.iter().map(weight).sum();
        let (mut chance, mut taken) = (0.0, 0.0);
        // Of the gaps that hold a unit of this length: how many, and their lengths together.
        let (mut gaps, mut room) = (0.0, 0.0);
        let mut longer = self.gaps.iter().peekable();
        for unit in &self.units {
            while let Some(gap) = longer.next_if(|gap| gap.length >= unit.length) {
                gaps += weight(gap);
                room += weight(gap) * f64::from(gap.length);
            }
            let l = f64::from(unit.length);
            let among_units = (items - 1.0) / 3.0 * (2.0 * l * l * l - 3.0 * l * l + l);
            let in_gaps = l * l * (room - gaps * (l - 1.0));
            chance += weight(unit) * (among_units + in_gaps);
            taken += weight(unit) * l * (l - 1.0);
        }
        let whole = annotators * length;
        let places = whole * (whole - 1.0) - taken;
        let pairs = annotators * (annotators - 1.0) * length * length;
        Disagreement {
            observed: if pairs > 0.0 { apart / pairs } else { 0.0 },
            expected: if places > 0.0 && length > 0.0 { 2.0 / length * chance / places } else { 0.0 },
            items: self.units.len(),
        }
    }
}

/// The passages of one annotator and category in order, with those that overlap made one.
fn united(continuum: &Continuum, annotator: usize, number: usize) -> Vec<Span> {
    let items = continuum.items.get(annotator).into_iter().flatten();
    let whole = Span::new(0, continuum.chars);
    let spans = items.filter(|item| item.category == number).map(|item| item.span.intersection(whole));
    let mut spans: Vec<Span> = spans.filter(|span| !span.is_empty()).collect();
    spans.sort_unstable();
    let mut united: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match united.last_mut() {
            Some(last) if last.overlaps(span) => *last = last.union(span),
            _ => united.push(span),
        }
    }
    united
}

/// The lengths of what lies between passages, before the first and behind the last.
fn gaps(units: &[Span], chars: u32) -> impl Iterator<Item = u32> {
    let starts = units.iter().map(|span| span.start()).chain([chars]);
    let ends = [0].into_iter().chain(units.iter().map(|span| span.end()));
    ends.zip(starts).map(|(end, start)| start.saturating_sub(end)).filter(|&length| length > 0)
}

/// The squared differences δ² between the passages of two annotators: of two that overlap, how far their
/// beginnings and their ends are apart; of one that overlaps none, its own length.
fn differences(one: &[Span], two: &[Span]) -> f64 {
    let squared = |by: u32| f64::from(by) * f64::from(by);
    let mut sum = 0.0;
    let mut met = vec![false; two.len()];
    let mut from = 0;
    for unit in one {
        while two.get(from).is_some_and(|other| other.end() <= unit.start()) {
            from += 1;
        }
        let mut alone = true;
        let near = two.iter().zip(met.iter_mut()).skip(from);
        for (other, met) in near.take_while(|(other, _)| other.start() < unit.end()) {
            sum += squared(unit.start().abs_diff(other.start())) + squared(unit.end().abs_diff(other.end()));
            (alone, *met) = (false, true);
        }
        if alone {
            sum += squared(unit.len());
        }
    }
    sum + two.iter().zip(met).filter(|(_, met)| !met).map(|(other, _)| squared(other.len())).sum::<f64>()
}
