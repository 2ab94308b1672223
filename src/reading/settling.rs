//! The model's word in place of the cues': claims of a part of the text replaced, marks kept.

use super::Reading;
use super::mark::{Mark, SAME_CLAIM};
use crate::claim::Claim;
use crate::text::Span;

/// What became of the marks after some of them were replaced.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replaced {
    /// Index of the first mark that may have changed.
    pub from: usize,
    /// The present index of each of the marks that stood from there on; `None` for one that is gone.
    pub kept: Vec<Option<usize>>,
    /// Number of marks in their place.
    pub now: usize,
}

impl Replaced {
    /// One past the last mark replaced, by its earlier index.
    pub const fn end(&self) -> usize {
        self.from + self.kept.len()
    }

    /// The present index of a mark; `None` if it is gone.
    pub fn moved(&self, index: usize) -> Option<usize> {
        match index.checked_sub(self.from).map(|at| self.kept.get(at)) {
            None => Some(index),
            Some(Some(kept)) => *kept,
            Some(None) => Some(index - self.kept.len() + self.now),
        }
    }
}

impl Reading {
    /// Replaces the claims of `part`, which covers whole sentences, by those of the model, in text order.
    ///
    /// A mark whose claim stands remains the same mark. One that is refuted goes, unless a person has judged it; the
    /// mark `current` stays as withdrawn until [`Reading::release_withdrawn`].
    pub fn settle(&mut self, part: Span, claims: Vec<Claim>, current: Option<usize>) -> Replaced {
        let from = self.index_from(part.start().saturating_sub(self.longest));
        let to = self.index_from(part.end()).max(from);
        let before = self.marks.get(from..to).unwrap_or_default().to_vec();
        for mark in &before {
            self.account(mark, false);
        }
        let count = before.len();
        let mut marks: Vec<(Mark, Option<usize>)> =
            before.into_iter().zip(from..).map(|(mark, index)| (mark, Some(index))).collect();
        let of_part =
            |mark: &Mark| mark.claim.as_ref().is_some_and(|claim| part.contains(claim.span.start()));
        // As in a new reading: claims join tags first.
        let claims_of_tags = marks.iter_mut().filter(|(mark, _)| mark.tag.is_some() && of_part(mark));
        claims_of_tags.for_each(|(mark, _)| mark.claim = None);
        let mut claims: Vec<Option<Claim>> = claims.into_iter().map(Some).collect();
        for claim in &mut claims {
            let free = marks.iter_mut().map(|(mark, _)| mark).find(|mark| {
                mark.claim.is_none() && claim.as_ref().is_some_and(|claim| mark.is_passage_of(claim))
            });
            if let Some(mark) = free {
                mark.claim = claim.take().map(Box::new);
            }
        }
        let mut hidden = Vec::new();
        let mut settled = Vec::with_capacity(marks.len() + claims.len());
        for (mut mark, index) in marks {
            if mark.tag.is_some() || !of_part(&mark) {
                mark.settle(&self.scheme, self.options);
                settled.push((mark, index));
                continue;
            }
            let span = mark.claim.as_ref().map(|claim| claim.span);
            let judged = claims.iter_mut().find(|claim| claim.as_ref().map(|claim| claim.span) == span);
            let judged = judged.and_then(Option::take);
            let provisional = std::mem::replace(&mut mark.claim, judged.map(Box::new));
            mark.settle(&self.scheme, self.options);
            if !mark.is_shown() {
                hidden.extend(mark.claim.take().map(|claim| *claim));
                if index != current {
                    continue;
                }
                (mark.claim, mark.withdrawn) = (provisional, true);
                self.withdrawn = Some(mark.span);
                mark.settle(&self.scheme, self.options);
            }
            settled.push((mark, index));
        }
        for claim in claims.into_iter().flatten() {
            let mark = Mark::of_claim(claim, &self.scheme, self.options);
            if mark.is_shown() {
                settled.push((mark, None));
            } else {
                hidden.extend(mark.claim.map(|claim| *claim));
            }
        }
        settled.sort_by_key(|(mark, _)| mark.order());
        self.hide_judged(part, hidden);
        let mut replaced = Replaced { from, kept: vec![None; count], now: settled.len() };
        for (now, (mark, index)) in settled.iter().enumerate() {
            self.account(mark, true);
            let place = index.and_then(|index| replaced.kept.get_mut(index - from));
            if let Some(place) = place {
                *place = Some(from + now);
            }
        }
        self.marks.splice(from..to, settled.into_iter().map(|(mark, _)| mark));
        replaced
    }

