//! The cues of one claim: what each found here, and how the reader has judged it so far.

use super::Reading;
use super::mark::Mark;
use crate::claim::{CueId, Evidence};
use crate::tag::{Decision, Tag};
use crate::text::visible;

/// One place where a cue matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The words of the text, on one line and safe to show.
    pub words: String,
    /// What it adds to the score, in milli-logits; 0 beside stronger evidence of its kind.
    pub adds: i32,
    /// Why it does not count: the rule, and the words that brought it up.
    pub blocked: Option<(String, String)>,
}

/// One cue of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CueHere {
    /// The cue.
    pub cue: CueId,
    /// Where it matched, in the order of the text; never empty.
    pub found: Vec<Found>,
}

impl CueHere {
    /// What it adds to the score of its category, in milli-logits.
    pub fn adds(&self) -> i32 {
        self.found.iter().map(|found| found.adds).sum()
    }

    /// Whether every place where it matched is blocked.
    pub fn is_blocked(&self) -> bool {
        self.found.iter().all(|found| found.blocked.is_some())
    }
}

/// How the reader judged the claims for which a cue had counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Record {
    /// Claims that the reader gave the cue's category.
    pub confirmed: usize,
    /// Claims that the reader gave another category, or none.
    pub rejected: usize,
}

/// The cues of a mark: those that count first, the strongest of them first, blocked ones last.
pub fn cues(reading: &Reading, mark: &Mark) -> Vec<CueHere> {
    let text = &reading.document.text;
    let mut cues: Vec<CueHere> = Vec::new();
    let shown = |evidence: &Evidence| Found {
        words: visible::line(evidence.span.slice(text)).into_owned(),
        adds: evidence.adds,
        blocked: evidence
            .blocked
            .as_ref()
            .map(|blocked| (blocked.rule.clone(), visible::line(blocked.span.slice(text)).into_owned())),
    };
    for evidence in mark.claim.iter().flat_map(|claim| &claim.evidence) {
        match cues.iter_mut().find(|known| known.cue == evidence.cue) {
            Some(known) => known.found.push(shown(evidence)),
            None => cues.push(CueHere { cue: evidence.cue, found: vec![shown(evidence)] }),
        }
    }
    cues.sort_by_key(|cue| (cue.is_blocked(), -cue.adds()));
    cues
}

/// How the reader judged the claims for which `cue` had counted, by the tags of this reading.
///
/// A tag holds what the machine had proposed and by which cues. A claim counts where the cue's own
/// category was among the proposals and the reader has decided; noted ones do not count.
pub fn record(reading: &Reading, cue: CueId) -> Record {
    let mut record = Record::default();
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

impl Record {
    /// Counts what a tag says of the cue `id`, which speaks for `category`.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Scheme, classify};
    use crate::tag::{Proposed, Selector};
    use crate::text::{Document, Span};
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
    fn a_cue_is_listed_once_with_every_place_and_blocked_ones_last() {
        let reading = reading("They never planned it; we asked, and he vowed a toll; she vowed a road.");
        let found = cues(&reading, reading.mark(0).unwrap());
        let shape: Vec<(&str, usize, bool)> = found
            .iter()
            .map(|here| {
                (reading.scheme.cue(here.cue).unwrap().id.as_str(), here.found.len(), here.is_blocked())
            })
            .collect();
        assert_eq!(shape, [("vow", 2, false), ("ask", 1, false), ("plan", 1, true)]);
        assert_eq!((found[0].adds(), found[0].found[0].words.as_str()), (4000, "vowed"));
        assert_eq!(found[2].found[0].blocked, Some(("negation".to_owned(), "never".to_owned())));
    }

    #[test]
    fn decisions_are_counted_for_the_category_of_the_cue() {
        let text = "Rain fell. ".repeat(8);
        let mut reading = reading(&text);
        let scheme = Arc::clone(&reading.scheme);
        let id = CueId(0);
        let cue = scheme.cue(id).unwrap();
        let own = scheme.category(cue.category).unwrap().id.clone();
        let other = scheme.categories.iter().map(|one| one.id.clone()).find(|one| *one != own).unwrap();
        let mut tell = |at: u32, decision, categories: &[&String], proposed: &[&String], cues: &[&str]| {
            let categories = categories.iter().copied().cloned().collect();
            let proposed = Proposed {
                categories: proposed.iter().map(|&one| (one.clone(), 700)).collect(),
                cues: cues.iter().map(|&cue| cue.to_owned()).collect(),
            };
            let tag = Tag {
                id: format!("t-{at}"),
                selector: Selector::of(&reading.document, Span::new(at * 11, at * 11 + 10)),
                categories,
                decision,
                labels: Vec::new(),
                note: String::new(),
                annotator: String::new(),
                at: String::new(),
                proposed: Some(proposed),
                seen: None,
                saw_machine: None,
                via: None,
                from: Vec::new(),
                conflicts: Vec::new(),
            };
            reading.place(tag, true);
            let Record { confirmed, rejected } = record(&reading, id);
            (confirmed, rejected)
        };
        let (mine, cue) = ([&own], [cue.id.as_str()]);
        assert_eq!(tell(0, Decision::Confirmed, &mine, &mine, &cue), (1, 0));
        assert_eq!(tell(1, Decision::Rejected, &[], &mine, &cue), (1, 1));
        assert_eq!(tell(2, Decision::Retagged, &[&other], &mine, &cue), (1, 2));
        assert_eq!(tell(3, Decision::Retagged, &[&own, &other], &mine, &cue), (2, 2));
        // Another cue's claim, a claim of which its category was no part, and one not decided.
        assert_eq!(tell(4, Decision::Confirmed, &mine, &mine, &["another"]), (2, 2));
        assert_eq!(tell(5, Decision::Confirmed, &[&other], &[&other], &cue), (2, 2));
        assert_eq!(tell(6, Decision::Open, &[], &mine, &cue), (2, 2));
        assert_eq!(tell(7, Decision::Added, &mine, &[], &[]), (2, 2));
    }
}
