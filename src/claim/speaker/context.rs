//! A sentence in its block: open quotations and the speakers of the sentences around it.

use super::attribution::{Words, find_attribution};
use super::reference::{self, PronounKind};
use crate::claim::compiled::CompiledScheme;
use crate::text::Span;
use crate::text::sentence::sentences;
use std::cell::OnceCell;

const MAX_SENTENCES_BACK: usize = 8;
/// Most bytes to read of the paragraph before.
const MAX_PARAGRAPH_BYTES: usize = 2000;

pub(in crate::claim) struct SentenceContext<'a> {
    pub(in crate::claim) text: &'a str,
    pub(in crate::claim) block: Span,
    pub(in crate::claim) sentences: &'a [Span],
    pub(in crate::claim) index: usize,
    /// Quotation marks between the start of the block and the sentence.
    pub(in crate::claim) quotes: QuoteState,
    /// The speaker at the end of the paragraph before, found lazily, once per block.
    pub(in crate::claim) earlier_speaker: &'a OnceCell<Option<Span>>,
}

/// Quotation marks of a block up to some offset. Each byte is read once, however many sentences ask.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::claim) struct QuoteState {
    /// Whether the last typographic mark opens; `None` before the first.
    typographic: Option<bool>,
    straight: usize,
    /// Whether any mark may have opened a quotation.
    any: bool,
}

impl QuoteState {
    pub(in crate::claim) fn read(&mut self, part: &str) {
        let bytes = part.as_bytes();
        for at in memchr::memchr2_iter(0xE2, b'"', bytes) {
            match bytes.get(at..) {
                Some([b'"', ..]) => self.straight += 1,
                Some([_, 0x80, 0x9C, ..]) => self.typographic = Some(true),
                Some([_, 0x80, 0x9D, ..]) => self.typographic = Some(false),
                _ => continue,
            }
            self.any |= self.straight > 0 || self.typographic == Some(true);
        }
    }
}

impl SentenceContext<'_> {
    pub(in crate::claim) fn sentence(&self) -> Span {
        self.sentences.get(self.index).copied().unwrap_or_default()
    }

    pub(super) fn continues_quotation(&self) -> bool {
        self.quotes.typographic.unwrap_or(self.quotes.straight % 2 == 1)
    }

    /// The one name that the pronoun `pronoun` of this sentence can stand for: the only candidate before it in the
    /// sentence, or in the sentence before.
    pub(super) fn referent(
        &self,
        words: Words<'_>,
        pronoun: Span,
        compiled: &CompiledScheme,
    ) -> Option<Span> {
        let kind = PronounKind::of(words, pronoun)?;
        if let Some(found) = reference::candidate(words, Some(pronoun), kind) {
            return found.ok();
        }
        let earlier = self.sentences.get(..self.index).unwrap_or_default().iter().rev().copied();
        let before = self.paragraph_before().filter(|_| self.index < MAX_SENTENCES_BACK);
        let before = before.into_iter().flat_map(|part| sentences(self.text, part).into_iter().rev());
        for sentence in earlier.chain(before).take(MAX_SENTENCES_BACK) {
            let mut tokens = Vec::new();
            compiled.tokenize(self.text, sentence, &mut tokens);
            let words = Words::new(self.text, &tokens, compiled);
            if let Some(found) = reference::candidate(words, None, kind) {
                return found.ok();
            }
            // "She said A. She said B": a sentence about the same pronoun passes the question on.
            find_attribution(words, true)
                .filter(|own| own.pronoun && PronounKind::of(words, own.source) == Some(kind))?;
        }
        None
    }

    /// The nearest speaker with a name: in the sentences before, else in the one after that closes the
    /// quotation, else at the end of the paragraph before. A bare plural that speaks nearer ends the search.
    pub(super) fn nearby_speaker(&self, compiled: &CompiledScheme) -> Option<Span> {
        let named = |sentence: &Span| {
            let mut tokens = Vec::new();
            compiled.tokenize(self.text, *sentence, &mut tokens);
            let found = find_attribution(Words::new(self.text, &tokens, compiled), false)?;
            let words = Words::new(self.text, &tokens, compiled);
            (!found.pronoun).then(|| (!reference::is_bare(words, found.source)).then_some(found.source))
        };
        let earlier = self.sentences.get(..self.index).unwrap_or_default();
        if let Some(found) = earlier.iter().rev().take(MAX_SENTENCES_BACK).find_map(named) {
            return found;
        }
        let quoted = self.quotes.any || self.sentence().slice(self.text).contains(['“', '"']);
        let later = self.sentences.get(self.index + 1..).unwrap_or_default();
        if quoted && let Some(found) = later.iter().take(2).find_map(named) {
            return found;
        }
        *self.earlier_speaker.get_or_init(|| {
            let paragraph = self.paragraph_before()?;
            sentences(self.text, paragraph).iter().rev().take(MAX_SENTENCES_BACK).find_map(named).flatten()
        })
    }

    /// The end of the text before the block, back to a blank line or else to a line's beginning.
    fn paragraph_before(&self) -> Option<Span> {
        let start = self.block.start() as usize;
        let floor = self.text.ceil_char_boundary(start.saturating_sub(MAX_PARAGRAPH_BYTES));
        let before = self.text.get(floor..start)?.trim_end();
        let from = memchr::memmem::rfind(before.as_bytes(), b"\n\n")
            .map_or_else(|| before.rfind('\n').map_or(0, |at| at + 1), |at| at + 2);
        Some(Span::of(floor + from..floor + before.len()))
    }
}
