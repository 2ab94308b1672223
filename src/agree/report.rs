//! Agreement report over one article or many.

use super::alignment::{CodedArticle, CodedValue, CodingUnit, Missing, align};
use super::bootstrap::{Bootstrap, Resample, coefficient};
use super::codings::{CodedPassage, Codings, Excluded};
use super::nominal_report::{CategoryAgreement, Confusion, NominalAgreement, NominalData};
use super::reliability::{ReliabilityData, UnitValues};
use super::unitizing_report::{Continua, UnitizingAgreement, unitizing};
use super::{Coefficient, cohen_kappa, f1, observed_agreement};
use crate::tag::Acceptance;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    pub missing: Missing,
    pub bootstrap: Bootstrap,
    pub resample: Resample,
    /// Number of worst disagreements listed.
    pub worst: usize,
}

#[derive(Debug, Clone, Serialize)]
pub struct AgreementReport {
    /// Names; all lists by annotator are in this order.
    pub annotators: Vec<String>,
    pub articles: usize,
    pub units: UnitCounts,
    /// By annotator.
    pub excluded: Vec<Excluded>,
    /// `articles` or `units`, resampled for the intervals of the nominal agreement; `None` without intervals.
    pub resampled: Option<&'static str>,
    pub bootstrap_samples: usize,
    /// Agreement on categories; a passage's label is its whole set.
    pub nominal: NominalAgreement,
    pub categories: Vec<CategoryAgreement>,
    /// Like `nominal`, over the units that all annotators decided blind.
    pub blind: NominalAgreement,
    /// Like `nominal`, over the units with at least one decision made with the suggestion visible.
    pub seen: NominalAgreement,
    pub pairs: Vec<PairAgreement>,
    /// By annotator.
    pub machine: Vec<MachineAgreement>,
    /// Agreement on passage boundaries.
    pub unitizing: UnitizingAgreement,
    pub confusion: Confusion,
    pub disagreement_count: usize,
    /// Worst first.
    pub disagreements: Vec<Disagreement>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct UnitCounts {
    pub total: usize,
    /// With two decisions or more.
    pub pairable: usize,
    pub by_all: usize,
}

/// Agreement of two annotators.
#[derive(Debug, Clone, Serialize)]
pub struct PairAgreement {
    /// Indices in [`AgreementReport::annotators`].
    pub annotators: (usize, usize),
    /// Units that both decided.
    pub n: usize,
    #[serde(serialize_with = "coefficient")]
    pub observed_agreement: Coefficient,
    #[serde(serialize_with = "coefficient")]
    pub cohen_kappa: Coefficient,
    #[serde(serialize_with = "coefficient")]
    pub strict_f1: Coefficient,
    #[serde(serialize_with = "coefficient")]
    pub overlap_f1: Coefficient,
}

/// An annotator's agreement with the suggestions, over the annotator's decisions.
#[derive(Debug, Clone, Serialize)]
pub struct MachineAgreement {
    /// Suggestions accepted while visible.
    pub seen: Acceptance,
    /// Suggestions that match a blind decision.
    pub blind: Acceptance,
    /// Over all decisions; a missing suggestion counts as "not a claim".
    #[serde(serialize_with = "coefficient")]
    pub observed_agreement: Coefficient,
    /// Includes the pull of suggestions that were visible.
    #[serde(serialize_with = "coefficient")]
    pub cohen_kappa: Coefficient,
}

/// A unit on which annotators differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Disagreement {
    pub article: String,
    /// In code points.
    pub start: u32,
    /// Exclusive.
    pub end: u32,
    pub quote: String,
    /// Mean Jaccard distance between the sets of categories, 0 to 1.
    pub distance: f64,
    /// By annotator; `None` where one did not decide.
    pub decisions: Vec<Option<ListedDecision>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedDecision {
    /// Empty if not a claim.
    pub categories: BTreeSet<String>,
    /// As in tag files; `silent` if implied by silence or by a decision on a larger passage.
    pub decision: String,
    pub blind: bool,
}

/// Compares the codings of several annotators.
pub fn report(annotators: &[String], articles: &[CodedArticle], settings: Settings) -> AgreementReport {
    let Settings { missing, bootstrap, resample, worst } = settings;
    let count = annotators.len();
    let units: Vec<Vec<CodingUnit>> =
        articles.iter().enumerate().map(|(number, article)| align(article, number, missing)).collect();
    let by_article = resample.draws_articles(articles.len());
    let data = |wanted: &dyn Fn(&CodingUnit) -> bool| {
        let articles = units.iter().map(|units| units.iter().filter(|unit| wanted(unit)).collect()).collect();
        NominalData { annotators: count, articles, by_article, bootstrap }
    };
    let all = data(&|_| true);
    let units_with = |min_decisions: usize| {
        units.iter().flatten().filter(|unit| unit.decisions() >= min_decisions).count()
    };
    let (confusion, labels) = all.confusion();
    let mut disagreements: Vec<(Disagreement, usize)> = units
        .iter()
        .flatten()
        .filter_map(|unit| Some((disagreement(unit, articles.get(unit.article)?)?, unit.article)))
        .collect();
    disagreements.sort_by(|(one, here), (two, there)| {
        two.distance.total_cmp(&one.distance).then_with(|| (here, one.start).cmp(&(there, two.start)))
    });
    let excluded = |annotator: usize| {
        codings_of(annotator, articles).fold(Excluded::default(), |sum, one| sum.plus(one.excluded))
    };
    AgreementReport {
        annotators: annotators.to_vec(),
        articles: articles.len(),
        units: UnitCounts { total: units_with(1), pairable: units_with(2), by_all: units_with(count.max(1)) },
        excluded: (0..count).map(excluded).collect(),
        resampled: (bootstrap.samples > 0).then_some(if by_article { "articles" } else { "units" }),
        bootstrap_samples: bootstrap.samples,
        nominal: all.agreement(),
        categories: all.categories(),
        blind: data(&CodingUnit::is_blind).agreement(),
        seen: data(&|unit| !unit.is_blind()).agreement(),
        pairs: pairs(count, &labels, articles),
        machine: (0..count).map(|annotator| machine(codings_of(annotator, articles))).collect(),
        unitizing: unitizing(articles, count, bootstrap, by_article),
        confusion,
        disagreement_count: disagreements.len(),
        disagreements: disagreements.into_iter().take(worst).map(|(one, _)| one).collect(),
    }
}

fn codings_of(annotator: usize, articles: &[CodedArticle]) -> impl Iterator<Item = &Codings> {
    articles.iter().filter_map(move |article| article.codings.get(annotator)?.as_ref())
}

fn pairs(annotators: usize, labels: &ReliabilityData, articles: &[CodedArticle]) -> Vec<PairAgreement> {
    let continua = Continua::new(articles, annotators);
    let pair = |(one, two): (usize, usize)| {
        let both = |row: &UnitValues| vec![row.get(one).copied().flatten(), row.get(two).copied().flatten()];
        let rows = labels.rows().map(|(row, count)| (both(row), count));
        let data = ReliabilityData::new(2, labels.values(), rows);
        let matches = continua.matches(one, two);
        PairAgreement {
            annotators: (one, two),
            n: data.units(2),
            observed_agreement: observed_agreement(&data),
            cohen_kappa: cohen_kappa(&data),
            strict_f1: f1(matches.strict, matches.spans),
            overlap_f1: f1(matches.overlap, matches.spans),
        }
    };
    (0..annotators).flat_map(|one| (one + 1..annotators).map(move |two| (one, two))).map(pair).collect()
}

fn machine<'c>(codings: impl Iterator<Item = &'c Codings>) -> MachineAgreement {
    let (mut seen, mut blind) = (Acceptance::default(), Acceptance::default());
    let mut numbers: BTreeMap<&BTreeSet<String>, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    for CodedPassage { categories, proposed, blind: is_blind, .. } in codings.flat_map(|one| &one.passages) {
        let mut number = |set| {
            let next = numbers.len();
            Some(*numbers.entry(set).or_insert(next))
        };
        rows.push((vec![number(categories), number(proposed)], 1));
        if !proposed.is_empty() {
            let acceptance = if *is_blind { &mut blind } else { &mut seen };
            acceptance.count(categories == proposed);
        }
    }
    let data = ReliabilityData::new(2, numbers.len(), rows);
    let (observed_agreement, cohen_kappa) = (observed_agreement(&data), cohen_kappa(&data));
    MachineAgreement { seen, blind, observed_agreement, cohen_kappa }
}

