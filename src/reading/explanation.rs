//! Explanation of a suggestion: its cues and words, their contributions to the score, and the reader's past judgments
//! of the cues.

use super::Reading;
use super::mark::Mark;
use crate::claim::{CategoryCombination, CategoryId, Claim, CueId, Engine, Evidence, Scheme, WordEffect};
use crate::tag::{Decision, Tag};
use crate::text::{Span, visible};

/// One match of a cue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CueMatch {
    pub category: CategoryId,
    /// Id in the scheme.
    pub cue: String,
    /// On one line and safe to print.
    pub words: String,
    /// Contribution to the score, in milli-logits; 0 beside stronger evidence of its kind.
    pub adds: i32,
    /// The rule that blocks it, and the trigger in the text.
    pub blocked: Option<(String, String)>,
}

impl CueMatch {
    fn new(text: &str, scheme: &Scheme, evidence: &Evidence) -> Self {
        let shown = |span: Span| visible::line(span.slice(text)).into_owned();
        Self {
            category: evidence.category,
            cue: scheme.cue(evidence.cue).map(|cue| cue.id.clone()).unwrap_or_default(),
            words: shown(evidence.span),
            adds: evidence.adds,
            blocked: evidence.blocked.as_ref().map(|blocked| (blocked.rule.clone(), shown(blocked.span))),
        }
    }
}

/// A word that the model leans on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadingWord {
    pub category: CategoryId,
    /// On one line and safe to print.
    pub word: String,
    /// How far the score falls without it, in milli-logits; negative if the word speaks against the category.
    pub adds: i32,
}

impl LeadingWord {
    /// Does its effect survive rounding for people?
    pub const fn counts(&self) -> bool {
        self.adds.unsigned_abs() >= 50
    }
}

/// The parts of a combined score that do not come from the base, in milli-logits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shares {
    pub category: CategoryId,
    pub model: i32,
    pub cues: i32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Categories with score (permille) and base (milli-logits), best first.
    pub scores: Vec<(CategoryId, u16, i32)>,
    /// By category, best first; none for a category that the model does not judge.
    pub shares: Vec<Shares>,
    /// First those for a category of the claim, the strongest first; blocked ones last.
    pub evidence: Vec<CueMatch>,
    /// Strongest first.
    pub words: Vec<LeadingWord>,
}

/// Explains a claim by its cues and its leading words.
pub fn explain(text: &str, scheme: &Scheme, claim: &Claim) -> Explanation {
    explain_with(text, scheme, claim, &claim.words)
}

/// The same with the effects of other words, strongest first.
///
/// The contributions of cues are those to the combined score where there is one, so that all parts add up to it.
pub fn explain_with(text: &str, scheme: &Scheme, claim: &Claim, words: &[WordEffect]) -> Explanation {
    let prior = |id| scheme.category(id).map_or(0, |category| category.prior);
    let combination = |id| combination(scheme, claim, id);
    let mut evidence: Vec<CueMatch> = claim
        .evidence
        .iter()
        .map(|evidence| CueMatch::new(text, scheme, evidence))
        .map(|one| match combination(one.category) {
            Some(combined) => CueMatch { adds: scaled(one.adds, combined.cues), ..one },
            None => one,
        })
        .collect();
    let is_claimed = |id| {
        let reaches = |score| scheme.category(id).is_some_and(|category| score >= category.threshold);
        claim.scores.iter().any(|scored| scored.category == id && reaches(scored.score))
    };
    evidence.sort_by_key(|one| (one.blocked.is_some(), !is_claimed(one.category), -one.adds));
    let (mut scores, mut shares) = (Vec::new(), Vec::new());
    for scored in &claim.scores {
        let Some(combined) = combination(scored.category) else {
            scores.push((scored.category, scored.score, prior(scored.category)));
            continue;
        };
        scores.push((scored.category, scored.score, combined.offset));
        let cues = evidence.iter().filter(|one| one.category == scored.category).map(|one| one.adds).sum();
        let model = milli_logits(scored.score) - combined.offset - cues;
        shares.push(Shares { category: scored.category, model, cues });
    }
    let shown = |span: Span| visible::line(span.slice(text)).into_owned();
    let words =
        words.iter().map(|one| LeadingWord { category: one.category, word: shown(one.span), adds: one.adds });
    let words = words.collect();
    Explanation { scores, shares, evidence, words }
}

