//! Plain text: one paragraph per line, or hard-wrapped with blank lines between.

use crate::text::{Block, BlockKind, Span, slice};
use memchr::memchr_iter;

/// Sample that decides whether a text is hard-wrapped, so that the beginning of a long file decides like the whole.
const SAMPLE_BYTES: usize = 8 * 1024;

/// Longest block in bytes; a longer paragraph becomes several blocks, which bounds the cost of wrapping.
const MAX_BLOCK_BYTES: usize = 32 * 1024;

const MAX_TITLE_BYTES: usize = 140;

#[derive(Clone, Copy)]
struct Line {
    /// Without white space at either end.
    span: Span,
    /// White space before it, in bytes.
    indent: u32,
}

pub(super) fn blocks(text: &str) -> Vec<Block> {
    blocks_as(text, is_wrapped(text))
}

fn blocks_as(text: &str, wrapped: bool) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<Span> = None;
    // An indented line begins a paragraph, unless it continues an item or other lines with its indent.
    let (mut indent, mut in_item) = (0, false);
    let mut close = |open: &mut Option<Span>| {
        if let Some(span) = open.take() {
            split_prose(text, span, BlockKind::Paragraph, &mut blocks);
        }
    };
    for line in lines(text) {
        let alone = stands_alone(line.span.slice(text));
        let indented = line.indent >= indent + 2 && !in_item;
        match open {
            _ if line.span.is_empty() => close(&mut open),
            Some(span) if wrapped && !alone && !indented => open = Some(span.union(line.span)),
            _ => {
                close(&mut open);
                (open, in_item) = (Some(line.span), alone);
            }
        }
        indent = line.indent;
    }
    close(&mut open);
    mark_titles(text, &mut blocks);
    blocks
}

/// Offset at which the first bytes of a longer text can be cut with every block before it whole; `None` if there is
/// none far enough in.
pub(super) fn clean_end(bytes: &[u8]) -> Option<usize> {
    let mut ends = memchr_iter(b'\n', bytes).rev().take_while(|&at| at > SAMPLE_BYTES);
    let line = ends.clone().next();
    let blank = ends.find(|&at| bytes.get(..at).is_some_and(|before| before.ends_with(b"\n")));
    // Without a blank line the text is one wrapped paragraph, or each of its lines is a paragraph.
    let sample = std::str::from_utf8(bytes.get(..blank.or(line)?)?).ok()?;
    blank.or_else(|| line.filter(|_| !is_wrapped(sample)))
}

fn lines(text: &str) -> impl Iterator<Item = Line> {
    let mut start = 0;
    let ends = memchr_iter(b'\n', text.as_bytes()).chain(std::iter::once(text.len()));
    ends.map(move |end| {
        let span = Span::of(start..end).trimmed(text);
        let line = Line { span, indent: span.start() - start as u32 };
        start = end + 1;
        line
    })
}

/// Are line ends soft, with most lines directly followed by another ending in mid-sentence?
fn is_wrapped(text: &str) -> bool {
    let (mut followed, mut ended, mut previous) = (0_u32, 0_u32, None::<Line>);
    for line in lines(text).take_while(|line| (line.span.start() as usize) < SAMPLE_BYTES) {
        let pair = previous.filter(|previous| !previous.span.is_empty() && !line.span.is_empty());
        if let Some(previous) = pair.filter(|_| !begins_item(line.span.slice(text))) {
            followed += 1;
            ended += u32::from(ends_sentence(previous.span.slice(text)));
        }
        previous = Some(line);
    }
    followed > 0 && ended * 2 < followed
}

fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»', '」', '』']);
    line.ends_with(['.', '!', '?', '…', ':', '。', '！', '？'])
}

/// Is a line of wrapped text a block of its own: a list item, or a table row set with tabs?
fn stands_alone(line: &str) -> bool {
    begins_item(line) || line.contains('\t')
}

/// Does a line begin a list item: `- x`, `* x`, `• x`, `3. x`, `3) x`?
fn begins_item(line: &str) -> bool {
    let after = line.trim_start_matches(|char: char| char.is_ascii_digit());
    let digits = line.len() - after.len();
    let rest = if (1..=3).contains(&digits) {
        after.strip_prefix(['.', ')'])
    } else {
        line.strip_prefix(['-', '*', '•', '–', '·'])
    };
    rest.is_some_and(|rest| rest.starts_with([' ', '\t']))
}

