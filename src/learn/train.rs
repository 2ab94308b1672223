//! Training: one residual for each category, judged on articles left out.

use super::example::{Example, Label};
use super::logistic::{Design, Task, adds, fit, softplus};
use super::measured::{Measured, model_of};
use super::moved::moved;
use super::outcome::{CategoryOutcome, Counts, Needed, Outcome, Verdict};
use super::standard::Standard;
use super::threshold::{Scored, choose, counts};
use crate::claim::{CategoryId, LearnedModel, PersonalCategory, PersonalModel, Scheme, logistic_permille};
use crate::eval::BinaryCounts;
use std::collections::BTreeSet;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Takes categories into the model that did not gain.
    pub force: bool,
}

/// How far the training is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub done: usize,
    pub of: usize,
}

/// Decisions on a category that the scheme proposes, and the articles that they must lie in.
const FOR_RESIDUAL: Needed = Needed { examples: 30, articles: 5, of_decisions: true };
/// Passages of a category that the scheme does not propose.
const FOR_OWN: Needed = Needed { examples: 3, articles: 3, of_decisions: false };
/// Articles that are left out one at a time; of more, a tenth at a time.
const MAX_SINGLE: usize = 20;
const FOLDS: usize = 10;
/// Strengths of the penalty, the strongest first; see [`Standard`] for the scale.
const PENALTIES: [f64; 5] = [30.0, 10.0, 3.0, 1.0, 0.3];
/// Gain in F1 below which a category stays with the scheme.
const MIN_GAIN: f64 = 0.05;
/// Standard errors of the gain that it must reach.
const SURE: f64 = 0.5;
/// Start of the threshold of a category that the scheme does not propose, in logits.
const OWN_THRESHOLD: f64 = -0.4;

/// Learns what `examples` add to the scores of `scheme`; `measured` holds a [`Measured`] for each of them.
///
/// Each category is a logistic regression on the features, with the score of the scheme as a fixed offset. The
/// strength of the penalty and the threshold are chosen on articles left out, and the figures of an article come from
/// choices on the others. A category is learned if its F1 there gains clearly more than chance gives.
pub fn train(
    examples: &[Example],
    measured: &[Measured],
    scheme: &Scheme,
    options: Options,
    progress: &mut dyn FnMut(Progress),
) -> Outcome {
    let folds = folds(examples);
    let width = measured.first().map_or(0, |one| one.features.len());
    let standard = Standard::of(measured, width);
    let design = standard.design(measured);
    let mut outcome = Outcome {
        categories: Vec::new(),
        sentences: examples.len(),
        articles: examples.iter().map(|one| one.article.as_str()).collect::<BTreeSet<_>>().len(),
        before: 0.0,
        after: 0.0,
        model: None,
    };
    let mut learned = Vec::new();
    let mut step = Progress { done: 0, of: scheme.categories.len() * PENALTIES.len() };
    for index in 0..scheme.categories.len() {
        let Some(column) = Column::new(index, examples, measured, scheme) else { continue };
        let mut one = column.untouched(examples, scheme);
        if !matches!(one.verdict, Verdict::TooFew(_)) {
            let tried = try_out(&column, &design, &folds, &mut || {
                step.done += 1;
                progress(step);
            });
            let gains = tried.gain.is_clear();
            one.after = tried.after;
            one.verdict = if gains { Verdict::Learned } else { Verdict::NoGain { forced: options.force } };
            if one.is_learned() {
                let (weights, bias, surface) = standard.unfold(&tried.weights);
                let shift = |row: usize| adds(&tried.weights, design.row(row));
                let permille = |f1: f64| u16::try_from(milli(f1).clamp(0, 999)).unwrap_or(0);
                let category = PersonalCategory {
                    category: one.category.clone(),
                    threshold: logistic_permille(milli(tried.threshold)).clamp(1, 999),
                    bias: milli(bias),
                    surface: surface.map(milli),
                    weights: Vec::new(),
                    unit: 1.0,
                    before: permille(one.before.f1()),
                    after: permille(one.after.f1()),
                    moved: moved(&column.rows, examples, measured, shift),
                };
                learned.push(category.with_weights(&weights));
            }
        }
        step.done = (index + 1) * PENALTIES.len();
        progress(step);
        outcome.categories.push(one);
    }
    let macro_f1 = |of: fn(&CategoryOutcome) -> f64| {
        let with_examples = outcome.categories.iter().filter(|one| one.counts.positives > 0);
        let figures: Vec<f64> = with_examples.map(of).collect();
        figures.iter().sum::<f64>() / figures.len().max(1) as f64
    };
    let after = |one: &CategoryOutcome| if one.is_learned() { one.after.f1() } else { one.before.f1() };
    (outcome.before, outcome.after) = (macro_f1(|one| one.before.f1()), macro_f1(after));
    let digest = LearnedModel::built_in_digest(model_of(scheme));
    if let Some(digest) = digest.filter(|_| !learned.is_empty()) {
        outcome.model = Some(PersonalModel {
            scheme: scheme.name.clone(),
            model: model_of(scheme).to_owned(),
            model_digest: digest.to_owned(),
            sentences: outcome.sentences,
            articles: outcome.articles,
            categories: learned,
        });
    }
    outcome
}

