//! What stands around a sentence: whose words it continues.

use super::cue;
use crate::claim::classify::words;
use crate::claim::scheme::Scheme;
use crate::claim::token::{CLOSE, OPEN, QUOTED, Token};
use crate::text::Span;
use crate::text::sentence::sentences;
use std::cell::OnceCell;

/// How many sentences are asked before one.
const BACK: usize = 8;
/// How far back the paragraph before is read, in bytes.
const REACH: usize = 2000;

/// A sentence in its block.
pub(in crate::claim) struct Around<'a> {
    /// The whole text.
    pub(in crate::claim) text: &'a str,
    /// The block.
    pub(in crate::claim) block: Span,
    /// The sentences of the block.
    pub(in crate::claim) sentences: &'a [Span],
    /// Which of them is asked about.
    pub(in crate::claim) at: usize,
    /// The quotation marks between the beginning of the block and the sentence.
    pub(in crate::claim) marks: Marks,
    /// Who speaks at the end of the paragraph before, as soon as one sentence of the block has asked.
    pub(in crate::claim) earlier: &'a OnceCell<Option<Span>>,
}

/// The quotation marks of a block as far as it has been read: each of its bytes is looked at once,
/// however many sentences ask.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::claim) struct Marks {
    /// Whether the last typographic mark opens; nothing if there was none.
    typographic: Option<bool>,
    /// How many straight marks there were.
    straight: usize,
    /// Whether any mark was there that may open.
    any: bool,
}

impl Marks {
    /// Takes in the part of the block that follows.
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

impl Around<'_> {
    /// The sentence that is asked about.
    pub(in crate::claim) fn sentence(&self) -> Span {
        self.sentences.get(self.at).copied().unwrap_or_default()
    }

    /// Whether a quotation that was opened before is still open where the sentence begins.
    pub(super) fn goes_on(&self) -> bool {
        self.marks.typographic.unwrap_or(self.marks.straight % 2 == 1)
    }

    /// The nearest speaker with a name: in the sentences before, else in the one after that closes the
    /// quotation, else at the end of the paragraph before.
    pub(super) fn before(&self, scheme: &Scheme) -> Option<Span> {
        let named = |sentence: &Span| {
            let mut tokens = Vec::new();
            words(self.text, *sentence, scheme, &mut tokens);
            let found = cue::find(super::look(self.text, &tokens, scheme), false)?;
            (!found.pronoun).then_some(found.source)
        };
        let earlier = self.sentences.get(..self.at).unwrap_or_default();
        if let Some(found) = earlier.iter().rev().take(BACK).find_map(named) {
            return Some(found);
        }
        let quoted = self.marks.any || self.sentence().slice(self.text).contains(['“', '"']);
        let later = self.sentences.get(self.at + 1..).unwrap_or_default();
        if quoted && let Some(found) = later.iter().take(2).find_map(named) {
            return Some(found);
        }
        *self.earlier.get_or_init(|| {
            let before = self.paragraph_before()?;
            sentences(self.text, before).iter().rev().take(BACK).find_map(named)
        })
    }

    /// The end of the text before the block, back to a blank line or the line's beginning.
    fn paragraph_before(&self) -> Option<Span> {
        let start = self.block.start() as usize;
        let floor = self.text.ceil_char_boundary(start.saturating_sub(REACH));
        let before = self.text.get(floor..start)?.trim_end();
        let from = memchr::memmem::rfind(before.as_bytes(), b"\n\n")
            .map_or_else(|| before.rfind('\n').map_or(0, |at| at + 1), |at| at + 2);
        Some(Span::of(floor + from..floor + before.len()))
    }
}

/// Whether a sentence as a whole stands in quotation marks.
pub(super) fn is_quoted(tokens: &[Token]) -> bool {
    let opens = tokens.first().is_some_and(|first| first.has(OPEN));
    opens && tokens.iter().all(|token| token.has(QUOTED) && !token.has(CLOSE))
}