/// How a judged claim's score in a category came about; `None` if by cues alone.
fn combination<'s>(
    scheme: &'s Scheme,
    claim: &Claim,
    category: CategoryId,
) -> Option<&'s CategoryCombination> {
    let combination = scheme.combination.as_ref().filter(|_| claim.engine == Some(Engine::Both));
    combination?.category(usize::from(category.0))
}

const fn scaled(milli_logits: i32, thousandths: i32) -> i32 {
    (milli_logits as i64 * thousandths as i64 / 1000) as i32
}

/// Inverse of the logistic function, as exact as thousandths allow.
fn milli_logits(permille: u16) -> i32 {
    let share = (f64::from(permille) / 1000.0).clamp(0.0005, 0.9995);
    ((share / (1.0 - share)).ln() * 1000.0).round() as i32
}

/// All matches of one cue in a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CueSummary {
    pub cue: CueId,
    /// In text order; never empty.
    pub found: Vec<CueMatch>,
}

impl CueSummary {
    /// Total contribution to its category's score, in milli-logits.
    pub fn adds(&self) -> i32 {
        self.found.iter().map(|found| found.adds).sum()
    }

    pub fn is_blocked(&self) -> bool {
        self.found.iter().all(|found| found.blocked.is_some())
    }
}

/// A mark's cues: the strongest first, blocked ones last.
pub fn summarize_cues(reading: &Reading, mark: &Mark) -> Vec<CueSummary> {
    let mut cues: Vec<CueSummary> = Vec::new();
    for evidence in mark.claim.iter().flat_map(|claim| &claim.evidence) {
        let found = CueMatch::new(&reading.document.text, &reading.scheme, evidence);
        match cues.iter_mut().find(|known| known.cue == evidence.cue) {
            Some(known) => known.found.push(found),
            None => cues.push(CueSummary { cue: evidence.cue, found: vec![found] }),
        }
    }
    cues.sort_by_key(|cue| (cue.is_blocked(), -cue.adds()));
    cues
}

/// The reader's judgments of claims for which a cue counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CueRecord {
    /// Claims that received the cue's category.
    pub confirmed: usize,
    /// Claims that received another category, or none.
    pub rejected: usize,
}

/// Counts the tags of this reading, which record the suggestion and its cues.
///
/// A claim counts if the cue's category was suggested and the reader has decided; noted claims do not count.
pub fn cue_record(reading: &Reading, cue: CueId) -> CueRecord {
    let mut record = CueRecord::default();
    let scheme = &reading.scheme;
    let Some((id, category)) =
        scheme.cue(cue).and_then(|cue| Some((&cue.id, &scheme.category(cue.category)?.id)))
    else {
        return record;
    };
    for tag in reading.marks().iter().filter_map(|mark| mark.tag.as_deref()) {
        record.count(tag, id, category);
    }
    record
}

impl CueRecord {
    /// Counts a decision for the cue `id` of `category`.
    pub(super) fn count(&mut self, tag: &Tag, id: &str, category: &str) {
        let counted = tag.proposed.as_ref().is_some_and(|proposed| {
            proposed.cues.iter().any(|known| known == id)
                && proposed.categories.iter().any(|(known, _)| known == category)
        });
        let given = || tag.categories.iter().any(|known| known == category);
        match tag.decision {
            Decision::Confirmed | Decision::Retagged if counted && given() => self.confirmed += 1,
            Decision::Confirmed | Decision::Retagged | Decision::Rejected if counted => self.rejected += 1,
            _ => {}
        }
    }
}

/// Human-readable: `.81`, or `1.0` for certainty.
pub fn format_score(permille: u16) -> String {
    if permille >= 995 { "1.0".to_owned() } else { format!(".{:02}", (permille + 5) / 10) }
}

/// Human-readable: `81 %`, with a space that does not break.
pub fn format_percent(permille: u16) -> String {
    format!("{}\u{a0}%", (permille + 5) / 10)
}

