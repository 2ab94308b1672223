//! Anchoring: finds a tagged passage again, in the same text or in a later version.
//!
//! A passage is certain at its recorded position with its context, or beside the position that its neighbours
//! predict. Otherwise an index leads to all places that resemble the quotation or its context, and the best of them
//! counts: context outweighs words, so that a twin in other surroundings does not take the place of a passage that was
//! cut or edited. Between several places the reader decides, and everything else is an orphan: an honest gap is better
//! than a tag on the wrong passage.

mod assign;
mod candidate;
mod index;
mod myers;
mod normalize;
mod position;
mod sense;
mod similarity;
mod strategies;
#[cfg(test)]
pub(crate) mod tests;

use super::Tag;
use super::selector::Selector;
use crate::text::{Document, Span};
use assign::{Found, Proof, assign};
pub use sense::{SenseWord, sense_of};
use similarity::LONG_QUOTE;
use strategies::{Haystack, Hint, Search};

/// Texts up to this many bytes are searched as a whole; of longer ones, stretches of this length.
const MAX_STRETCH: u32 = 4 << 20;
/// Bytes around an expected position that a stretch must hold.
const MIN_MARGIN: u32 = 256 << 10;
/// Bytes of long texts searched in all for words that are far from their expected position.
const MAX_FAR_BYTES: usize = 2 << 30;

/// Present position of a tag's passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// At its recorded position.
    Exact(Span),
    /// Certainly this passage, but elsewhere, or with different typography.
    Moved(Span),
    /// Edited, but similar enough to be certain.
    Fuzzy(Span),
    /// Certainly here, but with words that turn the sense: a decision on the old ones says nothing about them.
    Reworded(Span),
    /// Possibly here; another place is about as similar, so the reader has to decide.
    Ambiguous(Span),
    /// Gone, or one of many similar places.
    Orphaned,
}

impl Anchor {
    /// `None` for an orphan.
    pub const fn span(self) -> Option<Span> {
        match self {
            Self::Exact(span)
            | Self::Moved(span)
            | Self::Fuzzy(span)
            | Self::Reworded(span)
            | Self::Ambiguous(span) => Some(span),
            Self::Orphaned => None,
        }
    }

    /// Is the passage certainly here, whatever its words say?
    pub const fn has_place(self) -> bool {
        self.is_sure() || matches!(self, Self::Reworded(_))
    }

    /// Is it certainly the passage that was read?
    pub const fn is_sure(self) -> bool {
        matches!(self, Self::Exact(_) | Self::Moved(_) | Self::Fuzzy(_))
    }
}

/// Finds the passages of `tags` in `document`, in the order of the tags.
///
/// `same`: the tags were last seen in this very document, so the position alone is proof. Each tag is looked for
/// where it was last seen, and then as first marked.
pub fn anchor_all<'t>(tags: impl Iterator<Item = &'t Tag>, document: &Document, same: bool) -> Vec<Anchor> {
    Anchoring::new(tags.collect(), document, same).finish()
}

/// A search for many tags in two steps: the first is quick and finds those that an edit did not touch.
#[derive(Debug)]
pub struct Anchoring<'t> {
    tags: Vec<&'t Tag>,
    document: &'t Document,
    found: Vec<Option<Found>>,
}

impl<'t> Anchoring<'t> {
    /// Finds the tags at their recorded positions.
    pub fn new(tags: Vec<&'t Tag>, document: &'t Document, same: bool) -> Self {
        let recorded = |tag: &&Tag| {
            let span = latest_or_original(tag, |selector| position::recorded(selector, document, same))?;
            Some(Found::proven(Proof::Recorded, Anchor::Exact(span)))
        };
        let found = tags.iter().map(recorded).collect();
        Self { tags, document, found }
    }

    /// Indices and anchors of the tags found so far; these are final.
    pub fn found(&self) -> impl Iterator<Item = (usize, Anchor)> {
        let found = self.found.iter().enumerate();
        found.filter_map(|(at, found)| Some((at, found.as_ref()?.search.anchor)))
    }

    /// Finds the others, and returns the anchors of all.
    ///
    /// Tags found with certainty predict the positions of those beside them: inserted or deleted text moves everything
    /// near it by the same distance. The work grows with the number of tags that an edit touched, not with the length
    /// of the text for each of them.
    pub fn finish(mut self) -> Vec<Anchor> {
        let mut order: Vec<usize> = (0..self.tags.len()).collect();
        order.sort_by_key(|&at| self.start(at));
        let open: Vec<usize> = order.iter().copied().filter(|&at| self.is_open(at)).collect();
        if !open.is_empty() {
            let mut stretches = Stretches::new(self.document);
            self.follow(&order, &mut stretches);
            // What was found on both sides predicts better.
            let shifts = self.shifts(&order);
            for at in open {
                self.search_again(at, &shifts, &mut stretches);
            }
        }
        let Self { tags, document, found } = self;
        let lost = || Found::proven(Proof::Search, Anchor::Orphaned);
        let found: Vec<Found> = found.into_iter().map(|found| found.unwrap_or_else(lost)).collect();
        let anchors = assign(&tags, &found).into_iter().zip(&tags);
        anchors.map(|(anchor, tag)| judged(anchor, tag, document)).collect()
    }

