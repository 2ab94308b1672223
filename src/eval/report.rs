//! Evaluation report: metrics by source, calibration, misleading cues and missed labels.

use super::bootstrap::{self, ConfidenceInterval};
use super::gold::GoldSentence;
use super::metrics::{GoldLabel, Metrics, ScoredSentence, ratio};
use super::speakers::{self, AttributionAccuracy, SpeakerAccuracy};
use crate::claim::{Cue, Evidence, Scheme};
use crate::text::number::share;
use serde::Serialize;

/// The quality of a scheme on labelled sentences. Intervals are 95 %, by resampling articles.
#[derive(Debug, Clone)]
pub struct Report {
    pub all: Metrics,
    pub macro_f1_interval: ConfidenceInterval,
    pub false_highlights_interval: ConfidenceInterval,
    pub sources: Vec<(String, Metrics)>,
    pub calibration: Calibration,
    /// Cues that matched, sorted by the number of wrong claims.
    pub cues: Vec<CueCounts>,
    /// `None` if no sentence has labelled attributions.
    pub attribution: Option<AttributionAccuracy>,
    /// `None` if no sentence has a labelled speaker.
    pub claim_speakers: Option<SpeakerAccuracy>,
    /// Labels without any counted cue, in file order.
    pub missed: Vec<MissedLabel>,
}

/// Evaluates a scheme. `by_article` joins the sentences of an article into one text when looking for speakers, so
/// that quotations and pronouns reach back; otherwise every sentence stands alone.
pub fn report(gold: &[GoldSentence], scheme: &Scheme, by_article: bool) -> Report {
    let sentences = ScoredSentence::all(gold, scheme);
    let (macro_f1_interval, false_highlights_interval) = bootstrap::intervals(&sentences, scheme);
    Report {
        all: Metrics::new(&sentences, scheme),
        macro_f1_interval,
        false_highlights_interval,
        sources: metrics_by_source(&sentences, scheme),
        calibration: calibration(&sentences, scheme),
        cues: cue_counts(&sentences, scheme),
        attribution: speakers::attribution_accuracy(gold, scheme),
        claim_speakers: speakers::speaker_accuracy(gold, scheme, by_article),
        missed: missed_labels(&sentences, scheme),
    }
}

pub(super) fn metrics_by_source(sentences: &[ScoredSentence<'_>], scheme: &Scheme) -> Vec<(String, Metrics)> {
    let mut names: Vec<&str> = sentences.iter().map(|one| one.gold.source()).collect();
    names.sort_unstable();
    names.dedup();
    let of = |name: &str| Metrics::new(sentences.iter().filter(|one| one.gold.source() == name), scheme);
    names.into_iter().map(|name| (name.to_owned(), of(name))).collect()
}

/// Reliability of scores as probabilities: is .8 right four times in five?
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration {
    /// Expected calibration error: the mean distance of score and precision over the bins, weighted by their
    /// size (Naeini et al. 2015).
    pub expected_error: f64,
    /// One for each tenth from 0 to 1.
    pub bins: Vec<ScoreBin>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct ScoreBin {
    pub count: usize,
    pub correct: usize,
    pub mean_score: f64,
}

impl ScoreBin {
    pub fn precision(&self) -> f64 {
        ratio(self.correct, self.count)
    }
}

pub(super) fn calibration(sentences: &[ScoredSentence<'_>], scheme: &Scheme) -> Calibration {
    let mut bins = vec![ScoreBin::default(); 10];
    for one in sentences {
        for (index, category) in scheme.categories.iter().enumerate() {
            let (Some(score), label) = (one.score(index, category), one.label(category)) else { continue };
            let Some(bin) = bins.get_mut(usize::from(score / 100).min(9)) else { continue };
            if label != GoldLabel::Open {
                bin.count += 1;
                bin.correct += usize::from(label == GoldLabel::Positive);
                bin.mean_score += share(score);
            }
        }
    }
    let all: usize = bins.iter().map(|bin| bin.count).sum();
    let mut expected_error = 0.0;
    for bin in bins.iter_mut().filter(|bin| bin.count > 0) {
        bin.mean_score /= bin.count as f64;
        expected_error += ratio(bin.count, all) * (bin.mean_score - bin.precision()).abs();
    }
    Calibration { expected_error, bins }
}

/// How often one cue was right, in sentences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CueCounts {
    pub cue: String,
    pub category: String,
    /// Sentences with the category's label in which the cue counted.
    pub true_positives: usize,
    /// Other sentences in which it counted.
    pub false_positives: usize,
    /// Sentences wrongly highlighted for its category to whose score it added.
    pub wrong_claims: usize,
    /// Matches that a scope rule blocked.
    pub blocked: usize,
}

fn cue_counts(sentences: &[ScoredSentence<'_>], scheme: &Scheme) -> Vec<CueCounts> {
    let category_id = |id| scheme.category(id).map(|category| category.id.clone()).unwrap_or_default();
    let empty = |cue: &Cue| CueCounts {
        cue: cue.id.clone(),
        category: category_id(cue.category),
        true_positives: 0,
        false_positives: 0,
        wrong_claims: 0,
        blocked: 0,
    };
    let mut counts: Vec<CueCounts> = scheme.cues.iter().map(empty).collect();
    for one in sentences {
        let mut seen = Vec::new();
        for evidence in &one.evidence {
            let cue = usize::from(evidence.cue.0);
            let (Some(count), Some(category)) = (counts.get_mut(cue), scheme.category(evidence.category))
            else {
                continue;
            };
            if evidence.blocked.is_some() {
                count.blocked += 1;
                continue;
            }
            if seen.contains(&cue) {
                continue;
            }
            seen.push(cue);
            match one.label(category) {
                GoldLabel::Positive => count.true_positives += 1,
                GoldLabel::Negative => {
                    count.false_positives += 1;
                    let marked = one.score(usize::from(evidence.category.0), category).is_some();
                    count.wrong_claims += usize::from(marked && evidence.adds > 0);
                }
                GoldLabel::Open => {}
            }
        }
    }
    counts.retain(|count| count.true_positives + count.false_positives + count.blocked > 0);
    counts.sort_by(|a, b| {
        (b.wrong_claims, b.false_positives, &a.cue).cmp(&(a.wrong_claims, a.false_positives, &b.cue))
    });
    counts
}

/// A label without any counted cue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissedLabel {
    pub id: String,
    pub category: String,
    pub text: String,
    /// The model found it all the same.
    pub found: bool,
}

fn missed_labels(sentences: &[ScoredSentence<'_>], scheme: &Scheme) -> Vec<MissedLabel> {
    let mut missed = Vec::new();
    for one in sentences {
        for (index, category) in scheme.categories.iter().enumerate() {
            let counts = |one: &Evidence| usize::from(one.category.0) == index && one.adds != 0;
            if one.evidence.iter().any(counts) || one.label(category) != GoldLabel::Positive {
                continue;
            }
            let (id, text) = (one.gold.id.clone(), one.gold.text.clone());
            let found = one.score(index, category).is_some();
            missed.push(MissedLabel { id, category: category.id.clone(), text, found });
        }
    }
    missed
}