/// Human-readable: logits with one decimal and a sign.
pub fn format_weight(milli_logits: i32) -> String {
    let sign = if milli_logits < 0 { '−' } else { '+' };
    let tenths = (milli_logits.unsigned_abs() + 50) / 100;
    format!("{sign}{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Scheme, classify};
    use crate::tag::{Proposed, Selector};
    use crate::text::Document;
    use std::sync::Arc;

    const SCHEME: &str = r#"
        category = [
            { id = "a", letter = "A", key = "1" },
            { id = "b", letter = "B", key = "2" },
        ]
        cue = [
            { id = "ask", category = "b", pattern = "ask/V", weight = 3.5 },
            { id = "vow", category = "a", pattern = "vow/V", weight = 4.0 },
            { id = "plan", category = "a", pattern = "plan/V", weight = 5.0 },
        ]
        scope = [{ id = "negation", triggers = ["never"], blocks = ["a", "b"] }]
    "#;

    fn reading(text: &str) -> Reading {
        let document = Document::new("n", text.to_owned(), Vec::new(), Vec::new(), String::new());
        let (scheme, warnings) = Scheme::parse(SCHEME, "s").unwrap();
        assert!(warnings.is_empty(), "{warnings:?}");
        let mut claims = Vec::new();
        classify(text, Span::of(0..text.len()), &scheme, &mut claims);
        let mut reading = Reading::new(Arc::new(document), Arc::new(scheme));
        reading.add_claims(claims);
        reading
    }

    #[test]
    fn cues_are_listed_once_with_all_matches_and_blocked_ones_last() {
        let reading = reading("They never planned it; we asked, and he vowed a toll; she vowed a road.");
        let found = summarize_cues(&reading, reading.mark(0).unwrap());
        let listed: Vec<(&str, usize, bool)> = found
            .iter()
            .map(|cue| (reading.scheme.cue(cue.cue).unwrap().id.as_str(), cue.found.len(), cue.is_blocked()))
            .collect();
        assert_eq!(listed, [("vow", 2, false), ("ask", 1, false), ("plan", 1, true)]);
        assert_eq!((found[0].adds(), found[0].found[0].words.as_str()), (4000, "vowed"));
        assert_eq!(found[2].found[0].blocked, Some(("negation".to_owned(), "never".to_owned())));
    }

    #[test]
    fn decisions_count_for_the_category_of_the_cue() {
        let text = "Rain fell. ".repeat(8);
        let mut reading = reading(&text);
        let scheme = Arc::clone(&reading.scheme);
        let id = CueId(0);
        let cue = scheme.cue(id).unwrap();
        let own = scheme.category(cue.category).unwrap().id.clone();
        let other = scheme.categories.iter().map(|one| one.id.clone()).find(|one| *one != own).unwrap();
        let mut decide = |at: u32, decision, categories: &[&String], proposed: &[&String], cues: &[&str]| {
            let proposed = Proposed {
                categories: proposed.iter().map(|&one| (one.clone(), 700)).collect(),
                cues: cues.iter().map(|&cue| cue.to_owned()).collect(),
                ..Proposed::default()
            };
            let tag = Tag {
                id: format!("t-{at}"),
                categories: categories.iter().copied().cloned().collect(),
                decision,
                proposed: Some(proposed),
                ..Tag::new(Selector::of(&reading.document, Span::new(at * 11, at * 11 + 10)))
            };
            reading.add_tags(vec![tag], true);
            let CueRecord { confirmed, rejected } = cue_record(&reading, id);
            (confirmed, rejected)
        };
        let (mine, cue) = ([&own], [cue.id.as_str()]);
        assert_eq!(decide(0, Decision::Confirmed, &mine, &mine, &cue), (1, 0));
        assert_eq!(decide(1, Decision::Rejected, &[], &mine, &cue), (1, 1));
        assert_eq!(decide(2, Decision::Retagged, &[&other], &mine, &cue), (1, 2));
        assert_eq!(decide(3, Decision::Retagged, &[&own, &other], &mine, &cue), (2, 2));
        // A claim of another cue, a claim without its category, and an undecided claim.
        assert_eq!(decide(4, Decision::Confirmed, &mine, &mine, &["another"]), (2, 2));
        assert_eq!(decide(5, Decision::Confirmed, &[&other], &[&other], &cue), (2, 2));
        assert_eq!(decide(6, Decision::Open, &[], &mine, &cue), (2, 2));
        assert_eq!(decide(7, Decision::Added, &mine, &[], &[]), (2, 2));
    }

    #[test]
    fn scores_and_weights_are_short() {
        let scores = [814, 4, 994, 1000].map(format_score);
        assert_eq!(scores, [".81", ".00", ".99", "1.0"]);
        assert_eq!([1940, -2900, 0].map(format_weight), ["+1.9", "−2.9", "+0.0"]);
    }
}