    fn start(&self, at: usize) -> u32 {
        self.tags.get(at).map_or(0, |tag| tag.latest_selector().start)
    }

    fn is_open(&self, at: usize) -> bool {
        self.found.get(at).is_some_and(Option::is_none)
    }

    /// Former position and shift of a tag with a certain place, in code points.
    fn shift(&self, at: usize) -> Option<Shift> {
        let anchor = self.found.get(at)?.as_ref()?.search.anchor;
        let (now, _) = self.document.char_range(anchor.span().filter(|_| anchor.has_place())?);
        let was = self.start(at);
        Some(Shift { was, by: i64::from(now) - i64::from(was) })
    }

    /// Goes through the tags in text order, and looks for each where the one before it has moved to.
    fn follow(&mut self, order: &[usize], stretches: &mut Stretches<'t>) {
        let mut after: Vec<Option<Shift>> = Vec::with_capacity(order.len());
        let mut next = None;
        for &at in order.iter().rev() {
            next = self.shift(at).or(next);
            after.push(next);
        }
        let mut before: Option<Shift> = None;
        for &at in order {
            let next = after.pop().flatten();
            if self.is_open(at)
                && let Some(tag) = self.tags.get(at)
            {
                let found = self.beside(tag, &[before, next]).unwrap_or_else(|| {
                    let hint = hint(tag, [before, next], self.document);
                    Found { proof: Proof::Search, search: stretches.search_tag(tag, hint) }
                });
                if let Some(place) = self.found.get_mut(at) {
                    *place = Some(found);
                }
            }
            before = self.shift(at).or(before);
        }
    }

    /// The tag with its words and context, where a neighbour's shift predicts it.
    fn beside(&self, tag: &Tag, shifts: &[Option<Shift>]) -> Option<Found> {
        let start = tag.latest_selector().start;
        let here = |shift: &Shift| {
            let expected = self.document.offsets.to_bytes(&self.document.text, shift.applied_to(start));
            latest_or_original(tag, |selector| position::beside(selector, self.document, expected))
        };
        let span = shifts.iter().flatten().find_map(here)?;
        Some(Found::proven(Proof::Beside, Anchor::Moved(span)))
    }

    fn shifts(&self, order: &[usize]) -> Vec<Shift> {
        order.iter().filter_map(|&at| self.shift(at)).collect()
    }

    /// Repeats an uncertain search, now that the tags on both sides were looked for.
    fn search_again(&mut self, at: usize, shifts: &[Shift], stretches: &mut Stretches<'t>) {
        let (Some(tag), Some(Some(found))) = (self.tags.get(at), self.found.get(at)) else { return };
        if found.search.anchor.has_place() {
            return;
        }
        let start = tag.latest_selector().start;
        let next = shifts.partition_point(|shift| shift.was <= start);
        let near = [next.checked_sub(1), Some(next)];
        let hint = hint(tag, near.map(|at| shifts.get(at?).copied()), self.document);
        if !hint.close {
            return;
        }
        let search = stretches.search_tag(tag, hint);
        if search.anchor.span().is_some()
            && let Some(place) = self.found.get_mut(at)
        {
            *place = Some(Found { proof: Proof::Search, search });
        }
    }
}

/// How far a passage has moved.
#[derive(Debug, Clone, Copy)]
struct Shift {
    /// In code points.
    was: u32,
    by: i64,
}

impl Shift {
    /// Code points within which one passage predicts another's position.
    const MAX_NEIGHBOUR_DISTANCE: u32 = 400;
    /// Difference of two shifts that small edits between them explain.
    const MAX_DIFFERENCE: u64 = 16;

    fn applied_to(self, start: u32) -> u32 {
        u32::try_from((i64::from(start) + self.by).max(0)).unwrap_or(start)
    }
}

