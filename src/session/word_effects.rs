//! The words that claims rest on, as far as they were asked for.

use crate::claim::WordEffect;
use crate::text::Span;
use std::collections::VecDeque;

/// Claims whose words are kept.
const MAX_EXPLAINED: usize = 64;

#[derive(Debug, Default)]
pub(super) struct WordEffects {
    /// The last claim asked for, until the answer comes.
    pub(super) asked: Option<Span>,
    /// The latest answer last.
    known: VecDeque<(Span, Vec<WordEffect>)>,
}

impl WordEffects {
    pub(super) fn of(&self, span: Span) -> Option<&[WordEffect]> {
        self.known.iter().find(|(known, _)| *known == span).map(|(_, words)| words.as_slice())
    }

    pub(super) fn add(&mut self, span: Span, words: Vec<WordEffect>) {
        self.asked.take_if(|asked| *asked == span);
        self.known.retain(|(known, _)| *known != span);
        self.known.push_back((span, words));
        if self.known.len() > MAX_EXPLAINED {
            self.known.pop_front();
        }
    }

    /// Forgets the words of claims in `part`, which were replaced.
    pub(super) fn forget(&mut self, part: Span) {
        self.asked.take_if(|asked| part.covers(*asked));
        self.known.retain(|(known, _)| !part.covers(*known));
    }
}
