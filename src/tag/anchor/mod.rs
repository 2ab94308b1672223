//! Anchoring: finds a tagged passage again, in the same text or in a later version.
//!
//! A quotation matches where its context matches too, where it is unique, or where its context singles out one place.
//! Otherwise the most similar place counts, if chance alone would not make passages of that length so similar.
//! Between several places of about equal similarity the reader decides, and everything else is an orphan: an honest
//! gap is better than a tag on the wrong passage.

mod myers;
mod normalize;
mod similarity;
mod strategies;
#[cfg(test)]
mod tests;

use super::Tag;
use super::selector::Selector;
use crate::text::{Document, Span};
use strategies::{Haystack, Hint};

/// Present position of a tag's passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// At its recorded position.
    Exact(Span),
    /// Certainly this passage, but elsewhere, or with different typography.
    Moved(Span),
    /// Edited, but similar enough to be certain.
    Fuzzy(Span),
    /// Possibly here; another place is about as similar, so the reader has to decide.
    Ambiguous(Span),
    /// Gone, or one of many similar places.
    Orphaned,
}

impl Anchor {
    /// `None` for an orphan.
    pub const fn span(self) -> Option<Span> {
        match self {
            Self::Exact(span) | Self::Moved(span) | Self::Fuzzy(span) | Self::Ambiguous(span) => Some(span),
            Self::Orphaned => None,
        }
    }

    pub const fn is_sure(self) -> bool {
        matches!(self, Self::Exact(_) | Self::Moved(_) | Self::Fuzzy(_))
    }
}

/// Finds the passages of `tags` in `document`, in the order of the tags.
///
/// `same`: the tags were last seen in this very document, so the position alone is proof. Each tag is looked for
/// where it was last seen, and then as first marked. Tags found with certainty predict the positions of the others:
/// inserted or deleted text moves everything near it by the same distance.
pub fn anchor_all<'t>(
    tags: impl Iterator<Item = &'t Tag> + Clone,
    document: &Document,
    same: bool,
) -> Vec<Anchor> {
    let mut found: Vec<Option<Anchor>> = tags
        .clone()
        .map(|tag| {
            latest_or_original(tag, |selector| {
                at_recorded_position(selector, document, same).map(Anchor::Exact)
            })
        })
        .collect();
    if found.iter().all(Option::is_some) {
        return found.into_iter().flatten().collect();
    }
    let haystack = Haystack::new(document);
    for (place, tag) in found.iter_mut().zip(tags.clone()).filter(|(place, _)| place.is_none()) {
        let here = |selector: &Selector| Hint { at: selector.start, close: false };
        *place = latest_or_original(tag, |selector| {
            haystack.find_exact(selector, here(selector)).map(Anchor::Moved)
        });
    }
    let shifts = Shifts::of(&found, tags.clone(), document);
    for (place, tag) in found.iter_mut().zip(tags.clone()).filter(|(place, _)| place.is_none()) {
        *place = latest_or_original(tag, |selector| {
            let hint = shifts.hint(selector);
            let sure = haystack.find_exact(selector, hint).map(Anchor::Moved);
            sure.or_else(|| Some(haystack.find_similar(selector, hint)).filter(|found| found.is_sure()))
        });
    }
    // Matches by similarity reveal further shifts of their neighbourhood.
    let shifts = Shifts::of(&found, tags.clone(), document);
    let rest = found.into_iter().zip(tags).map(|(place, tag)| {
        place.unwrap_or_else(|| {
            let place = |selector: &Selector| haystack.find_similar(selector, shifts.hint(selector));
            let seen = tag.seen.as_ref().map(place).filter(|found| *found != Anchor::Orphaned);
            seen.unwrap_or_else(|| place(&tag.selector))
        })
    });
    rest.collect()
}

/// Former positions and how far each moved, in code points, in text order.
struct Shifts(Vec<(u32, i64)>);

impl Shifts {
    /// Code points within which one passage predicts another's position.
    const MAX_NEIGHBOUR_DISTANCE: u32 = 400;

    fn of<'t>(found: &[Option<Anchor>], tags: impl Iterator<Item = &'t Tag>, document: &Document) -> Self {
        let shift = |(place, tag): (&Option<Anchor>, &Tag)| {
            let was = tag.latest_selector().start;
            let (now, _) = document.char_range((*place)?.span()?);
            Some((was, i64::from(now) - i64::from(was)))
        };
        let mut shifts: Vec<(u32, i64)> = found.iter().zip(tags).filter_map(shift).collect();
        shifts.sort_unstable();
        Self(shifts)
    }

    /// Expected position of a passage, from the shift of its nearest neighbour.
    fn hint(&self, selector: &Selector) -> Hint {
        let at = self.0.partition_point(|&(was, _)| was <= selector.start);
        let near = [at.checked_sub(1), Some(at)];
        let near = near.into_iter().flatten().filter_map(|at| self.0.get(at));
        let nearest = near.min_by_key(|(was, _)| was.abs_diff(selector.start));
        let (away, by) = nearest.map_or((u32::MAX, 0), |&(was, by)| (was.abs_diff(selector.start), by));
        let at = u32::try_from((i64::from(selector.start) + by).max(0)).unwrap_or(selector.start);
        Hint { at, close: away <= Self::MAX_NEIGHBOUR_DISTANCE }
    }
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
fn latest_or_original(tag: &Tag, mut look: impl FnMut(&Selector) -> Option<Anchor>) -> Option<Anchor> {
    tag.seen.as_ref().and_then(&mut look).or_else(|| look(&tag.selector))
}

/// The passage, if it is at its recorded position.
fn at_recorded_position(selector: &Selector, document: &Document, same: bool) -> Option<Span> {
    let text = document.text.as_str();
    let start = document.offsets.to_bytes(text, selector.start);
    let here = Span::new(start, start.checked_add(u32::try_from(selector.exact.len()).ok()?)?);
    if here.is_empty() || here.get(text) != Some(selector.exact.as_str()) {
        return None;
    }
    let before = text.get(..start as usize)?.ends_with(&selector.prefix);
    let after = text.get(here.end() as usize..)?.starts_with(&selector.suffix);
    let context = before && !selector.prefix.is_empty() || after && !selector.suffix.is_empty();
    let alone = selector.prefix.is_empty() && selector.suffix.is_empty() && here.len() as usize == text.len();
    (same || context || alone).then_some(here)
}
