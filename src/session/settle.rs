//! The model's word on the cues' claims, part by part, while the reader reads.

use super::loading::Judging;
use super::message::{Effect, Effects, Settled};
use super::model::{Mode, Model};
use crate::claim::{Claim, Engine, WordEffect};
use crate::reading::{Mark, SortOrder};
use crate::text::{Document, Span};
use std::sync::Arc;

/// Marks that are moved or sorted again for every judged part; for more, that many parts are collected first.
const MAX_SORTED: usize = 10_000;
const MAX_COLLECTED: usize = 64;
/// Bytes without words between parts that are merged as one.
const MAX_GAP: u32 = 64;

/// Words of a category that stand out in the text, and their least effect in milli-logits.
const MAX_EMPHASIZED: usize = 3;
const MIN_EMPHASIS: i32 = 300;

impl Model {
    /// Takes a judged part, unless it is of an earlier version of the article.
    pub(super) fn settled(&mut self, settled: Settled) {
        if !Arc::ptr_eq(&settled.document, self.document()) {
            return;
        }
        self.loading.judging.judged += settled.sentences;
        self.loading.waiting.push(settled);
    }

    pub(super) fn begin_judging(&mut self, sentences: usize, known: usize) {
        let judging = self.loading.judging;
        self.loading.judging = Judging { judged: judging.judged + known, of: Some(sentences), ..judging };
    }

    /// Merges judged parts into the marks, and lets go of a withdrawn mark that the reader has left.
    ///
    /// Neither the page nor the list moves, and the current mark stays current once the reader has acted. The merge
    /// waits for the end of a question about listed marks, or of a choice among them.
    pub(super) fn merge_judged(&mut self) {
        if matches!(self.mode, Mode::Confirm(_) | Mode::Pick(_)) {
            return;
        }
        let waiting =
            if self.must_collect() { Vec::new() } else { std::mem::take(&mut self.loading.waiting) };
        let any = !waiting.is_empty();
        let sorted = self.nav.list.order != SortOrder::Position;
        let number = self.nav.current.map(|index| self.nav.list.number_of(index).0);
        for Settled { part, claims, .. } in joined(waiting, &self.document().text) {
            let replaced = self.reading.settle(part, claims, self.nav.current);
            if sorted {
                self.nav.current = self.nav.current.and_then(|index| replaced.moved(index));
            } else {
                self.nav.replaced(&self.reading, &replaced);
            }
            self.word_effects.forget(part);
            self.panel.source = None;
        }
        if any && sorted {
            self.nav.list.sort_again(&self.reading, number.zip(self.nav.current));
        }
        if let Some(replaced) = self.reading.release_withdrawn(self.nav.current) {
            self.nav.replaced(&self.reading, &replaced);
        }
        if any {
            self.choose_current(self.loading.is_done());
            self.begin_with_first();
        }
    }

    /// Makes a new mark current that precedes the one chosen at the start, so that the first key misses no claim.
    fn begin_with_first(&mut self) {
        let first = self.first_in_sight().filter(|_| self.nav.untouched);
        if let (Some(first), Some(current)) = (first, self.nav.current)
            && first < current
        {
            self.nav.current = Some(first);
            self.nav.follow_in_list();
        }
    }

    /// Whether the marks are long to move or to sort and the page shows none of the parts, so that more are collected
    /// first.
    fn must_collect(&self) -> bool {
        let seen = self.nav.view.seen();
        let is_seen = |settled: &Settled| settled.part.overlaps(seen);
        let sorted = self.nav.list.order != SortOrder::Position;
        (sorted || !self.loading.waiting.iter().any(is_seen))
            && self.reading.marks().len() > MAX_SORTED
            && self.loading.waiting.len() < MAX_COLLECTED
            && !self.loading.is_done()
    }

    /// Asks for the words of the current claim, unless they are known or on their way.
    pub(super) fn ask_for_words(&mut self) -> Effects {
        let claim = self.current_mark().and_then(Mark::known_claim);
        let Some(claim) = claim.filter(|claim| claim.engine == Some(Engine::Both)) else {
            return Effects::none();
        };
        let span = claim.span;
        if self.word_effects.asked == Some(span) || self.word_effects.of(span).is_some() {
            return Effects::none();
        }
        let effect = Effect::Explain(Box::new(claim.clone()));
        self.word_effects.asked = Some(span);
        Effects::one(effect)
    }

    pub(super) fn explained(&mut self, document: &Arc<Document>, span: Span, words: Vec<WordEffect>) {
        if Arc::ptr_eq(document, self.document()) {
            self.word_effects.add(span, words);
        }
    }

    /// Words of a mark's claim that speak for its categories most, for emphasis in the text.
    pub fn leading_words(&self, mark: &Mark) -> Vec<Span> {
        let Some(claim) = mark.known_claim() else { return Vec::new() };
        let words = self.known_words(claim).unwrap_or(&claim.words);
        let of = |category| {
            let words = words.iter().filter(move |word| word.category == category);
            words.filter(|word| word.adds >= MIN_EMPHASIS).take(MAX_EMPHASIZED).map(|word| word.span)
        };
        mark.categories.iter().flat_map(|&category| of(category)).collect()
    }

    /// All words of a claim with their effects; `None` until they are computed.
    pub fn known_words(&self, claim: &Claim) -> Option<&[WordEffect]> {
        self.word_effects.of(claim.span)
    }
}

/// Judged parts in text order; neighbours become one, because each merge moves all marks behind it.
fn joined(mut parts: Vec<Settled>, text: &str) -> Vec<Settled> {
    parts.sort_by_key(|settled| settled.part.start());
    let mut joined: Vec<Settled> = Vec::with_capacity(parts.len());
    for next in parts {
        match joined.last_mut() {
            Some(last) if is_blank_between(last.part, next.part, text) => {
                last.part = last.part.union(next.part);
                last.sentences += next.sentences;
                last.claims.extend(next.claims);
            }
            _ => joined.push(next),
        }
    }
    joined
}

fn is_blank_between(one: Span, next: Span, text: &str) -> bool {
    let gap = next.start().checked_sub(one.end());
    gap.is_some_and(|gap| gap <= MAX_GAP) && Span::new(one.end(), next.start()).slice(text).trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_parts_are_merged_as_one() {
        let text = "Rain.\n\nSnow.\n\nHEAD\n\nHail. Sun.";
        let document = Arc::new(Document::new("n", text.to_owned(), Vec::new(), Vec::new(), "d".to_owned()));
        let part = |start, end| Settled {
            document: Arc::clone(&document),
            part: Span::new(start, end),
            sentences: 1,
            claims: Vec::new(),
        };
        let parts = vec![part(26, 30), part(7, 12), part(20, 25), part(0, 5)];
        let joined: Vec<(Span, usize)> =
            joined(parts, text).into_iter().map(|settled| (settled.part, settled.sentences)).collect();
        // A heading between them keeps two apart.
        assert_eq!(joined, [(Span::new(0, 12), 2), (Span::new(20, 30), 2)]);
    }
}
