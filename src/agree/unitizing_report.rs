//! Agreement on spans over several articles: selects the texts that count and compares their spans.

use super::alignment::CodedArticle;
use super::bootstrap::{Bootstrap, Estimate, ResampledData, interval};
use super::characters::characters;
use super::codings::SpanSet;
use super::coefficients::{Distance, krippendorff_alpha};
use super::reliability::ReliabilityData;
use super::unitizing::{AlphaU, Continuum, MarkedSpan, SpanMatches, UnitizingData, f1, match_spans};
use super::{Coefficient, Undefined};
use crate::eval;
use crate::text::Span;
use serde::Serialize;
use std::collections::BTreeSet;

/// Agreement on passage boundaries, for annotators who went through the whole text: an unmarked passage counts as
/// rejected. `n` is the number of spans of all annotators, one per category.
#[derive(Debug, Clone, Serialize)]
pub struct UnitizingAgreement {
    /// Articles with a tag file of every annotator; only these count here.
    pub articles: usize,
    /// Their length in code points.
    pub chars: usize,
    /// Spans left out because another annotator has a tag there that does not count.
    pub excluded: usize,
    /// F1 of spans with the same start, end and category; the mean over all pairs of annotators.
    pub strict_f1: Estimate,
    /// F1 of overlapping spans of the same category, matched one to one.
    pub overlap_f1: Estimate,
    /// Krippendorff's `α_U`, 1995 and 2004.
    pub alpha_u: Estimate,
    /// Krippendorff's α over characters, each valued with its categories; `n`: characters.
    pub character_alpha: Estimate,
    /// By name.
    pub categories: Vec<CategoryUnitizing>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CategoryUnitizing {
    pub category: String,
    pub strict_f1: Estimate,
    pub overlap_f1: Estimate,
    pub alpha_u: Estimate,
}

/// Texts with a tag file of every annotator.
#[derive(Debug)]
pub(super) struct Continua {
    annotators: usize,
    categories: Vec<String>,
    texts: Vec<Continuum>,
    excluded: usize,
}

impl Continua {
    pub(super) fn new(articles: &[CodedArticle], annotators: usize) -> Self {
        let complete: Vec<&CodedArticle> = articles
            .iter()
            .filter(|article| article.codings.iter().flatten().count() == annotators)
            .collect();
        let passages = complete
            .iter()
            .flat_map(|article| article.codings.iter().flatten())
            .flat_map(|one| &one.passages);
        let categories: BTreeSet<&String> = passages.flat_map(|passage| &passage.categories).collect();
        let categories: Vec<String> = categories.into_iter().cloned().collect();
        let mut continua = Self { annotators, categories, texts: Vec::new(), excluded: 0 };
        for article in complete {
            continua.add(article);
        }
        continua
    }

    fn add(&mut self, article: &CodedArticle) {
        let mut excluded: Vec<Span> =
            article.codings.iter().flatten().flat_map(|one| one.excluded_spans.iter().copied()).collect();
        excluded.sort_unstable();
        let set = SpanSet::new(excluded.iter().copied());
        let mut spans = Vec::with_capacity(self.annotators);
        for codings in article.codings.iter().flatten() {
            let claims = codings.passages.iter().filter(|passage| !passage.categories.is_empty());
            let (left_out, kept): (Vec<_>, Vec<_>) = claims.partition(|passage| set.overlaps(passage.span));
            self.excluded += left_out.len();
            let mut marked = Vec::with_capacity(kept.len());
            for passage in kept {
                let numbers =
                    passage.categories.iter().filter_map(|id| self.categories.binary_search(id).ok());
                marked.extend(numbers.map(|category| MarkedSpan { span: passage.span, category }));
            }
            spans.push(marked);
        }
        self.texts.push(Continuum { chars: article.chars, spans, excluded });
    }

    pub(super) fn matches(&self, one: usize, two: usize) -> SpanMatches {
        let matches = self.matches_by_text(one, two, None);
        SpanMatches {
            strict: matches.iter().map(|text| text.strict).sum(),
            overlap: matches.iter().map(|text| text.overlap).sum(),
            spans: matches.iter().map(|text| text.spans).sum(),
        }
    }

    fn matches_by_text(&self, one: usize, two: usize, category: Option<usize>) -> Vec<SpanMatches> {
        let of = |text: &Continuum, annotator: usize| -> Vec<MarkedSpan> {
            let marked = text.spans.get(annotator).into_iter().flatten();
            marked.filter(|one| category.is_none_or(|wanted| wanted == one.category)).copied().collect()
        };
        self.texts.iter().map(|text| match_spans(&of(text, one), &of(text, two))).collect()
    }

    fn span_count(&self, category: Option<usize>) -> usize {
        let all = self.texts.iter().flat_map(|text| text.spans.iter().flatten());
        all.filter(|one| category.is_none_or(|wanted| wanted == one.category)).count()
    }

