//! One article under one scheme: suggested claims and the reader's tags, merged into marks.

mod adjudication;
mod counts;
pub mod cue_proposal;
mod display_options;
pub mod explanation;
mod fields;
mod filter;
pub mod groups;
mod mark;
mod settling;
mod speaker;
pub mod stats;
mod summary;
pub mod trial;
pub mod usefulness;

pub use adjudication::{Adjudication, Judgment};
pub use counts::{CategoryCounts, Counts};
pub use display_options::{DisplayOptions, ThresholdShift};
pub use fields::named_fields;
pub use filter::{FILTER_KEYWORDS, FieldCondition, Filter, Filterable, SortOrder, StatusFilter, holds};
pub use mark::{Mark, Status};
pub use settling::Replaced;
pub use speaker::{SpokenBy, group as speaker_group};
pub use stats::Stats;
pub use summary::{ArticleSummary, article_title};
pub use trial::{Difference, Fate};
pub use usefulness::Borderline;

use crate::claim::{Claim, Scheme, Scored, classify_document};
use crate::tag::{Anchor, Tag, anchor, anchor_all, refreshed};
use crate::text::{Document, Span};
use mark::{SAME_CLAIM, SAME_PASSAGE, proposed_span};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

/// Bytes read by [`Reading::excerpt`]: more than a row can show.
const MAX_EXCERPT: u32 = 400;

/// An article with its marks, in order of position.
///
/// Marks may be added in any order and stay sorted; orphaned tags are last. A call that may move marks invalidates
/// indices: find the mark again by its [`Mark::key`].
#[derive(Debug, Clone)]
pub struct Reading {
    pub document: Arc<Document>,
    pub scheme: Arc<Scheme>,
    marks: Vec<Mark>,
    /// In text order.
    below_threshold: Vec<Claim>,
    options: DisplayOptions,
    counts: Counts,
    /// Length of the longest mark in bytes: how far back a search by position has to look.
    longest: u32,
    /// Number of marks with a tag but no claim, which a new claim may join.
    unclaimed: usize,
    /// Passage of the withdrawn mark, if there is one.
    withdrawn: Option<Span>,
}

impl Reading {
    pub fn new(document: Arc<Document>, scheme: Arc<Scheme>) -> Self {
        let counts = Counts::new(scheme.categories.len());
        Self {
            document,
            scheme,
            marks: Vec::new(),
            below_threshold: Vec::new(),
            options: DisplayOptions::default(),
            counts,
            longest: 0,
            unclaimed: 0,
            withdrawn: None,
        }
    }

    /// A whole article with its tags; `same` if the file was written for this very text.
    pub fn of_article(document: Arc<Document>, scheme: Arc<Scheme>, tags: Vec<Tag>, same: bool) -> Self {
        let (claims, _) = classify_document(&document, &scheme, ThresholdShift::SLACK);
        let mut reading = Self::new(document, scheme);
        reading.add_tags(tags, same);
        reading.add_claims(claims);
        reading
    }

    pub const fn threshold_shift(&self) -> ThresholdShift {
        self.options.threshold_shift
    }

    pub const fn display_options(&self) -> DisplayOptions {
        self.options
    }

    pub fn below_threshold(&self) -> usize {
        self.below_threshold.len()
    }

    /// May move marks. Marks with a tag stay, whatever their score.
    pub fn set_threshold_shift(&mut self, threshold_shift: ThresholdShift) {
        self.set_display_options(DisplayOptions { threshold_shift, ..self.options });
    }

    /// May move marks.
    pub fn set_display_options(&mut self, options: DisplayOptions) {
        self.release_withdrawn(None);
        self.options = options;
        self.counts = Counts::new(self.scheme.categories.len());
        self.unclaimed = 0;
        let mut marks = std::mem::take(&mut self.marks);
        for mark in &mut marks {
            mark.settle(&self.scheme, options);
        }
        let hidden = std::mem::take(&mut self.below_threshold).into_iter();
        marks.extend(hidden.map(|claim| Mark::of_claim(claim, &self.scheme, options)));
        // Two sorted runs, which the sort merges in one pass; it is stable, so orphans stay last.
        marks.sort_by_key(Mark::order);
        for mark in marks {
            if mark.is_shown() {
                self.account(&mark, true);
                self.marks.push(mark);
            } else {
                self.below_threshold.extend(mark.claim.map(|claim| *claim));
            }
        }
    }

