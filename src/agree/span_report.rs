//! The figures of unitizing over articles: which texts count, and the passages that are compared in them.

use super::alpha_u::Prepared;
use super::part::Reach;
use super::sample::{Draws, Measured, Sample, interval};
use super::spans::{Continuum, Item, Matches, f1, matches};
use super::unit::Article;
use super::{AlphaU, Figure, Metric, Undefined, alpha, characters};
use crate::eval;
use crate::text::Span;
use serde::Serialize;
use std::collections::BTreeSet;

/// Agreement on where passages begin and end. What an annotator did not mark is not marked: these figures are for
/// annotators who went through the whole text.
#[derive(Debug, Clone, Serialize)]
pub struct Unitizing {
    /// Articles for which every annotator has a tag file; only these count here.
    pub articles: usize,
    /// Their length in code points.
    pub chars: usize,
    /// Passages that are left out, because another annotator's word on the place does not count.
    pub left: usize,
    /// F1 of passages of the same beginning, end and category; of more than two annotators the mean over all pairs; `n`
    /// passages of all annotators, those of several categories once for each.
    pub strict: Measured,
    /// F1 of passages of the same category that overlap, one to one; `n` as above.
    pub overlap: Measured,
    /// Krippendorff's α of unitizing, 1995 and 2004; `n` as above.
    pub alpha_u: Measured,
    /// Krippendorff's α over characters, each of the categories that it is marked with, or of none; `n` characters.
    pub characters: Measured,
    /// For each category, in the order of their names.
    pub categories: Vec<CategorySpans>,
}

/// Agreement on where the passages of one category are.
#[derive(Debug, Clone, Serialize)]
pub struct CategorySpans {
    /// The category's id.
    pub category: String,
    /// F1 of the same passages.
    pub strict: Measured,
    /// F1 of overlapping passages.
    pub overlap: Measured,
    /// α of unitizing.
    pub alpha_u: Measured,
}

/// The texts that every annotator has been through, as far as is known.
#[derive(Debug)]
pub(super) struct Texts {
    annotators: usize,
    names: Vec<String>,
    continua: Vec<Continuum>,
    left: usize,
}

impl Texts {
    pub(super) fn of(articles: &[Article], annotators: usize) -> Self {
        let whole: Vec<&Article> =
            articles.iter().filter(|article| article.parts.iter().flatten().count() == annotators).collect();
        let parts = whole.iter().flat_map(|article| article.parts.iter().flatten());
        let names: BTreeSet<&String> =
            parts.flat_map(|part| &part.decided).flat_map(|decided| &decided.categories).collect();
        let names: Vec<String> = names.into_iter().cloned().collect();
        let mut texts = Self { annotators, names, continua: Vec::with_capacity(whole.len()), left: 0 };
        for article in whole {
            texts.add(article);
        }
        texts
    }

    fn add(&mut self, article: &Article) {
        let mut aside: Vec<Span> =
            article.parts.iter().flatten().flat_map(|part| part.aside.iter().copied()).collect();
        aside.sort_unstable();
        let reach = Reach::of(aside.iter().copied());
        let mut items = Vec::with_capacity(self.annotators);
        for part in article.parts.iter().flatten() {
            let claims = part.decided.iter().filter(|decided| !decided.categories.is_empty());
            let (left, kept): (Vec<_>, Vec<_>) = claims.partition(|decided| reach.meets(decided.span));
            self.left += left.len();
            let number = |name: &String| self.names.binary_search(name).ok();
            let of = |decided: &&super::Decided| {
                let span = decided.span;
                let numbers: Vec<usize> = decided.categories.iter().filter_map(number).collect();
                numbers.into_iter().map(move |category| Item { span, category })
            };
            items.push(kept.iter().flat_map(of).collect());
        }
        self.continua.push(Continuum { chars: article.chars, items, aside });
    }

    /// What belongs together in the passages of two annotators, for each text.
    pub(super) fn matches(&self, one: usize, two: usize) -> Vec<Matches> {
        self.matches_where(one, two, |_| true)
    }

    fn matches_where(&self, one: usize, two: usize, wanted: impl Fn(&Item) -> bool) -> Vec<Matches> {
        let of = |text: &Continuum, annotator: usize| -> Vec<Item> {
            text.items.get(annotator).into_iter().flatten().filter(|item| wanted(item)).copied().collect()
        };
        self.continua.iter().map(|text| matches(&of(text, one), &of(text, two))).collect()
    }

    /// For each pair of annotators what belongs together in each text.
    fn pairs(&self, wanted: impl Fn(&Item) -> bool) -> Vec<Vec<Matches>> {
        let annotators = self.annotators;
        let pairs = (0..annotators).flat_map(|one| (one + 1..annotators).map(move |two| (one, two)));
        pairs.map(|(one, two)| self.matches_where(one, two, &wanted)).collect()
    }

