//! Cues and categories that never come to a claim, whatever else stands in the sentence.

use super::Report;
use super::source::SchemeSource;
use crate::claim::scheme::{Cue, CueId, Scheme};
use crate::claim::score::{self, Evidence};
use crate::text::Span;

pub(super) fn check(sheet: &SchemeSource, scheme: &Scheme, report: &mut Report<'_>) {
    for entry in &sheet.entries {
        let Some(cue) = scheme.cue(entry.cue) else { continue };
        let Some(category) = scheme.category(cue.category) else { continue };
        let id = &entry.id.text;
        if cue.weight == 0 {
            report.note(entry.id.at, format!("cue `{id}` adds nothing: its weight is 0"));
        } else if cue.weight > 0 && score::permille(best(cue, scheme)) < category.threshold {
            let message = format!(
                "cue `{id}` never comes to a claim: with all that may stand beside it, the score of `{}` stays \
                 under {:.3}",
                category.id,
                f64::from(category.threshold) / 1000.0
            );
            report.note(entry.id.at, message);
        }
    }
}

/// The milli-logits of a sentence in which a cue stands beside all others of its category, each on
/// words of its own.
fn best(cue: &Cue, scheme: &Scheme) -> i32 {
    let beside = |other: &Cue| {
        other.id == cue.id || other.category == cue.category && other.group != cue.group && other.weight > 0
    };
    let chosen = scheme.cues.iter().enumerate().filter(|(_, other)| beside(other));
    let mut evidence: Vec<Evidence> = chosen
        .zip(0..)
        .map(|((number, other), place)| Evidence {
            cue: CueId(number as u16),
            category: other.category,
            span: Span::new(2 * place, 2 * place + 1),
            weight: other.weight,
            adds: 0,
            blocked: None,
        })
        .collect();
    let totals = score::totals(scheme, &mut evidence);
    totals.get(usize::from(cue.category.0)).copied().flatten().unwrap_or(i32::MIN)
}
