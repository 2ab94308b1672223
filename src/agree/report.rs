//! Everything that is known of the agreement of several annotators, over one article or many.

use super::nominal_report::{CategoryCoding, Coding};
use super::part::Left;
use super::sample::{Draws, Resample};
use super::span_report::Unitizing;
use super::table::Table;
use super::unit::{Answer, Article, Missing, Unit, align};
use super::{Figure, kappa, nominal_report, raw, span_report, spans};
use crate::tag::Kept;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is compared, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// What it means that an annotator did not decide a unit.
    pub missing: Missing,
    /// How many samples are drawn for the intervals.
    pub draws: Draws,
    /// What is drawn.
    pub resample: Resample,
    /// How many of the worst differences are listed.
    pub worst: usize,
}

/// The agreement of several annotators.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Their names, in the order of all that is told of each.
    pub annotators: Vec<String>,
    /// How many articles there are.
    pub articles: usize,
    /// How many units, and who decided them.
    pub units: Units,
    /// What of each annotator's tags does not count.
    pub left: Vec<Left>,
    /// What was drawn anew for the intervals of [`Report::coding`]: `articles` or `units`; nothing without intervals.
    pub drawn: Option<&'static str>,
    /// How many samples were drawn.
    pub draws: usize,
    /// On what passages are, with the whole set of categories of a passage as its label.
    pub coding: Coding,
    /// On each category by itself, in the order of their names: whether a passage is of it.
    pub categories: Vec<CategoryCoding>,
    /// The same as `coding`, over the units that all decided blind.
    pub blind: Coding,
    /// Over the others, of which at least one annotator had the machine's word in sight.
    pub seen: Coding,
    /// Each two annotators by themselves.
    pub pairs: Vec<Pair>,
    /// Each annotator beside the machine.
    pub machine: Vec<Machine>,
    /// On where passages begin and end.
    pub spans: Unitizing,
    /// Which labels stand beside which.
    pub confusion: Confusion,
    /// How many units there are on which annotators differ.
    pub differing: usize,
    /// The worst of them, the worst first.
    pub differences: Vec<Difference>,
}

/// How many units there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Units {
    /// Decided by at least one annotator.
    pub all: usize,
    /// By two or more, so that there is something to compare.
    pub shared: usize,
    /// By all.
    pub by_all: usize,
}

/// Two annotators by themselves.
#[derive(Debug, Clone, Serialize)]
pub struct Pair {
    /// Their numbers.
    pub annotators: (usize, usize),
    /// The units that both decided.
    pub n: usize,
    /// Raw agreement on whole sets of categories.
    #[serde(serialize_with = "nominal_report::figure")]
    pub raw: Figure,
    /// Cohen's κ on the same.
    #[serde(serialize_with = "nominal_report::figure")]
    pub kappa: Figure,
    /// F1 of passages of the same beginning, end and category.
    #[serde(serialize_with = "nominal_report::figure")]
    pub strict: Figure,
    /// F1 of passages of the same category that overlap.
    #[serde(serialize_with = "nominal_report::figure")]
    pub overlap: Figure,
}

/// An annotator beside the machine, over their own decisions.
#[derive(Debug, Clone, Serialize)]
pub struct Machine {
    /// How often the machine's word was decided on with it in sight, and how often it was kept.
    pub seen: Kept,
    /// The same for blind decisions.
    pub blind: Kept,
    /// Raw agreement on all decisions, where what the machine had not marked is no claim to it.
    #[serde(serialize_with = "nominal_report::figure")]
    pub raw: Figure,
    /// Cohen's κ on the same. Of seen decisions it measures how far the annotator follows the machine as well.
    #[serde(serialize_with = "nominal_report::figure")]
    pub kappa: Figure,
}

/// Which labels stand beside which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// The labels: sets of categories joined by `+`, and `none` for no claim, which stands last.
    pub labels: Vec<String>,
    /// Of two annotators: how often the label of a row was given by the first, and that of a column by the second. Of
    /// more: how many pairs of decisions have these two labels, in either order. Nothing where there are hundreds of
    /// labels.
    pub counts: Vec<Vec<usize>>,
}

/// A unit on which annotators differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The name of the article.
    pub article: String,
    /// The first code point.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// Its words.
    pub quote: String,
    /// The mean distance of the decisions, 0 to 1: what two sets of categories do not share of what they hold together.
    pub distance: f64,
    /// What each annotator decided; nothing where one did not.
    pub decisions: Vec<Option<Decision>>,
}

/// A decision as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// The categories; none if it is no claim.
    pub categories: BTreeSet<String>,
    /// The word for it in tag files; `silent` where it follows from silence, or from a word on a larger passage.
    pub decision: String,
    /// Whether it was made without the machine's word in sight.
    pub blind: bool,
}

