//! The examples of every cue, run through the real engine.

use super::Report;
use super::source::{Entry, SchemeSource};
use crate::claim::classify::evidence;
use crate::claim::schema::Placed;
use crate::claim::scheme::Scheme;
use crate::claim::score::Evidence;
use crate::text::Span;

pub(super) fn check(sheet: &SchemeSource, scheme: &Scheme, report: &mut Report<'_>) {
    for entry in &sheet.entries {
        let id = &entry.id.text;
        match (entry.matches.is_empty(), entry.misses.is_empty()) {
            (false, false) => {}
            (true, true) => report.note(entry.id.at, format!("cue `{id}` has no examples")),
            (true, _) => report.note(entry.id.at, format!("cue `{id}` has no example that it must match")),
            (_, true) => report.note(entry.id.at, format!("cue `{id}` has no example that it must miss")),
        }
        for example in &entry.matches {
            must_match(entry, example, scheme, report);
        }
        for example in &entry.misses {
            if let Some(one) = found(entry, example, scheme).iter().find(|one| one.blocked.is_none()) {
                let words = one.span.slice(&example.text);
                report.warn(example.at, format!("cue `{id}` counts in “{}”, by “{words}”", example.text));
            }
        }
    }
}

/// What one cue finds in one of its examples.
fn found(entry: &Entry, example: &Placed, scheme: &Scheme) -> Vec<Evidence> {
    let mut evidence = evidence(&example.text, Span::of(0..example.text.len()), scheme);
    evidence.retain(|one| one.cue == entry.cue);
    evidence
}

fn must_match(entry: &Entry, example: &Placed, scheme: &Scheme, report: &mut Report<'_>) {
    let found = found(entry, example, scheme);
    if found.iter().any(|one| one.blocked.is_none()) {
        return;
    }
    let message = format!("cue `{}` does not count in “{}”", entry.id.text, example.text);
    let why = match found.iter().find_map(|one| one.blocked.as_ref()) {
        Some(blocked) => {
            let words = blocked.span.slice(&example.text);
            format!("“{words}” blocks it by the scope rule `{}`", blocked.rule)
        }
        None => "none of its patterns is found".to_owned(),
    };
    report.warn(example.at, format!("{message}: {why}"));
}
