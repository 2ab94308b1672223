//! What learning knows about a sentence, before any decision.

use crate::claim::{LearnedModel, Scheme, Surface, score_sentences};

/// The model whose features are learned on where the scheme names none.
const DEFAULT_MODEL: &str = "claims";

#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// See [`LearnedModel::features`].
    pub features: Vec<f32>,
    /// In thousandths, in the order of [`Surface::ALL`].
    pub surface: [i32; 4],
    /// Milli-logits by category, by the scheme itself.
    pub base: Vec<i32>,
    /// Ids of the cues that counted.
    pub cues: Vec<String>,
}

/// The name of the model whose features a personal model of this scheme reads.
pub(super) fn model_of(scheme: &Scheme) -> &str {
    scheme.combination.as_ref().map_or(DEFAULT_MODEL, |combination| combination.model.as_str())
}

/// Measures sentences under a scheme, without what it may have learned; the result for one does not depend on the
/// others. About 250 sentences a second and core.
pub fn measure(sentences: &[&str], scheme: &Scheme) -> Vec<Measured> {
    let Some(model) = LearnedModel::built_in(model_of(scheme)) else { return Vec::new() };
    let features = model.features(sentences);
    let logits: Vec<Vec<i32>> = features.iter().map(|features| model.logits_of(features)).collect();
    let pairs: Vec<(&str, Option<&[i32]>)> =
        sentences.iter().zip(&logits).map(|(text, logits)| (*text, Some(logits.as_slice()))).collect();
    let scheme = scheme.clone().without_personal();
    let scores = score_sentences(&pairs, &scheme);
    let measured = sentences.iter().zip(features).zip(scores).map(|((text, features), scores)| {
        let totals = scores.totals.iter().zip(&scheme.categories);
        let counted = scores.evidence.iter().filter(|one| one.adds != 0);
        Measured {
            features,
            surface: Surface::all_of(text),
            base: totals.map(|(total, category)| total.unwrap_or(category.prior)).collect(),
            cues: counted.filter_map(|one| Some(scheme.cue(one.cue)?.id.clone())).collect(),
        }
    });
    measured.collect()
}
