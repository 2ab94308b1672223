//! Precision, recall, F1 and confusion of a scheme on labelled sentences.

use super::gold::GoldSentence;
use crate::claim::{Category, Evidence, Scheme, SentenceScores, logistic_permille, score_sentences};
use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GoldLabel {
    Positive,
    Negative,
    /// Not labelled, or either answer is defensible: counts neither way.
    Open,
}

/// A labelled sentence with the scheme's evidence for each category.
#[derive(Debug, Clone)]
pub(super) struct ScoredSentence<'r> {
    pub(super) gold: &'r GoldSentence,
    pub(super) evidence: Vec<Evidence>,
    /// Milli-logits by category; `None` where nothing speaks for the category.
    pub(super) totals: Vec<Option<i32>>,
    /// Milli-logits that the cues add to each category.
    pub(super) cues: Vec<i32>,
    /// Milli-logits of the model by category of the scheme; empty if the cues speak alone.
    pub(super) model: Vec<Option<i32>>,
}

impl<'r> ScoredSentence<'r> {
    pub(super) fn all(sentences: &'r [GoldSentence], scheme: &Scheme) -> Vec<Self> {
        let texts: Vec<(&str, Option<&[i32]>)> =
            sentences.iter().map(|gold| (gold.text.as_str(), gold.logits.as_deref())).collect();
        let scores = score_sentences(&texts, scheme);
        let with_gold = |(gold, scores): (&'r GoldSentence, SentenceScores)| {
            let SentenceScores { evidence, totals, cues, model } = scores;
            Self { gold, evidence, totals, cues, model }
        };
        sentences.iter().zip(scores).map(with_gold).collect()
    }

    pub(super) fn label(&self, category: &Category) -> GoldLabel {
        let lists = |list: &[String]| list.contains(&category.id);
        match (self.gold.covers(category), lists(&self.gold.labels), lists(&self.gold.alt)) {
            (false, ..) | (true, false, true) => GoldLabel::Open,
            (true, true, _) => GoldLabel::Positive,
            (true, false, false) => GoldLabel::Negative,
        }
    }

    /// In permille; `None` below the threshold.
    pub(super) fn score(&self, index: usize, category: &Category) -> Option<u16> {
        let total = self.totals.get(index).copied().flatten()?;
        Some(logistic_permille(total)).filter(|&score| score >= category.threshold)
    }

    /// The annotator looked for every category and found none.
    pub(super) fn makes_no_claim(&self, scheme: &Scheme) -> bool {
        self.gold.labels.is_empty() && scheme.categories.iter().all(|category| self.gold.covers(category))
    }
}

/// Right and wrong answers to one yes-or-no question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct BinaryCounts {
    pub true_positives: usize,
    pub false_positives: usize,
    pub false_negatives: usize,
}

impl BinaryCounts {
    pub(super) const fn count(&mut self, predicted: bool, label: GoldLabel) {
        match (predicted, label) {
            (true, GoldLabel::Positive) => self.true_positives += 1,
            (true, GoldLabel::Negative) => self.false_positives += 1,
            (false, GoldLabel::Positive) => self.false_negatives += 1,
            (_, GoldLabel::Open) | (false, GoldLabel::Negative) => {}
        }
    }

    pub const fn support(&self) -> usize {
        self.true_positives + self.false_negatives
    }

    /// 0 if nothing was predicted.
    pub fn precision(&self) -> f64 {
        ratio(self.true_positives, self.true_positives + self.false_positives)
    }

    /// 0 without support.
    pub fn recall(&self) -> f64 {
        ratio(self.true_positives, self.support())
    }

    /// The harmonic mean of precision and recall (van Rijsbergen 1979).
    pub fn f1(&self) -> f64 {
        let errors = self.false_positives + self.false_negatives;
        ratio(2 * self.true_positives, 2 * self.true_positives + errors)
    }
}

