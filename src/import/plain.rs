//! Plain text: one paragraph a line, or hard-wrapped with blank lines between.

use crate::text::{Block, BlockKind, Span};
use memchr::memchr_iter;

/// How many bytes decide how the lines are meant, so that the beginning of a long file says the
/// same as the whole.
const SAMPLE: usize = 8 * 1024;
/// A paragraph beyond this many bytes is shown as several blocks, so that one row never costs
/// more than a block's wrapping.
const MOST: usize = 32 * 1024;
/// A title is a line of at most this many bytes.
const TITLE: usize = 140;

/// One line of the text: its bytes without white space at the ends, and whether it was indented.
#[derive(Clone, Copy)]
struct Line {
    span: Span,
    indent: u32,
}

/// The blocks of a plain text.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    blocks_as(text, is_wrapped(text))
}

/// The same where it is known whether line ends are soft.
pub(super) fn blocks_as(text: &str, wrapped: bool) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<Span> = None;
    // An indented line begins a paragraph, unless it goes on with an item or with others like it.
    let (mut indent, mut item) = (0, false);
    let mut close = |open: &mut Option<Span>| {
        open.take().into_iter().for_each(|span| chop(text, span, BlockKind::Paragraph, &mut blocks));
    };
    for line in lines(text) {
        let begins = stands_alone(line.span.slice(text));
        let indented = line.indent >= indent + 2 && !item;
        match open {
            _ if line.span.is_empty() => close(&mut open),
            Some(span) if wrapped && !begins && !indented => open = Some(span.union(line.span)),
            _ => {
                close(&mut open);
                (open, item) = (Some(line.span), begins);
            }
        }
        indent = line.indent;
    }
    close(&mut open);
    name_titles(text, &mut blocks);
    blocks
}

/// Where the first bytes of a longer text can be cut so that every block before is whole; nothing
/// if there is no such place far enough in.
pub(super) fn safe_end(bytes: &[u8]) -> Option<usize> {
    let mut ends = memchr_iter(b'\n', bytes).rev();
    let end = ends.find(|&at| at > SAMPLE && bytes.get(..at).is_some_and(|before| before.ends_with(b"\n")));
    // Without a blank line every line is a paragraph, or the whole is one: only the first is safe.
    let line = || memchr_iter(b'\n', bytes).rev().find(|&at| at > SAMPLE);
    let sample = std::str::from_utf8(bytes.get(..end.or_else(line)?)?).ok()?;
    end.or_else(|| if is_wrapped(sample) { None } else { line() })
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

/// Whether line ends are soft: in a wrapped text most lines that another follows at once stop in
/// the middle of a sentence.
pub(super) fn is_wrapped(text: &str) -> bool {
    let (mut inner, mut ended, mut previous) = (0_u32, 0_u32, None::<Line>);
    for line in lines(text).take_while(|line| (line.span.start() as usize) < SAMPLE) {
        let pair = previous.filter(|previous| !previous.span.is_empty() && !line.span.is_empty());
        if let Some(previous) = pair.filter(|_| !begins_item(line.span.slice(text))) {
            inner += 1;
            ended += u32::from(ends_sentence(previous.span.slice(text)));
        }
        previous = Some(line);
    }
    inner > 0 && ended * 2 < inner
}

fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»', '」', '』']);
    line.ends_with(['.', '!', '?', '…', ':', '。', '！', '？'])
}

/// Whether a line stands alone in a wrapped text: a list item, or a row of a table set with tabs.
fn stands_alone(line: &str) -> bool {
    begins_item(line) || line.contains('\t')
}

/// Whether a line begins a list item of its own: `- x`, `* x`, `• x`, `3. x`, `3) x`.
fn begins_item(line: &str) -> bool {
    let after = line.trim_start_matches(|char: char| char.is_ascii_digit());
    let number = line.len() - after.len();
    let mark = if (1..=3).contains(&number) {
        after.strip_prefix(['.', ')'])
    } else {
        line.strip_prefix(['-', '*', '•', '–', '·'])
    };
    mark.is_some_and(|rest| rest.starts_with([' ', '\t']))
}

/// Adds `span` as a block of one kind, or as several where it is very long.
pub(super) fn chop(text: &str, mut span: Span, kind: BlockKind, blocks: &mut Vec<Block>) {
    while span.len() as usize > MOST {
        let slice = span.slice(text);
        let most = slice.floor_char_boundary(MOST);
        let head = slice.get(..most).unwrap_or_default();
        let end = head.rfind(". ").map(|at| at + 1);
        let end = end.or_else(|| head.rfind(char::is_whitespace)).filter(|&at| at > MOST / 4).unwrap_or(most);
        let part = Span::new(span.start(), span.start() + end as u32);
        blocks.push(Block { span: part.trimmed(text), kind });
        span = Span::new(part.end(), span.end()).trimmed(text);
    }
    if !span.is_empty() {
        blocks.push(Block { span, kind });
    }
}

/// The same for preformatted text: it is cut at the ends of its lines, and nothing is trimmed.
pub(super) fn chop_lines(text: &str, mut span: Span, kind: BlockKind, blocks: &mut Vec<Block>) {
    while span.len() as usize > MOST {
        let slice = span.slice(text);
        let most = slice.floor_char_boundary(MOST);
        let line = slice.get(..most).unwrap_or_default().rfind('\n').filter(|&at| at > 0);
        let end = span.start() + line.unwrap_or(most) as u32;
        blocks.push(Block { span: Span::new(span.start(), end), kind });
        span = Span::new(end + u32::from(line.is_some()), span.end());
    }
    if !span.is_empty() {
        blocks.push(Block { span, kind });
    }
}

/// A first line that stands alone, is short and ends no sentence is the title; further such lines
/// are headings.
fn name_titles(text: &str, blocks: &mut [Block]) {
    let alone = |span: Span| {
        let after = text.get(span.end() as usize..).unwrap_or_default().trim_start_matches([' ', '\t', '\r']);
        let before =
            text.get(..span.start() as usize).unwrap_or_default().trim_end_matches([' ', '\t', '\r']);
        (before.is_empty() || before.ends_with("\n\n") || before.ends_with("\n\r\n"))
            && (after.starts_with("\n\n") || after.starts_with("\n\r\n"))
    };
    let short = |span: Span| {
        let line = span.slice(text);
        line.len() <= TITLE && !line.contains('\n') && !ends_sentence(line) && !begins_item(line)
    };
    let last = blocks.len().saturating_sub(1);
    for (index, block) in blocks.iter_mut().take(last).enumerate() {
        if short(block.span) && alone(block.span) && block.span.slice(text).chars().any(char::is_alphabetic) {
            block.kind = if index == 0 { BlockKind::Title } else { BlockKind::Heading(2) };
        }
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
        assert!(blocks.len() > 4 && blocks.iter().all(|block| block.span.len() as usize <= MOST));
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
}