/// Adds a span as one block, or as several that end with sentences if it is very long.
pub(super) fn split_prose(text: &str, mut span: Span, kind: BlockKind, blocks: &mut Vec<Block>) {
    while span.len() as usize > MAX_BLOCK_BYTES {
        let head = span.slice(text);
        let head = slice(head, ..head.floor_char_boundary(MAX_BLOCK_BYTES));
        let sentence = head.rfind(". ").map(|at| at + 1);
        let end = sentence.or_else(|| head.rfind(char::is_whitespace));
        let end = end.filter(|&at| at > MAX_BLOCK_BYTES / 4).unwrap_or(head.len());
        let part = Span::new(span.start(), span.start() + end as u32);
        blocks.push(Block { span: part.trimmed(text), kind });
        span = Span::new(part.end(), span.end()).trimmed(text);
    }
    if !span.is_empty() {
        blocks.push(Block { span, kind });
    }
}

/// Like [`split_prose`] for preformatted text: parts end with lines and keep their white space.
pub(super) fn split_lines(text: &str, mut span: Span, kind: BlockKind, blocks: &mut Vec<Block>) {
    while span.len() as usize > MAX_BLOCK_BYTES {
        let head = span.slice(text);
        let head = slice(head, ..head.floor_char_boundary(MAX_BLOCK_BYTES));
        let line = head.rfind('\n').filter(|&at| at > 0);
        let end = span.start() + line.unwrap_or(head.len()) as u32;
        blocks.push(Block { span: Span::new(span.start(), end), kind });
        span = Span::new(end + u32::from(line.is_some()), span.end());
    }
    if !span.is_empty() {
        blocks.push(Block { span, kind });
    }
}

/// Turns short lines between blank lines that end no sentence into the title, if first, or headings.
fn mark_titles(text: &str, blocks: &mut [Block]) {
    let blanks = [' ', '\t', '\r'];
    let between_blank_lines = |span: Span| {
        let after = slice(text, span.end() as usize..).trim_start_matches(blanks);
        let before = slice(text, ..span.start() as usize).trim_end_matches(blanks);
        (before.is_empty() || before.ends_with("\n\n") || before.ends_with("\n\r\n"))
            && (after.starts_with("\n\n") || after.starts_with("\n\r\n"))
    };
    let is_short = |line: &str| {
        line.len() <= MAX_TITLE_BYTES && !line.contains('\n') && !ends_sentence(line) && !begins_item(line)
    };
    let last = blocks.len().saturating_sub(1);
    for (index, block) in blocks.iter_mut().take(last).enumerate() {
        let line = block.span.slice(text);
        if is_short(line) && between_blank_lines(block.span) && line.chars().any(char::is_alphabetic) {
            block.kind = if index == 0 { BlockKind::Title } else { BlockKind::Heading(2) };
        }
    }
}

