//! Checks of single cues: their examples, the score that they can reach, and the scope rules that they name.

use super::{Report, Severity};
use crate::claim::category::{Category, Cue, CueId};
use crate::claim::classify::evidence;
use crate::claim::evidence::Evidence;
use crate::claim::scheme::Scheme;
use crate::claim::score::logistic_permille;
use crate::claim::source::{CueSource, SchemeSource};
use crate::claim::toml_table::Located;
use crate::diagnostic::suggest::did_you_mean;
use crate::text::Span;
use crate::text::number::share;

pub(super) fn check(file: &SchemeSource, scheme: &Scheme, report: &mut Report<'_>) {
    for source in &file.cues {
        let Some(cue) = scheme.cue(source.cue) else { continue };
        let Some(category) = scheme.category(cue.category) else { continue };
        check_examples(source, scheme, report);
        check_reach(source, cue, category, scheme, report);
        check_scope_rules(source, cue, scheme, report);
    }
}

fn check_examples(source: &CueSource, scheme: &Scheme, report: &mut Report<'_>) {
    let id = &source.id.text;
    let missing = match (source.matches.is_empty(), source.misses.is_empty()) {
        (false, false) => None,
        (true, true) => Some("examples"),
        (true, false) => Some("example that it must match"),
        (false, true) => Some("example that it must miss"),
    };
    if let Some(missing) = missing {
        report.note(source.id.at, format!("cue `{id}` has no {missing}"));
    }
    for example in &source.matches {
        let found = evidence_of(source, example, scheme);
        if found.iter().any(|one| one.blocked.is_none()) {
            continue;
        }
        let reason = match found.iter().find_map(|one| one.blocked.as_ref()) {
            Some(scope) => {
                let words = scope.span.slice(&example.text);
                format!("“{words}” blocks it by the scope rule `{}`", scope.rule)
            }
            None => "none of its patterns matches".to_owned(),
        };
        report.warn(example.at, format!("cue `{id}` does not count in “{}”: {reason}", example.text));
    }
    for example in &source.misses {
        let found = evidence_of(source, example, scheme);
        if let Some(one) = found.iter().find(|one| one.blocked.is_none()) {
            let words = one.span.slice(&example.text);
            report.warn(example.at, format!("cue `{id}` counts in “{}”, by “{words}”", example.text));
        }
    }
}

fn evidence_of(source: &CueSource, example: &Located, scheme: &Scheme) -> Vec<Evidence> {
    let mut evidence = evidence(&example.text, Span::of(0..example.text.len()), scheme);
    evidence.retain(|one| one.cue == source.cue);
    evidence
}

/// Notes a cue that cannot make a claim, whatever else the sentence contains.
fn check_reach(source: &CueSource, cue: &Cue, category: &Category, scheme: &Scheme, report: &mut Report<'_>) {
    let id = &source.id.text;
    if cue.weight == 0 {
        report.note(source.id.at, format!("cue `{id}` adds nothing: its weight is 0"));
    } else if cue.weight > 0 && logistic_permille(best_total(cue, scheme)) < category.threshold {
        let message = format!(
            "cue `{id}` can never make a claim: with every other cue beside it, the score of `{}` stays under {:.3}",
            category.id,
            share(category.threshold)
        );
        report.note(source.id.at, message);
    }
}

/// Milli-logits of a sentence with a cue and all others of its category, each on words of its own.
pub(super) fn best_total(cue: &Cue, scheme: &Scheme) -> i32 {
    let beside = |other: &Cue| {
        other.id == cue.id || other.category == cue.category && other.group != cue.group && other.weight > 0
    };
    let chosen = scheme.cues.iter().enumerate().filter(|(_, other)| beside(other));
    let mut evidence: Vec<Evidence> = chosen
        .zip(0..)
        .map(|((index, other), place)| Evidence {
            cue: CueId(index as u16),
            category: other.category,
            span: Span::new(2 * place, 2 * place + 1),
            weight: other.weight,
            adds: 0,
            blocked: None,
        })
        .collect();
    let totals = scheme.totals(&mut evidence);
    totals.get(usize::from(cue.category.0)).copied().flatten().unwrap_or(i32::MIN)
}

/// Warns of an `unless` that names no scope rule; notes one that names a rule without effect on the cue.
fn check_scope_rules(source: &CueSource, cue: &Cue, scheme: &Scheme, report: &mut Report<'_>) {
    let rules = &scheme.compiled.rules;
    for name in &source.unless {
        match rules.iter().find(|rule| rule.id == name.text) {
            None => {
                let known = rules.iter().map(|rule| rule.id.as_str());
                let hint = did_you_mean(&name.text, known.clone()).unwrap_or_else(|| {
                    format!("known scope rules: {}", known.collect::<Vec<_>>().join(", "))
                });
                let message = format!("unknown scope rule `{}`", name.text);
                report.add(Severity::Warning, name.at, message, Some(hint));
            }
            Some(rule) if !rule.blocks.contains(&cue.category) => {
                report.note(name.at, format!("scope rule `{}` does not block this category", name.text));
            }
            Some(_) => {}
        }
    }
}