    /// Strict and overlapping F1: means over pairs of annotators.
    fn span_f1(&self, category: Option<usize>, bootstrap: Bootstrap) -> [Estimate; 2] {
        let annotators = self.annotators;
        let pairs: Vec<Vec<SpanMatches>> = (0..annotators)
            .flat_map(|one| (one + 1..annotators).map(move |two| (one, two)))
            .map(|(one, two)| self.matches_by_text(one, two, category))
            .collect();
        let mean = |weights: &[u32], matched: fn(&SpanMatches) -> usize| -> Coefficient {
            let pair_f1 = |pair: &Vec<SpanMatches>| {
                let weighted = |part: fn(&SpanMatches) -> usize| {
                    pair.iter().zip(weights).map(|(text, &by)| part(text) * by as usize).sum::<usize>()
                };
                f1(weighted(matched), weighted(|text| text.spans))
            };
            let values: Vec<f64> = pairs.iter().map(pair_f1).collect::<Result<_, _>>()?;
            if values.is_empty() {
                return Err(Undefined::OneAnnotator);
            }
            Ok(values.iter().sum::<f64>() / values.len() as f64)
        };
        let texts = pairs.first().map_or(0, Vec::len);
        let kinds: [fn(&SpanMatches) -> usize; 2] = [|text| text.strict, |text| text.overlap];
        kinds.map(|matched| {
            let mut samples = Vec::new();
            eval::resample(texts, bootstrap.samples, bootstrap.seed, |drawn| {
                samples.extend(mean(&weights(drawn, texts), matched).ok());
            });
            let value = mean(&vec![1; texts], matched);
            let interval = interval(value, samples, bootstrap.samples);
            Estimate { value, interval, n: self.span_count(category) }
        })
    }
}

/// Computes intervals only if `by_article`, because a sample of single passages is not a sample of texts.
pub(super) fn unitizing(
    articles: &[CodedArticle],
    annotators: usize,
    bootstrap: Bootstrap,
    by_article: bool,
) -> UnitizingAgreement {
    let continua = Continua::new(articles, annotators);
    let texts = continua.texts.len();
    let samples = if by_article && texts > 1 { bootstrap.samples } else { 0 };
    let bootstrap = Bootstrap { samples, ..bootstrap };
    let data = UnitizingData::new(&continua.texts, continua.categories.len());
    let mut samples: Vec<AlphaU> = Vec::with_capacity(bootstrap.samples);
    eval::resample(texts, bootstrap.samples, bootstrap.seed, |drawn| {
        samples.push(data.alpha_u(&weights(drawn, texts)));
    });
    let found = data.alpha_u(&vec![1; texts]);
    let alpha_u = |category: Option<usize>| {
        let of = |alpha: &AlphaU| match category {
            None => alpha.all,
            Some(number) => alpha.categories.get(number).copied().unwrap_or(Err(Undefined::NothingMarked)),
        };
        let drawn: Vec<f64> = samples.iter().filter_map(|one| of(one).ok()).collect();
        let value = of(&found);
        let interval = interval(value, drawn, bootstrap.samples);
        Estimate { value, interval, n: continua.span_count(category) }
    };
    let (rows, sets) = characters(&continua.texts);
    let by_character = ResampledData::new(annotators, sets.len(), &rows);
    let marked = continua.span_count(None) > 0;
    let character_alpha = |data: &ReliabilityData| match krippendorff_alpha(data, Distance::Nominal) {
        Err(Undefined::OneLabel) if !marked => [Err(Undefined::NothingMarked)],
        alpha => [alpha],
    };
    let n = by_character.data.units(2);
    let [character_alpha] = by_character.estimate(bootstrap, character_alpha, [n]);
    let [strict_f1, overlap_f1] = continua.span_f1(None, bootstrap);
    let category = |(number, name): (usize, &String)| {
        let [strict_f1, overlap_f1] = continua.span_f1(Some(number), bootstrap);
        let alpha_u = alpha_u(Some(number));
        CategoryUnitizing { category: name.clone(), strict_f1, overlap_f1, alpha_u }
    };
    UnitizingAgreement {
        articles: texts,
        chars: continua.texts.iter().map(|text| text.chars as usize).sum(),
        excluded: continua.excluded,
        strict_f1,
        overlap_f1,
        alpha_u: alpha_u(None),
        character_alpha,
        categories: continua.categories.iter().enumerate().map(category).collect(),
    }
}

/// Number of times each text was drawn.
fn weights(drawn: &[usize], texts: usize) -> Vec<u32> {
    let mut weights = vec![0; texts];
    for &text in drawn {
        weights.get_mut(text).into_iter().for_each(|weight| *weight += 1);
    }
    weights
}
