//! Codings: the decisions of one annotator's tag file that count, and their positions.

use crate::tag::{Anchor, Decision, Tag, anchor_all};
use crate::text::{Document, Span};
use serde::Serialize;
use std::collections::BTreeSet;

/// Position of a tag's passage, in code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagPosition {
    Certain(Span),
    /// Another place is about as similar to the passage.
    Doubtful(Span),
    Lost,
}

impl TagPosition {
    /// The position recorded in the tag file, without a text to check it against.
    pub fn recorded(tag: &Tag) -> Self {
        let selector = tag.latest_selector();
        Self::Certain(Span::new(selector.start, selector.end))
    }
}

/// `same`: the tags were made on this very text.
pub fn locate_tags(tags: &[Tag], document: &Document, same: bool) -> Vec<TagPosition> {
    let chars = |span: Span| {
        let (start, end) = document.char_range(span);
        Span::new(start, end)
    };
    let position = |anchor: Anchor| match (anchor.span(), anchor.is_sure()) {
        (Some(span), true) => TagPosition::Certain(chars(span)),
        (Some(span), false) => TagPosition::Doubtful(chars(span)),
        (None, _) => TagPosition::Lost,
    };
    anchor_all(tags.iter(), document, same).into_iter().map(position).collect()
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodedPassage {
    /// In code points.
    pub span: Span,
    /// Empty if not a claim.
    pub categories: BTreeSet<String>,
    pub decision: Decision,
    /// The suggested categories.
    pub proposed: BTreeSet<String>,
    /// Decided without seeing the suggestion.
    pub blind: bool,
    pub quote: String,
    pub id: String,
}

/// Number of excluded tags by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Excluded {
    /// Bulk decisions.
    pub bulk: usize,
    /// Noted or labelled, but undecided.
    pub open: usize,
    /// Seen, and left open on purpose.
    pub skipped: usize,
    /// The passage is gone.
    #[serde(rename = "lost")]
    pub orphaned: usize,
    /// Several positions are possible.
    pub doubtful: usize,
    /// A claim without a category, or a decision unknown to this version.
    pub unknown: usize,
    /// Superseded by a later decision of the same annotator on the same passage.
    pub repeated: usize,
}

impl Excluded {
    pub const fn total(self) -> usize {
        self.bulk + self.open + self.skipped + self.orphaned + self.doubtful + self.unknown + self.repeated
    }

    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            bulk: self.bulk + other.bulk,
            open: self.open + other.open,
            skipped: self.skipped + other.skipped,
            orphaned: self.orphaned + other.orphaned,
            doubtful: self.doubtful + other.doubtful,
            unknown: self.unknown + other.unknown,
            repeated: self.repeated + other.repeated,
        }
    }
}

/// One annotator's decisions in one article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Codings {
    /// By position; no two on the same passage.
    pub passages: Vec<CodedPassage>,
    /// Positions of excluded tags: the annotator was not silent there.
    pub excluded_spans: Vec<Span>,
    pub excluded: Excluded,
}

impl Codings {
    /// `positions` belong to `tags`. Counts bulk decisions only if `bulk`.
    pub fn new(tags: &[Tag], positions: &[TagPosition], bulk: bool) -> Self {
        let mut codings = Self::default();
        let mut found: Vec<(CodedPassage, &str)> = Vec::new();
        for (tag, &position) in tags.iter().zip(positions) {
            let excluded = &mut codings.excluded;
            let (span, reason) = match (position, &tag.decision) {
                (TagPosition::Lost, _) => {
                    excluded.orphaned += 1;
                    continue;
                }
                (TagPosition::Doubtful(span), _) => (span, Some(&mut excluded.doubtful)),
                (TagPosition::Certain(span), Decision::Open) => (span, Some(&mut excluded.open)),
                (TagPosition::Certain(span), Decision::Skipped) => (span, Some(&mut excluded.skipped)),
                (TagPosition::Certain(span), Decision::Other(_)) => (span, Some(&mut excluded.unknown)),
                (TagPosition::Certain(span), decision)
                    if decision.is_claim() && tag.categories.is_empty() =>
                {
                    (span, Some(&mut excluded.unknown))
                }
                (TagPosition::Certain(span), _) if tag.is_bulk() && !bulk => (span, Some(&mut excluded.bulk)),
                (TagPosition::Certain(span), _) => (span, None),
            };
            match reason {
                Some(count) => {
                    *count += 1;
                    codings.excluded_spans.push(span);
                }
                None => found.push((CodedPassage::new(tag, span), &tag.at)),
            }
        }
        // The later of two decisions on one passage counts; in case of a tie, the one with more categories.
        found.sort_by(|(one, at), (two, other)| {
            one.span
                .cmp(&two.span)
                .then_with(|| other.cmp(at))
                .then_with(|| two.categories.cmp(&one.categories))
        });
        let all = found.len();
        found.dedup_by(|(later, _), (first, _)| later.span == first.span);
        codings.excluded.repeated = all - found.len();
        codings.passages = found.into_iter().map(|(passage, _)| passage).collect();
        codings
    }
}

