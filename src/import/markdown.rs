//! Markdown: what it says, without the marks it says it with.

use super::plain;
use crate::text::{Block, BlockKind, Link, Span, Style, Styled};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// What a Markdown article holds.
pub(super) struct Parsed {
    pub(super) text: String,
    pub(super) blocks: Vec<Block>,
    pub(super) styled: Vec<Styled>,
    pub(super) links: Vec<Link>,
}

/// The text of a Markdown article with its blocks, its styled runs and its links.
pub(super) fn parse(source: &str) -> Parsed {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS | Options::ENABLE_STRIKETHROUGH;
    let mut builder = Builder::default();
    for event in Parser::new_ext(source, options) {
        builder.take(event);
    }
    builder.close();
    let Builder { text, blocks, mut styled, targets, .. } = builder;
    // Links do not lie in one another, so both are in the order of their ends.
    let spans = styled.iter().filter(|styled| styled.style == Style::Link).map(|styled| styled.span);
    let links = spans.zip(targets).filter(|(span, _)| !span.is_empty());
    let links = links.map(|(span, target)| Link { span, target }).collect();
    styled.sort_by_key(|styled| styled.span);
    Parsed { text, blocks, styled, links }
}

#[derive(Default)]
struct Builder {
    text: String,
    blocks: Vec<Block>,
    styled: Vec<Styled>,
    /// Where the links lead, in the order of their ends.
    targets: Vec<String>,
    /// Where the link that is open leads.
    target: String,
    /// Where the block being filled begins.
    start: usize,
    kind: Option<BlockKind>,
    /// Styles that are open, with where they began.
    open: Vec<(Style, usize)>,
    quotes: u32,
    /// The lists that are open: the number of the next item, or nothing for bullets.
    lists: Vec<Option<u64>>,
    /// Whether what comes is not shown: front matter.
    hidden: bool,
    titled: bool,
}

impl Builder {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if !self.hidden => self.push(&text),
            Event::Code(text) => {
                self.open.push((Style::Code, self.text.len()));
                self.push(&text);
                self.end_style();
            }
            Event::SoftBreak => self.push(" "),
            Event::HardBreak => self.push("\n"),
            Event::Rule => {
                self.close();
                let at = self.text.len() as u32;
                self.blocks.push(Block { span: Span::new(at, at), kind: BlockKind::Rule });
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.push(&text),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::TableHead | Tag::TableRow => self.open_block(None),
            Tag::Heading { level, .. } => {
                let title = *level == HeadingLevel::H1 && !self.titled;
                self.titled |= title;
                self.open_block(Some(if title {
                    BlockKind::Title
                } else {
                    BlockKind::Heading(*level as u8)
                }));
            }
            Tag::CodeBlock(_) => self.open_block(Some(BlockKind::Code)),
            Tag::BlockQuote(_) => {
                self.close();
                self.quotes += 1;
            }
            Tag::List(first) => {
                self.close();
                self.lists.push(*first);
            }
            Tag::Item => {
                let depth = self.lists.len().min(8) as u8;
                let number = self.lists.last_mut().and_then(|next| {
                    let number = (*next)?;
                    *next = Some(number + 1);
                    Some(number as u32)
                });
                self.open_block(Some(BlockKind::Item { depth, number: number.unwrap_or(0) }));
            }
            Tag::Emphasis => self.open.push((Style::Emphasis, self.text.len())),
            Tag::Strong => self.open.push((Style::Strong, self.text.len())),
            Tag::Link { dest_url, .. } => {
                dest_url.as_ref().clone_into(&mut self.target);
                self.open.push((Style::Link, self.text.len()));
            }
            Tag::MetadataBlock(_) => self.hidden = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::Item
            | TagEnd::TableHead
            | TagEnd::TableRow => self.close(),
            TagEnd::TableCell => self.push("  "),
            TagEnd::BlockQuote(_) => {
                self.close();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::List(_) => {
                self.close();
                self.lists.pop();
            }
            TagEnd::Link => {
                self.targets.push(std::mem::take(&mut self.target));
                self.end_style();
            }
            TagEnd::Emphasis | TagEnd::Strong => self.end_style(),
            TagEnd::MetadataBlock(_) => self.hidden = false,
            _ => {}
        }
    }

    /// Opens a block; a paragraph inside a list item that holds nothing yet goes on with it.
    fn open_block(&mut self, kind: Option<BlockKind>) {
        let fresh = self.kind.is_some() && self.text.len() == self.start;
        if kind.is_none() && fresh {
            return;
        }
        self.close();
        let inner = || match self.lists.len() {
            0 if self.quotes > 0 => BlockKind::Quote,
            0 => BlockKind::Paragraph,
            // A further paragraph of an item is set under it, without a bullet of its own.
            depth => BlockKind::Item { depth: depth.min(8) as u8, number: u32::MAX },
        };
        self.kind = Some(kind.unwrap_or_else(inner));
        self.start = self.text.len();
    }

    fn push(&mut self, part: &str) {
        if self.kind.is_none() {
            self.open_block(None);
        }
        self.text.push_str(part);
    }