/// Cuts a plain text of any length into chunks with the same blocks at the same positions as the whole.
///
/// One exception: a wrapped paragraph beyond 32 kB may split into blocks elsewhere.
#[derive(Debug, Default)]
pub struct Chunker {
    /// The first chunk decides for the whole text.
    wrapped: Option<bool>,
    chars_before: u64,
    blocks_before: u64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chunk {
    pub text: String,
    /// Relative to the chunk's text.
    pub blocks: Vec<Block>,
    /// Code points before the chunk.
    pub chars_before: u64,
    pub blocks_before: u64,
}

impl Chunker {
    /// Cuts the next chunk off the beginning of `buffer` and leaves the rest there.
    ///
    /// `is_end`: no text follows, so nothing is left over. Returns `None` until a block is certainly whole. The first
    /// chunk needs a buffer of some 8 kB, since it decides whether the text is wrapped.
    pub fn next_chunk(&mut self, buffer: &mut String, is_end: bool) -> Option<Chunk> {
        let wrapped = *self.wrapped.get_or_insert_with(|| is_wrapped(buffer));
        let mut blocks = blocks_as(buffer, wrapped);
        let end = if is_end {
            buffer.len()
        } else {
            // The text that follows may belong to the last block, or make the one before it a heading.
            let last = blocks.pop()?.span.start() as usize;
            let before = blocks.last()?.span.end() as usize;
            slice(buffer, before..last).rfind('\n').map_or(last, |line| before + line + 1)
        };
        if end == 0 {
            return None;
        }
        let rest = buffer.split_off(end);
        let text = std::mem::replace(buffer, rest);
        let Self { chars_before, blocks_before, .. } = *self;
        self.chars_before += text.chars().count() as u64;
        self.blocks_before += blocks.len() as u64;
        Some(Chunk { text, blocks, chars_before, blocks_before })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let blocks = blocks(text);
        let found: Vec<&str> = blocks.iter().map(|block| block.span.slice(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn one_paragraph_a_line() {
        check("First one.\nSecond “one.”\nThird", &["First one.", "Second “one.”", "Third"]);
        check("First one.\r\n\r\nSecond one.\r\n", &["First one.", "Second one."]);
    }

    #[test]
    fn hard_wrapped_with_blank_lines() {
        check(
            "The first\nis wrapped.\n\nThe second\nalso.\n",
            &["The first\nis wrapped.", "The second\nalso."],
        );
    }

    #[test]
    fn hard_wrapped_with_indents() {
        check(
            "  The first\nis wrapped\nhere.\n  The second\nalso.",
            &["The first\nis wrapped\nhere.", "The second\nalso."],
        );
    }

    #[test]
    fn list_items_stand_alone_in_wrapped_text() {
        check(
            "We want\nthis:\n\n- bread\n- wine and\n  cheese\n",
            &["We want\nthis:", "- bread", "- wine and\n  cheese"],
        );
    }

    #[test]
    fn rows_of_a_table_stand_alone_in_wrapped_text() {
        check(
            "The count\nis this:\nApples\t3\nPears\t4\n",
            &["The count\nis this:", "Apples\t3", "Pears\t4"],
        );
    }

    #[test]
    fn names_a_title_and_headings() {
        let text = "The Title of It\n\nA paragraph here.\n\nA heading\n\nAnother paragraph.\n";
        let kinds: Vec<BlockKind> = blocks(text).iter().map(|block| block.kind).collect();
        let paragraph = BlockKind::Paragraph;
        assert_eq!(kinds, [BlockKind::Title, paragraph, BlockKind::Heading(2), paragraph]);
    }

    #[test]
    fn a_line_beyond_all_measure_is_several_blocks() {
        let text = "A sentence of it. ".repeat(10_000);
        let blocks = blocks(&text);
        assert!(blocks.len() > 4 && blocks.iter().all(|block| block.span.len() as usize <= MAX_BLOCK_BYTES));
        let kept: usize = blocks.iter().map(|block| block.span.slice(&text).split_whitespace().count()).sum();
        assert_eq!(kept, 40_000);
        let solid = "é".repeat(100_000);
        let kept: u32 = super::blocks(&solid).iter().map(|block| block.span.len()).sum();
        assert_eq!(kept as usize, solid.len());
    }

    #[test]
    fn only_spaces_hold_nothing() {
        check(" \n\t\n\u{a0}\n", &[]);
    }

    /// Chunks `text` in steps of `size` bytes and compares with the whole.
    fn check_chunks(text: &str, size: usize) {
        let expected: Vec<(u64, &str)> = blocks(text)
            .iter()
            .map(|block| {
                let before = text.get(..block.span.start() as usize).unwrap_or_default();
                (before.chars().count() as u64, block.span.slice(text))
            })
            .collect();
        let (mut chunker, mut held, mut cut) = (Chunker::default(), String::new(), Vec::new());
        let mut rest = text;
        loop {
            let at = rest.floor_char_boundary(size);
            let (next, after) = rest.split_at(if at == 0 { rest.len().min(4) } else { at });
            held.push_str(next);
            rest = after;
            cut.extend(chunker.next_chunk(&mut held, rest.is_empty()));
            if rest.is_empty() {
                break;
            }
        }
        let mut found = Vec::new();
        let mut counted = 0;
        for chunk in &cut {
            assert_eq!(chunk.blocks_before, counted);
            counted += chunk.blocks.len() as u64;
            for block in &chunk.blocks {
                let before = chunk.text.get(..block.span.start() as usize).unwrap();
                found.push((
                    chunk.chars_before + before.chars().count() as u64,
                    block.span.slice(&chunk.text),
                ));
            }
        }
        assert_eq!(cut.iter().map(|chunk| chunk.text.as_str()).collect::<String>(), text);
        assert_eq!(found, expected, "in chunks of {size}");
    }

    #[test]
    fn a_text_in_chunks_has_the_blocks_of_the_whole() {
        let wrapped = "A title\n\nFirst line of it\nsecond é line here\n\n  - one\n    and on\n  - two\n\n  Set in\nlines\n  and on\nto it.\n\n\n";
        let lines = "One sentence here. Another one.\nA “second” paragraph.\n\n\n   A third one.\r\n";
        let long = format!("{}\n\n{}\n", "A sentence of it. ".repeat(9000), "é".repeat(70_000));
        for text in [&wrapped.repeat(400), &lines.repeat(600), &long] {
            for size in [9000, 20_011, 70_000, 1 << 20] {
                check_chunks(text, size);
            }
        }
        check_chunks("", 10);
        check_chunks("\n\n \n", 10);
        check_chunks("One.", 10);
    }
}
