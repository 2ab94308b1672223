//! Which cues mislead, and which sentences no cue finds.

use super::judge::{GoldLabel, ScoredSentence};
use crate::claim::Scheme;
use serde::Serialize;

/// How often one cue was right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CueCounts {
    /// The cue's id.
    pub cue: String,
    /// Its category.
    pub category: String,
    /// Sentences of its category in which it counted.
    pub right: usize,
    /// Other sentences in which it counted.
    pub wrong: usize,
    /// Sentences that were wrongly marked as its category, and to whose score it added.
    pub at_fault: usize,
    /// How often it was found and did not count.
    pub blocked: usize,
}

/// A label that nothing spoke for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missed {
    /// The row.
    pub id: String,
    /// The label.
    pub category: String,
    /// The sentence.
    pub text: String,
}

/// The counts of every cue that was found, those most often at fault first.
pub(super) fn counts(judged: &[ScoredSentence<'_>], scheme: &Scheme) -> Vec<CueCounts> {
    let mut counts: Vec<CueCounts> = scheme
        .cues
        .iter()
        .map(|cue| CueCounts {
            cue: cue.id.clone(),
            category: scheme.category(cue.category).map(|category| category.id.clone()).unwrap_or_default(),
            right: 0,
            wrong: 0,
            at_fault: 0,
            blocked: 0,
        })
        .collect();
    for one in judged {
        let mut seen = Vec::new();
        for evidence in &one.evidence {
            let number = usize::from(evidence.cue.0);
            let (Some(count), Some(category)) = (counts.get_mut(number), scheme.category(evidence.category))
            else {
                continue;
            };
            if evidence.blocked.is_some() {
                count.blocked += 1;
                continue;
            }
            if seen.contains(&number) {
                continue;
            }
            seen.push(number);
            match one.truth(category) {
                GoldLabel::Positive => count.right += 1,
                GoldLabel::Negative => {
                    count.wrong += 1;
                    let at = usize::from(evidence.category.0);
                    let marked = one.shown(at, category).is_some();
                    count.at_fault += usize::from(marked && evidence.adds > 0);
                }
                GoldLabel::Unscored => {}
            }
        }
    }
    counts.retain(|count| count.right + count.wrong + count.blocked > 0);
    counts.sort_by(|a, b| (b.at_fault, b.wrong, &a.cue).cmp(&(a.at_fault, a.wrong, &b.cue)));
    counts
}

/// Labels for which no cue counted, in the order of the rows.
pub(super) fn missed(judged: &[ScoredSentence<'_>], scheme: &Scheme) -> Vec<Missed> {
    let mut missed = Vec::new();
    for one in judged {
        for (category, total) in scheme.categories.iter().zip(&one.totals) {
            if total.is_none() && one.truth(category) == GoldLabel::Positive {
                missed.push(Missed {
                    id: one.row.id.clone(),
                    category: category.id.clone(),
                    text: one.row.text.clone(),
                });
            }
        }
    }
    missed
}