    fn end_style(&mut self) {
        if let Some((style, start)) = self.open.pop() {
            let start = start.min(self.text.len());
            self.styled.push(Styled { span: Span::of(start..self.text.len()), style });
        }
    }

    /// Takes the text away from a byte on, and with it the styles of what is gone.
    fn cut(&mut self, end: usize) {
        self.text.truncate(end);
        let end = end as u32;
        // They were added in the order of their ends.
        let over = self.styled.iter_mut().rev().take_while(|styled| styled.span.end() > end);
        for styled in over {
            styled.span = Span::new(styled.span.start().min(end), end);
        }
    }

    fn close(&mut self) {
        let Some(kind) = self.kind.take() else { return };
        let span = Span::of(self.start..self.text.len()).trimmed(&self.text);
        if span.is_empty() {
            self.cut(self.start);
            return;
        }
        self.cut(span.end() as usize);
        let first = self.blocks.len();
        match kind {
            BlockKind::Code => plain::chop_lines(&self.text, span, kind, &mut self.blocks),
            _ => plain::chop(&self.text, span, kind, &mut self.blocks),
        }
        if let BlockKind::Item { depth, .. } = kind {
            let rest = self.blocks.iter_mut().skip(first + 1);
            rest.for_each(|block| block.kind = BlockKind::Item { depth, number: u32::MAX });
        }
        self.text.push_str("\n\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &[(BlockKind, &str)]) {
        let Parsed { text, blocks, .. } = parse(source);
        let found: Vec<(BlockKind, &str)> =
            blocks.iter().map(|block| (block.kind, block.span.slice(&text))).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn shows_the_text_and_not_the_marks() {
        check(
            "---\nauthor: x\n---\n# The *Title*\n\nOne\ntwo **three**.\n\n## Part\n\n> Quoted.\n",
            &[
                (BlockKind::Title, "The Title"),
                (BlockKind::Paragraph, "One two three."),
                (BlockKind::Heading(2), "Part"),
                (BlockKind::Quote, "Quoted."),
            ],
        );
    }

    #[test]
    fn lists_keep_their_depth_and_numbers() {
        let item = |depth, number| BlockKind::Item { depth, number };
        check(
            "1. one\n2. two\n   - inner\n\n     more\n",
            &[(item(1, 1), "one"), (item(1, 2), "two"), (item(2, 0), "inner"), (item(2, u32::MAX), "more")],
        );
    }

    #[test]
    fn code_keeps_its_lines_and_rules_hold_nothing() {
        check(
            "```\na\n  b\n```\n\n---\n\nend",
            &[(BlockKind::Code, "a\n  b"), (BlockKind::Rule, ""), (BlockKind::Paragraph, "end")],
        );
    }

    #[test]
    fn styles_cover_their_words() {
        let Parsed { text, styled, links, .. } = parse("a *b* [c d](http://x) `e`");
        let found: Vec<(Style, &str)> = styled.iter().map(|run| (run.style, run.span.slice(&text))).collect();
        assert_eq!(found, [(Style::Emphasis, "b"), (Style::Link, "c d"), (Style::Code, "e")]);
        assert_eq!(links, [Link { span: styled[1].span, target: "http://x".to_owned() }]);
    }

    #[test]
    fn a_paragraph_beyond_all_measure_is_several_blocks() {
        let many = |source: &str| {
            let Parsed { text, blocks, .. } = parse(source);
            assert!(blocks.len() > 2 && blocks.iter().all(|block| block.span.len() <= 32 * 1024));
            blocks.iter().map(|block| block.span.slice(&text).split_whitespace().count()).sum::<usize>()
        };
        assert_eq!(many(&"A sentence of it. ".repeat(10_000)), 40_000);
        assert_eq!(many(&format!("```\n{}```\n", "  a line of it\n\n".repeat(10_000))), 40_000);
        assert_eq!(many(&format!("- {}", "A sentence of it. ".repeat(10_000))), 40_000);
        let Parsed { text, blocks, .. } = parse(&format!("```\n{}```\n", "  a line of it\n".repeat(10_000)));
        assert!(blocks.iter().skip(1).all(|block| block.span.slice(&text).starts_with("  a line")));
    }

    #[test]
    fn a_style_ends_with_the_words_that_it_covers() {
        for source in ["a ` `\n\né b", "`\n`\n\né", "a `\n\n`  \n\n日本"] {
            let Parsed { text, styled, .. } = parse(source);
            assert!(styled.iter().all(|run| text.get(run.span.range()).is_some()), "{source:?}: {styled:?}");
        }
        let Parsed { text, blocks, styled, .. } = parse("a `  `\n\nb");
        assert!(styled.iter().all(|run| run.span.end() <= blocks[0].span.end()), "{text:?}: {styled:?}");
    }

    #[test]
    fn survives_an_image_and_raw_html() {
        check("<div>x</div>\n\n![alt](a.png) after", &[(BlockKind::Paragraph, "alt after")]);
    }
}
