//! One article read under one scheme: what the machine proposes and what the reader decided, merged.

mod adjudication;
mod counts;
pub mod cues;
mod display_options;
mod filter;
pub mod groups;
mod mark;
mod opening;
mod order;
mod restore;
pub mod stats;
mod strictness;
mod survey;
pub mod why;

pub use adjudication::{Adjudication, Judgment};
pub use counts::{Counts, Tally};
pub use display_options::DisplayOptions;
pub use filter::{FILTER_WORDS, Filter, Filterable, Show, holds};
pub use mark::{Mark, Status};
pub use order::Order;
pub use stats::Stats;
pub use strictness::Strictness;
pub use survey::Survey;

use crate::claim::{Claim, Scheme, Scored};
use crate::tag::{Anchor, Tag, anchor, anchor_all, refreshed};
use crate::text::{Document, Span};
use std::sync::Arc;

/// A claim and a tag are about the same passage from this share of common bytes on, if the tag
/// was made on a claim.
const SAME_CLAIM: f64 = 0.5;
/// The same for a passage that the reader marked without a claim.
const SAME_PASSAGE: f64 = 0.9;

/// An article with its marks, in order of position.
///
/// Marks are added in any order and stay sorted; orphaned tags stand at the end. Whoever keeps
/// an index of a mark asks [`Reading::find`] for it again after a call that says it may move them.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The article.
    pub document: Arc<Document>,
    /// The scheme it is read under.
    pub scheme: Arc<Scheme>,
    marks: Vec<Mark>,
    /// Claims that the strictness keeps out of the marks, in order of position.
    aside: Vec<Claim>,
    lens: DisplayOptions,
    counts: Counts,
    /// The longest mark, in bytes: how far back a search by position has to look.
    longest: u32,
    /// Marks that have a tag and no claim: those that a new claim may belong to.
    loose: usize,
}

impl Reading {
    /// An article without marks.
    pub fn new(document: Arc<Document>, scheme: Arc<Scheme>) -> Self {
        let counts = Counts::new(scheme.categories.len());
        Self {
            document,
            scheme,
            marks: Vec::new(),
            aside: Vec::new(),
            lens: DisplayOptions::default(),
            counts,
            longest: 0,
            loose: 0,
        }
    }

    /// How sure the machine must be for its claims to be among the marks.
    pub const fn strictness(&self) -> Strictness {
        self.lens.strictness
    }

    /// How the machine's word is shown.
    pub const fn lens(&self) -> DisplayOptions {
        self.lens
    }

    /// How many claims the strictness keeps out of the marks.
    pub fn aside(&self) -> usize {
        self.aside.len()
    }

    /// Sets how sure the machine must be. What the reader has had a say on stays. May move marks.
    pub fn set_strictness(&mut self, strictness: Strictness) {
        self.set_lens(DisplayOptions { strictness, ..self.lens });
    }

    /// Sets how the machine's word is shown. May move marks.
    pub fn set_lens(&mut self, lens: DisplayOptions) {
        self.lens = lens;
        self.counts = Counts::new(self.scheme.categories.len());
        self.loose = 0;
        let mut marks = std::mem::take(&mut self.marks);
        for mark in &mut marks {
            mark.settle(&self.scheme, lens);
        }
        let aside = std::mem::take(&mut self.aside).into_iter();
        marks.extend(aside.map(|claim| Mark::of_claim(claim, &self.scheme, lens)));
        // Two sorted runs, which the sort merges in one pass; it is stable, so orphans stay last.
        marks.sort_by_key(Mark::order);
        for mark in marks {
            if mark.is_shown() {
                self.account(&mark, true);
                self.marks.push(mark);
            } else {
                self.aside.extend(mark.claim.map(|claim| *claim));
            }
        }
    }

    /// What the machine proposes for a mark, best first.
    pub fn proposed<'a>(&'a self, mark: &'a Mark) -> impl Iterator<Item = &'a Scored> {
        let claims = mark.claim.iter();
        claims.flat_map(|claim| self.lens.strictness.proposes(claim, mark.tag.as_deref(), &self.scheme))
    }

    /// The marks in order of position, orphans last.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// The mark at `index`.
    pub fn mark(&self, index: usize) -> Option<&Mark> {
        self.marks.get(index)
    }

