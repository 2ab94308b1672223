//! The combined score of a sentence, from the logits of the model and the log-odds of the cues.

use super::model::{Judged, LearnedModel};
use super::scheme::Scheme;

/// Farthest that a score goes from even odds, in milli-logits: far beyond any certainty.
const FARTHEST: i32 = 99_000;

/// Replaces the totals of the cues by the combined ones, in the categories that the model or a personal model knows.
pub(super) fn combine(totals: &mut [Option<i32>], sentence: &str, judged: &Judged, scheme: &Scheme) {
    if let Some(combination) = scheme.active_combination() {
        let added: Vec<i32> = added_by_cues(totals, scheme).collect();
        for (index, ((total, cues), model)) in
            totals.iter_mut().zip(added).zip(model_logits(judged, scheme)).enumerate()
        {
            if let (Some(combined), Some(model)) = (combination.category(index), model) {
                *total = Some(combined.total(model, cues));
            }
        }
    }
    let Some(personal) = scheme.active_personal() else { return };
    for (index, (total, category)) in totals.iter_mut().zip(&scheme.categories).enumerate() {
        if let Some(adds) = personal.adds(index, sentence, &judged.logits) {
            let sum = total.unwrap_or(category.prior).saturating_add(adds);
            *total = Some(sum.clamp(-FARTHEST, FARTHEST));
        }
    }
}

/// Milli-logits that the cues add to each category, from their totals.
pub(super) fn added_by_cues<'a>(
    totals: &'a [Option<i32>],
    scheme: &'a Scheme,
) -> impl Iterator<Item = i32> + use<'a> {
    let categories = totals.iter().zip(&scheme.categories);
    categories.map(|(total, category)| total.map_or(0, |total| total - category.prior))
}

/// The model's milli-logits by category of the scheme.
pub(super) fn model_logits<'a>(
    judged: &'a Judged,
    scheme: &'a Scheme,
) -> impl Iterator<Item = Option<i32>> + use<'a> {
    let model = scheme.combination.as_ref().map(|combination| combination.model.as_str());
    let column = move |id: &str| LearnedModel::built_in_column(model?, id);
    scheme.categories.iter().map(move |category| judged.logits.get(column(&category.id)?).copied())
}
