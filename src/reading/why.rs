//! Why the machine marked a passage, in words and numbers for the reader.

use crate::claim::{CategoryId, Claim, Scheme};
use crate::text::{Span, visible};

/// One cue that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What it speaks for.
    pub category: CategoryId,
    /// The words of the text, on one line and safe to show.
    pub words: String,
    /// The cue's id in the scheme.
    pub cue: String,
    /// What it adds to the score, in milli-logits; 0 beside stronger evidence of its kind.
    pub adds: i32,
    /// Why it does not count: the rule and the words that brought it up.
    pub blocked: Option<(String, String)>,
}

/// Why a passage was marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// Each category with its score in permille and its prior in milli-logits, best first.
    pub scores: Vec<(CategoryId, u16, i32)>,
    /// The cues, strongest first, blocked ones last.
    pub reasons: Vec<Reason>,
    /// Who says it; nothing for the author.
    pub speaker: Option<String>,
}

/// Why `claim` was marked in `text`.
pub fn why(text: &str, scheme: &Scheme, claim: &Claim) -> Why {
    let shown = |span: Span| visible::line(span.slice(text)).into_owned();
    let prior = |id| scheme.category(id).map_or(0, |category| category.prior);
    let mut reasons: Vec<Reason> = claim
        .evidence
        .iter()
        .map(|evidence| Reason {
            category: evidence.category,
            words: shown(evidence.span),
            cue: scheme.cue(evidence.cue).map(|cue| cue.id.clone()).unwrap_or_default(),
            adds: evidence.adds,
            blocked: evidence.blocked.as_ref().map(|blocked| (blocked.rule.clone(), shown(blocked.span))),
        })
        .collect();
    reasons.sort_by_key(|reason| (reason.blocked.is_some(), -reason.adds));
    Why {
        scores: claim
            .scores
            .iter()
            .map(|scored| (scored.category, scored.score, prior(scored.category)))
            .collect(),
        reasons,
        speaker: claim.speaker.map(shown),
    }
}

/// A score as it is shown: `.81`, or `1.0` for certainty.
pub fn score(permille: u16) -> String {
    if permille >= 995 { "1.0".to_owned() } else { format!(".{:02}", (permille + 5) / 10) }
}

/// A weight as it is shown: logits with one decimal and a sign.
pub fn weight(milli_logits: i32) -> String {
    let sign = if milli_logits < 0 { '−' } else { '+' };
    let tenths = (milli_logits.unsigned_abs() + 50) / 100;
    format!("{sign}{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!([score(814), score(4), score(994), score(1000)], [".81", ".00", ".99", "1.0"]);
        assert_eq!([weight(1940), weight(-2900), weight(0)], ["+1.9", "−2.9", "+0.0"]);
    }
}