fn milli(logits: f64) -> i32 {
    (logits * 1000.0).round() as i32
}

/// The part of the examples that is left out together, by example.
fn folds(examples: &[Example]) -> Vec<usize> {
    let mut articles: Vec<&str> = Vec::new();
    let mut places = std::collections::BTreeMap::new();
    for one in examples {
        places.entry(one.article.as_str()).or_insert_with(|| {
            articles.push(&one.article);
            articles.len() - 1
        });
    }
    let folds = if articles.len() <= MAX_SINGLE { articles.len().max(1) } else { FOLDS };
    examples.iter().map(|one| places.get(one.article.as_str()).map_or(0, |place| place % folds)).collect()
}

/// One category's view of the examples.
struct Column {
    index: usize,
    /// Examples with an answer.
    rows: Vec<usize>,
    /// By example: the score of the scheme in logits, and the answer.
    offsets: Vec<f64>,
    truths: Vec<bool>,
    /// The scheme's threshold in logits.
    threshold: f64,
    /// Does the scheme propose the category anywhere?
    proposed: bool,
}

impl Column {
    fn new(index: usize, examples: &[Example], measured: &[Measured], scheme: &Scheme) -> Option<Self> {
        let scheme = scheme.clone().without_personal();
        let category = scheme.categories.get(index)?;
        let id = CategoryId(u8::try_from(index).ok()?);
        let by_model =
            scheme.combination.as_ref().is_some_and(|combination| combination.category(index).is_some());
        let proposed = by_model || scheme.cues.iter().any(|cue| cue.category == id);
        let reaches = |base: i32| proposed && logistic_permille(base) >= category.threshold;
        let base = |one: &Measured| one.base.get(index).copied().unwrap_or(category.prior);
        let answer = |(one, measured): (&Example, &Measured)| match one.labels.get(index) {
            Some(Label::Yes) => Some(true),
            Some(Label::No) if one.passed && reaches(base(measured)) => None,
            Some(Label::No) => Some(false),
            Some(Label::Open) | None => None,
        };
        let answers: Vec<Option<bool>> = examples.iter().zip(measured).map(answer).collect();
        let share = f64::from(category.threshold.clamp(1, 999)) / 1000.0;
        Some(Self {
            index,
            rows: (0..answers.len()).filter(|&at| answers.get(at).is_some_and(Option::is_some)).collect(),
            offsets: measured.iter().map(|one| f64::from(base(one)) / 1000.0).collect(),
            truths: answers.iter().map(|answer| *answer == Some(true)).collect(),
            threshold: if proposed { (share / (1.0 - share)).ln() } else { OWN_THRESHOLD },
            proposed,
        })
    }

    fn truth(&self, row: usize) -> bool {
        self.truths.get(row).copied().unwrap_or(false)
    }

    fn offset(&self, row: usize) -> f64 {
        self.offsets.get(row).copied().unwrap_or(0.0)
    }

    /// The scheme's own scores of some rows; far down where it proposes nothing.
    fn before(&self, rows: &[usize]) -> Vec<Scored> {
        let score = |row| if self.proposed { self.offset(row) } else { f64::MIN };
        rows.iter().map(|&row| (score(row), self.truth(row))).collect()
    }

    /// Figures before anything is learned, and whether there is enough to learn from.
    fn untouched(&self, examples: &[Example], scheme: &Scheme) -> CategoryOutcome {
        let positives = self.rows.iter().filter(|&&row| self.truth(row));
        let articles = |rows: &[usize]| {
            rows.iter()
                .filter_map(|&row| examples.get(row))
                .map(|one| &one.article)
                .collect::<BTreeSet<_>>()
                .len()
        };
        let positives: Vec<usize> = positives.copied().collect();
        let decided =
            |row: &&usize| self.truth(**row) || self.proposed && self.threshold <= self.offset(**row);
        let decided: Vec<usize> = self.rows.iter().filter(decided).copied().collect();
        let (needed, found) = if self.proposed { (FOR_RESIDUAL, &decided) } else { (FOR_OWN, &positives) };
        let before = counts(&self.before(&self.rows), self.threshold);
        let has_enough = needed.examples <= found.len() && needed.articles <= articles(found);
        CategoryOutcome {
            category: scheme.categories.get(self.index).map_or_else(String::new, |one| one.id.clone()),
            counts: Counts {
                positives: positives.len(),
                articles: articles(found),
                decisions: decided.len(),
            },
            before,
            after: before,
            // Nothing can be learned from one answer alone.
            verdict: if has_enough && !positives.is_empty() {
                Verdict::NoGain { forced: false }
            } else {
                Verdict::TooFew(needed)
            },
        }
    }
}

/// What came of trying a category.
struct Tried {
    weights: Vec<f64>,
    threshold: f64,
    after: BinaryCounts,
    gain: Gain,
}

/// Gain in F1 on articles left out, with its standard error by the jackknife over the parts (Tukey 1958).
struct Gain {
    mean: f64,
    error: f64,
}