    /// All claims, also those below the threshold, in text order.
    pub fn claims(&self) -> Vec<Claim> {
        let shown = self.marks.iter().filter(|mark| !mark.withdrawn).filter_map(|mark| mark.claim.as_deref());
        let mut claims: Vec<Claim> = shown.chain(&self.below_threshold).cloned().collect();
        claims.sort_by_key(|claim| (claim.span.start(), claim.span.end()));
        claims
    }

    /// Suggested categories of a mark, best first.
    pub fn proposed<'a>(&'a self, mark: &'a Mark) -> impl Iterator<Item = &'a Scored> {
        let shift = self.options.threshold_shift;
        mark.claim.iter().flat_map(move |claim| shift.proposals(claim, mark.tag.as_deref(), &self.scheme))
    }

    /// In text order, orphans last.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    pub fn mark(&self, index: usize) -> Option<&Mark> {
        self.marks.get(index)
    }

    pub const fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Sign before the scores of a mark: they are rough until the model has judged it.
    pub fn score_sign(&self, mark: &Mark) -> &'static str {
        if mark.is_provisional(&self.scheme) { "◌" } else { "" }
    }

    /// Start of a mark's first clause, for lists; for an orphan, the tagged quotation.
    pub fn excerpt(&self, mark: &Mark) -> String {
        let text = &self.document.text;
        if mark.status == Status::Orphaned {
            return mark.tag.as_ref().map(|tag| tag.selector.exact.clone()).unwrap_or_default();
        }
        let first = mark.clauses().into_iter().map(|(clause, _)| clause).min().unwrap_or(mark.span);
        let end = mark.span.end().min(first.start() + MAX_EXCERPT);
        let end = text.floor_char_boundary(end as usize) as u32;
        Span::new(first.start(), end).slice(text).to_owned()
    }

    /// Marks that share a byte with `span`, with their indices, in order.
    pub fn overlapping(&self, span: Span) -> impl Iterator<Item = (usize, &Mark)> {
        let from = self.index_from(span.start().saturating_sub(self.longest));
        let marks = self.marks.iter().enumerate().skip(from);
        marks
            .take_while(move |(_, mark)| mark.span.start() < span.end())
            .filter(move |(_, mark)| mark.span.overlaps(span))
    }

    /// Index of the first mark at or after `offset`; the number of marks if there is none.
    pub fn index_from(&self, offset: u32) -> usize {
        self.marks.partition_point(|mark| mark.span.start() < offset)
    }

    /// Index of the mark with this [`Mark::key`], or else of one with the same span.
    pub fn find(&self, (span, id): &(Span, Option<String>)) -> Option<usize> {
        let marks = self.marks.iter().enumerate().skip(self.index_from(span.start()));
        let near = marks.take_while(|(_, mark)| mark.span.start() == span.start());
        let mut same = near.filter(|(_, mark)| mark.span == *span);
        let exact = same.clone().find(|(_, mark)| mark.id() == id.as_deref());
        exact.or_else(|| same.next()).map(|(index, _)| index)
    }

    /// Adds claims in document order. May move marks. Returns the index of the first mark that is new, changed or
    /// moved; the number of marks if none is.
    pub fn add_claims(&mut self, claims: Vec<Claim>) -> usize {
        let mut first = self.marks.len();
        let earliest = claims.first().map(|claim| claim.span.start());
        let mut fresh = Vec::with_capacity(claims.len());
        for claim in claims {
            match self.unclaimed_mark_of(&claim) {
                Some(index) => {
                    first = first.min(index);
                    self.change(index, |mark| mark.claim = Some(Box::new(claim)));
                }
                None => fresh.push(claim),
            }
        }
        let mut moved = false;
        for claim in fresh {
            let mark = Mark::of_claim(claim, &self.scheme, self.options);
            if !mark.is_shown() {
                mark.claim.into_iter().for_each(|claim| self.hide(*claim));
                continue;
            }
            moved |= self.marks.last().is_some_and(|last| last.order() > mark.order());
            self.account(&mark, true);
            self.marks.push(mark);
        }
        if moved {
            // Two sorted runs, which the sort merges in one pass.
            self.marks.sort_by_key(Mark::order);
            first = first.min(earliest.map_or(0, |start| self.index_from(start)));
        }
        first
    }

    fn unclaimed_mark_of(&self, claim: &Claim) -> Option<usize> {
        if self.unclaimed == 0 {
            return None;
        }
        let mut marks = self.overlapping(claim.span);
        let same = |mark: &Mark| mark.claim.is_none() && mark.is_passage_of(claim);
        marks.find(|(_, mark)| same(mark)).map(|(index, _)| index)
    }

    /// Adds the tags of a file; `same` if it was written for this very text. May move marks. Returns the anchor of
    /// each tag.
    pub fn add_tags(&mut self, tags: Vec<Tag>, same: bool) -> Vec<Anchor> {
        let found = anchor_all(tags.iter(), &self.document, same);
        for (tag, &found) in tags.into_iter().zip(&found) {
            self.add_anchored(tag, found);
        }
        found
    }

    /// Adds many tags that were found, as [`Reading::add_tags`] does.
    pub fn add_found_tags(&mut self, tags: Vec<(Tag, Anchor)>) {
        let mut fresh = Vec::new();
        for (tag, found) in tags {
            let Some(span) = found.span().filter(|_| found.has_place()) else {
                self.add_anchored(tag, found);
                continue;
            };
            let tag = Arc::new(refreshed(tag, found, &self.document));
            match self.join_mark(tag, span) {
                Ok(index) => self.note_words(index, found),
                Err(mut mark) => {
                    mark.note_words(found);
                    self.account(&mark, true);
                    fresh.push(*mark);
                }
            }
        }
        // Two sorted runs, which the sort merges in one pass; it is stable, so orphans stay last.
        self.marks.extend(fresh);
        self.marks.sort_by_key(Mark::order);
    }

    fn note_words(&mut self, index: usize, found: Anchor) {
        if matches!(found, Anchor::Fuzzy(_) | Anchor::Reworded(_)) {
            self.change(index, |mark| mark.note_words(found));
        }
    }

    fn add_anchored(&mut self, tag: Tag, found: Anchor) {
        let tag = Arc::new(refreshed(tag, found, &self.document));
        match found {
            Anchor::Exact(span) | Anchor::Moved(span) | Anchor::Fuzzy(span) | Anchor::Reworded(span) => {
                let index = self.join(tag, span);
                self.note_words(index, found);
            }
            Anchor::Ambiguous(span) => {
                self.insert(Mark::of_tag(span, tag, Status::Doubtful, &self.scheme, &self.document));
            }
            Anchor::Orphaned => {
                let end = self.document.text.len() as u32;
                let mark =
                    Mark::of_tag(Span::new(end, end), tag, Status::Orphaned, &self.scheme, &self.document);
                self.insert(mark);
            }
        }
    }

    /// Replaces or removes the tag of the mark at `index`; the new tag has the mark's passage. Removes the mark if it
    /// has neither a tag nor a claim above the threshold: later marks then move up by one. Without its tag, a mark
    /// returns to the bounds of its claim, which may move it. Returns its index.
    pub fn set_tag(&mut self, index: usize, tag: Option<Arc<Tag>>) -> Option<usize> {
        self.change(index, |mark| {
            if tag.is_none() && mark.status != Status::Orphaned {
                mark.span = mark.untagged_span();
            }
            let proposed = tag.as_ref().filter(|tag| tag.proposed.is_some());
            mark.proposed = proposed.map(|_| mark.proposed.unwrap_or(mark.span));
            mark.tag = tag;
            mark.is_reworded = false;
            if mark.status == Status::Doubtful {
                // A decision confirms the present place and words.
                mark.status = Status::Undecided;
            }
        });
        if self.marks.get(index).is_some_and(|mark| !mark.is_shown()) {
            let mark = self.marks.remove(index);
            self.account(&mark, false);
            mark.claim.into_iter().for_each(|claim| self.hide(*claim));
            return None;
        }
        Some(self.reorder(index))
    }

    /// Puts the mark at `index` where its span belongs; returns its index there.
    fn reorder(&mut self, index: usize) -> usize {
        let Some(order) = self.marks.get(index).map(Mark::order) else { return index };
        let before = index.checked_sub(1).and_then(|before| self.marks.get(before));
        let after = self.marks.get(index + 1);
        if before.is_none_or(|mark| mark.order() <= order) && after.is_none_or(|mark| order <= mark.order()) {
            return index;
        }
        let mark = self.marks.remove(index);
        let to = self.marks.partition_point(|other| other.order() <= order);
        self.marks.insert(to, mark);
        to
    }

    /// Joins a tag to the claim on its passage, or adds a mark for it. Returns the mark's index; later marks may have
    /// moved.
    pub fn join(&mut self, tag: Arc<Tag>, span: Span) -> usize {
        self.join_mark(tag, span).unwrap_or_else(|mark| self.insert(*mark))
    }

    /// The index of the mark that a tag has joined, or else a new mark for it.
    fn join_mark(&mut self, tag: Arc<Tag>, span: Span) -> Result<usize, Box<Mark>> {
        let proposed = proposed_span(&tag, span, &self.document);
        let (wanted, floor) = proposed.map_or((span, SAME_PASSAGE), |wanted| (wanted, SAME_CLAIM));
        let free = || self.overlapping(wanted.union(span)).filter(|(_, mark)| mark.tag.is_none());
        let settled = free().find(|(_, mark)| mark.is_settled_by(&tag)).map(|(index, _)| index);
        let similar = || most_similar(free().map(|(index, mark)| (index, mark.span)), wanted, floor);
        if let Some(index) = settled.or_else(similar) {
            let document = Arc::clone(&self.document);
            self.change(index, |mark| mark.take_tag(tag, span, &document));
            return Ok(self.reorder(index));
        }
        let mut mark = Mark::of_tag(span, tag, Status::Undecided, &self.scheme, &self.document);
        if let Some(claim) = self.unhide(wanted, floor) {
            mark.claim = Some(Box::new(claim));
            mark.settle(&self.scheme, self.options);
        }
        Err(Box::new(mark))
    }

    /// The undecided claim of almost the same passage: a tag with these bounds decides on it.
    pub fn undecided_claim_like(&self, span: Span) -> Option<usize> {
        let free = self.overlapping(span).filter(|(_, mark)| mark.tag.is_none() && mark.claim.is_some());
        most_similar(free.map(|(index, mark)| (index, mark.span)), span, SAME_PASSAGE)
    }

    /// Moves a claim below the threshold.
    fn hide(&mut self, claim: Claim) {
        let order = |claim: &Claim| (claim.span.start(), claim.span.end());
        let at = self.below_threshold.partition_point(|other| order(other) <= order(&claim));
        self.longest = self.longest.max(claim.span.len());
        self.below_threshold.insert(at, claim);
    }

    /// Takes the claim most similar to `span` from those below the threshold.
    fn unhide(&mut self, span: Span, floor: f64) -> Option<Claim> {
        let earliest = span.start().saturating_sub(self.longest);
        let from = self.below_threshold.partition_point(|claim| claim.span.start() < earliest);
        let near = self.below_threshold.iter().enumerate().skip(from);
        let near = near.take_while(|(_, claim)| claim.span.start() < span.end());
        let best = most_similar(near.map(|(at, claim)| (at, claim.span)), span, floor);
        best.map(|at| self.below_threshold.remove(at))
    }

    /// In text order.
    pub fn tags(&self) -> Vec<Arc<Tag>> {
        self.marks.iter().filter_map(|mark| mark.tag.clone()).collect()
    }

    /// Restores or removes the tag with this id. Returns the index of its mark, if any. May move marks.
    pub fn restore(&mut self, id: &str, tag: Option<Arc<Tag>>) -> Option<usize> {
        let index = self.marks.iter().position(|mark| mark.id() == Some(id));
        match (index, tag) {
            (Some(index), Some(tag)) if self.is_elsewhere(index, &tag) => {
                self.set_tag(index, None);
                self.restore(id, Some(tag))
            }
            (Some(index), tag) => Some(self.set_tag(index, tag).unwrap_or(index)),
            (None, Some(tag)) => match anchor(&tag, &self.document, true) {
                found if found.is_sure() => found.span().map(|span| self.join(tag, span)),
                found => {
                    self.add_anchored(Arc::unwrap_or_clone(tag), found);
                    None
                }
            },
            (None, None) => None,
        }
    }

    /// Does a tag address another passage than the tag of the mark at `index`?
    pub fn is_elsewhere(&self, index: usize, tag: &Tag) -> bool {
        let now = self.marks.get(index).and_then(|mark| mark.tag.as_ref());
        now.is_some_and(|now| now.latest_selector() != tag.latest_selector())
    }

    /// Restores many tags. Returns the index of the first of their marks in the text. May move marks.
    pub fn restore_all(&mut self, tags: Vec<(String, Option<Arc<Tag>>)>) -> Option<usize> {
        if let [(id, tag)] = tags.as_slice() {
            return self.restore(id, tag.clone());
        }
        let marks = self.marks.iter().enumerate();
        let at: HashMap<String, usize> =
            marks.filter_map(|(index, mark)| Some((mark.id()?.to_owned(), index))).collect();
        let mut tags: Vec<_> = tags.into_iter().map(|(id, tag)| (at.get(&id).copied(), id, tag)).collect();
        // From the last mark back: removing one moves only later marks, and those are done. New marks come last.
        tags.sort_by_key(|(index, ..)| Reverse(*index));
        let mut first = None;
        let mut added = Vec::new();
        // Marks that move to other bounds would shift earlier ones.
        let mut moved = Vec::new();
        for (index, id, tag) in tags {
            match index {
                Some(index) if self.stays(index, tag.as_deref()) => {
                    self.set_tag(index, tag);
                    first = Some(index);
                }
                Some(_) => moved.push((id, tag)),
                None => added.extend(self.restore(&id, tag)),
            }
        }
        added.extend(moved.into_iter().filter_map(|(id, tag)| self.restore(&id, tag)));
        added.into_iter().chain(first).min()
    }

    /// Does the mark at `index` keep its bounds with this tag in place of its own?
    fn stays(&self, index: usize, tag: Option<&Tag>) -> bool {
        match tag {
            Some(tag) => !self.is_elsewhere(index, tag),
            None => self
                .mark(index)
                .is_some_and(|mark| mark.status == Status::Orphaned || mark.span == mark.untagged_span()),
        }
    }

    /// Adds adjudications, joining marks that settle them. May move marks.
    ///
    /// Drops a tag that only recorded an agreement of annotators who disagree since.
    pub fn add_adjudications(&mut self, adjudications: Vec<Adjudication>) {
        let lost = |mark: &Mark| matches!(mark.status, Status::Orphaned | Status::Doubtful);
        let mut settled: HashMap<String, usize> = HashMap::new();
        for (index, mark) in self.marks.iter().enumerate().filter(|(_, mark)| !lost(mark)) {
            let sources = mark.tag.iter().flat_map(|tag| &tag.from).cloned();
            settled.extend(sources.map(|source| (source, index)));
        }
        let mut fresh = Vec::new();
        for adjudication in adjudications {
            let at = adjudication.sources().iter().find_map(|source| settled.get(source)).copied();
            let free = at.filter(|&index| self.mark(index).is_some_and(|mark| mark.adjudication.is_none()));
            let Some(index) = free else {
                fresh.push(adjudication);
                continue;
            };
            let agreed = adjudication.is_agreed();
            self.change(index, |mark| {
                mark.tag = mark.tag.take().filter(|tag| agreed || !tag.is_agreed());
                mark.adjudication = Some(Arc::new(adjudication));
            });
        }
        for adjudication in fresh {
            self.insert(Mark::of_adjudication(adjudication, &self.scheme, self.options));
        }
    }

    /// Adjudications on which all annotators agree, and that no tag records yet.
    pub fn agreed(&self) -> impl Iterator<Item = (usize, &Arc<Adjudication>)> {
        let marks = self.marks.iter().enumerate().filter(|(_, mark)| mark.tag.is_none());
        let adjudications = marks.filter_map(|(index, mark)| Some((index, mark.adjudication.as_ref()?)));
        adjudications.filter(|(_, adjudication)| adjudication.is_agreed())
    }

    fn insert(&mut self, mark: Mark) -> usize {
        let index = self.marks.partition_point(|other| other.order() <= mark.order());
        self.account(&mark, true);
        self.marks.insert(index, mark);
        index
    }

    fn change(&mut self, index: usize, change: impl FnOnce(&mut Mark)) {
        let Some(mut mark) = self.marks.get(index).cloned() else { return };
        self.account(&mark, false);
        change(&mut mark);
        mark.settle(&self.scheme, self.options);
        self.account(&mark, true);
        if let Some(place) = self.marks.get_mut(index) {
            *place = mark;
        }
    }

    fn account(&mut self, mark: &Mark, added: bool) {
        self.counts.update(mark, added);
        self.longest = self.longest.max(mark.span.len());
        if mark.claim.is_none() {
            self.unclaimed = if added { self.unclaimed + 1 } else { self.unclaimed.saturating_sub(1) };
        }
    }
}

/// Index of the span most similar to `span`, if its similarity is at least `floor`.
fn most_similar(spans: impl Iterator<Item = (usize, Span)>, span: Span, floor: f64) -> Option<usize> {
    let best = spans.map(|(index, other)| (index, other.similarity(span)));
    let best = best.max_by(|one, two| one.1.total_cmp(&two.1)).filter(|(_, similarity)| *similarity >= floor);
    best.map(|(index, _)| index)
}

#[cfg(test)]
mod tests;
