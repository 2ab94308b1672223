//! Markdown to blocks, styled runs and links.

use super::builder::{DocumentBuilder, Parsed, superscript};
use crate::text::{About, BlockKind, InlineStyle};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::collections::{HashMap, HashSet};

/// Moves footnotes to the end in the order of their references, and drops the references, so that sentences read on
/// across them.
pub(super) fn parse(source: &str) -> Parsed {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
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
                if reader.referred.insert(name.to_string()) {
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
    html: HtmlReader,
    open_note: Option<String>,
    /// By name.
    notes: HashMap<String, Vec<Event<'a>>>,
    /// Names of footnotes in the order of their first references.
    references: Vec<String>,
    referred: HashSet<String>,
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
            Event::Text(text) if self.in_front_matter => read_front_matter(&text, &mut builder.about),
            Event::Text(_) if self.html.is_hidden() => {}
            Event::Text(text) if is_fence(&text) => {}
            Event::Text(text) => self.html.text(&text, builder),
            Event::Html(tags) | Event::InlineHtml(tags) => self.html.read(&tags, builder),
            Event::Code(text) => {
                builder.begin_style(InlineStyle::Code);
                builder.push(&text);
                builder.end_style();
            }
            // No space at the begin of a paragraph, where a directive's fence was left out.
            Event::SoftBreak => builder.push_words(" "),
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

/// Reads the fields of front matter on one line, in YAML (`date: 2026-03-01`) or TOML (`date = 2026-03-01`).
fn read_front_matter(text: &str, about: &mut About) {
    for line in text.lines() {
        let Some((key, value)) = line.split_once([':', '=']) else { continue };
        let value = value.trim().trim_matches(['[', ']', '"', '\'']).replace(['"', '\''], "");
        let field = match key.trim() {
            "author" | "authors" => &mut about.author,
            "date" => &mut about.date,
            "site" | "source" | "publication" | "publisher" => &mut about.site,
            _ => continue,
        };
        if field.is_empty() {
            value.trim().clone_into(field);
        }
    }
}

/// Is a line the fence of a directive, such as `:::note`?
fn is_fence(line: &str) -> bool {
    line.strip_prefix(":::").is_some_and(|rest| {
        let rest = rest.trim_start_matches(':').trim();
        rest.split_whitespace().count() <= 3 && !rest.contains(['.', '!', '?'])
    })
}

/// Reads the HTML inside Markdown, whose events may end in the middle of an element.
#[derive(Default)]
struct HtmlReader {
    /// The element whose content is not shown.
    hidden: Option<String>,
    in_comment: bool,
    in_raised: bool,
}

impl HtmlReader {
    const fn is_hidden(&self) -> bool {
        self.hidden.is_some() || self.in_comment
    }

    fn read(&mut self, html: &str, builder: &mut DocumentBuilder) {
        let mut rest = html;
        while !rest.is_empty() {
            if self.in_comment {
                let Some((_, after)) = rest.split_once("-->") else { return };
                (rest, self.in_comment) = (after, false);
            } else if let Some(after) = rest.strip_prefix("<!--") {
                (rest, self.in_comment) = (after, true);
            } else if let Some((tag, after)) = rest.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
                self.tag(tag, builder);
                rest = after;
            } else {
                let first = usize::from(rest.starts_with('<'));
                let end =
                    rest.get(first..).and_then(|rest| rest.find('<')).map_or(rest.len(), |at| at + first);
                let (text, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
                if !self.is_hidden() {
                    self.text(&entities(text), builder);
                }
                rest = after;
            }
        }
    }

    fn text(&self, text: &str, builder: &mut DocumentBuilder) {
        let raised = if self.in_raised { superscript(text.trim()) } else { None };
        builder.push_words(raised.as_deref().unwrap_or(text));
    }

    fn tag(&mut self, tag: &str, builder: &mut DocumentBuilder) {
        let (closes, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let end = tag.find(|char: char| !char.is_ascii_alphanumeric() && char != '-').unwrap_or(tag.len());
        let name = tag.get(..end).unwrap_or_default().to_ascii_lowercase();
        if let Some(hidden) = &self.hidden {
            if closes && *hidden == name {
                self.hidden = None;
            }
            return;
        }
        match (name.as_str(), closes) {
            ("script" | "style" | "template" | "svg" | "rt" | "rp", false) if !tag.ends_with('/') => {
                self.hidden = Some(name);
            }
            ("br", _) => builder.break_line(),
            ("hr", _) => builder.add_rule(),
            ("blockquote", false) => builder.begin_quote(),
            ("blockquote", true) => builder.end_quote(),
            ("ul" | "ol", false) => builder.begin_list((name == "ol").then_some(1)),
            ("ul" | "ol", true) => builder.end_list(),
            ("li", false) => builder.open_item(),
            ("tr", false) => builder.begin_row(),
            ("tr", true) => builder.end_row(),
            ("td" | "th", true) => builder.push("  "),
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", false) => {
                builder.open_heading(name.as_bytes().get(1).map_or(2, |digit| digit - b'0'));
            }
            ("sup", _) => self.in_raised = !closes,
            (
                "p" | "div" | "section" | "article" | "details" | "summary" | "h1" | "h2" | "h3" | "h4"
                | "h5" | "h6" | "li" | "figure" | "figcaption" | "center" | "table" | "dl" | "dt" | "dd"
                | "pre" | "aside" | "header" | "footer" | "main" | "caption",
                _,
            ) if !builder.is_in_row() => builder.close(),
            _ => {}
        }
    }
}

/// Replaces the commonest character references.
fn entities(text: &str) -> String {
    const NAMES: [(&str, &str); 14] = [
        ("&nbsp;", "\u{a0}"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&mdash;", "—"),
        ("&ndash;", "–"),
        ("&hellip;", "…"),
        ("&ldquo;", "“"),
        ("&rdquo;", "”"),
        ("&lsquo;", "‘"),
        ("&rsquo;", "’"),
        ("&copy;", "©"),
        ("&amp;", "&"),
    ];
    if !text.contains('&') {
        return text.to_owned();
    }
    NAMES.iter().fold(text.to_owned(), |text, (name, char)| text.replace(name, char))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Link;
    use std::fmt::Write as _;

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
    fn front_matter_is_kept_beside_the_text() {
        let expected =
            About { author: "Ida Moe".into(), date: "2026-03-01".into(), site: "The Ledger".into() };
        let yaml = "---\ntitle: x\nauthor: \"Ida Moe\"\ndate: 2026-03-01\nsource: The Ledger\n---\n\nText.";
        let toml = "+++\nauthors = [\"Ida Moe\"]\ndate = 2026-03-01\nsite = 'The Ledger'\n+++\n\nText.";
        for source in [yaml, toml] {
            let parsed = parse(source);
            assert_eq!((parsed.about, parsed.blocks.len()), (expected.clone(), 1), "{source}");
        }
    }

    #[test]
    fn html_inside_is_read_as_its_blocks() {
        let paragraph = |words| (BlockKind::Paragraph, words);
        check("<div>x</div>\n\n![alt](a.png) after", &[paragraph("x"), paragraph("alt after")]);
        check(
            "<div align=center>\n<p>The railway &amp; its cabins.</p>\n</div>\n\n<details><summary>More</summary>\n\nOf it.\n\n\
             </details>\n\n<!-- not\n\nshown -->\n\n<script>\nvar a;\n\nb();\n</script>\n\nEnd.",
            &[
                paragraph("The railway & its cabins."),
                paragraph("More"),
                paragraph("Of it."),
                paragraph("End."),
            ],
        );
        check(
            "The <b>old</b> railway<br>costs 10<sup>5</sup> <!-- or so --> francs<wbr>.",
            &[paragraph("The old railway\ncosts 10⁵ francs.")],
        );
        check("<table><tr><td>a</td><td>b</td></tr></table>", &[(BlockKind::Row, "a  b")]);
    }

    #[test]
    fn callouts_directives_and_tasks_show_their_words() {
        check("> [!WARNING]\n> It is shut.", &[(BlockKind::Quote, "It is shut.")]);
        check(
            "::: note\nMind the gap.\n:::\n\nEnd.",
            &[(BlockKind::Paragraph, "Mind the gap."), (BlockKind::Paragraph, "End.")],
        );
        let item = |words| (BlockKind::Item { depth: 1, number: 0 }, words);
        check("- [ ] ask\n- [x] pay\n", &[item("ask"), item("pay")]);
    }

    #[test]
    fn sixty_thousand_footnotes_follow_the_text() {
        let mut notes = String::new();
        for at in 0..60_000 {
            let _ = write!(notes, "A[^{at}]\n\n[^{at}]: B\n\n");
        }
        assert_eq!(parse(&notes).blocks.len(), 120_001);
    }
}