/// `None` if all agree.
fn disagreement(unit: &CodingUnit, article: &CodedArticle) -> Option<Disagreement> {
    let given: Vec<&BTreeSet<String>> = unit.values.iter().flatten().map(|value| &value.categories).collect();
    let (mut sum, mut pairs) = (0.0, 0_usize);
    for (at, one) in given.iter().enumerate() {
        for two in given.iter().skip(at + 1) {
            let (all, shared) = (one.union(two).count(), one.intersection(two).count());
            sum += if all == 0 { 0.0 } else { 1.0 - shared as f64 / all as f64 };
            pairs += 1;
        }
    }
    if sum <= 0.0 {
        return None;
    }
    let decision = |(value, codings): (&Option<CodedValue>, &Option<Codings>)| {
        let value = value.as_ref()?;
        let passage = value.passage.and_then(|at| codings.as_ref()?.passages.get(at));
        let decision = passage.map_or("silent", |passage| passage.decision.word()).to_owned();
        Some(ListedDecision { categories: value.categories.clone(), decision, blind: value.blind })
    };
    Some(Disagreement {
        article: article.name.clone(),
        start: unit.span.start(),
        end: unit.span.end(),
        quote: unit.quote.clone(),
        distance: sum / pairs as f64,
        decisions: unit.values.iter().zip(&article.codings).map(decision).collect(),
    })
}
