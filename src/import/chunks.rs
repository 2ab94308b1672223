//! A plain text of any length, taken in parts: each has the blocks that the whole has at its places.

use super::plain;
use crate::text::{Block, Span};

/// Where a text that is taken in parts has come to.
#[derive(Debug, Default)]
pub struct Chunker {
    /// Whether line ends are soft, which the beginning of the text decides for all of it.
    wrapped: Option<bool>,
    /// Code points in the parts before.
    chars: u64,
    /// Blocks in the parts before.
    blocks: u64,
}

/// One part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Its words.
    pub text: String,
    /// Its blocks, as byte ranges of its own text.
    pub blocks: Vec<Block>,
    /// How many code points of the text stand before it.
    pub chars_before: u64,
    /// How many blocks of the text stand before it.
    pub blocks_before: u64,
}

impl Chunker {
    /// Cuts the next part off the beginning of `held`, which keeps what may go on behind its end. `whole` says
    /// that nothing follows; then nothing is kept. Nothing is cut off while not one block is sure to be whole.
    ///
    /// The first part decides how line ends are meant, so it should be cut of some 8 kB at least. A text gives
    /// the same blocks however it is cut, but for one: a wrapped paragraph beyond 32 kB may go on in another block.
    pub fn next_chunk(&mut self, held: &mut String, whole: bool) -> Option<Chunk> {
        let wrapped = *self.wrapped.get_or_insert_with(|| plain::is_wrapped(held));
        let mut blocks = plain::blocks_as(held, wrapped);
        let end = if whole {
            held.len()
        } else {
            // What follows may belong to the last block, or say what the one before it is.
            let last = blocks.pop()?.span.start() as usize;
            let before = blocks.last()?.span.end() as usize;
            let gap = held.get(before..last).unwrap_or_default();
            gap.rfind('\n').map_or(last, |line| before + line + 1)
        };
        if end == 0 {
            return None;
        }
        let rest = held.get(end..).unwrap_or_default().to_owned();
        held.truncate(end);
        let text = std::mem::replace(held, rest);
        let part = Chunk { blocks, chars_before: self.chars, blocks_before: self.blocks, text };
        self.chars += part.text.chars().count() as u64;
        self.blocks += part.blocks.len() as u64;
        Some(part)
    }
}

impl Chunk {
    /// A block's words.
    pub fn words(&self, span: Span) -> &str {
        span.slice(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cuts `text` whenever another `size` bytes of it are there, and compares with the whole.
    fn check(text: &str, size: usize) {
        let expected: Vec<(u64, &str)> = plain::blocks(text)
            .iter()
            .map(|block| {
                let before = text.get(..block.span.start() as usize).unwrap_or_default();
                (before.chars().count() as u64, block.span.slice(text))
            })
            .collect();
        let (mut parts, mut held, mut cut) = (Chunker::default(), String::new(), Vec::new());
        let mut rest = text;
        loop {
            let at = rest.floor_char_boundary(size);
            let (next, after) = rest.split_at(if at == 0 { rest.len().min(4) } else { at });
            held.push_str(next);
            rest = after;
            cut.extend(parts.next_chunk(&mut held, rest.is_empty()));
            if rest.is_empty() {
                break;
            }
        }
        let mut found = Vec::new();
        let mut blocks = 0;
        for part in &cut {
            assert_eq!(part.blocks_before, blocks);
            blocks += part.blocks.len() as u64;
            for block in &part.blocks {
                let before = part.text.get(..block.span.start() as usize).unwrap();
                found.push((part.chars_before + before.chars().count() as u64, part.words(block.span)));
            }
        }
        assert_eq!(cut.iter().map(|part| part.text.as_str()).collect::<String>(), text);
        assert_eq!(found, expected, "in parts of {size}");
    }

    #[test]
    fn a_text_in_parts_has_the_blocks_of_the_whole() {
        let wrapped = "A title\n\nFirst line of it\nsecond é line here\n\n  - one\n    and on\n  - two\n\n  Set in\nlines\n  and on\nto it.\n\n\n";
        let lines = "One sentence here. Another one.\nA “second” paragraph.\n\n\n   A third one.\r\n";
        let long = format!("{}\n\n{}\n", "A sentence of it. ".repeat(9000), "é".repeat(70_000));
        for text in [&wrapped.repeat(400), &lines.repeat(600), &long] {
            for size in [9000, 20_011, 70_000, 1 << 20] {
                check(text, size);
            }
        }
        check("", 10);
        check("\n\n \n", 10);
        check("One.", 10);
    }
}