/// Compares what annotators decided.
pub fn report(annotators: &[String], articles: &[Article], settings: Settings) -> Report {
    let Settings { missing, draws, resample, worst } = settings;
    let units: Vec<Vec<Unit>> =
        articles.iter().enumerate().map(|(number, article)| align(article, number, missing)).collect();
    let by_article = resample.draws_articles(articles.len());
    let of = |wanted: &dyn Fn(&Unit) -> bool| {
        let chosen = units.iter().map(|units| units.iter().filter(|unit| wanted(unit)).collect());
        nominal_report::Units { annotators: annotators.len(), articles: chosen.collect(), by_article, draws }
    };
    let all = of(&|_| true);
    let answered = |unit: &&Unit, least: usize| unit.answers.iter().flatten().count() >= least;
    let count = |least: usize| units.iter().flatten().filter(|unit| answered(unit, least)).count();
    let (confusion, table) = all.confusion();
    let mut differences: Vec<(Difference, usize)> =
        units.iter().flatten().filter_map(|unit| Some((difference(unit, articles)?, unit.article))).collect();
    differences.sort_by(|(one, here), (two, there)| {
        two.distance.total_cmp(&one.distance).then_with(|| (here, one.start).cmp(&(there, two.start)))
    });
    let left = |annotator: usize| {
        let parts = articles.iter().filter_map(|article| article.parts.get(annotator)?.as_ref());
        parts.fold(Left::default(), |sum, part| sum.and(part.left))
    };
    Report {
        annotators: annotators.to_vec(),
        articles: articles.len(),
        units: Units { all: count(1), shared: count(2), by_all: count(annotators.len().max(1)) },
        left: (0..annotators.len()).map(left).collect(),
        drawn: (draws.count > 0).then_some(if by_article { "articles" } else { "units" }),
        draws: draws.count,
        coding: all.coding(),
        categories: all.categories(),
        blind: of(&Unit::is_blind).coding(),
        seen: of(&|unit| !unit.is_blind()).coding(),
        pairs: pairs(annotators.len(), &table, articles),
        machine: (0..annotators.len()).map(|annotator| machine(annotator, articles)).collect(),
        spans: span_report::unitizing(articles, annotators.len(), draws, by_article),
        confusion,
        differing: differences.len(),
        differences: differences.into_iter().take(worst).map(|(one, _)| one).collect(),
    }
}

/// Each two annotators by themselves.
fn pairs(annotators: usize, table: &Table, articles: &[Article]) -> Vec<Pair> {
    let texts = span_report::Texts::of(articles, annotators);
    let pair = |one: usize, two: usize| {
        let both =
            |row: &Vec<Option<usize>>| vec![row.get(one).copied().flatten(), row.get(two).copied().flatten()];
        let table = Table::new(2, table.values(), table.rows().map(|(row, count)| (both(row), count)));
        let found = texts.matches(one, two).into_iter().fold(spans::Matches::default(), spans::Matches::and);
        Pair {
            annotators: (one, two),
            n: table.units(2),
            raw: raw(&table),
            kappa: kappa(&table),
            strict: spans::f1(found.strict, found.items),
            overlap: spans::f1(found.overlap, found.items),
        }
    };
    let ones = 0..annotators;
    ones.flat_map(|one| (one + 1..annotators).map(move |two| (one, two)))
        .map(|(one, two)| pair(one, two))
        .collect()
}

fn machine(annotator: usize, articles: &[Article]) -> Machine {
    let (mut seen, mut blind) = (Kept::default(), Kept::default());
    let mut numbers: BTreeMap<&BTreeSet<String>, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    let parts = articles.iter().filter_map(|article| article.parts.get(annotator)?.as_ref());
    for decided in parts.flat_map(|part| &part.decided) {
        let mut number = |set| {
            let next = numbers.len();
            Some(*numbers.entry(set).or_insert(next))
        };
        rows.push((vec![number(&decided.categories), number(&decided.proposed)], 1));
        if !decided.proposed.is_empty() {
            let kept = if decided.blind { &mut blind } else { &mut seen };
            kept.count(decided.categories == decided.proposed);
        }
    }
    let table = Table::new(2, numbers.len(), rows);
    Machine { seen, blind, raw: raw(&table), kappa: kappa(&table) }
}

/// How far the decisions on a unit are apart, if they are.
fn difference(unit: &Unit, articles: &[Article]) -> Option<Difference> {
    let article = articles.get(unit.article)?;
    let given: Vec<&Answer> = unit.answers.iter().flatten().collect();
    let (mut sum, mut pairs) = (0.0, 0_usize);
    for (at, one) in given.iter().enumerate() {
        for two in given.iter().skip(at + 1) {
            let all = one.categories.union(&two.categories).count();
            let shared = one.categories.intersection(&two.categories).count();
            sum += if all == 0 { 0.0 } else { 1.0 - shared as f64 / all as f64 };
            pairs += 1;
        }
    }
    if sum <= 0.0 {
        return None;
    }
    let decision = |(annotator, answer): (usize, &Option<Answer>)| {
        let answer = answer.as_ref()?;
        let decided = answer.decided.and_then(|at| article.parts.get(annotator)?.as_ref()?.decided.get(at));
        let word = decided.map_or("silent", |decided| decided.decision.word()).to_owned();
        Some(Decision { categories: answer.categories.clone(), decision: word, blind: answer.blind })
    };
    Some(Difference {
        article: article.name.clone(),
        start: unit.span.start(),
        end: unit.span.end(),
        quote: unit.quote.clone(),
        distance: sum / pairs as f64,
        decisions: unit.answers.iter().enumerate().map(decision).collect(),
    })
}