    /// Replaces the claims below the threshold in `part`.
    fn hide_judged(&mut self, part: Span, mut claims: Vec<Claim>) {
        let order = |claim: &Claim| (claim.span.start(), claim.span.end());
        claims.sort_by_key(order);
        let longest = claims.iter().map(|claim| claim.span.len()).max().unwrap_or(0);
        self.longest = self.longest.max(longest);
        let at = |offset| self.below_threshold.partition_point(|claim| claim.span.start() < offset);
        let (from, to) = (at(part.start()), at(part.end()));
        self.below_threshold.splice(from..to, claims);
    }

    /// Lets go of the withdrawn mark unless it is the mark `current`: it goes, or stays as a person's decision alone.
    pub fn release_withdrawn(&mut self, current: Option<usize>) -> Option<Replaced> {
        let span = self.withdrawn?;
        // The reader may have given it other bounds.
        let near = self.overlapping(span).find(|(_, mark)| mark.withdrawn).map(|(index, _)| index);
        let far = || self.marks.iter().position(|mark| mark.withdrawn);
        let Some(index) = near.or_else(far) else {
            self.withdrawn = None;
            return None;
        };
        if current == Some(index) {
            return None;
        }
        self.withdrawn = None;
        let judged = self.marks.get(index).filter(|mark| mark.tag.is_some());
        let judged = judged.is_some().then(|| self.unhide(span, SAME_CLAIM)).flatten();
        self.change(index, |mark| {
            (mark.claim, mark.withdrawn) = (judged.map(Box::new), false);
        });
        if self.marks.get(index).is_some_and(Mark::is_shown) {
            return Some(Replaced { from: index, kept: vec![Some(index)], now: 1 });
        }
        let mark = self.marks.remove(index);
        self.account(&mark, false);
        Some(Replaced { from: index, kept: vec![None], now: 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{CategoryId, Engine, Scheme, Scored, Speaker};
    use crate::tag::{Decision, Proposed, Selector, Tag};
    use crate::text::Document;
    use proptest::prelude::*;
    use std::sync::Arc;

    const SENTENCES: u32 = 12;

    fn span(sentence: u32) -> Span {
        Span::new(sentence * 10, sentence * 10 + 9)
    }

    fn claim(sentence: u32, score: u16, engine: Engine) -> Claim {
        let span = span(sentence);
        let scores = vec![Scored { category: CategoryId(0), score, clause: span }];
        Claim {
            span,
            scores,
            evidence: Vec::new(),
            words: Vec::new(),
            speaker: Speaker::Author,
            engine: Some(engine),
        }
    }

    fn reading() -> Reading {
        let text = "Somebody. ".repeat(SENTENCES as usize);
        let document = Document::new("n", text, Vec::new(), Vec::new(), "d".to_owned());
        let mut scheme = Scheme::claims();
        scheme.categories.iter_mut().for_each(|category| category.threshold = 500);
        Reading::new(Arc::new(document), Arc::new(scheme))
    }

    fn tag(reading: &Reading, sentence: u32, decision: Decision, on_claim: bool) -> Tag {
        Tag {
            id: format!("t-{sentence}"),
            decision,
            proposed: on_claim.then(Proposed::default),
            ..Tag::new(Selector::of(&reading.document, span(sentence)))
        }
    }

    /// The scores of each sentence's claims, from the cues and from the model.
    type Scores = Vec<(Option<u16>, Option<u16>)>;

    fn claims(scores: &Scores, sentences: std::ops::Range<u32>, engine: Engine) -> Vec<Claim> {
        let score = |(cues, model): &(Option<u16>, Option<u16>)| match engine {
            Engine::Cues => *cues,
            Engine::Both => *model,
        };
        let all = (0..SENTENCES).zip(scores).filter(|(sentence, _)| sentences.contains(sentence));
        all.filter_map(|(sentence, scores)| Some(claim(sentence, score(scores)?, engine))).collect()
    }

    fn settle(
        reading: &mut Reading,
        scores: &Scores,
        part: std::ops::Range<u32>,
        current: Option<usize>,
    ) -> Replaced {
        let whole = Span::new(part.start * 10, part.end * 10);
        reading.settle(whole, claims(scores, part, Engine::Both), current)
    }

    fn assert_same(one: &Reading, two: &Reading) {
        assert_eq!(one.marks, two.marks);
        assert_eq!(one.below_threshold, two.below_threshold);
        assert_eq!((&one.counts, one.unclaimed), (&two.counts, two.unclaimed));
    }

    fn score() -> impl Strategy<Value = Option<u16>> {
        proptest::option::of(350..900_u16)
    }

    proptest! {
        #[test]
        fn any_order_of_parts_gives_the_reading_of_the_whole(
            scores in proptest::collection::vec((score(), score()), SENTENCES as usize),
            decided in proptest::collection::vec(proptest::option::of(0..3_u8), SENTENCES as usize),
            cuts in proptest::collection::btree_set(1..SENTENCES, 0..5),
            order in any::<u64>(),
            current in 0..SENTENCES as usize,
        ) {
            let mut settled = reading();
            settled.add_claims(claims(&scores, 0..SENTENCES, Engine::Cues));
            let mut tags = Vec::new();
            for (sentence, decided) in (0..SENTENCES).zip(&decided) {
                let on_claim = settled.overlapping(span(sentence)).next().is_some();
                let decision = match decided {
                    None => continue,
                    Some(0) if on_claim => Decision::Confirmed,
                    Some(1) if on_claim => Decision::Rejected,
                    _ if on_claim => Decision::Retagged,
                    _ => Decision::Added,
                };
                let tag = tag(&settled, sentence, decision, on_claim);
                settled.join(Arc::new(tag.clone()), span(sentence));
                tags.push(tag);
            }
            let ends = cuts.iter().copied().chain([SENTENCES]);
            let starts = std::iter::once(0).chain(cuts.iter().copied());
            let mut parts: Vec<std::ops::Range<u32>> = starts.zip(ends).map(|(start, end)| start..end).collect();
            let mut random = order;
            parts.sort_by_cached_key(|_| { random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1); random });
            let mut at = Some(current).filter(|&at| at < settled.marks.len());
            for part in parts {
                let before: Vec<Span> = settled.marks.iter().map(|mark| mark.span).collect();
                let replaced = settle(&mut settled, &scores, part, at);
                for (index, span) in before.iter().enumerate() {
                    let now = replaced.moved(index).and_then(|index| settled.mark(index)).map(|mark| mark.span);
                    prop_assert!(now.is_none_or(|now| now == *span));
                }
                at = at.and_then(|at| {
                    let now = replaced.moved(at);
                    assert!(now.is_some(), "the current mark is gone");
                    now
                });
            }
            settled.release_withdrawn(None);
            let mut whole = reading();
            whole.add_tags(tags, true);
            whole.add_claims(claims(&scores, 0..SENTENCES, Engine::Both));
            assert_same(&settled, &whole);
        }
    }

    #[test]
    fn a_withdrawn_mark_keeps_its_reasons_until_the_reader_leaves_it() {
        let scores = vec![(Some(700), None), (Some(700), Some(400)), (Some(700), Some(800))];
        for (current, decided) in [(0, false), (1, false), (0, true), (1, true)] {
            let mut reading = reading();
            reading.add_claims(claims(&scores, 0..3, Engine::Cues));
            settle(&mut reading, &scores, 0..3, Some(current));
            let spans: Vec<Span> = reading.marks().iter().map(|mark| mark.span).collect();
            assert_eq!(spans, [span(current as u32), span(2)]);
            let mark = reading.mark(0).unwrap();
            assert!(mark.withdrawn && mark.score(CategoryId(0)) == Some(700), "{mark:?}");
            assert_eq!(reading.release_withdrawn(Some(0)), None, "the reader is still there");
            if decided {
                let tag = tag(&reading, current as u32, Decision::Confirmed, true);
                reading.set_tag(0, Some(Arc::new(tag)));
            }
            let replaced = reading.release_withdrawn(Some(1)).unwrap();
            assert_eq!(replaced.moved(1), Some(usize::from(decided)));
            let scores: Vec<Option<u16>> =
                reading.marks().iter().map(|mark| mark.score(CategoryId(0))).collect();
            let kept = if current == 0 { None } else { Some(400) };
            assert_eq!(scores, if decided { vec![kept, Some(800)] } else { vec![Some(800)] });
            assert_eq!(reading.counts().marks, scores.len());
        }
    }
}
