//! From evidence to a probability, in integers, so that it is the same on every machine.

use super::scheme::{Category, CategoryId, CueId};
use super::scope::Blocked;
use crate::text::Span;

/// One match of one cue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The cue.
    pub cue: CueId,
    /// The category that it speaks for.
    pub category: CategoryId,
    /// The words that matched.
    pub span: Span,
    /// The cue's weight in milli-logits.
    pub weight: i32,
    /// What it adds to the score, in milli-logits: less than its weight beside stronger evidence,
    /// and nothing beside stronger evidence of its group or over the same words.
    pub adds: i32,
    /// Why it does not count; `None` if it does.
    pub blocked: Option<Blocked>,
}

/// How likely it is that a sentence makes a claim of one category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scored {
    /// The category.
    pub category: CategoryId,
    /// Probability in thousandths.
    pub score: u16,
    /// The smallest clause that holds the category's cues.
    pub clause: Span,
}

/// Evidence that counts, with what its cue says about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    /// Weight in milli-logits.
    pub(super) weight: i32,
    /// Cues of one group count once.
    pub(super) group: u16,
    /// Whether it only adds to other evidence.
    pub(super) support: bool,
    /// Where it stands.
    pub(super) span: Span,
    /// Its place in the list of all evidence.
    pub(super) index: usize,
    /// What it adds to the score, once that is known.
    pub(super) adds: i32,
}

/// The score of a category in thousandths, from all evidence that counts; `None` without any.
///
/// The strongest evidence counts in full, evidence of another group elsewhere a third of its
/// weight, support in full. Weights below zero speak against the category.
pub(super) fn score(category: &Category, counted: &mut [Counted]) -> Option<u16> {
    counted.sort_by_key(|one| (one.support, -one.weight, one.span));
    if counted.first().is_none_or(|strongest| strongest.support) {
        return None;
    }
    let mut total = category.prior;
    let mut kept: Vec<Counted> = Vec::new();
    for one in counted {
        if kept.iter().any(|known| known.group == one.group || known.span.overlaps(one.span)) {
            continue;
        }
        let whole = kept.is_empty() || one.support || one.weight < 0;
        one.adds = if whole { one.weight } else { one.weight / 3 };
        total = total.saturating_add(one.adds);
        kept.push(*one);
    }
    Some(permille(total))
}

/// The logistic function from milli-logits to thousandths, by a table with straight lines between.
pub(super) fn permille(logit: i32) -> u16 {
    /// One value for every half logit from 0 to 7.
    const TABLE: [u32; 15] = [500, 622, 731, 818, 881, 924, 953, 971, 982, 989, 993, 996, 998, 999, 999];
    let size = logit.unsigned_abs().min(6999);
    let low = TABLE.get(size as usize / 500).copied().unwrap_or(999);
    let high = TABLE.get(size as usize / 500 + 1).copied().unwrap_or(999);
    let value = low + (high - low) * (size % 500) / 500;
    (if logit < 0 { 1000 - value } else { value }) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_logistic_function() {
        for logit in (-9000..=9000).step_by(50) {
            let exact = 1000.0 / (1.0 + (-f64::from(logit) / 1000.0).exp());
            assert!((f64::from(permille(logit)) - exact).abs() < 8.0, "{logit}");
        }
        assert_eq!(permille(i32::MIN), 1);
        assert_eq!(permille(i32::MAX), 999);
    }

    fn check(evidence: &[(i32, u16, bool, u32)], expected: Option<u16>) {
        let category = Category {
            id: "c".to_owned(),
            name: "c".to_owned(),
            letter: 'c',
            key: '1',
            gloss: String::new(),
            prior: -3000,
            threshold: 500,
        };
        let mut counted: Vec<Counted> = evidence
            .iter()
            .map(|&(weight, group, support, at)| Counted {
                weight,
                group,
                support,
                span: Span::new(at, at + 2),
                index: 0,
                adds: 0,
            })
            .collect();
        assert_eq!(score(&category, &mut counted), expected);
    }

    #[test]
    fn groups_count_once_and_support_never_alone() {
        check(&[], None);
        check(&[(3000, 1, false, 0)], Some(500));
        check(&[(3000, 1, false, 0), (3000, 1, false, 9)], Some(500));
        check(&[(3000, 1, false, 0), (3000, 2, false, 9)], Some(731));
        check(&[(3000, 1, false, 0), (3000, 2, false, 1)], Some(500));
        check(&[(1000, 2, true, 9), (3000, 1, false, 0)], Some(731));
        check(&[(5000, 2, true, 9)], None);
        check(&[(3000, 1, false, 0), (-1000, 2, false, 9)], Some(269));
    }
}
