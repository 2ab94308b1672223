//! From evidence to a probability, in integers, so that it is the same on every machine.

use super::scheme::{CategoryId, CueId, Scheme};
use super::scope::ScopeMatch;
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
    pub blocked: Option<ScopeMatch>,
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

/// How much of its weight evidence adds beside stronger evidence of another group: one part in so many.
const BESIDE: i32 = 2;

/// The milli-logits of every category, in the order of the scheme; `None` where nothing speaks for
/// it. Writes into each piece of evidence what it adds.
///
/// The strongest evidence counts in full, evidence of another group on other words half of its
/// weight, support in full. Weights below zero speak against the category.
pub(super) fn totals(scheme: &Scheme, evidence: &mut [Evidence]) -> Vec<Option<i32>> {
    let mut order: Vec<(bool, i32, Span, usize)> = Vec::with_capacity(evidence.len());
    for (index, one) in evidence.iter_mut().enumerate() {
        one.adds = 0;
        if let Some(cue) = scheme.cue(one.cue).filter(|_| one.blocked.is_none()) {
            order.push((cue.support, -one.weight, one.span, index));
        }
    }
    order.sort_unstable();
    let mut totals = vec![None; scheme.categories.len()];
    for (support, _, span, index) in order {
        let Some(&Evidence { cue, category: id, weight, .. }) = evidence.get(index) else { continue };
        let (Some(cue), Some(category)) = (scheme.cue(cue), scheme.category(id)) else { continue };
        let Some(total) = totals.get_mut(usize::from(id.0)) else { continue };
        let group = |known: &Evidence| scheme.cue(known.cue).map(|cue| cue.group);
        let same = |known: &Evidence| {
            known.adds != 0
                && known.category == id
                && (known.span.overlaps(span) || group(known) == Some(cue.group))
        };
        if support && total.is_none() || evidence.iter().any(same) {
            continue;
        }
        let adds = if total.is_none() || support || weight < 0 { weight } else { weight / BESIDE };
        *total = Some(total.unwrap_or(category.prior).saturating_add(adds));
        if let Some(one) = evidence.get_mut(index) {
            one.adds = adds;
        }
    }
    totals
}

/// The logistic function from milli-logits to thousandths, by a table with straight lines between.
pub fn permille(logit: i32) -> u16 {
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

    /// Evidence is a cue's letter and the byte where it stands; the total is in milli-logits.
    fn check(evidence: &[(char, u32)], expected: Option<i32>) {
        let cue = |id, more: &str| {
            format!("[[cue]]\nid = \"{id}\"\ncategory = \"c\"\npattern = \"{id}\"\n{more}\n")
        };
        let text = [
            "name = \"n\"\n[[category]]\nid = \"c\"\nletter = \"C\"\nkey = \"1\"\nprior = -3.0\n".to_owned(),
            cue('a', "weight = 3.0\ngroup = \"one\""),
            cue('b', "weight = 3.0\ngroup = \"one\""),
            cue('d', "weight = 2.0"),
            cue('s', "weight = 1.0\nsupport = true"),
            cue('m', "weight = -1.0"),
        ];
        let (scheme, warnings) = Scheme::parse(&text.concat(), "s").unwrap();
        assert_eq!(warnings, []);
        let mut evidence: Vec<Evidence> = evidence
            .iter()
            .map(|&(id, at)| {
                let cue = scheme.cues.iter().position(|cue| cue.id == id.to_string()).unwrap();
                Evidence {
                    cue: CueId(cue as u16),
                    category: CategoryId(0),
                    span: Span::new(at, at + 2),
                    weight: scheme.cues[cue].weight,
                    adds: 7,
                    blocked: None,
                }
            })
            .collect();
        assert_eq!(totals(&scheme, &mut evidence), [expected]);
        let added: i32 = evidence.iter().map(|one| one.adds).sum();
        assert_eq!(added, expected.map_or(0, |total| total + 3000));
    }

    #[test]
    fn groups_count_once_and_support_never_alone() {
        check(&[], None);
        check(&[('a', 0)], Some(0));
        check(&[('a', 0), ('b', 9)], Some(0));
        check(&[('a', 0), ('d', 9)], Some(1000));
        check(&[('d', 0), ('a', 1)], Some(0));
        check(&[('s', 9), ('a', 0)], Some(1000));
        check(&[('s', 9)], None);
        check(&[('a', 0), ('m', 9)], Some(-1000));
    }
}