impl Gain {
    fn is_clear(&self) -> bool {
        MIN_GAIN <= self.mean && SURE * self.error <= self.mean
    }

    /// `parts`: counts before and after, of each part that was left out.
    fn of(parts: &[(BinaryCounts, BinaryCounts)]) -> Self {
        let gain = |without: Option<usize>| {
            let kept =
                || parts.iter().enumerate().filter(|(at, _)| Some(*at) != without).map(|(_, part)| part);
            let (before, after) = (sum(kept().map(|part| part.0)), sum(kept().map(|part| part.1)));
            after.f1() - before.f1()
        };
        let count = parts.len() as f64;
        let without: Vec<f64> = (0..parts.len()).map(|at| gain(Some(at))).collect();
        let mean = without.iter().sum::<f64>() / count.max(1.0);
        let spread: f64 = without.iter().map(|gain| (gain - mean) * (gain - mean)).sum();
        Self { mean: gain(None), error: (spread * (count - 1.0).max(0.0) / count.max(1.0)).sqrt() }
    }
}

fn sum(counts: impl Iterator<Item = BinaryCounts>) -> BinaryCounts {
    counts.fold(BinaryCounts::default(), |all, one| BinaryCounts {
        true_positives: all.true_positives + one.true_positives,
        false_positives: all.false_positives + one.false_positives,
        false_negatives: all.false_negatives + one.false_negatives,
    })
}

/// Scores of all rows under one penalty, each from a fit to the other articles.
struct Held {
    /// A fit to all rows.
    weights: Vec<f64>,
    scored: Vec<Scored>,
    losses: Vec<f64>,
}

fn try_out(column: &Column, design: &Design, folds: &[usize], tick: &mut dyn FnMut()) -> Tried {
    let fold_of = |row: usize| folds.get(row).copied().unwrap_or(0);
    let row_folds: Vec<usize> = column.rows.iter().map(|&row| fold_of(row)).collect();
    let parts: BTreeSet<usize> = row_folds.iter().copied().collect();
    let mut held: Vec<Held> = Vec::new();
    for penalty in PENALTIES {
        let start = held.last().map(|held| held.weights.clone()).unwrap_or_default();
        let fit_rows = |rows: &[usize], start: &[f64]| {
            fit(&Task { design, rows, offsets: &column.offsets, truths: &column.truths, penalty }, start)
        };
        let weights = fit_rows(&column.rows, &start);
        let mut scores = vec![0.0; column.rows.len()];
        for part in &parts {
            let others: Vec<usize> =
                column.rows.iter().copied().filter(|&row| fold_of(row) != *part).collect();
            let fitted = fit_rows(&others, &weights);
            for ((score, &row), fold) in scores.iter_mut().zip(&column.rows).zip(&row_folds) {
                if fold == part {
                    *score = column.offset(row) + adds(&fitted, design.row(row));
                }
            }
        }
        let with_truths: Vec<Scored> =
            scores.iter().zip(&column.rows).map(|(sum, &row)| (*sum, column.truth(row))).collect();
        let losses =
            with_truths.iter().map(|&(score, truth)| softplus(if truth { -score } else { score })).collect();
        held.push(Held { weights, scored: with_truths, losses });
        tick();
        // The curve has one valley: weaker penalties only lose from here on.
        if let [.., earlier, last] = &held[..]
            && earlier.losses.iter().sum::<f64>() < last.losses.iter().sum::<f64>()
        {
            break;
        }
    }
    // Penalty and threshold from the rows that `counts` lets in.
    let chosen = |lets_in: &dyn Fn(usize) -> bool| {
        let loss = |held: &Held| -> f64 {
            held.losses.iter().zip(&row_folds).filter(|(_, fold)| lets_in(**fold)).map(|(loss, _)| loss).sum()
        };
        let best = held.iter().min_by(|a, b| loss(a).total_cmp(&loss(b)));
        let scored = best.map(|best| {
            let rows = best.scored.iter().zip(&row_folds).filter(|(_, fold)| lets_in(**fold));
            rows.map(|(scored, _)| *scored).collect::<Vec<_>>()
        });
        (best, choose(&scored.unwrap_or_default(), column.threshold))
    };
    let part_counts = |part: usize| {
        let (best, threshold) = chosen(&|fold| fold != part);
        let rows: Vec<usize> = column.rows.iter().copied().filter(|&row| fold_of(row) == part).collect();
        let scored: Vec<Scored> = best
            .map(|best| {
                best.scored
                    .iter()
                    .zip(&row_folds)
                    .filter(|(_, fold)| **fold == part)
                    .map(|(one, _)| *one)
                    .collect()
            })
            .unwrap_or_default();
        (counts(&column.before(&rows), column.threshold), counts(&scored, threshold))
    };
    let by_part: Vec<(BinaryCounts, BinaryCounts)> = parts.iter().map(|&part| part_counts(part)).collect();
    let (best, threshold) = chosen(&|_| true);
    Tried {
        weights: best.map(|best| best.weights.clone()).unwrap_or_default(),
        threshold,
        after: sum(by_part.iter().map(|part| part.1)),
        gain: Gain::of(&by_part),
    }
}
