//! Cross-validation by outlet or article.

use super::metrics::ScoredSentence;
use crate::claim::{Scheme, logistic_permille};

/// Scores every sentence with a scheme that `fit` made from the other folds and `apply` puts to use. An outlet, or an
/// article without one, is in one fold. Totals below their threshold are `None`, because folds differ in thresholds.
pub(super) fn cross_validate<'r>(
    sentences: &[ScoredSentence<'r>],
    folds: usize,
    fit: impl Fn(&[&ScoredSentence<'r>]) -> Scheme,
    apply: impl Fn(&mut ScoredSentence<'r>, &Scheme),
) -> Vec<ScoredSentence<'r>> {
    let folds = folds.max(2);
    let mut unseen = Vec::with_capacity(sentences.len());
    for fold in 0..folds {
        let (held_out, rest): (Vec<_>, Vec<_>) =
            sentences.iter().partition(|one| fold_of(one.gold.group(), folds) == fold);
        let scheme = fit(&rest);
        for mut one in held_out.into_iter().cloned() {
            apply(&mut one, &scheme);
            for (total, category) in one.totals.iter_mut().zip(&scheme.categories) {
                *total = total.filter(|&total| logistic_permille(total) >= category.threshold);
            }
            unseen.push(one);
        }
    }
    unseen
}

/// The fold of a group, by a hash of its name (FNV-1a): the same on every machine.
fn fold_of(group: &str, folds: usize) -> usize {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    (group.bytes().fold(0xcbf2_9ce4_8422_2325, mix) >> 16) as usize % folds
}