    fn items(&self, category: Option<usize>) -> usize {
        let all = self.continua.iter().flat_map(|text| text.items.iter().flatten());
        all.filter(|item| category.is_none_or(|wanted| wanted == item.category)).count()
    }
}

/// The figures over all articles that every annotator has a part of; intervals where articles are drawn.
pub(super) fn unitizing(articles: &[Article], annotators: usize, plan: Draws, by_article: bool) -> Unitizing {
    let texts = Texts::of(articles, annotators);
    let plan = if by_article && texts.continua.len() > 1 { plan } else { Draws { count: 0, ..plan } };
    let prepared = Prepared::of(&texts.continua, texts.names.len());
    let whole = vec![1; texts.continua.len()];
    let mut drawn_alpha: Vec<AlphaU> = Vec::with_capacity(plan.count);
    eval::resample(texts.continua.len(), plan.count, plan.seed, |drawn| {
        drawn_alpha.push(prepared.figures(&weights(drawn, texts.continua.len())));
    });
    let found = prepared.figures(&whole);
    let measured_alpha = |value: Figure, items: usize, of: &dyn Fn(&AlphaU) -> Figure| {
        let drawn: Vec<f64> = drawn_alpha.iter().filter_map(|one| of(one).ok()).collect();
        Measured { value, interval: interval(value, drawn, plan.count), n: items }
    };
    let (rows, _) = characters(&texts.continua);
    let values =
        rows.iter().flatten().flat_map(|(row, _)| row.iter().flatten()).max().map_or(0, |most| most + 1);
    let sample = Sample::of(annotators, values, &rows);
    let marked = texts.items(None) > 0;
    let in_characters = |table: &super::Table| match alpha(table, Metric::Nominal) {
        Err(Undefined::OneLabel) if !marked => [Err(Undefined::NothingMarked)],
        figure => [figure],
    };
    let [characters] = sample.measured(plan, in_characters, [sample.table.units(2)]);
    let [strict, overlap] = span_f1(&texts.pairs(|_| true), texts.items(None), plan);
    let category = |(number, name): (usize, &String)| {
        let items = texts.items(Some(number));
        let [strict, overlap] = span_f1(&texts.pairs(|item| item.category == number), items, plan);
        let of =
            |alpha: &AlphaU| alpha.categories.get(number).copied().unwrap_or(Err(Undefined::NothingMarked));
        CategorySpans {
            category: name.clone(),
            strict,
            overlap,
            alpha_u: measured_alpha(of(&found), items, &of),
        }
    };
    Unitizing {
        articles: texts.continua.len(),
        chars: texts.continua.iter().map(|text| text.chars as usize).sum(),
        left: texts.left,
        strict,
        overlap,
        alpha_u: measured_alpha(found.all, texts.items(None), &|alpha| alpha.all),
        characters,
        categories: texts.names.iter().enumerate().map(category).collect(),
    }
}

/// How often each of so many texts was drawn.
fn weights(drawn: &[usize], texts: usize) -> Vec<u32> {
    let mut weights = vec![0; texts];
    for &text in drawn {
        weights.get_mut(text).into_iter().for_each(|weight| *weight += 1);
    }
    weights
}

/// Strict and overlapping F1, as the mean over pairs of annotators, each pair with its matches by text.
fn span_f1(pairs: &[Vec<Matches>], items: usize, plan: Draws) -> [Measured; 2] {
    let texts = pairs.first().map_or(0, Vec::len);
    let mean = |weights: &[u32], of: fn(&Matches) -> usize| -> Figure {
        let one = |pair: &Vec<Matches>| {
            let weighted = |part: fn(&Matches) -> usize| {
                pair.iter().zip(weights).map(|(text, &by)| part(text) * by as usize).sum::<usize>()
            };
            f1(weighted(of), weighted(|text| text.items))
        };
        let figures: Vec<f64> = pairs.iter().map(one).collect::<Result<_, _>>()?;
        if figures.is_empty() {
            return Err(Undefined::OneAnnotator);
        }
        Ok(figures.iter().sum::<f64>() / figures.len() as f64)
    };
    let of: [fn(&Matches) -> usize; 2] = [|text| text.strict, |text| text.overlap];
    let mut drawn_values = [Vec::new(), Vec::new()];
    eval::resample(texts, plan.count, plan.seed, |drawn| {
        let weights = weights(drawn, texts);
        drawn_values.iter_mut().zip(of).for_each(|(values, of)| values.extend(mean(&weights, of).ok()));
    });
    let mut drawn_values = drawn_values.into_iter();
    of.map(|of| {
        let value = mean(&vec![1; texts], of);
        let drawn = drawn_values.next().unwrap_or_default();
        Measured { value, interval: interval(value, drawn, plan.count), n: items }
    })
}
