//! Markdown: what it says, without the marks it says it with.

use super::page::{Page, Parsed};
use crate::text::{BlockKind, InlineStyle};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::collections::HashMap;

/// The text of a Markdown article with its blocks, its styled runs and its links.
///
/// Footnotes stand at the end, in the order in which they are referred to; the marks that refer to them
/// are left out, since a sentence goes on behind one as if it were not there.
pub(super) fn parse(source: &str) -> Parsed {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH;
    let mut reader = Reader::default();
    for event in Parser::new_ext(source, options) {
        match event {
            Event::Start(Tag::FootnoteDefinition(name)) => {
                reader.notes.insert(name.to_string(), Vec::new());
                reader.note = Some(name.to_string());
            }
            Event::End(TagEnd::FootnoteDefinition) => reader.note = None,
            Event::FootnoteReference(name) => {
                if !reader.referred.iter().any(|known| *known == *name) {
                    reader.referred.push(name.to_string());
                }
            }
            event => match reader.note.as_ref().and_then(|name| reader.notes.get_mut(name)) {
                Some(note) => note.push(event),
                None => reader.take(event),
            },
        }
    }
    reader.finish()
}

#[derive(Default)]
struct Reader<'a> {
    page: Page,
    /// Whether what comes is not shown: front matter.
    hidden: bool,
    /// The footnote that is being read.
    note: Option<String>,
    /// What the footnotes hold, by name.
    notes: HashMap<String, Vec<Event<'a>>>,
    /// Their names in the order of the references.
    referred: Vec<String>,
}

impl<'a> Reader<'a> {
    fn finish(mut self) -> Parsed {
        let notes: Vec<Vec<Event<'a>>> =
            self.referred.iter().filter_map(|name| self.notes.remove(name)).collect();
        if !notes.is_empty() {
            self.page.rule();
            self.page.begin_list(Some(1));
            for note in notes {
                self.page.item();
                for event in note {
                    self.take(event);
                }
            }
            self.page.end_list();
        }
        self.page.finish()
    }

    fn take(&mut self, event: Event<'_>) {
        let page = &mut self.page;
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if !self.hidden => page.push(&text),
            Event::Code(text) => {
                page.begin_style(InlineStyle::Code);
                page.push(&text);
                page.end_style();
            }
            Event::SoftBreak => page.push(" "),
            Event::HardBreak => page.push("\n"),
            Event::Rule => page.rule(),
            Event::InlineMath(text) | Event::DisplayMath(text) => page.push(&text),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let page = &mut self.page;
        match tag {
            Tag::Paragraph => page.paragraph(),
            Tag::TableHead | Tag::TableRow => page.open(BlockKind::Row),
            Tag::Heading { level, .. } => page.heading(*level as u8),
            Tag::CodeBlock(_) => page.open(BlockKind::Code),
            Tag::BlockQuote(_) => page.begin_quote(),
            Tag::List(first) => page.begin_list(*first),
            Tag::Item => page.item(),
            Tag::Emphasis => page.begin_style(InlineStyle::Emphasis),
            Tag::Strong => page.begin_style(InlineStyle::Strong),
            Tag::Link { dest_url, .. } => page.begin_link(dest_url),
            Tag::MetadataBlock(_) => self.hidden = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        let page = &mut self.page;
        match tag {
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::Item
            | TagEnd::TableHead
            | TagEnd::TableRow => page.close(),
            TagEnd::TableCell => page.push("  "),
            TagEnd::BlockQuote(_) => page.end_quote(),
            TagEnd::List(_) => page.end_list(),
            TagEnd::Link => page.end_link(),
            TagEnd::Emphasis | TagEnd::Strong => page.end_style(),
            TagEnd::MetadataBlock(_) => self.hidden = false,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Link;

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
        let found: Vec<(InlineStyle, &str)> =
            styled.iter().map(|run| (run.style, run.span.slice(&text))).collect();
        assert_eq!(
            found,
            [(InlineStyle::Emphasis, "b"), (InlineStyle::Link, "c d"), (InlineStyle::Code, "e")]
        );
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
    fn footnotes_stand_at_the_end_in_the_order_of_their_marks() {
        let item = |number| BlockKind::Item { depth: 1, number };
        check(
            "One.[^b] Two[^a].\n\n[^a]: The *second*.\n[^b]: The first.\n[^c]: Never referred to.\n\nEnd.",
            &[
                (BlockKind::Paragraph, "One. Two."),
                (BlockKind::Paragraph, "End."),
                (BlockKind::Rule, ""),
                (item(1), "The first."),
                (item(2), "The second."),
            ],
        );
    }

    #[test]
    fn a_table_is_a_block_a_row() {
        check("| a | b |\n|---|---|\n| c | d e |\n", &[(BlockKind::Row, "a  b"), (BlockKind::Row, "c  d e")]);
    }

    #[test]
    fn survives_an_image_and_raw_html() {
        check("<div>x</div>\n\n![alt](a.png) after", &[(BlockKind::Paragraph, "alt after")]);
    }
}
