//! Scoring: from evidence to probabilities, in integers, so that every machine gets the same result.

use super::category::{Category, Cue};
use super::evidence::Evidence;
use crate::text::Span;

/// Evidence beside stronger evidence of another group adds its weight divided by this.
const BESIDE_STRONGER: i32 = 2;

/// Adds up evidence and sets [`Evidence::adds`]. Returns milli-logits by category in scheme order, `None` without
/// evidence.
///
/// The strongest evidence counts in full, evidence of another group on other words half, support in full.
/// Negative weights speak against the category.
pub(super) fn totals(categories: &[Category], cues: &[Cue], evidence: &mut [Evidence]) -> Vec<Option<i32>> {
    let mut order: Vec<(bool, i32, Span, usize)> = Vec::with_capacity(evidence.len());
    for (index, one) in evidence.iter_mut().enumerate() {
        one.adds = 0;
        if let Some(cue) = cues.get(usize::from(one.cue.0)).filter(|_| one.blocked.is_none()) {
            order.push((cue.support, -one.weight, one.span, index));
        }
    }
    order.sort_unstable();
    let group = |one: &Evidence| cues.get(usize::from(one.cue.0)).map(|cue| cue.group);
    let mut totals = vec![None; categories.len()];
    for (support, _, span, index) in order {
        let Some(one) = evidence.get(index) else { continue };
        let (weight, id, own_group) = (one.weight, usize::from(one.category.0), group(one));
        let (Some(category), Some(total)) = (categories.get(id), totals.get_mut(id)) else { continue };
        let stronger = |other: &Evidence| {
            other.adds != 0
                && other.category == one.category
                && (other.span.overlaps(span) || group(other) == own_group)
        };
        if support && total.is_none() || evidence.iter().any(stronger) {
            continue;
        }
        let in_full = total.is_none() || support || weight < 0;
        let adds = if in_full { weight } else { weight / BESIDE_STRONGER };
        *total = Some(total.unwrap_or(category.prior).saturating_add(adds));
        if let Some(one) = evidence.get_mut(index) {
            one.adds = adds;
        }
    }
    totals
}

/// The logistic function from milli-logits to thousandths, interpolated linearly between table values.
pub fn logistic_permille(milli_logit: i32) -> u16 {
    /// One value per half logit from 0 to 7.
    const TABLE: [u32; 15] = [500, 622, 731, 818, 881, 924, 953, 971, 982, 989, 993, 996, 998, 999, 999];
    let size = milli_logit.unsigned_abs().min(6999);
    let low = TABLE.get(size as usize / 500).copied().unwrap_or(999);
    let high = TABLE.get(size as usize / 500 + 1).copied().unwrap_or(999);
    let value = low + (high - low) * (size % 500) / 500;
    (if milli_logit < 0 { 1000 - value } else { value }) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{CategoryId, CueId, Scheme};

    #[test]
    fn the_table_approximates_the_logistic_function() {
        for logit in (-9000..=9000).step_by(50) {
            let exact = 1000.0 / (1.0 + (-f64::from(logit) / 1000.0).exp());
            assert!((f64::from(logistic_permille(logit)) - exact).abs() < 8.0, "{logit}");
        }
        assert_eq!(logistic_permille(i32::MIN), 1);
        assert_eq!(logistic_permille(i32::MAX), 999);
    }

    /// Each piece of evidence is a cue's letter and a byte offset; the total is in milli-logits.
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
        assert_eq!(totals(&scheme.categories, &scheme.cues, &mut evidence), [expected]);
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
