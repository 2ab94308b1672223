//! The passage of a card: the claim's sentence, and the sentences before and after it.

use crate::reading::Mark;
use crate::session::line::{Emphasis, Ink, Line, piece};
use crate::text::wrap::wrap;
use crate::text::{Document, Span, sentence};
use crate::theme::Part;

/// Bytes looked through on each side of the claim: a block may be as long as a book.
const REACH: u32 = 4096;

/// Rows of text around a claim.
#[derive(Debug, Default)]
pub(super) struct Passage {
    pub(super) before: Vec<Line>,
    pub(super) claim: Vec<Line>,
    pub(super) after: Vec<Line>,
}

impl Passage {
    /// The sentences around a mark, in rows of at most `width` cells.
    pub(super) fn of(document: &Document, mark: &Mark, width: u16) -> Self {
        let text = document.text.as_str();
        let block = document.block_at(mark.span.start());
        let near = within(text, document.block(block).span, mark.span);
        let sentences = sentence::sentences(text, near);
        let claim = sentences
            .iter()
            .copied()
            .filter(|sentence| sentence.overlaps(mark.span))
            .fold(mark.span, Span::union);
        let before = sentences.iter().rev().copied().find(|sentence| sentence.end() <= claim.start());
        let after = sentences.iter().copied().find(|sentence| sentence.start() >= claim.end());
        let before = before.or_else(|| {
            let block = document.blocks.get(block.checked_sub(1)?)?.span;
            let end = Span::new(block.end(), block.end());
            sentence::sentences(text, within(text, block, end)).pop()
        });
        let after = after.or_else(|| {
            let block = document.blocks.get(block + 1)?.span;
            let start = Span::new(block.start(), block.start());
            sentence::sentences(text, within(text, block, start)).first().copied()
        });
        let dim = |span: Option<Span>| {
            let rows = span.map(|span| wrap(text, span, width)).unwrap_or_default();
            rows.into_iter().map(|row| vec![piece(row.slice(text), Part::Dim)]).collect()
        };
        Self { before: dim(before), claim: claim_rows(text, claim, mark, width), after: dim(after) }
    }
}

/// The part of `block` near `span`, between whole characters.
fn within(text: &str, block: Span, span: Span) -> Span {
    let start = block.start().max(span.start().saturating_sub(REACH));
    let end = block.end().min(span.end().saturating_add(REACH));
    let start = text.ceil_char_boundary(start as usize);
    Span::of(start..text.floor_char_boundary(end as usize).max(start))
}

/// Rows of the claim's sentences: its clauses bold, and in them the words that the cues matched, in their colours.
fn claim_rows(text: &str, claim: Span, mark: &Mark, width: u16) -> Vec<Line> {
    let clauses: Vec<Span> = mark.clauses().into_iter().map(|(clause, _)| clause).collect();
    let cues: Vec<(Span, Ink)> = mark
        .known_claim()
        .into_iter()
        .flat_map(|claim| &claim.evidence)
        .filter(|evidence| evidence.blocked.is_none() && mark.categories.contains(&evidence.category))
        .map(|evidence| (evidence.span, Ink::from(evidence.category)))
        .collect();
    let ink = |at: u32| {
        let here = Span::new(at, at + 1);
        let cue = cues.iter().find(|(span, _)| span.overlaps(here)).map(|(_, ink)| *ink);
        let clause = clauses.iter().any(|clause| clause.overlaps(here));
        let plain = Ink::from(Part::Text);
        cue.unwrap_or(if clause { plain.with(Emphasis::Bold) } else { plain })
    };
    // Where the ink can change.
    let mut edges: Vec<u32> = clauses
        .iter()
        .chain(cues.iter().map(|(span, _)| span))
        .flat_map(|span| [span.start(), span.end()])
        .collect();
    edges.sort_unstable();
    let row = |row: Span| {
        let inner = edges.iter().copied().filter(|edge| (row.start() + 1..row.end()).contains(edge));
        let mut from = row.start();
        let mut line = Line::new();
        for to in inner.chain([row.end()]) {
            if to > from {
                line.push(piece(Span::new(from, to).slice(text), ink(from)));
                from = to;
            }
        }
        line
    };
    wrap(text, claim, width).into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_block_ends_between_characters() {
        let text = "é".repeat(5000);
        let block = Span::of(0..text.len());
        for at in [0, 4999, 5001, 9999] {
            let at = text.floor_char_boundary(at) as u32;
            let near = within(&text, block, Span::new(at, at));
            assert!(near.get(&text).is_some() && near.end() - near.start() <= 2 * REACH, "{near:?}");
        }
    }
}