impl CodedPassage {
    fn new(tag: &Tag, span: Span) -> Self {
        let categories =
            if tag.decision.is_claim() { tag.categories.iter().cloned().collect() } else { BTreeSet::new() };
        let proposed = tag.proposed.iter().flat_map(|proposed| &proposed.categories);
        Self {
            span,
            categories,
            decision: tag.decision.clone(),
            proposed: proposed.map(|(category, _)| category.clone()).collect(),
            blind: tag.is_blind(),
            quote: tag.latest_selector().exact.clone(),
            id: tag.id.clone(),
        }
    }
}

/// Spans, indexed for overlap queries.
#[derive(Debug)]
pub(super) struct SpanSet {
    /// Starts in order, each with the furthest end so far.
    spans: Vec<(u32, u32)>,
}

impl SpanSet {
    pub(super) fn new(spans: impl Iterator<Item = Span>) -> Self {
        let mut spans: Vec<(u32, u32)> = spans.map(|span| (span.start(), span.end())).collect();
        spans.sort_unstable();
        let mut furthest = 0;
        for (_, end) in &mut spans {
            furthest = furthest.max(*end);
            *end = furthest;
        }
        Self { spans }
    }

    pub(super) fn overlaps(&self, span: Span) -> bool {
        let before = self.spans.partition_point(|(start, _)| *start < span.end());
        let furthest = before.checked_sub(1).and_then(|last| self.spans.get(last));
        furthest.is_some_and(|(_, end)| *end > span.start())
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
        Tag { id: format!("t-{start}"), decision, categories, ..Tag::new(selector) }
    }

    fn codings(tags: &[Tag], bulk: bool) -> Codings {
        Codings::new(tags, &tags.iter().map(TagPosition::recorded).collect::<Vec<_>>(), bulk)
    }

    #[test]
    fn excluded_tags_are_counted_by_reason() {
        let bulk = Tag { via: Some(BULK.to_owned()), ..tag(60, Decision::Confirmed, &["a"]) };
        let tags = [
            tag(0, Decision::Confirmed, &["a"]),
            tag(10, Decision::Rejected, &["a"]),
            tag(20, Decision::Open, &[]),
            tag(30, Decision::Other("perhaps".to_owned()), &["a"]),
            tag(40, Decision::Added, &[]),
            tag(50, Decision::Nothing, &[]),
            tag(70, Decision::Skipped, &[]),
            bulk,
        ];
        let found = codings(&tags, false);
        let spans: Vec<u32> = found.passages.iter().map(|one| one.span.start()).collect();
        assert_eq!(spans, [0, 10, 50]);
        assert_eq!(
            found.excluded,
            Excluded { bulk: 1, open: 1, skipped: 1, unknown: 2, ..Excluded::default() }
        );
        assert_eq!(found.excluded_spans.len(), 5, "an excluded tag is not silence");
        assert!(found.passages[1].categories.is_empty(), "a rejected claim has no category");
        assert_eq!(codings(&tags, true).excluded.total(), 4);
        let positions = [TagPosition::Lost, TagPosition::Doubtful(Span::new(0, 9))];
        let lost = Codings::new(&tags[..2], &positions, false);
        assert_eq!((lost.excluded.orphaned, lost.excluded.doubtful, lost.excluded_spans.len()), (1, 1, 1));
    }

    #[test]
    fn a_span_set_finds_any_overlap() {
        let set = SpanSet::new(
            [(0, 100), (10, 20), (200, 210)].map(|(start, end)| Span::new(start, end)).into_iter(),
        );
        let overlaps = |start, end| set.overlaps(Span::new(start, end));
        assert!(overlaps(50, 60) && overlaps(99, 120) && overlaps(209, 300));
        assert!(!overlaps(100, 200) && !overlaps(210, 300));
    }

    #[test]
    fn the_later_of_two_decisions_on_a_passage_counts() {
        let at = |second: u32, tag: Tag| Tag { at: format!("2026-01-02T03:04:{second:02}Z"), ..tag };
        let early = at(1, tag(0, Decision::Rejected, &[]));
        let late = at(9, tag(0, Decision::Confirmed, &["a"]));
        for tags in [[early.clone(), late.clone()], [late, early]] {
            let found = codings(&tags, false);
            assert_eq!((found.passages.len(), found.excluded.repeated), (1, 1));
            assert_eq!(found.passages[0].decision, Decision::Confirmed);
        }
    }

    #[test]
    fn tags_are_located_by_quotation_in_code_points() {
        let document =
            |text: &str| Document::new("n", text.to_owned(), Vec::new(), Vec::new(), String::new());
        let old = document("💩 It rained. The council must pay for it.");
        let at = old.text.find("The").unwrap();
        let tag = Tag::new(Selector::of(&old, Span::of(at..old.text.len())));
        let find = |text: &str| locate_tags(std::slice::from_ref(&tag), &document(text), false)[0];
        assert_eq!(find(&old.text), TagPosition::Certain(Span::new(13, 41)));
        let later = find("É. It rained. The council must pay for it.");
        assert_eq!(later, TagPosition::Certain(Span::new(14, 42)));
        assert_eq!(find("It rained."), TagPosition::Lost);
    }
}
