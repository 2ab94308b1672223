//! Markdown to blocks, styled runs and links.

use super::builder::{DocumentBuilder, Parsed};
use crate::text::{BlockKind, InlineStyle};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::collections::HashMap;

/// Moves footnotes to the end in the order of their references, and drops the references, so that sentences read on
/// across them.
pub(super) fn parse(source: &str) -> Parsed {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH;
    let mut reader = MarkdownReader::default();
    for event in Parser::new_ext(source, options) {
        match event {
            Event::Start(Tag::FootnoteDefinition(name)) => {
                reader.notes.insert(name.to_string(), Vec::new());
                reader.open_note = Some(name.to_string());
            }
            Event::End(TagEnd::FootnoteDefinition) => reader.open_note = None,
            Event::FootnoteReference(name) => {
                if !reader.references.iter().any(|known| *known == *name) {
                    reader.references.push(name.to_string());
                }
            }
            event => match reader.open_note.as_ref().and_then(|name| reader.notes.get_mut(name)) {
                Some(note) => note.push(event),
                None => reader.read(event),
            },
        }
    }
    reader.finish()
}

#[derive(Default)]
struct MarkdownReader<'a> {
    builder: DocumentBuilder,
    in_front_matter: bool,
    open_note: Option<String>,
    /// By name.
    notes: HashMap<String, Vec<Event<'a>>>,
    /// Names of footnotes in the order of their first references.
    references: Vec<String>,
}

impl<'a> MarkdownReader<'a> {
    fn finish(mut self) -> Parsed {
        let notes: Vec<Vec<Event<'a>>> =
            self.references.iter().filter_map(|name| self.notes.remove(name)).collect();
        if !notes.is_empty() {
            self.builder.add_rule();
            self.builder.begin_list(Some(1));
            for note in notes {
                self.builder.open_item();
                for event in note {
                    self.read(event);
                }
            }
            self.builder.end_list();
        }
        self.builder.finish()
    }

    fn read(&mut self, event: Event<'_>) {
        let builder = &mut self.builder;
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if !self.in_front_matter => builder.push(&text),
            Event::Code(text) => {
                builder.begin_style(InlineStyle::Code);
                builder.push(&text);
                builder.end_style();
            }
            Event::SoftBreak => builder.push(" "),
            Event::HardBreak => builder.push("\n"),
            Event::Rule => builder.add_rule(),
            Event::InlineMath(text) | Event::DisplayMath(text) => builder.push(&text),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let builder = &mut self.builder;
        match tag {
            Tag::Paragraph => builder.open_paragraph(),
            Tag::TableHead | Tag::TableRow => builder.open(BlockKind::Row),
            Tag::Heading { level, .. } => builder.open_heading(*level as u8),
            Tag::CodeBlock(_) => builder.open(BlockKind::Code),
            Tag::BlockQuote(_) => builder.begin_quote(),
            Tag::List(first) => builder.begin_list(*first),
            Tag::Item => builder.open_item(),
            Tag::Emphasis => builder.begin_style(InlineStyle::Emphasis),
            Tag::Strong => builder.begin_style(InlineStyle::Strong),
            Tag::Link { dest_url, .. } => builder.begin_link(dest_url),
            Tag::MetadataBlock(_) => self.in_front_matter = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        let builder = &mut self.builder;
        match tag {
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::Item
            | TagEnd::TableHead
            | TagEnd::TableRow => builder.close(),
            TagEnd::TableCell => builder.push("  "),
            TagEnd::BlockQuote(_) => builder.end_quote(),
            TagEnd::List(_) => builder.end_list(),
            TagEnd::Link => builder.end_link(),
            TagEnd::Emphasis | TagEnd::Strong => builder.end_style(),
            TagEnd::MetadataBlock(_) => self.in_front_matter = false,
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
    fn drops_markup_and_front_matter() {
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
    fn a_very_long_paragraph_is_several_blocks() {
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