    /// How many there are of each kind.
    pub const fn counts(&self) -> &Counts {
        &self.counts
    }

    /// The marks that share a byte with `span`, with their indices, in order.
    pub fn within(&self, span: Span) -> impl Iterator<Item = (usize, &Mark)> {
        let earliest = span.start().saturating_sub(self.longest);
        let from = self.marks.partition_point(|mark| mark.span.start() < earliest);
        let marks = self.marks.get(from..).unwrap_or_default().iter();
        let before = marks.take_while(move |mark| mark.span.start() < span.end());
        before
            .enumerate()
            .map(move |(at, mark)| (from + at, mark))
            .filter(move |(_, mark)| mark.span.overlaps(span))
    }

    /// The index of the mark that begins at or after `offset`; the number of marks if there is none.
    pub fn from_offset(&self, offset: u32) -> usize {
        self.marks.partition_point(|mark| mark.span.start() < offset)
    }

    /// The index of the mark with this identity, see [`Mark::key`].
    pub fn find(&self, key: &(Span, Option<String>)) -> Option<usize> {
        let from = self.marks.partition_point(|mark| mark.span.start() < key.0.start());
        let at = |mark: &Mark| mark.span == key.0 && mark.id() == key.1.as_deref();
        let near = self.marks.iter().skip(from).take_while(|mark| mark.span.start() == key.0.start());
        near.clone()
            .position(at)
            .or_else(|| near.clone().position(|mark| mark.span == key.0))
            .map(|index| from + index)
    }

    /// Adds claims, in document order. May move marks. Gives the index of the first mark that is new,
    /// changed or moved; the number of marks if none is.
    pub fn add_claims(&mut self, claims: Vec<Claim>) -> usize {
        let mut first = self.marks.len();
        let earliest = claims.first().map(|claim| claim.span.start());
        let mut fresh = Vec::with_capacity(claims.len());
        for claim in claims {
            match self.tagged_like(&claim) {
                Some(index) => {
                    first = first.min(index);
                    self.change(index, |mark| mark.claim = Some(Box::new(claim)));
                }
                None => fresh.push(claim),
            }
        }
        let mut moved = false;
        for claim in fresh {
            let mark = Mark::of_claim(claim, &self.scheme, self.lens);
            if !mark.is_shown() {
                mark.claim.into_iter().for_each(|claim| self.put_aside(*claim));
                continue;
            }
            moved |= self.marks.last().is_some_and(|last| last.order() > mark.order());
            self.account(&mark, true);
            self.marks.push(mark);
        }
        if moved {
            // The list is two sorted runs, which the sort merges in one pass.
            self.marks.sort_by_key(Mark::order);
            first = first.min(earliest.map_or(0, |start| self.from_offset(start)));
        }
        first
    }

    /// Adds tags that were read from a file; `same` says that the document has not changed since. May
    /// move marks. Tells where each passage was found.
    pub fn place_all(&mut self, tags: Vec<Tag>, same: bool) -> Vec<Anchor> {
        let found = anchor_all(tags.iter(), &self.document, same);
        for (tag, &found) in tags.into_iter().zip(&found) {
            self.settle(tag, found);
        }
        found
    }

    /// Adds one tag that was read from a file.
    pub fn place(&mut self, tag: Tag, same: bool) -> Anchor {
        let found = anchor(&tag, &self.document, same);
        self.settle(tag, found);
        found
    }

    fn settle(&mut self, tag: Tag, found: Anchor) {
        let tag = Arc::new(refreshed(tag, found, &self.document));
        match found {
            Anchor::Exact(span) | Anchor::Moved(span) | Anchor::Fuzzy(span) => {
                self.join(tag, span);
            }
            Anchor::Ambiguous(span) => {
                self.insert(Mark::doubtful(span, tag, &self.scheme));
            }
            Anchor::Orphaned => {
                let end = self.document.text.len() as u32;
                self.insert(Mark::orphan(Span::new(end, end), tag, &self.scheme));
            }
        }
    }

