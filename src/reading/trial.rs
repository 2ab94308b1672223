//! What another scheme would change in a reading: claims that appear, vanish, or get other categories.

use super::explanation::CueRecord;
use super::mark::Mark;
use super::{Reading, Replaced};
use crate::claim::{CategoryId, Claim, CueId, Scheme};
use crate::text::Span;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What would become of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    Appears,
    Vanishes,
    /// It gets other categories.
    Changes,
    /// It stays as it is.
    Stays,
    /// The reader has accepted it, so that it stays.
    Accepted,
    /// The reader has rejected it or given it other categories.
    Rejected,
}

/// A claim before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub fate: Fate,
    pub span: Span,
    pub before: Vec<CategoryId>,
    pub after: Vec<CategoryId>,
    /// Best scores in permille.
    pub scores: (Option<u16>, Option<u16>),
}

impl Reading {
    /// Replaces the scheme by one of the same categories, and all claims by those that it finds. Marks with a tag
    /// stay. May move marks.
    pub fn replace_scheme(&mut self, scheme: Arc<Scheme>, claims: Vec<Claim>) -> Replaced {
        self.release_withdrawn(None);
        self.scheme = scheme;
        let end = self.document.text.len() as u32;
        self.settle(Span::new(0, end), claims, None)
    }

    /// Decided claims for which a cue counted, in text order.
    pub fn decided_claims_of(&self, cue: CueId) -> Vec<Difference> {
        let Some(known) = self.scheme.cue(cue) else { return Vec::new() };
        let category = self.scheme.category(known.category).map_or("", |category| category.id.as_str());
        let decided = self.marks().iter().filter_map(|mark| {
            let mut record = CueRecord::default();
            record.count(mark.tag.as_deref()?, &known.id, category);
            let fate = match (record.confirmed, record.rejected) {
                (1.., _) => Fate::Accepted,
                (_, 1..) => Fate::Rejected,
                _ => return None,
            };
            let scores = (mark.score(known.category), None);
            Some(Difference {
                fate,
                span: mark.span,
                before: vec![known.category],
                after: Vec::new(),
                scores,
            })
        });
        decided.collect()
    }

    /// The proposals that differ under another scheme, in text order; those that stay if `stays` says so of the
    /// present claim. Passages that a person has decided are left out: nothing is proposed there any more.
    pub fn differences(&self, after: &Self, stays: impl Fn(&Claim) -> bool) -> Vec<Difference> {
        let open = |reading: &Self| {
            let marks = reading.marks().iter();
            let proposes = |mark: &&Mark| mark.claim.is_some() && !mark.status.is_decided();
            marks.filter(proposes).map(|mark| (mark.untagged_span(), mark.clone())).collect::<Vec<_>>()
        };
        let (before, after) = (open(self), open(after));
        let spans = |marks: &[(Span, Mark)]| marks.iter().map(|(span, _)| *span).collect::<HashSet<Span>>();
        let (old, new) =
            (spans(&before), after.iter().map(|(span, mark)| (*span, mark)).collect::<HashMap<_, _>>());
        let sorted = |mark: &Mark| {
            let mut categories = mark.categories.clone();
            categories.sort_unstable();
            categories
        };
        let mut found = Vec::new();
        for (span, mark) in &before {
            let now = new.get(span).copied();
            let fate = match now {
                None => Fate::Vanishes,
                Some(now) if sorted(now) != sorted(mark) => Fate::Changes,
                Some(_) => Fate::Stays,
            };
            if fate == Fate::Stays && !mark.claim.as_deref().is_some_and(&stays) {
                continue;
            }
            found.push(Difference {
                fate,
                span: *span,
                before: mark.categories.clone(),
                after: now.map(|now| now.categories.clone()).unwrap_or_default(),
                scores: (mark.best_score(), now.and_then(Mark::best_score)),
            });
        }
        for (span, mark) in &after {
            if !old.contains(span) {
                found.push(Difference {
                    fate: Fate::Appears,
                    span: *span,
                    before: Vec::new(),
                    after: mark.categories.clone(),
                    scores: (None, mark.best_score()),
                });
            }
        }
        found.sort_by_key(|one| (one.span.start(), one.span.end()));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::classify_document;
    use crate::import::{Format, ImportOptions, import};
    use crate::tag::{Decision, Selector, Tag};

    fn scheme(cues: &[(&str, &str)]) -> Arc<Scheme> {
        let mut text = String::from(
            "category = [{ id = \"a\", letter = \"A\", key = \"1\" }, { id = \"b\", letter = \"B\", key = \"2\" }]\n",
        );
        for (word, category) in cues {
            let cue = format!(
                "[[cue]]\nid = \"{word}\"\ncategory = \"{category}\"\npattern = \"{word}/V\"\nweight = 4.0\n"
            );
            text.push_str(&cue);
        }
        Arc::new(Scheme::parse(&text, "s").unwrap().0)
    }

    const TEXT: &str = "They vow. We ask. You hope. He begs. They plead. It rained.";

    #[test]
    fn claims_appear_vanish_change_and_stay() {
        let document = import(TEXT.into(), "a.txt", ImportOptions::new(Format::Plain)).unwrap().document;
        let document = Arc::new(document);
        let before = scheme(&[("vow", "a"), ("ask", "b"), ("hope", "a"), ("plead", "a")]);
        let after = scheme(&[("ask", "a"), ("hope", "a"), ("beg", "b")]);
        let span = |at: usize| Span::of(at..at + TEXT[at..].find('.').unwrap() + 1);
        let tag = Tag {
            id: "t".to_owned(),
            decision: Decision::Confirmed,
            categories: vec!["a".to_owned()],
            ..Tag::new(Selector::of(&document, span(TEXT.find("They plead").unwrap())))
        };
        let mut reading = Reading::of_article(Arc::clone(&document), before, vec![tag.clone()], true);
        let (claims, _) = classify_document(&document, &after, 0);
        let mut other = reading.clone();
        other.replace_scheme(Arc::clone(&after), claims.clone());
        let all = reading.differences(&other, |_| true);
        let told: Vec<(&str, Fate)> = all.iter().map(|one| (one.span.slice(TEXT), one.fate)).collect();
        assert_eq!(
            told,
            [
                ("They vow.", Fate::Vanishes),
                ("We ask.", Fate::Changes),
                ("You hope.", Fate::Stays),
                ("He begs.", Fate::Appears),
            ],
            "a decided passage is no proposal"
        );
        assert_eq!(reading.differences(&other, |_| false).len(), 3);
        // In place, the result is a reading made anew.
        reading.replace_scheme(Arc::clone(&after), claims);
        let anew = Reading::of_article(document, after, vec![tag], true);
        assert_eq!((reading.marks(), reading.counts()), (anew.marks(), anew.counts()));
    }
}