/// 0 if `whole` is 0.
pub(super) fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Results on one set of sentences.
#[derive(Debug, Clone, PartialEq)]
pub struct Metrics {
    pub sentences: usize,
    pub categories: Vec<BinaryCounts>,
    /// Any category at all.
    pub any_claim: BinaryCounts,
    /// Sentences without claims that were highlighted.
    pub false_highlights: usize,
    pub without_claims: usize,
    /// Row: labelled category, column: predicted category; the last of each is none.
    pub confusion: Vec<Vec<usize>>,
}

impl Metrics {
    pub(super) fn new<'s, 'r: 's>(
        sentences: impl IntoIterator<Item = &'s ScoredSentence<'r>>,
        scheme: &Scheme,
    ) -> Self {
        let count = scheme.categories.len();
        let mut metrics = Self {
            sentences: 0,
            categories: vec![BinaryCounts::default(); count],
            any_claim: BinaryCounts::default(),
            false_highlights: 0,
            without_claims: 0,
            confusion: vec![vec![0; count + 1]; count + 1],
        };
        for one in sentences {
            metrics.add(one, scheme);
        }
        metrics
    }

    fn add(&mut self, one: &ScoredSentence<'_>, scheme: &Scheme) {
        let categories = scheme.categories.iter().enumerate();
        let answers: Vec<(bool, GoldLabel)> = categories
            .map(|(index, category)| (one.score(index, category).is_some(), one.label(category)))
            .collect();
        for (counts, &(predicted, label)) in self.categories.iter_mut().zip(&answers) {
            counts.count(predicted, label);
        }
        // Marks on categories with an open label make a sentence neither right nor wrong.
        let marked = answers.iter().any(|&(predicted, label)| predicted && label != GoldLabel::Open);
        let has = |wanted| answers.iter().any(|&(_, label)| label == wanted);
        let any_label = match (has(GoldLabel::Positive), has(GoldLabel::Open)) {
            (true, _) => GoldLabel::Positive,
            (false, true) => GoldLabel::Open,
            (false, false) => GoldLabel::Negative,
        };
        self.sentences += 1;
        self.any_claim.count(marked, any_label);
        if one.makes_no_claim(scheme) {
            self.without_claims += 1;
            self.false_highlights += usize::from(marked);
        }
        self.add_confusion(&answers);
    }

    /// Counts each label against the prediction in its place.
    fn add_confusion(&mut self, answers: &[(bool, GoldLabel)]) {
        let none = answers.len();
        let or_none = |found: Vec<usize>| if found.is_empty() { vec![none] } else { found };
        let indices = |wanted: fn(bool, GoldLabel) -> bool| {
            let found = answers.iter().enumerate().filter(|(_, answer)| wanted(answer.0, answer.1));
            or_none(found.map(|(index, _)| index).collect())
        };
        let labelled = indices(|_, label| label == GoldLabel::Positive);
        let predicted = indices(|predicted, label| predicted && label != GoldLabel::Open);
        let mut count = |row: usize, column: usize| {
            if let Some(cell) = self.confusion.get_mut(row).and_then(|cells| cells.get_mut(column)) {
                *cell += 1;
            }
        };
        for &row in &labelled {
            if predicted.contains(&row) {
                // Correct; other predictions are correct too or belong to another label.
                count(row, row);
                continue;
            }
            let mut wrong = predicted.iter().filter(|column| !labelled.contains(column)).peekable();
            if wrong.peek().is_none() {
                count(row, none);
            }
            wrong.for_each(|&column| count(row, column));
        }
    }

    pub fn macro_f1(&self) -> f64 {
        let supported = self.categories.iter().filter(|counts| counts.support() > 0);
        let scores: Vec<f64> = supported.map(BinaryCounts::f1).collect();
        if scores.is_empty() { 0.0 } else { scores.iter().sum::<f64>() / scores.len() as f64 }
    }

    pub fn false_highlight_rate(&self) -> f64 {
        ratio(self.false_highlights, self.without_claims)
    }
}