    /// Gives the mark at `index` another tag, or none. A mark without a tag and without a claim
    /// that is sure enough is gone: then the marks behind it move up by one.
    pub fn set(&mut self, index: usize, tag: Option<Arc<Tag>>) {
        self.change(index, |mark| {
            mark.tag = tag;
            if mark.standing == Status::Doubtful {
                // Whoever decides on it has seen it here.
                mark.standing = Status::Undecided;
            }
        });
        if self.marks.get(index).is_some_and(|mark| !mark.is_shown()) {
            let mark = self.marks.remove(index);
            self.account(&mark, false);
            mark.claim.into_iter().for_each(|claim| self.put_aside(*claim));
        }
    }

    /// Marks a passage with a tag of its own, or joins it to the claim on that passage.
    /// Gives the mark's index; marks behind it may have moved.
    pub fn join(&mut self, tag: Arc<Tag>, span: Span) -> usize {
        let floor = if tag.proposed.is_some() { SAME_CLAIM } else { SAME_PASSAGE };
        let near = self.within(span).filter(|(_, mark)| mark.tag.is_none());
        let near = near.map(|(index, mark)| (index, mark.span.similarity(span)));
        let best = near.max_by(|one, two| one.1.total_cmp(&two.1)).filter(|(_, alike)| *alike >= floor);
        if let Some((index, _)) = best {
            self.change(index, |mark| mark.tag = Some(tag));
            return index;
        }
        let mut mark = Mark::of_tag(span, tag, &self.scheme);
        if let Some(claim) = self.take_aside(span, floor) {
            mark.claim = Some(Box::new(claim));
            mark.settle(&self.scheme, self.lens);
        }
        self.insert(mark)
    }

    fn put_aside(&mut self, claim: Claim) {
        let order = |claim: &Claim| (claim.span.start(), claim.span.end());
        let at = self.aside.partition_point(|other| order(other) <= order(&claim));
        self.longest = self.longest.max(claim.span.len());
        self.aside.insert(at, claim);
    }

    /// Takes back the claim most like `span` of those that are kept out, if one is like enough.
    fn take_aside(&mut self, span: Span, floor: f64) -> Option<Claim> {
        let earliest = span.start().saturating_sub(self.longest);
        let from = self.aside.partition_point(|claim| claim.span.start() < earliest);
        let near = self.aside.iter().enumerate().skip(from);
        let near = near.take_while(|(_, claim)| claim.span.start() < span.end());
        let near = near.map(|(at, claim)| (at, claim.span.similarity(span)));
        let best = near.max_by(|one, two| one.1.total_cmp(&two.1)).filter(|(_, alike)| *alike >= floor);
        best.map(|(at, _)| self.aside.remove(at))
    }

    /// All tags in order of position.
    pub fn tags(&self) -> Vec<Arc<Tag>> {
        self.marks.iter().filter_map(|mark| mark.tag.clone()).collect()
    }

    fn tagged_like(&self, claim: &Claim) -> Option<usize> {
        if self.loose == 0 {
            return None;
        }
        let alike = |mark: &Mark| {
            let made_on_claim = mark.tag.as_ref().is_some_and(|tag| tag.proposed.is_some());
            mark.span.similarity(claim.span) >= if made_on_claim { SAME_CLAIM } else { SAME_PASSAGE }
        };
        self.within(claim.span).find(|(_, mark)| mark.claim.is_none() && alike(mark)).map(|(index, _)| index)
    }

    fn insert(&mut self, mark: Mark) -> usize {
        let index = self.marks.partition_point(|other| other.order() <= mark.order());
        self.account(&mark, true);
        self.marks.insert(index, mark);
        index
    }

    fn change(&mut self, index: usize, change: impl FnOnce(&mut Mark)) {
        let Some(mark) = self.marks.get(index).cloned() else { return };
        self.account(&mark, false);
        let mut mark = mark;
        change(&mut mark);
        mark.settle(&self.scheme, self.lens);
        self.account(&mark, true);
        if let Some(place) = self.marks.get_mut(index) {
            *place = mark;
        }
    }

    fn account(&mut self, mark: &Mark, added: bool) {
        self.counts.account(mark, added);
        self.longest = self.longest.max(mark.span.len());
        if mark.claim.is_none() {
            self.loose = if added { self.loose + 1 } else { self.loose.saturating_sub(1) };
        }
    }
}

#[cfg(test)]
mod tests;
