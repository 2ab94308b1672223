//! Checks of the `[model]` table: categories that it leaves out, and scores out of reach.

use super::{Report, cues};
use crate::claim::category::{Category, CategoryId};
use crate::claim::combination::CategoryCombination;
use crate::claim::model::LearnedModel;
use crate::claim::scheme::Scheme;
use crate::claim::score::logistic_permille;
use crate::claim::source::{CombinationSource, SchemeSource};
use crate::text::number::share;

/// In milli-logits: far above what a model gives to any sentence.
const MAX_LOGIT: i32 = 30_000;

pub(super) fn check(file: &SchemeSource, scheme: &Scheme, report: &mut Report<'_>) {
    let Some(combination) = &scheme.combination else { return };
    for source in &file.combinations {
        let combined = combination.category(usize::from(source.category.0));
        if let (Some(combined), Some(category)) = (combined, scheme.category(source.category)) {
            check_numbers(source, combined, category, scheme, report);
        }
    }
    let known = LearnedModel::built_in_categories(&combination.model).unwrap_or_default();
    for (category, combined) in scheme.categories.iter().zip(&combination.categories) {
        if combined.is_none() && known.contains(&category.id) {
            let message = format!(
                "`{}` rests on its cues alone, although the model knows this category: \
                 no `[[model.category]]` is about it",
                category.id
            );
            report.note(file.model_at, message);
        }
    }
}

fn check_numbers(
    source: &CombinationSource,
    combined: &CategoryCombination,
    category: &Category,
    scheme: &Scheme,
    report: &mut Report<'_>,
) {
    let id = &category.id;
    if combined.model < 0 {
        let message = format!("the weight of the model is negative: what it finds speaks against `{id}`");
        report.warn(source.model_at, message);
    } else if combined.model == 0 && combined.cues == 0 {
        let message =
            format!("neither the model nor the cues count for `{id}`: all sentences score the same");
        report.warn(source.model_at, message);
    } else if combined.cues >= 0 {
        let best = combined.total(MAX_LOGIT, added_by_cues(source.category, category, scheme));
        if logistic_permille(best) < combined.threshold {
            let message = format!(
                "no sentence can be a claim: the combined score of `{id}` always stays under {:.3}",
                share(combined.threshold)
            );
            report.warn(source.threshold_at, message);
        }
    }
}

/// The most that the cues of a category can add, in milli-logits.
fn added_by_cues(id: CategoryId, category: &Category, scheme: &Scheme) -> i32 {
    let own = scheme.cues.iter().filter(|cue| cue.category == id && cue.weight > 0);
    let totals = own.map(|cue| cues::best_total(cue, scheme).saturating_sub(category.prior));
    totals.max().unwrap_or(0).max(0)
}
