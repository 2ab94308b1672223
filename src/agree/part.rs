//! One annotator's part of an article: which decisions of a tag file count, and where they stand.

use crate::tag::{Anchor, Decision, Tag, anchor_all};
use crate::text::{Document, Span};
use serde::Serialize;
use std::collections::BTreeSet;

/// Where the passage of a tag stands, in code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Here.
    Sure(Span),
    /// Perhaps here.
    Doubtful(Span),
    /// It is gone.
    Gone,
}

/// A decision that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The passage, in code points.
    pub span: Span,
    /// The categories that it was given; none if it is no claim.
    pub categories: BTreeSet<String>,
    /// The decision.
    pub decision: Decision,
    /// What the machine had proposed; none if it had not marked the passage.
    pub proposed: BTreeSet<String>,
    /// Whether it was made without the machine's word in sight.
    pub blind: bool,
    /// The words of the passage.
    pub quote: String,
    /// The id of the tag that says so.
    pub id: String,
}

/// Tags that do not count, by the reason why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Left {
    /// Decided together with many others.
    pub bulk: usize,
    /// Noted or labelled, but not decided.
    pub open: usize,
    /// Their passage is gone from the text.
    pub orphaned: usize,
    /// Their passage may be in several places.
    pub doubtful: usize,
    /// Said to be claims, but of no category, or decided in a way that this version does not know.
    pub unknown: usize,
    /// Another decision of the same annotator on the same passage came later.
    pub repeated: usize,
}

impl Left {
    /// How many there are.
    pub const fn all(self) -> usize {
        self.bulk + self.open + self.orphaned + self.doubtful + self.unknown + self.repeated
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            bulk: self.bulk + other.bulk,
            open: self.open + other.open,
            orphaned: self.orphaned + other.orphaned,
            doubtful: self.doubtful + other.doubtful,
            unknown: self.unknown + other.unknown,
            repeated: self.repeated + other.repeated,
        }
    }
}

/// What one annotator decided in one article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// The decisions that count, in order of position; never two on the same passage.
    pub decided: Vec<Decided>,
    /// Passages on which there is a word of the annotator that does not count.
    pub aside: Vec<Span>,
    /// How many tags do not count.
    pub left: Left,
}

/// Where the passages of `tags` stand in `document`; `same` tells whether they were made on just this text.
pub fn placed(tags: &[Tag], document: &Document, same: bool) -> Vec<Place> {
    let chars = |span: Span| {
        let (start, end) = document.char_range(span);
        Span::new(start, end)
    };
    let place = |anchor: Anchor| match (anchor.span(), anchor.is_sure()) {
        (Some(span), true) => Place::Sure(chars(span)),
        (Some(span), false) => Place::Doubtful(chars(span)),
        (None, _) => Place::Gone,
    };
    anchor_all(tags.iter(), document, same).into_iter().map(place).collect()
}

impl Place {
    /// Where a tag says that its passage was seen last.
    pub fn told(tag: &Tag) -> Self {
        let seen = tag.sighting();
        Self::Sure(Span::new(seen.start, seen.end))
    }
}

impl Part {
    /// The decisions of tags that stand at `places`, without those made on many claims at once unless `bulk` says
    /// that they count.
    pub fn of(tags: &[Tag], places: &[Place], bulk: bool) -> Self {
        let mut part = Self::default();
        let mut found: Vec<(Decided, &str)> = Vec::new();
        for (tag, &place) in tags.iter().zip(places) {
            let (span, count) = match (place, &tag.decision) {
                (Place::Gone, _) => {
                    part.left.orphaned += 1;
                    continue;
                }
                (Place::Doubtful(span), _) => (span, Some(&mut part.left.doubtful)),
                (Place::Sure(span), Decision::Open) => (span, Some(&mut part.left.open)),
                (Place::Sure(span), Decision::Other(_)) => (span, Some(&mut part.left.unknown)),
                (Place::Sure(span), decision) if decision.is_claim() && tag.categories.is_empty() => {
                    (span, Some(&mut part.left.unknown))
                }
                (Place::Sure(span), _) if tag.is_bulk() && !bulk => (span, Some(&mut part.left.bulk)),
                (Place::Sure(span), _) => (span, None),
            };
            match count {
                Some(count) => {
                    *count += 1;
                    part.aside.push(span);
                }
                None => found.push((Decided::of(tag, span), &tag.at)),
            }
        }
        // Of two decisions on one passage the later holds; of one moment, the one that says more.
        found.sort_by(|(one, at), (two, other)| {
            one.span
                .cmp(&two.span)
                .then_with(|| other.cmp(at))
                .then_with(|| two.categories.cmp(&one.categories))
        });
        let all = found.len();
        found.dedup_by(|(later, _), (first, _)| later.span == first.span);
        part.left.repeated = all - found.len();
        part.decided = found.into_iter().map(|(decided, _)| decided).collect();
        part
    }
}