/// Expected position of a tag, from the shift of the nearer one of its neighbours before and after.
fn hint(tag: &Tag, neighbours: [Option<Shift>; 2], document: &Document) -> Hint {
    let start = tag.latest_selector().start;
    let nearest = neighbours.into_iter().flatten().min_by_key(|shift| shift.was.abs_diff(start));
    let at = nearest.map_or(start, |shift| shift.applied_to(start));
    let close = nearest.is_some_and(|shift| shift.was.abs_diff(start) <= Shift::MAX_NEIGHBOUR_DISTANCE);
    let agreed = match neighbours {
        [Some(one), Some(two)] => one.by.abs_diff(two.by) <= Shift::MAX_DIFFERENCE,
        // Before the first tag and after the last one, nothing contradicts.
        [one, two] => one.or(two).is_some(),
    };
    Hint { at: document.offsets.to_bytes(&document.text, at), close, agreed }
}

/// Stretches of a text, prepared for the search as they are needed.
struct Stretches<'d> {
    document: &'d Document,
    current: Option<(Span, Haystack)>,
    /// Bytes that may still be searched for words far from their expected position.
    far_bytes: usize,
}

impl<'d> Stretches<'d> {
    const fn new(document: &'d Document) -> Self {
        Self { document, current: None, far_bytes: MAX_FAR_BYTES }
    }

    fn search_tag(&mut self, tag: &Tag, hint: Hint) -> Search {
        let latest = self.search(tag.latest_selector(), hint);
        if tag.seen.is_none() || latest.anchor.is_sure() {
            return latest;
        }
        let original = self.search(&tag.selector, hint);
        if original.anchor.is_sure() || latest.anchor == Anchor::Orphaned { original } else { latest }
    }

    fn search(&mut self, selector: &Selector, hint: Hint) -> Search {
        let text = self.document.text.as_str();
        let search = self.around(hint.at).search(selector, hint);
        let is_whole = text.len() <= MAX_STRETCH as usize;
        let is_long = selector.exact.chars().count() >= LONG_QUOTE;
        if search.anchor != Anchor::Orphaned || is_whole || !is_long || self.far_bytes < text.len() {
            return search;
        }
        self.far_bytes -= text.len();
        Haystack::unique(self.document, selector)
    }

    fn around(&mut self, at: u32) -> &Haystack {
        let text = self.document.text.as_str();
        let length = text.len() as u32;
        let holds = |part: Span| {
            (part.start() == 0 || part.start() + MIN_MARGIN <= at)
                && (part.end() == length || at + MIN_MARGIN <= part.end())
        };
        let current = self.current.take().filter(|(part, _)| holds(*part));
        let (_, haystack) = self.current.insert(current.unwrap_or_else(|| {
            let from = at.saturating_sub(MAX_STRETCH / 2).min(length.saturating_sub(MAX_STRETCH));
            let from = text.floor_char_boundary(from as usize);
            let to = text.ceil_char_boundary(from.saturating_add(MAX_STRETCH as usize).min(text.len()));
            let part = Span::of(from..to);
            (part, Haystack::new(self.document, part))
        }));
        haystack
    }
}

/// The anchor, with what the words at its place say about the decision.
fn judged(anchor: Anchor, tag: &Tag, document: &Document) -> Anchor {
    let (Anchor::Moved(span) | Anchor::Fuzzy(span)) = anchor else { return anchor };
    let words = span.slice(&document.text);
    let selectors = [Some(tag.latest_selector()), tag.seen.as_ref().map(|_| &tag.selector)];
    // Words that were read once, in whichever version, say what they said.
    let turns = |selector: &Selector| {
        words != selector.exact && sense::turns(&selector.exact, words)
            || sense::turns_beside(selector, &document.text, span)
    };
    if selectors.into_iter().flatten().all(turns) {
        return Anchor::Reworded(span);
    }
    let latest = tag.latest_selector();
    let is_here = words == latest.exact && document.char_range(span).0 == latest.start;
    if is_here { Anchor::Exact(span) } else { anchor }
}

impl Selector {
    /// Finds the passage in `document`, possibly a later version of the original text.
    pub fn find_in(&self, document: &Document) -> Anchor {
        anchor(&Tag::new(self.clone()), document, false)
    }
}

pub fn anchor(tag: &Tag, document: &Document, same: bool) -> Anchor {
    anchor_all(std::iter::once(tag), document, same).first().copied().unwrap_or(Anchor::Orphaned)
}

/// The tag to store after its passage was found: its present position beside the one first marked. Doubtful and
/// orphaned tags stay unchanged.
pub fn refreshed(tag: Tag, found: Anchor, document: &Document) -> Tag {
    let Some(span) = found.span().filter(|_| found.is_sure()) else { return tag };
    let here = Selector::of(document, span);
    let seen = (here != tag.selector).then_some(here);
    Tag { seen, ..tag }
}

/// Tries the selector last seen, then the one first marked.
fn latest_or_original(tag: &Tag, mut look: impl FnMut(&Selector) -> Option<Span>) -> Option<Span> {
    tag.seen.as_ref().and_then(&mut look).or_else(|| look(&tag.selector))
}