impl Decided {
    fn of(tag: &Tag, span: Span) -> Self {
        let categories =
            if tag.decision.is_claim() { tag.categories.iter().cloned().collect() } else { BTreeSet::new() };
        let proposed = tag.proposed.iter().flat_map(|proposed| &proposed.categories);
        Self {
            span,
            categories,
            decision: tag.decision.clone(),
            proposed: proposed.map(|(category, _)| category.clone()).collect(),
            blind: tag.is_blind(),
            quote: tag.sighting().exact.clone(),
            id: tag.id.clone(),
        }
    }
}

/// Spans that can be asked whether they meet another.
#[derive(Debug)]
pub(super) struct Reach {
    /// Where each begins, in order, with the furthest end of it and all before it.
    spans: Vec<(u32, u32)>,
}

impl Reach {
    pub(super) fn of(spans: impl Iterator<Item = Span>) -> Self {
        let mut spans: Vec<(u32, u32)> = spans.map(|span| (span.start(), span.end())).collect();
        spans.sort_unstable();
        let mut furthest = 0;
        for (_, end) in &mut spans {
            furthest = furthest.max(*end);
            *end = furthest;
        }
        Self { spans }
    }

    /// Whether one of them shares a character with `span`.
    pub(super) fn meets(&self, span: Span) -> bool {
        let before = self.spans.partition_point(|(start, _)| *start < span.end());
        before
            .checked_sub(1)
            .and_then(|last| self.spans.get(last))
            .is_some_and(|(_, end)| *end > span.start())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tag::{BULK, Selector};

    fn tag(start: u32, decision: Decision, categories: &[&str]) -> Tag {
        let selector =
            Selector { exact: format!("words at {start}"), start, end: start + 9, ..Selector::default() };
        let categories = categories.iter().map(|&one| one.to_owned()).collect();
        Tag { id: format!("t-{start}"), decision, categories, ..Tag::bare(selector) }
    }

    fn part(tags: &[Tag], bulk: bool) -> Part {
        Part::of(tags, &tags.iter().map(Place::told).collect::<Vec<_>>(), bulk)
    }

    #[test]
    fn what_does_not_count_is_told_apart() {
        let bulk = Tag { via: Some(BULK.to_owned()), ..tag(60, Decision::Confirmed, &["a"]) };
        let tags = [
            tag(0, Decision::Confirmed, &["a"]),
            tag(10, Decision::Rejected, &["a"]),
            tag(20, Decision::Open, &[]),
            tag(30, Decision::Other("perhaps".to_owned()), &["a"]),
            tag(40, Decision::Added, &[]),
            tag(50, Decision::Nothing, &[]),
            bulk,
        ];
        let found = part(&tags, false);
        let spans: Vec<u32> = found.decided.iter().map(|one| one.span.start()).collect();
        assert_eq!(spans, [0, 10, 50]);
        assert_eq!(found.left, Left { bulk: 1, open: 1, unknown: 2, ..Left::default() });
        assert_eq!(found.aside.len(), 4, "a word that does not count is no silence");
        assert!(
            found.decided[1].categories.is_empty(),
            "what was rejected is no claim, whatever it was taken for"
        );
        assert_eq!(part(&tags, true).left.all(), 3);
        let places = [Place::Gone, Place::Doubtful(Span::new(0, 9))];
        let lost = Part::of(&tags[..2], &places, false);
        assert_eq!((lost.left.orphaned, lost.left.doubtful, lost.aside.len()), (1, 1, 1));
    }

    #[test]
    fn a_span_is_met_by_whatever_reaches_into_it() {
        let reach =
            Reach::of([(0, 100), (10, 20), (200, 210)].map(|(start, end)| Span::new(start, end)).into_iter());
        let met = |start, end| reach.meets(Span::new(start, end));
        assert!(met(50, 60) && met(99, 120) && met(209, 300));
        assert!(!met(100, 200) && !met(210, 300));
    }

    #[test]
    fn of_two_decisions_on_a_passage_the_later_holds() {
        let at = |second: u32, tag: Tag| Tag { at: format!("2026-01-02T03:04:{second:02}Z"), ..tag };
        let early = at(1, tag(0, Decision::Rejected, &[]));
        let late = at(9, tag(0, Decision::Confirmed, &["a"]));
        for tags in [[early.clone(), late.clone()], [late, early]] {
            let found = part(&tags, false);
            assert_eq!((found.decided.len(), found.left.repeated), (1, 1));
            assert_eq!(found.decided[0].decision, Decision::Confirmed);
        }
    }

    #[test]
    fn passages_are_found_by_their_words_and_counted_in_code_points() {
        let document =
            |text: &str| Document::new("n", text.to_owned(), Vec::new(), Vec::new(), String::new());
        let old = document("💩 It rained. The council must pay for it.");
        let at = old.text.find("The").unwrap();
        let tag = Tag::bare(Selector::of(&old, Span::of(at..old.text.len())));
        let find = |text: &str| placed(std::slice::from_ref(&tag), &document(text), false)[0];
        assert_eq!(find(&old.text), Place::Sure(Span::new(13, 41)));
        assert_eq!(find("É. It rained. The council must pay for it."), Place::Sure(Span::new(14, 42)));
        assert_eq!(find("It rained."), Place::Gone);
    }
}
